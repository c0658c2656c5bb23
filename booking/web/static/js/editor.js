// The editor of a floor's plan: one immutable document, the commands that change it, and all that shows it.

import {Camera} from "./editor-camera.js";
import {History, inReadingOrder, nameOf} from "./editor-document.js";
import {findFaults, mergeFaults} from "./editor-faults.js";
import {boxAround, boxOf} from "./editor-geometry.js";
import {listenToKeys} from "./editor-keys.js";
import {Panel} from "./editor-panel.js";
import {Pointers} from "./editor-pointers.js";
import {Keeper} from "./editor-save.js";
import {OutlineTool} from "./editor-outline.js";
import {SelectTool} from "./editor-select.js";
import {gridOf} from "./editor-snapping.js";
import {makeTools} from "./editor-tools.js";
import {isDoubtful, Marks, View} from "./editor-view.js";
import {byId} from "./states.js";

/** @typedef {import("./editor-document.js").Plan} Plan */
/** @typedef {import("./editor-document.js").Place} Place */
/** @typedef {import("./editor-document.js").Command} Command */
/** @typedef {import("./editor-faults.js").Fault} Fault */
/** @typedef {import("./editor-tools.js").Tool} Tool */

/**
 * @typedef {Plan & import("./editor-view.js").Sheet & {revision: number, faults: Fault[],
 *   kinds: {code: string, says: string}[], features: {code: string, says: string}[]}} Draft what the server sends
 */

const FACES = ["up", "up and right", "right", "down and right", "down", "down and left", "left", "up and left"];
const GIVE_A_KIND = "Give those that people book a kind, such as desk or meeting room.";
const CLEAR = 0.25; // how much of its size is shown beside a place that is gone to

/** The editor at work on one draft. */
export class Editor {
  /**
   * @param {HTMLElement} root
   * @param {Draft} draft
   */
  constructor(root, draft) {
    this.root = root;
    /** @type {import("./editor-view.js").Sheet} */
    this.sheet = {width: draft.width, height: draft.height, backdrop: draft.backdrop, pictures: draft.pictures};
    this.kinds = draft.kinds;
    this.features = draft.features;
    this.told = draft.faults;
    /** @type {Fault[]} */
    this.faults = draft.faults;
    this.history = new History({metres_per_unit: draft.metres_per_unit, outline: draft.outline, places: draft.places});
    /** @type {string[]} in the order of choosing; the last is the current one */
    this.chosen = [];
    this.corner = -1;
    this.snapping = true;
    this.leaving = false;
    this.canvas = byId("editor-canvas");
    const drawing = /** @type {SVGSVGElement} */ (root.querySelector("#editor-drawing"));
    root.hidden = false;
    this.view = new View(drawing, this.sheet, (place) => this.describe(place));
    this.marks = new Marks(this.view);
    this.tools = {select: /** @type {Tool} */ (new SelectTool(this)), outline: new OutlineTool(this), ...makeTools(this)};
    /** @type {Tool} */
    this.tool = this.tools.select;
    this.panel = new Panel(this);
    this.keeper = new Keeper(this, draft);
    this.camera = new Camera(this.canvas, drawing, this.sheet, () => this.zoomed());
    new Pointers(this);
    listenToKeys(this);
    this.canvas.addEventListener("focus", () => { this.leaving = false; });
    this.show();
    this.zoomed();
    const [first] = inReadingOrder(this.plan.places);
    this.camera.start(first && boxOf(first.outline));
    this.use("select");
    this.keeper.begin();
  }

  /** The plan as it is now. */
  get plan() {
    return this.history.plan;
  }

  /** The chosen places, the current one last. */
  get chosenPlaces() {
    const byKey = new Map(this.plan.places.map((place) => [place.key, place]));
    return this.chosen.flatMap((key) => byKey.get(key) || []);
  }

  get grid() {
    return gridOf(this.plan.metres_per_unit, this.sheet.width);
  }

