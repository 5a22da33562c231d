"""What risk points and key sets share: urgent rows on top, closing by workflow, folders, to-do entries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import BulkAction, Due, Offer
from electioncycle.roles import OFFICIALS, Action, officials_may
from risks import figures
from risks.choices import OPEN, TONES, State
from risks.rules import settling as rules
from risks.services import carrying, closing
from risks.workbooks.settled import SettledPlanner
from villages.models import Cycle, Village
from villages.village_ledgers import Finding, LedgerOfVillages

WRITTEN = frozenset({State.NOT_STARTED.label, State.WORKING.label})


class SettledLedger(LedgerOfVillages):
    """Rows are worked on until closed. The workbook shows state and closing, the workflow writes them."""

    group = "风险"
    open_to = OFFICIALS
    own_pages: ClassVar[frozenset[str]] = frozenset({"detail"})
    attachments = (closing.PROOF, "现场照片", "其他材料")
    questions: ClassVar[Any] = {"urgency": ("提醒", ((str(figures.OVERDUE), "超期"), (str(figures.STALE), "久无进展")))}
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": dict(TONES)}
    derived = ("state",)
    taken_along = models.Q(state__in=OPEN)
    typed_states: ClassVar[frozenset[str]] = WRITTEN
    dates: ClassVar[tuple[str, str]] = ("started_on", "deadline")
    row_actions = (
        BulkAction("verify", "核验销号(县级)", Action.COUNTY_REVIEW, closing.verify_closing),
        BulkAction("return", "退回销号申请(县级)", Action.COUNTY_REVIEW, closing.return_closing),
    )
    planner = SettledPlanner

    def __init__(self) -> None:
        super().__init__()
        one, many = f"{self.name}_folder", f"{self.name}_folders"
        pdf = Offer("打印整套台账", OFFICIALS, one, many)
        self.offers += [pdf, Offer("整套台账DOCX", OFFICIALS, f"{one}_docx", many, icon="file-text", form="docx")]

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> models.QuerySet:
        return figures.with_urgency(super().rows(user, cycle, withdrawn=withdrawn), cycle)

    def narrow(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return rows.filter(urgency=int(value))

    def display(self, row: Any, name: str) -> str:
        return row.standing if name == "state" else super().display(row, name)

    def tone(self, row: Any, name: str) -> str:
        """Days that have passed stand out."""
        urgency = getattr(row, "urgency", figures.CALM)
        if name == row.due_field and urgency == figures.OVERDUE:
            return "bad"
        if name == "progress_on" and urgency == figures.STALE:
            return "warn"
        return super().tone(row, name)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None and not row.editable:
            return {
                "facts": f"{row.get_state_display()}的不能改动；待核验的须先撤回销号申请，已销号的须县级先重新打开。"
            }
        start, end = (values.get(name, getattr(row, name, None)) for name in self.dates)
        fault = rules.dates_fault(start, end, (self.label(self.dates[0]), self.label(self.dates[1])))
        found = {self.dates[1]: fault} if fault else {}
        on = values.get("progress_on")
        if on and on > timezone.localdate():
            found["progress_on"] = f"{self.label('progress_on')}({on})在今天之后，请核对。"
        return found

    def carry_over(self, last: Any, cycle: Cycle, items: Mapping[int, Any], *, by: Actor, reason: str) -> int:
        model: Any = self.model
        return carrying.carry_settled(model, last, cycle, items, by=by, reason=reason)

    def follow_merger(self, village: Village, into: Any, cycle: Cycle, *, by: Actor, reason: str) -> int:
        model: Any = self.model
        closing.release_for_merger(model, village, cycle, by=by, reason=reason)
        return super().follow_merger(village, into, cycle, by=by, reason=reason)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not officials_may(user, Action.CHANGE, Action.COUNTY_REVIEW):
            return []
        one = figures.settling(super().rows(user, cycle).order_by(), cycle, by="cycle_id")[cycle.pk]
        listed = self.url("list")
        found = [
            Due(f"{self.title}：{one.overdue}条超期未办结", f"{listed}?urgency=0", one.overdue, None, True),
            Due(f"{self.title}：{one.stale}条久无进展", f"{listed}?urgency=1", one.stale),
        ]
        if officials_may(user, Action.COUNTY_REVIEW):
            title, url = f"{self.title}：{one.pending}条待县级核验销号", f"{listed}?state=pending"
            found.append(Due(title, url, one.pending, to_decide=True))
        return [due for due in found if due.count]

    def open_findings(self, rows: models.QuerySet, villages: Sequence[Any], what: str) -> dict[int, Finding]:
        """For the villages with such rows: whether each is closed, or being settled in time by somebody."""
        today = timezone.localdate()
        found: dict[int, list[str]] = {}
        for row in rows.filter(village__in=villages).order_by("village_id", "id").only(*self._judged()):
            lacking = found.setdefault(row.village_id, [])
            if row.state in OPEN and (faults := _faults(row, today)):
                lacking.append("、".join(faults))
        names = {village.pk: village.name for village in villages}
        return {
            key: Finding(
                not lacking,
                f"{what}{len(lacking)}件未落实：{'；'.join(lacking[:3])}。" if lacking else f"{what}均已落实。",
                f"{self.url('list')}?q={names[key]}",
            )
            for key, lacking in found.items()
        }

    def _judged(self) -> tuple[str, ...]:
        model: Any = self.model
        return ("village", "state", "measures", model.due_field, *model.owner_fields)


def _faults(row: Any, today: Any) -> list[str]:
    """What stands against counting an open row as being settled."""
    found = []
    if row.state == State.NOT_STARTED:
        found.append("未启动")
    if not row.owner:
        found.append("无责任人")
    if not row.measures.strip():
        found.append("无措施")
    if rules.is_overdue(row.is_open, row.due_on, today):
        found.append("已超期")
    return found
