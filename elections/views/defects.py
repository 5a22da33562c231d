"""Pages of what was done outside the law: one of them with its steps, and its disposition."""

from typing import Any, ClassVar

from django.utils import timezone

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.web.moves import MovePage, day_in, move
from elections.choices import DecidedBy, Disposition
from elections.models import Defect
from elections.rules.checks import checks
from elections.services import defects
from elections.views.base import WRITERS


class DefectPage(DetailPage):
    template = "elections/defect.html"

    def more(self, row: Defect) -> dict[str, Any]:
        return {
            "steps": workflow.steps(row),
            "moves": defects.moves(row, self.user),
            "dispositions": Disposition.choices,
            "bodies": DecidedBy.choices,
            "check": checks()[row.code],
            "scan": defects.SCAN,
            "today": timezone.localdate(),
        }


def _settle(page: Any, row: Defect, version: int) -> str:
    sent = page.request.POST
    defects.settle(
        row,
        disposition=sent.get("disposition", ""),
        decided_by=sent.get("decided_by", ""),
        number=sent.get("number", ""),
        decided_on=day_in(sent, "decided_on", "处置日期"),
        upload=page.request.FILES.get("scan"),
        by=page.user,
        version=version,
    )
    return "已登记处置。"


class DefectMove(MovePage, LedgerPage):
    roles = WRITERS
    moves: ClassVar = {
        defects.SETTLE: _settle,
        defects.REOPEN: move(defects.reopen, "已重新打开，须重新处置。"),
    }

    def onward(self, row: Defect, move: str) -> tuple[Any, ...]:
        return ("defect_detail", row.pk)
