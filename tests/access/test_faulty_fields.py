"""A faulty field, form by form: the words stand beside it, nothing is written, and nothing typed is lost."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from lxml import html
from sqlalchemy import text

from booking.web.door import Takes, WebRoute
from booking.web.routes import WEB_ROUTES
from tests.access.seats import MISSING, Seats
from tests.access.test_bad_input import GOOD

FORM_TYPE = "application/x-www-form-urlencoded"
NOT_A_DATE = "This is not a date that we can read. Enter it as year-month-day, such as 2026-11-24."
NOT_A_TIME = "This is not a time that we can read. Enter hours and minutes, such as 09:30."
IN_FIGURES = "Enter the number of people in figures, such as 4."
TO_999 = "Enter a number from 1 to 999."
HIDDEN_MARK = "This holds a control character or a hidden mark, often from pasted text. Type it again."
MARKUP = "This looks like markup, such as <b>. Use plain words."
FORMULA = "This starts with =, +, - or @, which spreadsheets read as a formula. Start with a letter or a number."
TOO_LONG = "This is 10,000 characters long. Use 120 or fewer."
NO_SUCH_HOUR = "The clocks go forward that night, so there is no 1:30am. Choose a time before or after that hour."
HOUR_TWICE = "The clocks go back that night, so 1:30am comes twice. Say which one you mean."
NO_SUCH_YEAR = "This year cannot be used. Choose a date in the years 2000 to 2199."
NOBODY = "We know nobody of that name or address whom you may book for. Check the spelling, or type less of it."
FAR_TOO_LONG = "This is 10,000 characters long. Use 254 or fewer."

TIMES: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("no date", {"date": ""}, "date", "Enter a date."),
    ("no such day", {"date": "2026-02-30"}, "date", NOT_A_DATE),
    ("a date of another land", {"date": "25/11/2026"}, "date", NOT_A_DATE),
    ("a date in other figures", {"date": "٢٠٢٦-١١-٢٥"}, "date", NOT_A_DATE),
    ("a year beyond all", {"date": "9999-12-31"}, "date", NO_SUCH_YEAR),
    ("NaN as a date", {"date": "NaN"}, "date", NOT_A_DATE),
    ("no start", {"from": ""}, "from", "Enter the start time."),
    ("no such minute", {"from": "09:60"}, "from", NOT_A_TIME),
    ("a start in words", {"from": "nine"}, "from", NOT_A_TIME),
    ("no end", {"to": ""}, "to", "Enter the end time."),
    ("an end past midnight", {"to": "24:00"}, "to", NOT_A_TIME),
    ("an end before its start", {"to": "08:00"}, "to", "The end must be after the start. Choose a later end."),
    ("an end at its start", {"to": "09:00"}, "to", "The end must be after the start. Choose a later end."),
    ("a start in the hour that is skipped", {"date": "2027-03-28", "from": "01:30"}, "from", NO_SUCH_HOUR),
    ("an end in the hour that is skipped", {"date": "2027-03-28", "from": "00:30", "to": "01:30"}, "to", NO_SUCH_HOUR),
    ("a start in the hour that comes twice", {"date": "2027-10-31", "from": "01:30"}, "from", HOUR_TWICE),
    ("an answer that is none", {"date": "2027-10-31", "from": "01:30", "from_pass": "3"}, "from", HOUR_TWICE),
)
LATER: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("an end on no such day", {"to_date": "2026-11-31"}, "to_date", NOT_A_DATE),
    (
        "more than a day",
        {"to_date": "2026-11-27"},
        "to",
        "One booking can last for 24 hours at most. Choose an earlier end.",
    ),
)
WORDS: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("no people", {"people": ""}, "people", "Enter how many people will be there."),
    ("nobody", {"people": "0"}, "people", TO_999),
    ("fewer than nobody", {"people": "-1"}, "people", TO_999),
    ("half a person", {"people": "1.5"}, "people", IN_FIGURES),
    ("people in words", {"people": "four"}, "people", IN_FIGURES),
    ("NaN people", {"people": "NaN"}, "people", IN_FIGURES),
    ("more people than a column holds", {"people": "9223372036854775808"}, "people", TO_999),
    (
        "more people than seats",
        {"people": "21"},
        "people",
        "Large is for up to 20 people, and you asked for 21. Choose a larger room or fewer people.",
    ),
    ("10,000 characters", {"title": "x" * 10_000}, "title", TOO_LONG),
    ("a control character", {"title": "a\x07b"}, "title", HIDDEN_MARK),
    ("a hidden mark", {"title": "a\u202eb"}, "title", HIDDEN_MARK),
    ("a tag", {"title": "<b>bold</b>"}, "title", MARKUP),
    ("a formula", {"title": "=1+1"}, "title", FORMULA),
    ("a formula in wide letters", {"title": "＝1+1"}, "title", FORMULA),
)
OTHERS: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("nobody known", {"for": "nobody@elsewhere.example"}, "for", NOBODY),
    ("10,000 characters", {"for": "x" * 10_000}, "for", FAR_TOO_LONG),
    ("a tag", {"for": "<script>alert(1)</script>"}, "for", MARKUP),
)
BOOK = {
    "date": "2026-11-25", "from": "09:00", "to": "10:00", "to_date": "", "people": "12", "title": "Team meeting",
    "for": "other@trust.example",
}  # fmt: skip
CHANGE = {name: value for name, value in BOOK.items() if name != "for"} | {"version": "1"}
LOOK = {"date": "2026-11-25", "from": "09:00", "to": "10:00"}
SOME_TEXTS = (
    "",
    "x" * 10_000,
    "a\x07b",
    "<b>bold</b>",
    "=1+1",
    "9223372036854775808",
    "NaN",
    "2026-02-30",
    "25:61",
    MISSING,
)

FORMS = [route for route in WEB_ROUTES if route.method == "POST" and route.takes is Takes.FORM]

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def say_case(value: object) -> str:
    """The first of a case's parts is its name."""
    return value if isinstance(value, str) and len(value) < 40 else ""


