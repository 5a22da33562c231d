"""风险排查 in the analysis report: the kinds of risk and what was found, in numbers only."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from electioncycle.documents.blocks import Paragraph, Table
from risks import definitions, figures
from risks.choices import OPEN, State
from risks.models import KeyPerson, KeyVillage, RiskPoint, Sweep
from villages.models import Cycle, KindItem, Village
from villages.village_ledgers import Section

COUNTED = (
    definitions.POINTS,
    definitions.POINTS_NOT_STARTED,
    definitions.POINTS_WORKING,
    definitions.POINTS_PENDING,
    definitions.POINTS_CLOSED,
)
HEADERS = ("风险类别", "排查情况", *map(str, COUNTED))
WIDTHS = (28, 22, 10, 10, 10, 10, 10)


def section(villages: Sequence[Village], cycle: Cycle | None) -> Section:
    """Five queries however many villages; no name and no facts of anybody."""
    found = Section("risks", "风险排查")
    if cycle is None:
        return found
    kinds, swept = figures.risk_kinds(cycle), figures.swept_kinds(villages, cycle)
    points: dict[int, Counter[Any]] = defaultdict(Counter)
    rows = RiskPoint.objects.filter(cycle=cycle, village__in=villages).order_by()
    for place, kind, state in rows.values_list("village_id", "kind_id", "state"):
        points[place][kind, state] += 1
    sets = [_sets(model, villages, cycle) for model in (KeyVillage, KeyPerson)]
    for village in villages:
        own = swept[village.pk]
        missing = [str(kind) for kind in kinds if kind.pk not in own]
        if own or points[village.pk]:
            found.blocks[village.pk] = _blocks(kinds, own, points[village.pk], *(one[village.pk] for one in sets))
            found.gaps[village.pk] = [f"未排查：{'、'.join(missing)}"] if missing else []
        else:
            found.gaps[village.pk] = ["尚未排查"]
    return found


def _sets(model: Any, villages: Sequence[Village], cycle: Cycle) -> dict[int, Counter[str]]:
    rows = model.objects.filter(cycle=cycle, village__in=villages).order_by()
    if model is KeyPerson:
        rows = figures.live_persons(rows)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for village, state in rows.values_list("village_id", "state"):
        found[village][state] += 1
    return found


def _blocks(
    kinds: Sequence[KindItem],
    swept: dict[int, Sweep],
    points: Counter[Any],
    villages: Counter[str],
    persons: Counter[str],
) -> list[Any]:
    rows = [_row(kind, swept.get(kind.pk), points) for kind in kinds]
    number = points.total()
    closed = sum(count for (_, state), count in points.items() if state == State.CLOSED)
    text = f"本届{len(kinds)}类风险，已排查{len([k for k in kinds if k.pk in swept])}类，登记风险点{number}个"
    text += f"，已销号{closed}个。" if number else "。"
    for label, unit, states in (("重点村", "套", villages), ("重点人员", "份", persons)):
        if total := states.total():
            text += f"建立{label}台账{total}{unit}，其中未销号{sum(states[state] for state in OPEN)}{unit}。"
    return [Paragraph(text), Table(HEADERS, rows, widths=WIDTHS, align=("left",), small=True)]


def _row(kind: KindItem, row: Sweep | None, points: Counter[Any]) -> list[str]:
    states = [points[kind.pk, state] for state in State.values]
    said = "未排查" if row is None else f"发现{row.found}个" if row.found else "未发现"
    return [kind.name, said, str(sum(states)), *map(str, states)]
