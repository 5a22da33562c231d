"""The page of one person of the pool, and the page of one placement with its months."""

from datetime import date
from typing import Any, ClassVar

from django.utils import timezone

from candidates.models import Placement, ReserveCandidate
from candidates.services import placements
from electioncycle.cleaning import cells
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import history
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.web.moves import MovePage


class ReservePage(DetailPage):
    template = "candidates/reserve.html"

    def more(self, row: ReserveCandidate) -> dict[str, Any]:
        placed = REGISTRY["placement"]
        return {
            "placed": row.placements.select_related("post", "village__township"),
            "may_place": placed.allows(self.user, Action.ADD) and row.state != "left",
            "states": _standings(row),
        }


def _standings(row: ReserveCandidate) -> list[dict[str, Any]]:
    """Each change of standing with day, who and why, oldest first."""
    found: list[dict[str, Any]] = []
    field = row._meta.get_field("state")
    for entry in row.history.select_related("history_user").order_by("history_date", "history_id"):
        state = history.shown(field, entry.state)
        if not found or found[-1]["state"] != state:
            why = entry.left_because if entry.state == "left" else entry.history_change_reason
            found.append({"state": state, "at": entry.history_date, "by": entry.history_user, "why": why})
    return found


class PlacementPage(DetailPage):
    template = "candidates/placement.html"

    def more(self, row: Placement) -> dict[str, Any]:
        return {"notes": row.notes.all(), "this_month": f"{timezone.localdate():%Y-%m}"}


class PlacementNotePost(MovePage, LedgerPage):
    """What was done in one month."""

    action = Action.CHANGE
    only = "note"

    def onward(self, row: Placement, move: str) -> tuple[Any, ...]:
        return (self.ledger.url("detail", row.pk),)

    def _note(self, row: Placement, version: int) -> str:
        month = _month(self.request.POST.get("month", ""))
        placements.add_note(row, month, self.request.POST.get("text", ""), by=self.user, version=version)
        return f"已记录{month:%Y年%m月}情况。"

    moves: ClassVar = {"note": _note}


def _month(text: str) -> date:
    try:
        found = cells.clean_month(text)
    except ValueError as error:
        raise Refused(f"月份{error}。") from error
    if not isinstance(found, date):
        raise Refused("请填写月份，如2026-10。")
    return found
