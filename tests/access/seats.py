"""The people of the access tests, each with a sign-in and a token, and the things that they ask for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from string import Template

from sqlalchemy import delete, insert, text, update
from starlette.testclient import TestClient

from booking.actions.service import Service
from booking.actions.show_rules import rule_ref
from booking.app import create_app
from booking.model.bookings import Draft, EndedWhy
from booking.model.bookings import Request as Asked
from booking.model.drafts import Draft as Made
from booking.model.drafts import DraftPlace
from booking.model.estate import PictureFile, PlanPicture, ResourceKind
from booking.model.ids import PersonId, Ref, RoomUseId
from booking.model.people import Grant, Role, ScopeKind, TokenScope
from booking.model.policy import ClockSpan, Closure, Rule, RuleField, RuleScope
from booking.model.room_uses import RoomUse
from booking.model.series import SeriesRule
from booking.model.time import Interval
from booking.settings import Settings, read_settings
from booking.store.closures import write_closure
from booking.store.drafts import put_draft
from booking.store.engine import Tx
from booking.store.ledger import cancel_booking, check_in_booking, write_booking
from booking.store.people import NewPerson, add_person, find_person_by_email
from booking.store.pictures import keep_pictures, picture_rows
from booking.store.policies import read_standing_rules, write_rules
from booking.store.room_uses import add_room_use, read_room_uses, rewrite_room_use
from booking.store.series import NewSeries, write_series
from booking.store.sign_ins import digest_secret, issue_token
from booking.store.tables import closure, closure_target, place, plan, resource, sign_in
from booking.store.tables import floor as floor_table
from booking.web.files import read_files
from booking.web.tokens import make_token
from tests.access.matrix import Row
from tests.access.watch import Watch, take_fingerprint
from tests.client import Client
from tests.estate import NOW, Estate, at

PEOPLE = {
    "staff": "staff",
    "other": "other",
    "mate": "mate",
    "lead": "lead",
    "facil": "facilities",
    "oakfac": "oak_facilities",
    "clinic": "clinic",
    "reception": "reception",
    "ward": "ward",
    "auditor": "auditor",
    "admin": "admin",
    "nobody": "nobody",
}
"""The matrix's name for each person of the small estate."""

USE = RoomUse(RoomUseId(0), Ref(""), "Consultation", frozenset({ResourceKind.CLINIC_ROOM}), turnaround_min=10)
"""What clinic rooms can be booked for."""

ADDED = ("disabled", "expired", "reader")
MISSING = Ref("a" * 26)
PICTURE = "5" * 64
"""The digest of the picture behind every plan and every draft; it is no picture, and nobody here looks at it."""
VISITOR = "a-visitor-cookie-of-a-browser-that-has-not-signed-in"

_BEHIND = PlanPicture(PICTURE, 100, 100, (0.1, 0, 0, 0.1, 0, 0))
_CLOSURES = {"near": Ref("closureoak".ljust(26, "x")), "far": Ref("closureelm".ljust(26, "x"))}
_PLANS = {"near": "oak1", "far": "elm0"}
_PLACES = {"own": "D3", "foreign": "D1", "team": "D2", "unit": "Clinic", "far": "F1"}
_WEDNESDAYS = SeriesRule(1, 2, ClockSpan(9 * 60, 10 * 60), date(2026, 12, 16))
_HOLDERS = {"foreign": "other", "team": "mate", "unit": "other", "far": "other"}


