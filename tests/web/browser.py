"""A browser without scripts: follows links, fills in forms as they stand on the page, and reads words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from httpx2 import Response
from lxml import html
from starlette.testclient import TestClient

from booking.actions.service import Service
from booking.app import create_app
from booking.settings import read_settings
from tests.client import Client
from tests.estate import NOW, PASSWORD

HOME = "http://127.0.0.1:8000"


@dataclass(slots=True)
class Clock:
    """The time that the application reads."""

    now: datetime = NOW

    def read(self) -> datetime:
        """The time."""
        return self.now


class Page:
    """An answer that holds HTML."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.status = response.status_code
        self.root = html.fromstring(response.text)

    @property
    def words(self) -> str:
        """All that is written in the main part, with single blanks."""
        return _squeeze(self.find("//main").text_content())

    @property
    def title(self) -> str:
        """The title in the browser's tab."""
        return _squeeze(self.find("//head/title").text_content())

    @property
    def heading(self) -> str:
        """The page's one heading of the first level."""
        (heading,) = self.all("//h1")
        return _squeeze(heading.text_content())

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What the summary of problems says, each with the field that it leads to."""
        items = self.all("//*[@class='nhsuk-error-summary']//li")
        return [("".join(item.xpath(".//a/@href")), _squeeze(item.text_content())) for item in items]

    def all(self, path: str) -> list[html.HtmlElement]:
        """The elements at an XPath."""
        return list(self.root.xpath(path))

    def find(self, path: str) -> html.HtmlElement:
        """The one element at an XPath."""
        (element,) = self.all(path)
        return element

    def words_at(self, path: str) -> list[str]:
        """What is written in each element at an XPath."""
        return [_squeeze(element.text_content()) for element in self.all(path)]

    def link(self, words: str) -> str:
        """The address of the one link of these words, or of this accessible name."""
        links = [a for a in self.all("//a") if words in (_squeeze(a.text_content()), a.get("aria-label"))]
        (address,) = {str(link.get("href")) for link in links}
        return address

    def form(self, action: str) -> dict[str, str]:
        """The fields of the one form with this action, as they stand."""
        (form,) = [form for form in self.root.forms if str(form.action) == action]
        return {str(name): str(value) for name, value in form.form_values()}

    def typed(self, action: str) -> dict[str, str]:
        """The same without the proof, which each page masks afresh."""
        return {name: value for name, value in self.form(action).items() if name != "csrf_token"}


class Browser:
    """Keeps cookies, follows no redirect by itself."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, address: str) -> Page:
        """Open a page."""
        return Page(self.client.get(address))

    def send(self, page: Page, action: str, **typed: str) -> Response:
        """Send the form as it stands on the page, but for what is typed; a field `from_` is `from`, `for_` is `for`."""
        fields = page.form(action) | {name.rstrip("_"): value for name, value in typed.items()}
        return self.client.post(action, data=fields)

    def send_to_page(self, page: Page, action: str, **typed: str) -> Page:
        """Send the form and read the page that answers."""
        return Page(self.send(page, action, **typed))

    def follow(self, response: Response) -> Page:
        """Go where a 303 leads."""
        assert response.status_code == 303, response.text[:2000]
        return self.get(response.headers["location"])

    def fetch(self, address: str, headers: dict[str, str] | None = None) -> Response:
        """Ask as a script on a page does."""
        return self.client.get(address, headers=headers or {})

    def sign_in(self, name: str) -> None:
        """Sign in as one of the estate's people."""
        page = self.get("/sign-in")
        response = self.send(page, "/sign-in", email=f"{name}@trust.example", password=PASSWORD)
        assert response.status_code == 303, response.text[:2000]


@contextmanager
def open_browser(service: Service, clock: Clock, base_url: str = HOME) -> Iterator[Browser]:
    """A browser on this machine in front of the application; a failure of the service is an answer."""
    settings = read_settings({"BOOKING_BASE_URL": base_url, "BOOKING_DATA_DIR": str(service.anchors.parent)})
    app = create_app(service, settings, clock.read)
    client = Client(
        app, base_url=base_url, follow_redirects=False, raise_server_exceptions=False, client=("127.0.0.1", 50_000)
    )
    with client:
        yield Browser(client)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
