"""The tree of sites, buildings and floors, and the kinds of place."""

from dataclasses import dataclass

from starlette.responses import Response

from booking.actions.open_estate import show_kinds, show_tree
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.people import About
from booking.model.tree import FloorLeaf, SiteBranch
from booking.rules.permits import Act, may, may_anywhere
from booking.web.door import Call
from booking.web.shell import show_page
from booking.web.words import KINDS, count

OPEN_SITES = 3
"""Up to how many sites are shown unfolded; more are folded, each with its numbers."""


@dataclass(frozen=True, slots=True)
class FloorRow:
    """A floor in the tree."""

    ref: Ref
    name: str
    level: int
    facts: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of place: how many there are, and where."""

    kind: ResourceKind
    heading: str
    total: str
    sites: tuple[tuple[str, str, str], ...]


def show_estate(call: Call) -> Response:
    """Every site that the person manages, with its buildings and floors."""
    sites = show_tree(call.service, call.actor)
    values = {
        "sites": [
            {
                "site": site,
                "facts": _say_site(site),
                "buildings": [(each, [_row(floor) for floor in each.floors]) for each in site.buildings],
            }
            for site in sites
        ],
        "folded": len(sites) > OPEN_SITES,
        "may_add_site": may(call.actor, Act.MANAGE_ESTATE, About()),
    }
    return show_page(call, "admin/estate.html", "Sites, floors and places", values)


def show_kinds_page(call: Call) -> Response:
    """The four kinds, with how many places each has and where."""
    counted = show_kinds(call.service, call.actor)
    rows = []
    for kind, heading in KINDS.items():
        mine = [(site, used, out) for site, of, used, out in counted if of is kind]
        sites = tuple((site.ref, site.name, _say_used(used, out)) for site, used, out in mine)
        total = _say_used(sum(used for _, used, _ in mine), sum(out for *_, out in mine))
        rows.append(KindRow(kind, heading, total, sites))
    values = {"kinds": rows, "may_rule": may_anywhere(call.actor, Act.MANAGE_RULES)}
    return show_page(call, "admin/kinds.html", "Kinds of place", values)


def _row(floor: FloorLeaf) -> FloorRow:
    facts = [_say_used(floor.places, floor.places_out), "" if floor.has_plan else "no plan yet"]
    return FloorRow(floor.ref, floor.name, floor.level, ", ".join(fact for fact in facts if fact), floor.in_use)


def _say_site(site: SiteBranch) -> str:
    floors = [floor for floor in site.floors if floor.in_use]
    return f"{count(len(floors), 'floor')}, {count(sum(floor.places for floor in floors), 'place')}, {site.timezone}"


def _say_used(used: int, out: int) -> str:
    return count(used, "place") + (f", {out:,} out of use" if out else "")
