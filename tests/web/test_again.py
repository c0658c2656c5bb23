"""A form comes back as it was filled in when its sign-in has ended or changed, and nothing is done by it."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from httpx2 import Response

from booking.actions.service import Service
from booking.web.admin.frame import AGREED
from booking.web.refill import NOT_TYPED
from booking.web.routes import WEB_ROUTES
from tests.conftest import ENGINES
from tests.estate import PASSWORD, Estate
from tests.store.state import ask, count
from tests.web.browser import HOME, Browser, Clock, Page
from tests.web.conftest import Browsers

OURS = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
CHANGED = "Your sign-in has changed since this page was opened. Nothing was sent."
ENDED = "Your sign-in had ended, so nothing was sent."
CHECK = "Check what you typed and send it again."
PRESS = "If you still want it, press the button again."


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def admin(browsers: Browsers, estate: Estate) -> Browser:
    """The browser of the administrator."""
    return browsers.sign_in(estate, "admin")


def sign_in_anew(browser: Browser, name: str) -> None:
    """As in another tab of the same browser."""
    browser.client.cookies.clear()
    browser.sign_in(name)


def send(
    browser: Browser, page: Page, action: str, typed: Mapping[str, str], headers: Mapping[str, str] = OURS
) -> Response:
    """Send a form as it stands on its page, but for what is typed, as a browser does."""
    return browser.client.post(action, data=page.form(action) | dict(typed), headers=dict(headers))


def notice_on(page: Page) -> str:
    """The line at the top; empty where there is none."""
    return " ".join(page.words_at("//*[@id='notice']"))


def book_page(browser: Browser, estate: Estate, place: str = "D1") -> Page:
    return browser.get(f"/book?resource={estate.ref(place)}&date=2026-11-25&from=09:00&to=10:00")


def test_form_of_an_earlier_sign_in_comes_back_filled_in_and_one_press_sends_it(
    staff: Browser, estate: Estate, service: Service
) -> None:
    page = book_page(staff, estate)
    sign_in_anew(staff, "staff")

    again = Page(send(staff, page, "/book", {"title": "Long & “careful” words"}))

    assert (again.status, again.heading) == (403, "Book D1 First, Oak")
    assert notice_on(again) == f"{CHANGED} You are signed in as Staff. {CHECK}"
    assert again.typed("/book") == page.typed("/book") | {"title": "Long & “careful” words"}
    assert count(service, "booking") == 0
    assert send(staff, again, "/book", {}).status_code == 303
    assert [row.title for row in ask(service, "SELECT title FROM booking")] == ["Long & “careful” words"]


def test_form_of_somebody_else_says_who_is_signed_in_now(staff: Browser, estate: Estate, service: Service) -> None:
    page = book_page(staff, estate)
    sign_in_anew(staff, "other")

    again = Page(send(staff, page, "/book", {"title": "Mine"}))

    assert notice_on(again) == f"{CHANGED} You are signed in as Other. {CHECK}"
    assert again.form("/book")["title"] == "Mine"
    assert count(service, "booking") == 0


def test_form_that_the_one_who_is_here_now_may_not_send_says_who_that_is(admin: Browser, service: Service) -> None:
    page = admin.get("/admin/units/add")
    sign_in_anew(admin, "other")
    before = count(service, "unit")

    refused = Page(send(admin, page, "/admin/units/add", {"name": "Night team"}, OURS | {"Referer": f"{HOME}/admin"}))

    assert (refused.status, refused.heading) == (403, "Your sign-in has changed")
    assert f"{CHANGED} You are signed in as Other, whose role does not include this." in refused.words
    assert refused.link("Open the page again") == "/admin"
    assert count(service, "unit") == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
    ids=str,
)
def test_forged_form_does_nothing_and_gets_no_filled_form_back(
    staff: Browser, estate: Estate, service: Service, headers: dict[str, str]
) -> None:
    form = book_page(staff, estate).form("/book") | {"csrf_token": "0" * 128, "title": "Planted"}
    plain = (403, "We could not take this form")

    answer = staff.client.post("/book", data=form, headers=headers)
    shown = Page(answer)

    assert (shown.status, shown.heading) == plain
    assert "Planted" not in answer.text
    assert not shown.all("//main//form")
    assert count(service, "booking") == 0
    without = staff.client.post("/book", data={**form, "csrf_token": ""}, headers=OURS)
    assert (without.status_code, count(service, "booking")) == (403, 0)


def test_forged_form_to_somebody_who_is_signed_out_is_not_kept(visitor: Browser, estate: Estate) -> None:
    assert estate.actors

    forged = visitor.client.post(
        "/admin/units/add", data={"name": "Planted"}, headers={"Origin": "https://evil.example"}
    )
    own = visitor.client.post("/admin/units/add", data={"name": "Night team"}, headers=OURS)

    assert forged.headers["location"] == "/sign-in?next=%2Fadmin%2Funits%2Fadd"
    assert own.headers["location"] == "/sign-in?next=%2Fadmin%2Funits%2Fadd%3Fkept%3Dform"
    assert ("set-cookie" in forged.headers, "set-cookie" in own.headers) == (False, True)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_link_from_elsewhere_fills_no_form(admin: Browser, clock: Clock, site: str) -> None:
    page, address = admin.get("/admin/units/add"), "/admin/units/add?kept=form"
    clock.now += timedelta(hours=2)
    signing = admin.follow(send(admin, page, "/admin/units/add", {"name": "Night team"}))
    admin.send(signing, "/sign-in", email="admin@trust.example", password=PASSWORD)

    ours = Page(admin.fetch(address, {"Sec-Fetch-Site": "same-origin"}))
    theirs = Page(admin.fetch(address, {"Sec-Fetch-Site": site}))

    assert [page.form("/admin/units/add")["name"] for page in (ours, theirs)] == ["Night team", ""]
    assert (notice_on(ours), notice_on(theirs)) == (f"{ENDED} {CHECK}", "")


def opening_hours() -> dict[str, str]:
    """Different times in every one of the 28 fields."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = (("opens1", 6), ("closes1", 9), ("opens2", 12), ("closes2", 15))
    return {f"{day}_{which}": f"{hour:02d}:{number:02d}" for number, day in enumerate(days) for which, hour in hours}


