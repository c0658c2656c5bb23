// Ticking the places of a floor by drawing over its plan: a rectangle, or a shape of any number of corners.
// The list of places stays what is sent, and does the same by keyboard.

/** @typedef {{x: number, y: number}} Point */

const area = /** @type {HTMLElement} */ (document.getElementById("area"));
const plan = /** @type {SVGSVGElement} */ (area.querySelector("svg"));
const pane = /** @type {HTMLElement} */ (plan.parentElement);
const drawn = /** @type {SVGRectElement} */ (plan.querySelector("rect"));
const outline = /** @type {SVGPolygonElement} */ (plan.querySelector("polygon"));
const firstCorner = /** @type {SVGCircleElement} */ (plan.querySelector("circle"));
const said = /** @type {HTMLElement} */ (document.getElementById("area-said"));
const hint = /** @type {HTMLElement} */ (document.getElementById("area-hint"));
const acts = /** @type {HTMLElement} */ (document.getElementById("area-acts"));
const byCorners = /** @type {HTMLButtonElement} */ (document.getElementById("area-corners"));
const whole = /** @type {HTMLInputElement} */ (document.getElementById("whole"));
const finishing = ["area-tick", "area-untick"].map((id) => /** @type {HTMLButtonElement} */ (document.getElementById(id)));
const back = /** @type {HTMLButtonElement} */ (document.getElementById("area-back"));
const TAP = 6;
const NEAR = 14;
const FEWEST = 3;
const OVER = "Draw over the plan to tick all places in a rectangle. Tap one to tick it or not. The list below does the same.";
const ROUND = "Tap the plan at each corner of the shape. Tap the first corner again to tick all places inside. The list below does the same.";

/** @type {(Point & {pageX: number, pageY: number}) | null} */
let begun = null;
/** @type {Point[]} */
let corners = [];
let cornering = false;

const shapes = [...plan.querySelectorAll("path")];
/** @type {Map<string, HTMLInputElement>} */
const boxes = new Map();
for (const box of document.querySelectorAll('input[name="place"]')) {
  if (box instanceof HTMLInputElement) boxes.set(box.value, box);
}

const matrixOf = () => /** @type {DOMMatrix} */ (plan.getScreenCTM());

/**
 * Where a pointer is, in the plan's frame.
 * @param {PointerEvent} event
 * @returns {Point}
 */
function find(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrixOf().inverse());
}

/**
 * How many units of the plan a length on the screen is.
 * @param {number} pixels
 */
const scale = (pixels) => pixels / matrixOf().a;

/**
 * @param {number} number
 * @param {string} one
 */
const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

function show() {
  for (const shape of shapes) {
    shape.classList.toggle("adm-area__place--ticked", Boolean(boxes.get(shape.dataset.ref || "")?.checked));
  }
  outline.setAttribute("points", corners.map(({x, y}) => `${x},${y}`).join(" "));
  outline.toggleAttribute("hidden", !corners.length);
  firstCorner.toggleAttribute("hidden", !corners.length);
  if (corners.length) {
    firstCorner.setAttribute("cx", String(corners[0].x));
    firstCorner.setAttribute("cy", String(corners[0].y));
    firstCorner.setAttribute("r", String(scale(NEAR / 2)));
  }
  for (const button of finishing) button.disabled = corners.length < FEWEST;
  back.disabled = !corners.length;
  const ticked = [...boxes.values()].filter((box) => box.checked).length;
  const places = whole.checked ? "The whole floor is closed." : `${count(ticked, "place")} ticked.`;
  said.textContent = corners.length ? `${count(corners.length, "corner")} drawn. ${places}` : places;
}

/**
 * Tick every place whose middle lies within, or take the ticks away.
 * @param {(middle: Point) => boolean} isWithin
 * @param {boolean} ticked
 */
function tick(isWithin, ticked) {
  for (const shape of shapes) {
    const box = boxes.get(shape.dataset.ref || "");
    if (box && isWithin({x: Number(shape.dataset.x), y: Number(shape.dataset.y)})) box.checked = ticked;
  }
  whole.checked = false;
}

