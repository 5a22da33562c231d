"""The demo county sends back its own workbooks untouched: nothing in it changes, in no ledger and no state."""

import io
import json
import subprocess
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings
from openpyxl import load_workbook

from accounts.models import User
from demo.days import Days
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Action
from electioncycle.workbooks.imports import ImportBatch
from risks.choices import State
from risks.models import RiskPoint
from tests import factories
from tests.guards import WHOLE, covered

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STANDS_ON = Days(date(2026, 11, 22))
IMPORTED = sorted(name for name, ledger in REGISTRY.items() if Action.IMPORT in ledger.actions)
ROLES = ("县级换届管理员", "乡镇组织干事")


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker, tmp_path_factory):
    """One county for all tests of this file, big enough that risks stand in every state; gone when they are through.

    Role → account; those accounts may also read what only assigned readers open.
    """
    data = tmp_path_factory.mktemp("data")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=data, MEDIA_ROOT=data / "media"),
        transaction.atomic(),
        STANDS_ON.as_clock(),
    ):
        told = io.StringIO()
        call_command("load_demo", villages=24, townships=4, today=STANDS_ON.today, stdout=told)
        lines = json.loads(told.getvalue())["accounts"]
        names = {line["role"]: line["username"] for line in reversed(lines)}
        users = {role: User.objects.get(username=names[role]) for role in ROLES}
        for let_read in factories.ENTITLED.values():
            for user in users.values():
                let_read(user)
        yield users
        transaction.set_rollback(True)


def versions(ledger):
    return dict(ledger.model.all_rows.values_list("pk", "version"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", IMPORTED)
def test_an_untouched_export_changes_nothing_whatever_the_rules_say_today(client, county, name, role):
    ledger, user = REGISTRY[name], county[role]
    if not ledger.allows(user, Action.IMPORT):
        pytest.skip("not this role's to import")
    client.force_login(user)
    book = client.get(ledger.url("export")).content
    keys = [str(row[-1]) for row in load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True)]
    lines = sum(key.startswith("R") for key in keys)
    before = versions(ledger)
    client.post(ledger.url("import"), {"file": SimpleUploadedFile("导出.xlsx", book)})
    batch = ImportBatch.objects.latest("id")
    if not lines:
        assert "没有数据" in batch.message
        return
    counts = {kind: batch.counts[kind] for kind in ("new", "changed", "wrong", "held", "cleared")}
    assert counts == dict.fromkeys(counts, 0), batch.preview
    assert batch.counts["unchanged"] == lines
    assert not batch.may_confirm
    assert versions(ledger) == before


def test_what_an_office_opened_and_saved_changes_nothing_either(client, county, tmp_path):
    """All ledgers in ``make nightly``, every eighth in the suite: one call of LibreOffice saves them all."""
    chosen = IMPORTED if WHOLE else ["teammember", *IMPORTED[::8]]
    client.force_login(county[ROLES[0]])
    (tmp_path / "out").mkdir()
    for name in chosen:
        (tmp_path / f"{name}.xlsx").write_bytes(client.get(REGISTRY[name].url("export")).content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, *map(str, tmp_path.glob("*.xlsx"))], check=True, capture_output=True, timeout=300)
    changed = {}
    for name in chosen:
        saved = SimpleUploadedFile("另存.xlsx", (tmp_path / "out" / f"{name}.xlsx").read_bytes())
        client.post(REGISTRY[name].url("import"), {"file": saved})
        batch = ImportBatch.objects.latest("id")
        kinds = {kind: batch.counts.get(kind, 0) for kind in ("new", "changed", "wrong", "held", "cleared")}
        if any(kinds.values()) or not (batch.counts.get("unchanged") or "没有数据" in batch.message):
            changed[name] = (kinds, batch.message, batch.preview[:600])
    assert not changed
    covered("workbooks saved by an office", chosen, least=8)


def test_the_county_has_rows_of_every_ledger_and_risks_in_every_state(county):
    empty = [name for name in IMPORTED if not REGISTRY[name].model.objects.exists()]
    assert not empty
    assert set(RiskPoint.objects.values_list("state", flat=True)) == set(State.values)
