"""The pages of people: found, added, let in by a link, given roles, and closed."""

import re

import pytest

from booking.actions.invite import Knocking, accept_link
from booking.actions.service import Service
from booking.model.ids import Ref
from booking.web import invitation
from tests.actions.steps import booked, wish
from tests.estate import NOW, PASSWORD, Estate
from tests.store.state import ask, count
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers

NEW_PASSWORD = "three random words"


@pytest.fixture
def admin(browsers: Browsers, estate: Estate) -> Browser:
    return browsers.sign_in(estate, "admin")


def sheet_of(estate: Estate, name: str) -> str:
    return f"/admin/people/{estate.actors[name].person.ref}"


def link_on(page: Page) -> str:
    """The path of the link that the page shows."""
    (link,) = page.words_at("//p[@id='link']")
    return re.sub(r"^http://127\.0\.0\.1:8000", "", link)


def test_person_is_added_and_lets_themselves_in(service: Service, admin: Browser, browsers: Browsers) -> None:
    form = admin.get("/admin/people/add")
    shown = admin.send_to_page(form, "/admin/people/add", name="Nia Jones", email="nia@trust.example")
    assert shown.heading == "Sign-in link for Nia Jones"
    assert "until 8am on Tuesday 1 December 2026" in shown.words
    path = link_on(shown)

    nia = browsers.open()
    page = nia.get(path)
    assert page.response.headers["referrer-policy"] == "strict-origin"
    assert page.response.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.response.headers["cache-control"] == "no-store"
    entered = nia.send(page, path, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert nia.follow(entered).status == 200

    late = browsers.open().get(path)
    unknown = browsers.open().get("/invitation/never-given")
    assert (late.status, late.heading) == (404, "This link does not work")
    assert late.words == unknown.words
    assert count(service, "audit_entry", "act = 'password_set'") == 1


def test_link_page_says_what_is_wrong_with_a_password(admin: Browser, estate: Estate, browsers: Browsers) -> None:
    sheet = sheet_of(estate, "staff")
    path = link_on(admin.send_to_page(admin.get(sheet), f"{sheet}/link"))
    visitor = browsers.open()
    page = visitor.get(path)

    blank = visitor.send_to_page(page, path)
    unlike = visitor.send_to_page(page, path, password=NEW_PASSWORD, again=f"{NEW_PASSWORD}!")
    short = visitor.send_to_page(page, path, password="short", again="short")

    assert blank.faults == [("#password", "Enter a new password.")]
    assert unlike.faults == [("#again", "The two passwords are not the same. Type both again.")]
    assert short.faults == [("#password", "Use at least 12 characters. Three random words make a good password.")]
    assert (blank.status, unlike.status, short.status) == (422, 422, 422)
    assert NEW_PASSWORD not in unlike.response.text


def test_link_is_limited_as_signing_in_is(admin: Browser, estate: Estate, browsers: Browsers, service: Service) -> None:
    sheet = sheet_of(estate, "staff")
    path = link_on(admin.send_to_page(admin.get(sheet), f"{sheet}/link"))
    visitor = browsers.open()
    page = visitor.get(path)
    for _ in range(10):
        accept_link(service, Knocking("guess", "127.0.0.1", on_loopback=True), NEW_PASSWORD, now=NOW)

    slow = visitor.send_to_page(page, path, password=NEW_PASSWORD, again=NEW_PASSWORD)

    assert (slow.status, slow.response.headers["retry-after"]) == (429, "600")


def test_sheet_says_roles_and_units_as_sentences(admin: Browser, estate: Estate) -> None:
    lead = admin.get(sheet_of(estate, "lead"))
    own = admin.get(sheet_of(estate, "admin"))

    said = lead.words_at("//span[@class='adm-set__says']")
    assert said == ["Member of staff, whole organisation", "Team lead for Team"]
    assert lead.words_at("//ul[@class='adm-names']/li") == ["Team"]
    assert "This is the last administrator of the whole organisation." in own.words
    assert "Close this account" not in own.words
    assert lead.link("Close this account") == f"{sheet_of(estate, 'lead')}/close"


def test_role_is_given_and_ended(admin: Browser, estate: Estate, service: Service) -> None:
    oak = ask(service, "SELECT ref FROM site WHERE name = 'Oak'")[0][0]
    sheet = sheet_of(estate, "staff")
    given = admin.send(admin.get(f"{sheet}/roles"), f"{sheet}/roles", role="reception", scope=f"site-{oak}")
    page = admin.follow(given)
    assert page.words_at("//span[@class='adm-set__says']")[0] == "Reception at Oak"

    asked = admin.get(page.link("End: Reception at Oak"))
    assert "Staff is no longer Reception at Oak." in asked.words
    ended = admin.follow(admin.send(asked, f"{sheet}/end-role"))
    assert ended.words_at("//span[@class='adm-set__says']") == ["Member of staff, whole organisation"]

    wrong = admin.send_to_page(admin.get(f"{sheet}/roles"), f"{sheet}/roles", role="king", scope=f"unit-{oak}")
    assert (wrong.status, wrong.faults) == (422, [("#role", "Choose a role from the list.")])
    forged = admin.send_to_page(wrong, f"{sheet}/roles", role="team_lead", scope=f"unit-{oak}")
    assert forged.faults == [("#scope", "This site or unit is not there. Choose one from the list.")]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("administrator", ["The whole organisation"]),
        ("auditor", ["The whole organisation"]),
        ("facilities", ["The whole organisation", "Site: Elm", "Site: Oak"]),
        ("reception", ["The whole organisation", "Site: Elm", "Site: Oak"]),
        ("staff", ["The whole organisation", "Site: Elm", "Site: Oak"]),
        ("team_lead", ["The whole organisation", "Unit: Outpatients", "Unit: Team", "Unit: Ward"]),
        ("clinic_admin", ["The whole organisation", "Unit: Outpatients", "Unit: Team", "Unit: Ward"]),
        ("ward_team", ["The whole organisation", "Unit: Outpatients", "Unit: Team", "Unit: Ward"]),
    ],
)
def test_role_is_offered_only_where_it_means_something(
    admin: Browser, estate: Estate, role: str, offered: list[str]
) -> None:
    path = f"{sheet_of(estate, 'staff')}/roles"

    form = admin.follow(admin.send(admin.get(path), path, role=role))

    assert form.words_at("//select[@id='scope']/option") == offered
    assert form.form(path)["role"] == role


