"""The editor's pure modules in Chromium: geometry, snapping, seats, names, undo, faults; values by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from booking.web.files import address_of
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.xdist_group("browser")

Run = Callable[..., Any]

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4]]


@pytest.fixture
def run(open_page: OpenPage) -> Run:
    """Run lines of script on one of the editor's modules, in a page without a policy of its own."""
    page = open_page()
    page.goto("/sign-in")

    def run_lines(name: str, body: str, given: object = None) -> Any:  # noqa: ANN401 - whatever the lines return
        expression = f"async given => {{ const module = await import({address_of(f'js/{name}.js')!r}); {body} }}"
        return page.evaluate(expression, given)

    return run_lines


def desk(key: str, x: float, y: float, name: str, **more: object) -> dict[str, object]:
    """A desk of 1.6 by 0.8 with its top left corner at a point, nobody's seat given."""
    ring = [[x, y], [x + 1.6, y], [x + 1.6, y + 0.8], [x, y + 0.8]]
    place: dict[str, object] = {
        "key": key,
        "resource": None,
        "name": name,
        "kind": "desk",
        "seats": 1,
        "features": [],
        "accessible": False,
        "outline": ring,
        "seat": None,
        "facing": None,
        "confidence": None,
        "doubt": None,
        "accepted": True,
    }
    return place | more


def plan_of(*places: dict[str, object], outline: object = None) -> dict[str, object]:
    return {"metres_per_unit": 1, "outline": outline, "places": list(places)}


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ([[2, 2], [6, 2], [6, 6], [2, 6]], 4),  # a quarter
        ([[4, 0], [8, 0], [8, 4], [4, 4]], 0),  # side by side
        ([[1, 1], [2, 1], [2, 2], [1, 2]], 1),  # inside
        ([[5, 5], [6, 5], [6, 6], [5, 6]], 0),  # apart
        ([[2, -1], [5, 2], [2, 5], [-1, 2]], 14),  # on its point: 16 less four corners of half a square
        ([[0, 0], [0, 4], [1, 4], [1, 1], [3, 1], [3, 4], [4, 4], [4, 0]], 10),  # a U: 16 less 2 by 3
    ],
)
def test_shared_area_of_any_two_shapes(run: Run, other: list[list[float]], shared: float) -> None:
    both = run(
        "editor-geometry",
        "const {sharedArea: s} = module; return [s(...given), s(given[1], given[0])];",
        [SQUARE, other],
    )

    assert both == pytest.approx([shared, shared])


def test_shared_area_of_two_shapes_with_recesses(run: Run) -> None:
    """An L and a U, turned so that they share the left bar and half of the foot."""
    ell = [[0, 0], [1, 0], [1, 3], [2, 3], [2, 4], [0, 4]]
    you = [[0, 0], [1, 0], [1, 3], [3, 3], [3, 0], [4, 0], [4, 4], [0, 4]]

    assert run("editor-geometry", "return module.sharedArea(...given);", [ell, you]) == pytest.approx(5)


def test_shape_is_turned_clockwise_and_angles_count_from_up(run: Run) -> None:
    body = (
        "return [module.turned(given, 90, [0, 0]), module.angleOf(1, 0), module.angleOf(0, 1), module.angleOf(-1, 0)];"
    )
    ring, right, down, left = run("editor-geometry", body, [[1, 0], [0, 1]])

    assert [value for point in ring for value in point] == pytest.approx([0, 1, -1, 0])
    assert (right, down, left) == (90, 180, 270)


def test_rectangle_stays_one_when_a_corner_is_moved(run: Run) -> None:
    body = """
    const {stretched, isRectangle, turned} = module;
    const slanted = [[0, 0], [4, 0], [5, 4], [0, 4]];
    return [stretched(given, 2, [6, 3]), isRectangle(turned(given, 30, [1, 1])), isRectangle(slanted)];
    """
    ring, still, other = run("editor-geometry", body, SQUARE)

    assert ring == [[0, 0], [6, 0], [6, 3], [0, 3]]
    assert (still, other) == (True, False)


def test_outline_that_crosses_itself_is_noticed(run: Run) -> None:
    body = "return given.map(module.crossesItself);"

    assert run("editor-geometry", body, [SQUARE, [[0, 0], [4, 4], [4, 0], [0, 4]]]) == [False, True]


