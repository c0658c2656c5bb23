"""Checks a backdrop with a walk of its own: nothing that is not on the list may be in it."""

import re

from lxml import etree

ELEMENTS = {
    "svg": {"viewBox"},
    "style": set(),
    "path": {"class", "d"},
    "text": {"font-size", "transform"},
    "tspan": {"x", "y"},
}
VALUES = {
    "viewBox": re.compile(r"0 0 [\d.]+ [\d.]+"),
    "class": re.compile(r"[a-z]( [a-z])*"),
    "d": re.compile(r"[-MmlhvzZ\d. ]+"),
    "font-size": re.compile(r"[\d.]+"),
    "transform": re.compile(r"rotate\([-\d. ]+\)"),
    "x": re.compile(r"-?[\d.]+"),
    "y": re.compile(r"-?[\d.]+"),
}


def assert_harmless(backdrop: str) -> None:
    """The document has only listed elements and attributes with plain values, and refers to nothing."""
    root = etree.fromstring(backdrop.encode())
    for element in root.iter():
        assert isinstance(element.tag, str)
        namespace, _, name = element.tag.removeprefix("{").partition("}")
        assert namespace == "http://www.w3.org/2000/svg"
        assert name in ELEMENTS
        assert set(element.attrib) <= ELEMENTS[name]
        for attribute, value in element.attrib.items():
            assert VALUES[attribute].fullmatch(value), (attribute, value)
        if name == "style":
            assert not re.search(r"url|import|expression|[<\\]", element.text or "")
