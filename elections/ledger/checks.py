"""The internal ledger of what checks asked and townships explained (核对记录), and the to-do entries of open checks."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Due, register
from electioncycle.roles import OFFICIALS, READING, Action
from elections.models import Explanation
from elections.services import calendars, checking, kept_checks
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel

ASKS, TO_CORRECT = "asks", "correct"
navigation.add(navigation.Entry("核对清单", "checks", "checks", "选举", OFFICIALS, position=23))


@register
class ExplanationLedger(LedgerOfVillages):
    """Explained on the page of the election; the words of an explanation may be changed here."""

    model = Explanation
    title = "核对记录"
    group = "选举"
    place = "election__village"
    icon = "clipboard-check"
    position = 24
    help = "内部资料：乡镇对核对提示的说明，不进入村里的任何材料；在选举页面说明。"
    open_to = OFFICIALS
    actions = READING | {Action.CHANGE, Action.WITHDRAW}
    columns = (
        "code",
        "election__village",
        "election__village__township",
        "election__body",
        "words",
        "text",
        "explained_on",
    )
    filters = ("election__village__township", "code")
    fields = ("text",)

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        """Of all cycles and of none, as the elections themselves."""
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related("election__village__township__parent", "election__term__elected_in")

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "选举和核对情况", reverse("election_detail", args=[row.election_id])

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if not self.allows(user, Action.CHANGE):
            return
        every = [one for some in kept_checks.lines(user, cycle).values() for one in some]
        if asked := sum(one.asks for one in every):
            yield Due("核对提示待说明", f"{reverse('checks')}?kind={ASKS}", asked)
        if wrong := sum(one.to_correct for one in every):
            yield Due("核对项须更正", f"{reverse('checks')}?kind={TO_CORRECT}", wrong)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        elections = calendars.going(user, cycle).filter(village=village)
        some = [one for lines in checking.lines(elections).values() for one in lines if one.open]
        rows: list[list[Any]] = [[f"{one.code} {one.title}", one.words, one.advice] for one in some]
        headers = ("核对项", "情况", "怎么办")
        return Panel("核对清单", headers=headers, rows=rows, url=reverse("checks"), link="核对清单") if rows else None
