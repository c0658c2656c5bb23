"""A floor's places as its map and its list show them: the same words and the same powers in both."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from booking.actions.open_floor import OpenFloor
from booking.model.estate import Place, Resource, ResourceKind, Site
from booking.model.ids import Ref, ResourceId
from booking.model.people import Actor
from booking.model.stranded import KeptPlace
from booking.model.time import Interval
from booking.rules.bars import Bar
from booking.rules.marks import Mark, PlaceState
from booking.rules.phrases import say_date, say_day, say_end, say_resource, say_time
from booking.web.addresses import address
from booking.web.times import TypedWhen, WhenFault
from booking.web.words import KINDS, PLACE_STATES, begin, say_features, say_seats


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place. `state` is None where no time is known; `href` is empty where the viewer can do nothing.

    `number` is its place among the floor's resources, `suits` whether it is what was asked for, `tail` what is said of
    it behind its state, and `holder` a colleague's name, short enough for the map.
    """

    resource_id: ResourceId
    number: int
    ref: Ref
    kind: ResourceKind
    name: str
    short_name: str
    facts: str
    tail: str
    features: tuple[str, ...]
    capacity: int
    state: PlaceState | Bar | None
    state_words: str
    holder: str
    href: str
    action: str
    label: str
    suits: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which places are wanted; without any of this, all are."""

    kind: ResourceKind | None = None
    features: frozenset[str] = frozenset()
    free_only: bool = False


ANY_PLACE = Wanted()

KEPT, KEPT_WORDS = "kept", "Kept for bookings"
"""The name of the sign of a place that is kept for the bookings that stand, and what the legend calls it."""


@dataclass(frozen=True, slots=True)
class KindRows:
    """The places of one kind, in the order of their names; `wanted` where the kind was not left out."""

    kind: ResourceKind
    heading: str
    summary: str
    rows: tuple[PlaceRow, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A place out of use that people still have bookings of; `href` leads to the viewer's own, and is empty without.

    `stood` is where it is drawn, None where it is only listed; `suits` is whether it is shown among what was asked for.
    """

    ref: Ref
    resource_id: ResourceId
    kind: ResourceKind
    name: str
    short_name: str
    words: str
    label: str
    href: str
    stood: Place | None
    suits: bool

    @property
    def state(self) -> str:
        """The name of its sign."""
        return KEPT


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many places are in one state; the map's legend."""

    state: str
    words: str
    number: int


def list_places(
    floor: OpenFloor[WhenFault], actor: Actor, typed: TypedWhen, wanted: Wanted = ANY_PLACE
) -> tuple[PlaceRow, ...]:
    """Every place of the floor, by kind and then by name as people count: 1.2 before 1.10."""
    marks = {mark.resource_id: mark for mark in floor.marks}
    when = address("", typed.query)  # written once: each place has it in its address
    found = [_row(resource, marks.get(resource.id), floor, actor, when) for resource in floor.sheet.resources]
    rows = [replace(row, number=number, suits=_suits(row, wanted)) for number, row in enumerate(found)]
    order = {kind: number for number, kind in enumerate(KINDS)}
    return tuple(sorted(rows, key=lambda row: (order[row.kind], natural_order(row.name), row.resource_id)))


def list_kept(floor: OpenFloor[WhenFault], wanted: Wanted = ANY_PLACE) -> tuple[KeptRow, ...]:
    """The places that have left the floor and still have bookings to come, by name as people count."""
    rows = (_kept_row(kept, floor, suits=wanted == ANY_PLACE) for kept in floor.kept)
    return tuple(sorted(rows, key=lambda row: (natural_order(row.name), row.ref)))


def _kept_row(kept: KeptPlace, floor: OpenFloor[WhenFault], *, suits: bool) -> KeptRow:
    until = say_day(kept.until - _AN_INSTANT, floor.sheet.floor.site.zone)
    name, words = say_resource(kept.resource), f"{_say_why_kept(floor, drawn=kept.drawn)}; kept until {until}"
    own = kept.own is not None
    return KeptRow(
        ref=kept.resource.ref,
        resource_id=kept.resource.id,
        kind=kept.resource.kind,
        name=name,
        short_name=kept.resource.name,
        words=words,
        label=f"{name}, {_lower_first(words)}. {'See your booking' if own else ''}".strip(),
        href=f"/bookings/{kept.own}" if own else "",
        stood=kept.stood,
        suits=suits,
    )


_AN_INSTANT = timedelta(microseconds=1)
"""What is kept until midnight is kept until the day before."""


def _say_why_kept(floor: OpenFloor[WhenFault], *, drawn: bool) -> str:
    return "Not in use any more" if drawn or floor.sheet.floor.plan is None else "Not on the plan"


def has_all(row: PlaceRow, wanted: Wanted) -> bool:
    """Whether a place is of the kind and has the features that are wanted, free or not."""
    return wanted.kind in (None, row.kind) and wanted.features <= set(row.features)


def group_places(rows: Iterable[PlaceRow], wanted: Wanted = ANY_PLACE) -> tuple[KindRows, ...]:
    """The places under their kinds, with how many of those that have what is wanted are free.

    Kinds of which the floor has none are left out.
    """
    groups = []
    for each, heading in KINDS.items():
        mine = tuple(row for row in rows if row.kind is each)
        asked = [row for row in mine if set(row.features) >= wanted.features]
        free, passed = sum(row.state is PlaceState.FREE for row in asked), any(row.state is Bar.PASSED for row in mine)
        if mine:
            summary = f"{len(asked)}" if mine[0].state is None or passed else f"{free} of {len(asked)} free"
            groups.append(KindRows(each, heading, summary, mine, wanted.kind in (None, each)))
    return tuple(groups)


