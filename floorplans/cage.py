"""Reads a drawing in a process of its own, so that one that is made to do harm costs the service nothing."""

import base64
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from floorplans.affine import Affine
from floorplans.results import CleanPicture, PlacedPicture, Proposal, Proposed
from floorplans.shapes import DrawingRefused, Ring

log = logging.getLogger(__name__)

AT_ONCE = 2
"""How many drawings each process of the service reads at a time; the next ones wait for their turn."""

WAITS = "waiting"
STEPS = ("reading", "finding", "preparing")
"""What a drawing goes through, in this order: read, rooms and desks found in it, the draft and its pictures made."""

LONGEST_STEP = 40

Tell = Callable[[str], object]

_CAGED = Path(__file__).with_name("caged.py")
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process may use: address space in MB, processor time, and time until its answer, both in seconds."""

    mega_bytes: int = 1_200
    cpu_s: int = 30
    wait_s: float = 60.0


LIMITS = Limits()
TOO_LONG = "This drawing takes too long to read. Leave out what a floor map does not need, such as hatching, \
furniture details and other floors, and upload that."
TOO_MUCH = "This drawing needs more memory than one drawing may use. Leave out what a floor map does not need, such as \
hatching, furniture details and other floors, and upload that."
BROKEN = "This drawing could not be read, and the fault is ours, not yours. Open it in another program, such as \
Inkscape, save it as plain SVG, and upload that."
WAITING = "Other drawings are being read. Try again in a minute."


def tell_nobody(_step: str) -> None:
    """Pass over a step where nobody looks on."""


def propose_in_cage(data: bytes, name: str = "", *, limits: Limits = LIMITS, tell: Tell = tell_nobody) -> Proposed:
    """Read a drawing, recognise what is in it and propose its rooms and desks, in a process of its own under limits.

    That process knows nothing of the service: no database, no settings, no secrets, and it can write no file.

    Args:
        data: the file as it was uploaded; never trusted.
        name: what the file is called.
        limits: what the process may use.
        tell: is told each of STEPS as it begins, and WAITS where others are read first; from a thread of its own.

    Raises:
        DrawingRefused: with a sentence for the person who sent it, also where the limits were reached.
    """
    if not _turns.acquire(blocking=False):
        tell(WAITS)
        if not _turns.acquire(timeout=limits.wait_s):
            raise DrawingRefused(WAITING)
    try:
        done = _run(data, name, limits, tell)
    except subprocess.TimeoutExpired:
        raise DrawingRefused(TOO_LONG) from None
    finally:
        _turns.release()
    return _understand(done, name)


def _run(data: bytes, name: str, limits: Limits, tell: Tell) -> subprocess.CompletedProcess[bytes]:
    heard, said = os.pipe()
    told = {"name": name, "mega_bytes": limits.mega_bytes, "cpu_s": limits.cpu_s, "steps": said}
    listening = threading.Thread(target=_listen, args=(heard, tell), name="drawing-steps")
    listening.start()
    try:
        return subprocess.run(  # noqa: S603 - our own program, by its path
            [sys.executable, "-I", str(_CAGED)],
            input=json.dumps(told).encode("ascii") + b"\n" + data,
            capture_output=True,
            timeout=limits.wait_s,
            check=False,
            env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            pass_fds=(said,),
        )
    finally:
        os.close(said)
        listening.join()


def _listen(heard: int, tell: Tell) -> None:
    """Pass on the steps that the process says it has begun, until it ends; anything else that it says is no step."""
    with os.fdopen(heard, "rb") as steps:
        for line in iter(lambda: steps.readline(LONGEST_STEP), b""):
            step = line.decode("ascii", "replace").rstrip("\n")
            if step in STEPS:
                tell(step)


def _understand(done: subprocess.CompletedProcess[bytes], name: str) -> Proposed:
    """What the process says, or why it ended without a word."""
    if done.returncode == 0:
        answer = json.loads(done.stdout)
        if "refused" in answer:
            raise DrawingRefused(answer["refused"])
        if "proposed" in answer:
            return _proposed(answer["proposed"])
        raise DrawingRefused(TOO_MUCH)
    if -done.returncode in (signal.SIGXCPU, signal.SIGKILL):  # out of its time
        log.warning("drawing given up name=%r signal=%d", name, -done.returncode)
        raise DrawingRefused(TOO_LONG)
    log.error("drawing broke the reader name=%r why=%s", name, done.stderr.decode("utf-8", "replace")[-2000:])
    raise DrawingRefused(BROKEN)


def _proposed(told: dict[str, Any]) -> Proposed:
    proposals = tuple(
        Proposal(**{**each, "outline": _ring(each["outline"]), "features": tuple(each["features"])})
        for each in told["proposals"]
    )
    more = {
        "proposals": proposals,
        "screens": tuple(_ring(ring) for ring in told["screens"]),
        "pictures": tuple(map(_picture, told["pictures"])),
        "notes": tuple(told["notes"]),
        "outline": _ring(told["outline"]),
    }
    return Proposed(**{**told, **more})


def _picture(told: dict[str, Any]) -> PlacedPicture:
    picture = told["picture"]
    return PlacedPicture(
        CleanPicture(**{**picture, "data": base64.b64decode(picture["data"])}), Affine(*told["matrix"])
    )


def _ring(corners: Sequence[Sequence[float]]) -> Ring:
    return tuple((x, y) for x, y in corners)
