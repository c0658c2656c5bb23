"""Leaves out of a style sheet what no page can use: browsers read all of it, and match it against every element."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tinycss2

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_BEGUN = re.compile(r"([a-z]+-[a-z0-9_-]+-)(?=\$?\{|['\x22]\s*[~+])")
_NESTED = frozenset({"media", "supports", "layer"})


@dataclass(frozen=True, slots=True)
class Words:
    """The words that may be names of classes; `begun` are those whose rest is put in by a template."""

    whole: frozenset[str]
    begun: tuple[str, ...]

    def have(self, name: str) -> bool:
        """Whether a page may carry the class."""
        return name in self.whole or name.startswith(self.begun)


def find_words(sources: Iterable[str]) -> Words:
    """Every word of templates and programs; `nhsuk-heading-{{ size }}` and the like stand for all that begin so."""
    texts = tuple(sources)
    whole = frozenset(word for text in texts for word in _WORD.findall(text))
    return Words(whole, tuple(sorted({begun for text in texts for begun in _BEGUN.findall(text)})))


def trim_style(style: str, words: Words) -> str:
    """The style sheet without the selectors that ask for a class which is not among the words."""
    return str(tinycss2.serialize(list(_trim(tinycss2.parse_stylesheet(style, skip_comments=True), words))))


def _trim(rules: Sequence[Any], words: Words) -> Iterator[Any]:
    for rule in rules:
        if rule.type == "qualified-rule":
            kept = [selector for selector in _split(rule.prelude) if all(map(words.have, _classes(selector)))]
            if kept:
                rule.prelude = _join(kept)
                yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword in _NESTED and rule.content is not None:
            rule.content = list(_trim(tinycss2.parse_rule_list(rule.content, skip_whitespace=True), words))
            if rule.content:
                yield rule
        else:
            yield rule


def _split(prelude: Sequence[Any]) -> list[list[Any]]:
    selectors: list[list[Any]] = [[]]
    for part in prelude:
        if part == ",":
            selectors.append([])
        else:
            selectors[-1].append(part)
    return selectors


def _join(selectors: Sequence[list[Any]]) -> list[Any]:
    comma = tinycss2.ast.LiteralToken(0, 0, ",")
    joined = [part for selector in selectors for part in (comma, *selector)]
    return joined[1:]


def _classes(selector: Sequence[Any]) -> Iterator[str]:
    """The classes that elements must have for the selector to match; not those within `:not()` and the like."""
    for before, part in zip((None, *selector), selector, strict=False):
        if before == "." and part.type == "ident":
            yield part.value
