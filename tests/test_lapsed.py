"""Approved, changed, lapsed, told, approved again: what was approved on other content is 已失效 wherever it shows."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from candidates.choices import NominationState
from candidates.models import Nomination, ReviewDecision, ReviewSubject
from candidates.review_choices import Result
from electioncycle.desk import inbox
from electioncycle.desk.inbox import Notice
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history, workflow
from electioncycle.roles import Role
from electioncycle.security import audit
from readiness.choices import State
from readiness.figures import analysis as figures
from readiness.models import ReadinessPass, TeamAnalysis
from readiness.services import analysis as services
from readiness.services import lapses, starts
from tests import browsing, factories, workbooks
from tests.gate import Township
from tests.moving import seen
from tests.test_every_ledger import form_data
from tests.test_readiness import submitted
from villages.models import TeamMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return factories.make_village("青山村")


@pytest.fixture
def people(village):
    county = village.township.parent
    return {
        "clerk": factories.make_user(Role.TOWNSHIP_CLERK, village.township),
        "officer": factories.make_user(Role.TOWNSHIP_OFFICER, village.township),
        "county": factories.make_user(Role.COUNTY_CLERK, county),
    }


@pytest.fixture
def approved(village, people):
    """An analysis that the clerk handed in, the township's officer approved and the county confirmed."""
    factories.make_member(village, "张建国")
    cycle = factories.cycle_for(village)
    row = submitted(village, cycle, people["clerk"])
    services.approve_township(row, by=people["officer"])
    return services.confirm_county(TeamAnalysis.objects.get(), by=people["county"])


def change(client, user, member, **values):
    """Somebody opens the form of a member, changes something and saves it."""
    client.force_login(user)
    ledger = REGISTRY["teammember"]
    return client.post(ledger.url("edit", member.pk), form_data(client, ledger, member) | values)


def text(answer):
    return answer.content.decode()


def told(user, cycle):
    return [notice.text for notice in inbox.notices_of(user, cycle)]


def test_approved_changed_lapsed_told_and_approved_again(client, village, people, approved):
    cycle, member = approved.cycle, TeamMember.objects.get()
    review, listed = reverse("analysis_review", args=[approved.pk]), reverse("teamanalysis_list")
    client.force_login(people["clerk"])
    warned = text(client.get(reverse("teammember_edit", args=[member.pk])))
    assert "青山村的班子研判县级已确认，改动后该审批失效，须重新提交、审核。" in warned
    assert "改动后该审批失效" in text(client.get(reverse("teammember_withdraw", args=[member.pk])))

    assert change(client, people["clerk"], member, note="备注与研判无关").status_code == 302
    assert TeamAnalysis.objects.get().state == State.CONFIRMED
    assert change(client, people["clerk"], member, performance="basic").status_code == 302
    assert TeamAnalysis.objects.get().state == State.LAPSED
    assert not workflow.steps(approved).filter(approves=True, void_at=None).exists()

    page = text(client.get(review))
    assert "<b>已失效：</b>审批之后内容有改动" in page
    assert "已失效" in text(client.get(f"{listed}?state=lapsed"))
    assert village not in [row.village for row in figures.one_shoulder_lists([village], cycle)[0][1].rows]
    assert figures.progress([village], cycle, user=people["officer"])[-1].finished == 0
    assert any("青山村班子研判已失效" in one for one in told(people["officer"], cycle))
    assert any("青山村班子研判已失效" in one for one in told(people["county"], cycle))
    assert ("村班子研判审批已失效，待重新提交", 1) in [
        (due.title, due.count) for due in inbox.due_of(people["clerk"], cycle)
    ]

    assert post(client, people["county"], "confirm", approved).status_code == 422
    assert post(client, people["clerk"], "submit", approved).status_code == 302
    assert post(client, people["officer"], "approve", approved).status_code == 302
    assert post(client, people["county"], "confirm", approved).status_code == 302
    assert TeamAnalysis.objects.get().state == State.CONFIRMED
    assert "<b>已失效：</b>" not in text(client.get(review))


def test_a_person_and_his_row_that_are_saved_together_are_judged_once(client, people, approved, monkeypatch):
    asked, judge = [], lapses.judge_analyses
    monkeypatch.setattr(lapses, "judge_analyses", lambda rows, *, by: asked.append(list(rows)) or judge(rows, by=by))
    member = TeamMember.objects.get()
    values = {"person__family": "妻子 韩兰 1966年5月 群众 在家务农", "note": "备注与研判无关"}
    assert change(client, people["clerk"], member, **values).status_code == 302
    assert [[one.pk for one in rows] for rows in asked] == [[approved.pk]]
    assert TeamAnalysis.objects.get().state == State.CONFIRMED
    asked.clear()
    values = {"person__education": "college", "performance": "basic"}
    assert change(client, people["clerk"], TeamMember.objects.get(), **values).status_code == 302
    assert len(asked) == 1
    assert TeamAnalysis.objects.get().state == State.LAPSED


def post(client, user, move, row):
    client.force_login(user)
    version = TeamAnalysis.objects.get(pk=row.pk).version
    return client.post(reverse("analysis_move", args=[row.pk, move]), {"version": version})


@pytest.mark.parametrize("act", ["added", "withdrawn", "by workbook"])
def test_whoever_changes_the_team_by_whatever_way_undoes_the_approval(client, village, people, approved, act):
    client.force_login(people["clerk"])
    if act == "added":
        factories.make_member(village, "李新来", party_post="member", committee_post="none")
    elif act == "withdrawn":
        member = TeamMember.objects.get()
        data = {"reason": "已调离本村", "version": member.version}
        assert client.post(reverse("teammember_withdraw", args=[member.pk]), data).status_code == 302
    else:
        member = TeamMember.objects.get()
        member.person.education = "junior"
        history.record_many([member.person], by=people["clerk"], fields=["education"])
    assert TeamAnalysis.objects.get().state == State.LAPSED


def test_the_preview_of_a_workbook_says_which_approvals_it_will_undo(client, village, people, approved):
    other = factories.make_village("白水村", village.township)
    factories.make_member(other, "吴同在")
    client.force_login(people["clerk"])

    def previewed(*lines):
        head = ("乡镇(街道)", "村(社区)", "姓名", "性别", "学历", "党组织职务")
        sheet = SimpleUploadedFile("班子.xlsx", workbooks.workbook([head, *lines]))
        return text(client.post(reverse("teammember_import"), {"file": sheet}, follow=True))

    town = village.township.name
    unchanged, junior = ((town, "青山村", "张建国", "男", level, "书记") for level in ("大专", "初中"))
    newcomer, elsewhere = (
        (town, "青山村", "李新来", "男", "大专", "委员"),
        (town, "白水村", "吴同在", "男", "初中", "书记"),
    )
    said = "青山村的班子研判县级已确认，改动后该审批失效，须重新提交、审核。"
    for lines, undoes in (([junior, elsewhere], 1), ([newcomer], 1), ([unchanged, elsewhere], 0), ([elsewhere], 0)):
        assert previewed(*lines).count(said) == undoes, lines
    assert TeamAnalysis.objects.get().state == State.CONFIRMED  # a preview undoes nothing


SAID = "青山村的班子研判县级已确认，改动后该审批失效，须重新提交、审核。"
NEWCOMER = {"person__name": "李新来", "person__sex": "male", "person__education": "college", "party_post": "member"}


def new_member(client, village):
    """The fields of an empty form, filled in by somebody."""
    form = client.get(REGISTRY["teammember"].url("add")).context["form"]
    filled = {
        name: field.initial for name, field in form.fields.items() if field.initial and not callable(field.initial)
    }
    return filled | NEWCOMER | {"committee_post": "none", "village": village.pk}


def test_the_form_of_a_new_member_says_what_it_will_undo_before_anything_is_saved(client, village, people, approved):
    other = factories.make_village("白水村", village.township)
    client.force_login(people["clerk"])
    add = REGISTRY["teammember"].url("add")
    assert SAID in text(client.get(f"{add}?village={village.pk}"))
    assert "该审批失效" not in text(client.get(f"{add}?village={other.pk}"))
    sent = new_member(client, village)
    asked = client.post(add, sent)
    assert (asked.status_code, text(asked).count(SAID)) == (422, 2)  # read by people, and sent along
    assert "还没有保存" in text(asked)
    assert not TeamMember.objects.filter(person__name="李新来").exists()
    assert TeamAnalysis.objects.get().state == State.CONFIRMED
    again = sent | {"undoes": browsing.untouched(asked, field="undoes")["undoes"][0]}
    assert client.post(add, again | {"village": other.pk}).status_code == 302  # nothing is undone there
    assert TeamAnalysis.objects.get().state == State.CONFIRMED
    assert client.post(add, again | {"person__name": "李再来"}).status_code == 302
    assert TeamAnalysis.objects.get().state == State.LAPSED


def test_a_form_that_comes_back_with_errors_still_says_what_saving_undoes(client, village, people, approved):
    member = TeamMember.objects.get()
    refused = change(client, people["clerk"], member, person__name="")
    assert refused.status_code == 422
    assert SAID in text(refused)
    moved_here = factories.make_member(factories.make_village("白水村", village.township), "吴同在")
    asked = change(client, people["clerk"], moved_here, village=village.pk)
    assert asked.status_code == 422
    assert SAID in text(asked)
    assert TeamAnalysis.objects.get().state == State.CONFIRMED


def test_every_way_back_says_first_what_it_undoes(client, village, people, approved):
    member, ledger = TeamMember.objects.get(), REGISTRY["teammember"]
    factories.make_member(village, "已撤回", withdrawn_at=timezone.now())
    client.force_login(people["clerk"])
    assert SAID in text(client.get(ledger.url("history", member.pk)))
    assert SAID in text(client.get(ledger.url("bin")))
    client.force_login(people["county"])
    review = text(client.get(reverse("analysis_review", args=[approved.pk])))
    assert "退回或重新打开后，“乡镇审核通过”、“县级确认”失效，须重新办理。" in review
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, village.township.parent))
    number = {"id_number": member.person.id_number}
    factories.make_reserve(factories.make_village("白水村", village.township), "张建囯", person=number)
    assert SAID in text(client.get(reverse("duplicate", args=[member.person_id])))
    merging = text(client.get(reverse("village_merge", args=[village.pk])))
    assert "审批失效" in merging
    assert f'data-final="{village}：合并后本村停用，不能恢复。"' in merging
    assert "data-final" not in text(client.get(reverse("village_move", args=[village.pk])))


def test_what_slipped_by_is_found_at_night_and_a_sound_approval_stands(village, people, approved):
    by = people["county"]
    assert lapses.judge_open_cycles(by=by) == (1, 0)
    TeamMember.objects.update(performance="basic")  # no ordinary way: past the one that saves rows
    assert lapses.judge_open_cycles(by=by) == (1, 1)
    assert TeamAnalysis.objects.get().state == State.LAPSED
    assert lapses.judge_open_cycles(by=by) == (0, 0)


def test_a_return_reaches_whoever_handed_in_with_reason_and_link(client, village, people):
    factories.make_member(village, "张建国")
    cycle = factories.cycle_for(village)
    row = submitted(village, cycle, people["clerk"])
    client.force_login(people["officer"])
    sent = {"version": row.version, "reason": "测评票数与实际不符"}
    assert client.post(reverse("analysis_move", args=[row.pk, "return"]), sent).status_code == 302
    (notice,) = inbox.notices_of(people["clerk"], cycle)
    assert (notice.text, notice.url) == (
        "青山村班子研判被退回：测评票数与实际不符",
        reverse("analysis_review", args=[row.pk]),
    )
    assert not told(people["officer"], cycle)


def test_a_pass_that_the_ledgers_contradict_lapses_with_the_save_that_says_so(
    client, django_capture_on_commit_callbacks
):
    town = Township()
    village = town.village("青山村")
    town.passed(village)
    client.force_login(town.clerk)
    connection.run_on_commit.clear()  # what the set-up left waits for a commit that a test never makes
    with django_capture_on_commit_callbacks(execute=True):
        factories.make_profile(village)
    assert ReadinessPass.objects.get().lapsed_at is None
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        factories.make_key_village(village)
    assert ReadinessPass.objects.get().lapsed_at
    assert "已失效" in text(client.get(reverse("readinesscheck_list")))


def test_a_pass_is_judged_again_where_something_was_saved_that_it_rests_on(
    monkeypatch, django_capture_on_commit_callbacks
):
    """After a save of something else it stands as it was judged last."""
    town = Township()
    village = town.village("青山村")
    town.passed(village)
    member, asked = factories.make_member(village, "张建国"), []
    judged = starts.evaluations
    monkeypatch.setattr(starts, "evaluations", lambda own, cycle: asked.extend(own) or judged(own, cycle))

    def after(act):
        connection.run_on_commit.clear()
        asked.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return asked

    def save(**said):
        vars(member).update(said)
        history.record(member, by=town.clerk)
        audit.record(audit.Event.CHANGED, by=town.clerk, row=member)

    assert after(lambda: save(wish="leave")) == [village], "nobody has judged it yet"
    assert after(lambda: save(wish="stay", note="常年在外")) == []
    assert ReadinessPass.objects.get().lapsed_at is None
    assert village in after(lambda: factories.make_key_village(village))
    assert ReadinessPass.objects.get().lapsed_at


def test_a_number_corrected_after_the_review_voids_conclusion_and_reply(client, village, people):
    cycle = factories.cycle_for(village)
    nominee = factories.make_nominee(village, "钱立身")
    factories.found_qualified(nominee)
    subject = ReviewSubject.objects.get()
    decision = ReviewDecision(
        cycle=cycle,
        subject=subject,
        result=Result.DEFERRED,
        basis="待核",
        meeting_on=date(2026, 11, 2),
        counted_to=date(2026, 12, 1),
    )
    decision.confirm()
    history.record(decision, by=people["county"])
    workflow.note(decision, move="confirm", title="复核综合结论", by=people["county"], approves=True)
    row = factories.make_nomination(village)
    nominee.nomination = row
    history.record(nominee, by=people["clerk"])
    row.ask()
    row.approve()
    history.record(row, by=people["county"])

    person = nominee.person
    person.name = "钱立生"
    history.record(person, by=people["clerk"])
    assert ReviewSubject.objects.get().result == Result.QUALIFIED
    person.id_number = factories.id_number()
    history.record(person, by=people["clerk"])
    assert ReviewDecision.objects.get().state == "lapsed"
    assert ReviewSubject.objects.get().result == Result.LAPSED
    assert Nomination.objects.get().state == NominationState.LAPSED
    client.force_login(people["officer"])
    assert "批复已失效" in text(client.get(reverse("nomination_list")))
    assert any("批复失效" in one for one in told(people["officer"], cycle))
    refused = text(client.post(reverse("nomination_move", args=[row.pk, "ask"]), seen(row)))
    assert "钱立生(已失效)没有联审“合格”的综合结论" in refused
    assert Notice.objects.filter(tone="bad").count() == 2
