"""What a change of the rules leaves of places, where closures stand and part of the day has passed."""

from datetime import date

import pytest

from booking.actions.close_places import ClosureEffect, ClosureWish, weigh_closure
from booking.actions.service import Service
from booking.actions.set_rules import RuleWish, Weighed, preview_rules
from booking.actions.show_rules import SpotAsk
from booking.model.estate import ResourceKind
from booking.model.policy import RuleField, RuleScope
from booking.model.rule_changes import RuleDates
from booking.model.time import Interval
from tests.actions.seats import publish_row, switch_on
from tests.actions.test_closures import close
from tests.estate import NOW, Estate, at
from tests.store.state import run

WEDNESDAY = Interval(at("00:00", "2026-12-02"), at("00:00", "2026-12-03"))


def lockout(estate: Estate) -> RuleWish:
    at_floor = SpotAsk(RuleScope.FLOOR, estate.floor_refs["oak1"], ResourceKind.DESK)
    return RuleWish(at_floor, RuleField.LOCKOUT_HOURS, (24,), RuleDates(date(2026, 12, 1)))


def spacing(estate: Estate) -> RuleWish:
    return switch_on(estate, 200)


def days_of(answer: object) -> dict[date, tuple[int, int]]:
    assert isinstance(answer, Weighed)
    found = answer.effect.shown.forecast
    assert found is not None
    return {day.on: (day.before, day.after) for day in found.days}


@pytest.mark.parametrize(
    ("closed", "tuesday", "wednesday"),
    [
        (("oak1",), (4, 2), (0, 0)),
        (("D1",), (4, 2), (3, 2)),  # D2 excludes D1 and D3 does D4: of D2 to D4, D2 and one of the others are left
    ],
)
def test_forecast_of_a_distance_knows_closures(
    service: Service,
    estate: Estate,
    closed: tuple[str, ...],
    tuesday: tuple[int, int],
    wednesday: tuple[int, int],
) -> None:
    publish_row(service, estate)
    close(service, estate, *closed, interval=WEDNESDAY)

    days = days_of(preview_rules(service, estate.actors["facilities"], spacing(estate), now=NOW))

    assert (days[date(2026, 12, 1)], days[date(2026, 12, 2)]) == (tuesday, wednesday)


def test_forecast_of_a_lockout_knows_closures(service: Service, estate: Estate) -> None:
    """Used on Tuesday until 5pm a desk is free again on Thursday: the closed Wednesday costs nothing more."""
    publish_row(service, estate)
    facilities = estate.actors["facilities"]
    open_days = days_of(preview_rules(service, facilities, lockout(estate), now=NOW))
    close(service, estate, "oak1", interval=WEDNESDAY)

    days = days_of(preview_rules(service, facilities, lockout(estate), now=NOW))

    assert [open_days[date(2026, 12, day)] for day in (1, 2, 3)] == [(4, 4), (4, 0), (4, 4)]
    assert [days[date(2026, 12, day)] for day in (1, 2, 3)] == [(4, 4), (0, 0), (4, 4)]


def test_closure_that_was_taken_back_closes_nothing_in_a_forecast(service: Service, estate: Estate) -> None:
    publish_row(service, estate)
    close(service, estate, "oak1", interval=WEDNESDAY)
    run(service, "UPDATE closure SET read = FALSE")

    days = days_of(preview_rules(service, estate.actors["facilities"], spacing(estate), now=NOW))

    assert days[date(2026, 12, 2)] == (4, 2)


def test_closing_for_the_rest_of_today_leaves_nothing_of_today(service: Service, estate: Estate) -> None:
    """At 8am, open since midnight: the hours that have passed are no use to anybody."""
    rest = Interval(NOW, at("00:00", "2026-11-25"))
    wish = ClosureWish(RuleScope.RESOURCE, (estate.ref("D1"), estate.ref("D2")), rest, "flood")

    effect = weigh_closure(service, estate.actors["facilities"], wish, now=NOW)

    assert isinstance(effect, ClosureEffect)
    assert effect.shown.forecast is not None
    assert [(day.before, day.after) for day in effect.shown.forecast.days[:2]] == [(2, 0), (2, 2)]
