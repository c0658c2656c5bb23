// The drawing of a floor: its places as they stand, and zooming and moving it by wheel, pinch, drag, keys and buttons.

import {byId, writeAttribute} from "./states.js";

/** @typedef {import("./states.js").Mark} Mark */

const FREE = new Set(["free", "yours"]);
const DRAG_PX = 6;
const STEP = 1.5;
const MOST = 10;
const MOST_TOUCHED = 3;
const SMALL_SCREEN = "(max-width: 40em)";
const READABLE_PX = 8;
const TOUCH_PX = 24;
const NUMBERED = 1.6;
const BELOW_PX = 8;

/** The places as they are drawn. Without a plan there are none, and nothing to zoom. */
export class FloorMap {
  /** @param {HTMLElement} root */
  constructor(root) {
    /** Those that are kept for bookings have no number: nothing of them depends on the time. */
    this.kept = [...root.querySelectorAll("a.app-place[data-kept]")];
    this.shapes = new Map([...root.querySelectorAll("a.app-place[data-number]")].map((shape) => [
      Number(/** @type {SVGAElement} */ (shape).dataset.number), /** @type {SVGAElement} */ (shape),
    ]));
    const drawing = document.querySelector("#drawing");
    this.stops = drawing instanceof SVGSVGElement ? new Stops(drawing) : null;
    this.zoom = this.openZoom();
  }

  openZoom() {
    const region = byId("map"), drawing = document.querySelector("#drawing");
    if (!region || !(drawing instanceof SVGSVGElement)) return null;
    const zoom = new Zoom(region, drawing);
    byId("zoom").hidden = false;
    byId("zoom-in").addEventListener("click", () => zoom.by(1.5));
    byId("zoom-out").addEventListener("click", () => zoom.by(1 / 1.5));
    byId("zoom-all").addEventListener("click", () => zoom.showWhole());
    drawing.addEventListener("pointermove", (event) => this.tip(event));
    drawing.addEventListener("pointerleave", () => { byId("tip").hidden = true; });
    region.addEventListener("focusin", (event) => {
      if (event.target instanceof SVGAElement && event.target.matches(":focus-visible")) zoom.keepInSight(event.target);
    });
    return zoom;
  }

  /**
   * Say beside the mouse what it points at.
   * @param {PointerEvent} event
   */
  tip(event) {
    const tip = byId("tip"), shape = event.target instanceof Element ? event.target.closest("a.app-place") : null;
    tip.hidden = !shape || event.pointerType !== "mouse" || event.buttons > 0;
    if (tip.hidden || !shape) return;
    const around = /** @type {Element} */ (tip.parentElement).getBoundingClientRect();
    tip.textContent = (shape.getAttribute("aria-label") || "").replace(/\. .*$|\.$/, "");
    const left = event.clientX - around.left + 16;
    tip.style.left = `${Math.min(left, around.width - tip.offsetWidth)}px`;
    tip.style.top = `${event.clientY - around.top + 20}px`;
  }

  /**
   * Show what a place is now.
   * @param {SVGAElement} shape
   * @param {{mark: Mark, href: string, label: string, suits: boolean}} said
   */
  draw(shape, {mark, href, label, suits}) {
    const kept = ["app-place--shown", "app-place--chosen"].filter((name) => shape.classList.contains(name));
    const classes = ["app-place", `app-place--${mark.state}`, ...(suits ? [] : ["app-place--unsuited"]), ...kept];
    writeAttribute(shape, "class", classes.join(" "));
    writeAttribute(shape, "href", href);
    writeAttribute(shape, "aria-label", label);
    const path = shape.querySelector(".app-place__shape");
    if (FREE.has(mark.state)) path?.removeAttribute("fill");
    else writeAttribute(path, "fill", `url(#fill-${mark.state})`);
    writeAttribute(shape.querySelector("use"), "href", `#mark-${mark.state}`);
    if (shape.nextElementSibling instanceof SVGTextElement) writeHolder(shape.nextElementSibling, shorten(mark.holder));
  }

  /**
   * The link at the top of the page leads keyboards to the first place that can be booked.
   * @param {number | undefined} number
   */
  markFirst(number) {
    const link = byId("skip-map"), shape = number === undefined ? undefined : this.shapes.get(number);
    this.stops?.begin(shape);
    if (!link) return;
    if (shape?.id !== "first-free") document.getElementById("first-free")?.removeAttribute("id");
    if (shape) shape.id = "first-free";
    link.setAttribute("href", shape ? "#first-free" : "#map");
    link.textContent = shape ? "Skip to the first free place" : "Skip to the map";
  }

