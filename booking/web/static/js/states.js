// Clock times of a site, what a place is at a time (the same answers as the server gives), and asking the server for them.

/** @typedef {import("./floor.js").Floor} Floor */

/**
 * @typedef {object} Live What the server sends; times are seconds from `start`.
 * @property {number} version
 * @property {string} zone
 * @property {number} now
 * @property {number} start
 * @property {string[]} places
 * @property {[string, number, string][]} days date, its row of rules, why it is closed
 * @property {number[][]} rows for each place a number into `rules`
 * @property {[number, number, number, number, number, number, number][]} rules
 *   set-up and tail in minutes, days ahead, open to the viewer, centimetres between people, the same between those who
 *   face each other, whether neither is kept across a screen
 * @property {[number, number][][]} closed
 * @property {string[][]} hours for each of `closed` when it opens, day by day; empty where hours do not close it
 * @property {number[]} groups for each place a number into `closed` and `hours`
 * @property {[number, number, number, number, number][]} near
 *   two places, the millimetres between their seats, whether screened, whether face to face
 * @property {[number, number, number, string][]} shut place, start, end, why it is closed for a time
 * @property {[number, number, number, number, number, string, string, number][]} uses
 *   place, start, end, kept until, the viewer's own, holder, booking, seconds of its own set-up
 */

/**
 * @typedef {object} Mark
 * @property {string} state
 * @property {number | null} until seconds from the answer's start; null where it does not say
 * @property {string} holder
 * @property {string} booking
 * @property {string} [why] why it is closed for a time, or else when it opens
 * @property {string} [opens] the day on which bookings open, of a time that is too far ahead
 * @property {string} [last] the last day that can be booked now, of the same
 * @property {Mark} [beside] what else is true of a place that is both closed for a time and held
 */

/**
 * Write an attribute that does not say so already: a sign that is written again is drawn again.
 * @param {Element | null | undefined} element
 * @param {string} name
 * @param {string} value
 */
export function writeAttribute(element, name, value) {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * The element of an id.
 * @template {HTMLElement} T
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  return /** @type {T} */ (document.getElementById(id));
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
  "December",
];
const POLL_MS = 3000;
const SLOWEST_MS = 30_000;
const QUIET_TRIES = 2;
const TYPING_MS = 400;
const UNDER_WAY_S = 15 * 60;
const DAY_MIN = 24 * 60;

/** A site's clock. Instants are whole seconds since 1970, minutes count from a local midnight. */
export class Clock {
  /** @param {string} zone */
  constructor(zone) {
    /** @type {Map<number | string, string>} */
    this.said = new Map();
    this.format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit",
      minute: "2-digit", second: "2-digit",
    });
  }

  /**
   * What the clock shows at an instant.
   * @param {number} instant
   * @returns {{date: string, minutes: number}}
   */
  read(instant) {
    const part = Object.fromEntries(this.format.formatToParts(instant * 1000).map(({type, value}) => [type, value]));
    return {date: `${part.year}-${part.month}-${part.day}`, minutes: Number(part.hour) * 60 + Number(part.minute)};
  }

  /**
   * The instants at which the clock shows a time: one, two in the hour that is repeated, none in the one skipped.
   * @param {string} date
   * @param {number} minutes up to 1440, which is the midnight at which the day ends
   * @returns {number[]}
   */
  find(date, minutes) {
    const plain = Date.parse(`${date}T00:00:00Z`) / 1000 + minutes * 60;
    const wanted = minutes === DAY_MIN ? {date: addDays(date, 1), minutes: 0} : {date, minutes};
    const offsets = new Set([-DAY_MIN, DAY_MIN].map((away) => this.offset(plain + away * 60)));
    return [...offsets].map((offset) => plain - offset).filter((instant) => {
      const shown = this.read(instant);
      return shown.date === wanted.date && shown.minutes === wanted.minutes;
    }).sort((one, other) => one - other);
  }

  /**
   * The time of day at an instant; in the hour that the clock shows twice, which of the two.
   * @param {number} instant
   */
  say(instant) {
    let said = this.said.get(instant);
    if (said === undefined) {
      const {date, minutes} = this.read(instant);
      said = sayPass(sayTime(minutes), this.find(date, minutes), instant);
      this.said.set(instant, said);
    }
    return said;
  }

  /**
   * The same, of a time that was chosen.
   * @param {string} date
   * @param {number} minutes
   * @param {string} pass which of the two, where it comes twice
   */
  sayChosen(date, minutes, pass) {
    const asked = `${date} ${minutes} ${pass}`;
    let said = this.said.get(asked);
    if (said === undefined) {
      const found = this.find(date, minutes);
      said = sayPass(sayTime(minutes), found, found[pass === "2" ? found.length - 1 : 0]);
      this.said.set(asked, said);
    }
    return said;
  }

  /**
   * Seconds by which the clock is ahead of UTC.
   * @param {number} instant
   */
  offset(instant) {
    const {date, minutes} = this.read(instant);
    return Date.parse(`${date}T00:00:00Z`) / 1000 + minutes * 60 - Math.floor(instant / 60) * 60;
  }
}

