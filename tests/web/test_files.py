"""The files that pages load."""

import gzip
import re

import pytest

from booking.web.files import FOLDER, address_of, drop_notes, read_files
from tests.web.browser import Browser


def test_file_with_its_version_keeps_for_a_year(visitor: Browser) -> None:
    response = visitor.client.get(address_of("app.css"))

    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.content == read_files()["app.css"].body


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000"])
def test_file_with_another_version_is_asked_for_again(visitor: Browser, query: str) -> None:
    assert visitor.client.get(f"/static/app.css{query}").headers["cache-control"] == "public, max-age=300"


def test_file_that_the_browser_has_is_not_sent_again(visitor: Browser) -> None:
    first = visitor.client.get("/static/app.css")

    again = visitor.client.get("/static/app.css", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_style_is_packed_for_those_who_can_unpack_it(visitor: Browser) -> None:
    address = address_of("vendor/nhsuk-frontend.min.css")

    packed = visitor.client.get(address, headers={"Accept-Encoding": "gzip"})
    plain = visitor.client.get(address, headers={"Accept-Encoding": "identity"})

    file = read_files()["vendor/nhsuk-frontend.min.css"]
    assert (packed.headers.get("content-encoding"), plain.headers.get("content-encoding")) == ("gzip", None)
    assert file.packed is not None
    assert packed.content == plain.content == gzip.decompress(file.packed) == file.body
    assert packed.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "../pages.py",
        "..%2fpages.py",
        "%2e%2e/pages.py",
        "/etc/passwd",
        "..\\pages.py",
        "app.css%00",
        "",
        "vendor",
        "vendor/.copied",
    ],
)
def test_nothing_but_the_files_is_served(visitor: Browser, path: str) -> None:
    assert visitor.client.get(f"/static/{path}").status_code == 404


def test_style_of_pages_is_the_frontend_s_and_then_our_own_and_finds_its_pictures(visitor: Browser) -> None:
    files = read_files()
    style = files["vendor/pages.css"].body

    assert style == files["vendor/nhsuk-frontend.min.css"].body + b"\n" + files["app.css"].body
    assert b"url(" not in files["app.css"].body
    pictures = set(re.findall(rb"url\((assets/[^)]+)\)", style))
    assert len(pictures) == 4
    assert {f"vendor/{name.decode('ascii')}" for name in pictures} - set(files) == set()
    assert address_of("vendor/pages.css") in visitor.get("/sign-in").response.text


def test_missing_file_names_the_cure() -> None:
    with pytest.raises(RuntimeError, match="run `make install`"):
        address_of("vendor/gone.css")


def test_scripts_share_one_version_in_their_path_so_that_they_find_one_another(visitor: Browser) -> None:
    entry, other = address_of("js/floor.js"), address_of("js/states.js")
    folder = entry.rpartition("/")[0]

    answer = visitor.fetch(other)

    assert other == f"{folder}/states.js"
    assert 'from "./states.js"' in visitor.fetch(entry).text
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")
    stale = visitor.fetch("/static/js/000000000000/states.js")
    assert (stale.text, stale.headers["cache-control"]) == (answer.text, "public, max-age=300")
    assert visitor.fetch(f"{folder}/nothing.js").status_code == 404


def test_script_is_sent_without_comments_on_lines_of_their_own_and_its_other_lines_stay() -> None:
    script = b"""// What it is.
/**
 * @param {string} text *
 */
export function say(text) { // here
  /** @type {string[]} */
  const all = /** @type {string[]} */ ([]);
  const rest = "/** text */", where = "//x"; /* so */
  return `${all}
    * not a note`;
}
"""
    assert drop_notes(script).split(b"\n") == [
        b"", b"", b"", b"",
        b"export function say(text) { // here", b"",
        b"  const all = /** @type {string[]} */ ([]);",
        b'  const rest = "/** text */", where = "//x"; /* so */',
        b"  return `${all}", b"    * not a note`;", b"}", b"",
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.name for path in (FOLDER / "js").glob("*.js")))
def test_no_text_of_a_script_looks_like_a_comment_of_its_own(name: str) -> None:
    """What is dropped would otherwise be missing: between two backticks nothing begins a line like a comment."""
    script = (FOLDER / "js" / name).read_text(encoding="utf-8")
    texts = re.findall(r"`[^`]*`", re.sub(r"(?m)^\s*(?:/\*\*.*?\*/|//.*)$", "", script))

    assert [text for text in texts if re.search(r"(?m)^\s*(?:/\*\*|//)", text)] == []
    assert read_files()[f"js/{name}"].body.count(b"\n") == script.count("\n")
