"""Coded checks: facts outside the law stand once until corrected or disposed of, prompts are explained once, inside."""

import json
import re
from datetime import date
from io import BytesIO

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from electioncycle.desk import inbox
from electioncycle.records import lapses
from electioncycle.roles import Role
from electioncycle.security import marks
from elections.models import (
    Candidacy,
    Defect,
    Election,
    Explanation,
    NameList,
    ProxyTally,
    Registration,
    Round,
    StepDay,
)
from elections.rules.calendar import step_choices, tracks
from elections.rules.checks import DATA, Finding, checks
from elections.services import calendars, checking
from elections.services.checking import Basis, Finder
from tests import factories
from villages.models import Kinship

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(monkeypatch):
    """What a step's check finds of any election, as the test says it."""
    said = []
    codes = frozenset({"F.102", "F.121", "F.605"})
    planted = Finder(lambda basis: [(one, f) for one in basis.elections for f in said], codes)
    monkeypatch.setattr(checking, "FINDERS", [planted])
    return said


@pytest.fixture
def election(village):
    return factories.make_regular(village)


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


def explain(client, user, election, text="新增迁入人口", **place):
    client.force_login(user)
    sent = {"code": "W.109", "step": "registration", "number": 1, "version": election.version, "text": text} | place
    return client.post(reverse("election_move", args=[election.pk, "explain"]), sent)


def page(client, user, election):
    client.force_login(user)
    return client.get(reverse("election_detail", args=[election.pk])).content.decode()


def defects(election, state="open"):
    return list(Defect.objects.filter(election=election, state=state).values_list("code", "words"))


def test_every_code_says_what_it_is_what_it_marks_and_what_to_do():
    known = json.loads(DATA.read_text(encoding="utf-8"))
    codes = [one["code"] for one in known]
    numbers = {"F.1": (1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 21, 22, 23, 25, 26), "W.1": (8, 9, 24, 27, 28)}
    numbers |= {"F.2": range(1, 9), "W.2": (9, 10), "F.6": range(1, 6)}
    assert {f"{head}{n:02d}" for head, each in numbers.items() for n in each} <= set(codes)
    assert len(set(codes)) == len(codes)
    for one in checks().values():
        assert one.title, one.code
        assert one.spoken, one.code
        assert one.advice, one.code
        lifted = ("correction", "disposition") if one.code.startswith("F.") else ("",)
        assert one.lifted in lifted, f"{one.code} says what lifts its mark"
        assert not one.marks or one.marks in dict(step_choices()), one.code
    assert {step.late for track in tracks().values() for step in track.steps.values()} - {""} <= set(codes)
    assert not [one.code for one in checks().values() if re.search("异常|选情|内定", one.title + one.advice)]


def test_what_is_not_in_order_is_to_be_corrected_and_becomes_a_defect_when_its_step_has_come(
    client, election, clerk, found
):
    found.append(Finding("F.102", "各类合计800人，登记总数801人。", "registration"))
    assert "须更正" in page(client, clerk, election)
    assert "登记人数不平" in page(client, clerk, election)
    assert defects(election) == []
    assert {due.title: due.count for due in inbox.due_of(clerk, election.cycle)}["核对项须更正"] == 1
    day = factories.make_step_day(election.village, election=election)
    factories.record(day, by=clerk)
    assert defects(election) == [("F.102", "各类合计800人，登记总数801人。")], "once, however often it is looked at"
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, election.village.township)
    county = factories.make_user(Role.COUNTY_CLERK, election.county)
    for user in (officer, clerk, county):
        notices = inbox.notices_of(user, election.cycle).values_list("text", flat=True)
        assert any("登记人数不平" in text for text in notices), user
    assert "核对项须更正" not in {due.title for due in inbox.due_of(clerk, election.cycle)}
    found[0] = Finding("F.102", "各类合计799人，登记总数801人。", "registration")
    factories.record(day, by=clerk)
    assert defects(election) == [("F.102", "各类合计799人，登记总数801人。")]
    found.clear()
    factories.record(day, by=clerk)
    assert defects(election) == []
    assert len(defects(election, "void")) == 1


