"""The way to a floor: every site with its buildings and floors, and the floor that this browser opened last."""

from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from booking.actions.show_floor import list_floors
from booking.model.estate import Floor
from booking.model.ids import Ref
from booking.web.door import Call, Handler
from booking.web.fields import read_ref
from booking.web.shell import show_page

FEW_SITES = 6
"""Up to how many sites all stand open; beyond, only the usual one does."""

_COOKIE = "booking-floor"
_COOKIE_LASTS_S = 90 * 24 * 3600


@dataclass(frozen=True, slots=True)
class BuildingFloors:
    """A building with its floors, from the lowest up."""

    name: str
    floors: tuple[Floor, ...]


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
    """Every floor that the person may look at."""
    floors = list_floors(call.service, call.actor)
    values = {"sites": group_sites(floors, find_last_floor(call, floors))}
    return show_page(call, "floors.html", "Choose a floor", values)


def group_sites(floors: tuple[Floor, ...], usual: Floor | None) -> tuple[SiteFloors, ...]:
    """The floors by site and building, in the order given."""
    by_site = [tuple(group) for _, group in groupby(floors, key=lambda floor: floor.site.id)]
    return tuple(
        SiteFloors(
            name=at_site[0].site.name,
            ref=at_site[0].site.ref,
            buildings=tuple(
                BuildingFloors(within[0].building, within)
                for within in (tuple(group) for _, group in groupby(at_site, key=lambda floor: floor.building_id))
            ),
            opened=len(by_site) <= FEW_SITES or (usual is not None and usual.site.id == at_site[0].site.id),
        )
        for at_site in by_site
    )


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
