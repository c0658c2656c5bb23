"""What is done in rooms, and what a change of it does, in sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from booking.model.estate import ResourceKind
from booking.model.room_uses import RoomUse, RoomUseChange
from booking.rules.effects import say_coming
from booking.rules.phrases import say_length
from booking.rules.sentences import list_words


def apply_change(use: RoomUse, change: RoomUseChange) -> RoomUse:
    """The use as it will be."""
    terms = change.terms
    if terms is not None:
        use = replace(
            use,
            name=terms.name,
            kinds=terms.kinds,
            setup_min=terms.setup_min,
            turnaround_min=terms.turnaround_min,
            fallow_min=terms.fallow_min,
        )
    return use if change.offered is None else replace(use, offered=change.offered)


def needs_other_time(before: RoomUse, after: RoomUse) -> bool:
    """Whether a change alters what is kept free."""
    return (before.setup_min, before.turnaround_min, before.fallow_min) != (
        after.setup_min,
        after.turnaround_min,
        after.fallow_min,
    )


def say_kinds(kinds: Iterable[ResourceKind]) -> str:
    """Kinds of place in a row: clinic rooms and meeting rooms."""
    return list_words(sorted(f"{kind.words}s" for kind in kinds))


def say_needs(use: RoomUse) -> str:
    """What a use keeps free, as a sentence: 15 minutes before it, 1 hour after the procedure."""
    needs = [
        f"{say_length(minutes)} {when}"
        for minutes, when in (
            (use.setup_min, "before it"),
            (use.turnaround_min, "after it"),
            (use.fallow_min, "after the procedure"),
        )
        if minutes
    ]
    return f"Keeps free {list_words(needs)}." if needs else "Keeps no time free."


def say_use_change(before: RoomUse, after: RoomUse, coming: int) -> tuple[str, ...]:
    """What a change of a use does, but for the bookings that then stand too close; `coming` are those for it."""
    says = [*_say_terms(before, after)]
    if before.offered and not after.offered:
        says.append("Nobody can choose it for new bookings any more. You can bring it back at any time.")
    if after.offered and not before.offered:
        says.append("It can be chosen for new bookings again.")
    if coming:
        one = coming == 1
        kept = "keeps" if one else "keep"
        says.append(f"{say_coming(coming)} {'is' if one else 'are'} for it, and {kept} it.")
    return tuple(says or ["It changes nothing."])


def _say_terms(before: RoomUse, after: RoomUse) -> Iterator[str]:
    if before.name != after.name:
        yield f"“{before.name}” will be called “{after.name}” everywhere, also in bookings made before."
    if lost := before.kinds - after.kinds:
        yield f"It can no longer be chosen for {say_kinds(lost)}."
    if won := after.kinds - before.kinds:
        yield f"It can be chosen for {say_kinds(won)}."
    for was, will, what in (
        (before.setup_min, after.setup_min, "Set-up before it"),
        (before.turnaround_min, after.turnaround_min, "Turnaround after it"),
        (before.fallow_min, after.fallow_min, "Fallow time after the procedure"),
    ):
        if was != will:
            yield f"{what}: {_length(will)}; it is {_length(was)} now."


def _length(minutes: int) -> str:
    return say_length(minutes) if minutes else "none"
