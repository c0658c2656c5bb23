"""Whether two places of a floor would be called alike, as people read their names."""

from collections import defaultdict
from collections.abc import Iterable

from booking.model.estate import ResourceKind
from booking.rules.phrases import say_place


def key_of(name: str) -> str:
    """What spellings of one name share, whatever their case and their blanks."""
    return "".join(name.split()).casefold()


def shown_key(kind: ResourceKind | None, name: str) -> str:
    """What two places share that pages show under one name: a desk “0.01” is shown as “Desk 0.01”."""
    return key_of(say_place(kind, name) if kind is not None else name)


def keys_of(kind: ResourceKind | None, name: str) -> frozenset[str]:
    """What no two places of a floor may share: the name as it is written, and as it is shown."""
    return frozenset({key_of(name), shown_key(kind, name)} - {""})


def group_alike(named: Iterable[tuple[ResourceKind | None, str]]) -> tuple[tuple[int, ...], ...]:
    """The positions of those that may not stand on one floor together, by the first of them; each group once."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at, (kind, name) in enumerate(named):
        for key in keys_of(kind, name):
            holders[key].append(at)
    return tuple(sorted({tuple(at) for at in holders.values() if len(at) > 1}))
