// A place in words and in the list, and the card of the one that was tapped, which books it in one press.

import {addDays, byId, sayDay, sayShortDay, sayTime} from "./states.js";

/** @typedef {import("./floor.js").Floor} Floor */
/** @typedef {import("./states.js").Mark} Mark */
/** @typedef {ReturnType<typeof readRow>} Row */

const USUAL_MIN = [7 * 60, 20 * 60];
const SMALL_SCREEN = "(max-width: 40em)";

/**
 * A link of the card, where it leads anywhere.
 * @param {string} id
 * @param {string} [text]
 * @param {string} [href]
 */
export function showLink(id, text, href) {
  const link = byId(id);
  link.hidden = !href;
  link.textContent = text || "";
  link.setAttribute("href", href || "/bookings");
}

/** The card beside the map, or at the foot of a small screen. */
export class Chosen {
  /** @param {Floor} floor */
  constructor(floor) {
    this.floor = floor;
    this.card = /** @type {HTMLDialogElement} */ (byId("chosen"));
    this.form = /** @type {HTMLFormElement} */ (byId("chosen-book"));
    /** @type {number | null} */
    this.number = null;
    /** @type {SVGAElement | undefined} */
    this.shape = undefined;
    this.said = "";
    this.asked = 0;
    byId("chosen-people").addEventListener("change", () => this.ask());
    byId("chosen-close").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.card.open) {
        event.preventDefault();
        this.close();
      }
    });
    document.addEventListener("pointerdown", (event) => {
      const target = event.target;
      if (this.card.open && target instanceof Element && target.closest(".app-map") && !target.closest("a.app-place")) this.close(false);
    });
  }

  /** @param {number} number */
  open(number) {
    this.choose(this.floor.map.shapes.get(number), number);
    this.said = "";
    this.refresh();
    this.show();
  }

  /**
   * A place that is kept for the bookings that stand: the list says until when, and leads to one's own.
   * @param {SVGAElement} shape
   */
  openKept(shape) {
    this.choose(shape, null);
    const row = byId(`place-${shape.dataset.kept}`), own = row.querySelector("a")?.getAttribute("href") || "";
    byId("chosen-name").textContent = row.querySelector(".app-row__name")?.textContent || "";
    byId("chosen-facts").textContent = "Kept for the bookings that stand. It takes no new ones.";
    byId("chosen-state").textContent = row.querySelector(".app-row__state")?.textContent || "";
    byId("chosen-mark").setAttribute("href", "#mark-kept");
    this.answer({refused: "", own: null, better: null});
    for (const id of ["chosen-book", "chosen-more", "chosen-slots", "chosen-far"]) byId(id).hidden = true;
    byId("chosen-view").hidden = !own;
    byId("chosen-view").setAttribute("href", own || "/bookings");
    this.asked += 1; // an answer about another place comes too late
    this.show();
  }

  /**
   * @param {SVGAElement | undefined} shape
   * @param {number | null} number
   */
  choose(shape, number) {
    this.unmark();
    this.number = number;
    this.shape = shape;
  }

  /** The card beside what was chosen. */
  show() {
    if (!this.card.open) {
      // Showing it moves the focus, and with it the page, to where it stood before it is laid beside its place.
      const {scrollX, scrollY} = window;
      this.card.show();
      window.scrollTo({left: scrollX, top: scrollY, behavior: "instant"});
    }
    byId("tip").hidden = true;
    const {shape} = this;
    shape?.classList.add("app-place--chosen");
    if (shape) this.floor.map.zoom?.keepInSight(shape);
    this.stand();
    if (matchMedia(SMALL_SCREEN).matches) byId("map").scrollIntoView({block: "start"});
    else if (!this.form.hidden) byId("chosen-button").scrollIntoView({block: "nearest", behavior: "instant"});
    byId("chosen-name").focus({preventScroll: true});
  }

  close(back = true) {
    const {shape} = this;
    this.choose(undefined, null);
    this.card.close();
    if (back) shape?.focus();
  }

  unmark() {
    this.shape?.classList.remove("app-place--chosen");
  }

  /** Stand beside the place without hiding it; small screens have the card at their foot. */
  stand() {
    const {style} = this.card, around = this.card.parentElement, {shape} = this;
    style.left = style.top = "";
    if (!around || !shape || matchMedia(SMALL_SCREEN).matches) return;
    const place = shape.getBoundingClientRect(), frame = around.getBoundingClientRect(), gap = 12;
    const width = this.card.offsetWidth, right = place.right - frame.left + gap;
    const left = right + width <= frame.width ? right : Math.max(place.left - frame.left - width - gap, 0);
    const height = this.card.offsetHeight, lowest = Math.max(byId("map").offsetHeight - height, 0);
    const seen = window.innerHeight - frame.top - height - gap; // as low as the window shows all of it
    style.left = `${left}px`;
    style.top = `${Math.max(Math.min(place.top - frame.top - 40, lowest, seen), 0)}px`;
  }

  /** Say again what the place is now. */
  refresh() {
    const {floor, number} = this, row = floor.rows.find((each) => each.number === number);
    const mark = number === null ? undefined : floor.marks.get(number);
    if (!row || !mark || !floor.times.when) return;
    const words = sayState(floor, mark);
    const said = JSON.stringify([number, mark, words, floor.times.when]);
    if (said === this.said) return;
    this.said = said;
    byId("chosen-name").textContent = row.name;
    byId("chosen-facts").textContent = row.facts;
    byId("chosen-state").textContent = `${words}${mark.state === "free" ? `, ${this.sayWhen()}` : ""}`;
    byId("chosen-mark").setAttribute("href", `#mark-${mark.state}`);
    const {href} = actionOf(floor, row, mark);
    this.form.hidden = mark.state !== "free";
    byId("chosen-more").hidden = mark.state !== "free";
    byId("chosen-view").hidden = mark.state !== "yours";
    this.answer({refused: "", own: null, better: null});
    if (mark.state === "free") {
      this.fill(row, href);
      void this.ask();
    }
    if (mark.state === "yours") byId("chosen-view").setAttribute("href", href);
    this.offerSlots(row.number, mark.state);
    this.offerLastDay(mark);
  }

  /**
   * The last day that can be booked now, where the time is not open for booking yet.
   * @param {Mark} mark
   */
  offerLastDay({state, last = ""}) {
    const {times, notes} = this.floor;
    byId("chosen-far").hidden = state !== "too_far";
    showLink("chosen-last", last && `Show ${sayDay(last)}, ${notes.last}`, last && times.address(times.onDay(last)));
  }

  /** Ask the rules beforehand, as booking itself would: what they refuse is not offered. */
  async ask() {
    const number = ++this.asked, data = new FormData(this.form);
    data.delete("csrf_token");
    const pairs = [...data].map(([name, value]) => [name, String(value)]).filter(([, value]) => value);
    if (!data.get("people")) return;
    try {
      const answer = await fetch(`/book/ask?${new URLSearchParams(pairs)}`, {redirect: "manual"});
      if (answer.ok && number === this.asked) this.answer(await answer.json());
    } catch {
      // Without an answer the button stays: pressing it is judged in any case, and the map says that it is out of reach.
    }
  }

  /**
   * @typedef {{text: string, href: string, change_text: string, change_href: string}} Own
   * @param {{refused: string, own: Own | null, better: {name: string, facts: string, href: string} | null}} said
   */
  answer({refused, own, better}) {
    byId("chosen-refused").hidden = !refused;
    byId("chosen-why").textContent = refused;
    showLink("chosen-own", own?.text, own?.href);
    showLink("chosen-change", own?.change_text, own?.change_href);
    byId("chosen-button").hidden = Boolean(refused);
    byId("chosen-better").hidden = !better;
    byId("chosen-better-link").textContent = better ? better.name : "";
    byId("chosen-better-link").setAttribute("href", better ? better.href : "/book");
    byId("chosen-better-facts").textContent = better ? better.facts : "";
  }

  sayWhen() {
    const when = /** @type {NonNullable<import("./times.js").Times["when"]>} */ (this.floor.times.when);
    return `${sayShortDay(when.date)}, ${this.floor.times.say(when)}`;
  }

  /**
   * @param {Row} row
   * @param {string} href
   */
  fill(row, href) {
    const when = /** @type {NonNullable<import("./times.js").Times["when"]>} */ (this.floor.times.when);
    const values = new Map([["resource", row.ref], ...this.floor.times.query()]);
    for (const field of this.form.querySelectorAll("input")) {
      if (field.name !== "csrf_token") field.value = values.get(field.name) || "";
    }
    byId("chosen-party").hidden = row.seats === 1;
    const people = /** @type {HTMLSelectElement} */ (byId("chosen-people"));
    if (people.dataset.place !== row.ref) {
      people.dataset.place = row.ref;
      const numbers = Array.from({length: Math.min(row.seats, 999)}, (_, index) => new Option(String(index + 1), String(index + 1)));
      people.replaceChildren(...(row.seats === 1 ? [] : [new Option("Choose", "")]), ...numbers);
    }
    byId("chosen-button").textContent = `Book ${this.floor.times.say(when)}`;
    byId("chosen-more").setAttribute("href", href);
  }

  /**
   * When else it is free that day, where it is not free at the time shown.
   * @param {number} number
   * @param {string} state
   */
  offerSlots(number, state) {
    const {floor} = this, when = /** @type {NonNullable<import("./times.js").Times["when"]>} */ (floor.times.when);
    const block = byId("chosen-slots"), list = byId("chosen-slot-list");
    block.hidden = !["taken", "locked", "too_close"].includes(state);
    if (block.hidden || !floor.outlook) return;
    const [first, last] = floor.outlook.openingHours(when.date) || USUAL_MIN;
    const slots = floor.outlook.freeSlots(number, when.date, {first, last, now: floor.now()});
    byId("chosen-slots-label").textContent = slots.length
      ? `Free on ${sayShortDay(when.date)}:` : `Not free again on ${sayShortDay(when.date)}.`;
    list.replaceChildren(...slots.map(([from, to]) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.className = "app-step";
      button.textContent = `${sayTime(from)} to ${sayTime(to)}`;
      button.addEventListener("click", () => {
        floor.times.follows = false;
        floor.choose({...when, from, to, later: "", passes: ["", ""]});
        byId("chosen-button").focus();
      });
      item.append(button);
      return item;
    }));
  }
}

