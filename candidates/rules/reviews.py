"""Which conclusion of a joint review the answers allow."""

from collections.abc import Sequence
from dataclasses import dataclass

from candidates.review_choices import AnswerResult, FirstReview, Result, Severity
from candidates.rules import look_back


@dataclass(frozen=True)
class AnswerFacts:
    """What one department says about one person; ``standing`` judges what it found by the look-back of the item."""

    department: str
    result: str
    item: str = ""
    severity: str = ""
    standing: str = ""

    @property
    def is_hit(self) -> bool:
        return self.result == AnswerResult.FOUND and self.standing == look_back.HIT


@dataclass(frozen=True)
class PersonFacts:
    """Everything the conclusion on one person rests on."""

    answers: Sequence[AnswerFacts]
    silent: Sequence[str]
    township: str


def unsettled(facts: PersonFacts) -> list[str]:
    """What must be settled before anybody is found qualified: silence is not consent, a same name is no finding."""
    found = [f"{name}尚未答复" for name in facts.silent]
    for answer in facts.answers:
        if answer.result == AnswerResult.NAMESAKE:
            found.append(f"{answer.department}报同名待核，须先按身份证号核实")
        elif answer.result == AnswerResult.LACKING:
            found.append(f"{answer.department}报材料不足，须补充后重新答复")
        elif answer.result == AnswerResult.FOUND and answer.standing == look_back.UNDATED:
            found.append(f"{answer.department}发现的问题缺少日期，无法计算年限")
    if facts.township == FirstReview.UNCHECKED:
        found.append("乡镇初审尚无结论")
    return found


def blockers(facts: PersonFacts, result: str, *, item: str, basis: str) -> list[str]:
    """Why this conclusion may not be drawn; empty when it may."""
    if result == Result.DEFERRED:
        return [] if basis.strip() else ["暂缓须写明依据。"]
    hits = [answer for answer in facts.answers if answer.is_hit]
    if result == Result.QUALIFIED:
        found = unsettled(facts)
        hard = [hit for hit in hits if hit.severity == Severity.HARD]
        found += [f"{hit.department}发现“不能”情形{hit.item}，在限制期内" for hit in hard]
        if not hard and not basis.strip() and (hits or facts.township == FirstReview.UNQUALIFIED):
            found.append("有“不宜”情形或乡镇初审不合格，认定合格须写明依据")
        return [f"{sentence}。" for sentence in found]
    if not item:
        return ["不合格须选定对应的负面清单条目，不得以清单以外的理由限制参选。"]
    if item not in {hit.item for hit in hits} and not (facts.township == FirstReview.UNQUALIFIED and basis.strip()):
        return [f"没有部门报告条目{item}在限制期内的问题；由乡镇初审提出的，须初审不合格并写明依据。"]
    return []
