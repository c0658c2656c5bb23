"""Work on a floor's draft: begin it from a drawing or from the plan that stands, look at it, change it, drop it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from math import dist
from typing import TypeVar

from booking.actions.book import find_again, not_found
from booking.actions.drawings import measure_area, take_off_letters
from booking.actions.open_estate import find_managed
from booking.actions.publish_plan import file_picture, place_picture
from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.model.drafts import MOST_DRAFT_PLACES, SURE, Draft, DraftPlace, Point, SeatsFrom
from booking.model.estate import PictureFile, Place, Resource, ResourceKind
from booking.model.ids import FloorId, Ref
from booking.model.people import Actor
from booking.model.tree import Node, Tier
from booking.rules.drafts import Settled, match_places, settle
from booking.store.diary import lock_floors
from booking.store.drafts import change_draft, drop_draft, put_draft, read_draft
from booking.store.engine import Tx
from booking.store.estate import read_floor
from booking.store.features import read_known_features
from booking.store.pictures import find_draft_picture, keep_pictures, sweep_pictures
from booking.store.plans import find_backdrop, read_outline, read_screens
from booking.store.tree import read_below
from floorplans.cage import AT_ONCE, Tell, propose_in_cage, tell_nobody
from floorplans.results import Proposal, guess_seats_of_area
from floorplans.shapes import DrawingRefused

T = TypeVar("T")

READ_AT_ONCE = AT_ONCE
"""How many drawings each process reads at a time; the next ones wait for their turn."""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A floor that the actor manages, its draft where there is one, and what that would become."""

    floor: Node
    draft: Draft | None
    settled: Settled
    features: tuple[str, ...]
    has_plan: bool


def open_draft(service: Service, actor: Actor, floor: Ref) -> OpenDraft | Refused:
    """The floor with its draft. At most six selects."""

    def work(tx: Tx) -> OpenDraft | Refused:
        node = find_managed(tx, actor, Tier.FLOOR, floor)
        if isinstance(node, Refused):
            return node
        draft = read_draft(tx, FloorId(node.id))
        places = read_below(tx, Tier.PLACE, Tier.FLOOR, node.id) if draft else ()
        settled = settle(draft, places) if draft else Settled((), (), ())
        sheet = read_floor(tx, floor)
        has_plan = sheet is not None and sheet.floor.plan is not None
        features = {*read_known_features(tx, node.site.organisation_id), *(_features_of(draft) if draft else ())}
        return OpenDraft(node, draft, settled, tuple(sorted(features)), has_plan)

    return service.db.read(work)


def begin_from_drawing(
    service: Service,
    actor: Actor,
    floor: Ref,
    drawing: tuple[str, bytes],
    *,
    now: datetime,
    tell: Tell = tell_nobody,
) -> Draft | Refused:
    """Read a drawing and make it the floor's draft, with everything recognised proposed. The old draft goes.

    `tell` is told the steps of the reading as they begin, those of `floorplans.cage`.
    """
    first = service.db.read(lambda tx: find_managed(tx, actor, Tier.FLOOR, floor))
    if isinstance(first, Refused):
        return first
    name, data = drawing
    try:
        proposed = propose_in_cage(data, name, tell=tell)
    except DrawingRefused as refused:
        return Refused(Reason.BAD_FIELD, str(refused), field="drawing")
    if len(proposed.proposals) > MOST_DRAFT_PLACES:
        why = f"This drawing has more than {MOST_DRAFT_PLACES:,} rooms and desks. Make one drawing for each floor."
        return Refused(Reason.BAD_FIELD, why, field="drawing")
    scale = proposed.metres_per_unit
    places = tuple(_propose(number, each, scale) for number, each in enumerate(proposed.proposals, 1))

    def make(tx: Tx, node: Node) -> Draft:
        return Draft(
            floor_id=FloorId(node.id),
            revision=1,
            width=proposed.width,
            height=proposed.height,
            metres_per_unit=proposed.metres_per_unit,
            scale_from="drawing" if proposed.metres_per_unit else "",
            backdrop_svg=proposed.backdrop_svg,
            source=name[:200],
            places=match_places(places, read_below(tx, Tier.PLACE, Tier.FLOOR, node.id)),
            changed_at=now,
            screens=proposed.screens,
            outline=proposed.outline,
            pictures=tuple(map(place_picture, proposed.pictures)),
            notes=proposed.notes,
        )

    files = tuple(map(file_picture, proposed.pictures))
    return _begin(service, actor, floor, make, files=files, now=now)


