"""Publishing by the pages: a choice for each booking whose place leaves the plan, and faults beside their fields."""

from itertools import pairwise

import pytest

from booking.actions.service import Service
from booking.model.effects import MOST_SHOWN
from tests.actions.drafts.test_stranded import desk, drawn, three_desks
from tests.actions.steps import booked, wish
from tests.estate import Estate
from tests.store.state import ask, checksum, count
from tests.web.browser import Browser, Page
from tests.web.conftest import Browsers

MESSAGE = "The wall comes down. Ask us for another desk."


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    """The browser of facilities."""
    return browsers.sign_in(estate, "facilities")


def path_of(estate: Estate) -> str:
    return f"/admin/floors/{estate.floor_refs['oak1']}/draft/publish"


def radios(page: Page) -> list[tuple[str, list[str], str]]:
    """Of each booking: its words, what can be chosen, and what is chosen."""
    found = []
    for each in page.all("//fieldset[.//input[starts-with(@name, 'fate_')]]"):
        words = [" ".join(label.text_content().split()) for label in each.xpath(".//label")]
        chosen = [value.partition(".")[0] for value in each.xpath(".//input[@checked]/@value")]
        legend = " ".join(each.xpath("./legend")[0].text_content().split())
        found.append((legend, words, "".join(chosen)))
    return found


def states(service: Service) -> list[tuple[str, str]]:
    rows = ask(service, "SELECT r.name, b.state FROM booking b JOIN resource r ON r.id = b.resource_id ORDER BY b.id")
    return [(row.name, row.state) for row in rows]


