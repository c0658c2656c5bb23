"""The pages of the estate: forms, effects, confirmations, and what is said beside each field."""

import pytest

from booking.actions.service import Service
from tests.estate import Estate
from tests.store.state import ask, checksum, count, run
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers

BOOKED = "9am to 5pm on Wednesday 25 November 2026"


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    """The browser of somebody who looks after every site."""
    return browsers.sign_in(estate, "facilities")


def ref_of(service: Service, table: str, name: str) -> str:
    return str(ask(service, f"SELECT ref FROM {table} WHERE name = :name", name=name)[0][0])  # noqa: S608


def book(browsers: Browsers, estate: Estate, who: str, place: str, people: str = "1") -> None:
    browser = browsers.sign_in(estate, who)
    form = browser.get(f"/book?resource={estate.ref(place)}&date=2026-11-25&from=09:00&to=17:00&people={people}")
    assert browser.send(form, "/book").status_code == 303


def say(page: Page) -> list[str]:
    return page.words_at("//*[@id='effect']/p")


def test_tree_shows_sites_buildings_and_floors_with_their_numbers(manager: Browser) -> None:
    page = manager.get("/admin/estate")

    assert page.words_at("//h2[contains(@class, 'adm-site__name')]") == ["Elm", "Oak"]
    assert page.words_at("//li[@class='adm-row']") == [
        "Ground, Elm, Elm Level 0 2 places, no plan yet",
        "First, Oak, Oak Level 1 9 places, no plan yet",
        "Second, Oak, Oak Level 2 1 place, no plan yet",
    ]


def test_manager_of_one_site_sees_that_site_alone(browsers: Browsers, estate: Estate) -> None:
    page = browsers.sign_in(estate, "oak_facilities").get("/admin/estate")

    assert page.words_at("//h2[contains(@class, 'adm-site__name')]") == ["Oak"]
    assert "Add a site" not in page.words


def test_renamed_place_shows_at_once_on_the_map_page_and_in_the_api(
    manager: Browser, staff: Browser, estate: Estate, service: Service
) -> None:
    path, floor = f"/admin/places/{estate.ref('D1')}", f"/floors/{estate.floor_refs['oak1']}"
    assert "D1" in staff.get(floor).words_at("//*[@class='app-row__name']")
    before = checksum(service)

    effect = manager.send_to_page(manager.get(path), path, name="Window seat")
    assert (effect.status, checksum(service) == before) == (200, True)
    assert say(effect) == [
        "The place is called “D1” and will be called “Window seat” everywhere, also in bookings made before.",
        "This changes no booking.",
    ]
    after = manager.follow(manager.send(effect, path))

    assert (after.heading, after.words_at("//*[@role='status']")) == ("Window seat First, Oak", ["Saved."])
    names = staff.get(floor).words_at("//*[@class='app-row__name']")
    assert ("Window seat" in names, "D1" in names) == (True, False)
    line = browsers_audit(manager, service)
    assert line == ["Facilities changed Window seat."]


def browsers_audit(browser: Browser, service: Service) -> list[str]:
    """What an auditor reads of the estate on that day."""
    run(service, "UPDATE role_grant SET role = 'administrator' WHERE role = 'facilities' AND scope = 'organisation'")
    words = browser.get("/audit?date=2026-11-24").words_at("//*[@class='app-story__words']")
    return [sentence for sentence in words if "signed" not in sentence and "booked" not in sentence]


def test_effect_keeps_what_was_typed_on_the_way_back(manager: Browser, estate: Estate) -> None:
    path = f"/admin/places/{estate.ref('Large')}"

    typed = manager.get(path).form(path) | {"name": "Grand hall", "seats": "30"}
    effect = Page(manager.client.post(path, data={**typed, "feature": ["hearing-loop", "screen"]}))
    form = manager.get(effect.link("Back to the form"))

    fields = form.form(path)
    assert (fields["name"], fields["seats"], fields["kind"]) == ("Grand hall", "30", "meeting_room")
    assert form.words_at("//fieldset//input[@checked]/following-sibling::label") == ["Hearing loop", "Screen"]


