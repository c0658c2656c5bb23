"""Reads an IMDF archive (a zip of GeoJSON, one file a feature type) into a Drawing: one level, in metres."""

import io
import zipfile
import zlib
from collections.abc import Sequence

from floorplans.formats import MOST_BYTES
from floorplans.gather import Gathering
from floorplans.geojson import Feature, load_json, read_features
from floorplans.read_geojson import add_label, find_world
from floorplans.shapes import Drawing, DrawingRefused, Point
from floorplans.world import World

MOST_MEMBERS = 200
LONGEST_DIRECTORY = 100_000
MOST_UNPACKED = 24 * 1024 * 1024

_DAMAGED = "The archive is damaged or cut off, so it cannot be read. Export it again and upload the new file."
_READ = ("unit", "level", "opening", "fixture", "occupant", "anchor", "amenity")

# What an archive is by the names in it, and what to do with it.
_OTHERS = (
    (
        "visio/",
        "This is a Visio drawing (VSDX). In Visio choose Save as, Scalable Vector Graphics (SVG), and upload that.",
    ),
    ("word/", "This is a Word document. Export the floor as SVG from the program that drew it, and upload that."),
    ("xl/", "This is an Excel workbook. Export the floor as SVG from the program that drew it, and upload that."),
    ("ppt/", "This is a PowerPoint file. Save the slide as SVG (Save as, Scalable Vector Graphics) and upload that."),
)
_OTHER_ENDINGS = (
    (
        ".ifc",
        "This is an IFC building model. In the CAD program open the floor's plan view, export it as DXF or SVG, "
        "and upload that.",
    ),
    (".dwg", "This archive holds a DWG drawing. In the CAD program choose Save as, DXF, and upload the DXF itself."),
    (".svg", "This is an archive round an SVG drawing. Unpack it and upload the SVG file itself."),
    (".dxf", "This is an archive round a DXF drawing. Unpack it and upload the DXF file itself."),
)

# IMDF's categories of units in our words; the rest are rooms. Source: IMDF 1.0.0, "Unit categories".
_KINDS = {
    "office": "office",
    "conferenceroom": "meeting_room",
    "auditorium": "classroom",
    "classroom": "classroom",
    "laboratory": "laboratory",
    "restroom": "wc",
    "stairs": "stairs",
    "steps": "stairs",
    "escalator": "stairs",
    "elevator": "lift",
    "kitchen": "kitchen",
    "storage": "store",
    "walkway": "corridor",
    "lobby": "waiting",
    "waitingroom": "waiting",
    "lounge": "waiting",
    "examroom": "clinic_room",
    "mothersroom": "quiet",
    "prayerroom": "quiet",
    "phoneroom": "quiet",
    "privatelounge": "waiting",
    "serverroom": "plant",
    "mechanical": "plant",
    "electrical": "plant",
}
_ROLES = {"stairs": "stairs", "lift": "stairs"}
_NO_FLOOR = frozenset({"opentobelow", "nonpublic.opentobelow", "void"})


def read_imdf(data: bytes, part: int | None = None) -> Drawing:
    """Read one level of an IMDF archive.

    Args:
        data: the archive; nothing in it is written anywhere.
        part: which level, in their order from the lowest; None for the one with the most units.

    Returns:
        Units as rooms with the kind that the archive states, doors, and names; metres, y down.

    Raises:
        DrawingRefused: another kind of archive, damaged, too large when unpacked, or no such level.
    """
    files = _unpack(data)
    levels = sorted(files["level"], key=lambda level: (_ordinal(level), level.text("name")))
    if not levels:
        raise DrawingRefused("This IMDF archive has no level, so there is no floor to show. Export it again.")
    counts = [sum(1 for unit in files["unit"] if unit.text("level_id") == level.id) for level in levels]
    number = counts.index(max(counts)) if part is None else part
    if not 0 <= number < len(levels):
        raise DrawingRefused(f"This IMDF archive has {len(levels)} levels, so there is no level {number + 1}.")
    level = levels[number]
    names = [level.text("name", "short_name") or f"{_ordinal(level):g}" for level in levels]
    notes = [f"The archive has {len(levels)} levels ({', '.join(names[:10])}); read was {names[number]}."]
    here = {name: [thing for thing in things if thing.text("level_id") == level.id] for name, things in files.items()}
    places = [place for thing in (*here["unit"], level) for ring in thing.rings for place in ring]
    world, more = find_world(places)
    found = Gathering()
    for ring in level.rings:
        found.add_run(_placed(ring, world), "outline", closed=True, name=names[number])
    named = _occupants(files)
    for unit in here["unit"]:
        _add_unit(unit, named.get(unit.id, ""), world, found)
    for thing in (*here["opening"], *here["fixture"]):
        role = "door" if thing in here["opening"] else "fixture"
        for run in (*thing.lines, *thing.rings):
            found.add_run(_placed(run, world), role, closed=run in thing.rings)
    return found.finish(1.0, [*notes, *more])


