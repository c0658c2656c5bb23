"""The operator's commands, as processes: what they print, on which stream, and their exit codes."""

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from booking.actions.identify import identify_token
from booking.actions.service import Service
from booking.cli import main
from booking.clock import read_clock
from booking.model.people import TokenScope
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


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a service on the test's database; answers its data folder."""
    monkeypatch.setenv("BOOKING_DATABASE_URL", database_url)
    monkeypatch.setenv("BOOKING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BOOKING_SECRET_KEY", SECRET.decode())
    return tmp_path


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
    assert count(service, "person") == 200
    known = ("admin", "staff", "lead", "manager", "clinic", "reception", "ward", "auditor")
    emails = {row.email for row in ask(service, "SELECT email FROM person")}
    assert {f"{name}@demo.example" for name in known} <= emails
    assert (settings / "demo-secret-key").stat().st_mode & 0o777 == 0o600
    assert main(["audit", "verify"]) == 0
    assert main(["serve", "--host", "0.0.0.0"]) == 1  # noqa: S104 - refused, which is shown here
    assert capsys.readouterr().err.startswith("This is the demo, and its passwords are public")


# ---- token ----------------------------------------------------------------------------------------------------------


def test_token_issue_prints_a_token_once_that_works_and_keeps_its_digest_alone(
    service: Service, estate: Estate, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settings.is_dir()

    assert main(["token", "issue", "--person", " Staff@Trust.Example", "--scope", "read", "book"]) == 0
    token = capsys.readouterr().out.strip()

    actor = identify_token(service, token, now=read_clock())
    assert actor is not None
    assert actor.person == estate.actors["staff"].person
    assert actor.token_scopes == frozenset({TokenScope.READ, TokenScope.BOOK})
    assert identify_token(service, token + "x", now=read_clock()) is None
    rows = ask(service, "SELECT digest FROM api_token")
    assert [row.digest for row in rows] == [sha256(token.encode()).hexdigest()]
    tables = ("api_token", "audit_entry", "person", "outbox")
    stored = [repr(tuple(row)) for table in tables for row in ask(service, f"SELECT * FROM {table}")]  # noqa: S608
    assert not [row for row in stored if token in row]
    assert [tuple(row) for row in ask(service, "SELECT act, facts FROM audit_entry")] == [
        ("token_issued", '{"scopes":["book","read"]}')
    ]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_token_issue_knows_nobody_else_and_no_closed_account(
    service: Service, estate: Estate, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (settings.is_dir(), estate.organisation_id) == (True, 1)
    run(service, "UPDATE person SET active = false WHERE name = 'Other'")

    for email in ("nobody.else@trust.example", "other@trust.example", ""):
        assert main(["token", "issue", "--person", email, "--scope", "read"]) == 1
        said = capsys.readouterr()
        assert (said.out, "is known, or their account is closed." in said.err) == ("", True)
    with pytest.raises(SystemExit):
        main(["token", "issue", "--person", "staff@trust.example", "--scope", "everything"])
    assert count(service, "api_token") == 0


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


def test_token_revoke_ends_every_token_of_the_person_and_no_other(
    service: Service, estate: Estate, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert estate.actors["staff"].person.active
    assert settings.is_dir()
    tokens = {}
    for who in ("staff", "staff ", "other"):
        assert main(["token", "issue", "--person", f"{who.strip()}@trust.example", "--scope", "read"]) == 0
        tokens[who] = capsys.readouterr().out.strip()

    assert main(["token", "revoke", "--person", "staff@trust.example"]) == 0

    assert capsys.readouterr().out == "2 tokens revoked.\n"
    alive = [who for who, token in tokens.items() if identify_token(service, token, now=read_clock()) is not None]
    assert alive == ["other"]
    assert main(["token", "revoke", "--person", "stranger@trust.example"]) == 1
    assert [row.facts for row in ask(service, "SELECT facts FROM audit_entry WHERE act = 'token_revoked'")] == [
        '{"tokens":2}'
    ]


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


BEGIN = ["begin", "--organisation", "Test trust", "--admin", "sam@trust.example", "--name", "Sam Green"]


def test_begin_prints_a_link_for_the_first_administrator(
    settings: Path, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settings.exists()
    assert main(BEGIN) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("The service is begun. With this link sam@trust.example sets a password;")
    secret = said[1].removeprefix("http://127.0.0.1:8000/invitation/")
    (row,) = ask(service, "SELECT person.name, digest FROM invitation JOIN person ON person.id = person_id")
    assert tuple(row) == ("Sam Green", sha256(secret.encode()).hexdigest())
    assert count(service, "organisation", "name = 'Test trust' AND NOT demo") == 1
    assert count(service, "role_grant", "role = 'administrator' AND scope = 'organisation'") == 1


def test_begin_leaves_a_database_that_holds_something_as_it_is(
    settings: Path, service: Service, estate: Estate, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settings.exists()
    assert estate.organisation_id
    before = checksum(service)

    assert main(BEGIN) == 1

    assert "holds an organisation already" in capsys.readouterr().err
    assert checksum(service) == before


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--admin", "sam", "--admin must be an email address such as name@trust.nhs.uk."),
        ("--name", " ", "--name cannot be used. It is empty."),
        ("--organisation", "=Trust", "--organisation cannot be used. This starts with =, +, - or @"),
    ],
)
def test_begin_says_what_cannot_be_used(
    settings: Path, service: Service, capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    assert settings.exists()
    given = [*BEGIN]
    given[given.index(option) + 1 :] = [value, *given[given.index(option) + 2 :]]
    if value.startswith("="):
        given = [f"{option}={value}" if item == option else item for item in given if item != value]

    assert main(given) == 1
    assert said in capsys.readouterr().err
    assert count(service, "organisation") == 0