def test_fewer_seats_show_whose_booking_no_longer_fits(manager: Browser, browsers: Browsers, estate: Estate) -> None:
    book(browsers, estate, "staff", "Middle", "8")
    path = f"/admin/places/{estate.ref('Middle')}"

    effect = manager.send_to_page(manager.get(path), path, seats="6")

    assert say(effect)[:2] == ["It will seat 6 and seats 8 now.", "1 coming booking is for more people than that."]
    (row,) = effect.words_at("//*[@class='adm-concerned__row']")
    assert row == f"{BOOKED}, Middle, Staff Staff, 8 people Middle, First, Oak"


def test_another_time_zone_shows_both_clock_times(
    manager: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    book(browsers, estate, "staff", "D1")
    path = f"/admin/sites/{ref_of(service, 'site', 'Oak')}"

    effect = manager.send_to_page(manager.get(path), path, timezone="Europe/Paris")

    assert effect.words_at("//*[@class='adm-concerned__then']") == ["Then shown as 10am to 6pm"]
    assert "start and end at the same moment as before" in say(effect)[1]


def test_place_is_taken_out_of_use_with_a_message_and_brought_back(
    manager: Browser, staff: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    book(browsers, estate, "staff", "D1")
    path, floor = f"/admin/places/{estate.ref('D1')}", f"/floors/{estate.floor_refs['oak1']}"

    asked = manager.get(f"{path}/retire")
    silent = manager.send_to_page(asked, f"{path}/retire")
    assert (silent.status, [field for field, _ in silent.faults]) == (422, ["#message"])
    assert count(service, "resource", "retired_at IS NOT NULL") == 0
    gone = manager.follow(manager.send(silent, f"{path}/retire", message="The ceiling leaks."))

    assert gone.words_at("//*[@role='status']") == ["Taken out of use."]
    assert "D1" not in staff.get(floor).words_at("//*[@class='app-row__name']")
    mine = staff.get("/bookings")
    assert "Cancelled (1)" in mine.words
    page = staff.get(f"/book?resource={estate.ref('D1')}&date=2026-11-26&from=09:00&to=10:00")
    assert "D1 is out of use. Choose another place." in page.words
    back = manager.follow(manager.send(gone, f"{path}/return"))
    assert back.words_at("//*[@role='status']") == ["Brought back into use."]
    assert "D1" in staff.get(floor).words_at("//*[@class='app-row__name']")
    assert browsers_audit(manager, service) == [
        "Facilities cancelled the booking of D1 for Staff.",
        "Facilities took D1 out of use.",
        "Facilities brought D1 back into use.",
    ]


def test_message_is_read_by_the_holder_on_the_booking(
    manager: Browser, staff: Browser, browsers: Browsers, estate: Estate
) -> None:
    book(browsers, estate, "staff", "D1")
    path = f"/admin/places/{estate.ref('D1')}/retire"
    manager.send(manager.get(path), path, message="The ceiling leaks.")

    links = staff.get("/bookings?show=cancelled").all("//article//h4/a")
    page = staff.get(str(links[0].get("href")))

    assert "The place was taken out of use. The ceiling leaks." in page.words


def test_booking_made_meanwhile_is_shown_before_anything_is_written(
    manager: Browser, browsers: Browsers, estate: Estate, service: Service
) -> None:
    path = f"/admin/places/{estate.ref('D1')}/retire"
    asked = manager.get(path)
    book(browsers, estate, "staff", "D1")

    again = manager.send_to_page(asked, path)

    assert (again.status, len(again.faults)) == (412, 1)
    assert len(again.words_at("//*[@class='adm-concerned__row']")) == 1
    assert count(service, "resource", "retired_at IS NOT NULL") == 0


def test_change_of_somebody_else_is_shown_beside_what_was_typed(
    manager: Browser, browsers: Browsers, estate: Estate
) -> None:
    path, other = f"/admin/places/{estate.ref('Small')}", browsers.sign_in(estate, "admin")
    mine = manager.get(path)
    theirs = other.send_to_page(other.get(path), path, seats="5")
    assert other.send(theirs, path).status_code == 303

    again = manager.send_to_page(mine, path, name="Tiny")

    assert again.status == 412
    assert again.words_at("//*[@class='adm-now']") == ["It says now: Small", "It says now: 5"]
    assert (again.form(path)["name"], again.form(path)["seats"]) == ("Tiny", "4")
    effect = manager.send_to_page(again, path)
    assert effect.status == 200


BAD = [
    ("", "Enter a name."),
    ("x" * 10_000, "This is 10,000 characters long. Use 120 or fewer."),
    ("a\x07b", "This holds a control character or a hidden mark, often from pasted text. Type it again."),
    ("<b>x</b>", "This looks like markup, such as <b>. Use plain words."),
    ("=1+1", "This starts with =, +, - or @, which spreadsheets read as a formula. Start with a letter or a number."),
    ("d2", "There is already a place called “D2” here. Choose another name."),
]


@pytest.mark.parametrize(("typed", "fault"), BAD, ids=[fault[:20] for _, fault in BAD])
def test_bad_name_is_said_beside_the_field_and_nothing_typed_is_lost(
    manager: Browser, estate: Estate, service: Service, typed: str, fault: str
) -> None:
    path, add = f"/admin/places/{estate.ref('D1')}", f"/admin/floors/{estate.floor_refs['oak1']}/add"
    pages = (
        manager.send_to_page(manager.get(path), path, name=typed, seats="7"),
        manager.send_to_page(manager.get(add), add, name=typed, seats="7"),
    )

    for page, action in zip(pages, (path, add), strict=True):
        assert (page.status, page.faults) == (422, [("#name", fault)])
        assert page.words_at("//*[@id='name-error']") == [f"Error: {fault}"]
        assert (page.form(action)["name"], page.form(action)["seats"]) == (typed, "7")
    assert count(service, "resource") == 12


@pytest.mark.parametrize("typed", ["0", "10000", "-1", "four", "", "1.5"])
def test_bad_number_of_seats_is_said_beside_the_field(manager: Browser, estate: Estate, typed: str) -> None:
    path = f"/admin/places/{estate.ref('D1')}"

    page = manager.send_to_page(manager.get(path), path, seats=typed)

    assert (page.status, page.faults) == (422, [("#seats", "Enter the number of seats in figures, from 1 to 999.")])


@pytest.mark.parametrize(
    ("table", "name", "field", "typed"),
    [
        ("site", "Oak", "timezone", "Europe/Leeds"),
        ("site", "Oak", "timezone", ""),
        ("site", "Oak", "timezone", "../../etc/passwd"),
        ("floor", "First", "level", "high"),
        ("floor", "First", "level", "100"),
        ("floor", "First", "level", "٣"),
        ("floor", "First", "building", "a" * 26),
    ],
)
def test_bad_zone_level_and_building_are_said_beside_their_fields(
    manager: Browser, service: Service, estate: Estate, table: str, name: str, field: str, typed: str
) -> None:
    assert estate.sites
    end = "/change" if table == "floor" else ""
    path = f"/admin/{table}s/{ref_of(service, table, name)}{end}"

    page = manager.send_to_page(manager.get(path), path, **{field: typed})

    assert (page.status, [at for at, _ in page.faults]) == (422, [f"#{field}"])


def test_everything_wrong_is_said_at_once(manager: Browser, estate: Estate) -> None:
    path = f"/admin/floors/{estate.floor_refs['oak1']}/several"

    page = manager.send_to_page(manager.get(path), path, first="x", last="", seats="0")

    assert [field for field, _ in page.faults] == ["#first", "#last", "#seats"]


def test_several_desks_are_named_before_they_are_added(manager: Browser, estate: Estate, service: Service) -> None:
    floor = estate.floor_refs["oak2"]
    path = f"/admin/floors/{floor}/several"

    names = manager.send_to_page(manager.get(path), path, prefix="2.", first="08", last="11", seats="1")
    assert (names.heading, names.words_at("//ul[@class='adm-names']/li")) == (
        "Add 4 places to Second?", ["Desk 2.08", "Desk 2.09", "Desk 2.10", "Desk 2.11"],
    )  # fmt: skip
    assert count(service, "resource") == 12
    listed = manager.follow(manager.send(names, path))

    assert listed.words_at("//*[@class='adm-row__name']") == ["Desk 2.08", "Desk 2.09", "Desk 2.10", "Desk 2.11", "E1"]


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        ("5", "4", "The last number must not be before the first. Enter a larger one."),
        ("1", "101", "That is 101 places. Add at most 100 at once."),
    ],
)
def test_numbers_of_several_places_make_sense(
    manager: Browser, estate: Estate, first: str, last: str, fault: str
) -> None:
    path = f"/admin/floors/{estate.floor_refs['oak2']}/several"

    page = manager.send_to_page(manager.get(path), path, first=first, last=last)

    assert (page.status, page.faults) == (422, [("#last", fault)])


