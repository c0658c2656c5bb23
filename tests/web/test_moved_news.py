"""The notice of bookings that somebody else moved: for a closure, with a plan, for a layout, or by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from booking.actions.change import Changes, change_booking
from booking.actions.move_displaced import Cleared, move_displaced
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.estate import ResourceKind
from booking.model.tree import Tier
from booking.store.estate import NewResource, add_resources
from tests.actions.drafts.test_stranded import move, publish, three_desks, weighed
from tests.actions.estate.crowd import fill
from tests.actions.estate.steps import done, take_out
from tests.actions.seats import publish_row
from tests.actions.steps import booked, card_of, wish
from tests.actions.test_closures import close
from tests.actions.test_fix_desks import fix
from tests.conftest import ENGINES
from tests.estate import NOW, Estate, at
from tests.store.state import ask, count, run
from tests.web.browser import Clock
from tests.web.conftest import Browsers
from tests.web.test_floor import counting
from tests.web.test_my_bookings import NOTICE

WEDNESDAY = "9am to 5pm on Wednesday 25 November 2026"
THURSDAY = "9am to 5pm on Thursday 26 November 2026"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn: what is told is found by the store."""
    return str(request.param)


@pytest.fixture
def tell(browsers: Browsers, estate: Estate) -> Callable[[str], list[str]]:
    """What the notice tells somebody; the same on both pages that have it."""

    def read(who: str) -> list[str]:
        browser = browsers.sign_in(estate, who)
        start, own = (browser.get(where).words_at(f"{NOTICE}//li") for where in ("/", "/bookings"))
        assert start == own
        return start

    return read


def change(service: Service, estate: Estate, who: str, card: BookingCard, wanted: Changes, **when: object) -> None:
    now = when.get("now", NOW)
    assert isinstance(now, type(NOW))
    card_of(change_booking(service, estate.actors[who], card.booking.ref, wanted, version=None, now=now))


def stand(service: Service) -> list[str]:
    sql = "SELECT r.name FROM booking b JOIN resource r ON r.id = b.resource_id ORDER BY b.id"
    return [row.name for row in ask(service, sql)]


