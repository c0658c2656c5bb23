"""Distance between people at desks, from the plan that is published to every answer that depends on it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta

import pytest

import booking.actions.book
from booking.actions.book import Preview, book, preview_booking
from booking.actions.cancel import cancel
from booking.actions.change import Changes, change_booking
from booking.actions.drawings import prepare_drawing
from booking.actions.find_free_times import find_free_times
from booking.actions.find_rooms import RoomQuery, find_rooms
from booking.actions.follow_floor import FollowedFloor, follow_floor
from booking.actions.open_floor import OpenFloor, open_floor
from booking.actions.open_place import open_place
from booking.actions.publish_plan import Target
from booking.actions.publish_plan import publish_plan as publish_drawing
from booking.actions.service import Service
from booking.actions.set_rules import Weighed, preview_rules
from booking.actions.show_breaches import BreachesView, show_breaches
from booking.actions.show_floor import FloorDiary, FloorView, show_floor, show_floor_diary
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused, Verdict
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.policy import Rule
from booking.model.time import Interval
from booking.rules.decide import decide
from tests.actions.seats import publish_row, spacing, switch_on
from tests.actions.steps import booked, card_of, refusal_of, wish
from tests.actions.test_histories import drop_locks
from tests.estate import NOW, Estate, at, set_rules
from tests.store.state import ask, count
from tests.web.test_floor import counting

DAY = Interval(at("09:00"), at("17:00"))


@pytest.fixture
def row(service: Service, estate: Estate) -> Estate:
    """The estate with four desks in a row, and 2 m between people at its desks; D2 is booked from 9 to 5."""
    publish_row(service, estate)
    set_rules(service, spacing(estate, 200))
    booked(service, estate.actors["staff"], wish(estate, "D2"))
    return estate


def test_published_plan_keeps_its_pairs(service: Service, estate: Estate) -> None:
    publish_row(service, estate)

    pairs = ask(
        service,
        "SELECT a.name, b.name, p.distance_mm FROM seat_pair p "
        "JOIN resource a ON a.id = p.one_id JOIN resource b ON b.id = p.other_id ORDER BY 1, 2",
    )
    assert [tuple(pair) for pair in pairs] == [
        ("D1", "D2", 1600),
        ("D1", "D3", 3600),
        ("D2", "D3", 2000),
        ("D2", "D4", 3900),
        ("D3", "D4", 1900),
    ]


DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000" {scale}>
<g data-kind="desk"><rect id="a" data-kind="desk" data-label="1.01" x="100" y="100" width="160" height="80"/>
<rect id="b" data-kind="desk" data-label="1.02" x="260" y="100" width="160" height="80"/></g></svg>"""


def test_drawing_without_a_scale_has_no_pairs(service: Service, estate: Estate) -> None:
    target = Target(estate.sites["elm"], estate.floors["elm0"])
    prepared = prepare_drawing(DRAWING.format(scale="").encode())
    assert prepared.metres_per_unit is None

    publish_drawing(service, target, prepared, by=None, now=NOW)

    assert count(service, "seat_pair") == 0


def test_desk_beside_one_in_use_is_refused_and_the_others_are_offered(service: Service, row: Estate) -> None:
    other = row.actors["other"]

    refused = book(service, other, wish(row, "D1", "16:00", "18:00"), now=NOW)

    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TOO_CLOSE
    assert "D1 is too close to D2, which is booked from 9am to 5pm" in refused.why
    assert "Staff" not in refused.why
    assert [desk.name for desk in refused.free_instead] == ["D3", "D4"]
    assert refusal_of(book(service, other, wish(row, "D1", "17:00", "18:00"), now=NOW)) is None
    preview = preview_booking(service, other, wish(row, "D1"), now=NOW)
    assert isinstance(preview, Preview)
    assert refusal_of(preview.verdict) is Reason.TOO_CLOSE


def test_desk_at_exactly_the_distance_can_be_booked(service: Service, row: Estate) -> None:
    assert refusal_of(book(service, row.actors["other"], wish(row, "D3"), now=NOW)) is None


