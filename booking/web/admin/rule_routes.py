"""The addresses of the rules."""

from booking.rules.permits import Act
from booking.web.admin.rule_breaches import BREACHES, BREACHES_FIELDS, show_breaches_page
from booking.web.admin.rule_changes import (
    END_FORM,
    SET_FIELDS,
    SET_FORM,
    SET_MANY,
    send_end_rule,
    send_set_rule,
    show_end_rule,
    show_set_rule,
)
from booking.web.admin.rules import RULES_FIELDS, show_rules_page
from booking.web.door import WebRoute

_SET = "/admin/rules/set"
_END = "/admin/rules/{ref}/end"

RULE_ROUTES: tuple[WebRoute, ...] = (
    WebRoute("show_rules", "GET", "/admin/rules", Act.MANAGE_RULES, show_rules_page, query=RULES_FIELDS),
    WebRoute("show_set_rule", "GET", _SET, Act.MANAGE_RULES, show_set_rule, query=SET_FIELDS, many=SET_MANY),
    WebRoute("send_set_rule", "POST", _SET, Act.MANAGE_RULES, send_set_rule, form=SET_FORM, many=SET_MANY),
    WebRoute("show_end_rule", "GET", _END, Act.MANAGE_RULES, show_end_rule),
    WebRoute("show_breaches", "GET", BREACHES, Act.MANAGE_RULES, show_breaches_page, query=BREACHES_FIELDS),
    WebRoute("send_end_rule", "POST", _END, Act.MANAGE_RULES, send_end_rule, form=END_FORM),
)
