"""F4, F6: the database is stopped without warning in the middle of bookings and comes back, or cuts connections."""

import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from booking.actions.service import Service
from booking.store.engine import Database
from booking.store.migrate import migrate
from tests.conftest import SECRET
from tests.faults.clients import booking_clients
from tests.faults.journal import Journal, find_faults
from tests.faults.own_postgres import own_postgres
from tests.race.crowd import Crowd, gather_crowd
from tests.race.outside import OVERLAPS, count
from tests.served import HOST, Setting, run_booking, serving

BACK_WITHIN_S = 5
CUT_EVERYBODY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

pytestmark = pytest.mark.xdist_group("served")


def test_database_stop_answers_try_again_and_loses_nothing(tmp_path: Path) -> None:
    with own_postgres() as own:
        with closing(own.server) as server:
            setting = Setting(server.create_database("stopped"), tmp_path / "var")
        database = Database(setting.database_url)
        migrate(database)
        crowd = gather_crowd(Service(database, SECRET, tmp_path / "anchors.txt"), people=8)
        database.close()
        journal = Journal()
        with serving(setting, workers=2) as served:
            with booking_clients(served.port, crowd, journal, "stop", stubborn=True):
                journal.wait_for(lambda: len(journal.kept) >= 40)
                own.stop_at_once()
                journal.wait_for(lambda: len(journal.refused) >= 24)
                assert _get(served.port, "/healthz") == (200, None)
                assert _get(served.port, "/readyz") == (503, "5")
                kept_before = len(journal.kept)
                own.start()
                up_at = time.monotonic()
                journal.wait_for(lambda: len(journal.kept) > kept_before)
                back_after_s = time.monotonic() - up_at
                journal.wait_for(lambda: len(journal.kept) >= kept_before + 40)
            assert _get(served.port, "/readyz") == (200, None)

        assert back_after_s < BACK_WITHIN_S
        assert {reply.status for reply in journal.refused} == {503}
        assert {reply.retry_after for reply in journal.refused} == {"2"}
        assert find_faults(setting.database_url, journal) == []
        assert count(setting.database_url, OVERLAPS) == 0
        verified = run_booking(setting, "audit", "verify")
        assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_connections_cut_by_the_database_lose_nothing(crowd: Crowd, setting: Setting) -> None:
    journal, cut = Journal(), 0
    with (
        serving(setting, workers=2) as served,
        booking_clients(served.port, crowd, journal, "cut", stubborn=True),
        psycopg.connect(setting.database_url, autocommit=True) as outside,
    ):
        for goal in range(10, 60, 10):
            journal.wait_for(lambda goal=goal: len(journal.kept) >= goal)  # type: ignore[misc]
            cut += outside.execute(CUT_EVERYBODY).rowcount
        journal.wait_for(lambda: len(journal.kept) >= 80)

    assert cut >= 5
    assert {reply.status for reply in journal.refused} <= {503}
    assert find_faults(setting.database_url, journal) == []
    assert count(setting.database_url, OVERLAPS) == 0


def _get(port: int, path: str) -> tuple[int, str | None]:
    connection = HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Retry-After")
    finally:
        connection.close()
