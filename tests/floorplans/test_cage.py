"""A drawing is read in a process of its own, and what that process may not do ends it and nothing else."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import floorplans.cage
from floorplans.cage import BROKEN, LIMITS, STEPS, TOO_LONG, TOO_MUCH, WAITING, WAITS, Limits, _listen, propose_in_cage
from floorplans.demo import HQ_FIRST_FLOOR, demo_plan
from floorplans.propose import propose_plan
from floorplans.read_drawing import read_drawing
from floorplans.recognise import recognise
from floorplans.shapes import DrawingRefused
from tests.actions.drafts.steps import OFFICE
from tests.paths import CHECKOUT

HEAVY = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000"><path fill="none" stroke="black" d="'
    + b"".join(b"M%d %dh%dv%d" % (n * 7919 % 997, n * 104729 % 991, 9 + n % 31, 9 + n % 29) for n in range(30_000))
    + b'"/></svg>'
)
"""Some seconds of work."""


def because(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(DrawingRefused) as refused:
        propose_in_cage(data, "floor.svg", limits=limits)
    return str(refused.value)


@pytest.mark.parametrize("data", [OFFICE, demo_plan(HQ_FIRST_FLOOR)], ids=["office", "300 desks"])
def test_cage_proposes_what_reading_it_here_proposes(data: bytes) -> None:
    drawing = read_drawing(data, "floor.svg")
    here = propose_plan(drawing, recognise(drawing))

    caged = propose_in_cage(data, "floor.svg")

    assert len(caged.proposals) >= 4
    assert caged == here
    assert {type(corner) for each in caged.proposals for corner in each.outline} == {tuple}


def test_cage_refuses_with_the_reader_s_own_sentence() -> None:
    with pytest.raises(DrawingRefused) as here:
        read_drawing(b"%PDF-1.7\n", "floor.pdf")
    with pytest.raises(DrawingRefused) as caged:
        propose_in_cage(b"%PDF-1.7\n", "floor.pdf")

    assert str(caged.value) == str(here.value)
    assert "PDF" in str(caged.value)


def test_drawing_that_takes_too_much_processor_time_is_given_up() -> None:
    assert because(HEAVY, Limits(cpu_s=1)) == TOO_LONG


def test_drawing_that_is_not_read_in_time_is_given_up() -> None:
    assert because(HEAVY, Limits(wait_s=1.0)) == TOO_LONG


def test_drawing_that_needs_too_much_memory_is_given_up() -> None:
    """Enough to load the reader, not enough for what is in the drawing; with the usual limit the same is read."""
    least = next(most for most in range(150, 1_200, 50) if _is_read(OFFICE, most))
    assert not _is_read(HEAVY, least)

    assert _is_read(HEAVY, LIMITS.mega_bytes)
    assert because(HEAVY, Limits(mega_bytes=least)) in (TOO_MUCH, BROKEN)


def _is_read(data: bytes, mega_bytes: int) -> bool:
    try:
        propose_in_cage(data, "floor.svg", limits=Limits(mega_bytes=mega_bytes))
    except DrawingRefused:
        return False
    return True


def test_reader_that_breaks_is_logged_and_the_person_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text(f"#!{sys.executable}\nraise SystemExit('a fault of ours')\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))

    assert because(OFFICE) == BROKEN
    assert "a fault of ours" in caplog.text


def test_process_sees_no_settings_and_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKING_SECRET_KEY", "not for the cage")
    probe = (
        f"import json, os, sys; sys.path.insert(0, {str(CHECKOUT)!r})\n"
        "from floorplans.caged import limit; limit(1200, 5)\n"
        f"try:\n    open({str(tmp_path / 'left')!r}, 'w').write('x' * 10_000)\nexcept OSError: pass\n"
        "print(json.dumps(sorted(os.environ)))"
    )
    seen: list[dict[str, str]] = []
    real = subprocess.run

    def run(command: list[str], **given: object) -> object:
        seen.append(given["env"])  # type: ignore[arg-type]
        return real(command, **given)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", run)
    propose_in_cage(OFFICE)
    done = real([sys.executable, "-I", "-c", probe], env=seen[0], capture_output=True, text=True, check=False)

    assert [name for name in json.loads(done.stdout) if name.startswith("BOOKING")] == []
    left = tmp_path / "left"
    assert not left.exists() or left.stat().st_size == 0


def test_no_more_than_two_are_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(floorplans.cage, "_turns", turns)

    with turns:
        assert because(OFFICE, Limits(wait_s=0.2)) == WAITING
    assert propose_in_cage(OFFICE).proposals


def test_steps_are_told_as_they_begin() -> None:
    told: list[str] = []
    propose_in_cage(OFFICE, "floor.svg", tell=told.append)
    assert told == [*STEPS]


def test_steps_end_with_the_one_in_which_the_drawing_is_refused_or_given_up() -> None:
    for data, limits, expected in (
        (b"%PDF-1.7", LIMITS, ["reading"]),
        (HEAVY, Limits(cpu_s=1), ["reading", "finding", "preparing"]),  # how far it comes is a matter of the machine
    ):
        told: list[str] = []
        with pytest.raises(DrawingRefused):
            propose_in_cage(data, "floor.svg", limits=limits, tell=told.append)
        assert told == expected[: len(told)]
        assert told


def test_drawing_that_waits_for_its_turn_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(floorplans.cage, "_turns", turns)
    told: list[str] = []

    def tell(step: str) -> None:
        told.append(step)
        if step == WAITS:
            turns.release()

    turns.acquire()
    propose_in_cage(OFFICE, tell=tell)

    assert told == [WAITS, *STEPS]


def test_what_is_no_step_is_not_passed_on() -> None:
    """A reader that a drawing has taken over may say what it likes."""
    heard, said = os.pipe()
    told: list[str] = []
    listening = threading.Thread(target=_listen, args=(heard, told.append))
    listening.start()
    with os.fdopen(said, "wb") as mouth:
        mouth.write(b"x" * 100_000 + b"\n<script>\nfinding\n\xff\nreading")
    listening.join()

    assert told == ["finding", "reading"]
