"""The addresses of closures."""

from booking.rules.permits import Act
from booking.web.admin.closure_changes import (
    CHANGE_FORM,
    SAYING_MANY,
    send_change_closure,
    show_change_closure,
)
from booking.web.admin.closure_form import SAYING_FIELDS
from booking.web.admin.closure_words import CLOSURES
from booking.web.admin.closures import (
    CANCEL_FORM,
    MOVE_FORM,
    NEW,
    WISH_FIELDS,
    WISH_FORM,
    WISH_MANY,
    send_cancel_displaced,
    send_end_closure,
    send_move,
    send_new_closure,
    show_closures,
    show_new_closure,
    show_one_closure,
)
from booking.web.door import WebRoute

_ONE = f"{CLOSURES}/{{ref}}"
_CHANGE = f"{_ONE}/change"
_RULES = Act.MANAGE_RULES

CLOSURE_ROUTES: tuple[WebRoute, ...] = (
    WebRoute("show_closures", "GET", CLOSURES, _RULES, show_closures, query=("done",)),
    WebRoute("show_new_closure", "GET", NEW, _RULES, show_new_closure, query=WISH_FIELDS, many=WISH_MANY),
    WebRoute("send_new_closure", "POST", NEW, _RULES, send_new_closure, form=WISH_FORM, many=WISH_MANY),
    WebRoute("show_closure", "GET", _ONE, _RULES, show_one_closure, query=("done", "message")),
    WebRoute("send_move_displaced", "POST", f"{_ONE}/move", _RULES, send_move, form=MOVE_FORM),
    WebRoute("send_cancel_displaced", "POST", f"{_ONE}/cancel", _RULES, send_cancel_displaced, form=CANCEL_FORM),
    WebRoute("send_end_closure", "POST", f"{_ONE}/end", _RULES, send_end_closure),
    WebRoute("show_change_closure", "GET", _CHANGE, _RULES, show_change_closure, query=SAYING_FIELDS, many=SAYING_MANY),
    WebRoute("send_change_closure", "POST", _CHANGE, _RULES, send_change_closure, form=CHANGE_FORM, many=SAYING_MANY),
)
