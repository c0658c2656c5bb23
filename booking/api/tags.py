"""Entity tags: what a program has seen, as it says so in If-None-Match and If-Match (RFC 9110)."""

import hashlib
import re
from dataclasses import dataclass

from starlette.datastructures import Headers

from booking.api.problems import DoorReason, Problem, Unreadable

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


@dataclass(frozen=True, slots=True)
class SeenVersions:
    """Which versions of a booking the asker has seen; `anything` is If-Match's star."""

    versions: frozenset[int]
    anything: bool = False


def make_tag(*parts: object) -> str:
    """A weak tag that differs whenever one of the parts does: packed or not, the answer says the same."""
    return f'W/"{hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:32]}"'


def version_tag(version: int) -> str:
    """The tag of a booking's version."""
    return f'"{version}"'


def has_seen(headers: Headers, tag: str) -> bool:
    """Whether If-None-Match names the tag, weakly or strongly, or is a star."""
    sent = ",".join(headers.getlist("if-none-match"))
    return sent.strip() == "*" or tag.removeprefix("W/").strip('"') in {found.group(2) for found in _TAG.finditer(sent)}


def read_if_match(headers: Headers) -> SeenVersions | None:
    """The versions that If-Match names; None without the header. Weak tags and those of other things match nothing.

    Raises:
        Unreadable: a header that is no list of tags.
    """
    values = headers.getlist("if-match")
    if not values:
        return None
    sent = ",".join(values)
    if sent.strip() == "*":
        return SeenVersions(frozenset(), anything=True)
    tags = _TAG.findall(sent)
    if not tags or _TAG.sub("", sent).strip(" \t,"):
        raise Unreadable(
            Problem(
                DoorReason.BAD_REQUEST,
                "If-Match is not a list of entity tags. Send the ETag of an earlier answer, with its quotes.",
                "If-Match",
            )
        )
    return SeenVersions(frozenset(int(tag) for weak, tag in tags if not weak and re.fullmatch(r"[0-9]{1,9}", tag)))
