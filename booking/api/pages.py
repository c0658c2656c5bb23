"""Pages of lists: one item more is read than is shown, to know whether there is a next page."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from booking.api.calls import Answer, Call
from booking.api.cursors import open_cursor, seal_cursor
from booking.api.parameters import CURSOR, page_size
from booking.api.shapes import Shape, list_shape

T = TypeVar("T")

Place = tuple[int, ...]
"""The whole numbers by which a list is ordered, of one of its items."""


def find_place(call: Call, listed: str) -> Place | None:
    """Behind which place the list goes on; None at its beginning."""
    cursor = call.query.find(CURSOR)
    return None if cursor is None else open_cursor(call.service, listed, cursor)


def answer_page(
    call: Call, listed: str, found: Sequence[T], *, show: Callable[[T], Shape], place: Callable[[T], Place]
) -> Answer:
    """Answer a page of what was found: at most one more than the page holds is needed."""
    size = page_size(call)
    shown = found[:size]
    cursor = seal_cursor(call.service, listed, place(shown[-1])) if len(found) > size else None
    return Answer(200, list_shape((show(item) for item in shown), cursor))
