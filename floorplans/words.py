"""What words in a drawing mean: the kind of a room by its label, the role of a shape by its class or layer."""

import re
from collections.abc import Mapping
from itertools import pairwise

BOOKABLE = ("desk", "meeting_room", "clinic_room", "visiting_room")

# First match wins, so that "visitor WC" is a WC and "waiting room" no meeting room.
_KINDS = (
    (
        "wc",
        "wc w.c toilet toilets lavatory lavatories washroom washrooms restroom restrooms loo bathroom "
        "shower showers urinals",
    ),
    ("stairs", "stairs stair staircase stairwell escalator escalators escape"),
    ("lift", "lift lifts elevator elevators"),
    ("kitchen", "kitchen kitchenette pantry tea canteen cafe café"),
    ("store", "store stores storage storeroom cupboard archive linen cleaner cleaners janitor dsr"),
    ("plant", "plant riser risers duct comms server electrical switchroom mechanical boiler hub"),
    ("print", "print printing printer copier copy"),
    ("waiting", "waiting lobby foyer atrium lounge breakout"),
    ("reception", "reception"),
    ("corridor", "corridor hallway hall passage circulation"),
    ("visiting_room", "visit visiting visitor visitors interview family relatives"),
    ("clinic_room", "clinic clinical consult consulting consultation treatment exam examination phlebotomy therapy"),
    ("meeting_room", "meeting conference seminar board boardroom training huddle committee"),
    ("desk", "desk desks workstation hotdesk"),
    ("office", "office offices"),
    ("laboratory", "lab labs laboratory laboratories"),
    ("classroom", "classroom lecture tutorial auditorium theatre"),
    ("quiet", "quiet phone pod prayer"),
)
# Words that name a room and tell no kind that matters here.
_ROOMS = (
    "room rooms suite unit ward bay bedroom bedrooms bath ensuite closet wardrobe garage porch deck patio balcony "
    "terrace veranda conservatory entry entrance vestibule landing dining living sitting utility laundry study den "
    "library nursery gym studio workshop changing staff rest sluice theatre pharmacy dispensary"
)
_NAMING = frozenset(_ROOMS.split())
_KIND_OF = {word: kind for kind, words in reversed(_KINDS) for word in words.split()}
_RANK = {kind: rank for rank, (kind, _) in enumerate(_KINDS)}
KINDS = frozenset(_RANK) | {"room"}

_ROLES = (
    ("door", "door doors doorway opening openings header headers lintel lintels"),
    ("window", "window windows glazing glass"),
    ("wall", "wall walls partition partitions column columns ifcwall ifcwallstandardcase ifccolumn"),
    ("stairs", "stairs stair staircase steps elevator lift ifcstair"),
    ("fixture", "fixture fixtures sanitary plumbing sink toilet ifcflowterminal"),
    (
        "furniture",
        "furniture furnishing furnishings chair chairs table tables screen screens couch equipment seating "
        "ifcfurnishingelement",
    ),
    ("room", "room rooms space spaces zone zones area areas floor ifcspace"),
    ("outline", "outline boundary perimeter footprint"),
    ("note", "dim dims dimension dimensions anno grid gridline gridlines leader leaders defpoints hatch hatching"),
)
_ROLE_OF = {word: role for role, words in reversed(_ROLES) for word in words.split()}

# What the name of a placed symbol (a stencil, a block) says that it shows.
_FURNISHINGS = (
    ("door", "door doors gate"),
    ("window", "window windows"),
    ("stairs", "stairs stair staircase elevator lift escalator"),
    (
        "fixture",
        "toilet wc sink basin bath bathtub shower urinal range cooker hob oven refrigerator fridge dishwasher washer "
        "dryer worktop radiator fireplace column columns",
    ),
    (
        "furniture",
        "desk desks workstation workstations chair chairs seat stool table tables sofa couch settee bench bed beds "
        "wardrobe dresser drawers cabinet cupboard bookcase shelf shelves locker lockers plant lamp printer copier "
        "laptop monitor tv television piano screen rack bin couches armchair furn furniture",
    ),
)
_FURNISHING_OF = {word: role for role, words in reversed(_FURNISHINGS) for word in words.split()}

