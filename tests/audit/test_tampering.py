"""U2: whatever is done to the audit behind the service's back, `verify` names the first entry that does not hold."""

import json
import random
from hashlib import sha256

import pytest

from booking.actions.book import book
from booking.actions.service import Service
from booking.actions.verify_audit import verify_audit
from booking.model.audit import AuditFault
from booking.store.audit import verify_chains
from booking.store.engine import Database
from tests.actions.steps import booked, wish
from tests.audit.tamper import tamper
from tests.estate import NOW, Estate
from tests.store.state import ask, run

OAK, ELM = "site:1", "site:2"


def verdict(service: Service) -> tuple[str, int] | int:
    """The number of entries, or the chain and number of the first broken one."""
    found = verify_audit(service)
    return (found.chain, found.seq) if isinstance(found, AuditFault) else found


def chains_alone(service: Service) -> int | AuditFault:
    """What the chains say of themselves, without the anchor file."""
    return service.db.read_at_once(lambda tx: verify_chains(tx, ()))


def words(service: Service) -> str:
    found = verify_audit(service)
    return found.what if isinstance(found, AuditFault) else ""


def test_verify_counts_the_entries_of_every_chain(written: Service) -> None:
    assert verdict(written) == 7
    assert [tuple(row) for row in ask(written, "SELECT name, seq FROM audit_chain ORDER BY name")] == [
        ("organisation", 0),
        (OAK, 6),
        (ELM, 1),
    ]


def test_verify_agrees_with_digests_computed_by_hand(written: Service) -> None:
    """SHA-256 over the canonical JSON of the digest before and of what the entry says, written down here once more."""
    previous = "0" * 64
    sql = (
        "SELECT chain, seq, at, act, actor_id, person_id, booking_id, resource_id, facts, previous, digest "
        "FROM audit_entry WHERE chain = 'site:1' ORDER BY seq"
    )
    for row in ask(written, sql):
        said = [
            row.chain, row.seq, "2026-11-24T08:00:00.000000+00:00", row.act, row.actor_id, row.person_id,
            row.booking_id, row.resource_id, row.facts,
        ]  # fmt: skip
        text = json.dumps([previous, said], separators=(",", ":"))
        assert (row.previous, row.digest) == (previous, sha256(text.encode()).hexdigest())
        previous = row.digest


CHANGES = {
    "chain": "chain = 'site:2', seq = 99",
    "seq": "seq = 99",
    "at": "at = '2020-01-01 00:00:00+00'",
    "act": "act = 'cancelled_by_nobody'",
    "actor_id": "actor_id = 3",
    "actor_id to nobody": "actor_id = NULL",
    "person_id": "person_id = 3",
    "booking_id": "booking_id = NULL",
    "resource_id": "resource_id = 9",
    "facts": "facts = '{}'",
    "previous": "previous = digest",
    "digest": "digest = previous",
    "id": "id = 0",
}


def test_verify_names_an_entry_in_which_any_column_was_changed(written: Service) -> None:
    tamper(written)
    keep = "CREATE TABLE kept AS SELECT * FROM audit_entry"
    back = ("DELETE FROM audit_entry", "INSERT INTO audit_entry SELECT * FROM kept")
    if written.db.engine.dialect.name == "postgresql":
        keep = "CREATE TABLE kept AS TABLE audit_entry"
    run(written, keep)

    found = {}
    for column, change in CHANGES.items():
        if written.db.engine.dialect.name == "sqlite":
            change = change.replace("00:00+00'", "00:00.000000'")  # noqa: PLW2901 - as SQLite keeps instants
        run(written, f"UPDATE audit_entry SET {change} WHERE chain = 'site:1' AND seq = 4")  # noqa: S608
        found[column] = verdict(written)
        for statement in back:
            run(written, statement)
    assert found == dict.fromkeys(CHANGES, (OAK, 4))
    assert verdict(written) == 7


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_verify_names_an_entry_that_is_gone(written: Service, seq: int) -> None:
    tamper(written, f"DELETE FROM audit_entry WHERE chain = 'site:1' AND seq = {seq}")  # noqa: S608

    assert (verdict(written), words(written)) == ((OAK, seq), "the entry is missing")


