"""The truth about real drawings, as people wrote it down beside this file."""

from pathlib import Path

from floorplans import measure
from floorplans.measure import Truth, score

__all__ = ["read_truth", "score"]


def read_truth(name: str) -> Truth:
    return measure.read_truth((Path(__file__).parent / "truth" / f"{name}.json").read_text(encoding="utf-8"))