def test_each_booking_has_its_choice_and_the_kindest_is_made(
    manager: Browser, estate: Estate, service: Service
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D4"))
    booked(service, estate.actors["other"], wish(estate, "Small", people=3))
    booked(service, estate.actors["mate"], wish(estate, "D3", "07:45", "10:00", day="2026-11-24"))
    drawn(service, estate, desk("D1", 100), desk("D2", 200))

    page = manager.get(path_of(estate))

    assert radios(page) == [
        (
            "Mate, D3, 7:45am to 10am on Tuesday 24 November 2026",
            ["Let it stay until its end", "End it now, with the message below"],
            "keep",
        ),
        (
            "Staff, D4, 9am to 5pm on Wednesday 25 November 2026",
            [
                "Move it to D2, First, Oak",
                "Keep it where it is, until the date below",
                "Cancel it, with the message below",
            ],
            "move",
        ),
        (
            "Other, Small, 9am to 5pm on Wednesday 25 November 2026, 3 people",
            ["Keep it where it is, until the date below", "Cancel it, with the message below"],
            "keep",
        ),
    ]
    assert page.typed(path_of(estate))["keep_until"] == "2026-11-25", "the last day on which one of those kept ends"


def test_bookings_are_settled_and_the_plan_is_published(manager: Browser, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D4"))
    booked(service, estate.actors["other"], wish(estate, "Small"))
    three_desks(service, estate)
    page = manager.get(path_of(estate))

    ends = radio_value(page, "fate_2", "cancel")
    done = manager.follow(manager.send(page, path_of(estate), message=MESSAGE, fate_2=ends))
    (cancelled,) = ask(service, "SELECT ref FROM booking WHERE state = 'cancelled'")
    lost = manager.get(f"/bookings/{cancelled.ref}")

    assert done.status == 200
    assert states(service) == [("D3", "confirmed"), ("Small", "cancelled")]
    assert count(service, "plan") == 1
    assert MESSAGE in lost.words


def test_kept_booking_tells_its_holder_that_the_place_left_the_plan(
    manager: Browser, staff: Browser, estate: Estate, service: Service
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D4"))
    three_desks(service, estate)
    page = manager.get(path_of(estate))

    manager.follow(
        manager.send(
            page, path_of(estate), fate_1=f"keep.{made.booking.ref}", keep_until="2026-12-04", message="Until the move."
        )
    )
    own = staff.get(f"/bookings/{made.booking.ref}")
    story = manager.get(f"/bookings/{made.booking.ref}/history")

    assert "D4 is no longer on the floor plan. This booking of it stays as it is. Until the move." in own.words
    assert "Facilities kept it where it is for Staff." in story.words
    assert "takes no new bookings. Kept until Friday 4 December 2026." in story.words


def test_one_control_sets_all_of_them_without_a_script(manager: Browser, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D4"))
    booked(service, estate.actors["other"], wish(estate, "Small"))
    three_desks(service, estate)
    before = checksum(service)
    page = manager.get(path_of(estate))

    kept = manager.send_to_page(page, path_of(estate), set="1", all="keep", message=MESSAGE)
    ended = manager.send_to_page(kept, path_of(estate), set="1", all="cancel")
    moved = manager.send_to_page(ended, path_of(estate), set="1", all="move")
    unsaid = manager.send_to_page(moved, path_of(estate), set="1")

    assert [[chosen for _, _, chosen in radios(each)] for each in (kept, ended, moved, unsaid)] == [
        ["keep", "keep"],
        ["cancel", "cancel"],
        ["move", "cancel"],
        ["move", "cancel"],
    ]
    assert kept.typed(path_of(estate))["keep_until"] == "2026-11-25", "the last day that all of them need"
    assert [each.typed(path_of(estate))["message"] for each in (kept, ended, moved, unsaid)] == [MESSAGE] * 4
    assert (unsaid.status, [field for field, _ in unsaid.faults]) == (422, ["#all"])
    assert count(service, "plan") == 0
    assert {**checksum(service), "sign_in": ""} == {**before, "sign_in": ""}


@pytest.mark.parametrize(
    ("typed", "status", "field", "words"),
    [
        ({"fate_1": "burn"}, 422, "#fate_1", "Choose one of these for this booking."),
        ({"fate_1": ""}, 422, "#fate_1", "Choose one of these for this booking."),
        ({"rest": "move"}, 422, "#rest", "Choose one of these for the other bookings."),
        ({"keep_until": "soon"}, 422, "#keep_until", "Enter a date as year-month-day, such as 2026-12-01."),
        ({"fate_1": "keep", "keep_until": ""}, 422, "#keep_until", "Enter the date until which"),
        ({"fate_1": "keep", "keep_until": "2026-11-23"}, 422, "#keep_until", "This date has passed."),
        ({"fate_1": "cancel", "message": ""}, 422, "#message", "Say why the bookings are cancelled."),
        ({"fate_1": "cancel", "message": "x" * 301}, 422, "#message", "300"),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_nothing_typed_is_lost(
    typed: dict[str, str], status: int, field: str, words: str, manager: Browser, estate: Estate, service: Service
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D4"))
    three_desks(service, estate)
    page = manager.get(path_of(estate))
    sent = {"message": MESSAGE, "keep_until": "2026-12-04", "rest": "cancel"} | typed
    if sent.get("fate_1") in ("keep", "cancel"):
        sent["fate_1"] += f".{made.booking.ref}"

    answer = manager.send_to_page(page, path_of(estate), **sent)

    assert (answer.status, [at for at, _ in answer.faults]) == (status, [field])
    assert words in answer.faults[0][1]
    assert len(answer.all(f"//*[@id='{field[1:]}']")) == (0 if field == "#rest" else 1)
    again = answer.typed(path_of(estate))
    assert (again["message"], again["keep_until"]) == (sent["message"], sent["keep_until"])
    assert (states(service), count(service, "plan")) == ([("D4", "confirmed")], 0)


def test_place_taken_meanwhile_is_said_beside_the_booking_and_the_rest_stays_chosen(
    manager: Browser, estate: Estate, service: Service
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D4"))
    booked(service, estate.actors["mate"], wish(estate, "Small"))
    three_desks(service, estate)
    page = manager.get(path_of(estate))
    booked(service, estate.actors["other"], wish(estate, "D3"))

    answer = manager.send_to_page(page, path_of(estate), message=MESSAGE)
    third = answer.form(path_of(estate))
    again = manager.send(answer, path_of(estate), fate_1=radio_value(answer, "fate_1", "move"))

    assert (answer.status, [at for at, _ in answer.faults]) == (412, ["#fate_1"])
    assert "cannot go to D3 now, so nothing was published. D3 is already booked" in answer.faults[0][1]
    assert [(words[0], chosen) for _, words, chosen in radios(answer)] == [
        ("Move it to D2, First, Oak", ""),
        ("Keep it where it is, until the date below", "keep"),
    ]
    assert (third["message"], "fate_1" in third) == (MESSAGE, False)
    assert again.status_code == 303
    assert states(service) == [("D2", "confirmed"), ("Small", "confirmed"), ("D3", "confirmed")]


def test_list_that_changed_meanwhile_is_shown_again_with_what_was_chosen(
    manager: Browser, estate: Estate, service: Service
) -> None:
    first = booked(service, estate.actors["staff"], wish(estate, "D4", day="2026-11-26"))
    three_desks(service, estate)
    page = manager.get(path_of(estate))
    booked(service, estate.actors["other"], wish(estate, "D4", day="2026-11-25"))

    answer = manager.send_to_page(page, path_of(estate), fate_1=f"keep.{first.booking.ref}", keep_until="2026-12-01")

    assert answer.status == 412
    assert "Something changed while you were deciding." in answer.faults[0][1]
    assert [(words.partition(",")[0], chosen) for words, _, chosen in radios(answer)] == [
        ("Other", ""),
        ("Staff", "keep"),
    ]
    assert count(service, "plan") == 0


def test_without_a_stranded_booking_nothing_is_asked(manager: Browser, estate: Estate, service: Service) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    three_desks(service, estate)

    page = manager.get(path_of(estate))

    assert "This changes no booking." in page.words
    assert set(page.typed(path_of(estate))) == {"agreed", "gone"}
    assert manager.send(page, path_of(estate)).status_code == 303


def test_faults_that_remain_are_said_with_their_remedies_before_the_plan_is_published(
    manager: Browser, estate: Estate, service: Service
) -> None:
    """Of two desks on one another the later one names both."""
    drawn(service, estate, desk("D1", 100), desk("D2", 104), desk("D3", 300))
    page = manager.get(path_of(estate))
    drawn(service, estate, desk("D1", 100), desk("D2", 200), desk("D3", 300))
    sound = manager.get(path_of(estate))

    (note,) = page.all("//*[@aria-labelledby='remaining']")
    (fault,) = [" ".join(item.text_content().split()) for item in note.xpath(".//li")]
    assert " ".join(note.xpath("./h2")[0].text_content().split()) == "1 fault remains"
    assert "overlap" in fault
    assert "Move or redraw" in fault
    assert note.xpath(".//a/@href") == [path_of(estate).removesuffix("/publish")]
    assert sound.all("//*[@aria-labelledby='remaining']") == []
    assert manager.send(sound, path_of(estate)).status_code == 303


def test_of_bookings_that_come_after_those_listed_nothing_is_chosen_beforehand(
    manager: Browser, estate: Estate, service: Service
) -> None:
    """Those of a room, for which no other room is left; each of a quarter of an hour."""
    times = [f"{7 + number // 4:02}:{number % 4 * 15:02}" for number in range(MOST_SHOWN + 2)]
    for start, end in pairwise(times):
        booked(service, estate.actors["staff"], wish(estate, "Small", start, end))
    drawn(service, estate, desk("D1", 100))

    page = manager.get(path_of(estate))
    chosen = page.all("//input[@name='rest'][@checked]")
    answer = manager.send_to_page(page, path_of(estate))

    assert {choice for _, _, choice in radios(page)} == {"keep"}
    assert chosen == []
    assert (answer.status, [at for at, _ in answer.faults]) == (422, ["#rest"])
    assert "Choose what happens to the booking of Staff" in answer.faults[0][1]
    assert count(service, "plan") == 0


def radio_value(page: Page, name: str, fate: str) -> str:
    (value,) = page.root.xpath(f"//input[@name='{name}'][starts-with(@value, '{fate}.')]/@value")
    return str(value)
