"""The ledger of risk points (风险点台账)."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.roles import Action
from risks import figures
from risks.choices import Level
from risks.definitions import POINTS, POINTS_CLOSED, POINTS_OVERDUE
from risks.ledger.settled import SettledLedger
from risks.models import RiskPoint
from risks.services import sweeps
from villages.models import Cycle
from villages.village_ledgers import Finding


@register
class RiskPointLedger(SettledLedger):
    model = RiskPoint
    title = "风险点"
    icon = "alert-triangle"
    carries_over = "未销号的风险点"
    position = 20
    help = "超期、久无进展的排在最前。"
    columns = (
        "village",
        "village__township",
        "kind",
        "level",
        "facts",
        "responsible",
        "deadline",
        "progress_on",
        "state",
    )
    filters = ("village__township", "kind", "level", "state", "source")
    waiting: ClassVar[dict[str, Waiting]] = {"facts": Waiting.where("排查发现，待登记情况", facts="")}
    search = ("search_text", "village__search_text")
    fieldsets = (
        ("风险", ("village", "kind", "level", "source", "started_on", "facts")),
        ("责任与措施", ("responsible", "deadline", "measures")),
        ("进展", ("progress_on", "progress", "note")),
    )
    keys = (("village", "kind", "facts"),)
    sheet = (
        Column("风险类别", "kind", required=True, width=12, example="信访矛盾"),
        Column("风险等级", "level", width=8, example="中"),
        Column(
            "基本情况(事实)", "facts", required=True, width=36, example="3组两户因宅基地边界发生争议，已报镇司法所。"
        ),
        Column("来源", "source", width=9, example="排查"),
        Column("发现日期", "started_on", width=12, example="2026-10-12"),
        Column("责任人", "responsible", width=14, example="李联村(镇党委副书记)"),
        Column("化解时限", "deadline", width=12, example="2026-11-30"),
        Column("措施", "measures", width=30, example="由司法所牵头现场勘界、组织调解。"),
        Column("最新进展及日期：进展", "progress", group="最新进展及日期", width=26, example="已现场勘界"),
        Column("最新进展及日期：日期", "progress_on", group="最新进展及日期", width=12, example="2026-11-02"),
        Column("状态", width=9, compute=lambda row: row.standing),
        Column("销号日期", width=12, compute=lambda row: f"{row.closed_on or ''}"),
        Column("核验人", width=10, compute=lambda row: row.verified_by),
        Column("备注", "note", width=14),
    )

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Also points that a sweep found and of which nothing more is entered yet."""
        yield from super().due(user, cycle)
        if cycle is not None and not cycle.is_closed and self.allows(user, Action.ADD):
            yield from self.entry("facts", user, cycle, title="风险排查：{n}个风险点待登记情况")

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        sweeps.follow_points(rows, by=by)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        found = figures.settling(figures.counted(RiskPoint, user, cycle), cycle)
        return {
            key: {POINTS.name: one.total, POINTS_CLOSED.name: one.closed, POINTS_OVERDUE.name: one.overdue}
            for key, one in found.items()
        }

    def findings(self, villages: Sequence[Any], cycle: Cycle) -> dict[str, dict[int, Finding]]:
        rows = RiskPoint.objects.filter(cycle=cycle, level=Level.HIGH)
        return {"hard_problems": self.open_findings(rows, villages, "高等级风险点")}
