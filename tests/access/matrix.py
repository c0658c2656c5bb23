"""Reads the matrix of who may do what."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE = Path(__file__).with_name("matrix.toml")
LETTERS = frozenset("YSHDG-")


@dataclass(frozen=True, slots=True)
class Row:
    """One route of the matrix.

    Attributes:
        method: such as GET.
        path: as the application's own table writes it.
        address: what is asked for, with a name after each dollar sign for what the row is about.
        ok: the status where it is allowed.
        cells: a letter for each thing and actor.
        form: the fields of a page's form; None for a route without one.
        json: the body of a call of the API or of a page's script; None for a call without one.
        file: the field in which a page's form sends a drawing; empty for a form without one.
        headers: further headers.
        stands: how the booking stands that the row is about.
        writes: whether an allowed act changes what is stored.
    """

    method: str
    path: str
    address: str
    ok: int
    cells: Mapping[tuple[str, str], str]
    form: Mapping[str, str] | None = None
    json: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    file: str = ""
    stands: str = "coming"
    writes: bool = False

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    def __str__(self) -> str:
        return self.name

    @property
    def is_api(self) -> bool:
        """Whether it is a call of the API, otherwise it is a page or open to all."""
        return self.path.startswith("/api/")

    @property
    def is_about_booking(self) -> bool:
        """Whether a booking is made for it, by itself one of a series."""
        return "$booking" in self.address or "$series" in self.address

    def names(self, name: str) -> bool:
        """Whether a name after a dollar sign stands anywhere in what is sent."""
        sent = (self.address, *(self.form or {}).values(), *(self.json or {}).values())
        return any(f"${name}" in text for text in sent if isinstance(text, str))


@cache
def read_matrix() -> tuple[Row, ...]:
    """Every row, in the file's order.

    Raises:
        ValueError: a row that has too few or too many letters, or an unknown one.
    """
    read = tomllib.loads(FILE.read_text("utf-8"))
    actors = read["actors"].split()
    return tuple(_row(given, read["rows"], actors) for given in read["route"])


def _row(given: Mapping[str, Any], shared: Mapping[str, Mapping[str, str]], actors: list[str]) -> Row:
    method, _, path = given["name"].partition(" ")
    lines = given["own"] if "own" in given else shared[given["rows"]]
    cells: dict[tuple[str, str], str] = {}
    for thing, line in lines.items():
        letters = line.split()
        if len(letters) != len(actors) or not set(letters) <= LETTERS:
            raise ValueError(f"{given['name']}, {thing}: {len(actors)} letters of {sorted(LETTERS)} are needed")
        cells |= {(thing, actor): letter for actor, letter in zip(actors, letters, strict=True)}
    return Row(
        method=method,
        path=path,
        address=given.get("at", path),
        ok=given["ok"],
        cells=cells,
        form=given.get("form"),
        json=given.get("json"),
        file=given.get("file", ""),
        headers=given.get("headers", {}),
        stands=given.get("stands", "coming"),
        writes=given.get("writes", method != "GET"),
    )
