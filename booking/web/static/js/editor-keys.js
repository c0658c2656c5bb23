// Keys on the canvas, and the buttons that do the same: what each does stands once, in the table of acts.

import {aboutOf} from "./editor-select.js";
import {nameOf} from "./editor-document.js";
import {boxOf, isRectangle, moved, stretched} from "./editor-geometry.js";
import {copies, roomBeside} from "./editor-names.js";
import {nextSeat} from "./editor-seats.js";
import {byId} from "./states.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("./editor-geometry.js").Point} Point */

const TURN_STEP = 15;
const ZOOM_STEP = 1.4;
const VIEW_PX = 60;
const FAR = 10;

/** @type {Record<string, [number, number]>} */
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/** @type {Record<string, string>} */
const TOOLS = {v: "select", d: "desk", b: "box", p: "corners", l: "scale", o: "outline"};

/** @type {Record<string, string>} */
const KEYS = {
  " ": "more", Enter: "name", Escape: "escape", Delete: "delete", Backspace: "delete", r: "turn", R: "turn-back", f: "seat", c: "corner",
  i: "add-corner", w: "row", a: "accept", A: "accept-all", x: "reject", n: "doubt", g: "snap", "+": "in", "=": "in", "-": "out", 0: "whole", "?": "keys",
};

/** @type {Record<string, string>} */
const WITH_CONTROL = {z: "undo", y: "redo", Z: "redo", d: "duplicate", a: "all"};

/** @param {Editor} editor */
export function listenToKeys(editor) {
  const acts = makeActs(editor);
  editor.canvas.addEventListener("keydown", (event) => {
    if (press(editor, acts, event)) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
    const name = WITH_CONTROL[event.key];
    if (event.defaultPrevented || typing || !(event.ctrlKey || event.metaKey) || !["undo", "redo"].includes(name)) return;
    event.preventDefault();
    acts[name]();
  });
  editor.root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-tool], [data-act]") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    const {tool, act} = button.dataset;
    if (tool) {
      editor.use(tool);
      editor.say(`${button.textContent}. ${editor.tool.hint}`);
      editor.canvas.focus({preventScroll: true});
    } else if (act) acts[act]?.();
  });
}

/**
 * Do what a key means; false where it means nothing here.
 * @param {Editor} editor
 * @param {Record<string, () => void>} acts
 * @param {KeyboardEvent} event
 */
function press(editor, acts, event) {
  if (event.ctrlKey || event.metaKey) return Boolean(WITH_CONTROL[event.key]) && does(acts[WITH_CONTROL[event.key]]);
  if (event.altKey) return false;
  if (event.key === "Tab") return tab(editor, event.shiftKey ? -1 : 1);
  if (editor.tool.key?.(event)) return true;
  if (ARROWS[event.key]) return does(() => arrow(editor, ARROWS[event.key], event.shiftKey ? FAR : 1));
  if (Object.hasOwn(TOOLS, event.key)) {
    return does(() => {
      editor.use(TOOLS[event.key]);
      editor.say(editor.tool.hint);
    });
  }
  return Object.hasOwn(KEYS, event.key) && does(acts[KEYS[event.key]]);
}

/** @param {() => void} act */
function does(act) {
  act();
  return true;
}

/**
 * Go to the next place. Behind the last one, and with nothing chosen after Escape, Tab leaves the plan.
 * @param {Editor} editor
 * @param {1 | -1} by
 */
function tab(editor, by) {
  if (editor.tool.tab) return editor.tool.tab(by);
  if (editor.tool.name !== "select" || editor.leaving) return false;
  if (!editor.chosen.length && by < 0) return false;
  const place = editor.next(by);
  if (!place) return false;
  editor.choose([place.key]);
  editor.keepInSight([place]);
  return true;
}

/**
 * @param {Editor} editor
 * @param {[number, number]} way
 * @param {number} steps
 */
function arrow(editor, [right, down], steps) {
  const places = editor.chosenPlaces, far = editor.grid * steps;
  if (!places.length) return editor.camera.move(-right * VIEW_PX, -down * VIEW_PX);
  if (editor.corner >= 0) return moveCorner(editor, right * far, down * far);
  const named = places.length === 1 ? nameOf(places[0]) : `${places.length} places`;
  const way = right > 0 ? "right" : right < 0 ? "left" : down > 0 ? "down" : "up";
  editor.run({act: "move", keys: [...editor.chosen], right: right * far, down: down * far}, `${named} moved ${way}.`);
  return editor.keepInSight(editor.chosenPlaces);
}