  /**
   * Mark a place on the map and bring it into sight.
   * @param {number} number
   */
  point(number) {
    const shape = this.shapes.get(number);
    if (!shape) return;
    for (const each of this.shapes.values()) each.classList.toggle("app-place--shown", each === shape);
    this.zoom?.showPlace(shape);
  }
}

/** Shows part of an SVG drawing; its region keeps its size. Lengths are the drawing's units unless named in pixels. */
class Zoom {
  /**
   * @param {HTMLElement} region
   * @param {SVGSVGElement} drawing
   */
  constructor(region, drawing) {
    this.region = region;
    this.drawing = drawing;
    /** Pixels of the region within its border, as last measured or set; asking for them lays out the page. */
    this.seen = {width: 0, height: 0, above: 0};
    this.whole = {width: drawing.viewBox.baseVal.width, height: drawing.viewBox.baseVal.height};
    this.middle = {x: this.whole.width / 2, y: this.whole.height / 2};
    this.scale = 1;
    this.fit = 1;
    /** @type {Map<number, {x: number, y: number}>} */
    this.pointers = new Map();
    this.dragged = false;
    /** The shorter side of nearly the smallest place; asked for when somebody zooms, as it lays out the page. */
    this.least = 0;
    this.letter = leastOf([...drawing.querySelectorAll("text.app-place__near")].map((text) => Number(text.getAttribute("font-size"))));
    this.holder = leastOf([...drawing.querySelectorAll("text.app-holder")].map((text) => Number(text.getAttribute("data-most"))));
    this.listen();
    this.measure();
    region.classList.add("app-map--live");
    this.start();
  }

  /** Begin with the whole floor, or on a small screen and for fingers with places large enough to touch. */
  start() {
    this.scale = matchMedia(`${SMALL_SCREEN}, (pointer: coarse)`).matches ? this.touchable() : this.fit;
    this.show();
  }

  /**
   * Where only part of the floor is shown at first, show the part with this place.
   * @param {SVGGraphicsElement | undefined} place
   */
  startAt(place) {
    if (!place || this.scale <= this.fit) return;
    const box = place.getBBox();
    this.middle = {x: box.x + box.width / 2, y: box.y + box.height / 2};
    this.show();
  }

  /** Pixels to a unit at which places can be touched, and their numbers be read where that takes little more. */
  touchable() {
    this.least ||= smallestSide(this.drawing);
    const touched = TOUCH_PX / this.least, read = READABLE_PX / (this.letter || 1);
    return Math.max(this.fit, read <= touched * NUMBERED ? Math.max(touched, read) : touched);
  }

  /** Pixels to a unit at which nothing becomes any larger. */
  most() {
    return Math.max(this.fit * MOST, this.touchable() * MOST_TOUCHED);
  }

  /** Fit the region to what the window shows of the page below all that stands above it, and keep what is shown. */
  measure() {
    const ratio = this.scale / this.fit, width = this.region.clientWidth; // read before anything is written: no layout for it alone
    const above = this.above();
    if (!width || matchMedia("print").matches) return; // not laid out at this moment, or on paper
    const tall = width * this.whole.height / this.whole.width;
    const small = matchMedia(SMALL_SCREEN).matches, share = window.innerHeight * (small ? 0.6 : 0.45);
    const most = Math.max(window.innerHeight - above - BELOW_PX, share, 320);
    const height = Math.round(small ? share : Math.min(tall, most));
    this.region.style.height = `${height}px`;
    this.seen = {width, height, above};
    this.fit = Math.min(width / this.whole.width, height / this.whole.height);
    this.scale = this.fit * ratio;
    this.show();
  }

  /** Pixels of the page that stand above the region. */
  above() {
    return Math.round(this.region.getBoundingClientRect().top + window.scrollY);
  }

  /** The whole floor. */
  showWhole() {
    this.middle = {x: this.whole.width / 2, y: this.whole.height / 2};
    this.scale = this.fit;
    this.show();
  }

  /**
   * Bring a place to the middle, large enough to read.
   * @param {SVGGraphicsElement} place
   */
  showPlace(place) {
    const box = place.getBBox();
    this.middle = {x: box.x + box.width / 2, y: box.y + box.height / 2};
    this.scale = Math.max(this.scale, this.fit * 2.5, this.touchable());
    this.show();
  }

  /**
   * Move only where the place is out of sight.
   * @param {SVGGraphicsElement} place
   */
  keepInSight(place) {
    const box = place.getBoundingClientRect(), seen = this.region.getBoundingClientRect();
    const inside = box.left >= seen.left && box.right <= seen.right && box.top >= seen.top && box.bottom <= seen.bottom;
    if (inside || this.scale <= this.fit) return;
    const at = place.getBBox();
    this.middle = {x: at.x + at.width / 2, y: at.y + at.height / 2};
    this.show();
  }

