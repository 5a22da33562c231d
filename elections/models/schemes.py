"""A village's election rules (选举办法), edition by edition, and the county's template for many of them."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from elections.choices import Adopter, SchemeState
from elections.models.elections import Election
from elections.rules import scheme as rules
from villages.choices import ListKind, VillageKind
from villages.models import BY_VILLAGE, CycleRow, KindItem, RuleSet, Village


class SchemeValues(models.JSONField):
    """What a scheme decides, by key (``elections/data/scheme.json``); migrations know it as plain JSON."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def in_words(self, value: Any) -> str:
        """In the words of the screen, for the history of a row."""
        known = rules.items()
        return "；".join(f"{known[key].label}：{known[key].shown(one)}" for key, one in value.items() if key in known)


class SchemeTemplate(CycleRow):
    """What the county proposes to the villages of a cycle, or to those of one batch or of one kind of unit."""

    scope_lookup = "cycle__county__path"
    scope_upward = True
    search_from = ("name",)

    name = models.CharField("范本名称", max_length=60)
    batch = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批次",
        limit_choices_to={"kind": ListKind.BATCH},
        help_text="不选则用于全部批次",
    )
    unit_kind = models.CharField(
        "村(社区)类别", max_length=12, choices=VillageKind, blank=True, help_text="不选则村和社区都用"
    )
    values = SchemeValues("范本内容", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "选举办法范本"
        ordering = ["batch__position", "unit_kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "batch", "unit_kind"],
                condition=Q(withdrawn_at=None, batch__isnull=False),
                name="template_once_per_batch",
                violation_error_message="这一批次、类别已有选举办法范本，请直接修改原范本。",
            ),
            models.UniqueConstraint(
                fields=["cycle", "unit_kind"],
                condition=Q(withdrawn_at=None, batch=None),
                name="template_once_for_all_batches",
                violation_error_message="这一类别已有用于全部批次的选举办法范本，请直接修改原范本。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rank(self) -> tuple[bool, bool]:
        """Of two templates that fit a village the higher one is meant for it."""
        return self.batch_id is not None, bool(self.unit_kind)

    def fits(self, village: Village, batch: int | None) -> bool:
        return self.batch_id in (None, batch) and self.unit_kind in ("", village.kind)


class Scheme(RemembersState, LedgerModel):
    """One edition of the rules by which a village holds one election; fixed once the village has adopted it.

    ``rule_set`` is the edition of rules that its values were last checked under; it stays when the cycle moves on. The
    day of the first edition is that of its step: where the calendar is corrected, it follows.
    """

    scope_lookup = "village__path"
    search_from = ("village", "document_number")
    cycle_lookup = "election__start__cycle"
    purges_files = True
    follows_calendar = False

    election = models.ForeignKey(Election, models.PROTECT, related_name="schemes", verbose_name="选举", editable=False)
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="schemes", verbose_name="村(社区)", editable=False
    )
    edition = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    state = StateField(
        "状态",
        max_length=12,
        choices=SchemeState,
        default=SchemeState.DRAFT,
        protected=True,
        editable=False,
        db_index=True,
    )
    values = SchemeValues("办法内容", default=dict)
    template = models.ForeignKey(
        SchemeTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="schemes",
        verbose_name="所用范本",
    )
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="依据规则集"
    )
    adopted_on = models.DateField("通过日期", null=True, blank=True)
    adopted_by = models.CharField("通过会议", max_length=16, choices=Adopter, blank=True)
    entitled = models.PositiveIntegerField("应到会", null=True, blank=True)
    present = models.PositiveIntegerField("到会", null=True, blank=True)
    in_favour = models.PositiveIntegerField("赞成", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    scan = models.ForeignKey(
        "electioncycle.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="扫描件",
    )

    class Meta:
        verbose_name = verbose_name_plural = "选举办法"
        ordering = (*BY_VILLAGE, "election_id", "-edition")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "edition"], condition=Q(withdrawn_at=None), name="scheme_edition_once"
            ),
            models.UniqueConstraint(
                fields=["election", "state"],
                condition=Q(withdrawn_at=None) & ~Q(state=SchemeState.SUPERSEDED),
                name="one_draft_and_one_adopted_scheme",
                violation_error_message="该村(社区)这项选举已有同一状态的选举办法，请在原办法上办理。",
            ),
            models.CheckConstraint(
                condition=Q(adopted_on=None)
                | Q(entitled__gt=0, present__lte=F("entitled"), in_favour__lte=F("present")),
                name="scheme_votes_can_be",
            ),
            models.CheckConstraint(
                condition=Q(state=SchemeState.DRAFT, adopted_on=None)
                | (~Q(state=SchemeState.DRAFT) & Q(adopted_on__isnull=False)),
                name="adopted_scheme_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}选举办法(第{self.edition}版)"

    @property
    def rules_edition(self) -> int | None:
        return self.rule_set_id

    @property
    def is_fixed(self) -> bool:
        return self.state != SchemeState.DRAFT

    @property
    def unit(self) -> rules.Unit:
        """What the law asks of whom the scheme is for."""
        return rules.Unit(self.election.community, self.election.procedure)

    @property
    def adoption(self) -> rules.Adoption | None:
        """The vote on it; None while it is a draft."""
        if self.entitled is None or self.present is None or self.in_favour is None:
            return None
        return rules.Adoption(self.adopted_by, self.entitled, self.present, self.in_favour)

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and self.is_fixed and not self.follows_calendar:
            raise Refused(
                f"“{self}”{self.get_state_display()}，不能改动；村里修改了办法的，请办理“修改办法”，另立新版。"
            )

    def prepare(self) -> None:
        self.village = self.election.village
        super().prepare()

    @transition("state", source=SchemeState.DRAFT, target=SchemeState.ADOPTED)
    def adopt(self) -> None: ...

    @transition("state", source=SchemeState.ADOPTED, target=SchemeState.SUPERSEDED)
    def supersede(self) -> None: ...
