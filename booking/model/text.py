"""What a line of text typed by a person may hold."""

import re
import unicodedata

TITLE_MAX = 120
"""The most characters in a title; longer ones do not fit a calendar entry or a door sign."""

ADDRESS_MAX = 254
"""The longest address that mail can carry (RFC 5321 with its erratum 1690)."""

_ADDRESS = re.compile(r"[^@\s\"<>(),;:\\]+@[^@\s\"<>(),;:\\.]+(?:\.[^@\s\"<>(),;:\\.]+)+")
_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MARKUP = re.compile(r"<\s*[A-Za-z/!?]|javascript:", re.IGNORECASE)
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})
_JOINERS = frozenset("\u200c\u200d")
"""Invisible, and yet part of how Persian and many pictures are written; fine between other letters."""


def tidy_line(text: str) -> str:
    """Bring a typed line to its one normal form: NFC, without blanks at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def fault_in_line(text: str, *, most: int = TITLE_MAX) -> str | None:
    """Name what is wrong with a tidy line, as a sentence that says what to do; None where nothing is.

    Control characters, line separators and invisible marks would break mail headers and calendars or hide what a
    line says; markup and formulas would run where the text is exported to.
    """
    if len(text) > most:
        return f"This is {len(text):,} characters long. Use {most} or fewer."
    if any(_is_unsafe(letter) for letter in text) or (text and _JOINERS.issuperset(text)):
        return "This holds a control character or a hidden mark, often from pasted text. Type it again."
    if text.startswith(_FORMULA_STARTS):
        return "This starts with =, +, - or @, which spreadsheets read as a formula. Start with a letter or a number."
    if _MARKUP.search(text):
        return "This looks like markup, such as <b>. Use plain words."
    return None


def fault_in_name(text: str, *, most: int = TITLE_MAX) -> str | None:
    """Name what is wrong with a tidy name of a person or a thing, as a sentence; None where nothing is.

    A picture alone can neither be read out nor found.
    """
    if fault := fault_in_line(text, most=most):
        return fault
    return None if any(letter.isalnum() for letter in text) else "Use at least one letter or number in the name."


def fault_in_address(text: str) -> str | None:
    """Name what is wrong with a tidy email address, as a sentence; None where nothing is."""
    if fault := fault_in_line(text, most=ADDRESS_MAX):
        return fault
    return None if _ADDRESS.fullmatch(text) else "Enter an email address such as name@trust.nhs.uk."


def _is_unsafe(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSAFE_CATEGORIES and letter not in _JOINERS
