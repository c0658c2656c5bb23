"""What a new password may not be: short, common, or the person's own name."""

LEAST_LETTERS = 12
MOST_LETTERS = 1000
"""Longer than any real one, so that nobody can make the service hash a book."""

_COMMON = frozenset(
    (
        "123456789012",
        "1234567890123",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopas",
        "qwertyqwerty",
        "letmeinletmein",
        "welcomewelcome",
        "adminadminadmin",
        "administrator",
        "administrator1",
        "changemechangeme",
        "iloveyouiloveyou",
        "abcdefghijkl",
        "abc123abc123",
        "111111111111",
        "000000000000",
        "footballfootball",
        "liverpoolfootballclub",
        "manchesterunited",
        "nhsnhsnhsnhs",
        "nhspassword1",
        "nhspassword123",
        "correct horse battery staple",
        "correcthorsebatterystaple",
    )
)
"""The commonest of twelve letters and more, from lists of leaked passwords, and a few that are near at hand."""


def fault_in_password(password: str, *, name: str, email: str, forbidden: frozenset[str]) -> str | None:
    """Say what is wrong with a new password, and what to do; None where nothing is.

    Length is all that is asked for (NIST SP 800-63B, the National Cyber Security Centre): no rule of composition makes
    a password better. `forbidden` are public passwords, such as the demo's.
    """
    folded = password.casefold().strip()
    if len(password) < LEAST_LETTERS:
        return f"Use at least {LEAST_LETTERS} characters. Three random words make a good password."
    if len(password) > MOST_LETTERS or "\x00" in password:
        return f"Use {MOST_LETTERS:,} characters or fewer, and letters that can be typed."
    if folded in _COMMON or folded in forbidden or len(set(folded)) < 3:
        return "This password is known to be common. Choose three random words instead."
    if _is_made_of(_bare(folded), _own_words(name.casefold(), email.casefold())):
        return "This is your name or address. Choose three random words instead."
    return None


def _own_words(name: str, email: str) -> frozenset[str]:
    """The words of a name and an address, alone and as a whole, without what stands between them."""
    whole = (name, email, email.partition("@")[0])
    words = (word for text in (name, email.partition("@")[0]) for word in _between_marks(text))
    return frozenset(filter(None, (_bare(text) for text in (*whole, *words))))


def _between_marks(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def _is_made_of(text: str, words: frozenset[str]) -> bool:
    """Whether the text is nothing but these words, in any order and as often as one likes."""
    reached = {0}
    for at in range(len(text)):
        if at in reached:
            reached |= {at + len(word) for word in words if text.startswith(word, at)}
    return bool(text) and len(text) in reached


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
