"""Bodies of requests: read up to a size, then read as JSON without trusting it."""

import json
import re
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.requests import Request

from booking.api.problems import DoorReason, Problem, Unreadable

MOST_BYTES = 256 * 1024
"""The largest body; a booking needs less than a thousandth of it."""

MOST_NESTING = 32
"""The deepest nesting of a body; ours have one level, and the JSON reader works recursively."""

_MOST_DIGITS = 20
_NOTEWORTHY = re.compile(rb'\\.|["\[\]{}]', re.DOTALL)


async def receive_body(request: Request) -> bytes | None:
    """The body as sent; None where it is larger than `MOST_BYTES`, of which no more is read."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and (len(announced) > 18 or int(announced) > MOST_BYTES):
        return None
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MOST_BYTES:
            return None
    return bytes(received)


def read_json(headers: Headers, body: bytes | None) -> dict[str, object]:
    """The object that a body holds.

    Raises:
        Unreadable: too large, not declared as JSON, not JSON in UTF-8, nested too deeply, or not an object.
    """
    if body is None:
        raise Unreadable(
            Problem(DoorReason.TOO_LARGE, f"The body is larger than {MOST_BYTES // 1024} KB. Send a smaller one.")
        )
    if not _is_json_type(headers.getlist("content-type")):
        raise Unreadable(
            Problem(
                DoorReason.NOT_JSON, "The body is not declared as JSON. Send it with Content-Type: application/json."
            )
        )
    if _is_deeper(body, MOST_NESTING):
        _refuse(f"The body is nested more than {MOST_NESTING} levels deep. Send one object.")
    read = _parse(body)
    if not isinstance(read, dict):
        _refuse("The body is not a JSON object. Send the fields between braces.")
    return read


def _is_json_type(values: list[str]) -> bool:
    if len(values) != 1:
        return False
    kind, *parameters = (part.strip().lower() for part in values[0].split(";"))
    return kind == "application/json" and all(part in ("", "charset=utf-8", 'charset="utf-8"') for part in parameters)


def _is_deeper(body: bytes, most: int) -> bool:
    """Whether brackets outside of strings nest deeper; one pass, without recursion."""
    depth, in_text = 0, False
    for found in _NOTEWORTHY.finditer(body):
        mark = found.group()
        if mark == b'"':
            in_text = not in_text
        elif not in_text and mark in (b"[", b"{"):
            depth += 1
            if depth > most:
                return True
        elif not in_text and mark in (b"]", b"}"):
            depth -= 1
    return False


def _parse(body: bytes) -> object:
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_repeats,
            parse_constant=_refuse_number,
            parse_int=_read_whole,
            parse_float=_read_number,
        )
    except UnicodeDecodeError:
        _refuse("The body is not in UTF-8. Send it in UTF-8.")
    except json.JSONDecodeError as fault:
        _refuse(f"The body is not JSON (line {fault.lineno}, column {fault.colno}). Correct it and send it again.")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        _refuse("The body gives a field twice. Give each field once.")
    return read


def _read_whole(digits: str) -> int:
    return int(digits) if len(digits) <= _MOST_DIGITS else _refuse_number(digits)


def _read_number(digits: str) -> float:
    number = float(digits)
    return number if abs(number) < float("inf") else _refuse_number(digits)


def _refuse_number(_digits: str) -> NoReturn:
    _refuse("The body holds a number that is too large or not a number. Send ordinary whole numbers.")


def _refuse(detail: str) -> NoReturn:
    raise Unreadable(Problem(DoorReason.BAD_REQUEST, detail))
