"""Short ways to manage the estate, for tests of its actions."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from booking.actions.change_estate import Change, change_estate, weigh_change
from booking.actions.open_estate import open_node
from booking.actions.retire import Confirmed, retire, weigh_retiring
from booking.actions.service import Service
from booking.model.decisions import Refused
from booking.model.effects import Effect
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.tree import Node, Tier, stamp_terms
from tests.estate import NOW, Estate
from tests.store.state import ask

T = TypeVar("T")

MESSAGE = "The ceiling leaks. Please use the second floor."


def ref_of(service: Service, table: str, name: str) -> Ref:
    """The ref of a thing, asked from outside."""
    return Ref(ask(service, f"SELECT ref FROM {table} WHERE name = :name", name=name)[0][0])  # noqa: S608


def versions(service: Service, estate: Estate) -> dict[str, int]:
    """The diary version of each floor."""
    found = {row.id: row.diary_version for row in ask(service, "SELECT id, diary_version FROM floor")}
    return {name: found[floor_id] for name, floor_id in estate.floors.items()}


def node_of(service: Service, actor: Actor, tier: Tier, ref: Ref) -> Node:
    """A thing that must be there."""
    opened = open_node(service, actor, tier, ref)
    assert not isinstance(opened, Refused), opened
    return opened.node


def effect_of(answer: Effect | Refused) -> Effect:
    """The effect that was answered; the test fails where there is none."""
    assert isinstance(answer, Effect), answer
    return answer


def done(answer: T | Refused) -> T:
    """What was done; the test fails where it was refused."""
    assert not isinstance(answer, Refused), answer
    return answer


def wanting(service: Service, actor: Actor, tier: Tier, ref: Ref, **terms: object) -> Change:
    """A change of some of what is said of a thing, made by somebody who has seen it as it is."""
    before = node_of(service, actor, tier, ref).terms
    after = replace(before, **terms)  # type: ignore[arg-type] # a test names what it changes
    return Change(tier, ref, after, stamp_terms(before))


def change(service: Service, actor: Actor, wanted: Change) -> Node | Refused:
    """Look at the effect and confirm it."""
    effect = weigh_change(service, actor, wanted, now=NOW)
    if isinstance(effect, Refused):
        return effect
    return change_estate(service, actor, wanted, agreed=effect.stamp, now=NOW)


def take_out(
    service: Service, actor: Actor, tier: Tier, ref: Ref, message: str = MESSAGE, now: datetime = NOW
) -> Node | Refused:
    """Look at the effect and confirm it."""
    effect = weigh_retiring(service, actor, tier, ref, now=now)
    if isinstance(effect, Refused):
        return effect
    return retire(service, actor, (tier, ref), Confirmed(effect.stamp, message), now=now)
