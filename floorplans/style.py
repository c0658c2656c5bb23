"""The few CSS properties that decide what of a drawing is seen, cascaded as a browser would."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import tinycss2
from lxml import etree

from floorplans.shapes import DrawingRefused
from floorplans.units import read_length

PROPERTIES = frozenset(
    {
        "display",
        "visibility",
        "opacity",
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-opacity",
        "font-size",
        "text-anchor",
        "transform",
        "clip-path",
        "mask",
        "mask-image",
    }
)
_REFERRING = frozenset({"clip-path", "mask", "mask-image"})
"""Those that name something by its id, in which the case of letters matters."""

MOST_RULES = 2_000
MOST_WORK = 1_000_000
LONGEST_SHEETS = 300_000
TOO_MUCH_STYLE = (
    "The drawing's style sheet is too large for its shapes to be read in reasonable time. "
    "Save it as plain SVG, with the styles on the shapes themselves, and try again."
)

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}", re.I)


@dataclass(frozen=True, slots=True)
class Style:
    """Computed values at an element; opacity is that of the whole group so far, font_size in user units."""

    shown: bool = True
    visible: bool = True
    opacity: float = 1.0
    fill: str = "black"
    fill_opacity: float = 1.0
    stroke: str = "none"
    stroke_opacity: float = 1.0
    font_size: float = 16.0
    text_anchor: str = "start"

    @property
    def painted_fill(self) -> float:
        """How opaque the fill is painted, 0 to 1."""
        return 0.0 if self.fill in ("none", "transparent") else self.opacity * self.fill_opacity

    @property
    def strokes(self) -> bool:
        """Whether an outline is painted."""
        return self.stroke not in ("none", "transparent") and self.opacity * self.stroke_opacity > 0.01


@dataclass(frozen=True, slots=True)
class Compound:
    """One element's part of a selector: its type, id and classes, each optional."""

    tag: str
    id: str
    classes: frozenset[str]

    def matches(self, element: etree._Element) -> bool:
        """Whether the element is what this part asks for."""
        return (
            self.tag in ("", "*", local_name(element))
            and self.id in ("", element.get("id"))
            and self.classes <= set((element.get("class") or "").split())
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """Compounds from the outermost ancestor to the element itself, and what they set."""

    compounds: tuple[Compound, ...]
    declarations: tuple[tuple[str, str, bool], ...]
    weight: tuple[int, int, int, int]

    @property
    def key(self) -> str:
        """What an element must have for the rule to be worth a look: #id, .class, type or *."""
        last = self.compounds[-1]
        if last.id:
            return "#" + last.id
        return "." + min(last.classes) if last.classes else last.tag or "*"


class Sheet:
    """The style sheets of one drawing; counts its own work, so that no set of rules can cost minutes."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[str, list[Rule]] = {}
        self._work_left = MOST_WORK
        for rule in rules:
            self._rules.setdefault(rule.key, []).append(rule)

    def rules_for(self, element: etree._Element) -> list[Rule]:
        """The rules that match, weakest first.

        Raises:
            DrawingRefused: the sheet is so large that matching it would take too long.
        """
        if not self._rules:
            return []
        keys = ["*", local_name(element), "#" + (element.get("id") or "")]
        keys += ["." + name for name in (element.get("class") or "").split()[:50]]
        found = [rule for key in keys for rule in self._rules.get(key, ()) if self._matches(rule, element)]
        return sorted(found, key=lambda rule: rule.weight)

    def _matches(self, rule: Rule, element: etree._Element) -> bool:
        self._spend()
        if not rule.compounds[-1].matches(element):
            return False
        waiting = list(rule.compounds[:-1])
        ancestor = element.getparent()
        while waiting and ancestor is not None:
            self._spend()
            if waiting[-1].matches(ancestor):
                waiting.pop()
            ancestor = ancestor.getparent()
        return not waiting

    def _spend(self) -> None:
        self._work_left -= 1
        if self._work_left < 0:
            raise DrawingRefused(TOO_MUCH_STYLE)


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; empty for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def read_sheet(sheets: Iterable[str]) -> Sheet:
    """The rules that concern us; @-rules and selectors that we do not follow are passed over.

    Raises:
        DrawingRefused: more text than any drawing's styles need, embedded fonts apart.
    """
    rules: list[Rule] = []
    plain = [_FONT_FACE.sub("", sheet) for sheet in sheets]
    if sum(len(sheet) for sheet in plain) > LONGEST_SHEETS:
        raise DrawingRefused(TOO_MUCH_STYLE)
    for sheet in plain:
        for node in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if node.type != "qualified-rule" or len(rules) > MOST_RULES:
                continue
            declarations = _read_declarations(node.content)
            if declarations:
                rules.extend(_read_selectors(tinycss2.serialize(node.prelude), declarations, len(rules)))
    return Sheet(rules)


def _read_selectors(prelude: str, declarations: tuple[tuple[str, str, bool], ...], order: int) -> list[Rule]:
    rules = []
    for selector in prelude.split(","):
        compounds = [_read_compound(part) for part in selector.replace(">", " ").split()]
        known = [compound for compound in compounds if compound is not None]
        if not known or len(known) != len(compounds):
            continue
        weight = (
            sum(1 for compound in known if compound.id),
            sum(len(compound.classes) for compound in known),
            sum(1 for compound in known if compound.tag not in ("", "*")),
            order,
        )
        rules.append(Rule(tuple(known), declarations, weight))
    return rules


def _read_compound(text: str) -> Compound | None:
    """type.class#id in any order; None for pseudo-classes, attributes and combinators that we do not follow."""
    tag, identity, classes, part, kind = "", "", set(), "", "tag"
    for character in text + "\0":
        if character not in ".#\0":
            part += character
            continue
        if part not in ("", "*") and not part.replace("-", "").replace("_", "").isalnum():
            return None
        match kind:
            case "tag":
                tag = part.rpartition("|")[2]
            case "#":
                identity = part
            case _:
                classes.add(part)
        part, kind = "", character
    return Compound(tag, identity, frozenset(classes))


def _read_declarations(content: object) -> tuple[tuple[str, str, bool], ...]:
    nodes = tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True)
    return tuple(
        (node.lower_name, _tidy(node.lower_name, tinycss2.serialize(node.value)), node.important)
        for node in nodes
        if node.type == "declaration" and node.lower_name in PROPERTIES
    )


