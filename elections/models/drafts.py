"""What a village's own clerk filled in for the ledgers its township types: kept apart until that takes it."""

import json
from collections.abc import Mapping

from django.db import models
from django_fsm import transition

from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from electioncycle.security.privacy import EncryptedField, mask_hidden
from elections.choices import DraftOf, DraftState
from villages.models import BY_VILLAGE, CycleRow, Village


class VillageDraft(RemembersState, CycleRow):
    """One form as the village filled it in. No ledger, count or paper knows it; once it is taken its words are gone."""

    search_from = ("village",)

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="+", verbose_name="村(社区)", limit_choices_to={"valid_to": None}
    )
    of = models.CharField("填报内容", max_length=20, choices=DraftOf)
    content = EncryptedField("填报的内容", blank=True, mask=mask_hidden, editable=False)
    state = StateField(
        "状态",
        max_length=10,
        choices=DraftState,
        default=DraftState.WAITING,
        protected=True,
        editable=False,
        db_index=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "村级填报"
        ordering = (*BY_VILLAGE, "-id")

    def __str__(self) -> str:
        return f"{self.village}填报的{self.get_of_display()}"

    @property
    def typed(self) -> dict[str, str]:
        """Field → what was typed, as the form sent it."""
        return dict(json.loads(self.content)) if self.content else {}

    def put(self, typed: Mapping[str, str]) -> None:
        self.content = json.dumps({name: text for name, text in typed.items() if text}, ensure_ascii=False)

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and self.state == DraftState.TAKEN:
            raise Refused(f"“{self}”已由乡镇接收，不能再改；登记有误的，请告知乡镇更正。")

    @transition("state", source=DraftState.WAITING, target=DraftState.TAKEN)
    def take(self) -> None: ...

    @transition("state", source=DraftState.WAITING, target=DraftState.RETURNED)
    def send_back(self) -> None: ...

    @transition("state", source=DraftState.RETURNED, target=DraftState.WAITING)
    def hand_in(self) -> None: ...
