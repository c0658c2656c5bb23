"""Layouts in sentences."""

from collections.abc import Sequence

from booking.model.estate import Resource
from booking.model.layouts import LayoutAsk, Most
from booking.rules.effects import say_coming, say_number
from booking.rules.phrases import say_metres, say_resource


def say_ask(ask: LayoutAsk) -> str:
    """How far apart people are to sit: at least 2 m apart, 3 m where they face each other."""
    said = f"at least {say_metres(ask.spacing_cm)} apart"
    if ask.face_spacing_cm > ask.spacing_cm:
        said += f", {say_metres(ask.face_spacing_cm)} where they face each other"
    return said + (", at any distance across a wall or a screen" if ask.screens_exempt else "")


ENDS_NOW = "Ends now"
"""What becomes of a booking under way at a desk that goes out of use."""


def say_move(to: Resource | None, metres: float) -> str:
    """What becomes of a coming booking at a desk that goes: where it moves and how far that is, or its end."""
    if to is None:
        return "Is cancelled: no desk that stays can be booked for it"
    return f"Moves to {say_resource(to)}, {metres:.1f} m away"


def say_most(most: Most) -> str:
    """How many desks there are at most: 189, or at least 189, at most 207 where that is not proven."""
    return f"{most.found:,}" if most.is_proven else f"at least {most.found:,}, at most {most.bound:,}"


def say_fixing(floor: str, ask: LayoutAsk, *, stay: int, out: int, bookings: Sequence[int]) -> tuple[str, ...]:
    """What switching a layout on does.

    Args:
        floor: its name.
        ask: how far apart people are to sit.
        stay: how many desks stay in use.
        out: how many go out of use.
        bookings: how many move, how many are cancelled, and how many end now.
    """
    moved, left, under_way = bookings
    one = out == 1
    says = [
        f"{say_number(stay, 'desk')} on {floor} {'stays' if stay == 1 else 'stay'} in use: people sit {say_ask(ask)}.",
        f"{say_number(out, 'desk')} {'goes' if one else 'go'} out of use: nobody can book {'it' if one else 'them'}, "
        f"and {'it is' if one else 'they are'} on no map and in no list. "
        f"You can bring {'it' if one else 'them'} back in one step at any time.",
    ]
    if moved:
        says.append(f"{say_coming(moved)} will move to a desk that stays, at the same time.")
    if left:
        says.append(f"{say_coming(left)} will be cancelled: no desk that stays can be booked for it then.")
    if under_way:
        says.append(f"{say_number(under_way, 'booking')} under way will end now.")
    return tuple(says)
