"""The gate of a scenario: 536 of 599 villages passed, through the services; decoys that must not count."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from demo.gate import WORDS
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from electioncycle.records.workflow import Paper
from readiness.evaluations import SelfCheck, conditions_of, evaluation_of
from readiness.figures.gate import by_township, funnel, standing_of
from readiness.models import Condition, ReadinessCheck
from readiness.services import checks, conditions, decisions
from villages.models import Cycle, Village

SELF, CHECKED, MEETING = date(2026, 8, 4), date(2026, 8, 13), date(2026, 8, 20)
PASSED, ALL = 536, 599
OPEN = ("bare", "stated", "applied", "returned", "failed", "lapsed", "withdrawn")
LACKING = ("finance", "hard_problems", "assessment")
AUDIT, AUDITED = "exit_audit", 4
"""The audit of those who leave is out in the first villages alone: these may start the committee's track."""


def figures(villages: Sequence[Village], cycle: Cycle) -> dict[str, Any]:
    """As the overview of the gate counts them."""
    *_, total = funnel(villages, standing_of(cycle), by_township(villages))
    return {"readiness_passed": total.passed, "readiness_open": total.open}


def enter(scene: Scene, standing: Sequence[Village]) -> None:
    """The heads of the self-checks by workbook, the rest as the pages enter it."""
    county = scene.county
    drafted = conditions.ship(county.cycle, by=county.by)
    conditions.EDITIONS.propose(drafted, by=scene.staff.county_clerk, effective_from=SELF)
    published = conditions.EDITIONS.publish(drafted, by=scene.admin)
    passing = round(len(standing) * PASSED / ALL)
    rest = {village: OPEN[number % len(OPEN)] for number, village in enumerate(standing[passing:])}
    begun = [village for village in standing if rest.get(village) != "bare"]
    heads = [_head(county.cycle, published, village) for village in begun]
    ledger, name = REGISTRY["readinesscheck"], f"{county.name}准入自查.xlsx"
    counties.enter_by_workbook(ledger, heads, by=scene.admin, cycle=county.cycle, name=name)
    for village in begun:
        _bring(scene, village, rest.get(village, "passed"))


def enter_merged(scene: Scene, village: Village) -> None:
    """A decoy: the village to be merged away had passed."""
    _bring(scene, village, "passed")


def _head(cycle: Cycle, published: Any, village: Village) -> ReadinessCheck:
    return ReadinessCheck(
        cycle=cycle,
        village=village,
        condition_set=published,
        self_checked_on=SELF,
        self_checker="村党组织书记",
        on_paper=False,
    )


def _bring(scene: Scene, village: Village, fate: str) -> None:
    """As far as the village has come."""
    cycle, clerk, officer = scene.county.cycle, scene.staff.clerk_of(village), scene.staff.officer_of(village)
    lacking = LACKING[village.pk % len(LACKING)]
    there = ReadinessCheck.objects.filter(cycle=cycle, village=village, superseded_at=None).first()
    unaudited = set() if village in scene.county.villages[:AUDITED] else {AUDIT}
    asked = conditions_of(cycle)
    entry = _entry(asked, unmet=unaudited | ({lacking} if fate == "stated" else set()))
    check = checks.save_self_check(village, cycle, entry, by=clerk, version=there.version if there else 0)
    if fate == "withdrawn":
        withdraw(check, by=clerk, reason="自查内容有误，收回重查")
    if fate in ("stated", "withdrawn"):
        return
    check = checks.apply(check, by=clerk)
    if fate == "returned":
        checks.return_for_changes(check, by=officer, reason="证明材料不全，请补充。")
    if fate in ("applied", "returned"):
        return
    unmet = unaudited | ({lacking} if fate == "failed" else set())
    check = checks.record_check(
        check, {"checked_on": CHECKED, "group_members": "乡镇准入评估工作小组"}, _found(asked, unmet), by=officer
    )
    paper = Paper("乡镇党委书记", MEETING, "党委会纪要〔2026〕12号")
    if fate == "failed":
        decisions.decide_fail(check, by=officer, paper=paper, reason="有条件未达标，整改后重新自查。")
        return
    check = decisions.decide_pass(check, by=officer, paper=paper)
    if fate == "lapsed":
        found = evaluation_of(village, cycle)
        condition = next(one for one in found.conditions if one.code == lacking)
        decisions.record_recheck(check, condition, by=officer, met=False, words="复查发现问题反弹，须重新整改。")


def _entry(asked: Sequence[Condition], *, unmet: set[str]) -> SelfCheck:
    items = {}
    for condition in asked:
        words, evidence = WORDS[condition.code]
        stated = "not_met" if condition.code in unmet else "met"
        items[condition.pk] = {"stated": stated, "words": words, "evidence": evidence, "reason": ""}
    head = {"self_checked_on": SELF, "self_checker": "村党组织书记", "on_paper": False, "note": ""}
    return SelfCheck(head=head, items=items)


def _found(asked: Sequence[Condition], unmet: set[str]) -> dict[int, dict[str, Any]]:
    return {
        condition.pk: {
            "checked": "not_met" if condition.code in unmet else "met",
            "check_words": "工作小组现场查看属实。",
        }
        for condition in asked
    }
