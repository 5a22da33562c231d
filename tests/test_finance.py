"""Finance clean-up: sums that must agree, two levels, publication by the rules, samples drawn again, assessments."""

import hashlib
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from PIL import Image

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.workflow import StepRecord
from reports.analysis_report import reports_of
from tests import factories
from tests.moving import seen
from villages.models import Assessment, FinanceCleanup, FinanceDraw, Rule
from villages.services.finance_figures import finances

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere, pytest.mark.usefixtures("today")]
PUBLISHED = {"published_from": "2026-10-10", "published_to": "2026-10-19", "published_at": "村务公开栏"}


def rule(cycle, key, value):
    Rule.objects.create(rule_set=cycle.rule_set, key=key, label=key, value=value)


def data_of(village, **values):
    data = {"village": village.pk, **{name: str(value) for name, value in factories.CLEANUP.items()}}
    return data | values


def move(client, user, row, name, **data):
    client.force_login(user)
    return client.post(f"/villages/financecleanup/{row.pk}/{name}/act/", seen(row, **data))


def picture():
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return SimpleUploadedFile("公示.jpg", out.getvalue())


def test_money_stands_with_separators_on_pages_and_comes_back_as_a_figure(client, village, county):
    factories.make_cleanup(village, funds=Decimal("1131850.30"))
    client.force_login(county)
    assert "1,131,850.30" in client.get("/villages/financecleanup/").content.decode()
    page = load_workbook(BytesIO(client.get("/villages/financecleanup/export/").content)).active
    assert 1131850.3 in [cell for row in page.iter_rows(values_only=True) for cell in row]


def test_sums_that_do_not_agree_are_refused(client, village, clerk):
    client.force_login(clerk)
    for values, sentence in (
        ({"repaired": "4"}, "已整改数4多于发现问题数3"),
        ({"unrepaired": ""}, "还有1个未整改，请写明未整改事项"),
        ({"repaired": "3"}, "已全部整改，却填了未整改事项"),
        ({"faulty_contracts": "13"}, "问题合同13多于合同份数12"),
        ({"period_to": "2022-01-01"}, "早于清理期间起"),
        ({**PUBLISHED, "published_to": "2026-10-01"}, "早于公示起"),
        ({"audit_published_on": "2026-10-20"}, "请同时填写审计单位和审计文号"),
        ({"objections": "1", "replies": "2"}, "异议已答复2多于异议件数1"),
    ):
        answer = client.post("/villages/financecleanup/new/", data_of(village, **values))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not FinanceCleanup.objects.exists()
    assert client.post("/villages/financecleanup/new/", data_of(village)).status_code == 302
    assert FinanceCleanup.objects.get().state == "going"


def test_the_township_declares_the_county_approves_and_the_figures_stand(client, village, clerk, county):
    row = factories.make_cleanup(village)
    assert move(client, county, row, "approve").status_code == 422
    assert move(client, county, row, "declare").status_code == 403
    assert move(client, clerk, row, "declare").status_code == 302
    edit = f"/villages/financecleanup/{row.pk}/edit/"
    fixed = client.post(edit, data_of(village, version="2", income="1"))
    assert "清理数字不能改动" in fixed.content.decode()
    assert client.post(edit, data_of(village, version="2", **PUBLISHED)).status_code == 302
    assert move(client, clerk, row, "approve").status_code == 403
    assert move(client, county, row, "approve").status_code == 302
    assert FinanceCleanup.objects.get().state == "audited"
    later = data_of(village, version="4", **PUBLISHED, objections="1", replies="1")
    assert client.post(edit, later).status_code == 302
    assert StepRecord.objects.get(move="approve").void_at is None  # the approval stands for the figures
    assert move(client, county, row, "return", reason="").status_code == 422
    assert move(client, county, row, "return", reason="公示与清理表不一致").status_code == 302
    assert FinanceCleanup.objects.get().state == "going"
    assert StepRecord.objects.get(move="approve").void_at


def test_findings_kept_one_by_one_must_agree_with_the_count(client, village, clerk):
    row = factories.make_cleanup(village)
    factories.make_finding(village)
    answer = move(client, clerk, row, "declare")
    assert "发现问题数填3个，发现问题台账登记1个" in answer.content.decode()
    bad = {"village": village.pk, "text": "白条抵库", "state": "done", "repaired_on": "2026-10-10"}
    assert "没有佐证" in client.post("/villages/financefinding/new/", bad).content.decode()
    early = {**bad, "state": "open", "repaired_on": "", "found_on": "2026-10-10", "deadline": "2026-10-01"}
    assert "早于发现日期" in client.post("/villages/financefinding/new/", early).content.decode()


