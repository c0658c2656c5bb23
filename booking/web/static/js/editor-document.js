// The draft of a plan as an immutable document, the commands that change it, and undoing them.

import {boxOf, middleOf, moved, turned, turnedPoint} from "./editor-geometry.js";

/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-geometry.js").Ring} Ring */

/**
 * @typedef {object} Place
 * @property {string} key
 * @property {string | null} resource the place that exists already and keeps its bookings
 * @property {string} name
 * @property {string} kind
 * @property {number | null} seats
 * @property {readonly string[]} features
 * @property {boolean} [accessible] not said where the server does not keep it
 * @property {Ring} outline
 * @property {Readonly<Point> | null} seat where the person sits; null is the middle
 * @property {number | null} facing degrees clockwise from up
 * @property {number | null} confidence
 * @property {string | null} doubt
 * @property {boolean} accepted
 */

/**
 * @typedef {object} Plan what one person edits, in the drawing's own units
 * @property {number | null} metres_per_unit
 * @property {Ring | null} outline
 * @property {readonly Place[]} places
 */

/** @typedef {{name: string, kind: string, seats: number | null, features: readonly string[], accessible: boolean,
 *   seat: Readonly<Point> | null, facing: number | null, accepted: boolean, outline: Ring}} Fields */

/**
 * @typedef {{act: "add", places: readonly Place[]}
 *   | {act: "remove", keys: readonly string[]}
 *   | {act: "move", keys: readonly string[], right: number, down: number}
 *   | {act: "turn", keys: readonly string[], degrees: number, about: Readonly<Point>}
 *   | {act: "reshape", key: string, outline: Ring}
 *   | {act: "set", keys: readonly string[], fields: Partial<Fields>}
 *   | {act: "feature", keys: readonly string[], code: string, has: boolean}
 *   | {act: "name", names: ReadonlyMap<string, string>}
 *   | {act: "scale", metres_per_unit: number | null}
 *   | {act: "outline", outline: Ring | null, corner?: number}
 *   | {act: "replace", plan: Plan}} Command
 */

const RUN_MS = 900;

/**
 * The plan after a command; places that it leaves alone are the same objects.
 * @param {Plan} plan
 * @param {Command} command
 * @returns {Plan}
 */
export function apply(plan, command) {
  switch (command.act) {
    case "add": return {...plan, places: [...plan.places, ...command.places]};
    case "remove": {
      const keys = new Set(command.keys);
      return {...plan, places: plan.places.filter((place) => !keys.has(place.key))};
    }
    case "move": return change(plan, command.keys, (place) => movePlace(place, command.right, command.down));
    case "turn": return change(plan, command.keys, (place) => turnPlace(place, command.degrees, command.about));
    case "reshape": return change(plan, [command.key], (place) => reshapePlace(place, command.outline));
    case "set": return change(plan, command.keys, (place) => ({...place, ...command.fields}));
    case "feature": return change(plan, command.keys, (place) => ({
      ...place, features: place.features.filter((code) => code !== command.code).concat(command.has ? [command.code] : []),
    }));
    case "name": return change(plan, [...command.names.keys()], (place) => ({
      ...place, name: command.names.get(place.key) ?? place.name,
    }));
    case "scale": return {...plan, metres_per_unit: command.metres_per_unit};
    case "outline": return {...plan, outline: command.outline};
    case "replace": return command.plan;
  }
}

/**
 * What a command did, for people.
 * @param {Command} command
 * @param {Plan} plan before it
 */
export function sayCommand(command, plan) {
  const named = (/** @type {readonly string[]} */ keys) => (
    keys.length === 1 ? nameOf(plan.places.find((place) => place.key === keys[0])) : `${keys.length} places`
  );
  switch (command.act) {
    case "add": return `added ${command.places.length === 1 ? nameOf(command.places[0]) : `${command.places.length} places`}`;
    case "remove": return `deleted ${named(command.keys)}`;
    case "move": return `moved ${named(command.keys)}`;
    case "turn": return `turned ${named(command.keys)} by ${Math.round(command.degrees)}°`;
    case "reshape": return `changed the shape of ${named([command.key])}`;
    case "set": return saySet(command, named(command.keys));
    case "feature": return `changed the features of ${named(command.keys)}`;
    case "name": return `named ${command.names.size === 1 ? [...command.names.values()][0] : `${command.names.size} places`}`;
    case "scale": return "changed the scale";
    case "outline": {
      if (!command.outline) return "left out the outline of the floor";
      return plan.outline ? "changed the outline of the floor" : "drew the outline of the floor";
    }
    case "replace": return "put back the changes that were not saved";
  }
}

/**
 * @param {{fields: Partial<Fields>}} command
 * @param {string} who
 */
function saySet({fields}, who) {
  if (fields.accepted) return `accepted ${who}`;
  if (fields.facing !== undefined || fields.seat !== undefined) return `moved the seat of ${who}`;
  return `changed ${who}`;
}