_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]\b)?")
_AREA = re.compile(r"\s*\(?\b(\d+(?:[.,]\d+)?)\s*(?:m²|m2|m&#178;|m&sup2;|sq\.?\s?m|sqm|m\^2)\)?", re.I)
_FEET = r"\d{1,3}\s*['′’]\s*-?\s*\d{0,2}(?:\s*\d/\d{1,2})?\s*(?:[\"″”]|'')?"
_LENGTH = rf"(?:{_FEET}|\d{{1,3}}(?:[.,]\d{{1,3}})?\s*(?:mm|cm|m)?|\d{{4,5}}\s*(?:mm)?)"
_SIZE = re.compile(rf"\s*({_LENGTH})\s*[x×]\s*({_LENGTH})\s*", re.I)
_MEASURE = re.compile(r"\d\s*(?:[\"″”'′’]|mm\b|cm\b|x\s*\d|×)|@|\b(?:min|max|typ|approx)\b", re.I)
LONGEST_NAME = 45
MOST_WORDS = 8
# Names that drawing programs make up: rect123, path12-3, g7, Rectangle_4, svg2, XMLID_12_.
_MADE_UP = re.compile(
    r"(?:rect|rectangle|path|polygon|polyline|line|ellipse|circle|shape|group|g|svg|layer|use|tspan|text|image|object|compound|xmlid|clip|svgid"
    r"|background|border|outline|frame|cell|id|el|node|sheet)?[\W_\d]*(?:\d[\W_\da-f]*)?",
    re.I,
)


def find_kind(label: str, more: Mapping[str, str] | None = None) -> str:
    """The kind of a space with this label; `room` where no word tells.

    `more` is a trust's own table of words, in small letters, and what kind each one means; it goes first.
    """
    words = _WORD.findall(label.lower())
    words += [first + second for first, second in pairwise(words)]
    own = [more[word] for word in words if word in more] if more else []
    if own:
        return own[0]
    kinds = {_KIND_OF[word] for word in words if word in _KIND_OF}
    return min(kinds, key=lambda kind: _RANK[kind]) if kinds else "room"


def names_a_room(text: str) -> bool:
    """Whether a short text has a word in it by which rooms are called."""
    return not is_sentence(text) and any(word in _KIND_OF or word in _NAMING for word in _WORD.findall(text.lower()))


def states_a_measure(text: str) -> bool:
    """Whether a text tells how large, how many or how often something has to be."""
    return _MEASURE.search(text) is not None


def find_role(words: str) -> str:
    """The role that a class, layer or id names, or the empty string."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    for word in _WORD.findall(split.lower()) + _WORD.findall(words.lower()):
        if word in _ROLE_OF:
            return _ROLE_OF[word]
    return ""


def find_furnishing(name: str) -> str:
    """The role of what a placed symbol of this name shows, or the empty string."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    found = {_FURNISHING_OF[word] for word in _WORD.findall(split.lower()) if word in _FURNISHING_OF}
    return next((role for role, _ in _FURNISHINGS if role in found), "")


def split_area(label: str) -> tuple[str, float | None]:
    """The label without a printed area, and that area in square metres where there is one."""
    match = _AREA.search(label)
    if match is None:
        return label, None
    rest = " ".join((label[: match.start()] + " " + label[match.end() :]).split())
    return rest, float(match[1].replace(",", "."))


def is_size(text: str) -> bool:
    """Whether a text is a room's size, as 13'6 x 11' or 4.20 x 3.60 m."""
    return len(text) <= 40 and _SIZE.fullmatch(text) is not None


def is_sentence(text: str) -> bool:
    """Whether a text explains something at such length that it is no name."""
    return len(text) > LONGEST_NAME or len(text.split()) > MOST_WORDS or text.endswith(":")


def is_made_up(name: str) -> bool:
    """Whether a name is a drawing program's own numbering rather than a person's word."""
    return _MADE_UP.fullmatch(name) is not None