def test_own_booking_moves_to_the_desk_beside_it_and_one_cancelled_keeps_nobody_away(
    service: Service, row: Estate
) -> None:
    staff, other = row.actors["staff"], row.actors["other"]
    (ref,) = (Ref(found[0]) for found in ask(service, "SELECT ref FROM booking"))

    moved = change_booking(service, staff, ref, Changes(resource=row.ref("D1")), version=None, now=NOW)
    assert card_of(moved).resource.name == "D1"
    assert refusal_of(book(service, other, wish(row, "D2"), now=NOW)) is Reason.TOO_CLOSE
    card_of(cancel(service, staff, ref, version=None, now=NOW))
    assert refusal_of(book(service, other, wish(row, "D2"), now=NOW)) is None


def test_change_of_time_is_refused_where_somebody_would_sit_too_close(service: Service, row: Estate) -> None:
    made = booked(service, row.actors["other"], wish(row, "D1", "17:00", "18:00"))

    earlier = Changes(start=at("16:45"))
    answer = change_booking(service, row.actors["other"], made.booking.ref, earlier, version=None, now=NOW)

    assert refusal_of(answer) is Reason.TOO_CLOSE


def test_every_list_and_map_agrees(service: Service, row: Estate) -> None:
    other, floor = row.actors["other"], row.floor_refs["oak1"]

    view = show_floor(service, other, floor, DAY)
    assert isinstance(view, FloorView)
    states = {item.name: mark.state.value for item, mark in zip(view.resources, view.marks, strict=True)}
    assert [states[name] for name in ("D1", "D2", "D3", "D4")] == ["too_close", "taken", "free", "free"]

    opened: OpenFloor[None] | Refused = open_floor(service, other, floor, lambda _site: DAY, now=NOW)
    assert isinstance(opened, OpenFloor)
    assert opened.marks == view.marks

    diary = show_floor_diary(service, other, floor, DAY)
    assert isinstance(diary, FloorDiary)
    assert [(span.resource_id, span.interval, span.why) for span in diary.spans] == [
        (row.id("D1"), DAY, "too_close"),
        (row.id("D2"), DAY, "booked"),
    ]

    found = find_rooms(service, other, RoomQuery(DAY, kind=ResourceKind.DESK, site=view.floor.site.ref), now=NOW)
    assert [one.resource.name for one in found] == ["D3", "D4", "E1"]

    place = open_place(service, other, row.ref("D1"))
    assert not isinstance(place, Refused)
    midnight, end = at("00:00"), at("00:00", "2026-11-26")
    for rules in (None, (spacing(row, 200),)):
        free = find_free_times(service, other, place, date(2026, 11, 25), rules=rules, now=NOW)
        assert free == (Interval(midnight, at("09:00")), Interval(at("17:00"), end))

    followed = follow_floor(service, other, floor, date(2026, 11, 25))
    assert isinstance(followed, FollowedFloor)
    near = {
        desk_id: [(each.desk.name, each.distance_mm) for each in beside]
        for desk_id, beside in followed.neighbours.items()
    }
    assert near == {
        row.id("D1"): [("D2", 1600)],
        row.id("D2"): [("D1", 1600)],
        row.id("D3"): [("D4", 1900)],
        row.id("D4"): [("D3", 1900)],
    }
    assert {rules.spacing_cm for rules in followed.days[0].places} == {200, 0}


def test_rule_and_plan_show_at_once_on_a_floor_that_is_known(service: Service, estate: Estate) -> None:
    def state() -> str:
        view = show_floor(service, estate.actors["other"], estate.floor_refs["oak1"], DAY)
        assert isinstance(view, FloorView)
        return view.marks[0].state.value

    booked(service, estate.actors["staff"], wish(estate, "D2"))
    seen = [state()]
    set_rules(service, spacing(estate, 200))
    seen.append(state())
    publish_row(service, estate)
    seen.append(state())

    assert seen == ["free", "free", "too_close"]


def test_booking_on_a_known_floor_asks_for_no_pairs(service: Service, row: Estate) -> None:
    def statements(place: str, clock: str, end: str) -> int:
        with counting(service) as sent:
            booked(service, row.actors["other"], wish(row, place, clock, end))
        return len([one for one in sent if "seat_pair" in one])

    service = Service(service.db, service.secret, service.anchors)  # a process that knows no floor yet
    assert [statements("D3", "09:00", "10:00"), statements("D4", "10:00", "11:00")] == [1, 0]


