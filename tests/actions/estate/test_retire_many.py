"""Taking out of use what thousands of bookings stand on: all of them at once, or none and why."""

import json

from booking.actions.retire import MOST_AT_ONCE, weigh_retiring
from booking.actions.service import Service
from booking.actions.verify_audit import verify_audit
from booking.model.decisions import Reason, Refused
from booking.model.tree import Tier
from tests.actions.estate.crowd import TOO_MANY, fill
from tests.actions.estate.steps import MESSAGE, done, effect_of, take_out
from tests.estate import NOW, Estate
from tests.store.state import ask, count, run


def test_floor_of_five_thousand_bookings_goes_at_once_and_one_more_is_refused_with_its_effect(
    service: Service, estate: Estate
) -> None:
    assert MOST_AT_ONCE == 5_000
    manager, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    fill(service, estate, 5_001)

    refused = take_out(service, manager, Tier.FLOOR, floor)

    assert isinstance(refused, Refused)
    assert (refused.reason, refused.why) == (Reason.LIMIT_REACHED, TOO_MANY)
    assert count(service, "booking", "state = 'confirmed'") == 5_001

    (last,) = ask(service, "SELECT max(id) FROM booking")[0]
    run(service, "UPDATE booking SET state = 'released', holds = :no, version = 2 WHERE id = :id", no=False, id=last)
    run(service, "UPDATE occupation SET live = :no WHERE booking_id = :id", no=False, id=last)
    run(service, "UPDATE booking SET version = 7, sequence = 3 WHERE id = :id", id=last - 1)
    before = effect_of(weigh_retiring(service, manager, Tier.FLOOR, floor, now=NOW))
    done(take_out(service, manager, Tier.FLOOR, floor))

    assert before.affected.total == 5_000
    rows = ask(service, "SELECT state, ended_why, holds, version, sequence, count(*) AS number FROM booking "
               "GROUP BY state, ended_why, holds, version, sequence ORDER BY state, version")  # fmt: skip
    assert [(row.state, row.ended_why, bool(row.holds), row.version, row.sequence, row.number) for row in rows] == [
        ("cancelled", "out_of_use", False, 2, 1, 4_999),
        ("cancelled", "out_of_use", False, 8, 4, 1),
        ("released", None, False, 2, 0, 1),
    ]
    assert count(service, "occupation", "live") == 0
    letters = ask(service, "SELECT sequence, facts FROM outbox WHERE event = 'cancelled' ORDER BY id")
    assert len(letters) == 5_000
    facts = json.loads(letters[0].facts) if isinstance(letters[0].facts, str) else letters[0].facts
    assert (facts["message"], facts["state"], facts["start"]) == (MESSAGE, "cancelled", "2027-01-04T09:00:00Z")
    assert count(service, "audit_entry", "act = 'cancelled'") == 5_000
    (entry,) = ask(service, "SELECT facts FROM audit_entry WHERE booking_id = :id", id=last - 1)
    told = json.loads(entry.facts)
    assert (told["before"]["version"], told["after"]["version"], told["after"]["state"]) == (7, 8, "cancelled")
    gone = count(service, "audit_entry", "act = 'taken_out_of_use'")
    assert verify_audit(service) == 5_000 + gone
