"""The API on a small estate, on each engine in turn."""

import pytest

from booking.actions.service import Service
from tests.api.program import Api, open_api
from tests.estate import Estate


@pytest.fixture
def api(service: Service, estate: Estate) -> Api:
    """The API on the estate's database."""
    assert estate.resources
    return open_api(service)
