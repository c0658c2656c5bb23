"""What arrived in a query or a form, and single fields read out of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from booking.model.ids import Ref

MOST_FIELDS = 600
"""More than any of our forms sends (one names 500 places), so that a body of a million names is refused early."""

MOST_PEOPLE = 999
"""The most people a form takes; no room seats as many, and the rules say so in better words."""

_FIRST_YEAR, _LAST_YEAR = 2000, 2200
_DECIMAL = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?")
_REF = re.compile(r"[a-z2-7]{26}")
_UNKNOWN_REF = Ref("0" * 26)


class BadFields(Exception):
    """A query or a form that is not what the page asked for; the message says which part, as a sentence."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Names and what was given for them, in order. Only names that may repeat have more than one value."""

    values: Mapping[str, tuple[str, ...]]

    def has(self, name: str) -> bool:
        """Whether the name was given at all, also with an empty value."""
        return name in self.values

    def get(self, name: str, default: str = "") -> str:
        """The one value; the default where the name was not given."""
        return self.values.get(name, (default,))[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a name that may repeat."""
        return self.values.get(name, ())

    def only(self, names: Iterable[str]) -> "Fields":
        """Those of these names that were given."""
        return Fields({name: self.values[name] for name in names if name in self.values})

    def typed(self, names: tuple[str, ...]) -> dict[str, str]:
        """What was typed into each of these fields, for showing it again; empty where nothing was."""
        return {name: self.get(name) for name in names}


NO_FIELDS = Fields({})
"""What a request without a query or a form brings."""


def parse_fields(text: str, known: frozenset[str], many: frozenset[str], *, strict: bool = True) -> Fields:
    """Read a query or an urlencoded body.

    Args:
        text: as it arrived.
        known: the names that count.
        many: those that may repeat.
        strict: whether other names are a fault; they are passed by where it is not.

    Raises:
        BadFields: broken encoding, too many fields, a name that is not known, or one that is repeated.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except UnicodeDecodeError as fault:
        raise BadFields("Part of it is not text that we can read.") from fault
    except ValueError as fault:
        raise BadFields(f"It has more than {MOST_FIELDS} fields.") from fault
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if name not in known:
            if not strict:
                continue
            raise BadFields(f"This page does not know “{_shorten(name)}”.")
        if name in found and name not in many:
            raise BadFields(f"“{name}” is there more than once, and only one can count.")
        found[name] = (*found.get(name, ()), value)
    return Fields(found)


def read_ref(text: str) -> Ref:
    """The ref in an address; one that no thing has where the text cannot be a ref."""
    return Ref(text) if _REF.fullmatch(text) else _UNKNOWN_REF


def read_whole(text: str, least: int, most: int) -> int | None:
    """A whole number typed by a person; None where it is none, or outside the bounds."""
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(most)):
        return None
    return int(digits) if least <= int(digits) <= most else None


def read_hundredths(text: str) -> int | None:
    """A number with at most two decimals, in hundredths; None where it is none."""
    match = _DECIMAL.fullmatch(text.strip()) if text.isascii() else None
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match is not None else None


def read_instant(text: str) -> datetime | None:
    """An instant as our own pages write it; None where it is none, or far from any that they write."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo is not None and _FIRST_YEAR <= read.year <= _LAST_YEAR else None


def say_people_fault(text: str) -> str:
    """Why a text is no number of people."""
    if re.fullmatch(r"[-+]?[0-9]+", text.strip()):
        return f"Enter a number from 1 to {MOST_PEOPLE}."
    return "Enter the number of people in figures, such as 4."


def _shorten(name: str) -> str:
    readable = "".join(letter if letter.isprintable() else "�" for letter in name)
    return readable if len(readable) <= 40 else f"{readable[:40]}…"