def test_box_is_pulled_to_the_nearest_line_and_else_to_the_grid(run: Run) -> None:
    """The other place has its edges at 0 and 4 both ways: 4.1 lies near its right edge, 7.26 near nothing."""
    body = """
    const lines = module.linesOf([{outline: given}]), box = {left: 4.1, right: 5.7, top: 7.26, bottom: 8.06};
    return [module.snap(box, lines, {reach: 0.3, grid: 0.1}), module.snap(box, lines, {reach: 0, grid: 0})];
    """
    near, off = run("editor-snapping", body, SQUARE)

    assert (near["right"], near["down"]) == pytest.approx((-0.1, 0.04))
    assert near["guides"] == [{"axis": "x", "value": 4, "from": 0, "to": pytest.approx(8.1)}]
    assert off == {"right": 0, "down": 0, "guides": []}


def test_middles_are_pulled_into_line(run: Run) -> None:
    body = """
    const lines = module.linesOf([{outline: given}]);
    return module.snap({left: 1.3, right: 2.9, top: 6, bottom: 7}, lines, {reach: 0.3, grid: 0}).right;
    """
    assert run("editor-snapping", body, SQUARE) == pytest.approx(-0.1)


def test_grid_is_ten_centimetres_or_a_round_step(run: Run) -> None:
    body = """
    const {gridOf, sayLength} = module;
    return [gridOf(0.05, 840), gridOf(null, 840), sayLength(32, 0.05), sayLength(32, null)];
    """

    assert run("editor-snapping", body) == [2, 5, "1.60 m", "32 units"]


def test_seats_stand_outside_each_side_and_face_the_desk(run: Run) -> None:
    body = "return module.seatsOf(given.outline, 1);"
    top, right, bottom, left = run("editor-seats", body, desk("a", 0, 0, "1"))

    assert [each["facing"] for each in (top, right, bottom, left)] == [180, 270, 0, 90]
    assert bottom["seat"] == pytest.approx([0.8, 1.15])
    assert top["seat"] == pytest.approx([0.8, -0.35])


def test_seat_goes_round_the_desk_and_then_off(run: Run) -> None:
    body = """
    let place = given;
    const facings = [];
    for (let step = 0; step < 5; step += 1) {
      place = {...place, ...module.nextSeat(place, 1)};
      facings.push(place.facing);
    }
    return facings;
    """
    assert run("editor-seats", body, desk("a", 0, 0, "1")) == [180, 270, 0, 90, None]


def test_usual_desk_is_160_by_80_centimetres(run: Run) -> None:
    body = "return [module.deskAt([10, 10], 0.5, 100), module.resized(given, 2, 1)];"
    ring, larger = run("editor-seats", body, desk("a", 0, 0, "1")["outline"])

    assert ring == [pytest.approx(point) for point in ([8.4, 9.2], [11.6, 9.2], [11.6, 10.8], [8.4, 10.8])]
    assert larger == [pytest.approx(point) for point in ([-0.2, -0.1], [1.8, -0.1], [1.8, 0.9], [-0.2, 0.9])]


@pytest.mark.parametrize(
    ("name", "after"),
    [("1.01", "1.02"), ("1.09", "1.10"), ("Desk 9", "Desk 10"), ("A9b", "A10b"), ("Sluice", "Sluice 2"), ("", "1")],
)
def test_names_are_numbered_on(run: Run, name: str, after: str) -> None:
    assert run("editor-names", "return module.nextName(given);", name) == after


def test_row_of_copies_has_names_that_nobody_has_and_keeps_no_bookings(run: Run) -> None:
    """Three copies to the right of a desk, 20 cm apart; 1.03 is taken by a desk elsewhere."""
    first = desk("p1", 0, 0, "1.01", resource="abc", seat=[0.8, 1.15], facing=0, confidence=0.4, accepted=False)
    body = """
    const [first] = given, [right, down] = module.rowStep([first], 90, 0.2);
    return module.copies([first], given, [1, 2, 3].map((times) => [right * times, down * times]));
    """
    made = run("editor-names", body, [first, desk("e3", 0, 9, "1.03")])

    assert [place["name"] for place in made] == ["1.02", "1.04", "1.05"]
    assert [place["outline"][0] for place in made] == [pytest.approx([x, 0]) for x in (1.8, 3.6, 5.4)]
    assert made[0]["seat"] == pytest.approx([2.6, 1.15])
    assert len({place["key"] for place in made} | {"p1", "e3"}) == 5
    assert {(place["resource"], place["confidence"], place["accepted"]) for place in made} == {(None, None, True)}


