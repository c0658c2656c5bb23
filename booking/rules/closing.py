"""Why a place is closed at a time, and to whom."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from booking.model.estate import Resource
from booking.model.people import About, Actor, Role
from booking.model.policy import ALL_DAY, Closure, Policy, Rule
from booking.model.time import Interval
from booking.rules.permits import holds_one_of
from booking.rules.phrases import say_spans
from booking.rules.wall_clock import is_open_during, local_day


def find_closure(interval: Interval, policy: Policy, zone: ZoneInfo) -> str | None:
    """Why not all of the interval is open: the reason of a closure or a closed day; None if open.

    Empty where hours alone close it. A closed day that begins when the interval ends has nothing to do with it.
    """
    if is_open_during(interval, policy, zone):
        return None
    if closures := closures_during(interval, policy):
        return closures[0].why
    return next((day.why for day in policy.closed_days if local_day(day.on, zone).overlaps(interval)), "")


def say_hours(on: date, policy: Policy) -> str:
    """When a place opens on the weekday of a local day: open 10am to 4pm on Fridays; not open on Saturdays.

    Empty on a closed day and where no hours are set for that weekday: then hours are not why it is closed.
    """
    spans = policy.opening[on.weekday()]
    if spans == ALL_DAY or any(day.on == on for day in policy.closed_days):
        return ""
    return f"open {say_spans(spans)} on {on:%A}s" if spans else f"not open on {on:%A}s"


def closures_during(interval: Interval, policy: Policy) -> Sequence[Closure]:
    """The closures that share an instant with the interval, in order of start."""
    return [each for each in policy.closures if each.interval.overlaps(interval)]


def is_exempt(actor: Actor, closure: Closure, about: About) -> bool:
    """Whether the actor may book in spite of the closure: where it names roles and they hold one of them there."""
    return bool(closure.roles) and holds_one_of(actor, closure.roles, about)


def open_to(actor: Actor, policy: Policy, resource: Resource) -> Policy:
    """What applies to a place for the actor: without the closures in spite of which they may book it."""
    if not policy.closures:
        return policy
    about = About(site_id=resource.site_id, unit_id=resource.unit_id)
    kept = tuple(each for each in policy.closures if not is_exempt(actor, each, about))
    return policy if len(kept) == len(policy.closures) else replace(policy, closures=kept)


def roles_let_in(rules: Iterable[Rule], during: Interval | None = None) -> frozenset[Role]:
    """The roles that let somebody book in spite of a closure, somewhere and then; empty where no closure names any.

    Whoever holds none of them, wherever, is barred by every closure.
    """
    closures = (rule.value for rule in rules if isinstance(rule.value, Closure) and rule.value.roles)
    named = [each.roles for each in closures if during is None or each.interval.overlaps(during)]
    return frozenset({Role.ADMINISTRATOR}).union(*named) if named else frozenset()
