"""The pages of the gate: what township and county see, enter and print."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from electioncycle.desk.inbox import Notice
from electioncycle.ledgers import services
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from readiness.choices import FindingSource
from readiness.figures.gate import by_township, changes_since_yesterday, funnel, most_failed, standing_of
from readiness.models import Condition, ConditionSet, ReadinessCheck, ReadinessPass, StartRecord
from readiness.services import checks, decisions, starts
from tests import factories
from tests.gate import Township, days, pdf
from tests.moving import seen
from villages.models import Village
from villages.village_ledgers import of_villages

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Township()


def said(response):
    return response.content.decode()


def statement(town, village, **changes):
    """What the browser sends from the self-check page."""
    data = {"version": 0, "head-self_checked_on": days(-9), "head-self_checker": "赵明(书记)", "head-on_paper": "on"}
    for condition in town.conditions(village):
        head = f"c{condition.pk}-"
        data |= {f"{head}stated": "met", f"{head}words": "情况属实。"}
        for slot in condition.slots:
            if slot["kind"] != "file":
                data[f"{head}slot-{slot['code']}"] = "3"
    return data | {"paper_scan": pdf()} | changes


def test_a_village_goes_through_the_pages_from_self_check_to_start(client, town):
    village = town.village("青山村")
    client.force_login(town.clerk)
    entry = reverse("gate_entry", args=[village.pk])
    assert "关键人物掌握" in said(client.get(entry))
    answer = client.post(entry, statement(town, village, apply="1"))
    assert answer.status_code == 302, said(answer)
    check = ReadinessCheck.objects.get()
    assert check.state == "applied"
    client.force_login(town.officer)
    group = reverse("gate_group", args=[check.pk])
    data = {"version": check.version, "head-checked_on": days(-5), "head-group_members": "吴委员、钱所长"}
    for condition in town.conditions(village):
        data |= {f"c{condition.pk}-checked": "met", f"c{condition.pk}-check_words": "属实。"}
    first = f"c{town.conditions(village)[0].pk}-checked"
    refused = client.post(group, data | {first: ""})
    assert refused.status_code == 422
    assert "未逐条核查：关键人物掌握" in said(refused)
    assert "钱所长" in said(refused)
    assert client.post(group, data).status_code == 302
    page = reverse("gate_check", args=[check.pk])
    assert "登记研究通过" in said(client.get(page))
    paper = {"signer": "孙书记(镇党委书记)", "signed_on": days(-2), "number": "东委纪〔2026〕12号", "scan": pdf()}
    decided = client.post(reverse("gate_move", args=[check.pk, "decide"]), seen(check) | paper, follow=True)
    assert "东委纪〔2026〕12号" in said(decided)
    assert ReadinessPass.objects.get().village == village
    gate = reverse("gate_start", args=[village.pk])
    assert "可以启动" in said(client.get(gate))
    started = client.post(
        reverse("gate_start_move", args=[village.pk, "start"]), {"track": "party", "started_on": days(0)}
    )
    assert started.status_code == 302
    assert StartRecord.objects.get().track == "party"
    step = check_step_scan(client, check)
    assert step.content.startswith(b"%PDF-")


def check_step_scan(client, check):
    from electioncycle.records import workflow

    step = workflow.steps(check).exclude(scan=None).last()
    return client.get(reverse("gate_file", args=[check.pk, "step", step.pk]))


def test_the_page_of_a_closed_gate_names_condition_and_what_next_and_a_start_is_refused(client, town):
    village = town.village()
    client.force_login(town.officer)
    shown = said(client.get(reverse("gate_start", args=[village.pk])))
    assert "没有有效的准入通过(现为“尚未自查”)。请完成准入评估" in shown
    assert "离任审计公布" in shown
    answer = client.post(
        reverse("gate_start_move", args=[village.pk, "start"]), {"track": "party", "started_on": days(0)}
    )
    assert answer.status_code == 422
    assert not StartRecord.objects.exists()


def test_another_township_finds_nothing_and_a_reader_writes_nothing(client, town):
    village = town.village()
    check = town.passed(village)
    neighbour = Township("西坪乡")
    pages = [
        ("gate_check", check.pk),
        ("gate_entry", village.pk),
        ("gate_start", village.pk),
        ("gate_risks", village.pk),
    ]
    client.force_login(neighbour.officer)
    for name, pk in pages:
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert client.post(reverse("gate_move", args=[check.pk, "begin_again"]), seen(check)).status_code == 404
    client.force_login(factories.make_user(Role.COUNTY_READER, town.county_area))
    assert client.get(reverse("gate_check", args=[check.pk])).status_code == 200
    assert client.post(reverse("gate_move", args=[check.pk, "return"]), seen(check, reason="退回")).status_code == 403


def test_one_meeting_passes_several_villages_and_leaves_out_who_is_not_ready(client, town):
    good, better, bad = town.village(), town.village(), town.village()
    rows = [town.checked(good), town.checked(better), town.checked(bad, unmet=("finance",))]
    client.force_login(town.officer)
    paper = {"signer": "孙书记", "signed_on": days(-2), "number": "东委纪〔2026〕12号"}
    answer = client.post(
        reverse("gate_meeting"), {**paper, "row": [f"{row.pk}:{row.version}" for row in rows]}, follow=True
    )
    assert "已登记研究通过2个村" in said(answer)
    assert "财务清理到位" in said(answer)
    assert {one.village for one in ReadinessPass.objects.all()} == {good, better}


def test_a_meeting_passes_no_village_that_changed_since_the_list_was_opened(client, town):
    standing, changed = town.checked(town.village()), town.checked(town.village())
    client.force_login(town.officer)
    page = client.get(reverse("gate_meeting"))
    ticks = [f"{row.pk}:{row.version}" for row in (standing, changed)]
    assert all(f'value="{tick}"' in said(page) for tick in ticks)
    history.record(ReadinessCheck.objects.get(pk=changed.pk), by=town.officer)
    sent = {"signer": "孙书记", "signed_on": days(-2), "number": "东委纪〔2026〕12号"}
    for rows, passes in (([str(standing.pk)], 0), (ticks, 1)):
        answer = client.post(reverse("gate_meeting"), {**sent, "row": rows}, follow=True)
        assert ReadinessPass.objects.count() == passes
    assert "您看到的是第" in said(answer)
    assert ReadinessPass.objects.get().village == standing.village


def test_the_funnel_counts_passes_rests_and_what_fails(town):
    passed, failing, resting, bare = (town.village() for _ in range(4))
    town.passed(passed)
    town.checked(failing, unmet=("finance", "exit_audit"))
    town.decide(resting, "postpone")
    villages = list(Village.objects.select_related("township"))
    line, total = funnel(villages, standing_of(town.cycle), by_township(villages))
    assert (line.name, line.villages, line.passed, line.open, line.resting) == ("东河镇", 3, 1, 2, 1)
    assert str(total.passed_share) == "33.3"
    failed = {one.name: one.total for one in most_failed(villages, town.cycle)}
    assert failed == {"财务清理到位": 1, "离任审计公布": 1}
    changes = changes_since_yesterday(villages, town.cycle)
    assert next(change.step.title for change in changes if change.village == passed) == "乡镇党委研究通过"
    assert bare not in {change.village for change in changes}


@pytest.mark.parametrize("name", ["gate", "gate_matrix", "gate_meeting", "conditions"])
def test_pages_cost_the_same_queries_for_many_villages(client, town, name):
    client.force_login(town.county)

    def cost():
        client.get(reverse(name))  # what there is to do is counted once after a change
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        return len(queries)

    town.passed(town.village())
    town.checked(town.village())
    cost()
    one = cost()
    for _ in range(3):
        town.passed(town.village())
        town.checked(town.village())
    assert cost() == one


def test_matrix_and_sheet_print(client, town):
    village = town.village()
    check = town.passed(village)
    client.force_login(town.clerk)
    assert "√" in said(client.get(reverse("gate_matrix")))
    assert client.get(reverse("gate_matrix_print")).content.startswith(b"%PDF-")
    assert client.get(reverse("gate_sheet", args=[check.pk, "pdf"])).content.startswith(b"%PDF-")
    assert BytesIO(client.get(reverse("gate_sheet", args=[check.pk, "docx"])).content).read(2) == b"PK"
    assert client.get(reverse("gate_sheet", args=[check.pk, "exe"])).status_code == 404


def test_conditions_are_edited_as_a_draft_and_published_by_a_second_person(client, town):
    client.force_login(town.county_two)
    client.post(reverse("condition_set_move", args=[town.set.pk, "next"]), seen(town.set))
    draft = ConditionSet.objects.get(state="draft")
    page = reverse("condition_set", args=[draft.pk])
    assert "重难点问题化解" in said(client.get(page))
    one = draft.conditions.get(code="rules_in_place")
    line = {
        f"c{one.pk}-name": "制度规范健全",
        f"c{one.pk}-slots": "文字｜制度清单｜必填\n文件｜制度文本",
        "version": draft.version,
    }
    assert client.post(reverse("condition_set_move", args=[draft.pk, "save"]), line).status_code == 302
    one = Condition.objects.get(pk=one.pk)
    assert (one.name, [slot["label"] for slot in one.slots]) == ("制度规范健全", ["制度清单", "制度文本"])
    wrong = client.post(reverse("condition_set_move", args=[draft.pk, "save"]), line | {f"c{one.pk}-slots": "乱写"})
    assert wrong.status_code in (409, 422)
    client.post(
        reverse("condition_set_move", args=[draft.pk, "propose"]), seen(draft) | {"effective_from": date(2026, 11, 1)}
    )
    assert client.post(reverse("condition_set_move", args=[draft.pk, "publish"]), seen(draft)).status_code == 422
    client.force_login(town.county)
    assert client.post(reverse("condition_set_move", args=[draft.pk, "publish"]), seen(draft)).status_code == 302
    assert ConditionSet.objects.get(state="published") == draft
    client.force_login(town.officer)
    assert client.post(reverse("condition_set_move", args=[draft.pk, "next"]), seen(draft)).status_code == 403


def test_the_daily_act_records_lapses_and_tells_the_township(town):
    village = town.village()
    town.passed(village, recheck_on=days(3))
    assert starts.judge_open_cycles(by=town.county) == (1, 0)
    ReadinessCheck.objects.get().items.update(recheck_on=days(-1))
    assert starts.judge_open_cycles(by=town.county) == (1, 1)
    assert starts.judge_open_cycles(by=town.county) == (0, 0)
    notice = Notice.objects.get(key=f"lapse:{ReadinessPass.objects.get().pk}")
    assert "准入通过已失效" in notice.text


def test_who_may_not_open_a_ledger_sees_no_link_to_it(client, town):
    village = town.village()
    client.force_login(town.officer)
    shown = said(client.get(reverse("gate_risks", args=[village.pk])))
    assert "班子研判" in shown
    assert "本届尚未研判" in shown


def test_a_failed_village_begins_again_and_the_earlier_round_stays(client, town):
    village = town.village()
    check = town.checked(village, unmet=("finance",))
    with pytest.raises(Refused):
        decisions.decide_pass(check, by=town.officer, paper=town.paper())
    decisions.decide_fail(check, by=town.officer, paper=town.paper(), reason="财务未清理完")
    client.force_login(town.clerk)
    assert client.post(reverse("gate_move", args=[check.pk, "begin_again"]), seen(check)).status_code == 302
    fresh = ReadinessCheck.objects.get(superseded_at=None)
    assert fresh.round == 2
    assert "仅供查阅" in said(client.get(reverse("gate_check", args=[check.pk])))
    assert (
        checks.save_self_check(
            village, town.cycle, town.entry(village), by=town.clerk, version=fresh.version
        ).items.count()
        == 7
    )


def test_before_a_start_is_cancelled_the_county_sees_what_it_is_and_what_rests_on_it(town, client, monkeypatch):
    village = town.village("青山村")
    town.passed(village)
    start = town.start(village)
    client.force_login(town.county)
    page = reverse("gate_start_cancel", args=[village.pk, start.pk])
    assert page in said(client.get(reverse("gate_start", args=[village.pk])))
    shown = said(client.get(page))
    basis = start.passed.document_number
    for words in (
        "青山村",
        start.get_track_display(),
        f"{start.started_on:%Y年%m月%d日}",
        f"准入通过({basis}",
        "吴委员",
    ):
        assert words in shown
    move = reverse("gate_start_move", args=[village.pk, "cancel"])
    given = {"row": start.pk, "reason": "登记错村", "version": start.version}

    monkeypatch.setattr(services, "dependents", lambda row: ["2条投票日"])
    shown = said(client.get(page))
    assert "还有2条投票日以这次启动为依据" in shown
    assert "确认撤销" not in shown
    refused = client.post(move, given)
    assert refused.status_code == 422
    assert "不能撤销“青山村启动" in said(refused)
    assert StartRecord.objects.filter(pk=start.pk).exists()

    monkeypatch.undo()
    assert client.post(move, given | {"version": start.version + 1}).status_code == 409
    assert StartRecord.objects.filter(pk=start.pk).exists()
    assert client.post(move, given).status_code == 302
    assert not StartRecord.objects.filter(pk=start.pk).exists()
    assert client.get(page).status_code == 404


def test_only_the_county_opens_the_page_that_cancels_a_start(town, client):
    village = town.village()
    town.passed(village)
    start = town.start(village)
    page = reverse("gate_start_cancel", args=[village.pk, start.pk])
    client.force_login(town.officer)
    assert client.get(page).status_code == 403
    client.force_login(town.county_two)
    assert client.get(page).status_code == 200


def test_every_ledger_that_a_condition_may_be_compared_with_has_something_to_say(town):
    """None is offered that no ledger stands behind (制度规范 is compared with nothing)."""
    village = town.village()
    spoken = {source for ledger in of_villages(REGISTRY.values()) for source in ledger.findings([village], town.cycle)}
    assert set(FindingSource.values) <= spoken
    assert not town.set.conditions.get(code="rules_in_place").sources