def test_role_where_it_means_nothing_is_refused_beside_its_field(
    admin: Browser, estate: Estate, service: Service
) -> None:
    team = ask(service, "SELECT ref FROM unit WHERE name = 'Team'")[0][0]
    path = f"{sheet_of(estate, 'other')}/roles"

    page = admin.send_to_page(admin.get(path), path, role="auditor", scope=f"unit-{team}")

    assert (page.status, page.faults) == (
        422, [("#scope", "The role “Auditor” can be given for the whole organisation. Choose that.")]
    )  # fmt: skip
    assert count(service, "audit_entry", "act = 'grant_given'") == 0


def test_own_role_of_administrator_stays(admin: Browser, estate: Estate) -> None:
    sheet = sheet_of(estate, "admin")
    asked = admin.get(f"{sheet}/end-role?role=administrator&scope=organisation")
    proof = admin.get("/admin/people/add").form("/admin/people/add")["csrf_token"]

    sent = {"role": "administrator", "scope": "organisation", "agreed": "x", "csrf_token": proof}
    answer = Page(admin.client.post(f"{sheet}/end-role", data=sent))

    assert "This is the last administrator. Make somebody else an administrator" in asked.words
    assert asked.all("//main//form") == []
    assert asked.words_at("//main//a[contains(@class, 'nhsuk-button')]") == ["Keep it"]
    assert answer.status == 403
    assert "This is the last administrator. Make somebody else an administrator" in answer.words


def test_wrong_names_and_addresses_are_told_and_kept(admin: Browser, estate: Estate) -> None:
    form = admin.get("/admin/people/add")

    blank = admin.send_to_page(form, "/admin/people/add")
    odd = admin.send_to_page(form, "/admin/people/add", name="<b>Nia", email="nia at trust")
    taken = admin.send_to_page(form, "/admin/people/add", name="Nia", email="staff@trust.example")

    assert blank.faults == [("#name", "Enter the person's name."), ("#email", "Enter the person's work email address.")]
    assert [fault[0] for fault in odd.faults] == ["#name", "#email"]
    assert odd.form("/admin/people/add")["email"] == "nia at trust"
    assert taken.faults == [("#email", "Somebody has this address already. Check it, or open their account.")]
    assert estate.actors


def test_name_and_units_are_changed(admin: Browser, estate: Estate, service: Service) -> None:
    sheet, team = sheet_of(estate, "staff"), ask(service, "SELECT ref FROM unit WHERE name = 'Team'")[0][0]
    changed = admin.send(admin.get(f"{sheet}/change"), f"{sheet}/change", name="Stef", email="stef@trust.example")
    assert admin.follow(changed).heading.startswith("Stef")
    moved = admin.send(admin.get(f"{sheet}/units"), f"{sheet}/units", unit=team)
    assert admin.follow(moved).words_at("//ul[@class='adm-names']/li") == ["Team"]


