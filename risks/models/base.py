"""What risk points and key ledgers share: measures, progress, and a closing that another level verifies."""

from typing import Any, ClassVar

from django.db import models
from django_fsm import transition

from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from risks.choices import EDITABLE, OPEN, State
from villages.models import CycleRow, Village


class Settled(RemembersState, CycleRow):
    """A row that is worked on until it is closed (销号): the township applies with proof, the county verifies.

    ``owner_fields`` name who answers for it, ``due_field`` the day by which something must have happened.
    """

    owner_fields: ClassVar[tuple[str, ...]] = ()
    due_field: ClassVar[str] = "deadline"

    village = models.ForeignKey(Village, models.PROTECT, related_name="%(class)ss", verbose_name="村(社区)")
    measures = models.TextField("措施", blank=True)
    progress = models.TextField("最新进展", blank=True)
    progress_on = models.DateField("最新进展日期", null=True, blank=True)
    state = StateField(
        "状态", max_length=12, choices=State, default=State.NOT_STARTED, protected=True, editable=False, db_index=True
    )
    proof = models.TextField("销号依据", blank=True, editable=False)
    closed_on = models.DateField("销号日期", null=True, blank=True, editable=False)
    verified_by = models.CharField("核验人", max_length=40, blank=True, editable=False)
    reopened = models.PositiveSmallIntegerField("重新打开次数", default=0, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def due_on(self) -> Any:
        return getattr(self, self.due_field)

    @property
    def owner(self) -> str:
        """Who answers for it; empty where nobody does yet."""
        return "、".join(filter(None, (getattr(self, name) for name in self.owner_fields)))

    @property
    def standing(self) -> str:
        """The state in words, with the mark of a case that was closed before."""
        again = "(重新打开)" if self.reopened and self.state != State.CLOSED else ""
        return f"{self.get_state_display()}{again}"

    def check_writable(self) -> None:
        """A move may be saved in any state; content only before an application for closing, or after its return."""
        super().check_writable()
        if self.pk and self.state_unmoved and not self.editable:
            raise Refused(
                f"“{self}”{self.get_state_display()}，内容不能改动。"
                "待核验的可由乡镇撤回销号申请，已销号的请县级先重新打开，再修改。"
            )

    def prepare(self) -> None:
        """Whoever enters progress has begun."""
        if self.state == State.NOT_STARTED and self.progress.strip():
            self.start()
        super().prepare()

    @transition("state", source=State.NOT_STARTED, target=State.WORKING)
    def start(self) -> None: ...

    @transition("state", source=[State.NOT_STARTED, State.WORKING], target=State.PENDING)
    def apply_closing(self) -> None: ...

    @transition("state", source=State.PENDING, target=State.WORKING)
    def take_back(self) -> None: ...

    @transition("state", source=State.PENDING, target=State.CLOSED)
    def close(self) -> None: ...

    @transition("state", source=State.CLOSED, target=State.WORKING)
    def reopen(self) -> None: ...
