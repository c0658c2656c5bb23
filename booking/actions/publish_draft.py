"""Publish a floor's draft: first what it would do, then, confirmed, a new immutable version of the plan."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from booking.actions.book import find_again, not_found
from booking.actions.change_estate import refuse_changed
from booking.actions.drawings import find_faults, find_label_point, letter_backdrop, measure_area
from booking.actions.estate_record import say_terms, tell_act, tell_estate
from booking.actions.open_estate import find_managed
from booking.actions.plan_drafts import refuse_no_draft
from booking.actions.publish_plan import measure_pairs
from booking.actions.record import Done, record_bookings
from booking.actions.retire import MOST_AT_ONCE, end_cards
from booking.actions.service import Service
from booking.actions.settle_stranded import Coming, find_stranded, find_target_floors, move_bookings, tell_kept
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard, MovedWhy
from booking.model.decisions import Reason, Refused
from booking.model.drafts import Draft, DraftFault, DraftPlace, Point
from booking.model.effects import Affected, Effect
from booking.model.estate import Place, Site
from booking.model.ids import FloorId, PlanId, Ref, ResourceId
from booking.model.people import Actor
from booking.model.policy import widest_spacing_cm
from booking.model.stranded import Choices, Stranded
from booking.model.tree import Node, Tier
from booking.rules.drafts import Settled, find_doubles, say_nothing_to_book, say_publishing, settle, terms_after
from booking.rules.stranded import sort_out
from booking.store import build
from booking.store.affected import Concerned, read_affected, read_concerned
from booking.store.audit import Event
from booking.store.diary import lock_floors
from booking.store.drafts import drop_draft, read_draft
from booking.store.engine import Tx
from booking.store.estate import NewResource, add_resources
from booking.store.plans import NewPlan
from booking.store.plans import publish_plan as write_plan
from booking.store.policies import read_rules
from booking.store.tree import read_below
from floorplans.results import Fault, PreparedPlace, PreparedPlan

_STOPPING = frozenset(
    {"no_name", "duplicate_name", "no_outline", "bad_outline", "stranger", "out_of_use_name", "spacing"}
)
"""The faults with which a draft cannot be published."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What somebody agreed to: the effect that they saw, and what becomes of the bookings that it strands.

    Attributes:
        agreed: the stamp of the effect.
        keep_gone: whether places that are not on the new plan stay in use, with all bookings.
        choices: for each booking that is stranded; needed where places go out of use.
        message: to the people whose bookings are moved, kept or cancelled; needed where one is cancelled.
    """

    agreed: str
    keep_gone: bool = False
    choices: Choices = field(default_factory=Choices)
    message: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What publishing would do, and the first of the bookings that it would strand, with where each could go.

    Attributes:
        faults: what is wrong with the draft and does not keep it from being published.
    """

    effect: Effect
    stranded: tuple[Stranded, ...]
    site: Site
    faults: tuple[DraftFault, ...]


@dataclass(frozen=True, slots=True)
class _Weighed:
    node: Node
    draft: Draft
    settled: Settled
    effect: Effect
    spaced: bool
    faults: tuple[DraftFault, ...]


def weigh_publishing(
    service: Service, actor: Actor, floor: Ref, *, keep_gone: bool, now: datetime
) -> Outlook | Refused:
    """What publishing would do, or why it cannot be done; nothing is written."""

    def work(tx: Tx) -> Outlook | Refused:
        found = _weigh(tx, actor, floor, keep_gone=keep_gone, now=now)
        if isinstance(found, Refused):
            return found
        cards = found.effect.affected.first
        stranded = find_stranded(tx, cards, _foresee(found), now) if cards else ()
        return Outlook(found.effect, stranded, found.node.site, found.faults)

    return service.db.read_at_once(work)


