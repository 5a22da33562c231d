"""What the smaller bodies came to: figures of each election, who was elected where somebody lists them, companions."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from electioncycle.records.name_fields import PersonNameField
from elections.choices import SMALLER, Body, Companion, ElectionState, PostCode, Procedure
from elections.models.elections import Election
from elections.models.of_election import OfVote
from elections.models.terms import Term
from villages.models import BY_VILLAGE, CycleRow, Person, Village

MOST_MEMBERS = 500
MEMBERS = (MaxValueValidator(MOST_MEMBERS),)
BODY_CHOICES = [(one.value, one.label) for one in SMALLER]
ROSTER_BODIES = [(one.value, one.label) for one in (Body.PARTY, *SMALLER)]
ROSTER_POSTS = (
    *(PostCode.SECRETARY, PostCode.DEPUTY_SECRETARY, PostCode.DISCIPLINE),
    *(PostCode.DIRECTOR, PostCode.MEMBER, PostCode.REPRESENTATIVE, PostCode.GROUP_LEADER),
)


def smaller_election(village: Village, body: str) -> Election | None:
    """The regular election of this body in the county's newest term; None before somebody registers it."""
    county = village.township.parent
    term = Term.objects.filter(county=county).order_by("-begins_on", "-id").first()
    rows = Election.objects.filter(village=village, body=body, procedure=Procedure.REGULAR, term=term)
    return rows.exclude(state=ElectionState.CALLED_OFF).order_by("-pk").first()


class BodyResult(OfVote):
    """One election of a smaller body in figures: to be elected, elected, women among them, and the day."""

    search_from = ("village",)

    body = models.CharField("推选事项", max_length=16, choices=BODY_CHOICES)
    due = models.PositiveSmallIntegerField("应推选(人)", validators=(MinValueValidator(1), *MEMBERS))
    elected = models.PositiveSmallIntegerField("已推选(人)", default=0, validators=MEMBERS)
    women = models.PositiveSmallIntegerField("其中女(人)", default=0, validators=MEMBERS)
    held_on = models.DateField("推选日期", null=True, blank=True, help_text="推选齐了须填；分几次推选的填最后一次")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "监委会、代表和小组长推选"
        ordering = (*BY_VILLAGE, "election_id")
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(withdrawn_at=None),
                name="body_result_once",
                violation_error_message="该村这项推选已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                condition=Q(women__lte=F("elected")),
                name="women_among_elected",
                violation_error_message="其中女的人数多于已推选人数，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}{Body(self.body).label}推选"

    @property
    def complete(self) -> bool:
        return self.held_on is not None and self.elected >= self.due

    def find_election(self) -> Election | None:
        return smaller_election(self.village, self.body)


class RosterMember(CycleRow):
    """Somebody elected into the party organisation or a smaller body, where a township lists them.

    The rules of avoidance ask for those of the party and for supervisors.
    """

    search_from = ("person", "village")
    personal_fields = ("note",)

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="roster", verbose_name="村(社区)", limit_choices_to={"valid_to": None}
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="seats", verbose_name="人员", editable=False)
    body = models.CharField("推选事项", max_length=16, choices=ROSTER_BODIES)
    post = models.CharField("职务", max_length=16, choices=[(one.value, one.label) for one in ROSTER_POSTS])
    group = models.CharField("组", max_length=20, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推选名册"
        ordering = (*BY_VILLAGE, "body", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "person", "body"],
                condition=Q(withdrawn_at=None),
                name="roster_once",
                violation_error_message="该村这份名册上已有此人。",
            )
        ]

    def __str__(self) -> str:
        return self.person.name


class CompanionBody(CycleRow):
    """One organisation beside the village's bodies (配套组织): that it was renewed, when, and who heads it."""

    search_from = ("village", "head")
    personal_fields = ("head", "note")

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="companions", verbose_name="村(社区)", limit_choices_to={"valid_to": None}
    )
    kind = models.CharField("组织", max_length=12, choices=Companion)
    renewed_on = models.DateField("换届日期", null=True, blank=True, help_text="还没有换届的不填")
    head = PersonNameField("负责人", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "配套组织换届"
        ordering = (*BY_VILLAGE, "kind")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "kind"],
                condition=Q(withdrawn_at=None),
                name="companion_once",
                violation_error_message="该村已登记这一组织，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.get_kind_display()}"
