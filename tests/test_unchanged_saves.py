"""A form that is opened and saved with nothing touched does no harm, in whatever state the row is."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from electioncycle.audit import AuditEvent, Event
from electioncycle.ledgers import REGISTRY
from electioncycle.roles import Action, Role
from tests import browsing
from villages.models import Cycle

pytestmark = pytest.mark.django_db
WORKERS = (Role.COUNTY_ADMIN, Role.COUNTY_CLERK, Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK)
MOST = 12
"""Rows of one ledger and one user that are opened; each combination of states is among them first."""


@pytest.fixture(scope="module")
def demo_county(django_db_setup, django_db_blocker):
    """The demo county, loaded once; every test of the module is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        told = io.StringIO()
        call_command("load_demo", villages=6, townships=2, stdout=told)
        yield {line["role"]: line["username"] for line in json.loads(told.getvalue())["accounts"]}
        transaction.set_rollback(True)


def state_of(ledger, row):
    """What steps and services set on the row: choices that no form offers, and whether moments and links are there."""
    found = []
    for field in row._meta.concrete_fields:
        if field.name in ledger.fields:
            continue
        value = getattr(row, field.attname)
        if field.choices:
            found.append(value)
        elif field.null:
            found.append(value is None)
    return tuple(found)


def samples(ledger, user, cycle):
    found = {}
    for row in ledger.rows(user, cycle):
        found.setdefault(state_of(ledger, row), row)
    return list(found.values())[:MOST]


def history_size(ledger, row):
    return row.history.count() + sum(one.history.count() for _, one in ledger.history_rows(row))


@pytest.mark.parametrize("role", WORKERS)
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_saving_a_form_in_which_nothing_was_touched_changes_nothing(
    client, demo_county, menu_without_figures, name, role
):
    ledger = REGISTRY[name]
    user = User.objects.get(username=demo_county[str(role.label)])
    if not ledger.allows(user, Action.CHANGE):
        pytest.skip("not kept by this role")
    client.force_login(user)
    for row in samples(ledger, user, Cycle.objects.get()):
        opened = client.get(ledger.url("edit", row.pk))
        if opened.status_code != 200:
            assert opened.status_code in (302, 403, 404, 409, 422), (row, opened.status_code)
            continue
        before, events = history_size(ledger, row), AuditEvent.objects.exclude(type=Event.REFUSED).count()
        answer = client.post(ledger.url("edit", row.pk), browsing.untouched(opened))
        assert answer.status_code in (302, 403, 409, 422), (row, answer.status_code)
        fresh = ledger.model.all_rows.get(pk=row.pk)
        assert fresh.version == row.version, (row, state_of(ledger, row))
        assert history_size(ledger, fresh) == before
        assert AuditEvent.objects.exclude(type=Event.REFUSED).count() == events
        if answer.status_code != 302:
            print(
                name,
                role,
                row,
                answer.status_code,
                answer.context and answer.context.get("form") and answer.context["form"].errors,
            )
