import gzip
import re

import pytest
from shapely import Polygon

from floorplans.draw_svg import draw_backdrop
from floorplans.frame import frame_of
from floorplans.plan import prepare_plan
from floorplans.read_svg import read_svg
from floorplans.recognise import recognise
from floorplans.results import PreparedPlan
from tests.floorplans.backdrops import assert_harmless
from tests.floorplans.drawings import read
from tests.paths import shared_data

METRES = 'width="20000mm" height="10000mm" viewBox="-5 -5 20 10"'
FLOOR = (
    '<rect class="outline" x="-5" y="-5" width="20" height="10"/>'
    '<rect data-kind="desk" data-name="1" x="0" y="0" width="1.6" height="0.8"/>'
    '<rect data-kind="kitchen" data-name="Kitchen" x="4" y="0" width="4" height="3"/>'
    '<text x="6" y="2" font-size="0.4" text-anchor="middle">Kitchen</text>'
    '<text x="0.8" y="0.5" font-size="0.2" text-anchor="middle">1</text>'
    '<path class="wall" d="M4 0H8" stroke="black" fill="none"/>'
)


def plan_of(body: str, attributes: str = METRES, **options: float | bool) -> PreparedPlan:
    drawing = read(body, attributes)
    scale = options.get("metres_per_unit")
    return prepare_plan(
        drawing, recognise(drawing), metres_per_unit=scale, bookable_rooms=bool(options.get("bookable_rooms"))
    )


def test_plan_starts_at_nought_and_is_in_metres() -> None:
    plan = plan_of(FLOOR)
    assert (plan.width, plan.height, plan.metres_per_unit) == (20, 10, 1)
    desk = plan.places[0]
    assert desk.outline == ((5, 5), (6.6, 5), (6.6, 5.8), (5, 5.8))
    assert (5.3 < desk.label_x < 6.3, round(desk.label_y, 2)) == (True, 5.4)
    assert (desk.name, desk.kind, desk.seats, desk.area_m2) == ("1", "desk", 1, 1.28)


def test_given_scale_beats_the_drawing_s_own() -> None:
    plan = plan_of(FLOOR, metres_per_unit=0.5)
    assert (plan.width, plan.height, plan.metres_per_unit) == (10, 5, 0.5)
    assert plan.places[0].area_m2 == 0.32


def test_plan_without_scale_stays_in_drawing_units() -> None:
    plan = plan_of(FLOOR, 'viewBox="-5 -5 20 10"')
    assert (plan.width, plan.height, plan.metres_per_unit) == (20, 10, None)
    assert plan.places[0].area_m2 is None


def test_scale_of_nought_is_no_scale() -> None:
    with pytest.raises(ValueError, match="above 0"):
        plan_of(FLOOR, metres_per_unit=-1.0)


def test_only_what_can_be_booked_becomes_a_place_and_only_other_names_are_drawn() -> None:
    plan = plan_of(FLOOR)
    assert [place.name for place in plan.places] == ["1"]
    assert ">Kitchen<" in plan.backdrop_svg
    assert ">1<" not in plan.backdrop_svg
    assert_harmless(plan.backdrop_svg)


@pytest.mark.parametrize(
    ("name", "turn", "size"),
    [
        ("Kitchen", "", 0.4),
        ("Kitchen and coffee bar", "", 0.28),
        ("Kitchen and coffee bar", ' transform="rotate(90 6 2)"', 0.4),
    ],
)
def test_name_of_a_room_is_drawn_no_wider_than_the_room(name: str, turn: str, size: float) -> None:
    """A name that is turned runs along the other walls."""
    named = FLOOR.replace(">Kitchen<", f"{turn}>{name}<")

    written = re.search(r'font-size="([.\d]+)"[^<]*><tspan[^>]*>Kitchen', plan_of(named).backdrop_svg)

    assert written is not None
    assert float(written[1]) == pytest.approx(size, abs=0.02)


def test_names_are_made_unique_in_their_order() -> None:
    desks = "".join(
        f'<rect data-kind="desk" data-name="{name}" x="{2 * n}" width="1.6" height="0.8"/>'
        for n, name in enumerate(("A", "a", "A (2)", "B", "A"))
    )
    assert [place.name for place in plan_of(desks).places] == ["A", "a (2)", "A (2) (2)", "B", "A (3)"]


