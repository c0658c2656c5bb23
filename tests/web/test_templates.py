"""The templates and words themselves."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from booking.model.audit import AuditAct
from booking.model.bookings import BookingState, EndedWhy
from booking.model.decisions import Reason
from booking.model.estate import ResourceKind
from booking.rules.bars import Bar
from booking.rules.marks import PlaceState
from booking.web import history, words
from booking.web.pages import TEMPLATES, render

SOURCES = sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_template_runs_nothing_and_trusts_nothing(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    source = re.sub(
        r'<script type="module" src="\{\{ file\("js/\w+\.js"\) \}\}"></script>', "", source
    )  # a file of ours
    found = re.findall(r"\|\s*safe\b|autoescape|<script|\sstyle=|\son[a-z]+=|javascript:|<style", source)

    assert found == []


def test_name_that_a_page_does_not_get_is_a_mistake() -> None:
    with pytest.raises(UndefinedError):
        render("problem.html", {"heading": "x"})


def test_every_word_of_the_model_has_words() -> None:
    assert set(words.STATUS_OF) == set(Reason)
    assert set(words.PLACE_STATES) == {*PlaceState, *Bar}
    assert set(words.BOOKING_STATES) == set(BookingState)
    assert set(words.KINDS) == set(ResourceKind)
    assert set(words._ENDED) == set(EndedWhy)
    assert set(history._ACTS) == set(AuditAct)


def test_every_state_has_a_sign() -> None:
    sprite = (TEMPLATES / "sprite.html").read_text(encoding="utf-8")

    assert re.findall(r'symbol id="mark-([a-z_]+)"', sprite) == [
        "free", "yours", "taken", "requested", "locked", "too_close", "closed",
        "other_roles", "too_far", "passed", "kept",
    ]  # fmt: skip
