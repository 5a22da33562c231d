"""The election of one body of a village, by one procedure; it belongs to a term and outlives its cycle."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from electioncycle.records.editions import EditionState
from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StateField
from electioncycle.refusals import Refused
from elections.choices import LIVE, MOST_SEATS, Body, ElectionState, PostCode, Procedure
from elections.models.terms import Term, term_for
from elections.rules.words import Names
from readiness.choices import Track
from readiness.models import StartRecord
from villages.choices import VillageKind
from villages.models import BY_VILLAGE, Cycle, RuleSet, Village

CONTENT = ("village_id", "body", "procedure", "polling_day", "grounds", "note", "withdrawn_at")
"""What is typed of an election; fixed once its first round has begun."""
BY_START = Q(procedure=Procedure.REGULAR, body__in=Track.values)
"""The regular elections of the two tracks, which rest on a start record."""


class Election(LedgerModel):
    """One body of one village, elected or recalled by one procedure, round by round.

    It is no row of a cycle: a by-election is held in a closed and purged one, and years later. Which cycle holds a
    regular election, its term knows.
    """

    scope_lookup = "village__path"
    search_from = ("village",)
    cycle_lookup = "start__cycle"
    locked_by = ("term__elected_in",)
    personal_fields = ("grounds", "suspended_reason")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="elections",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    term = models.ForeignKey(Term, models.PROTECT, related_name="elections", verbose_name="任期", editable=False)
    body = models.CharField("选举事项", max_length=16, choices=Body)
    procedure = models.CharField("程序", max_length=12, choices=Procedure)
    start = models.ForeignKey(
        StartRecord,
        models.RESTRICT,  # taken back with its start while nothing was done, see services.lapses
        null=True,
        blank=True,
        editable=False,
        related_name="elections",
        verbose_name="启动记录",
    )
    polling_day = models.DateField("投票日(计划)", null=True, blank=True)
    grounds = models.CharField("事由", max_length=200, blank=True, help_text="补选、罢免须写，如：主任辞职出缺")
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="依据规则集"
    )
    state = StateField(
        "状态",
        max_length=12,
        choices=ElectionState,
        default=ElectionState.PREPARING,
        protected=True,
        editable=False,
        db_index=True,
    )
    suspended_at = models.DateTimeField("暂停时间", null=True, blank=True, editable=False)
    suspended_reason = models.CharField("暂停原因", max_length=200, blank=True, editable=False)
    purged_at = models.DateTimeField("个人信息清除时间", null=True, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "选举"
        ordering = (*BY_VILLAGE, "-polling_day", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["village", "body", "procedure"],
                condition=Q(withdrawn_at=None, state__in=sorted(LIVE)),
                name="one_live_election",
                violation_error_message="该村(社区)这项选举正在进行，不能重复登记；请在原选举中继续办理。",
            ),
            models.UniqueConstraint(fields=["start"], condition=Q(withdrawn_at=None), name="election_once_per_start"),
            models.CheckConstraint(
                condition=(BY_START & Q(start__isnull=False)) | (~BY_START & Q(start=None)),
                name="regular_election_has_its_start",
                violation_error_message="党组织和村(居)委会的换届选举随“启动换届程序”自动建立，不能单独登记。",
            ),
        ]
        indexes = [models.Index(fields=["term", "body"], name="election_by_term")]

    _stored: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return f"{self.village}{self.body_name}{self.get_procedure_display()}"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._stored = {name: row.__dict__.get(name) for name in ("state", *CONTENT)}  # type: ignore[misc]
        return row

    @property
    def community(self) -> bool:
        return bool(self.village.kind == VillageKind.COMMUNITY)

    @property
    def body_name(self) -> str:
        return Names(self.community).body(self.body)

    @property
    def cycle(self) -> Cycle | None:
        """The cycle that holds a regular election; None of a by-election and a recall."""
        return self.term.elected_in if self.procedure == Procedure.REGULAR else None

    @property
    def held_in(self) -> Cycle | None:
        """Who holds it says its term; of a new one nobody knows yet."""
        return self.cycle if self.term_id else None

    @property
    def rules_edition(self) -> int | None:
        return self.cycle.rules_edition if self.cycle else self.rule_set_id

    @property
    def decided_under(self) -> RuleSet | None:
        """The edition that a result on the polling day is decided under."""
        return self.cycle.rule_set if self.cycle else self.rule_set

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def purged(self) -> bool:
        """Whether the names of who was not elected are gone: figures and who was elected are what remains."""
        return bool(self.purged_at or (self.cycle and self.cycle.purged_at))

    def check_writable(self) -> None:
        """Moves and facts are saved while the cycle is open; what is planned only before the first round begins."""
        super().check_writable()
        stored = self._stored
        if not stored or not any(getattr(self, name) != stored[name] for name in CONTENT):
            return
        if stored["state"] != ElectionState.PREPARING:
            raise Refused(
                f"“{self}”{ElectionState(stored['state']).label}，登记的内容不能改动，也不能撤回到回收站。"
                "轮次的日期和结果请在选举页面办理。"
            )
        self._require_with_its_start()

    def _require_with_its_start(self) -> None:
        """What came with a start goes with it, and does not come back without."""
        if self.start and bool(self.withdrawn_at) != bool(self.start.withdrawn_at):
            raise Refused(
                f"“{self}”随启动换届程序建立，不能单独撤回或恢复。启动登记有误的，请县换届办在“启动换届”页撤销启动登记。"
            )

    def prepare(self) -> None:
        """Until the first round begins, term and edition follow the planned day."""
        if self.state == ElectionState.PREPARING and self.start_id is None:
            day = self.polling_day or timezone.localdate()
            self.term = term_for(self.county, day, regular=self.procedure == Procedure.REGULAR)
            self.rule_set = None if self.cycle else edition_for(self, day)
        super().prepare()

    @property
    def county(self) -> Any:
        return self.village.township.parent

    @transition("state", source=[ElectionState.PREPARING, ElectionState.NEXT], target=ElectionState.ROUND)
    def begin_round(self) -> None: ...

    @transition("state", source=ElectionState.ROUND, target=ElectionState.NEXT)
    def await_next(self) -> None: ...

    @transition("state", source=ElectionState.ROUND, target=ElectionState.ENDED)
    def end(self) -> None: ...

    @transition("state", source=[ElectionState.NEXT, ElectionState.ENDED], target=ElectionState.ROUND)
    def correct(self) -> None: ...

    @transition("state", source=[ElectionState.NEXT, ElectionState.ENDED], target=ElectionState.NEXT)
    def find_void(self) -> None: ...

    @transition("state", source=[ElectionState.PREPARING, ElectionState.NEXT], target=ElectionState.CALLED_OFF)
    def call_off(self) -> None: ...

    @transition("state", source=ElectionState.CALLED_OFF, target=ElectionState.NEXT)
    def reinstate(self) -> None: ...


def edition_for(election: Election, day: date) -> RuleSet | None:
    """The edition that decides: the cycle's; without one the newest of the county's set in force on the day.

    An edition retired since was in force while it was the newest; None while the county has no set.
    """
    return election.cycle.rule_set if election.cycle else edition_in(election.county, day)


def edition_in(county: Any, day: date) -> RuleSet | None:
    """The newest edition of the county's set in force on the day, for what belongs to no cycle."""
    code = Cycle.objects.filter(county=county).order_by("-starts_on").values_list("rule_set__code", flat=True)
    editions = RuleSet.objects.filter(code=code.first()).exclude(state=EditionState.DRAFT)
    return editions.filter(Q(effective_from=None) | Q(effective_from__lte=day)).order_by("-edition").first()


class ElectionPost(LedgerModel):
    """A post that a by-election fills or a recall is about; of regular elections the scheme says the posts."""

    scope_lookup = "election__village__path"
    cycle_lookup = "election__start__cycle"

    election = models.ForeignKey(Election, models.CASCADE, related_name="posts", verbose_name="选举")
    post = models.CharField("职务", max_length=16, choices=PostCode)
    seats = models.PositiveSmallIntegerField(
        "名额", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "选举职务"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "post"], condition=Q(withdrawn_at=None), name="post_once_per_election"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()}{self.seats}名"

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition
