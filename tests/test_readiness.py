"""The team analysis as townships and the county know it: fill in, submit, approve, return, confirm, lists, report."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history, workflow
from electioncycle.roles import Role
from electioncycle.workbooks import imports
from readiness.dossiers import dossier_of
from readiness.figures import analysis as figures
from readiness.models import AnalysisProblem, TeamAnalysis
from readiness.services import analysis as services
from tests import factories, uploads, workbooks
from tests.moving import seen
from tests.test_every_ledger import upload

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]
PDF = uploads.scan()


@pytest.fixture
def township():
    return factories.make_township("东河镇")


@pytest.fixture
def village(township):
    village = factories.make_village("青山村", township)
    factories.make_member(village, "张建国", {"birth": None})
    factories.make_member(village, "李秀英", {"sex": "female"}, party_post="none", committee_post="member")
    return village


@pytest.fixture
def cycle(village):
    return factories.cycle_for(village)


@pytest.fixture
def clerk(township, cycle):
    return factories.make_user(Role.TOWNSHIP_CLERK, township, name="周干事")


@pytest.fixture
def officer(township, cycle):
    return factories.make_user(Role.TOWNSHIP_OFFICER, township, name="吴委员")


@pytest.fixture
def county(township, cycle):
    return factories.make_user(Role.COUNTY_CLERK, township.parent, name="郑换届")


def head(cycle, **values):
    today = timezone.localdate()
    return {
        "analysed_from": today - timedelta(days=3),
        "analysed_to": today - timedelta(days=2),
        "leader": "李联村(副书记)",
        "team": "王驻村",
        "talks_committee": 5,
        "talks_party": 10,
        "talks_representatives": 8,
        "talks_villagers": 12,
        "ballots_issued": 40,
        "ballots_returned": 38,
        "grade": "fair",
        "words": "三年来集体收入由3万元增至11万元。",
        "one_shoulder": "confirmed",
        "difficulty": factories.kind(cycle, "difficulty"),
        "batch": factories.kind(cycle, "batch"),
        **values,
    }


def entry_for(village, cycle, **values):
    """A complete analysis of the village."""
    dossier = dossier_of(village, cycle)
    return services.Entry(
        head=head(cycle, **values),
        ratings={item.pk: {"grade": "good", "reason": ""} for item in dossier.items},
        members={m.pk: {"merits": "公道正派。", "shortcomings": "", "proposal": "continue"} for m in dossier.team},
        problems=[],
    )


def filled(village, cycle, by, **values):
    return services.save_draft(village, cycle, entry_for(village, cycle, **values), by=by)


def submitted(village, cycle, by, **values):
    return services.submit(filled(village, cycle, by, **values), by=by)


def posted(village, cycle, **changes):
    """What the browser sends from the entry page, everything filled in."""
    values = head(cycle)
    data = {f"head-{name}": getattr(value, "pk", value) for name, value in values.items()}
    data |= {"head-reference_date": cycle.reference_date, "version": 0, "problem-rows": 3}
    dossier = dossier_of(village, cycle)
    for item in dossier.items:
        data |= {f"item-{item.pk}-grade": "good", f"item-{item.pk}-reason": ""}
    for member in dossier.team:
        data |= {f"member-{member.pk}-merits": "公道正派。", f"member-{member.pk}-proposal": "continue"}
    return data | changes


def post(client, user, row, move, **data):
    client.force_login(user)
    return client.post(reverse("analysis_move", args=[row.pk, move]), seen(row, **data))


def state(row):
    return TeamAnalysis.objects.get(pk=row.pk).state


def said(response):
    return response.content.decode()


# --- filling in ----------------------------------------------------------------------------------------------------


def test_a_clerk_fills_in_the_page_and_submits_it_in_one_go(client, village, cycle, clerk):
    client.force_login(clerk)
    page = reverse("analysis_entry", args=[village.pk])
    shown = said(client.get(page))
    assert "张建国" in shown
    assert "党组织书记" in shown
    assert "四议两公开" in shown
    problem = {
        "problem-0-problem": "活动场所破旧",
        "problem-0-countermeasure": "整修",
        "problem-0-responsible": "王驻村",
    }
    data = posted(village, cycle, submit="1", **problem, **{"problem-0-deadline": "2027-01-31"})
    answer = client.post(page, data)
    row = TeamAnalysis.objects.get()
    assert answer.status_code == 302, said(answer)
    assert (row.state, row.reference_date) == ("submitted", cycle.reference_date)
    assert [problem.problem for problem in AnalysisProblem.objects.all()] == ["活动场所破旧"]
    assert row.itemratings.count() == 6


def test_a_draft_may_lack_anything_but_a_submission_names_every_gap(client, village, cycle, clerk):
    client.force_login(clerk)
    page = reverse("analysis_entry", args=[village.pk])
    assert client.post(page, {"version": 0, "problem-rows": 0}).status_code == 302
    answer = client.post(page, {"version": 1, "problem-rows": 0, "submit": "1"})
    assert answer.status_code == 422
    for words in ("研判日期", "谈话人数", "测评票", "政治功能", "综合评价依据", "张建国", "一肩挑", "难易程度", "批次"):
        assert words in said(answer)
    assert TeamAnalysis.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ballots_returned": 41}, "多于发出40张"),
        ({"analysed_to": date(2020, 1, 1)}, "早于起"),
        ({"one_shoulder": "none"}, "推进措施"),
        ({"one_shoulder": "confirmed", "measures": "由张建国参选"}, "不得指定"),
        ({"talks_villagers": None}, "谈话人数未填全"),
    ],
)
def test_contradictions_are_named_at_submission(village, cycle, clerk, values, sentence):
    row = filled(village, cycle, clerk, **values)
    with pytest.raises(services.Incomplete, match=sentence):
        services.submit(row, by=clerk)


def test_a_lower_grade_needs_its_reason(village, cycle, clerk):
    entry = entry_for(village, cycle)
    entry.ratings[next(iter(entry.ratings))]["grade"] = "poor"
    row = services.save_draft(village, cycle, entry, by=clerk)
    with pytest.raises(services.Incomplete, match="一般或差的须写明原因：政治功能"):
        services.submit(row, by=clerk)


def test_a_post_of_the_villagers_committee_gets_no_proposal(client, village, cycle, clerk):
    row = filled(village, cycle, clerk)
    proposals = {str(one.member): one.proposal for one in row.memberanalysiss.all()}
    assert proposals == {"张建国": "continue", "李秀英": ""}
    member = village.team.get(person__name="李秀英")
    client.force_login(clerk)
    assert f"member-{member.pk}-proposal" not in said(client.get(reverse("analysis_entry", args=[village.pk])))


def test_the_second_of_two_editors_gets_both_texts_and_loses_nothing(client, village, cycle, clerk):
    filled(village, cycle, clerk, words="先保存的事实。")
    client.force_login(clerk)
    page = reverse("analysis_entry", args=[village.pk])
    late = client.post(page, posted(village, cycle, **{"head-words": "后保存的事实。"}))
    assert late.status_code == 409
    assert "先保存的事实。" in said(late)
    assert "后保存的事实。" in said(late)
    assert TeamAnalysis.objects.get().words == "先保存的事实。"
    again = client.post(page, posted(village, cycle, version=1, **{"head-words": "后保存的事实。"}))
    assert again.status_code == 302
    assert TeamAnalysis.objects.get().words == "后保存的事实。"


def test_a_removed_problem_goes_and_the_others_keep_their_history(village, cycle, clerk):
    entry = entry_for(village, cycle)
    two = [{"problem": "甲"}, {"problem": "乙"}]
    row = services.save_draft(village, cycle, services.Entry(entry.head, problems=two), by=clerk)
    second = row.analysisproblems.get(problem="乙")
    services.save_draft(
        village, cycle, services.Entry({}, problems=[{"id": second.pk, "problem": "乙"}]), by=clerk, version=row.version
    )
    assert [problem.pk for problem in AnalysisProblem.objects.all()] == [second.pk]
    assert AnalysisProblem.all_rows.count() == 2


def test_wrong_kinds_of_input_are_named_and_not_saved(client, village, cycle, clerk):
    client.force_login(clerk)
    data = posted(
        village, cycle, **{"head-ballots_issued": "四十", "head-deadline": "明天", "problem-0-category": "党建"}
    )
    answer = client.post(reverse("analysis_entry", args=[village.pk]), data)
    assert answer.status_code == 422
    assert "测评票发出" in said(answer)
    assert "请填写问题" in said(answer)
    assert not TeamAnalysis.objects.exists()


# --- the way through -------------------------------------------------------------------------------------------------


def test_draft_to_county_confirmation_with_three_pairs_of_eyes(client, village, cycle, clerk, officer, county):
    row = submitted(village, cycle, clerk)
    assert post(client, officer, row, "approve").status_code == 302
    assert state(row) == "township_approved"
    assert post(client, county, row, "confirm").status_code == 302
    assert state(row) == "confirmed"
    titles = [step.title for step in workflow.steps(row)]
    assert titles == ["提交审核", "乡镇审核通过", "县级确认"]
    assert len({step.content_hash for step in workflow.steps(row)}) == 1


def test_nobody_approves_what_he_submitted_himself(client, village, cycle, officer):
    row = submitted(village, cycle, officer)
    answer = post(client, officer, row, "approve")
    assert answer.status_code == 422
    assert "另一人审核" in said(answer)
    paper = {"signer": "张明(党委书记)", "signed_on": "2026-01-05"}
    assert post(client, officer, row, "paper", **paper).status_code == 422
    assert state(row) == "submitted"


def test_a_clerk_does_not_approve_and_a_township_does_not_confirm(client, village, cycle, clerk, officer, county):
    row = submitted(village, cycle, clerk)
    other = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    assert post(client, other, row, "approve").status_code == 403
    assert post(client, county, row, "approve").status_code == 403
    post(client, officer, row, "approve")
    assert post(client, officer, row, "confirm").status_code == 403
    assert state(row) == "township_approved"


def test_a_signature_on_paper_counts_and_names_the_signer(client, village, cycle, clerk, officer):
    from io import BytesIO

    row = submitted(village, cycle, clerk)
    other = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    paper = {"signer": "张明(党委书记)", "signed_on": "2026-01-05", "number": "东委〔2026〕3号"}
    without = post(client, other, row, "paper", **paper)
    assert without.status_code == 422
    assert "扫描件" in said(without)
    scan = BytesIO(PDF)
    scan.name = "签批.pdf"
    assert post(client, other, row, "paper", **paper, scan=scan).status_code == 302
    step = workflow.steps(row).get(move="approve")
    assert (step.signer, step.signed_on, step.by) == ("张明(党委书记)", date(2026, 1, 5), other)
    found = client.get(reverse("analysis_scan", args=[row.pk, step.pk]))
    assert found.content.startswith(b"%PDF-")
    assert "张明(党委书记)" in said(client.get(reverse("analysis_review", args=[row.pk])))


@pytest.mark.parametrize(
    "paper",
    [
        {"signer": "张明"},
        {"signer": "", "signed_on": "2026-01-05"},
        {"signer": "张明", "signed_on": "2999-01-01"},
    ],
)
def test_a_signature_without_name_or_day_does_not_count(client, village, cycle, clerk, officer, paper):
    row = submitted(village, cycle, clerk)
    assert post(client, officer, row, "paper", **paper).status_code == 422
    assert state(row) == "submitted"


def test_a_return_needs_a_reason_and_voids_the_approval(client, village, cycle, clerk, officer, county):
    row = submitted(village, cycle, clerk)
    post(client, officer, row, "approve")
    assert post(client, county, row, "return", reason="").status_code == 422
    assert post(client, county, row, "return", phrase="成员主要表现过于简单，请补充。").status_code == 302
    assert state(row) == "returned"
    assert workflow.steps(row).get(move="approve").void_at
    client.force_login(clerk)
    assert "过于简单" in said(client.get(reverse("analysis_entry", args=[village.pk])))
    assert "已失效" in said(client.get(reverse("analysis_review", args=[row.pk])))
    services.submit(TeamAnalysis.objects.get(), by=clerk)
    assert state(row) == "submitted"


def test_a_submission_is_taken_back_only_before_review(client, village, cycle, clerk, officer):
    row = submitted(village, cycle, clerk)
    assert post(client, clerk, row, "take_back").status_code == 422
    assert post(client, clerk, row, "take_back", reason="漏填测评票数").status_code == 302
    assert state(row) == "draft"
    services.submit(TeamAnalysis.objects.get(), by=clerk)
    post(client, officer, row, "approve")
    late = post(client, clerk, row, "take_back", reason="还要改")
    assert late.status_code == 422
    assert "乡镇已通过" in said(late)


def test_where_the_county_does_not_confirm_the_township_decides(client, village, cycle, clerk, officer, county):
    cycle.county_confirms = False
    history.record(cycle, by=clerk)
    row = submitted(village, cycle, clerk)
    post(client, officer, row, "approve")
    answer = post(client, county, row, "confirm")
    assert answer.status_code == 422
    assert "乡镇审核为准" in said(answer)
    assert figures.progress([village], cycle, user=officer)[-1].finished == 1


def test_what_was_submitted_cannot_be_changed_by_any_page(client, village, cycle, clerk):
    row = submitted(village, cycle, clerk)
    client.force_login(clerk)
    ledger = REGISTRY["teamanalysis"]
    assert client.get(reverse("analysis_entry", args=[village.pk])).status_code == 302
    entry = client.post(reverse("analysis_entry", args=[village.pk]), posted(village, cycle, version=row.version))
    assert entry.status_code == 422
    assert "不能改动" in said(entry)
    edit = client.post(ledger.url("edit", row.pk), {"village": village.pk, "version": row.version, "words": "改"})
    assert edit.status_code == 422
    assert client.post(ledger.url("withdraw", row.pk), seen(row, reason="重复录入")).status_code == 422
    first = row.history.last()
    assert client.post(ledger.url("revert", row.pk), seen(row, entry=first.pk, reason="恢复")).status_code == 422
    exported = client.get(ledger.url("export")).content
    assert upload(client, ledger, exported).counts["unchanged"] == 1
    book, top, headers = grid(exported)
    book.active.cell(top + 1, headers["综合评价依据"], "改过的依据")
    batch = upload(client, ledger, workbooks.saved(book))
    assert (batch.counts["wrong"], batch.may_confirm) == (1, False)
    assert state(row) == "submitted"


def test_a_change_of_the_team_after_approval_shows_and_stops_the_confirmation(
    client, village, cycle, clerk, officer, county
):
    row = submitted(village, cycle, clerk)
    post(client, officer, row, "approve")
    member = village.team.get(person__name="李秀英")
    member.performance = "basic"
    history.record(member, by=clerk)
    answer = post(client, county, row, "confirm")
    assert answer.status_code == 422
    assert "现为“已失效”，不能县级确认" in said(answer)
    assert state(row) == "lapsed"
    review = said(client.get(reverse("analysis_review", args=[row.pk])))
    assert "<b>已失效：</b>审批之后内容有改动" in review
    assert "周干事修改了现任班子“李秀英”" in review


def test_a_closed_cycle_takes_nothing(client, village, cycle, clerk, officer):
    row = submitted(village, cycle, clerk)
    cycle.state = "closed"
    history.record(cycle, by=clerk)
    answer = post(client, officer, row, "approve")
    assert answer.status_code == 422
    assert "已关闭" in said(answer)


def test_another_township_and_the_village_itself_see_nothing(client, village, cycle, clerk):
    row = submitted(village, cycle, clerk)
    stranger = factories.make_user(Role.TOWNSHIP_OFFICER, factories.make_township("西坪乡"))
    client.force_login(stranger)
    for page in (
        reverse("analysis_entry", args=[village.pk]),
        reverse("analysis_review", args=[row.pk]),
        reverse("readiness_township", args=[village.township_id]),
    ):
        assert client.get(page).status_code == 404
    assert post(client, stranger, row, "approve").status_code == 404
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    for page in (reverse("readiness"), reverse("teamanalysis_list"), reverse("analysis_review", args=[row.pk])):
        assert client.get(page).status_code == 403


# --- many at once ----------------------------------------------------------------------------------------------------


def ticked(*rows):
    """The boxes of these rows as the list shows them now."""
    return [f"{row.pk}:{TeamAnalysis.objects.get(pk=row.pk).version}" for row in rows]


def bulk(client, action, rows, **more):
    return client.post(reverse("teamanalysis_list"), {"action": action, "row": rows, **more}, follow=True)


def test_a_bulk_act_leaves_out_and_names_what_changed_since_the_list_was_opened(
    client, township, village, cycle, clerk, officer
):
    other = factories.make_village("白石村", township)
    factories.make_member(other, "王大山")
    standing, changed = submitted(village, cycle, clerk), submitted(other, cycle, clerk)
    client.force_login(officer)
    opened, listed = ticked(standing, changed), said(client.get(reverse("teamanalysis_list")))
    assert all(f'value="{box}"' in listed for box in opened)
    services.withdraw_submission(changed, by=clerk, reason="再核对")
    services.submit(TeamAnalysis.objects.get(pk=changed.pk), by=clerk)
    without = [str(standing.pk), f"{changed.pk}:x"]  # forms that do not say which version they show
    assert "有2条没有办理" in said(bulk(client, "approve", without))
    assert (state(standing), state(changed)) == ("submitted", "submitted")
    answer = said(bulk(client, "approve", opened))
    assert (state(standing), state(changed)) == ("township_approved", "submitted")
    assert "已乡镇审核通过1条" in answer
    assert "东河镇白石村：这条记录已被" in answer


def test_batch_confirmation_does_each_row_or_says_why_not(client, township, village, cycle, clerk, officer, county):
    other = factories.make_village("白石村", township)
    factories.make_member(other, "王大山")
    ready, waiting = submitted(village, cycle, clerk), submitted(other, cycle, clerk)
    services.approve_township(ready, by=officer)
    client.force_login(county)
    answer = bulk(client, "confirm", ticked(ready, waiting))
    assert (state(ready), state(waiting)) == ("confirmed", "submitted")
    assert "东河镇白石村" in said(answer)
    assert "不能县级确认" in said(answer)


def test_review_leads_from_one_pending_analysis_to_the_next(client, township, village, cycle, clerk, officer):
    other = factories.make_village("白石村", township)
    factories.make_member(other, "王大山")
    first, second = submitted(village, cycle, clerk), submitted(other, cycle, clerk)
    client.force_login(officer)
    page = client.get(reverse("analysis_review", args=[first.pk]))
    assert (page.context["previous"], page.context["next"]) == (None, second.pk)
    assert post(client, officer, first, "approve").url == reverse("analysis_review", args=[second.pk])


def test_a_township_fills_the_heads_of_its_villages_by_workbook(client, village, cycle, clerk):
    from io import BytesIO

    from openpyxl import load_workbook

    client.force_login(clerk)
    book = load_workbook(BytesIO(client.get(reverse("teamanalysis_template")).content))
    sheet = book.worksheets[0]
    cells = {str(cell.value): cell for line in sheet.iter_rows() for cell in line if cell.value}
    line = cells["青山村"].row
    for header, value in (
        ("研判组组长", "李联村"),
        ("综合评价", "较好"),
        ("一肩挑研判", "有意向人选"),
        ("换届难易程度", "需关注"),
    ):
        column = next(c.column for text, c in cells.items() if text.rstrip("*") == header)
        sheet.cell(line, column, value)
    out = BytesIO()
    book.save(out)
    batch = upload(client, REGISTRY["teamanalysis"], out.getvalue())
    assert batch.counts["new"] == 1, batch.preview
    imports.confirm(REGISTRY["teamanalysis"], batch, cycle=cycle)
    row = TeamAnalysis.objects.get()
    assert (row.leader, row.grade, row.one_shoulder, str(row.difficulty)) == ("李联村", "fair", "intended", "需关注")
    assert row.reference_date == cycle.reference_date


def grid(data):
    """The workbook, its header row and where each header stands."""
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data))
    for cell in (cell for line in book.active.iter_rows() for cell in line):
        if cell.value == "序号":
            headers = {str(one.value).rstrip("*"): one.column for one in book.active[cell.row] if one.value}
            return book, cell.row, headers
    raise AssertionError("no header row")


def test_grades_of_the_running_items_go_out_and_come_back_by_workbook(client, village, cycle, clerk, officer):
    ledger = REGISTRY["teamanalysis"]
    other = factories.make_village("白石村", village.township)
    row = filled(village, cycle, clerk)
    client.force_login(clerk)

    def exported():
        return workbooks.saved(grid(client.get(ledger.url("export")).content)[0])

    def came(book):
        return upload(client, ledger, workbooks.saved(book))

    batch = upload(client, ledger, exported())
    assert (batch.counts["unchanged"], batch.counts["changed"], batch.counts["wrong"]) == (1, 0, 0), batch.preview
    book, top, headers = grid(exported())
    assert book.active.cell(top + 1, headers["政治功能：等次"]).value == row.itemratings.first().get_grade_display()
    book.active.cell(top + 1, headers["政治功能：等次"], "优")
    batch = came(book)
    assert batch.counts["wrong"] == 1
    assert "政治功能：等次" in batch.preview
    book.active.cell(top + 1, headers["政治功能：等次"], "一般")
    book.active.cell(top + 1, headers["政治功能：具体表现或原因"], "三会一课不经常")
    book.active.append([2, "东河镇", "白石村"])
    book.active.cell(top + 2, headers["集体经济：等次"], "好")
    before = row.version
    batch = came(book)
    assert (batch.counts["changed"], batch.counts["new"], batch.counts["wrong"]) == (1, 1, 0), batch.preview
    imports.confirm(ledger, batch, cycle=cycle)
    row = TeamAnalysis.objects.get(pk=row.pk)
    assert row.version > before
    rating = row.itemratings.get(item__name="政治功能")
    assert (rating.grade, rating.reason) == ("average", "三会一课不经常")
    assert rating.history.first().history_user == clerk
    assert row.itemratings.count() == 6
    assert [str(one) for one in TeamAnalysis.objects.get(village=other).itemratings.all()] == ["集体经济：好"]
    _, top, headers = grid(client.get(ledger.url("template")).content)
    assert "政治功能" in "".join(headers)
    services.submit(row, by=clerk)
    batch = upload(client, ledger, exported())
    assert batch.counts["changed"] == 0


# --- progress, lists, to-do ------------------------------------------------------------------------------------------


def test_progress_counts_states_and_share_over_all_villages(client, township, village, cycle, clerk, officer, county):
    others = [factories.make_village(f"新{n}村", township) for n in range(2)]
    for other in others:
        factories.make_member(other, "王大山")
    aside = factories.make_village("城中社区", township)
    factories.make_profile(aside, takes_part=False)
    services.approve_township(submitted(village, cycle, clerk), by=officer)
    submitted(others[0], cycle, clerk)
    client.force_login(county)
    page = client.get(reverse("readiness"))
    total = page.context["total"]
    assert total.villages == 3
    assert total.counts == [1, 0, 1, 1, 0, 0, 0]
    assert (total.one_shoulder.confirmed, total.one_shoulder.not_analysed) == (1, 2)
    assert str(total.one_shoulder.share) == "33.3"
    assert total.finished == 0
    assert "未报齐：东河镇差1个村(社区)：新1村。请于今日20时前报送。" in said(page)
    assert "请于明日9时前报送" in said(client.get(reverse("readiness"), {"before": "明日9时"}))


def test_the_three_lists_hold_measures_and_history_but_no_candidate(client, village, cycle, clerk, officer, county):
    measure = factories.kind(cycle, "measure")
    measured = {"measure_kind": measure, "measures": "学历提升", "deadline": date(2027, 1, 31)}
    words = {"gap": "文化程度偏低", "responsible": "镇组织委员"}
    row = filled(village, cycle, clerk, one_shoulder="intended", **measured, **words)
    row = services.approve_township(services.submit(row, by=clerk), by=officer)
    client.force_login(county)
    text = said(client.get(reverse("one_shoulder")))
    for words in ("文化程度偏低", "学历提升", "镇组织委员", "有意向人选"):
        assert words in text
    assert "张建国" not in text
    changes = figures.one_shoulder_changes([village], cycle)
    assert [(change.before, change.after) for change in changes] == [("未研判", "有意向人选")]
    assert client.get(reverse("one_shoulder_print")).content.startswith(b"%PDF-")


def test_everyone_finds_his_own_work_in_the_to_do_list(village, cycle, clerk, officer, county):
    ledger = REGISTRY["teamanalysis"]

    def titles(user):
        return [(due.title, due.count) for due in ledger.due(user, cycle)]

    assert titles(clerk) == [("村班子研判待填报提交", 1)]
    row = submitted(village, cycle, clerk)
    assert (titles(clerk), titles(officer)) == ([], [("村班子研判待乡镇审核", 1)])
    services.approve_township(row, by=officer)
    assert titles(county) == [("村班子研判待县级确认", 1)]
    services.return_for_changes(row, by=county, reason="事实太少")
    assert titles(clerk) == [("村班子研判被退回，待修改", 1)]
    assert titles(factories.make_user(Role.AUDITOR, village.township)) == []


def test_the_figures_of_the_dashboard_and_the_village_panel(village, cycle, clerk, officer):
    ledger = REGISTRY["teamanalysis"]
    assert ledger.village_panel(village, user=clerk, cycle=cycle).empty == "本届尚未研判。"
    services.approve_township(submitted(village, cycle, clerk), by=officer)
    figure = ledger.township_figures(clerk, cycle)[village.township_id]
    assert (figure["已研判"], figure["有确定人选"]) == (1, 1)
    facts = dict(ledger.village_panel(village, user=clerk, cycle=cycle).facts)
    assert facts["状态"] == "乡镇已通过"


# --- the report ------------------------------------------------------------------------------------------------------


def test_the_sections_quote_the_officials_own_words(village, cycle, clerk):
    from electioncycle.documents.blocks import Paragraph

    filled(village, cycle, clerk)
    sections = REGISTRY["teamanalysis"].report_sections([village], cycle)
    keys = ["visit", "running", "members", "structure", "one_shoulder", "outlook"]
    assert [section.key for section in sections] == keys
    quotes = [b.text for s in sections for b in s.blocks[village.pk] if isinstance(b, Paragraph) and b.quote]
    assert quotes == ["三年来集体收入由3万元增至11万元。"]
    captions = [b.caption for s in sections for b in s.blocks[village.pk] if getattr(b, "caption", "")]
    assert [caption[:2] for caption in captions] == ["表2", "表3", "表4"]


def test_a_village_not_begun_and_a_county_without_cycle_still_have_their_sections(village, cycle):
    sections = REGISTRY["teamanalysis"].report_sections([village], cycle)
    assert sections[0].gaps[village.pk] == ["尚未研判"]
    assert sections[3].blocks[village.pk]
    assert len(REGISTRY["teamanalysis"].report_sections([village], None)) == 6


def cost(act):
    act()  # what there is to do is counted once after a change
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_progress_lists_and_report_cost_the_same_for_one_village_and_for_twenty(client, village, cycle, clerk, county):
    filled(village, cycle, clerk)
    client.force_login(county)

    def sections():
        villages = figures.participants(county, cycle)
        return REGISTRY["teamanalysis"].report_sections(villages, cycle)

    acts = [
        sections,
        lambda: client.get(reverse("readiness")),
        lambda: client.get(reverse("one_shoulder")),
        lambda: client.get(reverse("readiness_township", args=[village.township_id])),
    ]
    for act in acts:
        act()
    one = [cost(act) for act in acts]
    for number in range(19):
        other = factories.make_village(f"新{number}村", village.township)
        factories.make_member(other, "王大山")
        filled(other, cycle, clerk)
    assert [cost(act) for act in acts] == one
