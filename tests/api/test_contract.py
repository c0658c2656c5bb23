"""The calls that other programs rely on, copied by hand: a call that is missing here or there fails."""

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from booking.api.routes import API_ROUTES
from tests.api.program import Api

CALLS: dict[tuple[str, str], tuple[str | None, set[str]]] = {
    ("GET", "/openapi.json"): (None, set()),
    ("GET", "/sites"): ("read", set()),
    ("GET", "/floors"): ("read", {"site"}),
    ("GET", "/resources"): ("read", {"site", "floor", "kind", "limit", "cursor"}),
    ("GET", "/uses"): ("read", set()),
    ("GET", "/floors/{id}/state"): ("read", {"start", "end"}),
    ("GET", "/floors/{id}/diary"): ("read", {"from", "to"}),
    ("GET", "/search"): (
        "read",
        {"start", "end", "people", "kind", "feature", "near", "site", "use", "limit", "cursor"},
    ),
    ("POST", "/bookings/preview"): ("book", set()),
    ("POST", "/bookings"): ("book", set()),
    ("GET", "/bookings"): ("read", {"from", "to", "resource", "person", "limit", "cursor"}),
    ("GET", "/bookings/{id}"): ("read", set()),
    ("PATCH", "/bookings/{id}"): ("book", set()),
    ("DELETE", "/bookings/{id}"): ("book", set()),
    ("POST", "/bookings/{id}/check-in"): ("book", set()),
    ("POST", "/bookings/{id}/check-out"): ("book", set()),
    ("GET", "/cleaning"): ("book", {"site", "floor"}),
    ("POST", "/resources/{id}/cleaned"): ("book", set()),
    ("GET", "/closures"): ("manage", set()),
    ("POST", "/closures/preview"): ("manage", set()),
    ("POST", "/closures"): ("manage", set()),
    ("GET", "/closures/{id}"): ("manage", set()),
    ("POST", "/closures/{id}/preview"): ("manage", set()),
    ("PATCH", "/closures/{id}"): ("manage", set()),
    ("DELETE", "/closures/{id}"): ("manage", set()),
    ("POST", "/closures/{id}/move"): ("manage", set()),
    ("GET", "/people"): ("book", {"query", "limit", "cursor"}),
    ("GET", "/audit"): ("read", {"booking", "resource", "since", "limit", "cursor"}),
}
"""Each call, the scope that its token needs (None is no token), and the parameters of its address."""

ALWAYS = {401, 403, 422, 429, 500, 503}
BODY = {400, 413, 415}
STATUSES: dict[tuple[str, str], set[int]] = {
    ("GET", "/openapi.json"): {200, 422},
    ("GET", "/sites"): {200} | ALWAYS,
    ("GET", "/floors"): {200} | ALWAYS,
    ("GET", "/resources"): {200} | ALWAYS,
    ("GET", "/uses"): {200} | ALWAYS,
    ("GET", "/floors/{id}/state"): {200, 304, 404} | ALWAYS,
    ("GET", "/floors/{id}/diary"): {200, 304, 404} | ALWAYS,
    ("GET", "/search"): {200, 404} | ALWAYS,
    ("POST", "/bookings/preview"): {200, 404} | ALWAYS | BODY,
    ("POST", "/bookings"): {201, 404, 409} | ALWAYS | BODY,
    ("GET", "/bookings"): {200} | ALWAYS,
    ("GET", "/bookings/{id}"): {200, 304, 404} | ALWAYS,
    ("PATCH", "/bookings/{id}"): {200, 404, 409, 412, 428} | ALWAYS | BODY,
    ("DELETE", "/bookings/{id}"): {200, 404, 412} | ALWAYS | BODY,
    ("POST", "/bookings/{id}/check-in"): {200, 404, 412} | ALWAYS | BODY,
    ("POST", "/bookings/{id}/check-out"): {200, 404, 412} | ALWAYS | BODY,
    ("GET", "/cleaning"): {200} | ALWAYS,
    ("POST", "/resources/{id}/cleaned"): {200, 404, 409, 412} | ALWAYS | BODY,
    ("GET", "/closures"): {200} | ALWAYS,
    ("POST", "/closures/preview"): {200, 404} | ALWAYS | BODY,
    ("POST", "/closures"): {201, 404, 412} | ALWAYS | BODY,
    ("GET", "/closures/{id}"): {200, 404} | ALWAYS,
    ("POST", "/closures/{id}/preview"): {200, 404} | ALWAYS | BODY,
    ("PATCH", "/closures/{id}"): {200, 404, 412} | ALWAYS | BODY,
    ("DELETE", "/closures/{id}"): {200, 404, 412} | ALWAYS | BODY,
    ("POST", "/closures/{id}/move"): {200, 404, 409, 412} | ALWAYS | BODY,
    ("GET", "/people"): {200} | ALWAYS,
    ("GET", "/audit"): {200} | ALWAYS,
}
"""Each call and the statuses that it may be answered with; `tests.api.program` holds every answer of a test to them."""

