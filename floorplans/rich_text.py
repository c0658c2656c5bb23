"""Plain lines of text from the scraps of HTML that drawing programs keep labels in."""

import re
from html.parser import HTMLParser

LONGEST_MARKUP = 20_000
MOST_LINES = 10
LONGEST_LABEL = 200

_BREAKS = frozenset({"br", "div", "p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"script", "style", "head", "title"})
_SIZE = re.compile(r"font-size\s*:\s*(\d{1,4}(?:\.\d{1,4})?)\s*(?:px|pt)?", re.I)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.size: float | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self.text += "\n" if tag in _BREAKS else ""
        size = _SIZE.search(dict(attrs).get("style") or "")
        if size is not None:
            self.size = max(self.size or 0.0, float(size[1]))

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self.text += "\n" if tag in _BREAKS else ""

    def handle_data(self, data: str) -> None:
        self.text += "" if self._unseen else data


def read_rich_text(markup: str) -> tuple[tuple[str, ...], float | None]:
    """The lines that a reader sees, none empty, and the largest font size that the markup states."""
    reader = _Reader()
    reader.feed(markup[:LONGEST_MARKUP])
    reader.close()
    return split_lines(reader.text), reader.size


def split_lines(text: str) -> tuple[str, ...]:
    """Lines with their spaces tidied, none empty, at most MOST_LINES of at most LONGEST_LABEL letters."""
    lines = (" ".join(line.split())[:LONGEST_LABEL] for line in text.splitlines())
    return tuple(line for line in lines if line)[:MOST_LINES]
