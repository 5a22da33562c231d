"""The key-person ledger (重点人员， 一人一策): facts and sources only, open to the people assigned to it."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from electioncycle.cleaning import cells
from electioncycle.records.name_fields import PersonNameField
from electioncycle.records.numbering import Numbered
from electioncycle.records.readers import AllEntries, LiveEntries
from electioncycle.security.privacy import EncryptedField
from risks import choices
from risks.choices import State
from risks.models.base import Settled
from villages.models import BY_VILLAGE


class KeyPerson(Settled):
    """A person whose matter needs attention: what happened and where it is recorded, never an opinion or a score.

    An entry rests on a source, is reviewed by a date and ends on another. Those not assigned to it see counts only.
    """

    personal_fields = (
        "name",
        "source_number",
    )
    purges_files = True

    search_from = ("name", "number", "village")
    numbered = Numbered("number", ("cycle",), "ZD", telling=False)
    owner_fields: ClassVar[tuple[str, ...]] = ("leader", "cadre")
    due_field: ClassVar[str] = "review_on"

    number = models.CharField("台账编号", max_length=20, blank=True, help_text="不填则由系统编号")
    name = PersonNameField("姓名", max_length=40)
    id_number = EncryptedField("身份证号", blank=True)
    facts = models.TextField("事项(仅事实)", help_text="只写发生了什么、何时何地、如何处理，不写评价")
    source = models.CharField("来源", max_length=10, choices=choices.PersonSource)
    source_number = models.CharField("来源文号", max_length=80, blank=True)
    source_on = models.DateField("来源日期")
    demand = models.CharField("诉求", max_length=10, choices=choices.Demand, default=choices.Demand.UNCHECKED)
    leader = models.CharField("责任领导", max_length=60, blank=True)
    cadre = models.CharField("包联干部", max_length=60, blank=True)
    police = models.CharField("责任民警", max_length=40, blank=True)
    review_on = models.DateField("复核日期")
    valid_until = models.DateField("有效期止", db_index=True)
    outcome = models.CharField("办结方式", max_length=10, choices=choices.Outcome, blank=True, editable=False)

    objects: ClassVar[Any] = LiveEntries()
    all_rows: ClassVar[Any] = AllEntries()

    class Meta:
        verbose_name = verbose_name_plural = "重点人员台账"
        ordering = (*BY_VILLAGE, "id")

    def __str__(self) -> str:
        """Stands in histories and refusals: never the name."""
        return f"重点人员{self.label}"

    @property
    def label(self) -> str:
        return self.number or "(未编号)"

    @property
    def is_expired(self) -> bool:
        return self.valid_until < timezone.localdate()

    @property
    def standing(self) -> str:
        """在办， 已化解 or 移出， as the form of the county has it."""
        if self.state == State.CLOSED:
            return self.get_outcome_display() or choices.Outcome.SETTLED.label
        return "在办(待核验)" if self.state == State.PENDING else "在办"

    def prepare(self) -> None:
        self.id_number = cells.clean_id_number(self.id_number) or ""
        super().prepare()