/**
 * A place of the list.
 * @param {HTMLElement} element
 */
export function readRow(element) {
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
 * What a place is, in words; of one that is closed and held, that it is closed comes first.
 * @param {Floor} floor
 * @param {Mark} mark
 */
export function sayState(floor, mark) {
  const said = sayMark(floor, mark);
  if (!mark.beside) return said;
  const other = sayMark(floor, mark.beside), [first, second] = mark.state === "closed" ? [said, other] : [other, said];
  return `${first.replace(/\.+$/, "")}. ${second}`;
}

/**
 * @param {Floor} floor
 * @param {Mark} mark
 */
function sayMark({words, outlook, times: {when}}, mark) {
  let said = words[mark.state];
  if (mark.holder && mark.state === "taken") said += ` by ${mark.holder}`;
  if (mark.until !== null && outlook && when) {
    const at = outlook.live.start + mark.until, {date} = outlook.clock.read(at), clock = outlook.clock.say(at);
    const locked = mark.state === "locked";
    said += locked ? ", free again at " : " until ";
    if (date === when.date) said += clock;
    else said += !locked && clock === "midnight" ? `the end of ${sayDay(addDays(date, -1))}` : `${clock} on ${sayDay(date)}`;
  } else if (mark.state === "locked") said += " before its next use";
  return mark.why ? `${said}: ${mark.why}` : said;
}

/**
 * Where the viewer can go from a place, and what that is called.
 * @param {Floor} floor
 * @param {{ref: string}} row
 * @param {Mark} mark
 */
export function actionOf(floor, row, mark) {
  if (mark.state === "yours") return {href: `/bookings/${mark.booking}`, action: "View"};
  if (mark.state !== "free") return {href: "", action: ""};
  return {href: `/book?${new URLSearchParams([["resource", row.ref], ...floor.times.query()])}`, action: "Book"};
}

/**
 * The accessible name of a place on the map.
 * @param {Floor} floor
 * @param {Row} row
 * @param {string} words
 * @param {string} action
 */
export function labelOf({times}, row, words, action) {
  const lower = words.slice(0, 1).toLowerCase() + words.slice(1);
  const told = [row.name, lower, row.tail].filter(Boolean).join(", ");
  if (action === "View") return `${told}. See your booking`;
  if (action !== "Book" || !times.when) return `${told}.`;
  return `${told}. Book it from ${times.say(times.when)}`;
}

/**
 * The button beside a place of the list.
 * @param {{name: string}} row
 * @param {string} href
 * @param {string} action
 * @param {boolean} books
 */
export function makeAct(row, href, action, books) {
  const link = document.createElement("a"), rest = document.createElement("span");
  link.className = books ? "app-act app-act--book" : "app-act";
  link.href = href;
  link.textContent = action;
  rest.className = "nhsuk-u-visually-hidden";
  rest.textContent = ` ${row.name}`;
  link.append(rest);
  return link;
}