def test_what_a_later_act_cannot_heal_stands_until_a_paper_or_until_its_step_is_taken_back(election, clerk, found):
    found.append(Finding("F.121", "主任应选1名，候选人1人。", "candidates_list"))
    day = factories.make_step_day(election.village, election=election, step="candidates_list")
    assert defects(election) == [("F.121", "主任应选1名，候选人1人。")]
    found.clear()
    factories.record(day, by=clerk)
    assert len(defects(election)) == 1, "the list was out as it was"
    day.done_on = None
    factories.record(day, by=clerk)
    assert (defects(election), len(defects(election, "void"))) == ([], 1), "it was not out at all"


def test_a_fact_that_stands_by_itself_waits_for_no_step(election, clerk, found):
    found.append(Finding("F.605", "书记人选在批复前公布。", "result", happened_on=date(2026, 11, 20)))
    factories.make_step_day(election.village, election=election)
    assert defects(election) == [("F.605", "书记人选在批复前公布。")]


def test_a_check_is_asked_again_after_every_ledger_of_elections_that_it_reads(village, election):
    """What it reads of a village in which all of them are filled is what it names, no less and no more."""
    for build in (
        factories.make_committee_member, factories.make_staff_of_election, factories.make_box, factories.make_proxies,
        factories.make_supplement, factories.make_party_plan, factories.make_candidacy,
    ):  # fmt: skip
        build(village)
    factories.make_name_list(village).names.create(name="赵一")
    Candidacy.objects.update(state="formal")
    elections = list(calendars.joined(Election.objects.all()))
    ledgers = {one._meta.db_table: one for one in apps.get_models() if hasattr(one, "election_id") or one is Kinship}
    for one in checking.FINDERS:
        with marks.reading() as read:
            list(one.find(Basis(elections)))
        if one.codes:
            named = {ledgers[table] for table in read & ledgers.keys()} - {StepDay, Round}
            assert named == one.rests_on, one.find.__name__
        for model in one.rests_on:
            assert lapses._JUDGES[model], f"nobody judges after a save of {model.__name__}"


def test_a_save_is_judged_by_the_checks_that_rest_on_its_ledger_and_a_day_by_all(village, election, clerk, monkeypatch):
    asked, said = [], {"of figures": Finding("F.204", "一人接受委托最多4人。", "proxy")}
    said["of names"] = Finding("F.204", "1人接受委托超过3人。", "proxy", 2)
    said["of registration"] = Finding("F.102", "各类合计800人，登记总数801人。", "registration")

    def planted(name, *codes, rests_on):
        def find(basis):
            asked.append(name)
            return [(one, said[name]) for one in basis.elections if name in said]

        return Finder(find, frozenset(codes), rests_on=frozenset({rests_on}))

    finders = [
        planted("of figures", "F.204", rests_on=ProxyTally),
        planted("of names", "F.204", "F.205", rests_on=NameList),
        planted("of registration", "F.102", rests_on=Registration),
    ]
    tally = factories.make_proxies(village, election=election)
    monkeypatch.setattr(checking, "FINDERS", finders)
    for step in ("proxy_list", "voter_list"):
        factories.make_step_day(village, election=election, step=step)
    assert set(asked) == {"of figures", "of names", "of registration"}
    assert [code for code, _ in defects(election)] == ["F.204", "F.204", "F.102"]
    asked.clear()
    del said["of figures"], said["of registration"]
    factories.record(tally, by=clerk)
    assert asked == ["of figures", "of names"], "both find the code"
    assert defects(election) == [("F.204", "1人接受委托超过3人。"), ("F.102", "各类合计800人，登记总数801人。")]
    factories.record(factories.make_custody(village, election=election), by=clerk)
    assert len(asked) == 2, "no mark rests on it"


