// The tools that set points: desk, room, room by corners, scale; by mouse, finger or keys.

import {areaOf, boxOf, middleOf, rectangle} from "./editor-geometry.js";
import {freeKey, freeName, namesOf} from "./editor-names.js";
import {deskAt, seatsOf} from "./editor-seats.js";
import {linesOf, sayLength, snap} from "./editor-snapping.js";
import {pathOf, svg} from "./editor-view.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-document.js").Place} Place */

/**
 * @typedef {object} Tool
 * @property {string} name
 * @property {string} hint
 * @property {(at: Point, event: PointerEvent) => boolean} press whether the tool takes it; else the view moves
 * @property {(at: Point, event: PointerEvent) => void} drag
 * @property {(at: Point, event: PointerEvent) => void} drop
 * @property {(at: Point, event: PointerEvent) => void} tap
 * @property {() => void} cancel
 * @property {() => void} show
 * @property {() => void} [begin]
 * @property {(at: Point, event: PointerEvent) => void} [hover]
 * @property {(at: Point, event: MouseEvent) => void} [twice]
 * @property {(event: KeyboardEvent) => boolean} [key] whether the tool has used it
 * @property {(by: 1 | -1) => boolean} [tab] whether the tool has used the Tab key
 * @property {() => void} [add] add a corner behind the chosen one
 * @property {() => void} [remove] take out the chosen corner
 */

/**
 * @typedef {object} Kind how a tool that sets points differs from the others
 * @property {string} name
 * @property {string} hint
 * @property {number} points how many it takes; 0 is as many as are set
 * @property {(points: Point[]) => void} finish
 * @property {(points: Point[]) => string} [fault] why the shape cannot be taken; empty where it can
 * @property {(points: Point[]) => Point[]} shape what is drawn meanwhile
 */

const REACH_PX = 8;
const CLOSE_PX = 14;
const CROSS_PX = 16;
const SEAT_M2 = 2.5;
const SEATS_UNKNOWN = 4;
const MOST_SEATS = 60;

/** Sets points one after the other. */
export class PointTool {
  /**
   * @param {Editor} editor
   * @param {Kind} kind
   */
  constructor(editor, kind) {
    this.editor = editor;
    this.kind = kind;
    this.name = kind.name;
    this.hint = kind.hint;
    /** @type {Point[]} */
    this.points = [];
    /** @type {Point | null} */
    this.cursor = null;
    /** @type {import("./editor-snapping.js").Guide[]} */
    this.guides = [];
    this.dragging = false;
    /** @type {import("./editor-snapping.js").Lines | undefined} */
    this.lines = undefined;
  }

  begin() {
    const {seen} = this.editor.camera;
    this.cursor = this.pulled([seen.left + seen.width / 2, seen.top + seen.height / 2], {reach: 0});
    this.guides = [];
    this.show();
  }

  /**
   * The point in line with others, or on the grid.
   * @param {Point} at
   * @param {{reach?: number, off?: boolean}} [how]
   * @returns {Point}
   */
  pulled([x, y], {reach = REACH_PX, off = false} = {}) {
    const {editor} = this, on = editor.snapping && !off;
    const others = [...editor.plan.places, ...this.points.map((point) => ({outline: [point]}))];
    this.lines ||= linesOf(others);
    const {right, down, guides} = snap({left: x, right: x, top: y, bottom: y}, this.lines,
      {reach: on ? reach / editor.camera.scale : 0, grid: on ? editor.grid : 0});
    this.guides = guides;
    return [x + right, y + down];
  }

  /**
   * @param {Point} at
   * @param {PointerEvent} event
   */
  hover(at, event) {
    this.cursor = this.straight(this.pulled(at, {off: event.altKey}), event);
    this.show();
  }

  /**
   * With Shift the line runs level or upright.
   * @param {Point} at
   * @param {PointerEvent} event
   * @returns {Point}
   */
  straight(at, event) {
    const last = this.points[this.points.length - 1];
    if (!last || !event.shiftKey || this.kind.points === 2) return at;
    return Math.abs(at[0] - last[0]) > Math.abs(at[1] - last[1]) ? [at[0], last[1]] : [last[0], at[1]];
  }

  /**
   * @param {Point} at
   * @param {PointerEvent} event
   */
  press(at, event) {
    this.hover(at, event);
    return true;
  }

