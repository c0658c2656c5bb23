"""The same request sent again: it takes effect once, and gets the same answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from httpx2 import Response

from tests.api.program import Api, Program, wish
from tests.estate import Estate
from tests.race.outside import count

BOOKINGS = "SELECT count(*) FROM booking"
ENTRIES = "SELECT count(*) FROM audit_entry WHERE act = 'booked'"
LETTERS = "SELECT count(*) FROM outbox"


def send(program: Program, body: dict[str, object], key: str) -> Response:
    return program.ask("POST", "/bookings", json=body, headers={"Idempotency-Key": key})


def everything_of(answer: Response) -> tuple[object, ...]:
    named = ("location", "etag", "content-type", "cache-control")
    return answer.status_code, answer.content, *(answer.headers[name] for name in named)


def test_the_same_key_books_once_and_answers_the_same(api: Api, estate: Estate, database_url: str) -> None:
    body = wish(estate.ref("D1"), title="Zoë’s «quiet» desk")

    first, second = (send(api.program(), body, "key-1") for _ in range(2))

    assert first.status_code == 201
    assert everything_of(first) == everything_of(second)
    assert [count(database_url, counted) for counted in (BOOKINGS, ENTRIES, LETTERS)] == [1, 1, 1]


def test_the_same_request_in_other_words_is_the_same(api: Api, estate: Estate, database_url: str) -> None:
    first = send(api.program(), wish(estate.ref("D1")), "key-1")
    times = {"end": "2026-11-25T11:00:00+01:00", "start": "2026-11-25T10:00:00.000+01:00"}

    second = send(api.program(), {**times, "people": 1, "title": " ", "resource_id": estate.ref("D1")}, "key-1")

    assert everything_of(first) == everything_of(second)
    assert count(database_url, BOOKINGS) == 1


@pytest.mark.parametrize(
    "other",
    [{"title": "Other"}, {"people": 2}, {"end": "2026-11-25T10:30:00Z"}, {"start": "2026-11-25T08:30:00Z"}],
)
def test_the_same_key_with_another_request_is_refused(
    api: Api, estate: Estate, database_url: str, other: dict[str, object]
) -> None:
    send(api.program(), wish(estate.ref("Small")), "key-1")

    answer = send(api.program(), wish(estate.ref("Small")) | other, "key-1")

    problem = answer.json()
    assert (answer.status_code, problem["reason"], problem["field"]) == (422, "bad_field", "Idempotency-Key")
    assert count(database_url, BOOKINGS) == 1


def test_the_same_key_on_another_floor_is_refused(api: Api, estate: Estate, database_url: str) -> None:
    send(api.program(), wish(estate.ref("D1")), "key-1")

    assert send(api.program(), wish(estate.ref("E1"), "12:00", "13:00"), "key-1").status_code == 422
    assert count(database_url, BOOKINGS) == 1


def test_keys_of_two_people_have_nothing_to_do_with_each_other(api: Api, estate: Estate, database_url: str) -> None:
    answers = [
        send(api.program(name), wish(estate.ref(place)), "1") for name, place in (("staff", "D1"), ("other", "D2"))
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert count(database_url, BOOKINGS) == 2


def test_a_refusal_is_not_remembered(api: Api, estate: Estate, database_url: str) -> None:
    blocking = api.program("other").book(estate.ref("D1")).json()["id"]
    refused = send(api.program(), wish(estate.ref("D1")), "key-1")
    api.program("other").ask("DELETE", f"/bookings/{blocking}")

    again = send(api.program(), wish(estate.ref("D1")), "key-1")

    assert (refused.status_code, again.status_code) == (409, 201)
    assert count(database_url, "SELECT count(*) FROM idempotency_key") == 1


def test_a_key_is_honoured_for_a_day_and_then_forgotten(api: Api, estate: Estate) -> None:
    later = wish(estate.ref("D1")) | {"start": "2026-11-27T09:00:00Z", "end": "2026-11-27T10:00:00Z"}
    first = send(api.program(), later, "key-1")
    api.clock.now += timedelta(days=1) - timedelta(seconds=1)
    within = send(api.program(), later, "key-1")
    api.clock.now += timedelta(seconds=1)
    after = send(api.program(), later, "key-1")

    assert everything_of(within) == everything_of(first)
    assert (after.status_code, after.json()["reason"]) == (409, "person_busy")


def test_the_answer_stays_what_it_was_when_the_booking_changes(api: Api, estate: Estate) -> None:
    first = send(api.program(), wish(estate.ref("D1")), "key-1")
    api.program().ask("PATCH", f"/bookings/{first.json()['id']}", json={"title": "New"}, headers={"If-Match": '"1"'})

    assert everything_of(send(api.program(), wish(estate.ref("D1")), "key-1")) == everything_of(first)


def test_fifty_at_once_book_once_and_get_the_same_answer(api: Api, estate: Estate, database_url: str) -> None:
    program, body = api.program(), wish(estate.ref("D1"), title="Once")

    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(lambda _: send(program, body, "key-1"), range(50)))

    assert {everything_of(answer) for answer in answers} == {everything_of(answers[0])}
    assert answers[0].status_code == 201
    assert [count(database_url, counted) for counted in (BOOKINGS, ENTRIES, LETTERS)] == [1, 1, 1]


@pytest.mark.parametrize("key", ["!", "~" * 255, "3f2c0c0e-9b1a-4f6e-8d3b-0c1d2e3f4a5b", '"quoted"'])
def test_keys_of_visible_ascii_are_taken(api: Api, estate: Estate, key: str) -> None:
    assert send(api.program(), wish(estate.ref("D1")), key).status_code == 201


@pytest.mark.parametrize("key", ["", "~" * 256, "two words", "caf\u00e9", "tab\there"])
def test_other_keys_are_refused(api: Api, estate: Estate, database_url: str, key: str) -> None:
    headers = [(b"idempotency-key", key.encode("latin-1")), (b"authorization", f"Bearer {api.token()}".encode())]

    answer = api.client.post("/api/v1/bookings", json=wish(estate.ref("D1")), headers=headers)

    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")
    assert count(database_url, BOOKINGS) == 0


def test_two_keys_are_refused(api: Api, estate: Estate) -> None:
    headers = [("idempotency-key", "1"), ("idempotency-key", "2"), ("authorization", f"Bearer {api.token()}")]

    answer = api.client.post("/api/v1/bookings", json=wish(estate.ref("D1")), headers=headers)

    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")
