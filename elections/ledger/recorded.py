"""What the ledgers of a village's recorded acts share: villages with an election that goes on, to-do entries."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Due
from electioncycle.roles import FIELD, Action, officials_may
from elections.choices import LIVE, SCHEME_BODIES, RecordState
from elections.services import recorded
from elections.workbooks.of_election import GoingPlanner
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages


class RecordedLedger(LedgerOfVillages):
    """A row an election, entered by village; a village's own clerk fills in, an officer checks."""

    group = "登记和提名"
    open_to = FIELD
    own_pages = frozenset({"detail"})
    search = ("search_text", "village__search_text")
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

    def choices(self, name: str, user: Actor, cycle: Cycle | None) -> QuerySet:
        """Villages whose committee's election goes on."""
        found = super().choices(name, user, cycle)
        if name != "village":
            return found
        going = Village.objects.filter(elections__body__in=SCHEME_BODIES, elections__state__in=LIVE)
        return found.filter(pk__in=going.filter(elections__withdrawn_at=None).order_by().values("pk"))

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        rows = self.rows(user, cycle)
        waits = (
            (recorded.APPROVERS, RecordState.SUBMITTED, "待审核"),
            ((Action.SUBMIT,), RecordState.DRAFT, "尚未提交"),
        )
        for actions, state, what in waits:
            if officials_may(user, *actions) and (number := rows.filter(state=state).count()):
                yield Due(f"{self.title}{what}", f"{self.url('list')}?state={state}", number)
