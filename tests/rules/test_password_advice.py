"""What a new password may not be."""

import pytest

from booking.rules.password_advice import fault_in_password

SHORT = "Use at least 12 characters. Three random words make a good password."
COMMON = "This password is known to be common. Choose three random words instead."
OWN = "This is your name or address. Choose three random words instead."
LONG = "Use 1,000 characters or fewer, and letters that can be typed."


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elevenchars", SHORT),
        ("twelve chars", None),
        ("ÄÖÜ und ein Ö", None),
        ("no digits or signs at all", None),
        ("Password1234", COMMON),
        ("demo-password", COMMON),
        ("abababababababab", COMMON),
        ("Rosalind Franklin", OWN),
        ("rosalind.franklin", OWN),
        ("rosalind.franklin@trust.example", OWN),
        ("Rosalind Rosalind Franklin", OWN),
        ("franklin-franklin-franklin", OWN),
        ("rosalindfranklin rosalind.franklin@trust.example", OWN),
        ("rosalind franklin 1952 photo", None),
        ("franklin rosalinde", None),
        ("a b c " * 200, LONG),
        ("three random\x00words", LONG),
    ],
)
def test_password_is_judged_by_length_and_by_what_is_known(password: str, fault: str | None) -> None:
    said = fault_in_password(
        password,
        name="Rosalind Franklin",
        email="rosalind.franklin@trust.example",
        forbidden=frozenset({"demo-password"}),
    )

    assert said == fault


def test_public_password_of_the_demo_is_fine_in_the_demo() -> None:
    assert fault_in_password("demo-password", name="A", email="a@b.example", forbidden=frozenset()) is None
