"""People, their units and their grants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    column,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
    values,
)

from booking.model.diary import FloorStamp
from booking.model.ids import OrganisationId, PersonId, Ref, SignInId, SiteId, TokenId, UnitId
from booking.model.people import Actor, Grant, Person, Role, ScopeKind, TokenScope
from booking.store.engine import Tx
from booking.store.folding import may_fit
from booking.store.questions import Question
from booking.store.refs import new_ref
from booking.store.tables import api_token, building, floor, membership, person, role_grant, sign_in

_PERSON = (person.c.id, person.c.ref, person.c.organisation_id, person.c.name, person.c.email, person.c.active)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person who is about to be written."""

    name: str
    email: str
    password_hash: str | None
    units: tuple[UnitId, ...] = ()
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class Credential:
    """What a sign-in with a password is checked against."""

    person_id: PersonId
    password_hash: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people are asked for: members of these units (None is everybody), and `also` this person.

    `words` stand in a name or an address, or all of the `folded` ones may fit a name; where both are empty, anybody.
    `after` continues behind the person of that id.
    """

    units: frozenset[UnitId] | None = None
    also: PersonId | None = None
    words: str = ""
    folded: Sequence[str] = ()
    after: PersonId | None = None


def person_of(row: Any, units: Iterable[int] = ()) -> Person:
    """The person in a row that holds the person's columns."""
    return Person(
        PersonId(row.id),
        Ref(row.ref),
        OrganisationId(row.organisation_id),
        row.name,
        row.email,
        row.active,
        frozenset(UnitId(unit_id) for unit_id in units),
    )


def find_person(tx: Tx, condition: ColumnElement[bool]) -> Person | None:
    """The one person for whom the condition holds, with their units; None where there is none. One select."""
    query = select(*_PERSON, membership.c.unit_id).outerjoin(membership).where(condition)
    rows = tx.execute(query).all()
    return person_of(rows[0], (row.unit_id for row in rows if row.unit_id is not None)) if rows else None


def find_person_by_ref(tx: Tx, ref: Ref) -> Person | None:
    """The person of that ref, with their units."""
    return find_person(tx, person.c.ref == ref)


def find_person_by_email(tx: Tx, email: str) -> Person | None:
    """The person of that address, in any case of letters, with their units."""
    return find_person(tx, person.c.email == email.strip().lower())


def find_credential(tx: Tx, email: str) -> Credential | None:
    """The stored password of the person of that address."""
    query = select(person.c.id, person.c.password_hash, person.c.active).where(person.c.email == email.strip().lower())
    row = tx.execute(query).one_or_none()
    return Credential(PersonId(row.id), row.password_hash, row.active) if row else None


def lock_person(tx: Tx, person_id: PersonId) -> None:
    """Take the row of the person whose limits apply, so that two requests for them are judged one after the other."""
    _LOCK_PERSON.tell(tx, {"locked_id": person_id})


def find_actor(tx: Tx, person_id: PersonId) -> Actor | None:
    """A person with units and grants as they stand now; no sign-in and no token. One select."""
    rows = _ACTOR.ask(tx, {"asked": person_id})
    return _actor(rows) if rows else None


def find_actor_by_sign_in(tx: Tx, digest: str, now: datetime) -> tuple[Actor, datetime] | None:
    """Who a live sign-in belongs to, and when it was last seen; None where it is unknown, over or ended. One select."""
    rows = tx.execute(_ACTOR_BY_SIGN_IN, {"digest_asked": digest, "now": now}).all()
    if not rows:
        return None
    return _actor(rows, sign_in_id=SignInId(rows[0].sign_in_id)), rows[0].seen_at


def find_viewer_by_sign_in(
    tx: Tx, digest: str, floor_asked: Ref, now: datetime
) -> tuple[Actor, datetime, FloorStamp | None] | None:
    """As `find_actor_by_sign_in`, with the stamp of a floor, None where there is no such floor. One select."""
    rows = _VIEWER_BY_SIGN_IN.ask(tx, {"digest_asked": digest, "now": now, "floor_asked": floor_asked})
    if not rows:
        return None
    first = rows[0]
    stamp = None
    if first.diary_version is not None:
        stamp = FloorStamp(SiteId(first.site_id), first.diary_version, first.sheet_version, first.next_change_at)
    return _actor(rows, sign_in_id=SignInId(first.sign_in_id)), first.seen_at, stamp