/**
 * @param {Point} one
 * @param {Point} other
 * @returns {(middle: Point) => boolean}
 */
function rectangle(one, other) {
  const [left, right] = [one.x, other.x].sort((a, b) => a - b);
  const [top, bottom] = [one.y, other.y].sort((a, b) => a - b);
  return ({x, y}) => x >= left && x <= right && y >= top && y <= bottom;
}

/**
 * A shape by its corners: a point is inside where a line from it to the right crosses an odd number of sides.
 * @param {Point[]} around
 * @returns {(middle: Point) => boolean}
 */
function polygon(around) {
  return ({x, y}) =>
    around.filter((one, number) => {
      const other = around[(number + 1) % around.length];
      return one.y > y !== other.y > y && x < one.x + ((y - one.y) / (other.y - one.y)) * (other.x - one.x);
    }).length % 2 === 1;
}

/** @param {boolean} ticked */
function finish(ticked) {
  if (corners.length >= FEWEST) tick(polygon(corners), ticked);
  corners = [];
  show();
}

/**
 * Add a corner; the first one again finishes the shape.
 * @param {Point} at
 * @param {boolean} ticked
 */
function addCorner(at, ticked) {
  const closes = corners.length >= FEWEST && Math.hypot(at.x - corners[0].x, at.y - corners[0].y) < scale(NEAR);
  if (closes) return finish(ticked);
  corners.push({x: at.x, y: at.y});
  show();
}

plan.addEventListener("pointerdown", (event) => {
  const {x, y} = find(event);
  begun = {x, y, pageX: event.clientX, pageY: event.clientY};
  if (cornering) return;
  plan.setPointerCapture(event.pointerId);
  event.preventDefault();
});

plan.addEventListener("pointermove", (event) => {
  if (!begun || cornering) return;
  const {x, y} = find(event);
  drawn.setAttribute("x", String(Math.min(x, begun.x)));
  drawn.setAttribute("y", String(Math.min(y, begun.y)));
  drawn.setAttribute("width", String(Math.abs(x - begun.x)));
  drawn.setAttribute("height", String(Math.abs(y - begun.y)));
  drawn.removeAttribute("hidden");
});

plan.addEventListener("pointerup", (event) => {
  if (!begun) return;
  drawn.setAttribute("hidden", "");
  const from = begun, tapped = Math.hypot(event.clientX - from.pageX, event.clientY - from.pageY) < TAP;
  begun = null;
  if (cornering) {
    if (tapped) addCorner(find(event), !event.shiftKey);
    return;
  }
  const hit = tapped ? document.elementFromPoint(event.clientX, event.clientY) : null;
  const box = hit instanceof SVGPathElement ? boxes.get(hit.dataset.ref || "") : undefined;
  if (box) {
    box.checked = !box.checked;
    whole.checked = false;
  } else if (!tapped) tick(rectangle(from, find(event)), !event.shiftKey);
  show();
});

plan.addEventListener("pointercancel", () => {
  begun = null;
  drawn.setAttribute("hidden", "");
});

byCorners.addEventListener("click", () => {
  cornering = !cornering;
  corners = [];
  byCorners.setAttribute("aria-pressed", String(cornering));
  plan.classList.toggle("adm-area__plan--corners", cornering);
  acts.hidden = !cornering;
  if (cornering) pane.setAttribute("tabindex", "0");
  else pane.removeAttribute("tabindex");
  hint.textContent = cornering ? ROUND : OVER;
  show();
});
finishing[0].addEventListener("click", () => finish(true));
finishing[1].addEventListener("click", () => finish(false));
back.addEventListener("click", () => {
  corners.pop();
  show();
});
area.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !corners.length) return;
  corners = [];
  show();
});
for (const box of [...boxes.values(), whole]) box.addEventListener("change", show);
hint.textContent = OVER;
/** @type {HTMLElement} */ (document.getElementById("area-tools")).hidden = false;
show();
