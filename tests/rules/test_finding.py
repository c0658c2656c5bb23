"""Which names fit what somebody typed."""

import pytest

from booking.model.estate import Floor, ResourceKind
from booking.model.finding import NamedPlace, Sitting
from booking.model.ids import BuildingId, PersonId, Ref, SiteId
from booking.rules.finding import (
    closeness,
    fits,
    fits_place,
    fold,
    is_enough,
    is_name,
    next_sittings,
    place_closeness,
    words_of,
)
from tests.rules.facts import FLOOR, between, london, room, site


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Siân", "sian"),
        ("Sia\u0302n", "sian"),
        ("O’Brien", "obrien"),
        ("O'BRIEN", "obrien"),
        ("Łukasz Żak", "lukasz zak"),
        ("Strauß", "strauss"),
        ("İrem", "irem"),
        ("ＤＥＳＫ", "desk"),
    ],
)
def test_fold_takes_case_accents_and_apostrophes_away(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Desk 1.12 ", ("desk", "1.12")),
        ("Smith-Jones", ("smith", "jones")),
        ("1.12.", ("1.12",)),
        ("<b>x</b>", ("b", "x", "b")),
        ("=cmd|' /C calc'!A0", ("cmd", "c", "calc", "a0")),
        ("\x00\u202e%_*", ()),
        ("", ()),
    ],
)
def test_words_are_letters_and_figures(typed: str, words: tuple[str, ...]) -> None:
    assert words_of(typed) == words


@pytest.mark.parametrize(
    ("words", "enough"), [((), False), (("a",), False), (("a", "b"), False), (("1", "ab"), True), (("12",), True)]
)
def test_two_letters_in_one_word_are_enough(words: tuple[str, ...], enough: bool) -> None:
    assert is_enough(words) is enough


@pytest.mark.parametrize(
    ("typed", "name", "fit"),
    [
        ("sian", "Siân Brown", True),
        ("BROWN si", "Siân Brown", True),
        ("ian", "Siân Brown", False),
        ("sian green", "Siân Brown", False),
        ("obr", "Mary O’Brien", True),
        ("jones", "Ann Smith-Jones", True),
        ("smithjones ann", "Ann Smith-Jones", True),
        ("smith-j", "Ann Smith\u2010Jones", True),
        ("annemarie", "Anne-Marie Bell", True),
        ("marieb", "Anne-Marie Bell", False),
        ("brien, m", "Mary O’Brien", True),
        ("o brien", "Mary O'Brien", True),
        ("obrien", "Mary O'Brien", True),
        ("rien", "Mary O'Brien", False),
        ("Brown, Keisha", "Keisha Brown", True),
        ("brown k", "Keisha Brown", True),
        ("l30", "L-30", True),
        ("1.12", "1.12", True),
        ("1.1", "1.12", True),
        ("12", "1.12", True),
        ("2", "1.12", False),
        (".12", "1.12", True),
        ("112", "1.12", False),
    ],
)
def test_name_fits_by_the_beginnings_of_its_words(typed: str, name: str, fit: bool) -> None:
    assert fits(words_of(typed), name) is fit


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [
        ("Brown, Keisha", "Keisha Brown", True),
        ("keisha brown", "Keisha Brown", True),
        ("Keisha", "Keisha Brown", False),
        ("Keisha Brown", "Keisha Brown-Hall", False),
        ("Bell, Annemarie", "Anne-Marie Béll", True),
        ("OBRIEN Mary", "Mary O’Brien", True),
    ],
)
def test_whole_name_is_known_in_any_order_of_its_parts(typed: str, name: str, same: bool) -> None:
    assert is_name(typed, name) is same


def place(name: str, kind: ResourceKind = ResourceKind.DESK, site_name: str = "Northgate") -> NamedPlace:
    return NamedPlace(Ref(name), kind, name, Ref("f"), "First floor", "Alder House", site_name, SiteId(1), None)


@pytest.mark.parametrize(
    ("typed", "fit"),
    [
        ("1.12", True),
        ("desk 1.12", True),
        ("1.12 alder", True),
        ("1.12 first northgate", True),
        ("desk", True),
        ("alder", False),
        ("first floor", False),
        ("1.12 southgate", False),
        ("room 1.12", False),
    ],
)
def test_place_fits_by_its_name_or_kind_and_then_by_where_it_is(typed: str, fit: bool) -> None:
    assert fits_place(words_of(typed), place("1.12")) is fit


def test_meeting_room_fits_its_kind() -> None:
    assert fits_place(words_of("meeting room oak"), place("Oak", ResourceKind.MEETING_ROOM))


def test_closest_name_comes_first() -> None:
    names = ["Rowan 12", "Rowan 2", "The Rowan", "Rowan", "Rowan Annexe"]

    ordered = sorted(names, key=lambda name: closeness(("rowan",), name))

    assert ordered == ["Rowan", "Rowan 2", "Rowan 12", "Rowan Annexe", "The Rowan"]


def test_places_of_one_name_are_ordered_by_site() -> None:
    words = words_of("desk 1.1")
    places = [place("1.12"), place("1.1", site_name="Southgate"), place("1.2"), place("1.1"), place("1.10")]

    ordered = sorted(places, key=lambda one: place_closeness(words, one))

    assert [(one.name, one.site) for one in ordered] == [
        ("1.1", "Northgate"), ("1.1", "Southgate"), ("1.10", "Northgate"), ("1.12", "Northgate"), ("1.2", "Northgate"),
    ]  # fmt: skip


def test_sittings_are_those_of_today_and_of_the_next_day_with_any() -> None:
    stands = Floor(FLOOR, Ref("f"), BuildingId(1), "Oak", "First", 1, site(), 0, None)
    times = [
        between("09:00", "10:00", "2026-11-27"),
        between("13:00", "17:00", "2026-11-24"),
        between("11:00", "12:00", "2026-11-27"),
        between("09:00", "12:00", "2026-11-24"),
        between("09:00", "10:00", "2026-11-30"),
    ]
    sittings = [Sitting(PersonId(1), room(), stands, interval) for interval in times]

    today, later = next_sittings(sittings, london("2026-11-24T08:00"))

    assert [one.interval for one in today] == [times[3], times[1]]
    assert [one.interval for one in later] == [times[0], times[2]]
    assert next_sittings(sittings[:1], london("2026-11-24T08:00")) == ((), (sittings[0],))
    assert next_sittings((), london("2026-11-24T08:00")) == ((), ())
