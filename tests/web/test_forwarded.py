"""Whose address a request is counted under, with and without a proxy in front."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from booking.web.forwarded import ForwardedAddress

PROXIES = frozenset({"10.0.0.7", "10.0.0.8"})


def say_asker(request: Request) -> Response:
    return PlainTextResponse(request.client.host if request.client else "nobody")


@pytest.mark.parametrize(
    ("came_from", "forwarded", "asker"),
    [
        ("10.0.0.7", ["192.0.2.1"], "192.0.2.1"),
        ("10.0.0.7", ["203.0.113.9, 192.0.2.1"], "192.0.2.1"),
        ("10.0.0.7", ["192.0.2.1, 10.0.0.8"], "192.0.2.1"),
        ("10.0.0.7", ["203.0.113.9", "192.0.2.1"], "192.0.2.1"),
        ("10.0.0.7", ["10.0.0.8, 10.0.0.7"], "10.0.0.7"),
        ("10.0.0.7", [" , "], "10.0.0.7"),
        ("10.0.0.7", [], "10.0.0.7"),
        ("198.51.100.4", ["192.0.2.1"], "198.51.100.4"),
        ("198.51.100.4", ["10.0.0.7"], "198.51.100.4"),
    ],
)
def test_only_a_trusted_proxy_says_who_asks(came_from: str, forwarded: list[str], asker: str) -> None:
    app = ForwardedAddress(Starlette(routes=[Route("/", say_asker)]), proxies=PROXIES)
    client = TestClient(app, client=(came_from, 50000))

    answer = client.get("/", headers=[("X-Forwarded-For", value) for value in forwarded])

    assert answer.text == asker
