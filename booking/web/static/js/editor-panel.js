// The panel beside the plan: what is chosen, proposals, faults, and the questions of a row and of the scale.

import {nameOf} from "./editor-document.js";
import {askNumber, lineOf, optionOf, readNumber, showFault, write} from "./editor-fields.js";
import {turn} from "./editor-keys.js";
import {copies, numberOn, rowStep} from "./editor-names.js";
import {resized, seatsOf, sideOf, sizeOf} from "./editor-seats.js";
import {sayLength} from "./editor-snapping.js";
import {isDoubtful, pathOf, svg} from "./editor-view.js";
import {byId} from "./states.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-document.js").Place} Place */
/** @typedef {import("./editor-document.js").Fields} Fields */

const MOST_LINES = 60;
const MOST_COPIES = 200;
const MOST_SEATS = 500;
const FACES = ["up", "up and right", "right", "down and right", "down", "down and left", "left", "up and left"];

/** Shows and changes what the plan says of places. */
export class Panel {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.said = "";
    /** @type {[Point, Point] | null} */
    this.line = null;
    for (const {code, says} of editor.kinds) byId("editor-kind").append(optionOf(code, says));
    this.boxes = editor.features.map(({code, says}) => makeCheck(code, says));
    byId("editor-features").append(...this.boxes.map(({label}) => label));
    byId("editor-features-field").hidden = !this.boxes.length;
    byId("editor-accessible-field").hidden = editor.plan.places.every((place) => place.accessible === undefined);
    this.listen();
  }

  listen() {
    const on = (/** @type {string} */ id, /** @type {() => void} */ act) => byId(id).addEventListener("change", act);
    on("editor-name", () => this.changeName());
    on("editor-kind", () => this.set({kind: valueOf("editor-kind")}, "kind"));
    on("editor-seats", () => this.changeSeats());
    on("editor-width", () => this.changeSize());
    on("editor-depth", () => this.changeSize());
    on("editor-turn", () => this.changeTurn());
    on("editor-facing", () => this.changeFacing());
    on("editor-accessible", () => this.set({accessible: /** @type {HTMLInputElement} */ (byId("editor-accessible")).checked}, "accessibility"));
    for (const {box} of this.boxes) box.addEventListener("change", () => this.changeFeature(box));
    byId("editor-number").addEventListener("click", () => this.number());
    byId("editor-panel").addEventListener("keydown", (event) => this.press(event));
    byId("editor-row").addEventListener("input", () => this.showRow());
    byId("editor-row-form").addEventListener("submit", (event) => { event.preventDefault(); this.addRow(); });
    byId("editor-scale-form").addEventListener("submit", (event) => { event.preventDefault(); this.setScale(); });
  }

  /**
   * Enter takes a field over and leads back to the plan; Escape leads back.
   * @param {KeyboardEvent} event
   */
  press(event) {
    const {editor} = this, field = event.target;
    const typed = field instanceof HTMLInputElement && field.type === "text" && byId("editor-form").contains(field);
    if (!(typed && event.key === "Enter") && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Escape") {
      this.closeRow();
      this.closeScale();
    }
    editor.canvas.focus({preventScroll: true}); // leaving the field takes it over
    if (typed && field.getAttribute("aria-invalid")) field.focus();
  }

  /**
   * @param {Partial<Fields>} fields
   * @param {string} what
   */
  set(fields, what) {
    const {editor} = this, places = editor.chosenPlaces;
    if (!places.length) return;
    const named = places.length === 1 ? nameOf(places[0]) : `${places.length} places`;
    editor.run({act: "set", keys: [...editor.chosen], fields}, `The ${what} of ${named} is changed.`);
  }

  changeName() {
    const {editor} = this, [place] = editor.chosenPlaces, name = valueOf("editor-name").trim();
    if (editor.chosen.length !== 1) return;
    showFault("editor-name", name ? "" : "Enter the name that stands on its door or desk");
    if (!name || name === place.name) return;
    editor.run({act: "set", keys: [place.key], fields: {name}}, `${nameOf(place)} is now called ${name}.`);
  }

  /** Name all chosen places on from the name that is typed. */
  number() {
    const {editor} = this, first = valueOf("editor-name").trim();
    showFault("editor-name", first ? "" : "Enter the first name, such as 1.01");
    if (!first) return byId("editor-name").focus();
    const names = numberOn(editor.chosenPlaces, first), last = [...names.values()].pop();
    return editor.run({act: "name", names}, `${names.size} places named from ${first} to ${last}.`);
  }

  changeSeats() {
    const seats = askNumber("editor-seats", {least: 1, most: MOST_SEATS, whole: true, words: `Enter a whole number from 1 to ${MOST_SEATS}`});
    if (seats !== null) this.set({seats}, "number of seats");
  }

  changeSize() {
    const {editor} = this, [place] = editor.chosenPlaces, size = place && sizeOf(place), scaled = editor.plan.metres_per_unit || 1;
    if (!size) return;
    const bounds = {least: 0.05, most: 1000, words: "Enter a length above 0, such as 1.6"};
    const width = askNumber("editor-width", bounds), depth = width === null ? null : askNumber("editor-depth", bounds);
    if (width === null || depth === null) return;
    const [along, across] = size.widthAt ? [depth, width] : [width, depth];
    const outline = resized(place.outline, along / scaled, across / scaled);
    editor.run({act: "reshape", key: place.key, outline}, `${nameOf(place)} has a new size.`);
  }

  changeTurn() {
    const degrees = askNumber("editor-turn", {least: -360, most: 360, words: "Enter degrees from -360 to 360"});
    if (!degrees) return;
    turn(this.editor, degrees);
    write("editor-turn", "", {fresh: true});
  }

  changeFacing() {
    const {editor} = this, [place] = editor.chosenPlaces, side = valueOf("editor-facing");
    if (!place) return;
    const fields = side ? seatsOf(place.outline, editor.plan.metres_per_unit)[Number(side)] : {seat: null, facing: null};
    editor.run({act: "set", keys: [place.key], fields}, `${editor.describe({...place, ...fields})}.`);
  }

  /** @param {HTMLInputElement} box */
  changeFeature(box) {
    const {editor} = this, places = editor.chosenPlaces, named = places.length === 1 ? nameOf(places[0]) : `${places.length} places`;
    if (!places.length) return;
    editor.run({act: "feature", keys: [...editor.chosen], code: box.value, has: box.checked}, `The features of ${named} are changed.`);
  }

  renderChosen() {
    const {editor} = this, places = editor.chosenPlaces, said = String(editor.chosen), fresh = said !== this.said;
    this.said = said;
    byId("editor-chosen").hidden = !places.length;
    if (fresh) this.closeRow();
    if (!places.length) return;
    const [first] = places, one = places.length === 1, same = (/** @type {keyof Place} */ field) => places.every((place) => String(place[field]) === String(first[field]));
    byId("editor-chosen-title").textContent = one ? nameOf(first) : `${places.length} places`;
    byId("editor-name-label").textContent = one ? "Name" : "First name";
    byId("editor-number").hidden = one;
    byId("editor-judge").hidden = places.every((place) => place.accepted);
    this.renderDoubt(one ? first : null);
    write("editor-name", one || fresh ? one ? first.name : "" : valueOf("editor-name"), {fresh});
    write("editor-kind", same("kind") ? first.kind : "", {fresh});
    write("editor-seats", same("seats") && first.seats !== null ? String(first.seats) : "", {fresh});
    write("editor-turn", "", {fresh});
    this.renderSize(one ? first : null, fresh);
    this.renderFacing(one ? first : null);
    tick("editor-accessible", Boolean(first.accessible), !same("accessible"));
    for (const {box} of this.boxes) {
      box.checked = first.features.includes(box.value);
      box.indeterminate = places.some((place) => place.features.includes(box.value) !== box.checked);
    }
  }

  /** @param {Place | null} place */
  renderDoubt(place) {
    const said = byId("editor-doubt");
    said.hidden = !place || place.accepted;
    if (!place || place.accepted) return;
    const sure = place.confidence === null ? "Proposal" : `Proposal, ${Math.round(place.confidence * 100)} % sure`;
    said.textContent = place.doubt ? `${sure}. In doubt: ${place.doubt}.` : isDoubtful(place) ? `${sure}, so it is in doubt.` : `${sure}.`;
  }

  /**
   * @param {Place | null} place
   * @param {boolean} fresh
   */
  renderSize(place, fresh) {
    const size = place && sizeOf(place), scaled = this.editor.plan.metres_per_unit;
    byId("editor-size").hidden = !size;
    if (!size) return;
    const text = (/** @type {number} */ length) => (scaled ? (length * scaled).toFixed(2) : String(Math.round(length * 100) / 100));
    for (const [id, length] of /** @type {[string, number][]} */ ([["editor-width", size.width], ["editor-depth", size.depth]])) {
      write(id, text(length), {fresh});
      byId(`${id}-unit`).textContent = scaled ? "m" : "units";
    }
  }

  /** @param {Place | null} place */
  renderFacing(place) {
    const field = byId("editor-facing-field"), list = byId("editor-facing");
    field.hidden = place?.kind !== "desk";
    if (field.hidden || !place) return;
    const seats = seatsOf(place.outline, this.editor.plan.metres_per_unit), side = sideOf(place, seats);
    list.replaceChildren(optionOf("", "Not known"), ...seats.map(({facing}, at) => optionOf(String(at), FACES[Math.round(facing / 45) % 8])));
    write("editor-facing", side < 0 ? "" : String(side), {fresh: true});
  }

  /** Proposals and what the plan measures. */
  renderPlan() {
    const {editor} = this, doubtful = editor.doubtful(), confident = editor.confident(), {plan, sheet} = editor;
    byId("editor-proposals").hidden = !doubtful.length && !confident.length;
    byId("editor-proposals-says").textContent = `${confident.length} confident, ${doubtful.length} in doubt. Only what is accepted is published. ${editor.sayBooked()}`.trimEnd();
    byId("editor-accept-all").hidden = !confident.length;
    byId("editor-accept-all").textContent = `Accept all ${confident.length} confident`;
    byId("editor-doubtful").replaceChildren(...doubtful.slice(0, MOST_LINES).map((place) => lineOf(
      `${nameOf(place)}: in doubt`, place.doubt || `${Math.round((place.confidence || 0) * 100)} % sure`, () => editor.goTo(place.key))));
    const places = plan.places.length === 1 ? "1 place" : `${plan.places.length} places`;
    const size = plan.metres_per_unit
      ? `The plan is ${sayLength(sheet.width, plan.metres_per_unit)} by ${sayLength(sheet.height, plan.metres_per_unit)}.`
      : "The scale is not known: take the scale tool (L) and set two points.";
    byId("editor-plan-says").textContent = `${places}. ${size} ${editor.sayBooked()}`.trimEnd();
  }

  renderFaults() {
    const {editor} = this, {faults} = editor, says = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    byId("editor-faults-says").textContent = faults.length ? `${says}${faults.length > MOST_LINES ? `; the first ${MOST_LINES} are listed` : ""}.` : "None.";
    byId("editor-faults").replaceChildren(...faults.slice(0, MOST_LINES).map((fault) => lineOf(
      fault.says, fault.stops ? fault.remedy : `${fault.remedy} The plan can be published all the same.`, () => this.goToFault(fault))));
  }

  /** @param {import("./editor-faults.js").Fault} fault */
  goToFault(fault) {
    const {editor} = this, there = fault.keys.filter((key) => editor.plan.places.some((place) => place.key === key));
    if (there.length) {
      editor.goTo(there[0]);
      editor.choose(there);
    } else if (fault.code === "no_scale") {
      editor.use("scale");
      editor.canvas.focus();
    } else if (fault.at) {
      const [x, y] = fault.at, far = editor.grid * 20;
      editor.camera.showBox({left: x - far, right: x + far, top: y - far, bottom: y + far});
    }
    editor.say(`${fault.says} ${fault.remedy}`);
  }

  askRow() {
    byId("editor-row").hidden = false;
    byId("editor-row-gap-unit").textContent = this.editor.plan.metres_per_unit ? "cm" : "units";
    const count = /** @type {HTMLInputElement} */ (byId("editor-row-count")), gap = /** @type {HTMLInputElement} */ (byId("editor-row-gap"));
    count.value ||= "5";
    gap.value ||= "0";
    count.focus();
    count.select();
    this.showRow();
  }

  closeRow() {
    if (byId("editor-row").hidden) return;
    byId("editor-row").hidden = true;
    this.editor.marks.guide([]);
  }

  /** The copies that the row's fields ask for; none where a field says nothing that can be used. */
  makeRow() {
    const {editor} = this, count = readNumber(valueOf("editor-row-count")), gap = readNumber(valueOf("editor-row-gap"));
    const scaled = editor.plan.metres_per_unit, places = editor.chosenPlaces;
    if (count === null || gap === null || !Number.isInteger(count) || count < 1 || count > MOST_COPIES || !places.length) return [];
    const [right, down] = rowStep(places, Number(valueOf("editor-row-way")), scaled ? gap / 100 / scaled : gap);
    const steps = Array.from({length: count}, (_, at) => /** @type {Point} */ ([right * (at + 1), down * (at + 1)]));
    return copies(places, editor.plan.places, steps);
  }

  showRow() {
    this.editor.marks.guide([], ...this.makeRow().map(({outline}) => svg("path", {class: "ed-ghost", d: pathOf(outline)})));
  }

  addRow() {
    const {editor} = this, count = {least: 1, most: MOST_COPIES, whole: true, words: `Enter a whole number from 1 to ${MOST_COPIES}`};
    if (askNumber("editor-row-count", count) === null) return;
    if (askNumber("editor-row-gap", {least: -1000, most: 10_000, words: "Enter a number, such as 0 or 120"}) === null) return;
    const made = this.makeRow();
    this.closeRow();
    editor.run({act: "add", places: made}, `${made.length} copies added, from ${made[0].name} to ${made[made.length - 1].name}.`);
    editor.choose([...editor.chosen, ...made.map(({key}) => key)], {quiet: true});
    editor.canvas.focus({preventScroll: true});
  }

  /**
   * Ask how long the line between two points is.
   * @param {Point} from
   * @param {Point} to
   */
  askLength(from, to) {
    this.line = [from, to];
    byId("editor-scale").hidden = false;
    byId("editor-scale-length").focus();
    this.editor.say("Type how long the line is in reality, in metres.");
  }

  closeScale() {
    if (byId("editor-scale").hidden) return;
    byId("editor-scale").hidden = true;
    this.editor.use("select");
    this.editor.canvas.focus({preventScroll: true});
  }

  setScale() {
    const metres = askNumber("editor-scale-length", {least: 0.01, most: 10_000, words: "Enter the length in metres, such as 7.5"});
    if (metres === null || !this.line) return;
    const [[x1, y1], [x2, y2]] = this.line;
    this.closeScale();
    this.editor.run({act: "scale", metres_per_unit: metres / Math.hypot(x2 - x1, y2 - y1)}, "The scale is set. Sizes are in metres now.");
  }
}

/** @param {string} id */
function valueOf(id) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id)).value;
}

/**
 * @param {string} id
 * @param {boolean} on
 * @param {boolean} mixed
 */
function tick(id, on, mixed) {
  const box = /** @type {HTMLInputElement} */ (byId(id));
  box.checked = on;
  box.indeterminate = mixed;
}

/**
 * @param {string} code
 * @param {string} says
 */
function makeCheck(code, says) {
  const label = document.createElement("label"), box = document.createElement("input"), words = document.createElement("span");
  label.className = "ed-check";
  box.type = "checkbox";
  box.value = code;
  words.textContent = says;
  label.append(box, " ", words);
  return {label, box};
}
