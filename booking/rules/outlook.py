"""What applies to each place of a floor over some days, so that a map can answer for any time without asking again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from booking.model.estate import Resource, ResourceKind, Site
from booking.model.people import About, Actor
from booking.model.policy import Policy, Rule
from booking.rules.permits import Act, holds_one_of, may
from booking.rules.policy import Policies


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """What applies to a place on a day, as far as its map needs it; `open_to_viewer`: whether they may book it."""

    setup_min: int
    tail_min: int
    horizon_days: int
    open_to_viewer: bool
    spacing_cm: int = 0
    face_spacing_cm: int = 0
    screens_exempt: bool = False


@dataclass(frozen=True, slots=True)
class DayRules:
    """A local day: what applies to each resource on it, in the resources' order, and why it is closed, if it is."""

    on: date
    places: tuple[PlaceRules, ...]
    closed_why: str = ""


def outlook_of(
    resources: tuple[Resource, ...], site: Site, rules: tuple[Rule, ...], days: Iterable[date], viewer: Actor
) -> tuple[DayRules, ...]:
    """What applies to every resource on each of the days, in the order given."""
    policies = Policies(rules)
    return tuple(_day_of(resources, site, policies, on, viewer) for on in days)


def may_book_here(viewer: Actor, resource: Resource, policy: Policy) -> bool:
    """Whether the viewer may book the place at all, whatever the time."""
    about = About(site_id=resource.site_id, unit_id=resource.unit_id)
    return may(viewer, Act.BOOK, about) and holds_one_of(viewer, policy.who_may_book, about)


def _day_of(resources: tuple[Resource, ...], site: Site, policies: Policies, on: date, viewer: Actor) -> DayRules:
    found = [(resource, policies.of(resource, site.organisation_id, on)) for resource in resources]
    reasons = [{day.why for day in policy.closed_days if day.on == on} for _, policy in found]
    shared = set.intersection(*reasons) if reasons else set()
    places = tuple(_rules_of(resource, policy, viewer) for resource, policy in found)
    return DayRules(on, places, min(shared, default=""))


def _rules_of(resource: Resource, policy: Policy, viewer: Actor) -> PlaceRules:
    is_desk = resource.kind is ResourceKind.DESK
    return PlaceRules(
        policy.setup_min,
        policy.tail_min,
        policy.horizon_days,
        may_book_here(viewer, resource, policy),
        policy.spacing_cm if is_desk else 0,
        policy.face_spacing_cm if is_desk else 0,
        policy.screens_exempt and is_desk,
    )
