"""The audit trail refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

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


def remove(apps, editor):
    with editor.connection.cursor() as cursor:
        for statement in _REMOVE[editor.connection.vendor]:
            cursor.execute(statement)


def install(apps, editor):
    remove(apps, editor)
    with editor.connection.cursor() as cursor:
        for statement in _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("electioncycle", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
