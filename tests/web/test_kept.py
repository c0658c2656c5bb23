"""A booking that is kept although its place has left the plan: it stands in its people's lists, and says so."""

from datetime import date

import pytest

from booking.actions.service import Service
from booking.model.bookings import BookingCard
from tests.actions.drafts.test_stranded import KEEP, publish, three_desks
from tests.actions.steps import booked, wish
from tests.conftest import ENGINES
from tests.estate import NOW, Estate, at
from tests.store.state import ask, run
from tests.web.browser import Browser, Clock, Page
from tests.web.conftest import Browsers
from tests.web.test_floor import NINE_TO_TEN, counting, draw_plan, list_states, open_floor

LEFT = "D4 is no longer on the floor plan. This booking of it stays as it is."
CARD = "//article[contains(concat(' ', @class, ' '), ' app-card ')]"


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def kept(service: Service, estate: Estate) -> BookingCard:
    """Lead booked D4 for mate; the plan leaves it out, and the booking is kept."""
    made = booked(service, estate.actors["lead"], wish(estate, "D4", "13:00", "17:00", for_person="mate"))
    three_desks(service, estate)
    answer = publish(service, estate, {made.booking.ref: KEEP}, until=date(2026, 11, 25), message="Until then.")
    assert isinstance(answer, int)
    rows = ask(service, "SELECT r.name, r.retired_at, b.state FROM booking b JOIN resource r ON r.id = b.resource_id")
    assert [(row.name, row.retired_at is not None, row.state) for row in rows] == [("D4", True, "confirmed")]
    return made


def kept_rows(page: Page) -> list[str]:
    """The places under their own heading in a floor's list, in words."""
    return page.words_at("//section[@aria-labelledby='kept']//li")


def test_kept_place_stands_in_the_floors_list_until_its_last_booking_is_over(
    browsers: Browsers, estate: Estate, kept: BookingCard, clock: Clock
) -> None:
    clock.now = at("09:00")
    who = {name: browsers.sign_in(estate, name) for name in ("mate", "lead", "staff")}

    pages = {name: open_floor(each, estate) for name, each in who.items()}

    said = "D4 Not on the plan; kept until Wednesday 25 November 2026"
    own = f"{said}Your booking of D4"
    words = {name: [row.replace("2026 Your", "2026Your") for row in kept_rows(page)] for name, page in pages.items()}
    assert words == {"mate": [own], "lead": [own], "staff": [said]}
    assert pages["mate"].all("//li[@data-number]")
    assert not pages["mate"].all("//section[@aria-labelledby='kept']//li[@data-number]"), "the script follows those"
    assert pages["mate"].link("Your booking of D4") == f"/bookings/{kept.booking.ref}"
    assert sorted(name for name in list_states(pages["mate"]) if name.startswith("D")) == ["D1", "D2", "D3", "D4"]
    assert not pages["staff"].all("//li[contains(@id, 'place-')][.//*[.='D4']]//a")
    hidden = "//section[@aria-labelledby='kept'][@hidden]"
    assert [len(open_floor(who["mate"], estate, f"{NINE_TO_TEN}{more}").all(hidden)) for more in ("", "&free=1")] == [
        0,
        1,
    ]
    clock.now = at("17:00")
    who["staff"].sign_in("staff")
    assert kept_rows(open_floor(who["staff"], estate, "date=2026-11-26&from=09:00&to=10:00")) == []


def test_place_that_is_out_of_use_and_still_drawn_says_so(
    browsers: Browsers, estate: Estate, service: Service, clock: Clock
) -> None:
    clock.now = at("09:00")
    draw_plan(service, estate, "D1", "D2")
    booked(service, estate.actors["mate"], wish(estate, "D2", "13:00", "23:00"))
    run(service, "UPDATE resource SET retired_at = :now WHERE name IN ('D2', 'D3')", now=str(NOW))

    page = open_floor(browsers.sign_in(estate, "staff"), estate)

    assert kept_rows(page) == ["D2 Not in use any more; kept until Wednesday 25 November 2026"]


def test_page_with_a_kept_place_costs_four_statements(
    staff: Browser, estate: Estate, kept: BookingCard, service: Service
) -> None:
    assert kept.booking.version == 1
    with counting(service) as seen:
        page = open_floor(staff, estate)

    assert (len(kept_rows(page)), len(seen)) == (1, 4)


