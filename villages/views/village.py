"""The village's page (一村一档): the registry's facts and a panel of every ledger the user may see."""

from dataclasses import astuple, dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.actors import Actor
from electioncycle.desk.unnamed import kept_for_all
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web.downloads import printed
from villages.models import Cycle, Village
from villages.papers.village import village_document
from villages.services import favourites
from villages.village_ledgers import NOT_BEGUN, LedgerOfVillages, Panel, Stage, of_villages, staged


@dataclass(frozen=True)
class Shown:
    """A ledger's panel with the way to a new entry for this village."""

    panel: Panel
    icon: str
    add: str = ""


def panels(village: Village, *, user: Actor, cycle: Cycle | None) -> list[Shown]:
    """Panels of all ledgers the user may see, in the order of the menu."""
    shown = of_villages(ledgers.visible(user))
    asked = ((ledger, ledger.village_panel(village, user=user, cycle=cycle)) for ledger in shown)
    found = ((ledger, panel) for ledger, panel in asked if panel is not None)
    return [_with_way(ledger, panel, village, user=user, cycle=cycle) for ledger, panel in found]


def kept_panels(village: Village, *, user: Actor, cycle: Cycle) -> list[Shown]:
    """The same, asked anew only of ledgers that read something that was changed in the user's places."""
    asked = {ledger.name: ledger for ledger in of_villages(ledgers.visible(user))}

    def ask(actor: Any, name: str) -> Any:
        panel = asked[name].village_panel(village, user=actor, cycle=cycle)
        return panel and panel.as_plain()

    where = dict.fromkeys(asked, (village.path,))
    found = kept_for_all(f"village {village.pk}", where, ask, user=user, cycle=cycle, terms=[village.version])
    return [
        _with_way(asked[name], Panel.from_plain(plain), village, user=user, cycle=cycle)
        for name, plain in found.items()
        if plain
    ]


def kept_stages(village: Village, *, user: Actor, cycle: Cycle) -> list[tuple[str, Stage]]:
    """Where the village stands in each part of the work, asked anew like the panels."""
    asked = {ledger.name: ledger for ledger in staged(ledgers.visible(user))}

    def ask(actor: Any, name: str) -> list[str]:
        return list(astuple(asked[name].stages([village], actor, cycle).get(village.pk, NOT_BEGUN)))

    where = dict.fromkeys(asked, (village.path,))
    found = kept_for_all(f"stages {village.pk}", where, ask, user=user, cycle=cycle, terms=[village.version])
    return [(ledger.stage, Stage(*found[name])) for name, ledger in asked.items()]


def _with_way(
    ledger: LedgerOfVillages[Any], panel: Panel, village: Village, *, user: Actor, cycle: Cycle | None
) -> Shown:
    writable = cycle is not None and not cycle.is_closed and not village.is_closed
    add = ""
    if writable and ledger.by_cycle and ledger.place == "village" and ledger.allows(user, Action.ADD):
        one_only = not panel.is_empty and ledger.keys == (("village",),)
        add = "" if one_only else ledger.new_page(village)
    return Shown(panel, ledger.icon, add)


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
