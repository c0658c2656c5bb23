"""Names that may fit what somebody typed.

The database leaves out what cannot fit; names with letters beyond ASCII are all answered, since only the rules know
that a letter with an accent fits one without.
"""

from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, LargeBinary, and_, cast, func, or_

from booking.store.engine import Tx


def may_fit(tx: Tx, names: Sequence[Column[str]], words: Sequence[str]) -> ColumnElement[bool]:
    """Whether each folded word stands in one of the names, of which hyphens and apostrophes do not count.

    True of every name that has letters beyond ASCII.
    """
    plain: list[ColumnElement[str]] = []
    for name in names:
        folded = func.replace(func.lower(name), "_", " ")
        for mark in ("'", "`", "-"):
            folded = func.replace(folded, mark, "")
        plain.append(folded)
    found = and_(*(or_(*(name.contains(word, autoescape=True) for name in plain)) for word in words))
    return or_(found, *(_has_other_letters(tx, name) for name in names))


def _has_other_letters(tx: Tx, name: Column[str]) -> ColumnElement[bool]:
    length = func.octet_length(name) if tx.on_postgres else func.length(cast(name, LargeBinary))
    return length != func.length(name)
