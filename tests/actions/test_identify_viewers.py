"""Many viewers found at once: each their own person and floor, for one select."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from booking.actions.identify import MOST_VIEWERS, identify_token, identify_viewers
from booking.actions.issue_token import TOKEN_LIFE, issue_token, revoke_tokens
from booking.actions.service import Service
from booking.model.ids import Ref
from booking.model.people import TokenScope
from tests.actions.steps import booked, wish
from tests.estate import NOW, Estate

NOWHERE = Ref("nowhere")


def token_of(service: Service, name: str) -> str:
    token = issue_token(service, f"{name}@trust.example", frozenset({TokenScope.READ}), now=NOW)
    assert token is not None
    return token


@pytest.mark.parametrize("times", [1, 2, 3, 5])
def test_each_viewer_is_found_with_the_floor_they_ask_about(service: Service, estate: Estate, times: int) -> None:
    booked(service, estate.actors["staff"], wish(estate))
    staff, lead = token_of(service, "staff"), token_of(service, "lead")
    oak1, oak2 = (Ref(estate.floor_refs[name]) for name in ("oak1", "oak2"))
    asked = [(staff, oak1), (lead, oak2), ("unknown", oak1)][:times]
    asked += [(lead, NOWHERE), (staff, oak1)][: times - len(asked)]
    heard: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        heard.append(statement)

    direct = identify_viewers(service, asked, now=NOW)
    event.listen(service.db.engine, "before_cursor_execute", listen)
    usual = identify_viewers(service, asked, now=NOW)
    event.remove(service.db.engine, "before_cursor_execute", listen)

    assert direct == usual
    assert len(heard) == 1
    people = [found and (found[0].person.email, found[1] and found[1].diary_version) for found in direct]
    expected = [
        ("staff@trust.example", 1),
        ("lead@trust.example", 0),
        None,
        ("lead@trust.example", None),
        ("staff@trust.example", 1),
    ]
    assert people == expected[:times]
    assert direct[0] is not None
    assert direct[0][0] == identify_token(service, staff, now=NOW)


def test_a_revoked_token_and_one_that_is_over_are_found_no_more(service: Service, estate: Estate) -> None:
    oak1 = Ref(estate.floor_refs["oak1"])
    staff, lead = token_of(service, "staff"), token_of(service, "lead")
    revoke_tokens(service, "lead@trust.example", now=NOW)

    found = identify_viewers(service, [(lead, oak1), (staff, oak1)] * (MOST_VIEWERS // 2), now=NOW)

    assert [one is not None for one in found] == [False, True] * (MOST_VIEWERS // 2)
    assert identify_viewers(service, [(staff, oak1)], now=NOW + TOKEN_LIFE - timedelta(seconds=1)) != (None,)
    assert identify_viewers(service, [(staff, oak1)], now=NOW + TOKEN_LIFE) == (None,)
