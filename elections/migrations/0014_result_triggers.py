"""What is verified changes only in a statement that names an open, confirmed correction of the very sheet.

A purge of the cycle still empties names; a winner nobody knew is still linked to a person. What a correction did stays.
"""

from django.db import migrations

SHEET, ROUND, CORRECTION = "elections_resultsheet", "elections_round", "elections_correction"
LOCKED = "a verified result changes only by a correction of its own"
STAYS = "a correction that was carried out or dropped stays"
GONE = "已清除"

FIGURES = {
    "elections_sheethead": ("registered", "expected", "present"),
    "elections_ballotaccount": (
        *("paper", "printed", "spare", "opened", "in_person", "proxy", "roving", "issued", "spoiled", "left_over"),
        *("recovered", "valid", "void", "blank"),
    ),
    "elections_boxcount": ("paper", "place_id", "issued", "recovered"),
    "elections_postcount": ("post", "seats", "valid", "void", "blank", "skipped"),
    "elections_votecount": ("post", "line", "group", "votes", "against", "abstain"),
    "elections_sheetname": ("post", "line", "sex", "standing", "candidacy_id"),
    "elections_electedperson": ("post", "sex", "votes"),
    "elections_sheetdecision": (
        *("code", "post", "about_id", "answer", "decided_by", "document_number", "decided_on", "state"),
    ),
}
OF_ROW = ("sheet_id", "withdrawn_at", "correction_id")
NAMED = ("elections_sheetname", "elections_electedperson")
OF_SHEET = (
    *("round_id", "state", "shape", "checks", "signed", "conditions_met", "sealed_at", "provisional", "voided"),
    *("withdrawn_at", "correction_id"),
)
OF_ROUND = ("election_id", "number", "kind", "state", "announced", "cause", "rule_set_id", "withdrawn_at")
OF_CORRECTION = (
    *("sheet_id", "kind", "state", "number", "draft_id", "decided_by", "decided_on", "document_number", "announced"),
    *("cause", "voided", "before", "proposed_by_id", "confirmed_by_id", "confirmed_at", "withdrawn_at"),
)


def _verified(key):
    return f"EXISTS (SELECT 1 FROM {SHEET} s WHERE s.id = {key} AND s.state = 'verified')"


def _foreign(key):
    """The row names no correction of this sheet that is being carried out."""
    return f"""NOT EXISTS (SELECT 1 FROM {CORRECTION} c WHERE c.id = NEW.correction_id AND c.sheet_id = {key}
        AND c.state = 'confirmed' AND c.withdrawn_at IS NULL)"""


def _moved(names, differs):
    return " OR ".join(f'NEW."{name}" IS {differs} OLD."{name}"' for name in names)


def _named_moved(table, differs):
    """A name goes with a purge, of the elected only what was withdrawn; a person is linked once."""
    purged = f"NEW.name = '{GONE}'"
    if table == "elections_electedperson":
        purged = f"({purged} AND OLD.withdrawn_at IS NOT NULL)"
    linked = "(OLD.person_id IS NOT NULL AND NEW.person_id IS " + f"{differs} OLD.person_id)"
    return f"(NEW.name IS {differs} OLD.name AND NOT {purged}) OR {linked}"


def _of_figures(table, names, differs):
    changed = _moved((*OF_ROW, *names), differs)
    if table in NAMED:
        changed = f"{changed} OR {_named_moved(table, differs)}"
    sides = " OR ".join(f"({_verified(key)} AND {_foreign(key)})" for key in ("OLD.sheet_id", "NEW.sheet_id"))
    short = table.removeprefix("elections_")
    return [
        (f"{short}_locked_added", "INSERT", table, f"{_verified('NEW.sheet_id')} AND {_foreign('NEW.sheet_id')}", LOCKED),
        (f"{short}_locked_changed", "UPDATE", table, f"({changed}) AND ({sides})", LOCKED),
        (f"{short}_locked_removed", "DELETE", table, _verified("OLD.sheet_id"), LOCKED),
    ]


def _triggers(differs):
    held = f"""EXISTS (SELECT 1 FROM {SHEET} s WHERE s.round_id = OLD.id AND s.state = 'verified'
        AND s.withdrawn_at IS NULL)"""
    foreign = f"""NOT EXISTS (SELECT 1 FROM {CORRECTION} c JOIN {SHEET} s ON s.id = c.sheet_id
        WHERE c.id = NEW.correction_id AND s.round_id = OLD.id AND c.state = 'confirmed')"""
    over = "OLD.state IN ('done', 'dropped')"
    return [
        *(one for table, names in FIGURES.items() for one in _of_figures(table, names, differs)),
        (
            "resultsheet_locked_changed",
            "UPDATE",
            SHEET,
            f"OLD.state = 'verified' AND ({_moved(OF_SHEET, differs)}) AND {_foreign('OLD.id')}",
            LOCKED,
        ),
        ("resultsheet_locked_removed", "DELETE", SHEET, "OLD.state = 'verified'", LOCKED),
        ("round_locked_changed", "UPDATE", ROUND, f"({_moved(OF_ROUND, differs)}) AND {held} AND {foreign}", LOCKED),
        ("correction_stays", "UPDATE", CORRECTION, f"{over} AND ({_moved(OF_CORRECTION, differs)})", STAYS),
        ("correction_not_removed", "DELETE", CORRECTION, over, STAYS),
    ]


def _sqlite(name, verb, table, condition, sentence):
    return f"""CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{sentence}'); END"""


def _postgresql(name, verb, table, condition, sentence):
    """The condition stands in the function, as a trigger's WHEN may not ask another table."""
    row = "OLD" if verb == "DELETE" else "NEW"
    return [
        f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END IF;
            RETURN {row}; END $$""",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
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
    dependencies = [("elections", "0013_certificates")]
    operations = [migrations.RunPython(install, remove)]
