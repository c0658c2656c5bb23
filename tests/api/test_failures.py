"""When the database has no place, or something of ours breaks: a problem, and nothing of the inside is shown."""

import json
import logging
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from booking.api.calls import ApiRoute
from booking.api.estate import answer_sites
from booking.api.problems import api_problem
from booking.app import create_app
from booking.settings import read_settings
from tests.api.program import Api, check_answer
from tests.estate import Estate
from tests.race.outside import count, holding

LOCKED = {"sqlite": ["BEGIN IMMEDIATE"], "postgresql": ["LOCK TABLE floor IN ACCESS EXCLUSIVE MODE"]}


def test_a_writer_who_gets_no_place_is_asked_to_try_again(
    api: Api, estate: Estate, database_url: str, engine_name: str
) -> None:
    program, resource = api.program(), estate.ref("D1")
    with holding(database_url, *LOCKED[engine_name]):
        answer = program.book(resource)

    assert (answer.status_code, answer.json()["reason"], answer.headers["retry-after"]) == (503, "try_again", "2")
    assert count(database_url, "SELECT count(*) FROM booking") == 0
    assert program.book(resource).status_code == 201


def test_a_failure_shows_a_reference_that_stands_in_the_log_and_nothing_else(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    client = TestClient(create_app(api.service, read_settings({}), api.clock), raise_server_exceptions=False)
    token = api.token()
    with api.service.db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE building RENAME TO vanished")

    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/v1/resources", headers={"Authorization": f"Bearer {token}"})

    check_answer(api.document, "GET", answer)
    problem = answer.json()
    assert (answer.status_code, problem["reason"]) == (500, "failed")
    assert re.fullmatch("[0-9a-f]{8}", problem["reference"])
    assert problem["reference"] in caplog.text
    assert "building" not in answer.text


def test_the_whole_application_answers_unknown_addresses_and_methods_as_problems(api: Api) -> None:
    client = TestClient(create_app(api.service, read_settings({}), api.clock))

    answers = [client.get("/api/v1/nothing"), client.put("/api/v1/sites"), client.get("/api")]

    assert [answer.status_code for answer in answers] == [404, 405, 404]
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}
    assert answers[1].headers["allow"] == "GET, HEAD"


def test_a_call_without_a_permission_cannot_be_declared() -> None:
    nobody_said: Any = None

    with pytest.raises(TypeError, match=r"^GET /secrets says of nobody that they may use it$"):
        ApiRoute("GET", "/secrets", nobody_said, answer_sites, "Secrets.", "SiteList")


@pytest.mark.parametrize(
    ("status", "reason", "headers"),
    [
        (400, "bad_request", {}),
        (401, "sign_in", {"www-authenticate": "Bearer"}),
        (403, "not_allowed", {}),
        (404, "not_found", {}),
        (405, "method_not_allowed", {}),
        (413, "too_large", {}),
        (415, "not_json", {}),
        (428, "if_match_required", {}),
        (429, "slow_down", {}),
        (500, "failed", {}),
        (503, "try_again", {"retry-after": "2"}),
    ],
)
def test_every_status_has_a_problem(status: int, reason: str, headers: dict[str, str]) -> None:
    answer = api_problem(status)

    shown = {name: value for name, value in answer.headers.items() if name in ("www-authenticate", "retry-after")}
    assert (answer.status_code, json.loads(bytes(answer.body))["reason"], shown) == (status, reason, headers)


def test_a_status_without_a_reason_is_answered_as_the_nearest_that_has_one() -> None:
    assert [api_problem(status).status_code for status in (418, 431, 501, 507)] == [400, 400, 500, 500]
