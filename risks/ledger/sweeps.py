"""The ledger of sweeps: one line a village and kind; most are entered in the township's grid."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, register
from electioncycle.roles import OFFICIALS, Action
from risks import figures, report
from risks.definitions import CELLS, SWEPT
from risks.models import Sweep
from risks.services import sweeps
from villages.models import Cycle, Village
from villages.services.pieces import Lines, by_township
from villages.village_ledgers import Finding, LedgerOfVillages, Panel, Section, Stage


@register
class SweepLedger(LedgerOfVillages):
    model = Sweep
    title = "风险排查"
    group = "风险"
    icon = "list-search"
    position = 15
    open_to = OFFICIALS
    stage = "风险"
    help = "每村每类一行；成批填报请用“风险总览与排查”中的乡镇排查表。"
    columns = ("village", "village__township", "kind", "found", "swept_on", "swept_by")
    filters = ("village__township", "kind", "found", "swept_on")
    search = ("search_text", "village__search_text")
    fields = ("village", "kind", "found", "swept_on", "swept_by", "note")
    keys = (("village", "kind"),)
    sheet = (
        Column("风险类别", "kind", required=True, width=13, example="信访矛盾"),
        Column("发现风险点数", "found", required=True, width=9, example="0"),
        Column("排查结果(自)", width=9, compute=lambda row: row.result),
        Column("排查日期", "swept_on", width=12, example="2026-10-12"),
        Column("排查人", "swept_by", width=12, example="王驻村"),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        on = values.get("swept_on")
        return {"swept_on": f"排查日期({on})在今天之后，请核对。"} if on and on > timezone.localdate() else {}

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        sweeps.follow_sweeps(rows, by=by)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.ADD):
            return []
        missing = max(sum(cells - swept for _, cells, swept in _lines(user, cycle)), 0)
        title = f"风险排查：{missing}格未排查"
        return [Due(title, reverse("risks"), missing, cycle.entry_deadline)] if missing else []

    def stages(self, villages: Sequence[Village], user: Actor, cycle: Cycle) -> dict[int, Stage]:
        """How many of the kinds were swept, and how much was found."""
        kinds, swept, found = figures.risk_kinds(cycle), figures.swept_kinds(villages, cycle), {}
        for village in villages:
            if rows := [row for kind in kinds if (row := swept[village.pk].get(kind.pk))]:
                risks, whole = sum(row.found for row in rows), len(rows) == len(kinds)
                text = f"排查{len(rows)}/{len(kinds)}类" + (f"，{risks}个" if risks else "")
                url = reverse("sweep_grid", args=[village.township_id])
                found[village.pk] = Stage(text, "ok" if whole and not risks else "warn", url)
        return found

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        kinds = figures.risk_kinds(cycle)
        swept = figures.swept_kinds([village], cycle)[village.pk]
        words = [(str(kind), _in_words(swept.get(kind.pk))) for kind in kinds]
        url = reverse("sweep_grid", args=[village.township_id])
        return Panel(self.title, facts=words, url=url, link="乡镇排查表", empty="本届没有设置风险类别。")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        return {town: {SWEPT.name: swept, CELLS.name: cells} for town, cells, swept in _lines(user, cycle)}

    def report_sections(self, villages: Sequence[Any], cycle: Cycle) -> Iterable[Section]:
        return [report.section(villages, cycle)]

    def findings(self, villages: Sequence[Any], cycle: Cycle) -> dict[str, dict[int, Finding]]:
        kinds, swept = figures.risk_kinds(cycle), figures.swept_kinds(villages, cycle)
        found = {}
        for village in villages:
            own = swept[village.pk]
            missing = [str(kind) for kind in kinds if kind.pk not in own]
            number = sum(row.found for row in own.values())
            text = f"{len(kinds)}类风险已逐一排查，发现{number}个。"
            if missing:
                text = f"未排查：{'、'.join(missing)}。"
            met = None if not own else not missing
            found[village.pk] = Finding(met, text, reverse("sweep_grid", args=[village.township_id]))
        return {"sweep": found}


def _lines(user: Actor, cycle: Cycle) -> Lines:
    return by_township("sweeps", user, cycle, lambda own: figures.sweep_lines(own, cycle))


def _in_words(row: Sweep | None) -> str:
    if row is None:
        return "未排查"
    day = f"，{row.swept_on:%Y-%m-%d}" if row.swept_on else ""
    return f"{f'发现{row.found}个' if row.found else '未发现'}{day}"