def test_row_runs_along_the_side_of_a_desk_at_an_angle(run: Run) -> None:
    """A desk turned by 30 degrees: its long side runs (0.866, 0.5); a step is 1.6 and a gap of 0.4."""
    ring = [[0, 0], [1.38564, 0.8], [0.98564, 1.49282], [-0.4, 0.69282]]
    body = (
        "return [module.rowStep([given], 90, 0.4), module.rowStep([given], 270, 0.4), module.rowStep([given], 180, 0)];"
    )
    right, left, down = run("editor-names", body, desk("a", 0, 0, "1") | {"outline": ring})

    assert right == pytest.approx([1.73205, 1], abs=1e-4)
    assert left == pytest.approx([-1.73205, -1], abs=1e-4)
    assert down == pytest.approx([-0.4, 0.69282], abs=1e-4)


def test_places_are_read_in_rows(run: Run) -> None:
    """The second row's desks stand a little out of line, which makes no third row."""
    places = [desk("d", 4, 3, "4"), desk("c", 0, 3.2, "3"), desk("b", 4, 0.1, "2"), desk("a", 0, 0, "1")]
    body = "return module.inReadingOrder(given).map((place) => place.name);"

    assert run("editor-document", body, places) == ["1", "2", "3", "4"]


def test_commands_leave_other_places_alone_and_are_undone_without_end(run: Run) -> None:
    body = """
    const first = Object.freeze({...given, places: Object.freeze(given.places.map(Object.freeze))});
    const history = new module.History(first), [a, b] = first.places;
    history.run({act: "move", keys: ["a"], right: 1, down: 2}, 0);
    const kept = history.plan.places[1] === b, moved = history.plan.places[0].outline[0];
    history.run({act: "turn", keys: ["a"], degrees: 90, about: [0, 0]}, 10_000);
    history.run({act: "remove", keys: ["b"]}, 20_000);
    for (let at = 0; at < 500; at += 1) history.run({act: "set", keys: ["a"], fields: {seats: at}}, 30_000 + at);
    const said = [];
    for (let what = history.undo(); what; what = history.undo()) said.push(what);
    const same = history.plan === first, undone = said.length, again = [history.redo(), history.redo()];
    history.run({act: "scale", metres_per_unit: 0.5}, 90_000);
    const [{facing}] = history.plan.places;
    return {kept, moved, same, undone, last: said.slice(-3), again, after: history.redo(), facing};
    """
    told = run("editor-document", body, plan_of(desk("a", 0, 0, "1.01", facing=350), desk("b", 5, 5, "1.02")))

    assert told == {
        "kept": True,
        "moved": [1, 2],
        "same": True,
        "undone": 503,
        "last": ["deleted 1.02", "turned 1.01 by 90°", "moved 1.01"],
        "again": ["moved 1.01", "turned 1.01 by 90°"],
        "after": None,
        "facing": 80,
    }


def test_moves_by_a_key_held_down_are_one_step_and_later_ones_another(run: Run) -> None:
    body = """
    const history = new module.History(given);
    for (const at of [0, 100, 200, 5000]) history.run({act: "move", keys: ["a"], right: 1, down: 0}, at);
    history.undo();
    const three = history.plan.places[0].outline[0][0];
    history.undo();
    return [three, history.plan.places[0].outline[0][0], history.undo()];
    """
    assert run("editor-document", body, plan_of(desk("a", 0, 0, "1"))) == [3, 0, None]


def test_undone_move_is_not_joined_with_the_next(run: Run) -> None:
    body = """
    const history = new module.History(given), move = {act: "move", keys: ["a"], right: 1, down: 0};
    history.run(move, 0);
    history.undo();
    history.redo();
    history.run(move, 10);
    history.undo();
    return history.plan.places[0].outline[0][0];
    """
    assert run("editor-document", body, plan_of(desk("a", 0, 0, "1"))) == 1


def test_seat_goes_with_a_new_size(run: Run) -> None:
    body = """
    const command = {act: "reshape", key: "a", outline: [[0, 0], [3.2, 0], [3.2, 1.6], [0, 1.6]]};
    return module.apply(given, command).places[0].seat;
    """

    assert run("editor-document", body, plan_of(desk("a", 0, 0, "1", seat=[0.8, 1.2], facing=0))) == pytest.approx(
        [1.6, 2.4]
    )


def test_faults_are_found_at_once(run: Run) -> None:
    """Two desks half on one another, one beside them, a room below both, a name twice, a corner off the sheet."""
    room = desk("r", 0, 0, "Room") | {"kind": "meeting_room", "outline": [[0, 0], [9, 0], [9, 9], [0, 9]]}
    places = [
        desk("a", 1, 1, "1.01"),
        desk("b", 1.8, 1, "1.02"),
        desk("c", 1, 1.8, "1.03"),
        desk("d", 5, 5, "1.03"),
        desk("e", 19.4, 5, "1.05"),
        room,
    ]
    body = "return module.findFaults(given, {width: 20, height: 10}).map(({code, keys}) => [code, ...keys]);"

    assert run("editor-faults", body, plan_of(*places)) == [
        ["duplicate_name", "c", "d"],
        ["outside", "e"],
        ["overlap", "a", "b"],
    ]


