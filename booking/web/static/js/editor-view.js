// The drawing of the plan: each place is drawn again only when it has changed, and the marks of the editor lie above.

import {boxAround, boxOf, centreOf, middleOf} from "./editor-geometry.js";
import {chairOf, seatsOf, sideOf} from "./editor-seats.js";

/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-geometry.js").Ring} Ring */
/** @typedef {import("./editor-geometry.js").Box} Box */
/** @typedef {import("./editor-document.js").Place} Place */
/** @typedef {import("./editor-document.js").Plan} Plan */
/** @typedef {{href: string, width: number, height: number, transform: string}} Picture */
/** @typedef {{width: number, height: number, backdrop: string | null, pictures: readonly Picture[]}} Sheet */

const SVG = "http://www.w3.org/2000/svg";
const READABLE_PX = 7;
const HANDLE_PX = 7;
const TARGET_PX = 13;
const AWAY_PX = 7;
const TURN_PX = 30;
/** From what confidence on a proposal counts as sure; the server judges with the same number. */
const SURE = 0.75;
const LETTER = 0.62;
const CHAIR_M = 0.24; // half as wide as a chair is
/** Below these sizes on the screen a place has no handles: they would cover it. */
const CORNERS_PX = 30;
const SIDES_PX = 44;

/**
 * An element of the drawing.
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {(Element | string)[]} inside
 */
export function svg(name, attributes, ...inside) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...inside);
  return element;
}

/** @param {Ring} ring */
export function pathOf(ring) {
  return `M${ring.map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}Z`;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 1000) / 1000;
}

/** Whether a proposal has to be looked at. @param {Place} place */
export function isDoubtful(place) {
  return !place.accepted && (Boolean(place.doubt) || (place.confidence !== null && place.confidence < SURE));
}

/** The places as they are drawn. */
export class View {
  /**
   * @param {SVGSVGElement} drawing
   * @param {Sheet} sheet
   * @param {(place: Place) => string} label what a place is called by a screen reader
   */
  constructor(drawing, {width, height, backdrop, pictures}, label) {
    this.drawing = drawing;
    this.label = label;
    this.width = width;
    /** @type {Map<string, {group: SVGElement, place: Place, scaled: number | null, letter: number}>} */
    this.shapes = new Map();
    /** @type {Set<string>} */
    this.chosen = new Set();
    this.outline = svg("path", {class: "ed-outline", "aria-hidden": "true"});
    this.beside = svg("path", {class: "ed-outline-target", "data-outline": "1", "aria-hidden": "true"});
    this.rooms = svg("g", {role: "presentation"});
    this.desks = svg("g", {role: "presentation"});
    this.marks = svg("g", {"aria-hidden": "true"});
    this.guides = svg("g", {"aria-hidden": "true"});
    drawing.replaceChildren(
      svg("rect", {class: "ed-paper", width, height, "aria-hidden": "true"}),
      ...pictures.map((picture) => svg("image", {class: "app-picture", "aria-hidden": "true", ...picture})),
      ...(backdrop ? [svg("image", {href: backdrop, width, height, "aria-hidden": "true"})] : []),
      this.beside, this.outline, this.rooms, this.desks, this.guides, this.marks,
    );
  }

  /**
   * Draw what has changed.
   * @param {Plan} plan
   */
  draw(plan) {
    const kept = new Set();
    for (const place of plan.places) {
      kept.add(place.key);
      const shape = this.shapes.get(place.key);
      if (shape?.place !== place || shape.scaled !== plan.metres_per_unit) this.drawPlace(place, plan.metres_per_unit, shape?.group);
    }
    if (kept.size < this.shapes.size) {
      for (const [key, {group}] of this.shapes) {
        if (kept.has(key)) continue;
        group.remove();
        this.shapes.delete(key);
      }
    }
    for (const path of [this.outline, this.beside]) path.setAttribute("d", plan.outline ? pathOf(plan.outline) : "");
  }

  /**
   * @param {Place} place
   * @param {number | null} scaled
   * @param {SVGElement} [old]
   */
  drawPlace(place, scaled, old) {
    const group = old || svg("g", {id: `editor-place-${place.key}`, role: "option", "data-key": place.key});
    const layer = place.kind === "desk" ? this.desks : this.rooms;
    const {written, letter} = writeName(place, this.width);
    const chair = place.kind === "desk" ? chairOf(place, scaled) : null;
    group.setAttribute("class", this.classOf(place));
    group.setAttribute("aria-label", this.label(place));
    group.setAttribute("aria-selected", String(this.chosen.has(place.key)));
    group.replaceChildren(
      svg("path", {class: "ed-place__shape", d: pathOf(place.outline)}),
      ...(chair ? [drawChair(chair, chairSize(place, scaled), "ed-chair")] : []), ...written,
      ...(isDoubtful(place) ? [drawDoubt(place, letter)] : []),
    );
    if (group.parentNode !== layer) layer.append(group);
    this.shapes.set(place.key, {group, place, scaled, letter});
  }