def publish_draft(service: Service, actor: Actor, floor: Ref, wish: Publishing, *, now: datetime) -> PlanId | Refused:
    """Publish the draft whose effect is still the one agreed to; the draft is then gone.

    Places keep their identity and with it their bookings. Those that are not on the new plan are taken out of use,
    unless `keep_gone`: nobody can book them any more, and each of their coming bookings is moved, kept or cancelled as
    was chosen, all in this one transaction. Where one cannot, nothing is published; a refusal about one booking names
    it as its field.
    """

    def see(tx: Tx) -> tuple[_Weighed, frozenset[FloorId]] | Refused:
        found = _weigh(tx, actor, floor, keep_gone=wish.keep_gone, now=now)
        return found if isinstance(found, Refused) else (found, find_target_floors(tx, wish.choices))

    seen = service.db.read_at_once(see)
    if isinstance(seen, Refused):
        return seen
    first, targets = seen
    locked = targets | {FloorId(first.node.id)}

    def work(tx: Tx) -> PlanId | Refused:
        lock_floors(tx, locked, now=now)
        build.lock_site(tx, first.node.site.id)
        asking = find_again(tx, actor)
        found = _weigh(tx, asking, floor, keep_gone=wish.keep_gone, now=now) if asking is not None else not_found()
        if asking is None or isinstance(found, Refused):
            return found if isinstance(found, Refused) else not_found()
        cards = _read_stranded(tx, found, wish, now)
        sorted_out = cards if isinstance(cards, Refused) else sort_out(cards, wish.choices, found.node.site.zone, now)
        if isinstance(sorted_out, Refused):
            return sorted_out
        if sorted_out.cancelled and not wish.message:
            why = "Say why the bookings are cancelled. The people concerned read this message on them."
            return Refused(Reason.BAD_FIELD, why, field="message")
        gone = () if wish.keep_gone else found.settled.gone
        done = Done(AuditAct.CANCELLED, asking, wish.message)
        told = end_cards(tx, sorted_out.cancelled, found.node.site, done, now)
        build.retire(tx, Tier.PLACE, [node.id for node in gone], now)
        plan_id = _write_version(tx, found, asking, now)
        moving = replace(done, act=AuditAct.CHANGED, moved_why=MovedWhy.OFF_PLAN)
        moved = move_bookings(tx, sorted_out.moved, moving, locked, now)
        if isinstance(moved, Refused):
            return moved
        told += [*moved, *tell_kept(sorted_out, wish.choices, asking, wish.message)]
        drop_draft(tx, found.draft.floor_id)
        record_bookings(tx, service, told, _tell(service, asking, found, gone, plan_id), now=now)
        return plan_id

    return service.db.write(work)


def find_draft_faults(draft: Draft, settled: Settled, *, spaced: bool = False) -> tuple[DraftFault, ...]:
    """Everything that is wrong with a draft, those first that keep it from being published.

    Args:
        draft: as it stands.
        settled: what it would become.
        spaced: whether a rule on the floor keeps people apart, which needs a scale.
    """
    found = [
        Fault(
            "duplicate_name",
            double.place,
            f"{double.number} places are called {double.shown}.",
            "Give each a name of its own.",
        )
        for double in find_doubles(settled)
    ]
    found += [
        Fault(
            "stranger",
            place.name,
            f"{place.name} says that it is a place which is not on this floor, or which another place here is already.",
            "Delete it and draw it anew.",
        )
        for place in settled.strangers
    ]
    found += [
        Fault(
            "out_of_use_name",
            place.name,
            f"A place of this floor that is not on this plan is called {place.name}, and keeps its name.",
            "Choose another name.",
        )
        for place in settled.clashes
    ]
    if spaced and draft.metres_per_unit is None:
        what = "A rule keeps people on this floor apart, and without a scale nobody knows how far apart desks are."
        found.append(Fault("spacing", "", what, "Set the scale."))
    plain = [fault for fault in find_faults(_prepare(draft)) if fault.code not in ("duplicate_name", "no_seats")]
    judged = [
        DraftFault(fault.code, fault.place, fault.problem, fault.remedy, fault.code in _STOPPING)
        for fault in [*found, *plain]
    ]
    return tuple(sorted(judged, key=lambda fault: not fault.stops))


def _weigh(tx: Tx, actor: Actor, floor: Ref, *, keep_gone: bool, now: datetime) -> _Weighed | Refused:
    node = find_managed(tx, actor, Tier.FLOOR, floor)
    if isinstance(node, Refused):
        return node
    draft = read_draft(tx, FloorId(node.id))
    if draft is None:
        return refuse_no_draft()
    if not draft.accepted:
        return Refused(Reason.BAD_FIELD, say_nothing_to_book(len(draft.only_drawn)), field="accepted")
    settled = settle(draft, read_below(tx, Tier.PLACE, Tier.FLOOR, node.id))
    spaced = bool(widest_spacing_cm(read_rules(tx, node.site.organisation_id, node.site.id)))
    faults = find_draft_faults(draft, settled, spaced=spaced)
    if stopping := [fault for fault in faults if fault.stops]:
        return Refused(Reason.BAD_FIELD, f"{stopping[0].problem} {stopping[0].remedy}", field="faults")
    concerned = _concern(() if keep_gone else settled.gone)
    affected = read_affected(tx, concerned, now) if concerned is not None else Affected()
    says = say_publishing(settled, affected.total, keep_gone=keep_gone)
    # The revision is part of what is agreed to: a draft that changed is another plan, also where the numbers are alike.
    names = tuple(gone.name for gone in settled.gone)
    marked = replace(affected, mark=f"{affected.mark}.{draft.revision}")
    return _Weighed(node, draft, settled, Effect(says, marked, names), spaced, faults)


def _read_stranded(tx: Tx, found: _Weighed, wish: Publishing, now: datetime) -> tuple[BookingCard, ...] | Refused:
    """Every booking that is stranded, where the effect is the one that was agreed to and can be done at once."""
    if found.effect.stamp != wish.agreed:
        return refuse_changed()
    total = found.effect.affected.total
    if total > MOST_AT_ONCE:
        why = f"More than {MOST_AT_ONCE:,} bookings are stranded at once. Keep the places, then take them out."
        return Refused(Reason.LIMIT_REACHED, why, field="agreed")
    concerned = _concern(found.settled.gone) if total else None
    return read_concerned(tx, concerned, now, MOST_AT_ONCE) if concerned is not None else ()


