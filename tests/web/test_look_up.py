"""The search page."""

import pytest

from booking.actions.service import Service
from tests.actions.steps import booked, wish
from tests.estate import Estate
from tests.web.browser import Browser
from tests.web.conftest import Browsers


def test_every_page_has_the_search_box(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    for path in (
        "/",
        "/floors",
        "/bookings",
        "/settings",
        f"/floors/{estate.floor_refs['oak1']}",
        f"/floors/{'a' * 26}",
    ):
        forms = [form for form in staff.get(path).root.forms if form.action == "/search"]
        assert [(form.method, list(form.inputs.keys())) for form in forms] == [("GET", ["q"])], path

    assert [form.action for form in browsers.open().get("/sign-in").root.forms] == ["/sign-in"]
    assert "/search" not in [form.action for form in browsers.sign_in(estate, "nobody").get("/").root.forms]


def test_place_leads_to_the_map_and_to_its_booking(staff: Browser, estate: Estate) -> None:
    page = staff.get("/search?q=d1")

    assert page.heading == "Search results for “d1”"
    assert page.words_at("//section/h2") == ["Places"]
    floor, desk = estate.floor_refs["oak1"], estate.ref("D1")
    assert page.link("Show on the map: D1, First, Oak") == f"/floors/{floor}?show={desk}#shown"
    assert page.link("Book D1, First, Oak") == f"/book?resource={desk}"


def test_feature_leads_to_the_free_places_that_have_it(staff: Browser) -> None:
    page = staff.get("/search?q=hearing")

    assert page.words_at("//section/h2") == ["Find places that have"]
    found = staff.get(page.link("Hearing loop, Oak, 1 place"))
    assert found.words_at("//li[@class='app-offer']//strong") == ["Large"]
    chosen = found.all("//input[@name='feature' and @checked]")
    assert [str(box.get("value")) for box in chosen] == ["hearing-loop"]
    assert found.words_at("//label[starts-with(@for, 'feature-')]") == ["Hearing loop", "Screen"]


def test_auditor_is_not_led_to_a_booking(browsers: Browsers, estate: Estate) -> None:
    page = browsers.sign_in(estate, "auditor").get("/search?q=d1")

    assert page.words_at("//*[@class='app-hit__acts']/a") == ["Show on the map: D1, First, Oak"]


def test_colleague_leads_to_the_map_at_their_time(staff: Browser, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["mate"], wish(estate, "D2", "09:00", "12:00", day="2026-11-24"))
    booked(service, estate.actors["mate"], wish(estate, "Small", "10:00", "11:30", day="2026-11-27", title="Secret"))

    page = staff.get("/search?q=MATE")

    assert page.words_at("//li[@class='app-hit']/p/span[@class='app-hit__when']") == [
        "Today, 9am to midday", "Friday 27 November 2026, 10am to 11:30am",
    ]  # fmt: skip
    assert page.link("Show on the map: Mate, Today, 9am to midday") == (
        f"/floors/{estate.floor_refs['oak1']}?date=2026-11-24&from=09%3A00&to=12%3A00&show={estate.ref('D2')}#shown"
    )
    assert "Secret" not in page.response.text


def test_colleague_with_nothing_booked_and_floors(staff: Browser, estate: Estate) -> None:
    assert "No desk or meeting room booked in the next 2 weeks." in staff.get("/search?q=mate").words
    page = staff.get("/search?q=oak")
    assert page.words_at("//section/h2") == ["Colleagues", "Floors and sites"]
    assert page.link("First, Oak") == f"/floors/{estate.floor_refs['oak1']}"


def test_nothing_found_says_what_to_do(staff: Browser, estate: Estate) -> None:
    assert estate.actors
    page = staff.get("/search?q=zzzz+%3Cb%3E")

    assert page.status == 200
    assert "Nothing fits “zzzz <b>”. Check the spelling, or type less of the name." in page.words
    assert page.link("Look at all sites and floors") == "/floors"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter at least 2 letters or numbers, such as a name or 1.12."),
        ("a", "Enter at least 2 letters or numbers, such as a name or 1.12."),
        ("a%20b", "Enter at least 2 letters or numbers, such as a name or 1.12."),
        ("%25%25%25__", "Enter at least 2 letters or numbers, such as a name or 1.12."),
        ("%00%01%E2%80%AE", "Enter at least 2 letters or numbers, such as a name or 1.12."),
        ("x" * 101, "Use 100 letters or fewer."),
        ("x" * 10_000, "Use 100 letters or fewer."),
    ],
)
def test_too_little_and_too_much_are_answered_beside_the_field(
    staff: Browser, estate: Estate, typed: str, words: str
) -> None:
    assert estate.actors
    page = staff.get(f"/search?q={typed}")

    assert page.status == 422
    assert page.faults == [("#q", words)]
    assert page.title.startswith("Error: ")


def test_search_without_anything_typed_is_the_form(staff: Browser, estate: Estate) -> None:
    assert estate.actors
    page = staff.get("/search")

    assert (page.status, page.heading, page.faults) == (200, "Search", [])