  /** @param {Place} place */
  classOf(place) {
    const state = place.accepted ? "" : isDoubtful(place) ? " ed-place--doubtful" : " ed-place--proposed";
    return `ed-place ed-place--${place.kind}${state}${this.chosen.has(place.key) ? " ed-place--chosen" : ""}`;
  }

  /**
   * @param {ReadonlySet<string>} keys
   */
  choose(keys) {
    const changed = [...keys].filter((key) => !this.chosen.has(key)).concat([...this.chosen].filter((key) => !keys.has(key)));
    this.chosen = new Set(keys);
    for (const key of changed) {
      const shape = this.shapes.get(key);
      shape?.group.setAttribute("class", this.classOf(shape.place));
      shape?.group.setAttribute("aria-selected", String(keys.has(key)));
      if (shape && keys.has(key)) shape.group.parentNode?.append(shape.group); // above those that it lies on
    }
  }

  /**
   * Show places moved without drawing them again.
   * @param {Iterable<string>} keys
   * @param {string} transform empty for where they are
   */
  shift(keys, transform) {
    for (const key of keys) {
      const group = this.shapes.get(key)?.group;
      if (transform) group?.setAttribute("transform", transform);
      else group?.removeAttribute("transform");
    }
  }

  /** Names are shown where they can be read. @param {number} scale pixels to a unit */
  showNames(scale) {
    const letters = [...this.shapes.values()].map(({letter}) => letter).sort((one, other) => one - other);
    const usual = letters[Math.floor(letters.length / 4)] || 0;
    this.drawing.classList.toggle("ed-drawing--near", usual * scale >= READABLE_PX);
  }
}

/**
 * The name of a place, as large as it allows, and how sure the recognition is.
 * @param {Place} place
 * @param {number} drawingWidth
 */
function writeName(place, drawingWidth) {
  const box = boxOf(place.outline), width = box.right - box.left, height = box.bottom - box.top;
  const [x, y] = place.outline.length === 4 ? middleOf(box) : centreOf(place.outline);
  const sure = place.accepted || place.confidence === null ? "" : `${Math.round(place.confidence * 100)} %`;
  const length = Math.max(place.name.length, sure.length, 2), lines = sure ? 2.4 : 1.4;
  const letter = Math.min(height / lines, width * 0.92 / (length * LETTER), drawingWidth / 70);
  const written = [place.name, sure].filter(Boolean).map((text, at, all) => svg("text", {
    class: at ? "ed-place__sure" : "ed-place__name", x: round(x), y: round(y + letter * (0.36 + (at - (all.length - 1) / 2) * 1.1)),
    "font-size": round(letter), "aria-hidden": "true",
  }, at ? ` ${text}` : text));
  return {written, letter};
}

/**
 * A diamond with a question mark: doubt is shown by shape, not by colour alone.
 * @param {Place} place
 * @param {number} letter
 */
function drawDoubt(place, letter) {
  const {left, top} = boxOf(place.outline), size = letter * 0.9;
  return svg("g", {class: "ed-doubt", transform: `translate(${round(left)} ${round(top)})`},
    svg("path", {d: `M0 ${-size}L${size} 0L0 ${size}L${-size} 0Z`}),
    svg("path", {class: "ed-doubt__sign", d: "M-2.6 -2A2.7 2.7 0 1 1 0.9 1Q0 1.5 0 2.7M0 5V5.1", transform: `scale(${round(size / 10)})`}));
}

/**
 * @param {Place} place
 * @param {number | null} scaled
 */
export function chairSize(place, scaled) {
  const box = boxOf(place.outline), least = Math.min(box.right - box.left, box.bottom - box.top);
  return scaled ? Math.min(CHAIR_M / scaled, least / 2) : least * 0.3;
}

/**
 * A chair seen from above, its back away from the desk.
 * @param {{at: Readonly<Point>, facing: number}} chair
 * @param {number} size
 * @param {string} name
 */
