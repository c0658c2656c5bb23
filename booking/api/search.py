"""Search: what is free for the whole of a time and seats the party."""

import math
from dataclasses import dataclass

from booking.actions.book import not_found
from booking.actions.find_rooms import PlacedResource, RoomQuery, find_rooms, show_resource
from booking.actions.room_uses import list_offered_uses
from booking.actions.show_floor import list_floors
from booking.api.calls import Answer, Call
from booking.api.fields import Field
from booking.api.pages import Place, answer_page, find_place
from booking.api.parameters import END, KIND, SITE, START, page_size, read_look
from booking.api.problems import Unreadable, bad_field
from booking.api.shapes import Shape, resource_shapes
from booking.api.values import FEATURES_SCHEMA, PEOPLE_SCHEMA, REF_SCHEMA, read_features, read_people_text, read_ref
from booking.model.decisions import Refused
from booking.model.ids import Ref
from booking.rules.phrases import say_resource

PEOPLE = Field("people", read_people_text, {**PEOPLE_SCHEMA, "default": 1}, "how many people it must seat")
FEATURES = Field(
    "feature",
    read_features,
    FEATURES_SCHEMA,
    "a feature that it must have; given several times, it must have all of them",
    repeats=True,
)
NEAR = Field(
    "near", read_ref, REF_SCHEMA, "the id of a resource or a floor; of equally large rooms the nearer come first"
)


USE = Field("use", read_ref, REF_SCHEMA, "the id of what will be done there, one of /uses; it must be free around it")


@dataclass(frozen=True, slots=True)
class _Landmark:
    """What rooms should be near: a floor, or a resource and the point where it stands, where that is known."""

    floor: Ref
    name: str
    is_floor: bool
    at_m: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class _Hit:
    """A room that is free; `elsewhere` where it stands on another floor than the landmark."""

    placed: PlacedResource
    spare_seats: int
    elsewhere: bool
    distance_m: float | None

    @property
    def place(self) -> Place:
        """By what the answer is ordered: fewest spare seats, then nearest (in decimetres), then id."""
        decimetres = 0 if self.distance_m is None else round(self.distance_m * 10)
        return self.spare_seats, int(self.elsewhere), int(self.distance_m is None), decimetres, self.placed.resource.id


def answer_search(call: Call) -> Answer | Refused:
    """What is free and seats the party, best first."""
    query = RoomQuery(
        interval=read_look(call.query, START, END),
        people=call.query.find(PEOPLE) or 1,
        kind=call.query.find(KIND),
        features=call.query.find(FEATURES) or frozenset(),
        site=call.query.find(SITE),
        use=_read_use(call),
    )
    behind = find_place(call, "search")
    near = call.query.find(NEAR)
    landmark = None if near is None else _find_landmark(call, near)
    if near is not None and landmark is None:
        return not_found()
    rooms = find_rooms(call.service, call.actor, query, now=call.now)
    hits = sorted((_weigh(room, query, landmark) for room in rooms), key=lambda hit: hit.place)
    found = [hit for hit in hits if behind is None or hit.place > behind]
    shown = found[: page_size(call) + 1]
    shapes = resource_shapes(call.service, (hit.placed for hit in shown), query.interval.start)

    def show(hit: _Hit) -> Shape:
        return {"resource": shapes[hit.placed.resource.id], **_hit_shape(hit, query, landmark)}

    return answer_page(call, "search", shown, show=show, place=lambda hit: hit.place)


def _read_use(call: Call) -> Ref | None:
    wanted = call.query.find(USE)
    if wanted is not None and all(use.ref != wanted for use in list_offered_uses(call.service, call.actor)):
        raise Unreadable(bad_field(USE.name, "This use is not offered. Choose one of /uses, or leave it out."))
    return wanted


def _find_landmark(call: Call, near: Ref) -> _Landmark | None:
    placed = show_resource(call.service, call.actor, near)
    if placed is not None:
        name = say_resource(placed.resource)
        return _Landmark(placed.resource.floor_ref, name, is_floor=False, at_m=placed.position_m)
    floors = list_floors(call.service, call.actor)
    return next((_Landmark(floor.ref, floor.name, is_floor=True) for floor in floors if floor.ref == near), None)


def _weigh(room: PlacedResource, query: RoomQuery, landmark: _Landmark | None) -> _Hit:
    spare_seats = room.resource.capacity - query.people
    elsewhere = landmark is not None and room.resource.floor_ref != landmark.floor
    if landmark is None or elsewhere or landmark.at_m is None or room.position_m is None:
        return _Hit(room, spare_seats, elsewhere, None)
    return _Hit(room, spare_seats, elsewhere, round(math.dist(room.position_m, landmark.at_m), 1))


def _hit_shape(hit: _Hit, query: RoomQuery, landmark: _Landmark | None) -> Shape:
    shape: Shape = {
        "spare_seats": hit.spare_seats,
        "why": _say_why(hit, query, landmark),
    }
    if hit.distance_m is not None:
        shape["distance_m"] = hit.distance_m
    return shape


def _say_why(hit: _Hit, query: RoomQuery, landmark: _Landmark | None) -> str:
    seats = {0: "no seat to spare", 1: "1 seat to spare"}.get(hit.spare_seats, f"{hit.spare_seats} seats to spare")
    said = [f"Free for the whole time, with {seats}."]
    if query.features:
        said.append(f"It has: {', '.join(sorted(query.features))}.")
    if landmark is not None and hit.distance_m is not None:
        said.append(f"It is {hit.distance_m:.0f} m from {landmark.name}.")
    elif landmark is not None and not hit.elsewhere:
        said.append(f"It is on {'the floor' if landmark.is_floor else 'the same floor as'} {landmark.name}.")
    return " ".join(said)
