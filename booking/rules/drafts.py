"""What a draft would become: which places of the floor stay the same, which come, which go."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from booking.model.drafts import Draft, DraftPlace, SeatsFrom
from booking.model.tree import Node, PlaceTerms
from booking.rules.effects import say_number

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft beside what stands on the floor.

    Attributes:
        kept: accepted places that exist already, in use or not, with what exists.
        added: accepted places that are new.
        gone: places in use that the draft does not have.
        strangers: accepted places that name an existing place which does not stand on the floor.
        clashes: accepted places whose name a place out of use keeps.
    """

    kept: tuple[tuple[DraftPlace, Node], ...]
    added: tuple[DraftPlace, ...]
    gone: tuple[Node, ...]
    strangers: tuple[DraftPlace, ...] = ()
    clashes: tuple[DraftPlace, ...] = ()

    @property
    def moved(self) -> tuple[tuple[DraftPlace, Node], ...]:
        """Kept places of which something else is said than before."""
        return tuple((place, node) for place, node in self.kept if terms_after(place, node) != node.terms)

    @property
    def returning(self) -> tuple[Node, ...]:
        """Kept places that are out of use, and come back."""
        return tuple(node for _, node in self.kept if not node.in_use)


def key_of(name: str) -> str:
    """What two spellings of one name share."""
    return _SPACES.sub(" ", name).strip().casefold()


def settle(draft: Draft, nodes: Iterable[Node]) -> Settled:
    """Find each accepted place on the floor: by the place that it names, else by its name."""
    standing = {node.ref: node for node in nodes}
    left = dict(standing)
    kept: list[tuple[DraftPlace, Node]] = []
    waiting, strangers = [], []
    for place in draft.accepted:
        if place.resource is None:
            waiting.append(place)
        elif place.resource in left:
            kept.append((place, left.pop(place.resource)))
        else:
            strangers.append(place)
    by_name = {key_of(node.name): node for node in left.values()}
    added = []
    for place in waiting:
        node = by_name.pop(key_of(place.name), None)
        if node is None:
            added.append(place)
        else:
            kept.append((place, left.pop(node.ref)))
    gone = tuple(node for node in left.values() if node.in_use)
    resting = {key_of(node.name) for node in left.values() if not node.in_use}
    clashes = tuple(place for place, _ in kept if key_of(place.name) in resting)
    return Settled(tuple(kept), tuple(added), gone, tuple(strangers), clashes)


def match_places(places: Iterable[DraftPlace], nodes: Iterable[Node]) -> tuple[DraftPlace, ...]:
    """Proposals that are called like a place in use, as that place: what is said of it stays; it counts as accepted."""
    by_name = {key_of(node.name): node for node in nodes if node.in_use}
    return tuple(_as_known(place, by_name) for place in places)


def _as_known(place: DraftPlace, by_name: dict[str, Node]) -> DraftPlace:
    node = by_name.pop(key_of(place.name), None)
    if node is None or not isinstance(node.terms, PlaceTerms):
        return place
    terms = node.terms
    return replace(
        place,
        resource=node.ref,
        name=terms.name,
        kind=terms.kind,
        seats=terms.capacity,
        seats_from=SeatsFrom.SAID,
        features=terms.features,
        accepted=True,
    )


def terms_after(place: DraftPlace, node: Node) -> PlaceTerms:
    """What is said of a kept place once the draft is published."""
    if not isinstance(node.terms, PlaceTerms) or place.kind is None:
        raise TypeError(f"{node.tier} {node.id} is no place that can be booked")
    return replace(
        node.terms, name=place.name, kind=place.kind, capacity=place.seats, features=tuple(sorted(place.features))
    )


def find_doubles(places: Iterable[DraftPlace]) -> Mapping[str, int]:
    """Names that more than one of the places has, as the first of them spells it, and how many have it."""
    spelt: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for place in places:
        if key := key_of(place.name):
            spelt.setdefault(key, place.name)
            counted[key] += 1
    return {spelt[key]: number for key, number in counted.items() if number > 1}


def say_nothing_to_book(only_drawn: int) -> str:
    """Why a draft without a place to book cannot be published, by the number of those accepted as not booked."""
    if not only_drawn:
        return "Nothing on this draft is accepted, so nothing could be booked. Accept at least one place first."
    if only_drawn == 1:
        return "The accepted place is 'Not booked'. Give it a kind, such as desk or meeting room."
    return (
        f"The {only_drawn:,} accepted places are all 'Not booked'. "
        "Give at least one of them a kind, such as desk or meeting room."
    )


def say_seats(draft: Draft) -> tuple[str, ...]:
    """Of how many accepted rooms nobody has said the seats, and what stands there instead; empty where there are none.

    While a plan has no scale, nothing tells how large its rooms are.
    """
    counted = Counter(place.seats_from for place in draft.accepted)
    left = {place.seats for place in draft.accepted if place.seats_from is SeatsFrom.NOBODY}
    said = []
    if by_area := counted[SeatsFrom.AREA]:
        areas = "its area" if by_area == 1 else "their areas"
        said.append(f"Seats of {say_number(by_area, 'room')} were estimated from {areas}. Check them.")
    if unknown := counted[SeatsFrom.NOBODY]:
        why = "" if draft.metres_per_unit else ", because the plan has no scale"
        each = f": each has {say_number(left.pop(), 'seat')} for now" if len(left) == 1 else ""
        said.append(f"Seats of {say_number(unknown, 'room')} could not be estimated{why}{each}. Check them.")
    return tuple(said)


def say_publishing(settled: Settled, coming: int, *, keep_gone: bool) -> tuple[str, ...]:
    """What publishing does, in sentences."""
    return tuple(_say_publishing(settled, coming, keep_gone=keep_gone))


def _say_publishing(settled: Settled, coming: int, *, keep_gone: bool) -> Iterator[str]:
    kept, added, gone = len(settled.kept), len(settled.added), len(settled.gone)
    yield f"The floor gets a new plan with {say_number(kept + added, 'place')}."
    if kept:
        yield f"{say_number(kept, 'place')} that people know {_stay(kept)} with all bookings."
    if renamed := sum(place.name != node.name for place, node in settled.kept):
        yield f"{say_number(renamed, 'place gets', 'places get')} another name."
    if returning := len(settled.returning):
        yield f"{say_number(returning, 'place comes', 'places come')} back into use."
    if added:
        yield f"{say_number(added, 'place is', 'places are')} new."
    if gone and keep_gone:
        yield (
            f"{say_number(gone, 'place is', 'places are')} not on the new plan. They stay in the list of the floor, "
            "with their bookings, until somebody takes them out of use."
        )
    elif gone:
        yield f"{say_number(gone, 'place is', 'places are')} not on the new plan and {_go(gone)} out of use."
        if coming:
            booked = say_number(coming, "coming booking stands", "coming bookings stand")
            yield f"{booked} on {'it' if gone == 1 else 'them'}. Choose for each what happens to it."


def _stay(number: int) -> str:
    return "stays" if number == 1 else "stay"


def _go(number: int) -> str:
    return "goes" if number == 1 else "go"
