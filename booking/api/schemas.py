"""The schemas of what the API answers, for its document (JSON Schema as OpenAPI 3.1 has it)."""

from booking.api.problems import PROBLEMS
from booking.api.values import KIND_SCHEMA, REF_SCHEMA, Schema
from booking.model.audit import AuditAct
from booking.model.bookings import BookingState
from booking.model.people import Role
from booking.rules.capacity import Limit
from booking.rules.marks import PlaceState

_INSTANT: Schema = {"type": "string", "format": "date-time", "description": "UTC, with Z."}
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_POSITIVE: Schema = {"type": "integer", "minimum": 1}


def ref_to(name: str) -> Schema:
    """A reference to a schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def object_schema(needed: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """An object with exactly these members."""
    return {
        "type": "object",
        "properties": {**needed, **(optional or {})},
        "required": list(needed),
        "additionalProperties": False,
    }


def list_schema(item: str) -> Schema:
    """A page of a list."""
    cursor: Schema = {
        "type": ["string", "null"],
        "description": "Give it as cursor for the next page; null at the end.",
    }
    return object_schema({"items": {"type": "array", "items": ref_to(item)}, "next_cursor": cursor})


def _or_null(kind: str) -> Schema:
    return {"type": [kind, "null"]}


_POSITION: Schema = {
    **object_schema({"x_m": {"type": "number"}, "y_m": {"type": "number"}}),
    "type": ["object", "null"],
    "description": "Metres in the floor's plan, y down; null where there is no plan or its scale is unknown.",
}

_RESOURCES: Schema = {"type": "array", "items": ref_to("Resource")}

_BLOCKED: dict[str, Schema] = {"free_instead": _RESOURCES, "blocked_until": _INSTANT}

_FACTS = object_schema({}, {"start": _INSTANT, "end": _INSTANT, "people": _POSITIVE, "state": _TEXT, "version": _COUNT})

_CLOSED: dict[str, Schema] = {
    "id": REF_SCHEMA,
    "site_id": REF_SCHEMA,
    "closes": {
        "type": "array",
        "items": object_schema(
            {
                "what": {"type": "string", "enum": ["site", "floor", "resource"]},
                "id": REF_SCHEMA,
                "name": _TEXT,
            }
        ),
    },
    "start": _INSTANT,
    "end": _INSTANT,
    "why": _TEXT,
    "roles": {"type": "array", "items": {"type": "string", "enum": [role.value for role in Role]}},
    "applies": {"type": "boolean", "description": "False where it was ended before it began."},
}

_DISPLACED: dict[str, Schema] = {
    "displaced_total": _COUNT,
    "displaced": {
        "type": "array",
        "description": "The first of the bookings that stand within it, each with the free place that suits it best.",
        "items": object_schema({"booking_id": REF_SCHEMA, "instead_id": _or_null("string")}),
    },
}

SCHEMAS: dict[str, Schema] = {
    "Document": {"type": "object"},
    "Site": object_schema({"id": REF_SCHEMA, "name": _TEXT, "timezone": _TEXT}),
    "Floor": object_schema(
        {
            "id": REF_SCHEMA,
            "site_id": REF_SCHEMA,
            "building": _TEXT,
            "name": _TEXT,
            "level": {"type": "integer"},
            "plan_version": _or_null("integer"),
        }
    ),
    "Resource": object_schema(
        {
            "id": REF_SCHEMA,
            "name": _TEXT,
            "kind": KIND_SCHEMA,
            "floor_id": REF_SCHEMA,
            "capacity": {**_POSITIVE, "description": "Its seats."},
            "people_at_most": {
                **_POSITIVE,
                "description": "For how many people it can be booked: its seats, or fewer where the rules about floor "
                "and air for each person say so on the day that is asked about (else today).",
            },
            "limited_by": {"type": "string", "enum": [limit.value for limit in Limit]},
            "features": {"type": "array", "items": _TEXT},
            "position": _POSITION,
        }
    ),
    "FloorState": object_schema(
        {
            "floor_id": REF_SCHEMA,
            "diary_version": _COUNT,
            "places": {
                "type": "array",
                "items": object_schema(
                    {
                        "resource_id": REF_SCHEMA,
                        "state": {"type": "string", "enum": [state.value for state in PlaceState]},
                    },
                    {"until": _INSTANT},
                ),
            },
        }
    ),
    "FloorDiary": object_schema(
        {
            "floor_id": REF_SCHEMA,
            "diary_version": _COUNT,
            "from": _INSTANT,
            "to": _INSTANT,
            "occupied": {
                "type": "array",
                "items": object_schema(
                    {
                        "resource_id": REF_SCHEMA,
                        "start": _INSTANT,
                        "until": _INSTANT,
                        "why": {"type": "string", "enum": ["booked", "yours", "locked", "closed", "too_close"]},
                    }
                ),
            },
        }
    ),
    "Hit": object_schema(
        {"resource": ref_to("Resource"), "spare_seats": _COUNT, "why": _TEXT},
        {"distance_m": {"type": "number", "minimum": 0}},
    ),
    "Preview": object_schema(
        {"decision": {"type": "string", "enum": ["accepted", "refused"]}},
        {
            "reason": {"type": "string", "enum": [reason.value for reason in PROBLEMS]},
            "detail": _TEXT,
            "field": _TEXT,
            "better_fit": ref_to("Resource"),
            **_BLOCKED,
        },
    ),
    "Booking": object_schema(
        {
            "id": REF_SCHEMA,
            "resource_id": REF_SCHEMA,
            "person": REF_SCHEMA,
            "booked_by": REF_SCHEMA,
            "start": _INSTANT,
            "end": _INSTANT,
            "people": _POSITIVE,
            "title": _TEXT,
            "use": {**REF_SCHEMA, "type": ["string", "null"]},
            "procedure_end": {**_INSTANT, "type": ["string", "null"]},
            "state": {"type": "string", "enum": [state.value for state in BookingState]},
            "version": _POSITIVE,
        }
    ),
    "Use": object_schema(
        {
            "id": REF_SCHEMA,
            "name": _TEXT,
            "kinds": {"type": "array", "items": KIND_SCHEMA},
            "setup_min": _COUNT,
            "turnaround_min": _COUNT,
            "fallow_min": _COUNT,
        }
    ),
    "Locked": object_schema(
        {
            "resource_id": REF_SCHEMA,
            "name": _TEXT,
            "floor_id": REF_SCHEMA,
            "used_until": _INSTANT,
            "kept_until": _INSTANT,
            "next_start": {**_INSTANT, "type": ["string", "null"]},
        }
    ),
    "Cleaned": object_schema({"resource_id": REF_SCHEMA, "cleaned_at": _INSTANT, "kept_until": _INSTANT}),
    "Closure": object_schema(_CLOSED),
    "ClosureView": object_schema({**_CLOSED, **_DISPLACED}),
    "ClosureEffect": object_schema(
        {"says": {"type": "array", "items": _TEXT}, **_DISPLACED, "seen": _TEXT},
        {"place_days": object_schema({"before": _COUNT, "after": _COUNT})},
    ),
    "DisplacedMoved": object_schema(
        {
            "moved": {
                "type": "array",
                "description": "The bookings that were moved, each with the place where it stands now.",
                "items": object_schema({"booking_id": REF_SCHEMA, "resource_id": REF_SCHEMA}),
            },
            "left": _COUNT,
        }
    ),
    "Person": object_schema({"id": REF_SCHEMA, "name": _TEXT, "email": _TEXT}),
    "Entry": object_schema(
        {
            "id": _TEXT,
            "at": _INSTANT,
            "act": {"type": "string", "enum": [act.value for act in AuditAct]},
            "actor_name": _or_null("string"),
            "person_name": _or_null("string"),
            "booking_id": _or_null("string"),
            "resource_id": _or_null("string"),
            "resource_name": _or_null("string"),
        },
        {"before": _FACTS, "after": _FACTS},
    ),
    "Problem": object_schema(
        {
            "type": {"type": "string", "format": "uri-reference"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "reason": {"type": "string", "enum": [reason.value for reason in PROBLEMS]},
        },
        {"field": _TEXT, "reference": _TEXT, **_BLOCKED},
    ),
    **{
        f"{item}List": list_schema(item)
        for item in ("Site", "Floor", "Resource", "Use", "Hit", "Booking", "Locked", "Closure", "Person", "Entry")
    },
}
"""Every schema that an answer has, by name."""
