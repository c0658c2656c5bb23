"""What a draft would become: which places of the floor stay the same, which come, which go."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from booking.model.drafts import Draft, DraftPlace, SeatsFrom
from booking.model.ids import Ref
from booking.model.tree import Node, PlaceTerms
from booking.rules.effects import say_number
from booking.rules.phrases import say_place
from booking.rules.place_names import group_alike, key_of, keys_of, shown_key


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft beside what stands on the floor.

    Attributes:
        kept: accepted places that exist already, in use or not, with what exists.
        added: accepted places that are new.
        gone: places in use that the draft does not have.
        strangers: accepted places that name an existing place which does not stand on the floor.
        clashes: accepted places that would be called like a place that is not on the draft, and that keeps its name.
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


def settle(draft: Draft, nodes: Iterable[Node]) -> Settled:
    """Find each accepted place on the floor: by the place that it names, else by its name as written or as shown."""
    standing = _Standing(nodes)
    left = standing.left
    kept: list[tuple[DraftPlace, Node]] = []
    waiting, strangers = [], []
    for place in draft.accepted:
        if place.resource is None:
            waiting.append(place)
        elif place.resource in left:
            kept.append((place, left.pop(place.resource)))
        else:
            strangers.append(place)
    added = []
    for place in waiting:
        node = standing.take_called(place)
        if node is None:
            added.append(place)
        else:
            kept.append((place, node))
    gone = tuple(node for node in left.values() if node.in_use)
    held = frozenset[str]().union(*map(_keys_of_node, left.values()))
    clashes = tuple(place for place, node in kept if _is_called_anew(place, node) and held & _keys_of(place))
    return Settled(tuple(kept), tuple(added), gone, tuple(strangers), clashes)


class _Standing:
    """What stands on a floor and is not taken for a place of a draft yet, to be found by name."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.left = {node.ref: node for node in nodes}
        self._written: defaultdict[str, list[Ref]] = defaultdict(list)
        self._shown: defaultdict[str, list[Ref]] = defaultdict(list)
        for node in self.left.values():
            self._written[key_of(node.name)].append(node.ref)
            self._shown[_shown_key_of_node(node)].append(node.ref)

    def take_called(self, place: DraftPlace) -> Node | None:
        """Take the one that is called like the place: as it is written, or else as it is shown."""
        written, shown = key_of(place.name), shown_key(place.kind, place.name)
        called = (*self._written.get(written, ()), *self._shown.get(shown, ())) if written else ()
        return next((self.left.pop(ref) for ref in called if ref in self.left), None)


def _keys_of(place: DraftPlace) -> frozenset[str]:
    return keys_of(place.kind, place.name)


def _keys_of_node(node: Node) -> frozenset[str]:
    return keys_of(node.terms.kind, node.name) if isinstance(node.terms, PlaceTerms) else frozenset()


def _shown_key_of_node(node: Node) -> str:
    return shown_key(node.terms.kind, node.name) if isinstance(node.terms, PlaceTerms) else ""


def _is_called_anew(place: DraftPlace, node: Node) -> bool:
    """Whether a kept place gets another name, as written or as shown; those that keep theirs are left in peace."""
    return place.name != node.name or shown_key(place.kind, place.name) != _shown_key_of_node(node)


def match_places(places: Iterable[DraftPlace], nodes: Iterable[Node]) -> tuple[DraftPlace, ...]:
    """Proposals that are called like a place in use, as that place: what is said of it stays; it counts as accepted."""
    standing = _Standing(node for node in nodes if node.in_use)
    return tuple(_as_known(place, standing.take_called(place)) for place in places)


def _as_known(place: DraftPlace, node: Node | None) -> DraftPlace:
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


@dataclass(frozen=True, slots=True)
class Double:
    """A name that more than one place would have: one of them, how it is shown, and how many would have it."""

    place: str
    shown: str
    number: int


def find_doubles(settled: Settled) -> tuple[Double, ...]:
    """Names that several places of the draft would have, but for those that only places have that had them before."""
    known = [(place, _is_called_anew(place, node)) for place, node in settled.kept]
    places = [*known, *((place, True) for place in (*settled.added, *settled.strangers))]
    found = []
    for group in group_alike((place.kind, place.name) for place, _ in places):
        alike = [places[at] for at in group]
        if any(anew for _, anew in alike):
            first, kind = alike[0][0], alike[0][0].kind
            found.append(Double(first.name, say_place(kind, first.name) if kind else first.name, len(alike)))
    return tuple(found)


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