/**
 * @param {Editor} editor
 * @param {number} right
 * @param {number} down
 */
function moveCorner(editor, right, down) {
  const [place] = editor.chosenPlaces, at = editor.corner;
  const [to] = moved([place.outline[at]], right, down);
  const outline = isRectangle(place.outline) ? stretched(place.outline, at, to)
    : place.outline.map((corner, number) => (number === at ? to : corner));
  editor.run({act: "reshape", key: place.key, outline}, `Corner ${at + 1} of ${nameOf(place)} moved.`);
}

/**
 * Everything that a key or a button can do, by name.
 * @param {Editor} editor
 * @returns {Record<string, () => void>}
 */
function makeActs(editor) {
  return {
    undo: () => editor.undo(), redo: () => editor.redo(),
    in: () => zoom(editor, ZOOM_STEP), out: () => zoom(editor, 1 / ZOOM_STEP), whole: () => editor.camera.showWhole(),
    keys: () => /** @type {HTMLDialogElement} */ (byId("editor-keys")).showModal(),
    snap: () => toggleSnap(editor),
    all: () => editor.choose(editor.plan.places.map((place) => place.key)),
    more: () => chooseMore(editor),
    name: () => byId("editor-name").focus(),
    escape: () => escape(editor),
    delete: () => remove(editor),
    duplicate: () => duplicate(editor),
    row: () => (editor.chosen.length ? editor.panel.askRow() : editor.say("Choose a place first.")),
    "close-row": () => editor.panel.closeRow(),
    "close-scale": () => editor.panel.closeScale(),
    turn: () => turn(editor, TURN_STEP), "turn-back": () => turn(editor, -TURN_STEP),
    seat: () => sitRound(editor),
    corner: () => nextCorner(editor),
    "add-corner": () => addCorner(editor),
    accept: () => accept(editor, editor.chosenPlaces.filter((place) => !place.accepted).map((place) => place.key)),
    outline: () => {
      editor.use("outline");
      editor.say(editor.tool.hint);
      editor.canvas.focus({preventScroll: true});
    },
    "no-outline": () => {
      editor.run({act: "outline", outline: null}, "The outline of the floor is left out.");
      editor.use("select");
      editor.canvas.focus({preventScroll: true});
    },
    "accept-all": () => accept(editor, editor.confident().map((place) => place.key)),
    reject: () => reject(editor),
    doubt: () => nextDoubt(editor),
  };
}

/**
 * Zoom about what is chosen, or about the middle.
 * @param {Editor} editor
 * @param {number} factor
 */
function zoom(editor, factor) {
  const places = editor.chosenPlaces;
  editor.camera.by(factor);
  editor.keepInSight(places);
}

/** @param {Editor} editor */
function toggleSnap(editor) {
  editor.snapping = !editor.snapping;
  editor.root.querySelector("[data-act=snap]")?.setAttribute("aria-pressed", String(editor.snapping));
  editor.say(editor.snapping ? "Snap is on." : "Snap is off.");
}

/** @param {Editor} editor */
function chooseMore(editor) {
  const place = editor.next(1);
  if (!place) return editor.say("This is the last place.");
  editor.choose([...editor.chosen.filter((key) => key !== place.key), place.key]);
  return editor.keepInSight([place]);
}

/** @param {Editor} editor */
function escape(editor) {
  if (editor.corner >= 0) {
    editor.corner = -1;
    editor.showMarks();
    return editor.say("Arrows move the whole place again.");
  }
  if (editor.tool.name !== "select") return editor.use("select");
  editor.choose([], {quiet: true});
  editor.leaving = true;
  return editor.say("Nothing is chosen. Tab leaves the plan.");
}

/** @param {Editor} editor */
function remove(editor) {
  if (editor.tool.remove) return editor.tool.remove();
  const places = editor.chosenPlaces;
  if (!places.length) return editor.say("Nothing is chosen, so nothing is deleted.");
  const [place] = places;
  if (editor.corner >= 0) {
    if (place.outline.length <= 3) return editor.say("A shape needs three corners.");
    const outline = place.outline.filter((_, at) => at !== editor.corner);
    editor.corner %= outline.length;
    return editor.run({act: "reshape", key: place.key, outline}, `${nameOf(place)} has a corner less.`);
  }
  const after = editor.next(1) || editor.next(-1);
  editor.run({act: "remove", keys: places.map(({key}) => key)}, `${places.length === 1 ? nameOf(place) : `${places.length} places`} deleted.`);
  return editor.choose(after && editor.plan.places.includes(after) ? [after.key] : [], {quiet: true});
}

