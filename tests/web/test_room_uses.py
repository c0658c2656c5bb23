"""What a room is booked for, on the pages on which it is booked, shown and changed."""

import pytest

from booking.actions.service import Service
from booking.model.room_uses import RoomUse, RoomUseChange
from tests.actions.rooms_for_uses import changed, made, taken, terms, wish_for
from tests.estate import Estate
from tests.store.state import ask
from tests.web.browser import Browser
from tests.web.conftest import Browsers

DAY = "date=2026-11-25&from=10:00&to=11:00"
AEROSOL = terms("Aerosol generating procedure", setup=15, turnaround=10, fallow=20)


@pytest.fixture
def aerosol(service: Service, estate: Estate) -> RoomUse:
    return made(service, estate, AEROSOL)


def booking_of(service: Service) -> tuple[object, object]:
    """What the one booking is for, and when its procedure ends, as stored."""
    row = ask(service, "SELECT use_id, procedure_ends_at FROM booking")[0]
    return row.use_id, row.procedure_ends_at and str(row.procedure_ends_at)[:16]


def test_form_offers_what_is_done_in_rooms_of_its_kind_and_chooses_nothing(
    staff: Browser, estate: Estate, aerosol: RoomUse
) -> None:
    page = staff.get(f"/book?resource={estate.ref('Middle')}&{DAY}")

    assert page.words_at("//select[@id='use']/option") == [
        "Nothing in particular",
        "Aerosol generating procedure (kept free 15 minutes before and 20 minutes after)",
    ]
    assert (page.form("/book")["use"], page.form("/book")["procedure_end"]) == ("", "")
    assert aerosol.ref in [option.get("value") for option in page.all("//select[@id='use']/option")]


def test_form_asks_for_no_use_at_desks_or_where_there_is_none(staff: Browser, estate: Estate, aerosol: RoomUse) -> None:
    assert aerosol.offered
    for place in ("D1", "Clinic"):
        assert staff.get(f"/book?resource={estate.ref(place)}&{DAY}").all("//select[@id='use']") == []


def test_form_asks_for_the_end_of_a_procedure_only_where_a_room_rests_after_one(
    staff: Browser, estate: Estate, service: Service
) -> None:
    made(service, estate, terms("Group therapy", setup=15))

    page = staff.get(f"/book?resource={estate.ref('Middle')}&{DAY}")

    assert len(page.all("//select[@id='use']")) == 1
    assert page.all("//input[@id='procedure_end']") == []


def test_room_is_booked_for_a_use_and_its_page_and_history_say_so(
    staff: Browser, estate: Estate, service: Service, aerosol: RoomUse
) -> None:
    form = staff.get(f"/book?resource={estate.ref('Middle')}&{DAY}&people=6")
    done = staff.send(form, "/book", use=aerosol.ref, procedure_end="10:45")

    page = staff.get(str(done.headers["location"]))
    history = staff.get(f"{str(done.headers['location']).partition('?')[0]}/history")
    assert booking_of(service) == (aerosol.id, "2026-11-25 10:45")
    assert "What is done thereAerosol generating procedure, procedure until 10:45am" in page.words
    assert "For: Aerosol generating procedure, procedure until 10:45am." in history.words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("late", "This is not a time that we can read. Enter hours and minutes, such as 09:30."),
        (
            "11:01",
            "The procedure must end within the booking. Choose a time after its start and no later than its end.",
        ),
        (
            "10:00",
            "The procedure must end within the booking. Choose a time after its start and no later than its end.",
        ),
    ],
)
def test_end_of_a_procedure_that_cannot_be_is_answered_beside_its_field(
    staff: Browser, estate: Estate, service: Service, aerosol: RoomUse, typed: str, words: str
) -> None:
    form = staff.get(f"/book?resource={estate.ref('Middle')}&{DAY}&people=6")
    page = staff.send_to_page(form, "/book", use=aerosol.ref, procedure_end=typed)

    assert (page.status, page.faults) == (422, [("#procedure_end", words)])
    assert (page.form("/book")["use"], page.form("/book")["procedure_end"]) == (aerosol.ref, typed)
    assert ask(service, "SELECT count(*) FROM booking")[0][0] == 0


def test_end_of_a_procedure_without_a_use_leads_to_the_use(staff: Browser, estate: Estate, aerosol: RoomUse) -> None:
    assert aerosol.offered
    form = staff.get(f"/book?resource={estate.ref('Middle')}&{DAY}&people=6")
    page = staff.send_to_page(form, "/book", procedure_end="10:30")

    assert (page.status, [link for link, _ in page.faults]) == (422, ["#use"])


def test_preview_says_that_a_room_cannot_be_made_ready(
    browsers: Browsers, estate: Estate, service: Service, aerosol: RoomUse
) -> None:
    """Booked until 9:50: free at 10 for a meeting, and not for what takes 15 minutes to set up."""
    taken(service, estate, "other", wish_for(estate, "09:00", "09:50"))
    staff = browsers.sign_in(estate, "staff")

    plain = staff.get(f"/book?resource={estate.ref('Middle')}&{DAY}&people=6")
    asked = staff.get(f"/book?resource={estate.ref('Middle')}&{DAY}&people=6&use={aerosol.ref}")

    assert "kept free after its last use until 10:05am" not in plain.words
    assert "Middle is kept free after its last use until 10:05am on Wednesday 25 November 2026." in asked.words


