"""Bearer tokens: who is asking, and a brake on guessing (RFC 6750)."""

import re
import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from starlette.datastructures import Headers

from booking.actions.identify import MOST_VIEWERS, identify_token, identify_viewers
from booking.actions.service import Service
from booking.api.problems import DoorReason, Problem, Unreadable
from booking.gathering import Gathering
from booking.model.diary import FloorStamp
from booking.model.ids import Ref
from booking.model.people import Actor

WINDOW = timedelta(minutes=1)
"""Within this time failed tokens are counted."""

MOST_FAILURES = 20
"""Failed tokens of one address in the window before it must wait; a program with a wrong token notices sooner."""

MOST_REMEMBERED = 10_000
"""How many addresses, and how many tokens that worked, are remembered; the oldest are forgotten first."""

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,500}=*)", re.IGNORECASE)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="booking"'}
_WRONG_TOKEN = {"WWW-Authenticate": 'Bearer realm="booking", error="invalid_token"'}


Found = TypeVar("Found")


class Gate:
    """Lets in who sends a good token; an address that sent many bad ones must wait with tokens not seen before.

    A hospital may share one address: a token that has worked is not shut out by what others send.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._viewers = Gathering(self._find_viewers, most=MOST_VIEWERS)
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._worked: OrderedDict[int, None] = OrderedDict()

    def identify(self, headers: Headers, address: str, *, now: datetime) -> Actor:
        """Who is asking.

        Raises:
            Unreadable: no token, one that does not work (any more), or too many of those.
        """
        token = self._read(headers, address, now)
        return self._judge(token, address, identify_token(self._service, token, now=now), now)

    async def identify_viewer(
        self, headers: Headers, address: str, floor: Ref, *, now: datetime
    ) -> tuple[Actor, FloorStamp | None]:
        """Who is asking, with how the floor stands that they ask about; found together for those who ask at once.

        Raises:
            Unreadable: no token, one that does not work (any more), or too many of those.
        """
        token = self._read(headers, address, now)
        return self._judge(token, address, await self._viewers.ask((token, floor, now)), now)

    def _find_viewers(
        self, asked: Sequence[tuple[str, Ref, datetime]]
    ) -> Sequence[tuple[Actor, FloorStamp | None] | None]:
        latest = max(now for _, _, now in asked)
        return identify_viewers(self._service, [(token, floor) for token, floor, _ in asked], now=latest)

    def _read(self, headers: Headers, address: str, now: datetime) -> str:
        token = _read_token(headers)
        if wait_s := self._wait_s(token, address, now):
            detail = f"Too many tokens from this address did not work. Wait {wait_s} seconds, then try again."
            raise Unreadable(Problem(DoorReason.SLOW_DOWN, detail, headers={"Retry-After": str(wait_s)}))
        return token

    def _judge(self, token: str, address: str, found: Found | None, now: datetime) -> Found:
        self._note(token, address, now, worked=found is not None)
        if found is None:
            detail = "This token does not work: it is unknown, expired or revoked. Ask an administrator for a new one."
            raise Unreadable(Problem(DoorReason.SIGN_IN, detail, headers=_WRONG_TOKEN))
        return found

    def _wait_s(self, token: str, address: str, now: datetime) -> int:
        with self._lock:
            failures = self._failures.get(address, deque[datetime]())
            while failures and failures[0] <= now - WINDOW:
                failures.popleft()
            if len(failures) < MOST_FAILURES or hash(token) in self._worked:
                return 0
            return max(1, int((failures[0] + WINDOW - now).total_seconds()) + 1)

    def _note(self, token: str, address: str, now: datetime, *, worked: bool) -> None:
        with self._lock:
            if worked:
                self._worked[hash(token)] = None
                self._worked.move_to_end(hash(token))
            else:
                self._worked.pop(hash(token), None)
                self._failures.setdefault(address, deque(maxlen=MOST_FAILURES)).append(now)
                self._failures.move_to_end(address)
            for kept in (self._failures, self._worked):
                if len(kept) > MOST_REMEMBERED:
                    kept.popitem(last=False)


def _read_token(headers: Headers) -> str:
    sent = headers.getlist("authorization")
    found = _BEARER.fullmatch(sent[0].strip()) if len(sent) == 1 else None
    if found is None:
        detail = "This call needs a bearer token. Send one in the header Authorization, after the word Bearer."
        raise Unreadable(Problem(DoorReason.SIGN_IN, detail, headers=_CHALLENGE))
    return found.group(1)
