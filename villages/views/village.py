"""The village's page (一村一档): the registry's facts and a panel of every ledger the user may see."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web.downloads import printed
from villages.models import Village
from villages.panels import kept_panels, kept_stages, panels
from villages.papers.village import village_document
from villages.services import favourites


def cycle_of(page: LedgerPage, village: Village) -> Any:
    """The cycle the user works in, where it is one of this village's county."""
    cycle = page.cycle_or_none
    return cycle if cycle is not None and village.path.startswith(cycle.county.path) else None


class VillagePage(DetailPage):
    template = "villages/village.html"

    def more(self, row: Village) -> dict[str, Any]:
        neighbours = list(
            Village.objects.visible_to(self.user)
            .filter(township=row.township_id, valid_to=None)
            .values_list("pk", "name")
        )
        at = next((number for number, (pk, _) in enumerate(neighbours) if pk == row.pk), None)
        cycle = cycle_of(self, row)
        shown = kept_panels(row, user=self.user, cycle=cycle) if cycle else []
        return {
            "panels": shown,
            "filled": [one for one in shown if not one.panel.is_empty],
            "empty": [one for one in shown if one.panel.is_empty],
            "stages": kept_stages(row, user=self.user, cycle=cycle) if cycle else [],
            "merged": list(row.merged_from.all()),
            "favourite": favourites.is_one(row, self.user),
            "before": neighbours[at - 1] if at else None,
            "after": neighbours[at + 1] if at is not None and at + 1 < len(neighbours) else None,
            "may_manage": self.ledger.allows(self.user, Action.CHANGE) and not row.is_closed,
        }


class VillageFavourite(LedgerPage):
    """Keeps the village at hand, or no longer."""

    takes = {"to": ("on", "off")}

    def get(self, request: HttpRequest, pk: int, to: str) -> HttpResponse:
        return redirect(self.ledger.url("detail", self.row(pk).pk))

    def post(self, request: HttpRequest, pk: int, to: str) -> HttpResponse:
        row = self.row(pk)
        favourites.turn(row, by=self.user, on=to == "on")
        messages.success(request, f"已{'收藏' if to == 'on' else '取消收藏'}“{row}”。")
        return redirect(self.ledger.url("detail", pk))


class VillagePrint(LedgerPage):
    """The same panels as a document for the file."""

    heavy = "print"
    action = Action.PRINT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        cycle = cycle_of(self, row)
        if cycle is None:
            raise Refused("当前届次不包括本村，请切换届次后再打印。")
        shown = [one.panel for one in panels(row, user=self.user, cycle=cycle)]
        document = village_document(row, shown, cycle=cycle)
        made = printed(document, f"{row.township}_{row}_一村一档", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made
