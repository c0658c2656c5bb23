"""Lengths as people write them on drawings: 4.5 m, 3,200 mm, 12'-6"."""

import re

SHORTEST_M = 0.05
LONGEST_M = 2_000.0

_METRES = {"mm": 0.001, "cm": 0.01, "m": 1.0, "metres": 1.0, "meters": 1.0, "km": 1000.0, "ft": 0.3048, "feet": 0.3048}
_METRIC = re.compile(r"\s*(\d{1,3}(?:,\d{3})+|\d{1,6})([.,]\d{1,4})?\s*(mm|cm|metres|meters|m|ft|feet)\.?\s*", re.I)
_INCH = 0.0254
_IMPERIAL = re.compile(
    r"\s*(?:(\d{1,4})\s*['′’])?\s*-?\s*(?:(\d{1,2}(?:\.\d{1,3})?)?\s*(?:(\d{1,2})/(\d{1,2}))?\s*(?:[\"″”]|''))?\s*"
)


def read_length_m(text: str) -> float | None:
    """The length in metres that the whole text states, or None where it states none that a floor can have."""
    if len(text) > 24:
        return None
    metric = _METRIC.fullmatch(text)
    if metric is not None:
        number = float(metric[1].replace(",", "") + (metric[2] or "").replace(",", "."))
        return _believable(number * _METRES[metric[3].lower()])
    imperial = _IMPERIAL.fullmatch(text)
    if imperial is None or not any(imperial.groups()):
        return None
    feet, inches, over, under = imperial.groups()
    if under is not None and int(under) == 0:
        return None
    part = int(over) / int(under) if over else 0.0
    return _believable(int(feet or 0) * 12 * _INCH + (float(inches or 0) + part) * _INCH)


def _believable(length_m: float) -> float | None:
    return length_m if SHORTEST_M <= length_m <= LONGEST_M else None
