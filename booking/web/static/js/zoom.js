// Zooming and moving a drawing: wheel, pinch, drag, keys and buttons.

const DRAG_PX = 6;
const STEP = 1.5;
const MOST = 10;
const SMALL_SCREEN = "(max-width: 40em)";
const READABLE_PX = 8;
const TOUCH_PX = 22;

/** Shows part of an SVG drawing; its region keeps its size. Lengths are the drawing's units unless named in pixels. */
export class Zoom {
  /**
   * @param {HTMLElement} region
   * @param {SVGSVGElement} drawing
   */
  constructor(region, drawing) {
    this.region = region;
    this.drawing = drawing;
    this.whole = {width: drawing.viewBox.baseVal.width, height: drawing.viewBox.baseVal.height};
    this.middle = {x: this.whole.width / 2, y: this.whole.height / 2};
    this.scale = 1;
    this.fit = 1;
    /** @type {Map<number, {x: number, y: number}>} */
    this.pointers = new Map();
    this.dragged = false;
    this.least = smallestSide(drawing);
    const small = drawing.querySelector("text.app-place__near");
    this.letter = small ? Number(small.getAttribute("font-size")) : 0;
    region.classList.add("app-map--live");
    this.listen();
    this.measure();
    this.start();
  }

  /** Begin with the whole floor, or on a small screen with places large enough to touch. */
  start() {
    this.scale = matchMedia(SMALL_SCREEN).matches ? this.touchable() : this.fit;
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

  /** Pixels to a unit at which places can be touched. */
  touchable() {
    return Math.min(Math.max(this.fit, TOUCH_PX / this.least), this.fit * MOST);
  }

  /** Fit the region to the window, and keep what is shown. */
  measure() {
    const ratio = this.scale / this.fit, width = this.region.clientWidth;
    if (!width) return; // not laid out at this moment
    const tall = width * this.whole.height / this.whole.width;
    const most = window.innerHeight * (matchMedia(SMALL_SCREEN).matches ? 0.6 : 0.8);
    const height = matchMedia(SMALL_SCREEN).matches ? most : Math.min(tall, Math.max(most, 320));
    this.region.style.height = `${Math.round(height)}px`;
    this.fit = Math.min(width / this.whole.width, height / this.whole.height);
    this.scale = this.fit * ratio;
    this.show();
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
    this.scale = Math.max(this.scale, Math.min(this.fit * 2.5, this.fit * MOST), this.touchable());
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
    const scale = Math.min(Math.max(this.scale * factor, this.fit), this.fit * MOST);
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
    const width = this.region.clientWidth / this.scale, height = this.region.clientHeight / this.scale;
    this.middle.x = within(this.middle.x, width, this.whole.width);
    this.middle.y = within(this.middle.y, height, this.whole.height);
    const left = this.middle.x - width / 2, top = this.middle.y - height / 2;
    this.drawing.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
    const larger = this.scale > this.fit * 1.001;
    this.region.classList.toggle("app-map--near", this.letter * this.scale >= READABLE_PX);
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
    const acts = {"+": () => this.by(STEP), "=": () => this.by(STEP), "-": () => this.by(1 / STEP), "0": () => this.showWhole()};
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
 * The shorter side of a usual place: of the middle one of all.
 * @param {SVGSVGElement} drawing
 */
function smallestSide(drawing) {
  const sides = [...drawing.querySelectorAll(".app-place__shape")].map((shape) => {
    const box = /** @type {SVGGraphicsElement} */ (shape).getBBox();
    return Math.min(box.width, box.height);
  }).sort((one, other) => one - other);
  return sides[Math.floor(sides.length / 4)] || 1;
}
