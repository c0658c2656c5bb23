"""Which desks are too near each other for good, how many are used where nobody steers, and where bookings go."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from booking.model.bookings import BookingState, Draft, Request
from booking.model.decisions import Refused
from booking.model.diary import Diary, Occupied
from booking.model.estate import Floor, Resource
from booking.model.ids import FloorId, ResourceId
from booking.model.layouts import Conflicts, LayoutAsk, SpacedFloor, Unsteered
from booking.model.policy import Policy, Rule
from booking.model.rule_changes import FutureBooking
from booking.model.spacing import NO_NEIGHBOURS, Neighbours, SeatPair
from booking.rules.breaches import request_again
from booking.rules.decide import find_refusals, spacing_of
from booking.rules.gaps import occupied_by_request
from booking.rules.policy import Policies
from booking.rules.spacing import Spacing, distance_cm

TRIES = 200
"""How often people are let choose at random: the mean of so many is off by less than a desk."""

_STAYS = ("accessible", "wheelchair")
"""Words in a feature that says that somebody depends on the desk: those stay unless somebody decides otherwise."""


def needs_to_stay(feature: str) -> bool:
    """Whether somebody depends on a desk that has this feature."""
    return any(word in feature.casefold() for word in _STAYS)


def find_conflicts(desks: Collection[ResourceId], pairs: Iterable[SeatPair], ask: LayoutAsk) -> Conflicts:
    """The pairs of these desks whose seats are nearer than is asked for."""
    asked = Policy(spacing_cm=ask.spacing_cm, face_spacing_cm=ask.face_spacing_cm, screens_exempt=ask.screens_exempt)
    return frozenset(
        (pair.one_id, pair.other_id)
        for pair in pairs
        if pair.one_id in desks and pair.other_id in desks and pair.distance_mm < 10 * distance_cm(asked, pair)
    )


def find_spaced_floors(
    desks: Iterable[Resource], floors: Iterable[Floor], spacing: Spacing, on: date
) -> tuple[SpacedFloor, ...]:
    """What a rule keeps apart on each of the floors on a day, in the order given; floors without desks are left out.

    `desks` are those that stand on the floors' plans.
    """
    by_floor: defaultdict[FloorId, list[Resource]] = defaultdict(list)
    for desk in desks:
        by_floor[desk.floor_id].append(desk)
    return tuple(_space_floor(floor, by_floor[floor.id], spacing, on) for floor in floors if floor.id in by_floor)


def _space_floor(floor: Floor, desks: Sequence[Resource], spacing: Spacing, on: date) -> SpacedFloor:
    ids = frozenset(desk.id for desk in desks)
    policy = spacing.policy_of(desks[0], on)
    must = frozenset(code for desk in desks for code in desk.features if needs_to_stay(code))
    return SpacedFloor(
        floor=floor,
        ask=LayoutAsk(policy.spacing_cm, policy.face_spacing_cm, policy.screens_exempt, must),
        desks=tuple(sorted(ids)),
        conflicts=frozenset(
            (desk.id, near.desk.id)
            for desk in desks
            for near in spacing.find_near(desk, on)
            if desk.id < near.desk.id and near.desk.id in ids
        ),
        must=frozenset(desk.id for desk in desks if must & set(desk.features)),
    )


def count_unsteered(desks: Sequence[ResourceId], conflicts: Conflicts, tries: int = TRIES) -> Unsteered:
    """How many desks are used when each is taken by chance until no other can be; the same for the same floor."""
    beside: defaultdict[ResourceId, list[ResourceId]] = defaultdict(list)
    for one, other in conflicts:
        beside[one].append(other)
        beside[other].append(one)
    lonely = [desk for desk in desks if desk not in beside]
    order = sorted(beside)
    dice = Random(1)  # noqa: S311 - chance, no secret
    counts = []
    for _ in range(tries if order else 1):
        dice.shuffle(order)
        gone: set[ResourceId] = set()
        used = 0
        for desk in order:
            if desk not in gone:
                used += 1
                gone.update(beside[desk])
        counts.append(used + len(lonely))
    return Unsteered(round(sum(counts) / len(counts)), min(counts), len(counts))


@dataclass(frozen=True, slots=True)
class Move:
    """A booking whose desk goes out of use, and the draft of it at another desk; None where there is none."""

    booking: FutureBooking
    to: Resource | None = None
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What moves are judged on: every hold on the desks that stay, the rules, and which desks are near."""

    occupied: tuple[Occupied, ...]
    rules: tuple[Rule, ...]
    neighbours: Neighbours


