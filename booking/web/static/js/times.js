// The time that is asked for: its fields, the days and parts of the day beside them, and the slider.

import {addDays, byId, readTime, sayDay, sayShortDay, sayTime, writeTime} from "./states.js";

/** @typedef {import("./floor.js").Floor} Floor */

const DAY_MIN = 24 * 60;
const WEEK = 7;
const USUAL_MIN = [7 * 60, 20 * 60];
const IS_DATE = /^2[01]\d{2}-\d{2}-\d{2}$/;
const STEPS_MIN = [60, 120, 180, 240, 360, 720];
const HOUR_PX = 60;
const END_PX = 100;
const FAULTS = {
  to: "The end must be after the start. Choose a later end.",
  date: "Date: Enter a date with its day, month and year.",
  year: "Date: This year cannot be used. Choose a date in the years 2000 to 2199.",
};

/** What the form says of the time, and everything else that shows or changes it. */
export class Times {
  /** @param {Floor} floor */
  constructor(floor) {
    this.floor = floor;
    this.form = /** @type {HTMLFormElement} */ (byId("when"));
    /** @type {[string, string, string][]} */
    this.sessions = JSON.parse(floor.root.dataset.sessions || "[]");
    this.follows = !new URLSearchParams(location.search).has("from");
    this.title = document.title;
    /** @type {ReturnType<Times["readWhen"]>} */
    this.settled = null;
    this.when = this.readWhen();
    this.opened = this.when;
    /** Whether the page came without a time of its own, so that such an address means the one it opened with. */
    this.openedBare = !new URLSearchParams(location.search).has("date");
    /** Whether a day was typed since its field was entered: what is typed further is on the way to another. */
    this.dayTyped = false;
    /** Whether the next time shown is one to come back from, and not one on the way to another. */
    this.steps = false;
    this.listen();
  }

  listen() {
    byId("date").addEventListener("focus", () => { this.dayTyped = false; });
    byId("from").addEventListener("focus", () => { this.settled = this.readWhen(); });
    byId("from").addEventListener("blur", () => { this.settled = null; });
    window.addEventListener("resize", () => this.renderSlider());
    for (const name of ["from", "to"]) {
      byId(`slide-${name}`).addEventListener("input", () => this.slid(name));
    }
  }

  /** What the form says; null where the server must say what is wrong with it. */
  readWhen() {
    const text = (/** @type {string} */ name) => {
      const field = this.form.elements.namedItem(name);
      return field && "value" in field ? String(field.value) : "";
    };
    return makeWhen(text);
  }

  /** What the address says, and the form with it; null where that is shown already. */
  readAddress() {
    if (this.when && location.pathname + location.search === this.address()) return null;
    const query = new URLSearchParams(location.search), isBare = !query.has("date");
    if (isBare && !this.openedBare) location.reload(); // the server knows which time that is
    const when = isBare ? this.openedBare && this.opened : makeWhen((name) => query.get(name) || "");
    if (!when) return null;
    this.follows = !query.has("from");
    const kind = this.form.elements.namedItem("kind");
    if (kind instanceof HTMLSelectElement) kind.value = query.get("kind") || "";
    for (const box of this.form.querySelectorAll("input[type=checkbox]")) {
      const {name, value} = /** @type {HTMLInputElement} */ (box);
      /** @type {HTMLInputElement} */ (box).checked = query.getAll(name).includes(value);
    }
    return when;
  }

  /**
   * The same time on another day.
   * @param {string} date
   */
  onDay(date) {
    return {date, later: this.when?.later ? addDays(date, 1) : "", passes: ["", ""]};
  }

  /**
   * Say what is wrong with the time that is typed, beside its field: a date that is empty, unfinished once the field
   * is left, or what is named; nothing where nothing is wrong.
   * @param {string} wrong "to" where the end is
   */
  sayFault(wrong) {
    const date = /** @type {HTMLInputElement} */ (byId("date")), fault = byId("when-fault");
    const typing = document.activeElement === date;
    let name = wrong;
    if (!date.value && !(typing && date.validity.badInput)) name = "date";
    else if (date.value && !typing && !IS_DATE.test(date.value)) name = "year";
    fault.hidden = !name;
    const words = name ? FAULTS[/** @type {keyof typeof FAULTS} */ (name)] : "";
    if (fault.textContent !== words) fault.textContent = words;
    for (const id of ["date", "to"]) {
      const isWrong = id === (name === "year" ? "date" : name), field = byId(id);
      field.classList.toggle("nhsuk-input--error", isWrong);
      if (isWrong) field.setAttribute("aria-describedby", "when-fault");
      else field.removeAttribute("aria-describedby");
    }
  }

