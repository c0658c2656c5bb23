"""What a new plan does to bookings whose place it leaves out: where they could go, and whether a choice will do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from booking.model.diary import Diary
from booking.model.drafts import DraftPlace
from booking.model.estate import Resource
from booking.model.ids import Ref, ResourceId
from booking.model.spacing import SeatPair, find_neighbours
from booking.model.stranded import Choices, Fate
from booking.rules.drafts import Settled
from booking.rules.phrases import say_day, say_resource, say_span

KEEP_UNTIL = "keep_until"
"""The field of the day until which bookings are kept."""


@dataclass(frozen=True, slots=True)
class SortedOut:
    """The stranded bookings by what happens to each: each is in exactly one; those that move with their new place."""

    moved: tuple[tuple[BookingCard, Ref], ...]
    kept: tuple[BookingCard, ...]
    cancelled: tuple[BookingCard, ...]


def sort_out(cards: Sequence[BookingCard], choices: Choices, zone: ZoneInfo, now: datetime) -> SortedOut | Refused:
    """Sort bookings by what was chosen for each; refused where the choices do not answer for all of them.

    A refusal about one booking names it as its field.
    """
    moved, kept, cancelled = [], [], []
    for card in cards:
        choice = choices.of(card.booking.ref)
        if choice is None:
            return Refused(Reason.BAD_FIELD, f"Choose what happens to the {_say(card)}.", field=card.booking.ref)
        if choice.fate is Fate.MOVE and choice.to is not None:
            moved.append((card, choice.to))
        elif choice.fate is Fate.KEEP:
            kept.append(card)
        elif choice.fate is Fate.CANCEL:
            cancelled.append(card)
        else:
            why = f"Choose where the {_say(card)} goes, or keep it or cancel it."
            return Refused(Reason.BAD_FIELD, why, field=card.booking.ref)
    if kept and (refusal := refuse_day(kept, choices.keep_until, zone, now)):
        return refusal
    return SortedOut(tuple(moved), tuple(kept), tuple(cancelled))


def refuse_day(kept: Sequence[BookingCard], until: date | None, zone: ZoneInfo, now: datetime) -> Refused | None:
    """Why bookings cannot be kept until the end of that local day; None where all of them can."""
    if until is None:
        why = "Enter the date until which these bookings are kept."
        return Refused(Reason.BAD_FIELD, why, field=KEEP_UNTIL)
    if until < now.astimezone(zone).date():
        why = "This date has passed. Enter today or a later date."
        return Refused(Reason.BAD_FIELD, why, field=KEEP_UNTIL)
    late = [card for card in kept if last_day(card, zone) > until]
    if not late:
        return None
    last = max(card.booking.interval.end for card in late)
    which = "1 booking that you keep ends" if len(late) == 1 else f"{len(late):,} bookings that you keep end"
    why = (
        f"{which} after this date, the last on {say_day(last - _AN_INSTANT, zone)}. "
        "Enter a later date, or move or cancel what comes after it."
    )
    return Refused(Reason.BAD_FIELD, why, field=KEEP_UNTIL)


def last_day(card: BookingCard, zone: ZoneInfo) -> date:
    """The last local day of which a booking has a part."""
    return (card.booking.interval.end - _AN_INSTANT).astimezone(zone).date()


def refuse_target(card: BookingCard, to: Resource | None, verdict: Refused | None) -> Refused:
    """Why a booking cannot go where it was to go: what the rules say, or that the place is none for it."""
    named = say_resource(to) if to is not None else "that place"
    why = verdict.why if verdict is not None else f"{named} is not a place for it."
    said = f"The {_say(card)} cannot go to {named} now, so nothing was published. {why.split(' Choose ')[0]}"
    return Refused(Reason.CHANGED_MEANWHILE, f"{said} Choose again for it.", field=card.booking.ref)


def see_after(diary: Diary, settled: Settled, pairs: Sequence[SeatPair] | None) -> Diary:
    """A diary as it will be once the plan is published.

    Args:
        diary: of a place that the plan leaves out.
        settled: what the draft becomes; places that are new with it are in no diary yet.
        pairs: which seats of the floor are near on the new plan; None where no rule asks.
    """
    drawn = {ResourceId(node.id): place for place, node in settled.kept}
    gone = {ResourceId(node.id) for node in settled.gone}
    alike = tuple(after for each in diary.alike if (after := _after(each, drawn, gone)).kind is diary.resource.kind)
    neighbours = diary.neighbours if pairs is None else find_neighbours(pairs, alike)
    resource = replace(diary.resource, in_use=False)
    return replace(diary, resource=resource, alike=alike, neighbours=neighbours)


def _after(resource: Resource, drawn: dict[ResourceId, DraftPlace], gone: set[ResourceId]) -> Resource:
    if resource.id in gone:
        return replace(resource, in_use=False)
    place = drawn.get(resource.id)
    if place is None or place.kind is None:
        return resource
    return replace(
        resource, name=place.name, kind=place.kind, capacity=place.seats, features=place.features, in_use=True
    )


_AN_INSTANT = timedelta(microseconds=1)


def _say(card: BookingCard) -> str:
    return f"booking of {card.person.name} from {say_span(card.booking.interval, card.floor.site.zone)}"
