// The live floor: states follow the time chosen and other people's bookings without loading the page again.

import {Chosen} from "./chosen.js";
import {Outlook, readTime, sayDay, sayTime, writeTime} from "./states.js";
import {Zoom} from "./zoom.js";

/** @typedef {import("./states.js").Mark} Mark */

const POLL_MS = 3000;
const TICK_MS = 5000;
const SLOWEST_MS = 30_000;
const QUIET_TRIES = 2;
const TYPING_MS = 400;
const DAY_MIN = 24 * 60;
const USUAL_MIN = [7 * 60, 20 * 60];
const FREE = new Set(["free", "yours"]);

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @returns {T}
 */
function byId(id) {
  return /** @type {T} */ (document.getElementById(id));
}

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
    /** @type {[string, string, string][]} */
    this.sessions = JSON.parse(root.dataset.sessions || "[]");
    this.form = /** @type {HTMLFormElement} */ (byId("when"));
    /** @type {Outlook | null} */
    this.outlook = null;
    this.kind = "";
    /** @type {string[]} */
    this.features = [];
    this.freeOnly = false;
    this.firstDay = root.dataset.date || "";
    this.tag = "";
    this.failures = 0;
    this.askedAt = 0;
    this.clockAhead = 0;
    this.follows = !new URLSearchParams(location.search).has("from");
    /** @type {Map<number, Mark>} */
    this.marks = new Map();
    this.rows = [...root.querySelectorAll(".app-row")].map((row) => readRow(/** @type {HTMLElement} */ (row)));
    this.shapes = new Map([...root.querySelectorAll("a.app-place")].map((shape) => [
      Number(/** @type {SVGAElement} */ (shape).dataset.number), /** @type {SVGAElement} */ (shape),
    ]));
    this.title = document.title;
    this.zoom = this.openZoom();
    this.chosen = this.shapes.size ? new Chosen(this) : null;
  }

  openZoom() {
    const region = byId("map"), drawing = document.querySelector("#drawing");
    if (!region || !(drawing instanceof SVGSVGElement)) return null;
    const zoom = new Zoom(region, drawing);
    byId("zoom").hidden = false;
    byId("zoom-in").addEventListener("click", () => zoom.by(1.5));
    byId("zoom-out").addEventListener("click", () => zoom.by(1 / 1.5));
    byId("zoom-all").addEventListener("click", () => zoom.showWhole());
    drawing.addEventListener("pointermove", (event) => this.tip(event));
    drawing.addEventListener("pointerleave", () => { byId("tip").hidden = true; });
    region.addEventListener("focusin", (event) => {
      if (event.target instanceof SVGAElement && event.target.matches(":focus-visible")) zoom.keepInSight(event.target);
    });
    return zoom;
  }

  /**
   * Say beside the mouse what it points at.
   * @param {PointerEvent} event
   */
  tip(event) {
    const tip = byId("tip"), shape = event.target instanceof Element ? event.target.closest("a.app-place") : null;
    tip.hidden = !shape || event.pointerType !== "mouse" || event.buttons > 0;
    if (tip.hidden || !shape) return;
    const around = /** @type {Element} */ (tip.parentElement).getBoundingClientRect();
    tip.textContent = (shape.getAttribute("aria-label") || "").replace(/\. .*$|\.$/, "");
    const left = event.clientX - around.left + 16;
    tip.style.left = `${Math.min(left, around.width - tip.offsetWidth)}px`;
    tip.style.top = `${event.clientY - around.top + 20}px`;
  }

  begin() {
    this.readFilters();
    this.when = this.readWhen();
    byId("apply").classList.add("nhsuk-u-visually-hidden");
    this.foldForm();
    this.listen();
    const shown = byId("shown"), first = this.root.querySelector(".app-row--yours, .app-row--free");
    if (shown) this.point(Number(shown.dataset.number));
    else if (first instanceof HTMLElement) this.zoom?.startAt(this.shapes.get(Number(first.dataset.number)));
    void this.poll();
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
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.form.addEventListener("submit", (event) => {
      if (!this.readWhen()) return; // the server says what is wrong with it
      event.preventDefault();
      this.changed(null);
    });
    this.root.addEventListener("click", (event) => this.clicked(event));
    byId("mine").addEventListener("click", (event) => {
      const mine = this.findMine();
      if (mine === null) return;
      event.preventDefault();
      this.point(mine);
      this.focus(mine);
    });
    for (const name of ["from", "to"]) {
      byId(`slide-${name}`).addEventListener("input", () => this.slid(name));
    }
    window.addEventListener("offline", () => {
      this.failures = QUIET_TRIES;
      this.failed();
    });
    window.addEventListener("online", () => this.poll());
    document.addEventListener("visibilitychange", () => document.hidden || this.poll());
    window.addEventListener("pageshow", (event) => event.persisted && this.poll());
  }

  /** Now, by the server's clock, in seconds. */
  now() {
    return Date.now() / 1000 + this.clockAhead;
  }

  /** What the form says; null where the server must say what is wrong with it. */
  readWhen() {
    const text = (/** @type {string} */ name) => {
      const field = this.form.elements.namedItem(name);
      return field && "value" in field ? String(field.value) : "";
    };
    const date = text("date"), from = readTime(text("from")), ends = readTime(text("to")), later = text("to_date");
    if (!/^2[01]\d{2}-\d{2}-\d{2}$/.test(date) || from === null || ends === null) return null;
    const to = ends === 0 && !later ? DAY_MIN : ends;
    if (!later && to <= from) return null;
    return {date, from, to, later, passes: [text("from_pass"), text("to_pass")]};
  }

  readFilters() {
    const data = new FormData(this.form);
    this.kind = String(data.get("kind") || "");
    this.features = data.getAll("feature").map(String);
    this.freeOnly = data.get("free") === "1";
    const count = byId("must-count");
    if (count) count.textContent = this.features.length ? ` (${this.features.length})` : "";
  }

  /**
   * The instants that are meant; null where only the server can say.
   * @param {{date: string, from: number, to: number, later: string, passes: string[]}} when
   */
  interval(when) {
    if (!this.outlook) return null;
    const starts = this.outlook.clock.find(when.date, when.from);
    const ends = this.outlook.clock.find(when.later || when.date, when.to);
    const start = starts[when.passes[0] === "2" ? starts.length - 1 : 0];
    const end = ends[when.passes[1] === "2" ? ends.length - 1 : 0];
    const unclear = (starts.length > 1 && !when.passes[0]) || (ends.length > 1 && !when.passes[1]);
    return start === undefined || end === undefined || unclear || end <= start ? null : {start, end, now: this.now()};
  }

  /**
   * Something in the form was changed. What is half typed waits; a later start takes the end along.
   * @param {EventTarget | null} field
   */
  changed(field) {
    this.readFilters();
    if (field instanceof HTMLInputElement && field.id === "from") this.takeEndAlong();
    const when = this.readWhen();
    byId("when-fault").hidden = Boolean(when) || !this.isWhole();
    if (!when) return;
    if (this.outlook?.knows(when.date) && !this.interval(when)) {
      this.form.submit(); // an hour that the clocks skip or repeat: the server asks which
      return;
    }
    this.follows = false;
    this.choose(when);
  }

  /** Keep the length where the start has moved behind the end. */
  takeEndAlong() {
    const from = /** @type {HTMLInputElement} */ (byId("from")), to = /** @type {HTMLInputElement} */ (byId("to"));
    const begins = readTime(from.value), ends = readTime(to.value);
    if (begins === null || ends === null || !this.when || this.when.later || ends === 0 || begins < ends) return;
    to.value = writeTime(Math.min(begins + this.when.to - this.when.from, DAY_MIN));
  }

  /** Whether a date and two times stand in the form, whether or not they make a time together. */
  isWhole() {
    return ["date", "from", "to"].every((name) => /** @type {HTMLInputElement} */ (byId(name)).value !== "");
  }

  /**
   * Show another time.
   * @param {NonNullable<ReturnType<Floor["readWhen"]>>} when
   */
  choose(when) {
    this.when = when;
    this.writeForm();
    if (this.outlook?.knows(when.date)) {
      this.render();
      return;
    }
    this.firstDay = when.date;
    this.tag = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), TYPING_MS);
  }

  writeForm() {
    if (!this.when) return;
    const write = (/** @type {string} */ name, /** @type {string} */ value) => {
      const field = this.form.elements.namedItem(name);
      if (field && "value" in field && field.value !== value) field.value = value;
    };
    write("date", this.when.date);
    write("from", writeTime(this.when.from));
    write("to", writeTime(this.when.to));
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button || !(event.target instanceof Element)) return;
    const link = event.target.closest("a");
    if (!(link instanceof Element) || !this.outlook || !this.when) return;
    const {date, from, to, number} = /** @type {HTMLElement} */ (link).dataset;
    if (date && this.outlook.knows(date)) {
      event.preventDefault();
      this.follows = false;
      this.choose({...this.when, date, later: "", passes: ["", ""]});
    } else if (from && to) {
      event.preventDefault();
      this.follows = false;
      this.choose({...this.when, from: readTime(from) || 0, to: readTime(to) || DAY_MIN, later: "", passes: ["", ""]});
    } else if (link instanceof SVGAElement && number && this.chosen) {
      event.preventDefault();
      this.chosen.open(Number(number));
    } else if (link.id === "shown" && number) {
      this.point(Number(number));
    }
  }

  /** @param {string} moved */
  slid(moved) {
    if (!this.when) return;
    const from = /** @type {HTMLInputElement} */ (byId("slide-from")), to = /** @type {HTMLInputElement} */ (byId("slide-to"));
    let begins = Number(from.value), ends = Number(to.value);
    if (ends - begins < 15) {
      if (moved === "from") begins = ends - 15;
      else ends = begins + 15;
    }
    this.follows = false;
    this.choose({...this.when, from: begins, to: ends, later: "", passes: ["", ""]});
  }

  /** Ask whether anything has changed, and ask again a little later. */
  async poll() {
    clearTimeout(this.timer);
    if (this.asking) return;
    this.asking = true;
    let wait = POLL_MS;
    try {
      wait = await this.ask();
    } catch {
      wait = this.failed();
    } finally {
      this.asking = false;
    }
    clearTimeout(this.timer);
    if (wait > 0) this.timer = setTimeout(() => document.hidden || this.poll(), wait);
  }

  /** @returns {Promise<number>} how long to wait, in milliseconds; 0 is for ever */
  async ask() {
    const date = this.firstDay;
    const answer = await fetch(`/floors/${this.ref}/live?date=${date}`, {
      headers: this.tag ? {"If-None-Match": this.tag} : {}, cache: "no-store", redirect: "manual",
    });
    if (answer.type === "opaqueredirect") {
      byId("live").hidden = true;
      this.trouble("You have been signed out.", {href: `/sign-in?next=${encodeURIComponent(this.address())}`, text: "Sign in again"});
      return 0;
    }
    if (answer.status === 404 || answer.status === 403) {
      this.trouble("This floor can no longer be shown.", {href: "/floors", text: "Choose another floor"});
      return 0;
    }
    if (answer.status !== 304 && !answer.ok) return this.failed(Number(answer.headers.get("Retry-After")) * 1000);
    const live = answer.status === 304 ? null : await answer.json();
    this.failures = 0;
    this.askedAt = this.now();
    this.trouble("");
    if (live && date === this.firstDay) {
      this.tag = answer.headers.get("ETag") || "";
      this.clockAhead = live.now - Date.now() / 1000;
      this.askedAt = live.now;
      this.take(live);
    }
    this.sayLive();
    return date === this.firstDay ? POLL_MS : 1;
  }

  /** @param {import("./states.js").Live} live */
  take(live) {
    const before = this.outlook && this.outlook.knows(this.when?.date || "") ? new Map(this.marks) : null;
    this.outlook = new Outlook(live);
    if (live.places.join() !== this.places && this.places !== undefined) {
      location.reload(); // other places stand here now: the page itself is out of date
      return;
    }
    this.places = live.places.join();
    this.render();
    if (before) this.speakChanges(before);
  }

  /**
   * @param {number} [asked] milliseconds that the server asks to wait
   * @returns {number}
   */
  failed(asked = 0) {
    this.failures += 1;
    this.sayLive();
    if (this.failures > QUIET_TRIES && this.outlook) {
      const at = sayTime(this.outlook.clock.read(this.askedAt).minutes);
      this.trouble(`We cannot reach the service, so this map has not changed since ${at}. We keep trying.`);
    }
    return Math.max(asked, Math.min(POLL_MS * 2 ** (this.failures - 1), SLOWEST_MS));
  }

  /**
   * @param {string} words
   * @param {{href: string, text: string}} [way]
   */
  trouble(words, way) {
    const place = byId("trouble");
    if (place.dataset.words === words || (!words && place.hidden)) return;
    place.dataset.words = words;
    place.textContent = words;
    place.hidden = !words;
    if (way) {
      const link = document.createElement("a");
      link.href = way.href;
      link.textContent = way.text;
      place.append(" ", link, ".");
    }
  }

  sayLive() {
    const live = byId("live");
    if (!live || !this.outlook) return;
    live.hidden = false;
    live.classList.toggle("app-live--late", this.failures > 0);
    const at = sayTime(this.outlook.clock.read(this.askedAt).minutes);
    const words = this.failures ? `Not checked since ${at}` : `Live: last checked at ${at}`;
    if (live.textContent !== words) live.textContent = words;
  }

  /** Time alone may change what can be booked. */
  tick() {
    if (!this.outlook || !this.when || document.hidden) return;
    const {date, minutes} = this.outlook.clock.read(this.now());
    const next = Math.ceil(minutes / 15) * 15;
    if (this.follows && this.when.date === date && this.when.from < minutes && next < this.when.to) {
      this.choose({...this.when, from: next});
      return;
    }
    this.render();
  }

  /** Bring everything that depends on the time up to date. */
  render() {
    if (!this.outlook || !this.when) return;
    const interval = this.interval(this.when);
    if (!interval) return;
    for (const row of this.rows) this.renderRow(row, this.outlook.mark(row.number, this.when.date, interval));
    this.renderGroups();
    this.renderWhen(interval);
    this.renderWeek();
    this.renderSessions();
    this.renderSlider();
    this.chosen?.refresh();
  }

  /**
   * @param {ReturnType<typeof readRow>} row
   * @param {Mark} mark
   */
  renderRow(row, mark) {
    this.marks.set(row.number, mark);
    const words = this.sayState(mark), {href, action} = this.actionOf(row, mark);
    const suits = this.suits(row, mark);
    const said = `${mark.state}|${words}|${href}|${suits}|${this.when?.from}|${this.when?.to}`;
    if (row.said === said) return;
    row.said = said;
    row.element.className = `app-row app-row--${mark.state}`;
    row.element.hidden = !suits;
    row.icon?.setAttribute("href", `#mark-${mark.state}`);
    if (row.state) row.state.textContent = words;
    row.act?.remove();
    row.act = action ? makeAct(row, href, action, mark.state === "free") : null;
    if (row.act) row.element.append(row.act);
    const shape = this.shapes.get(row.number);
    if (shape) this.renderShape(shape, {row, mark, words, href, action, suits});
  }

  /**
   * @param {SVGAElement} shape
   * @param {{row: ReturnType<typeof readRow>, mark: Mark, words: string, href: string, action: string, suits: boolean}} said
   */
  renderShape(shape, {row, mark, words, href, action, suits}) {
    const kept = ["app-place--shown", "app-place--chosen"].filter((name) => shape.classList.contains(name));
    const classes = ["app-place", `app-place--${mark.state}`, ...(suits ? [] : ["app-place--unsuited"]), ...kept];
    shape.setAttribute("class", classes.join(" "));
    shape.setAttribute("href", href || `#${row.element.id}`);
    const label = this.labelOf(row, words, action);
    shape.setAttribute("aria-label", label);
    const path = shape.querySelector(".app-place__shape");
    if (FREE.has(mark.state)) path?.removeAttribute("fill");
    else path?.setAttribute("fill", `url(#fill-${mark.state})`);
    shape.querySelector("use")?.setAttribute("href", `#mark-${mark.state}`);
    const holder = shape.querySelector(".app-place__holder");
    if (holder) holder.textContent = shorten(mark.holder);
  }

  renderGroups() {
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
  }

  renderLegend() {
    const legend = byId("legend");
    if (!legend) return;
    const states = this.rows.filter((row) => this.wants(row)).map((row) => this.marks.get(row.number)?.state);
    const counts = Object.keys(this.words).map((state) => [state, states.filter((each) => each === state).length]);
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
  renderWhen(interval) {
    if (!this.when) return;
    const said = `${sayDay(this.when.date)}, ${sayTime(this.when.from)} to ${sayTime(this.when.to)}`;
    const heading = byId("said-when");
    if (heading && heading.textContent !== said) {
      heading.textContent = said;
      const [floor, rest] = this.title.split(": ");
      document.title = `${floor}: ${said} – ${(rest || "").split(" – ")[1] || ""}`;
    }
    const address = this.address();
    if (!this.follows && address !== location.pathname + location.search) history.replaceState(history.state, "", address);
    const note = this.findNote(interval), place = byId("note");
    const why = note === "closed" ? this.outlook?.whyOf.get(this.when.date) : "";
    const words = why ? `${this.notes.closed} (${why})` : this.notes[note] || "";
    if (place.textContent !== words) place.textContent = words;
    place.hidden = !note;
  }

  /** @param {{start: number, end: number, now: number}} interval */
  findNote({end, now}) {
    const marks = [...this.marks.values()];
    if (marks.some((mark) => mark.state === "passed")) return end <= now ? "over" : "begun";
    const suited = this.rows.filter((row) => this.wants(row)).map((row) => this.marks.get(row.number)?.state || "");
    if (!suited.length) return "none";
    if (suited.includes("free")) return "";
    if (this.outlook?.whyOf.get(this.when?.date || "") || suited.every((state) => state === "closed")) return "closed";
    return suited.includes("yours") ? "" : "full";
  }

  /** How many places are free at this time of each day. */
  renderWeek() {
    if (!this.when) return;
    for (const day of this.root.querySelectorAll("a[data-date]")) {
      const date = /** @type {HTMLElement} */ (day).dataset.date || "";
      day.setAttribute("href", this.address({date, later: ""}));
      if (date === this.when.date) day.setAttribute("aria-current", "date");
      else day.removeAttribute("aria-current");
      const free = day.querySelector(".app-week__free"), number = this.countFree(date);
      if (!(free instanceof HTMLElement)) continue;
      free.hidden = number === null;
      free.textContent = number === null ? "" : this.outlook?.whyOf.get(date) && !number ? "Closed" : `${number} free`;
    }
  }

  /** @param {string} date */
  countFree(date) {
    if (!this.outlook?.knows(date) || !this.when || this.when.later) return null;
    const interval = this.interval({...this.when, date, passes: ["", ""]});
    if (!interval || interval.end <= interval.now) return null;
    const outlook = this.outlook, begins = Math.max(interval.start, Math.min(interval.now, interval.end - 900));
    const later = {...interval, start: begins};
    return this.rows.filter((row) => this.wants(row) && outlook.mark(row.number, date, later).state === "free").length;
  }

  renderSessions() {
    const list = byId("sessions");
    if (!list || !this.outlook || !this.when) return;
    const {date, minutes} = this.outlook.clock.read(this.now()), next = Math.ceil(minutes / 15) * 15, when = this.when;
    const steps = this.sessions.flatMap(([text, start, end]) => {
      const begins = readTime(start) || 0, ends = readTime(end) || 0;
      const from = when.date === date ? Math.max(begins, next) : begins;
      return when.date < date || from >= ends ? [] : [{text, from, to: ends}];
    });
    const said = JSON.stringify([steps, when, this.features, this.kind, this.freeOnly]);
    if (list.dataset.said === said) return;
    list.dataset.said = said;
    const focused = list.contains(document.activeElement) ? document.activeElement?.textContent : "";
    list.replaceChildren(...steps.map((step) => this.makeStep(step)));
    if (focused) [...list.querySelectorAll("a")].find((link) => link.textContent === focused)?.focus();
  }

  /** @param {{text: string, from: number, to: number}} step */
  makeStep({text, from, to}) {
    const item = document.createElement("li"), link = document.createElement("a");
    link.className = "app-step";
    link.textContent = text;
    link.href = this.address({from, to, later: ""});
    link.dataset.from = writeTime(from);
    link.dataset.to = writeTime(to);
    if (this.when?.from === from && this.when.to === to) link.setAttribute("aria-current", "true");
    item.append(link);
    return item;
  }

  renderSlider() {
    const slider = byId("slider");
    if (!this.when || !this.outlook) return;
    slider.hidden = Boolean(this.when.later);
    if (slider.hidden) return;
    const least = Math.min(USUAL_MIN[0], Math.floor(this.when.from / 60) * 60);
    const most = Math.max(USUAL_MIN[1], Math.ceil(this.when.to / 60) * 60);
    for (const [name, value] of /** @type {[string, number][]} */ ([["from", this.when.from], ["to", this.when.to]])) {
      const range = /** @type {HTMLInputElement} */ (byId(`slide-${name}`));
      range.min = String(least);
      range.max = String(most);
      range.value = String(value);
      range.setAttribute("aria-valuetext", sayTime(value));
    }
    const share = (/** @type {number} */ minutes) => `${(minutes - least) / (most - least) * 100}%`;
    byId("slider-chosen").style.left = share(this.when.from);
    byId("slider-chosen").style.right = `calc(100% - ${share(this.when.to)})`;
    this.renderBusy(least, most);
  }

  /**
   * How much of what is wanted is taken, half hour by half hour.
   * @param {number} least
   * @param {number} most
   */
  renderBusy(least, most) {
    if (!this.when || !this.outlook) return;
    const said = JSON.stringify([this.outlook.live.version, this.when.date, least, most, this.kind, this.features]);
    const busy = byId("busy"), hours = byId("slider-hours");
    if (busy.dataset.said === said) return;
    busy.dataset.said = said;
    const {outlook, when} = this, wanted = this.rows.filter((row) => this.wants(row));
    const bars = [];
    for (let minute = least; minute < most; minute += 30) {
      const [start] = outlook.clock.find(when.date, minute), bar = document.createElement("span");
      const taken = start === undefined ? 0 : wanted.filter((row) => {
        const held = outlook.markHeld(row.number, start - outlook.live.start, start + 1800 - outlook.live.start, 0, 0);
        return held !== null;
      }).length;
      bar.style.height = `${wanted.length ? taken / wanted.length * 100 : 0}%`;
      bars.push(bar);
    }
    busy.replaceChildren(...bars);
    const marks = [];
    for (let minute = least; minute <= most; minute += 60) {
      const mark = document.createElement("span");
      mark.textContent = sayTime(minute).replace("midday", "12pm").replace("midnight", "12am");
      mark.style.left = `${(minute - least) / (most - least) * 100}%`;
      marks.push(mark);
    }
    hours.replaceChildren(...marks);
  }

  /**
   * Whether a place is of the kind and has the features that are asked for.
   * @param {ReturnType<typeof readRow>} row
   */
  wants(row) {
    return (!this.kind || row.kind === this.kind) && this.features.every((feature) => row.features.includes(feature));
  }

  /**
   * @param {ReturnType<typeof readRow>} row
   * @param {Mark} mark
   */
  suits(row, mark) {
    return this.wants(row) && (!this.freeOnly || FREE.has(mark.state));
  }

  /** @param {Mark} mark */
  sayState(mark) {
    let words = this.words[mark.state];
    if (mark.holder && mark.state === "taken") words += ` by ${mark.holder}`;
    if (mark.until !== null && this.outlook && this.when) {
      const until = this.outlook.clock.read(this.outlook.live.start + mark.until);
      words += ` until ${sayTime(until.minutes)}${until.date === this.when.date ? "" : ` on ${sayDay(until.date)}`}`;
    }
    return words;
  }

  /**
   * @param {{ref: string}} row
   * @param {Mark} mark
   */
  actionOf(row, mark) {
    if (mark.state === "yours") return {href: `/bookings/${mark.booking}`, action: "View"};
    if (mark.state !== "free") return {href: "", action: ""};
    return {href: `/book?${new URLSearchParams([["resource", row.ref], ...this.query()])}`, action: "Book"};
  }

  /**
   * @param {ReturnType<typeof readRow>} row
   * @param {string} words
   * @param {string} action
   */
  labelOf(row, words, action) {
    const lower = words.slice(0, 1).toLowerCase() + words.slice(1);
    const told = [row.name, lower, row.tail].filter(Boolean).join(", ");
    if (action === "View") return `${told}. See your booking`;
    if (action !== "Book" || !this.when) return `${told}.`;
    return `${told}. Book it from ${sayTime(this.when.from)} to ${sayTime(this.when.to)}`;
  }

  /**
   * The time as addresses have it.
   * @param {Partial<{date: string, from: number, to: number, later: string}>} [other]
   * @returns {[string, string][]}
   */
  query(other = {}) {
    if (!this.when) return [];
    const when = {...this.when, ...other}, passes = "later" in other ? ["", ""] : this.when.passes;
    /** @type {[string, string][]} */
    const pairs = [
      ["date", when.date], ["from", writeTime(when.from)], ["to", writeTime(when.to)], ["to_date", when.later],
      ["from_pass", passes[0]], ["to_pass", passes[1]],
    ];
    return pairs.filter(([, value]) => value);
  }

  /** @param {Partial<{date: string, from: number, to: number, later: string}>} [other] */
  address(other = {}) {
    const kept = [["kind", this.kind || ""], ...this.features.map((feature) => ["feature", feature]), ["free", this.freeOnly ? "1" : ""]];
    const pairs = [...this.query(other), ...kept.filter(([, value]) => value)];
    return `/floors/${this.ref}?${new URLSearchParams(pairs)}`;
  }

  /**
   * Mark a place on the map and bring it into sight.
   * @param {number} number
   */
  point(number) {
    const shape = this.shapes.get(number);
    if (!shape) return;
    for (const each of this.shapes.values()) each.classList.toggle("app-place--shown", each === shape);
    this.zoom?.showPlace(shape);
  }

  /** @param {number} number */
  focus(number) {
    const shape = this.shapes.get(number), row = this.rows.find((each) => each.number === number);
    if (shape) shape.focus();
    else row?.element.scrollIntoView({block: "center"});
  }

  /** @param {Map<number, Mark>} before */
  speakChanges(before) {
    const changed = this.rows.filter((row) => before.get(row.number)?.state !== this.marks.get(row.number)?.state);
    if (!changed.length) return;
    for (const row of changed) flash(row.element, this.shapes.get(row.number));
    const [first] = changed, mark = /** @type {Mark} */ (this.marks.get(first.number));
    byId("spoken").textContent = changed.length === 1
      ? `${first.name} is now ${this.sayState(mark).toLowerCase()}.`
      : `${changed.length} places have changed.`;
  }
}