@dataclass(frozen=True, slots=True)
class Seats:
    """The application, and everybody in front of it.

    Attributes:
        service: on a database of its own.
        estate: what stands in it.
        client: calls the application in this process; it follows no redirects and keeps no cookies.
        person_ids: everybody by the matrix's name; anonymous has none.
        plans: the plan of the floor near and of the one far away.
        watch: sees whether anything was written.
    """

    service: Service
    estate: Estate
    client: TestClient
    person_ids: Mapping[str, PersonId]
    plans: Mapping[str, Ref]
    watch: Watch
    _marks: dict[tuple[str, str, str], dict[str, str]] = field(default_factory=dict)

    def sign_in_all(self) -> None:
        """Give everybody their sign-in anew, also those who have just signed out."""
        self.service.db.write(lambda tx: _sign_in_all(tx, self.person_ids))

    def book_for(self, actor: str, thing: str, stands: str) -> Ref:
        """Write the booking that a row is about, past every rule; `missing` writes none."""
        if thing == "missing":
            return MISSING
        holder = self.person_ids.get(_HOLDERS.get(thing, actor), self.person_ids["other"])
        times = Interval(at("09:00"), at("10:00"))
        if stands in ("under way", "checked in"):
            times = Interval(NOW - timedelta(hours=1), NOW + timedelta(hours=2))
        request = Asked(self.estate.id(_PLACES[thing]), holder, times, title=f"{thing} booking")

        def write(tx: Tx) -> Ref:
            made = write_booking(tx, Draft(request, times), booked_by=holder, now=NOW)
            (series_id,) = write_series(tx, [NewSeries(_WEDNESDAYS, NOW)])
            tx.execute(text("UPDATE booking SET series_id = :one WHERE id = :id"), {"one": series_id, "id": made.id})
            if stands == "cancelled":
                cancel_booking(tx, made, why=EndedWhy.CANCELLED, now=NOW)
                tx.execute(text("UPDATE booking SET version = 1"))
            if stands == "checked in":
                check_in_booking(tx, made, now=NOW)
            return made.ref

        return self.service.db.write(write)

    def series_of(self, booking: Ref) -> Ref:
        """The series of a booking that was written for a row; `missing` has none either."""
        query = text("SELECT s.ref FROM series s JOIN booking b ON b.series_id = s.id WHERE b.ref = :ref")
        found = self.service.db.read(lambda tx: tx.execute(query, {"ref": booking}).scalar_one_or_none())
        return Ref(found or MISSING)

    def clear_bookings(self) -> None:
        """Remove every booking with what belongs to it; the audit stays."""

        def clear(tx: Tx) -> None:
            for table in ("outbox", "idempotency_key", "booking_move", "occupation", "booking", "series"):
                tx.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names

        self.service.db.write(clear)

    def place(self, thing: str) -> Ref:
        """The desk that a row is about."""
        return MISSING if thing == "missing" else self.estate.ref("F1" if thing == "far" else "D1")

    def floor(self, thing: str) -> Ref:
        """The floor that a row is about."""
        return MISSING if thing == "missing" else self.estate.floor_refs["elm0" if thing == "far" else "oak1"]

    def building(self, thing: str) -> Ref:
        """The building that a row is about."""
        return MISSING if thing == "missing" else self._ref_of("building", thing)

    def site(self, thing: str) -> Ref:
        """The site that a row is about."""
        return MISSING if thing == "missing" else self._ref_of("site", thing)

    def marks(self, row: Row, about: Mapping[str, str]) -> dict[str, str]:
        """What an administrator would send with a row's form: the marks of what they saw and agreed to.

        They are asked for again when anything has been written since.
        """
        form = row.form or {}
        if "agreed" not in form:
            return {}
        asked = Template(row.address).substitute(about)
        sent = {name: Template(value).safe_substitute(about) for name, value in form.items()}
        kept = (asked, repr(sent), self.fingerprint())
        if kept not in self._marks:
            self._marks[kept] = self._see_marks(asked, sent)
        return self._marks[kept]

    def _see_marks(self, asked: str, form: Mapping[str, str]) -> dict[str, str]:
        who = {"Cookie": self.cookies("admin")}
        seen = _find_mark("seen", self.client.get(asked, headers=who).text) if "seen" in form else ""
        sent = {name: Template(value).substitute(seen=seen, agreed="") for name, value in form.items()}
        sent["csrf_token"] = self.form_token("admin")
        agreed = _find_mark("agreed", self.client.post(asked, headers=who, data=sent).text)
        return {"seen": seen, "agreed": agreed}

    def about(self, row: Row, thing: str, booking: Ref | None) -> dict[str, str]:
        """What the names in a row's address, form and body stand for, for one thing."""
        names = {
            "place": self.place, "floor": self.floor, "building": self.building, "site": self.site, "plan": self.plan,
            "rule": self.rule, "person": self.person, "unit": self.unit, "closure": self.closure, "use": self.use,
        }  # fmt: skip
        found = {name: str(find(thing)) for name, find in names.items() if row.names(name)}
        series = str(self.series_of(booking)) if booking and row.names("series") else ""
        static = min(read_files()) if row.names("static") else ""
        return {**found, "booking": booking or "", "series": series, "picture": PICTURE, "static": static}

    def restore_estate(self) -> None:
        """Bring everything back into use, and give places back what they had."""

        def restore(tx: Tx) -> None:
            for table in ("site", "building", "floor", "resource"):
                tx.execute(text(f"UPDATE {table} SET retired_at = NULL WHERE retired_at IS NOT NULL"))  # noqa: S608
            tx.execute(text("UPDATE desk_layout SET ended_at = began_at WHERE ended_at IS NULL"))
            for item in self.estate.resources.values():
                tx.execute(update(resource).where(resource.c.id == item.id).values(features=list(item.features)))
            _put_drafts(tx, self.estate)
            _put_closures(tx, self.estate)
            tx.execute(text("DELETE FROM room_use WHERE ref <> :ref"), {"ref": self.use("")})
            for use in read_room_uses(tx, self.estate.organisation_id):
                rewrite_room_use(tx, replace(use, name=USE.name, offered=True))

        self.service.db.write(restore)

    def _ref_of(self, table: str, thing: str) -> Ref:
        joined = {"building": "site.id = building.site_id", "site": "1 = 1"}[table]
        sql = f"SELECT {table}.ref FROM site LEFT JOIN building ON {joined} WHERE site.id = :site"  # noqa: S608
        site_id = self.estate.sites["elm" if thing == "far" else "oak"]
        return self.service.db.read(lambda tx: Ref(tx.execute(text(sql), {"site": site_id}).first()[0]))  # type: ignore[index]

    def plan(self, thing: str) -> Ref:
        """The plan that a row is about."""
        return MISSING if thing == "missing" else self.plans["far" if thing == "far" else "near"]

    def rule(self, thing: str) -> Ref:
        """The rule that a row is about."""
        scope_id = self.estate.sites["elm" if thing == "far" else "oak"]
        found = self.service.db.read(read_standing_rules)
        ids = [one.id for one in found if one.rule.scope_id == scope_id]
        return MISSING if thing == "missing" else Ref(rule_ref(self.service, ids[0]))

    def closure(self, thing: str) -> Ref:
        """The closure that a row is about."""
        return MISSING if thing == "missing" else _CLOSURES["far" if thing == "far" else "near"]

    def person(self, thing: str) -> Ref:
        """The person that a row is about: one who opens no page."""
        sql = text("SELECT ref FROM person WHERE id = :asked").bindparams(asked=self.person_ids["reader"])
        return MISSING if thing == "missing" else self.service.db.read(lambda tx: Ref(tx.execute(sql).scalar_one()))

    def unit(self, thing: str) -> Ref:
        """The unit that a row is about."""
        sql = text("SELECT ref FROM unit WHERE id = :asked").bindparams(asked=self.estate.units["Team"])
        return MISSING if thing == "missing" else self.service.db.read(lambda tx: Ref(tx.execute(sql).scalar_one()))

    def use(self, thing: str) -> Ref:
        """The use of rooms that a row is about."""
        sql = text("SELECT ref FROM room_use ORDER BY id LIMIT 1")
        return MISSING if thing == "missing" else self.service.db.read(lambda tx: Ref(tx.execute(sql).scalar_one()))

    def cookies(self, actor: str) -> str:
        """The cookies of somebody's browser, as a header."""
        visitor = f"booking-form={VISITOR}"
        return visitor if actor == "anonymous" else f"{visitor}; booking={cookie_of(actor)}"

    def form_token(self, actor: str) -> str:
        """The proof that stands in the forms that somebody is shown."""
        signed_out = actor in ("anonymous", "disabled", "expired")
        return make_token(self.service.secret, VISITOR if signed_out else cookie_of(actor))

    def fingerprint(self) -> str:
        """A digest of everything that is stored, but for what a denied act may change.

        On SQLite nothing is read again as long as the database itself says that nobody has committed anything.
        """
        commits = self.watch.count_commits()
        if commits is None or commits != self.watch.commits:
            self.watch.digest = take_fingerprint(self.service)
            self.watch.commits = commits
        return self.watch.digest


