"""A client of the application in this process that answers on the thread of the test.

Starlette's own hands each request to a thread with an event loop, and comes back from it a dozen times: that took
longer than most answers of the API. This one keeps a loop on the test's own thread; handlers keep threads of theirs.
"""

import asyncio
import atexit
import threading
from collections.abc import MutableMapping
from functools import cache
from typing import Any
from urllib.parse import unquote

import httpx2
from starlette.applications import Starlette
from starlette.testclient import TestClient

Message = MutableMapping[str, Any]


class Client(TestClient):
    """As `TestClient`, but for where requests are answered."""

    def __init__(
        self,
        app: Starlette,
        base_url: str = "http://testserver",
        *,
        raise_server_exceptions: bool = True,
        follow_redirects: bool = True,
        client: tuple[str, int] = ("testclient", 50_000),
    ) -> None:
        super().__init__(
            app,
            base_url=base_url,
            raise_server_exceptions=raise_server_exceptions,
            follow_redirects=follow_redirects,
            client=client,
        )
        usual = self._transport
        self._transport = _OnThisThread(app, usual, client, raising=raise_server_exceptions)


class _OnThisThread(httpx2.BaseTransport):
    """Runs the application to its end for each request, and gives the whole answer.

    Args:
        app: what answers.
        usual: asked instead on other threads, and where a loop runs on this one already, as that of a browser's driver.
        client: whom requests come from.
        raising: whether a failure of the application is one of the test, or the answer that the application gave.
    """

    def __init__(self, app: Starlette, usual: httpx2.BaseTransport, client: tuple[str, int], *, raising: bool) -> None:
        self._app = app
        self._usual = usual
        self.client = client
        self._raising = raising

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request."""
        if threading.current_thread() is not threading.main_thread() or asyncio._get_running_loop() is not None:
            self._usual.client = self.client  # type: ignore[attr-defined]
            return self._usual.handle_request(request)
        return _loop().run_until_complete(self._answer(request))

    def close(self) -> None:
        """Nothing is kept open."""
        self._usual.close()

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = _Answer(request.read())
        try:
            await self._app(self._scope(request), answer.receive, answer.send)
        except Exception:
            if self._raising or answer.status is None:
                raise
        if answer.status is None or not answer.done.is_set():
            raise AssertionError("the application gave no whole answer")
        body = b"" if request.method == "HEAD" else bytes(answer.body)
        return httpx2.Response(answer.status, headers=answer.headers, stream=httpx2.ByteStream(body), request=request)

    def _scope(self, request: httpx2.Request) -> dict[str, Any]:
        """What a server tells the application of a request."""
        url = request.url
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        return {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "path": unquote(url.path),
            "raw_path": url.raw_path.split(b"?", 1)[0],
            "root_path": "",
            "scheme": url.scheme,
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": self.client,
            "server": [url.raw_host.decode("ascii"), port],
            "extensions": {},
            "state": {},
        }


class _Answer:
    """What the application says, as it says it."""

    def __init__(self, asked: bytes) -> None:
        self.status: int | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()
        self.done = asyncio.Event()
        self._asked: bytes | None = asked

    async def receive(self) -> Message:
        """The request's body; then, once it is answered, that the client has gone."""
        if self._asked is None:
            await self.done.wait()
            return {"type": "http.disconnect"}
        asked, self._asked = self._asked, None
        return {"type": "http.request", "body": asked, "more_body": False}

    async def send(self, message: Message) -> None:
        """Note a part of the answer."""
        if message["type"] == "http.response.start":
            assert self.status is None, "an answer begins once"
            self.status, self.headers = message["status"], list(message.get("headers", []))
            return
        assert message["type"] == "http.response.body"
        assert self.status is not None, "an answer begins with its status"
        assert not self.done.is_set(), "an answer ends once"
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            self.done.set()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One for all tests of a process."""
    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    return loop
