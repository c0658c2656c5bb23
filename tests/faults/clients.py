"""Several clients that book one after the other, each in a thread of its own, until told to stop."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.journal import Journal, ask_for, promises
from tests.race.crowd import Crowd

CLIENTS = 8


@contextmanager
def booking_clients(port: int, crowd: Crowd, journal: Journal, name: str, *, stubborn: bool = False) -> Iterator[None]:
    """Let eight clients book for as long as the block runs.

    A client whose connection breaks leaves its promise open and ends; with `stubborn` it asks again, under the same
    key, until the block is left.
    """
    stop = threading.Event()
    clients = [
        threading.Thread(
            target=_book_on, args=(port, crowd, journal), kwargs={"stop": stop, "name": (n, name, stubborn)}
        )
        for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        stop.set()
        for client in clients:
            client.join()


def _book_on(port: int, crowd: Crowd, journal: Journal, *, stop: threading.Event, name: tuple[int, str, bool]) -> None:
    client, series, stubborn = name
    taken = {promise.content for promise in tuple(journal.kept.values())}  # others write meanwhile
    for promise in promises(crowd, client, series):
        if promise.content in taken:
            continue
        reply = ask_for(port, promise)
        journal.note(promise, reply)
        while reply.ref is None and stubborn and not stop.wait(0.1):
            reply = ask_for(port, promise)
            journal.note(promise, reply)
        if reply.ref is None:
            journal.still_open.append(promise)
            return
        if stop.is_set():
            return
