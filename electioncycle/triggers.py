"""Database triggers that keep the audit trail append-only, on SQLite and on PostgreSQL."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "electioncycle_auditevent"
_SENTENCE = "audit trail is append-only"

_SQLITE = [
    f"""CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"""
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$""",
    f"""CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
]
_REMOVE = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_no_UPDATE", "DROP TRIGGER IF EXISTS audit_no_DELETE"],
    "postgresql": [f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}"],
}


def remove(connection: BaseDatabaseWrapper) -> None:
    """Only for a test database that is about to be emptied."""
    with connection.cursor() as cursor:
        for statement in _REMOVE[connection.vendor]:
            cursor.execute(statement)


def install(connection: BaseDatabaseWrapper) -> None:
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)
