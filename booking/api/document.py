"""The API's document, in OpenAPI 3.1, made from the table of calls."""

from collections.abc import Iterable
from typing import Any

from booking.api.bodies import MOST_BYTES
from booking.api.calls import ApiRoute, HeaderUse
from booking.api.fields import Field
from booking.api.problems import PROBLEM_JSON, PROBLEMS, AnyReason
from booking.api.schemas import SCHEMAS, object_schema, ref_to
from booking.api.values import REF_SCHEMA, Schema
from booking.rules.permits import Act, narrowest_scope

_SAYS = (
    "Desks and rooms of a health trust, booked by other programs. Times are RFC 3339 with their offset on the way in "
    f"and UTC on the way out; ids are opaque; unknown fields and parameters are refused; a body holds at most "
    f"{MOST_BYTES // 1024} KB. Refusals are problems (RFC 9457) with a reason."
)

_TEXT: Schema = {"type": "string"}
_KEY: Schema = {"type": "string", "pattern": "^[!-~]{1,255}$"}

_HEADERS: dict[HeaderUse, tuple[str, bool, str]] = {
    HeaderUse.IF_NONE_MATCH: ("If-None-Match", False, "ETags that you have seen; one that still fits is answered 304."),
    HeaderUse.IF_MATCH: ("If-Match", False, "The ETag of the booking as you saw it; 412 where it has changed since."),
    HeaderUse.IF_MATCH_NEEDED: ("If-Match", True, "The ETag of the booking as you saw it, or a star."),
    HeaderUse.IDEMPOTENCY_KEY: (
        "Idempotency-Key",
        False,
        "1 to 255 visible ASCII characters. The same request with the same key is carried out once within a day.",
    ),
}


def describe_api(routes: Iterable[ApiRoute], base_url: str) -> Schema:
    """The whole document."""
    paths: dict[str, dict[str, Schema]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Booking", "version": "1", "description": _SAYS},
        "servers": [{"url": "/api/v1"}, {"url": f"{base_url}/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "x-problems": {
            reason.value: {"status": status, "title": title} for reason, (status, title) in PROBLEMS.items()
        },
    }


def _operation(route: ApiRoute) -> Schema:
    operation: Schema = {
        "operationId": route.name,
        "summary": route.says,
        "parameters": [*_path_parameters(route), *map(_query_parameter, route.query), *_header_parameters(route)],
        "responses": {str(status): answer for status, answer in sorted(_responses(route).items())},
    }
    if isinstance(route.permit, Act):
        operation["security"] = [{"token": []}]
        operation["x-token-scope"] = narrowest_scope(route.permit).value
    if route.body:
        schema = object_schema(
            {field.name: _described(field) for field in route.body if field.needed},
            {field.name: _described(field) for field in route.body if not field.needed},
        )
        schema |= {} if schema["required"] else {"minProperties": 1}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _path_parameters(route: ApiRoute) -> list[Schema]:
    if "{id}" not in route.path:
        return []
    return [{"name": "id", "in": "path", "required": True, "schema": REF_SCHEMA}]


def _query_parameter(field: Field[Any]) -> Schema:
    return {
        "name": field.name,
        "in": "query",
        "required": field.needed,
        "description": field.says,
        "schema": field.schema,
    }


def _header_parameters(route: ApiRoute) -> list[Schema]:
    used = (_HEADERS[use] for use in HeaderUse if use in route.uses)
    return [
        {
            "name": name,
            "in": "header",
            "required": needed,
            "description": says,
            "schema": _KEY if name == "Idempotency-Key" else _TEXT,
        }
        for name, needed, says in used
    ]


def _described(field: Field[Any]) -> Schema:
    return {**field.schema, "description": field.says}


def _responses(route: ApiRoute) -> dict[int, Schema]:
    success: Schema = {
        "description": route.says,
        "content": {"application/json": {"schema": ref_to(route.answer)}},
    }
    if headers := _answer_headers(route):
        success["headers"] = headers
    answers = {route.status: success}
    if HeaderUse.IF_NONE_MATCH in route.uses:
        answers[304] = {"description": "Nothing has changed since you saw it.", "headers": _answer_headers(route)}
    by_status: dict[int, list[AnyReason]] = {}
    for reason in route.reasons:
        by_status.setdefault(PROBLEMS[reason][0], []).append(reason)
    return answers | {status: _refusal(reasons) for status, reasons in by_status.items()}


def _answer_headers(route: ApiRoute) -> Schema:
    names = ["ETag"] if route.answer == "Booking" or HeaderUse.IF_NONE_MATCH in route.uses else []
    names += ["Location"] if route.status == 201 else []
    return {name: {"schema": _TEXT} for name in names}


def _refusal(reasons: list[AnyReason]) -> Schema:
    words = [reason.value for reason in reasons]
    narrowed = {"properties": {"reason": {"enum": words}}}
    return {
        "description": f"Refused: {', '.join(words)}.",
        "content": {PROBLEM_JSON: {"schema": {"allOf": [ref_to("Problem"), narrowed]}}},
    }