def find_actor_by_token(tx: Tx, digest: str, now: datetime) -> Actor | None:
    """Who a live bearer token belongs to; None where it is unknown, expired or revoked. One select."""
    rows = _ACTOR_BY_TOKEN.ask(tx, {"digest_asked": digest, "now": now})
    return _token_actor(rows) if rows else None


MOST_VIEWERS = 16
"""How many viewers are found at once."""


def find_viewers_by_token(
    tx: Tx, asked: Sequence[tuple[str, Ref]], now: datetime
) -> tuple[tuple[Actor, FloorStamp | None] | None, ...]:
    """As `find_actor_by_token` for each digest of a token, with the stamp of the floor that is asked about with it.

    The stamp is None where there is no such floor. At most `MOST_VIEWERS` at once; one select for all of them.
    """
    size = next(size for size in _VIEWERS_BY_TOKEN if size >= len(asked))
    filled = [*asked, *[asked[-1]] * (size - len(asked))]
    parameters: dict[str, Any] = {"now": now}
    for number, (digest, floor_ref) in enumerate(filled):
        parameters[f"digest_{number}"], parameters[f"floor_{number}"] = digest, floor_ref
    found: list[list[tuple[Any, ...]]] = [[] for _ in filled]
    for row in _VIEWERS_BY_TOKEN[size].ask(tx, parameters):
        found[row.number].append(tuple(row))
    return tuple(_viewer(rows) for rows in found[: len(asked)])


def _viewer(rows: Sequence[tuple[Any, ...]]) -> tuple[Actor, FloorStamp | None] | None:
    if not rows:
        return None
    *_, scopes, version, sheet_version, next_change_at, site_id, _number = rows[0]
    actor = _known_actor(tuple(row[: len(_TokenRow._fields)] for row in rows), tuple(scopes))
    return actor, None if version is None else FloorStamp(SiteId(site_id), version, sheet_version, next_change_at)


def read_people(tx: Tx, wanted: PeopleFilter, limit: int | None) -> tuple[Person, ...]:
    """The active people who may match, in order of id, at most `limit`; None is all of them. One select."""
    query = select(*_PERSON).where(person.c.active).order_by(person.c.id).limit(limit)
    if wanted.units is not None:
        members = select(membership.c.person_id).where(membership.c.unit_id.in_(wanted.units))
        query = query.where(or_(person.c.id.in_(members), person.c.id == wanted.also))
    if wanted.words:
        words = wanted.words.lower()
        query = query.where(
            or_(
                func.lower(person.c.name).contains(words, autoescape=True),
                person.c.email.contains(words, autoescape=True),
                *((may_fit(tx, (person.c.name,), wanted.folded),) if wanted.folded else ()),
            )
        )
    if wanted.after is not None:
        query = query.where(person.c.id > wanted.after)
    return tuple(person_of(row) for row in tx.execute(query))


def add_person(tx: Tx, organisation_id: OrganisationId, new: NewPerson, now: datetime) -> PersonId:
    """Write a person with units and grants; the address is kept in lower case."""
    values = {
        "ref": new_ref(),
        "organisation_id": organisation_id,
        "name": new.name,
        "email": new.email.strip().lower(),
        "password_hash": new.password_hash,
        "active": True,
    }
    person_id = PersonId(tx.execute(insert(person).values(**values).returning(person.c.id)).scalar_one())
    if new.units:
        tx.execute(insert(membership), [{"unit_id": unit_id, "person_id": person_id} for unit_id in new.units])
    if new.grants:
        rows = [
            {
                "person_id": person_id,
                "role": g.role.value,
                "scope": g.scope.value,
                "scope_id": g.scope_id,
                "granted_at": now,
            }
            for g in new.grants
        ]
        tx.execute(insert(role_grant), rows)
    return person_id


def _select_actor(*extra: Any) -> Any:
    return (
        select(*_PERSON, membership.c.unit_id, role_grant.c.role, role_grant.c.scope, role_grant.c.scope_id, *extra)
        .select_from(person)
        .outerjoin(membership, membership.c.person_id == person.c.id)
        .outerjoin(role_grant, role_grant.c.person_id == person.c.id)
    )


_LOCK_PERSON = Question(
    update(person)
    .where(person.c.id == bindparam("locked_id"))
    .values({person.c.diary_version: person.c.diary_version + 1})
)

