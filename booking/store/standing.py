"""Bookings to come in pages, with the facts by which each would be decided on if it were made today."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, true

from booking.model.bookings import LIVE_STATES, BookingCard
from booking.model.diary import HolderBooking
from booking.model.ids import PersonId
from booking.model.people import Actor, Grant, Role, ScopeKind
from booking.model.policy import Rule, RuleField
from booking.model.rule_changes import Behind, FutureBooking, RuleReach
from booking.model.time import LOOK_BACK
from booking.store.bookings import card_of, select_cards
from booking.store.engine import Tx
from booking.store.future import COUNTED, HELD_COLUMNS, PLACED, by_holder, reached_places
from booking.store.tables import OCCUPATION_IS_LIVE, booking, occupation, resource, role_grant

_LIVE = tuple(state.value for state in LIVE_STATES)
_ONE_DAY = timedelta(hours=25)
_AHEAD = timedelta(days=3660)
"""Further ahead than any horizon lets anybody book; without this end, SQLite reads the whole table."""

_COUNT_MORE = frozenset({RuleField.MAX_PER_DAY, RuleField.MAX_UPCOMING})


def read_standing(
    tx: Tx, reach: RuleReach, now: datetime, rules: Iterable[Rule], *, behind: Behind | None, limit: int
) -> tuple[FutureBooking, ...]:
    """The live bookings of the places reached that end after now, by start and ref, at most `limit`. Two selects.

    What they occupy is not read: `until` is the end of each.
    """
    cards, grants = _read_cards(tx, reach, now, behind, limit)
    held = _read_held(tx, cards, rules, now)
    return tuple(
        FutureBooking(
            card=card,
            booker=Actor(card.booked_by, grants.get(card.booked_by.id, ())),
            holder_bookings=held.get(card.person.id, ()),
            until=card.booking.interval.end,
        )
        for card in cards
    )


def _read_cards(
    tx: Tx, reach: RuleReach, now: datetime, behind: Behind | None, limit: int
) -> tuple[Sequence[BookingCard], Mapping[PersonId, tuple[Grant, ...]]]:
    """The bookings, and what those who made them were granted; found by what is occupied, which is kept in order."""
    order = (occupation.c.starts_at, booking.c.ref)
    wanted = (
        select(booking.c.id, *order)
        .distinct()
        .select_from(PLACED.join(occupation, occupation.c.booking_id == booking.c.id))
        .where(
            OCCUPATION_IS_LIVE,
            booking.c.state.in_(_LIVE),
            booking.c.ends_at > now,
            occupation.c.starts_at > now - LOOK_BACK,
            occupation.c.starts_at < now + _AHEAD,
            reached_places(reach),
            _is_behind(behind),
        )
        .order_by(*order)
        .limit(limit)
        .subquery()
    )
    query = (
        select_cards(role_grant.c.role, role_grant.c.scope, role_grant.c.scope_id)
        .outerjoin(role_grant, role_grant.c.person_id == booking.c.booked_by_id)
        .where(booking.c.id.in_(select(wanted.c.id)))
        .order_by(booking.c.starts_at, booking.c.ref)
    )
    cards: dict[int, BookingCard] = {}
    grants: defaultdict[PersonId, dict[Grant, None]] = defaultdict(dict)
    for row in tx.execute(query):
        if row.booking_id not in cards:
            cards[row.booking_id] = card_of(row)
        if row.role is not None:
            grants[PersonId(row.booked_by_id)][Grant(Role(row.role), ScopeKind(row.scope), row.scope_id)] = None
    return tuple(cards.values()), {person_id: tuple(granted) for person_id, granted in grants.items()}


def _is_behind(behind: Behind | None) -> ColumnElement[bool]:
    if behind is None:
        return true()
    start, ref = behind
    return and_(occupation.c.starts_at >= start, or_(occupation.c.starts_at > start, booking.c.ref > ref))


def _read_held(
    tx: Tx, cards: Sequence[BookingCard], rules: Iterable[Rule], now: datetime
) -> Mapping[PersonId, tuple[HolderBooking, ...]]:
    """What the holders have at these times, themselves included; more of it where a rule counts more.

    A limit a day counts what lies around them, a limit ahead all that is to come.
    """
    if not cards:
        return {}
    counts = {rule.field for rule in rules if rule.value is not None} & _COUNT_MORE
    mine = booking.alias("mine")
    query = (
        select(*HELD_COLUMNS)
        .distinct()
        .join(resource, resource.c.id == booking.c.resource_id)
        .where(booking.c.state.in_(COUNTED))
        .order_by(booking.c.starts_at, booking.c.id)
    )
    if counts:
        query = query.where(booking.c.person_id.in_({card.person.id for card in cards}), *_window(cards, counts, now))
    else:
        query = query.join(mine, mine.c.person_id == booking.c.person_id).where(
            mine.c.id.in_([card.booking.id for card in cards]),
            booking.c.starts_at < mine.c.ends_at,
            booking.c.ends_at > mine.c.starts_at,
        )
    return by_holder(tx.execute(query))


def _window(
    cards: Sequence[BookingCard], counts: Collection[RuleField], now: datetime
) -> tuple[ColumnElement[bool], ...]:
    since = min(card.booking.interval.start for card in cards) - _ONE_DAY
    if RuleField.MAX_UPCOMING in counts:
        return (booking.c.ends_at > min(now, since),)
    before = max(card.booking.interval.end for card in cards) + _ONE_DAY
    return booking.c.ends_at > since, booking.c.starts_at < before
