"""The demo's bookings, read by SQL: they are believable, and not one of them breaks a rule."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from booking.actions.load_demo import load_demo
from booking.actions.service import Service
from booking.actions.verify_audit import verify_audit
from booking.store.engine import Database
from tests.actions.steps import booked, wish
from tests.actions.stored import LONDON, decoded, local, moment
from tests.conftest import SECRET, Template
from tests.estate import Estate
from tests.postgres import Postgres
from tests.store.state import ask, count, overlaps

WEDNESDAY = datetime(2026, 11, 25, 11, 20, tzinfo=UTC)
SATURDAY = datetime(2027, 3, 20, 9, 0, tzinfo=UTC)
"""Between them lie bank holidays at Easter and the night in which the clocks go forward."""

ROWS = """
SELECT b.id, b.starts_at, b.ends_at, b.created_at, b.changed_at, b.state, b.ended_why, b.people, b.title, b.version,
  b.checked_in_at, b.checked_out_at, b.series_id, b.holds, r.id AS place_id, r.kind, r.name AS place, r.capacity,
  f.id AS floor_id, f.name AS floor, bu.name AS building, s.name AS site, h.email AS holder, k.email AS booker
FROM booking b JOIN resource r ON r.id = b.resource_id JOIN floor f ON f.id = r.floor_id
JOIN building bu ON bu.id = f.building_id JOIN site s ON s.id = bu.site_id
JOIN person h ON h.id = b.person_id JOIN person k ON k.id = b.booked_by_id ORDER BY b.id
"""

pytestmark = pytest.mark.xdist_group("demo")


class Loaded:
    """The demo as it was loaded at a moment."""

    def __init__(self, service: Service, now: datetime) -> None:
        self.service = service
        self.now = now
        self.rows = ask(service, ROWS)

    @property
    def kept(self) -> list[Any]:
        """Bookings that were neither cancelled nor released."""
        return [row for row in self.rows if row.state not in ("cancelled", "released")]

    def of(self, who: str) -> list[Any]:
        """What somebody holds or made."""
        return [row for row in self.rows if f"{who}@demo.example" in (row.holder, row.booker)]


@pytest.fixture(scope="module")
def on_sqlite(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    yield from load_copy(Path(sqlite_template.source), tmp_path_factory.mktemp("demo"), WEDNESDAY)


@pytest.fixture(scope="module")
def on_saturday(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    yield from load_copy(Path(sqlite_template.source), tmp_path_factory.mktemp("demo"), SATURDAY)


@pytest.fixture(scope="module")
def on_postgres(
    postgres: Postgres, postgres_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    name = f"demo_{uuid4().hex}"
    url = postgres.create_database(name, postgres_template.source)
    yield from load(url, tmp_path_factory.mktemp("demo"), WEDNESDAY)
    postgres.drop_database(name)


@pytest.fixture(params=["on_sqlite", "on_postgres", "on_saturday"])
def loaded(request: pytest.FixtureRequest) -> Loaded:
    given: Loaded = request.getfixturevalue(request.param)
    return given


def load_copy(template: Path, folder: Path, now: datetime) -> Iterator[Loaded]:
    shutil.copy(template, folder / "booking.sqlite")
    yield from load(f"sqlite:///{folder / 'booking.sqlite'}", folder, now)


def load(url: str, folder: Path, now: datetime) -> Iterator[Loaded]:
    anchors = folder / "audit-anchors.txt"
    service = Service(Database(url, anchors=anchors), SECRET, anchors)
    assert load_demo(service, now=now) is None
    yield Loaded(service, now)
    service.db.close()


# ---- no rule is broken ----------------------------------------------------------------------------------------------


def test_no_place_is_held_twice(loaded: Loaded) -> None:
    assert overlaps(loaded.service) == 0


def test_held_places_are_those_of_bookings_that_were_not_given_up(loaded: Loaded) -> None:
    live = {row.booking_id for row in ask(loaded.service, "SELECT booking_id FROM occupation WHERE live")}

    assert live == {row.id for row in loaded.kept}
    assert {row.id for row in loaded.rows if row.holds} == live


def test_nobody_is_at_two_desks_or_in_two_meetings_at_once(loaded: Loaded) -> None:
    held: dict[tuple[str, str], list[tuple[datetime, datetime]]] = {}
    for row in loaded.kept:
        if row.kind in ("desk", "meeting_room"):
            held.setdefault((row.holder, row.kind), []).append((moment(row.starts_at), moment(row.ends_at)))
    twice = [
        (who, later)
        for who, spans in held.items()
        for earlier, later in pairwise(sorted(spans))
        if later[0] < earlier[1]
    ]

    assert len(held) > 300
    assert twice == []


def test_no_room_has_more_people_than_seats(loaded: Loaded) -> None:
    assert [row.id for row in loaded.rows if not 1 <= row.people <= row.capacity] == []


def test_rooms_are_kept_free_after_use(loaded: Loaded) -> None:
    """10 minutes after a clinic, 15 after a visit, none after a meeting or a desk, but 72 hours after desk L-30."""
    minutes = {"clinic_room": 10, "visiting_room": 15, "desk": 0, "meeting_room": 0, "L-30": 72 * 60}
    held = ask(
        loaded.service,
        "SELECT CASE WHEN r.name = 'L-30' THEN r.name ELSE r.kind END AS kind, b.ends_at, o.until_at "
        "FROM occupation o JOIN booking b ON b.id = o.booking_id "
        "JOIN resource r ON r.id = b.resource_id WHERE o.live",
    )

    tails = Counter((row.kind, (moment(row.until_at) - moment(row.ends_at)) // timedelta(minutes=1)) for row in held)
    assert set(tails) == set(minutes.items())


def test_opening_hours_and_closed_days_hold(loaded: Loaded) -> None:
    closed = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)}
    weekdays = {"Alder House": (7 * 60, 20 * 60), "Bridge Street Clinic": (8 * 60, 18 * 60)}
    wrong = []
    for row in loaded.rows:
        start, end = local(row.starts_at), local(row.ends_at)
        hours = (start.hour * 60 + start.minute, end.hour * 60 + end.minute)
        if row.site in weekdays:
            opens, closes = weekdays[row.site]
            fine = start.weekday() < 5 and hours[0] >= opens and hours[1] <= closes and start.date() not in closed
        elif (row.site, row.kind) == ("Larch Unit", "visiting_room"):
            fine = hours[0] >= 10 * 60 and hours[1] <= 19 * 60 + 30
        else:
            fine = True
        if not fine or start.date() != end.date():
            wrong.append((row.site, row.kind, start, end))

    assert wrong == []


def test_every_site_has_hours_of_its_own_and_bank_holidays_where_it_closes(loaded: Loaded) -> None:
    rules = ask(
        loaded.service,
        "SELECT s.name AS site, r.kind, r.field, r.value FROM policy_rule r JOIN site s ON s.id = r.scope_id "
        "WHERE r.scope = 'site' ORDER BY s.name, r.id",
    )
    opening = {(row.site, row.kind): decoded(row.value) for row in rules if row.field == "opening"}
    closed = Counter(row.site for row in rules if row.field == "closed_day")
    holidays = {decoded(row.value)["on"]: decoded(row.value)["why"] for row in rules if row.field == "closed_day"}

    assert {place: (week["tue"], week["sun"]) for place, week in opening.items()} == {
        ("Alder House", None): ([[420, 1200]], []),
        ("Bridge Street Clinic", None): ([[480, 1080]], []),
        ("Larch Unit", "visiting_room"): ([[600, 1170]], [[600, 1170]]),
    }
    assert closed == {"Alder House": 16, "Bridge Street Clinic": 16}
    assert holidays["2026-12-28"] == "Boxing Day (substitute day)"
    assert holidays["2027-03-29"] == "Easter Monday"


def test_there_are_enough_bookings_to_look_at(loaded: Loaded) -> None:
    assert len(loaded.rows) >= 9_000


def test_only_people_who_may_book_have_booked_rooms_for_care(loaded: Loaded) -> None:
    roles = ("clinic_admin", "ward_team", "team_lead", "facilities")
    may = {
        role: {
            row.email
            for row in ask(
                loaded.service,
                "SELECT p.email FROM role_grant g JOIN person p ON p.id = g.person_id WHERE g.role = :role",
                role=role,
            )
        }
        for role in roles
    }
    bookers = {
        kind: {row.booker for row in loaded.rows if row.kind == kind} for kind in ("clinic_room", "visiting_room")
    }
    for_others = {row.booker for row in loaded.rows if row.booker != row.holder}

    assert bookers["clinic_room"] == may["clinic_admin"]
    assert bookers["visiting_room"] == may["ward_team"]
    assert for_others <= may["clinic_admin"] | may["team_lead"] | may["facilities"]
    assert {"lead@demo.example", "manager@demo.example"} <= for_others


# ---- they are believable --------------------------------------------------------------------------------------------


def occupancy(loaded: Loaded) -> dict[date, int]:
    """Percent of the 306 desks that are used on each local day."""
    used: dict[date, set[int]] = {}
    for row in loaded.kept:
        if row.kind == "desk":
            used.setdefault(local(row.starts_at).date(), set()).add(row.place_id)
    return {on: len(places) * 100 // 306 for on, places in used.items()}


def test_desks_are_used_most_from_tuesday_to_thursday(loaded: Loaded) -> None:
    today, used = loaded.now.astimezone(LONDON).date(), occupancy(loaded)
    holidays = {date(2027, 3, 26), date(2027, 3, 29)}
    days = [today + timedelta(days=step) for step in range(-28, 8)]
    by_weekday = {wd: [used.get(on, 0) for on in days if on.weekday() == wd and on not in holidays] for wd in range(7)}
    mean = {wd: sum(shares) / len(shares) for wd, shares in by_weekday.items()}

    assert all(45 <= share <= 65 for wd in (1, 2, 3) for share in by_weekday[wd]), by_weekday
    assert 0.4 <= mean[0] / mean[1] <= 0.6
    assert mean[4] < mean[0]
    assert mean[5] < 5
    assert mean[6] < 5
    assert min(local(row.starts_at).date() for row in loaded.rows) >= today - timedelta(days=28)
    assert max(local(row.starts_at).date() for row in loaded.rows) <= today + timedelta(days=35)
    assert any(row for row in loaded.rows if local(row.starts_at).date() > today + timedelta(days=28))


def test_a_team_sits_together(loaded: Loaded) -> None:
    finance = "SELECT p.email FROM membership m JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id "
    team = {row.email for row in ask(loaded.service, finance + "WHERE u.name = 'Finance'")}
    desks = [row for row in loaded.rows if row.kind == "desk" and row.holder in team]
    on_their_floor = [row for row in desks if (row.building, row.floor) == ("Alder House", "Second floor")]
    numbers = {int(row.place.partition(".")[2]) for row in on_their_floor}

    assert len(on_their_floor) == len(desks)
    assert max(numbers) <= 32


def test_past_bookings_have_come_to_every_end(loaded: Loaded) -> None:
    over = Counter((row.kind, row.state) for row in loaded.rows if moment(row.ends_at) <= loaded.now)
    states = {"confirmed", "checked_in", "completed", "released", "cancelled"}

    assert {state for _, state in over} == states
    assert {(row.state, row.ended_why) for row in loaded.rows} == {
        ("confirmed", None),
        ("checked_in", None),
        ("completed", "checked_out"),
        ("released", "no_show"),
        ("cancelled", "cancelled"),
    }
    desks = sum(number for (kind, _), number in over.items() if kind == "desk")
    assert 0.02 < over["desk", "released"] / desks < 0.08


def test_nothing_was_done_in_the_future(loaded: Loaded) -> None:
    done = ("created_at", "changed_at", "checked_in_at", "checked_out_at")
    ahead = [
        row for row in loaded.rows for name in done if getattr(row, name) and moment(getattr(row, name)) > loaded.now
    ]
    to_come = {row.state for row in loaded.rows if moment(row.starts_at) > loaded.now}

    assert ahead == []
    assert to_come <= {"confirmed", "cancelled", "checked_in"}
    early = [row for row in loaded.rows if row.state == "checked_in" and moment(row.starts_at) > loaded.now]
    assert all(moment(row.starts_at) - loaded.now <= timedelta(minutes=5) for row in early)


def test_of_what_is_under_way_some_have_checked_in_and_some_have_not(on_sqlite: Loaded) -> None:
    under_way = [row for row in on_sqlite.rows if moment(row.starts_at) <= WEDNESDAY < moment(row.ends_at)]
    found = Counter(row.state for row in under_way)

    assert found["checked_in"] > 50
    assert found["confirmed"] > 5


def test_rooms_fit_well_badly_and_just(loaded: Loaded) -> None:
    meetings = [row for row in loaded.rows if row.kind == "meeting_room"]

    assert any(row.people <= 3 and row.capacity >= 14 for row in meetings)
    assert any(row.people == row.capacity > 4 for row in meetings)
    assert any(row.capacity * 0.6 <= row.people < row.capacity for row in meetings)
    assert "" not in {row.title for row in meetings}


def test_visits_name_nobody(loaded: Loaded) -> None:
    assert {row.title for row in loaded.rows if row.kind == "visiting_room"} == {"Visit", "Legal visit", "Family visit"}


def test_series_keep_their_rhythm(loaded: Loaded) -> None:
    rules = {
        row.id: row.rule if isinstance(row.rule, dict) else json.loads(row.rule)
        for row in ask(loaded.service, "SELECT id, rule FROM series")
    }
    dates: dict[int, list[date]] = {}
    for row in loaded.rows:
        if row.series_id is not None:
            dates.setdefault(row.series_id, []).append(local(row.starts_at).date())

    assert dates.keys() == rules.keys()
    assert {rule["every_weeks"] for rule in rules.values()} == {1, 2}
    for number, rule in rules.items():
        days = sorted(dates[number])
        assert {on.weekday() for on in days} == {rule["weekday"]}
        assert {(on - days[0]).days % (7 * rule["every_weeks"]) for on in days} == {0}
        assert days[-1].isoformat() == rule["until"]
        assert len(set(days)) == len(days)


def test_diaries_of_the_known_people_have_something_in_them(loaded: Loaded) -> None:
    held = loaded.of("staff")
    desks = Counter((row.building, row.floor, row.place) for row in held if row.kind == "desk")
    today = loaded.now.astimezone(LONDON).date()
    soon = {today} if today.weekday() < 5 else {today + timedelta(days=7 - today.weekday())}

    assert desks.most_common(1)[0][0] == ("Alder House", "First floor", "1.14")
    assert any(row.kind == "desk" and local(row.starts_at).date() in soon for row in held if row.state != "cancelled")
    assert any(row.ended_why == "no_show" for row in held)
    assert any(row.title == "Service desk catch-up" and row.series_id for row in held)
    for who in ("lead", "manager", "clinic", "reception", "ward"):
        ahead = [row for row in loaded.of(who) if moment(row.starts_at) > loaded.now]
        assert 5 <= len(ahead) <= 180, (who, len(ahead))
    assert len(loaded.of("lead")) > len([row for row in loaded.of("lead") if row.holder == "lead@demo.example"])


# ---- with all that belongs to a booking -----------------------------------------------------------------------------


def test_audit_verifies_and_has_an_entry_for_each_thing_done(loaded: Loaded) -> None:
    steps = {"confirmed": 1, "checked_in": 2, "completed": 3, "released": 2, "cancelled": 2}
    entries = ask(
        loaded.service, "SELECT booking_id, act, at FROM audit_entry WHERE booking_id IS NOT NULL ORDER BY id"
    )

    assert verify_audit(loaded.service) == count(loaded.service, "audit_entry")
    assert Counter(row.booking_id for row in entries) == {row.id: steps[row.state] for row in loaded.rows}
    assert [moment(row.at) for row in entries] == sorted(moment(row.at) for row in entries)
    assert {row.version for row in loaded.rows if row.state == "completed"} == {3}


def test_every_letter_of_the_demo_was_sent(loaded: Loaded) -> None:
    assert count(loaded.service, "outbox", "sent_at IS NULL") == 0
    assert count(loaded.service, "outbox") == count(loaded.service, "audit_entry", "booking_id IS NOT NULL")


def test_each_floor_knows_when_it_changes_next(loaded: Loaded) -> None:
    floors = ask(loaded.service, "SELECT id, next_change_at FROM floor")
    edges: dict[int, list[datetime]] = {}
    for row in loaded.rows:
        edges.setdefault(row.floor_id, []).extend((moment(row.starts_at), moment(row.ends_at)))

    assert len(floors) == 7
    for floor in floors:
        soonest = min(at for at in edges[floor.id] if at > loaded.now)
        assert moment(floor.next_change_at) <= soonest
        assert moment(floor.next_change_at) > loaded.now


def test_bookings_are_the_same_each_time_and_on_both_engines(on_sqlite: Loaded, on_postgres: Loaded) -> None:
    def tell(loaded: Loaded) -> list[tuple[Any, ...]]:
        return [
            (row.place_id, row.holder, row.booker, moment(row.starts_at), moment(row.ends_at), row.state, row.title)
            for row in loaded.rows
        ]

    assert tell(on_postgres) == tell(on_sqlite)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_entry_and_letter_say_what_those_of_any_booking_say(
    on_sqlite: Loaded, service: Service, estate: Estate
) -> None:
    booked(service, estate.actors["staff"], wish(estate, title="Planning"))

    def read(where: Service) -> tuple[set[str], set[str]]:
        entry = ask(where, "SELECT facts FROM audit_entry WHERE act = 'booked' ORDER BY id LIMIT 1")[0].facts
        letter = ask(where, "SELECT facts FROM outbox WHERE event = 'booked' ORDER BY id LIMIT 1")[0].facts
        return set(json.loads(entry)["after"]), set(letter if isinstance(letter, dict) else json.loads(letter))

    assert read(on_sqlite.service) == read(service)
