// Fields of the editor's panel: numbers as people type them, and what is wrong with them said beside them.

import {byId} from "./states.js";

/**
 * A number as people type it; null where it is none.
 * @param {string} text
 */
export function readNumber(text) {
  const typed = text.trim().replace(",", ".").replace(/\s*(m|cm|metres|°|degrees)$/iu, "");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/u.test(typed) ? Number(typed) : null;
}

/**
 * Say what is wrong with a field beside it, or that nothing is.
 * @param {string} id
 * @param {string} words empty where nothing is wrong
 */
export function showFault(id, words) {
  const said = byId(`${id}-error`), field = byId(id);
  said.textContent = words;
  said.hidden = !words;
  if (words) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

/**
 * The number in a field, within bounds; null and words beside it where there is none.
 * @param {string} id
 * @param {{least: number, most: number, whole?: boolean, words: string}} bounds
 */
export function askNumber(id, {least, most, whole = false, words}) {
  const number = readNumber(/** @type {HTMLInputElement} */ (byId(id)).value);
  const good = number !== null && number >= least && number <= most && (!whole || Number.isInteger(number));
  showFault(id, good ? "" : words);
  if (!good) byId(id).focus();
  return good ? number : null;
}

/**
 * Write into a field, unless somebody is typing in it or it says something that cannot be used.
 * @param {string} id
 * @param {string} value
 * @param {{fresh: boolean}} how fresh where the field is of another place than before
 */
export function write(id, value, {fresh}) {
  const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id));
  if (!fresh && field.getAttribute("aria-invalid") === "true") return;
  if (fresh && field instanceof HTMLInputElement) showFault(id, "");
  if (field.value !== value) field.value = value;
}

/**
 * A button of a list that leads to a place.
 * @param {string} words
 * @param {string} more what stands below, or nothing
 * @param {() => void} act
 */
export function lineOf(words, more, act) {
  const item = document.createElement("li"), button = document.createElement("button");
  button.type = "button";
  button.className = "ed-line";
  const said = document.createElement("strong");
  said.textContent = words;
  button.append(said);
  if (more) {
    const below = document.createElement("span");
    below.textContent = more;
    button.append(below);
  }
  button.addEventListener("click", act);
  item.append(button);
  return item;
}

/**
 * @param {string} value
 * @param {string} words
 */
export function optionOf(value, words) {
  const option = document.createElement("option");
  option.value = value;
  option.textContent = words;
  return option;
}