def begin_from_plan(service: Service, actor: Actor, floor: Ref, *, now: datetime) -> Draft | Refused:
    """Make the plan that stands the floor's draft, all of its places accepted. The old draft goes.

    What is written on the plan and nobody books can be drawn and booked in the draft like anything else.
    """

    def make(tx: Tx, node: Node) -> Draft | Refused:
        sheet = read_floor(tx, floor)
        plan = sheet.floor.plan if sheet is not None else None
        found = find_backdrop(tx, plan.ref) if plan is not None else None
        if sheet is None or plan is None or found is None:
            return Refused(Reason.BAD_FIELD, "This floor has no plan yet. Choose a drawing instead.", field="drawing")
        resources = {resource.id: resource for resource in sheet.resources}
        backdrop, lettered = take_off_letters(found[1], plan.width)
        places = (*(_as_drawn(place, resources[place.resource_id]) for place in sheet.places), *lettered)
        return Draft(
            floor_id=FloorId(node.id),
            revision=1,
            width=plan.width,
            height=plan.height,
            metres_per_unit=1.0 if plan.metres_per_unit else None,
            scale_from="plan" if plan.metres_per_unit else "",
            backdrop_svg=backdrop,
            source="",
            places=places[:MOST_DRAFT_PLACES],
            changed_at=now,
            screens=read_screens(tx, plan.ref),
            outline=read_outline(tx, plan.ref),
            pictures=plan.pictures,
        )

    return _begin(service, actor, floor, make, now=now)


def _begin(
    service: Service,
    actor: Actor,
    floor: Ref,
    make: Callable[[Tx, Node], Draft | Refused],
    *,
    files: tuple[PictureFile, ...] = (),
    now: datetime,
) -> Draft | Refused:
    def write(tx: Tx, node: Node, asking: Actor) -> Draft | Refused:
        draft = make(tx, node)
        if isinstance(draft, Draft):
            before = read_draft(tx, draft.floor_id)
            draft = replace(draft, revision=before.revision + 1 if before else 1)
            keep_pictures(tx, draft.floor_id, files)
            put_draft(tx, draft, by=asking.person.id)
            sweep_pictures(tx, draft.floor_id)
        return draft

    return _write(service, actor, floor, write, now=now)


def save_draft(
    service: Service,
    actor: Actor,
    floor: Ref,
    change: Callable[[Draft], Draft | Refused],
    *,
    seen: int,
    now: datetime,
) -> Draft | Refused:
    """Change a draft whose revision is still the one seen; answers the draft as it then stands."""

    def write(tx: Tx, node: Node, asking: Actor) -> Draft | Refused:
        draft = read_draft(tx, FloorId(node.id))
        if draft is None:
            return refuse_no_draft()
        if draft.revision != seen:
            return _refuse_overtaken(draft)
        changed = change(draft)
        if isinstance(changed, Refused):
            return changed
        saved = change_draft(tx, changed, seen=seen, by=asking.person.id, now=now)
        return _refuse_overtaken(draft) if saved is None else replace(saved, changed_by=asking.person.name)

    return _write(service, actor, floor, write, now=now)


def discard_draft(service: Service, actor: Actor, floor: Ref, *, now: datetime) -> Node | Refused:
    """Drop a floor's draft; the plan that stands stays."""

    def write(tx: Tx, node: Node, _asking: Actor) -> Node:
        drop_draft(tx, FloorId(node.id))
        sweep_pictures(tx, FloorId(node.id))
        return node

    return _write(service, actor, floor, write, now=now)


def show_draft_picture(service: Service, actor: Actor, floor: Ref, digest: str) -> PictureFile | Refused:
    """A picture behind the line work of a floor's draft, for those who manage the floor."""

    def work(tx: Tx) -> PictureFile | Refused:
        node = find_managed(tx, actor, Tier.FLOOR, floor)
        if isinstance(node, Refused):
            return node
        return find_draft_picture(tx, FloorId(node.id), digest) or not_found()

    return service.db.read(work)


def set_scale(draft: Draft, points: tuple[Point, Point], metres: float) -> Draft | Refused:
    """The draft with the scale at which two points lie so far apart."""
    apart = dist(*points)
    if apart <= 0:
        return Refused(Reason.BAD_FIELD, "Choose two points that are not the same.", field="to")
    scale = metres / apart
    places = tuple(_seat(place, scale) for place in draft.places)
    return replace(draft, metres_per_unit=scale, scale_from="two points", places=places)


def _seat(place: DraftPlace, scale: float | None) -> DraftPlace:
    """A place with the seats that its area suggests, where nobody has said them and the area is known."""
    if place.kind is ResourceKind.DESK:
        return replace(place, seats=1, seats_from=SeatsFrom.SAID) if place.seats_from else place
    if not place.seats_from or scale is None:
        return place
    seats = guess_seats_of_area(measure_area(place.outline) * scale * scale)
    return replace(place, seats=seats, seats_from=SeatsFrom.AREA)


