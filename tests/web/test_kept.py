"""A booking that is kept although its place has left the plan: it stands in its people's lists, and says so."""

from datetime import date, timedelta

import pytest

from booking.actions.change import Changes, change_booking
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from tests.actions.drafts.test_stranded import KEEP, publish, three_desks
from tests.actions.steps import booked, card_of, wish
from tests.conftest import ENGINES
from tests.estate import NOW, Estate, at
from tests.store.state import ask, run
from tests.web.browser import Browser, Clock, Page
from tests.web.conftest import Browsers
from tests.web.test_floor import NINE_TO_TEN, counting, draw_plan, list_states, open_floor
from tests.web.test_my_bookings import NOTICE

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


def replace_plan(
    service: Service, estate: Estate, size: tuple[float, float, float | None] = (20.0, 10.0, 1.0)
) -> BookingCard:
    """D1 to D4 stood side by side; on the next plan D4 is missing, and mate's two bookings of it are kept."""
    draw_plan(service, estate, "D1", "D2", "D3", "D4")
    first = booked(service, estate.actors["mate"], wish(estate, "D4", "13:00", "17:00"))
    booked(service, estate.actors["mate"], wish(estate, "D4", "13:00", "17:00", day="2026-11-26"))
    draw_plan(service, estate, "D1", "D2", "D3", size=size)
    run(service, "UPDATE resource SET retired_at = :now WHERE name = 'D4'", now=str(NOW + timedelta(minutes=1)))
    return first


def shapes_of(page: Page) -> dict[str, tuple[str, str, str]]:
    """What each place on the map is called, with its sign, the beginning of its outline and where it leads."""
    shapes = page.all("//svg[@id='drawing']/a")
    return {
        str(each.get("aria-label")): (
            str(each.xpath("string(./use/@href)")),
            str(each.xpath("string(./path/@d)")).partition("L")[0],
            str(each.get("href")).partition("?")[0],
        )
        for each in shapes
    }


LEGEND = "//ul[@id='legend']/li"


def test_kept_place_is_drawn_where_it_stood_with_a_sign_that_the_legend_names(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    first = replace_plan(service, estate)
    said = "D4, not on the plan; kept until Thursday 26 November 2026."

    pages = {who: open_floor(browsers.sign_in(estate, who), estate) for who in ("mate", "staff")}

    free = ("#mark-free", "/book")
    for who, label, leads in (
        ("mate", f"{said} See your booking", f"/bookings/{first.booking.ref}"),
        ("staff", said, f"#place-{estate.ref('D4')}"),
    ):
        found = shapes_of(pages[who])
        assert found[label] == ("#mark-kept", "M10 1", leads)
        assert [(sign, href) for name, (sign, _, href) in found.items() if name != label] == [free] * 3
        (shape,) = pages[who].all("//a[@data-kept]")
        assert (shape.get("data-kept"), shape.get("data-number")) == (estate.ref("D4"), None)
        assert shape.xpath("string(./path/@fill)") == "url(#fill-kept)"
        assert len(pages[who].all("//pattern[@id='fill-kept'] | //symbol[@id='mark-kept']")) == 2
        assert pages[who].words_at(LEGEND) == ["Free 8", "Kept for bookings 1"]


def test_kept_place_is_faint_and_not_counted_where_only_some_places_are_asked_for(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    replace_plan(service, estate)

    page = open_floor(browsers.sign_in(estate, "staff"), estate, f"{NINE_TO_TEN}&free=1")

    assert "app-place--unsuited" in str(page.find("//a[@data-kept]").get("class")).split()
    assert page.words_at(LEGEND) == ["Free 8"]


@pytest.mark.parametrize(
    ("size", "shapes"),
    [((20.001, 10.0, 1.0), 4), ((21.0, 10.0, 1.0), 3), ((20.0, 11.0, 1.0), 3), ((20.0, 10.0, None), 3)],
)
def test_kept_place_is_not_drawn_on_a_plan_of_another_size(
    browsers: Browsers, estate: Estate, service: Service, size: tuple[float, float, float | None], shapes: int
) -> None:
    replace_plan(service, estate, size)

    page = open_floor(browsers.sign_in(estate, "staff"), estate)

    assert (len(shapes_of(page)), len(kept_rows(page))) == (shapes, 1)


def test_floor_that_keeps_nothing_has_neither_sign_nor_pattern_for_it(staff: Browser, estate: Estate) -> None:
    page = open_floor(staff, estate)

    assert page.all("//*[@id='fill-kept' or @id='mark-kept']") == []
    assert page.words_at(LEGEND) == ["Free 9"]


def test_people_are_told_in_one_line_that_their_place_is_gone_and_their_bookings_stay(
    browsers: Browsers, estate: Estate, service: Service, clock: Clock
) -> None:
    first = replace_plan(service, estate)
    clock.now = NOW + timedelta(minutes=2)
    mate, staff = (browsers.sign_in(estate, who) for who in ("mate", "staff"))

    pages = [mate.get(where) for where in ("/", "/bookings")]

    for page in pages:
        assert page.words_at(f"{NOTICE}//h2") == ["A place that you have booked is no longer on the floor plan"]
        assert page.words_at(f"{NOTICE}//li") == [
            "D4 is no longer on the floor plan. 2 bookings of it stay as they are, the next: "
            "D4, 1pm to 5pm on Wednesday 25 November 2026."
        ]
        assert page.find(f"{NOTICE}//li//a").get("href") == f"/bookings/{first.booking.ref}"
    assert staff.get("/").all(NOTICE) == []
    assert mate.send(pages[0], "/notice/seen").status_code == 303
    assert [mate.get(where).all(NOTICE) for where in ("/", "/bookings")] == [[], []]


@pytest.mark.parametrize(
    ("who", "names"), [("mate", "(For you, booked by Lead)"), ("lead", "(For Mate, booked by you)")]
)
def test_who_publishes_a_plan_and_keeps_a_booking_tells_its_people(
    browsers: Browsers, estate: Estate, kept: BookingCard, who: str, names: str
) -> None:
    assert kept.booking.version == 1

    page = browsers.sign_in(estate, who).get("/")

    assert page.words_at(f"{NOTICE}//li") == [
        "D4 is no longer on the floor plan. This booking of it stays as it is: "
        f"D4, 1pm to 5pm on Wednesday 25 November 2026 {names}."
    ]


def test_news_of_a_kept_place_comes_behind_that_of_a_booking_that_was_moved(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    replace_plan(service, estate)
    moved = booked(service, estate.actors["mate"], wish(estate, "D1", "08:00", "09:00", day="2026-11-30"))
    card_of(
        change_booking(
            service, estate.actors["facilities"], moved.booking.ref, Changes(resource=estate.ref("D2")), version=None,
            now=NOW,
        )
    )  # fmt: skip

    page = browsers.sign_in(estate, "mate").get("/")

    assert page.words_at(f"{NOTICE}//h2") == ["There is news of your bookings"]
    assert [line.partition(":")[0] for line in page.words_at(f"{NOTICE}//li")] == [
        "Moved by Facilities",
        "D4 is no longer on the floor plan. 2 bookings of it stay as they are, the next",
    ]
