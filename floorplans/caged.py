"""The process that reads a drawing: a line that says its limits, then the drawing on standard input; JSON comes out.

It is started alone, isolated and by its path. The limits stand before anything large is loaded and before a byte of
the drawing is looked at.
"""

import base64
import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

_MEGA = 1024 * 1024


def limit(mega_bytes: int, cpu_s: int) -> None:
    """Ask for no more memory and processor time than this, write no file, and leave none behind after a crash."""
    wanted = (
        (resource.RLIMIT_AS, mega_bytes * _MEGA),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in wanted:
        _, hard = resource.getrlimit(kind)
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (lowest, lowest))


def answer(data: bytes, name: str, say: Callable[[str], object]) -> dict[str, Any]:
    """What is proposed, or the sentence that refuses the drawing; each step is said as it begins."""
    say("reading\n")
    from floorplans.propose import propose_plan  # noqa: PLC0415 - only once the limits stand
    from floorplans.read_drawing import read_drawing  # noqa: PLC0415
    from floorplans.recognise import recognise  # noqa: PLC0415
    from floorplans.shapes import DrawingRefused  # noqa: PLC0415

    try:
        read = read_drawing(data, name)
        say("finding\n")
        recognised = recognise(read)
        say("preparing\n")
        told = asdict(propose_plan(read, recognised))
    except DrawingRefused as refused:
        return {"refused": str(refused)}
    for placed in told["pictures"]:
        placed["picture"]["data"] = base64.b64encode(placed["picture"]["data"]).decode("ascii")
    return {"proposed": told}


def main() -> None:
    """Answer one drawing; of one that needs too much memory nothing is said but that."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the package that this file stands in
    told = json.loads(sys.stdin.buffer.readline())
    limit(told["mega_bytes"], told["cpu_s"])
    try:
        with os.fdopen(told["steps"], "w", buffering=1) as steps:
            said = answer(sys.stdin.buffer.read(), told["name"], steps.write)
    except MemoryError:
        said = {"out of memory": True}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
