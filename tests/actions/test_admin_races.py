"""Two at once: administrators who end each other's role, one link opened twice, one rule set by two managers."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

from booking.actions.invite import Knocking, Link, NoEntry, accept_link, make_link
from booking.actions.manage_people import RoleAsk, end_grant, grant_role
from booking.actions.service import Service
from booking.actions.set_rules import RulesDone, RuleWish, Weighed, preview_rules, set_rules
from booking.actions.show_rules import SpotAsk
from booking.actions.sign_in import SignedIn
from booking.model.decisions import Reason, Refused
from booking.model.people import Person, Role, ScopeKind
from booking.model.policy import RuleField
from booking.model.rule_changes import RuleDates
from tests.estate import NOW, Estate
from tests.store.state import count, run

ROUNDS = 6
ADMINISTRATOR = RoleAsk(Role.ADMINISTRATOR, ScopeKind.ORGANISATION)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do the acts in as many threads, all let go in the same moment."""
    barrier = Barrier(len(acts))

    def begin(act: Callable[[], object]) -> object:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def test_of_two_administrators_who_end_each_others_role_one_stays(service: Service, estate: Estate) -> None:
    admin = estate.actors["admin"]
    other = replace(estate.actors["other"], grants=admin.grants)
    pair = {admin.person.ref: admin, other.person.ref: other}
    grant_role(service, admin, other.person.ref, ADMINISTRATOR, now=NOW)

    for _ in range(ROUNDS):
        answers = at_once(
            lambda: end_grant(service, admin, other.person.ref, ADMINISTRATOR, now=NOW),
            lambda: end_grant(service, other, admin.person.ref, ADMINISTRATOR, now=NOW),
        )

        ended = [answer for answer in answers if isinstance(answer, Person)]
        assert count(service, "role_grant", "role = 'administrator'") == len(ended) == 1
        (gone,) = ended
        (left,) = (one for ref, one in pair.items() if ref != gone.ref)
        grant_role(service, left, gone.ref, ADMINISTRATOR, now=NOW)


def test_link_that_is_opened_twice_at_once_lets_one_in(service: Service, estate: Estate) -> None:
    for number in range(ROUNDS):
        link = make_link(service, estate.actors["admin"], estate.actors["staff"].person.ref, now=NOW)
        assert isinstance(link, Link)
        knocks = [Knocking(link.secret, f"10.0.{number}.{one}", on_loopback=False) for one in (1, 2)]

        answers = at_once(
            *(lambda knock=knock: accept_link(service, knock, "three random words", now=NOW) for knock in knocks)
        )

        assert sorted(type(answer).__name__ for answer in answers) == ["NoEntry", "SignedIn"]
        assert NoEntry.NOT_THERE in answers
        assert any(isinstance(answer, SignedIn) for answer in answers)


def test_of_two_managers_who_set_one_rule_one_sees_it_again(service: Service, estate: Estate) -> None:
    asked = RuleWish(SpotAsk(), RuleField.HORIZON_DAYS, (30,), RuleDates(date(2026, 11, 24)))
    managers = (estate.actors["facilities"], estate.actors["admin"])

    for _ in range(ROUNDS):
        run(service, "DELETE FROM policy_rule")
        seen = preview_rules(service, managers[0], asked, now=NOW)
        assert isinstance(seen, Weighed)
        stamp = seen.effect.shown.stamp

        answers = at_once(
            *(lambda who=who, stamp=stamp: set_rules(service, who, asked, stamp, now=NOW) for who in managers)
        )

        outcome = Counter(answer.reason if isinstance(answer, Refused) else answer for answer in answers)
        assert outcome == {RulesDone(): 1, Reason.CHANGED_MEANWHILE: 1}
        assert count(service, "policy_rule") == 1