def test_places_that_are_shown_under_one_name_are_a_fault(run: Run) -> None:
    """A desk “1.01” is shown as “Desk 1.01”; a room “1.01” is not, but no two may be written alike either."""
    room = desk("r", 0, 0, "1.01") | {"kind": "meeting_room", "outline": [[9, 0], [19, 0], [19, 9], [9, 9]]}
    places = [desk("a", 1, 1, "1.01"), desk("b", 5, 1, "desk  1.01"), desk("c", 5, 5, "1.02")]
    body = "return module.findFaults(given, {width: 20, height: 10}).map(({keys, says}) => [says, ...keys]);"

    assert run("editor-faults", body, plan_of(*places)) == [["2 places are called Desk 1.01.", "a", "b"]]
    assert run("editor-faults", body, plan_of(places[0], room)) == [["2 places are called Desk 1.01.", "a", "r"]]
    assert run("editor-faults", body, plan_of(places[1], room)) == []


def test_overlap_of_a_thick_line_is_none(run: Run) -> None:
    """Two hundredths of the smaller desk are tolerated: 1.6 by 0.8 allows 0.032 of width."""
    body = "return given.map((places) => module.findFaults({...places}, {width: 20, height: 10}).length);"
    under, over = (
        plan_of(desk("a", 1, 1, "1"), desk("b", 2.57, 1, "2")),
        plan_of(desk("a", 1, 1, "1"), desk("b", 2.55, 1, "2")),
    )

    assert run("editor-faults", body, [under, over]) == [0, 1]


def test_place_outside_the_outline_of_the_floor_is_a_fault(run: Run) -> None:
    """The floor is an L whose recess holds the second desk."""
    ell = [[0, 0], [10, 0], [10, 5], [5, 5], [5, 10], [0, 10]]
    body = "return module.findFaults(given, {width: 20, height: 20}).map(({code, keys}) => [code, ...keys]);"

    assert run("editor-faults", body, plan_of(desk("a", 1, 1, "1"), desk("b", 6, 6, "2"), outline=ell)) == [
        ["outside", "b"]
    ]


def test_server_is_believed_once_it_has_seen_the_plan(run: Run) -> None:
    told = [
        {
            "code": "overlap",
            "keys": ["a", "b"],
            "at": None,
            "says": "They overlap.",
            "remedy": "Move one.",
            "stops": True,
        },
        {
            "code": "out_of_use_name",
            "keys": ["a"],
            "at": None,
            "says": "That name is out of use.",
            "remedy": "Choose another.",
            "stops": False,
        },
        {
            "code": "out_of_use_name",
            "keys": ["gone"],
            "at": None,
            "says": "That name is out of use.",
            "remedy": "Choose another.",
            "stops": False,
        },
    ]
    body = """
    const [told, plan] = given, merge = (seen) => module.mergeFaults(told, [], plan, seen);
    return [true, false].map((seen) => merge(seen).map(({code, keys}) => [code, ...keys]));
    """
    seen, changed = run("editor-faults", body, [told, plan_of(desk("a", 0, 0, "1"), desk("b", 4, 0, "2"))])

    assert seen == [["overlap", "a", "b"], ["out_of_use_name", "a"], ["out_of_use_name", "gone"]]
    assert changed == [["out_of_use_name", "a"]]


def test_both_places_of_an_overlap_are_known_where_the_server_names_one(run: Run) -> None:
    """The pair stands in the plan's order, whichever lies further to the left."""
    told = [
        {"code": "overlap", "keys": ["b"], "at": None, "says": "2 and 1 overlap.", "remedy": "Move.", "stops": True}
    ]
    body = """
    const [told, plan] = given, here = module.findFaults(plan, {width: 20, height: 10});
    return module.mergeFaults(told, here, plan, true).map(({code, keys}) => [code, ...keys]);
    """
    plan = plan_of(desk("b", 2, 1, "2"), desk("a", 1, 1, "1"))

    assert run("editor-faults", body, [told, plan]) == [["overlap", "b", "a"]]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1.6", 1.6), (" 1,6 m", 1.6), ("-15°", -15), ("120 cm", 120), ("", None), ("1.2.3", None), ("abc", None)],
)
def test_numbers_are_read_as_people_type_them(run: Run, typed: str, number: float | None) -> None:
    assert run("editor-fields", "return module.readNumber(given);", typed) == number
