"""Answers about floors that are given again: to whom, and until when."""

from datetime import timedelta

from sqlalchemy import text as sql

from booking.actions.show_floor import SeenApart
from booking.api.prepared import MOST_CHARACTERS, Asked, Prepared
from booking.model.diary import FloorStamp
from booking.model.ids import PersonId, Ref, SiteId
from booking.model.people import Grant, Role, ScopeKind
from booking.model.time import Interval
from tests.api.program import Api, Program
from tests.estate import NOW, Estate
from tests.rules.facts import actor

MORNING = Interval(NOW, NOW + timedelta(hours=3))
HOLDER, STRANGER = actor(number=PersonId(1)), actor(number=PersonId(2))
NOBODY = SeenApart(frozenset())


def stamp(diary: int, sheet: int) -> FloorStamp:
    return FloorStamp(SiteId(1), diary, sheet, None)


def test_an_answer_is_given_again_while_both_versions_stand() -> None:
    prepared, asked = Prepared(), Asked("state", Ref("oak1"), MORNING)
    prepared.keep(asked, (7, 3), SeenApart(frozenset({HOLDER.person.id})), "as it was")

    assert prepared.find(asked, stamp(7, 3), STRANGER) == "as it was"
    assert prepared.find(asked, stamp(7, 3), HOLDER) is None
    assert prepared.find(Asked("diary", Ref("oak1"), MORNING), stamp(7, 3), STRANGER) is None
    assert prepared.find(Asked("state", Ref("oak2"), MORNING), stamp(7, 3), STRANGER) is None
    assert (
        prepared.find(Asked("state", Ref("oak1"), Interval(NOW, NOW + timedelta(hours=4))), stamp(7, 3), STRANGER)
        is None
    )


def test_an_answer_is_not_given_to_whom_a_role_may_show_it_otherwise() -> None:
    prepared, asked = Prepared(), Asked("state", Ref("oak1"), MORNING)
    prepared.keep(asked, (7, 3), SeenApart(frozenset(), frozenset({Role.FACILITIES})), "closed")
    cleaner, manager = (actor(Grant(role, ScopeKind.SITE, 9)) for role in (Role.CLEANER, Role.FACILITIES))

    assert prepared.find(asked, stamp(7, 3), cleaner) == "closed"
    assert prepared.find(asked, stamp(7, 3), manager) is None


def test_another_version_of_diary_or_sheet_ends_it() -> None:
    for later in ((8, 3), (7, 4)):
        prepared, asked = Prepared(), Asked("state", Ref("oak1"), MORNING)
        prepared.keep(asked, (7, 3), NOBODY, "as it was")
        assert prepared.find(asked, stamp(*later), STRANGER) is None


def test_the_answers_longest_unused_go_first() -> None:
    prepared, text = Prepared(), "x" * (MOST_CHARACTERS // 10)
    asks = [Asked("state", Ref(f"floor{number}"), MORNING) for number in range(12)]
    for asked in asks[:10]:
        prepared.keep(asked, (1, 1), NOBODY, text)
    assert prepared.find(asks[0], stamp(1, 1), STRANGER) == text
    for asked in asks[10:]:
        prepared.keep(asked, (1, 1), NOBODY, text)

    gone = [number for number, asked in enumerate(asks) if prepared.find(asked, stamp(1, 1), STRANGER) is None]
    assert gone == [1, 2]


def test_an_answer_written_again_counts_once() -> None:
    prepared, text = Prepared(), "x" * (MOST_CHARACTERS // 2)
    other, asked = (Asked("state", Ref(name), MORNING) for name in ("oak1", "oak2"))
    prepared.keep(other, (1, 1), NOBODY, text)
    for version in range(5):
        prepared.keep(asked, (version, 1), NOBODY, text)
        prepared.find(asked, stamp(99, 1), STRANGER)

    assert prepared.find(other, stamp(1, 1), STRANGER) == text


def test_people_see_their_own_bookings_and_nobody_elses_whoever_asks_first(api: Api, estate: Estate) -> None:
    path = f"/floors/{estate.floor_refs['oak1']}/state"
    query = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T12:00:00Z"}
    holder, stranger, mate = (api.program(name) for name in ("staff", "other", "mate"))
    holder.book(estate.ref("D1"))

    def sees(program: Program) -> str:
        places = program.get(path, query).json()["places"]
        return next(str(place["state"]) for place in places if place["resource_id"] == estate.ref("D1"))

    first = [sees(stranger), sees(holder), sees(mate), sees(holder), sees(stranger)]
    with api.service.db.engine.begin() as connection:  # the holder asks first
        connection.execute(sql("UPDATE floor SET diary_version = diary_version + 1"))
    second = [sees(holder), sees(stranger), sees(mate), sees(holder)]

    assert first == ["taken", "yours", "taken", "yours", "taken"]
    assert second == ["yours", "taken", "taken", "yours"]
