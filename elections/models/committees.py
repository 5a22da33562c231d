"""The election committee of an election: how it was chosen, its members in order, who left and who followed."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from electioncycle.records.rows import LedgerModel
from elections.choices import Chooser, Choosing, CommitteeRole, ExitReason, RecordState
from elections.models.calendar import OF_ELECTION
from elections.models.elections import Election
from elections.models.recorded import Recorded
from elections.rules.words import Names
from villages.choices import VillageKind
from villages.models import BY_VILLAGE, Person, Village

MOST_MEMBERS = 40


class ElectionCommittee(Recorded):
    """Who chose it, how and by how many. Its days are steps of the calendar: chosen, published, filed."""

    search_from = ("village",)

    election = models.ForeignKey(
        Election, models.PROTECT, related_name="committees", verbose_name="选举", editable=False
    )
    chosen_by = models.CharField("推选会议", max_length=16, choices=Chooser)
    choosing = models.CharField("推选方式", max_length=12, choices=Choosing, blank=True)
    entitled = models.PositiveIntegerField("应到会(人)", null=True, blank=True)
    present = models.PositiveIntegerField("到会(人)", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "选举委员会"
        ordering = (*OF_ELECTION, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(withdrawn_at=None),
                name="one_election_committee",
                violation_error_message="这项选举已登记选举委员会，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{Names(self.village.kind == VillageKind.COMMUNITY).election_committee}"


class CommitteeMember(LedgerModel):
    """Somebody in the committee, or chosen as a substitute, by their place in the order in which they were chosen."""

    scope_lookup = "village__path"
    cycle_lookup = "committee__election__start__cycle"
    search_from = ("person", "village")
    personal_fields = ("exit_number",)

    committee = models.ForeignKey(
        ElectionCommittee, models.PROTECT, related_name="members", verbose_name="选举委员会", editable=False
    )
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="村(社区)")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="election_committees", verbose_name="人员", editable=False
    )
    number = models.PositiveSmallIntegerField(
        "序号", validators=[MinValueValidator(1), MaxValueValidator(MOST_MEMBERS)], editable=False
    )
    role = models.CharField("职务", max_length=12, choices=CommitteeRole, default=CommitteeRole.MEMBER)
    joined_on = models.DateField("递补日期", null=True, blank=True, editable=False)
    exit_planned_on = models.DateField("计划退出日期", null=True, blank=True, editable=False)
    left_on = models.DateField("退出日期", null=True, blank=True, editable=False)
    left_because = models.CharField("退出原因", max_length=12, choices=ExitReason, blank=True, editable=False)
    exit_number = models.CharField("退出文书号", max_length=60, blank=True, editable=False)
    followed_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="递补人", editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "选举委员会成员"
        ordering = (*BY_VILLAGE, "committee", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "person"],
                condition=Q(withdrawn_at=None),
                name="in_committee_once",
                violation_error_message="此人已在选举委员会名单中，不能重复登记。",
            ),
            models.UniqueConstraint(
                fields=["committee", "number"], condition=Q(withdrawn_at=None), name="committee_order"
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(withdrawn_at=None, left_on=None, role=CommitteeRole.HEAD),
                name="one_committee_head",
                violation_error_message="选举委员会只有一名主任，请核对职务。",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def rules_edition(self) -> int | None:
        return self.committee.rules_edition

    @property
    def election_id(self) -> int:
        """Whose checks look again when this row is saved."""
        return self.committee.election_id

    @property
    def sits(self) -> bool:
        return self.left_on is None and self.role != CommitteeRole.SUBSTITUTE

    @property
    def from_beginning(self) -> bool:
        """Whether they sat, or sit, since the committee was chosen."""
        return self.joined_on is None and self.role != CommitteeRole.SUBSTITUTE

    @property
    def waits(self) -> bool:
        """A substitute who may follow."""
        return self.left_on is None and self.role == CommitteeRole.SUBSTITUTE

    @property
    def fixed(self) -> bool:
        return bool(self.committee.state != RecordState.DRAFT)

    def prepare(self) -> None:
        self.village = self.committee.village
        super().prepare()
