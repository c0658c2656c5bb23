"""Rules of a trust as rows: one a field, its value as JSON."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    and_,
    bindparam,
    cast,
    delete,
    insert,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
    update,
)

from booking.model.estate import ResourceKind
from booking.model.ids import OrganisationId, Ref, RoomUseId, SiteId
from booking.model.people import Role
from booking.model.policy import ClockSpan, ClosedDay, Closure, Rule, RuleField, RuleScope, RuleValue
from booking.model.room_uses import RoomUse
from booking.model.rule_changes import Amendment, RuleReach, StandingRule
from booking.model.time import Interval
from booking.store.engine import Tx
from booking.store.tables import building, closure, closure_target, floor, policy_rule, resource, room_use

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_rules(tx: Tx, organisation_id: OrganisationId, site_id: SiteId) -> tuple[Rule, ...]:
    """Every rule that can apply to anything at the site, its closures and the uses of rooms, in order. One select."""
    return tuple(_rule(row) for row in tx.execute(_RULES, {"organisation": organisation_id, "site": site_id}))


def read_all_rules(tx: Tx) -> tuple[Rule, ...]:
    """Every rule of the organisation, every closure and every use of rooms, in order of id. One select."""
    return tuple(_rule(row) for row in tx.execute(_ALL_RULES))


def read_use_rules(tx: Tx) -> tuple[Rule, ...]:
    """The uses of rooms of the organisation, each as a rule, in order of id. One select."""
    return tuple(_rule(row) for row in tx.execute(_uses().order_by(room_use.c.id)))


def read_uses_and_closures(tx: Tx, since: datetime) -> tuple[Rule, ...]:
    """The uses of rooms and the closures that end after an instant, each as rules, closures first. One select."""
    found = union_all(_closures().where(closure.c.ends_at > since), _uses()).order_by("part", "id")
    return tuple(_rule(row) for row in tx.execute(found))


def read_standing_rules(tx: Tx) -> tuple[StandingRule, ...]:
    """Every rule with the number of its row, in order of it. One select."""
    rows = tx.execute(select(policy_rule).order_by(policy_rule.c.id))
    return tuple(StandingRule(row.id, _rule(row)) for row in rows)


def write_amendment(tx: Tx, amendment: Amendment) -> None:
    """Write a change of the rules, and raise the diary version of every floor that it reaches."""
    for one in amendment.removed:
        tx.execute(delete(policy_rule).where(policy_rule.c.id == one.id))
    for one, rule in amendment.redated:
        dates = {"valid_from": rule.valid_from, "valid_until": rule.valid_until}
        tx.execute(update(policy_rule).where(policy_rule.c.id == one.id).values(**dates))
    gone = [one.rule for one in amendment.removed] + [one.rule for one, _ in amendment.redated]
    for rule in gone:
        raise_floors(tx, rule)
    write_rules(tx, amendment.added)


_BOTH_RAISED: Any = {
    floor.c.diary_version: floor.c.diary_version + 1,
    floor.c.sheet_version: floor.c.sheet_version + 1,
}


def write_rules(tx: Tx, rules: Sequence[Rule]) -> None:
    """Add rules, and raise the diary version of every floor that they reach: what its map shows may change."""
    rows = [
        {
            "scope": rule.scope.value,
            "scope_id": rule.scope_id,
            "kind": rule.kind.value if rule.kind else None,
            "field": rule.field.value,
            "value": encode_value(rule.value),
            "valid_from": rule.valid_from,
            "valid_until": rule.valid_until,
        }
        for rule in rules
    ]
    if rows:
        tx.execute(insert(policy_rule), rows)
    for rule in rules:
        raise_floors(tx, rule)


def raise_floors(tx: Tx, rule: Rule | RuleReach) -> None:
    """Raise the versions of the floors on whose maps it can show."""
    tx.execute(update(floor).where(floors_reached(rule)).values(_BOTH_RAISED))


def floors_reached(rule: Rule | RuleReach) -> ColumnElement[bool]:
    """What holds of the floors on whose maps the rule can show."""
    match rule.scope:
        case RuleScope.ORGANISATION:
            return true()
        case RuleScope.SITE:
            return floor.c.building_id.in_(select(building.c.id).where(building.c.site_id == rule.scope_id))
        case RuleScope.FLOOR:
            return floor.c.id == rule.scope_id
        case RuleScope.RESOURCE:
            return floor.c.id.in_(select(resource.c.floor_id).where(resource.c.id == rule.scope_id))


def encode_value(value: RuleValue) -> Any:
    """A rule's value as JSON: weekdays by name for opening hours, sorted names for roles, a day for closures."""
    match value:
        case ClosedDay():
            return {"on": value.on.isoformat(), "why": value.why}
        case Closure():
            return {
                "ref": value.ref,
                "from": value.interval.start.isoformat(),
                "until": value.interval.end.isoformat(),
                "why": value.why,
                "roles": sorted(role.value for role in value.roles),
            }
        case RoomUse():
            return {
                "ref": value.ref,
                "name": value.name,
                "kinds": sorted(kind.value for kind in value.kinds),
                "setup_min": value.setup_min,
                "turnaround_min": value.turnaround_min,
                "fallow_min": value.fallow_min,
                "offered": value.offered,
            }
        case frozenset():
            return sorted(role.value for role in value)
        case tuple():
            return {
                day: [[span.opens_min, span.closes_min] for span in spans]
                for day, spans in zip(_DAYS, value, strict=True)
            }
        case _:
            return value


