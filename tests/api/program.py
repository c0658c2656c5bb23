"""Another program, as tests play it: it holds a token, and compares every answer with the API's document."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from httpx2 import Response
from openapi_schema_validator import OAS31Validator
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booking.actions.issue_token import issue_token
from booking.actions.service import Service
from booking.api.routes import api_routes
from booking.model.people import TokenScope
from booking.settings import read_settings
from tests.client import Client
from tests.estate import NOW

BASE = "/api/v1"

Parameters = dict[str, str] | tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Program:
    """Sends requests with one token; paths are given below /api/v1."""

    client: TestClient
    document: Mapping[str, Any]
    token: str | None = None

    def ask(
        self,
        method: str,
        path: str,
        /,
        *,
        params: Parameters | None = None,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request, and compare the answer with the document."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}
        sent |= {"Content-Type": "application/json"} if content is not None else {}
        response: Response = self.client.request(
            method, BASE + path, params=params, json=json, content=content, headers={**sent, **(headers or {})}
        )
        check_answer(self.document, method, response)
        return response

    def get(self, path: str, params: Parameters | None = None, headers: Mapping[str, str] | None = None) -> Response:
        """GET."""
        return self.ask("GET", path, params=params, headers=headers)

    def book(self, resource: str, start: str = "09:00", end: str = "10:00", /, **more: object) -> Response:
        """POST a booking of a resource by its id, as `wish` writes it."""
        return self.ask("POST", "/bookings", json=wish(resource, start, end, **more))

    def walk(self, path: str, params: dict[str, str]) -> list[list[dict[str, Any]]]:
        """Every page of a list."""
        pages: list[list[dict[str, Any]]] = []
        cursor: str | None = None
        while cursor is not None or not pages:
            answer = self.get(path, params | ({"cursor": cursor} if cursor else {})).json()
            pages.append(answer["items"])
            cursor = answer["next_cursor"]
        return pages


def wish(resource: str, start: str = "09:00", end: str = "10:00", /, **more: object) -> dict[str, object]:
    """The body of a booking for one person on Wednesday 25 November 2026, when London and UTC show the same time."""
    times = {"start": f"2026-11-25T{start}:00Z", "end": f"2026-11-25T{end}:00Z"}
    return {"resource_id": resource, **times, "people": 1, **more}


@dataclass(slots=True)
class Api:
    """The API of a service, and programs that use it."""

    service: Service
    clock: Clock
    client: TestClient
    document: Mapping[str, Any]
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def program(self, name: str = "staff", scope: str = "book") -> Program:
        """A program with a token of that scope, of the person of that name in `tests.estate`."""
        return Program(self.client, self.document, self.token(name, scope))

    def token(self, name: str = "staff", scope: str = "book") -> str:
        """A token, made at its first use."""
        if (name, scope) not in self.tokens:
            made = issue_token(self.service, f"{name}@trust.example", frozenset({TokenScope(scope)}), now=NOW)
            if made is None:
                raise AssertionError(f"there is no {name}")
            self.tokens[name, scope] = made
        return self.tokens[name, scope]


def open_api(service: Service) -> Api:
    """The API alone, without the pages, on a service."""
    clock = Clock()
    client = Client(Starlette(routes=api_routes(service, read_settings({}), clock)))
    document = client.get(f"{BASE}/openapi.json").json()
    return Api(service, clock, client, document)


def check_answer(document: Mapping[str, Any], method: str, response: Response) -> None:
    """Fail where an answer has a status, a type or a body that the document does not name for this call."""
    operation = find_operation(document, method, response.request.url.path)
    if operation is None:
        assert response.status_code in (404, 405)
        return
    answer = operation["responses"][str(response.status_code)]
    if response.status_code == 304 or method == "HEAD":
        assert response.content == b""
        return
    [(media_type, content)] = answer["content"].items()
    assert response.headers["content-type"] == media_type
    schema = {**content["schema"], "components": document["components"]}
    faults = [fault.message for fault in OAS31Validator(schema).iter_errors(response.json())]
    assert faults == []
    for name in answer.get("headers", {}):
        assert name in response.headers


def find_operation(document: Mapping[str, Any], method: str, path: str) -> Mapping[str, Any] | None:
    """The operation that answers an address; where two paths fit, the one without an id."""
    paths = sorted(document["paths"], key=lambda template: "{" in template)
    for template in paths:
        pattern = re.escape(template).replace(r"\{id\}", "[^/]+")
        if re.fullmatch(BASE + pattern, path):
            found: Mapping[str, Any] | None = document["paths"][template].get(method.lower().replace("head", "get"))
            return found
    return None
