"""A procedure walked at random by everybody: no order of moves by any role leads where the procedure does not."""

import os
from collections import Counter
from math import ceil
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from electioncycle.records import workflow
from electioncycle.refusals import Refused
from tests.guards import covered

LENGTH = 50
STEPS = int(os.environ.get("STEPS", "300"))
"""How many steps each procedure is walked; ``make nightly`` walks two thousand."""
TRIES_AFTER_THE_END = 2
LEAST_SHARE, MOST_REFUSED = 0.01, 0.85
"""Of the steps: how many fall on each move at least, and how many may be refusals."""
LEAST = max(ceil(STEPS * LEAST_SHARE), 3)


class Procedure(RuleBasedStateMachine):
    """Subclass with ``people`` (name → user), ``moves``, ``begin``, ``act`` and ``expected``.

    ``expected`` is the procedure written down a second time: the state a move by this person leads to, None where it
    must be refused. ``path`` names, for a state, the move that leads on, so that walks get far. ``tour`` takes every
    move once; it is walked first, by whoever may, so that no move rests on chance alone.
    """

    people: ClassVar[dict[str, Any]] = {}
    moves: ClassVar[tuple[str, ...]] = ()
    path: ClassVar[dict[str, str]] = {}
    tour: ClassVar[tuple[str, ...]] = ()
    submits: ClassVar[tuple[str, ...]] = ("submit",)
    taken: ClassVar[Counter[str]] = Counter()

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
        self.tried_after_the_end = 0

    @rule(data=st.data(), kind=st.sampled_from(("allowed", "anything", "allowed", "own")))
    def somebody_tries_something(self, data: Any, kind: str) -> None:
        """A move that is allowed, any move by anybody, or the step that leads on by whoever handed the row in.

        Where nobody can do anything any more, a few try all the same; then the next row begins.
        """
        if not any(self.expected(move, who) for move in self.moves for who in self.people):
            self.tried_after_the_end += 1
            if self.tried_after_the_end > TRIES_AFTER_THE_END:
                self.fresh_row()
        if kind == "own" and self.submitters:
            self.do(self.path[self.state], max(self.submitters))
            return
        self.do(*draw_attempt(data, self.moves, self.people, self.expected, allowed=kind == "allowed"))

    def do(self, move: str, who: str) -> None:
        wanted = self.expected(move, who)
        try:
            with transaction.atomic():
                self.act(self.row, move, self.people[who])
        except Refused:
            self.taken["refused"] += 1
            assert wanted is None, (move, who, self.state)
            return
        self.taken[move] += 1
        assert wanted is not None, (move, who, self.state)
        self.state = wanted
        if move in self.submits:
            self.submitters.add(who)
        self.nobody_approved_what_he_handed_in()

    @invariant()
    def the_row_stands_where_the_procedure_says(self) -> None:
        stored = type(self.row).objects.values_list("state", flat=True).get(pk=self.row.pk)
        assert stored == self.state

    def nobody_approved_what_he_handed_in(self) -> None:
        approvals = workflow.steps(self.row).filter(approves=True, void_at=None)
        people = list(approvals.values_list("by", flat=True))
        assert len(set(people)) == len(people)
        assert not set(people) & {self.people[who].pk for who in self.submitters}


def draw_attempt(data: Any, moves: Any, people: Any, expected: Any, *, allowed: bool) -> tuple[str, str]:
    """A move and who tries it; of allowed ones each move is as likely as the other, whoever may take it."""
    everybody = sorted(people)
    holders = {move: [who for who in everybody if not allowed or expected(move, who) is not None] for move in moves}
    move = data.draw(st.sampled_from([move for move in moves if holders[move]] or list(moves)))
    return move, data.draw(st.sampled_from(holders[move] or everybody))


def walk_tour(machine: Any, start: str) -> None:
    """Every move of ``tour`` in its order, each by the first person who may make it."""
    walker = machine()
    getattr(walker, start)()
    for move in machine.tour:
        walker.do(move, next(who for who in sorted(machine.people) if walker.expected(move, who) is not None))


def walk(machine: Any, *, moves: Any, start: str = "fresh_row") -> Counter[str]:
    """Walk until ``STEPS`` steps were tried and ``moves`` made often enough, each as well as being refused.

    Returns how often each move was made, and how often one was refused.
    """
    taken = machine.taken = Counter()
    for _ in range(LEAST):
        walk_tour(machine, start)
    wander(machine, STEPS)
    told = ", ".join(f"{move} {number}" for move, number in sorted(taken.items()))
    covered(f"{machine.__name__} ({told})", taken.total(), least=STEPS)
    assert set(taken) == {*moves, "refused"}, f"not every move was made, or one that never may be: {told}"
    assert min(taken.values()) >= LEAST, f"some moves were hardly tried: {told}"
    assert taken["refused"] <= taken.total() * MOST_REFUSED, f"most of the walk stood still: {told}"
    return taken


def wander(machine: Any, steps: int) -> None:
    taken = machine.taken
    while taken.total() < steps:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=max((steps - taken.total()) // LENGTH, 2),
                stateful_step_count=LENGTH,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