def test_rooms_of_others_become_bookable_when_asked() -> None:
    body = (
        '<rect width="5" height="5" fill="none" stroke="red"/><text x="1" y="2" font-size="1">H801</text>'
        '<rect x="6" width="5" height="5" fill="none" stroke="red"/><text x="7" y="2" font-size="1">WC</text>'
    )
    assert plan_of(body).places == ()
    asked = plan_of(body, bookable_rooms=True)
    assert [(place.name, place.kind, place.seats) for place in asked.places] == [("H801", "meeting_room", 10)]
    unscaled = plan_of(body, 'viewBox="0 0 20 10"', bookable_rooms=True)
    assert [place.seats for place in unscaled.places] == [4]


def test_real_floor_becomes_bookable_room_by_room() -> None:
    drawing = read_svg(shared_data("svg", "concordia", "floor8.svg").read_bytes())
    plan = prepare_plan(drawing, recognise(drawing), bookable_rooms=True)
    # 76 labelled rooms less four stairs and the lifts.
    assert len(plan.places) == 71
    assert len({place.name for place in plan.places}) == 71
    assert all(Polygon(place.outline).is_valid for place in plan.places)
    assert_harmless(plan.backdrop_svg)


def test_letters_that_steer_text_are_left_out_of_the_backdrop() -> None:
    plan = plan_of('<text x="5" y="2" font-size="1">ab&#x202E;c&#x2028;d&#x7;</text>'.replace("&#x7;", ""))
    assert ">abc" in plan.backdrop_svg
    assert not any(letter in plan.backdrop_svg for letter in "\u202e\u2028")


def test_empty_margin_of_a_sheet_is_cropped() -> None:
    plan = plan_of('<rect x="400" y="300" width="200" height="100"/>', 'viewBox="0 0 1000 1000"')
    assert (plan.width, plan.height) == (206, 106)


@pytest.mark.parametrize("name", ["concordia/floor8", "concordia/VL-1", "ha-floorplan/home", "purdue-hamp/HAMP_G"])
def test_backdrop_of_a_real_drawing_is_harmless_and_compact(name: str) -> None:
    data = shared_data("svg", *f"{name}.svg".split("/")).read_bytes()
    drawing = read_svg(data)
    backdrop = prepare_plan(drawing, recognise(drawing)).backdrop_svg
    assert_harmless(backdrop)
    assert len(backdrop) < len(data) * 1.1


@pytest.mark.parametrize(
    "name", ["purdue-hamp/HAMP_G", "ha-floorplan/multi_floor", "mapmystuff/Floor_Plan_from_inkscape"]
)
def test_line_work_of_the_largest_real_plans_is_small_when_packed(name: str) -> None:
    drawing = read_svg(shared_data("svg", *f"{name}.svg".split("/")).read_bytes())
    backdrop = draw_backdrop(drawing, drawing.labels, frame_of(drawing, None))
    assert len(gzip.compress(backdrop.encode(), 6)) < 200_000


def test_of_more_lines_than_a_screen_can_show_the_largest_are_drawn() -> None:
    """60,000 short strokes between two long walls, drawn in among them."""
    strokes = [f"M{n % 600 / 30:.3f} {n // 600 / 10:.3f}l.0{1 + n % 9} .0{1 + n % 7}" for n in range(60_000)]
    strokes[30_000:30_000] = ["M-4 -4H14", "M-4 4H14"]
    plan = plan_of(f'<path stroke="black" fill="none" d="{"".join(strokes)}"/>')
    assert plan.backdrop_svg.count("h18") == 2
    assert 19_000 < plan.backdrop_svg.count("M") <= 20_001
    assert len(gzip.compress(plan.backdrop_svg.encode(), 6)) < 200_000


def test_one_line_of_more_points_than_are_drawn_is_drawn_all_the_same() -> None:
    zigzag = "".join(f"L{n / 5_000:.4f} {n % 2 * 3}" for n in range(50_000))
    plan = plan_of(f'<path stroke="black" fill="none" d="M0 0{zigzag}"/><path stroke="black" d="M0 4h1"/>')
    assert plan.backdrop_svg.count("v-3") + plan.backdrop_svg.count(" -3") > 20_000