def _foresee(found: _Weighed) -> Coming:
    """What the plan will leave on the floor; the distances of places that are new with it matter to nobody yet."""
    if not found.spaced or found.draft.metres_per_unit is None:
        return Coming(found.settled, None)
    drawn = tuple(_place(ResourceId(node.id), place, found.draft) for place, node in found.settled.kept)
    return Coming(found.settled, measure_pairs(drawn, _screens(found.draft, found.draft.metres_per_unit)))


def _concern(gone: tuple[Node, ...]) -> Concerned | None:
    return Concerned(Tier.PLACE, tuple(node.id for node in gone)) if gone else None


def _write_version(tx: Tx, found: _Weighed, asking: Actor, now: datetime) -> PlanId:
    """Write resources and places, and the plan's next version with its distances."""
    floor_id, draft, settled = found.draft.floor_id, found.draft, found.settled
    build.bring_back(tx, Tier.PLACE, [node.id for node in settled.returning])
    for place, node in settled.moved:  # a name of no other, so that two places may change theirs with one another
        passing = replace(terms_after(place, node), name=f"\x1f{node.ref}")
        build.write_place(tx, node.id, passing, floor_id=floor_id, unit_id=node.unit_id)
    for place, node in settled.moved:
        build.write_place(tx, node.id, terms_after(place, node), floor_id=floor_id, unit_id=node.unit_id)
    new = add_resources(tx, floor_id, [_new(place) for place in settled.added])
    drawn = [(ResourceId(node.id), place) for place, node in settled.kept]
    drawn += zip(new, settled.added, strict=True)
    places = tuple(_place(resource_id, place, draft) for resource_id, place in drawn)
    scale = draft.metres_per_unit
    screens = _screens(draft, scale or 1)
    plan = NewPlan(
        round(draft.width * (scale or 1), 3),
        round(draft.height * (scale or 1), 3),
        scale,
        letter_backdrop(draft),
        places,
        measure_pairs(places, screens) if scale is not None else (),
        screens,
        tuple((round(x * (scale or 1), 3), round(y * (scale or 1), 3)) for x, y in draft.outline),
        tuple(picture.scaled(scale or 1) for picture in draft.pictures),
    )
    return write_plan(tx, floor_id, plan, by=asking.person.id, now=now)


def _new(place: DraftPlace) -> NewResource:
    if place.kind is None:
        raise TypeError(f"{place.key} is not booked")
    return NewResource(place.kind, place.name, place.seats, tuple(sorted(place.features)))


def _place(resource_id: ResourceId, drawn: DraftPlace, draft: Draft) -> Place:
    scale = draft.metres_per_unit or 1.0
    outline = tuple((round(x * scale, 3), round(y * scale, 3)) for x, y in drawn.outline)
    x, y = find_label_point(drawn.outline)
    seat = (round(drawn.seat[0] * scale, 3), round(drawn.seat[1] * scale, 3)) if drawn.seat else None
    area = round(measure_area(drawn.outline) * scale * scale, 2) if draft.metres_per_unit else None
    return Place(resource_id, outline, round(x * scale, 3), round(y * scale, 3), area, seat, drawn.facing)


def _screens(draft: Draft, scale: float) -> tuple[tuple[Point, ...], ...]:
    return tuple(tuple((round(x * scale, 3), round(y * scale, 3)) for x, y in run) for run in draft.screens)


def _prepare(draft: Draft) -> PreparedPlan:
    scale = draft.metres_per_unit
    places = tuple(
        PreparedPlace(
            name=place.name,
            kind=str(place.kind),
            outline=place.outline,
            label_x=0.0,
            label_y=0.0,
            seats=place.seats,
            features=(),
            area_m2=measure_area(place.outline) * scale * scale if scale is not None else None,
        )
        for place in draft.accepted
    )
    return PreparedPlan(draft.width, draft.height, scale, draft.backdrop_svg, places, outline=draft.outline)


def _tell(service: Service, asking: Actor, found: _Weighed, gone: tuple[Node, ...], plan_id: PlanId) -> list[Event]:
    """The new version, and what it changes about each place that there was."""
    floor, settled = found.node, found.settled
    facts = {
        "floor": floor.id,
        "plan": plan_id,
        "places": len(settled.kept) + len(settled.added),
        "added": len(settled.added),
        "gone": len(gone),
    }
    events = [tell_act(asking, AuditAct.PLAN_PUBLISHED, facts, site_id=floor.site.id)]
    events += [tell_estate(asking, AuditAct.TAKEN_OUT_OF_USE, node, {"within": floor.id}) for node in gone]
    events += [tell_estate(asking, AuditAct.BROUGHT_INTO_USE, node, {"within": floor.id}) for node in settled.returning]
    for place, node in settled.moved:
        change = {"before": say_terms(service, node.terms), "after": say_terms(service, terms_after(place, node))}
        events.append(tell_estate(asking, AuditAct.ESTATE_CHANGED, node, change))
    return events
