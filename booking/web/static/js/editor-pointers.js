// Mouse, pen and fingers on the canvas: moving and zooming the view here, everything else by the tool in hand.

/** @typedef {import("./editor.js").Editor} Editor */

const DRAG_PX = 4;
const FINGER_PX = 9;

/**
 * @typedef {object} Touch
 * @property {number} clientX
 * @property {number} clientY
 */

/** Tells the tool of presses, drags and releases; two fingers, the middle button and the space bar move the view. */
export class Pointers {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Map<number, Touch>} */
    this.down = new Map();
    /** @type {"" | "press" | "drag" | "pan"} */
    this.doing = "";
    this.start = {clientX: 0, clientY: 0};
    const {canvas} = editor;
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.release(event, true));
    canvas.addEventListener("pointercancel", (event) => this.release(event, false));
    canvas.addEventListener("dblclick", (event) => editor.tool.twice?.(editor.camera.find(event), event));
    canvas.addEventListener("wheel", (event) => this.turn(event), {passive: false});
    canvas.addEventListener("contextmenu", (event) => { if (this.doing) event.preventDefault(); });
  }

  /** @param {PointerEvent} event */
  press(event) {
    const {editor} = this;
    if (event.pointerType === "mouse" && event.button > 1) return;
    event.preventDefault();
    editor.canvas.focus({preventScroll: true});
    this.down.set(event.pointerId, {clientX: event.clientX, clientY: event.clientY});
    editor.canvas.setPointerCapture(event.pointerId);
    if (this.down.size > 1) {
      editor.tool.cancel();
      this.doing = "pan";
      return;
    }
    this.start = {clientX: event.clientX, clientY: event.clientY};
    const pans = event.button === 1 || !editor.tool.press(editor.camera.find(event), event);
    this.doing = pans ? "pan" : "press";
  }

  /** @param {PointerEvent} event */
  move(event) {
    const {editor} = this, before = this.down.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") editor.tool.hover?.(editor.camera.find(event), event);
      return;
    }
    if (this.doing === "pan") this.pan(event, before);
    else this.drag(event);
    this.down.set(event.pointerId, {clientX: event.clientX, clientY: event.clientY});
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const {editor} = this, least = event.pointerType === "mouse" ? DRAG_PX : FINGER_PX;
    const far = Math.hypot(event.clientX - this.start.clientX, event.clientY - this.start.clientY);
    if (this.doing === "press" && far < least) return;
    this.doing = "drag";
    editor.tool.drag(editor.camera.find(event), event);
  }

  /**
   * @param {PointerEvent} event
   * @param {Touch} before
   */
  pan(event, before) {
    const {camera} = this.editor, [, other] = [...this.down].find(([id]) => id !== event.pointerId) || [];
    const share = other ? 0.5 : 1;
    camera.move((event.clientX - before.clientX) * share, (event.clientY - before.clientY) * share);
    if (!other) return;
    const was = Math.hypot(before.clientX - other.clientX, before.clientY - other.clientY);
    const is = Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
    const middle = {clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2};
    if (was > 0) camera.by(is / was, middle);
  }

  /**
   * @param {PointerEvent} event
   * @param {boolean} meant
   */
  release(event, meant) {
    const {editor} = this;
    if (!this.down.delete(event.pointerId)) return;
    const tapped = this.doing === "press" || (this.doing === "pan" && !this.hasMoved(event));
    if (this.doing === "drag" && meant) editor.tool.drop(editor.camera.find(event), event);
    else if (tapped && meant && event.button !== 1) editor.tool.tap(editor.camera.find(event), event);
    else editor.tool.cancel();
    if (!this.down.size) this.doing = "";
  }

  /** @param {PointerEvent} event */
  hasMoved(event) {
    if (this.down.size) return true;
    return Math.hypot(event.clientX - this.start.clientX, event.clientY - this.start.clientY) >= FINGER_PX;
  }

  /**
   * The wheel zooms with Ctrl, as everywhere, and without it once the plan has the focus; otherwise the page scrolls.
   * @param {WheelEvent} event
   */
  turn(event) {
    if (!event.ctrlKey && !event.metaKey && !this.editor.canvas.matches(":focus-within")) return;
    event.preventDefault();
    this.editor.camera.by(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), event);
  }
}
