"""What the pages of a village's recorded acts have in common: the moves to hand in, check and send back."""

from typing import Any, ClassVar

from electioncycle.ledgers.pages import LedgerPage
from electioncycle.roles import FIELD, Role
from electioncycle.web.moves import MovePage, move
from elections.models import Recorded
from elections.services import recorded

SHARED: dict[str, Any] = {
    recorded.SUBMIT: move(recorded.submit, "已提交，由另一人审核。", reason=False),
    recorded.APPROVE: move(recorded.approve, "已审核。", reason=False),
    recorded.SEND_BACK: move(recorded.send_back, "已退回填报人。"),
}


class RecordedMove(MovePage, LedgerPage):
    roles = FIELD - {Role.COUNTY_READER}
    moves: ClassVar = SHARED

    def onward(self, row: Recorded, move: str) -> tuple[Any, ...]:
        return (f"{self.ledger.name}_detail", row.pk)
