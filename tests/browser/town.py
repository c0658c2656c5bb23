"""The bare demo trust and a few bookings, made before the server starts, so that every page has something to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from booking.actions.add_to_estate import add_site_to_estate
from booking.actions.book import Wish, book
from booking.actions.cancel import cancel
from booking.actions.change import Changes, change_booking
from booking.actions.check_in import check_in
from booking.actions.clean import clean
from booking.actions.close_places import ClosureWish, close_places, weigh_closure
from booking.actions.find_rooms import ResourceQuery, list_resources
from booking.actions.open_estate import list_places, show_tree
from booking.actions.open_service import open_service
from booking.actions.plan_drafts import begin_from_drawing
from booking.actions.retire import Confirmed, retire, weigh_retiring
from booking.actions.room_uses import change_room_use, enter_room_use, list_offered_uses, weigh_room_use
from booking.actions.service import Service
from booking.actions.show_floor import list_floors
from booking.clock import read_clock
from booking.model.bookings import BookingCard, Draft, Request
from booking.model.decisions import Refused
from booking.model.effects import Effect
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.policy import ClockSpan, Rule, RuleField, RuleScope
from booking.model.room_uses import RoomUseChange, RoomUseTerms
from booking.model.series import SeriesRule
from booking.model.time import Interval
from booking.model.tree import SiteTerms, Tier
from booking.store import build
from booking.store.engine import Tx
from booking.store.estate import NewResource, add_resources, find_resource
from booking.store.ledger import write_booking
from booking.store.people import find_actor, find_person_by_email
from booking.store.policies import write_rules
from booking.store.series import NewSeries, write_series
from tests.actions.drafts.scans import scan
from tests.actions.drafts.steps import OFFICE
from tests.browser.town_people import fill_people
from tests.served import Setting, run_booking

LONDON = ZoneInfo("Europe/London")
PASSWORD = "demo-password"
FIRST_FLOOR = "First floor, Alder House"
SECOND_FLOOR = "Second floor, Alder House"
"""Where people keep 2 m apart: one of its desks is in use three days after `Town.day`."""

CLINIC_FLOOR = "Ground floor, The Annexe"
CLINIC_GROUND = "Ground floor, Bridge Street Clinic"
SECURE_GROUND = "Ground floor, Larch Unit"
LIBRARY = "Library, eighth floor"
LIBRARY_FLOOR = f"{LIBRARY}, Alder House"
"""The floor read from a real drawing of somebody else."""

STAFF = "staff@demo.example"
LEAD = "lead@demo.example"
MANAGER = "manager@demo.example"
CLINIC = "clinic@demo.example"
AUDITOR = "auditor@demo.example"
ADMIN = "admin@demo.example"
NEWCOMER = "aisha.brown@demo.example"


@dataclass(frozen=True, slots=True)
class Town:
    """What stands in the demo.

    Attributes:
        floors: floors by name and building.
        places: places of the headquarters' first floor by name.
        bookings: the bookings made beforehand: coming, under_way, checked_in, cancelled, past, taken, lost, moved,
            kept.
        series: the series of `coming` and of `past`, as weekly and over_weekly.
        day: the day of `coming` and `taken`, a week ahead, as the date field writes it.
        estate: what is managed: the site and building of that floor, another building without a plan, its floor, one
            place of it that is out of use, a floor whose draft is a picture, and a site without anything in it; a rule
            of the organisation; a closure with a booking; people with bookings, with a closed account, or just invited
            (and their link); units with and without members.
    """

    floors: Mapping[str, Ref]
    places: Mapping[str, Ref]
    bookings: Mapping[str, Ref]
    series: Mapping[str, Ref]
    day: str
    estate: Mapping[str, Ref]


def build_town(setting: Setting, other_plan: Path | None) -> Town:
    """Migrate, load the bare demo, add a floor read from a real drawing where there is one, and make the bookings."""
    commands: list[tuple[str, ...]] = [("migrate",), ("demo", "--bare")]
    if other_plan is not None:
        commands.append(("demo", "--plan", str(other_plan), "--name", LIBRARY))
    for command in commands:
        done = run_booking(setting, *command)
        if done.returncode != 0:
            raise RuntimeError(f"booking {' '.join(command)}: {done.stderr}")
    service = open_service(setting.database_url, setting.data_dir, None)
    try:
        return _fill(service)
    finally:
        service.db.close()


def day_in(days: int) -> str:
    """A day from today, as the date field writes it."""
    return f"{read_clock().astimezone(LONDON) + timedelta(days=days):%Y-%m-%d}"


def _open_day_and_night(service: Service) -> None:
    """Take away when the headquarters is closed, so that places there can be booked whenever the tests are run."""
    rules = "DELETE FROM policy_rule WHERE scope = 'site' AND field IN ('opening', 'closed_day')"
    here = " AND scope_id = (SELECT id FROM site WHERE name = 'Alder House')"
    service.db.write(lambda tx: tx.execute(text(rules + here)))


def _fill(service: Service) -> Town:
    _open_day_and_night(service)
    now = read_clock().replace(second=0, microsecond=0)
    staff, lead = _actor(service, STAFF), _actor(service, LEAD)
    floors = {f"{floor.name}, {floor.building}": floor.ref for floor in list_floors(service, staff)}
    placed = list_resources(service, staff, ResourceQuery(floor=floors[FIRST_FLOOR]), limit=200)
    places = {item.resource.name: item.resource.ref for item in placed}
    week = datetime.fromisoformat(day_in(7)).replace(hour=9, tzinfo=LONDON)
    hour, past = timedelta(hours=1), now - timedelta(days=3)

    def make(actor: Actor, place: str, start: datetime, length: timedelta = hour) -> Ref:
        wish = Wish(places[place], Interval(start, start + length), title="Planning day")
        card = book(service, actor, wish, now=min(now, start))
        if not isinstance(card, BookingCard):
            raise TypeError(f"{place} could not be booked: {card}")
        return card.booking.ref

    bookings = {
        "coming": make(staff, "1.01", week),
        "taken": make(lead, "1.02", week, 8 * hour),
        "cancelled": make(staff, "1.03", week + timedelta(days=1)),
        "lost": make(lead, "1.08", week + timedelta(days=2)),
        "past": make(staff, "1.04", past),
        "under_way": make(staff, "1.05", now - hour, 3 * hour),
        "checked_in": make(lead, "1.06", now - hour, 3 * hour),
    }
    bookings["moved"] = make(lead, "1.09", week + timedelta(days=2, hours=2))
    _move(service, bookings["moved"], places["1.10"], now)
    bookings["kept"] = _keep(service, lead, places["1.01"], week + timedelta(days=1, hours=2), now)
    cancel(service, staff, bookings["cancelled"], version=None, now=now)
    _lose(service, lead, bookings["lost"], now)
    check_in(service, lead, bookings["checked_in"], now=now)
    for place in ("1.11", "1.12"):
        _lock_after_use(service, places[place])
        make(_actor(service, CLINIC), place, now - hour * (4 if place == "1.11" else 3))
    clean(service, _actor(service, MANAGER), places["1.12"], now=now)
    make(lead, "1.13", week + timedelta(days=4))
    shut = Interval(week + timedelta(days=4), week.replace(hour=0) + timedelta(days=6))
    closure = _close(service, places["1.13"], shut, now)
    _keep_apart(service, floors[SECOND_FLOOR], week + timedelta(days=3), now)
    series = {"weekly": _join(service, bookings["coming"]), "over_weekly": _join(service, bookings["past"])}
    estate = {**_fill_estate(service, now), "closure": closure, **_fill_uses(service, places, week, now)}
    return Town(floors, places, bookings, series, f"{week:%Y-%m-%d}", estate)


def _lock_after_use(service: Service, place: Ref) -> None:
    """Lock a place for 72 hours after each use."""

    def work(tx: Tx) -> None:
        found = find_resource(tx, place)
        if found is None:
            raise LookupError(place)
        write_rules(tx, [Rule(RuleScope.RESOURCE, int(found.id), None, RuleField.LOCKOUT_HOURS, 72)])

    service.db.write(work)


def _close(service: Service, place: Ref, interval: Interval, now: datetime) -> Ref:
    """Close a place for a time."""
    manager = _actor(service, MANAGER)
    wish = ClosureWish(RuleScope.RESOURCE, (place,), interval, "Carpet cleaning")
    weighed = weigh_closure(service, manager, wish, now=now)
    if isinstance(weighed, Refused):
        raise TypeError(f"the place could not be closed: {weighed}")
    closed = close_places(service, manager, wish, weighed.shown.stamp, now=now)
    if isinstance(closed, Refused):
        raise TypeError(f"the place could not be closed: {closed}")
    return closed.ref


def _keep_apart(service: Service, floor: Ref, start: datetime, now: datetime) -> None:
    """Keep people on a floor apart from the day of `start` on, and use two of its desks then.

    They sit 2 m apart, 3 m where they face each other, and at any distance across a wall.
    """
    manager, clinic = _actor(service, MANAGER), _actor(service, CLINIC)
    desks = [
        item.resource
        for item in list_resources(service, manager, ResourceQuery(floor=floor), limit=500)
        if item.resource.kind is ResourceKind.DESK
    ]
    here = (RuleScope.FLOOR, int(desks[0].floor_id), ResourceKind.DESK)
    values: dict[RuleField, int | bool] = {
        RuleField.SPACING_CM: 200,
        RuleField.FACE_SPACING_CM: 300,
        RuleField.SCREENS_EXEMPT: True,
    }
    rules = [Rule(*here, field, value, start.date()) for field, value in values.items()]
    service.db.write(lambda tx: write_rules(tx, rules))
    for person, desk, begins in ((manager, desks[2], start), (clinic, desks[-3], start + timedelta(hours=3))):
        made = book(service, person, Wish(desk.ref, Interval(begins, begins + timedelta(hours=4))), now=now)
        if not isinstance(made, BookingCard):
            raise TypeError(f"{desk.name} could not be booked: {made}")


def _fill_uses(service: Service, places: Mapping[str, Ref], week: datetime, now: datetime) -> Mapping[str, Ref]:
    """Book a room for what is done in it, and take another use out of use."""
    manager, minutes = _actor(service, MANAGER), (10, 20, 30)
    uses = {use.name: use.ref for use in list_offered_uses(service, manager)}
    rooms = frozenset({ResourceKind.MEETING_ROOM})
    gone = enter_room_use(service, manager, RoomUseTerms("Phlebotomy training", rooms, *minutes), now=now)
    room = next(ref for name, ref in places.items() if name.startswith("Willow"))
    start = week + timedelta(days=5)
    wish = Wish(room, Interval(start, start + timedelta(hours=2)), use=uses["Group therapy"])
    made = book(service, manager, wish, now=now)
    if isinstance(gone, Refused) or not isinstance(made, BookingCard):
        raise TypeError(f"the uses of rooms could not be written: {gone}, {made}")
    change = RoomUseChange(gone.ref, offered=False)
    weighed = weigh_room_use(service, manager, change, now=now)
    agreed = weighed.stamp if isinstance(weighed, Effect) else ""
    change_room_use(service, manager, change, agreed=agreed, now=now)
    return {"use": uses["Group therapy"], "retired_use": gone.ref, "for_a_use": made.booking.ref}


def _fill_estate(service: Service, now: datetime) -> Mapping[str, Ref]:
    manager = _actor(service, MANAGER)
    added = add_site_to_estate(service, manager, SiteTerms("Willow Court", "Europe/London"), now=now)
    tree = show_tree(service, manager)
    buildings = {building.name: building for site in tree for building in site.buildings}
    annexe = buildings["The Annexe"].floors[0]
    listed = list_places(service, manager, annexe.ref)
    if isinstance(listed, Refused) or isinstance(added, Refused):
        raise TypeError(f"the estate could not be managed: {added}, {listed}")
    last = (Tier.PLACE, listed[1][-1].ref)
    effect = weigh_retiring(service, manager, *last, now=now)
    agreed = effect.stamp if isinstance(effect, Effect) else ""
    retire(service, manager, last, Confirmed(agreed, ""), now=now)
    begin_from_drawing(service, manager, annexe.ref, ("office.svg", OFFICE), now=now)
    _strand(service, [line.ref for line in listed[1][:2]], now)
    clinic = buildings["Bridge Street Clinic"].floors[0]
    begin_from_drawing(service, manager, clinic.ref, ("scan.png", scan()), now=now)
    return {
        "site": next(site.ref for site in tree if site.name == "Alder House"),
        "building": buildings["Alder House"].ref,
        "annexe": buildings["The Annexe"].ref,
        "annexe_floor": annexe.ref,
        "scanned_floor": clinic.ref,
        "out_place": last[1],
        "empty_site": added.ref,
        **fill_people(service, _actor(service, ADMIN), now),
    }


def _strand(service: Service, places: Sequence[Ref], now: datetime) -> None:
    """Book rooms that are not on their floor's draft, past the rules about days and hours."""
    clinic = _actor(service, CLINIC)
    start = datetime.fromisoformat(day_in(9)).replace(hour=10, tzinfo=LONDON)

    def work(tx: Tx) -> None:
        for place in places:
            found = find_resource(tx, place)
            if found is None:
                raise LookupError(place)
            times = Interval(start, start + timedelta(hours=1))
            asked = Request(found.id, clinic.person.id, times, 1, "Clinic")
            write_booking(tx, Draft(asked, times), booked_by=clinic.person.id, now=now)

    service.db.write(work)


