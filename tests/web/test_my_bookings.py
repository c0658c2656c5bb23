"""My bookings in pages, and the notice of what was cancelled since its place is out of use."""

from datetime import timedelta

import pytest

from booking.actions.service import Service
from booking.model.tree import Tier
from tests.actions.estate.crowd import fill
from tests.actions.estate.steps import done, take_out
from tests.actions.steps import booked, wish
from tests.conftest import ENGINES
from tests.estate import NOW, Estate, at
from tests.store.state import ask, run
from tests.web.browser import Browser, Clock, Page
from tests.web.conftest import Browsers
from tests.web.test_floor import counting

CARDS = "//*[@class='app-card__name']"
NOTICE = "//section[@aria-labelledby='news']"


def turns(page: Page) -> list[tuple[str, str]]:
    """The links of the pagination: where they lead, and what they say."""
    links = page.all("//nav[@aria-label='Pages']//a")
    return [(str(link.get("href")), " ".join(link.text_content().split())) for link in links]


@pytest.mark.parametrize("engine_name", ENGINES, indirect=False)
def test_five_hundred_bookings_are_shown_in_pages_of_twenty_five(
    engine_name: str, staff: Browser, estate: Estate, service: Service
) -> None:
    assert engine_name
    fill(service, estate, 500)

    with counting(service) as seen:
        first = staff.get("/bookings")
    second, last, beyond = (staff.get(f"/bookings?page={number}") for number in (2, 20, 21))

    starts = ask(
        service, "SELECT r.name FROM booking b JOIN resource r ON r.id = b.resource_id ORDER BY starts_at, b.id"
    )
    shown = [words.partition(",")[0] for page in (first, second, last) for words in page.words_at(CARDS)]
    assert shown == [row.name for row in (*starts[:50], *starts[475:])]
    assert first.words_at("//h2")[:2] == ["Today", "Coming"]
    assert second.words_at("//h2")[:1] == ["Coming"]
    assert turns(first) == [("/bookings?page=2", "Next page : 2 of 20")]
    assert turns(second) == [("/bookings", "Previous page : 1 of 20"), ("/bookings?page=3", "Next page : 3 of 20")]
    assert turns(last) == turns(beyond) == [("/bookings?page=19", "Previous page : 19 of 20")]
    assert last.title == "My bookings, page 20 of 20 – Clinic Space Booking"
    assert len(seen) == 4, "\n".join(seen)


def test_past_bookings_are_paged_the_latest_first(
    staff: Browser, clock: Clock, estate: Estate, service: Service
) -> None:
    fill(service, estate, 30)
    clock.now = NOW + timedelta(days=100)
    staff.sign_in("staff")

    first = staff.get(staff.get("/bookings").link("Past (30)"))
    second = staff.get("/bookings?show=past&page=2")

    days = ask(service, "SELECT r.name FROM booking b JOIN resource r ON r.id = b.resource_id "
               "ORDER BY starts_at DESC, b.id DESC")  # fmt: skip
    shown = [words.partition(",")[0] for page in (first, second) for words in page.words_at(CARDS)]
    assert shown == [row.name for row in days]
    assert turns(first) == [("/bookings?show=past&page=2", "Next page : 2 of 2")]


def test_what_is_booked_for_others_stands_in_the_pages_too(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    booked(service, estate.actors["lead"], wish(estate, "D1", for_person="mate"))
    booked(service, estate.actors["other"], wish(estate, "D2"))

    lead, mate = (browsers.sign_in(estate, who).get("/bookings").words_at("//*[@class='app-card__names']")
                  for who in ("lead", "mate"))  # fmt: skip

    assert (lead, mate) == (["For Mate, booked by you"], ["For you, booked by Lead"])


# ---- what was cancelled since its place is out of use ---------------------------------------------------------------


@pytest.fixture
def cancelled(service: Service, estate: Estate) -> Estate:
    """D1 was taken out of use: a booking of staff, and one that lead made for mate."""
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["lead"], wish(estate, "D1", day="2026-11-26", for_person="mate"))
    booked(service, estate.actors["other"], wish(estate, "D2"))
    done(take_out(service, estate.actors["facilities"], Tier.PLACE, estate.ref("D1")))
    return estate


