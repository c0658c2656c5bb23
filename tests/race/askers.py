"""One client process of a race: opens its connections beforehand, waits for the word, and asks on all of them at once.

It speaks in lines of JSON: the port and the number of connections; then for each round a list of asks, answered with
"ready"; then "go", answered with the list of answers. Sending costs some 20 µs an ask, so that all asks of a process
have left before the server has worked on the first.
"""

import json
import selectors
import socket
import sys
import time
from http.client import HTTPResponse
from typing import Any

HOST = "127.0.0.1"
PATIENCE_S = 60


def main() -> None:
    """Serve rounds until the input ends."""
    port, connections = json.loads(sys.stdin.readline())
    sockets: list[socket.socket | None] = [None] * connections
    for line in sys.stdin:
        asks = json.loads(line)
        messages = [_message(ask, port) for ask in asks]
        for place in range(len(asks)):
            sockets[place] = sockets[place] or socket.create_connection((HOST, port), PATIENCE_S)
        _say("ready")
        if sys.stdin.readline() != "go\n":
            return
        _say(_ask_all(sockets, messages))


def _ask_all(sockets: list[socket.socket | None], messages: list[bytes]) -> list[Any]:
    """Send every message, then collect the answers as they come; an answer is status, headers, body and seconds."""
    answers: list[Any] = [None] * len(messages)
    with selectors.DefaultSelector() as waiting:
        began = []
        for place, message in enumerate(messages):
            connection = sockets[place]
            if connection is None:
                raise RuntimeError("a connection was to be opened beforehand")
            waiting.register(connection, selectors.EVENT_READ, place)
            began.append(time.perf_counter())
            connection.sendall(message)
        missing, deadline = len(messages), time.monotonic() + PATIENCE_S
        while missing and time.monotonic() < deadline:
            for key, _ in waiting.select(1):
                place = key.data
                answers[place] = _receive(key.fileobj, began[place])  # type: ignore[arg-type]
                waiting.unregister(key.fileobj)
                missing -= 1
                if answers[place] is None or answers[place][3]:
                    sockets[place] = None
    return [answer and answer[:3] + answer[4:] for answer in answers]


def _receive(connection: socket.socket, began: float) -> list[Any] | None:
    """One answer, and whether its connection is closed with it; None where the connection broke."""
    response = HTTPResponse(connection, method="POST")
    try:
        response.begin()
        body = response.read().decode("utf-8")
    except OSError:
        return None
    headers = {name.lower(): value for name, value in response.getheaders()}
    return [response.status, headers, body, response.will_close, time.perf_counter() - began]


def _message(ask: dict[str, Any], port: int) -> bytes:
    body = json.dumps(ask["body"]).encode("utf-8") if ask["body"] is not None else b""
    lines = [
        f"{ask['method']} {ask['path']} HTTP/1.1",
        f"Host: {HOST}:{port}",
        f"Authorization: Bearer {ask['token']}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in ask["headers"].items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _say(answer: object) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