def count_states(rows: Iterable[PlaceRow], kept: Iterable[KeptRow] = ()) -> tuple[StateCount, ...]:
    """How many places are in each state that any place is in; free and yours first, those that are kept last."""
    numbers = Counter(row.state for row in rows)
    counts = [
        StateCount(state.value, words, numbers[state]) for state, words in PLACE_STATES.items() if state in numbers
    ]
    standing = sum(row.suits for row in kept)
    return (*counts, *([StateCount(KEPT, KEPT_WORDS, standing)] if standing else []))


def _row(
    resource: Resource,
    mark: Mark | None,
    floor: OpenFloor[WhenFault],
    actor: Actor,
    when: str,
) -> PlaceRow:
    site = floor.sheet.floor.site
    state = _find_state(mark, floor) if mark is not None else None
    words = _say_state(resource, mark, floor) if mark is not None else ""
    href, action = _find_action(resource, state, floor, actor, when)
    features = say_features(resource)
    label = ", ".join(
        fact for fact in (say_resource(resource), _lower_first(words), say_seats(resource), features) if fact
    )
    return PlaceRow(
        resource_id=resource.id,
        number=0,
        ref=resource.ref,
        kind=resource.kind,
        name=say_resource(resource),
        short_name=resource.name,
        facts=begin(
            ", ".join(fact for fact in (say_seats(resource) if resource.capacity > 1 else "", features) if fact)
        ),
        tail=", ".join(fact for fact in (say_seats(resource), features) if fact),
        features=resource.features,
        capacity=resource.capacity,
        state=state,
        state_words=words,
        holder=_shorten(_holder(resource, mark, floor)),
        href=href,
        action=action,
        label=f"{label}. {_say_invitation(action, floor.when, site)}".strip(),
        suits=True,
    )


def _suits(row: PlaceRow, wanted: Wanted) -> bool:
    return has_all(row, wanted) and (not wanted.free_only or row.state in (PlaceState.FREE, PlaceState.YOURS))


def _find_state(mark: Mark, floor: OpenFloor[WhenFault]) -> PlaceState | Bar:
    """What a place is to the viewer: what nothing occupies is free only where they can book it."""
    return floor.bars.get(mark.resource_id, mark.state) if mark.state is PlaceState.FREE else mark.state


def _find_action(
    resource: Resource, state: PlaceState | Bar | None, floor: OpenFloor[WhenFault], actor: Actor, when: str
) -> tuple[str, str]:
    """Where the viewer can go from here and what that is called; both empty where nowhere."""
    if state is PlaceState.YOURS:
        own = (use for use in floor.uses if use.occupied.resource_id == resource.id)
        mine = next((use for use in own if use.occupied.person_id == actor.person.id), None)
        return (f"/bookings/{mine.booking}", "View") if mine is not None else ("", "")
    if state is not PlaceState.FREE:
        return "", ""
    return f"{address('/book', {'resource': resource.ref})}{when.replace('?', '&', 1)}", "Book"


def _say_state(resource: Resource, mark: Mark, floor: OpenFloor[WhenFault]) -> str:
    """What a place is; of one that is closed and held, that it is closed comes first."""
    said = _say_mark(resource, mark, floor)
    if mark.beside is None:
        return said
    other = _say_mark(resource, mark.beside, floor)
    first, second = (said, other) if mark.state is PlaceState.CLOSED else (other, said)
    return f"{first.rstrip('.')}. {second}"


def _say_mark(resource: Resource, mark: Mark, floor: OpenFloor[WhenFault]) -> str:
    words = PLACE_STATES[_find_state(mark, floor)]
    if holder := _holder(resource, mark, floor):
        words = f"{words} by {holder}"
    if mark.until is not None and isinstance(floor.when, Interval):
        zone = floor.sheet.floor.site.zone
        same_day = mark.until.astimezone(zone).date() == floor.when.start.astimezone(zone).date()
        at = say_time(mark.until, zone)
        if mark.state is PlaceState.LOCKED:
            words = f"{words}, free again at {at}{'' if same_day else f' on {say_day(mark.until, zone)}'}"
        else:
            words = f"{words} until {at if same_day else say_end(mark.until, zone)}"
    elif mark.state is PlaceState.LOCKED:
        words = f"{words} before its next use"
    why = mark.why or (floor.hours.get(resource.id, "") if mark.state is PlaceState.CLOSED else "")
    if _find_state(mark, floor) is Bar.TOO_FAR:
        why = f"bookings open on {say_date(floor.far[resource.id].opens_on)}"
    return f"{words}: {why}" if why else words


def _holder(resource: Resource, mark: Mark | None, floor: OpenFloor[WhenFault]) -> str:
    """The colleague who uses the place at the time, where the viewer may know."""
    if mark is None or mark.state is not PlaceState.TAKEN:
        return ""
    if not isinstance(floor.when, Interval):
        return ""
    holds = (use for use in floor.uses if use.occupied.resource_id == resource.id)
    names = dict.fromkeys(use.holder for use in holds if use.holder and use.occupied.interval.overlaps(floor.when))
    first, *others = names or [""]
    return f"{first} and {len(others)} more" if others else first


def _shorten(holder: str) -> str:
    """A name for the map: Jo Brown is Jo B."""
    first, *rest = holder.split(" and ", maxsplit=1)[0].split()[:2] or [""]
    return f"{first} {rest[0][:1]}" if rest else first


def _say_invitation(action: str, when: Interval | WhenFault, site: Site) -> str:
    if action == "Book" and isinstance(when, Interval):
        return f"Book it from {say_time(when.start, site.zone)} to {say_time(when.end, site.zone)}"
    return "See your booking" if action == "View" else ""


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """How people count names: 1.2 before 1.10."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in re.findall(r"\d{1,9}|\D+", name)
    )
