"""What happened, in sentences."""

from datetime import timedelta

from tests.estate import Estate
from tests.web.browser import Browser, Clock
from tests.web.conftest import Browsers

ONE_BOOKING = "History of this booking: Staff booked D1. Tuesday 24 November 2026, 8:00:00am"


def test_history_tells_who_did_what_in_order(browsers: Browsers, estate: Estate) -> None:
    lead = browsers.sign_in(estate, "lead")
    form = lead.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=10:00")
    address = str(lead.send(form, "/book", for_="mate@trust.example", title="Old").headers["location"]).partition("?")[
        0
    ]
    lead.send(lead.get(f"{address}/change"), f"{address}/change", to="11:00", resource=estate.ref("D2"), title="New")
    mate = browsers.sign_in(estate, "mate")
    mate.send(mate.get(f"{address}/cancel"), f"{address}/cancel")

    page = mate.get(f"{address}/history")

    assert page.words_at("//*[@class='app-story__words']") == [
        "Lead booked it for Mate.",
        "Lead changed it for Mate.",
        "Mate cancelled it.",
    ]
    assert page.words_at("//*[@class='app-story__detail']") == [
        "9am to 10am on Wednesday 25 November 2026, 1 person.",
        "It was 9am to 10am on Wednesday 25 November 2026; it is now 9am to 11am on Wednesday 25 November 2026. "
        "It moved here from another place. The name of the booking was changed.",
    ]
    assert page.words_at("//*[@class='app-story__when']") == ["Tuesday 24 November 2026, 8:00:00am"] * 3
    assert ("Old" in page.words, "New" in page.words) == (False, False)


def test_auditor_reads_a_day_and_goes_on_to_a_place(browsers: Browsers, estate: Estate) -> None:
    staff = browsers.sign_in(estate, "staff")
    form = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from=09:00&to=10:00")
    staff.send(form, "/book")
    auditor = browsers.sign_in(estate, "auditor")

    day = auditor.get("/audit?date=2026-11-24")
    place = auditor.get(day.link("History of D1"))

    assert day.words_at("//*[@class='app-story__words']") == [
        "Staff signed in.",
        "Staff booked D1.",
        "Auditor signed in.",
    ]
    assert place.heading == "History of D1 First, Oak"
    assert auditor.get(day.link(ONE_BOOKING)).heading.startswith("History of this booking: D1")
    assert place.words_at("//*[@class='app-story__words']") == ["Staff booked D1."]


def test_links_of_a_day_have_names_of_their_own(browsers: Browsers, estate: Estate, clock: Clock) -> None:
    staff = browsers.sign_in(estate, "staff")
    for hour in (9, 10):
        clock.now += timedelta(seconds=1)
        form = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-25&from={hour:02}:00&to={hour:02}:30")
        staff.send(form, "/book")
    auditor = browsers.sign_in(estate, "auditor")

    links = auditor.get("/audit?date=2026-11-24").words_at("//a[starts-with(., 'History of this')]")

    assert links == [ONE_BOOKING.replace(":00am", f":0{second}am") for second in (1, 2)]


def test_quiet_day_and_bad_day(browsers: Browsers, estate: Estate) -> None:
    auditor = browsers.sign_in(estate, "auditor")

    quiet, bad = auditor.get("/audit?date=2026-11-20"), auditor.get("/audit?date=yesterday")

    assert quiet.words_at("//*[@class='app-empty']") == ["Nothing was written down on this day."]
    assert (bad.status, [field for field, _ in bad.faults]) == (422, ["#date"])


def test_long_day_is_read_page_by_page(browsers: Browsers, estate: Estate) -> None:
    staff = browsers.sign_in(estate, "staff")
    for _ in range(60):
        staff.send(staff.get("/"), "/sign-out")
        staff.sign_in("staff")
    auditor = browsers.sign_in(estate, "auditor")

    first = auditor.get("/audit?date=2026-11-24")
    second = auditor.get(first.link("Later the same day"))

    lengths = [len(page.words_at("//*[@class='app-story__words']")) for page in (first, second)]
    assert lengths == [100, 22]
    assert second.all("//a[text()='Later the same day']") == []


def test_audit_is_for_auditors(staff: Browser, browsers: Browsers, estate: Estate) -> None:
    addresses = ("/audit", f"/resources/{estate.ref('D1')}/history")
    auditor = browsers.sign_in(estate, "auditor")

    assert [staff.get(address).status for address in addresses] == [403, 403]
    assert [auditor.get(address).status for address in addresses] == [200, 200]
    assert ["Audit" in browser.get("/").words_at("//nav//a") for browser in (staff, auditor)] == [False, True]
