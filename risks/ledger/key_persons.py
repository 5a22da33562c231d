"""The key-person ledger (重点人员， 一人一策): opened by those assigned, counted for everybody else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.disclosure import restricted
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.records import readers
from electioncycle.roles import Action
from risks import figures
from risks.choices import OPEN, PersonSource
from risks.definitions import KEY_PERSONS
from risks.ledger.settled import SettledLedger
from risks.models import KeyPerson
from risks.services import carrying
from villages.models import Cycle, Village
from villages.village_ledgers import Finding, Panel

SOON = timedelta(days=7)
NOT_OPEN = "无权查看"


def _ending(rows: models.QuerySet, user: Actor, cycle: Cycle) -> models.QuerySet:
    return rows.filter(state__in=OPEN, valid_until__lte=timezone.localdate() + SOON)


@register
class KeyPersonLedger(SettledLedger):
    model = KeyPerson
    title = "重点人员台账"
    icon = "user-exclamation"
    carries_over = "在办且在有效期内的重点人员台账(连同查阅人)"
    position = 40
    help = "一人一策：只写事实和来源；每次查阅都会记入审计记录。"
    own_pages: ClassVar[frozenset[str]] = frozenset({"detail", "edit", "history", "export", "template"})
    # Neither name nor facts stand in the list: reading them is an act of its own, and is recorded.
    columns = (
        "number",
        "village",
        "village__township",
        "source",
        "cadre",
        "review_on",
        "valid_until",
        "progress_on",
        "state",
    )
    filters = ("village__township", "source", "demand", "state")
    waiting: ClassVar[dict[str, Waiting]] = {"ending": Waiting("7日内到期", _ending)}
    search = ("search_text", "village__search_text")
    fieldsets = (
        ("基本情况", ("village", "number", "name", "id_number", "facts")),
        ("来源与诉求", ("source", "source_number", "source_on", "demand")),
        ("责任与措施", ("leader", "cadre", "police", "measures")),
        ("进展与复核", ("progress_on", "progress", "review_on", "valid_until", "note")),
    )
    keys = (("village", "number"), ("village", "id_number"), ("village", "name"))
    dates = ("source_on", "valid_until")
    labels: ClassVar[dict[str, str]] = {
        "progress_on": "最近走访日期",
        "progress": "办理进展",
        "measures": "一人一策措施",
    }
    typed_states: ClassVar[frozenset[str]] = frozenset({"在办"})
    sheet = (
        Column("台账编号", "number", width=10, example="东河-01"),
        Column("姓名", "name", required=True, width=9, example="张建国"),
        Column("身份证号", "id_number", width=21, example="11010519491231002X"),
        Column(
            "事项(仅事实)", "facts", required=True, width=34, example="2026年3月就承包地界址问题到镇信访办登记2次。"
        ),
        Column("来源", "source", required=True, width=9, example="信访登记"),
        Column("来源文号及日期：文号", "source_number", group="来源文号及日期", width=16, example="东信〔2026〕12号"),
        Column(
            "来源文号及日期：日期", "source_on", required=True, group="来源文号及日期", width=12, example="2026-03-18"
        ),
        Column("诉求", "demand", width=9, example="部分合理"),
        Column("责任领导", "leader", width=12, example="李联村"),
        Column("包联干部", "cadre", width=10, example="王驻村"),
        Column("责任民警", "police", width=9, example="赵民警"),
        Column("一人一策措施", "measures", width=30, example="由司法所牵头现场勘界，包联干部每周入户一次。"),
        Column("办理进展", "progress", width=26, example="已勘界，待双方签字"),
        Column("最近走访日期", "progress_on", width=12, example="2026-10-28"),
        Column("复核日期", "review_on", required=True, width=12, example="2026-12-15"),
        Column("有效期止", "valid_until", required=True, width=12, example="2027-03-31"),
        Column("状态", width=9, compute=lambda row: row.standing),
        Column("移出依据", width=20, compute=lambda row: row.proof),
        Column("备注", "note", width=14),
    )

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> models.QuerySet:
        return figures.live_persons(super().rows(user, cycle, withdrawn=withdrawn))

    @staticmethod
    def _counted(user: Actor, cycle: Cycle) -> tuple[int, int]:
        """How many entries there are in the user's territory, and how many of them he may not read."""
        rows = figures.live_persons(figures.in_territory(KeyPerson, user, cycle))
        mine = readers.standing(KeyPerson).filter(user=user.pk).values("object_id")
        counted = rows.aggregate(total=Count("pk"), mine=Count("pk", filter=Q(pk__in=mine)))
        return counted["total"], counted["total"] - counted["mine"]

    def nothing(self, user: Actor, cycle: Cycle | None) -> str:
        hidden = self._counted(user, cycle)[1] if cycle else 0
        if not hidden:
            return super().nothing(user, cycle)
        return f"本辖区列管的{hidden}份只供指定人员查阅，您未被指定，{NOT_OPEN}。确需查阅的，请县级换届管理员指定。"

    def remark(self, user: Actor, cycle: Cycle | None) -> str:
        if cycle is None:
            return self.help
        total, hidden = self._counted(user, cycle)
        return f"{self.help}本辖区共{total}份" + (f"，其中{hidden}份{NOT_OPEN}。" if hidden else "。")

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        found = super().check(values, row, user=user, cycle=cycle)
        try:
            cells.clean_id_number(values.get("id_number") or None)
        except ValueError as error:
            found["id_number"] = f"{error}。"
        today = timezone.localdate()
        if values.get("source") and values["source"] != PersonSource.VISIT and not values.get("source_number"):
            found["source_number"] = "来源为信访登记、警情、法院文书的，须填写文号。"
        if values.get("source_on") and values["source_on"] > today:
            found["source_on"] = f"来源日期({values['source_on']})在今天之后，请核对。"
        until, review = values.get("valid_until"), values.get("review_on")
        if until and review and review > until:
            found["review_on"] = f"复核日期({review})晚于有效期止({until})，请在有效期内安排复核。"
        if until and until < today:
            found["valid_until"] = f"有效期止({until})已过：到期的不再列管；确需继续的，请复核后填写新的有效期。"
        return found

    def carry_over(self, last: Any, cycle: Cycle, items: Mapping[int, Any], *, by: Actor, reason: str) -> int:
        return carrying.carry_persons(last, cycle, by=by, reason=reason)

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        restricted.keep_author(rows, by=by)

    def assigned_to(self, user: Actor) -> list[Any]:
        return restricted.assigned_to(KeyPerson, user)

    def reassign(self, row: Any, user: Actor, to: Any, *, by: Actor, reason: str) -> None:
        restricted.pass_on(row, user, to, by=by)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        found = list(super().due(user, cycle))
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return found
        return [*found, *self.entry("ending", user, cycle, title=f"{self.title}：{{n}}份将在7日内到期")]

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        rows = figures.live_persons(KeyPerson.objects.filter(cycle=cycle, village=village))
        total, mine = rows.count(), self.rows(user, cycle).filter(village=village).count()
        if not total:
            return Panel(self.title, empty="没有列管的重点人员。")
        facts = [("列管", f"{total}份"), ("可查阅", f"{mine}份" if mine else NOT_OPEN)]
        return Panel(self.title, facts=facts, url=f"{self.url('list')}?q={village.name}" if mine else "")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        rows = figures.live_persons(figures.counted(KeyPerson, user, cycle))
        count = Counter(rows.values_list("village__township_id", flat=True))
        return {key: {KEY_PERSONS.name: number} for key, number in count.items()}

    def findings(self, villages: Sequence[Any], cycle: Cycle) -> dict[str, dict[int, Finding]]:
        """Counts only; a village without an entry is in order once it was swept for every kind."""
        rows = figures.live_persons(KeyPerson.objects.filter(cycle=cycle))
        found = {
            key: Finding(finding.met, finding.text, self.url("list"))
            for key, finding in self.open_findings(rows, villages, "重点人员").items()
        }
        kinds, swept = figures.risk_kinds(cycle), figures.swept_kinds(villages, cycle)
        for village in villages:
            if village.pk not in found:
                whole = bool(kinds) and all(kind.pk in swept[village.pk] for kind in kinds)
                text = "已逐类排查，没有须列管的重点人员。" if whole else "未登记重点人员，排查尚未完成。"
                found[village.pk] = Finding(whole or None, text, self.url("list"))
        return {"key_persons": found}
