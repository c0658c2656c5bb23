"""The anchor file: where the heads of the audit chains are written, so that a cut tail shows."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from booking.model.audit import ChainHead


def write_anchors(path: Path, heads: Iterable[ChainHead]) -> None:
    """Append one line a head, in a single write, after its transaction has committed."""
    lines = "".join(f"{head.chain} {head.seq} {head.digest}\n" for head in heads)
    try:
        file = _open(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _open(path)
    try:
        os.write(file, lines.encode("ascii"))
    finally:
        os.close(file)


def _open(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def read_anchors(path: Path) -> tuple[ChainHead, ...]:
    """Give every anchored head, oldest first; empty where there is no file yet.

    A line that was being written when the process died or the disk was full is left out, alone or run together with
    the one behind it.
    """
    if not path.exists():
        return ()
    whole, _, _ = path.read_text("ascii", errors="replace").rpartition("\n")
    found = (_LINE.fullmatch(line) for line in whole.split("\n"))
    return tuple(ChainHead(line["chain"], int(line["seq"]), line["digest"]) for line in found if line)


_LINE = re.compile(r"(?P<chain>organisation|site:[0-9]+) (?P<seq>[0-9]+) (?P<digest>[0-9a-f]{64})")
