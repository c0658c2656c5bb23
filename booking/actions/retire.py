"""Take a place, floor, building or site out of use with all that stands in it, and bring it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.book import find_again, not_found
from booking.actions.change_estate import refuse_changed
from booking.actions.estate_record import tell_estate
from booking.actions.open_estate import find_managed, refuse_narrow, say_floor
from booking.actions.record import Done, Told, record_bookings
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard, BookingState, EndedWhy
from booking.model.decisions import Reason, Refused
from booking.model.effects import Effect, Share
from booking.model.estate import Site
from booking.model.ids import FloorId, Ref
from booking.model.people import Actor
from booking.model.time import Interval
from booking.model.tree import FloorTerms, Node, PlaceTerms, Tier
from booking.rules.effects import TIER_WORDS, say_retiring, say_too_many
from booking.rules.gaps import occupied_by_booking
from booking.rules.phrases import say_place
from booking.rules.policy import Policies
from booking.store import build
from booking.store.affected import Concerned, count_shares, count_under_way, read_affected, read_concerned
from booking.store.audit import Event, append_entries
from booking.store.bulk import cancel_bookings
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.ledger import end_booking
from booking.store.policies import read_rules
from booking.store.tree import read_below, read_floor_ids

MOST_AT_ONCE = 5_000
"""How many bookings one act cancels; beyond, the floors would be held for longer than others can wait."""

_BELOW = {
    Tier.SITE: (Tier.BUILDING, Tier.FLOOR, Tier.PLACE),
    Tier.BUILDING: (Tier.FLOOR, Tier.PLACE),
    Tier.FLOOR: (Tier.PLACE,),
    Tier.PLACE: (),
}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What somebody confirmed: the effect that they saw, and what they say to the holders of the bookings."""

    agreed: str
    message: str


@dataclass(frozen=True, slots=True)
class _Retiring:
    node: Node
    held: tuple[Node, ...]
    floors: tuple[FloorId, ...]
    effect: Effect


def weigh_retiring(service: Service, actor: Actor, tier: Tier, ref: Ref, *, now: datetime) -> Effect | Refused:
    """What taking it out of use would do; nothing is written."""
    found = service.db.read(lambda tx: _weigh(tx, actor, tier, ref, now))
    return found if isinstance(found, Refused) else found.effect


def retire(
    service: Service, actor: Actor, node: tuple[Tier, Ref], confirmed: Confirmed, *, now: datetime
) -> Node | Refused:
    """Take it out of use, with all that stands in it; its coming bookings are cancelled in the same transaction.

    Those under way end now. Where the effect is no longer the one that was agreed to, nothing happens.
    """
    tier, ref = node
    first = service.db.read(lambda tx: _weigh(tx, actor, tier, ref, now))
    if isinstance(first, Refused):
        return first

    def work(tx: Tx) -> Node | Refused:
        lock_floors(tx, first.floors, now=now)
        build.lock_site(tx, first.node.site.id)
        asking = find_again(tx, actor)
        found = _weigh(tx, asking, tier, ref, now) if asking is not None else not_found()
        if asking is None or isinstance(found, Refused):
            return found if isinstance(found, Refused) else not_found()
        if found.floors != first.floors or found.effect.stamp != confirmed.agreed:
            return refuse_changed()
        if too_many := refuse_too_many(tier, found.effect):
            return too_many
        if found.effect.affected.total and not confirmed.message:
            why = "Say why the bookings are cancelled. The people concerned read this message on them."
            return Refused(Reason.BAD_FIELD, why, field="message")
        concerned = Concerned(found.node.tier, (found.node.id,)) if found.effect.affected.total else None
        ended = end_bookings(tx, concerned, found.node.site, Done(AuditAct.CANCELLED, asking, confirmed.message), now)
        retired = (found.node, *found.held)
        for each in _BELOW[tier]:
            build.retire(tx, each, [one.id for one in retired if one.tier is each], now)
        build.retire(tx, tier, [found.node.id], now)
        record_bookings(tx, service, ended, tell_each(asking, AuditAct.TAKEN_OUT_OF_USE, retired), now=now)
        return replace(found.node, retired_at=now)

    return service.db.write(work)


def refuse_too_many(tier: Tier, effect: Effect) -> Refused | None:
    """Why it cannot be taken out of use at once, although its effect can be seen; None where it can."""
    if effect.affected.total <= MOST_AT_ONCE:
        return None
    return Refused(Reason.LIMIT_REACHED, say_too_many(tier, effect.affected.total, MOST_AT_ONCE))


def list_shares(service: Service, actor: Actor, tier: Tier, ref: Ref, *, now: datetime) -> tuple[Share, ...]:
    """How the coming bookings of something are spread over its floors, or a floor's over its places; most first.

    Empty for a place, and for what the actor does not manage.
    """

    def work(tx: Tx) -> tuple[Share, ...]:
        node = find_managed(tx, actor, tier, ref)
        if isinstance(node, Refused) or tier is Tier.PLACE:
            return ()
        return count_shares(tx, Concerned(tier, (node.id,)), now)

    return service.db.read(work)


def bring_back(service: Service, actor: Actor, tier: Tier, ref: Ref, *, now: datetime) -> Node | Refused:
    """Bring it back into use, with all that was taken out of use together with it."""
    first = service.db.read(lambda tx: _weigh_back(tx, actor, tier, ref))
    if isinstance(first, Refused) or first.node.in_use:
        return first if isinstance(first, Refused) else first.node

    def work(tx: Tx) -> Node | Refused:
        lock_floors(tx, first.floors, now=now)
        build.lock_site(tx, first.node.site.id)
        asking = find_again(tx, actor)
        found = _weigh_back(tx, asking, tier, ref) if asking is not None else not_found()
        if asking is None or isinstance(found, Refused):
            return found if isinstance(found, Refused) else not_found()
        if found.floors != first.floors or found.node != first.node:
            return refuse_changed()
        back = (found.node, *found.held)
        for each in Tier:
            build.bring_back(tx, each, [one.id for one in back if one.tier is each])
        append_entries(tx, tell_each(asking, AuditAct.BROUGHT_INTO_USE, back), now)
        return replace(found.node, retired_at=None)

    return service.db.write(work)