def scale_by_length(draft: Draft, key: str | None, metres: float) -> Draft | Refused:
    """The draft with the scale at which the longest side of a place, or the whole drawing's width, has that length."""
    if key is None:
        return set_scale(draft, ((0.0, 0.0), (draft.width, 0.0)), metres)
    place = next((each for each in draft.places if each.key == key), None)
    if place is None:
        return Refused(Reason.BAD_FIELD, "Choose what you know the length of.", field="thing")
    sides = zip(place.outline, (*place.outline[1:], place.outline[0]), strict=True)
    return set_scale(draft, max(sides, key=lambda side: dist(*side)), metres)


def accept_sure(draft: Draft) -> Draft:
    """The draft with every proposal accepted that is of a kind that is booked, and that is not doubtful."""
    scale = draft.metres_per_unit
    return replace(
        draft,
        places=tuple(
            _seat(replace(place, accepted=True), scale) if place.kind is not None and not place.is_doubtful else place
            for place in draft.places
        ),
    )


def have_looked(draft: Draft) -> Draft:
    """The draft with what was accepted when the drawing was read as somebody's own word."""
    looked = (
        replace(place, alone=False, seats_from=SeatsFrom.SAID) if place.alone else place for place in draft.places
    )
    return replace(draft, places=tuple(looked))


def book_rooms(draft: Draft, kind: ResourceKind) -> Draft:
    """The draft with every sure room that people may book, as rooms of a kind, and accepted.

    Where nobody says its seats a room has as many as its area suggests, or 1 while the plan has no scale.
    """
    scale = draft.metres_per_unit
    return replace(
        draft,
        places=tuple(
            _seat(replace(place, kind=kind, accepted=True), scale) if place.is_room_to_book else place
            for place in draft.places
        ),
    )


def refuse_no_draft() -> Refused:
    """What is answered where a floor has no draft, or it was published or dropped meanwhile."""
    why = "This floor has no draft now: it was published or dropped. Begin a new one."
    return Refused(Reason.CHANGED_MEANWHILE, why)


def _features_of(draft: Draft) -> frozenset[str]:
    """What the drawing itself says that its places have; with the plan it becomes known."""
    return frozenset(code for place in draft.places for code in place.features)


def _refuse_overtaken(draft: Draft) -> Refused:
    return Refused(
        Reason.CHANGED_MEANWHILE,
        f"{draft.changed_by} changed this draft after you opened it. Nothing of yours was saved. Look at it as it is "
        "now, then repeat what you did.",
    )


def _write(
    service: Service,
    actor: Actor,
    floor: Ref,
    write: Callable[[Tx, Node, Actor], T | Refused],
    *,
    now: datetime,
) -> T | Refused:
    """Do it under the floor's lock, where the actor manages the floor at that moment; the diary stays as it is."""
    first = service.db.read(lambda tx: find_managed(tx, actor, Tier.FLOOR, floor))
    if isinstance(first, Refused):
        return first

    def work(tx: Tx) -> T | Refused:
        lock_floors(tx, [FloorId(first.id)], now=now, sheet_stays=True)
        asking = find_again(tx, actor)
        node = find_managed(tx, asking, Tier.FLOOR, floor) if asking is not None else not_found()
        if asking is None or isinstance(node, Refused):
            return node if isinstance(node, Refused) else not_found()
        return write(tx, node, asking)

    return service.db.write(work)


def _propose(number: int, proposal: Proposal, scale: float | None) -> DraftPlace:
    guessed = SeatsFrom.AREA if scale else SeatsFrom.NOBODY
    seats_from = guessed if proposal.guessed else SeatsFrom.SAID
    kind = ResourceKind(proposal.kind) if proposal.kind else None
    sure = not proposal.doubt and proposal.confidence >= SURE
    return DraftPlace(
        key=f"p{number}",
        name=proposal.name,
        kind=kind,
        seats=proposal.seats,
        outline=proposal.outline,
        features=proposal.features,
        facing=proposal.facing,
        confidence=proposal.confidence,
        found=proposal.found,
        doubt=proposal.doubt,
        accepted=kind is not None and sure,
        alone=kind is not None and sure,
        seats_from=seats_from,
    )


def _as_drawn(place: Place, resource: Resource) -> DraftPlace:
    return DraftPlace(
        key=f"r{resource.id}",
        name=resource.name,
        kind=resource.kind,
        seats=resource.capacity,
        outline=place.outline,
        resource=resource.ref,
        features=resource.features,
        seat=place.seat,
        facing=place.facing,
        accepted=True,
    )
