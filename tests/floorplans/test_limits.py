"""Time and memory of reading hostile and large drawings, each measured in a process of its own."""

import subprocess
import sys
from pathlib import Path

from floorplans.demo import HQ_FIRST_FLOOR, demo_plan
from tests.paths import CHECKOUT, shared_data

MOST_MB = 300
MOST_MB_FULL_SIZE = 500
LONGEST_S = 2.0
LONGEST_FOR_FULL_SIZE_S = 10.0

# Reads each file to the end, and prints the longest time of any and the most memory of all: VmHWM, as getrusage's
# ru_maxrss begins a child at the size of the process that started it, which here is a whole run of tests.
CHILD = """
import re, sys, time
from floorplans.plan import prepare_plan
from floorplans.read_drawing import read_drawing
from floorplans.recognise import recognise
from floorplans.shapes import DrawingRefused
longest = 0.0
for path in sys.argv[1:]:
    started = time.process_time()
    try:
        with open(path, "rb") as opened:
            drawing = read_drawing(opened.read(), path)
        recognition = recognise(drawing)
        longest = max(longest, time.process_time() - started)
        prepare_plan(drawing, recognition, bookable_rooms=True)
    except DrawingRefused as refused:
        assert str(refused).endswith("."), str(refused)
        longest = max(longest, time.process_time() - started)
with open("/proc/self/status") as opened:
    print(longest, int(re.search(r"VmHWM:\\s+(\\d+) kB", opened.read())[1]) / 1024)
"""


def measure(*paths: Path) -> tuple[float, float]:
    """Seconds of the slowest file, and MB of them all."""
    command = [sys.executable, "-c", CHILD, *map(str, paths)]
    run = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr
    seconds, megabytes = run.stdout.split()
    return float(seconds), float(megabytes)


def test_every_bad_file_is_answered_quickly_and_in_little_memory() -> None:
    seconds, megabytes = measure(*(path for path in sorted(shared_data("bad").rglob("*")) if path.is_file()))
    assert seconds < LONGEST_S
    assert megabytes < MOST_MB


def test_full_size_drawing_is_read_and_recognised_in_time(tmp_path: Path) -> None:
    # The demo's floor again and again, moved, until the file is 5 MB.
    floor = demo_plan(HQ_FIRST_FLOOR).decode()
    inner = floor[floor.index(">") + 1 : floor.rindex("</svg>")]
    wall = "".join(f"M{n % 97} {n % 89}h9v7" for n in range(180_000))
    body = f'<g>{inner}</g><path class="wall" fill="none" stroke="black" d="{wall[:1_900_000]}"/>' * 2
    path = tmp_path / "large.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{body}</svg>')
    assert path.stat().st_size > 3_500_000
    seconds, megabytes = measure(path)
    assert seconds < LONGEST_FOR_FULL_SIZE_S
    assert megabytes < MOST_MB_FULL_SIZE
