"""The decision: may this be booked? The preview and the commit ask the same function."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.model.bookings import Draft, Request
from booking.model.decisions import Accepted, Reason, Refused, Verdict
from booking.model.diary import Diary, Occupied
from booking.model.estate import Resource
from booking.model.ids import ResourceId
from booking.model.people import About, Actor
from booking.model.policy import Policy
from booking.model.time import Interval
from booking.rules.bars import has_begun, has_passed, is_too_far, last_day
from booking.rules.capacity import capacity_of
from booking.rules.closing import closures_during, find_closure, open_to
from booking.rules.fit import find_better_fit, find_free_instead
from booking.rules.gaps import find_blocker, occupied_by_request, refuse_blocked, refuse_use
from booking.rules.limits import find_limit
from booking.rules.permits import holds_one_of
from booking.rules.phrases import say_day, say_end, say_length, say_metres, say_resource, say_span, say_spans
from booking.rules.policy import Policies, resolve_policy
from booking.rules.spacing import Spacing
from booking.rules.wall_clock import is_open_during, local_day


def decide(request: Request, diary: Diary, actor: Actor, now: datetime) -> Verdict:
    """Answer whether the request can be written, and if not, which rule says no.

    Rules are asked in a fixed order and the first that refuses answers: out of use, who may book, the past, the
    horizon, length, people, opening hours, the person's own limits, what it is for, whatever is booked already, and at
    last whether somebody would sit too close.
    """
    policy, spacing = policy_of(diary.resource, diary, request.interval), spacing_of(diary, Policies(diary.rules))
    refusal = _find_refusal(request, diary, policy, spacing, actor, now=now)
    if refusal is None:
        smaller = [resource for resource in diary.alike if resource.capacity < diary.resource.capacity]
        better = find_better_fit(request, diary, _pick_free(smaller, request, diary, spacing, actor, now=now))
        return Accepted(Draft(request, occupied_by_request(request, policy)), better)
    if refusal.reason not in _OTHERS_MAY_DO:
        return refusal
    free = _pick_free(diary.alike, request, diary, spacing, actor, now=now)
    return replace(refusal, free_instead=find_free_instead(request, diary, free))


def policy_of(resource: Resource, diary: Diary, interval: Interval) -> Policy:
    """What applies to a resource of the diary on the local day on which the interval starts."""
    site = diary.floor.site
    return resolve_policy(diary.rules, resource, site.organisation_id, interval.start.astimezone(site.zone).date())


def spacing_of(diary: Diary, policies: Policies) -> Spacing:
    """Who sits beside whom on the diary's floor, and how far apart they sit under the policies."""
    site = diary.floor.site
    return Spacing(diary.neighbours, policies, {site.id: site})


_OTHERS_MAY_DO = frozenset({Reason.TOO_MANY_PEOPLE, Reason.CLOSED, Reason.TAKEN, Reason.LOCKED_OUT, Reason.TOO_CLOSE})
"""Refusals that are about the place alone, so that another place may do."""


def find_refusals(
    request: Request, diary: Diary, policy: Policy, spacing: Spacing, actor: Actor, *, now: datetime
) -> Iterator[Refused]:
    """Every refusal of a request, in the order in which `decide` asks; empty where it is accepted."""
    if refusal := _refuse_out_of_use(diary.resource):
        yield refusal
    for rule in (_refuse_stranger, _refuse_past, _refuse_far, _refuse_length, _refuse_people, _refuse_closed):
        if refusal := rule(request, diary, policy, actor, now):
            yield refusal
    if refusal := find_limit(request, diary, policy, asker=actor.person.id, now=now):
        yield refusal
    if refusal := refuse_use(request, diary, policy):
        yield refusal
    if blocker := find_blocker(diary.resource, request, policy, diary):
        yield refuse_blocked(blocker, request, policy, diary)
    if refusal := _refuse_too_close(request, diary, spacing):
        yield refusal


def _find_refusal(
    request: Request, diary: Diary, policy: Policy, spacing: Spacing, actor: Actor, *, now: datetime
) -> Refused | None:
    return next(find_refusals(request, diary, policy, spacing, actor, now=now), None)


def _pick_free(
    resources: Iterable[Resource], request: Request, diary: Diary, spacing: Spacing, actor: Actor, *, now: datetime
) -> Iterator[Resource]:
    """The other resources that would be accepted in the place of the one asked for."""
    for resource in resources:
        if resource.id == request.resource_id or resource.capacity < request.people:
            continue
        instead = replace(diary, resource=resource)
        policy = policy_of(resource, instead, request.interval)
        asked = replace(request, resource_id=resource.id)
        if _find_refusal(asked, instead, policy, spacing, actor, now=now) is None:
            yield resource


def _refuse_out_of_use(resource: Resource) -> Refused | None:
    if resource.in_use:
        return None
    return Refused(Reason.CLOSED, f"{say_resource(resource)} is out of use. Choose another place.")


_Rule = Callable[[Request, Diary, Policy, Actor, datetime], Refused | None]


def _refuse_stranger(_request: Request, diary: Diary, policy: Policy, actor: Actor, _now: datetime) -> Refused | None:
    resource = diary.resource
    if holds_one_of(actor, policy.who_may_book, About(site_id=resource.site_id, unit_id=resource.unit_id)):
        return None
    roles = " or ".join(sorted(role.value.replace("_", " ") for role in policy.who_may_book))
    return Refused(
        Reason.NOT_ALLOWED,
        f"{say_resource(resource)} can only be booked by these roles: {roles}. Ask one of them to book it for you.",
    )


