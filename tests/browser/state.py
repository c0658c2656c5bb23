"""A state of a page, and how a browser gets to it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Act = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class State:
    """One state of one page.

    Attributes:
        route: the name of the page in the table of pages; empty for the page that says why there is none.
        name: what is particular about it.
        person: who looks; None is nobody.
        address: where it is, with names of the town in braces.
        status: what the address itself answers.
        act: what is then done on it to get to the state.
        shows: words that stand on it then.
    """

    route: str
    name: str
    person: str | None
    address: str
    shows: str
    status: int = 200
    act: Act | None = None


def press(*names: str) -> Act:
    """Press buttons, one after the other."""

    def act(page: Page) -> None:
        for name in names:
            page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_load_state()

    return act


def blank(field: str, button: str, text: str = "") -> Act:
    """Fill a field in, empty it without a text, and press a button."""

    def act(page: Page) -> None:
        for details in page.locator("details:not([open]) > summary").all():
            details.click()
        page.locator(f"#{field}").fill(text)
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state()

    return act
