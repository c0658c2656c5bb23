"""The pages of the uses of rooms: the list, the forms, what a change does, and what is said beside each field."""

import pytest

from booking.actions.service import Service
from tests.actions.rooms_for_uses import made, taken, terms, wish_for
from tests.estate import Estate
from tests.store.state import ask, checksum
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers

NEW = "/admin/uses/add"


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    """The browser of somebody who looks after every site."""
    return browsers.sign_in(estate, "facilities")


def say(page: Page) -> list[str]:
    return page.words_at("//*[@id='effect']/p")


def rows(page: Page) -> list[str]:
    return page.words_at("//li[starts-with(@class, 'adm-row')]")


def test_list_without_any_use_says_what_then_counts(manager: Browser) -> None:
    assert "There is no use yet." in manager.get("/admin/uses").words
    assert manager.get("/admin").link("Uses of rooms") == "/admin/uses"


def test_use_is_added_and_listed(manager: Browser, service: Service) -> None:
    sent = manager.send(
        manager.get(NEW), NEW, name="Aerosol generating procedure", setup="15", turnaround="", fallow="60"
    )

    assert (sent.status_code, sent.headers["location"]) == (303, "/admin/uses?done=added")
    assert rows(manager.get("/admin/uses?done=added")) == [
        "Aerosol generating procedure 0 bookings to come "
        "Clinic rooms. Keeps free 15 minutes before it and 1 hour after the procedure."
    ]
    assert [row.act for row in ask(service, "SELECT act FROM audit_entry")][-1:] == ["room_use_added"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"name": ""}, ("#name", "Enter a name.")),
        ({"setup": "-1"}, ("#setup", "Enter a whole number of minutes from 0 to 240.")),
        ({"turnaround": "ten"}, ("#turnaround", "Enter a whole number of minutes from 0 to 240.")),
        ({"fallow": "241"}, ("#fallow", "Enter a whole number of minutes from 0 to 240.")),
        ({"name": "group THERAPY"}, ("#name", "“Group therapy” is known already.")),
    ],
)
def test_form_says_what_is_wrong_beside_each_field_and_keeps_the_rest(
    manager: Browser, service: Service, estate: Estate, typed: dict[str, str], fault: tuple[str, str]
) -> None:
    made(service, estate, terms("Group therapy"))
    sent = {"name": "Something", "setup": "1", "turnaround": "2", "fallow": "3", **typed}
    before = checksum(service)

    page = manager.send_to_page(manager.get(NEW), NEW, **sent)

    assert (page.status, page.faults) == (422, [fault])
    assert {name: page.form(NEW)[name] for name in sent} == sent
    assert checksum(service) == before


def test_form_asks_for_a_kind_of_room(manager: Browser) -> None:
    form = manager.get(NEW)
    sent = {"csrf_token": form.form(NEW)["csrf_token"], "name": "Nothing"}

    page = Page(manager.client.post(NEW, data=sent))

    assert (page.status, page.faults) == (422, [("#kind", "Choose at least one kind of room.")])


def test_change_is_shown_before_it_is_made(manager: Browser, service: Service, estate: Estate) -> None:
    use = made(service, estate, terms("Group therapy", turnaround=10))
    taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", use))
    taken(service, estate, "other", wish_for(estate, "11:20", "12:00"))
    path, before = f"/admin/uses/{use.ref}", checksum(service)

    effect = manager.send_to_page(manager.get(path), path, turnaround="30")

    assert say(effect) == [
        "Turnaround after it: 30 minutes; it is 10 minutes now.",
        "1 coming booking is for it, and keeps it.",
        "After 1 booking to come the place is kept free for the new time, where the next booking leaves room for it.",
        "1 booking that stands breaks it: 1 stands too close to the next one.",
        "This booking stays. Move or cancel it from its page.",
    ]
    assert checksum(service) == before
    assert manager.send(effect, path).headers["location"] == "/admin/uses?done=changed"
    assert "After 10 minutes" not in manager.get("/admin/uses").words
    assert "Keeps free 30 minutes after it." in manager.get("/admin/uses").words
    assert "stands too close to the next one" in manager.get("/admin/rules/breaches").words


def test_change_that_was_seen_too_long_ago_is_shown_again(manager: Browser, service: Service, estate: Estate) -> None:
    use = made(service, estate, terms("Group therapy", turnaround=10))
    path = f"/admin/uses/{use.ref}"
    effect = manager.send_to_page(manager.get(path), path, turnaround="30")
    taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", use))
    before = checksum(service)

    again = manager.send_to_page(effect, path)

    assert again.status == 412
    assert "1 coming booking is for it, and keeps it." in say(again)
    assert checksum(service) == before


def test_use_is_taken_out_of_use_and_brought_back(manager: Browser, service: Service, estate: Estate) -> None:
    use = made(service, estate, terms("Group therapy", turnaround=10))
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", use))
    path = f"/admin/uses/{use.ref}"

    page = manager.get(manager.get(path).link("Take it out of use: Group therapy"))
    assert page.heading == "Take “Group therapy” out of use?"
    assert [link.get("href") for link in page.all("//li[@class='adm-concerned__row']//a")] == [
        f"/bookings/{card.booking.ref}"
    ]
    assert manager.send(page, f"{path}/retire").headers["location"] == "/admin/uses?done=retired"
    listed = manager.get("/admin/uses")
    assert listed.words_at("//main//h2") == ["Out of use"]
    assert manager.send(listed, f"{path}/return").headers["location"] == "/admin/uses?done=back"
    assert manager.get("/admin/uses").words_at("//main//h2") == []


def test_audit_tells_of_uses_by_their_names(browsers: Browsers, manager: Browser, estate: Estate) -> None:
    manager.send(manager.get(NEW), NEW, name="Group therapy", setup="15", turnaround="5", fallow="0")
    path = manager.get("/admin/uses").link("Group therapy")
    effect = manager.send_to_page(manager.get(path), path, setup="20")
    manager.send(effect, path)

    words = browsers.sign_in(estate, "auditor").get("/audit?date=2026-11-24").words

    assert "added a use of rooms" in words
    assert "Group therapy. Set-up: 15 minutes. Turnaround: 5 minutes. Fallow time: 0 minutes." in words
    assert "Group therapy. Set-up: 15 minutes before, 20 now." in words
