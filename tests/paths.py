"""Finds the reference data that a test reads and the checkout does not carry."""

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


def shared_data(*parts: str) -> Path:
    """Find a file or folder of the reference data beside the checkout.

    Args:
        parts: the path below `shared/data`, one name each; none for the folder itself.

    Returns:
        An existing path; the calling test is skipped with a reason when there is none (in CI that is a failure).
    """
    path = CHECKOUT.parent.joinpath("shared", "data", *parts)
    if not path.exists():
        pytest.skip(f"no reference data: shared/data/{'/'.join(parts)} is not beside the checkout")
    return path
