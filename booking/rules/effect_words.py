"""What a change of the rules does, in sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from booking.model.closures import Displaced
from booking.model.decisions import Reason
from booking.model.estate import Floor, Resource, ResourceKind
from booking.model.forecast import Forecast
from booking.model.layouts import SpacedFloor
from booking.model.policy import Policy, RuleField
from booking.model.rule_changes import Breach
from booking.rules.cost import bookings_a_day, usable_of_100_days
from booking.rules.phrases import say_resource
from booking.rules.sentences import list_words, say_date

MOST_FLOORS_NAMED = 6

STAY = "These bookings stay. Move or cancel them from their pages."

_BREAKS: dict[Reason, tuple[str, str]] = {
    Reason.CLOSED: ("is outside the hours or on a closed day", "are outside the hours or on a closed day"),
    Reason.TOO_FAR_AHEAD: ("is too far ahead", "are too far ahead"),
    Reason.TOO_LONG: ("is too long", "are too long"),
    Reason.TOO_SHORT: ("is too short", "are too short"),
    Reason.NOT_ALLOWED: (
        "was made by somebody who could no longer book it",
        "were made by people who could no longer book them",
    ),
    Reason.PERSON_BUSY: (
        "is held by somebody who has another at the same time",
        "are held by people who have another at the same time",
    ),
    Reason.LIMIT_REACHED: ("is beyond its holder's limit", "are beyond their holders' limits"),
    Reason.TAKEN: ("stands too close to the next one", "stand too close to the next one"),
    Reason.LOCKED_OUT: ("stands too close to the one before", "stand too close to the one before"),
    Reason.TOO_MANY_PEOPLE: (
        "is for more people than the room is then for",
        "are for more people than rooms are then for",
    ),
    Reason.TOO_CLOSE: ("is too close to another desk in use then", "are too close to other desks in use then"),
}


def say_places(places: Sequence[Resource], floors: Sequence[Floor]) -> str:
    """How many places a change concerns, and on which floors; the floors in the order given."""
    if not places:
        return "It changes nothing for any place: narrower rules say otherwise, or there is none."
    kinds = Counter(place.kind for place in places)
    counted = [_count(kinds[kind], kind.words) for kind in ResourceKind if kinds[kind]]
    on = {place.floor_id for place in places}
    named = [f"{floor.name} ({floor.building})" for floor in floors if floor.id in on]
    if len(named) > MOST_FLOORS_NAMED:
        return f"It changes what applies to {list_words(counted)} on {len(named)} floors."
    return f"It changes what applies to {list_words(counted)} on {list_words(named)}."


def say_overruled(number: int) -> str:
    """How many of the places asked about follow a narrower rule."""
    return f"{_count(number, 'place')} {'keeps' if number == 1 else 'keep'} a narrower rule instead."


def say_breaches(breaches: Iterable[Breach]) -> tuple[str, ...]:
    """Which rules the bookings break, how many each, and what becomes of them; empty without any."""
    counted = Counter(breach.reason for breach in breaches)
    if not counted:
        return ()
    total = counted.total()
    said = [f"{number:,} {_breaks(reason, number)}" for reason, number in counted.most_common()]
    verb = "booking that stands breaks" if total == 1 else "bookings that stand break"
    stay = "This booking stays. Move or cancel it from its page." if total == 1 else STAY
    return (f"{total:,} {verb} it: {list_words(said)}.", stay)


def say_breach(reason: Reason) -> str:
    """Which rule one booking breaks."""
    return f"It {_breaks(reason, 1)}."


def say_retimed(number: int) -> str:
    """How many bookings keep their place for another time."""
    return (
        f"After {_count(number, 'booking')} to come the place is kept free for the new time, "
        "where the next booking leaves room for it."
    )


def say_spaced(floors: Iterable[SpacedFloor], unplaced: int) -> tuple[str, ...]:
    """How many pairs of desks a rule keeps apart, and how many desks it cannot reach since they stand on no plan."""
    listed = tuple(floors)
    desks, pairs = sum(len(one.desks) for one in listed), sum(len(one.conflicts) for one in listed)
    says = []
    if desks:
        one = pairs == 1
        near = f"{_count(pairs, 'pair')} {'is' if one else 'are'} too near each other to be used at the same time"
        says.append(f"Of {_count(desks, 'desk')} on plans there, {near if pairs else 'none is too near another'}.")
    if unplaced:
        stand = "stands" if unplaced == 1 else "stand"
        says.append(f"{_count(unplaced, 'desk')} {stand} on no plan, so no distance is kept there.")
    return tuple(says)


def say_cost(field: RuleField, policy: Policy) -> str:
    """What a gap between uses costs, under a policy that holds it; empty for other fields."""
    if field is RuleField.LOCKOUT_HOURS:
        days = usable_of_100_days(policy.lockout_hours)
        return f"Booked for full days, from 9am to 5pm, each place can then be used on at most {days} of 100 weekdays."
    if field in (RuleField.TURNAROUND_MIN, RuleField.SETUP_MIN):
        gap = max(policy.tail_min, policy.setup_min)
        fit, without = bookings_a_day(gap), bookings_a_day(0)
        return f"Of bookings of 1 hour, {fit} then fit between 9am and 5pm; without any gap it would be {without}."
    return ""


def _breaks(reason: Reason, number: int) -> str:
    one, many = _BREAKS.get(reason, ("could no longer be made", "could no longer be made"))
    return one if number == 1 else many


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def say_closing(displaced: int) -> tuple[str, ...]:
    """What becomes of the bookings that stand within a closure."""
    if not displaced:
        return ("Nobody has a booking here still to come in that time.",)
    one = displaced == 1
    return (
        f"{displaced:,} booking{' stands' if one else 's stand'} within this time. "
        f"{'It stays' if one else 'They stay'} until you move or cancel {'it' if one else 'them'} on the next page. "
        "Nobody else can book it from now on.",
    )


def say_cancelling(number: int, people: int, *, later: int, begun: int) -> tuple[str, ...]:
    """How many bookings of how many people go, how many more wait for another time, and how many have begun."""
    said = [f"{_count(number, 'booking')} of {people:,} {'person' if people == 1 else 'people'} will be cancelled."]
    if later:
        said.append(f"{_count(later, 'more booking')} can be cancelled after these.")
    if begun:
        said.append(f"{_count(begun, 'booking')} {'has begun and stays' if begun == 1 else 'have begun and stay'}.")
    return tuple(said)


def say_instead(one: Displaced, now: datetime) -> str:
    """Where a booking within a closure can go: the place that suits it best, with its floor where that is another."""
    if one.card.booking.interval.start < now:
        return "It has begun, so it stays where it is"
    site = one.card.floor.site
    if one.instead is None:
        return f"No other place is free for it at {site.name} at that time"
    if one.floor is None:
        return f"Best instead: {say_resource(one.instead)}"
    away = (one.floor.site.name,) if one.floor.site.id != site.id else ()
    where = ", ".join(dict.fromkeys((one.floor.name, one.floor.building, *away)))
    return f"Best {'at another site' if away else 'instead'}: {say_resource(one.instead)} ({where})"


def say_reclosing(added: int, *, kept: int, freed: int) -> tuple[str, ...]:
    """What becomes of the bookings where a closure changes: those that it displaces anew, still, and no longer."""
    said = []
    if added == 1:
        said.append(
            "1 more booking stands within it then. It stays until you move or cancel it; the next page lists it with "
            "the place that suits it best."
        )
    elif added:
        said.append(
            f"{added:,} more bookings stand within it then. They stay until you move or cancel them; the next page "
            "lists them, each with the place that suits it best."
        )
    if kept:
        said.append(f"{_count(kept, 'booking')} {'stands' if kept == 1 else 'stand'} within it as before.")
    if freed:
        verb, stay = ("stands", "it is") if freed == 1 else ("stand", "they are")
        said.append(f"{_count(freed, 'booking')} that {verb} within it now can stay where {stay}.")
    return tuple(said) or ("Nobody has a booking here still to come in that time.",)


def say_forecast(found: Forecast) -> str:
    """What a change leaves of the places that it concerns; empty where it takes nothing away and adds nothing."""
    if found.before == found.after or not found.days:
        return ""
    first, weeks = found.days[0].on, len(found.days) // 7
    share = f" ({found.after * 100 / found.before:.0f}%)" if found.before else ""
    fullest = max(found.days, key=lambda day: day.before - day.after)
    lost = fullest.before - fullest.after
    worst = f" On {say_date(fullest.on)} alone it takes {lost:,} of {fullest.before:,}." if lost > 0 else ""
    return (
        f"Over {weeks} weeks from {say_date(first)} these places can be used on {found.before:,} place-days as it is "
        f"and on {found.after:,}{share} with this change, if people take every place that they can.{worst}"
    )