FORMS: Mapping[str, tuple[str, str, dict[str, str]]] = {
    "use": ("/admin/uses/add", "", {"name": "Wound “care”", "kind": "visiting_room", "setup": "15", "fallow": "7"}),
    "hours": ("/admin/rules/set", "?field=opening", opening_hours() | {"first": "2026-12-01", "last": "2026-12-24"}),
    "closed days": ("/admin/rules/set", "?field=closed_day", {"day_1": "2026-12-25", "why_1": "Christmas Day"}),
    "roles": ("/admin/rules/set", "?field=who_may_book&kind=desk", {"value": "roles", "role": "reception"}),
    "person": ("/admin/people/add", "", {"name": "Nia Jones", "email": "nia@trust.example"}),
    "person's name": ("/admin/people/$mate/change", "", {"name": "Mate Jones"}),
    "grant": ("/admin/people/$mate/roles", "?role=reception", {"scope": "site-$oak"}),
    "unit": ("/admin/units/add", "", {"name": "Night team"}),
    "feature": ("/admin/features", "", {"name": "Height & <tilt>"}),
    "site": ("/admin/sites/add", "", {"name": "Ash", "timezone": "Europe/Paris"}),
    "floor": ("/admin/buildings/$building/add", "", {"name": "Third", "level": "3"}),
    "places": ("/admin/floors/$floor/several", "", {"prefix": "E", "first": "10", "last": "12"}),
    "closed place": ("/admin/closures/new", "?site=$oak&floor=$floor", {"why": "Boiler", "place": "$d1"}),
    "settings": ("/settings", "", {"hours": "own", "from": "07:30", "to": "11:45"}),
}  # fmt: skip


def fill_in(address: str, estate: Estate, service: Service) -> str:
    """The address with the refs of the small trust."""
    (row,) = ask(service, "SELECT b.ref AS building, s.ref AS site FROM building b JOIN site s ON s.id = b.site_id "
                          "WHERE b.name = 'Oak'")  # fmt: skip
    known = {"$mate": estate.actors["mate"].person.ref, "$floor": estate.floor_refs["oak1"], "$d1": estate.ref("D1")}
    for name, ref in (known | {"$building": row.building, "$oak": row.site}).items():
        address = address.replace(name, ref)
    return address


