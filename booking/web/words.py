"""The words of pages for things that the model names in one word each, and the status of each reason."""

from booking.model.bookings import Booking, BookingState, EndedWhy
from booking.model.decisions import Reason
from booking.model.estate import Floor, Resource, ResourceKind
from booking.rules.bars import Bar
from booking.rules.capacity import Capacity
from booking.rules.marks import PlaceState

STATUS_OF: dict[Reason, int] = {
    Reason.TAKEN: 409,
    Reason.LOCKED_OUT: 409,
    Reason.TOO_CLOSE: 409,
    Reason.CLOSED: 409,
    Reason.PERSON_BUSY: 409,
    Reason.LIMIT_REACHED: 409,
    Reason.IN_THE_PAST: 422,
    Reason.TOO_FAR_AHEAD: 422,
    Reason.TOO_LONG: 422,
    Reason.TOO_SHORT: 422,
    Reason.TOO_MANY_PEOPLE: 422,
    Reason.BAD_FIELD: 422,
    Reason.NOT_ALLOWED: 403,
    Reason.NOT_FOUND: 404,
    Reason.CHANGED_MEANWHILE: 412,
}
"""The status with which a page answers each reason."""

FIELD_OF = {"start": "from", "end": "to", "for_person": "for", "resource_id": "resource"}
"""Fields of our forms that are called differently in the model."""

PLACE_STATES: dict[PlaceState | Bar, str] = {
    PlaceState.FREE: "Free",
    PlaceState.YOURS: "Yours",
    PlaceState.TAKEN: "Taken",
    PlaceState.REQUESTED: "Requested",
    PlaceState.LOCKED: "Locked",
    PlaceState.TOO_CLOSE: "Too close to somebody",
    PlaceState.CLOSED: "Closed",
    Bar.OTHER_ROLES: "Other roles only",
    Bar.TOO_FAR: "Not open for booking yet",
    Bar.PASSED: "Time has passed",
}
"""What pages call the state of a place; a place that nothing occupies is free only to those who can book it."""

BOOKING_STATES: dict[BookingState, tuple[str, str]] = {
    BookingState.REQUESTED: ("Requested", "yellow"),
    BookingState.CONFIRMED: ("Confirmed", "blue"),
    BookingState.CHECKED_IN: ("Checked in", "green"),
    BookingState.COMPLETED: ("Ended", "grey"),
    BookingState.RELEASED: ("Released", "orange"),
    BookingState.CANCELLED: ("Cancelled", "grey"),
}
"""What the state of a booking is called, and the colour of its tag."""

KINDS: dict[ResourceKind, str] = {
    ResourceKind.DESK: "Desks",
    ResourceKind.MEETING_ROOM: "Meeting rooms",
    ResourceKind.CLINIC_ROOM: "Clinic rooms",
    ResourceKind.VISITING_ROOM: "Visiting rooms",
}
"""The kinds in the order in which pages list them."""

_ENDED = {
    EndedWhy.NO_SHOW: "Nobody checked in, so it was released.",
    EndedWhy.ENDED_EARLY: "It was ended early.",
    EndedWhy.CHECKED_OUT: "Everybody had checked out.",
    EndedWhy.REFUSED: "The request was refused.",
    EndedWhy.CANCELLED: "",
    EndedWhy.OUT_OF_USE: "The place was taken out of use.",
    EndedWhy.CLOSED: "The place is closed at that time.",
}


def count(number: int, one: str, more: str = "") -> str:
    """A number and its noun: 1 seat, 4 seats."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def say_seats(resource: Resource) -> str:
    """How many people a place is for: 1 seat, 6 seats."""
    return count(resource.capacity, "seat")


def say_limit(room: Capacity) -> str:
    """For how many people a room is where that is fewer than it seats, and why; empty where it is not."""
    return f"for up to {count(room.people, 'person', 'people')}: {room.why}" if room.why else ""


def say_features(resource: Resource) -> str:
    """What a place has, in its own order: sit-stand, two screens."""
    return ", ".join(say_feature(feature) for feature in resource.features)


def say_feature(feature: str) -> str:
    """One feature as people say it within a sentence."""
    return feature.replace("_", " ").replace("-", " ")


def name_feature(feature: str) -> str:
    """One feature at the head of a line, with a capital: Hearing loop."""
    return begin(say_feature(feature))


def begin(words: str) -> str:
    """Words as they stand at the beginning of a line: their first letter is a capital."""
    return words[:1].upper() + words[1:]


def say_place(floor: Floor) -> str:
    """Where a floor is: Ground floor, Elm House, Northgate."""
    return ", ".join(dict.fromkeys((floor.name, floor.building, floor.site.name)))


def say_end(booking: Booking) -> str:
    """Why a booking came to its end, as a sentence; empty where there is nothing to say."""
    return _ENDED[booking.ended_why] if booking.ended_why is not None else ""