def test_publication_and_exit_audit_speak_to_the_gate_by_the_rules(client, village, clerk, county, cycle):
    def finding(source):
        return REGISTRY["financecleanup"].findings([village], cycle)[source][village.pk]

    assert (finding("finance").met, finding("exit_audit").met) == (None, None)
    row = factories.make_cleanup(village, published_from=date(2026, 10, 10), published_to=date(2026, 10, 13))
    row.published_at = "村务公开栏"
    factories.record(row, by=clerk)
    move(client, clerk, row, "declare")
    assert finding("finance").met is False
    move(client, county, row, "approve")
    assert finding("finance").met is True
    rule(cycle, "finance_publication_days", 7)
    assert "公示4日，少于7日" in finding("finance").text
    Rule.objects.filter(key="finance_publication_days").update(value=3)
    rule(cycle, "finance_publication_photo", True)
    assert "没有公示照片" in finding("finance").text
    client.force_login(clerk)
    sent = {"part": "公示照片", "file": picture()}
    assert client.post(f"/villages/financecleanup/{row.pk}/files/new/", sent).status_code == 302
    assert finding("finance").met is True
    assert finding("exit_audit").met is False
    row = FinanceCleanup.objects.get(pk=row.pk)
    row.auditor, row.audit_number, row.audit_published_on = "镇农经站", "农审〔2026〕1号", date(2026, 10, 20)
    factories.record(row, by=clerk)
    assert finding("exit_audit").met is True
    report = reports_of([village], cycle, "internal")[village.pk]
    assert "财务清理与离任审计" in str(report.document.blocks)
    assert "农审〔2026〕1号" in str(report.document.blocks)


def test_inspectors_are_persons_of_the_roster_counted_once(village, county, cycle):
    second = factories.make_village("白石村", village.township)
    role = factories.record(
        type(factories.kind(cycle, "contact_role"))(
            cycle=cycle, kind="contact_role", code="finance_inspector", name="财务督导人员"
        ),
        by=county,
    )
    for name, unit in (("李明", "县财政局"), ("张华", "县农业农村局"), ("张华", "县审计局"), ("赵闲", "县财政局")):
        contact = factories.make_contact(village.township.parent, name=name)
        contact.role, contact.unit = role, unit
        factories.record(contact, by=county)
    factories.make_cleanup(village, inspectors="张华(县审计局)、张华（县农业农村局）")
    factories.make_cleanup(second, leader="李明", inspectors="张华、路人甲")
    found = finances([village, second], cycle)
    assert sorted((one.name, one.unit) for one in found.inspectors) == [
        ("张华", "县农业农村局"),
        ("张华", "县审计局"),
        ("李明", "县财政局"),
    ]
    assert found.unknown == ["张华", "路人甲"]


def test_a_sample_can_be_drawn_again_from_what_is_printed(client, village, clerk, county, cycle):
    more = [factories.make_village(f"{number}号村", village.township) for number in range(9)]
    client.force_login(clerk)
    assert client.get("/villages/finance/draw/").status_code == 403
    client.force_login(county)
    sent = {"purpose": "财务清理抽查", "seed": "20261120-37", "size": "11"}
    assert "须在1到10之间" in client.post("/villages/finance/draw/", sent).content.decode()
    assert client.post("/villages/finance/draw/", sent | {"size": "3"}).status_code == 302
    row = FinanceDraw.objects.get()
    codes = sorted(one.code for one in (village, *more))
    expected = sorted(codes, key=lambda code: hashlib.sha256(f"20261120-37:{code}".encode()).hexdigest())[:3]
    assert (row.codes, row.drawn) == (codes, expected)
    page = client.get(f"/villages/financedraw/{row.pk}/").content.decode()
    assert "重新抽取，结果一致" in page
    assert client.get(f"/villages/financedraw/{row.pk}/sheet/").content.startswith(b"%PDF-")
    again = client.post("/villages/finance/draw/", sent | {"size": "3"})
    assert "已用这个种子抽取过" in again.content.decode()
    client.post("/villages/finance/draw/", sent | {"size": "1", "seed": ""})
    assert len(FinanceDraw.objects.latest("id").seed) == 16
    client.force_login(clerk)
    assert client.get(f"/villages/financedraw/{row.pk}/").status_code == 403


def test_the_people_s_assessment_is_measured_by_the_rule_set(client, village, clerk, cycle):
    client.force_login(clerk)
    data = {"village": village.pk, "assessed_on": "2026-11-10", "forms_out": 60, "forms_back": 50}
    data |= {"satisfied": 30, "fairly": 9, "dissatisfied": 11}
    for values, sentence in (
        ({"forms_back": 61}, "收回票数61多于发出票数60"),
        ({"dissatisfied": 12}, "合计51张，多于收回票数50张"),
    ):
        assert sentence in client.post("/villages/assessment/new/", data | values).content.decode()
    assert not Assessment.objects.exists()
    assert client.post("/villages/assessment/new/", data).status_code == 302

    def finding():
        return REGISTRY["assessment"].findings([village], cycle)["assessment"][village.pk]

    assert finding().met is None
    rule(cycle, "assessment_pass_percent", 80)
    assert finding().met is False
    assert "78.0%，低于达标线80%" in finding().text
    factories.make_assessment(village, assessed_on=date(2026, 11, 20))
    assert finding().met is True
    rule(cycle, "assessment_return_percent", 98)
    assert "评价无效" in finding().text


def test_progress_and_findings_cost_the_same_for_many_villages(client, village, county, cycle):
    client.force_login(county)
    factories.make_cleanup(village)

    def cost(villages):
        client.get("/villages/finance/")  # what there is to do is counted once after a change
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/villages/finance/").status_code == 200
            REGISTRY["financecleanup"].findings(villages, cycle)
            REGISTRY["assessment"].findings(villages, cycle)
        return len(queries)

    cost([village])
    one = cost([village])
    more = [factories.make_village(f"{number}号村", village.township) for number in range(4)]
    for each in more:
        factories.make_cleanup(each), factories.make_assessment(each), factories.make_finding(each)
    assert cost([village, *more]) == one
    assert client.get("/villages/finance/print/").content.startswith(b"%PDF-")
