"""The places of a draft as rows of its lists, and as they stand on its picture."""

from dataclasses import dataclass

from booking.actions.drawings import find_label_point
from booking.model.drafts import Draft, DraftPlace, Point
from booking.model.estate import Place
from booking.model.ids import ResourceId
from booking.web.lettering import Caption, write_caption
from booking.web.places import natural_order
from booking.web.words import count


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the draft in its list and on its picture; `alone` says of one that the reading accepted how sure."""

    key: str
    name: str
    facts: str
    state: str
    doubt: str
    points: str
    caption: Caption
    alone: str = ""


def list_places(draft: Draft) -> list[PlaceRow]:
    """Every place, as people count their names."""
    return [_row(place, draft) for place in sorted(draft.places, key=lambda place: natural_order(place.name))]


def list_alone(draft: Draft) -> list[PlaceRow]:
    """What the reading accepted, the least sure first, and those that it was as sure of as people count."""
    ranked = sorted(draft.accepted_alone, key=lambda place: (place.confidence or 0, natural_order(place.name)))
    return [_row(place, draft) for place in ranked]


def say_points(outline: tuple[Point, ...]) -> str:
    """An outline as a polygon of a drawing has it."""
    return " ".join(f"{x:g},{y:g}" for x, y in outline)


def _row(place: DraftPlace, draft: Draft) -> PlaceRow:
    found = f"Not booked: {place.found.replace('_', ' ')}" if place.found else "Not booked"
    kind = place.kind.words.capitalize() if place.kind else found
    seats = count(place.seats, "seat") if place.kind else ""
    state = "accepted" if place.accepted and place.kind else "doubtful" if place.is_doubtful else "proposed"
    facts = ", ".join(part for part in (kind, seats, "known to people" if place.resource else "") if part)
    alone = f"{place.confidence:.0%} sure" if place.alone and place.confidence is not None else ""
    return PlaceRow(
        place.key,
        place.name,
        facts,
        state,
        place.doubt,
        say_points(place.outline),
        _write(place, draft),
        alone if state == "accepted" else "",
    )


def _write(place: DraftPlace, draft: Draft) -> Caption:
    x, y = place.outline[0] if len(place.outline) == 4 else find_label_point(place.outline)
    drawn = Place(ResourceId(0), place.outline, x, y, None)
    return write_caption(drawn, place.name, max(draft.width, draft.height) / 100)
