"""What is done in rooms: list it and offer it; add to it, change it and take it out of use."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.actions.book import find_again, not_found
from booking.actions.change_estate import refuse_changed
from booking.actions.estate_record import tell_act
from booking.actions.open_estate import refuse_narrow
from booking.actions.service import Service
from booking.actions.weigh_rules import AHEAD
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from booking.model.effects import MOST_SHOWN, Affected, Effect
from booking.model.estate import ResourceKind
from booking.model.ids import FloorId, OrganisationId, Ref, RoomUseId
from booking.model.people import Actor
from booking.model.policy import Rule, RuleField, RuleScope
from booking.model.room_uses import RoomUse, RoomUseChange, RoomUseLine, RoomUseTerms
from booking.model.rule_changes import Breach, FutureBooking, RuleReach
from booking.model.time import Interval
from booking.rules.breaches import find_breaches, find_retimed
from booking.rules.effect_words import say_breaches, say_retimed
from booking.rules.room_use_words import apply_change, needs_other_time, say_use_change
from booking.store.audit import append_entry, digest_text
from booking.store.build import lock_organisation
from booking.store.diary import lock_floors, read_site_occupied
from booking.store.engine import Tx
from booking.store.future import read_future_bookings, read_reached_floors, retime_occupation
from booking.store.policies import read_all_rules
from booking.store.room_uses import add_room_use, count_coming, find_room_use, read_room_uses, rewrite_room_use

MOST_USES = 60
"""How many uses a trust may have, taken out of use or not: every reading of the rules reads them too."""


def offer_room_uses(service: Service, actor: Actor, kind: ResourceKind) -> tuple[RoomUse, ...]:
    """What can be chosen for a place of a kind, in order of name; nothing for desks. At most one select."""
    if kind is ResourceKind.DESK:
        return ()
    uses = service.db.read(lambda tx: read_room_uses(tx, actor.person.organisation_id))
    return tuple(use for use in uses if use.offered and kind in use.kinds)


def list_offered_uses(service: Service, actor: Actor) -> tuple[RoomUse, ...]:
    """What can be chosen for rooms of any kind, in order of name. One select."""
    uses = service.db.read(lambda tx: read_room_uses(tx, actor.person.organisation_id))
    return tuple(use for use in uses if use.offered)


def list_room_uses(service: Service, actor: Actor, *, now: datetime) -> tuple[RoomUseLine, ...] | Refused:
    """Every use, with how many bookings to come are for it. Two selects."""
    if refusal := refuse_narrow(actor):
        return refusal

    def work(tx: Tx) -> tuple[RoomUseLine, ...]:
        counted = count_coming(tx, now)
        uses = read_room_uses(tx, actor.person.organisation_id)
        return tuple(RoomUseLine(use, counted.get(use.id, 0)) for use in uses)

    return service.db.read(work)


def show_room_use(service: Service, actor: Actor, ref: Ref) -> RoomUse | Refused:
    """One use, offered or not. One select."""
    if refusal := refuse_narrow(actor):
        return refusal
    found = service.db.read(lambda tx: find_room_use(tx, actor.person.organisation_id, ref))
    return found or not_found()


def enter_room_use(service: Service, actor: Actor, terms: RoomUseTerms, *, now: datetime) -> RoomUse | Refused:
    """Add a use, so that rooms can be booked for it."""
    floors = service.db.read(lambda tx: _read_floors(tx, actor.person.organisation_id))

    def work(tx: Tx) -> RoomUse | Refused:
        lock_floors(tx, floors, now=now)
        lock_organisation(tx, actor.person.organisation_id)
        asking = find_again(tx, actor)
        if asking is None:
            return not_found()
        if refusal := refuse_narrow(asking):
            return refusal
        organisation_id = asking.person.organisation_id
        known = read_room_uses(tx, organisation_id)
        if refusal := _refuse_same_name(known, terms.name, None):
            return refusal
        if len(known) >= MOST_USES:
            why = f"There are {len(known)} uses, and no more can be added. Change one that is not needed any more."
            return Refused(Reason.BAD_FIELD, why, field="name")
        if _read_floors(tx, organisation_id) != floors:
            return refuse_changed()
        new = RoomUse(
            RoomUseId(0),
            Ref(""),
            terms.name,
            terms.kinds,
            setup_min=terms.setup_min,
            turnaround_min=terms.turnaround_min,
            fallow_min=terms.fallow_min,
        )
        added = add_room_use(tx, organisation_id, new, now=now)
        facts = {"room_use": added.id, "after": _say_terms(service, added)}
        append_entry(tx, tell_act(asking, AuditAct.ROOM_USE_ADDED, facts), now)
        return added

    return service.db.write(work)


def weigh_room_use(service: Service, actor: Actor, change: RoomUseChange, *, now: datetime) -> Effect | Refused:
    """What a change of a use would do; nothing is written."""
    found = service.db.read_at_once(lambda tx: _weigh(tx, actor, change, now))
    return found if isinstance(found, Refused) else found.effect


def change_room_use(
    service: Service, actor: Actor, change: RoomUseChange, *, agreed: str, now: datetime
) -> RoomUse | Refused:
    """Change a use, take it out of use or bring it back, where the effect is still the one that was seen.

    Bookings to come for it keep their rooms for the new time in the same transaction, but where that would reach into
    the next booking: those stay as they are and are listed among the bookings that break the rules. Weighing takes long
    where there are very many, so that it is done before the floors are locked.
    """
    seen = service.db.read_at_once(lambda tx: _weigh(tx, actor, change, now))
    if isinstance(seen, Refused):
        return seen
    if seen.effect.stamp != agreed:
        return refuse_changed()

    def work(tx: Tx) -> RoomUse | Refused:
        lock_floors(tx, seen.floors, now=now)
        lock_organisation(tx, actor.person.organisation_id)
        asking = find_again(tx, actor)
        found = _find(tx, asking, change) if asking is not None else not_found()
        if asking is None or isinstance(found, Refused):
            return found if isinstance(found, Refused) else not_found()
        if found != seen.before or _read_floors(tx, asking.person.organisation_id) != seen.floors:
            return refuse_changed()
        after = apply_change(found, change)
        rewrite_room_use(tx, after)
        if needs_other_time(found, after):
            _retime(tx, asking.person.organisation_id, after, now)
        facts = {"room_use": after.id, "before": _say_terms(service, found), "after": _say_terms(service, after)}
        append_entry(tx, tell_act(asking, _act_of(change), facts), now)
        return after

    return service.db.write(work)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A use as it stands, the floors on which rooms may be booked for it, and what a change of it would do."""

    before: RoomUse
    floors: tuple[FloorId, ...]
    effect: Effect


