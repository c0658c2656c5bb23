"""How many desks can be used at once, in figures and floor by floor, before a rule or a layout is switched on."""

from collections.abc import Iterable
from dataclasses import dataclass

from booking.model.layouts import FloorTogether, LayoutAsk, Most, Together
from booking.model.people import About, Actor
from booking.rules.layout_words import say_most
from booking.rules.permits import Act, may
from booking.rules.sentences import list_words
from booking.web.addresses import address
from booking.web.words import count

MOST_OPEN = 12
"""Up to how many floors are listed at once; more are listed where somebody asks for them."""

LEAVES_ROOM = "at once, if each booking leaves room for the most others"
AS_THEY_LIKE = "at once, if people choose as they like"

_PROVEN = "Proven: no choice of desks has more."
_CAN_DIFFER = "Which desks these are can differ from hour to hour."


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a page: how many desks, of what, and what there is to know about it."""

    number: str
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FloorFigures:
    """One floor's numbers; `href` is empty where the person does not look after it."""

    name: str
    href: str
    desks: str
    dynamic: str
    usual: str
    fixed: str


@dataclass(frozen=True, slots=True)
class TogetherView:
    """Both ways to keep people apart side by side: in sum, on each floor, and what there is to know about it."""

    figures: tuple[Figure, ...]
    floors: tuple[FloorFigures, ...]
    notes: tuple[str, ...]
    open: bool


def view_together(actor: Actor, together: Together) -> TogetherView:
    """The numbers of a rule that waits to be confirmed."""
    floors = together.floors
    on = f"on {count(len(floors), 'floor')}" if len(floors) > 1 else f"on {floors[0].floor.name}"
    return TogetherView(
        figures=(
            Figure(f"{together.desks:,}", f"{'desk' if together.desks == 1 else 'desks'} in use now {on}"),
            Figure(
                say_most(together.dynamic), LEAVES_ROOM, f"With this rule. {say_proof(together.dynamic)} {_CAN_DIFFER}"
            ),
            Figure(
                f"about {together.usual:,}",
                AS_THEY_LIKE,
                "With this rule, where each takes one by chance: the mean of many tries.",
            ),
            Figure(
                say_most(together.fixed),
                "stay in use in a fixed layout instead",
                f"Without this rule. {say_proof(together.fixed)} All of them can be booked.",
            ),
        ),
        floors=tuple(_view_floor(actor, one) for one in floors),
        notes=tuple(_notes(floors)),
        open=len(floors) <= MOST_OPEN,
    )


def say_proof(most: Most, in_time: str = "The best found in the time of this page.") -> str:
    """Whether there could be more."""
    return _PROVEN if most.is_proven else f"{in_time} It is proven that no choice has more than {most.bound:,}."


def _notes(floors: Iterable[FloorTogether]) -> list[str]:
    listed = list(floors)
    hard = [_name(one) for one in listed if not (one.dynamic.is_proven and one.fixed.is_proven)]
    clash = [_name(one) for one in listed if not one.all_stay]
    notes = []
    if hard:
        longer = "its own page looks" if len(hard) == 1 else "their own pages look"
        notes.append(f"{_where(hard)}, this page had no time to find the largest number: {longer} for longer.")
    if clash:
        notes.append(
            f"{_where(clash)}, desks that must stay, such as accessible ones, are too near each other for a fixed "
            "layout to keep them all. The numbers of fixed layouts leave that aside there."
        )
    return notes


def _where(names: list[str]) -> str:
    return f"On {list_words(names)}" if len(names) <= 3 else f"On {len(names)} of the floors"


def _name(one: FloorTogether) -> str:
    return f"{one.floor.name} ({one.floor.building})"


def _view_floor(actor: Actor, one: FloorTogether) -> FloorFigures:
    mine = may(actor, Act.MANAGE_ESTATE, About(site_id=one.floor.site.id))
    return FloorFigures(
        name=_name(one),
        href=_own_page(one) if mine else "",
        desks=f"{one.desks:,}",
        dynamic=say_most(one.dynamic),
        usual=f"about {one.usual:,}",
        fixed=say_most(one.fixed),
    )


def _own_page(one: FloorTogether) -> str:
    """The floor's page of both ways, asked for the same distance; unasked where the rule keeps none."""
    path = f"/admin/floors/{one.floor.ref}/spacing"
    return address(path, _asked(one.ask)) if one.ask.spacing_cm else path


def _asked(ask: LayoutAsk) -> list[tuple[str, str]]:
    face = [("face", str(ask.face_spacing_cm))] if ask.face_spacing_cm else []
    screens = [("screens", "1")] if ask.screens_exempt else []
    return [("cm", str(ask.spacing_cm)), *face, *screens, *(("must", code) for code in sorted(ask.must))]
