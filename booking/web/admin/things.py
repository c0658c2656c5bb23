"""The forms of a site, building, floor and place: what is said of it is added to and changed here."""

from dataclasses import replace

from starlette.responses import RedirectResponse, Response

from booking.actions.add_to_estate import add_building_to_estate, add_floor_to_estate, add_places, add_site_to_estate
from booking.actions.change_estate import Change, change_estate, weigh_change
from booking.actions.open_estate import OpenNode, open_node, refuse_narrow
from booking.model.decisions import Refused
from booking.model.effects import Effect
from booking.model.ids import Ref
from booking.model.tree import (
    BuildingTerms,
    FloorTerms,
    Node,
    PlaceTerms,
    SiteTerms,
    Terms,
    Tier,
    stamp_terms,
)
from booking.rules.effects import TIER_WORDS
from booking.rules.phrases import say_place
from booking.web.addresses import address
from booking.web.admin.forms import SEEN, Form, Typed, flatten, read_typed, show_form, with_now
from booking.web.admin.frame import AGREED, Confirm, show_confirm
from booking.web.admin.terms import FIELDS_OF, ask_fields, read_terms, type_terms
from booking.web.door import Call
from booking.web.problems import show_problem
from booking.web.shell import FieldFault
from booking.web.words import STATUS_OF

ESTATE = "/admin/estate"

DONE = {
    "added": "Added.",
    "changed": "Saved.",
    "retired": "Taken out of use.",
    "back": "Brought back into use.",
    "published": "Published. People book on the new plan from now on.",
}
"""What stands on the page of a thing after something was done to it."""

_BELOW = {Tier.SITE: Tier.BUILDING, Tier.BUILDING: Tier.FLOOR, Tier.FLOOR: Tier.PLACE}


def path_of(tier: Tier, ref: Ref) -> str:
    """Where a thing is managed."""
    return f"/admin/{tier}s/{ref}"


def form_path_of(tier: Tier, ref: Ref) -> str:
    """Where its form stands; a floor's own page lists its places."""
    return f"{path_of(tier, ref)}/change" if tier is Tier.FLOOR else path_of(tier, ref)


def say_node(node: Node) -> str:
    """What a thing is called at the start of a sentence."""
    return say_place(node.terms.kind, node.name) if isinstance(node.terms, PlaceTerms) else node.name


def say_above(node: Node) -> str:
    """Where it stands, the nearest first: First floor, Alder House, Northgate."""
    return ", ".join(dict.fromkeys(above.name for above in reversed(node.above)))


def show_refused(call: Call, refused: Refused) -> Response:
    """The page that says why there is no page."""
    return show_problem(call.request, STATUS_OF[refused.reason], why=refused.why)


def show_thing(tier: Tier, call: Call) -> Response:
    """The form of a thing, filled in with what is said of it, or with what an address brings."""
    opened = open_node(call.service, call.actor, tier, call.ref)
    if isinstance(opened, Refused):
        return show_refused(call, opened)
    form, typed = form_of(opened), type_terms(opened.node.terms)
    if call.query.has("name"):
        form, typed = replace(form, seen=call.query.get(SEEN)), read_typed(call.query, FIELDS_OF[tier])
    return show_form(call, form, typed, done=DONE.get(call.query.get("done"), ""))


def send_thing(tier: Tier, call: Call) -> Response:
    """Show what the change would do, or make it where that was confirmed."""
    opened = open_node(call.service, call.actor, tier, call.ref)
    if isinstance(opened, Refused):
        return show_refused(call, opened)
    typed = read_typed(call.form, FIELDS_OF[tier])
    terms = read_terms(tier, typed)
    if isinstance(terms, tuple):
        return show_form(call, _keep_seen(call, form_of(opened)), typed, faults=terms, status=422)
    change = Change(tier, call.ref, _keep_order(terms, opened.node.terms), call.form.get(SEEN))
    fault: Refused | None = None
    if agreed := call.form.get(AGREED):
        answer = change_estate(call.service, call.actor, change, agreed=agreed, now=call.now)
        if isinstance(answer, Node):
            return RedirectResponse(address(path_of(tier, call.ref), {"done": "changed"}), status_code=303)
        if answer.field != "agreed":
            return _show_again(call, opened, typed, answer)
        fault = answer
    effect = weigh_change(call.service, call.actor, change, now=call.now)
    if isinstance(effect, Refused):
        return _show_again(call, opened, typed, effect)
    return _ask_to_confirm(call, opened.node, typed, effect, fault)


def show_new_site(call: Call) -> Response:
    """The form of a new site."""
    if refusal := refuse_narrow(call.actor):
        return show_refused(call, refusal)
    typed = read_typed(call.query, FIELDS_OF[Tier.SITE])
    return show_form(call, _new_site(), typed if call.query.has("name") else {"timezone": ("Europe/London",)})


def send_new_site(call: Call) -> Response:
    """Add a site."""
    if refusal := refuse_narrow(call.actor):
        return show_refused(call, refusal)
    typed = read_typed(call.form, FIELDS_OF[Tier.SITE])
    terms = read_terms(Tier.SITE, typed)
    if isinstance(terms, tuple):
        return show_form(call, _new_site(), typed, faults=terms, status=422)
    if not isinstance(terms, SiteTerms):
        raise TypeError(f"{terms} is not said of a site")
    return _answer_added(call, _new_site(), typed, add_site_to_estate(call.service, call.actor, terms, now=call.now))


def show_new(above: Tier, call: Call) -> Response:
    """The form of what is added to a site, building or floor."""
    opened = open_node(call.service, call.actor, above, call.ref)
    if isinstance(opened, Refused):
        return show_refused(call, opened)
    return show_form(call, _new_form(opened), read_typed(call.query, FIELDS_OF[_BELOW[above]]))


def send_new(above: Tier, call: Call) -> Response:
    """Add a building, a floor or a place."""
    opened = open_node(call.service, call.actor, above, call.ref)
    if isinstance(opened, Refused):
        return show_refused(call, opened)
    form = _new_form(opened)
    typed = read_typed(call.form, FIELDS_OF[_BELOW[above]])
    terms = read_terms(_BELOW[above], typed)
    if isinstance(terms, tuple):
        return show_form(call, form, typed, faults=terms, status=422)
    return _answer_added(call, form, typed, _add(call, terms))


def _add(call: Call, terms: Terms) -> Node | Refused:
    service, actor, ref, now = call.service, call.actor, call.ref, call.now
    match terms:
        case BuildingTerms():
            return add_building_to_estate(service, actor, ref, terms, now=now)
        case FloorTerms():
            return add_floor_to_estate(service, actor, ref, terms, now=now)
        case PlaceTerms():
            added = add_places(service, actor, ref, (terms,), now=now)
            return added if isinstance(added, Refused) else added[0]
        case SiteTerms():
            raise TypeError("a site stands in nothing")


def _answer_added(call: Call, form: Form, typed: Typed, answer: Node | Refused) -> Response:
    if isinstance(answer, Node):
        return RedirectResponse(address(path_of(answer.tier, answer.ref), {"done": "added"}), status_code=303)
    if STATUS_OF[answer.reason] in (403, 404):
        return show_refused(call, answer)
    fault = FieldFault(answer.field or "", answer.why)
    return show_form(call, form, typed, faults=(fault,), status=STATUS_OF[answer.reason])


def _ask_to_confirm(call: Call, node: Node, typed: Typed, effect: Effect, fault: Refused | None) -> Response:
    path, kept = form_path_of(node.tier, node.ref), (*flatten(typed), (SEEN, call.form.get(SEEN)))
    confirm = Confirm(
        heading=f"Save this change of {say_node(node)}?",
        effect=effect,
        action=path,
        typed=kept,
        button="Save the change",
        back=(address(path, kept), "Back to the form"),
    )
    faults = (FieldFault("", fault.why),) if fault is not None else ()
    return show_confirm(call, confirm, faults=faults, status=STATUS_OF[fault.reason] if fault is not None else 200)


def _show_again(call: Call, opened: OpenNode, typed: Typed, refused: Refused) -> Response:
    """The form with everything typed; where somebody else was first, with what the thing says now beside it."""
    if STATUS_OF[refused.reason] in (403, 404):
        return show_refused(call, refused)
    form, fault = form_of(opened), FieldFault(refused.field or "", refused.why)
    form = with_now(form, typed, type_terms(opened.node.terms)) if refused.field == SEEN else _keep_seen(call, form)
    return show_form(call, form, typed, faults=(fault,), status=STATUS_OF[refused.reason])


def _keep_seen(call: Call, form: Form) -> Form:
    """The form with the mark that it came with: what others changed since must still be noticed."""
    return replace(form, seen=call.form.get(SEEN))


def _keep_order(terms: Terms, before: Terms) -> Terms:
    """Features keep the order in which the place has them; boxes have none of their own."""
    if not isinstance(terms, PlaceTerms) or not isinstance(before, PlaceTerms):
        return terms
    kept = [code for code in before.features if code in terms.features]
    return replace(terms, features=(*kept, *(code for code in terms.features if code not in kept)))


def form_of(opened: OpenNode) -> Form:
    """The form of a thing that stands."""
    node = opened.node
    path = path_of(node.tier, node.ref)
    return Form(
        heading=say_node(node),
        caption=say_above(node),
        action=form_path_of(node.tier, node.ref),
        fields=ask_fields(node.tier, opened),
        button="Save",
        back=_back_from(node),
        seen=stamp_terms(node.terms),
        links=_links_of(node, path),
        retiring=f"{path}/retire" if node.in_use else "",
        returning="" if node.in_use else f"{path}/return",
    )


def _back_from(node: Node) -> tuple[str, str]:
    if node.tier is Tier.PLACE:
        floor = node.above[-1]
        return path_of(Tier.FLOOR, floor.ref), f"Places on {floor.name}"
    if node.tier is Tier.FLOOR:
        return path_of(Tier.FLOOR, node.ref), f"Places on {node.name}"
    return f"{ESTATE}#{node.ref}", "All sites"


def _links_of(node: Node, path: str) -> tuple[tuple[str, str], ...]:
    if node.tier in (Tier.SITE, Tier.BUILDING) and node.in_use:
        return ((f"Add a {TIER_WORDS[_BELOW[node.tier]]}", f"{path}/add"),)
    return ()


def _new_site() -> Form:
    return Form("Add a site", "/admin/sites/add", ask_fields(Tier.SITE, None), "Add the site", (ESTATE, "All sites"))


def _new_form(opened: OpenNode) -> Form:
    """The form of something new in what is open; where it stands is not asked."""
    node = opened.node
    tier = _BELOW[node.tier]
    words = TIER_WORDS[tier]
    asked = tuple(field for field in ask_fields(tier, opened) if field.name not in ("building", "floor"))
    return Form(
        heading=f"Add a {words}",
        caption=f"{say_node(node)}, {say_above(node)}" if node.above else node.name,
        action=f"{path_of(node.tier, node.ref)}/add",
        fields=asked,
        button=f"Add the {words}",
        back=(path_of(node.tier, node.ref), f"Back to {node.name}"),
        note="It stands in the floor’s list at once, and on its map when a plan that shows it is published."
        if tier is Tier.PLACE
        else "",
    )
