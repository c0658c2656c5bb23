"""The files that pages load: read once at the start, served with their hash in the address so that they keep."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from booking.web.headers import FOR_EVER_PUBLIC, SHORT_PUBLIC

FOLDER = Path(__file__).resolve().parent / "static"

_PACKABLE = ("text/", "application/json", "image/svg+xml", "application/javascript")
_VERSION_LENGTH = 12

_NOTE = re.compile(rb"^[ \t]*(?:/\*\*(?:[^*]|\*(?!/))*\*/|//[^\n]*)$", re.MULTILINE)

SCRIPTS = "js/"
"""The folder of our own scripts. They import one another by name, so all share one version, which is in the path."""


PAGE_STYLE = "vendor/pages.css"
_STYLES = ("vendor/nhsuk-frontend.min.css", "app.css")
"""The two style sheets of every page, sent as one to save a request. It has its address beside the first of them, from
where that one asks for its pictures."""


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent; `packed` is its gzip form where that is worth having."""

    body: bytes
    packed: bytes | None
    media_type: str
    version: str


@cache
def read_files() -> dict[str, File]:
    """Every file below the static folder, and the style sheet that is made of two, by its path with slashes."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.is_file() and not path.name.startswith("."))
    bodies = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in paths}
    files = {name: _pack(name, drop_notes(body) if name.startswith(SCRIPTS) else body) for name, body in bodies.items()}
    styles = [files[name].body for name in _STYLES if name in files]
    return files | {PAGE_STYLE: _pack(PAGE_STYLE, b"\n".join(styles))} if len(styles) == len(_STYLES) else files


def drop_notes(script: bytes) -> bytes:
    """A script without the comments that have lines of their own, a third of it; the other lines keep their numbers."""
    return _NOTE.sub(lambda note: b"\n" * note.group().count(b"\n"), script)


@cache
def address_of(name: str) -> str:
    """The address of a file, with its version.

    Raises:
        RuntimeError: there is no such file; `make install` copies those of the NHS.UK frontend.
    """
    file = read_files().get(name)
    if file is None:
        raise RuntimeError(f"booking/web/static/{name} is missing: run `make install`")
    if name.startswith(SCRIPTS):
        return f"/static/{SCRIPTS}{_scripts_version()}/{name.removeprefix(SCRIPTS)}"
    return f"/static/{name}?v={file.version}"


def show_file(request: Request) -> Response | None:
    """The file asked for; None where there is none. With its right version in the address it keeps for a year."""
    name, version = _find_name(request)
    file = read_files().get(name)
    if file is None:
        return None
    versioned = version == (_scripts_version() if name.startswith(SCRIPTS) else file.version)
    headers = {"Cache-Control": FOR_EVER_PUBLIC if versioned else SHORT_PUBLIC, "ETag": f'"{file.version}"'}
    if file.packed is not None:
        headers["Vary"] = "Accept-Encoding"
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, media_type=file.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(file.body, media_type=file.media_type, headers=headers)


def _find_name(request: Request) -> tuple[str, str]:
    """The name of the file asked for, and the version that the address names."""
    path: str = request.path_params["path"]
    if path.startswith(SCRIPTS) and path.count("/") > 1:
        version, _, name = path.removeprefix(SCRIPTS).partition("/")
        return f"{SCRIPTS}{name}", version
    return path, request.query_params.get("v", "")


@cache
def _scripts_version() -> str:
    """One version for all of our scripts, so that one is never run beside an older one."""
    every = "".join(file.version for name, file in read_files().items() if name.startswith(SCRIPTS))
    return hashlib.sha256(every.encode("ascii")).hexdigest()[:_VERSION_LENGTH]


def _pack(name: str, body: bytes) -> File:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if media_type.startswith(_PACKABLE) else None
    worth = packed if packed is not None and len(packed) < len(body) else None
    return File(body, worth, media_type, hashlib.sha256(body).hexdigest()[:_VERSION_LENGTH])