/**
 * @param {string} date
 * @param {number} days
 */
export function addDays(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Minutes from midnight of a time field; null where it holds none.
 * @param {string} text
 */
export function readTime(text) {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

/**
 * Minutes as a time field writes them; the end of the day is its midnight.
 * @param {number} minutes
 */
export function writeTime(minutes) {
  const of = minutes % DAY_MIN;
  return `${String(Math.floor(of / 60)).padStart(2, "0")}:${String(of % 60).padStart(2, "0")}`;
}

/**
 * 9am, 5:30pm, midday, midnight.
 * @param {number} minutes
 */
export function sayTime(minutes) {
  const of = minutes % DAY_MIN, hour = Math.floor(of / 60), rest = of % 60;
  if (of === 0) return "midnight";
  if (of === 720) return "midday";
  return `${hour % 12 || 12}${rest ? `:${String(rest).padStart(2, "0")}` : ""}${hour < 12 ? "am" : "pm"}`;
}

/**
 * @param {string} words
 * @param {number[]} found the instants at which the clock shows it
 * @param {number} instant
 */
function sayPass(words, found, instant) {
  return found.length > 1 ? `${words} (${instant - found[0] < 60 ? "before" : "after"} the clocks go back)` : words;
}

/**
 * Wednesday 25 November 2026.
 * @param {string} date
 */
export function sayDay(date) {
  const on = new Date(`${date}T00:00:00Z`);
  return `${DAYS[on.getUTCDay()]} ${on.getUTCDate()} ${MONTHS[on.getUTCMonth()]} ${on.getUTCFullYear()}`;
}

/**
 * Wed 25 Nov.
 * @param {string} date
 */
export function sayShortDay(date) {
  const [day, number, month] = sayDay(date).split(" ");
  return `${day.slice(0, 3)} ${number} ${month.slice(0, 3)}`;
}

/** A floor over some days, as the server last described it. */
export class Outlook {
  /** @param {Live} live */
  constructor(live) {
    this.live = live;
    this.clock = new Clock(live.zone);
    /** @type {Live["uses"][]} */
    this.uses = live.places.map(() => []);
    for (const use of live.uses) this.uses[use[0]].push(use);
    /** @type {[number, number, number, number][][]} */
    this.near = live.places.map(() => []);
    for (const [one, other, ...how] of live.near) {
      this.near[one].push([other, ...how]);
      this.near[other].push([one, ...how]);
    }
    /** @type {[number, number, string][][]} */
    this.shut = live.places.map(() => []);
    for (const [place, begins, ends, why] of live.shut) this.shut[place].push([begins, ends, why]);
    /** @type {Map<number, string>} */
    this.dateOf = new Map();
    /** @type {Map<string, [number, number] | null>} */
    this.hoursKnown = new Map();
    this.rowOf = new Map(live.days.map(([date, row]) => [date, live.rows[row]]));
    this.dayNumber = new Map(live.days.map(([date], number) => [date, number]));
    this.whyOf = new Map(live.days.map(([date, , why]) => [date, why]));
  }

  /**
   * Whether this answer covers a day.
   * @param {string} date
   */
  knows(date) {
    return this.rowOf.has(date);
  }

  /**
   * What a place is from `start` to `end` (instants) at the instant `now`; what nothing occupies is free only to those
   * who can book it then.
   * @param {number} place
   * @param {string} date the local day of `start`
   * @param {{start: number, end: number, now: number}} when
   * @returns {Mark}
   */
  mark(place, date, {start, end, now}) {
    const from = start - this.live.start, to = end - this.live.start;
    const row = this.rowOf.get(date);
    const [setup, tail, ahead, open] = row ? this.live.rules[row[place]] : [0, 0, 0, 0, 0];
    const held = this.markHeld(place, from, to, setup * 60, tail * 60);
    if (held) return this.tellClosure(held, place, from, to);
    if (this.isClosed(place, from, to)) {
      const closed = this.markClosed(place, from, to);
      return closed.until === null ? {...closed, why: this.hoursOf(place, date)} : closed;
    }
    const close = this.near[place].length ? this.findTooClose(place, date, from, to) : [];
    if (close.length) return {...say("too_close"), until: Math.max(...close.map((use) => use[2]))};
    if (end <= now || start < now - UNDER_WAY_S) return say("passed");
    if (!open) return say("other_roles");
    const last = addDays(this.clock.read(now).date, ahead);
    if (date <= last) return say("free");
    const opens = addDays(date, -ahead);
    return {...say("too_far"), why: `bookings open on ${sayDay(opens)}`, opens, last};
  }

  /**
   * Whether a place is not open for all of a time, whatever else holds it.
   * @param {number} place
   * @param {number} from
   * @param {number} to
   */
  isClosed(place, from, to) {
    return this.live.closed[this.live.groups[place]].some(([begins, ends]) => begins < to && ends > from);
  }

  /**
   * The minutes between which a day is open: from when the first place opens until the last one closes; null where
   * none does.
   * @param {string} date
   * @returns {[number, number] | null}
   */
  openingHours(date) {
    const known = this.hoursKnown.get(date);
    if (known !== undefined) return known;
    const [begins] = this.clock.find(date, 0), ends = this.clock.find(date, DAY_MIN).at(-1);
    if (begins === undefined || ends === undefined) return null;
    const day = [begins - this.live.start, ends - this.live.start];
    const open = [...new Set(this.live.groups)].map((group) => openWithin(this.live.closed[group], day[0], day[1]));
    const opens = Math.min(...open.map(([first]) => first)), closes = Math.max(...open.map(([, last]) => last));
    const minutes = (/** @type {number} */ since) => this.clock.read(this.live.start + since).minutes;
    /** @type {[number, number] | null} */
    const hours = opens < closes ? [minutes(opens), closes === day[1] ? DAY_MIN : minutes(closes)] : null;
    this.hoursKnown.set(date, hours);
    return hours;
  }

  /**
   * What is held as it stands, or together with the closure of its place for a time.
   * @param {Mark} held
   * @param {number} place
   * @param {number} from
   * @param {number} to
   * @returns {Mark}
   */
  tellClosure(held, place, from, to) {
    const closed = this.markClosed(place, from, to);
    if (closed.until === null) return held;
    return held.state === "yours" ? {...held, beside: closed} : {...closed, beside: held};
  }

  /**
   * A place that is closed: until when and why, where it is closed for a time.
   * @param {number} place
   * @param {number} from
   * @param {number} to
   * @returns {Mark}
   */
  markClosed(place, from, to) {
    const shut = this.shut[place].filter(([begins, ends]) => begins < to && ends > from);
    if (!shut.length) return say("closed");
    return {...say("closed"), until: Math.max(...shut.map(([, ends]) => ends)), why: shut[0][2]};
  }

  /**
   * When a place opens on a day.
   * @param {number} place
   * @param {string} date
   */
  hoursOf(place, date) {
    return this.live.hours[this.live.groups[place]][this.dayNumber.get(date) ?? -1] || "";
  }

  /**
   * @param {number} place
   * @param {number} from
   * @param {number} to
   * @param {number} setup seconds
   * @param {number} tail seconds
   * @returns {Mark | null}
   */
  markHeld(place, from, to, setup, tail) {
    const uses = this.uses[place];
    const used = uses.filter(([, start, end]) => start < to && end > from);
    const own = used.find((use) => use[4]);
    if (own) return {state: "yours", until: own[2], holder: "", booking: own[6]};
    if (used.length) return {state: "taken", until: Math.max(...used.map((use) => use[2])), holder: name(used), booking: ""};
    const freeAgain = uses.filter((use) => use[2] <= from).map((use) => Math.max(use[3], use[2] + setup));
    if (freeAgain.some((at) => at > from)) return {...say("locked"), until: Math.max(...freeAgain)};
    const gap = Math.max(setup, tail);
    return uses.some((use) => to <= use[1] && use[1] < to + Math.max(gap, use[7])) ? say("locked") : null;
  }

  /**
   * The uses of desks beside a place that keep it from being used; the rules are those of the day on which the later
   * of the two begins.
   * @param {number} place
   * @param {string} date
   * @param {number} from
   * @param {number} to
   */
  findTooClose(place, date, from, to) {
    return this.near[place].flatMap(([other, apart, screened, facing]) => this.uses[other].filter(([, start, end]) => {
      if (start >= to || end <= from) return false;
      const row = this.rowOf.get(start > from ? this.dayOf(start) : date);
      return row !== undefined && [place, other].some((each) => {
        const [, , , , apartCm, facingCm, exempt] = this.live.rules[row[each]];
        return !(screened && exempt) && apart < 10 * (facing ? Math.max(apartCm, facingCm) : apartCm);
      });
    }));
  }

  /**
   * The local day of an instant, in seconds from the answer's start.
   * @param {number} since
   */
  dayOf(since) {
    let date = this.dateOf.get(since);
    if (date === undefined) {
      date = this.clock.read(this.live.start + since).date;
      this.dateOf.set(since, date);
    }
    return date;
  }

  /**
   * When a place is free on a day, between two minutes of it: runs of at least half an hour.
   * @param {number} place
   * @param {string} date
   * @param {{first: number, last: number, now: number}} within
   * @returns {[number, number][]}
   */
  freeSlots(place, date, {first, last, now}) {
    /** @type {[number, number][]} */
    const slots = [];
    for (let minute = first; minute < last; minute += 15) {
      const [start] = this.clock.find(date, minute);
      if (start === undefined) continue;
      if (this.mark(place, date, {start, end: start + 900, now}).state !== "free") continue;
      const latest = slots[slots.length - 1];
      if (latest && latest[1] === minute) latest[1] = minute + 15;
      else slots.push([minute, minute + 15]);
    }
    return slots.filter(([begins, ends]) => ends - begins >= 30);
  }
}

/**
 * @param {string} state
 * @returns {Mark}
 */
function say(state) {
  return {state, until: null, holder: "", booking: ""};
}

/**
 * When what is closed at times opens first and closes last between two instants; the first is the larger where never.
 * @param {[number, number][]} closed in order
 * @param {number} begins
 * @param {number} ends
 */
function openWithin(closed, begins, ends) {
  let opens = begins, closes = ends;
  for (const [from, to] of closed) if (from <= opens && to > opens) opens = to;
  for (const [from, to] of [...closed].reverse()) if (from < closes && to >= closes) closes = from;
  return opens < closes ? [opens, closes] : [Infinity, -Infinity];
}

/** @param {Live["uses"]} used */
function name(used) {
  const [first, ...others] = new Set(used.map((use) => use[5]).filter(Boolean));
  return others.length ? `${first} and ${others.length} more` : first || "";
}

/** Asks the server again and again whether anything has changed, and says since when it has not answered. */
export class Follower {
  /** @param {Floor} floor */
  constructor(floor) {
    this.floor = floor;
    this.firstDay = floor.root.dataset.date || "";
    this.tag = "";
    this.failures = 0;
    this.askedAt = 0;
    this.clockAhead = 0;
    /** @type {string | null} whose page this is */
    this.person = null;
  }

  begin() {
    window.addEventListener("offline", () => {
      this.failures = QUIET_TRIES;
      this.failed();
    });
    window.addEventListener("online", () => this.poll());
    document.addEventListener("visibilitychange", () => document.hidden || this.poll());
    window.addEventListener("pageshow", (event) => event.persisted && this.poll());
    void this.poll();
  }

  /** Now, by the server's clock, in seconds. */
  now() {
    return Date.now() / 1000 + this.clockAhead;
  }

  /**
   * Follow another day and those behind it, once the typing has come to a rest.
   * @param {string} date
   */
  follow(date) {
    this.firstDay = date;
    this.tag = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), TYPING_MS);
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
    const answer = await fetch(`/floors/${this.floor.ref}/live?date=${date}`, {
      headers: this.tag ? {"If-None-Match": this.tag} : {}, cache: "no-store", redirect: "manual",
    });
    if (answer.type === "opaqueredirect") {
      byId("live").hidden = true;
      this.trouble("You have been signed out.", {href: `/sign-in?next=${encodeURIComponent(this.floor.times.address())}`, text: "Sign in again"});
      return 0;
    }
    if (answer.status === 404 || answer.status === 403) {
      this.trouble("This floor can no longer be shown.", {href: "/floors", text: "Choose another floor"});
      return 0;
    }
    if (answer.status !== 304 && !answer.ok) return this.failed(Number(answer.headers.get("Retry-After")) * 1000);
    if (!this.isOurs(answer)) return 0;
    const live = answer.status === 304 ? null : await answer.json();
    this.failures = 0;
    this.askedAt = this.now();
    this.trouble("");
    if (live && date === this.firstDay) {
      this.tag = answer.headers.get("ETag") || "";
      this.clockAhead = live.now - Date.now() / 1000;
      this.askedAt = live.now;
      this.floor.take(live);
    }
    this.sayLive();
    return date === this.firstDay ? POLL_MS : 1;
  }

  /**
   * Whether whoever opened the page is still the one who is signed in. After signing in again in another tab its forms
   * need the proof of that sign-in; the forms of somebody else are left as they are, so that nothing is booked for them.
   * @param {Response} answer
   */
  isOurs({headers}) {
    const person = headers.get("X-Person");
    this.person ??= person;
    if (person !== this.person) {
      byId("live").hidden = true;
      this.trouble("Somebody else has signed in since this page was opened.", {href: this.floor.times.address(), text: "Load it again"});
      return false;
    }
    for (const proof of document.querySelectorAll("input[name=csrf_token]")) proof.setAttribute("value", headers.get("X-CSRF-Token") || "");
    return true;
  }

  /**
   * @param {number} [asked] milliseconds that the server asks to wait
   * @returns {number}
   */
  failed(asked = 0) {
    this.failures += 1;
    this.sayLive();
    if (this.failures > QUIET_TRIES && this.floor.outlook) {
      const at = sayTime(this.floor.outlook.clock.read(this.askedAt).minutes);
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
    if (!live || !this.floor.outlook) return;
    live.hidden = false;
    live.classList.toggle("app-live--late", this.failures > 0);
    const at = sayTime(this.floor.outlook.clock.read(this.askedAt).minutes);
    const words = this.failures ? `Not checked since ${at}` : `Live: last checked at ${at}`;
    if (live.textContent !== words) live.textContent = words;
  }
}
