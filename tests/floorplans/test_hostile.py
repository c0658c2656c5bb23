import io
import time
from pathlib import Path

import pytest
from ezdxf.filemanagement import new
from hypothesis import given, settings
from hypothesis import strategies as st

from floorplans.faults import find_faults
from floorplans.plan import prepare_plan
from floorplans.read_drawing import read_drawing
from floorplans.read_svg import read_svg
from floorplans.recognise import recognise
from floorplans.results import PreparedPlan
from floorplans.shapes import DrawingRefused
from tests.floorplans.backdrops import assert_harmless
from tests.floorplans.drawings import drawio_model, svg
from tests.paths import shared_data

LONGEST_S = 2.0
LONGEST_FOR_FULL_SIZE_S = 10.0


def prepare(data: bytes) -> PreparedPlan:
    """All that happens to an upload before it is shown."""
    drawing = read_drawing(data)
    plan = prepare_plan(drawing, recognise(drawing), bookable_rooms=True)
    find_faults(plan)
    return plan


def hostile_files() -> list[Path]:
    return sorted(path for path in shared_data("bad", "payloads-xxe-svg").rglob("*") if path.is_file())


def test_every_known_payload_is_refused_or_comes_out_harmless() -> None:
    answers = {"refused": 0, "harmless": 0}
    for path in hostile_files():
        started = time.process_time()
        try:
            assert_harmless(prepare(path.read_bytes()).backdrop_svg)
            answers["harmless"] += 1
        except DrawingRefused:
            answers["refused"] += 1
        assert time.process_time() - started < LONGEST_S, path.name
    assert answers["refused"] + answers["harmless"] == len(hostile_files())
    assert answers["harmless"] >= 10


def test_secret_file_is_not_read_through_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("stolen")
    head = f'<!DOCTYPE svg [<!ENTITY xxe SYSTEM "{secret.as_uri()}">]>'
    data = head.encode() + svg('<rect width="90" height="90"/><text x="9" y="50">a&xxe;b</text>')
    drawing = read_svg(data)
    assert [label.text for label in drawing.labels] == ["a"] or [label.text for label in drawing.labels] == ["ab"]


def test_entities_of_an_illustrator_file_are_no_reason_to_refuse_it() -> None:
    head = b'<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>'
    body = b'<svg xmlns="&ns_svg;" viewBox="0 0 9 9"><rect width="5" height="5"/></svg>'
    assert len(read_svg(head + body).shapes) == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('<rect width="1e400" height="5"/>', "not finite or is larger than a billion"),
        ('<rect width="nan" height="5"/>', "not finite or is larger than a billion"),
        ('<rect x="1e10" width="5" height="5"/>', "not finite or is larger than a billion"),
        ('<g transform="scale(1e6)"><g transform="scale(1e6)"><rect width="5" height="5"/></g></g>', "not finite"),
        ('<path d="M0 0L-1e300 5L5 5Z"/>', "not finite"),
        ("<g>" * 300 + "</g>" * 300, "more than 256 deep"),
        ("<g>" * 100_000 + "</g>" * 100_000, "more than 256 deep"),
        ("<g/>" * 20_000, "more than 20,000 elements"),
        ('<path stroke="red" fill="none" d="M0 0' + "c9999 1-9999 1 0 0" * 20_000 + '"/>', "600,000 points"),
        ('<path d="M0 0' + "l1 1" * 600_000 + '"/>', "longer than 2,000,000 characters"),
        ("<style>" + "a{fill:red}" * 40_000 + "</style>", "style sheet is too large"),
        (
            "<style>" + "g g g g g g rect{fill:red}" * 2_000 + "</style>" + "<g>" * 90 + "<rect/>" * 900 + "</g>" * 90,
            "style sheet is too large",
        ),
        (
            "".join(
                f'<rect width="{1 + i / 60}" height="{1 + i / 60}"/><text x="{i / 60}" y="{i / 60}">{i}</text>'
                for i in range(5_000)
            ),
            "lie on one another",
        ),
    ],
)
def test_each_limit_has_a_sentence_of_its_own(body: str, sentence: str) -> None:
    started = time.process_time()
    with pytest.raises(DrawingRefused, match=sentence) as refused:
        prepare(svg(body))
    assert str(refused.value).endswith(".")
    assert time.process_time() - started < LONGEST_FOR_FULL_SIZE_S


def test_upload_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(DrawingRefused, match="larger than 8 MB"):
        read_svg(b"<" * (8 * 1024 * 1024 + 1))


def test_bomb_of_entities_is_refused() -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{(f"&a{n - 1};" if n > 1 else "&a;") * 10}">' for n in range(1, 10)
    )
    with pytest.raises(DrawingRefused):
        read_svg(f'<!DOCTYPE svg [{entities}]><svg xmlns="http://www.w3.org/2000/svg" id="&a9;"/>'.encode())