def _weigh(tx: Tx, actor: Actor, tier: Tier, ref: Ref, now: datetime) -> _Retiring | Refused:
    node = find_managed(tx, actor, tier, ref)
    if isinstance(node, Refused):
        return node
    if tier is Tier.SITE and (refusal := refuse_narrow(actor)):
        return refusal
    if not node.in_use:
        return Refused(Reason.CHANGED_MEANWHILE, f"This {TIER_WORDS[tier]} is out of use already.")
    held = tuple(one for below in _BELOW[tier] for one in read_below(tx, below, tier, node.id) if one.in_use)
    concerned = Concerned(tier, (node.id,))
    affected = read_affected(tx, concerned, now)
    under_way = count_under_way(tx, concerned, now) if affected.total else 0
    numbers = [sum(one.tier is each for one in held) for each in (Tier.BUILDING, Tier.FLOOR, Tier.PLACE)]
    says = say_retiring(tier, (numbers[0], numbers[1], numbers[2]), affected.total, under_way)
    names = tuple(_say_node(one) for one in held)
    return _Retiring(node, held, read_floor_ids(tx, tier, node.id), Effect(says, affected, names))


def _weigh_back(tx: Tx, actor: Actor, tier: Tier, ref: Ref) -> _Retiring | Refused:
    """What comes back: the thing, and whatever below it was taken out of use at the same moment."""
    node = find_managed(tx, actor, tier, ref)
    if isinstance(node, Refused):
        return node
    if tier is Tier.SITE and (refusal := refuse_narrow(actor)):
        return refusal
    if shut := next((above for above in node.above if not above.in_use), None):
        why = f"The {TIER_WORDS[shut.tier]} {shut.name} is out of use. Bring it back first, then what stands in it."
        return Refused(Reason.CLOSED, why)
    below = (one for each in _BELOW[tier] for one in read_below(tx, each, tier, node.id))
    held = tuple(one for one in below if node.retired_at is not None and one.retired_at == node.retired_at)
    return _Retiring(node, held, read_floor_ids(tx, tier, node.id), Effect(()))


def end_bookings(tx: Tx, concerned: Concerned | None, site: Site, done: Done, now: datetime) -> list[Told]:
    """Cancel what has not started and end what has, of one site, in order of start; nothing where nothing is booked."""
    cards = read_concerned(tx, concerned, now, MOST_AT_ONCE) if concerned is not None else ()
    return end_cards(tx, cards, site, done, now)


def end_cards(tx: Tx, cards: Sequence[BookingCard], site: Site, done: Done, now: datetime) -> list[Told]:
    """The same for bookings that were read under their floors' locks."""
    if not cards:
        return []
    coming = [card for card in cards if card.booking.interval.start >= now]
    under_way = [card for card in cards if card.booking.interval.start < now]
    ended = end_under_way(tx, site, under_way, replace(done, act=AuditAct.ENDED_EARLY), now)
    cancel_bookings(tx, [card.booking for card in coming], why=EndedWhy.OUT_OF_USE, now=now)
    return ended + [Told(done, card.booking, cancelled_card(card)) for card in coming]


def end_under_way(tx: Tx, site: Site, cards: Sequence[BookingCard], done: Done, now: datetime) -> list[Told]:
    """End bookings of a site that have begun; their places go out of use."""
    if not cards:
        return []
    policies = Policies(read_rules(tx, site.organisation_id, site.id))
    ended = []
    for card in cards:
        on = card.booking.interval.start.astimezone(card.floor.site.zone).date()
        policy = policies.of(card.resource, card.floor.site.organisation_id, on)
        used = Interval(card.booking.interval.start, now)
        end_booking(tx, card.booking, occupied_by_booking(card.booking, policy, used), why=EndedWhy.OUT_OF_USE, now=now)
        ended.append(Told(done, card.booking, _ended(card, used, now)))
    return ended


def cancelled_card(card: BookingCard) -> BookingCard:
    """A booking as it is once it was cancelled because its place goes out of use."""
    return _after(card, BookingState.CANCELLED)


def _ended(card: BookingCard, used: Interval, now: datetime) -> BookingCard:
    after = _after(card, BookingState.COMPLETED)
    return replace(after, booking=replace(after.booking, interval=used, checked_out_at=now))


def _after(card: BookingCard, state: BookingState) -> BookingCard:
    """The booking as the ledger has just written it."""
    old = card.booking
    return replace(
        card,
        booking=replace(
            old, state=state, ended_why=EndedWhy.OUT_OF_USE, version=old.version + 1, sequence=old.sequence + 1
        ),
    )


def tell_each(actor: Actor, act: AuditAct, nodes: Sequence[Node]) -> list[Event]:
    """One entry for each thing, so that the history of each place tells it; the first says how many went with it."""
    head, *rest = nodes
    within = [tell_estate(actor, act, each, {"within": head.id}) for each in rest]
    return [tell_estate(actor, act, head, {"with": len(rest)}), *within]


def _say_node(node: Node) -> str:
    match node.terms:
        case PlaceTerms(name=name, kind=kind):
            return say_place(kind, name)
        case FloorTerms():
            return say_floor(node)
        case _:
            return node.name
