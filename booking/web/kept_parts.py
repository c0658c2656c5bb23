"""Parts of pages that were made before: what comes of a part depends on nothing but what it is given."""

from collections.abc import Callable, Hashable
from functools import lru_cache

from jinja2 import Undefined
from markupsafe import Markup

Macro = Callable[..., str]

MOST_KEPT = 128
"""Of each part, 1 to 8 KB each: headers differ by where one is and what one may, buttons by what stands on them."""

LONGEST_KEPT = 500
"""Letters of a text that is kept; longer ones were typed by somebody, and no other page repeats them."""


class _NotKept(Exception):
    """It holds something that cannot be compared, or is too long."""


class _Asked:
    """What a macro is given, and what it is known by."""

    __slots__ = ("given", "key")

    def __init__(self, given: object) -> None:
        self.given = given
        self.key = _key(given)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other.key == self.key


def keep_made(macro: Macro) -> Macro:
    """Give a macro that is not run again for what it was given before.

    The frontend's macros took most of the time of a page: each is made of a dozen others, for every look of a part.
    """

    @lru_cache(MOST_KEPT)
    def make(asked: _Asked) -> str:
        return macro(asked.given)

    def give(given: object) -> str:
        try:
            asked = _Asked(given)
        except _NotKept:
            return macro(given)
        return make(asked)

    return give


def _key(given: object) -> Hashable:
    """What two values share only where they are shown alike: markup is no text, and True is not 1."""
    match given:
        case dict():
            return (dict, *((_key(name), _key(value)) for name, value in given.items()))
        case list() | tuple():
            return (list, *(_key(value) for value in given))
        case Markup() if len(given) <= LONGEST_KEPT:
            return (Markup, str(given))
        case str() if len(given) <= LONGEST_KEPT:
            return given
        case bool() | int() | None:
            return (type(given), given)
        case Undefined():
            return Undefined
        case _:
            raise _NotKept
