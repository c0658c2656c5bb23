"""What places can have: list it, add to it, rename and remove; places are rewritten floor by floor under locks."""

from dataclasses import dataclass
from datetime import datetime

from booking.actions.book import find_again, not_found
from booking.actions.change_estate import refuse_changed
from booking.actions.estate_record import digest_features, tell_act
from booking.actions.open_estate import refuse_narrow
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.decisions import Reason, Refused
from booking.model.effects import Affected, Effect
from booking.model.people import Actor
from booking.model.tree import Tier
from booking.rules.effects import say_code, say_feature_change
from booking.store.affected import Concerned, read_affected
from booking.store.audit import append_entry
from booking.store.build import lock_organisation, write_features
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.features import (
    Carrier,
    add_feature,
    count_features,
    read_carriers,
    read_known_features,
    read_listed_features,
    remove_feature,
    rename_feature,
)

MOST_FEATURES = 40
"""How many features a trust may list; a form shows them all as boxes, and a search by more helps nobody."""


@dataclass(frozen=True, slots=True)
class FeatureCount:
    """A feature and how many places have it, in use or not."""

    code: str
    places: int


@dataclass(frozen=True, slots=True)
class FeatureChange:
    """A feature that is to have another code, or none: then it is removed from everything."""

    code: str
    to: str | None


@dataclass(frozen=True, slots=True)
class _Weighed:
    carriers: tuple[Carrier, ...]
    listed: bool
    to: str | None
    effect: Effect


def list_known_features(service: Service, actor: Actor) -> tuple[FeatureCount, ...] | Refused:
    """Every feature known to the organisation, in alphabetical order. Two selects."""
    if refusal := refuse_narrow(actor):
        return refusal

    def work(tx: Tx) -> tuple[FeatureCount, ...]:
        counted = count_features(tx)
        known = {*read_listed_features(tx, actor.person.organisation_id), *counted}
        return tuple(FeatureCount(code, counted.get(code, 0)) for code in sorted(known, key=str.casefold))

    return service.db.read(work)


def add_known_feature(service: Service, actor: Actor, code: str, *, now: datetime) -> str | Refused:
    """List a feature, so that places can be given it; answers its code."""

    def work(tx: Tx) -> str | Refused:
        lock_organisation(tx, actor.person.organisation_id)
        asking = find_again(tx, actor)
        if asking is None:
            return not_found()
        if refusal := refuse_narrow(asking):
            return refusal
        organisation_id = asking.person.organisation_id
        known = read_known_features(tx, organisation_id)
        if same := _find_same(known, code):
            return Refused(Reason.BAD_FIELD, f"“{say_code(same)}” is known already.", field="name")
        if len(known) >= MOST_FEATURES:
            why = f"There are {len(known)} features, and at most {MOST_FEATURES} can be listed. Remove one first."
            return Refused(Reason.BAD_FIELD, why, field="name")
        feature_id = add_feature(tx, organisation_id, code)
        facts = {"feature": feature_id, "digest": digest_features(service, [code])[0]}
        append_entry(tx, tell_act(asking, AuditAct.FEATURE_ADDED, facts), now)
        return code

    return service.db.write(work)


def weigh_feature(service: Service, actor: Actor, change: FeatureChange, *, now: datetime) -> Effect | Refused:
    """What renaming or removing a feature would do; nothing is written."""
    found = service.db.read(lambda tx: _weigh(tx, actor, change, now))
    return found if isinstance(found, Refused) else found.effect


def change_feature(
    service: Service, actor: Actor, change: FeatureChange, *, agreed: str, now: datetime
) -> FeatureChange | Refused:
    """Rename a feature, onto a known one or not, or remove it from everything; answers what was done."""
    first = service.db.read(lambda tx: _weigh(tx, actor, change, now))
    if isinstance(first, Refused):
        return first
    floors = sorted({carrier.floor_id for carrier in first.carriers})

    def work(tx: Tx) -> FeatureChange | Refused:
        lock_floors(tx, floors, now=now)
        lock_organisation(tx, actor.person.organisation_id)
        asking = find_again(tx, actor)
        found = _weigh(tx, asking, change, now) if asking is not None else not_found()
        if asking is None or isinstance(found, Refused):
            return found if isinstance(found, Refused) else not_found()
        if found.carriers != first.carriers or found.effect.stamp != agreed:
            return refuse_changed()
        write_features(tx, ((one.resource_id, _replace(one.features, change.code, found.to)) for one in found.carriers))
        _relist(tx, asking, change.code, found)
        act = AuditAct.FEATURE_REMOVED if found.to is None else AuditAct.FEATURE_RENAMED
        digests = digest_features(service, [code for code in (change.code, found.to) if code is not None])
        facts = {"digests": digests, "places": len(found.carriers), "floors": [int(floor) for floor in floors]}
        append_entry(tx, tell_act(asking, act, facts), now)
        return FeatureChange(change.code, found.to)

    return service.db.write(work)


def _weigh(tx: Tx, actor: Actor, change: FeatureChange, now: datetime) -> _Weighed | Refused:
    if refusal := refuse_narrow(actor):
        return refusal
    organisation_id = actor.person.organisation_id
    listed, known = read_listed_features(tx, organisation_id), read_known_features(tx, organisation_id)
    if change.code not in known:
        return not_found()
    if change.to == change.code:
        return Refused(Reason.BAD_FIELD, "That is what it is called now. Type another name.", field="name")
    others = [code for code in known if code != change.code]
    same = _find_same(others, change.to) if change.to is not None else None
    to = same or change.to
    carriers = read_carriers(tx, change.code)
    places = Concerned(Tier.PLACE, tuple(carrier.resource_id for carrier in carriers))
    affected = read_affected(tx, places, now) if to is None and carriers else Affected()
    says = say_feature_change(
        change.code,
        to,
        places=len(carriers),
        sites=len({carrier.site_id for carrier in carriers}),
        both=sum(to in carrier.features for carrier in carriers),
        known=same is not None,
    )
    return _Weighed(carriers, change.code in listed, to, Effect(says, affected))


def _relist(tx: Tx, actor: Actor, code: str, found: _Weighed) -> None:
    organisation_id = actor.person.organisation_id
    if not found.listed:
        return
    if found.to is None or found.to in read_listed_features(tx, organisation_id):
        remove_feature(tx, organisation_id, code)
    else:
        rename_feature(tx, organisation_id, code, found.to)


def _find_same(known: list[str] | tuple[str, ...], code: str) -> str | None:
    """The known feature that people would read as the same words, in whatever case."""
    said = say_code(code).casefold()
    return next((each for each in known if say_code(each).casefold() == said), None)


def _replace(features: tuple[str, ...], code: str, to: str | None) -> tuple[str, ...]:
    """The features with one renamed in its place, and none twice."""
    renamed = (to if each == code else each for each in features)
    return tuple(dict.fromkeys(each for each in renamed if each is not None))
