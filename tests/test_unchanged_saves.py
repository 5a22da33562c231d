"""A form that is opened and saved with nothing touched does no harm, in whatever state the row is."""

import io
import json
from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from candidates.models import NegativeList
from candidates.services import negative_lists
from demo.days import Days
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Action, Role
from electioncycle.security.audit import AuditEvent, Event
from meetings.models import Minutes
from readiness.models import ConditionSet, ReadinessCheck
from readiness.services import conditions
from risks.models import Problem
from tests import browsing, factories
from villages.models import Cycle, RuleSet, Village
from villages.services import rule_sets

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STANDS_ON = Days(date(2026, 11, 22))
WORKERS = (Role.COUNTY_ADMIN, Role.TOWNSHIP_CLERK)
MOST = 12
"""Rows of one ledger and one user that are opened; each combination of states is among them first."""


@pytest.fixture(scope="module")
def demo_county(django_db_setup, django_db_blocker):
    """The demo county, loaded once; every test of the module is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic(), STANDS_ON.as_clock():
        told = io.StringIO()
        call_command("load_demo", villages=6, townships=2, today=STANDS_ON.today, stdout=told)
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


def everything_written():
    """How many versions there are of anything, and how many acts the trail knows; refusals are no acts."""
    versions = [model.objects.count() for model in apps.get_models() if hasattr(model, "history_date")]
    return versions, AuditEvent.objects.exclude(type__in=(Event.REFUSED, Event.READ)).count()


def saved_untouched(client, address, *, to=""):
    """Open the page and send its form back as it is; None where the page is not for this user or state."""
    opened = client.get(address)
    if opened.status_code != 200:
        assert opened.status_code in (302, 403, 404, 409, 422), (address, opened.status_code)
        return None
    sent = browsing.untouched(opened)
    before = everything_written()
    answer = client.post(to or address, sent)
    assert answer.status_code in (302, 403, 409, 422), (address, answer.status_code)
    assert everything_written() == before, address
    return answer


def user_of(demo_county, role):
    return User.objects.get(username=demo_county[str(role.label)])


@pytest.mark.parametrize("role", WORKERS)
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_form_saved_untouched_changes_nothing_in_whatever_state(
    client, demo_county, menu_without_figures, name, role
):
    ledger, user = REGISTRY[name], user_of(demo_county, role)
    if not ledger.allows(user, Action.CHANGE):
        pytest.skip("not kept by this role")
    factories.ENTITLED.get(name, lambda user: None)(user)
    client.force_login(user)
    rows = samples(ledger, user, Cycle.objects.get())
    for row in rows:
        saved_untouched(client, ledger.url("edit", row.pk))
        assert ledger.model.all_rows.get(pk=row.pk).version == row.version


@pytest.mark.parametrize("role", WORKERS)
@pytest.mark.parametrize("page", ["analysis_entry", "gate_entry", "gate_group", "minutes_write"])
def test_a_page_of_its_own_saved_untouched_changes_nothing(client, demo_county, menu_without_figures, page, role):
    client.force_login(user_of(demo_county, role))
    rows = {"gate_group": ReadinessCheck, "minutes_write": Minutes}.get(page, Village).objects.all()
    answers = [saved_untouched(client, reverse(page, args=[row.pk])) for row in rows]
    if page == "analysis_entry" and role == Role.TOWNSHIP_CLERK:
        assert any(answer is not None and answer.status_code == 302 for answer in answers)


def test_grids_of_drafts_saved_untouched_change_nothing(client, demo_county, menu_without_figures):
    by = user_of(demo_county, Role.COUNTY_ADMIN)
    client.force_login(by)
    cycle = Cycle.objects.get()
    published = (
        ConditionSet.objects.get(cycle=cycle, state="published"),
        NegativeList.objects.filter(cycle=cycle, state="published").first(),
    )
    draft, listed = (
        conditions.EDITIONS.begin_next(published[0], by=by),
        negative_lists.EDITIONS.begin_next(published[1], by=by),
    )
    rules = rule_sets.EDITIONS.begin_next(RuleSet.objects.filter(state="published").first(), by=by)
    for page, move, row in (
        ("condition_set", reverse("condition_set_move", args=[draft.pk, "save"]), draft),
        ("negative_list", reverse("negative_list_move", args=[listed.pk, "save"]), listed),
        ("rule_set", reverse("rule_set_move", args=[rules.pk, "save"]), rules),
        ("cycle_detail", reverse("cycle_targets", args=[cycle.pk]), cycle),
    ):
        answer = saved_untouched(client, reverse(page, args=[row.pk]), to=move)
        assert answer.status_code == 302, page


def test_an_account_saved_untouched_is_not_changed(client, demo_county, menu_without_figures):
    client.force_login(user_of(demo_county, Role.SECURITY_ADMIN))
    one = user_of(demo_county, Role.TOWNSHIP_CLERK)
    assert saved_untouched(client, reverse("account_change", args=[one.pk])).status_code == 302
    assert User.objects.get(pk=one.pk).version == one.version


@pytest.mark.parametrize("stored", ["一、青山\n二、东河", "一、青山\r\n二、东河", "  一、青山\n二、东河 \n"])
def test_line_ends_and_outer_blanks_are_no_change(client, stored):
    village = factories.make_village()
    factories.cycle_for(village)
    row = factories.BUILDERS["problem"](village)
    Problem.objects.filter(pk=row.pk).update(text=stored)
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    address = f"/risks/problem/{row.pk}/edit/"
    assert saved_untouched(client, address).status_code == 302
    sent = browsing.untouched(client.get(address))
    answer = client.post(address, sent | {"text": "一、青山\r\n三、西坪"})
    assert answer.status_code == 302
    assert Problem.objects.get(pk=row.pk).text == "一、青山\n三、西坪"
