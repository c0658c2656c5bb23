"""What a typed line may hold."""

import pytest

from booking.model.text import fault_in_line, fault_in_name, tidy_line

FINE = (
    "Ward round",
    "O'Brien & Siân: 2 < 3",
    "Łukasz 会議 👩‍⚕️",
    "",
    "a" * 120,
    "5 = five",
    "e\u0301".encode().decode(),
)
MARKS = (
    "\u202e",
    "\u200f",
    "\ufeff",
    "\u2028",
    "\u2029",
    "\u0085",
    "\x00",
    "\x07",
    "\r",
    "\n",
    "\t",
    "\x0b",
    "\x0c",
    "\u200b",
    "\u2060",
    "\u00ad",
)


@pytest.mark.parametrize("text", FINE)
def test_fault_in_line_takes_words_of_any_language(text: str) -> None:
    assert fault_in_line(text) is None


@pytest.mark.parametrize("mark", [*MARKS, "\ud800", "\ue000"])
def test_fault_in_line_refuses_control_characters_and_hidden_marks(mark: str) -> None:
    fault = fault_in_line(f"Ward{mark}round")

    assert fault is not None
    assert fault.startswith("This holds a control character or a hidden mark")


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@here", "＝1", "＋1", "－1", "＠a"])
def test_fault_in_line_refuses_formulas(text: str) -> None:
    fault = fault_in_line(text)

    assert fault is not None
    assert "spreadsheets read as a formula" in fault


@pytest.mark.parametrize("text", ["a <b>bold</b>", "<script>", "</p>", "<!-- x", "JavaScript:alert(1)", "< img src=x"])
def test_fault_in_line_refuses_markup(text: str) -> None:
    fault = fault_in_line(text)

    assert fault is not None
    assert fault.startswith("This looks like markup")


def test_fault_in_line_names_the_length() -> None:
    assert fault_in_line("a" * 10_000) == "This is 10,000 characters long. Use 120 or fewer."


def test_tidy_line_composes_letters_and_trims() -> None:
    assert tidy_line("  Cafe\u0301\u00a0 ") == "Caf\u00e9"


@pytest.mark.parametrize("text", ["\u200d", "\u200c\u200d"])
def test_fault_in_line_refuses_a_line_that_shows_nothing(text: str) -> None:
    assert fault_in_line(text) is not None


@pytest.mark.parametrize("text", ["🏢", "…", "()", "🧑‍⚕️ 🏥", "· — ·"])
def test_fault_in_name_refuses_a_name_without_a_letter_or_digit(text: str) -> None:
    assert fault_in_name(text) == "Use at least one letter or number in the name."


@pytest.mark.parametrize("text", ["1", "é", "🏢 A", "नीया", "李"])
def test_fault_in_name_accepts_any_script(text: str) -> None:
    assert fault_in_name(text) is None
