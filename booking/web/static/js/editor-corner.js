// The part of the editor's panel about the outline of the floor: what it is, and the chosen corner in figures.

import {askNumber, write} from "./editor-fields.js";
import {byId} from "./states.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("./editor-outline.js").OutlineTool} OutlineTool */

const UNKNOWN = "No outline is known, so no place is called outside it. Draw one, and places beyond it are listed as faults.";
const KNOWN = "The broken line is the outline of the floor. Places beyond it are faults.";

/** Shows the outline in words, and moves its corner to where the fields say. */
export class CornerPanel {
  /** @param {OutlineTool} tool */
  constructor(tool) {
    this.tool = tool;
    this.said = "";
    for (const id of ["editor-across", "editor-down"]) byId(id).addEventListener("change", () => this.move());
  }

  get scale() {
    return this.tool.editor.plan.metres_per_unit || 1;
  }

  /** @param {{corner: number}} now the corner that is chosen, or -1 */
  render({corner}) {
    const {editor, ring} = this.tool, {outline, metres_per_unit: scaled} = editor.plan, working = editor.tool === this.tool;
    byId("editor-outline-says").textContent = outline ? KNOWN : UNKNOWN;
    byId("editor-outline-change").textContent = outline ? "Change the outline" : "Draw the outline";
    byId("editor-outline-change").hidden = working;
    byId("editor-outline-leave").hidden = !outline;
    const at = working && outline ? ring[corner] : undefined, said = `${corner} of ${ring.length}`, fresh = said !== this.said;
    byId("editor-corner").hidden = !at;
    this.said = at ? said : "";
    if (!at) return;
    byId("editor-corner-title").textContent = `Corner ${corner + 1} of ${ring.length}`;
    for (const [id, value] of /** @type {[string, number][]} */ ([["editor-across", at[0]], ["editor-down", at[1]]])) {
      write(id, scaled ? (value * scaled).toFixed(2) : String(Math.round(value * 100) / 100), {fresh});
      byId(`${id}-unit`).textContent = scaled ? "m" : "units";
    }
  }

  move() {
    const {tool, scale} = this, {width, height} = tool.editor.sheet, far = tool.beyond * scale;
    const ask = (/** @type {string} */ id, /** @type {number} */ size) => {
      const least = -far, most = size * scale + far;
      return askNumber(id, {least, most, words: `Enter a number from ${least.toFixed(1)} to ${most.toFixed(1)}, measured from the top left of the plan`});
    };
    const across = ask("editor-across", width), down = across === null ? null : ask("editor-down", height);
    if (across === null || down === null) return;
    tool.set([across / scale, down / scale]);
  }
}
