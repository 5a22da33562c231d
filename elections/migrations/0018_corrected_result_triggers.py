"""Figures that were verified once stay locked while a correction has left the result in doubt or undecided.

Who is elected and what is decided of it may change then, as of any agreed sheet, until it is verified again; figures,
lines and announcement go on changing in statements alone that name a correction that is being carried out.
"""

from importlib import import_module

from django.db import migrations

SHEET, ROUND, CORRECTION = "elections_resultsheet", "elections_round", "elections_correction"
LOCKED = "a verified result changes only by a correction of its own"
GONE = "已清除"
NAMES = "elections_sheetname"

FIGURES = {
    "elections_sheethead": ("registered", "expected", "present"),
    "elections_ballotaccount": (
        *("paper", "printed", "spare", "opened", "in_person", "proxy", "roving", "issued", "spoiled", "left_over"),
        *("recovered", "valid", "void", "blank"),
    ),
    "elections_boxcount": ("paper", "place_id", "issued", "recovered"),
    "elections_postcount": ("post", "seats", "valid", "void", "blank", "skipped"),
    "elections_votecount": ("post", "line", "group", "votes", "against", "abstain"),
    NAMES: ("post", "line", "sex", "standing", "candidacy_id"),
}
OF_ROW = ("sheet_id", "withdrawn_at", "correction_id")
OF_LINES = ("round_id", "shape", "provisional", "voided", "withdrawn_at", "correction_id")
OF_VERIFIED = (*OF_LINES, "state", "checks", "signed", "conditions_met", "sealed_at")
OF_ROUND = ("election_id", "number", "kind", "state", "announced", "cause", "rule_set_id", "withdrawn_at")


def _once_verified(sheet):
    """Verified now, or corrected since: nothing else is ever corrected."""
    return f"({sheet}.state = 'verified' OR {sheet}.correction_id IS NOT NULL)"


def _locked(key):
    return f"EXISTS (SELECT 1 FROM {SHEET} s WHERE s.id = {key} AND {_once_verified('s')})"


def _unnamed(key):
    """The statement names no correction of this sheet that is being carried out."""
    return f"""NOT EXISTS (SELECT 1 FROM {CORRECTION} c WHERE c.id = NEW.correction_id
        AND c.sheet_id = {key} AND c.withdrawn_at IS NULL AND c.state = 'confirmed')"""


def _moved(names, differs):
    return " OR ".join(f'NEW."{name}" IS {differs} OLD."{name}"' for name in names)


def _changed(table, names, differs):
    """A name goes with a purge, and its person is linked once."""
    changed = _moved((*OF_ROW, *names), differs)
    if table == NAMES:
        named = f"(NEW.name IS {differs} OLD.name AND NEW.name <> '{GONE}')"
        linked = f"(OLD.person_id IS NOT NULL AND NEW.person_id IS {differs} OLD.person_id)"
        changed = f"{changed} OR {named} OR {linked}"
    return changed


def _of_figures(table, names, differs):
    sides = " OR ".join(f"({_locked(key)} AND {_unnamed(key)})" for key in ("OLD.sheet_id", "NEW.sheet_id"))
    short = table.removeprefix("elections_")
    return [
        (f"{short}_locked_added", "INSERT", table, f"{_locked('NEW.sheet_id')} AND {_unnamed('NEW.sheet_id')}"),
        (f"{short}_locked_changed", "UPDATE", table, f"({_changed(table, names, differs)}) AND ({sides})"),
        (f"{short}_locked_removed", "DELETE", table, _locked("OLD.sheet_id")),
    ]


def _triggers(differs):
    lines = f"{_once_verified('OLD')} AND ({_moved(OF_LINES, differs)})"
    verified = f"OLD.state = 'verified' AND ({_moved(OF_VERIFIED, differs)})"
    held = f"""EXISTS (SELECT 1 FROM {SHEET} s WHERE s.round_id = OLD.id AND s.withdrawn_at IS NULL
        AND {_once_verified("s")})"""
    foreign = f"""NOT EXISTS (SELECT 1 FROM {CORRECTION} c JOIN {SHEET} s ON s.id = c.sheet_id
        WHERE s.round_id = OLD.id AND c.id = NEW.correction_id AND c.state = 'confirmed')"""
    return [
        *(one for table, names in FIGURES.items() for one in _of_figures(table, names, differs)),
        ("resultsheet_locked_changed", "UPDATE", SHEET, f"({lines} OR {verified}) AND {_unnamed('OLD.id')}"),
        ("resultsheet_locked_removed", "DELETE", SHEET, _once_verified("OLD")),
        ("round_locked_changed", "UPDATE", ROUND, f"({_moved(OF_ROUND, differs)}) AND {held} AND {foreign}"),
    ]


def _sqlite(name, verb, table, condition):
    return [
        f"""CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{LOCKED}'); END"""
    ]


def _postgresql(name, verb, table, condition):
    """The condition stands in the function, as a trigger's WHEN may not ask another table."""
    row = "OLD" if verb == "DELETE" else "NEW"
    return [
        f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {condition} THEN RAISE EXCEPTION '{LOCKED}' USING ERRCODE = 'check_violation'; END IF;
            RETURN {row}; END $$""",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def remove(apps, editor):
    connection = editor.connection
    with connection.cursor() as cursor:
        for name, _, table, _ in _triggers(""):
            where = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def install(apps, editor):
    """In place of those of the migration before, which bear the same names."""
    remove(apps, editor)
    sqlite = editor.connection.vendor == "sqlite"
    differs, written = ("NOT", _sqlite) if sqlite else ("DISTINCT FROM", _postgresql)
    with editor.connection.cursor() as cursor:
        for one in _triggers(differs):
            for statement in written(*one):
                cursor.execute(statement)


def install_those_before(apps, editor):
    import_module("elections.migrations.0014_result_triggers").install(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("elections", "0017_mid_term_changes")]
    operations = [migrations.RunPython(install, install_those_before)]