def test_no_rule_costs_no_statement(service: Service, estate: Estate) -> None:
    publish_row(service, estate)
    set_rules(service, spacing(estate, 0))

    with counting(service) as sent:
        booked(service, estate.actors["other"], wish(estate, "D3"))

    assert not [one for one in sent if "seat_pair" in one]


def test_bookings_that_sit_too_close_stay_and_are_listed(service: Service, estate: Estate) -> None:
    publish_row(service, estate)
    for who, desk in (("staff", "D1"), ("other", "D2"), ("mate", "D3")):
        booked(service, estate.actors[who], wish(estate, desk))
    set_rules(service, spacing(estate, 200))

    found = show_breaches(service, estate.actors["facilities"], switch_on(estate).at, now=NOW)

    assert isinstance(found, BreachesView)
    assert sorted((one.card.resource.name, one.reason.value) for one in found.breaches) == [
        ("D1", "too_close"),
        ("D2", "too_close"),
    ]
    assert count(service, "booking", "state = 'confirmed'") == 3


def test_plan_without_a_scale_refuses_the_rule_and_lets_it_be_switched_off(service: Service, estate: Estate) -> None:
    publish_row(service, estate, metres_per_unit=None)

    answer = preview_rules(service, estate.actors["facilities"], switch_on(estate), now=NOW)

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.BAD_FIELD, "value")
    assert answer.why == (
        "The plan of First (Oak) has no scale, so that we cannot tell how far apart its desks stand. Publish a plan "
        "with a scale first, or set this rule for other floors."
    )
    assert isinstance(preview_rules(service, estate.actors["facilities"], switch_on(estate, 0), now=NOW), Weighed)


def test_desks_on_no_plan_are_counted(service: Service, estate: Estate) -> None:
    answer = preview_rules(service, estate.actors["facilities"], switch_on(estate), now=NOW)

    assert isinstance(answer, Weighed)
    assert answer.effect.shown.says[2:] == ("4 desks stand on no plan, so no distance is kept there.",)


def race_neighbours(service: Service, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Two people ask for two desks side by side; each waits, after deciding, until the other has decided too."""
    both_decided = threading.Barrier(2)

    def decide_together(*asked: object) -> Verdict:
        verdict = decide(*asked)  # type: ignore[arg-type]
        with suppress(threading.BrokenBarrierError):
            both_decided.wait(0.5)
        return verdict

    monkeypatch.setattr(booking.actions.book, "decide", decide_together)
    asks = [("staff", "D1"), ("other", "D2")]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda each: book(service, estate.actors[each[0]], wish(estate, each[1]), now=NOW), asks))


def test_two_who_decide_at_once_do_not_sit_side_by_side(
    service: Service, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_row(service, estate)
    set_rules(service, spacing(estate, 200))

    answers = race_neighbours(service, estate, monkeypatch)

    assert sum(isinstance(answer, BookingCard) for answer in answers) == 1
    assert [refusal_of(answer) for answer in answers if isinstance(answer, Refused)] == [Reason.TOO_CLOSE]


def test_control_without_the_lock_two_sit_side_by_side(
    service: Service, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The overlap guard knows nothing of neighbours: only the lock keeps them apart."""
    publish_row(service, estate)
    set_rules(service, spacing(estate, 200))
    drop_locks(service, monkeypatch)

    answers = race_neighbours(service, estate, monkeypatch)

    assert sum(isinstance(answer, BookingCard) for answer in answers) == 2


def test_rule_that_ended_lets_neighbours_sit_together(service: Service, estate: Estate) -> None:
    publish_row(service, estate)
    rule = spacing(estate, 200)
    last = date(2026, 11, 24)
    ended = Rule(rule.scope, rule.scope_id, rule.kind, rule.field, rule.value, valid_until=last)
    set_rules(service, ended)
    booked(service, estate.actors["staff"], wish(estate, "D1"))

    assert refusal_of(book(service, estate.actors["other"], wish(estate, "D2"), now=NOW - timedelta(hours=1))) is None
