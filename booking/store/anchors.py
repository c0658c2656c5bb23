"""The anchor file: where the heads of the audit chains are written, so that a cut tail shows."""

import os
from collections.abc import Iterable
from pathlib import Path

from booking.model.audit import ChainHead


def write_anchors(path: Path, heads: Iterable[ChainHead]) -> None:
    """Append one line a head, in a single write, after its transaction has committed."""
    lines = "".join(f"{head.chain} {head.seq} {head.digest}\n" for head in heads)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, lines.encode("ascii"))
    finally:
        os.close(file)


def read_anchors(path: Path) -> tuple[ChainHead, ...]:
    """Give every anchored head, oldest first; empty where there is no file yet.

    A last line without its end was being written when the process died, and is left out.
    """
    if not path.exists():
        return ()
    whole, _, _ = path.read_text("ascii").rpartition("\n")
    heads = (line.split(" ") for line in whole.splitlines())
    return tuple(ChainHead(chain, int(seq), digest) for chain, seq, digest in heads)
