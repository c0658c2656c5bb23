"""Publishing a draft: what it does, and what becomes of each booking whose place leaves the plan."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import RedirectResponse, Response

from booking.actions.publish_draft import Outlook, Publishing, publish_draft, weigh_publishing
from booking.model.decisions import Reason, Refused
from booking.model.effects import MOST_SHOWN
from booking.model.ids import Ref
from booking.model.stranded import Choice, Choices, Fate, Stranded
from booking.model.text import fault_in_line, tidy_line
from booking.model.tree import Tier
from booking.rules.phrases import say_resource
from booking.rules.stranded import KEEP_UNTIL, last_day
from booking.web.addresses import address
from booking.web.admin.drafts import draft_path, show_draft_fault
from booking.web.admin.frame import AGREED, BookingRow, view_affected
from booking.web.admin.retiring import LONGEST_MESSAGE
from booking.web.admin.things import path_of
from booking.web.door import Call
from booking.web.fields import Fields
from booking.web.shell import FieldFault, show_page
from booking.web.times import read_date, say_date_fault
from booking.web.words import STATUS_OF, say_place

REST, ALL, SET = "rest", "all", "set"
FATES = tuple(f"fate_{number}" for number in range(1, MOST_SHOWN + 1))
PUBLISH_FIELDS = (AGREED, "gone", "message", KEEP_UNTIL, REST, ALL, SET, *FATES)

_CHOSEN = re.compile(r"(move|keep|cancel)\.([a-z2-7]{26})(?:\.([a-z2-7]{26}))?")
_BOOKING = re.compile(r"[a-z2-7]{26}")
_REST = frozenset({Fate.KEEP, Fate.CANCEL})


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen for a booking."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class StrandedRow:
    """A booking whose place leaves the plan, with what can be chosen for it."""

    field: str
    booking: BookingRow
    options: tuple[Option, ...]
    fault: str


def show_publishing(call: Call) -> Response:
    """What publishing would do."""
    return _show(call, call.query, ())


def send_publishing(call: Call) -> Response:
    """Publish, where the effect was seen and is still the same, and every stranded booking has its choice."""
    if not call.form.get(AGREED):
        return _show(call, call.form, ())
    if call.form.get(SET):
        return _set_all(call)
    message, faults = tidy_line(call.form.get("message")), []
    if fault := fault_in_line(message, most=LONGEST_MESSAGE):
        faults.append(FieldFault("message", fault))
    typed_day = call.form.get(KEEP_UNTIL).strip()
    day = read_date(typed_day)
    if typed_day and day is None:
        faults.append(
            FieldFault(KEEP_UNTIL, say_date_fault(typed_day, "Enter a date as year-month-day, such as 2026-12-01."))
        )
    each, rest = _read_choices(call.form), call.form.get(REST)
    faults += [
        FieldFault(name, "Choose one of these for this booking.")
        for name in FATES
        if call.form.has(name) and not _CHOSEN.fullmatch(call.form.get(name))
    ]
    if rest and rest not in _REST:
        faults.append(FieldFault(REST, "Choose one of these for the other bookings."))
    if faults:
        return _show(call, call.form, tuple(faults), status=422)
    choices = Choices(each, Fate(rest) if rest else None, day)
    wish = Publishing(call.form.get(AGREED), call.form.get("gone") == "keep", choices, message)
    answer = publish_draft(call.service, call.actor, call.ref, wish, now=call.now)
    if not isinstance(answer, Refused):
        return RedirectResponse(address(path_of(Tier.FLOOR, call.ref), {"done": "published"}), status_code=303)
    return _show_refused(call, answer)


def _show_refused(call: Call, refused: Refused) -> Response:
    """Why nothing was published, beside the field at fault where it is one of this page's."""
    field = refused.field or ""
    if field in ("faults", "accepted") or STATUS_OF[refused.reason] in (403, 404) or _is_draft_gone(refused):
        return show_draft_fault(call, refused)
    return _show(call, call.form, (FieldFault(field, refused.why),), status=STATUS_OF[refused.reason])


def _is_draft_gone(refused: Refused) -> bool:
    return refused.reason is Reason.CHANGED_MEANWHILE and refused.field is None


def _set_all(call: Call) -> Response:
    """The page again, with one choice for all of the bookings; nothing is written."""
    wanted = call.form.get(ALL)
    if wanted not in set(Fate):
        why = "Choose what to set all of them to. To publish, use the button at the end of the page."
        fault = FieldFault(ALL, why)
        return _show(call, call.form, (fault,), status=422)
    return _show(call, call.form, (), every=Fate(wanted))