def test_account_is_closed_with_its_bookings_and_opened_again(
    admin: Browser, estate: Estate, service: Service, browsers: Browsers
) -> None:
    card = booked(service, estate.actors["staff"], wish(estate, "D1"))
    staff = browsers.sign_in(estate, "staff")
    sheet = sheet_of(estate, "staff")
    page = admin.get(f"{sheet}/close")
    assert "They hold 1 booking to come." in page.words
    assert page.link("9am to 5pm on Wednesday 25 November 2026, D1") == f"/bookings/{card.booking.ref}"

    unsaid = admin.send_to_page(page, f"{sheet}/close")
    mute = admin.send_to_page(page, f"{sheet}/close", bookings="cancel")
    done = admin.follow(admin.send(page, f"{sheet}/close", bookings="cancel", message="You have left."))

    assert unsaid.faults == [("#bookings", "Say what happens to the bookings.")]
    assert mute.faults == [("#message", "Say why the bookings are cancelled. The message stands on each booking.")]
    assert "The account is closed." in done.words
    assert [row.state for row in ask(service, "SELECT state FROM booking")] == ["cancelled"]
    assert staff.client.get("/bookings").headers["location"].startswith("/sign-in")

    opened = admin.follow(admin.send(done, f"{sheet}/reopen"))
    assert "The account is open again." in opened.words
    again = browsers.open()
    form = again.get("/sign-in")
    assert again.send(form, "/sign-in", email="staff@trust.example", password=PASSWORD).status_code == 303


def test_units_are_listed_added_renamed_and_filled(admin: Browser, estate: Estate) -> None:
    assert "Team 2 members" in admin.get("/admin/units").words_at("//li[@class='adm-set__row']")
    added = admin.follow(admin.send(admin.get("/admin/units/add"), "/admin/units/add", name="Digital Services"))
    here = added.response.request.url.path
    taken = admin.send_to_page(added, here, name="Team")
    assert taken.faults == [("#name", "There is a unit of this name already. Choose another name.")]
    assert taken.form(here)["name"] == "Team"

    renamed = admin.follow(admin.send(added, here, name="Digital"))
    joined = admin.follow(admin.send(renamed, f"{here}/members", email="staff@trust.example"))
    unknown = admin.send_to_page(joined, f"{here}/members", email="who@trust.example")
    assert joined.heading == "Digital"
    assert joined.words_at("//span[@class='adm-person']") == ["Staff"]
    assert unknown.faults == [("#email", "Nobody with this address is known. Check it, or add the person first.")]
    assert estate.actors


def test_audit_tells_roles_and_units_by_their_names(admin: Browser, estate: Estate, browsers: Browsers) -> None:
    sheet = sheet_of(estate, "staff")
    admin.send(admin.get(f"{sheet}/roles"), f"{sheet}/roles", role="auditor", scope="organisation")
    admin.send(admin.get("/admin/units/add"), "/admin/units/add", name="Digital Services")

    page = browsers.sign_in(estate, "auditor").get("/audit?date=2026-11-24")

    assert "Admin gave a role for Staff." in page.words_at("//p[@class='app-story__words']")
    assert page.words_at("//p[@class='app-story__detail']") == [
        "Auditor, whole organisation.",
        "Unit: Digital Services.",
    ]


def test_secret_of_a_link_is_not_logged_when_its_page_fails(
    admin: Browser, estate: Estate, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    sheet = sheet_of(estate, "staff")
    path = link_on(admin.send_to_page(admin.get(sheet), f"{sheet}/link"))
    monkeypatch.setattr(invitation, "open_link", fail)

    assert admin.get(path).status == 500

    assert "path=/invitation/…" in caplog.text
    assert path.removeprefix("/invitation/") not in caplog.text


def test_nobody_is_found_under_an_unknown_ref(admin: Browser) -> None:
    for path in ("people", "units"):
        assert admin.get(f"/admin/{path}/{Ref('a' * 26)}").status == 404


def test_link_is_made_once_however_often_its_form_is_sent(
    admin: Browser, estate: Estate, service: Service, browsers: Browsers
) -> None:
    sheet = sheet_of(estate, "staff")
    page = admin.get(sheet)
    path = link_on(admin.send_to_page(page, f"{sheet}/link"))

    again = admin.send_to_page(page, f"{sheet}/link")

    assert (again.status, again.heading) == (409, "The sign-in link is shown once")
    assert "If you did not copy it, make a new sign-in link on their page." in again.words
    assert again.link("Open the page of Staff") == sheet
    assert count(service, "invitation") == 1
    assert browsers.open().get(path).status == 200
    fresh = admin.send_to_page(admin.get(sheet), f"{sheet}/link")
    assert link_on(fresh) != path
    assert browsers.open().get(path).status == 404


def test_form_of_a_new_person_sent_twice_says_that_the_link_is_shown_once(admin: Browser, service: Service) -> None:
    form = admin.get("/admin/people/add")
    typed = {"name": "Nia Jones", "email": "Nia@trust.example"}
    admin.send_to_page(form, "/admin/people/add", **typed)

    again = admin.send_to_page(form, "/admin/people/add", **typed)

    assert (again.status, again.heading) == (409, "The sign-in link is shown once")
    assert count(service, "person", "name = 'Nia Jones'") == 1
    assert count(service, "invitation") == 1
