"""S2 to S5, S9: signing in and out, how long it lasts, what the cookie may do, and how guessing is slowed."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from httpx2 import Response
from sqlalchemy import text
from starlette.testclient import TestClient

from booking.actions.service import Service
from tests.access.seats import make_client
from tests.estate import NOW, PASSWORD, Estate

MOST_PER_ACCOUNT = 10
IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=12)

ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "/@evil.example//x",
    "//127.0.0.1:8000@evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/%2f%2fevil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    "/%252f%252fevil.example",
    "/..//evil.example",
    " //evil.example",
    "/ //evil.example",
    "///evil.example",
    "/x//evil.example",
    "/\u2028/evil.example",
    "/ｅvil",
    "//еvil.example",
    "/x\r\nSet-Cookie: a=b",
    "/x\x00",
    "",
    "?x",
    "#x",
    "/#//evil.example",
)
WITHIN = (
    "/bookings",
    "/floors?kind=desk",
    "/book?resource=aaaa&date=2026-11-25&from=09%3A00",
    "/find?feature=a&feature=b",
)


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def read(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(service: Service, estate: Estate, clock: Clock) -> Iterator[TestClient]:
    """A browser of its own in front of the service, which keeps its cookies."""
    assert estate.actors
    with make_client(service, clock.read) as made:
        yield made


def form_token(page: Response) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]{128})"', page.text)
    assert found is not None
    return found.group(1)


def sign_in(
    door: TestClient, email: str = "staff@trust.example", password: str = PASSWORD, target: str = ""
) -> Response:
    token = form_token(door.get("/sign-in"))
    return door.post("/sign-in", data={"email": email, "password": password, "next": target, "csrf_token": token})


def is_in(door: TestClient) -> bool:
    """Whether the browser's sign-in opens a page that needs one."""
    return door.get("/bookings").status_code == 200


def test_sign_in_opens_pages_and_sign_out_closes_them(door: TestClient, service: Service) -> None:
    assert not is_in(door)
    assert sign_in(door).headers["location"] == "/"
    assert is_in(door)
    secret = door.cookies["booking"]

    left = door.post("/sign-out", data={"csrf_token": form_token(door.get("/bookings"))})

    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert left.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "booking" not in door.cookies
    door.cookies.set("booking", secret)
    assert not is_in(door)
    with service.db.reading() as tx:
        acts = tx.execute(text("SELECT act FROM audit_entry ORDER BY id")).scalars().all()
    assert acts == ["signed_in", "signed_out"]


def test_sign_in_makes_a_secret_of_its_own(door: TestClient) -> None:
    door.cookies.set("booking", "planted-before-the-sign-in", domain="127.0.0.1", path="/")
    sign_in(door)
    first = door.cookies["booking"]
    door.cookies.clear()
    sign_in(door)
    second = door.cookies["booking"]

    assert len({"planted-before-the-sign-in", first, second}) == 3
    assert min(len(first), len(second)) >= 43


def test_secret_is_stored_as_a_digest_only(door: TestClient, service: Service) -> None:
    sign_in(door)
    with service.db.reading() as tx:
        stored = repr(tx.execute(text("SELECT * FROM sign_in")).all())
    assert door.cookies["booking"] not in stored


@pytest.mark.parametrize(
    ("base_url", "name", "flags"),
    [
        ("http://127.0.0.1:8000", "booking", {"path=/", "httponly", "samesite=lax"}),
        ("https://book.trust.example", "__Host-booking", {"path=/", "httponly", "samesite=lax", "secure"}),
    ],
)
def test_cookie_is_for_this_service_and_no_script(
    service: Service, estate: Estate, base_url: str, name: str, flags: set[str]
) -> None:
    assert estate.actors
    with make_client(service, lambda: NOW, base_url=base_url) as door:
        set_cookies = sign_in(door).headers.get_list("set-cookie")

    (cookie,) = [line for line in set_cookies if line.startswith(f"{name}=")]
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == flags
    assert all("secure" in line.lower() for line in set_cookies) == base_url.startswith("https")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("staff@trust.example", "wrong"),
        ("unknown@trust.example", PASSWORD),
        ("staff@trust\u2028.example", PASSWORD),
        ("staff@trust.example", PASSWORD + " "),
        ("a" * 300, "x"),
        ("staff@trust.example", "x" * 5000),
        ("staff@trust.example", "\x00"),
        ("' OR 1=1 --", "x"),
    ],
)
def test_wrong_password_and_unknown_account_look_alike(door: TestClient, email: str, password: str) -> None:
    usual = sign_in(door, "staff@trust.example", "another wrong one")

    answer = sign_in(door, email, password)

    assert answer.status_code == usual.status_code == 401
    faults = [re.findall(r'class="nhsuk-error-message"[^>]*>(.*?)</', page.text, re.DOTALL) for page in (usual, answer)]
    assert faults[0] == faults[1]
    assert "booking" not in door.cookies


