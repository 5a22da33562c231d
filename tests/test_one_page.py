"""One page and one form for one record: every link leads there, and what may not be changed offers no 修改 anywhere."""

from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.urls import reverse

from electioncycle.ledgers.ledger import REGISTRY, Ledger
from electioncycle.roles import Action, Role
from tests import factories
from tests.guards import covered
from tests.test_every_ledger import form_data, said_otherwise, undrawn
from tests.test_unchanged_saves import WORKERS, demo_county, samples, user_of
from villages.choices import CycleState
from villages.models import Cycle

__all__ = ["demo_county"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("menu_without_figures")]
OWN_FORMS = {"teamanalysis", "readinesscheck", "minutes", "scheme", "schemetemplate"}
OWN_PAGES = {"archive", "teamanalysis", "readinesscheck", "startrecord", "specialdecision"}
BEGUN_ELSEWHERE = {"teamanalysis", "readinesscheck", "dailyreport"}


class Links(HTMLParser):
    def __init__(self, answer):
        super().__init__()
        self.found = set()
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.add((dict(attrs).get("href") or "").partition("#")[0])


def links(answer):
    return Links(answer).found


def said(answer):
    return answer.content.decode()


def takes_a_change(client, ledger, row):
    """Whether the form of the row saves anything that a person might type; what it saved is taken back."""
    opened = client.get(ledger.form_of(row))
    if opened.status_code != 200:
        return False
    if ledger.name in OWN_FORMS:
        return True
    data = form_data(client, ledger, row)
    for other in said_otherwise(ledger, row, data):
        with transaction.atomic():
            answer = client.post(ledger.form_of(row), other)
            changed = ledger.model.all_rows.get(pk=row.pk).version != row.version
            transaction.set_rollback(True)
        if answer.status_code == 302 and changed:
            return True
    return False


def offers_wrongly(client, ledger, row):
    """What is wrong with the row's page and form, in words; empty where both say the same."""
    shown = client.get(ledger.url("detail", row.pk), follow=True)
    assert shown.status_code == 200, (row, shown.status_code)
    if shown.request["PATH_INFO"] != ledger.page_of(row):
        return f"{row}: the standard page does not lead to {ledger.page_of(row)}"
    edit = ledger.url("edit", row.pk)
    offered = bool({ledger.form_of(row), edit} & links(shown))
    refused = client.get(edit)
    with undrawn():
        possible = takes_a_change(client, ledger, row)
    if offered != possible:
        return f"{row} {ledger.name}: offered {offered}, possible {possible}"
    if not possible and (
        refused.status_code != 422 or not ledger.locked(row) or ledger.locked(row) not in said(refused)
    ):
        return f"{row} {ledger.name}: the address of the form answers {refused.status_code}, not in words"
    return ""


def written_here(ledger, user):
    """Rows in every state, but those of the areas above, which are only read."""
    cycle = Cycle.objects.get()
    mine = set(ledger.rows(user, cycle).writable_by(user).values_list("pk", flat=True))
    return [row for row in samples(ledger, user, cycle) if row.pk in mine]


def enter(client, demo_county, name, role):
    ledger, user = REGISTRY[name], user_of(demo_county, role)
    factories.ENTITLED.get(name, lambda user: None)(user)
    client.force_login(user)
    return ledger, user


@pytest.mark.parametrize("role", WORKERS)
def test_what_may_be_changed_offers_it_and_nothing_else_does_in_whatever_state(client, demo_county, role):
    seen, locked, found = 0, 0, []
    for name in sorted(REGISTRY):
        ledger, user = enter(client, demo_county, name, role)
        if not ledger.allows(user, Action.CHANGE):
            continue
        for row in written_here(ledger, user):
            seen, locked = seen + 1, locked + bool(ledger.locked(row))
            found.append(offers_wrongly(client, ledger, row))
    covered(f"records of every ledger and state whose 修改 was tried as {role}", seen, least=35)
    covered(f"of these locked, as {role}", locked, least=3)
    assert not list(filter(None, found))