def _join(service: Service, booking: Ref) -> Ref:
    """Put a booking into a weekly series of its own."""
    rule = SeriesRule(1, 1, ClockSpan(9 * 60, 10 * 60), date(2026, 12, 15))

    def work(tx: Tx) -> Ref:
        (series_id,) = write_series(tx, [NewSeries(rule, read_clock())])
        values = {"series": series_id, "ref": booking}
        tx.execute(text("UPDATE booking SET series_id = :series WHERE ref = :ref"), values)
        return Ref(tx.execute(text("SELECT ref FROM series WHERE id = :id"), {"id": series_id}).scalar_one())

    return service.db.write(work)


def _lose(service: Service, actor: Actor, booking: Ref, now: datetime) -> None:
    """Cancel a booking as if its place had been taken out of use, and leave the place on the map."""
    cancel(service, actor, booking, version=None, now=now)
    lost = text("UPDATE booking SET ended_why = 'out_of_use' WHERE ref = :ref")
    service.db.write(lambda tx: tx.execute(lost, {"ref": booking}))


def _move(service: Service, booking: Ref, to: Ref, now: datetime) -> None:
    """Move somebody's booking for them."""
    changes = Changes(resource=to)
    moved = change_booking(service, _actor(service, MANAGER), booking, changes, version=None, now=now)
    if not isinstance(moved, BookingCard):
        raise TypeError(f"the booking could not be moved: {moved}")


def _keep(service: Service, actor: Actor, beside: Ref, start: datetime, now: datetime) -> Ref:
    """A booking of a desk on the floor of another that has left the plan since."""

    def work(tx: Tx) -> Ref:
        standing = find_resource(tx, beside)
        if standing is None:
            raise LookupError(beside)
        (desk,) = add_resources(tx, standing.floor_id, [NewResource(ResourceKind.DESK, "1.99", 1)])
        times = Interval(start, start + timedelta(hours=1))
        draft = Draft(Request(desk, actor.person.id, times, 1, "Planning day"), times)
        build.retire(tx, Tier.PLACE, [int(desk)], now)
        return write_booking(tx, draft, booked_by=actor.person.id, now=now).ref

    return service.db.write(work)


def _actor(service: Service, email: str) -> Actor:
    person = service.db.read(lambda tx: find_person_by_email(tx, email))
    actor = person and service.db.read(lambda tx: find_actor(tx, person.id))
    if not actor:
        raise LookupError(email)
    return actor
