"""The ledger of minutes: found, read and exported here, written on a page of their own."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Due, Ledger, register
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action
from meetings.choices import MinutesState
from meetings.models import Minutes
from meetings.services import minutes as services
from villages.models import Cycle


@register
class MinutesLedger(Ledger):
    model = Minutes
    title = "会议纪要"
    group = "会议"
    icon = "notes"
    position = 22
    place = "area"
    open_to = OFFICIALS
    actions = frozenset({Action.VIEW, Action.CHANGE, Action.EXPORT, Action.PRINT})
    own_pages = frozenset({"detail"})
    attachments = ("会议签到表", "签批扫描件")
    help = "在会议的页面上起草；定稿后自动编号、不能改动，更正须另起新版。"
    columns = ("meeting__held_on", "area", "title", "edition", "year", "number", "signer", "state", "finalised_at")
    filters = ("area", "state", "year")
    fields = ("title", "distribution", "signer")
    keys = ()
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": {"draft": "warn", "final": "ok", "superseded": "plain"}}
    labels: ClassVar[dict[str, str]] = {"meeting__held_on": "会议日期"}

    def locked(self, row: Any) -> str:
        if not row.is_draft:
            return f"“{row}”{row.get_state_display()}，内容不能改动；确需更正的，请另起新版并写明原因。"
        return super().locked(row)

    def form_of(self, row: Any) -> str:
        return reverse("minutes_write", args=[row.pk])

    def check_attaching(self, row: Any, *, by: Actor, part: str) -> None:
        if part == "签批扫描件" and row.is_draft:
            raise Refused("纪要还没有定稿，没有可签批的文本；请先定稿并打印签批，再上传签批扫描件。")

    def approved_content(self, row: Any) -> Any:
        return services.content(row)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return []
        waiting = self.rows(user, cycle).filter(state=MinutesState.DRAFT).count()
        url = f"{self.url('list')}?state={MinutesState.DRAFT}"
        return [Due("会议纪要起草后未定稿", url, waiting)] if waiting else []