  /**
   * Zoom about a point of the window, or about the middle.
   * @param {number} factor
   * @param {{x: number, y: number}} [about]
   */
  by(factor, about) {
    const scale = Math.min(Math.max(this.scale * factor, this.fit), this.most());
    if (about) {
      const seen = this.region.getBoundingClientRect();
      const right = about.x - seen.left - seen.width / 2, down = about.y - seen.top - seen.height / 2;
      this.middle.x += right / this.scale - right / scale;
      this.middle.y += down / this.scale - down / scale;
    }
    this.scale = scale;
    this.show();
  }

  /**
   * Move what is shown by pixels.
   * @param {number} right
   * @param {number} down
   */
  move(right, down) {
    this.middle.x -= right / this.scale;
    this.middle.y -= down / this.scale;
    this.show();
  }

  /** Show what was chosen; the floor cannot be moved out of sight. */
  show() {
    const width = this.seen.width / this.scale, height = this.seen.height / this.scale;
    this.middle.x = within(this.middle.x, width, this.whole.width);
    this.middle.y = within(this.middle.y, height, this.whole.height);
    const left = this.middle.x - width / 2, top = this.middle.y - height / 2;
    this.drawing.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
    const larger = this.scale > this.fit * 1.001;
    this.region.classList.toggle("app-map--near", this.letter * this.scale >= READABLE_PX - 0.01);
    this.region.classList.toggle("app-map--named", this.holder * this.scale >= READABLE_PX - 0.01);
    this.region.classList.toggle("app-map--larger", larger);
  }

  listen() {
    const {region, drawing} = this;
    region.addEventListener("wheel", (event) => this.turn(event), {passive: false});
    region.addEventListener("keydown", (event) => this.press(event));
    drawing.addEventListener("pointerdown", (event) => this.touch(event));
    drawing.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) {
      drawing.addEventListener(name, (event) => this.pointers.delete(/** @type {PointerEvent} */ (event).pointerId));
    }
    drawing.addEventListener("dragstart", (event) => event.preventDefault());
    drawing.addEventListener("click", (event) => {
      if (this.dragged) {
        event.preventDefault();
        event.stopPropagation();
      }
      this.dragged = false;
    }, {capture: true});
    window.addEventListener("resize", () => this.measure());
    new ResizeObserver(() => {
      if (region.clientWidth !== this.seen.width || this.above() !== this.seen.above) this.measure(); // laid out just now
    }).observe(region);
    window.addEventListener("beforeprint", () => this.showWhole());
  }

  /**
   * The wheel zooms with Ctrl, as everywhere, and without it once the map has the focus; otherwise the page scrolls.
   * @param {WheelEvent} event
   */
  turn(event) {
    if (!event.ctrlKey && !event.metaKey && !this.region.matches(":focus-within")) return;
    const factor = Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016));
    if (factor < 1 && this.scale <= this.fit && !event.ctrlKey) return;
    event.preventDefault();
    this.by(factor, {x: event.clientX, y: event.clientY});
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = 60;
    /** @type {Record<string, () => void>} */
    const acts = {
      "+": () => this.about(event.target, STEP), "=": () => this.about(event.target, STEP),
      "-": () => this.about(event.target, 1 / STEP), "0": () => this.showWhole(),
    };
    if (event.target === this.region && this.scale > this.fit) {
      Object.assign(acts, {
        ArrowLeft: () => this.move(far, 0), ArrowRight: () => this.move(-far, 0),
        ArrowUp: () => this.move(0, far), ArrowDown: () => this.move(0, -far),
      });
    }
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  /**
   * Zoom about the place that has the focus, or about the middle.
   * @param {EventTarget | null} target
   * @param {number} factor
   */
  about(target, factor) {
    if (!(target instanceof SVGAElement)) return this.by(factor);
    const box = target.getBoundingClientRect();
    this.by(factor, {x: box.left + box.width / 2, y: box.top + box.height / 2});
    this.keepInSight(target);
  }

  /** @param {PointerEvent} event */
  touch(event) {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    this.dragged = this.pointers.size > 0 && this.dragged;
    this.pointers.set(event.pointerId, {x: event.clientX, y: event.clientY});
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = {x: event.clientX, y: event.clientY};
    if (!this.dragged && Math.hypot(now.x - before.x, now.y - before.y) < DRAG_PX) return;
    this.dragged = true;
    this.drawing.setPointerCapture(event.pointerId);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) this.pinch(before, now, other);
    else this.move(now.x - before.x, now.y - before.y);
    this.pointers.set(event.pointerId, now);
  }

  /**
   * @param {{x: number, y: number}} before
   * @param {{x: number, y: number}} now
   * @param {{x: number, y: number}} other
   */
  pinch(before, now, other) {
    const was = Math.hypot(before.x - other.x, before.y - other.y), is = Math.hypot(now.x - other.x, now.y - other.y);
    this.move((now.x - before.x) / 2, (now.y - before.y) / 2);
    if (was > 0) this.by(is / was, {x: (now.x + other.x) / 2, y: (now.y + other.y) / 2});
  }
}

