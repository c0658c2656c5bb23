"""Who gets in: a good token, with a scope and a role that allow the call."""

from datetime import timedelta

import pytest
from httpx2 import Response

from booking.actions.issue_token import TOKEN_LIFE
from booking.api.tokens import MOST_FAILURES, WINDOW
from tests.api.program import Api, wish
from tests.estate import NOW, Estate
from tests.race.outside import ask_database, count

WRONG = 'Bearer realm="booking", error="invalid_token"'
NONE = 'Bearer realm="booking"'


def knock(api: Api, authorization: str | None) -> Response:
    headers = {} if authorization is None else {b"Authorization": authorization.encode("latin-1")}
    answer: Response = api.client.get("/api/v1/sites", headers=headers)
    return answer


def outcome(answer: Response) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["reason"], answer.headers["www-authenticate"]


@pytest.mark.parametrize("spelling", ["Bearer {}", "bearer {}", "BEARER   {}", " Bearer {} "])
def test_a_good_token_gets_in(api: Api, spelling: str) -> None:
    assert knock(api, spelling.format(api.token())).status_code == 200


def test_what_is_no_bearer_token_is_answered_401(api: Api, subtests: pytest.Subtests) -> None:
    token = api.token()
    for sent in (
        None,
        "",
        "Bearer",
        "Bearer ",
        token,
        f"Basic {token}",
        f"Bearer {token} x",
        f"Bearer {token}\u00e9",
        "Bearer a b",
    ):
        with subtests.test(sent=sent):
            assert outcome(knock(api, sent)) == (401, "sign_in", NONE)


def test_a_token_that_is_unknown_is_answered_401(api: Api, subtests: pytest.Subtests) -> None:
    token = api.token()
    for sent in (token[:-1], token.upper(), f"{token}=", "x", "x" * 500, "a/b+c~d.e-f_g=="):
        with subtests.test(sent=sent[:20]):
            assert outcome(knock(api, f"Bearer {sent}")) == (401, "sign_in", WRONG)


def test_a_token_longer_than_any_is_not_looked_up(api: Api) -> None:
    assert outcome(knock(api, f"Bearer {'x' * 10_000}")) == (401, "sign_in", NONE)


def test_two_tokens_are_answered_401(api: Api) -> None:
    both = [("Authorization", f"Bearer {api.token(name)}") for name in ("staff", "other")]

    assert outcome(api.client.get("/api/v1/sites", headers=both)) == (401, "sign_in", NONE)


def test_a_token_works_until_it_expires(api: Api) -> None:
    token = f"Bearer {api.token()}"
    api.clock.now = NOW + TOKEN_LIFE - timedelta(seconds=1)
    last = knock(api, token)
    api.clock.now = NOW + TOKEN_LIFE

    assert (last.status_code, outcome(knock(api, token))) == (200, (401, "sign_in", WRONG))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE api_token SET revoked_at = '2026-11-24 07:59:00'",
        "UPDATE person SET active = FALSE WHERE email = 'staff@trust.example'",
    ],
)
def test_a_token_that_was_revoked_or_whose_person_is_gone_is_answered_401(api: Api, statement: str) -> None:
    token = f"Bearer {api.token()}"
    before = knock(api, token).status_code
    with api.service.db.engine.begin() as connection:
        connection.exec_driver_sql(statement)

    assert (before, outcome(knock(api, token))) == (200, (401, "sign_in", WRONG))


def test_tokens_are_stored_as_digests_only(api: Api, database_url: str) -> None:
    token = api.token()

    stored = ask_database(database_url, "SELECT * FROM api_token")

    assert len(stored) == 1
    assert token not in repr(stored)
    assert token not in repr(ask_database(database_url, "SELECT * FROM audit_entry"))


@pytest.mark.parametrize(
    ("scope", "statuses"),
    [
        ("read", [200, 200, 403, 403, 403, 200]),
        ("book", [200, 200, 200, 201, 200, 200]),
        ("manage", [200, 200, 200, 201, 200, 200]),
        ("admin", [200, 200, 200, 201, 200, 200]),
    ],
)
def test_a_scope_narrows_what_its_person_may(
    api: Api, estate: Estate, database_url: str, scope: str, statuses: list[int]
) -> None:
    program, body = api.program("admin", scope), wish(estate.ref("D1"))

    answers = [
        program.get("/sites"),
        program.get("/bookings"),
        program.ask("POST", "/bookings/preview", json=body),
        program.ask("POST", "/bookings", json=body),
        program.get("/people"),
        program.get("/audit"),
    ]

    assert [answer.status_code for answer in answers] == statuses
    assert {answer.json().get("reason") for answer in answers if answer.status_code == 403} <= {"not_allowed"}
    assert count(database_url, "SELECT count(*) FROM booking") == statuses.count(201)


def test_a_scope_gives_nothing_that_its_person_may_not(api: Api, estate: Estate, database_url: str) -> None:
    auditor, staff = api.program("auditor", "admin"), api.program("staff", "admin")

    answers = [auditor.book(estate.ref("D1")), auditor.get("/people"), staff.get("/audit")]

    assert [(answer.status_code, answer.json()["reason"]) for answer in answers] == [(403, "not_allowed")] * 3
    assert count(database_url, "SELECT count(*) FROM booking") == 0


def test_permission_is_judged_before_the_body_and_the_token_before_permission(api: Api) -> None:
    body, kind = b"[" * 100_000, {"Content-Type": "application/json"}

    nobody = api.client.post("/api/v1/bookings", content=body, headers=kind)
    reader = api.program("staff", "read").ask("POST", "/bookings", content=body)
    booker = api.program("staff", "book").ask("POST", "/bookings", content=body)

    assert [answer.status_code for answer in (nobody, reader, booker)] == [401, 403, 400]


def test_an_address_with_many_wrong_tokens_must_wait(api: Api) -> None:
    wrong = [knock(api, f"Bearer wrong{number}") for number in range(MOST_FAILURES)]
    api.clock.now += timedelta(seconds=10)
    slowed, unseen = knock(api, "Bearer wrong"), knock(api, f"Bearer {api.token()}")
    api.clock.now = NOW + WINDOW
    after = knock(api, f"Bearer {api.token()}")

    assert {answer.status_code for answer in wrong} == {401}
    assert [(answer.status_code, answer.json()["reason"]) for answer in (slowed, unseen)] == [(429, "slow_down")] * 2
    assert slowed.headers["retry-after"] == "51"
    assert after.status_code == 200


def test_a_token_that_has_worked_is_not_shut_out_by_wrong_ones_of_its_address(api: Api) -> None:
    good = f"Bearer {api.token()}"
    knock(api, good)
    for number in range(MOST_FAILURES):
        knock(api, f"Bearer wrong{number}")

    assert [knock(api, good).status_code, knock(api, "Bearer wrong").status_code] == [200, 429]


def test_requests_without_a_token_are_not_counted(api: Api) -> None:
    for _ in range(MOST_FAILURES):
        knock(api, None)

    assert knock(api, f"Bearer {api.token()}").status_code == 200
