"""What is wrong with a plan, all at once, each fault with its place and its remedy."""

from collections import Counter
from collections.abc import Iterable

from shapely import Polygon, STRtree, box

from floorplans.floor_outline import corners_beyond
from floorplans.results import Fault, PreparedPlace, PreparedPlan

# Below this share of the smaller place, an overlap is two outlines that share a thick line.
TOLERATED_OVERLAP = 0.02
MOST_OVERLAPS = 200

LEAST_M2 = {"desk": 0.4, "meeting_room": 1.5, "clinic_room": 2.0, "visiting_room": 2.0}
"""The floor that a seat needs at least, by kind: closely set chairs take 1.5 m² each, a person in a
group or clinic room has about 2 m², and nobody works at a desk of less than 80 by 50 cm. Less is more often a slip of
the outline, the seats or the scale than a place like that."""

_HAIR = 1e-6  # what figures lose by rounding


def find_faults(plan: PreparedPlan) -> tuple[Fault, ...]:
    """Every fault of a plan, in the order of its places; empty for a plan that can be published."""
    faults: list[Fault] = []
    if plan.metres_per_unit is None:
        faults.append(
            Fault(
                "no_scale",
                "",
                "The plan has no scale, so distances and areas on it are unknown.",
                "Give the length of something on it that you know, such as a wall or a door.",
            )
        )
    counts = Counter(place.name.casefold() for place in plan.places)
    sound: list[tuple[PreparedPlace, Polygon]] = []
    for place in plan.places:
        faults.extend(_faults_of_place(place, counts[place.name.casefold()]))
        polygon = _sound_polygon(place)
        if isinstance(polygon, Fault):
            faults.append(polygon)
        else:
            sound.append((place, polygon))
    faults.extend(_outside(plan, sound))
    faults.extend(_too_small(place for place, _ in sound))
    faults.extend(_overlaps(sound))
    return tuple(faults)


def _faults_of_place(place: PreparedPlace, called_so: int) -> list[Fault]:
    faults = []
    if not place.name.strip():
        faults.append(
            Fault("no_name", place.name, "A place has no name.", "Give it the name that stands on its door or desk.")
        )
    elif called_so > 1:
        problem = f"{called_so} places are called {place.name}."
        faults.append(Fault("duplicate_name", place.name, problem, "Give each a name of its own."))
    if place.seats is None or place.seats < 1:
        problem = f"It is not known how many people {place.name} seats."
        faults.append(Fault("no_seats", place.name, problem, "Enter its seats."))
    return faults


def _sound_polygon(place: PreparedPlace) -> Polygon | Fault:
    if len(place.outline) < 3:
        return Fault(
            "no_outline", place.name, f"{place.name} has no outline.", "Draw it again with at least three corners."
        )
    polygon = Polygon(place.outline)
    if not polygon.is_valid:
        problem = f"The outline of {place.name} crosses or touches itself."
        return Fault("bad_outline", place.name, problem, "Move its corners so that the outline runs round once.")
    if polygon.area <= 0:
        return Fault("no_outline", place.name, f"The outline of {place.name} encloses nothing.", "Draw it again.")
    return polygon


def _outside(plan: PreparedPlan, sound: list[tuple[PreparedPlace, Polygon]]) -> list[Fault]:
    slack = max(plan.width, plan.height) / 1000
    sheet = box(-slack, -slack, plan.width + slack, plan.height + slack)
    rings = [place.outline for place, _ in sound]
    beyond = corners_beyond(plan.outline, rings, slack) if plan.outline else (False,) * len(rings)
    faults = []
    for (place, polygon), over in zip(sound, beyond, strict=True):
        if not sheet.covers(polygon):
            problem = f"{place.name} lies partly or wholly outside the plan."
            faults.append(Fault("outside", place.name, problem, "Move it onto the floor."))
        elif over:
            problem = f"{place.name} lies partly or wholly outside the outline of the floor."
            remedy = "Move it onto the floor, or correct the outline if that is wrong."
            faults.append(Fault("outside", place.name, problem, remedy))
    return faults


def _too_small(places: Iterable[PreparedPlace]) -> list[Fault]:
    """Places with less floor than their seats need; none where the area is not known."""
    faults = []
    for place in places:
        least, seats, area = LEAST_M2.get(place.kind), place.seats or 0, place.area_m2
        if least is None or area is None or area >= least * seats - _HAIR:
            continue
        tenths = int(area * 10 + _HAIR)
        problem = f"{place.name} has {tenths // 10}.{tenths % 10} m² for {seats} {'seat' if seats == 1 else 'seats'}."
        remedy = f"Each needs at least {least:g} m². Check its outline, its seats and the scale."
        faults.append(Fault("too_small", place.name, problem, remedy))
    return faults


def _overlaps(sound: list[tuple[PreparedPlace, Polygon]]) -> list[Fault]:
    """One fault for each pair of places of one kind that lie on one another, at most MOST_OVERLAPS."""
    tree = STRtree([polygon for _, polygon in sound])
    faults: list[Fault] = []
    for number, (place, polygon) in enumerate(sound):
        for at in sorted(tree.query(polygon, predicate="intersects").tolist()):
            other, beside = sound[at]
            if at <= number or place.kind != other.kind:
                continue
            if polygon.intersection(beside).area > TOLERATED_OVERLAP * min(polygon.area, beside.area):
                problem = f"{place.name} and {other.name} overlap."
                faults.append(Fault("overlap", place.name, problem, f"Move or redraw {place.name} or {other.name}."))
            if len(faults) >= MOST_OVERLAPS:
                return faults
    return faults
