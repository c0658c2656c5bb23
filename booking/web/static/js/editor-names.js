// Names of places that follow one another, copies, and rows of copies; pure.

import {boxAround, boxOf, isRectangle, moved, sharedArea, sideLength, stepTowards} from "./editor-geometry.js";
import {inReadingOrder, movePlace} from "./editor-document.js";

/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-document.js").Place} Place */

/**
 * The name that comes after a name: 1.09 before 1.10, Desk 9 before Desk 10; what has no number gets one.
 * @param {string} name
 */
export function nextName(name) {
  const found = /^(.*?)(\d+)(\D*)$/su.exec(name);
  if (!found) return name ? `${name} 2` : "1";
  const [, before, digits, behind] = found;
  return `${before}${String(Number(digits) + 1).padStart(digits.length, "0")}${behind}`;
}

/**
 * The first name after one that nobody has. Names that differ in their capitals alone are the same.
 * @param {string} name
 * @param {ReadonlySet<string>} taken in lower case
 */
export function freeName(name, taken) {
  let next = nextName(name);
  while (taken.has(next.toLowerCase())) next = nextName(next);
  return next;
}

/**
 * The names of places, in lower case.
 * @param {readonly Place[]} places
 */
export function namesOf(places) {
  return new Set(places.map((place) => place.name.toLowerCase()));
}

/**
 * Number places on from a first name, in reading order.
 * @param {readonly Place[]} places
 * @param {string} first
 * @returns {Map<string, string>} the new name of each key
 */
export function numberOn(places, first) {
  const names = new Map();
  let name = first;
  for (const place of inReadingOrder(places)) {
    names.set(place.key, name);
    name = nextName(name);
  }
  return names;
}

/**
 * A key for a new place that no place of the plan has.
 * @param {ReadonlySet<string>} taken
 * @param {number} [number] where to begin
 */
export function freeKey(taken, number = taken.size + 1) {
  let next = number;
  while (taken.has(`e${next}`)) next += 1;
  return `e${next}`;
}

/**
 * Copies of places, with keys and names of their own; a copy has no bookings to keep.
 * @param {readonly Place[]} originals
 * @param {readonly Place[]} all
 * @param {readonly Readonly<Point>[]} steps how far each set of copies lies from the originals
 * @returns {Place[]}
 */
export function copies(originals, all, steps) {
  const keys = new Set(all.map((place) => place.key)), names = namesOf(all);
  const order = inReadingOrder(originals);
  /** @type {Map<string, string>} */
  const last = new Map(order.map((place) => [place.key, place.name]));
  return steps.flatMap(([right, down]) => order.map((place) => {
    const key = freeKey(keys), name = freeName(last.get(place.key) || "", names);
    keys.add(key);
    names.add(name.toLowerCase());
    last.set(place.key, name);
    return {...movePlace(place, right, down), key, name, resource: null, confidence: null, doubt: null, accepted: true};
  }));
}

/**
 * How far it is from one copy to the next in a row: along the side of a place that stands at an angle, else along the box.
 * @param {readonly Place[]} places at least one
 * @param {number} degrees the direction: 0 up, 90 right
 * @param {number} gap between two copies
 * @returns {Point}
 */
export function rowStep(places, degrees, gap) {
  const [only] = places, [right, down] = stepTowards(degrees);
  if (places.length > 1 || !isRectangle(only.outline)) {
    const box = boxAround(places.map((place) => boxOf(place.outline)));
    const length = Math.abs(right) > 0.5 ? box.right - box.left : box.bottom - box.top;
    return [right * (length + gap), down * (length + gap)];
  }
  const sides = [0, 1].map((at) => {
    const [x1, y1] = only.outline[at], [x2, y2] = only.outline[at + 1], length = sideLength(only.outline, at);
    return {length, x: (x2 - x1) / length, y: (y2 - y1) / length};
  });
  const along = (/** @type {{x: number, y: number}} */ side) => side.x * right + side.y * down;
  const best = Math.abs(along(sides[0])) >= Math.abs(along(sides[1])) - 1e-6 ? sides[0] : sides[1];
  const way = along(best) < 0 ? -1 : 1, far = way * (best.length + gap);
  return [best.x * far, best.y * far];
}

/**
 * Where a copy of places goes: beside them where nothing of their kind stands, else a little aside.
 * @param {readonly Place[]} places at least one
 * @param {readonly Place[]} all
 * @param {{width: number, height: number}} sheet
 * @returns {Point}
 */
export function roomBeside(places, all, {width, height}) {
  for (const degrees of [90, 180, 270, 0]) {
    const step = rowStep(places, degrees, 0), copied = places.map(({kind, outline}) => ({kind, outline: moved(outline, ...step)}));
    const {left, top, right, bottom} = boxAround(copied.map(({outline}) => boxOf(outline)));
    const inside = left >= 0 && top >= 0 && right <= width && bottom <= height;
    const stands = (/** @type {{kind: string, outline: Point[]}} */ {kind, outline}) => (
      all.some((other) => other.kind === kind && sharedArea(other.outline, outline) > 1e-6));
    if (inside && !copied.some(stands)) return step;
  }
  const {left, right} = boxOf(places[0].outline), aside = (right - left) / 4;
  return [aside, aside];
}
