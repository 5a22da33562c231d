"""Questions about an analysis over plain values: what it lacks, the three one-shoulder lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from electioncycle.rounding import share
from readiness.choices import LOWER_GRADES, OneShoulder

LEAST_ITEMS = 6


@dataclass(frozen=True)
class RatingFacts:
    item: str
    grade: str
    reason: str


@dataclass(frozen=True)
class MemberOpinion:
    """``in_party`` tells whether the member holds a post of the party organisation."""

    name: str
    in_party: bool
    merits: str
    proposal: str


@dataclass(frozen=True)
class ProblemFacts:
    problem: str
    countermeasure: str
    responsible: str
    deadline: date | None


@dataclass(frozen=True)
class AnalysisFacts:
    """Everything a submission is judged by; ``head`` holds the fields of the analysis by name."""

    head: Mapping[str, Any]
    ratings: Sequence[RatingFacts]
    members: Sequence[MemberOpinion]
    problems: Sequence[ProblemFacts]
    batches_set: bool = True
    planned_batch: Any = None


def batch_apart(proposed: Any, planned: Any, reason: str) -> str:
    """How the batch proposed differs from the one the village's profile plans, and why; empty where it does not."""
    if not proposed or not planned or proposed == planned:
        return ""
    why = reason.strip().rstrip("。")
    return f"研判拟定批次为“{proposed}”，村情概况为“{planned}”" + (f"：{why}。" if why else "，没有写明原因。")


def head_faults(head: Mapping[str, Any]) -> dict[str, str]:
    """Contradictions within what was entered, by field; true for a draft and an imported line as well."""
    faults = {}
    start, end = head.get("analysed_from"), head.get("analysed_to")
    if start and end and end < start:
        faults["analysed_to"] = f"研判日期止({end})早于起({start})，请核对。"
    issued, returned = head.get("ballots_issued"), head.get("ballots_returned")
    if returned is not None and returned > (issued or 0):
        faults["ballots_returned"] = f"测评票收回{returned}张，多于发出{issued or 0}张，请核对。"
    return faults


def gaps_by_part(facts: AnalysisFacts, today: date) -> dict[str, list[str]]:
    """What must be filled in or put right before the analysis may be submitted, by part of the form."""
    return {
        "visit": _gaps_of_the_visit(facts.head, today),
        "running": [*_gaps_of_ratings(facts.ratings), *_gaps_of_the_verdict(facts.head)],
        "members": _gaps_of_members(facts.members),
        "one_shoulder": _gaps_of_one_shoulder(facts.head, [member.name for member in facts.members]),
        "outlook": _gaps_of_the_outlook(facts),
    }


def gaps(facts: AnalysisFacts, today: date) -> list[str]:
    """All of them in the order of the form; empty when the analysis may be submitted."""
    return [gap for part in gaps_by_part(facts, today).values() for gap in part]


def _gaps_of_the_visit(head: Mapping[str, Any], today: date) -> list[str]:
    found = []
    if not head["analysed_from"] or not head["analysed_to"]:
        found.append("未填写研判日期(起、止)。")
    elif head["analysed_to"] > today:
        found.append(f"研判日期止({head['analysed_to']})在今天之后，请核对。")
    if not head["leader"] or not head["team"]:
        found.append("未填写研判组组长或成员。")
    talks = ("talks_committee", "talks_party", "talks_representatives", "talks_villagers")
    if any(head[name] is None for name in talks):
        found.append("谈话人数未填全(两委成员、党员、代表、群众；没有的填0)。")
    elif not sum(head[name] for name in talks):
        found.append("谈话人数合计为0：没有谈话的研判不能提交。")
    if head["ballots_issued"] is None or head["ballots_returned"] is None:
        found.append("未填写民主测评票发出、收回数。")
    return [*found, *head_faults(head).values()]


