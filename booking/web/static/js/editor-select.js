// The tool that chooses places, and moves, turns and reshapes them by mouse, pen or finger.

import {angleOf, boxAround, boxOf, centreOf, isRectangle, middleOf, nearestEdge, rectangle, stretched} from "./editor-geometry.js";
import {nameOf} from "./editor-document.js";
import {seatsOf} from "./editor-seats.js";
import {linesOf, sayLength, snap} from "./editor-snapping.js";
import {pathOf, svg} from "./editor-view.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-geometry.js").Box} Box */
/** @typedef {import("./editor-geometry.js").Ring} Ring */
/** @typedef {import("./editor-snapping.js").Lines} Lines */

/**
 * @typedef {{what: "move", key: string, keys: string[], box: Box, lines: Lines | null}
 *   | {what: "corner", key: string, at: number, ring: Ring, lines: Lines | null}
 *   | {what: "turn", keys: string[], about: Point}
 *   | {what: "side", key: string, at: number}
 *   | {what: "marquee", kept: string[]}} Grip what has been taken hold of
 */

const REACH_PX = 8;
const TURN_STEP = 15;

/** Chooses by click and by a frame round places; drags what it has hold of. */
export class SelectTool {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.name = "select";
    this.hint = "Click a place to choose it, drag to move it. Press ? for all keys.";
    /** @type {Grip | null} */
    this.grip = null;
    /** @type {Point} */
    this.from = [0, 0];
    /** @type {import("./editor-document.js").Command | null} */
    this.meant = null;
    this.onOutline = false;
  }

  /**
   * Take hold of what lies there; false where nothing does and a finger moves the view.
   * @param {Point} at
   * @param {PointerEvent} event
   */
  press(at, event) {
    this.from = at;
    this.meant = null;
    this.grip = this.takeHold(event);
    return this.grip !== null;
  }

  /**
   * @param {PointerEvent} event
   * @returns {Grip | null}
   */
  takeHold(event) {
    const {editor} = this, target = event.target instanceof Element ? event.target : null;
    this.onOutline = Boolean(target?.closest("[data-outline]"));
    const places = editor.chosenPlaces, handle = target?.closest("[data-corner], [data-turn], [data-side]");
    if (handle instanceof SVGElement && places.length) {
      const {corner, turn, side} = handle.dataset, [{key, outline}] = places;
      if (corner) return {what: "corner", key, at: Number(corner), ring: outline, lines: null};
      if (side) return {what: "side", key, at: Number(side)};
      if (turn) return {what: "turn", keys: [...editor.chosen], about: aboutOf(places)};
    }
    const found = target?.closest("[data-key]"), key = found instanceof SVGElement ? found.dataset.key : undefined;
    const more = event.shiftKey || event.ctrlKey || event.metaKey;
    if (!key) return event.pointerType === "touch" ? null : {what: "marquee", kept: more ? [...editor.chosen] : []};
    if (!editor.chosen.includes(key)) editor.choose(more ? [...editor.chosen, key] : [key]);
    else if (more) editor.choose(editor.chosen.filter((each) => each !== key));
    const keys = [...editor.chosen];
    if (!keys.length) return {what: "marquee", kept: []};
    return {what: "move", key, keys, box: boxAround(editor.chosenPlaces.map((place) => boxOf(place.outline))), lines: null};
  }

  /**
   * @param {Point} at
   * @param {PointerEvent} event
   */
  drag(at, event) {
    switch (this.grip?.what) {
      case "move": return this.dragMove(this.grip, at, event);
      case "corner": return this.dragCorner(this.grip, at, event);
      case "turn": return this.dragTurn(this.grip, at, event);
      case "marquee": return this.dragMarquee(at);
      default: return undefined;
    }
  }

  /** @param {PointerEvent} event */
  pulls(event) {
    const {editor} = this, on = editor.snapping && !event.altKey;
    return {reach: on ? REACH_PX / editor.camera.scale : 0, grid: on ? editor.grid : 0};
  }

  /**
   * The lines of all places but some, worked out once a drag.
   * @param {{lines: Lines | null}} grip
   * @param {readonly string[]} keys
   */
  linesBeside(grip, keys) {
    const without = new Set(keys);
    grip.lines ||= linesOf(this.editor.plan.places.filter((place) => !without.has(place.key)));
    return grip.lines;
  }

  /**
   * @param {Extract<Grip, {what: "move"}>} grip
   * @param {Point} at
   * @param {PointerEvent} event
   */
  dragMove(grip, [x, y], event) {
    const {editor} = this, {box, keys} = grip;
    let right = x - this.from[0], down = y - this.from[1];
    const pulled = snap(shifted(box, right, down), this.linesBeside(grip, keys), this.pulls(event));
    right += pulled.right;
    down += pulled.down;
    this.meant = {act: "move", keys, right, down};
    editor.view.shift(keys, `translate(${right} ${down})`);
    editor.marks.show();
    const scaled = editor.plan.metres_per_unit, words = `${sayLength(right, scaled)} across, ${sayLength(down, scaled)} down`;
    editor.marks.guide(pulled.guides, editor.marks.words(shifted(box, right, down), words));
  }

  /**
   * @param {Extract<Grip, {what: "corner"}>} grip
   * @param {Point} at
   * @param {PointerEvent} event
   */
  dragCorner(grip, [x, y], event) {
    const {editor} = this, [fromX, fromY] = grip.ring[grip.at];
    const wantX = fromX + x - this.from[0], wantY = fromY + y - this.from[1];
    const point = {left: wantX, right: wantX, top: wantY, bottom: wantY};
    const pulled = snap(point, this.linesBeside(grip, [grip.key]), this.pulls(event));
    /** @type {Point} */
    const to = [wantX + pulled.right, wantY + pulled.down];
    const outline = isRectangle(grip.ring) && !event.shiftKey ? stretched(grip.ring, grip.at, to)
      : grip.ring.map((corner, at) => /** @type {Point} */ (at === grip.at ? to : [corner[0], corner[1]]));
    this.meant = {act: "reshape", key: grip.key, outline};
    const box = boxOf(outline), scaled = editor.plan.metres_per_unit;
    editor.marks.show();
    editor.marks.guide(pulled.guides, svg("path", {class: "ed-ghost", d: pathOf(outline)}),
      editor.marks.words(box, `${sayLength(box.right - box.left, scaled)} × ${sayLength(box.bottom - box.top, scaled)}`));
  }

  /**
   * @param {Extract<Grip, {what: "turn"}>} grip
   * @param {Point} at
   * @param {PointerEvent} event
   */
  dragTurn({keys, about}, [x, y], event) {
    const {editor} = this, exact = event.altKey || !editor.snapping;
    const was = angleOf(this.from[0] - about[0], this.from[1] - about[1]), turned = angleOf(x - about[0], y - about[1]) - was;
    const step = exact ? 1 : TURN_STEP, degrees = Math.round(((turned + 540) % 360 - 180) / step) * step;
    this.meant = {act: "turn", keys, degrees, about};
    editor.view.shift(keys, `rotate(${degrees} ${about[0]} ${about[1]})`);
    editor.marks.show();
    editor.marks.guide([], editor.marks.words({left: about[0], right: about[0], top: about[1], bottom: about[1]}, `${degrees}°`));
  }

  /** @param {Point} at */
  dragMarquee(at) {
    this.editor.marks.guide([], svg("path", {class: "ed-marquee", d: pathOf(rectangle(this.from, at))}));
  }

  /** @param {Point} at */
  drop(at) {
    const {editor, grip, meant} = this;
    this.cancel();
    if (grip?.what === "marquee") return this.chooseInside(grip, at);
    if (!meant) return undefined;
    const places = editor.chosenPlaces, named = places.length === 1 ? nameOf(places[0]) : `${places.length} places`;
    const still = (meant.act === "move" && !meant.right && !meant.down) || (meant.act === "turn" && !meant.degrees);
    if (still) return editor.showMarks();
    const says = meant.act === "turn" ? `${named} turned by ${meant.degrees}°.` : meant.act === "move" ? `${named} moved.` : `${named} has a new shape.`;
    return editor.run(meant, says);
  }

  /**
   * Choose what the frame holds wholly.
   * @param {Extract<Grip, {what: "marquee"}>} grip
   * @param {Point} at
   */
  chooseInside({kept}, at) {
    const frame = boxOf([this.from, at]);
    const inside = this.editor.plan.places.filter(({outline}) => {
      const box = boxOf(outline);
      return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
    });
    this.editor.choose([...new Set([...kept, ...inside.map(({key}) => key)])]);
  }

  /**
   * A press without a drag.
   * @param {Point} _at
   * @param {PointerEvent} event
   */
  tap(_at, event) {
    const {editor, grip} = this;
    this.cancel();
    const more = event.shiftKey || event.ctrlKey || event.metaKey;
    if (grip?.what === "side") return this.sit(grip);
    if (grip?.what === "corner") {
      editor.corner = grip.at;
      return editor.showMarks();
    }
    if (grip?.what === "move" && !more && grip.keys.length > 1) return editor.choose([grip.key]);
    if ((!grip || grip.what === "marquee") && !more) return this.onOutline ? editor.use("outline") : editor.choose([]);
    return undefined;
  }

  /** @param {{key: string, at: number}} grip */
  sit({key, at}) {
    const {editor} = this, [place] = editor.chosenPlaces, fields = seatsOf(place.outline, editor.plan.metres_per_unit)[at];
    editor.run({act: "set", keys: [key], fields}, `${nameOf(place)} has its seat at another side.`);
  }

  /**
   * A double click on an edge adds a corner there.
   * @param {Point} at
   */
  twice(at) {
    const {editor} = this, [place] = editor.chosenPlaces;
    if (editor.chosen.length !== 1 || place.kind === "desk") return;
    const edge = nearestEdge(place.outline, at), outline = place.outline.toSpliced(edge + 1, 0, at);
    editor.run({act: "reshape", key: place.key, outline}, `${nameOf(place)} has a corner more.`);
  }

  /** Let go, and leave everything as it was. */
  cancel() {
    const {editor, grip} = this;
    if (grip?.what === "move" || grip?.what === "turn") editor.view.shift(grip.keys, "");
    editor.marks.guide([]);
    this.grip = null;
    this.meant = null;
    editor.showMarks();
  }

  /** What is chosen is marked by the editor itself. */
  show() {}
}

/**
 * The point that places turn about: the middle of one, or of the box round several.
 * @param {readonly {outline: Ring}[]} places
 * @returns {Point}
 */
export function aboutOf(places) {
  if (places.length === 1) return centreOf(places[0].outline);
  return middleOf(boxAround(places.map((place) => boxOf(place.outline))));
}

/**
 * @param {Box} box
 * @param {number} right
 * @param {number} down
 * @returns {Box}
 */
function shifted(box, right, down) {
  return {left: box.left + right, right: box.right + right, top: box.top + down, bottom: box.bottom + down};
}
