"""What the ledgers of elections that go on share: their villages; of a village's recorded acts: to-do entries."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Due
from electioncycle.roles import FIELD, Action, officials_may
from elections.choices import LIVE, RecordState
from elections.models.of_election import going_elections
from elections.services import recorded
from elections.workbooks.of_election import GoingPlanner
from villages.models import Cycle
from villages.village_ledgers import LedgerOfVillages


class GoingLedger(LedgerOfVillages):
    """Typed by village, of those whose committee is being elected."""

    group = "登记和提名"
    search: tuple[str, ...] = ("search_text", "village__search_text")

    def choices(self, name: str, user: Actor, cycle: Cycle | None) -> QuerySet:
        found = super().choices(name, user, cycle)
        if name != "village":
            return found
        return found.filter(valid_to=None, pk__in=going_elections().order_by().values("village"))


class RecordedLedger(GoingLedger):
    """A row an election, entered by village; a village's own clerk fills in, an officer checks."""

    open_to = FIELD
    own_pages = frozenset({"detail"})
    keys = (("village",),)
    planner = GoingPlanner
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {RecordState.DRAFT: "plain", RecordState.SUBMITTED: "warn", RecordState.APPROVED: "ok"}
    }

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        """Of elections that go on, and of those of the cycle at hand."""
        found = super().rows(user, cycle, withdrawn=withdrawn)
        found = found.select_related("village__township__parent", "election__term__elected_in")
        return found.filter(Q(election__state__in=LIVE) | Q(election__term__elected_in=cycle))

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        rows = self.rows(user, cycle)
        waits = (
            (recorded.APPROVERS, RecordState.SUBMITTED, "待审核"),
            ((Action.SUBMIT,), RecordState.DRAFT, "尚未提交"),
        )
        for actions, state, what in waits:
            if officials_may(user, *actions) and (number := rows.filter(state=state).count()):
                decides = state == RecordState.SUBMITTED
                yield Due(f"{self.title}{what}", f"{self.url('list')}?state={state}", number, to_decide=decides)
