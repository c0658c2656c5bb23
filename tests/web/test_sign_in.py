"""Signing in and out, and where somebody is sent afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from booking.actions.service import Service
from booking.web.addresses import own_target
from tests.estate import PASSWORD, Estate
from tests.web.browser import Browser, Clock, Page, open_browser
from tests.web.conftest import Browsers

OWN = (
    "/",
    "/bookings",
    "/floors/abc?date=2026-11-25&from=09%3A00",
    "/book?title=Reports+%26+more",
    "/book?title=https%3A%2F%2Fexample.org%2F",
    "/find?feature=sit-stand&feature=sink",
)
FOREIGN = (
    "",
    "bookings",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "//evil.example/bookings",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/bookings\\..\\evil",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "mailto:a@evil.example",
    "blob:https://evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\n//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\x00/evil.example",
    "/\x0b/evil.example",
    "/\x7f/evil.example",
    "/%2f/evil.example",
    "/%2F/evil.example",
    "%2f%2fevil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "/%5Cevil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/%252f%252fevil.example",
    "/%255cevil.example",
    "/%00/evil.example",
    "/bookings//evil.example",
    "/bookings#//evil.example",
    "/bookings?x=\ty",
    "/bookings?x=\r\nSet-Cookie: a=b",
    "/bookings?x=\\evil",
    "@evil.example",
    ".evil.example",
    "evil.example",
    ":8000",
    "?next=//evil.example",
    "#fragment",
    "/\u2044evil.example",
    "/\uff0fevil.example",
    "\uff0f\uff0fevil.example",
    "/\u2028/evil.example",
    "/\u202ebookings",
    "/\xa0/evil.example",
    "/" + "a" * 20_000,
)


@pytest.mark.parametrize("target", OWN)
def test_target_on_our_own_service_is_kept(target: str) -> None:
    assert own_target(target) == target


@pytest.mark.parametrize("target", FOREIGN, ids=ascii)
def test_target_that_could_lead_elsewhere_becomes_the_start_page(target: str) -> None:
    assert own_target(target) == "/"


def test_person_without_a_sign_in_comes_back_to_the_page_asked_for(visitor: Browser, estate: Estate) -> None:
    address = f"/floors/{estate.floor_refs['oak1']}?date=2026-11-25&from=09%3A00&to=17%3A00"

    form = visitor.follow(visitor.client.get(address))
    response = visitor.send(form, "/sign-in", email="staff@trust.example", password=PASSWORD)

    assert form.heading == "Sign in"
    assert (response.status_code, response.headers["location"]) == (303, address)


def test_form_sent_after_the_sign_in_ended_is_filled_in_again(staff: Browser, clock: Clock, estate: Estate) -> None:
    page = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=17:00")
    clock.now += timedelta(hours=2)

    form = staff.follow(staff.send(page, "/book", title="Long & careful words"))
    again = staff.follow(staff.send(form, "/sign-in", email="staff@trust.example", password=PASSWORD))

    assert form.heading == "Sign in"
    assert again.form("/book") == page.form("/book") | {
        "title": "Long & careful words",
        "csrf_token": again.form("/book")["csrf_token"],
    }


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("staff@trust.example", "wrong"),
        ("nobody-here@trust.example", PASSWORD),
        ("staff@trust.example", PASSWORD + "\x00"),
        ("staff\x00@trust.example", PASSWORD),
        ("<b>staff</b>", PASSWORD),
        ("s" * 10_000, PASSWORD),
        ("staff@trust.example", "p" * 10_000),
    ],
    ids=lambda text: ascii(text)[:30],
)
@pytest.mark.usefixtures("estate")
def test_wrong_sign_in_keeps_the_address_and_not_the_password(visitor: Browser, email: str, password: str) -> None:
    page = visitor.send_to_page(visitor.get("/sign-in"), "/sign-in", email=email, password=password)

    assert page.status == 401
    assert page.faults == [
        ("#email", "The email address or the password is not right. Check both, and type the password again.")
    ]
    # An XML parser reads a NUL as the mark of something it cannot show.
    assert page.form("/sign-in")["email"].replace("�", "\x00") == email
    assert not page.find("//input[@name='password']").get("value")


@pytest.mark.usefixtures("estate")
def test_blank_sign_in_says_what_is_missing(visitor: Browser) -> None:
    page = visitor.send_to_page(visitor.get("/sign-in"), "/sign-in")

    assert page.status == 422
    assert page.faults == [("#email", "Enter your work email address."), ("#password", "Enter your password.")]


@pytest.mark.usefixtures("estate")
def test_many_wrong_sign_ins_are_slowed_down(visitor: Browser) -> None:
    form = visitor.get("/sign-in")
    for _ in range(10):
        visitor.send(form, "/sign-in", email="staff@trust.example", password="wrong")

    page = visitor.send_to_page(form, "/sign-in", email="staff@trust.example", password=PASSWORD)

    assert (page.status, page.response.headers["retry-after"]) == (429, "600")
    assert page.form("/sign-in")["email"] == "staff@trust.example"


def test_signing_out_ends_the_sign_in_and_clears_the_browser(staff: Browser) -> None:
    kept = dict(staff.client.cookies)

    response = staff.send(staff.get("/bookings"), "/sign-out")
    staff.client.cookies.update(kept)
    back = staff.client.get("/bookings")

    assert response.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert (back.status_code, back.headers["location"]) == (303, "/sign-in?next=%2Fbookings")


def test_person_who_has_signed_in_is_not_asked_again(staff: Browser) -> None:
    response = staff.client.get("/sign-in?next=/find")

    assert (response.status_code, response.headers["location"]) == (303, "/find")


@pytest.mark.usefixtures("estate")
def test_sign_in_form_of_another_browser_is_refused(visitor: Browser, browsers: Browsers) -> None:
    theirs = browsers.open().get("/sign-in")
    visitor.get("/sign-in")

    response = visitor.send(theirs, "/sign-in", email="staff@trust.example", password=PASSWORD)

    assert response.status_code == 403
    assert "booking" not in visitor.client.cookies


@pytest.mark.usefixtures("estate")
def test_cookie_is_kept_from_scripts_and_other_sites(visitor: Browser) -> None:
    form = visitor.get("/sign-in")

    response = visitor.send(form, "/sign-in", email="staff@trust.example", password=PASSWORD)

    cookie = next(line for line in response.headers.get_list("set-cookie") if line.startswith("booking="))
    assert cookie.split("; ")[1:] == ["HttpOnly", "Path=/", "SameSite=lax"]


@pytest.mark.usefixtures("estate")
def test_cookie_travels_over_https_only_where_the_service_does(service: Service, clock: Clock) -> None:
    with open_browser(service, clock, "https://book.trust.example") as browser:
        form = browser.get("/sign-in")
        response = browser.send(form, "/sign-in", email="staff@trust.example", password=PASSWORD)
        start = Page(browser.client.get("/"))

    cookie = next(line for line in response.headers.get_list("set-cookie") if line.startswith("__Host-booking="))
    assert cookie.split("; ")[1:] == ["HttpOnly", "Path=/", "SameSite=lax", "Secure"]
    assert start.heading == "Hello, Staff"
    assert start.response.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.usefixtures("estate")
def test_demo_names_its_people_and_real_data_never(visitor: Browser, service: Service) -> None:
    real = visitor.get("/sign-in").words
    service.db.write(lambda tx: tx.execute(text("UPDATE organisation SET demo = true")))
    demo = visitor.get("/sign-in").words

    assert ("demo-password" in real, "demo-password" in demo) == (False, True)
