"""Book a resource, or ask beforehand whether it could be booked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.actions.floor_sheets import find_around
from booking.actions.record import Done, record_booking
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard, Request
from booking.model.decisions import Accepted, Reason, Refused, Verdict
from booking.model.diary import Diary
from booking.model.estate import Floor, Resource
from booking.model.ids import Ref, RoomUseId
from booking.model.people import About, Actor, Person
from booking.model.policy import Rule
from booking.model.room_uses import RoomUse
from booking.model.time import Interval
from booking.rules.decide import decide
from booking.rules.permits import Act, may
from booking.store.diary import find_wanted, lock_floors, read_diary
from booking.store.engine import Tx
from booking.store.estate import find_resource
from booking.store.ledger import write_booking
from booking.store.people import find_actor, find_person_by_ref, lock_person
from booking.store.room_uses import find_room_use
from booking.store.sign_ins import Remembered, digest_secret, find_remembered, remember_answer

KEY_LIFE = timedelta(days=1)
"""How long an idempotency key is honoured."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to book, as a door has read it; `for_person` None is for themselves.

    `use` is what is done in the room, None where nobody says; `procedure_end` None is the end of the booking.
    """

    resource: Ref
    interval: Interval
    people: int = 1
    title: str = ""
    for_person: Ref | None = None
    use: Ref | None = None
    procedure_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class OnceOnly:
    """A request that must take effect once, however often it is sent.

    `answer` turns the new booking into the status and body that are kept and given again.
    """

    key: str
    body_digest: str
    answer: Callable[[BookingCard], tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What booking would answer now, what it is about, and the rules that were read for it."""

    verdict: Verdict
    resource: Resource
    floor: Floor
    holder: Person
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """The kept answer to a request that had been sent before."""

    status: int
    answer: str


def preview_booking(service: Service, actor: Actor, wish: Wish, *, now: datetime) -> Preview | Refused:
    """Answer what `book` would, and write nothing; Refused only where there is nothing to preview."""

    def work(tx: Tx) -> Preview | Refused:
        found = _find(tx, actor, wish)
        if isinstance(found, Refused):
            return found
        resource, request = found.resource, found.request
        diary = read_diary(tx, resource, request, replaces=None, now=now)
        if diary is None:
            return not_found()
        return Preview(weigh(request, diary, actor, now), diary.resource, diary.floor, diary.holder, diary.rules)

    return service.db.read(work)


def book(
    service: Service, actor: Actor, wish: Wish, *, now: datetime, once: OnceOnly | None = None
) -> BookingCard | Repeated | Refused:
    """Book, in one transaction: lock, read, decide, write.

    What is visibly taken is refused before that, so that those who come too late do not queue for the floor.
    """
    found = service.db.read(lambda tx: _look(tx, actor, wish, once=once, now=now))
    if isinstance(found, Refused | Repeated):
        return found
    resource, request = found.resource, found.request

    def work(tx: Tx) -> BookingCard | Repeated | Refused:
        edges = (request.interval.start, request.interval.end)
        stands = lock_floors(tx, [resource.floor_id], edges=edges, now=now, sheet_stays=True)
        lock_person(tx, request.person_id)
        if kept := _find_kept(tx, actor, once, now):
            return kept
        asking = find_again(tx, actor)
        around = find_around(tx, service.sheets, resource, stands[resource.floor_id])
        diary = read_diary(tx, resource, request, replaces=None, now=now, known=around)
        if asking is None or diary is None:
            return not_found()
        if diary.resource.floor_id != resource.floor_id:
            return moved_meanwhile()
        verdict = weigh(request, diary, asking, now)
        if isinstance(verdict, Refused):
            return verdict
        return _write(tx, service, asking, _Agreed(verdict, diary, once), now=now)

    return service.db.write(work)


def find_again(tx: Tx, actor: Actor) -> Actor | None:
    """The actor with units and grants as they stand under the lock; None where the person is gone."""
    fresh = find_actor(tx, actor.person.id)
    if fresh is None:
        return None
    return replace(fresh, sign_in_id=actor.sign_in_id, token_id=actor.token_id, token_scopes=actor.token_scopes)


def not_found() -> Refused:
    """What is answered for things that are not there, and for things that the asker may not know of."""
    return Refused(
        Reason.NOT_FOUND, "There is nothing here under this address. Check it, or start from the floor list."
    )


def no_such_place() -> Refused:
    """What is answered to a wish for a place that is not there, or that the asker may not know of."""
    return Refused(
        Reason.NOT_FOUND,
        "There is no place with this id that you may look at. Check the id, or take one from the list of places.",
        field="resource_id",
    )


def moved_meanwhile() -> Refused:
    """What is answered where a place was moved to a floor that is not locked."""
    return Refused(
        Reason.CHANGED_MEANWHILE, "This place was moved to another floor just now. Look at it again, then decide."
    )


def about_booking(resource: Resource, holder: Person) -> About:
    """What a booking of the resource for the person concerns."""
    return About(site_id=resource.site_id, unit_id=resource.unit_id, holder_id=holder.id, holder_units=holder.units)


