"""Whether a name fits what somebody typed: by the beginnings of words, in any case, with or without accents."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from booking.model.finding import NamedPlace, Sitting
from booking.model.people import Person
from booking.rules.phrases import say_place

MOST_LETTERS = 100
"""The longest text that is searched for; no name is longer than a line."""

LEAST_LETTERS = 2
"""How many letters or figures one of the words needs, so that nobody lists everything a letter at a time."""

_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
_APOSTROPHES = "'’‘ʼ`"
_APOSTROPHE, _HYPHEN = re.compile(f"[{_APOSTROPHES}]"), re.compile("[-\u2010-\u2013]")
_NO_NAME = re.compile(f"[^\\w\\s,.{_APOSTROPHES}\\u2010-\\u2013-]|_")
_TRANSLATED = str.maketrans({**_LETTERS, **dict.fromkeys(_APOSTROPHES, "")})
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")


def fold(text: str) -> str:
    """Text without case, accents and apostrophes: Siân O’Brien becomes sian obrien."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).translate(_TRANSLATED)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order; a figure with points in it, such as 1.12, is one word."""
    return tuple(_WORD.findall(fold(text)))


def is_enough(words: Sequence[str]) -> bool:
    """Whether there is enough to search for."""
    return any(len(word) >= LEAST_LETTERS for word in words)


def fits(words: Iterable[str], name: str) -> bool:
    """Whether each of the words is how a word of the name begins, in any order.

    12 is how the second part of 1.12 begins. A name with a hyphen or an apostrophe is one word and two: Smith-Jones is
    found by jones and by smithj, O'Brien by obrien and by brien.
    """
    whole = words_of(name)
    parts = {*whole, *(part for word in whole for part in word.split("."))}
    if _HYPHEN.search(name):
        parts.update(words_of(_HYPHEN.sub("", name)))
    if _APOSTROPHE.search(name):
        parts.update(words_of(_APOSTROPHE.sub(" ", name)))
    return all(any(part.startswith(word) for part in parts) for word in words)


def name_words(typed: str) -> tuple[str, ...]:
    """The folded words of a name; none where something stands in it that stands in no name, as in an address."""
    return words_of(typed) if not _NO_NAME.search(typed) else ()


def fits_person(typed: str, person: Person) -> bool:
    """Whether what was typed stands in a person's name or address as it is, or all its words fit the name."""
    words, text = name_words(typed), typed.lower()
    return text in person.name.lower() or text in person.email or (bool(words) and fits(words, person.name))


def is_name(typed: str, name: str) -> bool:
    """Whether somebody typed the whole name, its parts in any order: Brown, Keisha is Keisha Brown."""
    return sorted(words_of(_HYPHEN.sub("", typed))) == sorted(words_of(_HYPHEN.sub("", name)))


def fits_place(words: Sequence[str], place: NamedPlace) -> bool:
    """Whether the words name a place: at least one of them by its own name or kind, the others by where it stands."""
    own = f"{place.name} {place.kind.words}"
    around = f"{own} {place.floor} {place.building} {place.site}"
    return fits(words, around) and any(fits((word,), own) for word in words)


def closeness(words: Sequence[str], name: str) -> tuple[bool, bool, tuple[tuple[bool, int, str], ...]]:
    """How names that fit are ordered: the same first, then those that begin alike, then as people count: 1.2, 1.10."""
    folded, asked = " ".join(words_of(name)), " ".join(words)
    parts = tuple((not part.isdigit(), int(part[:9]) if part.isdigit() else 0, part) for part in _split(folded))
    return folded != asked, not folded.startswith(asked), parts


def place_closeness(words: Sequence[str], place: NamedPlace) -> tuple[object, ...]:
    """How places that fit are ordered: by name, then by where they stand."""
    said = say_place(place.kind, place.name)
    return min(closeness(words, place.name), closeness(words, said)), place.site, place.building, place.floor


def next_sittings(sittings: Iterable[Sitting], now: datetime) -> tuple[tuple[Sitting, ...], tuple[Sitting, ...]]:
    """Where somebody sits today, and on the next day on which they sit anywhere; each by start, either may be empty."""
    today: list[Sitting] = []
    later: list[Sitting] = []
    for sitting in sorted(sittings, key=lambda one: one.interval):
        zone = sitting.floor.site.zone
        starts_on, first = sitting.interval.start.astimezone(zone).date(), later[:1]
        if starts_on <= now.astimezone(zone).date():
            today.append(sitting)
        elif not first or first[0].interval.start.astimezone(first[0].floor.site.zone).date() == starts_on:
            later.append(sitting)
    return tuple(today), tuple(later)


def _split(folded: str) -> list[str]:
    return re.findall(r"\d+|[^\d]+", folded)
