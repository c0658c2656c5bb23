"""Laws of the house that no import rule can say: who opens transactions, who reads the clock, how long things get."""

import ast
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import event

from booking.actions.book import book
from booking.actions.service import Service
from booking.actions.show_floor import FloorView, show_floor
from booking.model.audit import AuditAct
from booking.model.decisions import Reason
from booking.model.time import Interval
from tests.actions.steps import card_of, refusal_of, wish
from tests.estate import NOW, Estate, at
from tests.paths import CHECKOUT

MOST_LINES_A_MODULE = 400
MOST_LINES_A_FUNCTION = 60
MOST_STATEMENTS_TO_BOOK = 15
"""One read to find the place; then BEGIN (said aloud on SQLite only), two locks, five reads, the booking and what it
occupies, and the letter, the chain's head, the entry and the head's seal. Two reads less on a floor that is known."""


DAY = Interval(at("09:00"), at("17:00"))


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in (CHECKOUT / folder).rglob("*.py") if "vendor" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def test_only_actions_open_transactions() -> None:
    opening = re.compile(r"\b(?:db|database|self)\.(?:read|write|reading|writing|read_at_once)\(")
    openers = {name_of(path) for path in modules("booking") if opening.search(path.read_text("utf-8"))}

    elsewhere = {name for name in openers if not name.startswith("booking/actions/")}
    assert elsewhere == {"booking/store/engine.py", "booking/store/migrate.py"}


def test_only_doors_and_the_shell_read_the_clock() -> None:
    readers = {name_of(path) for path in modules("booking", "floorplans") if "read_clock" in path.read_text("utf-8")}
    readers -= {"booking/clock.py"}

    allowed = re.compile(r"booking/(?:app|cli|worker)\.py|booking/(?:web|api)/\w+\.py")
    assert [name for name in sorted(readers) if not allowed.fullmatch(name)] == []
    assert "booking/cli.py" in readers


def test_no_other_module_asks_for_the_time() -> None:
    asking = re.compile(r"\bdatetime\.(?:now|utcnow|today)\(|\bdate\.today\(|\btime\.time\(")

    askers = {name_of(path) for path in modules("booking", "floorplans") if asking.search(path.read_text("utf-8"))}
    assert askers == {"booking/clock.py"}


def test_every_audit_act_is_used() -> None:
    text = "\n".join(path.read_text("utf-8") for path in modules("booking/actions"))

    unused = [act for act in AuditAct.__members__ if f"AuditAct.{act}" not in text]
    assert unused == ["ALTERED"]  # never written: what is shown of an entry that was altered


def test_modules_and_functions_stay_short() -> None:
    long: dict[str, int] = {}
    for path in modules("booking", "floorplans", "integrations"):
        text = path.read_text("utf-8")
        lines = text.count("\n")
        if lines > MOST_LINES_A_MODULE:
            long[name_of(path)] = lines
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > MOST_LINES_A_FUNCTION:
                    long[f"{name_of(path)}:{node.name}"] = length

    assert long == {}


def test_booking_costs_no_more_statements_than_stated(service: Service, estate: Estate) -> None:
    statements: list[str] = []
    event.listen(
        service.db.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_more: statements.append(statement)
    )

    card_of(book(service, estate.actors["staff"], wish(estate), now=NOW))

    begins = sum(one.startswith("BEGIN") for one in statements)
    assert len(statements) - begins == MOST_STATEMENTS_TO_BOOK - 1, "\n".join(statements)
    writing = [number for number, one in enumerate(statements) if one.startswith(("UPDATE", "INSERT", "BEGIN"))]
    first = statements[writing[0]] if not statements[writing[0]].startswith("BEGIN") else statements[writing[1]]
    assert first.startswith("UPDATE floor SET")
    locks = [one.split()[1] for one in statements if one.startswith("UPDATE")]
    assert locks == ["floor", "person", "audit_chain", "audit_chain"]


def test_booking_a_desk_of_a_known_floor_costs_two_statements_less(service: Service, estate: Estate) -> None:
    """Also the next one: a booking changes nothing that is known of the floor. A place held elsewhere costs nothing."""
    assert isinstance(show_floor(service, estate.actors["staff"], estate.floor_refs["oak1"], DAY), FloorView)
    counted = []
    for name, place in (("staff", "D1"), ("other", "D2")):
        statements: list[str] = []
        listen = partial(_note, statements)
        event.listen(service.db.engine, "before_cursor_execute", listen)
        card_of(book(service, estate.actors[name], wish(estate, place), now=NOW))
        event.remove(service.db.engine, "before_cursor_execute", listen)
        counted.append(len([one for one in statements if not one.startswith("BEGIN")]))

    assert counted == [MOST_STATEMENTS_TO_BOOK - 3] * 2


def test_refusal_of_a_taken_place_takes_no_lock(service: Service, estate: Estate) -> None:
    card_of(book(service, estate.actors["staff"], wish(estate), now=NOW))
    statements: list[str] = []
    event.listen(service.db.engine, "before_cursor_execute", partial(_note, statements))

    refused = book(service, estate.actors["other"], wish(estate, start="12:00"), now=NOW)

    assert refusal_of(refused) is Reason.TAKEN
    assert {one.split()[0] for one in statements} == {"SELECT"}
    assert len(statements) == 5


def _note(statements: list[str], _connection: object, _cursor: object, statement: str, *_more: object) -> None:
    statements.append(statement)
