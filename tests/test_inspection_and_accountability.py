"""Two tiers of inspection with repair and digest; accountability cases with their trace, in the words of the county."""

from datetime import date

import pytest
from django.urls import reverse

from electioncycle.roles import Role
from meetings.models import AccountabilityCase, InspectionFinding
from tests import factories
from tests.moving import seen
from tests.route_world import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    row = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(row)
    return row


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def admin(village):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent)


def text_of(response):
    return response.content.decode()


def move(client, row, name, **data):
    row = type(row).all_rows.get(pk=row.pk)
    route = "inspectionfinding_move" if isinstance(row, InspectionFinding) else "accountability_move"
    return client.post(reverse(route, args=[row.pk, name]), {"version": row.version, **data})


def test_each_tier_names_its_target_and_nobody_inspects_himself(client, village, admin):
    county = village.township.parent
    group, other = factories.make_body(county), factories.make_body(county)
    client.force_login(admin)
    form = {"tier": "bodies", "area": county.pk, "name": "督查宣传", "planned_on": "2026-11-09"}
    for wrong, words in (
        ({}, "请选择被督查的工作机构"),
        ({"body": group.pk, "looked_at": group.pk}, "不能督查自己"),
        ({"tier": "townships"}, "请选择督导机构"),
        ({"tier": "townships", "body": group.pk}, "请选择被督导的乡镇"),
        ({"looked_at": group.pk, "held_on": "2031-01-01"}, "在今天之后"),
    ):
        answer = client.post(reverse("inspection_add"), form | wrong)
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert client.post(reverse("inspection_add"), form | {"body": group.pk, "looked_at": other.pk}).status_code == 302


def test_a_finding_is_repaired_with_proof_verified_by_the_county_and_stands_in_the_weekly_digest(
    client, village, clerk, admin
):
    row = factories.make_inspection_finding(village)
    client.force_login(clerk)
    refused = move(client, row, "report", repair="已补贴公告")
    assert refused.status_code == 422
    assert "没有上传“整改佐证”" in text_of(refused)
    assert move(client, row, "list").status_code == 302
    row = InspectionFinding.objects.get()
    assert row.problem.text == row.text
    assert row.problem.lines.get().deadline == row.deadline
    assert "不用重复列入" in text_of(move(client, row, "list"))
    assert move(client, row, "report", repair="已补贴公告", file=picture()).status_code == 302
    assert move(client, row, "verify").status_code == 403
    client.force_login(admin)
    assert "须写明原因" in text_of(move(client, row, "return"))
    assert move(client, row, "verify").status_code == 302
    assert InspectionFinding.objects.get().state == "repaired"
    page = client.get(reverse("inspection_digest"), {"day": "2026-11-11"})
    assert "工作机构督导乡镇1次，发现问题1个" in page.context["week"]
    assert client.get(reverse("inspection_digest_print", args=["pdf"])).content.startswith(b"%PDF")
    other = client.get(reverse("inspection_digest"), {"day": "2026-11-18"})
    assert "发现问题0个" in other.context["week"]


def test_a_case_goes_up_with_its_trace_and_another_person_enters_the_decision(client, village, clerk, admin):
    case = factories.make_case(village)
    measure = factories.kind(case.cycle, "accountability", 1)
    problem = factories.make_problem(village)
    client.force_login(clerk)
    assert client.get(reverse("accountabilitycase_detail", args=[case.pk])).status_code == 403
    author = factories.make_user(Role.COUNTY_CLERK, village.township.parent)
    client.force_login(author)
    for lacking in ("倒查链条还是空的", "没有选择责任情形", "没有写明上查一级的情况", "没有选择拟处理方式"):
        assert lacking in text_of(move(client, case, "propose"))
    trace = reverse("accountability_trace", args=[case.pk])
    assert "请写明出处" in text_of(client.post(trace, seen(case) | {"day": "2026-11-01", "words": "镇党委会研究"}))
    page = client.get(reverse("accountabilitycase_detail", args=[case.pk]), {"ledger": "problem"})
    assert [one.row for one in page.context["found"]] == [problem]
    quoted = {"day": "2026-11-02", "words": "镇党委会决定由村自行核对名单", "key": f"problem:{problem.pk}"}
    assert client.post(trace, seen(case) | quoted).status_code == 302
    assert "没有找到要引用的记录" in text_of(client.post(trace, seen(case) | quoted | {"key": "complaint:1"}))
    AccountabilityCase.objects.filter(pk=case.pk).update(
        fault="inaction", upper_words="已上查至县指导组，未发现失职", measure=measure, proposal="对镇党委通报批评"
    )
    assert move(client, case, "propose").status_code == 302
    paper = {"signer": "县换届工作领导小组", "signed_on": "2026-11-15", "number": "云换领〔2026〕9号"}
    own = move(client, case, "decide", **paper)
    assert own.status_code == 422
    assert "须由另一人审核" in text_of(own)
    client.force_login(admin)
    assert "没有写明决定机关" in text_of(move(client, case, "decide", **paper | {"number": ""}))
    assert "决定日期" in text_of(move(client, case, "decide", **paper | {"signed_on": "2026-11-01"}))
    assert move(client, case, "decide", **paper).status_code == 302
    case = AccountabilityCase.objects.get()
    assert (case.state, case.decided_on) == ("decided", date(2026, 11, 15))
    assert client.get(reverse("accountability_print", args=[case.pk, "pdf"])).content.startswith(b"%PDF")
    assert "待审定的请先撤回" not in text_of(client.get(reverse("accountabilitycase_detail", args=[case.pk])))
    assert client.post(trace, seen(case) | quoted).status_code == 422
