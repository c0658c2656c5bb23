"""Floors drawn by this project at real scale, for the demo trust and the tests."""

from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class DemoFloor:
    """A drawn floor and where it is; level 0 is the ground floor."""

    name: str
    site: str
    building: str
    floor: str
    level: int


HQ_FIRST_FLOOR = "hq-first-floor"

DEMO_FLOORS: tuple[DemoFloor, ...] = (
    DemoFloor("hq-ground-floor", "Alder House", "Alder House", "Ground floor", 0),
    DemoFloor(HQ_FIRST_FLOOR, "Alder House", "Alder House", "First floor", 1),
    DemoFloor("hq-second-floor", "Alder House", "Alder House", "Second floor", 2),
    DemoFloor("clinic-ground-floor", "Bridge Street Clinic", "Bridge Street Clinic", "Ground floor", 0),
    DemoFloor("clinic-first-floor", "Bridge Street Clinic", "Bridge Street Clinic", "First floor", 1),
    DemoFloor("larch-unit", "Larch Unit", "Larch Unit", "Ground floor", 0),
)


def demo_plan(name: str) -> bytes:
    """The SVG file of a demo floor, such as `hq-first-floor`.

    Raises:
        FileNotFoundError: there is no demo floor of that name.
    """
    found = files(__name__) / f"{name}.svg"
    if "/" in name or not found.is_file():
        raise FileNotFoundError(f"no demo floor is called {name!r}")
    return found.read_bytes()
