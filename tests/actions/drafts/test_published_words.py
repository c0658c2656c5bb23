"""What is written on a published plan: the names of what nobody books, once, and in the next draft as places."""

from dataclasses import replace

from booking.actions.drawings import draw_behind, letter_backdrop
from booking.actions.plan_drafts import begin_from_plan, set_scale
from booking.actions.service import Service
from booking.model.drafts import Draft, DraftPlace
from booking.model.estate import ResourceKind
from tests.actions.drafts.steps import begun
from tests.actions.drafts.test_publish import changed, published, weighed
from tests.estate import NOW, Estate
from tests.store.state import ask


def test_what_nobody_books_stands_on_the_published_plan_by_its_name(service: Service, estate: Estate) -> None:
    """A store that was accepted with its outline, a room that was found with its name alone."""
    begun(service, estate)

    def change(draft: Draft) -> Draft:
        return replace(
            draft, places=tuple(replace(each, accepted=each.accepted or each.name == "Store") for each in draft.places)
        )

    draft = changed(service, estate, change)
    published(service, estate, weighed(service, estate).stamp)

    (row,) = ask(service, "SELECT p.backdrop_svg FROM plan p JOIN floor f ON f.id = p.floor_id WHERE f.id = 1")
    assert ">Store<" not in draft.backdrop_svg
    assert (row.backdrop_svg.count(">Store<"), row.backdrop_svg.count(">Room 12<")) == (1, 1)
    assert "M550 50L670 50L670 170L550 170z" in row.backdrop_svg
    assert ">D1<" not in row.backdrop_svg


def test_what_is_written_on_a_plan_is_a_place_of_the_next_draft_and_is_written_once(
    service: Service, estate: Estate
) -> None:
    """To scale, a unit being a centimetre: the store becomes a room that is booked, Room 12 stays as it is."""
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    begun(service, estate)
    changed(service, estate, lambda draft: set_scale(draft, ((0, 0), (100, 0)), 1.0))

    def keep_store(draft: Draft) -> Draft:
        return replace(
            draft, places=tuple(replace(each, accepted=each.accepted or each.name == "Store") for each in draft.places)
        )

    changed(service, estate, keep_store)
    published(service, estate, weighed(service, estate).stamp)

    again = begin_from_plan(service, actor, floor, now=NOW)

    assert isinstance(again, Draft)
    assert [again.backdrop_svg.count(f">{name}<") for name in ("Store", "Room 12")] == [0, 0]
    written = {place.name: place for place in again.places if place.kind is None}
    assert {name: (place.accepted, place.found, place.is_room_to_book) for name, place in written.items()} == {
        "Store": (True, "store", False),
        "Room 12": (False, "room", True),
    }
    assert written["Store"].outline == ((5.5, 0.5), (6.7, 0.5), (6.7, 1.7), (5.5, 1.7))

    def book_store(draft: Draft) -> Draft:
        places = (
            replace(each, kind=ResourceKind.MEETING_ROOM) if each.name == "Store" else each for each in draft.places
        )
        return replace(draft, places=tuple(places))

    changed(service, estate, book_store)
    published(service, estate, weighed(service, estate).stamp)

    (row,) = ask(service, "SELECT p.backdrop_svg FROM plan p JOIN floor f ON f.plan_id = p.id WHERE f.id = 1")
    assert [row.backdrop_svg.count(f">{name}<") for name in ("Store", "Room 12")] == [0, 1]
    assert "M550 50L670 50L670 170L550 170z" not in row.backdrop_svg


def test_lettering_of_the_drawing_gives_way_to_the_place_that_is_drawn_there(service: Service, estate: Estate) -> None:
    """What was written before it could be taken off is left out where a place of that name stands around it."""
    draft = begun(service, estate)
    lettering = (
        '<text font-size="9"><tspan x="140" y="33">Sluice</tspan></text>'
        '<text font-size="9"><tspan x="740" y="33">Sluice</tspan></text></svg>'
    )
    outline = ((100.0, 10.0), (200.0, 10.0), (200.0, 60.0), (100.0, 60.0))
    place = DraftPlace("s1", "Sluice", ResourceKind.MEETING_ROOM, 4, outline, accepted=True)
    written = replace(draft, backdrop_svg=draft.backdrop_svg.replace("</svg>", lettering))

    assert draw_behind(written).count(">Sluice<") == 2
    assert draw_behind(replace(written, places=(*written.places, place))).count(">Sluice<") == 1
    assert letter_backdrop(replace(written, places=(*written.places, place))).count(">Sluice<") == 1
    renamed = replace(place, name="Quiet room")
    assert draw_behind(replace(written, places=(*written.places, renamed))).count(">Sluice<") == 2
