"""What is wrong with a plan, all at once, each fault with its place and its remedy."""

from collections import Counter
from dataclasses import dataclass

from shapely import Polygon, STRtree, box
from shapely.validation import explain_validity

from floorplans.plan import PreparedPlace, PreparedPlan

# Below this share of the smaller place, an overlap is two outlines that share a thick line.
TOLERATED_OVERLAP = 0.02
MOST_OVERLAPS = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: a code for programs, the place's name ("" for the whole plan), what it is, and what to do."""

    code: str
    place: str
    problem: str
    remedy: str


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
        reason = explain_validity(polygon).split("[")[0].lower()
        problem = f"The outline of {place.name} crosses or touches itself ({reason})."
        return Fault("bad_outline", place.name, problem, "Move its corners so that the outline runs round once.")
    if polygon.area <= 0:
        return Fault("no_outline", place.name, f"The outline of {place.name} encloses nothing.", "Draw it again.")
    return polygon


def _outside(plan: PreparedPlan, sound: list[tuple[PreparedPlace, Polygon]]) -> list[Fault]:
    slack = max(plan.width, plan.height) / 1000
    sheet = box(-slack, -slack, plan.width + slack, plan.height + slack)
    return [
        Fault("outside", place.name, f"{place.name} lies partly or wholly outside the plan.", "Move it onto the floor.")
        for place, polygon in sound
        if not sheet.covers(polygon)
    ]


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
