"""The coming bookings that the rules would refuse, day by day, each with the rule that it breaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import RedirectResponse, Response

from booking.actions.show_breaches import BreachesView, show_breaches
from booking.model.decisions import Refused
from booking.model.policy import RuleScope
from booking.model.rule_changes import Behind, Breach
from booking.rules.effect_words import say_breach
from booking.rules.phrases import say_day, say_resource, say_time
from booking.web.addresses import address
from booking.web.admin.rule_spots import SPOT_FIELDS, choose_spot, find_spots, read_spot, say_spot, spot_href
from booking.web.door import Call
from booking.web.fields import BadFields, read_instant, read_ref
from booking.web.problems import show_problem
from booking.web.shell import show_page
from booking.web.words import count, say_place

BREACHES = "/admin/rules/breaches"
BREACHES_FIELDS = (*SPOT_FIELDS, "after", "ref")


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
    """Those among the next bookings; a manager of some sites begins at the first of them."""
    ask = read_spot(call.query)
    found = show_breaches(call.service, call.actor, ask, now=call.now, behind=_read_behind(call))
    if isinstance(found, Refused):
        if ask.scope is RuleScope.ORGANISATION and (sites := find_spots(call, None).sites):
            pairs = [("at", f"site-{sites[0].ref}"), ("kind", call.query.get("kind"))]
            return RedirectResponse(address(BREACHES, pairs), status_code=303)
        return show_problem(call.request, 404, why=found.why)
    here, begun = found.here, _read_behind(call) is not None
    values = {
        "choice": choose_spot(find_spots(call, here.floor.ref if here.floor is not None else None), here),
        "action": BREACHES,
        "rules_href": spot_href("/admin/rules", here),
        "heading": say_spot(here),
        "total": _say_total(found, begun=begun),
        "days": _by_day(found.breaches),
        "part": _say_part(found, begun=begun),
        "first": spot_href(BREACHES, here) if begun else "",
        "further": _further_href(found),
    }
    return show_page(call, "admin/rule_breaches.html", "Bookings that break the rules", values)


def _read_behind(call: Call) -> Behind | None:
    """Behind which booking the page begins: its start and its ref; None for the first page."""
    if not call.query.has("after"):
        return None
    start = read_instant(call.query.get("after"))
    if start is None:
        raise BadFields("This address does not say where the page begins.")
    return start, read_ref(call.query.get("ref"))


def _further_href(found: BreachesView) -> str:
    if found.behind is None:
        return ""
    start, ref = found.behind
    return spot_href(BREACHES, found.here, ("after", start.isoformat()), ("ref", ref))


def _say_total(found: BreachesView, *, begun: bool) -> str:
    """How many bookings the page lists, and whether they are all of them: "the first 50 bookings"."""
    number = len(found.breaches)
    if found.behind is None and not begun:
        return count(number, "booking")
    if not number:
        return "no more bookings" if found.behind is None else "no bookings among these"
    which = "first" if not begun else "last" if found.behind is None else "next"
    return f"the {which} booking" if number == 1 else f"the {which} {count(number, 'booking')}"


def _say_part(found: BreachesView, *, begun: bool) -> str:
    """Which of the coming bookings were looked at, where that is not all of them; empty where it is."""
    if found.last is None or (found.behind is None and not begun):
        return ""
    until = say_day(found.last.card.booking.interval.start, found.last.card.floor.site.zone)
    which = "next" if begun else "first"
    return f"Looked at: the {which} {count(found.looked_at, 'coming booking')} here, up to {until}."


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