def test_free_times_leave_a_room_ready_and_rested(
    browsers: Browsers, estate: Estate, service: Service, aerosol: RoomUse
) -> None:
    """Booked from 10 to 11: set up from 9:45 on, and resting until 11:20."""
    taken(service, estate, "other", wish_for(estate, "10:00", "11:00", aerosol))
    page = browsers.sign_in(estate, "staff").get(f"/book?resource={estate.ref('Middle')}&{DAY}&people=6")

    assert "to 9:45am" in page.words
    assert "11:20am to" in page.words


def test_free_times_are_those_of_the_use_that_is_chosen(
    browsers: Browsers, estate: Estate, service: Service, aerosol: RoomUse
) -> None:
    """Booked from 10 to 11 by somebody else: 20 minutes of fallow time before it, 15 of set-up after it."""
    taken(service, estate, "other", wish_for(estate, "10:00", "11:00"))
    path = f"/book?resource={estate.ref('Middle')}&{DAY}&people=6"
    staff = browsers.sign_in(estate, "staff")

    plain, asked = staff.get(path), staff.get(f"{path}&use={aerosol.ref}")

    assert "to 10am" in plain.words
    assert "11am to" in plain.words
    assert "to 9:40am" in asked.words
    assert "11:15am to" in asked.words


def test_room_is_found_by_what_will_be_done_there_and_booked_for_it(
    browsers: Browsers, estate: Estate, service: Service, aerosol: RoomUse
) -> None:
    """Middle is booked from 11:15 on: free until then, and not for what needs 20 minutes after it."""
    taken(service, estate, "other", wish_for(estate, "11:15", "12:00"))
    staff = browsers.sign_in(estate, "staff")
    form = staff.get("/find")

    plain = staff.get(f"/find?{DAY}&people=6&kind=")
    asked = staff.get(f"/find?{DAY}&people=6&kind=&use={aerosol.ref}")

    offers = "//li[@class='app-offer']//strong"
    assert form.words_at("//select[@id='use']/option") == [
        "Nothing in particular",
        "Aerosol generating procedure (kept free 15 minutes before and 20 minutes after)",
    ]
    assert (plain.words_at(offers), asked.words_at(offers)) == (["Far", "Middle", "Large"], ["Far", "Large"])
    assert asked.words_at("//select[@id='use']/option[@selected]") == [
        "Aerosol generating procedure (kept free 15 minutes before and 20 minutes after)"
    ]
    book = staff.get(asked.link("Book Far, Ground, Elm"))
    staff.send(book, "/book")
    rows = ask(service, "SELECT b.use_id FROM booking b JOIN resource r ON r.id = b.resource_id WHERE r.name = 'Far'")
    assert [row.use_id for row in rows] == [aerosol.id]


def test_use_that_is_not_done_in_the_kind_of_place_is_answered_beside_it(staff: Browser, aerosol: RoomUse) -> None:
    page = staff.get(f"/find?{DAY}&people=6&kind=desk&use={aerosol.ref}")
    unknown = staff.get(f"/find?{DAY}&people=6&use={'a' * 26}")

    why = "“Aerosol generating procedure” is not done at a desk. Choose another use or another kind."
    assert (page.status, page.faults) == (422, [("#use", why)])
    assert page.words_at("//select[@id='kind']/option[@selected]") == ["Desks"]
    assert unknown.status == 400


def test_change_shows_what_a_booking_is_for_and_changes_it(
    staff: Browser, estate: Estate, service: Service, aerosol: RoomUse
) -> None:
    group = made(service, estate, terms("Group therapy", setup=15))
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", aerosol, over="10:45"))
    path = f"/bookings/{card.booking.ref}/change"

    form = staff.get(path)
    assert (form.form(path)["use"], form.form(path)["procedure_end"]) == (aerosol.ref, "10:45")
    assert staff.send(form, path, title="With a chaperone").status_code == 303
    assert booking_of(service) == (aerosol.id, "2026-11-25 10:45")
    assert staff.send(staff.get(path), path, procedure_end="").status_code == 303
    assert booking_of(service) == (aerosol.id, None)
    assert staff.send(staff.get(path), path, use=group.ref).status_code == 303
    assert booking_of(service) == (group.id, None)
    assert staff.send(staff.get(path), path, use="").status_code == 303
    assert booking_of(service) == (None, None)


def test_change_keeps_what_is_no_longer_offered(
    staff: Browser, estate: Estate, service: Service, aerosol: RoomUse
) -> None:
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00", aerosol))
    changed(service, estate, RoomUseChange(aerosol.ref, offered=False))
    path = f"/bookings/{card.booking.ref}/change"

    form = staff.get(path)
    done = staff.send(form, path, to="11:30")

    assert form.form(path)["use"] == aerosol.ref
    assert done.status_code == 303
    assert booking_of(service) == (aerosol.id, None)


def test_history_tells_that_a_booking_is_for_something_else_now(
    staff: Browser, estate: Estate, service: Service, aerosol: RoomUse
) -> None:
    card = taken(service, estate, "staff", wish_for(estate, "10:00", "11:00"))
    path = f"/bookings/{card.booking.ref}/change"
    staff.send(staff.get(path), path, use=aerosol.ref)

    words = staff.get(f"/bookings/{card.booking.ref}/history").words

    assert "For: nothing in particular before, Aerosol generating procedure now." in words
