"""Pages of risks and gate cost the same queries for a few villages and for many; a township's grid is one request."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.history import record_many
from electioncycle.roles import Role
from risks.models import RiskPoint, Sweep
from tests import factories
from tests.gate import Township

pytestmark = pytest.mark.django_db
PER_VILLAGE = 4


def grow(town, number):
    """More villages with risks, lists and finances, and one that went through the gate."""
    villages = [town.village(f"扩{number}{at:02d}村") for at in range(number)]
    kinds = [factories.kind(town.cycle, "risk_kind", at) for at in (0, 1)]
    points = [
        RiskPoint(cycle=town.cycle, village=village, kind=kinds[at % 2], facts=f"事项{at}", responsible="李联村")
        for village in villages
        for at in range(PER_VILLAGE)
    ]
    record_many(points, by=town.clerk)
    for village in villages[:2]:
        factories.make_key_village(village)
        factories.make_line(village)
        factories.make_link(village, leader=f"领导{village.name}")
        factories.make_cleanup(village)
    town.passed(town.village(f"扩{number}通过村"))
    town.self_checked(villages[1], unmet=["finance"])
    return villages


def test_pages_cost_the_same_queries_for_few_and_many_villages(client):
    town = Township()
    first = grow(town, 3)[0]
    client.force_login(town.county)
    addresses = {
        "列表": REGISTRY["riskpoint"].url("list"),
        "评估列表": REGISTRY["readinesscheck"].url("list"),
        "总览": reverse("gate"),
        "对照表": reverse("gate_matrix"),
        "排查": reverse("sweep_grid", args=[town.area.pk]),
        "风险总览": reverse("risks"),
        "风险画像": reverse("gate_risks", args=[first.pk]),
        "三清单": reverse("problem_totals"),
        "挂钩领导": reverse("leaders"),
        "财务进度": reverse("finance_progress"),
        "首页": "/",
    }

    def costs():
        found = {}
        for name, address in addresses.items():
            client.get(address)  # what is remembered between requests is filled for both sizes
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200, name
            found[name] = len(queries)
        return found

    few = costs()
    grow(town, 12)
    assert costs() == few
    assert max(few.values()) <= 60, few


def test_a_township_of_forty_villages_saves_its_grid_in_one_request(client):
    town = Township()
    villages = [town.village(f"排{at:02d}村") for at in range(40)]
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, town.area)
    client.force_login(clerk)
    address = reverse("sweep_grid", args=[town.area.pk])

    def saved(number):
        seen = client.get(address).content.decode()
        start = seen.index('name="seen" value="') + len('name="seen" value="')
        kinds = [factories.kind(town.cycle, "risk_kind", at).pk for at in (0, 1)]
        cells = {f"c-{village.pk}-{kind}": "0" for village in villages[:number] for kind in kinds}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(address, {**cells, "seen": seen[start : seen.index('"', start)], "who": "周干事"})
        assert answer.status_code == 302, answer.content.decode()
        return len(queries)

    saved(1)
    cost = saved(40)
    assert Sweep.objects.filter(cycle=town.cycle, found=0).count() == 80
    assert cost <= 60
