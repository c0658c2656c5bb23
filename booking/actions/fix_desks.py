"""Switch a fixed layout on: desks go out of use, and their bookings move or are cancelled; and bring the desks back."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.actions.book import find_again, not_found
from booking.actions.change_estate import refuse_changed
from booking.actions.estate_record import tell_estate
from booking.actions.record import Done, Told, record_bookings
from booking.actions.retire import Confirmed, cancelled_card, end_under_way
from booking.actions.service import Service
from booking.actions.space_desks import DesksHere, read_desks
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard, EndedWhy, MovedWhy
from booking.model.decisions import Reason, Refused
from booking.model.effects import MOST_SHOWN, Affected, Effect
from booking.model.estate import Resource, ResourceKind
from booking.model.ids import FloorId, Ref, ResourceId
from booking.model.layouts import LayoutAsk
from booking.model.people import Actor
from booking.model.policy import RuleScope
from booking.model.rule_changes import FutureBooking, RuleReach
from booking.model.time import Interval
from booking.model.tree import Node, Tier
from booking.rules.effects import say_coming
from booking.rules.layout_words import ENDS_NOW, say_fixing, say_move
from booking.rules.layouts import Around, Move, find_conflicts, plan_moves, state_moved
from booking.rules.phrases import say_resource
from booking.store import build
from booking.store.audit import Event, append_entries
from booking.store.bulk import cancel_bookings
from booking.store.diary import lock_floors, read_site_occupied
from booking.store.engine import Tx
from booking.store.future import read_future_bookings
from booking.store.layouts import begin_layout, end_layout, find_layout
from booking.store.ledger import rewrite_booking
from booking.store.policies import read_rules
from booking.store.spacing import read_neighbours
from booking.store.tree import read_below

MOST_AT_ONCE = 2_000
"""How many bookings one act moves or cancels; beyond, the floor would be held for longer than others can wait."""

_AHEAD = timedelta(days=3660)
"""Further ahead than any horizon lets anybody book."""


@dataclass(frozen=True, slots=True)
class LayoutWish:
    """The layout that somebody saw: on which floor, how far apart people sit, and which desks go out of use."""

    floor: Ref
    ask: LayoutAsk
    out: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class _Fixing:
    here: DesksHere
    out: tuple[Resource, ...]
    moves: tuple[Move, ...]
    under_way: tuple[FutureBooking, ...]
    effect: Effect

    @property
    def floor_id(self) -> FloorId:
        return FloorId(self.here.node.id)


def weigh_fixing(service: Service, actor: Actor, wish: LayoutWish, *, now: datetime) -> Effect | Refused:
    """What switching the layout on would do; nothing is written."""
    found = service.db.read(lambda tx: _weigh(tx, actor, wish, now))
    return found if isinstance(found, Refused) else found.effect


def refuse_too_many(effect: Effect) -> Refused | None:
    """Why the layout cannot be switched on at once, although its effect can be seen; None where it can."""
    if effect.affected.total <= MOST_AT_ONCE:
        return None
    why = (
        f"{say_coming(effect.affected.total)} are concerned, and at most {MOST_AT_ONCE:,} can be moved or cancelled at "
        "once. Let people book fewer days ahead with a rule first, or choose a shorter distance."
    )
    return Refused(Reason.LIMIT_REACHED, why)


def fix_desks(
    service: Service, actor: Actor, wish: LayoutWish, confirmed: Confirmed, *, now: datetime
) -> Node | Refused:
    """Take the desks out of use; their bookings to come move where a desk that stays is free, or are cancelled.

    Those under way end now. Where the effect is no longer the one that was agreed to, nothing happens.
    """
    first = service.db.read(lambda tx: _weigh(tx, actor, wish, now))
    if isinstance(first, Refused):
        return first

    def work(tx: Tx) -> Node | Refused:
        lock_floors(tx, [first.floor_id], now=now)
        build.lock_site(tx, first.here.node.site.id)
        asking = find_again(tx, actor)
        found = _weigh(tx, asking, wish, now) if asking is not None else not_found()
        if asking is None or isinstance(found, Refused):
            return found if isinstance(found, Refused) else not_found()
        if found.effect.stamp != confirmed.agreed:
            return refuse_changed()
        if too_many := refuse_too_many(found.effect):
            return too_many
        if found.effect.affected.total and not confirmed.message:
            why = "Say why the desks are taken away. The people concerned read this message on their bookings."
            return Refused(Reason.BAD_FIELD, why, field="message")
        done = Done(AuditAct.CHANGED, asking, confirmed.message, moved_why=MovedWhy.OUT_OF_USE)
        told = _rebook(tx, found, done, now)
        build.retire(tx, Tier.PLACE, [desk.id for desk in found.out], now)
        begin_layout(tx, found.floor_id, _widest_cm(wish.ask), now)
        record_bookings(tx, service, told, _events(tx, asking, found, wish.ask), now=now)
        return found.here.node

    return service.db.write(work)


def bring_desks_back(service: Service, actor: Actor, floor: Ref, *, now: datetime) -> Node | Refused:
    """Bring the desks back that the floor's layout took out of use; bookings stay where they are."""
    first = service.db.read(lambda tx: read_desks(tx, actor, floor))
    if isinstance(first, Refused):
        return first

    def work(tx: Tx) -> Node | Refused:
        lock_floors(tx, [FloorId(first.node.id)], now=now)
        build.lock_site(tx, first.node.site.id)
        asking = find_again(tx, actor)
        here = read_desks(tx, asking, floor) if asking is not None else not_found()
        if asking is None or isinstance(here, Refused):
            return here if isinstance(here, Refused) else not_found()
        layout = find_layout(tx, FloorId(here.node.id))
        if layout is None:
            return Refused(Reason.CHANGED_MEANWHILE, "The desks of this floor have been brought back already.")
        nodes = [node for node in _read_places(tx, here.node) if node.retired_at == layout.began_at]
        build.bring_back(tx, Tier.PLACE, [node.id for node in nodes])
        end_layout(tx, layout, now)
        head = tell_estate(asking, AuditAct.LAYOUT_ENDED, here.node, {"desks": len(nodes)})
        within = {"within": here.node.id}
        back = [tell_estate(asking, AuditAct.BROUGHT_INTO_USE, node, within) for node in nodes]
        append_entries(tx, [head, *back], now)
        return here.node

    return service.db.write(work)


