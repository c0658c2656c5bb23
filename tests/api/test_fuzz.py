"""The API's document against the API: every call, with what the document allows and with what it does not.

Schemathesis thinks up the requests, the same in every run. Half of those that the document allows are then brought near
to what stands in the database, since nobody guesses an id of 26 letters.
"""

from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema
from sqlalchemy import event
from starlette.types import ASGIApp, Receive, Scope, Send

from booking.actions.service import Service
from booking.api.table import API_ROUTES
from booking.app import create_app
from tests.access.seats import settings_for
from tests.actions.steps import booked, wish
from tests.actions.test_closures import close
from tests.api.program import BASE, Api, open_api
from tests.estate import NOW, Estate
from tests.store.state import ask, overlaps

ASKERS = (
    ("admin", "admin"),
    ("facilities", "manage"),
    ("staff", "book"),
    ("lead", "book"),
    ("clinic", "book"),
    ("oak_facilities", "manage"),
    ("reception", "book"),
    ("ward", "book"),
    ("auditor", "read"),
    ("staff", "read"),
    ("nobody", "admin"),
)
"""Whose token, and its scope; the widest first, since the first is tried most."""

CONFORMS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
CALLS = [f"{route.method} {route.path}" for route in API_ROUTES]
NEAR = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T11:30:00+00:00"}
NEAR |= {"from": NEAR["start"], "to": NEAR["end"], "since": NEAR["start"]}

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

bounded = settings(
    max_examples=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


class Front:
    """What Schemathesis asks: the application of the test that runs, so that the document is read once for all."""

    def __init__(self) -> None:
        self.behind: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        assert self.behind is not None
        await self.behind(scope, receive, send)


FRONT = Front()


@cache
def read_document() -> OpenApiSchema:
    """The document as Schemathesis reads it, which takes far longer than a test's few requests."""
    return schemathesis.openapi.from_asgi(f"{BASE}/openapi.json", FRONT)


class Fuzzed:
    """The whole application on the small estate, its document as Schemathesis reads it, and tokens for everybody."""

    def __init__(self, service: Service, estate: Estate) -> None:
        self.service = service
        self._api: Api = open_api(service)
        self._api.clock.now = NOW
        FRONT.behind = create_app(service, settings_for(service), lambda: NOW)
        self.schema = read_document()
        self._api.token(*ASKERS[0])
        made = booked(service, estate.actors["staff"], wish(estate, "D1", "12:00", "13:00"))
        self.things = {
            "id": made.booking.ref,
            "closure": close(service, estate, "D4").ref,
            "floor_id": estate.floor_refs["oak2"],
            "floor": estate.floor_refs["oak1"],
            "resource_id": estate.ref("Middle"),
            "resource": estate.ref("Middle"),
            "near": estate.ref("Small"),
            "booking": made.booking.ref,
            "for_person": estate.actors["mate"].person.ref,
            "person": estate.actors["staff"].person.ref,
        }

    def send(self, case: Case[Any], holder: str, scope: str, *, refuses: bool = False) -> int:
        """Send a request, hold its answer against the document, and give its status."""
        response = case.call(headers={"Authorization": f"Bearer {self._api.token(holder, scope)}"})
        checks = [*CONFORMS, negative_data_rejection] if refuses else CONFORMS
        case.validate_response(response, checks=checks)
        return response.status_code

    def count_written(self) -> tuple[int, ...]:
        """What grows with everything that is written about bookings."""
        query = "SELECT (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM outbox), sum(version) FROM booking"
        return tuple(ask(self.service, query)[0])

    def bring_near(self, case: Case[Any]) -> None:
        """Put ids and times of the estate in the place of those that were thought up."""
        if "id" in case.path_parameters:
            kind = next((kind for kind in ("floor", "closure") if f"/{kind}s/" in case.path), "id")
            case.path_parameters["id"] = self.things[kind]
        known = {**self.things, **NEAR}
        for given_fields in (case.query, case.body):
            if isinstance(given_fields, dict):
                given_fields.update({name: known[name] for name in given_fields if name in known})
                if isinstance(number := given_fields.get("people"), int | float):
                    given_fields["people"] = int(number) % 8 + 1
        if "If-Match" in case.headers:
            case.headers["If-Match"] = "*"


@pytest.fixture
def fuzzed(service: Service, estate: Estate) -> Fuzzed:
    event.listen(service.db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=off"))
    return Fuzzed(service, estate)


def strategy(fuzzed: Fuzzed, call: str, mode: GenerationMode) -> st.SearchStrategy[Case[Any]]:
    method, _, path = call.partition(" ")
    return fuzzed.schema[path][method].as_strategy(generation_mode=mode)


@pytest.mark.parametrize("call", CALLS)
def test_call_answers_what_the_document_allows_as_the_document_says(fuzzed: Fuzzed, call: str) -> None:
    allowed = strategy(fuzzed, call, GenerationMode.POSITIVE)

    @bounded
    @given(case=allowed, asker=st.sampled_from(ASKERS))
    def send_near(case: Case[Any], asker: tuple[str, str]) -> None:
        fuzzed.bring_near(case)
        fuzzed.send(case, *asker)

    @bounded
    @given(case=allowed)
    def send(case: Case[Any]) -> None:
        fuzzed.send(case, *ASKERS[0])

    send_near()
    send()

    assert overlaps(fuzzed.service) == 0


@pytest.mark.parametrize("call", [call for call in CALLS if call != "GET /openapi.json"])
def test_call_refuses_what_the_document_does_not_allow(fuzzed: Fuzzed, call: str) -> None:
    @bounded
    @given(case=strategy(fuzzed, call, GenerationMode.NEGATIVE))
    def send(case: Case[Any]) -> None:
        before = fuzzed.count_written()
        # A token is always sent. Where the missing one was the fault, it is mended, and no other may be left.
        status = fuzzed.send(case, *ASKERS[0], refuses="Authorization" in (case.headers or {}))
        assert status < 400 or fuzzed.count_written() == before

    send()
