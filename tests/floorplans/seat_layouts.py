"""Five thousand seats, from an open office to a hall of desks, with what stands between them."""

from dataclasses import dataclass

Seat = tuple[float, float]
Run = tuple[Seat, ...]

SEATS = 5000


@dataclass(frozen=True, slots=True)
class Layout:
    """Seats in metres, where each person looks, and runs of points along walls and screens."""

    seats: tuple[Seat, ...]
    facings: tuple[float, ...] = ()
    screens: tuple[Run, ...] = ()


def open_office() -> Layout:
    """7 m² for each desk, and a screen behind each second row's desks."""
    seats = _grid(70, 2.6, 2.7)
    screens = tuple(((x - 1.0, y + 1.35), (x + 1.0, y + 1.35)) for x, y in seats)
    return Layout(seats, tuple(180.0 * (at // 70 % 2) for at in range(SEATS)), screens)


def benches() -> Layout:
    """Rows of benches at which people face each other across a screen, 2.7 m² for each."""
    downs = [row // 2 * 3.8 + row % 2 * 1.6 for row in range(100)]
    seats = tuple((at * 1.4, down) for down in downs for at in range(50))
    screens = tuple(
        ((at * 1.4 - 0.7, down + 0.8), ((at + 5) * 1.4 - 0.7, down + 0.8))
        for down in downs[::2]
        for at in range(0, 50, 5)
    )
    return Layout(seats, tuple(180.0 * (at // 50 % 2 == 0) for at in range(SEATS)), screens)


def hall() -> Layout:
    """A desk on each square metre, as in a hall for examinations, in cells of 10 m with walls around them."""
    seats = _grid(100, 1.0, 1.0)
    upright = tuple(((10 * at - 0.5, -1.0), (10 * at - 0.5, 50.0)) for at in range(11))
    across = tuple(((-1.0, 10 * at - 0.5), (100.0, 10 * at - 0.5)) for at in range(6))
    return Layout(seats, (180.0,) * SEATS, upright + across)


def screened_hall() -> Layout:
    """A desk on each 1.44 m², and a screen before each of them."""
    seats = _grid(100, 1.2, 1.2)
    return Layout(seats, (0.0,) * SEATS, tuple(((x - 0.5, y - 0.6), (x + 0.5, y - 0.6)) for x, y in seats))


LAYOUTS = {
    "an open office": open_office,
    "benches with screens": benches,
    "a hall with walls": hall,
    "a hall with a screen before each desk": screened_hall,
}


def _grid(across: int, dx: float, dy: float) -> tuple[Seat, ...]:
    return tuple((at % across * dx, at // across * dy) for at in range(SEATS))
