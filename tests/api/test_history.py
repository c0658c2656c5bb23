"""The audit as an auditor's program reads it."""

from datetime import timedelta

import pytest

from tests.api.program import Api
from tests.estate import NOW, Estate

BOOKED, CHANGED, CANCELLED = "booked", "changed", "cancelled"


def live_through(api: Api, estate: Estate) -> str:
    """Lead books D1 for mate, an hour later changes it, another hour later cancels it; the booking's id."""
    lead = api.program("lead")
    made = lead.book(estate.ref("D1"), for_person=estate.actors["mate"].person.ref, title="Quiet").json()["id"]
    api.clock.now += timedelta(hours=1)
    lead.ask("PATCH", f"/bookings/{made}", json={"end": "2026-11-25T11:00:00Z"}, headers={"If-Match": "*"})
    api.clock.now += timedelta(hours=1)
    lead.ask("DELETE", f"/bookings/{made}")
    return str(made)


def test_an_entry_says_what_was_done_by_whom_and_what_changed(api: Api, estate: Estate) -> None:
    made = live_through(api, estate)

    entries = api.program("auditor", "read").get("/audit", {"booking": made}).json()

    who = {"actor_name": "Lead", "person_name": "Mate", "booking_id": made}
    what = {"resource_id": estate.ref("D1"), "resource_name": "D1"}
    first = {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z", "people": 1}
    made_facts = {**first, "state": "confirmed", "version": 1}
    changed_facts = {**made_facts, "end": "2026-11-25T11:00:00Z", "version": 2}
    ids = [entry.pop("id") for entry in entries["items"]]
    assert entries == {
        "items": [
            {"at": "2026-11-24T08:00:00Z", "act": BOOKED, **who, **what, "after": made_facts},
            {"at": "2026-11-24T09:00:00Z", "act": CHANGED, **who, **what, "before": made_facts, "after": changed_facts},
            {"at": "2026-11-24T10:00:00Z", "act": CANCELLED, **who, **what, "before": changed_facts}
            | {"after": changed_facts | {"state": "cancelled", "version": 3}},
        ],
        "next_cursor": None,
    }
    assert len(set(ids)) == 3


def test_entries_are_narrowed_by_resource_and_time(api: Api, estate: Estate) -> None:
    live_through(api, estate)
    other = api.program("other")
    auditor = api.program("auditor", "read")
    other.book(estate.ref("D2"))

    def acts(**query: str) -> list[str]:
        return [entry["act"] for entry in auditor.get("/audit", query).json()["items"]]

    assert acts(resource=estate.ref("D2")) == [BOOKED]
    assert acts(resource=estate.ref("D1")) == [BOOKED, CHANGED, CANCELLED]
    assert acts(resource=estate.ref("D1"), since="2026-11-24T09:00:00Z") == [CHANGED, CANCELLED]
    assert acts(resource=estate.ref("D1"), since="2026-11-24T10:00:01Z") == []
    assert acts(booking="a" * 26) == []
    assert acts(booking="never was") == []


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_entries_are_walked_page_by_page_without_repeats(api: Api, estate: Estate, limit: int) -> None:
    live_through(api, estate)
    auditor = api.program("auditor", "read")

    pages = auditor.walk("/audit", {"limit": str(limit), "since": "2026-11-24T08:00:00Z"})

    entries = [entry for page in pages for entry in page]
    assert [entry["act"] for entry in entries] == ["token_issued", BOOKED, CHANGED, CANCELLED, "token_issued"]
    assert len({entry["id"] for entry in entries}) == 5


@pytest.mark.parametrize(
    "name", ["staff", "lead", "facilities", "oak_facilities", "clinic", "reception", "ward", "nobody"]
)
def test_nobody_but_auditors_reads_the_audit(api: Api, name: str) -> None:
    answer = api.program(name, "admin").get("/audit")

    assert (answer.status_code, answer.json()["reason"]) == (403, "not_allowed")


def test_administrators_read_the_audit_too(api: Api) -> None:
    assert api.program("admin", "read").get("/audit").json()["items"][0]["at"] == NOW.isoformat().replace("+00:00", "Z")
