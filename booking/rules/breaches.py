"""What a change of the rules does to bookings that stand: asked of the same functions that decide about new ones."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from booking.model.bookings import Booking, Request
from booking.model.decisions import Reason, Refused
from booking.model.diary import Diary, Occupied
from booking.model.ids import ResourceId
from booking.model.policy import Policy, Rule, RuleField
from booking.model.rule_changes import Breach, FutureBooking, Retimed
from booking.model.spacing import NO_NEIGHBOURS, Neighbours
from booking.rules.decide import find_refusals, spacing_of
from booking.rules.gaps import occupied_by_booking
from booking.rules.policy import Policies

TAIL_FIELDS = frozenset({RuleField.TURNAROUND_MIN, RuleField.LOCKOUT_HOURS})
"""The fields that say for how long a booking goes on occupying its place."""


def find_breaches(
    bookings: Iterable[FutureBooking],
    occupied: Iterable[Occupied],
    *,
    before: tuple[Rule, ...],
    after: tuple[Rule, ...],
    now: datetime,
    neighbours: Neighbours = NO_NEIGHBOURS,
) -> tuple[Breach, ...]:
    """The bookings that could no longer be made under the rules as they will be, and could under those before.

    Each is decided on as if its booker asked for it now; what the rules before refuse for the same reason is no effect
    of the change. In the order given, each with the first reason that is new.
    """
    holds, was, will_be = _by_resource(occupied), Policies(before), Policies(after)
    found = []
    for one in bookings:
        diary = _diary(one, holds, neighbours)
        if reasons := _refusals(one, diary, will_be, now):
            known = _refusals(one, diary, was, now)
            found += [Breach(one.card, reason) for reason in reasons if reason not in known][:1]
    return tuple(found)


def find_standing_breaches(
    bookings: Iterable[FutureBooking],
    occupied: Iterable[Occupied],
    *,
    rules: tuple[Rule, ...],
    now: datetime,
    neighbours: Neighbours = NO_NEIGHBOURS,
) -> tuple[Breach, ...]:
    """The bookings that could not be made under the rules as they stand, each with the first reason."""
    holds, policies = _by_resource(occupied), Policies(rules)
    found = []
    for one in bookings:
        diary = _diary(one, holds, neighbours)
        found += [Breach(one.card, reason) for reason in _refusals(one, diary, policies, now)[:1]]
    return tuple(found)


def find_retimed(bookings: Iterable[FutureBooking], after: tuple[Rule, ...]) -> tuple[Retimed, ...]:
    """The bookings that would occupy their places for another time under the rules, and until when; by their start."""
    retimed, policies = [], Policies(after)
    for one in sorted(bookings, key=lambda one: (one.card.booking.interval.start, one.card.booking.id)):
        until = occupied_by_booking(one.card.booking, _policy_of(one, policies)).end
        if until != one.until:
            retimed.append(Retimed(one.card.booking.id, until))
    return tuple(retimed)


def request_again(booking: Booking) -> Request:
    """A standing booking as the request for itself."""
    return Request(
        booking.resource_id,
        booking.person_id,
        booking.interval,
        booking.people,
        booking.title,
        changes=booking.id,
        use_id=booking.use_id,
        procedure_ends_at=booking.procedure_ends_at,
    )


def _refusals(one: FutureBooking, diary: Diary, policies: Policies, now: datetime) -> tuple[Reason, ...]:
    """Why the booking could not be made under those policies, in the order in which rules are asked."""
    policy, spacing = _policy_of(one, policies), spacing_of(diary, policies)
    refusals = find_refusals(request_again(one.card.booking), diary, policy, spacing, one.booker, now=now)
    return tuple(refusal.reason for refusal in refusals if _is_a_rule(refusal, one))


def _is_a_rule(refusal: Refused, one: FutureBooking) -> bool:
    """Whether a rule of the trust says no: neither the clock does, nor a room's seats alone."""
    if refusal.reason is Reason.TOO_MANY_PEOPLE:
        return one.card.booking.people <= one.card.resource.capacity
    return refusal.reason is not Reason.IN_THE_PAST


def _policy_of(one: FutureBooking, policies: Policies) -> Policy:
    """What applies to the booking's place on its local day."""
    site, start = one.card.floor.site, one.card.booking.interval.start
    return policies.of(one.card.resource, site.organisation_id, start.astimezone(site.zone).date())


def _diary(one: FutureBooking, holds: Mapping[ResourceId, Sequence[Occupied]], neighbours: Neighbours) -> Diary:
    """The diary with the one place and those beside it, without rules: the policy is resolved beforehand, for many."""
    card = one.card
    beside = neighbours.get(card.resource.id, ())
    ids = (card.resource.id, *(near.desk.id for near in beside))
    return Diary(
        floor=card.floor,
        resource=card.resource,
        alike=(card.resource,),
        occupied=tuple(held for resource_id in ids for held in holds.get(resource_id, ())),
        rules=(),
        holder=card.person,
        holder_bookings=one.holder_bookings,
        replaces=card.booking,
        neighbours={card.resource.id: beside} if beside else NO_NEIGHBOURS,
    )


def _by_resource(occupied: Iterable[Occupied]) -> Mapping[ResourceId, Sequence[Occupied]]:
    holds: defaultdict[ResourceId, list[Occupied]] = defaultdict(list)
    for hold in occupied:
        holds[hold.resource_id].append(hold)
    return holds