def test_bomb_of_symbols_is_refused() -> None:
    levels = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 12))
    with pytest.raises(DrawingRefused, match="With its symbols in place"):
        read_svg(svg(f'<defs><g id="a0"><rect width="1" height="1"/></g>{levels}</defs><use href="#a11"/>'))


def test_symbols_that_contain_themselves_are_left_out() -> None:
    body = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g><use id="c" href="#c"/>'
    drawing = read_svg(svg(body + '<rect width="9" height="9"/>'))
    assert len(drawing.shapes) == 1
    assert any(note.startswith("Symbols that contain themselves") for note in drawing.notes)


@pytest.mark.parametrize(
    "body",
    [
        '<use href="https://evil.example/x.svg#y"/>',
        '<use xlink:href="file:///etc/passwd#y"/>',
        '<use href="data:image/svg+xml;base64,AAAA#y"/>',
    ],
)
def test_references_to_elsewhere_are_not_followed_and_counted(body: str) -> None:
    drawing = read_svg(svg(body + '<rect width="9" height="9"/>'))
    assert drawing.notes[-1] == "References to other files or addresses, which are never followed: 1."


def test_nothing_active_passes() -> None:
    body = (
        "<script>alert(1)</script>"
        '<rect onload="alert(2)" data-kind="desk" data-name="&lt;b&gt;x" width="50" height="50"/>'
        "<foreignObject><body>no</body></foreignObject><image href='https://evil.example/a.png' width='9' height='9'/>"
        "<style>@import url(https://evil.example/a.css); rect{fill:url(https://evil.example/b)}</style>"
        '<a href="javascript:alert(3)"><rect x="60" width="30" height="30"/></a><animate attributeName="x"/>'
        "<text x='9' y='90'>&lt;script&gt;alert(4)&lt;/script&gt;</text>"
    )
    plan = prepare(svg(body))
    assert_harmless(plan.backdrop_svg)
    assert [place.name for place in plan.places] == ["<b>x"]
    assert "evil" not in plan.backdrop_svg
    assert "<script" not in plan.backdrop_svg


@pytest.mark.parametrize(
    "body",
    [
        '<rect transform="matrix(' + "1" * 200_000 + ' x)" width="9" height="9"/>',
        '<rect width="' + "9" * 500_000 + 'x" height="9"/>',
        '<rect id="' + "rect1" * 90_000 + '!" width="9" height="9"/>',
        "<text>" + "<tspan>a</tspan>" * 19_000 + "</text>",
        '<polygon points="' + "1," * 400_000 + '"/>',
        '<path d="M' + " ".join(f"{(n * 37) % 100} {(n * 61) % 100}" for n in range(20_000)) + 'Z"/>',
        '<rect width="99" height="99"/><text x="9" y="9">a</text><text x="9" y="90">b</text>'
        + "".join(f'<path stroke="red" d="M{n % 100} 0L{n * 7 % 100} 100"/>' for n in range(15_000)),
    ],
)
def test_text_made_to_be_slow_is_not(body: str) -> None:
    started = time.process_time()
    prepare(svg(body))
    assert time.process_time() - started < LONGEST_FOR_FULL_SIZE_S


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: svg(text.replace("\0", ""))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert_harmless(prepare(data).backdrop_svg)
    except DrawingRefused as refused:
        assert str(refused)  # noqa: PT017 - either answer is right


def seeds() -> list[bytes]:
    """A small, sound file of each kind that has a grammar of its own."""
    document = new("R2000")
    block = document.blocks.new("DESK")
    block.add_lwpolyline([(0, 0), (1.6, 0, 0, 0, 0.5), (1.6, 0.8)], close=True)
    space = document.modelspace()
    space.add_blockref("DESK", (2, 2), dxfattribs={"rotation": 30}).add_attrib("NO", "7", (2, 2))
    space.add_arc((5, 5), 1, 0, 90)
    space.add_mtext("Store\\Proom", dxfattribs={"insert": (3, 3), "char_height": 0.3})
    written = io.StringIO()
    document.write(written)
    entities = written.getvalue()[written.getvalue().index("ENTITIES") - 14 :]
    cell = '<mxCell id="2" parent="1" vertex="1" value="a" style="shape=mxgraph.floorplan.wall;rotation=9">'
    box = '<mxGeometry x="1" y="2" width="9" height="8"/>'
    drawio = drawio_model(f'<mxCell id="1"/>{cell}{box}</mxCell>')
    polygon = '{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]]]}'
    geojson = '{"type":"Feature","properties":{"name":"a","level":"0-2"},"geometry":' + polygon + "}"
    return [entities.encode(), drawio.encode(), geojson.encode()]


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), min_size=1, max_size=4))
def test_damaged_files_of_every_kind_are_read_or_refused(kind: int, damages: list[tuple[float, bytes]]) -> None:
    data = seeds()[kind]
    for place, bytes_put in damages:
        at = int(place * len(data))
        data = data[:at] + bytes_put + data[at + len(bytes_put) :]
    try:
        assert_harmless(prepare(data).backdrop_svg)
    except DrawingRefused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - either answer is right