@pytest.mark.parametrize(("what", "typed", "field", "words"), [*TIMES, *LATER, *WORDS, *OTHERS], ids=say_case)
def test_booking_form_says_what_is_wrong_beside_the_field(
    seats: Seats, what: str, typed: dict[str, str], field: str, words: str
) -> None:
    sent = {**BOOK, **typed}
    before = seats.fingerprint()

    answer = post(seats, "/book", {"resource": seats.estate.ref("Large"), **sent})

    assert (what, answer.status_code) == (what, 422)
    page = html.fromstring(answer.text)
    assert summary_of(page) == [(f"#{field}", words)]
    assert words in beside(page, field)
    assert lost(page, sent) == {}
    assert seats.fingerprint() == before


@pytest.mark.parametrize(("what", "typed", "field", "words"), [*TIMES, *LATER, *WORDS], ids=say_case)
def test_change_form_says_what_is_wrong_beside_the_field(
    seats: Seats, what: str, typed: dict[str, str], field: str, words: str
) -> None:
    booking = seats.book_for("facil", "own", "coming")
    move_to_large(seats)
    sent = {**CHANGE, **typed}
    before = seats.fingerprint()

    answer = post(seats, f"/bookings/{booking}/change", {"resource": seats.estate.ref("Large"), **sent})

    assert (what, answer.status_code) == (what, 422)
    page = html.fromstring(answer.text)
    assert summary_of(page) == [(f"#{field}", words)]
    assert words in beside(page, field)
    assert lost(page, sent) == {}
    assert seats.fingerprint() == before


