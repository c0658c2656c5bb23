"""A floor's map and list."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from booking.actions.service import Service
from booking.model.estate import Place, ResourceKind
from booking.model.people import Role
from booking.model.policy import Rule, RuleField, RuleScope
from booking.store.engine import Tx
from booking.store.estate import NewResource, add_resources
from booking.store.plans import NewPlan, publish_plan
from booking.web.words import PLACE_STATES
from tests.conftest import ENGINES
from tests.estate import NOW, Estate, set_rules
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers

NINE_TO_TEN = "date=2026-11-25&from=09:00&to=10:00"
NOTE = "//p[@id='note' and not(@hidden)]"
NOT_HIDDEN = "//li[not(@hidden)]//*[@class='app-row__name']"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h20v10H0z"/></svg>'


def open_floor(browser: Browser, estate: Estate, when: str = NINE_TO_TEN, floor: str = "oak1") -> Page:
    return browser.get(f"/floors/{estate.floor_refs[floor]}?{when}")


def book(browser: Browser, estate: Estate, name: str, when: str = NINE_TO_TEN, **typed: str) -> None:
    page = browser.get(f"/book?resource={estate.ref(name)}&{when}")
    assert browser.send(page, "/book", **typed).status_code == 303


def list_states(page: Page) -> dict[str, str]:
    """The words of state of every place in the list."""
    names = page.words_at("//*[@class='app-row__name']")
    return dict(zip(names, page.words_at("//*[@class='app-row__state']"), strict=True))


def draw_plan(
    service: Service, estate: Estate, *names: str, size: tuple[float, float, float | None] = (20.0, 10.0, 1.0)
) -> None:
    """Publish a plan with the places side by side, each two metres wide; `size` is width, height and scale."""

    def write(tx: Tx) -> None:
        places = tuple(
            Place(estate.id(name), ((x, 1.0), (x + 2, 1.0), (x + 2, 3.0), (x, 3.0)), x + 1, 2.0, 4.0)
            for x, name in zip((1.0, 4.0, 7.0, 10.0), names, strict=False)
        )
        new = NewPlan(*size, DRAWING, places)
        publish_plan(tx, estate.floors["oak1"], new, by=None, now=NOW)

    service.db.write(write)


@contextmanager
def counting(service: Service) -> Iterator[list[str]]:
    """The statements that reach the database."""
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    event.listen(service.db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(service.db.engine, "before_cursor_execute", note)


def test_list_says_who_has_what_and_until_when(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    other = browsers.sign_in(estate, "other")
    book(other, estate, "D1")
    book(other, estate, "Small", people="2")
    book(staff, estate, "D2")

    states = list_states(open_floor(staff, estate))

    assert states == {
        "D1": "Taken by Other until 10am",
        "D2": "Yours until 10am",
        "D3": "Free",
        "D4": "Free",
        "Large": "Free",
        "Middle": "Free",
        "Small": "Taken by Other until 10am",
        "Clinic": "Free",
        "Visits": "Free",
    }


def test_users_of_clinic_and_visiting_rooms_are_nobodys_business(
    staff: Browser, browsers: Browsers, estate: Estate
) -> None:
    admin = browsers.sign_in(estate, "admin")
    for name in ("Clinic", "Visits"):
        book(admin, estate, name, people="2", title="Secret reason")

    page = open_floor(staff, estate)

    assert {list_states(page)[name] for name in ("Clinic", "Visits")} == {"Taken until 10am"}
    assert "Admin" not in page.response.text
    assert "Secret reason" not in page.response.text


def test_map_and_list_have_the_same_powers(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    draw_plan(service, estate, "D1", "D2", "D3", "Small")
    book(browsers.sign_in(estate, "other"), estate, "D1")
    book(staff, estate, "D2")

    page = open_floor(staff, estate)

    marks = {str(mark.get("aria-label")): mark.get("href") for mark in page.all("//main//svg//*[@aria-label]")}
    listed = {place: page.link(f"{act} {place}") for act, place in (("View", "D2"), ("Book", "D3"), ("Book", "Small"))}
    assert marks == {
        "D1, taken by Other until 10am, 1 seat.": f"#place-{estate.ref('D1')}",
        "D2, yours until 10am, 1 seat. See your booking": listed["D2"],
        "D3, free, 1 seat. Book it from 9am to 10am": listed["D3"],
        "Small, free, 4 seats. Book it from 9am to 10am": listed["Small"],
    }


def test_each_state_has_a_word_a_sign_and_a_pattern(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    draw_plan(service, estate, "D1", "D2", "D3", "D4")
    book(browsers.sign_in(estate, "other"), estate, "D1")
    book(staff, estate, "D2")
    set_rules(
        service,
        Rule(RuleScope.RESOURCE, int(estate.id("D3")), None, RuleField.TURNAROUND_MIN, 60),
        Rule(RuleScope.RESOURCE, int(estate.id("D4")), None, RuleField.OPENING, ((),) * 7),
    )
    book(browsers.sign_in(estate, "mate"), estate, "D3", "date=2026-11-25&from=08:00&to=09:00")

    page = open_floor(staff, estate)

    assert page.words_at("//ul[@class='app-legend']/li") == ["Free 5", "Yours 1", "Taken 1", "Locked 1", "Closed 1"]
    signs = [str(use.get("href")) for use in page.all("//svg[contains(@class, 'app-map__drawing')]//use")]
    fills = [path.get("fill") for path in page.all("//path[@class='app-place__shape']")]
    assert signs == ["#mark-taken", "#mark-yours", "#mark-locked", "#mark-closed"]
    assert fills == ["url(#fill-taken)", None, "url(#fill-locked)", "url(#fill-closed)"]
    drawn = {symbol.get("id") for symbol in page.all("//symbol")} | {fill.get("id") for fill in page.all("//pattern")}
    assert {name.partition("#")[2].rstrip(")") for name in (*signs, *filter(None, fills))} <= drawn


@pytest.mark.parametrize("engine_name", ENGINES, indirect=False)
def test_page_costs_four_statements(engine_name: str, staff: Browser, estate: Estate, service: Service) -> None:
    assert engine_name
    draw_plan(service, estate, "D1", "D2")
    book(staff, estate, "D1")

    with counting(service) as seen:
        page = open_floor(staff, estate)

    assert page.status == 200
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 4
    assert len(seen) == 4


def test_floor_of_three_hundred_desks_is_shown_whole_and_in_order(
    staff: Browser, estate: Estate, service: Service
) -> None:
    desks = [NewResource(ResourceKind.DESK, f"7.{number}", 1) for number in range(300, 0, -1)]
    service.db.write(lambda tx: add_resources(tx, estate.floors["oak2"], desks))

    with counting(service) as seen:
        page = open_floor(staff, estate, floor="oak2")

    assert page.words_at("//*[@class='app-row__name']") == [*(f"Desk 7.{n}" for n in range(1, 301)), "E1"]
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("feature=screen&feature=hearing-loop", ["Large"]),
        ("kind=desk", ["D1", "D2", "D3", "D4"]),
        ("kind=meeting_room", ["Large", "Middle", "Small"]),
        ("kind=desk&free=1", ["D2", "D3", "D4"]),
        ("free=1&kind=visiting_room", ["Visits"]),
    ],
)
def test_list_is_filtered_by_kind_feature_and_by_free(
    staff: Browser, browsers: Browsers, estate: Estate, query: str, names: list[str]
) -> None:
    book(browsers.sign_in(estate, "other"), estate, "D1")

    page = open_floor(staff, estate, f"{NINE_TO_TEN}&{query}")

    assert page.words_at(f"//section[not(@hidden)]{NOT_HIDDEN}") == names


def test_feature_begins_with_a_capital_where_it_stands_first(staff: Browser, estate: Estate, service: Service) -> None:
    desk = NewResource(ResourceKind.DESK, "E2", 1, ("sit_stand", "hearing-loop"))
    service.db.write(lambda tx: add_resources(tx, estate.floors["oak2"], [desk]))

    page, search = open_floor(staff, estate, floor="oak2"), staff.get("/find")

    assert page.words_at("//fieldset[contains(@class, 'app-must__choices')]//label") == ["Hearing loop", "Sit stand"]
    assert page.words_at("//*[@class='app-row__facts']") == ["", "Sit stand, hearing loop"]
    assert search.words_at("//*[contains(@class, 'app-features')]//label") == ["Hearing loop", "Screen", "Sit stand"]


def test_full_floor_says_so(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    book(browsers.sign_in(estate, "other"), estate, "E1")

    page = open_floor(staff, estate, f"{NINE_TO_TEN}&free=1", "oak2")

    assert page.words_at("//section[not(@hidden)]/p[not(@hidden)]") == [
        "None of these is free at this time, or has all of that. Try another time or another floor."
    ]
    assert page.words_at(NOTE) == [
        "Nothing is free at this time. Try another part of the day, another day or another floor."
    ]


def test_floor_whose_free_places_are_for_other_roles_says_so(browsers: Browsers, estate: Estate) -> None:
    page = open_floor(browsers.sign_in(estate, "auditor"), estate, NINE_TO_TEN)

    assert page.words_at(NOTE) == [
        "What is free at this time is for other roles only. Try another time, or ask your facilities team."
    ]


@pytest.mark.parametrize(("who", "more"), [("staff", ""), ("oak_facilities", ", or add places here")])
def test_floor_without_places_says_so_once_and_leads_on(
    browsers: Browsers, estate: Estate, service: Service, who: str, more: str
) -> None:
    service.db.write(lambda tx: tx.execute(text("UPDATE resource SET floor_id = 1 WHERE name = 'E1'")))

    page = open_floor(browsers.sign_in(estate, who), estate, floor="oak2")

    assert page.words_at("//*[@class='nhsuk-inset-text']") == [
        f"Nothing can be booked on this floor yet. Choose another floor{more}."
    ]
    assert page.words_at(NOTE) == []
    links = [link.get("href") for link in page.all("//*[@class='nhsuk-inset-text']//a")]
    assert links == ["/floors", *([f"/admin/floors/{estate.floor_refs['oak2']}"] if more else [])]


def test_counts_are_of_what_is_asked_for(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    book(browsers.sign_in(estate, "other"), estate, "Middle", people="7")

    page = open_floor(staff, estate, f"{NINE_TO_TEN}&kind=meeting_room&feature=screen")

    assert page.words_at("//ul[@class='app-legend']/li") == ["Free 1", "Taken 1"]
    assert page.words_at("//section[not(@hidden)]//*[@class='app-count']") == ["1 of 2 free"]


def test_room_of_other_roles_is_shown_and_not_counted_as_free(
    staff: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    only = frozenset({Role.CLINIC_ADMIN})
    set_rules(service, Rule(RuleScope.RESOURCE, int(estate.id("Clinic")), None, RuleField.WHO_MAY_BOOK, only))
    draw_plan(service, estate, "D1", "Clinic")
    admin = browsers.sign_in(estate, "admin")

    theirs, page = (open_floor(browser, estate) for browser in (admin, staff))

    assert (list_states(theirs)["Clinic"], list_states(page)["Clinic"]) == ("Free", "Other roles only")
    assert theirs.words_at("//ul[@class='app-legend']/li") == ["Free 9"]
    assert page.words_at("//ul[@class='app-legend']/li") == ["Free 8", "Other roles only 1"]
    assert page.words_at("//*[@class='app-count']")[2] == "0 of 1 free"
    assert page.all("//main//a[contains(., 'Clinic') and contains(@href, '/book')]") == []
    shape = page.find("//a[contains(@class, 'app-place') and contains(@aria-label, 'Clinic')]")
    assert shape.get("aria-label") == "Clinic, other roles only, 3 seats."
    assert shape.get("href") == f"#place-{estate.ref('Clinic')}"
    assert "Other roles only" in page.words_at(f"//li[@id='place-{estate.ref('Clinic')}']")[0]
    assert shape.find("path").get("fill") == "url(#fill-other_roles)"  # type: ignore[union-attr]


def test_auditor_may_look_and_is_offered_nothing(browsers: Browsers, estate: Estate) -> None:
    page = open_floor(browsers.sign_in(estate, "auditor"), estate)

    assert set(list_states(page).values()) == {"Other roles only"}
    assert page.all("//*[@id='list']//a") == []


def test_signs_and_patterns_of_every_state_are_drawn(staff: Browser, estate: Estate, service: Service) -> None:
    draw_plan(service, estate, "D1")

    page = open_floor(staff, estate)

    signs = {symbol.get("id") for symbol in page.all("//symbol")}
    patterns = {fill.get("id") for fill in page.all("//pattern")}
    assert signs == {f"mark-{state.value}" for state in PLACE_STATES}
    assert patterns == {f"fill-{state.value}" for state in PLACE_STATES} - {"fill-free", "fill-yours"}


def test_floor_without_a_plan_says_so(staff: Browser, estate: Estate, service: Service) -> None:
    draw_plan(service, estate, "D1")

    drawn, bare = (
        open_floor(staff, estate, floor=floor).words_at("//*[@class='app-empty']") for floor in ("oak1", "oak2")
    )

    assert (drawn, bare) == ([], ["This floor has no plan yet, so its places are listed."])


def test_drawing_is_private_and_keeps_for_ever(
    staff: Browser, visitor: Browser, estate: Estate, service: Service
) -> None:
    draw_plan(service, estate, "D1")
    address = str(open_floor(staff, estate).find("//image").get("href"))

    response, stranger = staff.client.get(address), visitor.client.get(address)

    assert (response.status_code, response.text) == (200, DRAWING)
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert response.headers["content-security-policy"].endswith("sandbox")
    assert stranger.status_code == 303


def test_floors_are_listed_by_site_and_building(staff: Browser) -> None:
    page = staff.get("/floors")

    assert page.words_at("//main//h2") == ["Elm", "Oak"]
    assert page.words_at("//a[@class='app-floor-link']") == [
        "Ground, Elm, 1 desk, 1 meeting room",
        "First, Oak, 4 desks, 3 meeting rooms, 1 clinic room, 1 visiting room",
        "Second, Oak, 1 desk",
    ]


def test_start_page_shows_what_comes_next(staff: Browser, estate: Estate) -> None:
    empty = staff.get("/")
    book(staff, estate, "D1")

    page = staff.get("/")

    assert empty.words_at("//*[@class='app-empty']") == [
        "You have nothing booked. Choose a floor to see what is free now."
    ]
    assert page.words_at("//*[@class='app-card__when']") == ["9am to 10am, tomorrow"]