  /**
   * Change the plan, and say so.
   * @param {Command} command
   * @param {string} says
   */
  run(command, says) {
    this.history.run(command, performance.now());
    this.show();
    this.keeper.note();
    this.say(says);
  }

  undo() {
    const what = this.history.undo();
    this.took(what, what ? `Undone: ${what}.` : "There is nothing to undo.");
  }

  redo() {
    const what = this.history.redo();
    this.took(what, what ? `Done again: ${what}.` : "There is nothing to do again.");
  }

  /**
   * @param {string | null} what
   * @param {string} says
   */
  took(what, says) {
    this.corner = -1;
    if (what) {
      this.show();
      this.keeper.note();
    }
    this.say(says);
  }

  /** Bring everything up to date with the plan. */
  show() {
    const {plan} = this, keys = new Set(plan.places.map((place) => place.key));
    this.chosen = this.chosen.filter((key) => keys.has(key));
    this.view.draw(plan);
    this.view.showNames(this.camera?.scale || 1);
    this.findFaults();
    this.showChosen();
    this.panel.renderPlan();
    this.tools.outline.panel.render(this.tools.outline);
  }

  findFaults() {
    const seen = this.keeper.isSaved(this.plan);
    this.faults = mergeFaults(this.told, findFaults(this.plan, this.sheet), this.plan, seen);
    this.panel.renderFaults();
  }

  showChosen() {
    this.view.choose(new Set(this.chosen));
    const current = this.chosen[this.chosen.length - 1];
    if (current) this.canvas.setAttribute("aria-activedescendant", `editor-place-${current}`);
    else this.canvas.removeAttribute("aria-activedescendant");
    this.showMarks();
    this.panel.renderChosen();
  }

  showMarks() {
    if (this.tool.name === "select") this.marks.choose(this.chosenPlaces, this.plan.metres_per_unit, this.corner);
    else this.tool.show();
  }

  zoomed() {
    if (!this.camera) return; // the camera shows itself while it is made
    this.marks.scale = this.camera.scale;
    this.view.showNames(this.camera.scale);
    this.showMarks();
  }

  /**
   * Choose places, and say what is chosen.
   * @param {string[]} keys
   * @param {{quiet?: boolean}} [how]
   */
  choose(keys, {quiet = false} = {}) {
    this.chosen = keys;
    this.corner = -1;
    this.leaving = false;
    this.showChosen();
    const places = this.chosenPlaces;
    if (quiet) return;
    if (!places.length) this.say("Nothing is chosen.");
    else if (places.length === 1) this.say(this.describe(places[0]));
    else this.say(`${places.length} places are chosen. ${nameOf(places[places.length - 1])} was the last.`);
  }

  /**
   * Choose a place and bring it into sight.
   * @param {string} key
   */
  goTo(key) {
    const place = this.plan.places.find((each) => each.key === key);
    if (!place) return;
    this.use("select");
    this.choose([key]);
    const box = boxOf(place.outline), wide = (box.right - box.left) * CLEAR, tall = (box.bottom - box.top) * CLEAR;
    this.camera.showBox({left: box.left - wide, right: box.right + wide, top: box.top - tall, bottom: box.bottom + tall});
    this.canvas.focus({preventScroll: true});
    this.canvas.scrollIntoView({block: "nearest"});
  }

  /**
   * The place after the current one, in reading order; undefined behind the last.
   * @param {1 | -1} by
   */
  next(by) {
    const order = inReadingOrder(this.plan.places), current = this.chosen[this.chosen.length - 1];
    const at = order.findIndex((place) => place.key === current);
    return at < 0 ? order[by > 0 ? 0 : order.length - 1] : order[at + by];
  }

  /** @param {readonly Place[]} places */
  keepInSight(places) {
    if (places.length) this.camera.keepInSight(boxAround(places.map((place) => boxOf(place.outline))));
  }

