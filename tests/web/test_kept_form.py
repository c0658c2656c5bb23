"""What was typed waits in cookies for a sign-in: in no address and no log, for one form, and for who typed it."""

import base64
import hashlib
import hmac
import json
import logging
import random
import string
import zlib
from datetime import timedelta

import pytest
from httpx2 import Response

from booking.actions.service import Service
from tests.conftest import ENGINES
from tests.estate import NOW, PASSWORD, Estate
from tests.store.state import ask, count
from tests.web.browser import HOME, Browser, Clock, Page, open_browser
from tests.web.conftest import Browsers
from tests.web.test_again import CHECK, ENDED, notice_on, send

GONE = "What was typed here before you signed in is not kept any more. If you still need it, please type it again."
LOST = "What you typed was too long to keep: please type it again."
NAMES = ("booking-kept", "booking-kept1", "booking-kept2", "booking-kept3")
UNITS = "/admin/units/add"


@pytest.fixture
def admin(browsers: Browsers, estate: Estate) -> Browser:
    """The browser of the administrator."""
    return browsers.sign_in(estate, "admin")


def letters(number: int) -> str:
    """Letters that cannot be packed well, the same each time."""
    dice = random.Random(number)  # noqa: S311 - the same letters each time
    return "".join(dice.choices(string.ascii_letters, k=number))


def kept_by(browser: Browser) -> dict[str, str]:
    """The cookies that the browser keeps of a form."""
    return {name: value for name, value in browser.client.cookies.items() if name in NAMES}


def enter(browser: Browser, signing: Page, name: str) -> Page:
    """Sign in, and go where that leads."""
    return browser.follow(browser.send(signing, "/sign-in", email=f"{name}@trust.example", password=PASSWORD))


def send_late(browser: Browser, clock: Clock, action: str, query: str = "", **typed: str) -> Page:
    """Fill in a form, send it when the sign-in is over, and get the page for signing in."""
    page = browser.get(f"{action}{query}")
    clock.now += timedelta(hours=2)
    signing = browser.follow(send(browser, page, action, typed))
    assert signing.heading == "Sign in"
    return signing


def book_query(estate: Estate) -> str:
    return f"?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=10:00"


def plant(browser: Browser, value: str) -> None:
    """Put a kept form in the browser in place of its own."""
    for name in kept_by(browser):
        browser.client.cookies.delete(name)
    browser.client.cookies.set("booking-kept", value, domain="127.0.0.1", path="/")


def seal_by_hand(secret: bytes, said: object) -> str:
    packed = zlib.compress(json.dumps(said).encode())
    sealed = hmac.digest(secret, b"kept form 1:" + packed, hashlib.sha256) + packed
    return "1" + base64.urlsafe_b64encode(sealed).decode().rstrip("=")


@pytest.mark.parametrize(
    ("action", "typed"),
    [
        ("/admin/people/add", {"name": "Marker-Jones", "email": "marker@trust.example"}),
        ("/admin/sites/add", {"name": "Marker-House", "timezone": "Marker/Zone"}),
        ("/book", {"title": "Marker-of-a-title", "to": "Marker at noon"}),
    ],
)
def test_nothing_typed_stands_in_an_address_a_cookie_or_the_log(
    admin: Browser, estate: Estate, clock: Clock, caplog: pytest.LogCaptureFixture, action: str, typed: dict[str, str]
) -> None:
    caplog.set_level(logging.DEBUG)
    answers: list[Response] = []
    admin.client.event_hooks["response"].append(answers.append)

    query = book_query(estate) if action == "/book" else ""
    again = enter(admin, send_late(admin, clock, action, query, **typed), "admin")

    assert {name: again.form(action)[name] for name in typed} == typed
    seen = [part for one in answers for part in (str(one.url), *one.headers.values())]
    asked = [part for one in answers for part in one.request.headers.values()]
    assert len(answers) == 5
    assert sum("kept" in part for part in seen) >= 3
    assert [part for part in (*seen, *asked, caplog.text) if "marker" in part.lower()] == []


def test_address_still_says_what_a_page_is_about(staff: Browser, estate: Estate, clock: Clock) -> None:
    signing = send_late(staff, clock, "/book", book_query(estate), title="Words")

    about = f"resource={estate.ref('D1')}&date=2026-11-25&from=09%3A00&to=10%3A00"
    assert signing.form("/sign-in")["next"] == f"/book?{about}&kept=form"


def test_proofs_and_passwords_and_marks_of_effects_are_not_kept(
    admin: Browser, service: Service, clock: Clock, estate: Estate
) -> None:
    assert estate.actors
    (site,) = ask(service, "SELECT ref FROM site WHERE name = 'Oak'")
    action = f"/admin/sites/{site.ref}"
    page = admin.get(action)
    seen = page.form(action)["seen"]
    clock.now += timedelta(hours=2)
    send(admin, page, action, {"name": "Elm", "agreed": "1"})

    (value,) = kept_by(admin).values()
    sealed = base64.urlsafe_b64decode(f"{value[1:]}===")
    said = json.loads(zlib.decompress(sealed[32:]))
    assert said == [
        action,
        estate.actors["admin"].person.id,
        int((NOW + timedelta(hours=2, minutes=15)).timestamp()),
        {"name": ["Elm"], "timezone": ["Europe/London"], "seen": [seen]},
    ]


