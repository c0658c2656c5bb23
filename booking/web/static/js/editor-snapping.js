// Snapping to other places' edges and middles, and to the grid; pure.

import {boxOf} from "./editor-geometry.js";

/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-geometry.js").Box} Box */
/** @typedef {{value: number, from: number, to: number}} Line where it lies, and from where to where it runs across */
/** @typedef {{across: Line[], down: Line[]}} Lines lines at an x, and lines at a y, each sorted by value */
/** @typedef {{axis: "x" | "y", value: number, from: number, to: number}} Guide */

const ROUND_STEPS = [1, 2, 5, 10];

/**
 * The lines of places that stay where they are: edges and middles of their boxes.
 * @param {readonly {outline: import("./editor-geometry.js").Ring}[]} places
 * @returns {Lines}
 */
export function linesOf(places) {
  /** @type {Lines} */
  const lines = {across: [], down: []};
  for (const {outline} of places) {
    const {left, top, right, bottom} = boxOf(outline);
    for (const value of [left, (left + right) / 2, right]) lines.across.push({value, from: top, to: bottom});
    for (const value of [top, (top + bottom) / 2, bottom]) lines.down.push({value, from: left, to: right});
  }
  lines.across.sort((one, other) => one.value - other.value);
  lines.down.sort((one, other) => one.value - other.value);
  return lines;
}

/**
 * How far to move a box so that it lies in line with something: an edge or a middle within reach, else the grid.
 * @param {Box} box a point is a box without size
 * @param {Lines} lines
 * @param {{reach: number, grid: number}} how the furthest pull of a line, and the step of the grid; 0 is off
 * @returns {{right: number, down: number, guides: Guide[]}}
 */
export function snap(box, lines, {reach, grid}) {
  const x = pull([box.left, (box.left + box.right) / 2, box.right], lines.across, reach);
  const y = pull([box.top, (box.top + box.bottom) / 2, box.bottom], lines.down, reach);
  const right = x ? x.by : toGrid(box.left, grid), down = y ? y.by : toGrid(box.top, grid);
  /** @type {Guide[]} */
  const guides = [];
  if (x) guides.push(guide("x", x.line, box.top + down, box.bottom + down));
  if (y) guides.push(guide("y", y.line, box.left + right, box.right + right));
  return {right, down, guides};
}

/**
 * @param {"x" | "y"} axis
 * @param {Line} line
 * @param {number} from
 * @param {number} to
 * @returns {Guide}
 */
function guide(axis, line, from, to) {
  return {axis, value: line.value, from: Math.min(line.from, from), to: Math.max(line.to, to)};
}

/**
 * @param {number} value
 * @param {number} grid
 */
function toGrid(value, grid) {
  return grid > 0 ? Math.round(value / grid) * grid - value : 0;
}

/**
 * The nearest line to any of some values within reach.
 * @param {number[]} values
 * @param {Line[]} lines sorted
 * @param {number} reach
 */
function pull(values, lines, reach) {
  /** @type {{by: number, line: Line} | null} */
  let best = null;
  if (!(reach > 0)) return best;
  for (const value of values) {
    const at = firstFrom(lines, value);
    for (const line of [lines[at - 1], lines[at]]) {
      if (!line) continue;
      const by = line.value - value;
      if (Math.abs(by) <= reach && (!best || Math.abs(by) < Math.abs(best.by) - 1e-9)) best = {by, line};
    }
  }
  return best;
}

/**
 * The number of the first line at or behind a value.
 * @param {Line[]} lines
 * @param {number} value
 */
function firstFrom(lines, value) {
  let low = 0, high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].value < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The step of the grid in the drawing's units: ten centimetres where the scale is known, else a round step of about a
 * four-hundredth of the drawing.
 * @param {number | null} metresPerUnit
 * @param {number} width of the drawing
 */
export function gridOf(metresPerUnit, width) {
  if (metresPerUnit) return 0.1 / metresPerUnit;
  const about = width / 400, ten = 10 ** Math.floor(Math.log10(about));
  return (ROUND_STEPS.find((step) => step * ten >= about) || 10) * ten;
}

/**
 * A length for people.
 * @param {number} units
 * @param {number | null} metresPerUnit
 */
export function sayLength(units, metresPerUnit) {
  return metresPerUnit ? `${(units * metresPerUnit).toFixed(2)} m` : `${Math.round(units * 10) / 10} units`;
}
