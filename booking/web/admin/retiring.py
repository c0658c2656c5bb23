"""Taking something out of use, after its effect was shown, and bringing it back."""

from starlette.responses import RedirectResponse, Response

from booking.actions.open_estate import open_node
from booking.actions.retire import Confirmed, bring_back, list_shares, refuse_too_many, retire, weigh_retiring
from booking.model.decisions import Refused
from booking.model.effects import Share
from booking.model.text import fault_in_line, tidy_line
from booking.model.tree import Node, Tier
from booking.rules.phrases import say_place
from booking.web.addresses import address
from booking.web.admin.forms import show_form
from booking.web.admin.frame import AGREED, Confirm, show_confirm
from booking.web.admin.terms import type_terms
from booking.web.admin.things import form_of, path_of, say_node, show_refused
from booking.web.door import Call
from booking.web.shell import FieldFault
from booking.web.words import STATUS_OF, count

LONGEST_MESSAGE = 300
"""The most characters of a message to those whose bookings are cancelled: a few sentences."""


def show_retiring(tier: Tier, call: Call) -> Response:
    """What taking it out of use would do."""
    return _show(call, tier, ())


def send_retiring(tier: Tier, call: Call) -> Response:
    """Take it out of use, where its effect was seen and is still the same."""
    if not call.form.get(AGREED):
        return _show(call, tier, ())
    message = tidy_line(call.form.get("message"))
    if fault := fault_in_line(message, most=LONGEST_MESSAGE):
        return _show(call, tier, (FieldFault("message", fault),), status=422)
    confirmed = Confirmed(call.form.get(AGREED), message)
    answer = retire(call.service, call.actor, (tier, call.ref), confirmed, now=call.now)
    if isinstance(answer, Node):
        return RedirectResponse(address(path_of(tier, call.ref), {"done": "retired"}), status_code=303)
    if answer.field not in ("agreed", "message"):
        return _show_why(call, tier, answer)
    fault_at = "message" if answer.field == "message" else ""
    return _show(call, tier, (FieldFault(fault_at, answer.why),), status=STATUS_OF[answer.reason])


def send_return(tier: Tier, call: Call) -> Response:
    """Bring it back into use."""
    answer = bring_back(call.service, call.actor, tier, call.ref, now=call.now)
    if isinstance(answer, Refused):
        return _show_why(call, tier, answer)
    return RedirectResponse(address(path_of(tier, call.ref), {"done": "back"}), status_code=303)


def _show(call: Call, tier: Tier, faults: tuple[FieldFault, ...], status: int = 200) -> Response:
    opened = open_node(call.service, call.actor, tier, call.ref)
    if isinstance(opened, Refused):
        return show_refused(call, opened)
    effect = weigh_retiring(call.service, call.actor, tier, call.ref, now=call.now)
    if isinstance(effect, Refused):
        return _show_why(call, tier, effect)
    booked, barred = effect.affected.total, refuse_too_many(tier, effect)
    confirm = Confirm(
        heading=f"Take {say_node(opened.node)} out of use?",
        effect=effect,
        action=f"{path_of(tier, call.ref)}/retire",
        typed=(),
        button="Cancel these bookings and take it out of use" if booked else "Take it out of use",
        back=(path_of(tier, call.ref), "Leave it in use"),
        message=call.form.get("message") if booked else None,
        warning=True,
        barred=barred.why if barred is not None else "",
        shares=_list_shares(call, tier) if barred is not None else (),
    )
    return show_confirm(call, confirm, faults=faults, status=status)


def _list_shares(call: Call, tier: Tier) -> tuple[tuple[str, str, str], ...]:
    """What to take out of use first: its name, its coming bookings, and where that is done."""
    part = Tier.PLACE if tier is Tier.FLOOR else Tier.FLOOR
    return tuple(
        (_name_share(share), count(share.coming, "coming booking"), f"{path_of(part, share.ref)}/retire")
        for share in list_shares(call.service, call.actor, tier, call.ref, now=call.now)
    )


def _name_share(share: Share) -> str:
    return f"{share.name}, {share.building}" if share.kind is None else say_place(share.kind, share.name)


def _show_why(call: Call, tier: Tier, refused: Refused) -> Response:
    """Why nothing was done, on the page of the thing."""
    opened = open_node(call.service, call.actor, tier, call.ref)
    if isinstance(opened, Refused) or STATUS_OF[refused.reason] in (403, 404):
        return show_refused(call, refused)
    typed, fault = type_terms(opened.node.terms), FieldFault("", refused.why)
    return show_form(call, form_of(opened), typed, faults=(fault,), status=STATUS_OF[refused.reason])
