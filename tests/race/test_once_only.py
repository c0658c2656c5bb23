"""B8, B11, B12 and F9 through the server: keys, versions, limits and a lock that somebody else holds."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import time, timedelta

import pytest

from booking.actions.service import Service
from booking.model.policy import RuleField
from tests.race.conftest import WORKERS
from tests.race.crowd import Crowd, gather_crowd, in_days
from tests.race.outside import count, holding
from tests.race.starter import Ask, askers
from tests.served import Served, Setting, serving

SAME_KEY = 50
EDITS = 10

pytestmark = pytest.mark.xdist_group("served")


def body(crowd: Crowd, desk: int = 0, days: int = 1, hour: int = 9, **more: object) -> Mapping[str, object]:
    start = in_days(days, time(hour))
    times = {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat()}
    return {"resource_id": crowd.desks[desk], **times, "people": 1, **more}


def test_same_idempotency_key_in_parallel_books_once(crowd: Crowd, served: Served, setting: Setting) -> None:
    one = Ask(crowd.tokens[0], "/api/v1/bookings", body(crowd), headers={"Idempotency-Key": "a-key-of-ours"})
    changed = Ask(one.token, one.path, body(crowd, hour=11), headers=one.headers)

    with askers(served.port, SAME_KEY) as asking:
        answers = asking.ask([one] * SAME_KEY)
        (afterwards,) = asking.ask([changed])

    assert {answer.status for answer in answers} == {201}
    assert len({answer.body for answer in answers}) == 1
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert afterwards.verdict == (422, "bad_field")
    assert count(setting.database_url, "SELECT count(*) FROM booking") == 1
    assert count(setting.database_url, "SELECT count(*) FROM outbox") == 1


def test_same_idempotency_key_of_two_people_books_twice(crowd: Crowd, served: Served) -> None:
    key = {"Idempotency-Key": "a-key-of-both"}
    asks = [Ask(crowd.tokens[n], "/api/v1/bookings", body(crowd, desk=n), headers=key) for n in (0, 1)]

    with askers(served.port, 2) as asking:
        answers = asking.ask(asks)

    assert [answer.status for answer in answers] == [201, 201]
    assert len({answer.headers["location"] for answer in answers}) == 2


def test_two_changes_with_one_etag_give_one_of_them(crowd: Crowd, served: Served, setting: Setting) -> None:
    token = crowd.tokens[0]
    with askers(served.port, 2) as asking:
        (made,) = asking.ask([Ask(token, "/api/v1/bookings", body(crowd))])
        path, tag = made.headers["location"], made.headers["etag"]
        path = path.removeprefix(served.url)
        for number in range(EDITS):
            if_match = {"If-Match": tag}
            titles = [f"Edit {number} of {who}" for who in ("one", "two")]
            edits = asking.ask([Ask(token, path, {"title": title}, "PATCH", if_match) for title in titles])
            assert sorted(edit.verdict for edit in edits) == [(200, None), (412, "changed_meanwhile")]
            won = titles[[edit.status for edit in edits].index(200)]
            (seen,) = asking.ask([Ask(token, path, None, "GET")])
            assert json.loads(seen.body)["title"] == won
            tag = seen.headers["etag"]

    assert count(setting.database_url, "SELECT version FROM booking") == EDITS + 1
    assert count(setting.database_url, "SELECT count(*) FROM audit_entry WHERE act = 'changed'") == EDITS


@pytest.mark.parametrize("limit", [RuleField.MAX_PER_DAY, RuleField.MAX_UPCOMING])
def test_limit_of_a_person_holds_under_fire(
    service: Service, setting: Setting, engine_name: str, limit: RuleField
) -> None:
    crowd = gather_crowd(service, people=1, desks=20, rules=(limit,))
    asks = [Ask(crowd.tokens[0], "/api/v1/bookings", body(crowd, desk=n)) for n in range(20)]

    with serving(setting, workers=WORKERS[engine_name]) as served, askers(served.port, 20) as asking:
        answers = asking.ask(asks)

    assert Counter(answer.verdict for answer in answers) == {(201, None): 2, (409, "limit_reached"): 18}
    assert count(setting.database_url, "SELECT count(*) FROM booking") == 2


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_lock_held_on_one_floor_leaves_the_others_free(crowd: Crowd, served: Served, setting: Setting) -> None:
    locked, free = crowd.floor_ids
    stuck, easy = (Ask(crowd.tokens[n], "/api/v1/bookings", body(crowd, desk=n * 4)) for n in (0, 1))

    with (
        askers(served.port, 2) as asking,
        holding(setting.database_url, f"SELECT id FROM floor WHERE id = {locked} FOR UPDATE"),  # noqa: S608 - our own id
    ):
        answers = asking.ask([stuck, easy])

    assert locked != free
    assert [answer.verdict for answer in answers] == [(503, "try_again"), (201, None)]
    assert int(answers[0].headers["retry-after"]) >= 1
    assert answers[0].after_s < 7.5
    assert answers[1].after_s < 2
    with askers(served.port, 1) as asking:
        assert [answer.status for answer in asking.ask([stuck])] == [201]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_writer_held_from_outside_leaves_reading_free(crowd: Crowd, served: Served, setting: Setting) -> None:
    stuck = Ask(crowd.tokens[0], "/api/v1/bookings", body(crowd))
    reading = Ask(crowd.tokens[1], "/api/v1/sites", None, "GET")

    with askers(served.port, 2) as asking, holding(setting.database_url, "BEGIN IMMEDIATE"):
        answers = asking.ask([stuck, reading])

    assert [answer.verdict for answer in answers] == [(503, "try_again"), (200, None)]
    assert int(answers[0].headers["retry-after"]) >= 1
    assert answers[0].after_s < 7.5
    assert answers[1].after_s < 2
