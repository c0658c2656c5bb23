"""A series: said on its bookings' pages, marked in the list, and listed on a page of its own."""

from datetime import date

import pytest
from sqlalchemy import text

from booking.actions.service import Service
from booking.model.policy import ClockSpan
from booking.model.series import SeriesRule
from booking.store.engine import Tx
from booking.store.series import NewSeries, write_series
from booking.web.series import say_rhythm
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers

TUESDAYS = SeriesRule(1, 1, ClockSpan(9 * 60, 10 * 60), date(2026, 12, 15))
DAYS = ("2026-12-01", "2026-12-08", "2026-12-15")
ROWS = "//table//tbody/tr"


@pytest.fixture
def series(service: Service, estate: Estate) -> str:
    """The address of a weekly series in room Small: two dates of staff's, the last one of other's."""
    refs = [
        booked(
            service,
            estate.actors[who],
            wish(estate, "Small", "09:00", "10:00", day=day, people=3, title="Service desk catch-up"),
        ).booking.ref
        for who, day in zip(("staff", "staff", "other"), DAYS, strict=True)
    ]

    def join(tx: Tx) -> str:
        (series_id,) = write_series(tx, [NewSeries(TUESDAYS, NOW)])
        for ref in refs:
            tx.execute(text("UPDATE booking SET series_id = :id WHERE ref = :ref"), {"id": series_id, "ref": ref})
        return str(tx.execute(text("SELECT ref FROM series")).scalar_one())

    return f"/series/{service.db.write(join)}"


def days(page: Page) -> list[str]:
    return page.words_at(f"{ROWS}/td[1]//a")


def hrefs(page: Page, path: str) -> list[str]:
    return [str(link.get("href")) for link in page.all(path)]


def test_booking_says_of_which_series_it_is_one(staff: Browser, series: str) -> None:
    mine = staff.get("/bookings")
    page = staff.get(hrefs(mine, "//*[@class='app-card__name']/a")[0])

    assert "One of a series: every Tuesday, 9am to 10am, until 15 December 2026" in page.words
    assert series in hrefs(page, "//dd/a")


def test_list_of_bookings_marks_those_of_a_series(
    staff: Browser, service: Service, estate: Estate, series: str
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))

    page = staff.get("/bookings")

    cards = page.words_at("//article[contains(@class, 'app-card')]")
    assert series.startswith("/series/")
    assert [("D1" in card, "One of a series" in card) for card in cards] == [
        (True, False),
        (False, True),
        (False, True),
    ]


def test_series_lists_only_what_the_viewer_may_see(browsers: Browsers, estate: Estate, series: str) -> None:
    shown = {who: days(browsers.sign_in(estate, who).get(series)) for who in ("staff", "other", "facilities")}

    assert shown == {
        "staff": ["Tuesday 1 December 2026", "Tuesday 8 December 2026"],
        "other": ["Tuesday 15 December 2026"],
        "facilities": ["Tuesday 1 December 2026", "Tuesday 8 December 2026", "Tuesday 15 December 2026"],
    }


def test_series_of_strangers_looks_like_none(browsers: Browsers, estate: Estate, series: str) -> None:
    mate = browsers.sign_in(estate, "mate")

    assert (mate.get(series).status, mate.get(f"/series/{'a' * 26}").status) == (404, 404)


def test_series_shows_what_became_of_each_date(staff: Browser, series: str) -> None:
    first = hrefs(staff.get(series), f"{ROWS}/td[1]//a")[0]
    staff.send(staff.get(f"{first}/cancel"), f"{first}/cancel")

    page = staff.get(series)

    assert [words.split()[-1] for words in page.words_at(f"{ROWS}/td[3]")] == ["Cancelled", "Confirmed"]
    assert "Service desk catch-up" in page.words


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        (1, "every Tuesday, 9am to 10:30am, until 15 December 2026"),
        (2, "every other Tuesday, 9am to 10:30am, until 15 December 2026"),
        (3, "every 3 weeks on Tuesday, 9am to 10:30am, until 15 December 2026"),
    ],
)
def test_rhythm_in_words(weeks: int, expected: str) -> None:
    rule = SeriesRule(weeks, 1, ClockSpan(9 * 60, 10 * 60 + 30), date(2026, 12, 15))

    assert say_rhythm(rule) == expected