def test_verify_names_the_first_of_two_entries_that_were_swapped(written: Service) -> None:
    tamper(
        written,
        "UPDATE audit_entry SET seq = 99 WHERE chain = 'site:1' AND seq = 2",
        "UPDATE audit_entry SET seq = 2 WHERE chain = 'site:1' AND seq = 5",
        "UPDATE audit_entry SET seq = 5 WHERE chain = 'site:1' AND seq = 99",
    )

    assert verdict(written) == (OAK, 2)


def test_verify_names_an_entry_that_was_put_in(written: Service) -> None:
    """In the middle it pushes the others up; at the end the head does not know it."""
    columns = "at, act, actor_id, person_id, booking_id, resource_id, facts, previous, digest"
    tamper(
        written,
        f"INSERT INTO audit_entry (id, chain, seq, {columns}) SELECT 1000, chain, 7, {columns} "  # noqa: S608
        "FROM audit_entry WHERE chain = 'site:1' AND seq = 6",
    )

    assert verdict(written) == (OAK, 7)


def forge(service: Service, chain: str, seq: int, facts: str) -> None:
    """Change what an entry says and compute every digest behind it anew, the head's too."""
    run(service, f"UPDATE audit_entry SET facts = '{facts}' WHERE chain = '{chain}' AND seq = {seq}")  # noqa: S608
    previous = "0" * 64
    for row in ask(service, f"SELECT * FROM audit_entry WHERE chain = '{chain}' ORDER BY seq"):  # noqa: S608
        said = [
            row.chain, row.seq, "2026-11-24T08:00:00.000000+00:00", row.act, row.actor_id, row.person_id,
            row.booking_id, row.resource_id, row.facts,
        ]  # fmt: skip
        digest = sha256(json.dumps([previous, said], separators=(",", ":")).encode()).hexdigest()
        run(service, f"UPDATE audit_entry SET previous = '{previous}', digest = '{digest}' WHERE id = {row.id}")  # noqa: S608
        previous = digest
    run(service, f"UPDATE audit_chain SET digest = '{previous}' WHERE name = '{chain}'")  # noqa: S608


def test_verify_notices_a_chain_that_was_written_anew_by_the_anchor_file_alone(written: Service) -> None:
    tamper(written)
    forge(written, OAK, 3, "{}")

    assert (verdict(written), words(written)) == ((OAK, 3), "the entry differs from the anchor file")
    assert chains_alone(written) == 7


def cut(service: Service, entries: int) -> None:
    """Cut the tail of oak's chain and write its head to match."""
    tamper(
        service,
        f"DELETE FROM audit_entry WHERE chain = 'site:1' AND seq > {6 - entries}",  # noqa: S608
        f"UPDATE audit_chain SET seq = {6 - entries}, digest = "  # noqa: S608
        f"(SELECT digest FROM audit_entry WHERE chain = 'site:1' AND seq = {6 - entries}) WHERE name = 'site:1'",
    )


@pytest.mark.parametrize("entries", [1, 3])
def test_verify_notices_a_cut_tail_by_the_anchor_file_alone(written: Service, entries: int) -> None:
    cut(written, entries)

    assert (verdict(written), words(written)) == (
        (OAK, 7 - entries),
        "the anchor file knows this entry, and it is missing: the tail was cut",
    )
    assert chains_alone(written) == 7 - entries


def test_verify_notices_a_cut_tail_whose_head_was_left(written: Service) -> None:
    tamper(written, "DELETE FROM audit_entry WHERE chain = 'site:1' AND seq > 4")
    written.anchors.unlink()

    assert (verdict(written), words(written)) == ((OAK, 5), "the chain's head says 6 entries, and 4 are there")


def test_verify_notices_a_cut_tail_that_has_grown_again(written: Service, estate: Estate) -> None:
    """The service went on working: new entries took the numbers of those that were cut, and were anchored."""
    cut(written, 1)
    booked(written, estate.actors["staff"], wish(estate, "D4", day="2026-11-26"))
    booked(written, estate.actors["staff"], wish(estate, "D4", day="2026-11-27"))

    assert (verdict(written), words(written)) == ((OAK, 6), "the entry differs from the anchor file")


def test_verify_notices_a_head_that_was_changed(written: Service) -> None:
    tamper(written, "UPDATE audit_chain SET digest = name WHERE name = 'site:1'")

    assert verdict(written) == (OAK, 6)


