"""Closures in words."""

from booking.model.closures import StandingClosure
from booking.rules.sentences import list_words

CLOSURES = "/admin/closures"

_MOST_NAMED = 5


def say_targets(standing: StandingClosure) -> str:
    """What is closed: the first few by name, and how many more."""
    return say_names([target.name for target in standing.targets])


def say_names(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - _MOST_NAMED
    return f"{', '.join(names[:_MOST_NAMED])} and {more} more" if more > 0 else list_words(names)
