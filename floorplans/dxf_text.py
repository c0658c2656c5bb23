"""Labels of a DXF file: TEXT, MTEXT and the attributes of blocks, each with the box that it covers."""

import math

from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.insert import Insert
from ezdxf.entities.mtext import MText
from ezdxf.entities.text import Text
from ezdxf.enums import TextEntityAlignment

from floorplans.gather import Gathering
from floorplans.rich_text import split_lines
from floorplans.shapes import Label
from floorplans.svg_text import text_width

# A DXF text's height is that of its capitals; ours is that of the whole line.
CAPITAL_SHARE = 0.72
MTEXT_SPACING = 5 / 3
_NAMING = ("NUMBER", "NUM", "NO", "ID", "NAME", "DESK", "ROOM", "LABEL", "TAG", "REF")


def add_text(entity: DXFGraphic, role: str, found: Gathering) -> None:
    """Add the label of a text entity, where it says anything."""
    if isinstance(entity, MText):
        _add_mtext(entity, role, found)
    elif isinstance(entity, Text):
        _add_line(entity, role, found)


def _add_line(text: Text, role: str, found: Gathering) -> None:
    lines = split_lines(text.plain_text())
    height = float(text.dxf.get("height", 0.0)) / CAPITAL_SHARE
    if not lines or not 0 < height < math.inf:
        return
    width = text_width(lines[0], height) * max(0.1, min(10.0, float(text.dxf.get("width", 1.0))))
    align, start, end = text.get_placement()
    capitals = height * CAPITAL_SHARE
    across = {"LEFT": width / 2, "RIGHT": -width / 2}.get(align.name.rpartition("_")[2], 0.0)
    up = {"TOP": -capitals / 2, "MIDDLE": 0.0}.get(align.name.partition("_")[0], capitals / 2)
    turn = math.radians(float(text.dxf.get("rotation", 0.0)))
    if align in (TextEntityAlignment.ALIGNED, TextEntityAlignment.FIT) and end is not None:
        turn = math.atan2(end.y - start.y, end.x - start.x)
        across, width = math.dist((start.x, start.y), (end.x, end.y)) / 2, math.dist((start.x, start.y), (end.x, end.y))
    place = text.ocs().to_wcs(
        (
            start.x + across * math.cos(turn) - up * math.sin(turn),
            start.y + across * math.sin(turn) + up * math.cos(turn),
            0.0,
        )
    )
    _add_label(found, lines, (float(place.x), -float(place.y)), (width, height, -math.degrees(turn)), role)


def _add_mtext(text: MText, role: str, found: Gathering) -> None:
    lines = split_lines(str(text.plain_text(split=False)))
    height = float(text.dxf.get("char_height", 0.0)) / CAPITAL_SHARE
    if not lines or not 0 < height < math.inf:
        return
    width = max(text_width(line, height) for line in lines)
    capitals = height * CAPITAL_SHARE
    tall = capitals * (1 + (len(lines) - 1) * MTEXT_SPACING * float(text.dxf.get("line_spacing_factor", 1.0)))
    row, column = divmod(int(text.dxf.get("attachment_point", 1)) - 1, 3)
    across, up = (1 - column) * width / 2, (row - 1) * tall / 2
    turn = math.radians(text.get_rotation())
    start = text.dxf.insert
    x = float(start.x) + across * math.cos(turn) - up * math.sin(turn)
    y = float(start.y) + across * math.sin(turn) + up * math.cos(turn)
    _add_label(found, lines, (x, -y), (width, height, -math.degrees(turn)), role)


def _add_label(
    found: Gathering, lines: tuple[str, ...], place: tuple[float, float], box: tuple[float, float, float], role: str
) -> None:
    middle = found.check_points([place])[0]
    width, height, angle = found.check_points([box[:2]])[0][0], box[1], round(box[2], 3) + 0.0
    order = found.next_order()
    found.labels.append(Label(" ".join(lines), *middle, width, height, angle, order, role, lines))


def add_attributes(insert: Insert, role: str, found: Gathering) -> None:
    """Add the labels of a placed block's attributes that are shown."""
    for attribute in insert.attribs:
        if not attribute.is_invisible:
            _add_line(attribute, role, found)


def attribute_words(insert: Insert) -> str:
    """What a placed block is called by its attributes: the one whose tag names it, else the first that is filled in."""
    filled = [(attribute.dxf.get("tag", "").upper(), attribute.plain_text().strip()) for attribute in insert.attribs]
    filled = [(tag, words) for tag, words in filled if words]
    named = [words for tag, words in filled if any(word in tag for word in _NAMING)]
    return (named or [words for _, words in filled] or [""])[0][:200]
