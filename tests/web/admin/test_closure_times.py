"""Times of closures in the hours that the clocks skip and repeat."""

from datetime import UTC, datetime

import pytest

from booking.actions.close_places import list_closures
from booking.actions.service import Service
from booking.model.time import Interval
from tests.estate import NOW, Estate
from tests.web.admin.test_closures import NEW, form_of
from tests.web.browser import Browser
from tests.web.conftest import Browsers

AUTUMN = {"from_date": "2027-10-31", "from_time": "01:30", "until_date": "2027-10-31", "until_time": "01:45"}


@pytest.fixture
def manager(browsers: Browsers, estate: Estate) -> Browser:
    """The browser of facilities."""
    return browsers.sign_in(estate, "facilities")


def test_repeated_hour_is_asked_and_the_answer_counts(manager: Browser, estate: Estate) -> None:
    typed = {**AUTUMN, "place": estate.ref("D1"), "why": "painting"}

    asked = manager.send_to_page(form_of(manager, estate), NEW, **typed)
    half = manager.send_to_page(asked, NEW, from_pass="2")
    shown = manager.send_to_page(half, NEW, until_pass="2")
    closed = manager.follow(manager.send(shown, NEW))
    changing = f"{closed.response.url.path!s}/change"

    first = ("#from_time", "The clocks go back that night, so 1:30am comes twice. Say which one you mean.")
    second = ("#until_time", "The clocks go back that night, so 1:45am comes twice. Say which one you mean.")
    legends = ["01:30 comes twice. Which one do you mean?", "01:45 comes twice. Which one do you mean?"]
    questions = "//fieldset[contains(@id, 'pass')]/legend"
    assert (asked.status, asked.faults, asked.words_at(questions)) == (422, [first, second], legends)
    assert (half.status, half.faults) == (422, [second])
    assert shown.heading == "Close D1?"
    typed_again = manager.get(changing).form(changing)
    assert (typed_again["from_pass"], typed_again["until_pass"]) == ("2", "2")


def test_answers_about_the_repeated_hour_are_kept_apart(manager: Browser, estate: Estate, service: Service) -> None:
    typed = {**AUTUMN, "until_time": "01:30", "place": estate.ref("D1"), "why": "painting"}

    asked = manager.send_to_page(form_of(manager, estate), NEW, **typed)
    shown = manager.send_to_page(asked, NEW, from_pass="1", until_pass="2")
    manager.follow(manager.send(shown, NEW))

    said = "The clocks go back that night, so 1:30am comes twice. Say which one you mean."
    assert asked.faults == [("#from_time", said)]
    [made] = list_closures(service, estate.actors["facilities"], now=NOW)
    assert made.closure.interval == Interval(
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("until", "faults"),
    [("01:30", [("#from_time", "1:30am")]), ("01:45", [("#from_time", "1:30am"), ("#until_time", "1:45am")])],
)
def test_skipped_hour_is_said_once(manager: Browser, estate: Estate, until: str, faults: list[tuple[str, str]]) -> None:
    spring = {"from_date": "2027-03-28", "from_time": "01:30", "until_date": "2027-03-28", "until_time": until}

    page = manager.send_to_page(form_of(manager, estate), NEW, **spring, place=estate.ref("D1"), why="painting")

    says = "The clocks go forward that night, so there is no {}. Choose a time before or after that hour."
    assert page.faults == [(field, says.format(clock)) for field, clock in faults]