  /**
   * Take up a tool.
   * @param {string} name
   */
  use(name) {
    if (!Object.hasOwn(this.tools, name)) throw new Error(`there is no tool ${name}`);
    this.tool.cancel();
    this.tool = this.tools[/** @type {keyof Editor["tools"]} */ (name)];
    this.leaving = false;
    this.canvas.dataset.tool = name;
    for (const button of this.root.querySelectorAll("[data-tool]")) {
      if (button instanceof HTMLButtonElement) button.setAttribute("aria-pressed", String(button.dataset.tool === name));
    }
    this.marks.guide([]);
    this.showMarks();
    byId("editor-hint").textContent = this.tool.hint;
    this.tool.begin?.();
    this.tools.outline.panel.render(this.tools.outline);
  }

  /** @param {string} words */
  say(words) {
    byId("editor-spoken").textContent = words;
  }

  /** Say what cannot be done, where everybody sees it. @param {string} words */
  warn(words) {
    byId("editor-hint").textContent = words;
    this.say(words);
  }

  /** What a screen reader hears of a place. @param {Place} place */
  describe(place) {
    const kind = this.kinds.find((each) => each.code === place.kind)?.says || place.kind;
    const faces = place.facing === null ? "" : `faces ${FACES[Math.round(place.facing / 45) % 8]}`;
    const sure = place.accepted || place.confidence === null ? "" : ` ${Math.round(place.confidence * 100)} % sure`;
    const proposal = place.accepted ? "" : `${isDoubtful(place) ? "proposal in doubt" : "proposal"}${place.doubt ? `: ${place.doubt}` : ""}`;
    const seats = place.seats === null || place.kind === "none" ? "" : `${place.seats} ${place.seats === 1 ? "seat" : "seats"}`;
    return [`${kind} ${nameOf(place)}${sure}`, seats, faces, place.accessible ? "accessible" : "", proposal].filter(Boolean).join(", ");
  }

  /** The proposals of which the recognition is sure. */
  confident() {
    return this.plan.places.filter((place) => !place.accepted && !isDoubtful(place));
  }

  /** How many of the accepted places people can book, as a sentence; empty where nothing is accepted. */
  sayBooked() {
    const accepted = this.plan.places.filter((place) => place.accepted), booked = accepted.filter((place) => place.kind !== "none").length;
    if (!accepted.length) return "";
    if (accepted.length === 1) return booked ? "The accepted place can be booked." : 'The accepted place is "Not booked". Give it a kind, such as desk or meeting room.';
    if (booked === accepted.length) return `All ${booked} accepted places can be booked.`;
    const few = booked ? `${booked} of the` : "None of the", others = booked ? "the others are" : "all are";
    return `${few} ${accepted.length} accepted places can be booked, ${others} "Not booked". ${GIVE_A_KIND}`;
  }

  /** The proposals that somebody has to look at. */
  doubtful() {
    return this.plan.places.filter(isDoubtful);
  }
}

/** Take the place of the plain forms once the draft is here. @param {HTMLElement} root */
async function open(root) {
  const address = root.dataset.draft || "";
  const answer = await fetch(address, {headers: {Accept: "application/json"}, credentials: "same-origin"});
  if (!answer.ok) throw new Error(`the draft was answered with ${answer.status}`);
  const editor = new Editor(root, await answer.json());
  document.body.classList.add("ed-open");
  return editor;
}

const LIST = "#list", DRAWING = "#drawing", KEPT = "draft as a list";

/** Whether somebody wants the plain list of places instead: until they ask for the drawing again, on this tab. */
function wantsList() {
  if (location.hash === LIST) sessionStorage.setItem(KEPT, "yes");
  if (location.hash === DRAWING) sessionStorage.removeItem(KEPT);
  return sessionStorage.getItem(KEPT) !== null;
}

const root = document.getElementById("editor");
if (root?.dataset.draft) {
  const list = wantsList(), refused = document.querySelector(".nhsuk-error-summary") !== null; // beside a plain field
  byId(list || refused ? "editor-to-drawing" : "editor-to-list").hidden = false;
  addEventListener("hashchange", () => { if (wantsList() !== list) location.reload(); });
  if (!list && !refused) {
    open(root).catch((fault) => {
      root.hidden = true; // the plain forms remain
      throw fault;
    });
  }
}
