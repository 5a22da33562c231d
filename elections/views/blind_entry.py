"""The page of one lot: who takes part, the number, who was drawn."""

from typing import Any, ClassVar

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import COUNTY_ROLES
from electioncycle.web.moves import MovePage
from elections.models import BlindLot
from elections.services import blind_entry


class LotPage(DetailPage):
    template = "elections/blind_lot.html"

    def more(self, row: BlindLot) -> dict[str, Any]:
        return {
            "drawn": blind_entry.chosen(row),
            "begun": blind_entry.begun(row),
            "may_draw": blind_entry.may_draw(row, self.user),
            "steps": workflow.steps(row),
        }


def _draw(page: Any, row: BlindLot, version: int) -> str:
    names = blind_entry.draw(row, seed=page.request.POST.get("seed", ""), by=page.user, version=version)
    return f"抽中{'、'.join(names)}。"


class LotMove(MovePage, LedgerPage):
    roles = COUNTY_ROLES
    moves: ClassVar = {blind_entry.DRAW: _draw}

    def onward(self, row: BlindLot, move: str) -> tuple[Any, ...]:
        return ("blindlot_detail", row.pk)
