"""What clients were promised, and the check that the database keeps every promise and nothing half-written."""

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from http.client import HTTPConnection, HTTPException

from tests.race.crowd import Crowd, in_days
from tests.race.outside import ask_database
from tests.served import HOST

PATIENCE_S = 30
HOURS_A_DAY = 20


@dataclass(frozen=True, slots=True)
class Promise:
    """A booking that a client asked for under a key of its own."""

    token: str
    key: str
    resource: str
    start: datetime
    title: str

    @property
    def body(self) -> str:
        """The request's body."""
        end = self.start + timedelta(hours=1)
        asked = {"resource_id": self.resource, "start": self.start.isoformat(), "end": end.isoformat()}
        return json.dumps({**asked, "people": 1, "title": self.title})

    @property
    def content(self) -> tuple[str, str, str]:
        """Resource, start and title as the database should show them."""
        return self.resource, f"{self.start:%Y-%m-%d %H:%M}", self.title


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a promise; status 0 is none at all, the connection broke."""

    status: int
    ref: str | None = None
    retry_after: str | None = None


@dataclass(slots=True)
class Journal:
    """The promises that were acknowledged, by the booking's id; those left open; and every reply but those of 201."""

    kept: dict[str, Promise] = field(default_factory=dict)
    still_open: list[Promise] = field(default_factory=list)
    refused: list[Reply] = field(default_factory=list)
    grown: threading.Condition = field(default_factory=threading.Condition)

    def note(self, promise: Promise, reply: Reply) -> None:
        """Write down what was answered."""
        with self.grown:
            if reply.ref is None:
                self.refused.append(reply)
            else:
                self.kept[reply.ref] = promise
            self.grown.notify_all()

    def wait_for(self, reached: Callable[[], bool]) -> None:
        """Wait until the journal has grown so far.

        Raises:
            TimeoutError: it has not within half a minute.
        """
        with self.grown:
            if not self.grown.wait_for(reached, PATIENCE_S):
                raise TimeoutError(f"{len(self.kept)} kept, {len(self.refused)} refused, and no more came")


def promises(crowd: Crowd, client: int, name: str) -> Iterable[Promise]:
    """What one client asks for, hour after hour at a desk that no other client uses."""
    for number in range(HOURS_A_DAY * 300):
        day, hour = divmod(number, HOURS_A_DAY)
        start = in_days(1 + day, time(hour))
        yield Promise(
            crowd.tokens[client], f"{name}-{client}-{number}", crowd.desks[client], start, f"{client}.{number}"
        )


def ask_for(port: int, promise: Promise) -> Reply:
    """Ask for a booking over a connection of its own."""
    connection = HTTPConnection(HOST, port, timeout=PATIENCE_S)
    headers = {
        "Authorization": f"Bearer {promise.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": promise.key,
    }
    try:
        connection.request("POST", "/api/v1/bookings", promise.body, headers)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException):
        return Reply(0)
    finally:
        connection.close()
    if answer.status != 201:
        return Reply(answer.status, None, answer.headers.get("Retry-After"))
    return Reply(201, json.loads(body)["id"])


def find_faults(database_url: str, journal: Journal) -> list[str]:
    """Everything in the database that breaks a promise or is half-written, as sentences; empty where all is well."""
    stored = dict(_stored_bookings(database_url))
    faults = [f"lost: {promise.content}" for ref, promise in journal.kept.items() if ref not in stored]
    faults += [
        f"changed: {promise.content} is {stored[ref]}"
        for ref, promise in journal.kept.items()
        if ref in stored and stored[ref] != promise.content
    ]
    for what, statement in _HALF_WRITTEN.items():
        faults += [f"{what}: {row[0]}" for row in ask_database(database_url, statement)]
    return faults


def _stored_bookings(database_url: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    start = "to_char(booking.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')"
    if database_url.startswith("sqlite"):
        start = "substr(booking.starts_at, 1, 16)"
    statement = (
        f"SELECT booking.ref, resource.ref, {start}, booking.title FROM booking "  # noqa: S608 - our own two texts
        "JOIN resource ON resource.id = booking.resource_id WHERE booking.state = 'confirmed'"
    )
    for row in ask_database(database_url, statement):
        ref, *content = (str(part) for part in row)
        yield ref, tuple(content)


_HALF_WRITTEN = {
    "booking without its occupation": "SELECT id FROM booking WHERE 1 <> (SELECT count(*) FROM occupation "
    "WHERE booking_id = booking.id AND live AND starts_at = booking.starts_at)",
    "booking without its audit entry": "SELECT id FROM booking WHERE 1 <> (SELECT count(*) FROM audit_entry "
    "WHERE booking_id = booking.id AND act = 'booked')",
    "booking without its letter": "SELECT id FROM booking WHERE 1 <> (SELECT count(*) FROM outbox "
    "WHERE booking_id = booking.id AND event = 'booked')",
    "booking without its kept answer": "SELECT id FROM booking WHERE 1 <> (SELECT count(*) FROM idempotency_key "
    "WHERE answer LIKE '%' || booking.ref || '%')",
    "kept answer without its booking": "SELECT id FROM idempotency_key WHERE NOT EXISTS (SELECT 1 FROM booking "
    "WHERE idempotency_key.answer LIKE '%' || booking.ref || '%')",
    "occupation without its booking": "SELECT id FROM occupation WHERE booking_id NOT IN (SELECT id FROM booking)",
    "audit entry without its booking": "SELECT id FROM audit_entry WHERE booking_id IS NOT NULL "
    "AND booking_id NOT IN (SELECT id FROM booking)",
    "letter without its booking": "SELECT id FROM outbox WHERE booking_id NOT IN (SELECT id FROM booking)",
    "chain that does not count its entries": "SELECT name FROM audit_chain WHERE seq <> (SELECT count(*) "
    "FROM audit_entry WHERE chain = audit_chain.name)",
}
"""What must never be found, and the statement that would find it: the first column names the row."""