  /**
   * The instants that are meant; null where only the server can say.
   * @param {{date: string, from: number, to: number, later: string, passes: string[]}} when
   */
  interval(when) {
    if (!this.floor.outlook) return null;
    const starts = this.floor.outlook.clock.find(when.date, when.from);
    const ends = this.floor.outlook.clock.find(when.later || when.date, when.to);
    const start = starts[when.passes[0] === "2" ? starts.length - 1 : 0];
    const end = ends[when.passes[1] === "2" ? ends.length - 1 : 0];
    const unclear = (starts.length > 1 && !when.passes[0]) || (ends.length > 1 && !when.passes[1]);
    return start === undefined || end === undefined || unclear || end <= start ? null : {start, end, now: this.floor.now()};
  }

  /**
   * The same; of an hour that comes twice the first starts it and the second ends it, unless it is said which is meant.
   * @param {{date: string, from: number, to: number, later: string, passes: string[]}} when
   */
  widest(when) {
    return this.interval({...when, passes: [when.passes[0] || "1", when.passes[1] || "2"]});
  }

  /**
   * Keep the length where the start has moved behind the end. A time that is typed shows others on its way, such as 1am
   * before 11am, so the end follows what stood there before the first key.
   */
  takeEndAlong() {
    const from = /** @type {HTMLInputElement} */ (byId("from")), to = /** @type {HTMLInputElement} */ (byId("to"));
    const begins = readTime(from.value), before = this.settled;
    if (begins === null || !before || before.later) return;
    const ends = begins < before.to ? before.to : Math.min(begins + before.to - before.from, DAY_MIN);
    to.value = writeTime(ends);
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
    this.floor.choose({...this.when, from: begins, to: ends, later: "", passes: ["", ""]});
  }

  render() {
    this.renderHeading();
    this.renderWeek();
    this.renderSessions();
    this.renderSlider();
  }

  renderHeading() {
    if (!this.when) return;
    const {date, to, later} = this.when, ends = later > date && (to || later > addDays(date, 1)) ? ` on ${sayDay(later)}` : "";
    const said = `${sayDay(date)}, ${this.say(this.when)}${ends}`;
    const heading = byId("said-when");
    if (heading && heading.textContent !== said) {
      heading.textContent = said;
      const [floor, rest] = this.title.split(": ");
      document.title = `${floor}: ${said} – ${(rest || "").split(" – ")[1] || ""}`;
    }
    const address = this.address();
    if (!this.follows && address !== location.pathname + location.search) {
      if (this.steps) history.pushState(null, "", address);
      else history.replaceState(history.state, "", address);
    }
    this.steps = false;
  }

  /**
   * A time, from when to when, in words.
   * @param {NonNullable<Times["when"]>} when
   */
  say(when) {
    const clock = this.floor.outlook?.clock;
    if (!clock) return `${sayTime(when.from)} to ${sayTime(when.to)}`;
    return `${clock.sayChosen(when.date, when.from, when.passes[0])} to ${clock.sayChosen(when.later || when.date, when.to, when.passes[1])}`;
  }

  /** How many places are free at this time of each day, or that it is closed. */
  renderWeek() {
    if (!this.when) return;
    if (!this.findDay(this.when.date)) this.moveWeek(this.firstDay(this.when.date));
    for (const step of this.floor.root.querySelectorAll("a[data-first]")) {
      step.setAttribute("href", this.address(this.onDay(/** @type {HTMLElement} */ (step).dataset.first || "")));
    }
    for (const day of this.floor.root.querySelectorAll("a[data-date]")) {
      const date = /** @type {HTMLElement} */ (day).dataset.date || "";
      day.setAttribute("href", this.address(this.onDay(date)));
      if (date === this.when.date) day.setAttribute("aria-current", "date");
      else day.removeAttribute("aria-current");
      const free = day.querySelector(".app-week__free"), count = this.countFree(date);
      if (!(free instanceof HTMLElement)) continue;
      free.hidden = !count;
      free.textContent = count;
    }
  }

