// The live floor: states follow the time chosen and other people's bookings without loading the page again.

import {FloorMap} from "./map.js";
import {Chosen, actionOf, labelOf, makeAct, readRow, sayState, showLink} from "./places.js";
import {Follower, Outlook, byId, readTime, sayDay, writeAttribute} from "./states.js";
import {Times} from "./times.js";

/** @typedef {import("./states.js").Mark} Mark */
/** @typedef {import("./places.js").Row} Row */

const TICK_MS = 5000;
const DAY_MIN = 24 * 60;
const FREE = new Set(["free", "yours"]);

/** The page of a floor. */
export class Floor {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.ref = root.dataset.floor || "";
    /** @type {Record<string, string>} */
    this.words = JSON.parse(root.dataset.words || "{}");
    /** @type {Record<string, string>} */
    this.notes = JSON.parse(root.dataset.notes || "{}");
    /** @type {Outlook | null} */
    this.outlook = null;
    this.kind = "";
    /** @type {string[]} */
    this.features = [];
    this.freeOnly = false;
    /** @type {Map<number, Mark>} */
    this.marks = new Map();
    this.rows = [...root.querySelectorAll(".app-row[data-number]")].map((row) => readRow(/** @type {HTMLElement} */ (row)));
    this.times = new Times(this);
    this.follower = new Follower(this);
    this.map = new FloorMap(root);
    this.kept = root.querySelectorAll(".app-row--kept").length;
    this.chosen = this.map.shapes.size || this.map.kept.length ? new Chosen(this) : null;
  }

  begin() {
    this.readFilters();
    byId("apply").hidden = true;
    this.foldForm();
    this.listen();
    const shown = byId("shown"), first = this.root.querySelector(".app-row--yours") || this.root.querySelector(".app-row--free");
    if (shown) this.map.point(Number(shown.dataset.number));
    else if (first instanceof HTMLElement) this.map.zoom?.startAt(this.map.shapes.get(Number(first.dataset.number)));
    this.follower.begin();
    setInterval(() => this.tick(), TICK_MS);
  }

  /** On a small screen the form gives way to the map; a button brings it back. */
  foldForm() {
    const button = byId("open-form");
    if (!button || this.root.querySelector(".nhsuk-error-message:not([hidden])")) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") === "false"));
    });
  }

  listen() {
    const {form} = this.times;
    window.addEventListener("popstate", () => this.goBack());
    byId("date").addEventListener("blur", () => this.times.sayFault(""));
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("submit", (event) => {
      if (!this.times.readWhen()) return; // the server says what is wrong with it
      event.preventDefault();
      this.changed(null);
    });
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.listenToMust();
    byId("mine").addEventListener("click", (event) => {
      const mine = this.findMine();
      if (mine === null) return;
      event.preventDefault();
      this.map.point(mine);
      const row = this.rows.find((each) => each.number === mine), shape = this.map.shapes.get(mine);
      if (shape) shape.focus();
      else row?.element.scrollIntoView({block: "center"});
    });
  }

  /** The list of features closes on Escape, and once it is left where it lies over what comes after it. */
  listenToMust() {
    const must = this.root.querySelector("details.app-must"), choices = this.root.querySelector(".app-must__choices");
    if (!(must instanceof HTMLDetailsElement) || !choices) return;
    must.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !must.open) return;
      must.open = false;
      must.querySelector("summary")?.focus();
    });
    must.addEventListener("focusout", (event) => {
      const left = event.relatedTarget instanceof Node && !must.contains(event.relatedTarget);
      if (left && getComputedStyle(choices).position === "absolute") must.open = false;
    });
  }

  /** Now, by the server's clock, in seconds. */
  now() {
    return this.follower.now();
  }

  readFilters() {
    const data = new FormData(this.times.form);
    this.kind = String(data.get("kind") || "");
    this.features = data.getAll("feature").map(String);
    this.freeOnly = data.get("free") === "1";
    const count = byId("must-count");
    if (count) count.textContent = this.features.length ? ` (${this.features.length})` : "";
  }

  /**
   * Something in the form was changed. What is half typed waits; a later start takes the end along.
   * @param {EventTarget | null} field
   */
  changed(field) {
    this.readFilters();
    if (field instanceof HTMLInputElement && field.id === "from") this.times.takeEndAlong();
    const when = this.times.readWhen(), ended = when !== null && (isNoNight(when) || this.isShutAtNight(when));
    this.times.sayFault(ended ? "to" : "");
    if (!when || ended) return;
    if (this.outlook?.knows(when.date) && !this.times.interval(when)) {
      this.times.form.submit(); // an hour that the clocks skip or repeat: the server asks which
      return;
    }
    this.times.follows = false;
    const isNewDay = field instanceof HTMLInputElement && field.id === "date" && !this.times.dayTyped;
    this.times.dayTyped ||= isNewDay;
    this.choose(when, isNewDay);
  }

  /**
   * Whether a time ends on the next day where hours alone keep all of the floor closed then: nobody means a night.
   * @param {NonNullable<ReturnType<import("./times.js").Times["readWhen"]>>} when
   */
  isShutAtNight(when) {
    const {outlook} = this, interval = this.times.interval(when);
    if (!when.later || !outlook?.knows(when.date) || !interval || outlook.whyOf.get(when.date)) return false;
    return this.rows.every((row) => {
      const mark = outlook.mark(row.number, when.date, interval);
      return mark.state === "closed" && mark.until === null;
    });
  }

  /**
   * Show another time.
   * @param {NonNullable<ReturnType<import("./times.js").Times["readWhen"]>>} when
   * @param {boolean} [step] whether going back leads to the time before
   */
  choose(when, step = false) {
    this.times.when = when;
    this.times.steps ||= step;
    this.times.writeForm();
    this.times.sayFault("");
    if (this.outlook?.knows(when.date) && this.times.findDay(when.date)) {
      this.render();
      return;
    }
    this.follower.follow(this.times.firstDay(when.date));
  }

  /** Back or forward: what the address says, with its filters. */
  goBack() {
    const when = this.times.readAddress();
    if (!when) return;
    this.readFilters();
    this.choose(when);
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button || !(event.target instanceof Element)) return;
    const link = event.target.closest("a");
    if (!(link instanceof Element) || !this.outlook || !this.times.when) return;
    const {date, from, to, number} = /** @type {HTMLElement} */ (link).dataset;
    if (date) {
      event.preventDefault();
      this.times.follows = false;
      this.choose({...this.times.when, ...this.times.onDay(date)}, true);
    } else if (from && to) {
      event.preventDefault();
      this.times.follows = false;
      this.choose({...this.times.when, from: readTime(from) || 0, to: readTime(to) || DAY_MIN, later: "", passes: ["", ""]}, true);
    } else if (link instanceof SVGAElement && number && this.chosen) {
      event.preventDefault();
      this.chosen.open(Number(number));
    } else if (link instanceof SVGAElement && link.dataset.kept && this.chosen) {
      event.preventDefault();
      this.chosen.openKept(link);
    } else if (link.id === "shown" && number) {
      this.map.point(Number(number));
    }
  }

  /** @param {import("./states.js").Live} live */
  take(live) {
    const before = this.outlook && this.outlook.knows(this.times.when?.date || "") ? new Map(this.marks) : null;
    this.outlook = new Outlook(live);
    if (live.places.join() !== this.places && this.places !== undefined) {
      location.reload(); // other places stand here now: the page itself is out of date
      return;
    }
    this.places = live.places.join();
    this.render();
    if (before) this.speakChanges(before);
  }

  /** Time alone may change what can be booked. */
  tick() {
    if (!this.outlook || !this.times.when || document.hidden) return;
    const {date, minutes} = this.outlook.clock.read(this.now());
    const next = Math.ceil(minutes / 15) * 15;
    if (this.times.follows && this.times.when.date === date && this.times.when.from < minutes && next < this.times.when.to) {
      this.choose({...this.times.when, from: next});
      return;
    }
    this.render();
  }

  /** Bring everything that depends on the time up to date. */
  render() {
    if (!this.outlook || !this.times.when || !this.outlook.knows(this.times.when.date)) return;
    const interval = this.times.interval(this.times.when);
    if (!interval) return;
    for (const row of this.rows) this.renderRow(row, this.outlook.mark(row.number, this.times.when.date, interval));
    this.renderGroups();
    this.renderNote(interval);
    this.times.render();
    this.chosen?.refresh();
  }

  /**
   * @param {Row} row
   * @param {Mark} mark
   */
  renderRow(row, mark) {
    this.marks.set(row.number, mark);
    const words = sayState(this, mark), {href, action} = actionOf(this, row, mark);
    const suits = this.suits(row, mark);
    const said = `${mark.state}|${words}|${href}|${suits}|${this.times.when && this.times.say(this.times.when)}`;
    if (row.said === said) return;
    row.said = said;
    row.element.className = `app-row app-row--${mark.state}`;
    row.element.hidden = !suits;
    writeAttribute(row.icon, "href", `#mark-${mark.state}`);
    if (row.state && row.state.textContent !== words) row.state.textContent = words;
    this.renderAct(row, href, action, mark.state === "free");
    const shape = this.map.shapes.get(row.number);
    if (shape) this.map.draw(shape, {mark, href: href || `#${row.element.id}`, label: labelOf(this, row, words, action), suits});
  }

  /**
   * What can be done with a place, beside it; it stays as it stands where it says so already.
   * @param {Row} row
   * @param {string} href
   * @param {string} action
   * @param {boolean} books
   */
  renderAct(row, href, action, books) {
    const act = action ? makeAct(row, href, action, books) : null;
    if (act && row.act?.isEqualNode(act)) return;
    row.act?.remove();
    row.act = act;
    if (act) row.element.append(act);
  }

  renderGroups() {
    const kept = this.root.querySelector("section[data-kept]");
    if (kept instanceof HTMLElement) kept.hidden = this.isNarrowed();
    for (const shape of this.map.kept) shape.classList.toggle("app-place--unsuited", this.isNarrowed());
    for (const section of this.root.querySelectorAll("section[data-kind]")) {
      const kind = /** @type {HTMLElement} */ (section).dataset.kind;
      const rows = this.rows.filter((row) => row.kind === kind);
      const marks = rows.map((row) => /** @type {Mark} */ (this.marks.get(row.number)));
      const asked = rows.filter((row) => this.features.every((feature) => row.features.includes(feature)));
      const free = asked.filter((row) => this.marks.get(row.number)?.state === "free").length;
      const passed = marks.some((mark) => mark.state === "passed");
      /** @type {HTMLElement} */ (section).hidden = Boolean(this.kind) && this.kind !== kind;
      const count = section.querySelector(".app-count"), none = section.querySelector(".app-list__none");
      if (count) count.textContent = passed ? `${asked.length}` : `${free} of ${asked.length} free`;
      if (none instanceof HTMLElement) none.hidden = rows.some((row) => !row.element.hidden);
    }
    this.renderLegend();
    this.renderMine();
    this.map.markFirst(this.rows.find((row) => {
      const mark = /** @type {Mark} */ (this.marks.get(row.number));
      return mark.state === "free" && this.suits(row, mark) && this.map.shapes.has(row.number);
    })?.number);
  }

  /** Whether only some of the places are asked for. */
  isNarrowed() {
    return Boolean(this.kind || this.features.length || this.freeOnly);
  }

  renderLegend() {
    const legend = byId("legend");
    if (!legend) return;
    const states = this.rows.filter((row) => this.wants(row)).map((row) => this.marks.get(row.number)?.state);
    const standing = this.isNarrowed() ? 0 : this.kept;
    const counts = Object.keys(this.words).map((state) => [
      state, state === "kept" ? standing : states.filter((each) => each === state).length,
    ]);
    const said = counts.filter(([, number]) => number);
    if (legend.dataset.said === String(said)) return;
    legend.dataset.said = String(said);
    legend.replaceChildren(...said.map(([state, number]) => makeCount(String(state), this.words[state], Number(number))));
  }

  renderMine() {
    const mine = this.findMine(), row = this.rows.find((each) => each.number === mine);
    byId("mine").hidden = !row;
    const link = byId("mine").querySelector("a");
    if (!row || !link) return;
    link.textContent = `Jump to my place: ${row.name}`;
    link.setAttribute("href", `#${row.element.id}`);
  }

  findMine() {
    const found = [...this.marks].find(([, mark]) => mark.state === "yours");
    return found ? found[0] : null;
  }

  /** @param {{start: number, end: number, now: number}} interval */
  renderNote(interval) {
    const {words, link, href} = this.sayNote(interval), place = byId("note"), said = byId("note-words");
    if (said.textContent !== words) said.textContent = words;
    showLink("note-link", link, href);
    place.hidden = !words;
  }

  /**
   * What is said where nothing that is wanted can be booked.
   * @param {{start: number, end: number, now: number}} interval
   * @returns {{words: string, link?: string, href?: string}}
   */
  sayNote({end, now}) {
    const {notes} = this, marks = [...this.marks.values()];
    if (marks.some((mark) => mark.state === "passed")) return {words: end <= now ? notes.over : notes.begun};
    const suited = this.rows.filter((row) => this.wants(row)).flatMap((row) => this.marks.get(row.number) || []);
    if (!suited.length) return {words: notes.none};
    if (suited.some(({state}) => state === "free")) return {words: ""};
    const shut = this.outlook?.whyOf.get(this.times.when?.date || "");
    if (shut || suited.every(({state}) => state === "closed")) {
      const reasons = new Set(suited.map((mark) => mark.until === null ? "" : mark.why || ""));
      const why = shut || (reasons.size === 1 ? [...reasons][0] : "");
      return {words: why ? `${notes.closed} (${why})` : notes.closed};
    }
    if (suited.some(({state}) => state === "yours")) return {words: ""};
    const far = suited.filter(({state}) => state === "too_far");
    if (!far.length) return {words: suited.some(({state}) => state === "other_roles") ? notes.roles : notes.full};
    const opens = far.map((mark) => mark.opens || "").sort()[0], last = far.map((mark) => mark.last || "").sort().at(-1) || "";
    return {
      words: `${notes.far} ${sayDay(opens)}.`, link: `Show ${sayDay(last)}, ${notes.last}`,
      href: this.times.address(this.times.onDay(last)),
    };
  }

  /**
   * Whether a place is of the kind and has the features that are asked for.
   * @param {Row} row
   */
  wants(row) {
    return (!this.kind || row.kind === this.kind) && this.features.every((feature) => row.features.includes(feature));
  }

  /**
   * @param {Row} row
   * @param {Mark} mark
   */
  suits(row, mark) {
    return this.wants(row) && (!this.freeOnly || FREE.has(mark.state));
  }

  /** @param {Map<number, Mark>} before */
  speakChanges(before) {
    const changed = this.rows.filter((row) => before.get(row.number)?.state !== this.marks.get(row.number)?.state);
    if (!changed.length) return;
    for (const row of changed) flash(row.element, this.map.shapes.get(row.number));
    const [first] = changed, mark = /** @type {Mark} */ (this.marks.get(first.number));
    byId("spoken").textContent = changed.length === 1
      ? `${first.name} is now ${sayState(this, mark).toLowerCase()}.`
      : `${changed.length} places have changed.`;
  }
}

/**
 * @param {string} state
 * @param {string} words
 * @param {number} number
 */
function makeCount(state, words, number) {
  const item = document.createElement("li"), text = document.createElement("span"), count = document.createElement("strong");
  const icon = /** @type {SVGSVGElement} */ (document.querySelector(".app-legend__item svg, .app-row__icon")?.cloneNode(true));
  item.className = "app-legend__item";
  icon.setAttribute("class", "app-icon");
  icon.querySelector("use")?.setAttribute("href", `#mark-${state}`);
  count.textContent = String(number);
  text.append(`${words} `, count);
  item.append(icon, text);
  return item;
}

/** @param {(Element | undefined)[]} elements */
function flash(...elements) {
  for (const element of elements) {
    element?.classList.add("app-changed");
    setTimeout(() => element?.classList.remove("app-changed"), 2000);
  }
}

/**
 * Whether the end is not after the start, and not on the next day either.
 * @param {{from: number, to: number, later: string}} when
 */
function isNoNight(when) {
  return !when.later && when.to <= when.from;
}

const root = document.getElementById("floor");
if (root && root.dataset.date && root.querySelector(".app-row[data-number]")) new Floor(root).begin();
