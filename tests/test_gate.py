"""The gate: no village starts without what its county demands; every way out works once and is on record."""

from copy import deepcopy
from itertools import combinations

import pytest
from django.db import transaction

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history, workflow
from electioncycle.refusals import Conflict, NotYours, Refused
from electioncycle.security import audit
from readiness.evaluations import SelfCheck, evaluation_of
from readiness.models import CheckItem, ReadinessCheck, ReadinessPass, SpecialDecision, StartRecord
from readiness.services import checks, conditions, decisions, starts
from tests.gate import Township, days
from villages.village_ledgers import Finding

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]
SIX = ("key_persons", "hard_problems", "finance", "rules_in_place", "lead_posts", "assessment")
INCOMPLETE = [left for number in range(1, 7) for left in combinations(SIX, number)]


@pytest.fixture(scope="module")
def township(django_db_setup, django_db_blocker):
    """Built once; what a test does to it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Township()
        transaction.set_rollback(True)


@pytest.fixture
def town(db, township):
    return deepcopy(township)


@pytest.fixture
def say(monkeypatch):
    """Let the ledgers say something to a source."""
    told = {}

    def findings(self, villages, cycle):
        return {source: {v.pk: finding for v in villages} for source, finding in told.items()}

    for ledger in REGISTRY.values():
        monkeypatch.setattr(type(ledger), "findings", lambda self, villages, cycle: {}, raising=False)
    monkeypatch.setattr(type(REGISTRY["teammember"]), "findings", findings)

    def tell(source, met, text="仍有3件未办结"):
        told[source] = Finding(met, text, "/risks/")

    return tell


def reload(row):
    return type(row).all_rows.get(pk=row.pk)


def events(row):
    return list(audit.of(row).values_list("details__move", flat=True))


# --- six conditions -------------------------------------------------------------------------------------------------


def test_none_of_the_63_incomplete_subsets_passes(town):
    village = town.village()
    applied = town.applied(village)
    names = {c.code: c.name for c in town.conditions(village)}
    assert len(INCOMPLETE) == 63
    for unmet in INCOMPLETE:
        with transaction.atomic():
            check = town.worked_off(deepcopy(applied), unmet=unmet)
            with pytest.raises(Refused, match="未达标") as refused:
                decisions.decide_pass(check, by=town.officer, paper=town.paper())
            assert all(names[code] in str(refused.value) for code in unmet), unmet
            assert not ReadinessPass.objects.exists(), unmet
            with pytest.raises(Refused, match="没有有效的准入通过"):
                town.start(village)
            assert not StartRecord.objects.exists(), unmet
            transaction.set_rollback(True)


def test_the_complete_six_pass_and_the_party_track_starts_but_not_the_committee_without_exit_audit(town):
    village = town.village()
    check = town.passed(village, unmet=("exit_audit",))
    assert check.state == "passed"
    with pytest.raises(Refused, match="离任审计公布"):
        town.start(village, "committee")
    start = town.start(village, "party")
    assert start.passed.village == village
    assert [start.track for start in StartRecord.objects.all()] == ["party"]
    with pytest.raises(Refused, match=r"已于.*启动"):
        town.start(village, "party")
    audit_condition = next(c for c in town.conditions(village) if c.code == "exit_audit")
    decisions.record_recheck(check, audit_condition, by=town.officer, met=True, words="审计结果已张榜公布。")
    assert town.start(village, "committee").passed == start.passed
    assert audit.verify()["problem"] == "no_anchor"  # a test never commits, so nothing is anchored


def test_a_village_applies_only_when_it_states_that_all_six_are_met(town):
    village = town.village()
    check = town.self_checked(village, unmet=("finance",))
    with pytest.raises(checks.Incomplete, match="自查未达标：财务清理到位"):
        checks.apply(check, by=town.clerk)
    assert reload(check).state == "draft"


def test_a_self_check_lacking_evidence_scan_or_answers_is_told_everything_at_once(town):
    village = town.village()
    entry = town.entry(village, leave_out=("assessment",), evidence={})
    entry = SelfCheck(head={**entry.head, "self_checker": ""}, items=entry.items)
    check = checks.save_self_check(village, town.cycle, entry, by=town.clerk)
    with pytest.raises(checks.Incomplete) as refused:
        checks.apply(check, by=town.clerk)
    for words in ("自查负责人", "扫描件", "群众评价达标", "现行制度名称"):
        assert words in str(refused.value)


def test_a_self_check_twice_is_refused(town):
    village = town.village()
    first = town.self_checked(village)
    with pytest.raises(Conflict, match="不能重复自查"):
        town.self_checked(village)
    assert ReadinessCheck.objects.count() == 1
    checks.apply(first, by=town.clerk)
    with pytest.raises(Refused, match="不能改动"):
        checks.save_self_check(village, town.cycle, town.entry(village), by=town.clerk, version=reload(first).version)


# --- what the ledgers say -------------------------------------------------------------------------------------------


def test_a_met_that_contradicts_the_ledgers_needs_a_reason_on_either_side(town, say):
    village = town.village()
    say("hard_problems", False)
    check = town.self_checked(village)
    with pytest.raises(checks.Incomplete, match="仍有3件未办结"):
        checks.apply(check, by=town.clerk)
    entry = town.entry(village, reason="已于昨日办结，台账待更新。")
    check = checks.save_self_check(village, town.cycle, entry, by=town.clerk, version=check.version)
    check = checks.apply(check, by=town.clerk)
    head = {"checked_on": days(-5), "group_members": "吴委员"}
    with pytest.raises(checks.Incomplete, match="核查达标，但台账显示"):
        checks.record_check(check, head, town.found(village), by=town.officer)
    with pytest.raises(checks.Incomplete, match="须定复查日期"):
        checks.record_check(check, head, town.found(village, check_reason="现场核实已办结。"), by=town.officer)
    found = town.found(village, check_reason="现场核实已办结。", recheck_on=days(10))
    check = checks.record_check(check, head, found, by=town.officer)
    check = decisions.decide_pass(check, by=town.officer, paper=town.paper())
    assert (check.state, check.recheck_on) == ("passed", days(10))
    assert town.start(village).track == "party"


def test_a_lapse_found_at_the_start_is_recorded_before_the_refusal(town, say):
    village = town.village()
    town.passed(village)
    say("finance", False, "财务清理公示有2件异议未答复")
    with pytest.raises(Refused, match="没有有效的准入通过"):
        town.start(village)
    gone = ReadinessPass.objects.get()
    assert "2件异议未答复" in gone.lapse_reason
    assert gone.lapsed_at is not None
    check = ReadinessCheck.objects.get()
    assert check.state == "lapsed"
    assert "lapse" in events(check)
    say("finance", True)
    with pytest.raises(Refused, match="已失效"):
        town.start(village)
    again = checks.begin_again(check, by=town.clerk)
    assert (again.round, again.state) == (2, "draft")
    assert again.items.get(condition__code="finance").words == "情况属实。"


def test_after_the_start_a_lapse_is_a_red_flag_and_no_stop(town, say):
    village = town.village()
    town.passed(village)
    town.start(village)
    say("key_persons", False, "1名重点人员的措施未落实")
    assert starts.record_lapses([village], town.cycle, by=town.county)
    assert [flag.village for flag in starts.red_flags(town.cycle, [village])] == [village]
    assert StartRecord.objects.count() == 1
    start = StartRecord.objects.get()
    history.record(start, by=town.officer)  # a later save of the same start is no new start


def test_a_recheck_missed_lapses_the_pass_and_one_in_time_keeps_it(town, monkeypatch):
    village = town.village()
    check = town.passed(village, recheck_on=days(3))
    finance = next(c for c in town.conditions(village) if c.code == "finance")
    found = evaluation_of(village, town.cycle)
    assert found.lapses(days(3)) == []
    assert any("尚未复查" in reason for reason in found.lapses(days(4)))
    for condition in town.conditions(village):
        check = decisions.record_recheck(check, condition, by=town.officer, met=True, words="复查仍达标。")
    assert evaluation_of(village, town.cycle).lapses(days(4)) == []
    decisions.record_recheck(check, finance, by=town.officer, met=False, words="又发现白条入账。")
    assert ReadinessPass.objects.get().lapse_reason == "“财务清理到位”复查未达标：又发现白条入账。"


# --- procedure -------------------------------------------------------------------------------------------------------


def test_whoever_applied_neither_checks_nor_decides(town):
    village = town.village()
    check = checks.apply(
        checks.save_self_check(village, town.cycle, town.entry(village), by=town.officer), by=town.officer
    )
    head = {"checked_on": days(-5), "group_members": "吴委员"}
    with pytest.raises(Refused, match="须由另一人"):
        checks.record_check(check, head, town.found(village), by=town.officer)
    check = checks.record_check(check, head, town.found(village), by=town.clerk)
    with pytest.raises(Refused, match="须由另一人"):
        decisions.decide_pass(check, by=town.officer, paper=town.paper())
    with pytest.raises(Refused, match="扫描件"):
        decisions.decide_pass(check, by=town.county, paper=town.paper())


def test_a_decision_names_signer_number_and_day(town):
    check = town.checked(town.village())
    for wrong, words in (
        ({"signer": ""}, "签批人"),
        ({"document_number": " "}, "编号"),
        ({"signed_on": days(1)}, "不能晚于今天"),
        ({"signed_on": days(-8)}, "早于现场核查"),
    ):
        number = wrong.pop("document_number", "东委纪〔2026〕12号")
        with pytest.raises(Refused, match=words):
            decisions.decide_pass(check, by=town.officer, paper=town.paper(number, **wrong))
    assert reload(check).state == "checked"


def test_content_changed_after_the_check_is_not_approved_and_voids_a_pass(town):
    village = town.village()
    check = town.checked(village)
    CheckItem.objects.filter(readiness=check, condition__code="finance").update(words="改过的情况")
    with pytest.raises(Refused, match="核查之后内容有改动"):
        decisions.decide_pass(check, by=town.officer, paper=town.paper())
    other = town.village()
    town.passed(other)
    CheckItem.objects.filter(readiness__village=other, condition__code="finance").update(check_words="改过的核查")
    with pytest.raises(Refused, match="没有有效的准入通过"):
        town.start(other)
    assert "研究通过之后，核查内容有改动" in ReadinessPass.objects.get().lapse_reason


def test_a_return_needs_a_reason_and_the_village_applies_again(town):
    village = town.village()
    check = town.checked(village)
    with pytest.raises(Refused, match="原因"):
        checks.return_for_changes(check, by=town.officer, reason="")
    check = checks.return_for_changes(check, by=town.officer, reason="证明材料不全，请补充。")
    assert check.state == "returned"
    check = checks.save_self_check(village, town.cycle, town.entry(village), by=town.clerk, version=check.version)
    assert checks.apply(check, by=town.clerk).state == "applied"
    with pytest.raises(Refused, match="撤回申报须写明原因"):
        checks.take_back(check, by=town.clerk, reason=" ")
    check = checks.take_back(check, by=town.clerk, reason="漏填离任审计")
    assert check.state == "draft"
    assert workflow.steps(check).last().reason == "漏填离任审计"


def test_differences_between_self_check_and_check_are_on_record(town):
    check = town.checked(town.village(), unmet=("finance", "exit_audit"))
    step = workflow.steps(check).get(move="check")
    assert step.reason == "与自查不一致：财务清理到位、离任审计公布。"


def test_the_county_confirms_only_where_the_cycle_says_so(town):
    village = town.village()
    check = town.passed(village)
    with pytest.raises(Refused, match="不能县级确认"):
        decisions.confirm_county(check, by=town.county)
    town.cycle.county_confirms_gate = True
    history.record(town.cycle, by=town.county_two)
    other = town.village()
    check = town.passed(other)
    assert check.state == "decided"
    with pytest.raises(Refused, match="没有有效的准入通过"):
        town.start(other)
    with pytest.raises(NotYours):
        decisions.confirm_county(check, by=town.officer)
    assert decisions.confirm_county(check, by=town.county).state == "passed"
    assert town.start(other).track == "party"


def test_the_county_files_and_spot_checks(town):
    village = town.village()
    town.passed(village)
    row = decisions.file_with_county(ReadinessPass.objects.get(), by=town.county, on=days(-1))
    with pytest.raises(Refused, match=r"已于.*备案"):
        decisions.file_with_county(row, by=town.county, on=days(0))
    with pytest.raises(NotYours):
        decisions.record_spot_check(row, by=town.officer, on=days(0), good=True, words="属实")
    row = decisions.record_spot_check(row, by=town.county, on=days(0), good=False, words="公示未满期限")
    assert "抽查不符合条件" in reload(row).lapse_reason
    assert ReadinessCheck.objects.get().state == "lapsed"


def test_conditions_switched_mid_cycle_leave_the_checks_under_way_their_set(town):
    village, later = town.village(), town.village()
    check = town.checked(village)
    draft = conditions.EDITIONS.begin_next(town.set, by=town.county_two)
    conditions.add(draft, by=town.county_two, code="flood", name="防汛责任落实")
    conditions.EDITIONS.propose(draft, by=town.county_two, effective_from=days(0))
    with pytest.raises(Refused, match="须由另一人"):
        conditions.EDITIONS.publish(draft, by=town.county_two)
    conditions.EDITIONS.publish(draft, by=town.county)
    assert decisions.decide_pass(check, by=town.officer, paper=town.paper()).state == "passed"
    assert town.start(village).track == "party"
    assert "防汛责任落实" not in [c.name for c in town.conditions(village)]
    assert "防汛责任落实" in [c.name for c in town.conditions(later)]
    with pytest.raises(Refused, match="防汛责任落实"):
        decisions.decide_pass(town.checked(later, unmet=("flood",)), by=town.officer, paper=town.paper())
    with pytest.raises(Refused, match="不能修改"):
        conditions.add(town.set, by=town.county_two, code="extra", name="其他")


# --- ways out ---------------------------------------------------------------------------------------------------------


def test_consent_of_the_leading_group_stands_in_for_a_pass_once(town):
    village = town.village()
    consent = town.decide(village, "consent")
    with pytest.raises(Refused, match="须由另一人"):
        town.start(village, by=town.county)
    start = town.start(village)
    assert (start.decision, start.passed) == (consent, None)
    with pytest.raises(Refused, match="不能重复启动"):
        town.start(village)
    with pytest.raises(Refused, match="不能解除"):
        starts.lift_decision(consent, by=town.county, reason="登记有误")
    with pytest.raises(Refused, match="不能重复登记"):
        town.decide(village, "consent", document_number=consent.document_number)
    assert events(consent) == ["register"]
    assert events(start) == ["start"]
    town.decide(village, "consent", track="committee")
    with pytest.raises(Refused, match="离任审计公布"):
        town.start(village, "committee")


@pytest.mark.parametrize("kind", ["defer", "postpone"])
def test_a_deferred_village_rests_until_its_date(town, kind):
    village = town.village()
    town.passed(village)
    row = town.decide(village, kind)
    with pytest.raises(Refused, match="到期前不能启动"):
        town.start(village)
    with pytest.raises(Refused, match="请先解除再登记"):
        town.decide(village, kind)
    found = evaluation_of(village, town.cycle)
    assert starts.blockers(found, "party", days(30)) != []
    assert starts.blockers(found, "party", days(31)) == []
    starts.lift_decision(row, by=town.county, reason="难题已化解")
    with pytest.raises(Refused, match="已经解除"):
        starts.lift_decision(row, by=town.county, reason="难题已化解")
    assert events(row) == ["lift", "register"]
    assert town.start(village).track == "party"


def test_a_special_decision_needs_number_scan_dates_and_the_right_office(town):
    village = town.village()
    for wrong, words in (
        ({"document_number": " "}, "文号"),
        ({"until": None}, "截止日期"),
        ({"until": days(-2)}, "截止日期"),
        ({"decided_on": days(2)}, "今天之后"),
        ({"reason": ""}, "事由"),
    ):
        with pytest.raises(Refused, match=words):
            town.decide(village, "postpone", **wrong)
    with pytest.raises(Refused, match="扫描件"):
        starts.register_decision(
            village, town.cycle, by=town.county, kind="consent", track="party", document_number="1号",
            decided_on=days(0), reason="特殊情况", scan=None,
        )  # fmt: skip
    with pytest.raises(NotYours):
        town.decide(village, "consent", by=town.officer)
    assert not SpecialDecision.objects.exists()
    assert town.decide(village, "defer", by=town.officer).until == days(30)


def test_a_start_entered_by_mistake_is_cancelled_by_the_county_and_may_be_made_again(town):
    village = town.village()
    town.passed(village)
    start = town.start(village)
    with pytest.raises(NotYours):
        starts.cancel_start(start, by=town.officer, reason="登记错村")
    starts.cancel_start(start, by=town.county, reason="登记错村")
    assert town.start(village).pk != start.pk


def test_another_township_reaches_nothing(town):
    village = town.village()
    town.passed(village)
    neighbour = Township("西坪乡")
    with pytest.raises(NotYours):
        neighbour.start(village)
    with pytest.raises(NotYours):
        neighbour.decide(village, "defer", by=neighbour.officer)
    with pytest.raises(NotYours):
        checks.save_self_check(village, town.cycle, town.entry(village), by=neighbour.clerk, version=1)