def test_a_closed_cycle_offers_no_change_of_its_records(client, demo_county):
    Cycle.objects.update(state=CycleState.CLOSED)
    seen, wrong = 0, []
    for name in sorted(REGISTRY):
        ledger, user = enter(client, demo_county, name, Role.TOWNSHIP_CLERK)
        if not (ledger.by_cycle and ledger.allows(user, Action.CHANGE)):
            continue
        for row in written_here(ledger, user)[:2]:
            seen += 1
            shown = links(client.get(ledger.page_of(row)))
            refused = client.get(ledger.url("edit", row.pk))
            offered = {ledger.form_of(row), ledger.url("edit", row.pk)}
            if Action.WITHDRAW in ledger.actions:
                offered.add(ledger.url("withdraw", row.pk))
            if offered & shown:
                wrong.append(f"{name}: offered")
            if refused.status_code != 422 or not (ledger.locked(row) and ledger.locked(row) in said(refused)):
                wrong.append(f"{name}: {refused.status_code}")
    covered("records of a closed cycle", seen, least=30)
    assert not wrong


def test_the_guard_sees_a_page_that_offers_what_its_form_refuses(client, demo_county, monkeypatch):
    ledger, user = enter(client, demo_county, "problem", Role.COUNTY_ADMIN)
    row = next(row for row in samples(ledger, user, Cycle.objects.get()) if ledger.locked(row))
    assert not offers_wrongly(client, ledger, row)
    monkeypatch.setattr(Ledger, "locked", lambda self, row: "")
    assert offers_wrongly(client, ledger, row)


def test_lists_panels_and_standard_addresses_lead_to_the_one_page(client, demo_county):
    for name in sorted(REGISTRY):
        ledger, user = enter(client, demo_county, name, Role.COUNTY_ADMIN)
        rows = samples(ledger, user, Cycle.objects.get())
        own = any(ledger.page_of(row) != ledger.url("detail", row.pk) for row in rows)
        assert own == (name in OWN_PAGES) or not rows, name
        listed = links(client.get(ledger.url("list"), {"per_page": 200}))
        assert all(ledger.page_of(row) in listed for row in rows), name
        if own:
            assert not {ledger.url("detail", row.pk) for row in rows} & listed, name
        if Action.ADD in ledger.actions and ledger.allows(user, Action.ADD):
            assert ledger.new_page() in listed, name
            leads = client.get(ledger.url("add"))
            assert (leads.status_code == 302) == (name in BEGUN_ELSEWHERE), name
            assert name not in BEGUN_ELSEWHERE or (leads.url, client.get(leads.url).status_code) == (
                ledger.new_page(),
                200,
            )


def test_the_poorer_form_takes_nothing_and_says_where(client, demo_county):
    ledger, user = enter(client, demo_county, "teamanalysis", Role.TOWNSHIP_CLERK)
    row = next(row for row in ledger.rows(user, Cycle.objects.get()) if not ledger.locked(row))
    for address, sent in ((ledger.url("edit", row.pk), {"words": "改"}), (ledger.url("add"), {"village": 1})):
        answer = client.post(address, sent | {"version": row.version})
        assert answer.status_code == 422
        assert "不在这个页面填写" in said(answer)
    assert ledger.model.objects.get(pk=row.pk).version == row.version
    assert client.get(ledger.form_of(row)).status_code == 200


def test_the_form_of_an_approved_analysis_says_why_it_leads_to_the_review(client, demo_county):
    ledger, user = enter(client, demo_county, "teamanalysis", Role.COUNTY_ADMIN)
    row = next(row for row in ledger.rows(user, Cycle.objects.get()) if ledger.locked(row))
    answer = client.get(reverse("analysis_entry", args=[row.village_id]), follow=True)
    assert answer.redirect_chain == [(reverse("analysis_review", args=[row.pk]), 302)]
    assert ledger.locked(row) in said(answer)