  /**
   * A tool of two points takes the first where a drag begins.
   * @param {Point} at
   * @param {PointerEvent} event
   */
  drag(at, event) {
    if (this.kind.points === 2 && !this.points.length && !this.dragging && this.cursor) this.points = [this.cursor];
    this.dragging = true;
    this.hover(at, event);
  }

  /**
   * @param {Point} at
   * @param {PointerEvent} event
   */
  drop(at, event) {
    this.dragging = false;
    this.tap(at, event);
  }

  /**
   * @param {Point} at
   * @param {PointerEvent} event
   */
  tap(at, event) {
    this.hover(at, event);
    this.set();
  }

  /** A double click closes a shape; its two clicks have set the last point already. */
  twice() {
    if (this.kind.points === 0 && this.points.length >= 3) this.finish();
  }

  /** Set a point where the cross is. */
  set() {
    const {editor, cursor} = this;
    if (!cursor) return;
    const last = this.points[this.points.length - 1];
    if (this.kind.points === 0 && this.points.length >= 3 && (this.closes(cursor) || same(last, cursor))) return this.finish();
    if (last && same(last, cursor)) return editor.say("There is a point here already. Move on before you set the next.");
    this.points = [...this.points, cursor];
    this.lines = undefined;
    if (this.points.length === this.kind.points) return this.finish();
    const says = this.points.length === 1 ? "First point set." : `Point ${this.points.length} set. Set the first point again to close the shape.`;
    editor.say(says);
    return this.show();
  }

  /** @param {Point} at */
  closes([x, y]) {
    const [[firstX, firstY]] = this.points;
    return Math.hypot(x - firstX, y - firstY) * this.editor.camera.scale < CLOSE_PX;
  }

  finish() {
    const {points} = this, fault = this.kind.fault?.(points);
    if (fault) return this.editor.warn(`${fault} Backspace takes the last point back.`);
    this.points = [];
    this.lines = undefined;
    this.kind.finish(points);
    return this.editor.showMarks();
  }

  cancel() {
    this.points = [];
    this.guides = [];
    this.lines = undefined;
    this.dragging = false;
    this.editor.marks.guide([]);
  }

  /**
   * Arrows move the cross, Enter sets a point, Backspace takes the last one back, Escape stops.
   * @param {KeyboardEvent} event
   */
  key(event) {
    const steps = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    if (Object.hasOwn(steps, event.key)) {
      const [right, down] = steps[/** @type {keyof typeof steps} */ (event.key)];
      this.step(right * (event.shiftKey ? 10 : 1), down * (event.shiftKey ? 10 : 1));
      return true;
    }
    if (event.key === "Enter") this.set();
    else if (event.key === "Backspace" && this.points.length) this.takeBack();
    else if (event.key === "Escape" && this.points.length) this.stop();
    else return false;
    return true;
  }

  /**
   * @param {number} right
   * @param {number} down
   */
  step(right, down) {
    const {editor} = this, [x, y] = this.cursor || [0, 0], {grid} = editor;
    this.cursor = [x + right * grid, y + down * grid];
    this.guides = [];
    editor.camera.keepInSight(boxOf([this.cursor]));
    this.show();
    editor.say(this.where());
  }

  /** Where the cross is, seen from the last point or from the top left. */
  where() {
    const [x, y] = this.cursor || [0, 0], [fromX, fromY] = this.points[this.points.length - 1] || [0, 0];
    const scaled = this.editor.plan.metres_per_unit;
    return `${sayLength(x - fromX, scaled)} across, ${sayLength(y - fromY, scaled)} down${this.points.length ? " from the last point" : ""}.`;
  }

  takeBack() {
    this.points = this.points.slice(0, -1);
    this.lines = undefined;
    this.show();
    this.editor.say("The last point is taken back.");
  }

  stop() {
    this.cancel();
    this.show();
    this.editor.say("Stopped.");
  }

  /** Draw the cross and what is set so far. */
  show() {
    const {editor, cursor, points} = this, {marks} = editor;
    if (!cursor || editor.tool.name !== this.name) return;
    const [x, y] = cursor, arm = CROSS_PX / editor.camera.scale, all = [...points, cursor];
    const shape = this.kind.shape(all), box = boxOf(shape), scaled = editor.plan.metres_per_unit, last = points[points.length - 1];
    const words = this.kind.points === 2 && last && this.name === "scale" || (last && this.kind.points === 0)
      ? sayLength(Math.hypot(x - last[0], y - last[1]), scaled)
      : `${sayLength(box.right - box.left, scaled)} × ${sayLength(box.bottom - box.top, scaled)}`;
    marks.show(
      svg("path", {class: "ed-ghost", d: shape.length > 2 ? pathOf(shape) : `M${shape.map(([a, b]) => `${a} ${b}`).join("L")}`}),
      ...points.map((point) => marks.handle(point, {}, "ed-handle--point")),
      svg("path", {class: "ed-cross", d: `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}`}),
      ...(last || this.name === "desk" ? [marks.words(boxOf(shape.length ? shape : [cursor]), words)] : []));
    marks.guide(this.guides);
  }
}