@pytest.mark.parametrize("way", ["expired", "changed"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_keeps_what_was_typed(
    admin: Browser, estate: Estate, service: Service, clock: Clock, form: tuple[str, str, dict[str, str]], way: str
) -> None:
    """Where it has a list or boxes, what was chosen too."""
    action, query = (fill_in(part, estate, service) for part in form[:2])
    page = admin.get(f"{action}{query}")
    chosen = {name: fill_in(value, estate, service) for name, value in form[2].items()}
    typed = page.typed(action) | chosen
    assert page.status == 200
    assert page.typed(action) != typed
    before = _count_all(service)

    if way == "changed":
        sign_in_anew(admin, "admin")
        again = Page(send(admin, page, action, chosen))
    else:
        clock.now += timedelta(hours=2)
        signing = admin.follow(send(admin, page, action, chosen))
        assert signing.heading == "Sign in"
        again = admin.follow(admin.send(signing, "/sign-in", email="admin@trust.example", password=PASSWORD))

    assert (
        notice_on(again) == f"{CHANGED} You are signed in as Admin. {CHECK}" if way == "changed" else f"{ENDED} {CHECK}"
    )
    assert {name: value for name, value in again.typed(action).items() if value} == {
        name: value for name, value in typed.items() if value
    }
    assert _count_all(service) == before


def test_box_that_was_unticked_stays_so(staff: Browser, clock: Clock) -> None:
    page = staff.get("/settings")
    form = page.form("/settings")
    assert form.pop("shows_name") == "1"
    clock.now += timedelta(hours=2)

    signing = staff.follow(staff.client.post("/settings", data=form, headers=OURS))
    again = staff.follow(staff.send(signing, "/sign-in", email="staff@trust.example", password=PASSWORD))

    assert "shows_name" not in again.form("/settings")


def test_field_that_was_emptied_stays_empty(admin: Browser, clock: Clock) -> None:
    page = admin.get("/admin/uses/add")
    assert page.form("/admin/uses/add")["setup"] == "0"
    clock.now += timedelta(hours=2)

    signing = admin.follow(send(admin, page, "/admin/uses/add", {"setup": ""}))
    again = admin.follow(admin.send(signing, "/sign-in", email="admin@trust.example", password=PASSWORD))

    assert again.form("/admin/uses/add")["setup"] == ""


def test_button_without_anything_to_fill_in_is_offered_again(
    staff: Browser, estate: Estate, service: Service, clock: Clock
) -> None:
    made = staff.send(book_page(staff, estate), "/book").headers["location"].partition("?")[0]
    page = staff.get(f"{made}/cancel")
    sign_in_anew(staff, "staff")

    again = Page(send(staff, page, f"{made}/cancel", {}))
    clock.now += timedelta(hours=2)
    signing = staff.follow(send(staff, again, f"{made}/cancel", {}))
    later = staff.follow(staff.send(signing, "/sign-in", email="staff@trust.example", password=PASSWORD))

    assert notice_on(again) == f"{CHANGED} You are signed in as Staff. {PRESS}"
    assert notice_on(later) == f"{ENDED} {PRESS}"
    assert [row.state for row in ask(service, "SELECT state FROM booking")] == ["confirmed"]
    assert send(staff, later, f"{made}/cancel", {}).status_code == 303
    assert [row.state for row in ask(service, "SELECT state FROM booking")] == ["cancelled"]


def test_form_on_a_page_above_it_comes_back_on_that_page(admin: Browser, service: Service, clock: Clock) -> None:
    (unit,) = ask(service, "SELECT ref FROM unit WHERE name = 'Ward'")
    sheet = f"/admin/units/{unit.ref}"
    page = admin.get(sheet)
    before = count(service, "membership")
    clock.now += timedelta(hours=2)

    signing = admin.follow(send(admin, page, f"{sheet}/members", {"email": "mate@trust.example"}))
    again = admin.follow(admin.send(signing, "/sign-in", email="admin@trust.example", password=PASSWORD))

    assert (again.heading, notice_on(again)) == ("Ward", f"{ENDED} {CHECK}")
    assert again.form(f"{sheet}/members")["email"] == "mate@trust.example"
    assert again.typed(sheet) == page.typed(sheet)
    assert count(service, "membership") == before


def test_what_belongs_to_a_page_and_secrets_are_never_kept() -> None:
    assert {"csrf_token", AGREED, "password", "again"} == NOT_TYPED


def test_link_page_that_lost_its_cookie_comes_back_without_the_passwords(
    admin: Browser, estate: Estate, browsers: Browsers, service: Service
) -> None:
    sheet = f"/admin/people/{estate.actors['mate'].person.ref}"
    (link,) = admin.send_to_page(admin.get(sheet), f"{sheet}/link").words_at("//p[@id='link']")
    path, mate = link.removeprefix(HOME), browsers.open()
    page = mate.get(path)
    mate.client.cookies.clear()

    typed = {"password": "plum kettle orbit", "again": "plum kettle orbit"}
    again = Page(send(mate, page, path, typed))

    assert again.status == 403
    assert "plum" not in again.response.text
    assert count(service, "audit_entry", "act = 'password_set'") == 0
    assert send(mate, again, path, typed).status_code == 303


def test_second_sign_in_page_goes_on_where_the_first_has_signed_in(staff: Browser, visitor: Browser) -> None:
    first, second = visitor.get("/sign-in"), visitor.get("/sign-in?next=%2Ffind%3Fpeople%3D4")
    visitor.send(first, "/sign-in", email="staff@trust.example", password=PASSWORD)
    held = visitor.client.cookies["booking"]

    went = send(visitor, second, "/sign-in", {"email": "staff@trust.example", "password": PASSWORD})
    forged = visitor.client.post("/sign-in", data=second.form("/sign-in"), headers={"Origin": "https://evil.example"})

    assert (went.status_code, went.headers["location"]) == (303, "/find?people=4")
    assert visitor.client.cookies["booking"] == held
    assert forged.status_code == 403
    assert staff.get("/bookings").status == 200


def test_second_sign_in_page_lets_nobody_else_into_the_sign_in_of_the_first(visitor: Browser, estate: Estate) -> None:
    """Two people at one computer: the second is told who is signed in, and is not let go on as them."""
    first, second = visitor.get("/sign-in"), visitor.get("/sign-in?next=%2Faudit")
    visitor.send(first, "/sign-in", email="staff@trust.example", password=PASSWORD)
    held = visitor.client.cookies["booking"]

    told = Page(send(visitor, second, "/sign-in", {"email": "auditor@trust.example", "password": PASSWORD}))

    assert (told.status, told.heading) == (403, "Somebody else is signed in")
    assert f"{estate.actors['staff'].person.name} is signed in on this computer, so you were not." in told.words
    assert told.link("Go to the start page") == "/"
    assert visitor.client.cookies["booking"] == held


@pytest.mark.usefixtures("estate")
def test_sign_in_page_that_lost_its_cookie_comes_back_with_the_address(visitor: Browser, service: Service) -> None:
    page = visitor.get("/sign-in?next=%2Ffind")
    visitor.client.cookies.clear()
    typed = {"email": "staff@trust.example", "password": PASSWORD}

    again = Page(send(visitor, page, "/sign-in", typed))

    assert (again.status, again.heading) == (403, "Sign in")
    assert notice_on(again) == (
        "This page was open for too long, or its cookie was deleted, so nothing was sent. "
        "Type your password and send it again."
    )
    assert again.typed("/sign-in") == {"email": "staff@trust.example", "password": "", "next": "/find"}
    assert count(service, "sign_in") == 0
    assert send(visitor, again, "/sign-in", typed).headers["location"] == "/find"


def test_signing_out_of_an_earlier_sign_in_says_what_has_happened(staff: Browser) -> None:
    page = staff.get("/bookings")
    sign_in_anew(staff, "other")

    answer = Page(send(staff, page, "/sign-out", {}, OURS | {"Referer": f"{HOME}/bookings?show=past"}))

    assert (answer.status, answer.heading) == (403, "Your sign-in has changed")
    assert f"{CHANGED} You are signed in as Other." in answer.words
    assert answer.link("Open the page again") == "/bookings?show=past"


@pytest.mark.parametrize("referer", ["https://evil.example/bookings", "javascript:alert(1)", f"{HOME}//evil.example"])
def test_page_to_open_again_is_one_of_ours(staff: Browser, referer: str) -> None:
    page = staff.get("/bookings")
    sign_in_anew(staff, "other")

    answer = Page(send(staff, page, "/sign-out", {}, OURS | {"Referer": referer}))

    assert answer.status == 403
    assert "Open the page again" not in [link.text_content() for link in answer.all("//main//a")]


def _count_all(service: Service) -> dict[str, int]:
    tables = (
        "booking",
        "unit",
        "site",
        "floor",
        "resource",
        "person",
        "role_grant",
        "policy_rule",
        "room_use",
        "closure",
    )
    return {table: count(service, table) for table in (*tables, "feature", "preference")}


def test_every_act_has_a_page_with_its_form_but_for_what_stands_on_many() -> None:
    pages = {route.path for route in WEB_ROUTES if route.method == "GET"}
    acts = [route.path for route in WEB_ROUTES if route.method == "POST"]

    assert [act for act in acts if not {act, act.rpartition("/")[0]} & pages] == ["/sign-out", "/notice/seen"]