_ACTOR = Question(_select_actor().where(person.c.id == bindparam("asked")))

_ACTOR_BY_SIGN_IN = (
    _select_actor(sign_in.c.id.label("sign_in_id"), sign_in.c.seen_at)
    .join(sign_in, sign_in.c.person_id == person.c.id)
    .where(
        sign_in.c.digest == bindparam("digest_asked"),
        sign_in.c.ended_at.is_(None),
        sign_in.c.expires_at > bindparam("now", type_=sign_in.c.expires_at.type),
        person.c.active,
    )
)


_STAMP = (floor.c.diary_version, floor.c.sheet_version, floor.c.next_change_at, building.c.site_id)


def _with_stamp(actors: Any) -> Any:
    """The select of an actor, with the columns of the stamp of a floor that is asked for."""
    return (
        actors.add_columns(*_STAMP)
        .outerjoin(floor, and_(floor.c.ref == bindparam("floor_asked"), floor.c.retired_at.is_(None)))
        .outerjoin(building, building.c.id == floor.c.building_id)
    )


_VIEWER_BY_SIGN_IN = Question(_with_stamp(_ACTOR_BY_SIGN_IN))


def _select_actor_by_token() -> Any:
    return (
        _select_actor(api_token.c.id.label("token_id"), api_token.c.scopes)
        .join(api_token, api_token.c.person_id == person.c.id)
        .where(
            api_token.c.digest == bindparam("digest_asked"),
            api_token.c.revoked_at.is_(None),
            api_token.c.expires_at > bindparam("now", type_=api_token.c.expires_at.type),
            person.c.active,
        )
    )


_ACTOR_BY_TOKEN = Question(_select_actor_by_token())


def _ask_viewers(size: int) -> Question:
    """The select of as many viewers as there are pairs of `digest_n` and `floor_n`, each row with its pair's number."""
    pairs: list[tuple[Any, ...]] = [
        (literal_column(str(n)), bindparam(f"digest_{n}"), bindparam(f"floor_{n}")) for n in range(size)
    ]
    columns = (column("number", Integer), column("digest", String), column("floor", String))
    asked = values(*columns, name="asked").data(pairs).cte("asked")
    return Question(
        _select_actor(api_token.c.id.label("token_id"), api_token.c.scopes)
        .add_columns(*_STAMP, asked.c.number)
        .join(api_token, api_token.c.person_id == person.c.id)
        .join(asked, asked.c.digest == api_token.c.digest)
        .outerjoin(floor, and_(floor.c.ref == asked.c.floor, floor.c.retired_at.is_(None)))
        .outerjoin(building, building.c.id == floor.c.building_id)
        .where(
            api_token.c.revoked_at.is_(None),
            api_token.c.expires_at > bindparam("now", type_=api_token.c.expires_at.type),
            person.c.active,
        )
    )


_VIEWERS_BY_TOKEN = {size: _ask_viewers(size) for size in (1, 2, 4, 8, MOST_VIEWERS)}


class _TokenRow(NamedTuple):
    """The columns of `_select_actor_by_token` before the token's scopes, in their order."""

    id: int
    ref: str
    organisation_id: int
    name: str
    email: str
    active: bool
    unit_id: int | None
    role: str | None
    scope: str | None
    scope_id: int | None
    token_id: int


@lru_cache(maxsize=1000)
def _known_actor(facts: tuple[tuple[Any, ...], ...], scopes: tuple[str, ...]) -> Actor:
    """The actor whom these rows describe; rows that say the same make the same actor."""
    rows = [_TokenRow(*row) for row in facts]
    return _actor(rows, token_id=TokenId(rows[0].token_id), token_scopes=frozenset(map(TokenScope, scopes)))


def _token_actor(rows: Any) -> Actor:
    scopes = frozenset(TokenScope(scope) for scope in rows[0].scopes)
    return _actor(rows, token_id=TokenId(rows[0].token_id), token_scopes=scopes)


def _actor(rows: Any, **how: Any) -> Actor:
    units = {row.unit_id for row in rows if row.unit_id is not None}
    grants = {Grant(Role(row.role), ScopeKind(row.scope), row.scope_id) for row in rows if row.role is not None}
    ordered = tuple(sorted(grants, key=lambda grant: (grant.role, grant.scope, grant.scope_id)))
    return Actor(person_of(rows[0], units), ordered, **how)