@pytest.mark.parametrize("home", [HOME, "https://rooms.example"])
def test_cookie_is_hidden_from_scripts_and_other_sites_and_short_lived(
    service: Service, estate: Estate, clock: Clock, home: str
) -> None:
    assert estate.actors
    with open_browser(service, clock, home) as browser:
        answer = browser.client.post(UNITS, data={"name": "Night team"}, headers={"Origin": home})

    name, *said = answer.headers["set-cookie"].split("; ")
    secure = home != HOME
    assert name.startswith("__Host-booking-kept=1" if secure else "booking-kept=1")
    assert said == ["HttpOnly", "Max-Age=900", "Path=/", "SameSite=lax", *(["Secure"] if secure else [])]


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
@pytest.mark.parametrize(("who", "title", "notice"), [("staff", "Mine", f"{ENDED} {CHECK}"), ("other", "", GONE)])
def test_only_who_typed_it_gets_it_back(
    staff: Browser, estate: Estate, clock: Clock, who: str, title: str, notice: str
) -> None:
    signing = send_late(staff, clock, "/book", book_query(estate), title="Mine")
    assert list(kept_by(staff)) == ["booking-kept"]

    again = enter(staff, signing, who)

    assert (again.form("/book")["title"], notice_on(again)) == (title, notice)
    assert ("Mine" in again.response.text, len(kept_by(staff))) == ((True, 1) if who == "staff" else (False, 0))


def test_cookie_that_outlives_a_change_of_person_fills_nothing(staff: Browser, estate: Estate, clock: Clock) -> None:
    signing = send_late(staff, clock, "/book", book_query(estate), title="Mine")
    (value,) = kept_by(staff).values()
    address = signing.form("/sign-in")["next"]
    enter(staff, signing, "other")
    plant(staff, value)

    again = staff.get(address)

    assert (again.form("/book")["title"], notice_on(again)) == ("", GONE)


def test_what_nobody_is_known_to_have_typed_goes_to_the_first_who_signs_in_alone(
    staff: Browser, estate: Estate
) -> None:
    page = staff.get(f"/book{book_query(estate)}")
    staff.client.cookies.clear()
    signing = staff.follow(send(staff, page, "/book", {"title": "Mine"}))
    address = signing.form("/sign-in")["next"]

    first = enter(staff, signing, "staff")
    staff.client.cookies.delete("booking")
    second = enter(staff, staff.get(f"/sign-in?next={address.replace('&', '%26')}"), "other")

    assert (first.form("/book")["title"], notice_on(first)) == ("Mine", f"{ENDED} {CHECK}")
    assert (second.form("/book")["title"], notice_on(second)) == ("", GONE)
    assert kept_by(staff) == {}


def test_form_of_another_sign_in_than_the_cookies_is_not_taken_for_its_persons(
    staff: Browser, estate: Estate, clock: Clock
) -> None:
    page = staff.get(f"/book{book_query(estate)}")
    staff.client.cookies.clear()
    staff.sign_in("other")
    clock.now += timedelta(hours=2)

    signing = staff.follow(send(staff, page, "/book", {"title": "Mine"}))

    assert enter(staff, signing, "staff").form("/book")["title"] == "Mine"


@pytest.mark.parametrize("place", [0, 1, 20, 50, 90, -1], ids="letter {}".format)
def test_altered_cookie_fills_nothing(admin: Browser, clock: Clock, place: int) -> None:
    again = enter(admin, send_late(admin, clock, UNITS, name="Night team"), "admin")
    (value,) = kept_by(admin).values()
    letter = "B" if value[place] == "A" else "A"
    plant(admin, value[:place] + letter + value[place:][1:] if place != -1 else value[:-8])

    altered = admin.get(f"{UNITS}?kept=form")

    assert again.form(UNITS)["name"] == "Night team"
    assert (altered.form(UNITS)["name"], notice_on(altered)) == ("", GONE)


def test_letter_that_no_cookie_of_ours_holds_spoils_it_and_a_cookie_left_over_does_not(
    admin: Browser, clock: Clock
) -> None:
    enter(admin, send_late(admin, clock, UNITS, name="Night team"), "admin")
    (value,) = kept_by(admin).values()
    admin.client.cookies.set("booking-kept1", "A" * 40, domain="127.0.0.1", path="/")
    beside = admin.get(f"{UNITS}?kept=form")
    plant(admin, f"{value[:40]}!{value[40:]}")

    assert beside.form(UNITS)["name"] == "Night team"
    assert admin.get(f"{UNITS}?kept=form").form(UNITS)["name"] == ""


