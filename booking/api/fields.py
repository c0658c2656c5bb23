"""Fields of a request: each declared once, for reading and for the API's document."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from starlette.datastructures import QueryParams

from booking.api.problems import Unreadable, bad_field

T = TypeVar("T")


class BadValue(Exception):
    """A value that a field cannot take; the message says what is wrong and what to send instead."""


@dataclass(frozen=True, slots=True, eq=False)
class Field(Generic[T]):
    """A field of a body or a parameter of an address.

    Attributes:
        name: as other programs write it.
        read: turns what was sent (text in an address, a JSON value in a body) into a value, or raises BadValue.
        schema: the JSON Schema of what may be sent.
        says: what it means, for the API's document.
        needed: whether it must be there.
        repeats: whether a parameter may be given several times; `read` then gets a list.
        empty_is_none: whether JSON's null counts as not given.
    """

    name: str
    read: Callable[[object], T]
    schema: Mapping[str, object]
    says: str
    needed: bool = False
    repeats: bool = False
    empty_is_none: bool = False


class Given:
    """The values that a request gave, by their fields."""

    def __init__(self, values: Mapping[Field[Any], object]) -> None:
        self._values = values

    def find(self, wanted: Field[T]) -> T | None:
        """The value of a field; None where it was not given."""
        return cast("T | None", self._values.get(wanted))

    def need(self, wanted: Field[T]) -> T:
        """The value of a field that must be given."""
        return cast("T", self._values[wanted])

    def __len__(self) -> int:
        return len(self._values)


def read_query(fields: Iterable[Field[Any]], query: QueryParams) -> Given:
    """Read the parameters of an address.

    Raises:
        Unreadable: an unknown, repeated, missing or unusable parameter.
    """
    texts: dict[str, object] = {}
    known = {one.name: one for one in fields}
    for name, text in query.multi_items():
        if name not in known:
            raise Unreadable(bad_field(_printable(name), _say_unknown("parameter", name, known)))
        if known[name].repeats:
            cast("list[str]", texts.setdefault(name, [])).append(text)
        elif name in texts:
            raise Unreadable(bad_field(name, f"The parameter {name} was given more than once. Give it once."))
        else:
            texts[name] = text
    return _read(known, texts)


def read_body(fields: Iterable[Field[Any]], sent: Mapping[str, object]) -> Given:
    """Read the fields of a body.

    Raises:
        Unreadable: an unknown, missing or unusable field.
    """
    known = {one.name: one for one in fields}
    for name in sent:
        if name not in known:
            raise Unreadable(bad_field(_printable(name), _say_unknown("field", name, known)))
    return _read(known, {name: value for name, value in sent.items() if not _is_empty(known[name], value)})


def _read(known: Mapping[str, Field[Any]], sent: Mapping[str, object]) -> Given:
    values: dict[Field[Any], object] = {}
    for name, one in known.items():
        if name in sent:
            try:
                values[one] = one.read(sent[name])
            except BadValue as fault:
                raise Unreadable(bad_field(name, str(fault))) from None
        elif one.needed:
            raise Unreadable(bad_field(name, f"{name} is missing. Send it: {one.says}"))
    return Given(values)


def _is_empty(one: Field[Any], value: object) -> bool:
    return value is None and one.empty_is_none


def _say_unknown(kind: str, name: str, known: Mapping[str, Field[Any]]) -> str:
    names = ", ".join(known) or "none"
    return f"There is no {kind} {_printable(name)!r} here. The {kind}s are: {names}. Leave it out or correct it."


def _printable(name: str) -> str:
    """A name that somebody sent, short and without halves of characters, so that an answer can hold it."""
    shown = name[:40].encode("utf-8", "backslashreplace").decode("utf-8")
    return shown if len(name) <= 40 else f"{shown}…"