def plan_moves(
    bookings: Iterable[FutureBooking],
    nearest: Mapping[ResourceId, Sequence[Resource]],
    around: Around,
    now: datetime,
) -> tuple[Move, ...]:
    """Find each booking a desk that stays, as if its booker asked for it now; the earliest first.

    Args:
        bookings: of desks that go out of use; those that have begun are not moved.
        nearest: for each of these desks those that stay, in the order in which they are tried.
        around: what is judged on. A booking that moves holds its new desk for those behind it.
        now: the instant.
    """
    holds: defaultdict[ResourceId, list[Occupied]] = defaultdict(list)
    for held in around.occupied:
        holds[held.resource_id].append(held)
    policies, moves = Policies(around.rules), []
    for one in bookings:
        if one.card.booking.interval.start < now:
            continue
        move = next(_find_moves(one, nearest[one.card.resource.id], holds, (policies, around), now), Move(one))
        if move.to is not None and move.draft is not None:
            booking, occupies = one.card.booking, move.draft.occupies
            holds[move.to.id].append(
                Occupied(
                    move.to.id,
                    booking.id,
                    booking.person_id,
                    booking.interval,
                    occupies.end,
                    booking.series_id,
                    booking.use_id,
                )
            )
        moves.append(move)
    return tuple(moves)


def state_moved(state: BookingState) -> BookingState:
    """What a booking is once it stands at another desk: nobody has arrived there."""
    return BookingState.CONFIRMED if state is BookingState.CHECKED_IN else state


def _find_moves(
    one: FutureBooking,
    desks: Iterable[Resource],
    holds: Mapping[ResourceId, Sequence[Occupied]],
    known: tuple[Policies, Around],
    now: datetime,
) -> Iterator[Move]:
    """The desks at which the booking could be made."""
    policies, around = known
    card, site = one.card, one.card.floor.site
    on = card.booking.interval.start.astimezone(site.zone).date()
    for desk in desks:
        if any(held.interval.overlaps(card.booking.interval) for held in holds.get(desk.id, ())):
            continue
        request = _request_at(one, desk)
        diary = _diary_at(one, desk, holds, around.neighbours)
        policy = policies.of(desk, site.organisation_id, on)
        refusals: Iterator[Refused] = find_refusals(
            request, diary, policy, spacing_of(diary, policies), one.booker, now=now
        )
        if next(refusals, None) is None:
            yield Move(one, desk, Draft(request, occupied_by_request(request, policy)))


def _request_at(one: FutureBooking, desk: Resource) -> Request:
    booking = one.card.booking
    return replace(request_again(booking), resource_id=desk.id)


def _diary_at(
    one: FutureBooking, desk: Resource, holds: Mapping[ResourceId, Sequence[Occupied]], neighbours: Neighbours
) -> Diary:
    """The diary with the one desk and those beside it; the policy is resolved beforehand."""
    beside = neighbours.get(desk.id, ())
    ids = (desk.id, *(near.desk.id for near in beside))
    return Diary(
        floor=one.card.floor,
        resource=desk,
        alike=(desk,),
        occupied=tuple(held for desk_id in ids for held in holds.get(desk_id, ())),
        rules=(),
        holder=one.card.person,
        holder_bookings=one.holder_bookings,
        replaces=one.card.booking,
        neighbours={desk.id: beside} if beside else NO_NEIGHBOURS,
    )