/** @param {Editor} editor */
function duplicate(editor) {
  const places = editor.chosenPlaces;
  if (!places.length) return editor.say("Choose a place first.");
  const made = copies(places, editor.plan.places, [roomBeside(places, editor.plan.places, editor.sheet)]);
  editor.run({act: "add", places: made}, made.length === 1 ? `${nameOf(made[0])} added as a copy.` : `${made.length} copies added.`);
  return editor.choose(made.map(({key}) => key), {quiet: true});
}

/**
 * @param {Editor} editor
 * @param {number} degrees
 */
export function turn(editor, degrees) {
  const places = editor.chosenPlaces;
  if (!places.length) return editor.say("Choose a place first.");
  const named = places.length === 1 ? nameOf(places[0]) : `${places.length} places`;
  return editor.run({act: "turn", keys: [...editor.chosen], degrees, about: aboutOf(places)}, `${named} turned by ${degrees}°.`);
}

/** @param {Editor} editor */
function sitRound(editor) {
  const desks = editor.chosenPlaces.filter((place) => place.kind === "desk");
  if (!desks.length) return editor.say("Choose a desk first: only desks have a side to sit at.");
  const [desk] = desks, fields = nextSeat(desk, editor.plan.metres_per_unit);
  if (desks.length > 1) return editor.say("Choose one desk to move its seat.");
  const after = {...desk, ...fields};
  return editor.run({act: "set", keys: [desk.key], fields}, `${editor.describe(after)}${fields.facing === null ? ", no side to sit at" : ""}.`);
}

/** @param {Editor} editor */
function nextCorner(editor) {
  const [place] = editor.chosenPlaces;
  if (editor.chosen.length !== 1) return editor.say("Choose one place to change its corners.");
  editor.corner = (editor.corner + 1) % place.outline.length;
  editor.showMarks();
  editor.camera.keepInSight(boxOf([place.outline[editor.corner]]));
  return editor.say(`Corner ${editor.corner + 1} of ${place.outline.length}. Arrows move it.`);
}

/** @param {Editor} editor */
function addCorner(editor) {
  if (editor.tool.add) return editor.tool.add();
  const [place] = editor.chosenPlaces, at = editor.corner;
  if (editor.chosen.length !== 1 || at < 0) return editor.say("Go to a corner first, with C.");
  const [x1, y1] = place.outline[at], [x2, y2] = place.outline[(at + 1) % place.outline.length];
  const outline = place.outline.toSpliced(at + 1, 0, /** @type {Point} */ ([(x1 + x2) / 2, (y1 + y2) / 2]));
  editor.run({act: "reshape", key: place.key, outline}, `${nameOf(place)} has a corner more.`);
  editor.corner = at + 1;
  return editor.showMarks();
}

/**
 * @param {Editor} editor
 * @param {string[]} keys
 */
function accept(editor, keys) {
  if (!keys.length) return editor.say("There is no proposal to accept.");
  const [first] = editor.plan.places.filter((place) => place.key === keys[0]);
  const says = `${keys.length === 1 ? nameOf(first) : `${keys.length} places`} accepted.`;
  editor.run({act: "set", keys, fields: {accepted: true}}, says);
  return editor.say(`${says} ${editor.sayBooked()}`);
}

/** @param {Editor} editor */
function reject(editor) {
  const proposals = editor.chosenPlaces.filter((place) => !place.accepted);
  if (!proposals.length) return editor.say("There is no proposal to reject.");
  const after = editor.next(1), [first] = proposals;
  editor.run({act: "remove", keys: proposals.map(({key}) => key)}, `${proposals.length === 1 ? nameOf(first) : `${proposals.length} proposals`} rejected.`);
  return editor.choose(after ? [after.key] : [], {quiet: true});
}

/** @param {Editor} editor */
function nextDoubt(editor) {
  const doubtful = editor.doubtful(), at = doubtful.findIndex((place) => place.key === editor.chosen[editor.chosen.length - 1]);
  if (!doubtful.length) return editor.say("No proposal is in doubt.");
  return editor.goTo(doubtful[(at + 1) % doubtful.length].key);
}