@pytest.mark.parametrize(
    ("whose", "length", "name"),
    [("ours", 10, "x" * 10), ("theirs", 10, ""), ("ours", 10_000_000, "")],
    ids=["sealed by us", "sealed by another", "larger than we pack"],
)
def test_forged_cookie_and_one_that_unpacks_too_far_fill_nothing(
    admin: Browser, service: Service, whose: str, length: int, name: str
) -> None:
    secret = service.secret if whose == "ours" else b"another secret, thirty-two bytes and more"
    until_s = int((NOW + timedelta(minutes=15)).timestamp())
    plant(admin, seal_by_hand(secret, [UNITS, None, until_s, {"name": ["x" * length]}]))

    page = admin.get(f"{UNITS}?kept=form")

    assert (page.status, page.form(UNITS)["name"]) == (200, name)


@pytest.mark.parametrize("value", ["1", "4", "0", "9x", "1a", "1é", "1" + "A" * 60, "²" + "A" * 60], ids=repr)
def test_cookie_that_is_none_of_ours_fills_nothing(admin: Browser, value: str) -> None:
    answer = admin.client.get(
        f"{UNITS}?kept=form",
        headers=[(b"cookie", f"booking={admin.client.cookies['booking']}; booking-kept={value}".encode("latin-1"))],
    )

    page = Page(answer)
    assert (page.status, page.form(UNITS)["name"], notice_on(page)) == (200, "", GONE)


@pytest.mark.parametrize("address", ["/admin/sites/add", "/admin/people/add", "/admin/uses/add"])
def test_what_is_kept_for_one_form_fills_no_other(admin: Browser, clock: Clock, address: str) -> None:
    again = enter(admin, send_late(admin, clock, UNITS, name="Night team"), "admin")

    other = admin.get(f"{address}?kept=form")

    assert again.form(UNITS)["name"] == "Night team"
    assert (other.form(address)["name"], notice_on(other)) == ("", GONE)


@pytest.mark.parametrize(("length", "cookies"), [(100, 1), (5_000, 2), (10_000, 3), (14_000, 4)])
def test_long_text_comes_back_whole_from_as_few_cookies_as_hold_it(
    staff: Browser, estate: Estate, clock: Clock, length: int, cookies: int
) -> None:
    signing = send_late(staff, clock, "/book", book_query(estate), title=letters(length))
    parts = list(kept_by(staff).items())

    again = enter(staff, signing, "staff")

    assert again.form("/book")["title"] == letters(length)
    assert [name for name, _ in parts] == list(NAMES[:cookies])
    assert max(len(name) + len(value) for name, value in parts) < 3_900


@pytest.mark.parametrize("text", [letters(16_000), "x" * 70_000], ids=["packed", "unpacked"])
def test_more_than_the_cookies_hold_is_not_kept_and_the_page_says_so(
    admin: Browser, service: Service, clock: Clock, text: str
) -> None:
    before = count(service, "unit")
    send_late(admin, clock, UNITS, name=letters(10_000))
    assert len(kept_by(admin)) == 3

    page = admin.client.post(UNITS, data={"name": text}, headers={"Origin": HOME})
    signing = admin.follow(page)
    lost = enter(admin, signing, "admin")

    assert page.headers["location"] == "/sign-in?next=%2Fadmin%2Funits%2Fadd%3Fkept%3D-"
    assert (lost.form(UNITS)["name"], notice_on(lost)) == ("", f"{ENDED} {LOST}")
    assert (kept_by(admin), count(service, "unit")) == ({}, before)


def test_shorter_form_takes_the_place_of_a_longer_one(admin: Browser, clock: Clock) -> None:
    send_late(admin, clock, UNITS, name=letters(10_000))

    signing = admin.follow(admin.client.post(UNITS, data={"name": "Night team"}, headers={"Origin": HOME}))

    assert enter(admin, signing, "admin").form(UNITS)["name"] == "Night team"
    assert list(kept_by(admin)) == ["booking-kept"]


@pytest.mark.parametrize(
    ("after", "name"), [(timedelta(minutes=15, seconds=-1), "Night team"), (timedelta(minutes=15), "")]
)
def test_what_was_typed_waits_a_quarter_of_an_hour(admin: Browser, clock: Clock, after: timedelta, name: str) -> None:
    signing = send_late(admin, clock, UNITS, name="Night team")
    clock.now += after

    again = enter(admin, signing, "admin")

    assert (again.form(UNITS)["name"], notice_on(again)) == (name, f"{ENDED} {CHECK}" if name else GONE)


def test_sent_form_is_kept_no_more(admin: Browser, service: Service, clock: Clock) -> None:
    again = enter(admin, send_late(admin, clock, UNITS, name="Night team"), "admin")
    admin.send(admin.get("/admin/features"), "/admin/features", name="Hoist")
    assert len(kept_by(admin)) == 1

    sent = send(admin, again, UNITS, {})

    assert (sent.status_code, kept_by(admin)) == (303, {})
    assert count(service, "unit", "name = 'Night team'") == 1
    assert notice_on(admin.get(f"{UNITS}?kept=form")) == GONE


def test_signing_out_takes_back_what_was_kept(admin: Browser, clock: Clock) -> None:
    again = enter(admin, send_late(admin, clock, UNITS, name=letters(5_000)), "admin")
    assert list(kept_by(admin)) == ["booking-kept", "booking-kept1"]

    admin.send(again, "/sign-out")

    assert kept_by(admin) == {}
