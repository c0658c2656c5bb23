"""Addresses within the service: how they are written, and which of them somebody may be sent to."""

from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlencode, urlsplit

from booking.model.ids import Ref

LONGEST_TARGET = 16_000
"""The most characters in an address that is kept over a sign-in; a page's own query may be long."""


def address(path: str, query: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> str:
    """A path with its query; parts that are empty are left out."""
    pairs = query.items() if isinstance(query, Mapping) else query
    kept = [(name, value) for name, value in pairs if value]
    return f"{path}?{urlencode(kept)}" if kept else path


def map_address(floor: Ref, place: Ref, query: Mapping[str, str] | None = None) -> str:
    """A floor's page where it shows a place: a phone's first screen ends above the map."""
    return address(f"/floors/{floor}", {**(query or {}), "show": place}) + "#shown"


def own_target(target: str) -> str:
    """The target if it is a path of this service, otherwise the start page.

    Browsers read backslashes as slashes and drop tabs and line ends, so whatever could leave this host in any
    reading is refused, also in its decoded forms.
    """
    if not target or len(target) > LONGEST_TARGET or not target.isascii():
        return "/"
    path = target.partition("?")[0]
    for reading in (path, unquote(path), unquote(unquote(path))):
        if not reading.startswith("/") or reading.startswith("//") or "//" in reading:
            return "/"
        if "\\" in reading or any(ord(letter) <= 0x20 or ord(letter) == 0x7F for letter in reading):
            return "/"
    if any(ord(letter) <= 0x20 or letter in "\\#\x7f" for letter in target):
        return "/"
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else "/"