  /**
   * The day of the strip, where it has that day.
   * @param {string} date
   */
  findDay(date) {
    return this.floor.root.querySelector(`a[data-date="${date}"]`);
  }

  /**
   * The first day of the strip that shows a day: the one that stands there, today for the week to come, or that day.
   * @param {string} date
   */
  firstDay(date) {
    const first = this.floor.root.querySelector("a[data-date]");
    if (first instanceof HTMLElement && this.findDay(date)) return first.dataset.date || date;
    const today = this.today();
    return today <= date && date < addDays(today, WEEK) ? today : date;
  }

  today() {
    return this.floor.outlook ? this.floor.outlook.clock.read(this.floor.now()).date : new Date().toISOString().slice(0, 10);
  }

  /**
   * Let the strip show the seven days from one on, and lead to the weeks before and after them.
   * @param {string} first
   */
  moveWeek(first) {
    for (const [number, day] of [...this.floor.root.querySelectorAll("a[data-date]")].entries()) {
      const date = addDays(first, number), [name, of, month] = sayShortDay(date).split(" ");
      /** @type {HTMLElement} */ (day).dataset.date = date;
      if (day.firstChild) day.firstChild.textContent = `${name} ${of}\u00a0${month} `;
    }
    const today = this.today(), earlier = addDays(first, -WEEK);
    for (const [id, to] of [["week-before", earlier > today ? earlier : today], ["week-after", addDays(first, WEEK)]]) {
      const step = byId(id), words = step?.querySelector(".app-week__from"), [name, of, month] = sayShortDay(to).split(" ");
      if (!step || !words) continue;
      step.hidden = id === "week-before" && first <= today;
      /** @type {HTMLElement} */ (step.querySelector("a")).dataset.first = to;
      words.textContent = `${name} ${of}\u00a0${month}`;
    }
  }

  /** @param {string} date */
  countFree(date) {
    if (!this.floor.outlook?.knows(date) || !this.when || this.when.later) return "";
    const interval = this.widest({...this.when, date, passes: date === this.when.date ? this.when.passes : ["", ""]});
    if (!interval || interval.end <= interval.now) return "";
    const outlook = this.floor.outlook, begins = Math.max(interval.start, Math.min(interval.now, interval.end - 900));
    const later = {...interval, start: begins};
    const wanted = this.floor.rows.filter((row) => this.floor.wants(row)), asked = wanted.length ? wanted : this.floor.rows;
    const from = later.start - outlook.live.start, to = later.end - outlook.live.start;
    if (asked.length && asked.every((row) => outlook.isClosed(row.number, from, to))) return "Closed";
    return `${wanted.filter((row) => outlook.mark(row.number, date, later).state === "free").length} free`;
  }

  renderSessions() {
    const list = byId("sessions");
    if (!list || !this.floor.outlook || !this.when) return;
    const {date, minutes} = this.floor.outlook.clock.read(this.floor.now()), next = Math.ceil(minutes / 15) * 15, when = this.when;
    const steps = this.sessions.flatMap(([text, start, end]) => {
      const begins = readTime(start) || 0, ends = readTime(end) || 0;
      const from = when.date === date ? Math.max(begins, next) : begins;
      return when.date < date || from >= ends ? [] : [{text, from, to: ends}];
    });
    const current = steps.findIndex(({from, to}) => from === when.from && to === when.to);
    const said = JSON.stringify([steps, when, this.floor.features, this.floor.kind, this.floor.freeOnly]);
    if (list.dataset.said === said) return;
    list.dataset.said = said;
    const focused = list.contains(document.activeElement) ? document.activeElement?.textContent : "";
    list.replaceChildren(...steps.map((step, number) => this.makeStep(step, number === current)));
    if (focused) [...list.querySelectorAll("a")].find((link) => link.textContent === focused)?.focus();
  }

  /**
   * @param {{text: string, from: number, to: number}} step
   * @param {boolean} current
   */
  makeStep({text, from, to}, current) {
    const item = document.createElement("li"), link = document.createElement("a");
    link.className = "app-step";
    link.textContent = text;
    link.href = this.address({from, to, later: ""});
    link.dataset.from = writeTime(from);
    link.dataset.to = writeTime(to);
    if (current) link.setAttribute("aria-current", "true");
    item.append(link);
    return item;
  }