def test_a_prompt_is_explained_once_and_asked_again_when_the_figures_change(client, election, clerk, found):
    asked = Finding("W.109", "登记1320人，上届1100人，相差220人。", "registration")
    found.append(asked)
    assert {due.title: due.count for due in inbox.due_of(clerk, election.cycle)}["核对提示待说明"] == 1
    assert defects(election) == []
    refused = explain(client, clerk, election, text="无")
    assert refused.status_code == 422
    assert explain(client, clerk, election, code="W.108").status_code == 422, "nobody asks that"
    assert explain(client, clerk, election).status_code == 302
    row = Explanation.objects.get()
    assert (row.text, row.words) == ("新增迁入人口", asked.words)
    assert "已说明" in page(client, clerk, election)
    assert "核对提示待说明" not in {due.title for due in inbox.due_of(clerk, election.cycle)}
    assert explain(client, clerk, election, text="另一种说法").status_code == 422
    found[0] = Finding("W.109", "登记1300人，上届1100人，相差200人。", "registration")
    assert "待说明" in page(client, clerk, election)
    assert explain(client, clerk, election, text="更正后仍多出迁入人口").status_code == 302
    row = Explanation.objects.get()
    assert (row.text, row.words) == ("更正后仍多出迁入人口", found[0].words)
    assert row.history.count() == 2


def test_only_who_writes_in_the_township_explains_and_a_village_clerk_never_sees_it(client, election, found):
    found.append(Finding("W.109", "登记1320人，上届1100人，相差220人。", "registration"))
    village, township = election.village, election.village.township
    elsewhere = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    reader = factories.make_user(Role.COUNTY_READER, election.county)
    filler = factories.make_user(Role.VILLAGE_CLERK, village)
    assert explain(client, elsewhere, election).status_code == 404
    assert explain(client, reader, election).status_code == 403
    assert explain(client, filler, election).status_code == 403
    assert not Explanation.objects.exists()
    assert explain(client, factories.make_user(Role.TOWNSHIP_OFFICER, township), election).status_code == 302
    row = Explanation.objects.get()
    for address in (reverse("explanation_detail", args=[row.pk]), reverse("checks"), reverse("explanation_list")):
        client.force_login(filler)
        assert client.get(address).status_code == 403, address
        client.force_login(reader)
        assert client.get(address).status_code == 200, address


def test_the_paper_of_checks_is_headed_as_internal_and_holds_what_was_explained(client, election, clerk, found):
    found.append(Finding("W.109", "登记1320人，上届1100人，相差220人。", "registration"))
    explain(client, clerk, election)
    factories.make_defect(election.village, election=election)
    client.force_login(clerk)
    made = client.get(reverse("checks_print", args=[election.pk, "docx"]))
    document = Document(BytesIO(made.content))
    text = "\n".join(
        [*(p.text for p in document.paragraphs), *(c.text for t in document.tables for r in t.rows for c in r.cells)]
    )
    for word in ("内部资料", "相差220人", "新增迁入人口", "“公布名单”晚1日。"):
        assert word in text
    assert client.get(reverse("checks_print", args=[election.pk, "pdf"])).content.startswith(b"%PDF")


def test_the_list_of_checks_asks_as_often_for_one_village_as_for_many(client, election, clerk, found):
    found.append(Finding("W.109", "登记1320人，上届1100人，相差220人。", "registration"))

    def asked():
        with CaptureQueriesContext(connection) as caught:
            lines = checking.lines(Election.objects.select_related("village__township", "term__elected_in"))
        return len(caught), len(lines)

    one = asked()
    for number in range(3):
        factories.make_regular(factories.make_village(f"柳溪{number}村", election.village.township))
    many = asked()
    assert (one[1], many[1]) == (1, 4)
    assert many[0] == one[0]
    client.force_login(clerk)
    listed = client.get(f"{reverse('checks')}?kind=asks").content.decode()
    assert listed.count("登记人数与上届相差较大") == 4
    assert "没有待更正" in client.get(f"{reverse('checks')}?kind=correct").content.decode()
