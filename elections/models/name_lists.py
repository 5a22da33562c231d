"""Names of proxies and of roving-box voters where a county keeps them: apart, unsearched, without history, erased.

``NameList`` is what stays: how many there were and what the checks found. ``ListedName`` goes when the ballots are
sealed. Nothing here points at a sheet, a ballot or a result, and nothing of these points here.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from electioncycle.records.readers import AllEntries, LiveEntries
from electioncycle.refusals import Refused
from electioncycle.security.privacy import EncryptedField, mask_hidden
from elections.choices import Fit, NamesOf
from elections.models.elections import Election
from elections.models.of_election import NO_ELECTION, going_or_last_in
from villages.models import BY_VILLAGE, CycleRow, Village


class NameList(CycleRow):
    """That names are kept of one election, and what they came to; only readers assigned to it see them."""

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="+", verbose_name="村(社区)", limit_choices_to={"valid_to": None}
    )
    election = models.ForeignKey(
        Election, models.PROTECT, related_name="name_lists", verbose_name="选举", editable=False
    )
    kind = models.CharField("名单", max_length=10, choices=NamesOf)
    entries = models.PositiveIntegerField("人数", default=0, editable=False)
    found = models.JSONField("核对结果", default=dict, editable=False)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True, editable=False)

    objects: ClassVar[Any] = LiveEntries()
    all_rows: ClassVar[Any] = AllEntries()

    class Meta:
        verbose_name = verbose_name_plural = "委托和流动票箱名单"
        ordering = (*BY_VILLAGE, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "kind"],
                condition=Q(withdrawn_at=None),
                name="name_list_once",
                violation_error_message="该村这项选举已有这份名单；需要查阅的，请县级换届管理员指定。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.get_kind_display()}名单"

    @property
    def label(self) -> str:
        return str(self)

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition

    def check_writable(self) -> None:
        """Erasing is never held up by a closed cycle."""
        if self.erased_at is None:
            super().check_writable()

    def prepare(self) -> None:
        if self.election_id is None:
            found = going_or_last_in([self.village_id]).get(self.village_id)
            if found is None or found.cycle != self.cycle:
                raise Refused(f"{self.village.township}{self.village}本届{NO_ELECTION}")
            self.election = found
        super().prepare()


class ListedName(models.Model):
    """One name, encrypted; a proxy with its holder. No history, no search, no bin."""

    of = models.ForeignKey(NameList, models.CASCADE, related_name="names", verbose_name="名单")
    name = EncryptedField("姓名", mask=mask_hidden)
    group = models.CharField("组", max_length=20, blank=True)
    holder = EncryptedField("受托人", blank=True, mask=mask_hidden)
    relation = models.CharField("与受托人关系", max_length=20, blank=True)
    fit = models.CharField("受托人是否符合条件", max_length=8, choices=Fit, default=Fit.UNKNOWN)
    box = models.CharField("票箱", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "名单姓名"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="listed_name_is_there"),
        ]

    def __str__(self) -> str:
        """Stands in logs and errors: never the name."""
        return f"名单姓名{self.pk}"
