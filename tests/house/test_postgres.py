"""The PostgreSQL that tests get is real, shared by all of them, and gone afterwards."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import ADDRESS_VARIABLE, Postgres, running_postgres

KILLED = """
import os, signal
import psutil
from tests.postgres import running_postgres

with running_postgres() as postgres:
    print(psutil.Process().children()[0].pid, postgres.url.split("host=")[1].replace("%2F", "/"), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_database_is_a_copy_of_its_template(postgres: Postgres) -> None:
    source, copy = f"house_source_{os.getpid()}", f"house_copy_{os.getpid()}"
    try:
        with psycopg.connect(postgres.create_database(source)) as connection:
            connection.execute("CREATE TABLE desk AS SELECT 7 AS number")
        engine = create_engine(postgres.create_database(copy, template=source))
        with engine.connect() as copied:
            assert copied.execute(text("SELECT number FROM desk")).scalars().all() == [7]
        engine.dispose()
    finally:
        postgres.drop_database(copy)
        postgres.drop_database(source)


def test_dropped_database_is_gone_with_its_connections(postgres: Postgres) -> None:
    name = f"house_dropped_{os.getpid()}"
    with psycopg.connect(postgres.create_database(name)) as connection:
        postgres.drop_database(name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with psycopg.connect(postgres.url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name]).fetchone()
    assert found == (0,)


def test_server_named_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS_VARIABLE, "postgresql+psycopg://ann:p%40ss@db.example:5433/main?sslmode=require")
    with running_postgres() as given:
        assert given.address("other") == "postgresql://ann:p%40ss@db.example:5433/other?sslmode=require"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux stops the children of a killed process")
def test_server_stops_when_its_tests_are_killed() -> None:
    own = {name: value for name, value in os.environ.items() if name != ADDRESS_VARIABLE}
    run = subprocess.run([sys.executable, "-c", KILLED], env=own, capture_output=True, text=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    pid, folder = run.stdout.split()
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int(pid)).wait(20)
    shutil.rmtree(folder)
    assert not psutil.pid_exists(int(pid))
