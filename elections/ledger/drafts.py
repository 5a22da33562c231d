"""The ledger of what villages filled in for their township: read by both, taken over on the page of a draft."""

from collections.abc import Iterable
from typing import Any, ClassVar

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Due, register
from electioncycle.roles import FIELD, Action, Role, officials_may
from elections.choices import DraftState
from elections.models import VillageDraft
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel

FILLERS = frozenset({Role.VILLAGE_CLERK})
navigation.add(navigation.Entry("本村填报", "village_forms", "pencil", "登记和提名", FILLERS, position=38))


@register
class VillageDraftLedger(LedgerOfVillages):
    model = VillageDraft
    title = "村级填报"
    group = "登记和提名"
    icon = "inbox"
    position = 39
    open_to = FIELD
    actions = frozenset({Action.VIEW})
    own_pages = frozenset({"detail"})
    help = "村级填报员填报的草稿，由乡镇核对后接收，接收后才记入各台账。"
    columns = ("village", "village__township", "of", "state", "created_at", "updated_at")
    filters = ("village__township", "of", "state")
    search = ("search_text", "village__search_text")
    fields = ("village", "of", "state")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {DraftState.WAITING: "warn", DraftState.RETURNED: "bad", DraftState.TAKEN: "ok"}
    }

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        state = DraftState.WAITING if officials_may(user, Action.CHANGE) else DraftState.RETURNED
        said = "村级填报待接收" if state == DraftState.WAITING else "填报被退回，请修改"
        mine = state == DraftState.WAITING or Role.VILLAGE_CLERK in user.roles
        if mine and (number := self.rows(user, cycle).filter(state=state).count()):
            decides = state == DraftState.WAITING
            yield Due(said, f"{self.url('list')}?state={state}", number, to_decide=decides)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = list(self.rows(user, cycle).filter(village=village).exclude(state=DraftState.TAKEN)[:10])
        return self.panel_of(village, ("of", "state"), rows) if rows else None
