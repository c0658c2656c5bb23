// Ticking the places of a floor by drawing over its plan. The list of places stays what is sent.

const area = /** @type {HTMLElement} */ (document.getElementById("area"));
const plan = /** @type {SVGSVGElement} */ (area.querySelector("svg"));
const drawn = /** @type {SVGRectElement} */ (plan.querySelector("rect"));
const said = /** @type {HTMLElement} */ (document.getElementById("area-said"));
const whole = /** @type {HTMLInputElement} */ (document.getElementById("whole"));
const TAP = 6;

/** @type {{x: number, y: number, pageX: number, pageY: number} | null} */
let begun = null;

const shapes = [...plan.querySelectorAll("path")];
/** @type {Map<string, HTMLInputElement>} */
const boxes = new Map();
for (const box of document.querySelectorAll('input[name="place"]')) {
  if (box instanceof HTMLInputElement) boxes.set(box.value, box);
}

/**
 * Where a pointer is, in the plan's frame.
 * @param {PointerEvent} event
 */
function find(event) {
  const matrix = /** @type {DOMMatrix} */ (plan.getScreenCTM());
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
}

function show() {
  for (const shape of shapes) {
    shape.classList.toggle("adm-area__place--ticked", Boolean(boxes.get(shape.dataset.ref || "")?.checked));
  }
  const number = [...boxes.values()].filter((box) => box.checked).length;
  said.textContent = whole.checked ? "The whole floor is closed." : `${number} ${number === 1 ? "place" : "places"} ticked.`;
}

/**
 * Tick every place whose middle lies in the rectangle; Shift takes the ticks away.
 * @param {{x: number, y: number}} one
 * @param {{x: number, y: number}} other
 * @param {boolean} ticked
 */
function tick(one, other, ticked) {
  const [left, right] = [one.x, other.x].sort((a, b) => a - b);
  const [top, bottom] = [one.y, other.y].sort((a, b) => a - b);
  for (const shape of shapes) {
    const x = Number(shape.dataset.x), y = Number(shape.dataset.y), box = boxes.get(shape.dataset.ref || "");
    if (box && x >= left && x <= right && y >= top && y <= bottom) box.checked = ticked;
  }
  whole.checked = false;
}

plan.addEventListener("pointerdown", (event) => {
  const {x, y} = find(event);
  begun = {x, y, pageX: event.clientX, pageY: event.clientY};
  plan.setPointerCapture(event.pointerId);
  event.preventDefault();
});

plan.addEventListener("pointermove", (event) => {
  if (!begun) return;
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
  const tapped = Math.hypot(event.clientX - begun.pageX, event.clientY - begun.pageY) < TAP;
  const hit = tapped ? document.elementFromPoint(event.clientX, event.clientY) : null;
  const box = hit instanceof SVGPathElement ? boxes.get(hit.dataset.ref || "") : undefined;
  if (box) {
    box.checked = !box.checked;
    whole.checked = false;
  } else if (!tapped) tick(begun, find(event), !event.shiftKey);
  begun = null;
  show();
});

plan.addEventListener("pointercancel", () => {
  begun = null;
  drawn.setAttribute("hidden", "");
});
for (const box of [...boxes.values(), whole]) box.addEventListener("change", show);
area.hidden = false;
show();