@pytest.mark.parametrize("where", ["/", "/bookings"])
def test_holder_and_booker_are_told_and_nobody_else(browsers: Browsers, cancelled: Estate, where: str) -> None:
    told = {
        who: browsers.sign_in(cancelled, who).get(where).words_at(f"{NOTICE}//li")
        for who in ("staff", "lead", "mate", "other", "facilities")
    }

    wednesday, thursday = "9am to 5pm on Wednesday 25 November 2026", "9am to 5pm on Thursday 26 November 2026"
    end = ", instead of D1"
    assert told == {
        "staff": [f"Cancelled because D1 was taken out of use: D1, {wednesday}."
                  f"Find another place at that time: {wednesday}{end}"],
        "lead": [f"Cancelled because D1 was taken out of use: D1, {thursday} (For Mate, booked by you)."
                 f"Find another place at that time: {thursday}{end}"],
        "mate": [f"Cancelled because D1 was taken out of use: D1, {thursday} (For you, booked by Lead)."
                 f"Find another place at that time: {thursday}{end}"],
        "other": [],
        "facilities": [],
    }  # fmt: skip


@pytest.mark.usefixtures("cancelled")
def test_notice_leads_to_what_else_is_free_at_that_time(staff: Browser, service: Service) -> None:
    notice = staff.get("/").find(NOTICE)
    (href,) = [str(link.get("href")) for link in notice.xpath(".//a") if "another place" in link.text_content()]

    found = staff.get(href)

    site = ask(service, "SELECT ref FROM site WHERE name = 'Oak'")[0].ref
    assert href == f"/find?date=2026-11-25&from=09%3A00&to=17%3A00&kind=desk&site={site}"
    assert found.words_at("//li[@class='app-offer']//strong") == ["D3", "D4", "E1"]
    (booking,) = [str(link.get("href")) for link in notice.xpath(".//a") if "D1, 9am" in link.text_content()][:1]
    assert staff.get(booking).link("Find another place at that time") == href


def test_notice_is_hidden_once_seen_and_comes_back_with_the_next(
    staff: Browser, cancelled: Estate, service: Service
) -> None:
    hidden = staff.send(staff.get("/"), "/notice/seen")
    after = [staff.get(where).all(NOTICE) for where in ("/", "/bookings")]
    booked(service, cancelled.actors["staff"], wish(cancelled, "D3"))
    later = NOW + timedelta(minutes=1)
    done(take_out(service, cancelled.actors["facilities"], Tier.PLACE, cancelled.ref("D3"), now=later))

    told = staff.get("/bookings").words_at(f"{NOTICE}//li")

    assert (hidden.status_code, hidden.headers["location"], after) == (303, "/", [[], []])
    assert [words.partition(":")[0] for words in told] == ["Cancelled because D3 was taken out of use"]


def test_seen_does_not_reach_beyond_what_the_page_told(staff: Browser, cancelled: Estate, service: Service) -> None:
    page = staff.get("/bookings")
    booked(service, cancelled.actors["staff"], wish(cancelled, "D3"))
    later = NOW + timedelta(minutes=1)
    done(take_out(service, cancelled.actors["facilities"], Tier.PLACE, cancelled.ref("D3"), now=later))

    answer = staff.send(page, "/notice/seen")

    assert len(staff.follow(answer).all(f"{NOTICE}//li")) == 1


@pytest.mark.usefixtures("cancelled")
def test_notice_ends_when_the_time_has_passed(staff: Browser, clock: Clock) -> None:
    assert len(staff.get("/").all(NOTICE)) == 1

    clock.now = at("17:00")
    staff.sign_in("staff")

    assert [staff.get(where).all(NOTICE) for where in ("/", "/bookings")] == [[], []]


def test_many_cancelled_bookings_make_one_short_notice(staff: Browser, estate: Estate, service: Service) -> None:
    fill(service, estate, 60)
    run(service, "UPDATE booking SET state = 'cancelled', ended_why = 'out_of_use', holds = false")

    pages = [staff.get(where) for where in ("/", "/bookings")]

    for page in pages:
        assert page.words_at(f"{NOTICE}//h2") == ["60 bookings were cancelled"]
        assert len(page.all(f"{NOTICE}//li")) == 3
        assert page.words_at(f"{NOTICE}/p") == ["And 57 more. All cancelled bookings"]


@pytest.mark.usefixtures("cancelled")
@pytest.mark.parametrize("until", ["", "yesterday", "2026-11-24", "2026-11-24T08:00:00", "0001-01-01T00:00:00+23:59"])
def test_what_was_seen_must_be_an_instant(staff: Browser, until: str) -> None:
    answer = staff.send(staff.get("/"), "/notice/seen", until=until)

    assert answer.status_code == 400
    assert len(staff.get("/").all(NOTICE)) == 1
