"""The way to a floor: every site with its buildings and floors, and the floor that this browser opened last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from booking.actions.list_floors import list_floors_with_places
from booking.model.estate import Floor, ResourceKind
from booking.model.ids import FloorId, Ref
from booking.rules.finding import MOST_LETTERS, fits, words_of
from booking.web.door import Call, Handler
from booking.web.fields import read_ref
from booking.web.setting_up import set_up_values
from booking.web.shell import FieldFault, show_page
from booking.web.words import KINDS, count

FEW_SITES = 6
"""Up to how many sites all stand open; beyond, only the usual one does."""

_COOKIE = "booking-floor"
_COOKIE_LASTS_S = 90 * 24 * 3600


@dataclass(frozen=True, slots=True)
class FloorLine:
    """A floor, and what can be booked on it in words; empty where that was not counted."""

    ref: Ref
    name: str
    facts: str


@dataclass(frozen=True, slots=True)
class BuildingFloors:
    """A building with its floors, from the lowest up."""

    name: str
    floors: tuple[FloorLine, ...]


@dataclass(frozen=True, slots=True)
class SiteFloors:
    """A site with its buildings. `opened` says whether its floors are shown before anybody asks."""

    name: str
    ref: Ref
    buildings: tuple[BuildingFloors, ...]
    opened: bool

    @property
    def number(self) -> int:
        """How many floors it has."""
        return sum(len(building.floors) for building in self.buildings)


def show_floors(call: Call) -> Response:
    """The floors that the person may look at: all, or those that fit the words typed."""
    typed = call.query.get("q")
    listed = list_floors_with_places(call.service, call.actor, now=call.now)
    usual = next((floor for floor in listed.floors if floor.id == listed.usual), None)
    values: dict[str, object] = {"typed": typed, "narrowed": bool(typed.strip()), "faults": (), "total": 0}
    if len(typed) > MOST_LETTERS:
        values |= {"faults": (FieldFault("q", f"Use {MOST_LETTERS} letters or fewer."),), "sites": ()}
        return show_page(call, "floors.html", "Choose a floor", values, status=422)
    words = words_of(typed)
    suited = tuple(floor for floor in listed.floors if fits(words, _say_names(floor)) and (words or not typed.strip()))
    sites = group_sites(suited, usual or find_last_floor(call, listed.floors), listed.places, opened=bool(words))
    values |= {"sites": sites, "total": len(listed.floors), "nothing": "", "steps": ()}
    if not listed.floors:
        values |= set_up_values(call, empty=True)
    return show_page(call, "floors.html", "Choose a floor", values)


def group_sites(
    floors: tuple[Floor, ...],
    usual: Floor | None,
    places: Mapping[FloorId, Mapping[ResourceKind, int]] | None = None,
    *,
    opened: bool = False,
) -> tuple[SiteFloors, ...]:
    """The floors by site and building, in the order given; `opened` shows the floors of all of them."""
    by_site = [tuple(group) for _, group in groupby(floors, key=lambda floor: floor.site.id)]
    everything = opened or len(by_site) <= FEW_SITES
    return tuple(
        SiteFloors(
            name=at_site[0].site.name,
            ref=at_site[0].site.ref,
            buildings=tuple(_group_buildings(at_site, places or {})),
            opened=everything or (usual is not None and usual.site.id == at_site[0].site.id),
        )
        for at_site in by_site
    )


def _group_buildings(
    floors: tuple[Floor, ...], places: Mapping[FloorId, Mapping[ResourceKind, int]]
) -> Iterator[BuildingFloors]:
    for _, group in groupby(floors, key=lambda floor: floor.building_id):
        within = tuple(group)
        lines = (FloorLine(floor.ref, floor.name, _say_numbers(places.get(floor.id, {}))) for floor in within)
        yield BuildingFloors(within[0].building, tuple(lines))


def _say_numbers(numbers: Mapping[ResourceKind, int]) -> str:
    """How many places of each kind there are: 24 desks, 3 meeting rooms."""
    return ", ".join(count(numbers[kind], kind.words) for kind in KINDS if numbers.get(kind))


def _say_names(floor: Floor) -> str:
    return f"{floor.name} {floor.building} {floor.site.name}"


def remember_floor(handler: Handler) -> Handler:
    """A floor's page that is remembered in the browser, so that its site stands open next time."""

    def show(call: Call) -> Response:
        response = handler(call)
        secure = call.settings.secure_cookies
        if response.status_code == 200 and call.request.cookies.get(_cookie(secure=secure)) != call.ref:
            response.set_cookie(
                _cookie(secure=secure), call.ref, max_age=_COOKIE_LASTS_S, path="/", secure=secure,
                httponly=True, samesite="lax",
            )  # fmt: skip
        return response

    return show


def find_last_floor(call: Call, floors: tuple[Floor, ...]) -> Floor | None:
    """The floor that was last opened in this browser; None where none was, or the person may not look at it."""
    ref = read_ref(call.request.cookies.get(_cookie(secure=call.settings.secure_cookies), ""))
    return next((floor for floor in floors if floor.ref == ref), None)


def _cookie(*, secure: bool) -> str:
    return f"__Host-{_COOKIE}" if secure else _COOKIE
