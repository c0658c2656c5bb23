// Where people sit at a desk: beside one of its sides, facing it; and desks of the usual size. Pure.

import {angleOf, contains, isRectangle, rectangle, sideLength, signedArea} from "./editor-geometry.js";

/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-geometry.js").Ring} Ring */
/** @typedef {{seat: Point, facing: number}} Seat */

/** A desk for one person, in metres, and how far a seat stands from its edge. */
export const DESK_M = {width: 1.6, depth: 0.8};
const SEAT_M = 0.35;
const UNSCALED_WIDTH = 60; // a desk without a scale is a sixtieth of the drawing wide
const SEAT_SHARE = 0.4;

/**
 * The seats that a desk can have, one at each side, in the order of its sides.
 * @param {Ring} outline
 * @param {number | null} metresPerUnit
 * @returns {Seat[]}
 */
export function seatsOf(outline, metresPerUnit) {
  const sides = outline.map((_, at) => sideLength(outline, at));
  const away = metresPerUnit ? SEAT_M / metresPerUnit : Math.min(...sides) * SEAT_SHARE;
  const inwards = signedArea(outline) < 0 ? -1 : 1;
  return outline.map(([x1, y1], at) => {
    const [x2, y2] = outline[(at + 1) % outline.length], length = sides[at] || 1;
    const right = -(y2 - y1) / length * inwards, down = (x2 - x1) / length * inwards;
    return {
      seat: [(x1 + x2) / 2 - right * away, (y1 + y2) / 2 - down * away],
      facing: angleOf(right, down),
    };
  });
}

/**
 * The side at which somebody sits now; -1 where it is none.
 * @param {{outline: Ring, facing: number | null, seat: Readonly<Point> | null}} place
 * @param {readonly Seat[]} seats
 */
export function sideOf(place, seats) {
  const {facing} = place;
  if (facing === null) return -1;
  const turns = seats.map((seat) => Math.abs((seat.facing - facing + 540) % 360 - 180));
  const least = Math.min(...turns);
  return least > 30 ? -1 : turns.indexOf(least);
}

/**
 * The seat at the next side, after the last one none.
 * @param {{outline: Ring, facing: number | null, seat: Readonly<Point> | null}} place
 * @param {number | null} metresPerUnit
 * @returns {{seat: Point | null, facing: number | null}}
 */
export function nextSeat(place, metresPerUnit) {
  const seats = seatsOf(place.outline, metresPerUnit), at = sideOf(place, seats) + 1;
  return seats[at] || {seat: null, facing: null};
}

/**
 * Where the mark of a chair goes, and which way it looks; null where nobody says how people sit.
 * @param {{outline: Ring, facing: number | null, seat: Readonly<Point> | null}} place
 * @param {number | null} metresPerUnit
 * @returns {{at: Readonly<Point>, facing: number} | null}
 */
export function chairOf(place, metresPerUnit) {
  if (place.facing === null) return null;
  if (place.seat && !contains(place.outline, place.seat)) return {at: place.seat, facing: place.facing};
  const seats = seatsOf(place.outline, metresPerUnit), side = sideOf(place, seats);
  return side < 0 ? null : {at: seats[side].seat, facing: place.facing};
}

/**
 * The outline of a desk of the usual size about a point, its person sitting below it.
 * @param {Readonly<Point>} middle
 * @param {number | null} metresPerUnit
 * @param {number} drawingWidth
 * @returns {Point[]}
 */
export function deskAt([x, y], metresPerUnit, drawingWidth) {
  const width = metresPerUnit ? DESK_M.width / metresPerUnit : drawingWidth / UNSCALED_WIDTH;
  const depth = width * DESK_M.depth / DESK_M.width;
  return rectangle([x - width / 2, y - depth / 2], [x + width / 2, y + depth / 2]);
}

/**
 * The width and the depth of a rectangle, as seen from where its person sits; null for other shapes.
 * @param {{outline: Ring, facing: number | null, seat: Readonly<Point> | null}} place
 */
export function sizeOf(place) {
  if (!isRectangle(place.outline)) return null;
  const first = sideLength(place.outline, 0), second = sideLength(place.outline, 1);
  const side = sideOf(place, seatsOf(place.outline, null));
  const widthAt = side >= 0 ? side % 2 : Math.abs(place.outline[1][0] - place.outline[0][0]) >= first / 2 ? 0 : 1;
  return {width: widthAt ? second : first, depth: widthAt ? first : second, widthAt};
}

/**
 * A rectangle of another size about the same middle.
 * @param {Ring} outline
 * @param {number} along the length of its first side
 * @param {number} across that of its second
 * @returns {Point[]}
 */
export function resized(outline, along, across) {
  const [a, b, c] = outline, midX = (a[0] + c[0]) / 2, midY = (a[1] + c[1]) / 2;
  const first = sideLength(outline, 0), second = sideLength(outline, 1);
  const ux = (b[0] - a[0]) / first * along / 2, uy = (b[1] - a[1]) / first * along / 2;
  const vx = (c[0] - b[0]) / second * across / 2, vy = (c[1] - b[1]) / second * across / 2;
  return [
    [midX - ux - vx, midY - uy - vy], [midX + ux - vx, midY + uy - vy],
    [midX + ux + vx, midY + uy + vy], [midX - ux + vx, midY - uy + vy],
  ];
}
