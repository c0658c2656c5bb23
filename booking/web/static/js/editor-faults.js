// The faults that can be found at once, before the server has looked at the plan: the same ones it finds, in the same words.

import {areaOf, boxOf, centreOf, contains, crossesItself, nearestEdge, reach, sharedArea} from "./editor-geometry.js";

/** @typedef {import("./editor-document.js").Plan} Plan */
/** @typedef {import("./editor-document.js").Place} Place */
/** @typedef {import("./editor-geometry.js").Box} Box */
/** @typedef {import("./editor-geometry.js").Ring} Ring */

/**
 * @typedef {object} Fault
 * @property {string} code
 * @property {string[]} keys
 * @property {[number, number] | null} at
 * @property {string} says
 * @property {string} remedy
 * @property {boolean} stops
 */

/** The codes that are found here; the server's list is believed for all others. */
export const FOUND_HERE = new Set(["overlap", "duplicate_name", "no_name", "outside", "bad_outline", "too_small"]);
const STOPPING = new Set(["duplicate_name", "no_name", "bad_outline"]); // with these nothing is published
const TOLERATED = 0.02; // of the smaller place: two outlines that share a thick line
const MOST_OVERLAPS = 200;
/** @type {Record<string, number>} the floor that a seat needs at least, in square metres */
const LEAST_M2 = {desk: 0.4, meeting_room: 1.5, clinic_room: 2, visiting_room: 2};
const HAIR = 1e-6; // what figures lose by rounding

/**
 * Faults of what would be published of a plan, which is what is accepted and booked; in the order of its places.
 * @param {Plan} plan
 * @param {{width: number, height: number}} sheet
 * @returns {Fault[]}
 */
export function findFaults(plan, sheet) {
  const places = plan.places.filter((place) => place.accepted && place.kind !== "none");
  const bad = crossed(places), faulty = new Set(bad.flatMap(({keys}) => keys));
  const sound = places.filter(({key}) => !faulty.has(key)), boxes = new Map(sound.map((place) => [place, boxOf(place.outline)]));
  return [...faultyNames(places), ...bad, ...outside(boxes, sheet, plan.outline), ...tooSmall(sound, plan.metres_per_unit), ...overlaps(boxes)];
}

/**
 * @param {string} code
 * @param {readonly Place[]} places
 * @param {string} says
 * @param {string} remedy
 * @returns {Fault}
 */
function fault(code, places, says, remedy) {
  return {code, keys: places.map((place) => place.key), at: centreOf(places[0].outline), says, remedy, stops: STOPPING.has(code)};
}

/**
 * @param {readonly Place[]} places
 * @returns {Fault[]}
 */
function faultyNames(places) {
  const nameless = places.filter(({name}) => !name.trim());
  /** @type {Map<string, Place[]>} */
  const called = new Map();
  for (const place of places.filter(({name}) => name.trim())) {
    for (const key of new Set([keyOf(place.name), keyOf(shownName(place))])) called.set(key, [...(called.get(key) || []), place]);
  }
  const alike = [...called.values()].filter((those) => those.length > 1);
  const groups = new Map(alike.map((those) => [those.map(({key}) => key).join(" "), those]));
  return [
    ...nameless.map((place) => fault("no_name", [place], "A place has no name.", "Give it the name that stands on its door or desk.")),
    ...[...groups.values()].map((those) => fault(
      "duplicate_name", those, `${those.length} places are called ${shownName(those[0])}.`, "Give each a name of its own.")),
  ];
}

/**
 * What spellings of one name share, whatever their case and their blanks.
 * @param {string} name
 */
function keyOf(name) {
  return name.replace(/\s+/gu, "").toLowerCase();
}

/**
 * What pages call a place: a desk whose name begins with a digit needs the word before it.
 * @param {Place} place
 */
function shownName({kind, name}) {
  return kind === "desk" && /^\d/u.test(name) ? `Desk ${name}` : name;
}

/**
 * @param {readonly Place[]} places
 * @returns {Fault[]}
 */
function crossed(places) {
  return places.filter((place) => place.outline.length > 3 && crossesItself(place.outline)).map((place) => fault(
    "bad_outline", [place], `The outline of ${place.name} crosses or touches itself.`, "Move its corners so that the outline runs round once."));
}