REASONS: dict[str, int] = {
    "taken": 409,
    "locked_out": 409,
    "too_close": 409,
    "closed": 409,
    "person_busy": 409,
    "limit_reached": 409,
    "in_the_past": 422,
    "too_far_ahead": 422,
    "too_long": 422,
    "too_short": 422,
    "too_many_people": 422,
    "bad_field": 422,
    "not_allowed": 403,
    "not_found": 404,
    "bad_request": 400,
    "sign_in": 401,
    "changed_meanwhile": 412,
    "too_large": 413,
    "if_match_required": 428,
    "try_again": 503,
    "slow_down": 429,
    "method_not_allowed": 405,
    "not_json": 415,
    "failed": 500,
}
"""Each reason and its status; the last three are this project's own."""

WISH_FIELDS = ({"resource_id", "start", "end", "people"}, {"title", "for_person", "use", "procedure_end"})
CLOSED_FIELDS = {"site_id", "floor_id", "resource_ids", "roles"}
CHANGE_FIELDS: tuple[set[str], set[str]] = (
    set(),
    {"start", "end", "resource_id", "people", "title", "use", "procedure_end"},
)


def test_table_holds_every_call_and_no_other() -> None:
    assert {(route.method, route.path) for route in API_ROUTES} == set(CALLS)
    assert len(API_ROUTES) == len(CALLS)


def test_document_names_scope_and_parameters_of_every_call(api: Api) -> None:
    found = {
        (method.upper(), path): (
            operation.get("x-token-scope"),
            {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"},
        )
        for path, operations in api.document["paths"].items()
        for method, operation in operations.items()
    }

    assert found == CALLS


def test_document_names_the_statuses_of_every_call(api: Api) -> None:
    found = {
        (method.upper(), path): {int(status) for status in operation["responses"]}
        for path, operations in api.document["paths"].items()
        for method, operation in operations.items()
    }

    assert found == STATUSES


def test_document_asks_for_a_token_everywhere_but_for_itself(api: Api) -> None:
    open_to_all = [
        path
        for path, operations in api.document["paths"].items()
        for operation in operations.values()
        if operation.get("security") != [{"token": []}]
    ]

    assert open_to_all == ["/openapi.json"]


def test_document_names_the_fields_of_bodies(api: Api) -> None:
    bodies = {
        (method.upper(), path): operation["requestBody"]["content"]["application/json"]["schema"]
        for path, operations in api.document["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }

    assert {
        call: (set(body["required"]), set(body["properties"]) - set(body["required"])) for call, body in bodies.items()
    } == {
        ("POST", "/bookings/preview"): WISH_FIELDS,
        ("POST", "/bookings"): WISH_FIELDS,
        ("PATCH", "/bookings/{id}"): CHANGE_FIELDS,
        ("POST", "/closures/preview"): ({"start", "end", "why"}, CLOSED_FIELDS),
        ("POST", "/closures"): ({"start", "end", "why"}, CLOSED_FIELDS | {"seen"}),
        ("POST", "/closures/{id}/preview"): (set(), {"start", "end", "why", "roles"}),
        ("PATCH", "/closures/{id}"): (set(), {"start", "end", "why", "roles", "seen"}),
        ("POST", "/closures/{id}/move"): (set(), {"booking_id", "resource_id", "message"}),
    }
    assert all(body["additionalProperties"] is False for body in bodies.values())


def test_document_names_every_reason_with_its_status(api: Api) -> None:
    problems = api.document["x-problems"]

    assert {reason: problem["status"] for reason, problem in problems.items()} == REASONS
    assert api.document["components"]["schemas"]["Problem"]["properties"]["reason"]["enum"] == list(problems)


def test_document_is_valid_openapi_3_1(api: Api) -> None:
    assert api.document["openapi"] == "3.1.0"
    validate(api.document, cls=OpenAPIV31SpecValidator)


def test_every_call_but_the_document_asks_for_a_token(api: Api) -> None:
    calls = [call for call in CALLS if call != ("GET", "/openapi.json")]

    answers = [api.client.request(method, "/api/v1" + path.replace("{id}", "a" * 26)) for method, path in calls]

    assert [answer.status_code for answer in answers] == [401] * len(calls)
    assert {answer.json()["reason"] for answer in answers} == {"sign_in"}
    assert {answer.headers["www-authenticate"] for answer in answers} == {'Bearer realm="booking"'}
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}
