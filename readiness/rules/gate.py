"""Questions about the gate over plain values: what a check lacks, whether a pass holds, what stands against a start."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from readiness.choices import AppliesTo, Track, Verdict


@dataclass(frozen=True)
class Said:
    """What the ledgers together say to one condition; ``met`` is None where nothing was entered."""

    met: bool | None = None
    text: str = ""


@dataclass(frozen=True)
class ItemFacts:
    """One condition of one check. ``then`` is what the ledgers said when the working group checked, ``now`` today."""

    name: str
    applies_to: str = AppliesTo.BOTH
    stated: str = ""
    words: str = ""
    reason: str = ""
    missing: Sequence[str] = ()
    checked: str = ""
    check_reason: str = ""
    recheck_on: date | None = None
    then: bool | None = None
    now: Said = field(default_factory=Said)

    @property
    def for_both(self) -> bool:
        return self.applies_to == AppliesTo.BOTH

    @property
    def accepted(self) -> bool:
        """The working group knew that the ledgers say otherwise and wrote why it is met all the same."""
        return self.then is False and bool(self.check_reason.strip())

    @property
    def contradicted(self) -> bool:
        """The ledgers say today that it is not met, and nobody has answered for that."""
        return self.now.met is False and not self.accepted


def combine(said: Iterable[Said]) -> Said:
    """Not met where one ledger says so; met only where all that speak do; unknown where one has nothing yet."""
    found = list(said)
    text = "；".join(one.text.rstrip("。；") for one in found if one.text)
    if any(one.met is False for one in found):
        return Said(False, text)
    if not found or any(one.met is None for one in found):
        return Said(None, text)
    return Said(True, text)


def application_gaps(head: Mapping[str, Any], items: Sequence[ItemFacts], today: date) -> list[str]:
    """What stands against an application, each with what to do; empty when the village may apply."""
    found = []
    if not head["self_checked_on"] or not head["self_checker"]:
        found.append("未填写自查日期或自查负责人。")
    elif head["self_checked_on"] > today:
        found.append(f"自查日期({head['self_checked_on']})在今天之后，请核对。")
    if head["on_paper"] and not head["paper_scan_id"]:
        found.append("纸质自查由乡镇代录的，须附自查表扫描件。")
    asked = [item for item in items if item.for_both]
    if blank := [item.name for item in asked if not item.stated]:
        found.append(f"未填自查结论：{'、'.join(blank)}。")
    if unmet := [item.name for item in asked if item.stated == Verdict.NOT_MET]:
        found.append(f"自查未达标：{'、'.join(unmet)}。达不到条件的不能申报，请整改后再申报。")
    for item in items:
        if item.stated == Verdict.MET and item.missing:
            found.append(f"“{item.name}”缺证明材料：{'、'.join(item.missing)}。")
        if item.stated == Verdict.MET and item.now.met is False and not item.reason.strip():
            found.append(f"“{item.name}”自查达标，但台账显示：{item.now.text}。请核对台账，或写明理由。")
    return found


def check_gaps(head: Mapping[str, Any], items: Sequence[ItemFacts], today: date) -> list[str]:
    """What the working group has still to write before its check is finished."""
    found = []
    if not head["checked_on"] or not head["group_members"]:
        found.append("未填写现场核查日期或工作小组成员。")
    elif head["checked_on"] > today:
        found.append(f"核查日期({head['checked_on']})在今天之后，请核对。")
    elif head["self_checked_on"] and head["checked_on"] < head["self_checked_on"]:
        found.append(f"核查日期({head['checked_on']})早于自查日期({head['self_checked_on']})，请核对。")
    if blank := [item.name for item in items if item.for_both and not item.checked]:
        found.append(f"未逐条核查：{'、'.join(blank)}。")
    for item in items:
        if item.checked == Verdict.MET and item.now.met is False:
            if not item.check_reason.strip():
                found.append(f"“{item.name}”核查达标，但台账显示：{item.now.text}。请核对台账，或写明理由。")
            if item.recheck_on is None:
                found.append(f"“{item.name}”与台账不一致而认定达标的，须定复查日期。")
        if item.recheck_on and head["checked_on"] and item.recheck_on <= head["checked_on"]:
            found.append(f"“{item.name}”的复查日期须晚于核查日期。")
    return found


def pass_blockers(items: Sequence[ItemFacts], today: date) -> list[str]:
    """What stands against a pass: one pass opens both tracks, so only the conditions of both are asked for."""
    asked = [item for item in items if item.for_both]
    found = [f"“{item.name}”核查未达标。" for item in asked if item.checked == Verdict.NOT_MET]
    found += [f"“{item.name}”尚未核查。" for item in asked if not item.checked]
    if not asked:
        found.append("本届没有发布准入条件。")
    return [*found, *(lapses(asked, today) if not found else [])]


def lapses(items: Sequence[ItemFacts], today: date) -> list[str]:
    """Why a pass given on these items no longer holds."""
    found = []
    for item in (one for one in items if one.for_both):
        if item.contradicted:
            found.append(f"“{item.name}”与台账不符：{item.now.text.rstrip('。')}。")
        if item.recheck_on and item.recheck_on < today:
            found.append(f"“{item.name}”应于{item.recheck_on:%Y年%m月%d日}前复查，尚未复查。")
    return found


def track_blockers(items: Sequence[ItemFacts], track: str) -> list[str]:
    """Conditions of this track alone that are not met: by the ledgers, else as the working group found on site."""
    found = []
    for item in items:
        if item.applies_to != Track(track).value:
            continue
        if item.now.met is False and not item.accepted:
            found.append(f"“{item.name}”未达标：{item.now.text.rstrip('。')}。")
        elif item.now.met is None and item.checked != Verdict.MET:
            found.append(f"“{item.name}”未达标：台账尚未登记，工作小组也未核查认定。")
    return found


def differs(item: ItemFacts) -> bool:
    """Whether self-check and check disagree."""
    return bool(item.checked) and item.stated != item.checked
