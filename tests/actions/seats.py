"""A plan for tests on which desks stand in a row, and the rule that keeps people apart."""

from datetime import date

from booking.actions.publish_plan import measure_pairs
from booking.actions.service import Service
from booking.actions.set_rules import RuleWish, Weighed
from booking.actions.show_rules import SpotAsk
from booking.model.decisions import Refused
from booking.model.estate import Place, ResourceKind
from booking.model.layouts import Most
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.rule_changes import RuleDates
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.plans import NewPlan, publish_plan
from tests.estate import NOW, Estate

ROW_M = {"D1": 1.0, "D2": 2.6, "D3": 4.6, "D4": 6.5}
"""How far each desk's seat is from the left wall: 1.6 m, 2 m and 1.9 m from one to the next."""


def publish_row(service: Service, estate: Estate, *, metres_per_unit: float | None = 0.01) -> None:
    """Publish a plan of floor oak1 with its four desks in a row."""
    places = tuple(
        Place(estate.id(name), ((x, 1.0), (x + 1, 1.0), (x + 1, 2.0)), x, 1.5, None) for name, x in ROW_M.items()
    )
    pairs = measure_pairs(places) if metres_per_unit is not None else ()

    def work(tx: Tx) -> None:
        lock_floors(tx, [estate.floors["oak1"]], now=NOW)
        plan = NewPlan(20.0, 10.0, metres_per_unit, "<svg/>", places, pairs)
        publish_plan(tx, estate.floors["oak1"], plan, by=None, now=NOW)

    service.db.write(work)


def spacing(estate: Estate, centimetres: int) -> Rule:
    """The rule for desks at site oak."""
    site = (RuleScope.SITE, int(estate.sites["oak"]), ResourceKind.DESK)
    return Rule(*site, RuleField.SPACING_CM, centimetres)


def switch_on(estate: Estate, centimetres: int = 200) -> RuleWish:
    at_floor = SpotAsk(RuleScope.FLOOR, estate.floor_refs["oak1"], ResourceKind.DESK)
    return RuleWish(at_floor, RuleField.SPACING_CM, (centimetres,), RuleDates(date(2026, 11, 24)))


def counted(weighed: Weighed | Refused) -> list[tuple[str, int, Most, Most, bool]]:
    """Of each floor: its name, its desks, how many at once under the rule, how many in a fixed layout, and its must."""
    assert isinstance(weighed, Weighed), weighed
    together = weighed.effect.shown.together
    assert together is not None
    return [(one.floor.name, one.desks, one.dynamic, one.fixed, one.all_stay) for one in together.floors]