@pytest.mark.parametrize(("what", "typed", "field", "words"), TIMES, ids=say_case)
@pytest.mark.parametrize("path", ["/find", "/floors/{floor}"])
def test_pages_that_ask_for_a_time_say_what_is_wrong_beside_the_field(
    seats: Seats, path: str, what: str, typed: dict[str, str], field: str, words: str
) -> None:
    sent = {**LOOK, **typed}

    answer = get(seats, f"{path.format(floor=seats.floor('near'))}?{urlencode(sent)}")

    assert (what, answer.status_code) == (what, 422)
    page = html.fromstring(answer.text)
    assert summary_of(page) == [(f"#{field}", words)]
    assert words in beside(page, field)
    assert lost(page, sent) == {}


@pytest.mark.parametrize("people", ["0", "-1", "1.5", "NaN", "9223372036854775808", "x" * 10_000])
def test_search_says_that_it_needs_a_number(seats: Seats, people: str) -> None:
    sent = {**LOOK, "people": people}

    answer = get(seats, f"/find?{urlencode(sent)}")

    page = html.fromstring(answer.text)
    words = TO_999 if people.lstrip("-").isdigit() else IN_FIGURES
    assert (answer.status_code, summary_of(page)) == (422, [("#people", words)])
    assert words in beside(page, "people")
    assert lost(page, sent) == {}


@pytest.mark.parametrize("typed", ["2026-02-30", "x", "<b>", "9999-12-31", "1e3", "x" * 10_000])
def test_audit_says_that_it_needs_a_date(seats: Seats, typed: str) -> None:
    answer = get(seats, f"/audit?{urlencode({'date': typed})}", "admin")

    page = html.fromstring(answer.text)
    words = NO_SUCH_YEAR if typed == "9999-12-31" else "Enter a date as year-month-day, such as 2026-11-24."
    assert (answer.status_code, summary_of(page)) == (422, [("#date", words)])
    assert words in beside(page, "date")
    assert lost(page, {"date": typed}) == {}


@pytest.mark.parametrize(
    ("typed", "status", "expected"),
    [
        ({"email": "", "password": "x"}, 422, [("#email", "Enter your work email address.")]),
        ({"email": "staff@trust.example", "password": ""}, 422, [("#password", "Enter your password.")]),
    ],
)
def test_sign_in_form_says_what_is_missing(
    seats: Seats, typed: dict[str, str], status: int, expected: list[tuple[str, str]]
) -> None:
    answer = post(seats, "/sign-in", typed, "anonymous")

    page = html.fromstring(answer.text)
    assert (answer.status_code, summary_of(page)) == (status, expected)
    assert lost(page, {"email": typed["email"]}) == {}
    assert [box.get("value", "") for box in page.xpath("//input[@type='password']")] == [""]


@pytest.mark.parametrize(
    ("typed", "status", "field"),
    [
        ({"date": "2026-11-23"}, 422, "to"),
        ({"date": "2026-11-24", "from": "07:00", "to": "09:00"}, 422, "from"),
        ({"date": "2028-01-01"}, 422, "date"),
        ({"to": "09:10"}, 422, "to"),
    ],
)
def test_refusal_of_a_rule_stands_beside_its_field(
    seats: Seats, typed: dict[str, str], status: int, field: str
) -> None:
    sent, before = {**BOOK, **typed}, seats.fingerprint()

    answer = post(seats, "/book", {"resource": seats.estate.ref("Large"), **sent})

    page = html.fromstring(answer.text)
    assert (answer.status_code, [link for link, _ in summary_of(page)]) == (status, [f"#{field}"])
    assert summary_of(page)[0][1] in beside(page, field)
    assert lost(page, sent) == {}
    assert seats.fingerprint() == before