def _weigh(tx: Tx, actor: Actor, wish: LayoutWish, now: datetime) -> _Fixing | Refused:
    here = read_desks(tx, actor, wish.floor)
    if isinstance(here, Refused):
        return here
    if here.standing is not None:
        return Refused(Reason.CHANGED_MEANWHILE, "A layout is switched on here already. Bring its desks back first.")
    asked = frozenset(wish.out)
    out = tuple(desk for desk in here.desks if desk.ref in asked)
    stay = {desk.id: desk for desk in here.desks if desk.ref not in asked}
    if len(out) != len(asked) or not out or find_conflicts(stay, here.pairs, wish.ask):
        why = "The desks of this floor are no longer those that you saw. Look at the numbers again."
        return Refused(Reason.CHANGED_MEANWHILE, why)
    floor_id = FloorId(here.node.id)
    reach = RuleReach(RuleScope.FLOOR, floor_id, ResourceKind.DESK)
    gone = frozenset(desk.id for desk in out)
    coming = [one for one in read_future_bookings(tx, [reach], now) if one.card.resource.id in gone]
    rules = read_rules(tx, here.node.site.organisation_id, here.node.site.id)
    around = Around(
        read_site_occupied(tx, stay, Interval(now, now + _AHEAD), rules) if coming else (),
        rules,
        read_neighbours(tx, [floor_id], rules, tuple(stay.values())) if coming else {},
    )
    moves = plan_moves(coming, _nearest(here, out, tuple(stay.values())), around, now)
    under_way = tuple(one for one in coming if one.card.booking.interval.start < now)
    effect = _effect(here, out, wish.ask, moves, under_way)
    return _Fixing(here, out, moves, under_way, effect)