def test_closed_account_cannot_sign_in_and_is_put_out(door: TestClient, service: Service) -> None:
    sign_in(door)
    assert is_in(door)

    _close_account(service)

    assert not is_in(door)
    assert sign_in(door).status_code == 401


def test_removed_grant_counts_at_the_next_request(door: TestClient, service: Service) -> None:
    sign_in(door)
    assert door.get("/floors").status_code == 200

    with service.db.engine.begin() as connection:
        connection.execute(
            text("DELETE FROM role_grant WHERE person_id IN (SELECT id FROM person WHERE name = 'Staff')")
        )

    assert door.get("/floors").status_code == 403


def test_failures_slow_one_account_from_one_address_down(
    service: Service, estate: Estate, door: TestClient, clock: Clock
) -> None:
    assert estate.actors
    wrong = [sign_in(door, password="wrong").status_code for _ in range(MOST_PER_ACCOUNT)]
    eleventh = sign_in(door)

    assert wrong == [401] * MOST_PER_ACCOUNT
    assert eleventh.status_code == 429
    assert int(eleventh.headers["retry-after"]) > 0
    assert sign_in(door, "other@trust.example").status_code == 303
    with make_client(service, clock.read) as elsewhere:
        elsewhere._transport.client = ("10.1.2.3", 50000)  # type: ignore[attr-defined]
        assert sign_in(elsewhere).status_code == 303
    clock.now += timedelta(minutes=11)
    door.cookies.clear()
    assert sign_in(door).status_code == 303


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_failures_of_one_address_slow_it_down_altogether(door: TestClient, service: Service, clock: Clock) -> None:
    for number in range(100):
        assert sign_in(door, f"nobody{number}@trust.example", "wrong").status_code == 401

    assert sign_in(door, "nobody100@trust.example", "wrong").status_code == 429
    with make_client(service, clock.read) as elsewhere:
        elsewhere._transport.client = ("10.1.2.3", 50000)  # type: ignore[attr-defined]
        assert sign_in(elsewhere).status_code == 303


def test_idle_sign_in_is_over_and_a_used_one_goes_on(door: TestClient, clock: Clock) -> None:
    sign_in(door)
    for _ in range(3):
        clock.now += IDLE - timedelta(minutes=1)
        assert is_in(door)

    clock.now += IDLE + timedelta(seconds=1)

    assert not is_in(door)
    clock.now -= timedelta(minutes=30)
    assert is_in(door)


def test_sign_in_is_over_after_its_longest_time(door: TestClient, clock: Clock) -> None:
    sign_in(door)
    begun = clock.now
    while clock.now + IDLE / 2 < begun + LONGEST:
        clock.now += IDLE / 2
        assert is_in(door)

    clock.now = begun + LONGEST

    assert not is_in(door)


@pytest.mark.parametrize("target", WITHIN)
def test_sign_in_goes_on_to_the_page_asked_for(door: TestClient, target: str) -> None:
    assert sign_in(door, target=target).headers["location"] == target


@pytest.mark.parametrize("target", ELSEWHERE, ids=ascii)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_sign_in_leads_nowhere_else(door: TestClient, target: str) -> None:
    location = sign_in(door, target=target).headers["location"]
    again = door.get("/sign-in", params={"next": target}).headers["location"]

    assert {location, again} == {"/"}


def test_page_asked_for_without_a_sign_in_comes_back(door: TestClient) -> None:
    to_sign_in = door.get("/find?people=4&date=2026-11-25").headers["location"]

    assert to_sign_in == "/sign-in?next=%2Ffind%3Fdate%3D2026-11-25%26people%3D4"
    page = door.get(to_sign_in)
    assert 'name="next" value="/find?date=2026-11-25&amp;people=4"' in page.text


def _close_account(service: Service) -> None:
    with service.db.engine.begin() as connection:
        connection.execute(text("UPDATE person SET active = false WHERE name = 'Staff'"))
