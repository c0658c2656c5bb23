"""Floors drawn by this project at real scale, for the demo trust and the tests."""

from importlib.resources import files

HQ_FIRST_FLOOR = "hq-first-floor"


def demo_plan(name: str) -> bytes:
    """The SVG file of a demo floor, such as `hq-first-floor`.

    Raises:
        FileNotFoundError: there is no demo floor of that name.
    """
    found = files(__name__) / f"{name}.svg"
    if "/" in name or not found.is_file():
        raise FileNotFoundError(f"no demo floor is called {name!r}")
    return found.read_bytes()