def test_list_of_a_floor_is_narrowed_by_kind_and_words(manager: Browser, estate: Estate) -> None:
    path = f"/admin/floors/{estate.floor_refs['oak1']}"
    shown = {
        query: manager.get(f"{path}?{query}").words_at("//*[@class='adm-row__name']")
        for query in ("kind=meeting_room", "words=screen+loop", "words=ward", "words=zzz", "kind=nonsense")
    }

    assert shown == {
        "kind=meeting_room": ["Large", "Middle", "Small"],
        "words=screen+loop": ["Large"],
        "words=ward": ["Visits"],
        "words=zzz": [],
        "kind=nonsense": [],
    }


def test_kinds_are_counted_by_site(manager: Browser, service: Service, estate: Estate) -> None:
    run(service, "UPDATE resource SET retired_at = '2026-11-24 07:00:00' WHERE id = :id", id=estate.id("D4"))

    page = manager.get("/admin/kinds")

    assert page.words_at("//section/p[contains(@class, 'adm-site__facts')]") == [
        "5 places, 1 out of use", "4 places", "1 place", "1 place",
    ]  # fmt: skip
    assert page.words_at("//section[1]//li") == ["Elm: desks 1 place", "Oak: desks 4 places, 1 out of use"]


def test_feature_is_added_given_renamed_and_removed(manager: Browser, estate: Estate) -> None:
    page = manager.get("/admin/features")
    added = manager.follow(manager.send(page, "/admin/features", name="Ceiling  hoist"))
    assert added.words_at("//*[@class='adm-row__name']") == ["Ceiling hoist", "Hearing loop", "Screen"]

    path = f"/admin/places/{estate.ref('Clinic')}"
    effect = manager.send_to_page(manager.get(path), path, feature="Ceiling_hoist")
    assert say(effect)[0] == "It gets: Ceiling hoist."
    manager.send(effect, path)
    rename = manager.get(manager.get("/admin/features").link("Rename Ceiling hoist"))
    asked = manager.send_to_page(rename, "/admin/features/rename", name="Track hoist")
    assert say(asked)[0] == "“Ceiling hoist” will be called “Track hoist”. 1 place at 1 site has it."
    manager.send(asked, "/admin/features/rename")
    removal = manager.get(manager.get("/admin/features").link("Remove Track hoist"))
    listed = manager.follow(manager.send(removal, "/admin/features/remove"))

    assert listed.words_at("//*[@class='adm-row__name']") == ["Hearing loop", "Screen"]
    assert manager.get(path).words_at("//fieldset//input[@checked]") == []


@pytest.mark.parametrize("name", ["", "x" * 61, "SCREEN", "<b>"])
def test_bad_feature_is_said_beside_the_field(manager: Browser, estate: Estate, name: str) -> None:
    assert estate.resources
    pages = (
        manager.send_to_page(manager.get("/admin/features"), "/admin/features", name=name),
        manager.send_to_page(
            manager.get("/admin/features/rename?feature=screen"),
            "/admin/features/rename",
            name="x <i>" if name == "SCREEN" else name,
        ),
    )

    assert [(page.status, [field for field, _ in page.faults]) for page in pages] == [(422, ["#name"])] * 2
