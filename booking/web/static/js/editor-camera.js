// The part of the drawing that the editor shows: zooming about a point, and moving.

/** @typedef {import("./editor-geometry.js").Point} Point */
/** @typedef {import("./editor-geometry.js").Box} Box */

const MOST = 60;
const SMALL = "(max-width: 40em), (pointer: coarse)";
const TOUCH_PX = 26;
const LEAST = 0.7;
const BESIDE = 0.35; // how much of the window may lie beside the drawing

/** Shows part of an SVG drawing. Lengths are the drawing's units unless named in pixels. */
export class Camera {
  /**
   * @param {HTMLElement} region
   * @param {SVGSVGElement} drawing
   * @param {{width: number, height: number}} whole
   * @param {() => void} shown told after every change
   */
  constructor(region, drawing, whole, shown) {
    this.region = region;
    this.drawing = drawing;
    this.whole = whole;
    this.shown = shown;
    this.middle = {x: whole.width / 2, y: whole.height / 2};
    this.scale = 1;
    this.fit = 1;
    this.seen = {left: 0, top: 0, width: 0, height: 0};
    new ResizeObserver(() => this.measure()).observe(region);
    this.measure();
    this.showWhole();
  }

  /** Fit to the region's size, and keep what is shown. */
  measure() {
    const width = this.region.clientWidth, height = this.region.clientHeight;
    if (!width || !height) return;
    const ratio = this.scale / this.fit;
    this.fit = 0.96 * Math.min(width / this.whole.width, height / this.whole.height);
    this.scale = this.fit * ratio;
    this.show();
  }

  /**
   * Begin on a small screen and for fingers with places large enough to touch, from the first one on.
   * @param {Box | undefined} first
   */
  start(first) {
    if (!first || !matchMedia(SMALL).matches) return;
    const least = Math.min(first.right - first.left, first.bottom - first.top) || 1, width = this.region.clientWidth;
    const scale = this.bounded(Math.max(this.fit, TOUCH_PX / least));
    if (scale <= this.fit) return;
    this.scale = scale;
    this.middle = {x: first.left + 0.45 * width / scale, y: (first.top + first.bottom) / 2};
    this.show();
  }

  /** The whole drawing. */
  showWhole() {
    this.middle = {x: this.whole.width / 2, y: this.whole.height / 2};
    this.scale = this.fit;
    this.show();
  }

  /**
   * Bring a box to the middle, large enough to work on.
   * @param {Box} box
   */
  showBox({left, top, right, bottom}) {
    const width = this.region.clientWidth, height = this.region.clientHeight;
    const whole = 0.8 * Math.min(width / (right - left || 1), height / (bottom - top || 1));
    const near = 0.25 * Math.min(width / (right - left || 1), height / (bottom - top || 1));
    this.middle = {x: (left + right) / 2, y: (top + bottom) / 2};
    this.scale = this.bounded(Math.min(whole, Math.max(this.scale, near)));
    this.show();
  }

  /**
   * Move only where a box is out of sight.
   * @param {Box} box
   */
  keepInSight({left, top, right, bottom}) {
    if (this.shows({left, top, right, bottom})) return;
    this.middle = {x: (left + right) / 2, y: (top + bottom) / 2};
    this.show();
  }

  /**
   * Whether a box is wholly in sight.
   * @param {Box} box
   */
  shows({left, top, right, bottom}) {
    const {seen} = this;
    return left >= seen.left && right <= seen.left + seen.width && top >= seen.top && bottom <= seen.top + seen.height;
  }

  /** @param {number} scale */
  bounded(scale) {
    return Math.min(Math.max(scale, this.fit * LEAST), this.fit * MOST);
  }

  /**
   * Zoom about a point of the window, or about the middle.
   * @param {number} factor
   * @param {{clientX: number, clientY: number}} [about]
   */
  by(factor, about) {
    const scale = this.bounded(this.scale * factor);
    if (about) {
      const frame = this.region.getBoundingClientRect();
      const right = about.clientX - frame.left - frame.width / 2, down = about.clientY - frame.top - frame.height / 2;
      this.middle = {
        x: this.middle.x + right / this.scale - right / scale, y: this.middle.y + down / this.scale - down / scale,
      };
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
    this.middle = {x: this.middle.x - right / this.scale, y: this.middle.y - down / this.scale};
    this.show();
  }

  show() {
    const width = this.region.clientWidth / this.scale, height = this.region.clientHeight / this.scale;
    if (!(width > 0 && height > 0)) return;
    this.middle = {
      x: within(this.middle.x, width, this.whole.width), y: within(this.middle.y, height, this.whole.height),
    };
    this.seen = {left: this.middle.x - width / 2, top: this.middle.y - height / 2, width, height};
    this.drawing.setAttribute("viewBox", `${this.seen.left} ${this.seen.top} ${width} ${height}`);
    this.shown();
  }

  /**
   * The point of the drawing below a point of the window.
   * @param {{clientX: number, clientY: number}} at
   * @returns {Point}
   */
  find({clientX, clientY}) {
    const frame = this.region.getBoundingClientRect();
    return [
      this.seen.left + (clientX - frame.left - this.region.clientLeft) / this.scale,
      this.seen.top + (clientY - frame.top - this.region.clientTop) / this.scale,
    ];
  }
}

/**
 * The middle of what is shown, so that it shows little beside the drawing.
 * @param {number} middle
 * @param {number} shown
 * @param {number} whole
 */
function within(middle, shown, whole) {
  const beside = shown * BESIDE, least = shown / 2 - beside, most = whole - shown / 2 + beside;
  return least > most ? whole / 2 : Math.min(Math.max(middle, least), most);
}
