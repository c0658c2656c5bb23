"""Change a booking: its time, its place, its people or its title."""

from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.act_on_booking import Ask, about_card, act_on_booking, refuse_unpermitted
from booking.actions.book import about_booking, find_use_id, moved_meanwhile, not_found
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import Booking, BookingCard, BookingState, Draft, Request
from booking.model.decisions import Accepted, Reason, Refused, Verdict
from booking.model.estate import Resource
from booking.model.ids import Ref, RoomUseId
from booking.model.people import About, Actor
from booking.model.time import Interval
from booking.rules.arrival import refuse_changing, refuse_moving, refuse_reinstating
from booking.rules.breaches import request_again
from booking.rules.decide import decide
from booking.rules.permits import Act, may
from booking.store.bookings import find_booking, find_hold
from booking.store.diary import read_diary
from booking.store.engine import Tx
from booking.store.estate import find_resource
from booking.store.ledger import rewrite_booking


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be changed; None stays as it is.

    `use` is empty where it is no longer for anything in particular. Where another use is named, its procedure ends with
    the booking unless `procedure_end` says when.
    """

    start: datetime | None = None
    end: datetime | None = None
    resource: Ref | None = None
    people: int | None = None
    title: str | None = None
    use: Ref | None = None
    procedure_end: datetime | None = None


def change_booking(
    service: Service, actor: Actor, ref: Ref, changes: Changes, *, version: int | None, now: datetime
) -> BookingCard | Refused:
    """Change a booking; the rules judge it as if it were new, its old time not standing in its way.

    Where its title alone changes the rules are not asked again.
    """
    found = service.db.read(lambda tx: _find(tx, actor, ref, changes))
    if isinstance(found, Refused):
        return found
    card, target = found
    wanted = _wanted_interval(card.booking, changes)
    if isinstance(wanted, Refused):
        return wanted
    ask = Ask(ref, Act.CHANGE_BOOKING, AuditAct.CHANGED, version, (target.floor_id,), (wanted.start, wanted.end))

    def apply(tx: Tx, asking: Actor, standing: BookingCard) -> Refused | None:
        to = standing.resource if changes.resource is None else target
        verdict = _weigh(tx, asking, standing, to, changes, now=now)
        if isinstance(verdict, Refused):
            return verdict
        _rewrite(tx, standing, verdict, now=now)
        return None

    return act_on_booking(service, actor, ask, apply, now=now)


def reinstate_booking(
    service: Service, actor: Actor, ref: Ref, *, version: int | None, now: datetime
) -> BookingCard | Refused:
    """Bring a cancelled booking back, if its time is still free."""
    ask = Ask(ref, Act.CHANGE_BOOKING, AuditAct.REINSTATED, version)

    def apply(tx: Tx, asking: Actor, standing: BookingCard) -> Refused | None:
        if refusal := refuse_reinstating(standing.booking):
            return refusal
        request = request_again(standing.booking)
        verdict = _decide(tx, asking, standing, standing.resource, request, now=now)
        if isinstance(verdict, Refused):
            return verdict
        _rewrite(tx, standing, verdict, now=now)
        return None

    return act_on_booking(service, actor, ask, apply, now=now)


def preview_change(service: Service, actor: Actor, ref: Ref, changes: Changes, *, now: datetime) -> Verdict:
    """Answer what `change_booking` would, and write nothing."""

    def work(tx: Tx) -> Verdict:
        found = _find(tx, actor, ref, changes)
        if isinstance(found, Refused):
            return found
        card, target = found
        refusal = refuse_unpermitted(actor, card, Act.CHANGE_BOOKING)
        return refusal or _weigh(tx, actor, card, target, changes, now=now)

    return service.db.read(work)


def _find(tx: Tx, actor: Actor, ref: Ref, changes: Changes) -> tuple[BookingCard, Resource] | Refused:
    card = find_booking(tx, ref)
    if card is None or not may(actor, Act.SEE_BOOKING, about_card(card)):
        return not_found()
    if changes.resource is None or changes.resource == card.resource.ref:
        return card, card.resource
    target = find_resource(tx, changes.resource)
    if target is None or not may(actor, Act.LOOK, About(site_id=target.site_id, unit_id=target.unit_id)):
        return Refused(
            Reason.BAD_FIELD, "There is no such place. Choose one from the map or the list.", field="resource_id"
        )
    return card, target


def _wanted_interval(booking: Booking, changes: Changes) -> Interval | Refused:
    start, end = changes.start or booking.interval.start, changes.end or booking.interval.end
    if end <= start:
        return Refused(Reason.BAD_FIELD, "The end must be after the start. Choose a later end.", field="end")
    return Interval(start, end)


def _request(tx: Tx, actor: Actor, booking: Booking, changes: Changes, interval: Interval) -> Request | Refused:
    """The booking as it is to be, at its own place."""
    use_id = booking.use_id if changes.use is None else find_use_id(tx, actor, changes.use or None)
    if isinstance(use_id, Refused):
        return use_id
    return replace(
        request_again(booking),
        interval=interval,
        people=booking.people if changes.people is None else changes.people,
        title=booking.title if changes.title is None else changes.title,
        use_id=use_id,
        procedure_ends_at=_find_procedure_end(booking, changes, interval, use_id),
    )


def _find_procedure_end(
    booking: Booking, changes: Changes, interval: Interval, use_id: RoomUseId | None
) -> datetime | None:
    """When the procedure ends within the new time: as long before the booking does as it did, unless another is said.

    None, for the end of the booking, where it would then lie before the start.
    """
    if changes.procedure_end is not None:
        return changes.procedure_end if changes.procedure_end != interval.end else None
    if booking.procedure_ends_at is None or use_id != booking.use_id:
        return None
    moved = interval.end - (booking.interval.end - booking.procedure_ends_at)
    return moved if moved > interval.start else None


def _weigh(
    tx: Tx, actor: Actor, standing: BookingCard, target: Resource, changes: Changes, *, now: datetime
) -> Verdict:
    """What the preview and the commit answer."""
    if refusal := refuse_changing(standing.booking, now):
        return refusal
    interval = _wanted_interval(standing.booking, changes)
    if isinstance(interval, Refused):
        return interval
    if refusal := refuse_moving(standing.booking, target.id, interval.start, now):
        return refusal
    request = _request(tx, actor, standing.booking, changes, interval)
    if isinstance(request, Refused):
        return request
    request = replace(request, resource_id=target.id)
    if _only_retitles(request, standing.booking):
        return Accepted(Draft(request, find_hold(tx, standing.booking.id) or interval))
    return _decide(tx, actor, standing, target, request, now=now)


def _only_retitles(request: Request, standing: Booking) -> bool:
    """Whether all but the title stays: then what was agreed stands, and rules made since have no say."""
    return replace(request, title=standing.title) == request_again(standing)


def _decide(
    tx: Tx, actor: Actor, standing: BookingCard, target: Resource, request: Request, *, now: datetime
) -> Verdict:
    diary = read_diary(tx, target, request, replaces=standing.booking, now=now)
    if diary is None:
        return not_found()
    if diary.resource.floor_id != target.floor_id:
        return moved_meanwhile()
    if target.id != standing.resource.id:
        act = Act.BOOK if request.person_id == actor.person.id else Act.BOOK_FOR
        if not may(actor, act, about_booking(target, diary.holder)):
            return Refused(Reason.NOT_ALLOWED, "Your role does not let you book that place. Choose another.")
    return decide(request, diary, actor, now)


def _rewrite(tx: Tx, standing: BookingCard, verdict: Accepted, *, now: datetime) -> None:
    old, request = standing.booking, verdict.draft.request
    arrived = old.state is BookingState.CHECKED_IN
    stays = (request.resource_id, request.interval.start) == (old.resource_id, old.interval.start)
    state = BookingState.CHECKED_IN if arrived and stays else BookingState.CONFIRMED
    rewrite_booking(tx, old, verdict.draft, state=state, now=now)