/**
 * The middle of what is shown, so that it shows no more beside the floor than it must.
 * @param {number} middle
 * @param {number} shown
 * @param {number} whole
 */
function within(middle, shown, whole) {
  return shown >= whole ? whole / 2 : Math.min(Math.max(middle, shown / 2), whole - shown / 2);
}

/**
 * The shorter side of the places, of nearly the smallest of them.
 * @param {SVGSVGElement} drawing
 */
function smallestSide(drawing) {
  return leastOf([...drawing.querySelectorAll(".app-place__shape")].map((shape) => {
    const box = /** @type {SVGGraphicsElement} */ (shape).getBBox();
    return Math.min(box.width, box.height);
  })) || 1;
}

/**
 * A length that all but one in twenty reach; 0 where there is none.
 * @param {number[]} lengths
 */
function leastOf(lengths) {
  return lengths.sort((one, other) => one - other)[Math.floor(lengths.length / 20)] || 0;
}

/**
 * Write who uses a place below its name, no wider than the place is; the server reckons with the same width of a letter.
 * @param {SVGTextElement} text
 * @param {string} holder
 */
function writeHolder(text, holder) {
  const {most, room} = text.dataset;
  if (text.textContent !== holder) text.textContent = holder;
  text.setAttribute("font-size", Math.min(Number(most), Number(room) / (Math.max(holder.length, 1) * 0.68)).toFixed(3));
}

/**
 * A name for the map: Jo Brown is Jo B.
 * @param {string} holder
 */
function shorten(holder) {
  const [first = "", second = ""] = holder.split(" and ")[0].split(" ");
  return second ? `${first} ${second.slice(0, 1)}` : first;
}

/** @type {Record<string, [number, number]>} */
const WAYS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/** All places are one stop of the Tab key; from the one that has the focus, arrows lead to the nearest on their way. */
class Stops {
  /** @param {SVGSVGElement} drawing */
  constructor(drawing) {
    this.places = /** @type {SVGAElement[]} */ ([...drawing.querySelectorAll("a.app-place")]);
    this.entered = false;
    for (const place of this.places) place.setAttribute("tabindex", "-1");
    /** @type {SVGAElement | undefined} */
    this.stop = undefined;
    this.stopAt(this.places[0]);
    drawing.setAttribute("aria-label", `${drawing.getAttribute("aria-label")}: arrow keys lead from place to place`);
    drawing.addEventListener("focusin", (event) => {
      if (!(event.target instanceof SVGAElement)) return;
      this.entered = true;
      this.stopAt(event.target);
    });
    drawing.addEventListener("keydown", (event) => this.press(event));
  }

  /**
   * Where Tab stops until somebody has been on the map, or once what they were on is not asked for any more.
   * @param {SVGAElement | undefined} place
   */
  begin(place) {
    if (!this.entered || this.stop?.matches(".app-place--unsuited")) this.stopAt(place);
  }

  /** @param {SVGAElement | undefined} place */
  stopAt(place) {
    if (!place || place === this.stop) return;
    this.stop?.setAttribute("tabindex", "-1");
    place.setAttribute("tabindex", "0");
    this.stop = place;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof SVGAElement)) return;
    event.preventDefault();
    this.nearest(event.target, way)?.focus();
  }

  /**
   * The nearest place on a way: what lies straight on comes before what lies aside.
   * @param {SVGAElement} from
   * @param {[number, number]} way
   */
  nearest(from, [right, down]) {
    const here = middleOf(from);
    /** @type {SVGAElement | undefined} */
    let found;
    let least = Infinity;
    for (const place of this.places) {
      if (place === from || place.matches(".app-place--unsuited")) continue;
      const there = middleOf(place), x = there.x - here.x, y = there.y - here.y;
      const along = x * right + y * down, aside = Math.abs(x * down) + Math.abs(y * right);
      const far = along + 2 * aside;
      if (along < 1 || aside > 2 * along || far >= least) continue;
      least = far;
      found = place;
    }
    return found;
  }
}

/** @param {SVGAElement} place */
function middleOf(place) {
  const {left, top, width, height} = (place.querySelector(".app-place__shape") || place).getBoundingClientRect();
  return {x: left + width / 2, y: top + height / 2};
}
