"""Bearer tokens: which ones work, for how long, and what a wrong one is answered."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from booking.actions.issue_token import issue_token
from booking.actions.service import Service
from booking.model.people import TokenScope
from tests.access.seats import Seats, make_client
from tests.estate import NOW, Estate

SITES = "/api/v1/sites"


def ask(client: TestClient, authorization: str | None) -> tuple[int, str | None]:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = client.get(SITES, headers=headers)
    return answer.status_code, answer.json().get("reason")


def test_issued_token_works_until_it_is_over(service: Service, estate: Estate) -> None:
    assert estate.actors
    token = issue_token(service, "staff@trust.example", frozenset({TokenScope.READ}), now=NOW)
    now = NOW
    with make_client(service, lambda: now) as client:
        assert ask(client, f"Bearer {token}") == (200, None)
        now = NOW + timedelta(days=364)
        assert ask(client, f"Bearer {token}") == (200, None)
        now = NOW + timedelta(days=365)
        assert ask(client, f"Bearer {token}") == (401, "sign_in")


def test_token_is_stored_as_a_digest_only(service: Service, estate: Estate) -> None:
    assert estate.actors
    token = issue_token(service, "staff@trust.example", frozenset({TokenScope.READ}), now=NOW)
    with service.db.reading() as tx:
        stored = repr(tx.execute(text("SELECT * FROM api_token")).all())
    assert token is not None
    assert token not in stored


def test_revoked_token_and_token_of_a_closed_account_stop_at_once(service: Service, seats: Seats) -> None:
    assert ask(seats.client, "Bearer token-of-staff") == (200, None)
    assert ask(seats.client, "Bearer token-of-other") == (200, None)

    with service.db.engine.begin() as connection:
        revoke = "UPDATE api_token SET revoked_at = created_at WHERE person_id = :staff"
        connection.execute(text(revoke), {"staff": seats.person_ids["staff"]})
        close = "UPDATE person SET active = false WHERE id = :other"
        connection.execute(text(close), {"other": seats.person_ids["other"]})

    assert ask(seats.client, "Bearer token-of-staff") == (401, "sign_in")
    assert ask(seats.client, "Bearer token-of-other") == (401, "sign_in")
    assert ask(seats.client, "Bearer token-of-mate") == (200, None)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer unknown",
        "Bearer token-of-staff token-of-staff",
        "Bearer token-of-staff,",
        "Bearer 'token-of-staff'",
        "Basic token-of-staff",
        "token-of-staff",
        "Bearer token-of-expired",
        "Bearer token-of-disabled",
        "Bearer " + "a" * 10_000,
        "Bearer tökén".encode().decode("latin-1"),
    ],
    ids=lambda given: ascii(given)[:40],
)
def test_wrong_token_is_answered_alike(seats: Seats, authorization: str | None) -> None:
    headers = [] if authorization is None else [(b"Authorization", authorization.encode("latin-1"))]
    before = seats.fingerprint()

    answer = seats.client.get(SITES, headers=headers)

    assert (answer.status_code, answer.json()["reason"]) == (401, "sign_in")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert seats.fingerprint() == before


def test_token_in_the_address_or_twice_does_not_work(seats: Seats) -> None:
    twice = [("Authorization", "Bearer token-of-staff"), ("Authorization", "Bearer token-of-staff")]

    assert seats.client.get(SITES, params={"access_token": "token-of-staff"}).status_code == 401
    assert seats.client.get(SITES, headers=twice).status_code == 401


def test_guessing_tokens_is_slowed_and_known_ones_go_on(seats: Seats) -> None:
    assert ask(seats.client, "Bearer token-of-staff") == (200, None)
    guessed = [ask(seats.client, f"Bearer guess-{number}")[0] for number in range(25)]

    assert guessed[:10] == [401] * 10
    assert guessed[-1] == 429
    assert ask(seats.client, "Bearer token-of-staff") == (200, None)


def test_token_does_no_more_than_its_scopes(service: Service, estate: Estate) -> None:
    read = issue_token(service, "admin@trust.example", frozenset({TokenScope.READ}), now=NOW)
    book = issue_token(service, "admin@trust.example", frozenset({TokenScope.BOOK}), now=NOW)
    wish = {"resource_id": estate.ref("D1"), "people": 1}
    times = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}
    with make_client(service, lambda: NOW) as client:
        answers = [
            client.post("/api/v1/bookings", json=wish | times, headers={"Authorization": f"Bearer {token}"}).status_code
            for token in (read, book)
        ]
    assert answers == [403, 201]
