"""The numbers of both ways to keep people apart, as they are said where not all of them are proven."""

from dataclasses import replace

from booking.model.estate import Floor
from booking.model.ids import FloorId, Ref
from booking.model.layouts import FloorTogether, LayoutAsk, Most, Together
from booking.model.people import Grant, Role, ScopeKind
from booking.rules.layout_words import say_most
from booking.web.admin.desk_figures import MOST_OPEN, TogetherView, view_together
from tests.rules.facts import SITE, actor, diary, room

FIRST: Floor = replace(diary(room()).floor, name="First")
PROVEN = FloorTogether(FIRST, LayoutAsk(200), 40, Most(20, 20), 17, Most(20, 20), all_stay=True)
SECOND = replace(FIRST, id=FloorId(7), ref=Ref("g"), name="Second")
HARD = FloorTogether(
    SECOND,
    LayoutAsk(200, 300, screens_exempt=True, must=frozenset({"wheelchair space"})),
    400,
    Most(189, 207),
    160,
    Most(180, 207),
    all_stay=False,
)


def view(*floors: FloorTogether, role: Role = Role.FACILITIES) -> TogetherView:
    return view_together(actor(Grant(role, ScopeKind.SITE, SITE)), Together(floors))


def test_number_that_is_not_proven_is_said_with_its_bound() -> None:
    assert say_most(Most(1189, 1189)) == "1,189"
    assert say_most(Most(189, 207)) == "at least 189, at most 207"


def test_sum_is_proven_only_where_each_floor_is() -> None:
    both, alone = view(PROVEN, HARD), view(PROVEN)

    assert [(one.number, one.words) for one in both.figures] == [
        ("440", "desks in use now on 2 floors"),
        ("at least 209, at most 227", "at once, if each booking leaves room for the most others"),
        ("about 177", "at once, if people choose as they like"),
        ("at least 200, at most 227", "stay in use in a fixed layout instead"),
    ]
    assert [one.number for one in alone.figures] == ["40", "20", "about 17", "20"]
    assert alone.figures[0].words == "desks in use now on First"
    assert "Proven: no choice of desks has more." in alone.figures[1].note
    assert "It is proven that no choice has more than 227." in both.figures[1].note


def test_what_is_not_proven_and_what_cannot_stay_is_said_of_the_floor() -> None:
    assert view(PROVEN).notes == ()
    assert view(PROVEN, HARD).notes == (
        "On Second (Oak), this page had no time to find the largest number: its own page looks for longer.",
        "On Second (Oak), desks that must stay, such as accessible ones, are too near each other for a fixed layout to "
        "keep them all. The numbers of fixed layouts leave that aside there.",
    )
    assert view(*[HARD] * 4).notes[0].startswith("On 4 of the floors, this page had no time")


def test_each_floor_leads_to_its_own_page_asked_for_the_same_where_the_person_looks_after_it() -> None:
    mine, theirs = view(PROVEN, HARD), view(PROVEN, HARD, role=Role.STAFF)

    assert [one.href for one in mine.floors] == [
        "/admin/floors/f/spacing?cm=200",
        "/admin/floors/g/spacing?cm=200&face=300&screens=1&must=wheelchair+space",
    ]
    assert [one.href for one in theirs.floors] == ["", ""]
    assert [one.dynamic for one in mine.floors] == ["20", "at least 189, at most 207"]


def test_many_floors_are_listed_where_somebody_asks_for_them() -> None:
    assert view(*[PROVEN] * MOST_OPEN).open
    assert not view(*[PROVEN] * (MOST_OPEN + 1)).open