def decode_value(field: RuleField, value: Any) -> RuleValue:
    """The value that JSON stands for, by the field that it sets."""
    match field:
        case RuleField.CLOSED_DAY if "from" in value:
            times = Interval(datetime.fromisoformat(value["from"]), datetime.fromisoformat(value["until"]))
            return Closure(Ref(value["ref"]), times, value["why"], frozenset(Role(name) for name in value["roles"]))
        case RuleField.CLOSED_DAY:
            return ClosedDay(date.fromisoformat(value["on"]), value["why"])
        case RuleField.WHO_MAY_BOOK:
            return frozenset(Role(name) for name in value)
        case RuleField.OPENING:
            return tuple(tuple(ClockSpan(opens, closes) for opens, closes in value[day]) for day in _DAYS)
        case RuleField.ONE_AT_A_TIME | RuleField.SCREENS_EXEMPT:
            return bool(value)
        case _:
            return None if value is None else int(value)


def room_use_of(use_id: int, value: Any) -> RoomUse:
    """The use of rooms that a row's id and JSON stand for."""
    return RoomUse(
        RoomUseId(use_id),
        Ref(value["ref"]),
        value["name"],
        frozenset(ResourceKind(kind) for kind in value["kinds"]),
        setup_min=value["setup_min"],
        turnaround_min=value["turnaround_min"],
        fallow_min=value["fallow_min"],
        offered=value["offered"],
    )


_COLUMNS: tuple[Any, ...] = (
    literal_column("0").label("part"),
    policy_rule.c.id,
    policy_rule.c.scope,
    policy_rule.c.scope_id,
    policy_rule.c.kind,
    policy_rule.c.field,
    policy_rule.c.value,
    policy_rule.c.valid_from,
    policy_rule.c.valid_until,
)


def _select_rules() -> CompoundSelect[Any]:
    rule = policy_rule.c
    floors = select(floor.c.id).join(building).where(building.c.site_id == bindparam("site"))
    resources = select(resource.c.id).where(resource.c.floor_id.in_(floors))
    reaches = or_(
        and_(rule.scope == RuleScope.ORGANISATION.value, rule.scope_id == bindparam("organisation")),
        and_(rule.scope == RuleScope.SITE.value, rule.scope_id == bindparam("site")),
        and_(rule.scope == RuleScope.FLOOR.value, rule.scope_id.in_(floors)),
        and_(rule.scope == RuleScope.RESOURCE.value, rule.scope_id.in_(resources)),
    )
    here = closure.c.site_id == bindparam("site")
    return _with_closures_and_uses(
        select(*_COLUMNS).where(reaches), here, room_use.c.organisation_id == bindparam("organisation")
    )


def _with_closures_and_uses(
    rules: Select[Any], where: ColumnElement[bool], ours: ColumnElement[bool]
) -> CompoundSelect[Any]:
    """The rules, behind them the closures, then the uses of rooms."""
    return union_all(rules, _closures().where(where), _uses().where(ours)).order_by("part", "id")


def _closures() -> Select[Any]:
    """The closures that apply, each as a rule for every thing that it closes."""
    return (
        select(
            literal_column("1").label("part"),
            closure_target.c.id,
            closure_target.c.scope,
            closure_target.c.scope_id,
            cast(null(), policy_rule.c.kind.type).label("kind"),
            literal_column(f"'{RuleField.CLOSED_DAY.value}'").label("field"),
            closure.c.value,
            cast(null(), Date).label("valid_from"),
            cast(null(), Date).label("valid_until"),
        )
        .join(closure, closure.c.id == closure_target.c.closure_id)
        .where(closure.c.read)
    )


def _uses() -> Select[Any]:
    """The uses of rooms, each as a rule of the organisation."""
    return select(
        literal_column("2").label("part"),
        room_use.c.id,
        literal_column(f"'{RuleScope.ORGANISATION.value}'").label("scope"),
        room_use.c.organisation_id.label("scope_id"),
        cast(null(), policy_rule.c.kind.type).label("kind"),
        literal_column(f"'{RuleField.ROOM_USE.value}'").label("field"),
        room_use.c.value,
        cast(null(), Date).label("valid_from"),
        cast(null(), Date).label("valid_until"),
    )


_RULES = _select_rules()
_ALL_RULES = _with_closures_and_uses(select(*_COLUMNS), true(), true())


def _rule(row: Any) -> Rule:
    field = RuleField(row.field)
    return Rule(
        scope=RuleScope(row.scope),
        scope_id=row.scope_id,
        kind=ResourceKind(row.kind) if row.kind else None,
        field=field,
        value=room_use_of(row.id, row.value) if field is RuleField.ROOM_USE else decode_value(field, row.value),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