  renderSlider() {
    const slider = byId("slider");
    if (!this.when || !this.floor.outlook) return;
    slider.hidden = Boolean(this.when.later);
    if (slider.hidden) return;
    const hours = this.floor.outlook.openingHours(this.when.date), [opens, closes] = hours || USUAL_MIN;
    const least = Math.min(Math.floor(opens / 60), Math.floor(this.when.from / 60)) * 60;
    const most = Math.max(Math.ceil(closes / 60), Math.ceil(this.when.to / 60)) * 60;
    slider.setAttribute("aria-label", `Time of day${hours ? `, ${sayHours(opens, closes)}` : ""}`);
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
    this.renderBusy(least, most, hours);
  }

  /**
   * How much of what is wanted is taken, half hour by half hour.
   * @param {number} least
   * @param {number} most
   * @param {[number, number] | null} hours when it opens and closes that day
   */
  renderBusy(least, most, hours) {
    if (!this.when || !this.floor.outlook) return;
    const busy = byId("busy"), scale = byId("slider-hours"), width = scale.clientWidth;
    const said = JSON.stringify([this.floor.outlook.live.version, this.when.date, least, most, hours, width, this.floor.kind, this.floor.features]);
    if (busy.dataset.said === said) return;
    busy.dataset.said = said;
    const {when} = this, {outlook} = this.floor, wanted = this.floor.rows.filter((row) => this.floor.wants(row));
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
    scale.replaceChildren(...makeScale(least, most, hours, width));
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
    const kept = [["kind", this.floor.kind || ""], ...this.floor.features.map((feature) => ["feature", feature]), ["free", this.floor.freeOnly ? "1" : ""]];
    const pairs = [...this.query(other), ...kept.filter(([, value]) => value)];
    return `/floors/${this.floor.ref}?${new URLSearchParams(pairs)}`;
  }
}

/** The longest night in minutes, as the server takes it: an end further ahead, or at the start, is a mistake. */
const NIGHT_MIN = 13 * 60;

/**
 * The time that fields name, wherever they stand; an end before the start is on the next day where that is a night.
 * @param {(name: string) => string} text
 */
function makeWhen(text) {
  const date = text("date"), from = readTime(text("from")), ends = readTime(text("to"));
  if (!IS_DATE.test(date) || from === null || ends === null) return null;
  const to = ends || DAY_MIN;
  return {date, from, to, later: to < from && to + DAY_MIN - from <= NIGHT_MIN ? addDays(date, 1) : "", passes: [text("from_pass"), text("to_pass")]};
}

/**
 * @param {number} opens
 * @param {number} closes
 */
function sayHours(opens, closes) {
  return opens === 0 && closes === DAY_MIN ? "open all day and night" : `open ${sayTime(opens)} to ${sayTime(closes)}`;
}

/**
 * The hours below the slider, as many as have room; its ends say when it opens and closes, where they do.
 * @param {number} least
 * @param {number} most
 * @param {[number, number] | null} hours
 * @param {number} width pixels
 */
function makeScale(least, most, hours, width) {
  const ends = new Map();
  if (hours && (hours[0] || hours[1] < DAY_MIN)) ends.set(hours[0], "Opens").set(hours[1], "Closes");
  const words = (/** @type {number} */ minute) => `${ends.get(minute) || ""} ${sayTime(minute)}`.trim();
  const place = (/** @type {number} */ minute) => (minute - least) / (most - least);
  const step = STEPS_MIN.find((each) => place(least + each) * width >= HOUR_PX) || DAY_MIN;
  const first = ends.has(least) ? END_PX : HOUR_PX, last = width - (ends.has(most) ? END_PX : HOUR_PX);
  const inner = [];
  for (let minute = least + step; minute < most; minute += step) {
    if (place(minute) * width >= first && place(minute) * width <= last) inner.push(minute);
  }
  return [least, ...inner, most].map((minute) => {
    const mark = document.createElement("span"), isEnd = minute === least || minute === most;
    mark.textContent = isEnd ? words(minute) : sayTime(minute);
    if (isEnd && ends.has(minute)) mark.className = "app-slider__end";
    mark.style.left = `${place(minute) * 100}%`;
    return mark;
  });
}
