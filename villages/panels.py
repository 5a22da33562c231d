"""What the ledgers say of one village on its page: panels and stages, kept and asked anew where something changed."""

from dataclasses import astuple, dataclass
from typing import Any

from electioncycle.actors import Actor
from electioncycle.desk.unnamed import kept_for_all
from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import Action
from villages.models import Cycle, Village
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
