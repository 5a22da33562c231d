"""Decisions that count for a result: confirmed ones, as the engine reads them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from elections.models import ResultSheet, SheetDecision
from elections.rules.sheet import Settled
from elections.sheet_choices import AskedCode, DecisionState


def of_sheets(sheets: Iterable[ResultSheet]) -> dict[int, tuple[Settled, ...]]:
    """Sheet key → what was decided of it; of lines that other ones replaced nothing."""
    rows = SheetDecision.objects.filter(sheet__in=list(sheets), state=DecisionState.CONFIRMED)
    found: dict[int, list[Settled]] = defaultdict(list)
    for row in rows.exclude(about__withdrawn_at__isnull=False).select_related("about").order_by("pk"):
        found[row.sheet_id].append(Settled(row.code, row.post, row.about.name if row.about else "", row.answer))
    return {key: tuple(own) for key, own in found.items()}


def failing(settled: Mapping[int, tuple[Settled, ...]]) -> dict[int, tuple[Settled, ...]]:
    """Of sheets on which somebody elected failed the conditions what was decided besides."""
    rest = {key: tuple(one for one in own if one.code != AskedCode.CONDITIONS) for key, own in settled.items()}
    return {key: own for key, own in rest.items() if own != settled[key]}