def _gaps_of_ratings(ratings: Sequence[RatingFacts]) -> list[str]:
    found = []
    if len(ratings) < LEAST_ITEMS:
        found.append(f"本届研判项目只有{len(ratings)}项，不足{LEAST_ITEMS}项，请县级管理员在类别清单中补齐。")
    if missing := [rating.item for rating in ratings if not rating.grade]:
        found.append(f"运行情况未评等次：{'、'.join(missing)}。")
    bare = [rating.item for rating in ratings if rating.grade in LOWER_GRADES and not rating.reason.strip()]
    if bare:
        found.append(f"评为一般或差的须写明原因：{'、'.join(bare)}。")
    return found


def _gaps_of_the_verdict(head: Mapping[str, Any]) -> list[str]:
    found = []
    if not head["grade"]:
        found.append("未填写综合评价。")
    if not head["words"].strip():
        found.append("未填写综合评价依据(具体事实)。")
    return found


def _gaps_of_members(members: Sequence[MemberOpinion]) -> list[str]:
    if not members:
        return ["现任班子尚未录入，请先在“现任班子”中录入。"]
    found = []
    if missing := [member.name for member in members if not member.merits.strip()]:
        found.append(f"成员未写主要表现：{'、'.join(missing)}。")
    if missing := [member.name for member in members if member.in_party and not member.proposal]:
        found.append(f"党组织成员未填职务意见：{'、'.join(missing)}。")
    return found


def _gaps_of_one_shoulder(head: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    if not head["one_shoulder"]:
        return ["“一肩挑”未研判：请在三类清单中选一类。"]
    found = []
    if named := [name for name in names if name and name in f"{head['gap']} {head['measures']}"]:
        found.append(
            f"“一肩挑”差距和措施中出现了人名“{'、'.join(named)}”：只写条件和做法；"
            "村(居)民委员会成员由村(居)民选举产生，任何组织和个人不得指定(村组法 11)。"
        )
    if head["one_shoulder"] != OneShoulder.CONFIRMED:
        missing = [
            label
            for name, label in (
                ("gap", "主要差距"),
                ("measure_kind", "措施类别"),
                ("measures", "推进措施"),
                ("responsible", "责任人"),
                ("deadline", "时限"),
            )
            if not head[name]
        ]
        if missing:
            found.append(f"“一肩挑”列入{OneShoulder(head['one_shoulder']).label}的须填：{'、'.join(missing)}。")
    return found


def _gaps_of_the_outlook(facts: AnalysisFacts) -> list[str]:
    found = []
    if not facts.head["difficulty"]:
        found.append("未填写换届难易程度。")
    if facts.batches_set and not facts.head["batch"]:
        found.append("未填写拟定批次。")
    reason = facts.head.get("batch_reason", "").strip()
    apart = batch_apart(facts.head["batch"], facts.planned_batch, reason)
    if apart and not reason:
        found.append(f"{apart.rstrip('。')}：请改为一致，或填写批次与村情概况不同的原因。")
    for number, problem in enumerate(facts.problems, 1):
        if not (problem.countermeasure and problem.responsible and problem.deadline):
            found.append(f"第{number}个问题的对策、责任人、时限未填全。")
    return found


@dataclass(frozen=True)
class OneShoulderCount:
    """The three lists over the analysed villages; those not analysed stand apart and count in ``total``."""

    confirmed: int = 0
    intended: int = 0
    none: int = 0
    total: int = 0

    @property
    def analysed(self) -> int:
        return self.confirmed + self.intended + self.none

    @property
    def not_analysed(self) -> int:
        return self.total - self.analysed

    @property
    def share(self) -> Decimal | None:
        """(有确定人选 + 有意向人选) ÷ 全部村, in percent with one decimal."""
        return share(self.confirmed + self.intended, self.total)


def count_one_shoulder(states: Iterable[str]) -> OneShoulderCount:
    """``states`` holds one entry a village, empty where it is not analysed."""
    listed = list(states)
    return OneShoulderCount(
        confirmed=listed.count(OneShoulder.CONFIRMED),
        intended=listed.count(OneShoulder.INTENDED),
        none=listed.count(OneShoulder.NONE),
        total=len(listed),
    )
