"""The commands about people: the first administrator, and tokens for programs."""

from hashlib import sha256
from pathlib import Path

import pytest

from booking.actions.identify import identify_token
from booking.actions.service import Service
from booking.cli import main
from booking.clock import read_clock
from booking.model.people import TokenScope
from tests.estate import Estate
from tests.store.state import ask, checksum, count, run


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
