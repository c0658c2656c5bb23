"""From typed dates and times to instants and back."""

from datetime import UTC, datetime

import pytest

from booking.model.time import Interval
from booking.web.shell import FieldFault
from booking.web.times import TypedWhen, WhenFault, default_when, find_interval, type_interval
from tests.estate import LONDON, Estate
from tests.web.browser import Browser

SPRING, AUTUMN = "2027-03-28", "2027-10-31"
"""The days on which the clocks of the United Kingdom go forward and back in 2027, at 1am UTC."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        (TypedWhen("2026-11-25", "09:00", "17:00"), "2026-11-25T09:00", "2026-11-25T17:00"),
        (TypedWhen("2026-07-01", "09:00", "17:00"), "2026-07-01T08:00", "2026-07-01T16:00"),
        (TypedWhen("2026-11-25", "22:00", "00:00"), "2026-11-25T22:00", "2026-11-26T00:00"),
        (TypedWhen("2026-11-25", "00:00", "00:00"), "2026-11-25T00:00", "2026-11-26T00:00"),
        (TypedWhen("2026-11-25", "20:00", "08:00", "2026-11-26"), "2026-11-25T20:00", "2026-11-26T08:00"),
        (TypedWhen("2026-11-25", "20:00", "00:00", "2026-11-26"), "2026-11-25T20:00", "2026-11-26T00:00"),
        (TypedWhen(SPRING, "00:30", "02:30"), "2027-03-28T00:30", "2027-03-28T01:30"),
        (TypedWhen(AUTUMN, "00:30", "02:30"), "2027-10-30T23:30", "2027-10-31T02:30"),
        (TypedWhen(AUTUMN, "01:30", "05:00", "", "1"), "2027-10-31T00:30", "2027-10-31T05:00"),
        (TypedWhen(AUTUMN, "01:30", "05:00", "", "2"), "2027-10-31T01:30", "2027-10-31T05:00"),
        (TypedWhen(AUTUMN, "01:30", "01:30", "", "1", "2"), "2027-10-31T00:30", "2027-10-31T01:30"),
    ],
)
def test_typed_time_names_an_interval_and_is_typed_the_same_again(typed: TypedWhen, start: str, end: str) -> None:
    interval = find_interval(typed, LONDON)

    assert interval == Interval(utc(start), utc(end))
    assert isinstance(interval, Interval)
    assert find_interval(type_interval(interval, LONDON), LONDON) == interval


@pytest.mark.parametrize(
    ("typed", "fields", "asks"),
    [
        (TypedWhen("", "", ""), ["date", "from", "to"], set()),
        (TypedWhen("2026-11-25", "17:00", "09:00"), ["to"], set()),
        (TypedWhen("2026-11-25", "09:00", "09:00"), ["to"], set()),
        (TypedWhen("2026-11-25", "09:00", "09:15", "2026-11-26"), ["to"], set()),
        (TypedWhen("2026-11-25", "09:00", "08:00", "2026-11-24"), ["to"], set()),
        (TypedWhen("2026-11-25", "09:00", "17:00", "tomorrow"), ["to_date"], set()),
        (TypedWhen("2026-02-30", "09:00", "17:00"), ["date"], set()),
        (TypedWhen("25/11/2026", "9am", "17.00"), ["date", "from", "to"], set()),
        (TypedWhen("2026-11-25", "24:00", "17:60"), ["from", "to"], set()),
        (TypedWhen("\u0662\u0660\u0662\u0666-11-25", "09:00", "17:00"), ["date"], set()),
        (TypedWhen("9999-12-31", "09:00", "17:00"), ["date"], set()),
        (TypedWhen("0001-01-01", "09:00", "17:00"), ["date"], set()),
        (TypedWhen("2026-11-25", "09:00:00", "17:00"), ["from"], set()),
        (TypedWhen(SPRING, "01:30", "05:00"), ["from"], set()),
        (TypedWhen(SPRING, "00:30", "01:00"), ["to"], set()),
        (TypedWhen(AUTUMN, "01:30", "05:00"), ["from"], {"from"}),
        (TypedWhen(AUTUMN, "00:30", "01:59"), ["to"], {"to"}),
        (TypedWhen(AUTUMN, "01:00", "01:30"), ["from", "to"], {"from", "to"}),
        (TypedWhen(AUTUMN, "01:30", "01:30", "", "2", "1"), ["to"], set()),
    ],
)
def test_typed_time_that_names_no_interval_says_which_field_is_wrong(
    typed: TypedWhen, fields: list[str], asks: set[str]
) -> None:
    fault = find_interval(typed, LONDON)

    assert isinstance(fault, WhenFault)
    assert ([one.field for one in fault.faults], set(fault.asks)) == (fields, asks)


def test_skipped_hour_is_named_as_it_was_typed() -> None:
    assert find_interval(TypedWhen(SPRING, "01:30", "05:00"), LONDON) == WhenFault(
        (
            FieldFault(
                "from",
                "The clocks go forward that night, so there is no 1:30am. Choose a time before or after that hour.",
            ),
        )
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-24T06:10", TypedWhen("2026-11-24", "09:00", "17:00")),
        ("2026-11-24T08:00", TypedWhen("2026-11-24", "08:00", "17:00")),
        ("2026-11-24T08:01", TypedWhen("2026-11-24", "08:15", "17:00")),
        ("2026-07-01T08:01", TypedWhen("2026-07-01", "09:15", "17:00")),
        ("2026-11-24T15:50", TypedWhen("2026-11-24", "16:00", "17:00")),
        ("2026-11-24T16:20", TypedWhen("2026-11-24", "16:30", "17:30")),
        ("2026-11-24T17:00", TypedWhen("2026-11-24", "17:00", "18:00")),
        ("2026-11-24T17:20", TypedWhen("2026-11-24", "17:30", "18:00")),
        ("2026-11-24T17:45", TypedWhen("2026-11-24", "17:45", "18:00")),
        ("2026-11-24T17:46", TypedWhen("2026-11-25", "09:00", "17:00")),
        ("2026-07-01T17:00", TypedWhen("2026-07-02", "09:00", "17:00")),
        ("2026-11-24T23:55", TypedWhen("2026-11-25", "09:00", "17:00")),
        ("2026-12-31T22:00", TypedWhen("2027-01-01", "09:00", "17:00")),
        ("2026-11-24T22:00", TypedWhen("2026-11-25", "09:00", "17:00")),
    ],
)
def test_time_that_is_shown_first_is_the_rest_of_the_working_day(now: str, expected: TypedWhen) -> None:
    assert default_when(utc(now), LONDON) == expected


@pytest.mark.parametrize("far", ["9999-12-31", "2200-01-01", "1999-12-31", "0001-01-01"])
@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/floors/{floor}?date={far}&from=09:00&to=10:00", "#date"),
        ("/find?date={far}&from=09:00&to=10:00&people=2", "#date"),
        ("/book?resource={desk}&date={far}&from=09:00&to=10:00", "#date"),
        ("/book?resource={desk}&date=2026-11-25&from=09:00&to=10:00&to_date={far}", "#to_date"),
    ],
)
def test_year_that_nothing_can_be_booked_in_is_said(
    staff: Browser, estate: Estate, address: str, field: str, far: str
) -> None:
    page = staff.get(address.format(floor=estate.floor_refs["oak1"], desk=estate.ref("D1"), far=far))

    said = "This year cannot be used. Choose a date in the years 2000 to 2199."
    assert (page.status, page.faults) == (422, [(field, said)])


def test_last_days_of_the_years_lead_to_no_day_that_cannot_be_read(staff: Browser, estate: Estate) -> None:
    page = staff.get(f"/floors/{estate.floor_refs['oak1']}?date=2199-12-30&from=09:00&to=10:00")

    assert page.words_at("//a[@data-date]") == ["Mon 30 Dec", "Tue 31 Dec"]
    assert page.words_at("//*[@class='app-week__step']") == ["←The week before, from Mon 23 Dec"]