def _find_mark(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" value="(\w*)"', page)
    return found.group(1) if found else ""


def cookie_of(actor: str) -> str:
    """The secret of somebody's sign-in."""
    return f"sign-in-of-{actor}"


def token_of(actor: str) -> str:
    """Somebody's bearer token."""
    return f"token-of-{actor}"


def settings_for(service: Service, base_url: str = "http://127.0.0.1:8000") -> Settings:
    """The settings that an application in this process is made with."""
    given = {"BOOKING_BASE_URL": base_url, "BOOKING_DATA_DIR": str(service.anchors.parent)}
    return read_settings(given)


def make_client(service: Service, read_clock: Callable[[], datetime], **settings: str) -> TestClient:
    """A client of the application that follows no redirects; a failure of the service is an answer, not a surprise."""
    chosen = settings_for(service, **settings)
    app = create_app(service, chosen, read_clock)
    return Client(app, base_url=chosen.base_url, follow_redirects=False, raise_server_exceptions=False)


def write_seats(service: Service, estate: Estate) -> None:
    """Write the people who are not in the estate, everybody's sign-in and token, and a plan of a floor at each site."""

    def write(tx: Tx) -> None:
        rules = [Rule(RuleScope.SITE, site_id, None, RuleField.HORIZON_DAYS, 365) for site_id in estate.sites.values()]
        write_rules(tx, rules)
        staff = Grant(Role.STAFF, ScopeKind.ORGANISATION, int(estate.organisation_id))
        for name in ADDED:
            add_person(tx, estate.organisation_id, NewPerson(name.title(), _address(name), None, (), (staff,)), NOW)
        tx.execute(text("UPDATE person SET active = false WHERE name = 'Disabled'"))
        person_ids = _find_people(tx, estate)
        for name, person_id in person_ids.items():
            scopes = frozenset({TokenScope.READ} if name == "reader" else {TokenScope.MANAGE})
            until = NOW - timedelta(minutes=1) if name == "expired" else NOW + timedelta(days=1)
            issue_token(tx, digest_secret(token_of(name)), person_id, scopes, now=NOW, expires_at=until)
        _put_drafts(tx, estate)
        _put_closures(tx, estate)
        add_room_use(tx, estate.organisation_id, USE, now=NOW)
        for floor in _PLANS.values():
            _add_plan(tx, estate, floor)
        _sign_in_all(tx, person_ids)

    service.db.write(write)


def take_seats(service: Service, estate: Estate, client: TestClient) -> Seats:
    """Everybody in a database to which they were written."""
    person_ids = service.db.read(lambda tx: _find_people(tx, estate))
    plans = {name: _plan_ref(floor) for name, floor in _PLANS.items()}
    return Seats(service, estate, client, person_ids, plans, Watch(service))


def _find_people(tx: Tx, estate: Estate) -> dict[str, PersonId]:
    added = {name: find_person_by_email(tx, _address(name)) for name in ADDED}
    theirs = {name: estate.actors[known].person.id for name, known in PEOPLE.items()}
    return theirs | {name: person.id for name, person in added.items() if person is not None}


def _address(name: str) -> str:
    return f"{name}@trust.example"


def _sign_in_all(tx: Tx, person_ids: Mapping[str, PersonId]) -> None:
    tx.execute(delete(sign_in))
    tx.execute(insert(sign_in), [_sign_in_of(name, person_id) for name, person_id in person_ids.items()])


def _sign_in_of(name: str, person_id: PersonId) -> dict[str, object]:
    over = name == "expired"
    until = NOW - timedelta(minutes=1) if over else NOW + timedelta(hours=8)
    since = NOW - timedelta(minutes=30) if over else NOW
    digest = digest_secret(cookie_of(name))
    return {"digest": digest, "person_id": person_id, "created_at": since, "seen_at": since, "expires_at": until}


def _put_drafts(tx: Tx, estate: Estate) -> None:
    """A draft for a floor at each site, with one of its desks."""
    for floor, desk in (("oak1", "D1"), ("elm0", "F1")):
        outline = ((1.0, 1.0), (3.0, 1.0), (3.0, 2.0), (1.0, 2.0))
        drawn = DraftPlace("p1", desk, ResourceKind.DESK, 1, outline, resource=estate.ref(desk), accepted=True)
        svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>'
        draft = Made(
            estate.floors[floor], 1, 10.0, 10.0, 1.0, "drawing", svg, "office.svg", (drawn,), NOW, pictures=(_BEHIND,)
        )
        keep_pictures(tx, estate.floors[floor], [PictureFile(PICTURE, "image/png", b"no picture")])
        put_draft(tx, draft, by=estate.actors["admin"].person.id)


def _put_closures(tx: Tx, estate: Estate) -> None:
    """A closure of a desk at each site, long after everything else, and none beside them."""
    for table in (closure_target, closure):
        tx.execute(delete(table))
    times = Interval(at("00:00", "2027-02-01"), at("00:00", "2027-02-03"))
    for where, site, desk in (("near", "oak", "D4"), ("far", "elm", "F1")):
        targets = [(RuleScope.RESOURCE, estate.id(desk))]
        write_closure(tx, estate.sites[site], Closure(_CLOSURES[where], times, "flood"), targets, NOW)


def _plan_ref(floor: str) -> Ref:
    return Ref(f"plan{floor}".replace("0", "z").replace("1", "y").ljust(26, "x"))


def _add_plan(tx: Tx, estate: Estate, floor: str) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>'
    size = {"width": 10.0, "height": 10.0, "backdrop_svg": drawing, "metres_per_unit": 1.0}
    size |= {"pictures": picture_rows([_BEHIND])}
    values = {"ref": _plan_ref(floor), "floor_id": estate.floors[floor], "version": 1, "published_at": NOW, **size}
    plan_id = tx.execute(insert(plan).values(**values).returning(plan.c.id)).scalar_one()
    tx.execute(update(floor_table).where(floor_table.c.id == estate.floors[floor]).values(plan_id=plan_id))
    desk = {"resource_id": estate.id("D1" if floor == "oak1" else "F1"), "label_x": 1.0, "label_y": 1.0}
    tx.execute(insert(place).values(plan_id=plan_id, outline=[[0, 0], [2, 0], [2, 2], [0, 2]], **desk))