def _tidy(name: str, value: str) -> str:
    return value.strip() if name in _REFERRING else value.strip().lower()


@lru_cache(maxsize=512)
def _read_inline(text: str) -> tuple[tuple[str, str, bool], ...]:
    """The declarations of a style attribute; drawing programs write the same few thousands of times."""
    return _read_declarations(text)


def declared(element: etree._Element, sheet: Sheet) -> dict[str, str]:
    """Values set on the element itself: attributes, then rules, then its style, then whatever is important."""
    values: dict[str, str] = {}
    for name in PROPERTIES - {"transform"}:
        value = element.get(name)
        if value is not None:
            values[name] = _tidy(name, value)
    important: dict[str, str] = {}
    for rule in sheet.rules_for(element):
        _take(rule.declarations, values, important)
    own = element.get("style")
    if own:
        _take(_read_inline(own), values, important)
    return values | important


def _take(declarations: tuple[tuple[str, str, bool], ...], values: dict[str, str], important: dict[str, str]) -> None:
    for name, value, matters in declarations:
        (important if matters else values)[name] = value


def cascade(parent: Style, values: Mapping[str, str]) -> Style:
    """The style of a child of `parent` on which `values` are declared."""
    own = {name: value for name, value in values.items() if value != "inherit"}
    size = parent.font_size
    return Style(
        shown=parent.shown and own.get("display") != "none",
        visible=own["visibility"] not in ("hidden", "collapse") if "visibility" in own else parent.visible,
        opacity=parent.opacity * _fraction(own.get("opacity"), 1.0),
        fill=own.get("fill", parent.fill),
        fill_opacity=_fraction(own.get("fill-opacity"), parent.fill_opacity),
        stroke=own.get("stroke", parent.stroke),
        stroke_opacity=_fraction(own.get("stroke-opacity"), parent.stroke_opacity),
        font_size=read_length(own.get("font-size"), size, size, size),
        text_anchor=own.get("text-anchor", parent.text_anchor),
    )


def _fraction(text: str | None, default: float) -> float:
    return min(1.0, max(0.0, read_length(text, default, 1.0)))
