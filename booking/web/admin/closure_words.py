"""Closures in words."""

from booking.model.closures import StandingClosure
from booking.rules.sentences import list_words

CLOSURES = "/admin/closures"

_MOST_NAMED = 5


def say_targets(standing: StandingClosure) -> str:
    """What is closed: the first few by name, how many more, and on which floor they stand where that is one."""
    names, floors = [target.name for target in standing.targets], {target.where for target in standing.targets}
    where = next(iter(floors)) if len(floors) == 1 else ""
    return f"{say_names(names)}, {where}" if where else say_names(names)


def say_names(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - _MOST_NAMED
    return f"{', '.join(names[:_MOST_NAMED])} and {more} more" if more > 0 else list_words(names)
