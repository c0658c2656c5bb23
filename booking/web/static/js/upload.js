// Sending a drawing and showing how far its reading is. Without this script the form is sent as any other.

import {byId} from "./states.js";

/** How far each step is, of 100, as it begins; sending fills what lies before the first. */
const STEPS = /** @type {Record<string, {far: number, says: string}>} */ ({
  waiting: {far: 25, says: "Waiting: other drawings are being read first."},
  reading: {far: 25, says: "Reading the drawing."},
  finding: {far: 50, says: "Finding rooms and desks."},
  preparing: {far: 75, says: "Preparing the draft."},
});
const SENT = 25;
const LONGEST_MS = 180_000; // two drawings before this one, each as long as one may take
const NOT_SENT = "The drawing was not sent: the connection failed. Nothing was changed. Check the connection, then try again.";
const CUT_OFF = "The connection was lost while the drawing was being read. It may be finished all the same: load this page again to see, or send the drawing once more.";
const UNKNOWN = "Something went wrong, and nothing was changed. Load this page again, then try again.";

const form = /** @type {HTMLFormElement} */ (byId("upload"));
const chosen = /** @type {HTMLInputElement} */ (byId("drawing"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const bar = /** @type {HTMLProgressElement} */ (byId("progress-bar"));
const says = byId("progress-says"), time = byId("progress-time");
const before = says.textContent || "", title = document.title;

let ticking = 0;
let busy = false;

/** @param {string} words */
function say(words) {
  if (says.textContent !== words) says.textContent = words; // each is read out once
}

function start() {
  const began = Date.now();
  busy = true;
  button.setAttribute("aria-disabled", "true");
  bar.hidden = false;
  bar.value = 0;
  say("Sending the drawing.");
  ticking = window.setInterval(() => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    time.textContent = seconds === 1 ? "1 second" : `${seconds} seconds`;
  }, 1000);
}

function stop() {
  busy = false;
  button.removeAttribute("aria-disabled");
  bar.hidden = true;
  time.textContent = "";
  window.clearInterval(ticking);
  say(before);
}

/**
 * @param {string} name
 * @param {string} className
 * @param {...(Node | string)} inside
 */
function make(name, className, ...inside) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...inside);
  return element;
}

function forget() {
  byId("problems").replaceChildren();
  document.getElementById("drawing-error")?.remove();
  byId("drawing-group").classList.remove("nhsuk-form-group--error");
  chosen.setAttribute("aria-describedby", "drawing-hint");
  document.title = title.replace(/^Error: /, "");
}

/** Say what went wrong, above the page and beside the file, which stays chosen. @param {string} why */
function fail(why) {
  stop();
  forget();
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", why));
  link.href = "#drawing";
  const heading = make("h2", "nhsuk-error-summary__heading", "There is a problem");
  heading.id = "problem-heading";
  const list = make("ul", "nhsuk-list nhsuk-error-summary__list", make("li", "", link));
  const alert = make("div", "", heading, make("div", "nhsuk-error-summary__body", list));
  alert.setAttribute("role", "alert");
  const summary = make("div", "nhsuk-error-summary", alert);
  summary.id = "problem";
  summary.tabIndex = -1;
  summary.setAttribute("aria-labelledby", "problem-heading");
  byId("problems").replaceChildren(summary);
  const error = make("span", "nhsuk-error-message", make("span", "nhsuk-u-visually-hidden", "Error:"), ` ${why}`);
  error.id = "drawing-error";
  chosen.before(error);
  byId("drawing-group").classList.add("nhsuk-form-group--error");
  chosen.setAttribute("aria-describedby", "drawing-hint drawing-error");
  document.title = `Error: ${title.replace(/^Error: /, "")}`;
  summary.focus();
}

/**
 * What the server said so far: whole lines only.
 * @param {string} text
 * @returns {{step?: string, why?: string, go?: string}[]}
 */
function linesOf(text) {
  return text.slice(0, text.lastIndexOf("\n") + 1).split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

/** @param {XMLHttpRequest} request */
function isTold(request) {
  return request.status === 200 && (request.getResponseHeader("content-type") || "").startsWith("application/x-ndjson");
}

/** @param {XMLHttpRequest} request */
function showStep(request) {
  if (!isTold(request)) return;
  const last = linesOf(request.responseText).filter(({step}) => step).pop(), step = STEPS[last?.step || ""];
  if (!step) return;
  bar.value = step.far;
  say(step.says);
}

/** What a problem in JSON says; empty where it says nothing. @param {string} text @returns {string} */
function readProblem(text) {
  try {
    const {detail, title} = JSON.parse(text);
    return String(detail || title || "");
  } catch {
    return "";
  }
}

/**
 * What a page that refuses says: its list of faults, or its first sentence where it has none. Where it is the same form
 * again, its proof is the one that counts: somebody has signed in since this page was opened.
 * @param {string} text
 */
function readFault(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const proof = form.querySelector("[name=csrf_token]"), fresh = page.querySelector("#upload [name=csrf_token]");
  proof?.setAttribute("value", fresh?.getAttribute("value") || proof.getAttribute("value") || "");
  const said = page.querySelector("#problem li") || page.querySelector("main p");
  return said?.textContent?.trim() || "";
}

/** What another answer says, such as one to somebody who has signed out. @param {XMLHttpRequest} request */
function readAnswer(request) {
  if (request.status === 200) return location.assign(request.responseURL);
  const isProblem = (request.getResponseHeader("content-type") || "").includes("json");
  return fail((isProblem ? readProblem : readFault)(request.responseText) || UNKNOWN);
}

/** @param {XMLHttpRequest} request */
function finish(request) {
  if (!isTold(request)) return readAnswer(request);
  const {go, why} = linesOf(request.responseText).pop() || {};
  if (why) return fail(why);
  if (!go) return fail(CUT_OFF);
  bar.value = 100;
  say("Done. Opening the draft.");
  return location.assign(go);
}

function send() {
  const request = new XMLHttpRequest();
  let sent = false;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/x-ndjson");
  request.timeout = LONGEST_MS;
  request.upload.addEventListener("progress", ({loaded, total}) => { bar.value = total ? SENT * loaded / total : 0; });
  request.upload.addEventListener("load", () => {
    sent = true;
    bar.value = SENT;
    say(STEPS.reading.says);
  });
  request.addEventListener("progress", () => showStep(request));
  request.addEventListener("load", () => finish(request));
  for (const fault of ["error", "timeout"]) request.addEventListener(fault, () => fail(sent ? CUT_OFF : NOT_SENT));
  request.send(new FormData(form));
}

form.addEventListener("submit", (event) => {
  if (!busy && !chosen.files?.length) return; // the server says what is missing
  event.preventDefault();
  if (busy) return;
  forget();
  start();
  send();
});
addEventListener("pageshow", ({persisted}) => { if (persisted) stop(); }); // somebody came back to this page
