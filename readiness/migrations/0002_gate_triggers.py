"""A start never rests on a lapsed or foreign pass; a recorded lapse stays."""

from django.db import migrations

START, PASS = "readiness_startrecord", "readiness_readinesspass"
REFUSED = "start rests on no valid pass or consent of this village and cycle"
STAYS = "a recorded lapse stays"

_UNKNOWN_GROUND = """NEW.passed_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM readiness_readinesspass p WHERE p.id = NEW.passed_id AND p.village_id = NEW.village_id
    AND p.cycle_id = NEW.cycle_id AND p.lapsed_at IS NULL AND p.withdrawn_at IS NULL)"""
_UNKNOWN_CONSENT = """NEW.decision_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM readiness_specialdecision d WHERE d.id = NEW.decision_id AND d.village_id = NEW.village_id
    AND d.cycle_id = NEW.cycle_id AND d.kind = 'consent' AND d.track = NEW.track AND d.withdrawn_at IS NULL)"""
_UNFOUNDED = f"NEW.withdrawn_at IS NULL AND (({_UNKNOWN_GROUND}) OR ({_UNKNOWN_CONSENT}))"
_WATCHED = ("passed_id", "decision_id", "village_id", "cycle_id", "track")
# After the start a lapse is a red flag, never a stop: only a change of what the start rests on is judged again.
_MOVED = " OR ".join(f"NEW.{name} IS {{differs}} OLD.{name}" for name in _WATCHED)
_MOVED = f"({_MOVED} OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL))"
_REVIVED = "OLD.lapsed_at IS NOT NULL AND NEW.lapsed_at IS NULL"


def _sqlite(name, verb, table, condition, sentence):
    return f"""CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{sentence}'); END"""


def _postgresql(name, verb, table, condition, sentence):
    """The condition stands in the function, as a trigger's WHEN may not ask another table."""
    return [
        f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END IF;
            RETURN NEW; END $$""",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _triggers(differs):
    moved = f"{_MOVED.format(differs=differs)} AND {_UNFOUNDED}"
    return [
        ("start_founded_when_added", "INSERT", START, _UNFOUNDED, REFUSED),
        ("start_founded_when_moved", "UPDATE", START, moved, REFUSED),
        ("lapse_stays", "UPDATE", PASS, _REVIVED, STAYS),
    ]


def remove(apps, editor):
    connection = editor.connection
    with connection.cursor() as cursor:
        for name, _, table, _, _ in _triggers(""):
            where = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def install(apps, editor):
    remove(apps, editor)
    connection = editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for one in _triggers("NOT"):
                cursor.execute(_sqlite(*one))
        else:
            for one in _triggers("DISTINCT FROM"):
                for statement in _postgresql(*one):
                    cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("readiness", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
