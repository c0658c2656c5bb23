"""Answers about floors as last written, given again for as long as the floor stands as it stood."""

import threading
from dataclasses import dataclass

from booking.actions.show_floor import SeenApart
from booking.model.diary import FloorStamp
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.time import Interval

MOST_CHARACTERS = 1_500_000
"""How much text a process keeps; the state of a floor of 50 places takes about 4,000 characters, its week 25,000."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about a floor: which call, of which floor, for which time."""

    what: str
    floor: Ref
    interval: Interval


@dataclass(frozen=True, slots=True)
class _Text:
    diary_version: int
    sheet_version: int
    apart: SeenApart
    text: str


class Prepared:
    """The answers that a process gave last, the one longest unused dropped first.

    Whatever is written about a floor raises its diary's version in the same transaction, and the version is read for
    each request anew, together with who asks; so an answer of the same version is as good as a fresh one. People whose
    own bookings are in it, or whose roles let them book what is closed, see it otherwise than all others, and are never
    given what was written for those.
    """

    def __init__(self) -> None:
        self._texts: dict[Asked, _Text] = {}
        self._characters = 0
        self._lock = threading.Lock()

    def find(self, asked: Asked, stamp: FloorStamp, viewer: Actor) -> str | None:
        """The answer as it stands, if it was written for somebody who sees the same as the viewer."""
        with self._lock:
            kept = self._take(asked)
            if kept is None or (kept.diary_version, kept.sheet_version) != (stamp.diary_version, stamp.sheet_version):
                return None
            self._put(asked, kept)
        return None if kept.apart.has(viewer) else kept.text

    def keep(self, asked: Asked, versions: tuple[int, int], apart: SeenApart, text: str) -> None:
        """Remember an answer as written for somebody who sees it as most do, at versions of diary and sheet."""
        with self._lock:
            self._take(asked)
            self._put(asked, _Text(*versions, apart, text))
            while self._characters > MOST_CHARACTERS:
                self._take(next(iter(self._texts)))

    def _take(self, asked: Asked) -> _Text | None:
        kept = self._texts.pop(asked, None)
        self._characters -= len(kept.text) if kept else 0
        return kept

    def _put(self, asked: Asked, kept: _Text) -> None:
        self._texts[asked] = kept
        self._characters += len(kept.text)