def _ordinal(level: Feature) -> float:
    number = level.properties.get("ordinal")
    return float(number) if isinstance(number, int | float) else 0.0


def _placed(run: Sequence[Point], world: World) -> list[Point]:
    return [world.place(x, y) for x, y in run]


def _occupants(files: dict[str, list[Feature]]) -> dict[str, str]:
    """The name of who uses a unit, by the unit's id."""
    units = {anchor.id: anchor.text("unit_id") for anchor in files["anchor"]}
    return {
        units[anchor]: thing.text("name") for thing in files["occupant"] if (anchor := thing.text("anchor_id")) in units
    }


def _add_unit(unit: Feature, occupant: str, world: World, found: Gathering) -> None:
    category = unit.text("category")
    if category in _NO_FLOOR:
        return
    kind = _KINDS.get(category.partition(".")[0], "room")
    name = unit.text("name", "alt_name") or occupant
    said = name or (category.partition(".")[0].capitalize() if kind in ("wc", "stairs", "lift") else "")
    data = {"kind": kind, "name": said} if said else {}
    for ring in unit.rings:
        found.add_run(_placed(ring, world), _ROLES.get(kind, "room"), closed=True, name=said, data=data)
    place = unit.properties.get("display_point")
    at = place.get("coordinates") if isinstance(place, dict) else None
    if name and isinstance(at, list) and len(at) >= 2 and all(isinstance(number, int | float) for number in at[:2]):
        add_label(name, found.check_points([world.place(at[0], at[1])])[0], "room", found)


def _unpack(data: bytes) -> dict[str, list[Feature]]:
    """The features of each file that we read, by the file's name without its ending; empty where it is missing."""
    try:
        _check_directory(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: info for info in archive.infolist()}
            _refuse_others(tuple(members))
            wanted = {name: _find(members, f"{name}.geojson") for name in _READ}
            sizes = [info.file_size for info in wanted.values() if info is not None]
            if len(members) > MOST_MEMBERS or sum(sizes) > MOST_UNPACKED or max(sizes, default=0) > MOST_BYTES:
                raise DrawingRefused(
                    f"Unpacked, this archive is larger than {MOST_BYTES // 1024 // 1024} MB a file, the most that can "
                    "be read. Export one building alone, and try again."
                )
            return {
                name: [] if info is None else read_features(load_json(_read(archive, info)))
                for name, info in wanted.items()
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as broken:
        raise DrawingRefused(_DAMAGED) from broken


def _check_directory(data: bytes) -> None:
    """Refuse a list of contents that would take long to read before anything is known of it."""
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or int.from_bytes(data[at + 12 : at + 16], "little") > LONGEST_DIRECTORY:
        raise DrawingRefused(_DAMAGED)


def _refuse_others(names: tuple[str, ...]) -> None:
    for start, sentence in _OTHERS:
        if any(name.startswith(start) for name in names):
            raise DrawingRefused(sentence)
    if any(name.rpartition("/")[2] == "unit.geojson" for name in names):
        return
    for ending, sentence in _OTHER_ENDINGS:
        if any(name.lower().endswith(ending) for name in names):
            raise DrawingRefused(sentence)
    raise DrawingRefused(
        "This is a compressed archive, and not one of a floor (IMDF). Unpack it and upload the drawing itself, "
        "as SVG, DXF, draw.io XML or GeoJSON."
    )


def _find(members: dict[str, zipfile.ZipInfo], name: str) -> zipfile.ZipInfo | None:
    """The file of this name nearest to the archive's root."""
    found = [path for path in members if path.rpartition("/")[2] == name and not path.startswith("__MACOSX")]
    return members[min(found, key=len)] if found else None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        return member.read(MOST_BYTES)