def _look(tx: Tx, actor: Actor, wish: Wish, *, once: OnceOnly | None, now: datetime) -> "_Found | Repeated | Refused":
    """What is asked for and for whom; or the kept answer, or why it is refused already."""
    if kept := _find_kept(tx, actor, once, now):
        return kept
    wanted = find_wanted(tx, wish.resource, wish.interval)
    found = _permit(tx, actor, wish, wanted[0] if wanted else None)
    if isinstance(found, Refused) or wanted is None or not wanted[1]:
        return found
    refusal = _refuse_taken(tx, actor, found.request, found.resource, now)
    if refusal is None:
        return found
    return _find_kept(tx, actor, once, now) or refusal  # what holds it may be this very request, sent twice


def _refuse_taken(tx: Tx, actor: Actor, request: Request, resource: Resource, now: datetime) -> Refused | None:
    """Why a place that is visibly held is refused; None where anything else is to be said, which the lock decides."""
    diary = read_diary(tx, resource, request, replaces=None, now=now)
    verdict = weigh(request, diary, actor, now) if diary is not None else None
    return verdict if isinstance(verdict, Refused) and verdict.by is not None else None


@dataclass(frozen=True, slots=True)
class _Found:
    """The place that is wished for, and the wish as the rules read it."""

    resource: Resource
    request: Request


def _find(tx: Tx, actor: Actor, wish: Wish) -> _Found | Refused:
    return _permit(tx, actor, wish, find_resource(tx, wish.resource))


def _permit(tx: Tx, actor: Actor, wish: Wish, resource: Resource | None) -> _Found | Refused:
    if resource is None or not may(actor, Act.LOOK, About(site_id=resource.site_id, unit_id=resource.unit_id)):
        return no_such_place()
    holder = _find_holder(tx, actor, wish, resource)
    if isinstance(holder, Refused):
        return holder
    use_id = find_use_id(tx, actor, wish.use)
    if isinstance(use_id, Refused):
        return use_id
    return _Found(resource, _request(wish, resource, holder, use_id))


def find_use_id(tx: Tx, actor: Actor, ref: Ref | None) -> RoomUseId | Refused | None:
    """The use of rooms of that ref; None for none. One select where there is one."""
    if ref is None:
        return None
    use = find_room_use(tx, actor.person.organisation_id, ref)
    if use is None:
        return Refused(Reason.BAD_FIELD, "There is no such use. Choose one from the list.", field="use")
    return use.id


def _find_holder(tx: Tx, actor: Actor, wish: Wish, resource: Resource) -> Person | Refused:
    if wish.for_person is None or wish.for_person == actor.person.ref:
        return actor.person
    holder = find_person_by_ref(tx, wish.for_person)
    anybody = About(site_id=resource.site_id, unit_id=resource.unit_id)
    allowed = may(actor, Act.BOOK_FOR, anybody if holder is None else about_booking(resource, holder))
    if holder is None or not allowed:
        return Refused(
            Reason.BAD_FIELD if allowed else Reason.NOT_ALLOWED,
            "You may not book this place for that person, or we do not know them. Choose somebody else.",
            field="for_person",
        )
    return holder


def _request(wish: Wish, resource: Resource, holder: Person, use_id: RoomUseId | None) -> Request:
    return Request(
        resource.id,
        holder.id,
        wish.interval,
        wish.people,
        wish.title,
        use_id=use_id,
        procedure_ends_at=wish.procedure_end if wish.procedure_end != wish.interval.end else None,
    )


def weigh(request: Request, diary: Diary, actor: Actor, now: datetime) -> Verdict:
    """What the rules say to a request of the actor's, with what their role allows."""
    act = Act.BOOK if request.person_id == actor.person.id else Act.BOOK_FOR
    if not may(actor, act, about_booking(diary.resource, diary.holder)):
        return Refused(Reason.NOT_ALLOWED, "Your role does not let you book this. Ask your facilities team for help.")
    if not diary.holder.active:
        return Refused(Reason.BAD_FIELD, "This person's account is closed. Choose somebody else.", field="for_person")
    return decide(request, diary, actor, now)


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What was decided, on which facts, and under which key."""

    verdict: Accepted
    diary: Diary
    once: OnceOnly | None


def _write(tx: Tx, service: Service, actor: Actor, agreed: _Agreed, *, now: datetime) -> BookingCard:
    diary, once = agreed.diary, agreed.once
    written = write_booking(tx, agreed.verdict.draft, booked_by=actor.person.id, now=now)
    booker = replace(actor.person, units=frozenset())
    uses = (rule.value for rule in diary.rules if isinstance(rule.value, RoomUse))
    use = next((use for use in uses if use.id == written.use_id), None)
    card = BookingCard(written, diary.resource, diary.floor, person=diary.holder, booked_by=booker, use=use)
    if once is not None:
        status, answer = once.answer(card)
        kept = Remembered(once.body_digest, status, answer)
        remember_answer(tx, actor.person.id, digest_secret(once.key), kept, now=now, since=now - KEY_LIFE)
    record_booking(tx, service, Done(AuditAct.BOOKED, actor), card, before=None, now=now)
    return card


def _find_kept(tx: Tx, actor: Actor, once: OnceOnly | None, now: datetime) -> Repeated | Refused | None:
    if once is None:
        return None
    kept = find_remembered(tx, actor.person.id, digest_secret(once.key), now - KEY_LIFE)
    if kept is None:
        return None
    if kept.body_digest != once.body_digest:
        return Refused(
            Reason.BAD_FIELD,
            "This Idempotency-Key was used for a different request within the last day. Send a new key.",
            field="Idempotency-Key",
        )
    return Repeated(kept.status, kept.answer)
