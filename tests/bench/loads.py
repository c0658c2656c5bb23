"""What the load asks for: random floors and days, 50 people's tokens."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.bench.client import Call, make_call
from tests.bench.fill import Filled
from tests.bench.tags import fetch_tags

Calls = Callable[[int], Call]

DESKS_A_FLOOR = 43


def state_calls(filled: Filled) -> Calls:
    """The state of a random floor for any of 40 days, so that hardly anybody asks what somebody has just been told."""
    chance = random.Random(1)  # noqa: S311 - which floor is looked at

    def call(_number: int) -> Call:
        path = _state_path(chance.choice(filled.floors), _day(filled, chance.randrange(40)))
        return make_call("GET", path, chance.choice(filled.tokens))

    return call


def morning_calls(filled: Filled) -> Calls:
    """The state of a random floor for today or tomorrow: everybody looks at the map before they sit down."""
    chance = random.Random(5)  # noqa: S311 - which floor is looked at

    def call(_number: int) -> Call:
        path = _state_path(chance.choice(filled.floors), _day(filled, 20 + chance.randrange(2)))
        return make_call("GET", path, chance.choice(filled.tokens))

    return call


def diary_calls(filled: Filled) -> Calls:
    """Eight days of a random floor, packed, as a map asks for them."""
    chance = random.Random(4)  # noqa: S311 - which floor is looked at

    def call(_number: int) -> Call:
        start = _day(filled, chance.randrange(40)).replace(hour=0)
        path = f"/api/v1/floors/{chance.choice(filled.floors)}/diary"
        query = f"from={_say(start)}&to={_say(start + timedelta(days=8))}"
        return make_call("GET", f"{path}?{query}", chance.choice(filled.tokens), headers=("Accept-Encoding: gzip",))

    return call


def unchanged_calls(port: int, filled: Filled) -> Calls:
    """Polls of people who have what they ask for: first the answers' tags are fetched."""
    start = _day(filled, 20)
    pairs = [(_state_path(floor, start), token) for floor in filled.floors for token in filled.tokens[:10]]
    tags = fetch_tags(port, pairs)
    chance = random.Random(2)  # noqa: S311 - whose map asks

    def call(_number: int) -> Call:
        index = chance.randrange(len(pairs))
        path, token = pairs[index]
        return make_call("GET", path, token, headers=(f"If-None-Match: {tags[index]}",))

    return call


def create_calls(filled: Filled, *, after: timedelta) -> Calls:
    """Each booking a place, day and person of its own, on random floors, so that all are accepted.

    `after` is counted from the first day without bookings; loads must lie 61 days apart.
    """
    chance = random.Random(3)  # noqa: S311 - where is booked
    places = [ref for floor in filled.resources for ref in floor[:DESKS_A_FLOOR]]
    chance.shuffle(places)
    begin, people = filled.first_free + after, len(filled.tokens)

    def call(number: int) -> Call:
        lap, holder = divmod(number, people)
        start = begin + timedelta(days=lap % 60, hours=lap // 60)
        body = {
            "resource_id": places[number % len(places)],
            "start": _say(start),
            "end": _say(start + timedelta(minutes=45)),
            "people": 1,
        }
        return make_call("POST", "/api/v1/bookings", filled.tokens[holder], json.dumps(body).encode())

    return call


def _day(filled: Filled, number: int) -> datetime:
    """Nine o'clock on one of the days that are booked."""
    return filled.first_free - timedelta(days=50 - number, hours=-9)


def _state_path(floor: str, start: datetime) -> str:
    return f"/api/v1/floors/{floor}/state?start={_say(start)}&end={_say(start + timedelta(hours=8))}"


def _say(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