def test_others_bookings_and_unknown_ones_cannot_be_told_apart(seats: Seats) -> None:
    far = seats.book_for("staff", "far", "coming")
    before = seats.fingerprint()
    answers = {
        act: [post(seats, f"/bookings/{ref}/{act}", CHANGE if act == "change" else {"version": "1"}, "staff")
              for ref in (far, MISSING)]
        for act in ("change", "cancel", "end", "reinstate", "check-in", "check-out")
    }  # fmt: skip

    assert {act: [answer.status_code for answer in both] for act, both in answers.items()} == {
        act: [404, 404] for act in answers
    }
    assert seats.fingerprint() == before


@pytest.mark.parametrize("route", FORMS, ids=lambda route: route.name)
def test_every_form_points_at_its_faults_and_keeps_what_was_typed(seats: Seats, route: WebRoute) -> None:
    """Each line of the summary leads to a field that is there, and the fields hold what was sent."""
    wrong, booking = [], seats.book_for("facil", "own", "coming")
    before = seats.fingerprint()
    for sent in faulty(seats, route):
        answer = post(seats, route.path.replace("{ref}", booking), sent)
        if answer.status_code in (409, 422):
            page = html.fromstring(answer.text)
            ids = {f"#{named}" for named in page.xpath("//@id")}
            links = [link for link, _ in summary_of(page)]
            kept = {name: value for name, value in sent.items() if name != "password"}
            if not links or not {link for link in links if link} <= ids or lost(page, kept):
                wrong.append(
                    (
                        {name: value[:30] for name, value in sent.items() if GOOD.get(name) != value},
                        links,
                        lost(page, kept),
                    )
                )
        if seats.fingerprint() != before:
            seats.sign_in_all()
            seats.clear_bookings()
            booking = seats.book_for("facil", "own", "coming")
            before = seats.fingerprint()

    assert wrong == []


def faulty(seats: Seats, route: WebRoute) -> Iterator[dict[str, str]]:
    good = {name: value.replace("$place", seats.place("near")) for name, value in GOOD.items() if name in route.form}
    for name in route.form:
        yield from ({**good, name: text} for text in SOME_TEXTS)


def post(seats: Seats, path: str, sent: Mapping[str, str], actor: str = "facil") -> Response:
    body = urlencode({**sent, "csrf_token": seats.form_token(actor)})
    answer = seats.client.post(path, content=body, headers={"Cookie": seats.cookies(actor), "Content-Type": FORM_TYPE})
    seats.client.cookies.clear()
    return answer


def get(seats: Seats, address: str, actor: str = "facil") -> Response:
    answer = seats.client.get(address, headers={"Cookie": seats.cookies(actor)})
    seats.client.cookies.clear()
    return answer


def move_to_large(seats: Seats) -> None:
    """Put the one booking into the room of 20 seats, so that its form asks for the number of people."""
    values = {"room": seats.estate.id("Large")}
    seats.service.db.write(lambda tx: tx.execute(text("UPDATE booking SET resource_id = :room"), values).close())


def summary_of(page: html.HtmlElement) -> list[tuple[str, str]]:
    """What the summary of problems says, each with the field that it leads to."""
    items = page.xpath("//*[@class='nhsuk-error-summary']//li")
    return [("".join(item.xpath(".//a/@href")), " ".join(item.text_content().split())) for item in items]


def beside(page: html.HtmlElement, field: str) -> str:
    """The words that the field itself names as its description."""
    (control,) = page.xpath(f"//*[@id='{field}']")
    said = (control.get("aria-describedby") or "").split()
    return " ".join(" ".join(page.get_element_by_id(one).text_content().split()) for one in said)


def lost(page: html.HtmlElement, sent: Mapping[str, str]) -> dict[str, str]:
    """What was sent for a field that stands on the page, and is not in it any more."""
    shown: dict[str, str] = {}
    for box in page.xpath("//main//input[not(@type='radio' or @type='checkbox')] | //main//textarea"):
        shown[str(box.get("name"))] = str(box.get("value") or box.text or "")
    return {name: shown[name] for name, value in sent.items() if value and shown.get(name, value) != value}
