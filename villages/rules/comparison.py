"""表3: a team's structure on the reference date beside the last term and this term's targets, and 一降一升 in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from electioncycle.rounding import share
from villages import definitions
from villages.rules.teams import Structure, mean

MEASURED = {
    "members": definitions.MEMBERS,
    "mean_age": definitions.MEAN_AGE,
    "under_36": definitions.UNDER_36,
    "over_59": definitions.OVER_59,
    "women": definitions.WOMEN,
    "party_members": definitions.PARTY_MEMBERS,
    "high_school_up": definitions.HIGH_SCHOOL_UP,
    "college_up": definitions.COLLEGE_UP,
    "one_shoulder": definitions.ONE_SHOULDER,
    "cross_posts": definitions.CROSS_POSTS,
}
INDICATORS = tuple(
    (name, str(figure), "" if figure is definitions.ONE_SHOULDER else figure.unit) for name, figure in MEASURED.items()
)
"""Name, label, unit; of a single village 一肩挑 is a yes or no."""
AT_MOST = frozenset({"mean_age", "over_59"})
"""Indicators whose target is a ceiling; the others' is a floor, and the number of members is exact."""


SUMS = ("members", "under_36", "over_59", "women", "party_members", "high_school_up", "college_up", "cross_posts")


@dataclass
class LastTerm:
    """Sums over the villages whose last-term figures are entered; the mean age is weighted by members."""

    villages: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*SUMS, "one_shoulder"), 0))
    aged_members: int = 0
    years: Decimal = Decimal(0)

    def add(self, row: Mapping[str, Any]) -> None:
        self.villages += 1
        for name in self.counts:
            self.counts[name] += int(row[name])
        if row["mean_age"] is not None:
            self.aged_members += row["members"]
            self.years += row["mean_age"] * row["members"]

    @property
    def mean_age(self) -> Decimal | None:
        return mean(self.years, self.aged_members)

    def share(self, name: str) -> Decimal | None:
        return share(self.counts[name], self.counts["members"])


@dataclass(frozen=True)
class IndicatorLine:
    label: str
    last: str
    now: str
    target: str
    gap: str

    @property
    def cells(self) -> list[str]:
        return [self.label, self.last, self.now, self.target, self.gap]


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def gap_in_words(name: str, now: Any, target: Any, unit: str) -> str:
    """How far the team is from the target: 达标, 差1人, 超1.5岁; a dash without a target or a figure."""
    if target is None or now is None:
        return "—"
    if isinstance(now, bool):
        return "达标" if now or not target else "未实现"
    difference = Decimal(str(now)) - Decimal(str(target))
    over, short = difference > 0, difference < 0
    if name == "members":
        return f"超{difference}{unit}" if over else f"缺{-difference}{unit}" if short else "满额"
    if name in AT_MOST:
        return f"超{difference}{unit}" if over else "达标"
    return f"差{-difference}{unit}" if short else "达标"


def compare(now: Structure, last: Any, targets: Mapping[str, Any]) -> list[IndicatorLine]:
    """``last`` has the same attribute names (figures of the last term) or is None; ``targets`` by indicator."""
    lines = []
    for name, label, unit in INDICATORS:
        value = getattr(now, name) if now.members else None
        target = targets.get(name)
        if isinstance(value, bool) and target is not None:
            target = bool(target)
        lines.append(
            IndicatorLine(
                label=f"{label}({unit})" if unit else label,
                last=_shown(getattr(last, name, None)),
                now=_shown(value),
                target=_shown(target),
                gap=gap_in_words(name, value, target, unit),
            )
        )
    return lines


def _change(now: Decimal, before: Decimal, unit: str) -> str:
    if now == before:
        return "持平"
    return f"{'上升' if now > before else '下降'}{abs(now - before)}{unit}"


def fall_and_rise(now: Structure, last: Any) -> str:
    """一降一升: the change of the mean age and of the share with college education, with its base."""
    if not now.members:
        return "现任班子尚未录入，无法比较。"
    if last is None or not last.members:
        return "上届换届时数据尚未录入，无法比较。"
    parts = []
    if now.mean_age is not None and last.mean_age is not None:
        change = _change(now.mean_age, Decimal(str(last.mean_age)), "岁")
        parts.append(f"平均年龄{now.mean_age}岁，上届{last.mean_age}岁，{change}")
    now_share, last_share = share(now.college_up, now.members), share(last.college_up, last.members)
    if now_share is not None and last_share is not None:
        parts.append(
            f"大专及以上{now.college_up}人、占{now.members}人的{now_share}%，"
            f"上届{last.college_up}人、占{last.members}人的{last_share}%，{_change(now_share, last_share, '个百分点')}"
        )
    return ";".join(parts) + "。"
