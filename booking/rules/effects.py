"""What a change of the estate would do, in sentences."""

from collections.abc import Iterator

from booking.model.estate import ResourceKind
from booking.model.tree import BuildingTerms, FloorTerms, PlaceTerms, SiteTerms, Tier
from booking.rules.phrases import say_metres

TIER_WORDS = {Tier.SITE: "site", Tier.BUILDING: "building", Tier.FLOOR: "floor", Tier.PLACE: "place"}
"""What people call a thing of each tier."""


def say_number(number: int, one: str, more: str = "") -> str:
    """A number and its noun: 1 place, 4 places, 1,200 places."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def say_coming(number: int) -> str:
    """Coming bookings by number: 1 coming booking."""
    return say_number(number, "coming booking")


def say_code(code: str) -> str:
    """A feature's code as people say it."""
    return code.replace("_", " ").replace("-", " ")


def say_level(level: int) -> str:
    """A level as lifts show it."""
    return "the ground floor" if level == 0 else f"level {level}"


def say_site_change(before: SiteTerms, after: SiteTerms, coming: int) -> tuple[str, ...]:
    """What changes for people when a site's terms do."""
    says = [*_say_name("site", before.name, after.name)]
    if before.timezone != after.timezone:
        says.append(f"The site’s time zone changes from {before.timezone} to {after.timezone}.")
        if coming:
            says.append(
                f"{say_coming(coming)} will start and end at the same moment as before, so the clock times that people "
                "see move. Opening hours are kept by the new clock."
            )
    return tuple(says)


def say_building_change(before: BuildingTerms, after: BuildingTerms) -> tuple[str, ...]:
    """What changes for people when a building's terms do."""
    return tuple(_say_name("building", before.name, after.name))


def say_floor_change(before: FloorTerms, after: FloorTerms, to_building: str) -> tuple[str, ...]:
    """What changes for people when a floor's terms do."""
    says = [*_say_name("floor", before.name, after.name)]
    if before.level != after.level:
        says.append(f"It moves from {say_level(before.level)} to {say_level(after.level)} in lists.")
    if before.building != after.building:
        says.append(f"It moves to {to_building}.")
    return tuple(says)


def say_place_change(
    before: PlaceTerms, after: PlaceTerms, *, coming: tuple[int, int], units: tuple[str, str], to_floor: str
) -> tuple[str, ...]:
    """What changes for people when a place's terms do.

    Args:
        before: what is said of it now.
        after: what will be.
        coming: how many coming bookings are concerned, and how many are for more people than it will seat.
        units: the names of the units that own it now and will own it; empty for none.
        to_floor: the name of the floor on which it will stand.
    """
    concerned, too_many = coming
    says = [*_say_name("place", before.name, after.name)]
    if before.kind is not after.kind:
        says.append(
            f"It becomes a {after.kind.words} and was a {before.kind.words}: other rules apply to new bookings of it."
        )
    if before.capacity != after.capacity:
        says.append(f"It will seat {after.capacity:,} and seats {before.capacity:,} now.")
    if too_many:
        says.append(f"{say_coming(too_many)} {_is(too_many)} for more people than that.")
    if before.ceiling_cm != after.ceiling_cm:
        says.append(_say_ceiling(after.ceiling_cm))
    says += _say_features(before.features, after.features)
    if before.unit != after.unit:
        was, will = units
        says.append(
            f"It belongs to {was or 'nobody in particular'} and will belong to {will or 'nobody in particular'}."
        )
    if before.floor != after.floor:
        says.append(f"It moves to {to_floor}. It is on no map there until a plan with it is published.")
    if concerned:
        says.append("The bookings listed here stay as they are. Tell the people concerned, or move their bookings.")
    return tuple(says)


def concerns_every_booking(before: PlaceTerms, after: PlaceTerms) -> bool:
    """Whether each coming booking of a place is concerned: another kind or floor, or something that it loses."""
    lost = set(before.features) - set(after.features)
    return before.kind is not after.kind or before.floor != after.floor or bool(lost)


