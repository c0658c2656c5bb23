"""Where signs and names lie on the map: within their places, whatever those are called."""

import pytest

from booking.model.estate import Place
from booking.model.ids import ResourceId
from booking.web.lettering import Lettering, letter, width_of

UNIT = 0.5


def place(width: float, height: float) -> Place:
    return Place(ResourceId(1), ((0, 0), (width, 0), (width, height), (0, height)), width / 2, height / 2, None)


def overhang(lettering: Lettering, width: float, height: float) -> float:
    """By how much anything that is written or drawn leaves a place; below 0 by how much air is left around it."""
    beyond = [
        -lettering.icon_x,
        -lettering.icon_y,
        lettering.icon_x + lettering.icon_size - width,
        lettering.icon_y + lettering.icon_size - height,
    ]
    for line in lettering.lines:
        half = width_of(line.text) * lettering.size / 2
        beyond += [half - line.x, line.x + half - width, 0.8 * lettering.size - line.y, line.y - height]
    if lettering.holder is not None:
        beyond += [lettering.holder.y - height, lettering.holder.room / 2 - lettering.holder.x]
    return max(beyond)


@pytest.mark.parametrize("name", ["Oak", "Curlew", "Osprey boardroom", "Multidisciplinary team meeting room", "M"])
@pytest.mark.parametrize(("width", "height"), [(6, 6), (2.6, 4.5), (8, 1.2), (0.8, 1.4), (1.4, 0.8), (0.7, 0.7)])
def test_sign_and_name_stay_within_the_place(name: str, width: float, height: float) -> None:
    lettering = letter(place(width, height), name, UNIT)

    assert overhang(lettering, width, height) < 0
    assert " ".join(line.text for line in lettering.lines) == name


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Oak", ["Oak"]),
        ("Osprey boardroom", ["Osprey", "boardroom"]),
        ("Room of the third ward", ["Room of the", "third ward"]),
    ],
)
def test_name_of_several_words_is_broken_where_that_makes_it_larger(name: str, lines: list[str]) -> None:
    lettering = letter(place(6, 6), name, UNIT)

    assert ([line.text for line in lettering.lines], lettering.holder) == (lines, None)


def test_number_of_a_desk_waits_until_the_map_is_near_and_leaves_room_for_a_colleague() -> None:
    desk, wide = letter(place(0.8, 1.4), "1.07", UNIT), letter(place(3, 1.2), "A", UNIT)

    assert wide.holder is None
    assert desk.holder is not None
    assert desk.holder.fit("Jo B") == desk.holder.most
    assert desk.holder.fit("Maximiliane B") < desk.holder.most
    assert desk.holder.y > desk.lines[0].y
