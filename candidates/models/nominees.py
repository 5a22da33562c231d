"""Nominees of the party (预备人选) for posts of a village's party organisation; villagers' candidates are not here."""

from django.db import models
from django.db.models import Q
from django_fsm import transition

from candidates.choices import PARTY_POSTS, UNSENT, NominationState, PostKind
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from villages.choices import AreaLevel
from villages.models import BY_VILLAGE, Area, CycleRow, Person, Village


class Nomination(RemembersState, CycleRow):
    """One township's request to the county about its party nominees of one round (请示), and the reply (批复)."""

    scope_lookup = "township__path"
    search_from = ("township", "number", "approval_number")
    purges_files = True

    township = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="nominations",
        verbose_name="乡镇(街道)",
        limit_choices_to={"level": AreaLevel.TOWNSHIP},
    )
    round = models.PositiveSmallIntegerField("提名轮次", default=1)
    number = models.CharField("请示文号", max_length=60, blank=True)
    asked_on = models.DateField("请示日期", null=True, blank=True)
    state = StateField(
        "状态",
        max_length=12,
        choices=NominationState,
        default=NominationState.DRAFT,
        protected=True,
        editable=False,
    )
    approval_number = models.CharField("批复文号", max_length=60, blank=True, editable=False)
    approved_on = models.DateField("批复日期", null=True, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预备人选请示批复"
        ordering = ["township__position", "township__code", "round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "township", "round"],
                condition=Q(withdrawn_at=None),
                name="nomination_once",
                violation_error_message="该乡镇本轮已有请示，请在原请示上办理；补充提名的请用下一轮次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.township}第{self.round}轮预备人选"

    @property
    def is_fixed(self) -> bool:
        return self.state not in UNSENT

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and self.is_fixed:
            raise Refused(f"“{self}”{self.get_state_display()}，不能改动；需要调整的，请县级先退回。")

    @transition("state", source=[NominationState.DRAFT, NominationState.LAPSED], target=NominationState.ASKED)
    def ask(self) -> None: ...

    @transition("state", source=NominationState.ASKED, target=NominationState.DRAFT)
    def send_back(self) -> None: ...

    @transition("state", source=NominationState.ASKED, target=NominationState.APPROVED)
    def approve(self) -> None: ...

    @transition("state", source=NominationState.APPROVED, target=NominationState.LAPSED)
    def lapse(self) -> None: ...


class Nominee(CycleRow):
    """One person whom the township's party committee puts forward for one post of a village's party organisation."""

    search_from = ("person", "village")
    locked_by = ("nomination",)
    personal_fields = ("present_post", "note")
    purges_files = True

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="nominees",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="nominations", verbose_name="人员", editable=False)
    post = models.CharField(
        "提名职务", max_length=24, choices=[(kind.value, kind.label) for kind in PostKind if kind in PARTY_POSTS]
    )
    round = models.PositiveSmallIntegerField("提名轮次", default=1)
    present_post = models.CharField("现任职务", max_length=60, blank=True)
    nomination = models.ForeignKey(
        Nomination,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="nominees",
        verbose_name="请示批复",
    )
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预备人选"
        ordering = (*BY_VILLAGE, "round", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "person", "post", "round"],
                condition=Q(withdrawn_at=None),
                name="nominee_once",
                violation_error_message="该村本轮已有此人对这一职务的提名。",
            )
        ]

    def __str__(self) -> str:
        return self.person.name

    def check_writable(self) -> None:
        """A nominee in a request that was sent stands as the county saw him."""
        super().check_writable()
        if self.nomination and self.nomination.is_fixed and not self.follows_person:
            raise Refused(
                f"“{self}”所在的请示{self.nomination.get_state_display()}，不能改动；需要调整的，请县级先退回。"
            )