def test_verify_notices_a_whole_chain_that_is_gone(written: Service) -> None:
    tamper(
        written,
        "DELETE FROM audit_entry WHERE chain = 'site:2'",
        "DELETE FROM audit_chain WHERE name = 'site:2'",
    )

    assert verdict(written) == (ELM, 1)


def test_verify_notices_entries_whose_head_is_gone(written: Service) -> None:
    tamper(written, "UPDATE audit_chain SET name = 'site:3' WHERE name = 'site:2'")

    assert verdict(written) == (ELM, 1)


def test_verify_notices_an_anchor_of_another_chain(written: Service) -> None:
    text = written.anchors.read_text("ascii")
    written.anchors.write_text(text.replace("site:2 1 ", "site:1 1 "), "ascii")
    assert verdict(written) == 7  # the older anchor of that entry holds

    written.anchors.write_text(text.replace("site:1 4 ", "site:2 4 "), "ascii")
    assert verdict(written) == (ELM, 2)


def test_verify_notices_an_anchor_whose_digest_was_changed(written: Service) -> None:
    lines = written.anchors.read_text("ascii").splitlines()
    changed = [line[:-64] + "f" * 64 if line.startswith("site:1 5 ") else line for line in lines]
    written.anchors.write_text("\n".join(changed) + "\n", "ascii")

    assert verdict(written) == (OAK, 5)


@pytest.mark.parametrize(
    "torn",
    [b"site:1 6 abc", b"site:1 6 abcsite:1 7 " + b"0" * 64 + b"\n", b"\xff\xfe\n", b"\n\n", b"site:1\n"],
)
def test_verify_leaves_out_a_line_that_was_torn_while_it_was_written(written: Service, torn: bytes) -> None:
    with written.anchors.open("ab") as file:
        file.write(torn)

    assert verdict(written) == 7


def test_verify_without_an_anchor_file_names_a_broken_entry_first(written: Service) -> None:
    tamper(written, "UPDATE audit_entry SET facts = '{}' WHERE chain = 'site:1' AND seq = 4")
    written.anchors.unlink()

    assert (verdict(written), words(written)) == ((OAK, 4), "the entry was changed")


@pytest.fixture
def grown(service: Service, estate: Estate) -> Service:
    """Forty entries in one chain."""
    staff = estate.actors["facilities"]
    for number in range(40):
        start, end = f"{8 + number % 10:02d}:00", f"{9 + number % 10:02d}:00"
        booked(service, staff, wish(estate, f"D{1 + number // 10}", start, end, day=f"2026-12-{1 + number // 10:02d}"))
    return service


def test_verify_names_the_first_bad_entry_at_random_positions(grown: Service) -> None:
    """Each round harms one more entry in front of the last: the answer moves to it."""
    tamper(grown)
    chance = random.Random(5)  # noqa: S311 - no secret is made of it
    positions = sorted(chance.sample(range(1, 41), 12), reverse=True)

    for seq in positions:
        harm = chance.choice(
            ("facts = '{}'", "actor_id = 12345", "at = '2001-01-01 00:00:00.000000'", "booking_id = 0")
        )
        run(grown, f"UPDATE audit_entry SET {harm} WHERE chain = 'site:1' AND seq = {seq}")  # noqa: S608
        assert verdict(grown) == (OAK, seq)


def test_anchors_hold_every_head_that_was_written(written: Service) -> None:
    standing = {tuple(row) for row in ask(written, "SELECT chain, seq, digest FROM audit_entry")}

    anchored = [line.split(" ") for line in written.anchors.read_text("ascii").splitlines()]
    assert {(chain, int(seq), digest) for chain, seq, digest in anchored} == standing
    assert len(anchored) == 7
    assert written.anchors.stat().st_mode & 0o777 == 0o600


def test_anchors_get_no_line_of_a_refusal(written: Service, estate: Estate) -> None:
    before = written.anchors.read_bytes()

    book(written, estate.actors["staff"], wish(estate, "D2"), now=NOW)

    assert written.anchors.read_bytes() == before


def test_verify_by_another_service_reads_the_same_anchors(written: Service, database_url: str) -> None:
    other = Service(Database(database_url), written.secret, written.anchors)

    assert verdict(other) == 7
    other.db.close()
