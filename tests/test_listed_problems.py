"""A problem of the team analysis and the one of the three lists are one: listed once, counted once, one state."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history
from electioncycle.roles import Role
from readiness.dossiers import dossier_of, dossiers
from readiness.findings import findings_of
from readiness.models import AnalysisProblem, TeamAnalysis
from readiness.report import sections
from readiness.services import analysis as services
from risks.models import Countermeasure, Problem
from risks.services import problem_totals
from risks.services import problems as ledger
from tests import factories
from tests.gate import Township
from tests.moving import seen
from tests.test_readiness import entry_for, posted
from villages.models import VillageProfile

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FOUND = {
    "problem": "活动场所破旧。",
    "category": "组织建设",
    "countermeasure": "整修活动场所。",
    "responsible": "王驻村",
    "deadline": TODAY + timedelta(days=60),
    "progress": "已报预算。",
}
SECOND = {**FOUND, "problem": "山林权属争议一起。", "progress": ""}


class Place:
    """A township with one analysed village."""

    def __init__(self):
        self.town = Township()
        self.village = self.town.village("青山村")
        factories.make_member(self.village, "张建国")
        self.cycle, self.clerk, self.officer = self.town.cycle, self.town.clerk, self.town.officer

    def analysed(self, *problems, **values):
        entry = entry_for(self.village, self.cycle, **values)
        entry = services.Entry(entry.head, entry.ratings, entry.members, [dict(one) for one in problems])
        self.row = services.save_draft(self.village, self.cycle, entry, by=self.clerk)
        return self

    def approved(self, *problems, **values):
        self.analysed(*problems, **values)
        self.row = services.submit(self.row, by=self.clerk)
        self.row = services.approve_township(self.row, by=self.officer)
        return self

    def list(self, client, user=None, **data):
        client.force_login(user or self.clerk)
        address = reverse("analysis_move", args=[self.row.pk, "list"])
        return client.post(address, seen(self.row, **data))

    def page(self, client):
        client.force_login(self.clerk)
        return client.get(reverse("analysis_review", args=[self.row.pk])).content.decode()

    def gate(self):
        spoken = findings_of([self.village], self.cycle)[self.village.pk]["problems"]
        return [(one.finding.met, one.finding.text) for one in spoken]


@pytest.fixture
def place(db):
    return Place()


def test_one_click_lists_the_problems_and_closing_them_there_shows_here(client, place):
    place.approved(FOUND, SECOND)
    assert "2个未列入问题清单" in place.page(client)
    assert place.list(client).status_code == 302
    first, second = Problem.objects.order_by("number")
    assert [first.text, second.text] == [FOUND["problem"], SECOND["problem"]]
    assert (first.category, first.found_on) == ("组织建设", place.row.analysed_to)
    line = first.lines.get()
    assert (line.measure, line.owner, line.progress, line.state) == ("整修活动场所。", "王驻村", "已报预算。", "going")
    assert "未列入" not in place.page(client)
    again = place.list(client)
    assert again.status_code == 422
    assert Problem.objects.count() == 2
    line.state, line.closed_on, line.evidence, line.progress = "solved", TODAY, "验收单", "已整修完毕。"
    history.record(line, by=place.clerk)
    ledger.verify_closing(ledger.apply_closing(first, by=place.clerk), by=place.officer)
    shown = place.page(client)
    assert f"已销号({TODAY})" in shown
    assert "已整修完毕" in shown
    (told,) = [one for one in sections([place.village], place.cycle) if one.key == "outlook"]
    rows = told.blocks[place.village.pk][-1].rows
    assert [row[-1] for row in rows] == [f"已销号({TODAY})；已整修完毕", "办理中"]


def test_one_of_several_is_listed_by_itself_and_the_approval_stands(client, place):
    place.approved(FOUND, SECOND)
    one = AnalysisProblem.objects.get(position=2)
    assert place.list(client, problem=one.pk).status_code == 302
    assert [problem.text for problem in Problem.objects.all()] == [SECOND["problem"]]
    place.row = TeamAnalysis.objects.get()
    assert place.row.state == "township_approved"
    dossier = dossier_of(place.village, place.cycle)
    from readiness.approvals import approval_stands

    assert approval_stands(dossier)
    assert (len(dossier.problems), dossier.unlisted) == (2, 1)
    assert place.list(client, problem=999_999).status_code == 422


def test_what_stands_in_the_ledger_in_the_same_words_is_joined_and_not_entered_twice(client, place):
    there = ledger.raise_problem(place.village, place.cycle, "活动场所 破旧", by=place.clerk)
    place.approved(FOUND)
    assert place.list(client).status_code == 302
    assert list(Problem.objects.all()) == [there]
    assert AnalysisProblem.objects.get().listed == there
    total = problem_totals.totals(place.officer, place.cycle).total
    assert total.problems == 1


def test_what_is_listed_changes_in_the_ledger_alone(client, place):
    place.analysed(FOUND, SECOND)
    first = AnalysisProblem.objects.get(position=1)
    place.list(client, problem=first.pk)
    place.row = TeamAnalysis.objects.get()
    client.force_login(place.clerk)
    page = reverse("analysis_entry", args=[place.village.pk])
    assert "在问题清单中修改" in client.get(page).content.decode()
    kept = {"problem-0-id": first.pk, "problem-0-problem": "改了的问题", "version": place.row.version}
    assert client.post(page, posted(place.village, place.cycle, **kept)).status_code == 302
    first.refresh_from_db()
    assert first.problem == FOUND["problem"]
    place.row = TeamAnalysis.objects.get()
    gone = client.post(page, posted(place.village, place.cycle, version=place.row.version))
    assert gone.status_code == 422
    assert "不能从研判中删除" in gone.content.decode()
    problem = Problem.objects.get()
    for one in (*Countermeasure.objects.all(), problem):
        one.withdrawn_at = timezone.now()
        history.record(one, by=place.clerk)
    assert place.list(client).status_code == 302, "withdrawn there, it may be listed again"
    assert Problem.objects.count() == 1


def test_others_roles_and_places_list_nothing(client, place):
    place.approved(FOUND)
    reader = factories.make_user(Role.COUNTY_READER, place.town.county_area)
    stranger = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    assert place.list(client, reader).status_code == 403
    assert place.list(client, stranger).status_code == 404
    old = place.list(client, version=0)
    assert old.status_code == 409
    assert not Problem.objects.exists()


def test_the_gate_sees_problems_before_and_after_they_are_listed(client, place):
    place.approved(FOUND)
    assert (False, "班子研判列出的问题有1个未列入问题清单") in place.gate()
    due = [one for one in REGISTRY["teamanalysis"].due(place.clerk, place.cycle) if "列入问题清单" in one.title]
    assert [(one.count, one.url.partition("?")[2]) for one in due] == [(1, "todo=unlisted")]
    client.force_login(place.clerk)
    assert "青山村" in client.get(due[0].url).content.decode()
    place.list(client)
    assert [met for met, _ in place.gate()] == [False]
    assert "其中1个未销号" in place.gate()[0][1]
    assert not [one for one in REGISTRY["teamanalysis"].due(place.clerk, place.cycle) if "列入问题清单" in one.title]


def test_a_pass_given_before_is_told_and_not_undone_by_what_nobody_listed(place):
    place.town.passed(place.village)
    place.approved(FOUND)
    assert (None, "班子研判列出的问题有1个未列入问题清单") in place.gate()


def test_rows_entered_twice_on_an_older_site_become_one(place):
    from importlib import import_module

    place.approved(FOUND, SECOND)
    one = ledger.raise_problem(place.village, place.cycle, "活动场所破旧", by=place.clerk)
    for _ in range(2):
        ledger.raise_problem(place.village, place.cycle, SECOND["problem"], by=place.clerk)
    join = import_module("readiness.migrations.0005_join_listed_problems").join
    join(apps, None)
    joined = AnalysisProblem.objects.order_by("position")
    assert [row.listed for row in joined] == [one, None], "which of two is meant, a person says"
    assert Problem.objects.count() == 3
    join(apps, None)
    assert [row.listed for row in joined.all()] == [one, None]


def test_batches_agree_or_the_page_says_why_not(client, place):
    planned = factories.kind(place.cycle, "batch")
    other = history.record(
        type(planned)(cycle=place.cycle, kind="batch", code="late", name="后一批"), by=factories.clerk()
    )
    factories.record(VillageProfile(cycle=place.cycle, village=place.village, batch=planned), by=place.clerk)
    place.analysed(batch=other)
    with pytest.raises(services.Incomplete, match="请改为一致，或填写批次与村情概况不同的原因"):
        services.submit(place.row, by=place.clerk)
    entry = services.Entry({"batch_reason": "道路施工，县里同意推后"})
    row = services.save_draft(place.village, place.cycle, entry, by=place.clerk, version=place.row.version)
    services.submit(row, by=place.clerk)
    assert f"研判拟定批次为“后一批”，村情概况为“{planned}”：道路施工" in place.page(client)
    panel = REGISTRY["teamanalysis"].village_panel(place.village, user=place.clerk, cycle=place.cycle)
    assert "道路施工" in dict(panel.facts)["批次不一致"]


def test_an_approval_given_before_there_was_a_reason_still_stands(place):
    place.approved(FOUND)
    assert "batch_reason" not in dossier_of(place.village, place.cycle).content["head"]
    assert TeamAnalysis.objects.get().state == "township_approved"


def test_the_queries_do_not_grow_with_villages_and_problems(client, place):
    villages, counted = [place.village], []
    place.approved(FOUND, SECOND)
    place.list(client)
    for number in (1, 4):
        while len(villages) < number:
            more = Place.__new__(Place)
            more.__dict__.update(place.__dict__)
            more.village = place.town.village()
            factories.make_member(more.village, "李秀英")
            more.approved(FOUND, SECOND, {**FOUND, "problem": "账目公开不及时。"})
            more.list(client)
            villages.append(more.village)
        with CaptureQueriesContext(connection) as queries:
            for dossier in dossiers(villages, place.cycle).values():
                assert all(line.state for line in dossier.problem_lines)
        counted.append(len(queries))
    assert counted[0] == counted[1]
