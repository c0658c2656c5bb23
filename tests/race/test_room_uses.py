"""People who ask at once for one room at two times of a day between which it is to be set up: one of them has it."""

import sys
from collections import Counter
from datetime import time, timedelta

import pytest

from booking.actions.service import Service
from booking.clock import read_clock
from booking.model.estate import ResourceKind
from booking.model.ids import Ref, RoomUseId
from booking.model.room_uses import RoomUse
from booking.store.engine import Tx
from booking.store.estate import NewResource, ResourceFilter, add_resources, read_resources, read_sites
from booking.store.room_uses import add_room_use
from tests.race.crowd import CROWD, Crowd, drop_constraint, in_days
from tests.race.outside import OVERLAPS, count
from tests.race.starter import Answer, Ask, askers
from tests.race.test_one_winner import CONTROL_ROUNDS, ROUNDS
from tests.served import Setting, free_port, serving, started

pytestmark = pytest.mark.xdist_group("served")

SETUP_MIN = 60
TOO_NEAR = """
SELECT one.starts_at FROM booking AS one JOIN booking AS two ON two.resource_id = one.resource_id AND two.id <> one.id
WHERE one.state IN ('requested', 'confirmed', 'checked_in') AND two.state IN ('requested', 'confirmed', 'checked_in')
  AND two.use_id IS NOT NULL AND two.starts_at >= one.starts_at AND two.starts_at < {ready_at}
"""
READY = {
    "postgresql": "one.ends_at + interval '60 minutes'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', one.ends_at, '+60 minutes')",
}


@pytest.fixture
def room(service: Service, crowd: Crowd) -> tuple[Ref, Ref]:
    """A room on the first floor, and something for which it has to be set up for an hour."""

    def write(tx: Tx) -> tuple[Ref, Ref]:
        add_resources(tx, crowd.floor_ids[0], [NewResource(ResourceKind.MEETING_ROOM, "Willow", 8)])
        rooms = [each for each in read_resources(tx, ResourceFilter(), None) if each.name == "Willow"]
        trust = read_sites(tx, None)[0].organisation_id
        group = RoomUse(RoomUseId(0), Ref(""), "Group", frozenset({ResourceKind.MEETING_ROOM}), setup_min=SETUP_MIN)
        return rooms[0].ref, add_room_use(tx, trust, group, now=read_clock()).ref

    return service.db.write(write)


def count_too_near(setting: Setting, engine_name: str) -> int:
    """Pairs of live bookings of which the later one is to be set up before the earlier has ended, by their times."""
    pairs = TOO_NEAR.format(ready_at=READY[engine_name])
    return count(setting.database_url, f"SELECT count(*) FROM ({pairs}) AS pairs")  # noqa: S608 - our own words


def round_of(crowd: Crowd, room: tuple[Ref, Ref], number: int) -> list[Ask]:
    """Half of the crowd asks for 9am, half for 10:30am with an hour to set up: no overlap, and not both."""
    asks = []
    for place, token in enumerate(crowd.tokens):
        start = in_days(number + 1, time(9) if place % 2 else time(10, 30))
        body = {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat(), "people": 1}
        use = {} if place % 2 else {"use": room[1]}
        asks.append(Ask(token, "/api/v1/bookings", {**body, **use, "resource_id": room[0]}))
    return asks


def test_race_for_two_times_that_a_set_up_keeps_apart_has_one_winner_a_round(
    crowd: Crowd, room: tuple[Ref, Ref], setting: Setting, engine_name: str
) -> None:
    """No guard of the database knows of it: only the lock of the floor and the decision under it keep them apart."""
    workers = 2 if engine_name == "postgresql" else 1
    rounds: list[list[Answer]] = []
    with serving(setting, workers=workers) as served, askers(served.port, CROWD) as asking:
        rounds += [asking.ask(round_of(crowd, room, number)) for number in range(ROUNDS)]

    half = CROWD // 2
    early = Counter({(201, None): 1, (409, "taken"): half - 1, (409, "locked_out"): half})
    late = Counter({(201, None): 1, (409, "taken"): CROWD - 1})
    won = [Counter(answer.verdict for answer in answers) for answers in rounds]
    assert [each for each in won if each not in (early, late)] == []
    assert count_too_near(setting, engine_name) == 0
    assert count(setting.database_url, OVERLAPS) == 0
    assert count(setting.database_url, "SELECT count(*) FROM booking") == ROUNDS


def test_race_without_lock_lets_people_in_before_the_room_is_set_up(
    service: Service, crowd: Crowd, room: tuple[Ref, Ref], setting: Setting, engine_name: str
) -> None:
    drop_constraint(service)
    port, workers = free_port(), 2 if engine_name == "postgresql" else 1
    command = [sys.executable, "-m", "tests.race.unlocked_app", str(port), str(workers)]
    near, rounds = 0, 0
    with (
        started(command, port, setting.environment, setting.data_dir / "unlocked.log") as unlocked,
        askers(unlocked.port, CROWD) as asking,
    ):
        while near == 0 and rounds < CONTROL_ROUNDS:
            asking.ask(round_of(crowd, room, rounds))
            near, rounds = count_too_near(setting, engine_name), rounds + 1

    assert near > 0
