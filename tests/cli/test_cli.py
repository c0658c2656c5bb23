"""The operator's commands, as processes: what they print, on which stream, and their exit codes."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from booking.actions.service import Service
from booking.cli import _name_floor, main
from booking.store.migrate import newest_revision
from tests.audit.tamper import tamper
from tests.conftest import SECRET
from tests.estate import Estate
from tests.paths import CHECKOUT
from tests.store.state import ask, checksum, count, run

HEAVY = ("sqlalchemy", "starlette", "shapely", "granian", "jinja2", "alembic", "psycopg", "lxml", "argon2")
COMMANDS = (
    (),
    ("serve",),
    ("migrate",),
    ("demo",),
    ("begin",),
    ("token",),
    ("token", "issue"),
    ("token", "revoke"),
    ("plan",),
    ("plan", "recognise"),
    ("audit",),
    ("audit", "verify"),
)


def run_command(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, with these settings alone."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BOOKING_")}
    return subprocess.run(
        [sys.executable, "-m", "booking.cli", *arguments],
        env={**inherited, **environment, "PYTHONPATH": str(CHECKOUT)},
        cwd=environment["BOOKING_DATA_DIR"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command) or "booking")
def test_help_of_every_command_loads_no_heavy_library(command: tuple[str, ...]) -> None:
    """Half a second is kept by what is not imported, which is the same on every machine."""
    script = (
        "import sys\n"
        "from booking.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as left:\n    assert left.code == 0, left.code\n"
        "print('LOADED', *sorted(sys.modules))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *command, "--help"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )

    words, _, loaded = ran.stdout.partition("LOADED")
    assert words.startswith(f"usage: booking {' '.join(command)}".rstrip())
    assert set(loaded.split()).isdisjoint(HEAVY)


def test_help_names_every_command_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])

    assert left.value.code == 0
    said = capsys.readouterr().out
    assert [
        name for name in ("serve", "migrate", "demo", "begin", "token", "plan", "audit") if f"    {name} " not in said
    ] == []


@pytest.mark.parametrize("arguments", [[], ["fly"], ["token", "issue"], ["serve", "--port", "many"], ["plan"]])
def test_a_wrong_command_line_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)

    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("usage: booking")


def test_a_wrong_setting_exits_with_1_and_names_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOOKING_BASE_URL", "http://trust.example")

    assert main(["serve"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err[:17]) == ("", "BOOKING_BASE_URL ")


# ---- migrate, serve -------------------------------------------------------------------------------------------------


def test_migrate_makes_a_database_from_nothing(tmp_path: Path) -> None:
    """As somebody starts it: a process, a folder that does not exist yet, no secret."""
    path = tmp_path / "new" / "booking.sqlite"
    environment = {"BOOKING_DATABASE_URL": f"sqlite:///{path}", "BOOKING_DATA_DIR": str(tmp_path / "data")}

    (tmp_path / "data").mkdir()
    first, second = (run_command(environment, "migrate") for _ in range(2))

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"The database stands at {newest_revision()}, the newest form.\n"
    assert (second.returncode, second.stdout) == (0, first.stdout)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest_revision(),)]


def test_commands_refuse_a_database_that_was_never_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOOKING_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite'}")
    monkeypatch.setenv("BOOKING_DATA_DIR", str(tmp_path))
    commands = (
        ["serve"],
        ["demo"],
        ["token", "issue", "--person", "a@b.example", "--scope", "read"],
        ["audit", "verify"],
    )

    answers = []
    for command in commands:
        code, said = main(command), capsys.readouterr()
        answers.append((code, said.out, "booking migrate" in said.err, "Traceback" in said.err))

    assert answers == [(1, "", True, False)] * 4


def test_commands_say_that_the_database_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOOKING_DATABASE_URL", f"postgresql://nobody@/none?host={tmp_path}")
    monkeypatch.setenv("BOOKING_DATA_DIR", str(tmp_path))

    for secret in ("", SECRET.decode()):
        monkeypatch.setenv("BOOKING_SECRET_KEY", secret)
        for command in (["migrate"], ["serve"], ["audit", "verify"], ["demo"]):
            assert main(command) == 1, command
            said = capsys.readouterr()
            assert said.out == ""
            assert "he database does not answer" in said.err, command


def test_commands_say_which_folder_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    monkeypatch.setenv("BOOKING_DATABASE_URL", f"sqlite:///{file}/booking.sqlite")
    monkeypatch.setenv("BOOKING_DATA_DIR", str(tmp_path))

    assert main(["migrate"]) == 1
    said = capsys.readouterr().err
    assert str(file) in said
    assert "BOOKING_DATABASE_URL" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--workers", "2"], "SQLite has one writer, so it is served by one process."),
        (["--workers", "0"], "--workers must be 1 or more, and --port from 1 to 65535."),
        (["--port", "0"], "--workers must be 1 or more, and --port from 1 to 65535."),
        (["--port", "65536"], "--workers must be 1 or more, and --port from 1 to 65535."),
    ],
)
def test_serve_refuses_what_cannot_work(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", *arguments]) == 1
    assert capsys.readouterr().err.startswith(words)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_serve_refuses_a_database_without_a_guard(
    service: Service, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settings.is_dir()
    run(service, "DROP TRIGGER occupation_no_overlap_update")

    assert main(["serve"]) == 1
    assert capsys.readouterr().err.startswith("The service cannot start: a guard in the database is missing")


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_serve_refuses_real_data_without_a_secret(
    estate: Estate, settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert estate.sites
    monkeypatch.delenv("BOOKING_SECRET_KEY")

    assert main(["serve"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("BOOKING_SECRET_KEY is missing, and this database holds real data.")
    assert not (settings / "demo-secret-key").exists()


# ---- demo -----------------------------------------------------------------------------------------------------------


def test_demo_refuses_real_data_and_changes_nothing(
    service: Service, estate: Estate, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (settings.is_dir(), estate.organisation_id) == (True, 1)
    before = checksum(service)

    assert main(["demo"]) == 1
    assert capsys.readouterr().err == (
        "This database holds a real trust's data, so the demo was not loaded. Nothing was changed.\n"
    )
    assert main(["demo", "--plan", str(CHECKOUT / "LICENSE")]) == 1
    assert main(["demo", "--if-empty"]) == 0
    assert capsys.readouterr().out == ""
    assert checksum(service) == before


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_demo_is_loaded_once_with_its_people(
    service: Service, settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BOOKING_SECRET_KEY")

    assert main(["demo"]) == 0
    assert capsys.readouterr().out == "The demo trust is loaded.\n"
    before = checksum(service)
    assert main(["demo"]) == 0
    assert capsys.readouterr().out == "The demo is already there. Nothing was changed.\n"
    assert main(["demo", "--if-empty"]) == 0
    assert main(["demo", "--plan", str(settings / "none.svg")]) == 1
    assert "none.svg cannot be read" in capsys.readouterr().err
    assert checksum(service) == before
    assert count(service, "person") == 201
    known = ("admin", "staff", "lead", "manager", "clinic", "reception", "ward", "auditor", "cleaner")
    emails = {row.email for row in ask(service, "SELECT email FROM person")}
    assert {f"{name}@demo.example" for name in known} <= emails
    assert (settings / "demo-secret-key").stat().st_mode & 0o777 == 0o600
    assert main(["audit", "verify"]) == 0
    assert main(["serve", "--host", "0.0.0.0"]) == 1  # noqa: S104 - refused, which is shown here
    assert capsys.readouterr().err.startswith("This is the demo, and its passwords are public")


# ---- audit ----------------------------------------------------------------------------------------------------------


def test_audit_verify_counts_entries_and_names_the_first_broken_one(
    service: Service, estate: Estate, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (settings.is_dir(), estate.organisation_id) == (True, 1)
    for _ in range(3):
        main(["token", "issue", "--person", "staff@trust.example", "--scope", "read"])
    capsys.readouterr()

    assert main(["audit", "verify"]) == 0
    assert capsys.readouterr().out == "3 entries, and every chain holds.\n"
    tamper(service, "UPDATE audit_entry SET facts = '{}' WHERE seq = 2")
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        "The audit is broken at entry 2 of chain organisation: the entry was changed.\n",
    )


# ---- plan -----------------------------------------------------------------------------------------------------------


def test_plan_recognise_reports_on_a_drawing_of_any_kind_and_draws_the_proposal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ring = [[0, 0], [30, 0], [30, 20], [0, 20], [0, 0]]
    properties = {"indoor": "room", "name": "Clinic 4"}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    content = json.dumps({"type": "Feature", "properties": properties, "geometry": geometry})
    (tmp_path / "floor.json").write_text(content, "utf-8")
    assert main(["plan", "recognise", "floor.json", "--report"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["Labelled rooms found: 1 of 1 (100%).", "Missed: 0.", "Wrong: 0."]
    assert lines[-1] == "The proposal is drawn over the plan in floor-proposal.svg."
    assert (tmp_path / "floor-proposal.svg").read_text("utf-8").startswith("<svg ")


def test_plan_recognise_says_what_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, broken = tmp_path / "none.svg", tmp_path / "broken.svg"
    broken.write_text("<svg", "utf-8")

    assert [main(["plan", "recognise", str(path)]) for path in (missing, broken, tmp_path)] == [1, 1, 1]
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert lines[0] == f"{missing} cannot be read or written: No such file or directory."


def test_serve_says_that_its_port_is_taken(tmp_path: Path) -> None:
    environment = {"BOOKING_DATABASE_URL": f"sqlite:///{tmp_path / 'b.sqlite'}", "BOOKING_DATA_DIR": str(tmp_path)}
    assert run_command(environment, "migrate").returncode == 0
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = run_command(environment, "serve", "--port", str(port))

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"127.0.0.1 port {port} cannot be listened on: Address already in use. Choose another --port or --host.\n"
    )


@pytest.mark.parametrize("command", [["serve"], ["demo"], ["audit", "verify"]])
def test_only_migrate_makes_a_database_file(tmp_path: Path, command: list[str]) -> None:
    environment = {"BOOKING_DATABASE_URL": f"sqlite:///{tmp_path}/typo.sqlite", "BOOKING_DATA_DIR": str(tmp_path)}

    done = run_command(environment, *command)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"BOOKING_DATABASE_URL: there is no file {tmp_path}/typo.sqlite.")
    assert not (tmp_path / "typo.sqlite").exists()
    assert run_command(environment, "migrate").returncode == 0
    assert (tmp_path / "typo.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("shopping list, not a database\n" * 100)
    environment = {"BOOKING_DATABASE_URL": f"sqlite:///{tmp_path}/notes.txt", "BOOKING_DATA_DIR": str(tmp_path)}

    for command in ("migrate", "serve"):
        done = run_command(environment, command)

        assert (done.returncode, done.stdout) == (1, "")
        assert "file is not a database" in done.stderr
        assert "BOOKING_DATABASE_URL" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("file", "name"), [("hq-second-floor.svg", "Hq second floor"), ("Ground_floor.dxf", "Ground floor"), ("3.svg", "3")]
)
def test_floor_of_a_drawing_is_called_after_its_file_in_words(file: str, name: str) -> None:
    assert _name_floor(Path(file)) == name