def test_booking_shows_where_its_place_stood_on_the_last_plan_that_had_it(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    draw_plan(service, estate, "D1", "D2", "D3", "D4")
    (first,) = ask(service, "SELECT ref FROM plan")
    made = booked(service, estate.actors["mate"], wish(estate, "D4", "13:00", "17:00"))
    three_desks(service, estate)
    answer = publish(service, estate, {made.booking.ref: KEEP}, until=date(2026, 11, 25), message="Until then.")
    assert isinstance(answer, int)
    mate = browsers.sign_in(estate, "mate")

    with counting(service) as seen:
        page = mate.get(f"/bookings/{made.booking.ref}")

    assert len(seen) == 5  # the reason for which it was kept is one more than another booking asks
    assert "D4 is not on the floor’s plan any more. This is where it stood on the last plan that had it." in page.words
    (drawing,) = page.all("//svg[@class='app-where__near']")
    assert drawing.get("aria-label") == "Map: D4 on First, at the top of an earlier plan"
    backdrops = {str(image.get("href")) for image in page.all("//div[contains(@class, 'app-where')]//image")}
    assert backdrops == {f"/plans/{first.ref}.svg"}
    assert mate.client.get(f"/plans/{first.ref}.svg").status_code == 200
    assert page.link("Show in the floor’s list") == f"/floors/{estate.floor_refs['oak1']}#place-{estate.ref('D4')}"


@pytest.mark.parametrize("who", ["mate", "lead"])
@pytest.mark.parametrize(("where", "clock_at"), [("/", "09:00"), ("/bookings", "09:00"), ("/", "14:00")])
def test_kept_booking_stands_marked_on_the_start_page_and_among_my_bookings(
    browsers: Browsers, estate: Estate, kept: BookingCard, clock: Clock, who: str, where: str, clock_at: str
) -> None:
    clock.now = at(clock_at)

    page = browsers.sign_in(estate, who).get(where)

    (card,) = page.words_at(CARD)
    assert card.startswith("D4, 1pm to 5pm on Wednesday 25 November 2026")
    assert LEFT in card
    assert page.all(f"{CARD}//a[@href='/bookings/{kept.booking.ref}']")


def test_booking_that_is_over_or_whose_place_stands_is_not_marked(
    browsers: Browsers, estate: Estate, kept: BookingCard, service: Service, clock: Clock
) -> None:
    assert kept.booking.version == 1
    booked(service, estate.actors["mate"], wish(estate, "D1", day="2026-11-26"))
    mate = browsers.sign_in(estate, "mate")
    assert [LEFT in card for card in mate.get("/bookings").words_at(CARD)] == [True, False]

    clock.now = at("18:00")
    mate.sign_in("mate")

    assert [LEFT in card for card in mate.get("/bookings?show=past").words_at(CARD)] == [False]


def test_page_of_a_kept_booking_leads_to_no_map_that_does_not_show_it(
    browsers: Browsers, estate: Estate, kept: BookingCard
) -> None:
    page = browsers.sign_in(estate, "mate").get(f"/bookings/{kept.booking.ref}")

    assert LEFT in page.words
    assert "Show on the map" not in page.words


def test_search_finds_the_place_of_a_kept_booking_for_its_people_alone(
    browsers: Browsers, estate: Estate, kept: BookingCard, clock: Clock
) -> None:
    clock.now = at("09:00")
    hits = {who: browsers.sign_in(estate, who).get("/search?q=d4") for who in ("mate", "lead", "staff")}

    said = "D4Desk, First, Oak No longer on the floor plan. You keep your booking of it."
    place = "//section[@aria-labelledby='places']//li"
    words = {who: [item.replace("OakNo", "Oak No") for item in page.words_at(place)] for who, page in hits.items()}
    assert words == {
        "mate": [f"{said} Your booking of D4, First, Oak"],
        "lead": [f"{said} Your booking of D4, First, Oak"],
        "staff": [],
    }
    assert hits["mate"].link("Your booking of D4, First, Oak") == f"/bookings/{kept.booking.ref}"


def test_colleagues_are_told_where_somebody_sits_whose_place_has_left_the_plan(
    browsers: Browsers, estate: Estate, kept: BookingCard
) -> None:
    assert kept.booking.version == 1
    page = browsers.sign_in(estate, "staff").get("/search?q=mate")

    (line,) = page.words_at("//section[@aria-labelledby='colleagues']//li/p")
    assert line == "Tomorrow, 1pm to 5pmD4, First, OakIt is no longer on the floor plan."
    assert page.all("//section[@aria-labelledby='colleagues']//a") == []


def test_title_of_a_kept_booking_is_changed_and_its_place_stays(
    browsers: Browsers, estate: Estate, kept: BookingCard, service: Service
) -> None:
    mate = browsers.sign_in(estate, "mate")
    form = mate.get(f"/bookings/{kept.booking.ref}/change")

    chosen = form.words_at("//select[@id='resource']/option[@selected]")
    answer = mate.send(form, f"/bookings/{kept.booking.ref}/change", title="Plan")

    assert chosen == ["D4 (no longer on the floor plan)"]
    assert answer.status_code == 303
    (row,) = ask(service, "SELECT r.name, b.title FROM booking b JOIN resource r ON r.id = b.resource_id")
    assert (row.name, row.title) == ("D4", "Plan")
