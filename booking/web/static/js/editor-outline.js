// The tool for the outline of the floor: draws one where there is none, and moves, adds and takes out its corners.

import {CornerPanel} from "./editor-corner.js";
import {areaOf, boxOf, crossesItself, nearestEdge, reach} from "./editor-geometry.js";
import {linesOf, sayLength, snap} from "./editor-snapping.js";
import {PointTool} from "./editor-tools.js";
import {pathOf, svg} from "./editor-view.js";
import {byId} from "./states.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-geometry.js").Ring} Ring */
/** @typedef {import("./editor-snapping.js").Lines} Lines */
/** @typedef {{at: number, ring: Ring, from: Readonly<Point>, added: boolean, lines: Lines}} Grip the corner that is held */

const FEWEST = 3;
const MOST = 200;
const BEYOND = 0.1; // of the longer side: how far a corner may be set beyond the plan; the server has the same number
const MOUSE_PX = 12;
const FINGER_PX = 24;
const PULL_PX = 8;
const FAR = 10;
const VIEW_PX = 60;
const DRAW = "Click each corner of the floor, and the first one again at the end. Shift keeps lines straight. By keys: arrows, Enter.";
const CHANGE = "Drag a corner to move it, drag an edge to add a corner. By keys: Tab to a corner, arrows, I adds, Delete takes out.";

/** @type {Record<string, [number, number]>} */
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/**
 * Why a ring cannot be the outline of a floor, as the server judges it; empty where it can.
 * @param {Ring} ring
 */
export function faultInOutline(ring) {
  if (ring.length < FEWEST) return "An outline needs at least three corners.";
  if (ring.length > MOST) return `An outline has at most ${MOST} corners. Take one out first.`;
  if (areaOf(ring) === 0) return "The outline would enclose nothing.";
  return crossesItself(ring) ? "The outline would cross or touch itself there." : "";
}

