"""Begin the service: the organisation, and its first administrator."""

from datetime import datetime

from booking.actions.invite import Link, write_link
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.people import Grant, Role, ScopeKind
from booking.model.text import fault_in_address, fault_in_name, tidy_line
from booking.store.audit import Event, append_entry, open_chain
from booking.store.engine import Tx
from booking.store.estate import add_organisation, is_estate_empty
from booking.store.people import NewPerson, add_person, find_person_by_email

LONGEST = 100


def fault_in_beginning(organisation: str, name: str, email: str) -> str | None:
    """Say what is wrong with what somebody typed; None where nothing is."""
    for option, text in (("--organisation", organisation), ("--name", name)):
        fault = fault_in_name(tidy_line(text), most=LONGEST) if text.strip() else "It is empty."
        if fault:
            return f"{option} cannot be used. {fault}"
    if fault_in_address(tidy_line(email)):
        return "--admin must be an email address such as name@trust.nhs.uk."
    return None


def begin(service: Service, organisation: str, name: str, email: str, *, now: datetime) -> Link | None:
    """Write the organisation and its first administrator into an empty database, and make their sign-in link.

    None, and nothing written, where an organisation is there already.
    """

    def work(tx: Tx) -> Link | None:
        if not is_estate_empty(tx):
            return None
        organisation_id = add_organisation(tx, organisation, demo=False, now=now)
        open_chain(tx, None)
        everywhere = (ScopeKind.ORGANISATION, int(organisation_id))
        grants = (Grant(Role.STAFF, *everywhere), Grant(Role.ADMINISTRATOR, *everywhere))
        add_person(tx, organisation_id, NewPerson(name, email, None, (), grants), now)
        person = find_person_by_email(tx, email)
        if person is None:
            raise RuntimeError("the first administrator was written and is not there")
        append_entry(tx, Event(AuditAct.SERVICE_BEGUN, None, person_id=person.id), now)
        return write_link(tx, person, now)

    return service.db.write(work)
