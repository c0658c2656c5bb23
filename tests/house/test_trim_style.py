"""The style sheet that pages get holds what they use, and only that."""

import re

import pytest

from booking.web.assets import INSTALLED, NHSUK, STYLE, read_sources, rewrite_style
from booking.web.files import read_files
from booking.web.trim_style import find_words, trim_style

WORDS = find_words(
    ['<p class="tag app-tag--{{ colour }} lead">', '{{ "app-icon--" ~ name }}', 'node.className = "opened"', "aside"]
)


@pytest.mark.parametrize(
    ("style", "left"),
    [
        (".tag{color:red}", ".tag{color:red}"),
        (".gone{color:red}", ""),
        (".tag,.gone,.lead{color:red}", ".tag,.lead{color:red}"),
        (".tag .gone{color:red}", ""),
        (".tag.gone{color:red}", ""),
        (".app-tag--blue{color:red}.app-tagged{color:red}", ".app-tag--blue{color:red}"),
        (".app-icon--bell{color:red}.app-icons{color:red}", ".app-icon--bell{color:red}"),
        (".tag:not(.gone){color:red}", ".tag:not(.gone){color:red}"),
        ("p.opened>a:hover{color:red}", "p.opened>a:hover{color:red}"),
        ("body{color:red}*{margin:0}", "body{color:red}*{margin:0}"),
        (":root{--space:4px}[hidden]{display:none}", ":root{--space:4px}[hidden]{display:none}"),
        ("@media print{.gone{color:red}}", ""),
        ("@media print{.gone{color:red}.lead{color:red}}", "@media print{.lead{color:red}}"),
        ("@supports (a:b){@media print{.lead,.gone{color:red}}}", "@supports (a:b){@media print{.lead{color:red}}}"),
        ("@keyframes turn{to{top:0}}", "@keyframes turn{to{top:0}}"),
        ('.lead{background:url("data:image/svg+xml,.gone{}")}', '.lead{background:url("data:image/svg+xml,.gone{}")}'),
    ],
)
def test_selectors_that_no_page_can_match_are_left_out(style: str, left: str) -> None:
    assert trim_style(style, WORDS) == left


def test_every_class_that_pages_name_keeps_what_the_frontend_says_of_it() -> None:
    whole = rewrite_style((INSTALLED / NHSUK / STYLE).read_text(encoding="utf-8"))
    named = {word for text in read_sources() for word in re.findall(r"nhsuk-[a-z0-9_-]+[a-z0-9]", text)}
    known = {name for name in named if re.search(rf"\.{re.escape(name)}(?![\w-])", whole)}
    served = read_files()["vendor/nhsuk-frontend.min.css"].body.decode()

    lost = {name for name in known if not re.search(rf"\.{re.escape(name)}(?![\w-])", served)}
    assert {"nhsuk-button", "nhsuk-error-summary", "nhsuk-header__menu-toggle", "nhsuk-tag"} <= known
    assert lost <= {"nhsuk-input-wrapper--large"}, "said only of prefixes, which no page has"
    assert len(served) < 150_000 < len(whole)
