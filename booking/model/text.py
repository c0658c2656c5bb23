"""What a line of text typed by a person may hold."""

import re
import unicodedata

TITLE_MAX = 120
"""The most characters in a title; longer ones do not fit a calendar entry or a door sign."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MARKUP = re.compile(r"<\s*[A-Za-z/!?]|javascript:", re.IGNORECASE)
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp", "Co", "Cn"})
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def tidy_line(text: str) -> str:
    """Bring a typed line to its one normal form: NFC, without blanks at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def fault_in_line(text: str, *, most: int = TITLE_MAX) -> str | None:
    """Name what is wrong with a tidy line, as a sentence that says what to do; None where nothing is.

    Control characters, line separators and direction marks would break mail headers and calendars; markup and
    formulas would run where the text is exported to.
    """
    if len(text) > most:
        return f"This is {len(text):,} characters long. Use {most} or fewer."
    if any(unicodedata.category(letter) in _UNSAFE_CATEGORIES or letter in _DIRECTION_MARKS for letter in text):
        return "This holds a control character or a hidden mark, often from pasted text. Type it again."
    if text.startswith(_FORMULA_STARTS):
        return "This starts with =, +, - or @, which spreadsheets read as a formula. Start with a letter or a number."
    if _MARKUP.search(text):
        return "This looks like markup, such as <b>. Use plain words."
    return None