def _nearest(
    here: DesksHere, out: Sequence[Resource], stay: Sequence[Resource]
) -> dict[ResourceId, tuple[Resource, ...]]:
    """For each desk that goes, those that stay, the nearest first; alike ones before others where it has something."""
    seats = {place.resource_id: place.seat_at for place in here.places}

    def order(desk: Resource, other: Resource) -> tuple[int, float, int]:
        (x, y), (to_x, to_y) = seats[desk.id], seats[other.id]
        return len(set(desk.features) - set(other.features)), (x - to_x) ** 2 + (y - to_y) ** 2, other.id

    return {desk.id: tuple(sorted(stay, key=lambda other: order(desk, other))) for desk in out}


def _effect(
    here: DesksHere,
    out: Sequence[Resource],
    ask: LayoutAsk,
    moves: Sequence[Move],
    under_way: Sequence[FutureBooking],
) -> Effect:
    stay = len(here.desks) - len(out)
    moved = sum(move.to is not None for move in moves)
    says = say_fixing(
        here.node.name, ask, stay=stay, out=len(out), bookings=(moved, len(moves) - moved, len(under_way))
    )
    cards = [one.card for one in under_way] + [move.booking.card for move in moves]
    marks = [
        (move.booking.card.booking.id, move.booking.card.booking.version, move.to and move.to.id) for move in moves
    ]
    begun = [(one.card.booking.id, one.card.booking.version) for one in under_way]
    mark = hashlib.sha256(repr((marks, begun)).encode("ascii")).hexdigest()
    affected = Affected(len(cards), tuple(cards[:MOST_SHOWN]), mark)
    fates = [ENDS_NOW] * len(under_way) + [say_move(move.to, _metres_away(here, move)) for move in moves]
    return Effect(says, affected, tuple(say_resource(desk) for desk in out), fates=tuple(fates[:MOST_SHOWN]))


def _metres_away(here: DesksHere, move: Move) -> float:
    """How far a booking moves, from seat to seat; 0 where it does not."""
    seats = {place.resource_id: place.seat_at for place in here.places}
    return math.dist(seats[move.booking.card.resource.id], seats[move.to.id]) if move.to is not None else 0.0


def _rebook(tx: Tx, found: _Fixing, done: Done, now: datetime) -> list[Told]:
    """End what is under way, move what can be moved and cancel the rest."""
    begun = [one.card for one in found.under_way]
    told = end_under_way(tx, found.here.node.site, begun, replace(done, act=AuditAct.ENDED_EARLY), now)
    for move in found.moves:
        if move.draft is not None and move.to is not None:
            old = move.booking.card.booking
            rewrite_booking(tx, old, move.draft, state=state_moved(old.state), now=now)
            told.append(Told(done, old, _moved(move.booking.card, move.to)))
    left = [move.booking.card for move in found.moves if move.draft is None]
    cancel_bookings(tx, [card.booking for card in left], why=EndedWhy.OUT_OF_USE, now=now)
    return told + [Told(replace(done, act=AuditAct.CANCELLED), card.booking, cancelled_card(card)) for card in left]


def _moved(card: BookingCard, to: Resource) -> BookingCard:
    """The booking as the ledger has just written it."""
    old = card.booking
    after = replace(
        old,
        resource_id=to.id,
        state=state_moved(old.state),
        version=old.version + 1,
        sequence=old.sequence + 1,
    )
    return replace(card, resource=to, booking=after)


def _events(tx: Tx, actor: Actor, found: _Fixing, ask: LayoutAsk) -> list[Event]:
    """One entry for the floor, and one for each desk, so that the history of each tells it."""
    floor, gone = found.here.node, {desk.id for desk in found.out}
    facts = {"spacing_cm": _widest_cm(ask), "kept": len(found.here.desks) - len(gone), "desks": len(gone)}
    nodes = [node for node in _read_places(tx, floor) if node.id in gone]
    within = {"within": floor.id}
    return [
        tell_estate(actor, AuditAct.LAYOUT_FIXED, floor, facts),
        *(tell_estate(actor, AuditAct.TAKEN_OUT_OF_USE, node, within) for node in nodes),
    ]


def _read_places(tx: Tx, floor: Node) -> tuple[Node, ...]:
    return read_below(tx, Tier.PLACE, Tier.FLOOR, floor.id)


def _widest_cm(ask: LayoutAsk) -> int:
    return max(ask.spacing_cm, ask.face_spacing_cm)