export function drawChair({at: [x, y], facing}, size, name) {
  const wide = round(size), deep = round(size * 0.8), belly = round(size * 0.2);
  return svg("path", {
    class: name, transform: `translate(${round(x)} ${round(y)}) rotate(${round(facing)})`,
    d: `M${-wide} ${-deep}H${wide}V${belly}Q${wide} ${deep} 0 ${deep}Q${-wide} ${deep} ${-wide} ${belly}Z`,
  });
}

/** The marks above the drawing: handles of what is chosen, guides, what is being drawn. They keep their size on the screen. */
export class Marks {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.scale = 1;
  }

  /** @param {Element[]} marks */
  show(...marks) {
    this.view.marks.replaceChildren(...marks);
  }

  /**
   * @param {readonly import("./editor-snapping.js").Guide[]} guides
   * @param {Element[]} more
   */
  guide(guides, ...more) {
    this.view.guides.replaceChildren(...guides.map(({axis, value, from, to}) => svg("line", {
      class: "ed-guide", ...(axis === "x" ? {x1: value, x2: value, y1: from, y2: to} : {x1: from, x2: to, y1: value, y2: value}),
    })), ...more);
  }

  /**
   * Something on the drawing that can be taken hold of.
   * @param {Readonly<Point>} at
   * @param {Record<string, string | number>} what
   * @param {string} [more] a class
   */
  handle([x, y], what, more = "") {
    return svg("g", {class: `ed-handle ${more}`, ...what, transform: `translate(${round(x)} ${round(y)}) scale(${1 / this.scale})`},
      svg("circle", {class: "ed-handle__target", r: TARGET_PX}), svg("circle", {class: "ed-handle__dot", r: HANDLE_PX}));
  }

  /**
   * Words of a size on the screen below a box.
   * @param {Box} box
   * @param {string} words
   */
  words(box, words) {
    const [x] = middleOf(box);
    return svg("g", {class: "ed-words", transform: `translate(${round(x)} ${round(box.bottom)}) scale(${1 / this.scale})`},
      svg("text", {y: 22}, words));
  }

  /**
   * Handles of what is chosen.
   * @param {readonly Place[]} places
   * @param {number | null} scaled
   * @param {number} corner the corner that keys move, or -1
   */
  choose(places, scaled, corner) {
    if (!places.length) return this.show();
    const box = boxAround(places.map((place) => boxOf(place.outline)));
    const wide = (box.right - box.left) * this.scale, tall = (box.bottom - box.top) * this.scale;
    const [only] = places, marks = /** @type {Element[]} */ ([]);
    if (places.length > 1) marks.push(svg("path", {class: "ed-round", d: pathOf([[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]])}));
    const large = Math.max(wide, tall) >= CORNERS_PX;
    let top = box.top;
    if (places.length === 1 && only.kind === "desk" && Math.min(wide, tall) >= SIDES_PX) {
      marks.push(...this.sides(only, scaled));
      top = Math.min(...seatsOf(only.outline, scaled).map(({seat}) => seat[1])) - chairSize(only, scaled);
    }
    if (places.length === 1 && (large || corner >= 0)) marks.push(...this.corners(only, corner));
    if (large || places.length > 1) {
      const [x] = middleOf(box), y = top - TURN_PX / this.scale;
      marks.push(svg("line", {class: "ed-round", x1: x, x2: x, y1: y, y2: box.top}), this.handle([x, y], {"data-turn": "1"}, "ed-handle--turn"));
    }
    return this.show(...marks);
  }

  /**
   * @param {Place} place
   * @param {number} corner
   */
  corners(place, corner) {
    const [midX, midY] = middleOf(boxOf(place.outline));
    return place.outline.map(([x, y], at) => {
      const far = Math.hypot(x - midX, y - midY) || 1, out = 1 + AWAY_PX / this.scale / far;
      const where = /** @type {Point} */ ([midX + (x - midX) * out, midY + (y - midY) * out]);
      return this.handle(where, {"data-corner": at}, at === corner ? "ed-handle--current" : "");
    });
  }

  /**
   * @param {Place} place
   * @param {number | null} scaled
   */
  sides(place, scaled) {
    const seats = seatsOf(place.outline, scaled), now = sideOf(place, seats);
    return seats.flatMap((seat, at) => (at === now ? [] : [svg("g", {class: "ed-side", "data-side": at},
      svg("circle", {class: "ed-handle__target", cx: seat.seat[0], cy: seat.seat[1], r: TARGET_PX / this.scale}),
      drawChair({at: seat.seat, facing: seat.facing}, chairSize(place, scaled), "ed-side__chair"))]));
  }
}