def say_retiring(tier: Tier, held: tuple[int, int, int], coming: int, under_way: int) -> tuple[str, ...]:
    """What happens when something is taken out of use.

    Args:
        tier: what it is.
        held: how many buildings, floors and places in use stand in it, itself left out.
        coming: how many coming bookings there are, those under way too.
        under_way: how many of them have started.
    """
    says = [
        f"The {TIER_WORDS[tier]} disappears from maps, lists and search, and nobody can book "
        f"{'it' if tier is Tier.PLACE else 'anything in it'}. What was booked there before can still be read. "
        "You can bring it back at any time."
    ]
    if any(held):
        they = "It is" if sum(held) == 1 else "They are"
        says.insert(0, f"{say_held(held)} in it {_is(sum(held))} still in use. {they} taken out of use with it.")
    if coming - under_way:
        says.append(
            f"{say_coming(coming - under_way)} will be cancelled. The message stands on the booking of each person."
        )
    if under_way:
        says.append(f"{say_number(under_way, 'booking')} under way will end now.")
    return tuple(says)


_WITHIN = {Tier.SITE: "at this site", Tier.BUILDING: "in this building", Tier.FLOOR: "on this floor"}


def say_too_many(tier: Tier, coming: int, most: int) -> str:
    """Why so many bookings are not cancelled at once, and what to do instead."""
    instead = {
        Tier.SITE: "Take its floors out of use first, one by one.",
        Tier.BUILDING: "Take its floors out of use first, one by one.",
        Tier.FLOOR: "Take some of its places out of use first, one by one.",
        Tier.PLACE: "Close it for new bookings with a rule first, and wait until fewer are left.",
    }
    then = (
        ""
        if tier is Tier.PLACE
        else f" Begin with the one that has most. As soon as no more than {most:,} are left, the rest goes at once."
    )
    return (
        f"There are {say_number(coming, 'coming booking')} {_WITHIN.get(tier, 'of this place')}, and at most "
        f"{most:,} can be cancelled at once. {instead[tier]}{then}"
    )


def say_held(held: tuple[int, int, int]) -> str:
    """Buildings, floors and places by number: 1 building, 3 floors and 40 places."""
    parts = [
        say_number(number, word) for number, word in zip(held, ("building", "floor", "place"), strict=True) if number
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def say_adding(kind: ResourceKind, number: int, seats: int, floor: str) -> tuple[str, ...]:
    """What adding several places does."""
    words = kind.words if number == 1 else f"{kind.words}s"
    return (f"{number} {words} with {say_number(seats, 'seat')} each will be added to {floor}.",)


def say_feature_change(
    code: str, to: str | None, *, places: int, sites: int, both: int, known: bool
) -> tuple[str, ...]:
    """What renaming or removing a feature does.

    Args:
        code: the feature.
        to: the code that it will have; None where it is removed.
        places: how many places have it.
        sites: at how many sites they are.
        both: how many places have the other feature already.
        known: whether the other feature is known already, so that the two become one.
    """
    where = f"{say_number(places, 'place')} at {say_number(sites, 'site')} {'has' if places == 1 else 'have'} it."
    name = say_code(code)
    if to is None:
        gone = "It is taken off all of them. " if places else ""
        return (f"“{name}”: {where}", f"{gone}Nobody can search for it any more.")
    says = [f"“{name}” will be called “{say_code(to)}”. {where}"]
    if known:
        says.append(f"“{say_code(to)}” is known already, so the two become one.")
    if both:
        says.append(f"{say_number(both, 'place')} {'has' if both == 1 else 'have'} both now, and will have one.")
    return tuple(says)


def _say_name(what: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"The {what} is called “{before}” and will be called “{after}” everywhere, also in bookings made before."


def _say_ceiling(ceiling_cm: int | None) -> str:
    if ceiling_cm is None:
        return "Its height is not known any more, so that its air does not say how many people it is for."
    return f"It is {say_metres(ceiling_cm)} high. Its air may then be for fewer people than it seats."


def _say_features(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    if lost := [say_code(code) for code in before if code not in after]:
        yield f"It loses: {', '.join(lost)}. People may have booked it for that."
    if won := [say_code(code) for code in after if code not in before]:
        yield f"It gets: {', '.join(won)}."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