/**
 * Places that stand outside the sheet, or outside the outline of the floor where there is one.
 * @param {Map<Place, Box>} boxes
 * @param {{width: number, height: number}} sheet
 * @param {Ring | null} outline
 * @returns {Fault[]}
 */
function outside(boxes, {width, height}, outline) {
  const slack = Math.max(width, height) / 1000;
  return [...boxes].flatMap(([place, box]) => {
    if (box.left < -slack || box.top < -slack || box.right > width + slack || box.bottom > height + slack) {
      return [fault("outside", [place], `${place.name} lies partly or wholly outside the plan.`, "Move it onto the floor.")];
    }
    return outline && place.outline.some((corner) => isBeyond(outline, corner, slack)) ? [fault(
      "outside", [place], `${place.name} lies partly or wholly outside the outline of the floor.`,
      "Move it onto the floor, or correct the outline if that is wrong.")] : [];
  });
}

/**
 * Places with less floor than their seats need; none without a scale.
 * @param {readonly Place[]} places
 * @param {number | null} scale
 * @returns {Fault[]}
 */
function tooSmall(places, scale) {
  if (scale === null) return [];
  return places.flatMap((place) => {
    const least = LEAST_M2[place.kind], seats = place.seats || 0, area = areaOf(place.outline) * scale * scale;
    if (!least || area >= least * seats - HAIR) return [];
    const tenths = Math.floor(area * 10 + HAIR), size = `${Math.floor(tenths / 10)}.${tenths % 10} m²`;
    return [fault("too_small", [place], `${place.name} has ${size} for ${seats} ${seats === 1 ? "seat" : "seats"}.`,
      `Each needs at least ${least} m². Check its outline, its seats and the scale.`)];
  });
}

/**
 * @param {Ring} outline
 * @param {readonly [number, number]} point
 * @param {number} slack how far a point may stand outside, for a wall's thickness
 */
function isBeyond(outline, point, slack) {
  if (contains(outline, point)) return false;
  const edge = nearestEdge(outline, point);
  return reach(point, outline[edge], outline[(edge + 1) % outline.length]).distance > slack;
}

/**
 * Pairs of one kind that lie on one another, found by walking from left to right.
 * @param {Map<Place, Box>} boxes
 * @returns {Fault[]}
 */
function overlaps(boxes) {
  const numbers = new Map([...boxes.keys()].map((place, at) => [place, at]));
  const order = [...boxes].sort(([, one], [, other]) => one.left - other.left);
  /** @type {Fault[]} */
  const found = [];
  /** @type {[Place, Box][]} */
  let open = [];
  for (const [place, box] of order) {
    open = open.filter(([, other]) => other.right > box.left);
    for (const [other, beside] of open) {
      if (other.kind !== place.kind || beside.top >= box.bottom || beside.bottom <= box.top) continue;
      const least = Math.min(areaOf(place.outline), areaOf(other.outline));
      if (sharedArea(place.outline, other.outline) <= TOLERATED * least) continue;
      const pair = /** @type {number} */ (numbers.get(other)) < /** @type {number} */ (numbers.get(place)) ? [other, place] : [place, other];
      const [first, second] = pair;
      found.push(fault("overlap", pair, `${first.name} and ${second.name} overlap.`, `Move or redraw ${first.name} or ${second.name}.`));
      if (found.length >= MOST_OVERLAPS) return found;
    }
    open.push([place, box]);
  }
  return found;
}

/**
 * What to list: the server's faults where it has seen the plan as it is, with all places concerned where they are known
 * here; else those found here, and its others of places that are still there.
 * @param {readonly Fault[]} told by the server
 * @param {readonly Fault[]} here
 * @param {Plan} plan
 * @param {boolean} seen whether the server has seen this plan
 * @returns {Fault[]}
 */
export function mergeFaults(told, here, plan, seen) {
  if (seen) return told.map((each) => here.find(({code, says}) => code === each.code && says === each.says) || each);
  const keys = new Set(plan.places.map((place) => place.key));
  const others = told.filter((each) => !FOUND_HERE.has(each.code) && each.keys.every((key) => keys.has(key)));
  return [...here, ...others.filter((each) => each.code !== "no_scale" || plan.metres_per_unit === null)];
}
