"""The demo's cleaner, and the desk that waits to be cleaned."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.actions.clean import clean, list_to_clean
from booking.actions.load_demo import load_demo
from booking.actions.service import Service
from booking.model.cleaning import Cleaned
from booking.model.people import Actor
from booking.rules.permits import Act, may_anywhere
from booking.store.engine import Tx
from booking.store.people import find_actor, find_person_by_email
from tests.actions.stored import local

AFTER_EASTER = datetime(2027, 3, 30, 6, 30, tzinfo=UTC)
"""A Tuesday morning after four days on which no office works."""

pytestmark = pytest.mark.xdist_group("demo")


def find_cleaner(service: Service) -> Actor:
    def find(tx: Tx) -> Actor | None:
        person = find_person_by_email(tx, "cleaner@demo.example")
        return None if person is None else find_actor(tx, person.id)

    found = service.db.read(find)
    assert found is not None
    return found


def test_one_desk_is_locked_since_yesterday_until_the_cleaner_releases_it(service: Service) -> None:
    assert load_demo(service, now=AFTER_EASTER) is None
    cleaner = find_cleaner(service)

    (locked,) = [each for each in list_to_clean(service, cleaner, now=AFTER_EASTER) if each.resource.name == "L-30"]
    done = clean(service, cleaner, locked.resource.ref, now=AFTER_EASTER)

    assert local(locked.lock.used_until).date() == local(AFTER_EASTER).date() - timedelta(days=1)
    assert locked.lock.kept_until - locked.lock.used_until == timedelta(hours=72)
    assert isinstance(done, Cleaned)
    assert [each for each in list_to_clean(service, cleaner, now=AFTER_EASTER) if each.resource.name == "L-30"] == []
    assert not may_anywhere(cleaner, Act.BOOK)