/** @param {HTMLElement} element */
function readRow(element) {
  const section = element.closest("section");
  return {
    element,
    number: Number(element.dataset.number),
    ref: element.dataset.ref || "",
    kind: section?.dataset.kind || "",
    features: (element.dataset.features || "").split(" ").filter(Boolean),
    seats: Number(element.dataset.seats),
    tail: element.dataset.tail || "",
    name: element.querySelector(".app-row__name")?.textContent || "",
    facts: element.querySelector(".app-row__facts")?.textContent || "",
    state: element.querySelector(".app-row__state"),
    icon: element.querySelector(".app-row__icon use"),
    act: /** @type {Element | null} */ (element.querySelector(".app-act")),
    said: "",
  };
}

/**
 * @param {{name: string}} row
 * @param {string} href
 * @param {string} action
 * @param {boolean} books
 */
function makeAct(row, href, action, books) {
  const link = document.createElement("a"), rest = document.createElement("span");
  link.className = books ? "app-act app-act--book" : "app-act";
  link.href = href;
  link.textContent = action;
  rest.className = "nhsuk-u-visually-hidden";
  rest.textContent = ` ${row.name}`;
  link.append(rest);
  return link;
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

/** @param {string} holder */
function shorten(holder) {
  const [first = "", second = ""] = holder.split(" and ")[0].split(" ");
  return second ? `${first} ${second.slice(0, 1)}` : first;
}

/** @param {(Element | undefined)[]} elements */
function flash(...elements) {
  for (const element of elements) {
    element?.classList.add("app-changed");
    setTimeout(() => element?.classList.remove("app-changed"), 2000);
  }
}

const root = document.getElementById("floor");
if (root && root.dataset.date && root.querySelector(".app-row")) new Floor(root).begin();