/**
 * @param {Readonly<Point>} one
 * @param {Readonly<Point>} other
 */
function same(one, other) {
  return Math.hypot(one[0] - other[0], one[1] - other[1]) < 1e-9;
}

/**
 * The tools that set points, by name.
 * @param {Editor} editor
 */
export function makeTools(editor) {
  /** @param {Kind} kind @returns {Tool} */
  const make = (kind) => new PointTool(editor, kind);
  return {
    desk: make({
      name: "desk", points: 1, hint: "Click where the desk stands; 160 × 80 cm where the scale is known. By keys: arrows, then Enter.",
      shape: (points) => deskAt(points[points.length - 1], editor.plan.metres_per_unit, editor.sheet.width),
      finish: ([at]) => addDesk(editor, at),
    }),
    box: make({
      name: "box", points: 2, hint: "Drag from one corner of the room to the other. By keys: arrows, Enter, arrows, Enter.",
      shape: (points) => (points.length < 2 ? points : rectangle(points[0], points[1])),
      finish: ([from, to]) => addRoom(editor, rectangle(from, to)),
    }),
    corners: make({
      name: "corners", points: 0, hint: "Click each corner of the room, and the first one again at the end. Shift keeps lines straight.",
      shape: (points) => points, finish: (points) => addRoom(editor, points),
    }),
    scale: make({
      name: "scale", points: 2, hint: "Set two points whose distance you know, such as the ends of a wall, then type the length.",
      shape: (points) => points, finish: ([from, to]) => editor.panel.askLength(from, to),
    }),
  };
}

/**
 * @param {Editor} editor
 * @param {Point} at
 */
function addDesk(editor, at) {
  const {plan} = editor, outline = deskAt(at, plan.metres_per_unit, editor.sheet.width);
  const desks = plan.places.filter((place) => place.kind === "desk"), before = editor.chosenPlaces.find((place) => place.kind === "desk");
  const seat = seatsOf(outline, plan.metres_per_unit)[2]; // its lower side
  add(editor, {...blank(editor, outline, (before || desks[desks.length - 1])?.name || "Desk 0"), kind: "desk", seats: 1, ...seat});
}

/**
 * @param {Editor} editor
 * @param {Point[]} outline
 */
function addRoom(editor, outline) {
  const scaled = editor.plan.metres_per_unit, area = areaOf(outline) * (scaled || 0) ** 2;
  if (areaOf(outline) < editor.grid ** 2) {
    editor.say("The room would have no size. Set its corners further apart.");
    return;
  }
  const seats = scaled ? Math.min(Math.max(Math.floor(area / SEAT_M2), 1), MOST_SEATS) : SEATS_UNKNOWN;
  const kind = editor.kinds.find((each) => each.code === "meeting_room") || editor.kinds[0];
  add(editor, {...blank(editor, outline, "Room 0"), kind: kind.code, seats});
  editor.use("select");
}

/**
 * A place that nobody has described yet.
 * @param {Editor} editor
 * @param {Point[]} outline
 * @param {string} after the name that its own name follows
 * @returns {Place}
 */
function blank(editor, outline, after) {
  const {places} = editor.plan;
  return {
    key: freeKey(new Set(places.map((place) => place.key))), resource: null, name: freeName(after, namesOf(places)), kind: "none", seats: 1,
    features: [], accessible: false, outline, seat: null, facing: null, confidence: null, doubt: null, accepted: true,
  };
}

/**
 * @param {Editor} editor
 * @param {Place} place
 */
function add(editor, place) {
  const [x, y] = middleOf(boxOf(place.outline)), scaled = editor.plan.metres_per_unit;
  editor.run({act: "add", places: [place]}, `${editor.describe(place)} added, ${sayLength(x, scaled)} across, ${sayLength(y, scaled)} down.`);
  editor.choose([place.key], {quiet: true});
}
