"""What a village did, recorded in draft, handed in and checked by another person: the state and what it locks."""

from typing import Any

from django.db import models
from django_fsm import transition

from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from elections.choices import RecordState
from elections.models.elections import Election
from elections.models.of_election import going_in, require_own_village
from villages.models import Village


class Recorded(RemembersState, LedgerModel):
    """Base of such a record of one election: its content changes in draft only.

    It lies in the village of its election; entered by village, it belongs to the committee's election that goes on.
    """

    scope_lookup = "village__path"
    cycle_lookup = "election__start__cycle"

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

    election: Any
    election_id: int | None

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition

    @property
    def cycle(self) -> Any:
        return self.election.cycle

    def check_writable(self) -> None:
        if self.election_id and self.cycle:
            self.cycle.require_open_for_entry()
        if self.pk and self.state_unmoved and self.state != RecordState.DRAFT:
            raise Refused(f"“{self}”{self.get_state_display()}，内容不能改动；登记有误的，请乡镇组织委员先退回。")

    def prepare(self) -> None:
        if self.election_id is None:
            self.election = election_of(self.village)
        require_own_village(self)
        super().prepare()

    @transition("state", source=RecordState.DRAFT, target=RecordState.SUBMITTED)
    def submit(self) -> None: ...

    @transition("state", source=RecordState.SUBMITTED, target=RecordState.APPROVED)
    def approve(self) -> None: ...

    @transition("state", source=[RecordState.SUBMITTED, RecordState.APPROVED], target=RecordState.DRAFT)
    def send_back(self) -> None: ...


def election_of(village: Village) -> Election:
    """The committee's election that goes on in the village, the regular one before a by-election."""
    found = going_in([village.pk]).get(village.pk)
    if found is None:
        raise Refused(f"“{village}”没有进行中的村(居)委会选举，不能登记。请先启动换届程序或者登记补选。")
    return found