def _weigh(tx: Tx, actor: Actor, change: RoomUseChange, now: datetime) -> _Weighed | Refused:
    before = _find(tx, actor, change)
    if isinstance(before, Refused):
        return before
    after, organisation_id = apply_change(before, change), actor.person.organisation_id
    coming = read_future_bookings(tx, [_everywhere(organisation_id)], now, use_id=before.id)
    says = list(say_use_change(before, after, len(coming)))
    affected = _mark([one.card for one in coming], "") if change.offered is False else Affected()
    if needs_other_time(before, after):
        rules = read_all_rules(tx)
        then = tuple(_rule(organisation_id, after) if rule.value == before else rule for rule in rules)
        if retimed := len(find_retimed(coming, then)):
            says.append(say_retimed(retimed))
        breaches = _find_breaches(tx, coming, rules, then, now)
        says += say_breaches(breaches)
        affected = _mark([one.card for one in breaches], repr([one.reason for one in breaches]))
    return _Weighed(before, _read_floors(tx, organisation_id), Effect(tuple(says), affected))


def _find_breaches(
    tx: Tx, coming: Sequence[FutureBooking], before: tuple[Rule, ...], after: tuple[Rule, ...], now: datetime
) -> tuple[Breach, ...]:
    """The bookings for the use that would stand too close to others: of each pair one is for it."""
    places = {one.card.resource.id for one in coming}
    occupied = read_site_occupied(tx, places, Interval(now, now + AHEAD), after) if places else ()
    return find_breaches(coming, occupied, before=before, after=after, now=now)


def _retime(tx: Tx, organisation_id: OrganisationId, use: RoomUse, now: datetime) -> None:
    coming = read_future_bookings(tx, [_everywhere(organisation_id)], now, use_id=use.id)
    for retimed in find_retimed(coming, read_all_rules(tx)):
        retime_occupation(tx, retimed)


def _find(tx: Tx, actor: Actor, change: RoomUseChange) -> RoomUse | Refused:
    """The use that is to be changed, or why it cannot be changed so."""
    if refusal := refuse_narrow(actor):
        return refusal
    known = read_room_uses(tx, actor.person.organisation_id)
    found = next((use for use in known if use.ref == change.ref), None)
    if found is None:
        return not_found()
    if change.terms is not None and (refusal := _refuse_same_name(known, change.terms.name, found)):
        return refusal
    return found


def _refuse_same_name(known: Sequence[RoomUse], name: str, own: RoomUse | None) -> Refused | None:
    same = next((use for use in known if use != own and use.name.casefold() == name.casefold()), None)
    if same is None:
        return None
    more = "." if same.offered else ", and out of use. Bring it back instead."
    return Refused(Reason.BAD_FIELD, f"“{same.name}” is known already{more}", field="name")


def _mark(cards: Sequence[BookingCard], more: str) -> Affected:
    marks = repr([(card.booking.id, card.booking.version) for card in cards]) + more
    return Affected(len(cards), tuple(cards[:MOST_SHOWN]), hashlib.sha256(marks.encode("ascii")).hexdigest())


def _act_of(change: RoomUseChange) -> AuditAct:
    if change.offered is None:
        return AuditAct.ROOM_USE_CHANGED
    return AuditAct.ROOM_USE_RETURNED if change.offered else AuditAct.ROOM_USE_RETIRED


def _say_terms(service: Service, use: RoomUse) -> dict[str, Any]:
    """A use as the audit keeps it: numbers, kinds, and a keyed digest of its name."""
    return {
        "name_digest": digest_text(service.secret, use.name),
        "kinds": sorted(kind.value for kind in use.kinds),
        "setup_min": use.setup_min,
        "turnaround_min": use.turnaround_min,
        "fallow_min": use.fallow_min,
    }


def _rule(organisation_id: OrganisationId, use: RoomUse) -> Rule:
    return Rule(RuleScope.ORGANISATION, int(organisation_id), None, RuleField.ROOM_USE, use)


def _everywhere(organisation_id: OrganisationId) -> RuleReach:
    return RuleReach(RuleScope.ORGANISATION, int(organisation_id))


def _read_floors(tx: Tx, organisation_id: OrganisationId) -> tuple[FloorId, ...]:
    """Every floor: what its map shows may change, and whoever books there must not read the use before it changed."""
    return read_reached_floors(tx, [_everywhere(organisation_id)])
