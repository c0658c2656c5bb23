"""The log tells what happened by ids: it holds no name, no address, no title, no password and no token."""

import logging

import pytest

from tests.access.seats import MISSING, Seats, cookie_of, token_of

SECRET_TITLE = "Marker of a title"
SECRETS = (SECRET_TITLE, "Marker-of-a-password", "marker-of-an-address", "marker-of-a-token", "trust.example", "Staff")


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_log_names_nobody_and_keeps_no_secret(seats: Seats, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="booking")
    client, cookie = seats.client, {"Cookie": seats.cookies("staff")}
    token = {"Authorization": f"Bearer {token_of('staff')}"}
    taken = seats.book_for("other", "foreign", "coming")
    wish = {"resource_id": seats.place("near"), "people": 1, "title": SECRET_TITLE}
    wish |= {"start": "2026-11-25T09:00:00Z", "end": "2026-11-25T10:00:00Z"}
    answers = [
        client.post("/api/v1/bookings", json=wish, headers=token),
        client.post("/api/v1/bookings", json={**wish, "start": "Marker of a title"}, headers=token),
        client.patch(f"/api/v1/bookings/{taken}", json={"title": SECRET_TITLE}, headers={**token, "If-Match": "*"}),
        client.get("/api/v1/sites", headers={"Authorization": "Bearer marker-of-a-token"}),
        client.get("/api/v1/people", params={"query": SECRET_TITLE}, headers=token),
        client.get(f"/bookings/{MISSING}", headers=cookie),
        client.get("/audit", headers=cookie),
        client.post("/sign-in", data=_typed(seats), headers={"Cookie": seats.cookies("anonymous")}),
    ]

    assert [answer.status_code for answer in answers] == [409, 422, 404, 401, 200, 404, 403, 401]
    assert len(caplog.records) >= 4
    said = caplog.text
    assert [secret for secret in (*SECRETS, token_of("staff"), cookie_of("staff")) if secret in said] == []
    assert f"person={seats.person_ids['staff']}" in said
    assert all("\n" not in record.getMessage() for record in caplog.records)


def _typed(seats: Seats) -> dict[str, str]:
    typed = {"email": "marker-of-an-address@trust.example", "password": "Marker-of-a-password"}
    return {**typed, "csrf_token": seats.form_token("anonymous")}
