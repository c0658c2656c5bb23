"""The time kept free between two uses of a place: the larger of what the earlier and the later one ask for."""

from datetime import datetime, timedelta

from booking.model.bookings import Booking, Request
from booking.model.decisions import Reason, Refused
from booking.model.diary import Diary, Occupied
from booking.model.estate import Resource
from booking.model.ids import RoomUseId
from booking.model.policy import Policy
from booking.model.room_uses import RoomUse
from booking.model.time import Interval
from booking.rules.phrases import say_day, say_length, say_resource, say_span, say_time


def occupied_by(
    interval: Interval,
    policy: Policy,
    *,
    use_id: RoomUseId | None = None,
    procedure_ends_at: datetime | None = None,
) -> Interval:
    """The time that a booking occupies: its own and its tail, in elapsed hours.

    The tail is the larger of the place's turnaround and lockout and of the turnaround of what is done in it; fallow
    time counts from the end of the procedure, which is no later than that of the booking.
    """
    until = interval.end + timedelta(minutes=policy.tail_min)
    use = policy.use_of(use_id)
    if use is not None:
        rested_at = find_rested_at(use, procedure_ends_at, interval.end)
        until = max(until, interval.end + timedelta(minutes=use.turnaround_min), rested_at)
    return Interval(interval.start, until)


def gap_before(later: Occupied, policy: Policy, use_id: RoomUseId | None) -> timedelta:
    """What is kept free before a later booking after a use whose procedure ends with it; None is one nobody named."""
    use = policy.use_of(use_id)
    tail_min = policy.tail_min if use is None else max(policy.tail_min, use.turnaround_min, use.fallow_min)
    return timedelta(minutes=max(tail_min, policy.setup_for(later.use_id)))


def find_rested_at(use: RoomUse, procedure_ends_at: datetime | None, ended_at: datetime) -> datetime:
    """When the fallow time after a procedure is over; it ends with the booking where nobody said when it does."""
    return min(procedure_ends_at or ended_at, ended_at) + timedelta(minutes=use.fallow_min)


def occupied_by_request(request: Request, policy: Policy) -> Interval:
    """The time that a request would occupy."""
    return occupied_by(request.interval, policy, use_id=request.use_id, procedure_ends_at=request.procedure_ends_at)


def occupied_by_booking(booking: Booking, policy: Policy, used: Interval | None = None) -> Interval:
    """The time that a booking occupies; `used` is the time for which it was used, where that is not what was booked."""
    return occupied_by(
        used or booking.interval, policy, use_id=booking.use_id, procedure_ends_at=booking.procedure_ends_at
    )


def find_blocker(resource: Resource, request: Request, policy: Policy, diary: Diary) -> Occupied | None:
    """The first hold on the resource that stands in the way; None where the time is free.

    The gap between two bookings is at least the larger of the earlier one's tail and the later one's set-up.
    """
    setup = timedelta(minutes=policy.setup_for(request.use_id))
    wanted = occupied_by_request(request, policy)
    for held in diary.occupied:
        if held.resource_id != resource.id or held.booking_id == request.changes:
            continue
        ready = held.interval.start - timedelta(minutes=policy.setup_for(held.use_id))
        ends_in_time = held.interval.start >= wanted.end and ready >= request.interval.end
        begins_in_time = max(held.until, held.interval.end + setup) <= wanted.start
        if not ends_in_time and not begins_in_time:
            return held
    return None


def refuse_use(request: Request, diary: Diary, policy: Policy) -> Refused | None:
    """Why this cannot be what the room is booked for; a booking keeps what it was made for in rooms of its kind."""
    if request.use_id is None:
        if request.procedure_ends_at is None:
            return None
        why = "The end of a procedure was given, and not what is done. Choose that too, or leave the end out."
        return Refused(Reason.BAD_FIELD, why, field="use")
    use = policy.use_of(request.use_id)
    if use is None:
        return Refused(Reason.BAD_FIELD, "This use is not known. Choose one from the list.", field="use")
    if not _keeps_use(request, diary) and (refusal := _refuse_choosing(use, diary.resource)):
        return refusal
    ends_at, booked = request.procedure_ends_at, request.interval
    if ends_at is not None and not booked.start < ends_at <= booked.end:
        why = "The procedure must end within the booking. Choose a time after its start and no later than its end."
        return Refused(Reason.BAD_FIELD, why, field="procedure_end")
    return None


def refuse_blocked(blocker: Occupied, request: Request, policy: Policy, diary: Diary) -> Refused:
    """What stands in the way of a request, and until when."""
    zone, name = diary.floor.site.zone, say_resource(diary.resource)
    if blocker.interval.overlaps(request.interval):
        why = f"{name} is already booked from {say_span(blocker.interval, zone)}. Choose another time or another place."
        return Refused(Reason.TAKEN, why, by=blocker)
    if blocker.interval.end <= request.interval.start:
        setup = timedelta(minutes=policy.setup_for(request.use_id))
        free_at = max(blocker.until, blocker.interval.end + setup)
        why = (
            f"{name} is kept free after its last use until {say_time(free_at, zone)} on {say_day(free_at, zone)}. "
            "Choose a later time or another place."
        )
        return Refused(Reason.LOCKED_OUT, why, by=blocker)
    gap = say_length(_minutes_before(blocker, request, policy))
    span = say_span(blocker.interval, zone)
    needs = f"needs {gap} free after each use, and it is booked again from {span}"
    if request.use_id is not None or blocker.use_id is not None:
        needs = f"is booked again from {span}, and needs {gap} free before that"
    return Refused(Reason.TAKEN, f"{name} {needs}. Choose an earlier time or another place.", by=blocker)


def _minutes_before(later: Occupied, request: Request, policy: Policy) -> int:
    """How long the place is kept free between the request and a later booking."""
    tail = occupied_by_request(request, policy).end - request.interval.end
    return max(tail // timedelta(minutes=1), policy.setup_for(later.use_id))


def _keeps_use(request: Request, diary: Diary) -> bool:
    old = diary.replaces
    return (
        old is not None
        and old.use_id == request.use_id
        and any(place.id == old.resource_id for place in (diary.resource, *diary.alike))
    )


def _refuse_choosing(use: RoomUse, resource: Resource) -> Refused | None:
    if not use.offered:
        why = f"“{use.name}” is not offered any more. Choose another use."
        return Refused(Reason.BAD_FIELD, why, field="use")
    if resource.kind not in use.kinds:
        why = f"“{use.name}” is not done in a {resource.kind.words}. Choose another use or another place."
        return Refused(Reason.BAD_FIELD, why, field="use")
    return None
