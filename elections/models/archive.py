"""The archive of an election: what its township says is missing, and to whom it was handed over."""

from typing import Any

from django.db import models
from django.db.models import Q

from electioncycle.records.name_fields import PersonNameField
from electioncycle.records.rows import LedgerModel
from elections.models.calendar import OF_ELECTION
from elections.models.elections import Election
from elections.rules.archive import titles_of


class Items(models.JSONField):
    """Codes of items of the archive; migrations know it as plain JSON."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def in_words(self, value: Any) -> str:
        return titles_of(value or [])


class Archive(LedgerModel):
    """One row an election. What there is prints itself; the day of the handing over is a step of the calendar."""

    scope_lookup = "election__village__path"
    cycle_lookup = "election__start__cycle"
    search_from = ("election", "office")
    personal_fields = ("receiver", "note")

    election = models.ForeignKey(Election, models.PROTECT, related_name="archives", verbose_name="选举", editable=False)
    missing = Items("缺项", default=list, editable=False)
    receiver = PersonNameField("接收人", max_length=40, blank=True)
    office = models.CharField("接收单位", max_length=60, blank=True, help_text="村档案室、乡镇档案室等，可不填")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "选举归档"
        ordering = (*OF_ELECTION, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(withdrawn_at=None),
                name="one_archive_of_an_election",
                violation_error_message="这项选举已有归档登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.election}归档"

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition
