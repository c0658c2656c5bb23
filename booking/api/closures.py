"""Closures: what is closed, closing, changing a closure, and what each would do beforehand."""

from dataclasses import replace

from booking.actions.change_closure import ClosureChange, change_closure, end_closure, weigh_change
from booking.actions.close_places import (
    ClosureEffect,
    ClosureWish,
    close_places,
    list_closures,
    show_closure,
    weigh_closure,
)
from booking.actions.move_displaced import OneMove, move_displaced, move_one_displaced
from booking.api.calls import Answer, Call
from booking.api.changes import pick_version
from booking.api.fields import BadValue, Field
from booking.api.parameters import END, START, read_interval
from booking.api.problems import Problem, Unreadable, bad_field
from booking.api.shapes import Shape, list_shape, problem_of
from booking.api.tags import read_if_match
from booking.api.values import (
    INSTANT_SCHEMA,
    LATER_SCHEMA,
    REF_SCHEMA,
    Schema,
    read_instant,
    read_line,
    read_ref,
    read_text,
    say_instant,
)
from booking.model.closures import MOST_PLACES, Displaced, StandingClosure
from booking.model.decisions import Refused
from booking.model.ids import Ref
from booking.model.people import Role
from booking.model.policy import RuleScope
from booking.model.text import fault_in_line, tidy_line
from booking.rules.permits import ROLE_ACTS, Act

LONGEST_WHY = 80
LONGEST_MESSAGE = 300
_ROLES = {role.value: role for role in Role if Act.BOOK in ROLE_ACTS[role] and role is not Role.ADMINISTRATOR}

_REFS_SCHEMA: Schema = {"type": "array", "items": REF_SCHEMA, "minItems": 1, "maxItems": MOST_PLACES}
_WHY_SCHEMA: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_WHY}
_ROLES_SCHEMA: Schema = {"type": "array", "items": {"type": "string", "enum": list(_ROLES)}, "maxItems": 20}
_MESSAGE_SCHEMA: Schema = {"type": "string", "maxLength": LONGEST_MESSAGE}
_SEEN_SCHEMA: Schema = {"type": "string", "maxLength": 100}


def _read_refs(sent: object) -> tuple[Ref, ...]:
    if not isinstance(sent, list) or not 1 <= len(sent) <= MOST_PLACES:
        raise BadValue(f"This is not a list of places. Send from 1 to {MOST_PLACES} ids, or close the floor.")
    return tuple(dict.fromkeys(read_ref(each) for each in sent))


def _read_why(sent: object) -> str:
    why = read_line(sent, most=LONGEST_WHY)
    if not why:
        raise BadValue(f"The reason is empty. Send a line of 1 to {LONGEST_WHY} letters, which people read.")
    return why


def _read_roles(sent: object) -> frozenset[Role]:
    known = (
        isinstance(sent, list) and len(sent) <= 20 and all(isinstance(each, str) and each in _ROLES for each in sent)
    )
    if not isinstance(sent, list) or not known:
        raise BadValue(f"This is not a list of roles. Send some of {', '.join(_ROLES)}, or none.")
    return frozenset(_ROLES[each] for each in sent)


def _read_seen(sent: object) -> str:
    seen = read_text(sent)
    if len(seen) > 100:
        raise BadValue("This is not what a preview answered. Send its seen as it was.")
    return seen


def _read_message(sent: object) -> str:
    message = tidy_line(read_text(sent))
    if fault := fault_in_line(message, most=LONGEST_MESSAGE):
        raise BadValue(fault)
    return message


SITE_ID = Field("site_id", read_ref, REF_SCHEMA, "the id of the site that is closed")
FLOOR_ID = Field("floor_id", read_ref, REF_SCHEMA, "the id of the floor that is closed")
RESOURCE_IDS = Field("resource_ids", _read_refs, _REFS_SCHEMA, "the ids of the places that are closed, at one site")
WHY = Field("why", _read_why, _WHY_SCHEMA, "the reason, which people read", needed=True)
ROLES = Field("roles", _read_roles, _ROLES_SCHEMA, "the roles that may book all the same; nobody where left out")
SEEN = Field("seen", _read_seen, _SEEN_SCHEMA, "what a preview answered as seen; refused where it would do more now")
WHAT = (SITE_ID, FLOOR_ID, RESOURCE_IDS, START, END, WHY, ROLES)
WISH = (*WHAT, SEEN)

OTHER_START = Field("start", read_instant, INSTANT_SCHEMA, "another start, with its offset from UTC")
OTHER_END = Field("end", read_instant, LATER_SCHEMA, "another end (not included), with its offset from UTC")
OTHER_WHY = Field("why", _read_why, _WHY_SCHEMA, "another reason")
OTHER_ROLES = Field("roles", _read_roles, _ROLES_SCHEMA, "the roles that may book all the same from now on")
CHANGES = (OTHER_START, OTHER_END, OTHER_WHY, OTHER_ROLES)
CHANGES_SEEN = (*CHANGES, SEEN)

BOOKING_ID = Field("booking_id", read_ref, REF_SCHEMA, "the id of the booking to move; all that can be where left out")
TO_ID = Field("resource_id", read_ref, REF_SCHEMA, "the place it moves to; the one that suits it best where left out")
MESSAGE = Field("message", _read_message, _MESSAGE_SCHEMA, "what you say to the people concerned")
MOVE = (BOOKING_ID, TO_ID, MESSAGE)

_FIELDS = {"place": RESOURCE_IDS.name, "until": END.name, "booking": BOOKING_ID.name, "to": TO_ID.name}
"""What this door calls the fields that the rules name."""


def answer_closures(call: Call) -> Answer:
    """The closures that are not over."""
    found = list_closures(call.service, call.actor, now=call.now)
    return Answer(200, list_shape(_shape(each) for each in found))


def answer_closure(call: Call) -> Answer | Refused:
    """One closure, and the bookings that stand within it."""
    view = show_closure(call.service, call.actor, call.id, now=call.now)
    if isinstance(view, Refused):
        return view
    return Answer(200, {**_shape(view.standing), **_displaced_shape(view.total, view.displaced)})


def answer_preview_closing(call: Call) -> Answer | Refused:
    """What closing would do; nothing is written."""
    return _show_effect(weigh_closure(call.service, call.actor, _read_wish(call), now=call.now))


def answer_close(call: Call) -> Answer | Refused:
    """Close, and answer the closure."""
    made = close_places(call.service, call.actor, _read_wish(call), call.body.find(SEEN), now=call.now)
    if isinstance(made, Refused):
        return _rename(made)
    return Answer(201, _shape(made), {"Location": f"/api/v1/closures/{made.ref}"})


def answer_preview_reclosing(call: Call) -> Answer | Refused | Problem:
    """What changing a closure would do; nothing is written."""
    if not len(call.body):
        return _nothing_named()
    return _show_effect(weigh_change(call.service, call.actor, call.id, _read_change(call), now=call.now))


def answer_change_closure(call: Call) -> Answer | Refused | Problem:
    """Change a closure, and answer it as it then stands."""
    if not len(call.body):
        return _nothing_named()
    seen = call.body.find(SEEN)
    return _show(change_closure(call.service, call.actor, call.id, _read_change(call), seen, now=call.now))


def answer_end_closure(call: Call) -> Answer | Refused:
    """End a closure now, and answer it as it then stands."""
    return _show(end_closure(call.service, call.actor, call.id, now=call.now))


def answer_move_displaced(call: Call) -> Answer | Problem:
    """Move one displaced booking, or all that can be moved, and answer where they went."""
    body, seen = call.body, read_if_match(call.headers)
    booking, to, message = body.find(BOOKING_ID), body.find(TO_ID), body.find(MESSAGE) or ""
    if booking is not None:
        wish = OneMove(booking, to, pick_version(call, booking, seen), message)
        done = move_one_displaced(call.service, call.actor, call.id, wish, now=call.now)
    elif to is not None or seen is not None:
        detail = "A place and If-Match are about one booking. Send its booking_id too, or leave both out to move all."
        return bad_field(BOOKING_ID.name, detail)
    else:
        done = move_displaced(call.service, call.actor, call.id, message, now=call.now)
    if isinstance(done, Refused):
        named = _rename(done)
        sent = named.field if named.field in {field.name for field in MOVE} else None
        return problem_of(call.service, replace(named, field=sent), call.now)
    moved = [{"booking_id": card.booking.ref, "resource_id": card.resource.ref} for card in done.cards]
    return Answer(200, {"moved": moved, "left": done.left})


def _read_wish(call: Call) -> ClosureWish:
    body = call.body
    asked: list[tuple[RuleScope, tuple[Ref, ...]]] = []
    for scope, field in ((RuleScope.SITE, SITE_ID), (RuleScope.FLOOR, FLOOR_ID)):
        if (ref := body.find(field)) is not None:
            asked.append((scope, (ref,)))
    if (refs := body.find(RESOURCE_IDS)) is not None:
        asked.append((RuleScope.RESOURCE, refs))
    if len(asked) != 1:
        detail = "A closure closes a site, a floor or places. Send exactly one of site_id, floor_id and resource_ids."
        raise Unreadable(bad_field(RESOURCE_IDS.name, detail))
    [(scope, wanted)] = asked
    roles = body.find(ROLES) or frozenset()
    return ClosureWish(scope, wanted, read_interval(body, START, END), body.need(WHY), roles)


def _read_change(call: Call) -> ClosureChange:
    body = call.body
    return ClosureChange(body.find(OTHER_START), body.find(OTHER_END), body.find(OTHER_WHY), body.find(OTHER_ROLES))


def _nothing_named() -> Problem:
    names = ", ".join(field.name for field in CHANGES)
    return bad_field("body", f"The body names nothing to change. Send at least one of {names}.")


def _show(done: StandingClosure | Refused) -> Answer | Refused:
    return _rename(done) if isinstance(done, Refused) else Answer(200, _shape(done))


def _show_effect(weighed: ClosureEffect | Refused) -> Answer | Refused:
    if isinstance(weighed, Refused):
        return _rename(weighed)
    shown = weighed.shown
    body: Shape = {"says": list(shown.says), **_displaced_shape(shown.affected.total, weighed.displaced)}
    if shown.forecast is not None:
        body["place_days"] = {"before": shown.forecast.before, "after": shown.forecast.after}
    return Answer(200, {**body, "seen": shown.stamp})


def _rename(refused: Refused) -> Refused:
    return replace(refused, field=_FIELDS.get(refused.field or "", refused.field))


def _shape(standing: StandingClosure) -> Shape:
    closure = standing.closure
    return {
        "id": standing.ref,
        "site_id": standing.site.ref,
        "closes": [{"what": target.scope.value, "id": target.ref, "name": target.name} for target in standing.targets],
        "start": say_instant(closure.interval.start),
        "end": say_instant(closure.interval.end),
        "why": closure.why,
        "roles": sorted(role.value for role in closure.roles),
        "applies": standing.applies,
    }


def _displaced_shape(total: int, first: tuple[Displaced, ...]) -> Shape:
    """How many bookings stand within it, and the first of them, each with the place that suits it best."""
    displaced = [
        {"booking_id": one.card.booking.ref, "instead_id": one.instead.ref if one.instead is not None else None}
        for one in first
    ]
    return {"displaced_total": total, "displaced": displaced}
