"""The front-end files are copied whole, ask for nothing elsewhere, and a changed release is noticed."""

import re
import shutil
from pathlib import Path

import pytest

from booking.web.assets import INSTALLED, NHSUK, SCRIPT, STYLE, AssetsRefused, copy_assets, rewrite_style

STYLE_BEFORE = (
    "@font-face{font-family:Frutiger W01;src:url(https://elsewhere.example/a.woff2)}"
    "body{font-family:Frutiger W01,arial,sans-serif}"
    ".x{background:url(/assets/images/cross.svg)}\n/*# sourceMappingURL=x.css.map */\n"
)
STYLE_AFTER = "body{font-family:Frutiger W01,arial,sans-serif}.x{background:url(assets/images/cross.svg)}\n"


def copy_of_installed(folder: Path) -> Path:
    """The installed front-end files, in a place where a test may break them."""
    shutil.copytree(INSTALLED / NHSUK, folder / NHSUK, ignore=shutil.ignore_patterns("components", "*.map"))
    return folder


def test_style_sheet_is_rewritten_to_ask_only_for_files_beside_it() -> None:
    assert rewrite_style(STYLE_BEFORE) == STYLE_AFTER


@pytest.mark.parametrize(
    ("present", "absent"),
    [
        ("@font-face", "@other-face"),
        ("/*# sourceMappingURL=x.css.map */", ""),
        ("url(/assets/images/cross.svg)", "none"),
        ("arial,sans-serif", "arial;background:url(https://elsewhere.example/b.png)"),
    ],
)
def test_style_sheet_of_another_make_is_refused(present: str, absent: str) -> None:
    with pytest.raises(AssetsRefused):
        rewrite_style(STYLE_BEFORE.replace(present, absent))


def test_copied_files_are_all_there_and_ask_for_nothing_else(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    copied = copy_assets(INSTALLED, vendor)
    assert copied == tuple(sorted(path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()))
    style = (vendor / STYLE).read_text(encoding="utf-8")
    asked = set(re.findall(r"url\(([^)]+)\)", style))
    assert len(asked) == 4
    assert asked - set(copied) == set()
    assert "sourceMappingURL" not in style + (vendor / SCRIPT).read_text(encoding="utf-8")


def test_copying_again_removes_what_is_no_longer_needed(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    first = copy_assets(INSTALLED, vendor)
    (vendor / "left-over.js").touch()
    assert copy_assets(INSTALLED, vendor) == first
    assert not (vendor / "left-over.js").exists()


@pytest.mark.parametrize("missing", [STYLE, SCRIPT, "assets/images/favicon.svg", "assets/images/nhsuk-icon-cross.svg"])
def test_missing_file_is_refused_and_what_was_served_stays(missing: str, tmp_path: Path) -> None:
    installed = copy_of_installed(tmp_path / "node_modules")
    (installed / NHSUK / missing).unlink()
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / STYLE).touch()
    with pytest.raises(AssetsRefused, match=re.escape(missing)):
        copy_assets(installed, vendor)
    assert [path.name for path in vendor.iterdir()] == [STYLE]
