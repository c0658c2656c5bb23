"""The coming bookings that the rules would refuse, day by day, each with the rule that it breaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import RedirectResponse, Response

from booking.actions.show_breaches import show_breaches
from booking.model.decisions import Refused
from booking.model.policy import RuleScope
from booking.model.rule_changes import Breach
from booking.rules.effect_words import say_breach
from booking.rules.phrases import say_day, say_resource, say_time
from booking.web.addresses import address
from booking.web.admin.rule_spots import SPOT_FIELDS, choose_spot, find_spots, read_spot, say_spot, spot_href
from booking.web.door import Call
from booking.web.fields import read_whole
from booking.web.problems import show_problem
from booking.web.shell import show_page
from booking.web.words import count, say_place

BREACHES = "/admin/rules/breaches"
BREACHES_FIELDS = (*SPOT_FIELDS, "page")

A_PAGE = 50
"""How many bookings stand on one page."""

_LAST_PAGE = 99_999


@dataclass(frozen=True, slots=True)
class BreachRow:
    """A booking that breaks a rule, in words."""

    href: str
    when: str
    place: str
    floor: str
    holder: str
    why: str


def show_breaches_page(call: Call) -> Response:
    """A page of them; a manager of some sites begins at the first of them."""
    ask = read_spot(call.query)
    found = show_breaches(call.service, call.actor, ask, now=call.now)
    if isinstance(found, Refused):
        if ask.scope is RuleScope.ORGANISATION and (sites := find_spots(call, None).sites):
            pairs = [("at", f"site-{sites[0].ref}"), ("kind", call.query.get("kind"))]
            return RedirectResponse(address(BREACHES, pairs), status_code=303)
        return show_problem(call.request, 404, why=found.why)
    here, total = found.here, len(found.breaches)
    pages = max(1, -(-total // A_PAGE))
    page = min(read_whole(call.query.get("page"), 1, _LAST_PAGE) or 1, pages)
    shown = found.breaches[(page - 1) * A_PAGE : page * A_PAGE]
    values = {
        "choice": choose_spot(find_spots(call, here.floor.ref if here.floor is not None else None), here),
        "action": BREACHES,
        "rules_href": spot_href("/admin/rules", here),
        "heading": say_spot(here),
        "total": count(total, "booking"),
        "some": total > 0,
        "days": _by_day(shown),
        "pages": f"Page {page:,} of {pages:,}" if pages > 1 else "",
        "earlier": spot_href(BREACHES, here, ("page", str(page - 1))) if page > 1 else "",
        "later": spot_href(BREACHES, here, ("page", str(page + 1))) if page < pages else "",
    }
    return show_page(call, "admin/rule_breaches.html", "Bookings that break the rules", values)


def _by_day(breaches: Iterable[Breach]) -> list[tuple[str, list[BreachRow]]]:
    return [(day, [_row(breach) for breach in group]) for day, group in groupby(breaches, key=_say_day)]


def _say_day(breach: Breach) -> str:
    return say_day(breach.card.booking.interval.start, breach.card.floor.site.zone)


def _row(breach: Breach) -> BreachRow:
    card = breach.card
    interval, zone = card.booking.interval, card.floor.site.zone
    over = "" if interval.start.astimezone(zone).date() == interval.end.astimezone(zone).date() else ", the day after"
    return BreachRow(
        href=f"/bookings/{card.booking.ref}",
        when=f"{say_time(interval.start, zone)} to {say_time(interval.end, zone)}{over}",
        place=say_resource(card.resource),
        floor=say_place(card.floor),
        holder=card.person.name,
        why=say_breach(breach.reason),
    )
