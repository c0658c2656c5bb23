"""Every address of the pages: who may ask for it, which fields it knows, and what answers."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from booking.actions.service import Service
from booking.rules.permits import Act
from booking.settings import Settings
from booking.web.accessibility import show_accessibility
from booking.web.admin.closure_routes import CLOSURE_ROUTES
from booking.web.admin.estate_routes import ESTATE_ROUTES
from booking.web.admin.frame import show_admin
from booking.web.admin.people_routes import PEOPLE_ROUTES
from booking.web.admin.room_uses import ROOM_USE_ROUTES
from booking.web.admin.rule_routes import RULE_ROUTES
from booking.web.ask import ASK_FIELDS, show_ask
from booking.web.book import BOOK_FORM, send_book, show_book
from booking.web.book_for import show_bookable_people
from booking.web.booking_form import BOOKING_FIELDS
from booking.web.bookings import (
    send_cancel,
    send_check_in,
    send_check_out,
    send_end,
    send_reinstate,
    show_cancel,
    show_one,
)
from booking.web.change import CHANGE_FIELDS, send_change, show_change
from booking.web.cleaning import CLEANED_FORM, CLEANING_FIELDS, send_cleaned, show_cleaned, show_to_clean
from booking.web.door import Door, Permit, WebRoute, Who, open_door
from booking.web.files import show_file
from booking.web.floor_list import remember_floor, show_floors
from booking.web.floor_page import FLOOR_FIELDS, show_floor
from booking.web.floors import show_drawing
from booking.web.history import show_audit, show_booking_story, show_place_story
from booking.web.live import LIVE_FIELDS, show_live
from booking.web.look_up import show_look_up
from booking.web.my_bookings import MY_FIELDS, send_seen, show_my_bookings
from booking.web.own_settings import SETTINGS_FORM, send_own_settings, show_own_settings
from booking.web.pictures import show_plan_picture
from booking.web.problems import show_problem
from booking.web.search import FIND_FIELDS, show_find
from booking.web.series import show_dates
from booking.web.setting_up import tell_nothing_to_find
from booking.web.sign_in import send_sign_in, send_sign_out, show_sign_in
from booking.web.start import show_start

_SIGNED_IN = Who.SIGNED_IN
_ONE = "/bookings/{ref}"
_FEATURES = frozenset({"feature"})

WEB_ROUTES: tuple[WebRoute, ...] = (
    WebRoute("show_sign_in", "GET", "/sign-in", Who.ANYONE, show_sign_in, query=("next",)),
    WebRoute("send_sign_in", "POST", "/sign-in", Who.ANYONE, send_sign_in, form=("email", "password", "next")),
    WebRoute("send_sign_out", "POST", "/sign-out", _SIGNED_IN, send_sign_out),
    WebRoute("show_accessibility", "GET", "/accessibility", Who.ANYONE, show_accessibility),
    WebRoute("show_start", "GET", "/", _SIGNED_IN, show_start),
    WebRoute("show_floors", "GET", "/floors", Act.LOOK, show_floors, query=("q",)),
    WebRoute(
        "show_floor", "GET", "/floors/{ref}", Act.LOOK, remember_floor(show_floor), query=FLOOR_FIELDS, many=_FEATURES
    ),
    WebRoute("show_live", "GET", "/floors/{ref}/live", Act.LOOK, show_live, query=LIVE_FIELDS, silent=True),
    WebRoute("show_drawing", "GET", "/plans/{ref}.svg", Act.LOOK, show_drawing),
    WebRoute("show_plan_picture", "GET", "/plans/{ref}/pictures/{digest}", Act.LOOK, show_plan_picture),
    WebRoute("show_find", "GET", "/find", Act.LOOK, tell_nothing_to_find(show_find), query=FIND_FIELDS, many=_FEATURES),
    WebRoute("show_ask", "GET", "/book/ask", Act.BOOK, show_ask, query=ASK_FIELDS),
    WebRoute("show_bookable_people", "GET", "/book/people", Act.BOOK_FOR, show_bookable_people, query=("q",)),
    WebRoute("show_book", "GET", "/book", Act.BOOK, show_book, query=BOOKING_FIELDS),
    WebRoute("send_book", "POST", "/book", Act.BOOK, send_book, form=BOOK_FORM),
    WebRoute("show_my_bookings", "GET", "/bookings", _SIGNED_IN, show_my_bookings, query=MY_FIELDS),
    WebRoute("send_seen", "POST", "/notice/seen", _SIGNED_IN, send_seen, form=("until", "back")),
    WebRoute("show_booking", "GET", _ONE, _SIGNED_IN, show_one, query=("done",)),
    WebRoute("show_change", "GET", f"{_ONE}/change", Act.BOOK, show_change, query=CHANGE_FIELDS),
    WebRoute("send_change", "POST", f"{_ONE}/change", Act.BOOK, send_change, form=(*CHANGE_FIELDS, "version")),
    WebRoute("show_cancel", "GET", f"{_ONE}/cancel", Act.BOOK, show_cancel),
    WebRoute("send_cancel", "POST", f"{_ONE}/cancel", Act.BOOK, send_cancel, form=("version",)),
    WebRoute("send_end", "POST", f"{_ONE}/end", Act.BOOK, send_end, form=("version",)),
    WebRoute("send_reinstate", "POST", f"{_ONE}/reinstate", Act.BOOK, send_reinstate, form=("version",)),
    WebRoute("send_check_in", "POST", f"{_ONE}/check-in", Act.BOOK, send_check_in, form=("version",)),
    WebRoute("send_check_out", "POST", f"{_ONE}/check-out", Act.BOOK, send_check_out, form=("version",)),
    WebRoute("show_booking_history", "GET", f"{_ONE}/history", _SIGNED_IN, show_booking_story),
    WebRoute("show_series", "GET", "/series/{ref}", _SIGNED_IN, show_dates),
    WebRoute("show_place_history", "GET", "/resources/{ref}/history", Act.SEE_AUDIT, show_place_story),
    WebRoute("show_to_clean", "GET", "/cleaning", Act.CLEAN, show_to_clean, query=CLEANING_FIELDS),
    WebRoute("show_cleaned", "GET", "/places/{ref}/cleaned", Act.CLEAN, show_cleaned),
    WebRoute("send_cleaned", "POST", "/places/{ref}/cleaned", Act.CLEAN, send_cleaned, form=CLEANED_FORM),
    WebRoute("show_look_up", "GET", "/search", Act.LOOK, show_look_up, query=("q",)),
    WebRoute("show_settings", "GET", "/settings", _SIGNED_IN, show_own_settings, query=("done",)),
    WebRoute("send_settings", "POST", "/settings", _SIGNED_IN, send_own_settings, form=SETTINGS_FORM),
    WebRoute("show_audit", "GET", "/audit", Act.SEE_AUDIT, show_audit, query=("date", "person", "place", "after")),
    WebRoute("show_admin", "GET", "/admin", _SIGNED_IN, show_admin),
    *ESTATE_ROUTES,
    *RULE_ROUTES,
    *CLOSURE_ROUTES,
    *ROOM_USE_ROUTES,
    *PEOPLE_ROUTES,
)
"""Every page and act. Finer permission (whose booking, which site) is decided by the action that it calls."""


def web_routes(
    service: Service,
    settings: Settings,
    read_clock: Callable[[], datetime],
    routes: Iterable[WebRoute] = WEB_ROUTES,
) -> list[BaseRoute]:
    """The routes of the pages and of the files that they load.

    Raises:
        RuntimeError: a route without a permission, or two for one method and path.
    """
    door = Door(service, settings, read_clock)
    paths = _by_path(routes)
    made: list[BaseRoute] = [
        Route(path, open_door(door, path, paths), methods=list(by_method)) for path, by_method in paths.items()
    ]
    return [*made, Route("/static/{path:path}", _send_file, methods=["GET"])]


def _by_path(routes: Iterable[WebRoute]) -> Mapping[str, dict[str, WebRoute]]:
    paths: dict[str, dict[str, WebRoute]] = {}
    for route in routes:
        if not isinstance(route.permit, Permit):
            raise RuntimeError(f"{route.method} {route.path} says nobody who may ask for it")
        if route.method in paths.setdefault(route.path, {}):
            raise RuntimeError(f"{route.method} {route.path} stands twice in the table")
        paths[route.path][route.method] = route
    return paths


def _send_file(request: Request) -> Response:
    return show_file(request) or show_problem(request, 404)
