"""What a village did, recorded in draft, handed in and checked by another person: the state and what it locks."""

from django.db import models
from django_fsm import transition

from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from elections.choices import RecordState
from elections.models.of_election import OfElection
from villages.models import Village


class Recorded(RemembersState, OfElection):
    """Base of such a record of one election: its content changes in draft only."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="村(社区)")
    state = StateField(
        "状态",
        max_length=12,
        choices=RecordState,
        default=RecordState.DRAFT,
        protected=True,
        editable=False,
        db_index=True,
    )

    class Meta:
        abstract = True

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and self.state != RecordState.DRAFT:
            raise Refused(f"“{self}”{self.get_state_display()}，内容不能改动；登记有误的，请乡镇组织委员先退回。")

    @transition("state", source=RecordState.DRAFT, target=RecordState.SUBMITTED)
    def submit(self) -> None: ...

    @transition("state", source=RecordState.SUBMITTED, target=RecordState.APPROVED)
    def approve(self) -> None: ...

    @transition("state", source=[RecordState.SUBMITTED, RecordState.APPROVED], target=RecordState.DRAFT)
    def send_back(self) -> None: ...
