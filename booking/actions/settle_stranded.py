"""Move or keep the bookings whose place a new plan leaves out; and find beforehand where each of them could go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.look_elsewhere import Sought, is_sought, look_elsewhere
from booking.actions.record import Done, Told
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard, BookingState
from booking.model.decisions import Refused
from booking.model.diary import Occupied
from booking.model.estate import Floor
from booking.model.ids import FloorId, Ref, SiteId
from booking.model.people import Actor
from booking.model.rule_changes import FutureBooking
from booking.model.spacing import SeatPair
from booking.model.stranded import Choices, Stranded
from booking.rules.breaches import request_again
from booking.rules.decide import decide
from booking.rules.displaced import find_instead, hold_instead
from booking.rules.drafts import Settled
from booking.rules.stranded import SortedOut, refuse_target, see_after
from booking.store.bookings import find_booking
from booking.store.diary import read_diary
from booking.store.engine import Tx
from booking.store.estate import find_resource, read_floors
from booking.store.ledger import rewrite_booking
from booking.store.people import find_actor, lock_person


@dataclass(frozen=True, slots=True)
class Coming:
    """What a plan will leave on its floor: what becomes of the places, and whose seats are near on it.

    `pairs` is None where no rule keeps people apart.
    """

    settled: Settled
    pairs: tuple[SeatPair, ...] | None


def find_stranded(tx: Tx, cards: Sequence[BookingCard], coming: Coming, now: datetime) -> tuple[Stranded, ...]:
    """Where each booking could go once the plan is published, no two to the same place. Five selects for each.

    Four more find for all desks that are left what is free on the site's other floors. A booking that has begun stays
    where it is; so does one whose booker may book nothing else that is free.
    """
    planned: list[Occupied] = []
    sought: list[Sought] = []
    found = [_find_one(tx, card, coming, planned, sought, now) for card in cards]
    elsewhere = look_elsewhere(tx, sought, planned, now)
    far = {booking_id: Stranded(one.card, one.instead, one.floor) for booking_id, one in elsewhere.items()}
    found = [far.get(one.card.booking.id, one) for one in found]
    floors = _read_floors(tx, found)
    return tuple(
        replace(one, floor=one.floor or floors.get(one.instead.floor_id)) if one.instead is not None else one
        for one in found
    )


def find_target_floors(tx: Tx, choices: Choices) -> frozenset[FloorId]:
    """The floors of the places to which bookings are to move; unknown places are left out. One select for each."""
    wanted = {choice.to for choice in choices.each.values() if choice.to is not None}
    return frozenset(to.floor_id for ref in wanted if (to := find_resource(tx, ref)) is not None)


def move_bookings(
    tx: Tx, moved: Sequence[tuple[BookingCard, Ref]], done: Done, locked: frozenset[FloorId], now: datetime
) -> list[Told] | Refused:
    """Move each booking to its new place, as the rules and the plan now stand; the first that cannot go refuses all.

    Args:
        tx: a transaction that has published the plan and holds the floors.
        moved: the bookings with the places chosen for them.
        done: who moves them, and what they say of it.
        locked: the floors that it holds.
        now: the instant of asking.
    """
    for person_id in sorted({card.booking.person_id for card, _ in moved}):
        lock_person(tx, person_id)
    told = []
    for card, ref in moved:
        answer = _move(tx, card, ref, locked, now)
        if isinstance(answer, Refused):
            return answer
        told.append(Told(done, card.booking, answer))
    return told


def tell_kept(sorted_out: SortedOut, choices: Choices, asking: Actor, message: str) -> list[Told]:
    """What is told of the bookings that stay where they are: nothing about them changes but what stands around them."""
    if choices.keep_until is None:
        return []
    done = Done(AuditAct.KEPT, asking, message, facts=(("kept_until", choices.keep_until.isoformat()),))
    return [Told(done, card.booking, card) for card in sorted_out.kept]


def _find_one(
    tx: Tx, card: BookingCard, coming: Coming, planned: list[Occupied], sought: list[Sought], now: datetime
) -> Stranded:
    """The best place near for one booking; what it would hold there is planned for it, else it is sought elsewhere."""
    if card.booking.interval.start < now:
        return Stranded(card)
    booker = find_actor(tx, card.booking.booked_by_id)
    diary = read_diary(tx, card.resource, request_again(card.booking), replaces=card.booking, now=now)
    if booker is None or diary is None:
        return Stranded(card)
    after = see_after(diary, coming.settled, coming.pairs)
    one = FutureBooking(card, booker, after.holder_bookings, card.booking.interval.end)
    alike = {place.id for place in after.alike}
    found = find_instead(one, after, (held for held in planned if held.resource_id in alike), now)
    held = hold_instead(found, after)
    planned += [] if held is None else [held]
    sought += [(one, after)] if is_sought(one, found, now) else []
    return Stranded(card, found.instead)


def _read_floors(tx: Tx, found: Sequence[Stranded]) -> dict[FloorId, Floor]:
    """The floors of the places found; one select, none where every booking stays on its floor."""
    own = {one.card.floor.id: one.card.floor for one in found}
    away = {one.instead.floor_id for one in found if one.instead is not None and one.floor is None} - set(own)
    if not away:
        return own
    sites: frozenset[SiteId] = frozenset(one.card.floor.site.id for one in found)
    return {floor.id: floor for floor in read_floors(tx, sites)}


def _move(tx: Tx, card: BookingCard, ref: Ref, locked: frozenset[FloorId], now: datetime) -> BookingCard | Refused:
    old, to = card.booking, find_resource(tx, ref)
    booker = find_actor(tx, old.booked_by_id)
    if to is None or booker is None or to.floor_id not in locked or old.interval.start < now:
        return refuse_target(card, None, None)
    if to.kind is not card.resource.kind or to.site_id != card.resource.site_id:
        return refuse_target(card, to, None)
    request = replace(request_again(old), resource_id=to.id)
    diary = read_diary(tx, to, request, replaces=old, now=now)
    verdict = decide(request, diary, booker, now) if diary is not None else None
    if verdict is None or isinstance(verdict, Refused):
        return refuse_target(card, to, verdict)
    rewrite_booking(tx, old, verdict.draft, state=BookingState.CONFIRMED, now=now)
    after = find_booking(tx, old.ref)
    if after is None:
        raise RuntimeError(f"booking {old.id} was moved and is not there")
    return after
