"""Answers about floors that are given again: to whom, and until when."""

import asyncio
from datetime import timedelta

from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import text as sql

from booking.actions.show_floor import SeenApart
from booking.api.prepared import MOST_CHARACTERS, Asked, Prepared
from booking.model.diary import FloorStamp
from booking.model.ids import PersonId, Ref, SiteId
from booking.model.people import Grant, Role, ScopeKind
from booking.model.time import Interval
from tests.api.program import BASE, Api, Program
from tests.estate import NOW, Estate
from tests.loops import run_apart
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


def test_people_who_ask_at_once_are_answered_together_and_each_see_their_own(api: Api, estate: Estate) -> None:
    """Twelve maps of two floors, asked for in the same moment; one asks for a floor that there is not."""
    api.program("staff").book(estate.ref("D1"))
    api.program("other").book(estate.ref("D2"))
    tokens = {name: api.token(name) for name in ("staff", "other", "mate")}
    oak1, oak2 = estate.floor_refs["oak1"], estate.floor_refs["oak2"]
    asks = [("staff", oak1), ("other", oak1), ("mate", oak1), ("staff", oak2), ("other", "nowhere"), ("mate", oak2)] * 2
    query = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}

    async def ask_all() -> list[Response]:
        async with AsyncClient(transport=ASGITransport(app=api.client.app), base_url="http://booking") as client:
            return await asyncio.gather(
                *(
                    client.get(f"{BASE}/floors/{ref}/state", params=query, headers=_bearer(tokens[name]))
                    for name, ref in asks
                )
            )

    seen = [_taken(answer, estate) for answer in run_apart(ask_all())]

    assert seen == [{"D1": "yours", "D2": "taken"}, {"D1": "taken", "D2": "yours"}, {"D1": "taken", "D2": "taken"},
                    {}, 404, {}] * 2  # fmt: skip


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _taken(answer: Response, estate: Estate) -> dict[str, str] | int:
    """The places that are not free, by name; the status of what is no floor."""
    if answer.status_code != 200:
        return answer.status_code
    names = {estate.ref(name): name for name in ("D1", "D2", "D3", "D4", "E1")}
    places = {names.get(place["resource_id"]): place["state"] for place in answer.json()["places"]}
    return {name: state for name, state in places.items() if name is not None and state != "free"}
