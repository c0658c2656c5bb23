"""A day of the audit searched, on both engines: by person, by place, and within the day alone."""

from datetime import UTC, datetime

import pytest

from booking.actions.search_history import HistorySearch, search_history
from booking.actions.service import Service
from booking.model.decisions import Reason, Refused
from booking.model.time import Interval
from booking.store.engine import Tx
from booking.store.people import NewPerson, add_person
from tests.actions.steps import booked, refusal_of, wish
from tests.estate import NOW, Estate
from tests.store.state import run
from tests.web.test_floor import counting

DAY = Interval(datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))


@pytest.fixture(autouse=True)
def written(service: Service, estate: Estate) -> None:
    """Staff books D1 and Other books D2; Other is Siân O’Brien-Hall, whose account is closed since; D2 left."""
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["other"], wish(estate, "D2"))
    run(service, "UPDATE person SET active = :no, name = 'Siân O’Brien-Hall' WHERE name = 'Other'", no=False)
    run(service, "UPDATE resource SET retired_at = :at WHERE name = 'D2'", at="2026-11-24 08:00:00")


def found(
    service: Service, estate: Estate, asked: HistorySearch, limit: int = 50
) -> list[tuple[str | None, str | None]]:
    lines = search_history(service, estate.actors["auditor"], asked, limit=limit)
    assert not isinstance(lines, Refused)
    return [(line.actor, line.resource_name) for line in lines]


STAFF, SIAN = ("Staff", "D1"), ("Siân O’Brien-Hall", "D2")


@pytest.mark.parametrize(
    ("person", "place", "lines"),
    [
        ("", "", [STAFF, SIAN]),
        ("hall sian", "", [SIAN]),
        ("o'brien", "", [SIAN]),
        ("staff@trust", "", [STAFF]),
        ("", "d2 oak", [SIAN]),
        ("", "desk d", [STAFF, SIAN]),
        ("staff", "d1", [STAFF]),
        ("staff", "d2", []),
        ("mate", "", []),
    ],
)
def test_day_is_searched_by_person_and_place(
    service: Service, estate: Estate, person: str, place: str, lines: list[tuple[str, str]]
) -> None:
    assert found(service, estate, HistorySearch(DAY, person, place)) == lines


def test_entry_is_found_by_whom_it_concerns(service: Service, estate: Estate) -> None:
    run(service, "UPDATE person SET name = 'Writer' WHERE name = 'Lead'")
    booked(service, estate.actors["lead"], wish(estate, "D3", for_person="mate"))

    assert found(service, estate, HistorySearch(DAY, "mate")) == [("Writer", "D3")]


def test_only_the_day_is_searched(service: Service, estate: Estate) -> None:
    before, until = Interval(DAY.start, NOW), Interval(NOW, DAY.end)

    assert found(service, estate, HistorySearch(before)) == []
    assert found(service, estate, HistorySearch(until)) == [STAFF, SIAN]


@pytest.mark.parametrize(
    ("person", "place", "field"),
    [("zzz", "", "person"), ("", "zzz", "place"), ("", "!", "place"), ("", "ak d1", "place")],
)
def test_what_fits_nothing_is_refused_at_its_field(
    service: Service, estate: Estate, person: str, place: str, field: str
) -> None:
    answer = search_history(service, estate.actors["auditor"], HistorySearch(DAY, person, place), limit=5)

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.BAD_FIELD, field)


@pytest.mark.parametrize(("people", "refused"), [(30, False), (31, True)])
def test_more_people_than_can_be_meant_are_refused(
    service: Service, estate: Estate, people: int, *, refused: bool
) -> None:
    def write(tx: Tx) -> None:
        for number in range(people):
            add_person(tx, estate.organisation_id, NewPerson(f"Many {number}", f"many{number}@x.example", None), NOW)

    service.db.write(write)

    answer = search_history(service, estate.actors["auditor"], HistorySearch(DAY, "many"), limit=5)

    assert isinstance(answer, Refused) is refused


def test_audit_is_searched_by_auditors_alone(service: Service, estate: Estate) -> None:
    answer = search_history(service, estate.actors["facilities"], HistorySearch(DAY), limit=5)

    assert refusal_of(answer) is Reason.NOT_ALLOWED


def test_search_costs_three_statements(service: Service, estate: Estate) -> None:
    with counting(service) as seen:
        found(service, estate, HistorySearch(DAY, "staff", "d1"))

    assert len(seen) == 3


def test_longest_search_of_short_words_is_answered(service: Service, estate: Estate) -> None:
    words = " ".join("z" * 127)

    assert refusal_of(search_history(service, estate.actors["auditor"], HistorySearch(DAY, place=words), limit=5)) is (
        Reason.BAD_FIELD
    )