def test_who_a_closure_displaced_is_told_why_from_where_and_to_where(
    service: Service, estate: Estate, tell: Callable[[str], list[str]]
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    booked(service, estate.actors["lead"], wish(estate, "D2", day="2026-11-26", for_person="mate"))
    booked(service, estate.actors["other"], wish(estate, "D3"))
    closure = close(service, estate, "D1", "D2")
    moved = move_displaced(service, estate.actors["facilities"], closure.ref, "", now=NOW)
    assert (moved, stand(service)) == (Cleared(done=2, left=0), ["D4", "D3", "D3"])

    told = {who: tell(who) for who in ("staff", "lead", "mate", "other", "facilities")}

    assert told == {
        "staff": [f"Moved because D1 is closed at that time (flood): from D1 to D4, {WEDNESDAY}."],
        "lead": [f"Moved because D2 is closed at that time (flood): from D2 to D3, {THURSDAY} "
                 "(For Mate, booked by you)."],
        "mate": [f"Moved because D2 is closed at that time (flood): from D2 to D3, {THURSDAY} "
                 "(For you, booked by Lead)."],
        "other": [],
        "facilities": [],
    }  # fmt: skip


def test_notice_leads_to_the_booking_and_is_gone_once_it_was_hidden(
    service: Service, estate: Estate, browsers: Browsers
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    closure = close(service, estate, "D1")
    move_displaced(service, estate.actors["facilities"], closure.ref, "A pipe burst.", now=NOW)
    staff = browsers.sign_in(estate, "staff")

    page = staff.get("/bookings")
    (link,) = page.all(f"{NOTICE}//li//a")
    page_of_booking = staff.get(str(link.get("href")))
    hidden = staff.send(page, "/notice/seen")

    assert page.words_at(f"{NOTICE}//h2") == ["A booking was moved"]
    assert link.get("href") == f"/bookings/{made.booking.ref}"
    assert "Reason: flood. A pipe burst." in page_of_booking.words
    assert hidden.status_code == 303
    assert [staff.get(where).all(NOTICE) for where in ("/", "/bookings")] == [[], []]


def test_who_stood_at_a_place_that_a_plan_leaves_out_is_told(
    service: Service, estate: Estate, tell: Callable[[str], list[str]]
) -> None:
    """A room goes to another floor, which is named."""
    room = NewResource(ResourceKind.MEETING_ROOM, "Upper", 6)
    service.db.write(lambda tx: add_resources(tx, estate.floors["oak2"], [room]))
    booked(service, estate.actors["staff"], wish(estate, "Small", people=4))
    booked(service, estate.actors["other"], wish(estate, "D4", "09:00", "12:00"))
    three_desks(service, estate)
    desk, small = sorted(weighed(service, estate).stranded, key=lambda one: one.card.resource.name)
    assert isinstance(publish(service, estate, {**move(desk), **move(small)}, message=""), int)
    assert stand(service) == ["Upper", "D3"]

    assert tell("staff") == [
        f"Moved because Small is no longer on the floor plan: from Small to Upper (Second, Oak), {WEDNESDAY}."
    ]
    assert tell("other") == [
        "Moved because D4 is no longer on the floor plan: from D4 to D3, "
        "9am to midday on Wednesday 25 November 2026."
    ]  # fmt: skip


def test_who_sat_at_a_desk_that_a_layout_takes_away_is_told(
    service: Service, estate: Estate, tell: Callable[[str], list[str]]
) -> None:
    publish_row(service, estate)
    booked(service, estate.actors["staff"], wish(estate, "D2"))
    assert not hasattr(fix(service, estate, "D2", "D4"), "reason")
    assert stand(service) == ["D1"]

    assert tell("staff") == [f"Moved because D2 was taken out of use: from D2 to D1, {WEDNESDAY}."]


def test_who_is_given_another_place_or_time_by_somebody_is_told_by_whom(
    service: Service, estate: Estate, tell: Callable[[str], list[str]]
) -> None:
    first = booked(service, estate.actors["staff"], wish(estate, "D1"))
    second = booked(service, estate.actors["other"], wish(estate, "D2"))
    third = booked(service, estate.actors["mate"], wish(estate, "D3"))
    change(service, estate, "facilities", first, Changes(resource=estate.ref("E1")))
    change(service, estate, "facilities", second, Changes(end=at("12:00")))
    change(service, estate, "lead", third, Changes(resource=estate.ref("D4"), start=at("10:00")))

    assert tell("staff") == [f"Moved by Facilities: from D1 to E1 (Second, Oak), {WEDNESDAY}."]
    assert tell("other") == [
        f"Moved by Facilities: from {WEDNESDAY} to D2, 9am to midday on Wednesday 25 November 2026."
    ]
    assert tell("mate") == [f"Moved by Lead: from D3, {WEDNESDAY} to D4, 10am to 5pm on Wednesday 25 November 2026."]


def test_nobody_is_told_of_what_they_moved_themselves_or_of_what_stays_in_its_place(
    service: Service, estate: Estate, tell: Callable[[str], list[str]]
) -> None:
    own = booked(service, estate.actors["staff"], wish(estate, "D1"))
    made_for = booked(service, estate.actors["lead"], wish(estate, "D2", for_person="mate"))
    titled = booked(service, estate.actors["other"], wish(estate, "Middle"))
    change(service, estate, "staff", own, Changes(resource=estate.ref("D3")))
    change(service, estate, "lead", made_for, Changes(resource=estate.ref("D4")))
    change(service, estate, "facilities", titled, Changes(title="Plan", people=5))

    assert {who: tell(who) for who in ("staff", "lead", "other")} == {"staff": [], "lead": [], "other": []}
    assert tell("mate") == [f"Moved by Lead: from D2 to D4, {WEDNESDAY} (For you, booked by Lead)."]
    assert count(service, "booking_move") == 1


def test_moved_again_before_they_know_they_are_told_once_from_where_they_believe_it_to_be(
    service: Service, estate: Estate, tell: Callable[[str], list[str]]
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    for name in ("D2", "D3"):
        change(service, estate, "facilities", made, Changes(resource=estate.ref(name)))
    assert tell("staff") == [f"Moved by Facilities: from D1 to D3, {WEDNESDAY}."]

    change(service, estate, "facilities", made, Changes(resource=estate.ref("D1")))

    assert tell("staff") == []
    assert count(service, "booking_move") == 0


def test_moved_again_after_they_know_they_are_told_of_the_second_move(
    service: Service, estate: Estate, browsers: Browsers, clock: Clock
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    change(service, estate, "facilities", made, Changes(resource=estate.ref("D2")))
    staff = browsers.sign_in(estate, "staff")
    staff.send(staff.get("/"), "/notice/seen")
    assert staff.get("/").all(NOTICE) == []

    clock.now = LATER
    change(service, estate, "facilities", made, Changes(resource=estate.ref("D3")), now=LATER)

    assert staff.get("/").words_at(f"{NOTICE}//li") == [f"Moved by Facilities: from D2 to D3, {WEDNESDAY}."]


def test_moving_it_oneself_ends_the_notice(service: Service, estate: Estate, tell: Callable[[str], list[str]]) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    change(service, estate, "facilities", made, Changes(resource=estate.ref("D2")))
    change(service, estate, "staff", made, Changes(resource=estate.ref("D3")))

    assert tell("staff") == []


def test_notice_ends_with_the_booking(service: Service, estate: Estate, browsers: Browsers, clock: Clock) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    change(service, estate, "facilities", made, Changes(end=at("12:00")))
    staff = browsers.sign_in(estate, "staff")
    assert len(staff.get("/").all(NOTICE)) == 1

    clock.now = at("12:00")
    staff.sign_in("staff")

    assert [staff.get(where).all(NOTICE) for where in ("/", "/bookings")] == [[], []]


def test_one_notice_tells_of_moved_and_cancelled_in_order_of_their_time(
    service: Service, estate: Estate, browsers: Browsers
) -> None:
    booked(service, estate.actors["staff"], wish(estate, "D1"))
    made = booked(service, estate.actors["staff"], wish(estate, "D2", day="2026-11-26"))
    change(service, estate, "facilities", made, Changes(resource=estate.ref("D3")))
    done(take_out(service, estate.actors["facilities"], Tier.PLACE, estate.ref("D1")))

    page = browsers.sign_in(estate, "staff").get("/")

    assert page.words_at(f"{NOTICE}//h2") == ["2 bookings were moved or cancelled"]
    assert [words.partition(":")[0] for words in page.words_at(f"{NOTICE}//li")] == [
        "Cancelled because D1 was taken out of use",
        "Moved by Facilities",
    ]


def test_many_moves_make_one_short_notice_and_cost_one_select(
    service: Service, estate: Estate, browsers: Browsers
) -> None:
    fill(service, estate, 60)
    run(
        service,
        "INSERT INTO booking_move (booking_id, from_id, from_starts_at, from_ends_at, by_id, cause, why, moved_at) "
        "SELECT id, :place, starts_at, ends_at, :by, 'changed', '', :at FROM booking",
        place=estate.id("E1"),
        by=estate.actors["facilities"].person.id,
        at="2026-11-24 08:00:00.000000" if service.db.engine.dialect.name == "sqlite" else NOW,
    )
    staff = browsers.sign_in(estate, "staff")

    with counting(service) as seen:
        own = staff.get("/bookings")
    start = staff.get("/")

    assert len(seen) == 4, "\n".join(seen)
    for page in (own, start):
        assert page.words_at(f"{NOTICE}//h2") == ["60 bookings were moved"]
        assert len(page.all(f"{NOTICE}//li")) == 3
        assert page.words_at(f"{NOTICE}/p") == ["And 57 more. All bookings to come"]


MOVED = "//div[dt='Moved']/dd"


def test_page_of_a_moved_booking_says_by_whom_from_where_and_when(
    service: Service, estate: Estate, browsers: Browsers
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    stays = booked(service, estate.actors["staff"], wish(estate, "D2", day="2026-11-26"))
    wanted = Changes(resource=estate.ref("E1"), start=at("10:00"))
    change(service, estate, "facilities", made, wanted, now=NOW + timedelta(minutes=30))
    staff = browsers.sign_in(estate, "staff")

    with counting(service) as seen:
        page = staff.get(f"/bookings/{made.booking.ref}")

    said = f"From D1 (First, Oak), {WEDNESDAY}By Facilities at 8:30am on Tuesday 24 November 2026"
    assert page.words_at(MOVED) == [said]
    assert len(seen) == 4, "\n".join(seen)
    assert staff.get(f"/bookings/{stays.booking.ref}").all(MOVED) == []
    staff.send(staff.get("/"), "/notice/seen")
    assert staff.get(f"/bookings/{made.booking.ref}").words_at(MOVED) == [said]


def test_page_of_a_booking_that_a_closure_displaced_says_why_it_was_moved(
    service: Service, estate: Estate, browsers: Browsers
) -> None:
    made = booked(service, estate.actors["lead"], wish(estate, "D2", for_person="mate"))
    closure = close(service, estate, "D2")
    move_displaced(service, estate.actors["facilities"], closure.ref, "A pipe burst.", now=NOW)

    pages = [browsers.sign_in(estate, who).get(f"/bookings/{made.booking.ref}") for who in ("mate", "lead")]

    for page in pages:
        assert page.words_at(MOVED) == [
            f"From D2, {WEDNESDAY}, because D2 is closed at that time (flood)"
            "By Facilities at 8am on Tuesday 24 November 2026"
        ]
        assert "Reason: flood. A pipe burst." in page.words


def test_page_of_a_booking_that_its_own_person_changed_says_nothing_of_a_move(
    service: Service, estate: Estate, browsers: Browsers
) -> None:
    made = booked(service, estate.actors["staff"], wish(estate, "D1"))
    change(service, estate, "staff", made, Changes(resource=estate.ref("D2")))

    page = browsers.sign_in(estate, "staff").get(f"/bookings/{made.booking.ref}")

    assert page.heading.startswith("D2 ")
    assert page.all(MOVED) == []
