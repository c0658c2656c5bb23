"""Tests that share something costly run on one worker: the town that the browser visits is built once."""

import pytest


@pytest.mark.xdist_group("together")
def test_groups_are_known_to_the_workers(request: pytest.FixtureRequest) -> None:
    by_groups = request.config.getoption("loadgroup", default=False)

    assert request.node.nodeid.endswith("@together") is bool(by_groups)
