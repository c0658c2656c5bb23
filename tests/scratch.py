"""Says where tests keep what they write: in memory where the machine lends enough of it, since disks are slow to share.

As a pytest plugin it puts pytest's own temporary folders there too.
"""

import os
import shutil
from pathlib import Path

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - each user of it makes a folder of its own there
ON_DISK = Path("/tmp")  # noqa: S108 - as above
ENOUGH = 2 * 1024**3
"""Bytes that must be free there, so that a run does not fill the memory."""


def scratch_folder() -> Path:
    """A short path (a socket's may have a hundred characters) to a folder that everybody may write into."""
    if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ENOUGH:
        return IN_MEMORY
    return ON_DISK


def pytest_configure() -> None:
    """Have pytest keep its folders there, unless somebody has said where."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch_folder()))