def _refuse_past(request: Request, diary: Diary, _policy: Policy, _actor: Actor, now: datetime) -> Refused | None:
    kept_start = diary.replaces is not None and diary.replaces.interval.start == request.interval.start
    if has_passed(request.interval, now):
        return Refused(
            Reason.IN_THE_PAST, "This time has already passed. Choose a time that ends after now.", field="end"
        )
    if not kept_start and has_begun(request.interval, now):
        return Refused(Reason.IN_THE_PAST, "This start has already passed. Choose a start from now on.", field="start")
    return None


def _refuse_far(request: Request, diary: Diary, policy: Policy, _actor: Actor, now: datetime) -> Refused | None:
    zone = diary.floor.site.zone
    if not is_too_far(request.interval, policy, zone, now):
        return None
    last = last_day(policy, zone, now)
    days = f"{policy.horizon_days} day{'' if policy.horizon_days == 1 else 's'}"
    return Refused(
        Reason.TOO_FAR_AHEAD,
        f"{say_resource(diary.resource)} can be booked up to {days} ahead. "
        f"Choose a day up to {say_day(local_day(last, zone).start, zone)}.",
        field="start",
    )


def _refuse_length(request: Request, diary: Diary, policy: Policy, _actor: Actor, _now: datetime) -> Refused | None:
    minutes = request.interval.length.total_seconds() / 60
    name = say_resource(diary.resource)
    if minutes > policy.max_length_min:
        return Refused(
            Reason.TOO_LONG,
            f"{name} can be booked for up to {say_length(policy.max_length_min)} at a time. Choose an earlier end.",
            field="end",
        )
    if minutes < policy.min_length_min:
        return Refused(
            Reason.TOO_SHORT,
            f"{name} can be booked for {say_length(policy.min_length_min)} or longer. Choose a later end.",
            field="end",
        )
    return None


def _refuse_people(request: Request, diary: Diary, policy: Policy, _actor: Actor, _now: datetime) -> Refused | None:
    resource = diary.resource
    if request.people < 1:
        return Refused(Reason.BAD_FIELD, "A booking is for at least 1 person. Give a larger number.", field="people")
    room = capacity_of(resource, policy)
    if request.people <= room.people:
        return None
    seats = f"{room.people} {'person' if room.people == 1 else 'people'}"
    why = f" ({room.why})" if room.why else ""
    return Refused(
        Reason.TOO_MANY_PEOPLE,
        f"{say_resource(resource)} is for up to {seats}{why}, and you asked for {request.people}. "
        "Choose a larger room or fewer people.",
        field="people",
    )


def _refuse_closed(request: Request, diary: Diary, policy: Policy, actor: Actor, _now: datetime) -> Refused | None:
    zone = diary.floor.site.zone
    policy = open_to(actor, policy, diary.resource)
    why = find_closure(request.interval, policy, zone)
    if why is None:
        return None
    if closures := closures_during(request.interval, policy):
        until = max(each.interval.end for each in closures)
        said = (
            f"{say_resource(diary.resource)} is closed until {say_end(until, zone)}: "
            f"{why.rstrip('.')}. Choose another time or another place."
        )
        return Refused(Reason.CLOSED, said, field="start")
    cause = f"closed then: {why}." if why else _say_not_open(request.interval, policy, zone)
    return Refused(Reason.CLOSED, f"{say_resource(diary.resource)} is {cause} Choose another time.", field="start")


def _say_not_open(interval: Interval, policy: Policy, zone: ZoneInfo) -> str:
    return f"not open for the whole of {say_span(interval, zone)}. {_say_hours(interval, policy, zone)}"


def _say_hours(interval: Interval, policy: Policy, zone: ZoneInfo) -> str:
    """The opening hours of the first local day that is not open for its part of the interval."""
    first = interval.start.astimezone(zone).date()
    days = (first + timedelta(days=step) for step in range((interval.end.astimezone(zone).date() - first).days + 1))
    on = next((day for day in days if not is_open_during(_part_on(day, interval, zone), policy, zone)), first)
    spans = policy.opening[on.weekday()]
    if not spans:
        return f"It does not open on {on:%A}s."
    return f"On {on:%A}s it is open {say_spans(spans)}."


def _part_on(on: date, interval: Interval, zone: ZoneInfo) -> Interval:
    day = local_day(on, zone)
    return Interval(max(day.start, interval.start), min(day.end, interval.end))


def _refuse_too_close(request: Request, diary: Diary, spacing: Spacing) -> Refused | None:
    """A booking does not stand in its own way, nor do the others of its series."""
    beside = {near.desk.id for near in diary.neighbours.get(diary.resource.id, ())}
    if not beside:
        return None
    series = diary.replaces.series_id if diary.replaces is not None else None
    holds: dict[ResourceId, list[Occupied]] = {}
    for held in diary.occupied:
        own = held.booking_id == request.changes or (series is not None and held.series_id == series)
        if held.resource_id in beside and not own:
            holds.setdefault(held.resource_id, []).append(held)
    found = next(spacing.find_too_close(diary.resource, request.interval, holds), None)
    if found is None:
        return None
    near, held = found
    zone = diary.floor.site.zone
    on = max(held.interval.start, request.interval.start).astimezone(zone).date()
    kept = say_metres(spacing.required_cm(diary.resource, near, on))
    facing = " and face each other" if near.face_to_face else ""
    why = (
        f"{say_resource(diary.resource)} is too close to {say_resource(near.desk)}, which is booked from "
        f"{say_span(held.interval, zone)}: their seats are {say_metres(near.distance_mm // 10)} apart{facing}, and "
        f"people sit at least {kept} apart {'then' if facing else 'here'}. Choose another time or another place."
    )
    return Refused(Reason.TOO_CLOSE, why, by=replace(held, until=held.interval.end))
