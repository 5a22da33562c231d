"""Rounds of an election: what was planned, and the facts of the day as they happened."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StateField
from elections.choices import AHEAD, RUNNING, Announced, Cause, RoundKind, RoundState
from elections.models.elections import Election
from villages.models import Cycle, RuleSet

MOMENTS = ("opened_at", "closed_at", "announced_at")
"""Times of the day in their order; the first that is recorded says on which day a round was held."""


class Round(LedgerModel):
    """One vote: planned for a day, opened, closed, announced in the hall. Facts are recorded, never refused."""

    scope_lookup = "election__village__path"
    cycle_lookup = "election__start__cycle"
    personal_fields = ("announcer",)

    election = models.ForeignKey(Election, models.PROTECT, related_name="rounds", verbose_name="选举")
    number = models.PositiveSmallIntegerField("轮次")
    kind = models.CharField("投票类别", max_length=10, choices=RoundKind, default=RoundKind.FIRST)
    day = models.DateField("投票日")
    state = StateField(
        "状态", max_length=12, choices=RoundState, default=RoundState.PLANNED, protected=True, db_index=True
    )
    opened_at = models.DateTimeField("大会开始时间", null=True, blank=True)
    closed_at = models.DateTimeField("投票截止时间", null=True, blank=True)
    announced_at = models.DateTimeField("当场公布时间", null=True, blank=True)
    announcer = models.CharField("公布人", max_length=40, blank=True)
    announced = models.CharField("公布结果", max_length=14, choices=Announced, blank=True)
    cause = models.CharField("原因", max_length=14, choices=Cause, blank=True)
    circumstances = models.TextField("情况说明", blank=True)
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据规则集"
    )
    correction = models.ForeignKey(
        "elections.Correction", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="所依更正"
    )

    class Meta:
        verbose_name = verbose_name_plural = "选举轮次"
        ordering = ["election_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"], condition=Q(withdrawn_at=None), name="round_number_once"
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(withdrawn_at=None, state__in=sorted(RUNNING)),
                name="one_round_at_a_time",
                violation_error_message="上一轮投票还没有结束，不能同时进行两轮。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election}第{self.number}轮{self.get_kind_display()}"

    @property
    def cycle(self) -> Cycle | None:
        return self.election.cycle

    @property
    def rules_edition(self) -> int | None:
        return self.rule_set_id or self.election.rules_edition

    @property
    def held_on(self) -> date | None:
        """The day on which it took place; None while nothing of it was recorded."""
        first = next(filter(None, (getattr(self, name) for name in MOMENTS)), None)
        return timezone.localtime(first).date() if first else None

    @property
    def polling_day(self) -> date:
        """The day on which it took place; while nothing of it was recorded, the one it is planned for."""
        return self.held_on or self.day

    @property
    def over(self) -> bool:
        return self.state not in RUNNING

    @property
    def counted(self) -> bool:
        """Whether ballots are or were counted, so that there is a paper with figures."""
        return self.state not in AHEAD and self.state != RoundState.BROKEN_OFF

    @transition("state", source=RoundState.PROPOSED, target=RoundState.PLANNED)
    def confirm(self) -> None: ...

    @transition("state", source=sorted(AHEAD), target=RoundState.VOTING)
    def open(self) -> None: ...

    @transition("state", source=[*sorted(AHEAD), RoundState.VOTING], target=RoundState.COUNTING)
    def close(self) -> None: ...

    @transition("state", source=sorted(RUNNING), target=RoundState.ANNOUNCED)
    def announce(self) -> None: ...

    @transition("state", source=sorted(RUNNING), target=RoundState.VOID)
    def make_void(self) -> None: ...

    @transition("state", source=sorted(RUNNING), target=RoundState.BROKEN_OFF)
    def break_off(self) -> None: ...

    @transition("state", source=RoundState.ANNOUNCED, target=RoundState.VOID)
    def find_void(self) -> None: ...

    @transition(
        "state", source=[RoundState.ANNOUNCED, RoundState.VOID, RoundState.BROKEN_OFF], target=RoundState.COUNTING
    )
    def correct(self) -> None: ...


def at_hand(elections: Iterable[int]) -> dict[int, Round]:
    """By election (keys) the round that is planned or under way, else the last one; one query."""
    rows = Round.objects.filter(election__in=list(elections)).select_related("rule_set", "election__village")
    found: dict[int, Round] = {}
    for row in rows.order_by("number"):
        if row.election_id not in found or found[row.election_id].over:
            found[row.election_id] = row
    return found