def _show(
    call: Call, given: Fields, faults: tuple[FieldFault, ...], status: int = 200, *, every: Fate | None = None
) -> Response:
    keep = given.get("gone") == "keep"
    outlook = weigh_publishing(call.service, call.actor, call.ref, keep_gone=keep, now=call.now)
    if isinstance(outlook, Refused):
        return show_draft_fault(call, outlook)
    effect, stranded = outlook.effect, outlook.stranded
    chosen = _read_choices(given) if given.get(AGREED) and every is None else _choose(call, stranded, every)
    faults += _find_overtaken(stranded, chosen, faults)
    numbers = {one.card.booking.ref: number for number, one in enumerate(stranded)}
    faults = tuple(FieldFault(_place_fault(fault.field, numbers), fault.text) for fault in faults)
    values = {
        "effect": effect,
        "agreed": (AGREED, effect.stamp),
        "kept": ("gone", "keep" if keep else "out"),
        "path": draft_path(call.ref),
        "rows": [_row(call, number, one, chosen, faults) for number, one in enumerate(stranded)],
        "more": effect.affected.total - len(stranded),
        "names": effect.names[:MOST_SHOWN],
        "more_names": len(effect.names[MOST_SHOWN:]),
        "keep_until": _type_day(outlook, given, chosen, anew=every is not None),
        "message": given.get("message"),
        "rest": every.value if every in _REST else given.get(REST),
        "booked": effect.affected.total,
        "can_move": any(one.instead is not None for one in stranded),
        "faults": faults,
        "plan_faults": outlook.faults[:MOST_SHOWN],
        "more_faults": len(outlook.faults[MOST_SHOWN:]),
    }
    return show_page(call, "admin/publishing.html", "Publish this plan?", values, status=status)


def _choose(call: Call, stranded: Sequence[Stranded], every: Fate | None) -> Mapping[Ref, Choice]:
    """One choice for all, or the kindest for each: moved where a place is free, else kept where it is.

    Where all are to move, those for which no place is free are cancelled, or kept where they have begun.
    """
    chosen = {}
    for one in stranded:
        begun = one.card.booking.interval.start < call.now
        if every in (Fate.KEEP, Fate.CANCEL):
            choice = Choice(every)
        elif one.instead is not None:
            choice = Choice(Fate.MOVE, one.instead.ref)
        else:
            choice = Choice(Fate.CANCEL if every is Fate.MOVE and not begun else Fate.KEEP)
        chosen[one.card.booking.ref] = choice
    return chosen


def _read_choices(given: Fields) -> Mapping[Ref, Choice]:
    """The choices that can be read; each names its booking, so that a list that has changed mixes nothing up."""
    found = {}
    for name in FATES:
        if read := _CHOSEN.fullmatch(given.get(name)):
            fate, booking, to = read.groups()
            found[Ref(booking)] = Choice(Fate(fate), Ref(to) if to else None)
    return found


def _find_overtaken(
    stranded: Sequence[Stranded], chosen: Mapping[Ref, Choice], faults: Sequence[FieldFault]
) -> tuple[FieldFault, ...]:
    """A fault for each booking whose new place is not the one that is offered now; none twice."""
    told = {fault.field for fault in faults}
    found = []
    for one in stranded:
        ref = one.card.booking.ref
        choice = chosen.get(ref)
        gone = choice is not None and choice.fate is Fate.MOVE and _offered(one) != choice.to
        if gone and ref not in told:
            why = "The place that you chose for this booking is not free any more. Choose again."
            found.append(FieldFault(ref, why))
    return tuple(found)


def _offered(one: Stranded) -> Ref | None:
    return one.instead.ref if one.instead is not None else None


def _place_fault(field: str, numbers: Mapping[Ref, int]) -> str:
    """The field of the page for a fault, which may name a booking instead, listed or not."""
    number = numbers.get(Ref(field))
    if number is not None:
        return FATES[number]
    if field in PUBLISH_FIELDS:
        return field if field != AGREED else ""
    return REST if _BOOKING.fullmatch(field) else ""


def _row(
    call: Call, number: int, one: Stranded, chosen: Mapping[Ref, Choice], faults: Sequence[FieldFault]
) -> StrandedRow:
    booking = one.card.booking
    options = _options(one, chosen.get(booking.ref), begun=booking.interval.start < call.now)
    return StrandedRow(
        field=FATES[number],
        booking=view_affected(one.card),
        options=tuple(options),
        fault=next((fault.text for fault in faults if fault.field == FATES[number]), ""),
    )


def _options(one: Stranded, choice: Choice | None, *, begun: bool) -> list[Option]:
    ref, options = one.card.booking.ref, []
    if one.instead is not None and one.floor is not None:
        to = one.instead.ref
        text = f"Move it to {say_resource(one.instead)}, {say_place(one.floor)}"
        options.append(Option(f"move.{ref}.{to}", text, choice == Choice(Fate.MOVE, to)))
    stays = "Let it stay until its end" if begun else "Keep it where it is, until the date below"
    ends = "End it now" if begun else "Cancel it"
    options.append(Option(f"keep.{ref}", stays, choice == Choice(Fate.KEEP)))
    options.append(Option(f"cancel.{ref}", f"{ends}, with the message below", choice == Choice(Fate.CANCEL)))
    return options


def _type_day(outlook: Outlook, given: Fields, chosen: Mapping[Ref, Choice], *, anew: bool) -> str:
    """The day typed; where none was and the choices are made `anew`, the last that the bookings kept need."""
    if given.has(KEEP_UNTIL) and given.get(KEEP_UNTIL):
        return given.get(KEEP_UNTIL)
    kept = [one.card for one in outlook.stranded if chosen.get(one.card.booking.ref) == Choice(Fate.KEEP)]
    days: list[date] = [last_day(card, outlook.site.zone) for card in kept]
    return max(days).isoformat() if days and (anew or not given.has(KEEP_UNTIL)) else ""