/** @param {Place | undefined} place */
export function nameOf(place) {
  return place?.name || "a place without a name";
}

/**
 * @param {Plan} plan
 * @param {readonly string[]} keys
 * @param {(place: Place) => Place} how
 * @returns {Plan}
 */
function change(plan, keys, how) {
  const wanted = new Set(keys);
  return {...plan, places: plan.places.map((place) => (wanted.has(place.key) ? how(place) : place))};
}

/**
 * @param {Place} place
 * @param {number} right
 * @param {number} down
 * @returns {Place}
 */
export function movePlace(place, right, down) {
  const [seat = null] = place.seat ? moved([place.seat], right, down) : [];
  return {...place, outline: moved(place.outline, right, down), seat};
}

/**
 * @param {Place} place
 * @param {number} degrees
 * @param {Readonly<Point>} about
 * @returns {Place}
 */
function turnPlace(place, degrees, about) {
  return {
    ...place,
    outline: turned(place.outline, degrees, about),
    seat: place.seat ? turnedPoint(place.seat, degrees, about) : null,
    facing: place.facing === null ? null : ((place.facing + degrees) % 360 + 360) % 360,
  };
}

/**
 * The seat keeps its share of the width and the depth.
 * @param {Place} place
 * @param {Ring} outline
 * @returns {Place}
 */
function reshapePlace(place, outline) {
  if (!place.seat) return {...place, outline};
  const was = boxOf(place.outline), is = boxOf(outline), from = middleOf(was), to = middleOf(is);
  const wide = (is.right - is.left) / (was.right - was.left || 1), tall = (is.bottom - is.top) / (was.bottom - was.top || 1);
  return {...place, outline, seat: [to[0] + (place.seat[0] - from[0]) * wide, to[1] + (place.seat[1] - from[1]) * tall]};
}

/** The plan with everything that led to it; each step can be undone and done again. */
export class History {
  /** @param {Plan} plan */
  constructor(plan) {
    this.plan = plan;
    /** @type {{command: Command, before: Plan, at: number}[]} */
    this.done = [];
    /** @type {{command: Command, before: Plan, at: number}[]} */
    this.undone = [];
  }

  /**
   * Do a command. Moves and turns of the same places that follow one another quickly, as of a key held down, are one step.
   * @param {Command} command
   * @param {number} now milliseconds of any clock
   */
  run(command, now) {
    const last = this.done[this.done.length - 1], before = this.plan;
    this.plan = apply(before, command);
    this.undone = [];
    const joined = last && now - last.at < RUN_MS && this.done.length ? join(last.command, command) : null;
    if (last && joined) this.done[this.done.length - 1] = {command: joined, before: last.before, at: now};
    else this.done.push({command, before, at: now});
  }

  /** Take the last step back, and say which it was; null where there is none. */
  undo() {
    const step = this.done.pop();
    if (!step) return null;
    this.undone.push({...step, at: -Infinity});
    this.plan = step.before;
    return sayCommand(step.command, step.before);
  }

  /** Do the step again that was taken back last, and say which it was; null where there is none. */
  redo() {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    this.plan = apply(step.before, step.command);
    return sayCommand(step.command, step.before);
  }
}

/**
 * Two commands as one, or null where they are not of one movement.
 * @param {Command} first
 * @param {Command} second
 * @returns {Command | null}
 */
function join(first, second) {
  if (first.act === "move" && second.act === "move" && String(first.keys) === String(second.keys)) {
    return {...first, right: first.right + second.right, down: first.down + second.down};
  }
  if (first.act === "turn" && second.act === "turn" && String(first.keys) === String(second.keys)
    && String(first.about) === String(second.about)) {
    return {...first, degrees: first.degrees + second.degrees};
  }
  if (first.act === "outline" && second.act === "outline" && first.corner !== undefined && first.corner === second.corner) return second;
  if (first.act === "reshape" && second.act === "reshape" && first.key === second.key) return second;
  return null;
}

/**
 * The places in the order in which a page is read: in rows from the top, each from the left.
 * @param {readonly Place[]} places
 * @returns {Place[]}
 */
export function inReadingOrder(places) {
  const boxes = places.map((place) => ({place, box: boxOf(place.outline)}));
  boxes.sort((one, other) => one.box.top + one.box.bottom - other.box.top - other.box.bottom);
  /** @type {{place: Place, box: import("./editor-geometry.js").Box}[][]} */
  const rows = [];
  for (const each of boxes) {
    const row = rows[rows.length - 1], middle = (each.box.top + each.box.bottom) / 2;
    if (row && middle < row[0].box.bottom) row.push(each);
    else rows.push([each]);
  }
  return rows.flatMap((row) => row.sort((one, other) => one.box.left - other.box.left).map(({place}) => place));
}
