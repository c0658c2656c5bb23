"""How single values are read and written: instants, whole numbers, ids, lines of text."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from booking.api.fields import BadValue
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.text import TITLE_MAX, fault_in_line, tidy_line

Schema = dict[str, object]

YEARS = range(1970, 3000)
"""The years that an instant may lie in; the calendar's arithmetic stays far from its ends."""

MOST_PEOPLE = 10_000
"""The largest party that can be asked for; what a room really seats is for the rules."""

MOST_A_PAGE = 500
USUAL_A_PAGE = 100
MOST_FEATURES = 20
LONGEST_WORD = 120

REF_SCHEMA: Schema = {"type": "string", "description": "An opaque id."}
INSTANT_SCHEMA: Schema = {
    "type": "string",
    "format": "date-time",
    "description": f"RFC 3339 with its offset, in the years {YEARS.start} to {YEARS.stop - 1}.",
    "examples": ["2026-11-24T09:00:00Z"],
}
LATER_SCHEMA: Schema = {**INSTANT_SCHEMA, "examples": ["2026-11-24T10:30:00Z"]}
PEOPLE_SCHEMA: Schema = {"type": "integer", "minimum": 1, "maximum": MOST_PEOPLE}
KIND_SCHEMA: Schema = {"type": "string", "enum": [kind.value for kind in ResourceKind]}
FEATURES_SCHEMA: Schema = {
    "type": "array",
    "items": {"type": "string", "minLength": 1, "maxLength": LONGEST_WORD},
    "minItems": 1,
    "maxItems": MOST_FEATURES,
}
LIMIT_SCHEMA: Schema = {"type": "integer", "minimum": 1, "maximum": MOST_A_PAGE, "default": USUAL_A_PAGE}

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))", re.ASCII)
_REF = re.compile(r"[a-z2-7]{26}")
_NO_SUCH_REF = Ref("")
_UNLIKELY_REF = Ref("no such use")


def read_instant(sent: object) -> datetime:
    """An RFC 3339 time with its offset, as a UTC instant; finer than a microsecond is cut off."""
    found = _INSTANT.fullmatch(_text(sent))
    if found is None:
        raise BadValue(
            "This is not a time with its offset. Write it like 2026-11-24T09:00:00Z or 2026-11-24T09:00:00+01:00 "
            "(in an address, + is written %2B)."
        )
    on, at, fraction, zulu, sign, hours, minutes = found.groups()
    try:
        clock = datetime.fromisoformat(f"{on}T{at}.{(fraction or '0')[:6]:0<6}+00:00")
    except ValueError:
        raise BadValue("There is no such day or time of day. Correct it.") from None
    if clock.year not in YEARS:
        raise BadValue(f"This year cannot be used. Choose one from {YEARS.start} to {YEARS.stop - 1}.")
    if zulu:
        return clock
    if int(hours) > 23 or int(minutes) > 59:
        raise BadValue("There is no such offset. Write one from -23:59 to +23:59.")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return clock - ahead if sign == "+" else clock + ahead


@lru_cache(maxsize=2_048)  # a floor's bookings begin and end at the same few times
def say_instant(instant: datetime) -> str:
    """An instant as RFC 3339 in UTC, with Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_ref(sent: object) -> Ref:
    """An id. One that no id can look like becomes one that nothing has, so that both are answered alike."""
    text = _text(sent)
    return Ref(text) if _REF.fullmatch(text) else _NO_SUCH_REF


def read_use(sent: object) -> Ref:
    """The id of a use of rooms, or null for none, which becomes an empty one."""
    if sent is None:
        return Ref("")
    return read_ref(sent) or _UNLIKELY_REF


def read_people(sent: object) -> int:
    """A party's size in a body: a JSON whole number."""
    if not isinstance(sent, int) or isinstance(sent, bool) or not 1 <= sent <= MOST_PEOPLE:
        raise BadValue(f"This is not a number of people. Send a whole number from 1 to {MOST_PEOPLE}.")
    return sent


def read_people_text(sent: object) -> int:
    """A party's size in an address."""
    return _whole(sent, MOST_PEOPLE)


def read_limit(sent: object) -> int:
    """How many items a page may hold."""
    return _whole(sent, MOST_A_PAGE)


def read_kind(sent: object) -> ResourceKind:
    """A kind of resource."""
    return _one_of(sent, ResourceKind)


def read_line(sent: object, *, most: int = TITLE_MAX) -> str:
    """A line of text that people will read; empty is allowed."""
    line = tidy_line(_text(sent))
    if fault := fault_in_line(line, most=most):
        raise BadValue(fault)
    return line


def read_words(sent: object) -> str:
    """Words to look for; they are compared and shown to nobody, so only what a database cannot take is refused."""
    words = tidy_line(_text(sent))
    if len(words) > LONGEST_WORD or not words.isprintable():
        raise BadValue(f"These words cannot be looked for. Send up to {LONGEST_WORD} letters and digits.")
    return words


def read_features(sent: object) -> frozenset[str]:
    """Features that a room must have: the texts of a repeated parameter."""
    texts = sent if isinstance(sent, list) else [sent]
    if len(texts) > MOST_FEATURES:
        raise BadValue(f"More than {MOST_FEATURES} features were asked for. Ask for fewer.")
    features = frozenset(read_words(text) for text in texts)
    if "" in features:
        raise BadValue("A feature has no name. Name it or leave the parameter out.")
    return features


def read_text(sent: object) -> str:
    """Text that only this service makes and reads, such as a cursor."""
    return _text(sent)


Member = TypeVar("Member", bound=ResourceKind)


def _one_of(sent: object, kinds: type[Member]) -> Member:
    text = _text(sent)
    if text not in {kind.value for kind in kinds}:
        raise BadValue(f"There is no such kind. Choose one of {', '.join(kinds)}.")
    return kinds(text)


def _whole(sent: object, most: int) -> int:
    text = _text(sent)
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise BadValue(f"This is not a number that can be used here. Send a whole number from 1 to {most}.")
    return int(text)


def _text(sent: object) -> str:
    if not isinstance(sent, str):
        raise BadValue("This must be text. Send it between quotation marks.")
    if not sent.isascii() and any("\ud800" <= letter <= "\udfff" for letter in sent):
        raise BadValue("This holds half a character. Send whole characters.")
    return sent
