"""Fills a form that stands in a finished page with what somebody typed into it before."""

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

from booking.web.fields import Fields
from booking.web.tokens import FIELD

NOT_TYPED = frozenset({FIELD, "agreed", "password", "again"})
"""Names that nobody's typing is kept for: the page's own proof, the mark of an effect that was seen, and secrets."""

_NOT_FILLED = frozenset({"password", "file", "submit", "button", "image", "reset"})
_TICKED = frozenset({"checkbox", "radio"})

Attributes = dict[str, str | None]


@dataclass(slots=True)
class _Control:
    """A field as it is written in the page: its tag, and where that stands; of a text area also what is in it."""

    tag: str
    attributes: Attributes
    start: int
    end: int
    name: str
    until: int = 0

    @property
    def kind(self) -> str:
        return (self.attributes.get("type") or "text").lower() if self.tag == "input" else self.tag

    @property
    def value(self) -> str:
        return self.attributes.get("value") or ""

    @property
    def is_hidden(self) -> bool:
        return self.kind == "hidden"


@dataclass(slots=True)
class _Form:
    """The fields of one form; the options of a list are fields with the list's name."""

    controls: list[_Control] = field(default_factory=list)

    def is_about(self, typed: Fields) -> bool:
        """Whether its hidden fields say what those that were sent say: one page may hold a form for each booking."""
        hidden = [one for one in self.controls if one.is_hidden and typed.has(one.name)]
        return all(one.value in typed.all(one.name) for one in hidden)

    def asks(self) -> bool:
        """Whether there is anything in it that people fill in."""
        return any(not one.is_hidden for one in self.controls)


def fill_form(page: str, action: str, typed: Fields) -> tuple[str, bool]:
    """The page with its form of this action filled in, and whether the form has anything that people fill in.

    Hidden fields come back too, so that what others changed meanwhile is still noticed. Of several forms with the same
    action only that one is filled whose hidden fields are those that were sent.
    """
    reader = _Reader(page, action)
    forms = reader.forms if len(reader.forms) == 1 else [form for form in reader.forms if form.is_about(typed)]
    edits = [edit for form in forms if form.asks() for edit in _fill(form, typed)]
    for start, end, text in sorted(edits, reverse=True):
        page = page[:start] + text + page[end:]
    return page, any(form.asks() for form in forms)


def _fill(form: _Form, typed: Fields) -> list[tuple[int, int, str]]:
    """The parts of the page to be replaced, each with what stands there then."""
    edits = []
    met: dict[str, int] = {}
    for one in form.controls:
        values = typed.all(one.name)
        if one.kind in _TICKED or one.kind == "option":
            # A box that is not ticked is not sent; a list or a set of buttons that was not sent was not on the page.
            if values or one.kind == "checkbox":
                sign = "selected" if one.kind == "option" else "checked"
                edits.append((one.start, one.end, _write(one, sign, None, present=one.value in values)))
        elif met.setdefault(one.name, 0) < len(values):
            value = values[met[one.name]]
            met[one.name] += 1
            if one.kind == "textarea":
                edits.append((one.end, one.until, f"\n{escape(value)}"))
            else:
                edits.append((one.start, one.end, _write(one, "value", value)))
    return edits


def _write(one: _Control, name: str, value: str | None, *, present: bool = True) -> str:
    attributes = {key: kept for key, kept in one.attributes.items() if key != name}
    if present:
        attributes[name] = value
    said = (key if kept is None else f'{key}="{escape(kept)}"' for key, kept in attributes.items())
    return f"<{' '.join((one.tag, *said))}>"


class _Reader(HTMLParser):
    """Finds the forms of an action."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self._action = action
        self._form: _Form | None = None
        self._list = ""
        self._area: _Control | None = None
        self._lines = _line_starts(page)
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the field; the fields of other forms are passed by."""
        attributes = dict(attrs)
        if tag == "form":
            self._form = _Form() if attributes.get("action") == self._action else None
            if self._form is not None:
                self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "select":
            self._list = attributes.get("name") or ""
        name = self._list if tag == "option" else attributes.get("name") or ""
        if tag not in ("input", "option", "textarea") or not name or name in NOT_TYPED:
            return
        start = self._here()
        control = _Control(tag, attributes, start, start + len(self.get_starttag_text() or ""), name)
        if control.kind in _NOT_FILLED:
            return
        self._form.controls.append(control)
        self._area = control if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        """Leave a form, a list or a text area."""
        if tag == "form":
            self._form = None
        if tag == "select":
            self._list = ""
        if tag == "textarea" and self._area is not None:
            self._area.until = self._here()
            self._area = None

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _line_starts(page: str) -> list[int]:
    """Where each line begins; only line feeds end one, as the parser counts."""
    return [0, *accumulate(len(line) + 1 for line in page.split("\n"))]
