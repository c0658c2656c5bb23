"""A browser in front of the application, at a time that the test sets."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from booking.actions.service import Service
from tests.estate import Estate
from tests.web.browser import Browser, Clock, open_browser


@pytest.fixture
def engine_name() -> str:
    """What pages show does not depend on the engine; tests that end to end must hold on both ask for each."""
    return "sqlite"


@pytest.fixture
def clock() -> Clock:
    """The time at the door."""
    return Clock()


@pytest.fixture
def browsers(service: Service, clock: Clock) -> Iterator["Browsers"]:
    """Makes browsers that nobody has signed in from."""
    with ExitStack() as stack:
        yield Browsers(stack, service, clock)


@pytest.fixture
def visitor(browsers: "Browsers") -> Browser:
    """A browser that nobody has signed in from, without any estate."""
    return browsers.open()


@pytest.fixture
def staff(browsers: "Browsers", estate: Estate) -> Browser:
    """The browser of a member of staff."""
    return browsers.sign_in(estate, "staff")


class Browsers:
    """Opens browsers, and closes them after the test."""

    def __init__(self, stack: ExitStack, service: Service, clock: Clock) -> None:
        self._stack = stack
        self._service = service
        self._clock = clock

    def open(self) -> Browser:
        """A browser that nobody has signed in from."""
        return self._stack.enter_context(open_browser(self._service, self._clock))

    def sign_in(self, _estate: Estate, name: str) -> Browser:
        """The browser of one of the estate's people."""
        browser = self.open()
        browser.sign_in(name)
        return browser
