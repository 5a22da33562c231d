"""Which rounds two persons type blind, named before their sheet is begun; lots are drawn so that it can be shown."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from elections.choices import SCHEME_BODIES, SCHEME_PROCEDURES, ElectionState
from elections.models.elections import Election
from elections.models.of_election import OfVote, committee_election_in
from elections.sheet_choices import BlindBecause, LotState
from villages.models import BY_VILLAGE, CycleRow


class BlindLot(RemembersState, CycleRow):
    """One lot among the villages that vote on a day.

    The pool and how many are drawn are fixed first; only then somebody types the number that decides, such as one of
    a public lottery of that day. From both anybody can draw the same villages again.
    """

    scope_lookup = "cycle__county__path"
    purges_files = False

    day = models.DateField("投票日")
    number = models.PositiveSmallIntegerField("抽取(个)", validators=[MinValueValidator(1), MaxValueValidator(500)])
    pool = models.JSONField("抽签范围", default=list, editable=False)
    seed = models.CharField("抽签号码", max_length=60, blank=True, editable=False)
    source = models.CharField(
        "号码来源", max_length=80, help_text="如：当日福彩3D开奖号码；在抽签范围确定之后才产生的号码"
    )
    state = StateField("状态", max_length=8, choices=LotState, default=LotState.SEALED, protected=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "背靠背录入抽签"
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}背靠背录入抽签"

    def prepare(self) -> None:
        """Who takes part is fixed with the day, before there is a number."""
        if self.state == LotState.SEALED:
            self.pool = self._taking_part()
            if self.number is not None and self.number > len(self.pool):
                raise Refused(f"{self.day}计划投票的村(社区)有{len(self.pool)}个，不能抽取{self.number}个，请核对。")
        super().prepare()

    def _taking_part(self) -> list[list[Any]]:
        """Keys of elections with the names by which the lot is drawn, in the official order."""
        rows = Election.objects.filter(
            village__township__parent=self.cycle.county,
            polling_day=self.day,
            body__in=SCHEME_BODIES,
            procedure__in=SCHEME_PROCEDURES,
        ).exclude(state=ElectionState.CALLED_OFF)
        return [[one.pk, f"{one.village.township}{one.village}"] for one in rows.select_related("village__township")]

    def check_writable(self) -> None:
        super().check_writable()
        if self._stored_state == LotState.DRAWN:
            raise Refused(f"“{self}”已经抽签，不能再改动。")

    @transition("state", source=LotState.SEALED, target=LotState.DRAWN)
    def draw(self) -> None: ...


class BlindVillage(OfVote):
    """A village whose sheets are typed blind, by the county's word or by lot."""

    search_from = ("village",)

    because = models.CharField("原因", max_length=12, choices=BlindBecause)
    lot = models.ForeignKey(
        BlindLot, models.PROTECT, null=True, blank=True, related_name="drawn", verbose_name="抽签", editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "背靠背录入村(社区)"
        ordering = (*BY_VILLAGE, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(withdrawn_at=None),
                name="blind_village_once",
                violation_error_message="该村这项选举已定为双人背靠背录入。",
            ),
            models.CheckConstraint(condition=Q(lot=None) ^ Q(because=BlindBecause.LOT), name="drawn_by_a_lot"),
        ]

    def __str__(self) -> str:
        return f"{self.village}背靠背录入"

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk is not None and self.lot_id is not None:
            raise Refused(f"“{self}”由抽签确定，不能改动。")

    def find_election(self) -> Election | None:
        return committee_election_in([self.village_id]).get(self.village_id)
