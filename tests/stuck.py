"""Ends a run in which a test is stuck: without it, CI waits until its own limit and nobody learns where.

pytest's own `faulthandler_timeout` stops watching as soon as a test has failed, so it never sees a fixture that is
stuck while it is taken down after one.
"""

import faulthandler
import os
import threading
from collections.abc import Generator

import pytest

USUAL_S, LONG_S = "600", "86400"
LIMIT_S = float(os.environ.get("BOOKING_TEST_STUCK_S", LONG_S if "BOOKING_TEST_RACE_ROUNDS" in os.environ else USUAL_S))
"""Seconds for a test with all its fixtures: many times what the longest takes on a slow machine, and a day for races of
as many rounds as somebody asks for."""
TOLD = os.dup(2)
"""Standard error as it is before pytest captures it."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Watch one test from the first of its fixtures to the last."""
    watch = threading.Timer(LIMIT_S, _give_up, [item.nodeid])
    watch.daemon = True
    watch.start()
    try:
        return (yield)
    finally:
        watch.cancel()


def _give_up(nodeid: str) -> None:
    """Say where each thread is, and end the process: pytest-xdist tells the test as failed and goes on in a new one."""
    os.write(TOLD, f"\nStuck for {LIMIT_S:g} s: {nodeid}\n".encode())
    faulthandler.dump_traceback(file=TOLD, all_threads=True)
    os._exit(70)
