"""Which labels are remarks of those who build and which name rooms: names are written alike, and larger."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from floorplans.label_groups import FEWEST_REPEATED, UNIQUE, group_labels, stand_together
from floorplans.shapes import Label
from floorplans.words import is_sentence, names_a_room, states_a_measure

# So many different names at one height, and this share of all that can be told by their words, are a plan's manner.
FEWEST_NAMES = 4
MOST_AT_ONE_HEIGHT = 0.75
# Heights that differ by less are one.
_ALIKE = 0.03
_MOST_GROUPED = 500
_MOST_WORDS = 2

_WORDS = re.compile(r"(?:^|\s)[^\d\s]*[^\W\d_]{3}[^\d\s]*(?=\s|$)")


def split_notes(labels: Sequence[Label]) -> tuple[list[Label], list[Label]]:
    """Labels that may name a room, and those that are remarks about how it is built.

    Draughtsmen write the names of rooms at one height and remarks smaller. Only where words show that names are
    written so, a smaller label is a remark: words that name no room, unless they are a line of a name and state no
    measure; marks, of which many say the same; and every line of a sentence in which such words stand.
    """
    telling = [label for label in labels if names_a_room(label.text)]
    height = _find_height(telling)
    if height is None:
        return list(labels), []
    known = {id(label) for label in telling}
    small = [label for label in labels if label.height < height * (1 - _ALIKE)]
    repeated = _find_repeated([label for label in small if not _is_worded(label.text)])
    names = _Names([label for label in labels if _are_alike(label.height, height)], height)
    notes = {id(label) for label in small if id(label) not in known and _is_note(label, repeated, names)}
    for lines in group_labels(small) if len(small) <= _MOST_GROUPED else ():
        if any(id(line) in notes for line in lines) and is_sentence(" ".join(line.text for line in lines)):
            notes.update(id(line) for line in lines)
    return [label for label in labels if id(label) not in notes], [label for label in labels if id(label) in notes]


def may_be_a_name(label: Label) -> bool:
    """Whether a remark may name a room all the same, where it alone stands in one: a word or two, and no measure.

    Names are written smaller to fit into small rooms.
    """
    return _is_worded(label.text) and not states_a_measure(label.text) and len(label.text.split()) <= _MOST_WORDS


def _is_note(label: Label, repeated: set[float], names: "_Names") -> bool:
    if not _is_worded(label.text):
        return round(label.height, 3) in repeated
    return states_a_measure(label.text) or not names.have_a_line(label)


class _Names:
    """Labels at the height of names, by their place."""

    def __init__(self, labels: Sequence[Label], height: float) -> None:
        self._labels = sorted(labels, key=lambda label: label.y)
        self._downs = [label.y for label in self._labels]
        self._reach = 2 * height

    def have_a_line(self, label: Label) -> bool:
        """Whether a label is another line of one of them."""
        first = bisect_left(self._downs, label.y - self._reach)
        past = bisect_right(self._downs, label.y + self._reach)
        return any(stand_together(name, label) for name in self._labels[first:past])


def _find_height(telling: Sequence[Label]) -> float | None:
    """The height of most labels whose words name rooms; None where there are too few, or of all heights."""
    if not telling:
        return None
    usual = Counter(round(label.height, 3) for label in telling).most_common(1)[0][0]
    alike = [label for label in telling if _are_alike(label.height, usual)]
    if len({label.text for label in alike}) < FEWEST_NAMES or len(alike) < MOST_AT_ONE_HEIGHT * len(telling):
        return None
    return usual


def _find_repeated(marks: Sequence[Label]) -> set[float]:
    """The heights at which marks mostly say what others say too, where numbers of rooms are each their own."""
    heights: dict[float, list[str]] = {}
    for mark in marks:
        heights.setdefault(round(mark.height, 3), []).append(mark.text)
    return {
        height
        for height, texts in heights.items()
        if len(texts) - len(set(texts)) >= FEWEST_REPEATED and len(set(texts)) < UNIQUE * len(texts)
    }


def _are_alike(one: float, other: float) -> bool:
    return abs(one - other) <= _ALIKE * other


def _is_worded(text: str) -> bool:
    """Whether a label is made of words, and is no number of a room."""
    return _WORDS.search(text) is not None or not any(letter.isdigit() for letter in text)