/** Edits the outline, or draws one. */
export class OutlineTool {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.name = "outline";
    this.corner = -1;
    this.panel = new CornerPanel(this);
    /** @type {Grip | null} */
    this.grip = null;
    /** @type {Ring | null} */
    this.meant = null;
    this.drawing = new PointTool(editor, {
      name: "outline", points: 0, hint: DRAW, shape: (points) => points, fault: faultInOutline,
      finish: (points) => this.change(points, "The outline of the floor is drawn.", {corner: -1}),
    });
  }

  /** The outline as it is; empty where there is none. */
  get ring() {
    return this.editor.plan.outline || [];
  }

  /** How far a corner may be set beyond the plan. */
  get beyond() {
    return BEYOND * Math.max(this.editor.sheet.width, this.editor.sheet.height);
  }

  get draws() {
    return !this.editor.plan.outline;
  }

  get hint() {
    return this.draws ? DRAW : CHANGE;
  }

  begin() {
    this.corner = -1;
    this.editor.choose([], {quiet: true});
    if (this.draws) this.drawing.begin();
    else if (!this.editor.camera.shows(boxOf(this.ring))) this.editor.camera.showWhole();
    this.show();
  }

  /**
   * @param {Point} at
   * @param {PointerEvent} event
   */
  hover(at, event) {
    if (this.draws) this.drawing.hover(at, event);
  }

  /**
   * @param {Point} at
   * @param {PointerEvent} event
   */
  press(at, event) {
    if (this.draws) return this.drawing.press(at, event);
    this.meant = null;
    this.grip = this.takeHold(at, event.pointerType === "mouse" ? MOUSE_PX : FINGER_PX);
    return this.grip !== null;
  }

  /**
   * The nearest corner within reach, else a new one on the nearest edge within reach.
   * @param {Point} at
   * @param {number} far pixels
   * @returns {Grip | null}
   */
  takeHold([x, y], far) {
    const {ring} = this, {scale} = this.editor.camera;
    const apart = ring.map(([left, top]) => Math.hypot(left - x, top - y) * scale), nearest = Math.min(...apart);
    const edge = nearestEdge(ring, [x, y]), {along, distance} = reach([x, y], ring[edge], ring[(edge + 1) % ring.length]);
    const corner = apart.indexOf(nearest);
    if (nearest <= far) return {at: corner, ring, from: ring[corner], added: false, lines: this.linesBeside(corner, ring)};
    if (distance * scale > far) return null;
    const [x1, y1] = ring[edge], [x2, y2] = ring[(edge + 1) % ring.length];
    const from = /** @type {Point} */ ([x1 + (x2 - x1) * along, y1 + (y2 - y1) * along]);
    const wider = ring.toSpliced(edge + 1, 0, from);
    return {at: edge + 1, ring: wider, from, added: true, lines: this.linesBeside(edge + 1, wider)};
  }

  /**
   * Lines of places and of the other corners, to set a corner in line with.
   * @param {number} corner
   * @param {Ring} ring
   */
  linesBeside(corner, ring) {
    const others = ring.filter((_, at) => at !== corner).map((point) => ({outline: [point]}));
    return linesOf([...this.editor.plan.places, ...others]);
  }

  /**
   * @param {Point} at
   * @param {PointerEvent} event
   */
  drag(at, event) {
    const {editor, grip} = this;
    if (this.draws) return this.drawing.drag(at, event);
    if (!grip) return undefined;
    const on = editor.snapping && !event.altKey, [x, y] = at, point = {left: x, right: x, top: y, bottom: y};
    const {right, down, guides} = snap(point, grip.lines, {reach: on ? PULL_PX / editor.camera.scale : 0, grid: on ? editor.grid : 0});
    const to = this.within([x + right, y + down]);
    this.meant = grip.ring.map((corner, number) => (number === grip.at ? to : corner));
    const bad = faultInOutline(this.meant);
    this.showCorners(this.meant, grip.at);
    editor.marks.guide(guides, svg("path", {class: `ed-reshaped${bad ? " ed-reshaped--bad" : ""}`, d: pathOf(this.meant)}),
      editor.marks.words(boxOf([to]), this.where(to)));
    return undefined;
  }

  /**
   * The point, or the nearest one that is not too far beyond the plan.
   * @param {Point} at
   * @returns {Point}
   */
  within([x, y]) {
    const {width, height} = this.editor.sheet, far = this.beyond;
    return [Math.min(Math.max(x, -far), width + far), Math.min(Math.max(y, -far), height + far)];
  }

  /**
   * @param {Point} at
   * @param {PointerEvent} event
   */
  drop(at, event) {
    if (this.draws) return this.drawing.drop(at, event);
    const {grip, meant} = this;
    this.cancel();
    if (!grip || !meant) return undefined;
    return this.change(meant, grip.added ? "The outline has a corner more." : `Corner ${grip.at + 1} moved.`, {corner: grip.at});
  }

  /**
   * A press without a drag chooses a corner, and beside the outline none.
   * @param {Point} at
   * @param {PointerEvent} event
   */
  tap(at, event) {
    if (this.draws) {
      byId("editor-hint").textContent = DRAW;
      return this.drawing.tap(at, event);
    }
    const {grip} = this;
    this.cancel();
    return this.go(grip && !grip.added ? grip.at : -1);
  }

  /**
   * A double click on an edge adds a corner there.
   * @param {Point} at
   */
  twice(at) {
    if (this.draws) return this.drawing.twice();
    const grip = this.takeHold(at, MOUSE_PX);
    return grip?.added ? this.change(grip.ring, "The outline has a corner more.", {corner: grip.at}) : undefined;
  }

  /** Let go, and leave everything as it was. */
  cancel() {
    this.drawing.cancel();
    this.grip = null;
    this.meant = null;
    this.editor.marks.guide([]);
    if (this.editor.tool === this) this.show();
  }

  /**
   * Go to the next corner, or the one before; false behind the last, where Tab leaves the plan.
   * @param {1 | -1} by
   */
  tab(by) {
    const next = this.corner + by;
    if (this.draws || this.editor.leaving || (this.corner < 0 && by < 0) || next < 0 || next >= this.ring.length) {
      this.corner = -1;
      if (!this.draws) this.show();
      return false;
    }
    this.go(next);
    return true;
  }

  /**
   * @param {KeyboardEvent} event
   */
  key(event) {
    if (this.draws) return this.drawing.key(event);
    if (Object.hasOwn(ARROWS, event.key)) this.arrow(ARROWS[event.key], event.shiftKey ? FAR : 1);
    else if (event.key === "c") this.go((this.corner + 1) % this.ring.length);
    else if (event.key === "Escape" && this.corner >= 0) {
      this.go(-1);
      this.editor.leaving = true;
    } else return false;
    return true;
  }

  /**
   * Move the corner, or the view where none is chosen.
   * @param {[number, number]} way
   * @param {number} steps
   */
  arrow([right, down], steps) {
    const {editor, corner, ring} = this, far = editor.grid * steps;
    if (corner < 0) return editor.camera.move(-right * VIEW_PX, -down * VIEW_PX);
    const [x, y] = ring[corner], to = this.within([x + right * far, y + down * far]);
    const moved = ring.map((point, at) => (at === corner ? to : point));
    this.change(moved, `Corner ${corner + 1} moved: ${this.where(to)}.`, {corner, joins: true});
    return editor.camera.keepInSight(boxOf([this.ring[corner]]));
  }

  /** Add a corner halfway to the next one. */
  add() {
    const {corner, ring} = this;
    if (this.draws || corner < 0) return this.refuse("Go to a corner first, with Tab or a click.");
    const [x1, y1] = ring[corner], [x2, y2] = ring[(corner + 1) % ring.length];
    const wider = ring.toSpliced(corner + 1, 0, /** @type {Point} */ ([(x1 + x2) / 2, (y1 + y2) / 2]));
    return this.change(wider, `Corner ${corner + 2} of ${wider.length} added. Arrows move it.`, {corner: corner + 1});
  }

  /** Take the corner out. */
  remove() {
    const {corner, ring} = this;
    if (this.draws || corner < 0) return this.refuse("Go to a corner first, with Tab or a click.");
    const fewer = ring.filter((_, at) => at !== corner);
    return this.change(fewer, `Corner ${corner + 1} is taken out.`, {corner: corner % fewer.length});
  }

  /**
   * Take an outline over, or say why it cannot be.
   * @param {Ring} ring
   * @param {string} says
   * @param {{corner: number, joins?: boolean}} then which corner is chosen then; `joins` where key after key moves it
   */
  change(ring, says, {corner, joins = false}) {
    const fault = faultInOutline(ring);
    if (fault) return this.refuse(`${fault} It stays as it was.`);
    this.corner = corner;
    return this.editor.run({act: "outline", outline: ring, ...(joins ? {corner} : {})}, says);
  }

  /** @param {string} why */
  refuse(why) {
    this.show();
    this.editor.warn(why);
  }

  /**
   * Move the chosen corner to a point.
   * @param {Point} to
   */
  set(to) {
    const {corner, ring} = this;
    if (corner >= 0) this.change(ring.map((point, at) => (at === corner ? to : point)), `Corner ${corner + 1} moved: ${this.where(to)}.`, {corner});
  }

  /**
   * Choose a corner, or none with -1.
   * @param {number} corner
   */
  go(corner) {
    const {editor} = this;
    this.corner = corner;
    editor.leaving = false;
    this.show();
    if (corner < 0) return editor.say("No corner is chosen.");
    editor.camera.keepInSight(boxOf([this.ring[corner]]));
    return editor.say(`Corner ${corner + 1} of ${this.ring.length}, ${this.where(this.ring[corner])}. Arrows move it.`);
  }

  /** @param {Readonly<Point>} at */
  where([x, y]) {
    const scaled = this.editor.plan.metres_per_unit;
    return `${sayLength(x, scaled)} across, ${sayLength(y, scaled)} down`;
  }

  show() {
    if (this.editor.tool !== this) return;
    byId("editor-hint").textContent = this.hint;
    if (this.corner >= this.ring.length) this.corner = -1; // undoing may have taken it out
    this.panel.render(this);
    if (!this.draws) this.showCorners(this.ring, this.corner);
    else if (this.drawing.cursor) this.drawing.show();
    else this.drawing.begin();
  }

  /**
   * @param {Ring} ring
   * @param {number} current
   */
  showCorners(ring, current) {
    const {editor} = this;
    editor.marks.show(svg("path", {class: "ed-outline", d: pathOf(this.ring)}), ...ring.map((point, at) => editor.marks.handle(point, {"data-corner": at}, at === current ? "ed-handle--current" : "")));
  }
}
