// Saving the draft: by itself after a pause, told in words, with nothing lost when the connection goes or somebody else saves.

import {byId} from "./states.js";

/** @typedef {import("./editor.js").Editor} Editor */
/** @typedef {import("./editor-document.js").Plan} Plan */
/** @typedef {{revision: number, at: number, plan: Plan}} Kept what stays on the computer while it is not saved */

const QUIET_MS = 1500;
const AGAIN_MS = [3000, 6000, 12_000, 30_000];
const KEEPALIVE_BYTES = 60_000; // browsers send at most 64 KiB of a page that is being left

/** Sends the plan whole, with the revision that it is based on. */
export class Keeper {
  /**
   * @param {Editor} editor
   * @param {{revision: number}} draft
   */
  constructor(editor, {revision}) {
    this.editor = editor;
    this.address = editor.root.dataset.draft || "";
    this.revision = revision;
    /** @type {Plan} */
    this.saved = editor.plan;
    this.waiting = 0;
    this.failed = 0;
    this.stuck = false;
    /** @type {Promise<void> | null} */
    this.flight = null;
    addEventListener("beforeunload", (event) => this.leave(event));
    document.addEventListener("submit", (event) => this.saveBefore(event));
    addEventListener("online", () => this.saveSoon(0));
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && !this.stuck) this.save(); });
    byId("editor-again").addEventListener("click", () => { this.stuck = false; this.saveSoon(0); });
    byId("editor-mine").addEventListener("click", () => this.keepMine());
    byId("editor-theirs").addEventListener("click", () => this.takeTheirs());
    byId("editor-later").addEventListener("click", () => /** @type {HTMLDialogElement} */ (byId("editor-conflict")).close());
  }

  /** @param {Plan} plan */
  isSaved(plan) {
    return plan === this.saved;
  }

  /** Say that all is saved, and offer what an earlier visit could not save. */
  begin() {
    this.tell("Saved");
    const kept = this.readKept();
    if (kept && order(kept.plan) === order(this.saved)) this.forget(); // it arrived after the page was left
    else if (kept) this.offer(kept);
  }

  /** @param {Kept} kept */
  offer(kept) {
    byId("editor-kept").hidden = false;
    byId("editor-kept-since").hidden = kept.revision === this.revision;
    byId("editor-kept-at").textContent = new Date(kept.at).toLocaleString("en-GB", {dateStyle: "long", timeStyle: "short"});
    byId("editor-kept-use").addEventListener("click", () => this.putBack(kept));
    byId("editor-kept-drop").addEventListener("click", () => {
      this.forget();
      byId("editor-kept").hidden = true;
    });
  }

  /** @param {Kept} kept */
  putBack(kept) {
    byId("editor-kept").hidden = true;
    this.editor.run({act: "replace", plan: kept.plan}, "The changes that were not saved are back. Undo takes them out again.");
  }

  /** The plan has changed: save it once nobody has changed it for a while. */
  note() {
    if (this.isSaved(this.editor.plan)) {
      clearTimeout(this.waiting);
      if (!this.flight) this.tell("Saved");
      return;
    }
    if (!this.stuck && !this.failed) this.tell("Not saved yet", {waits: true});
    this.saveSoon(QUIET_MS);
  }

  /** @param {number} after milliseconds */
  saveSoon(after) {
    clearTimeout(this.waiting);
    if (this.stuck || this.isSaved(this.editor.plan)) return;
    this.waiting = window.setTimeout(() => this.save(), after);
  }

  /** Save now, after what is being saved. */
  async save() {
    await this.flight;
    const {plan} = this.editor;
    if (this.isSaved(plan) || this.flight) return;
    clearTimeout(this.waiting);
    this.flight = this.put(plan);
    await this.flight;
    if (!this.stuck && !this.failed && !this.isSaved(this.editor.plan)) this.note();
  }

  /** @param {Plan} plan */
  async put(plan) {
    this.tell("Saving", {waits: true});
    this.keep(plan);
    try {
      await this.settle(plan, await this.send(plan));
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault; // fetch fails with a TypeError where nothing answers
      this.fail("nothing answers. Your changes are kept on this computer");
    } finally {
      this.flight = null;
    }
  }

  /**
   * Whoever leaves with changes that are not saved is asked first; they are saved or kept on the computer all the same.
   * @param {BeforeUnloadEvent} event
   */
  leave(event) {
    const {plan} = this.editor;
    if (this.isSaved(plan)) return;
    this.keep(plan);
    if (!this.stuck) this.save();
    event.preventDefault();
  }

  /**
   * A form of the page, such as that of publishing, is about what is saved: save first.
   * @param {SubmitEvent} event
   */
  async saveBefore(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (this.editor.root.contains(form) || this.isSaved(this.editor.plan)) return;
    event.preventDefault();
    await this.save();
    if (this.isSaved(this.editor.plan)) form.requestSubmit(event.submitter instanceof HTMLElement ? event.submitter : null);
  }

  /** @param {Plan} plan */
  send(plan) {
    const {metres_per_unit, outline, places} = plan, body = JSON.stringify({metres_per_unit, outline, places});
    return fetch(this.address, {
      method: "PUT", credentials: "same-origin", body, keepalive: body.length < KEEPALIVE_BYTES,
      headers: {
        "Content-Type": "application/json", Accept: "application/json", "If-Match": `"${this.revision}"`,
        "X-CSRF-Token": this.editor.root.dataset.token || "",
      },
    });
  }

  /**
   * @param {Plan} plan what was sent
   * @param {Response} answer
   */
  async settle(plan, answer) {
    if (answer.redirected || answer.status === 401) return this.stop("you are signed out. Sign in on another tab, then try again");
    if (answer.ok) {
      const {revision, faults} = await answer.json();
      return this.succeed(plan, revision, faults);
    }
    const problem = await readProblem(answer);
    if (answer.status === 412) return this.conflict(problem.says);
    if (answer.status === 403) return this.stop("you may not change this plan, or the page is too old. Reload it: your changes stay on this computer");
    if (answer.status === 422) return this.refuse(problem);
    return answer.status < 500 && answer.status !== 429 ? this.stop(problem.says) : this.fail(problem.says);
  }

  /**
   * @param {Plan} plan
   * @param {number} revision
   * @param {import("./editor-faults.js").Fault[]} faults
   */
  succeed(plan, revision, faults) {
    const {editor} = this;
    this.saved = plan;
    this.revision = revision;
    this.failed = 0;
    editor.told = faults;
    editor.findFaults();
    if (!this.isSaved(editor.plan)) return;
    this.forget();
    this.tell("Saved");
  }

  /** Try again by itself, each time later. @param {string} why */
  fail(why) {
    const after = AGAIN_MS[Math.min(this.failed, AGAIN_MS.length - 1)];
    this.failed += 1;
    this.tell(`Not saved: ${why}`, {again: true});
    this.saveSoon(after);
  }

  /** Wait until a person does something. @param {string} why */
  stop(why) {
    this.stuck = true;
    this.tell(`Not saved: ${why}`, {again: true});
  }

  /**
   * The server cannot take something: show it where it stands. The next change is saved again.
   * @param {{says: string, pointer: string}} problem
   */
  refuse({says, pointer}) {
    const at = /^[#/]*places\/(\d+)/u.exec(pointer), place = at ? this.editor.plan.places[Number(at[1])] : undefined;
    this.tell(`Not saved: ${place ? `${place.name}: ` : ""}${says}`, {again: true});
    if (place) this.editor.goTo(place.key);
    else if (/^[#/]*outline/u.test(pointer)) this.editor.use("outline");
  }

  /** @param {string} says */
  conflict(says) {
    this.stop("somebody else has changed this plan");
    byId("editor-conflict-says").textContent = says;
    const dialog = /** @type {HTMLDialogElement} */ (byId("editor-conflict"));
    if (!dialog.open) dialog.showModal();
  }

  /** Put this copy in place of what somebody else has saved. */
  async keepMine() {
    const answer = await fetch(this.address, {headers: {Accept: "application/json"}, credentials: "same-origin"});
    /** @type {HTMLDialogElement} */ (byId("editor-conflict")).close();
    if (!answer.ok) return this.stop((await readProblem(answer)).says);
    this.revision = (await answer.json()).revision;
    this.stuck = false;
    return this.save();
  }

  takeTheirs() {
    this.forget();
    this.saved = this.editor.plan;
    location.reload();
  }

  /**
   * @param {string} words
   * @param {{again?: boolean, waits?: boolean}} [how]
   */
  tell(words, {again = false, waits = false} = {}) {
    const said = byId("editor-saved");
    if (said.textContent !== words) said.textContent = words;
    said.classList.toggle("ed-saved--not", again);
    said.classList.toggle("ed-saved--waits", waits);
    byId("editor-again").hidden = !again;
  }

  get shelf() {
    return `draft ${this.address}`;
  }

  /** @param {Plan} plan */
  keep(plan) {
    /** @type {Kept} */
    const kept = {revision: this.revision, at: Date.now(), plan};
    try {
      localStorage.setItem(this.shelf, JSON.stringify(kept));
    } catch (fault) {
      if (!(fault instanceof DOMException)) throw fault; // no room, or storage is forbidden: the server's copy is the one that counts
    }
  }

  forget() {
    localStorage.removeItem(this.shelf);
  }

  /** @returns {Kept | null} */
  readKept() {
    const text = localStorage.getItem(this.shelf);
    return text ? JSON.parse(text) : null;
  }
}

/**
 * Why the server has refused, in words.
 * @param {Response} answer
 */
async function readProblem(answer) {
  const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
  const [first] = told.errors || [];
  return {
    says: String(first?.detail || told.detail || told.title || `the server answered with ${answer.status}. Try again`),
    pointer: String(first?.pointer || told.pointer || told.field || ""),
  };
}

/**
 * A plan as text, whatever the order of its fields.
 * @param {Plan} plan
 */
function order({metres_per_unit, outline, places}) {
  return JSON.stringify([metres_per_unit, outline, places], (_, value) => (
    value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value));
}
