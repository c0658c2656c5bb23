"""Signing in: how many may fail, also when they knock all at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from booking.actions.service import Service
from booking.actions.sign_in import Knock, SignedIn, SignInRefusal, sign_in
from tests.estate import NOW, PASSWORD, Estate

RIGHT = Knock("staff@trust.example", PASSWORD, "192.0.2.7", on_loopback=False)
WRONG = replace(RIGHT, password="something else")


def test_sign_in_lets_a_burst_fail_ten_times_and_no_more(service: Service, estate: Estate) -> None:
    assert estate.actors["staff"].person.active

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: sign_in(service, WRONG, now=NOW), range(40)))

    assert answers.count(SignInRefusal.WRONG) == 10
    assert answers.count(SignInRefusal.SLOW_DOWN) == 30
    assert sign_in(service, RIGHT, now=NOW) is SignInRefusal.SLOW_DOWN
    assert isinstance(sign_in(service, replace(RIGHT, address="192.0.2.8"), now=NOW), SignedIn)
    assert isinstance(sign_in(service, RIGHT, now=NOW + timedelta(minutes=11)), SignedIn)


def test_sign_in_forgives_what_succeeded(service: Service, estate: Estate) -> None:
    assert estate.actors["staff"].person.active

    for _ in range(12):
        assert isinstance(sign_in(service, RIGHT, now=NOW), SignedIn)

    with service.db.reading() as tx:
        assert tx.execute(text("SELECT count(*) FROM sign_in_failure")).scalar_one() == 0
