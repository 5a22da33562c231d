"""A procedure walked at random by everybody: no order of moves by any role leads where the procedure does not."""

from typing import Any, ClassVar

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from electioncycle import workflow
from electioncycle.refusals import Refused


class Procedure(RuleBasedStateMachine):
    """Subclass with ``people`` (name → user), ``moves``, ``begin``, ``act`` and ``expected``.

    ``expected`` is the procedure written down a second time: the state a move by this person leads to, None where it
    must be refused. ``path`` names, for a state, the move that leads on, so that walks get far.
    """

    people: ClassVar[dict[str, Any]] = {}
    moves: ClassVar[tuple[str, ...]] = ()
    path: ClassVar[dict[str, str]] = {}
    submits: ClassVar[tuple[str, ...]] = ("submit",)
    steps: ClassVar[list[int]] = [0]

    def begin(self) -> Any:
        """A fresh row in its first state."""
        raise NotImplementedError

    def act(self, row: Any, move: str, user: Any) -> None:
        raise NotImplementedError

    def expected(self, move: str, who: str) -> str | None:
        raise NotImplementedError

    @initialize()
    def fresh_row(self) -> None:
        self.row = self.begin()
        self.state = self.row.state
        self.submitters: set[str] = set()
        self.doers: dict[str, str] = {}

    @rule(data=st.data())
    def somebody_does_something(self, data: Any) -> None:
        self.do(data.draw(st.sampled_from(self.moves)), data.draw(st.sampled_from(sorted(self.people))))

    @rule(data=st.data())
    def somebody_takes_the_next_step(self, data: Any) -> None:
        self.do(self.path[self.state], data.draw(st.sampled_from(sorted(self.people))))

    @rule()
    def whoever_submitted_tries_to_approve(self) -> None:
        if self.submitters:
            self.do(self.path[self.state], max(self.submitters))

    def do(self, move: str, who: str) -> None:
        self.steps[0] += 1
        wanted = self.expected(move, who)
        try:
            with transaction.atomic():
                self.act(self.row, move, self.people[who])
        except Refused:
            assert wanted is None, (move, who, self.state)
            return
        assert wanted is not None, (move, who, self.state)
        self.state, self.doers[move] = wanted, who
        if move in self.submits:
            self.submitters.add(who)

    @invariant()
    def the_row_stands_where_the_procedure_says(self) -> None:
        stored = type(self.row).objects.values_list("state", flat=True).get(pk=self.row.pk)
        assert stored == self.state

    @invariant()
    def nobody_approved_what_he_handed_in(self) -> None:
        approvals = workflow.steps(self.row).filter(approves=True, void_at=None)
        people = list(approvals.values_list("by", flat=True))
        assert len(set(people)) == len(people)
        assert not set(people) & {self.people[who].pk for who in self.submitters}


def walk(machine: type[Procedure], *, walks: int, length: int) -> int:
    """Run so many walks; returns how many steps were tried."""
    machine.steps[0] = 0
    run_state_machine_as_test(
        machine, settings=settings(max_examples=walks, stateful_step_count=length, deadline=None, database=None)
    )
    return machine.steps[0]
