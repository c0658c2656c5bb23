"""The guards that stand in the database itself: no overlap, append-only audit, immutable plans.

Alembic's batch mode rebuilds a table on SQLite and drops its triggers without a word; a migration that does so calls
`install_guards` again, and `missing_guards` compares what stands with what should.
"""

from sqlalchemy import Connection, inspect, text

OVERLAP = "occupation_no_overlap"

_SQLITE_OVERLAP = """
CREATE TRIGGER {name} BEFORE {event} ON occupation WHEN NEW.live
BEGIN
  SELECT RAISE(ABORT, 'occupation_no_overlap') WHERE EXISTS (
    SELECT 1 FROM occupation AS other
    WHERE other.atom_id = NEW.atom_id AND other.live
      AND other.starts_at < NEW.until_at AND other.until_at > NEW.starts_at
      AND other.id IS NOT NEW.id);
END
"""

_SQLITE_REFUSE = """
CREATE TRIGGER {name} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_SQLITE_NO_REPLACE = """
CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} AS old WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_SAME = {
    "audit_entry": "old.id = NEW.id OR (old.chain = NEW.chain AND old.seq = NEW.seq)",
    "audit_chain": "old.name = NEW.name",
    "plan": "old.id = NEW.id OR old.ref = NEW.ref OR (old.floor_id = NEW.floor_id AND old.version = NEW.version)",
    "place": "old.plan_id = NEW.plan_id AND old.resource_id = NEW.resource_id",
    "seat_pair": "old.plan_id = NEW.plan_id AND old.one_id = NEW.one_id AND old.other_id = NEW.other_id",
}
"""Which row an INSERT OR REPLACE would remove: SQLite fires no trigger for that removal."""

_SQLITE_FORWARD = """
CREATE TRIGGER audit_chain_forward BEFORE UPDATE ON audit_chain WHEN NEW.seq < OLD.seq OR NEW.name <> OLD.name
BEGIN SELECT RAISE(ABORT, 'audit_chain only moves forward'); END
"""

_APPEND_ONLY = ("audit_entry", "plan", "place", "seat_pair")

_POSTGRES_OVERLAP = """
ALTER TABLE occupation ADD CONSTRAINT occupation_no_overlap EXCLUDE USING gist (
  int8range(atom_id, atom_id, '[]') WITH &&, tstzrange(starts_at, until_at) WITH &&) WHERE (live)
"""

_POSTGRES_FUNCTIONS = {
    "refuse_change": "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END",
    "audit_chain_only_forward": """BEGIN
  IF NEW.seq < OLD.seq OR NEW.name <> OLD.name THEN RAISE EXCEPTION 'audit_chain only moves forward'; END IF;
  RETURN NEW;
END""",
}


def sqlite_guards() -> dict[str, str]:
    """Each trigger that SQLite must have, by name, with the statement that makes it."""
    guards = {
        f"{OVERLAP}_{event.lower()}": _SQLITE_OVERLAP.format(name=f"{OVERLAP}_{event.lower()}", event=event)
        for event in ("INSERT", "UPDATE")
    }
    for table in _APPEND_ONLY:
        for event in ("UPDATE", "DELETE"):
            name = f"{table}_no_{event.lower()}"
            guards[name] = _SQLITE_REFUSE.format(name=name, event=event, table=table)
    guards["audit_chain_no_delete"] = _SQLITE_REFUSE.format(
        name="audit_chain_no_delete", event="DELETE", table="audit_chain"
    )
    guards["audit_chain_forward"] = _SQLITE_FORWARD
    for table, same in _SAME.items():
        name = f"{table}_no_replace"
        guards[name] = _SQLITE_NO_REPLACE.format(name=name, table=table, same=same)
    return guards


def postgres_guards() -> dict[str, str]:
    """Each function, trigger and constraint that PostgreSQL must have, by name, with the statements that make it."""
    guards = {
        name: f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        for name, body in _POSTGRES_FUNCTIONS.items()
    }
    guards[OVERLAP] = f"ALTER TABLE occupation DROP CONSTRAINT IF EXISTS {OVERLAP}; {_POSTGRES_OVERLAP}"
    for name, made in _postgres_triggers().items():
        table = made.split(" ON ")[1].split(" ")[0]
        guards[name] = f"DROP TRIGGER IF EXISTS {name} ON {table}; {made}"
    return guards


def _postgres_triggers() -> dict[str, str]:
    """Each trigger as PostgreSQL itself writes it down."""
    triggers = {}
    for table in (*_APPEND_ONLY, "audit_chain"):
        events = ("DELETE", "TRUNCATE") if table == "audit_chain" else ("UPDATE", "DELETE", "TRUNCATE")
        for event in events:
            name = f"{table}_no_{event.lower()}"
            triggers[name] = (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
    triggers["audit_chain_forward"] = (
        "CREATE TRIGGER audit_chain_forward BEFORE UPDATE ON audit_chain "
        "FOR EACH ROW EXECUTE FUNCTION audit_chain_only_forward()"
    )
    return triggers


def install_guards(connection: Connection) -> None:
    """Make every guard that does not stand as it should: that is missing, switched off or changed.

    Tables that a later step of migration makes get theirs then.
    """
    on_postgres = connection.dialect.name == "postgresql"
    wanted = postgres_guards() if on_postgres else sqlite_guards()
    later = {table for table in _APPEND_ONLY if not inspect(connection).has_table(table)}
    missing = {name for name in missing_guards(connection) if not any(name.startswith(f"{each}_no_") for each in later)}
    for name in (name for name in wanted if name in missing):
        if not on_postgres:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        connection.execute(text(wanted[name]))


def missing_guards(connection: Connection) -> tuple[str, ...]:
    """Name the guards that should stand and do not, or that were switched off or changed; in order of name."""
    if connection.dialect.name == "postgresql":
        return tuple(sorted(set(postgres_guards()) - _standing_on_postgres(connection)))
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    standing = {name: _squeeze(sql) for name, sql in rows}
    return tuple(sorted(name for name, sql in sqlite_guards().items() if standing.get(name) != _squeeze(sql)))


def _standing_on_postgres(connection: Connection) -> set[str]:
    triggers = connection.exec_driver_sql(
        "SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    functions = connection.exec_driver_sql("SELECT proname, prosrc FROM pg_proc WHERE prokind = 'f'")
    constraints = connection.exec_driver_sql(
        "SELECT conname FROM pg_constraint WHERE contype = 'x' AND convalidated AND NOT condeferrable"
    )
    wanted = {**_postgres_triggers(), **_POSTGRES_FUNCTIONS}
    standing = {name for name, made in (*triggers, *functions) if wanted.get(name) == made}
    return standing | {str(row[0]) for row in constraints}


def _squeeze(sql: str) -> str:
    return " ".join(sql.split())
