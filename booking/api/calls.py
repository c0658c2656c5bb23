"""A call: what a handler is given, what it gives back, and how a route is declared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from starlette.datastructures import Headers

from booking.actions.service import Service
from booking.api.fields import Field, Given
from booking.api.prepared import Prepared
from booking.api.problems import PROBLEMS, AnyReason, DoorReason, Problem
from booking.model.decisions import Reason, Refused
from booking.model.diary import FloorStamp
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.rules.permits import Act


class Open(Enum):
    """What stands in place of an act where nobody needs a token."""

    TO_ALL = "open"


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read and permitted.

    Attributes:
        service: the service.
        base_url: the address under which it is reached, without a slash at its end.
        asker: who is asking; None only on routes that are open to all.
        now: the instant at which the request was read.
        id: the id in the address; empty where the address has none.
        query: the parameters of the address.
        body: the fields of the body; none where the route takes no body.
        headers: the request's headers.
        stamp: how the floor in the address stands, where a `FloorHandler` answers; None where there is none.
        prepared: the answers about floors that this process gave last.
    """

    service: Service
    base_url: str
    asker: Actor | None
    now: datetime
    id: Ref
    query: Given
    body: Given
    headers: Headers
    stamp: FloorStamp | None = None
    prepared: Prepared = field(default_factory=Prepared)

    @property
    def actor(self) -> Actor:
        """Who is asking, on a route that asks for a token."""
        if self.asker is None:
            raise RuntimeError("a route that is open to all asked who is asking")
        return self.asker


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers: a JSON object, or text that already is one; None is an answer without a body."""

    status: int
    body: Mapping[str, object] | str | None
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Answer | Refused | Problem]


@dataclass(frozen=True, slots=True)
class FloorHandler:
    """Answers what is asked about a floor, whose stamp is read together with who is asking.

    Attributes:
        find: what the asker has seen already, or what was answered before and still stands; None where there is
            something to read.
        read: answers many who ask at once, each at its place, where `find` gave nothing.
    """

    find: Callable[[Call], Answer | Refused | None]
    read: Callable[[Sequence[Call]], Sequence[Answer | Refused]]


class HeaderUse(Enum):
    """Request headers that a route understands."""

    IF_NONE_MATCH = "If-None-Match"
    IF_MATCH = "If-Match"
    IF_MATCH_NEEDED = "If-Match, needed"
    IDEMPOTENCY_KEY = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """One call of the API: what routes are made from, and what the API's document is made from.

    Attributes:
        method: GET, POST, PATCH or DELETE.
        path: below /api/v1; `{id}` is the one id that it may hold.
        permit: the act that the asker must be allowed somewhere before anything is read; handlers ask about the thing.
        handler: answers the call.
        says: what it answers, in a sentence.
        answer: the name of the schema of a success.
        status: the status of a success.
        query: its parameters.
        body: the fields of its body; None where a body is no part of it.
        uses: the request headers that it understands.
        refusals: the reasons that its rules may give, beside those that follow from what is declared here.
    """

    method: str
    path: str
    permit: Act | Open
    handler: Handler | FloorHandler
    says: str
    answer: str
    status: int = 200
    query: tuple[Field[Any], ...] = ()
    body: tuple[Field[Any], ...] | None = None
    uses: frozenset[HeaderUse] = frozenset()
    refusals: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.permit, Act | Open):
            raise TypeError(f"{self.method} {self.path} says of nobody that they may use it")

    @property
    def name(self) -> str:
        """What other programs' tools call it."""
        if isinstance(self.handler, FloorHandler):
            return self.handler.find.__name__.removeprefix("find_")
        return self.handler.__name__.removeprefix("answer_")

    @property
    def reasons(self) -> tuple[AnyReason, ...]:
        """Every reason for which it may be refused, each once, in order of status."""
        found: set[AnyReason] = {Reason.BAD_FIELD, *self.refusals}
        if isinstance(self.permit, Act):
            found |= {DoorReason.SIGN_IN, Reason.NOT_ALLOWED, DoorReason.SLOW_DOWN}
            found |= {DoorReason.FAILED, DoorReason.TRY_AGAIN}
        if "{id}" in self.path:
            found.add(Reason.NOT_FOUND)
        if self.body is not None:
            found |= {DoorReason.BAD_REQUEST, DoorReason.TOO_LARGE, DoorReason.NOT_JSON}
        if self.uses & {HeaderUse.IF_MATCH, HeaderUse.IF_MATCH_NEEDED}:
            found |= {DoorReason.BAD_REQUEST, Reason.CHANGED_MEANWHILE}
        if HeaderUse.IF_MATCH_NEEDED in self.uses:
            found.add(DoorReason.IF_MATCH_REQUIRED)
        return tuple(reason for reason in PROBLEMS if reason in found)
