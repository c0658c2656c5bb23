"""Copies the installed front-end files that pages need into the folder that the service serves and packs."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from booking.web.pages import read_ported
from booking.web.trim_style import find_words, trim_style

CHECKOUT = Path(__file__).resolve().parents[2]
INSTALLED = CHECKOUT / "node_modules"
HERE = Path(__file__).resolve().parent
VENDOR = HERE / "static" / "vendor"

NHSUK = Path("nhsuk-frontend") / "dist" / "nhsuk"
STYLE = "nhsuk-frontend.min.css"
SCRIPT = "nhsuk-frontend.min.js"
# Named in the page template of nhsuk-frontend-jinja; the images that the style sheet names are found by reading it.
PAGE_FILES = (
    "manifest.json",
    "images/favicon.ico",
    "images/favicon.svg",
    "images/nhsuk-icon-180.png",
    "images/nhsuk-icon-192.png",
    "images/nhsuk-icon-512.png",
    "images/nhsuk-icon-mask.svg",
)

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_SOURCE_MAP = re.compile(r"(?:/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*\Z")
_ABSOLUTE_URL = re.compile(r"url\(/assets/([^)]+)\)")
_REMAINING_URL = re.compile(r"url\((?!assets/|data:)[^)]*\)")


class AssetsRefused(Exception):
    """The installed front-end files are not what this release of the service was written for."""


def copy_assets(installed: Path = INSTALLED, vendor: Path = VENDOR) -> tuple[str, ...]:
    """Fill the served folder anew from the installed packages and name what was copied.

    Args:
        installed: the folder that `npm ci` fills.
        vendor: the folder to fill; whatever stood in it before is removed.

    Returns:
        The copied paths below `vendor`, sorted.

    Raises:
        AssetsRefused: an expected file, font rule or address is missing; `vendor` is then left as it was.
    """
    source = installed / NHSUK
    script = _drop(_read(source / SCRIPT), _SOURCE_MAP, "a source map comment in the script")
    style = trim_style(rewrite_style(_read(source / STYLE)), find_words((*read_sources(), script)))
    pictures = re.findall(r"url\(assets/([^)]+)\)", style)
    kept = sorted({*PAGE_FILES, *pictures})
    for name in kept:
        _require(source / "assets" / name)

    shutil.rmtree(vendor, ignore_errors=True)
    for name in kept:
        target = vendor / "assets" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / "assets" / name, target)
    (vendor / STYLE).write_text(style, encoding="utf-8")
    (vendor / SCRIPT).write_text(script, encoding="utf-8")
    return tuple(sorted((STYLE, SCRIPT, *(f"assets/{name}" for name in kept))))


def read_sources() -> Iterator[str]:
    """Everything that names classes: our pages with what builds them, and the parts of the frontend that they use."""
    for kind in ("*.html", "*.py", "*.js"):
        yield from (_read(path) for path in sorted(HERE.rglob(kind)) if VENDOR not in path.parents)
    yield from read_ported().values()


def rewrite_style(style: str) -> str:
    """Make the style sheet ask for nothing but files beside it.

    The NHS typeface is licensed for nhs.uk only and would be fetched from another host; without its rules the
    sheet's own fallback, Arial, is used.

    Raises:
        AssetsRefused: what is taken out or rewritten is not there, or an address to elsewhere remains.
    """
    style = _drop(style, _FONT_FACE, "a font rule")
    style = _drop(style, _SOURCE_MAP, "a source map comment in the style sheet")
    style = _replace(style, _ABSOLUTE_URL, lambda found: f"url(assets/{found[1]})", "an address below /assets/")
    if remaining := _REMAINING_URL.search(style):
        raise AssetsRefused(f"The style sheet still asks for {remaining[0]}: nhsuk-frontend has changed; rewrite it.")
    return style


def _drop(text: str, pattern: re.Pattern[str], what: str) -> str:
    return _replace(text, pattern, lambda _: "", what)


def _replace(text: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], what: str) -> str:
    changed, times = pattern.subn(new, text)
    if times == 0:
        raise AssetsRefused(f"Expected {what} and found none: nhsuk-frontend has changed; adapt booking/web/assets.py.")
    return changed


def _read(path: Path) -> str:
    _require(path)
    return path.read_text(encoding="utf-8")


def _require(path: Path) -> None:
    if not path.is_file():
        raise AssetsRefused(f"{path} is missing: run `npm ci` in the checkout, then this again.")


def main() -> None:
    """Copy, or say what is wrong and exit with 1."""
    try:
        copy_assets()
    except AssetsRefused as refused:
        raise SystemExit(str(refused)) from refused


if __name__ == "__main__":
    main()
