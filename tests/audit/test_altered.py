"""An entry that was altered is shown as that, and the rest of the audit can still be read."""

import pytest

from booking.actions.service import Service
from booking.actions.show_history import HistoryQuery, list_history
from booking.actions.verify_audit import verify_audit
from booking.model.audit import AuditAct, AuditFault
from tests.audit.tamper import tamper
from tests.estate import Estate

SPOILT = {
    "an act that nobody knows": "act = 'zzz'",
    "facts that are no JSON": "facts = '{'",
    "facts that are another's": "facts = '{}'",
    "another instant": "at = '2020-01-01 00:00:00.000000'",
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT.keys())
def test_history_shows_an_altered_entry_as_altered_and_all_others(
    written: Service, estate: Estate, change: str
) -> None:
    before = list_history(written, estate.actors["auditor"], HistoryQuery(), limit=50)

    tamper(written, f"UPDATE audit_entry SET {change} WHERE chain = 'site:1' AND seq = 3")  # noqa: S608 - from the table above
    after = list_history(written, estate.actors["auditor"], HistoryQuery(), limit=50)

    assert [line.act for line in before].count(AuditAct.ALTERED) == 0
    altered = [line for line in after if line.act is AuditAct.ALTERED]
    assert [(line.seq, line.facts) for line in altered] == [(3, {})]
    assert [line for line in after if line not in altered] == [
        line for line in before if line.entry_id != altered[0].entry_id
    ]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_an_instant_that_cannot_be_read_is_named_and_stops_nothing(written: Service, estate: Estate) -> None:
    """Only SQLite lets rubbish into such a column."""
    tamper(written, "UPDATE audit_entry SET at = 'rubbish' WHERE chain = 'site:1' AND seq = 3")

    found = verify_audit(written)
    shown = list_history(written, estate.actors["auditor"], HistoryQuery(), limit=50)

    assert isinstance(found, AuditFault)
    assert (found.chain, found.seq, found.what) == ("site:1", 3, "the entry was changed")
    assert [line.seq for line in shown if line.act is AuditAct.ALTERED] == [3]


def test_verify_misses_an_anchor_file_that_is_gone(written: Service) -> None:
    assert verify_audit(written) == 7

    written.anchors.unlink()
    found = verify_audit(written)

    assert isinstance(found, AuditFault)
    assert found.what == (
        f"the anchor file {written.anchors} is missing or empty, so nothing shows whether entries were cut off"
    )
