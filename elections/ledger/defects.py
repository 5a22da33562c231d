"""The ledger of what was done outside the law (程序瑕疵), written by services alone."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Count, QuerySet

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Due, register
from electioncycle.roles import OFFICIALS, READING, Action, officials_may
from elections.choices import DefectState
from elections.definitions import DEFECTS_OPEN
from elections.models import Defect
from elections.services.defects import SCAN
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel


@register
class DefectLedger(LedgerOfVillages):
    model = Defect
    title = "程序瑕疵"
    group = "选举"
    place = "election__village"
    icon = "alert-square-rounded"
    position = 25
    help = "由登记的事实产生；只凭处置文号和扫描件办结。"
    open_to = OFFICIALS
    actions = READING
    own_pages = frozenset({"detail"})
    columns = (
        "code",
        "election__village",
        "election__village__township",
        "election__body",
        "step",
        "words",
        "found_on",
        "state",
        "disposition",
        "decided_by",
        "document_number",
        "decided_on",
    )
    filters = ("election__village__township", "code", "state", "disposition")
    fields = (
        "code",
        "step",
        "words",
        "found_on",
        "state",
        "disposition",
        "decided_by",
        "document_number",
        "decided_on",
    )
    attachments = (SCAN,)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": {"open": "bad", "settled": "ok", "void": "plain"}}

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        """Of all cycles and of none, as the elections themselves."""
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related("election__village__township__parent", "election__term__elected_in")

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if not officials_may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW):
            return []
        count = self.rows(user, cycle).filter(state=DefectState.OPEN).count()
        url = f"{self.url('list')}?state={DefectState.OPEN}"
        return [Due("程序瑕疵待处置", url, count, to_decide=True)] if count else []

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        rows = self.rows(user, cycle).filter(state=DefectState.OPEN).order_by()
        counted = rows.values_list("election__village__township").annotate(number=Count("pk"))
        return {township: {DEFECTS_OPEN.name: number} for township, number in counted}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        names = ("code", "words", "state", "disposition", "document_number")
        rows = list(self.rows(user, cycle).filter(election__village=village)[:20])
        return self.panel_of(village, names, rows) if rows else None
