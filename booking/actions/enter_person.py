"""Open an account for somebody, and make the link with which they set their password."""

from datetime import datetime

from booking.actions.book import not_found
from booking.actions.invite import Link, write_link
from booking.actions.manage_people import manage, record_people, refuse_known, role_facts
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.decisions import Refused
from booking.model.people import Actor, Grant, Role, ScopeKind
from booking.store.engine import Tx
from booking.store.estate import find_organisation
from booking.store.people import NewPerson, add_person, find_person_by_email


def enter_person(service: Service, actor: Actor, name: str, email: str, *, now: datetime) -> Link | Refused:
    """Open the account of a member of staff of the whole organisation; roles and units come afterwards."""

    def work(tx: Tx, asking: Actor) -> Link | Refused:
        organisation = find_organisation(tx)
        if organisation is None:
            return not_found()
        if refusal := refuse_known(tx, email, None):
            return refusal
        staff = Grant(Role.STAFF, ScopeKind.ORGANISATION, int(organisation.id))
        add_person(tx, organisation.id, NewPerson(name, email, None, (), (staff,)), now)
        added = find_person_by_email(tx, email)
        if added is None:
            raise RuntimeError("a person was written and is not there")
        link = write_link(tx, added, now)
        record_people(tx, asking, AuditAct.PERSON_ADDED, added, now)
        record_people(tx, asking, AuditAct.GRANT_GIVEN, added, now, **role_facts(staff))
        record_people(tx, asking, AuditAct.INVITED, added, now)
        return link

    return manage(service, actor, work)
