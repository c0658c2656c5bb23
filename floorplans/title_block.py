"""What stands on a sheet about the drawing itself, and names no room: its scale, its dates, its numbers."""

import re
from collections.abc import Sequence

from floorplans.shapes import Label

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{1,2}}/\d{{1,2}}/(?:\d{{2}}|\d{{4}})|\d{{1,2}}[.-]\d{{1,2}}[.-](?:19|20)\d{{2}}"
    rf"|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}|(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH},? (?:19|20)\d{{2}})"
)
_SHEET = r"(?: ?@ ?a[0-4]| ?\(?a[0-4]\)?)?"
_PATTERNS = (
    rf"(?:drawing |plan )?(?:scale ?[:=]? ?)?1 ?[:/] ?(?:\d{{1,3}}[05]|5|\d,?\d[05]0){_SHEET}",
    rf"(?:drawing |plan )?scale ?[:=]? ?1 ?(?:[:/]|to) ?\d+{_SHEET}",
    r"(?:drawing |plan )?scale ?[:=]? ?(?:as shown|as indicated|nts|n\.t\.s\.?|bar)",
    r"n\.?t\.?s\.?|not to scale|do not scale.*",
    rf"(?:(?:date|dated|drawn|checked|approved|issued|printed|plotted|revised|surveyed)(?: on| by)? ?:? ?)?{_DATE}",
    r"(?:drawing|dwg|drg|sheet|project|job) ?(?:no|nr|num|number|ref|reference)\b\.? ?:?.*",
    r"(?:rev|revision)\b\.? ?:? ?[a-z]?\d{0,3}",
)
_NAMES_NOTHING = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def is_of_the_sheet(text: str) -> bool:
    """Whether a text is about the drawing: "Scale 1:100 @ A3", "12/03/2024", "Drawing no. A-101", "Rev B"."""
    return _NAMES_NOTHING.fullmatch(" ".join(text.split())) is not None


def split_sheet(labels: Sequence[Label]) -> tuple[list[Label], list[Label]]:
    """Labels that may name something on the floor, and those that are about the drawing."""
    named = [label for label in labels if not is_of_the_sheet(label.text)]
    return named, [label for label in labels if is_of_the_sheet(label.text)]
