"""What is installed is pinned by hash, named without addresses, and complete in the wheel."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.paths import CHECKOUT

LOCKS = ("requirements.lock", "requirements-node.lock", "package-lock.json")


def locked_versions() -> dict[str, str]:
    """Versions by canonical name, markers left out; the last one wins where there are several."""
    lines = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = (re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", line) for line in lines)
    return {canonicalize_name(pin[1]): pin[2] for pin in pins if pin}


def declared_requirements() -> list[Requirement]:
    """All requirements of the project: to run, to build and to test."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    return [Requirement(line) for line in (*project["dependencies"], *extras)]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address(lock: str) -> None:
    text = (CHECKOUT / lock).read_text(encoding="utf-8")
    assert re.findall(r"\w+://[^\s\"]+|--(?:extra-)?index-url|--find-links|\"resolved\"", text) == []


def test_lock_satisfies_every_declared_requirement() -> None:
    locked = locked_versions()
    unmet = [
        str(requirement)
        for requirement in declared_requirements()
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]
    assert unmet == []


def test_lock_gives_a_hash_for_every_package() -> None:
    text = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    pinned = [line for line in text.splitlines() if "==" in line]
    assert [line for line in pinned if "--hash=sha256:" not in line] == []
    assert len(pinned) >= len(declared_requirements())


def test_front_end_packages_are_pinned_exactly_and_by_hash() -> None:
    wanted = json.loads((CHECKOUT / "package.json").read_text(encoding="utf-8"))
    packages = json.loads((CHECKOUT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    locked = {path: package for path, package in packages.items() if path}
    assert {path.removeprefix("node_modules/"): package["version"] for path, package in locked.items()} == (
        wanted["dependencies"] | wanted["devDependencies"]
    )
    assert [path for path, package in locked.items() if not package["integrity"].startswith("sha512-")] == []


def test_page_macros_and_style_sheet_are_of_one_release() -> None:
    """nhsuk-frontend-jinja 0.10.2 is the port of nhsuk-frontend 10.6.1: raise both together."""
    wanted = json.loads((CHECKOUT / "package.json").read_text(encoding="utf-8"))["dependencies"]["nhsuk-frontend"]
    assert (locked_versions()["nhsuk-frontend-jinja"], wanted) == ("0.10.2", "10.6.1")


def test_wheel_carries_everything_that_a_service_needs(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert expected_in_wheel() - packed == set()
    assert {name.split("/")[0] for name in packed if ".dist-info/" not in name} == {
        "booking",
        "floorplans",
        "integrations",
    }


def expected_in_wheel() -> set[str]:
    """Every file of the packages that is in the checkout, the migrations in their place, and the front-end files."""
    folders = [CHECKOUT / name for name in ("booking", "floorplans", "integrations", "migrations")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    names = [path.relative_to(CHECKOUT) for path in files if path.suffix != ".pyc" and not path.name.startswith(".")]
    return {re.sub("^migrations/", "booking/_migrations/", name.as_posix()) for name in names}
