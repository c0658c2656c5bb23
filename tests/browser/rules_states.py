"""The pages of rules in their states."""

from playwright.sync_api import Page

from tests.browser.state import State, blank, press
from tests.browser.town import MANAGER

_FAULT = "There is a problem"
_SET, _END = "/admin/rules/set?field=", "/admin/rules/{rule}/end"
_SHOW = "Show what it changes"


def _set_for_half_days(page: Page) -> None:
    """A rule that bookings of the town break: nothing longer than half a day."""
    blank("value", _SHOW, "240")(page)


def _close_tomorrow(page: Page) -> None:
    page.locator("#day_1").fill("2031-12-25")
    blank("why_1", _SHOW, "Christmas Day")(page)


def _choose_no_roles(page: Page) -> None:
    page.get_by_label("Only these roles").check()
    press(_SHOW)(page)


def _copy_monday(page: Page) -> None:
    page.locator("#mon_opens1").fill("07:30")
    press("Use Monday’s hours from Tuesday to Friday")(page)


def _close_a_floor(page: Page) -> None:
    page.locator("#whole").check()
    page.locator("#why").fill("Carpet cleaning")
    press("See what this would do")(page)


def _give_another_reason(page: Page) -> None:
    page.locator("#why").fill("Asbestos survey")
    press("See what this would do")(page)


def _cancel_all(page: Page) -> None:
    page.locator("#message").fill("Sorry about it.")
    press("Cancel all of them")(page)


_CLOSURES = "/admin/closures"

CLOSURE_STATES = (
    State("show_closures", "usual", MANAGER, _CLOSURES, "Close something"),
    State("show_new_closure", "a floor with a plan", MANAGER, _CLOSURES + "/new?floor={first}", "The whole floor"),
    State("show_new_closure", "a floor without a plan", MANAGER, _CLOSURES + "/new?floor={ground}", "The whole floor"),
    State("show_new_closure", "a site", MANAGER, _CLOSURES + "/new?site={site}", "The whole site is closed."),
    State(
        "show_new_closure", "nothing chosen", MANAGER, _CLOSURES + "/new?floor={first}", _FAULT,
        act=press("See what this would do"),
    ),
    State(
        "show_new_closure", "what it does", MANAGER, _CLOSURES + "/new?floor={first}", "Close it", act=_close_a_floor,
    ),
    State(
        "show_new_closure", "with bookings to move",
        MANAGER, _CLOSURES + "/new?floor={first}&place={taken}&from_date={day}&until_date={day}&why=Carpet",
        "Best instead", act=press("See what this would do"),
    ),
    State("show_closure", "with bookings", MANAGER, _CLOSURES + "/{closure}", "Best instead"),
    State(
        "show_closure", "no message", MANAGER, _CLOSURES + "/{closure}", _FAULT, act=press("Cancel all of them"),
    ),
    State(
        "show_closure", "what cancelling does", MANAGER, _CLOSURES + "/{closure}", "will be cancelled", act=_cancel_all,
    ),
    State("show_change_closure", "usual", MANAGER, _CLOSURES + "/{closure}/change", "What it closes stays the same."),
    State(
        "show_change_closure", "nothing changed", MANAGER, _CLOSURES + "/{closure}/change", _FAULT,
        act=press("See what this would do"),
    ),
    State(
        "show_change_closure", "what it does", MANAGER, _CLOSURES + "/{closure}/change", "Until now",
        act=_give_another_reason,
    ),
)  # fmt: skip

RULES_STATES = (
    *CLOSURE_STATES,
    State("show_rules", "the organisation", MANAGER, "/admin/rules", "How far ahead"),
    State("show_rules", "a site", MANAGER, "/admin/rules?at=site-{site}&kind=desk", "Set for the whole organisation"),
    State("show_rules", "a floor", MANAGER, "/admin/rules?at=floor-{first}&done=set", "The rule is set."),
    State("show_rules", "a place", MANAGER, "/admin/rules?at=floor-{first}&place={free}", "No rule is set here"),
    State("show_set_rule", "a number", MANAGER, _SET + "max_length_min&kind=desk", "How long is the longest booking?"),
    State("show_set_rule", "no number", MANAGER, _SET + "max_length_min", _FAULT, act=blank("value", _SHOW, "long")),
    State("show_set_rule", "broken", MANAGER, _SET + "max_length_min", "concerned", act=_set_for_half_days),
    State("show_set_rule", "without effect", MANAGER, _SET + "lockout_hours&kind=visiting_room", "changes no booking",
          act=press(_SHOW)),
    State("show_set_rule", "hours", MANAGER, _SET + "opening&at=site-{site}", "Opens again"),
    State("show_set_rule", "hours copied", MANAGER, _SET + "opening&at=site-{site}", "Friday", act=_copy_monday),
    State("show_set_rule", "hours without an end", MANAGER, _SET + "opening", _FAULT,
          act=blank("tue_closes1", _SHOW)),
    State("show_set_rule", "roles", MANAGER, _SET + "who_may_book&kind=clinic_room", "Clinic administrators"),
    State("show_set_rule", "yes or no", MANAGER, _SET + "one_at_a_time", "No, one at a time"),
    State("show_set_rule", "closed days", MANAGER, _SET + "closed_day&at=site-{site}", "At every site"),
    State("show_set_rule", "no closed day", MANAGER, _SET + "closed_day", _FAULT, act=press(_SHOW)),
    State("show_set_rule", "a day that closes", MANAGER, _SET + "closed_day", "25 December 2031", act=_close_tomorrow),
    State("show_set_rule", "a distance", MANAGER, _SET + "spacing_cm&kind=desk", "Floor by floor",
          act=blank("value", _SHOW, "200")),
    State("show_breaches", "usual", MANAGER, "/admin/rules/breaches", "Bookings that break the rules"),
    State("show_breaches", "empty", MANAGER, "/admin/rules/breaches?at=site-{empty_site}", "keeps the rules"),
    State("show_set_rule", "no roles", MANAGER, _SET + "who_may_book", _FAULT, act=_choose_no_roles),
    State("show_end_rule", "usual", MANAGER, _END, "First day without this rule"),
    State("show_end_rule", "no date", MANAGER, _END, _FAULT, act=blank("first_day_without", _SHOW)),
    State("show_end_rule", "its effect", MANAGER, _END, "No longer:", act=press(_SHOW)),
)  # fmt: skip
