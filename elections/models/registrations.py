"""Who is registered to take part, in numbers only: by class and by group, as published and as corrected since."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from electioncycle.records.rows import LedgerModel
from electioncycle.refusals import Refused
from elections.choices import Base, VoterClass
from elections.models.calendar import OF_ELECTION
from elections.models.elections import Election
from elections.models.recorded import Recorded
from elections.rules.registration import read_groups
from villages.models import BY_VILLAGE, Village

MOST_PEOPLE = 100_000


def _figure(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


class Registration(Recorded):
    """The figures of one election. Of an uploaded list nothing is kept here but what was counted in it.

    ``groups`` holds a line a group, name and number; ``list_doubles`` and ``list_young`` are lines of the sheet.
    """

    search_from = ("village",)
    impersonal_fields = ("groups",)

    election = models.ForeignKey(
        Election, models.PROTECT, related_name="registrations", verbose_name="选举", editable=False
    )
    base = models.CharField("参加选举的方式", max_length=16, choices=Base, default=Base.PEOPLE)
    registered = models.PositiveIntegerField("登记总数")
    resident = _figure(VoterClass.RESIDENT.label)
    away = _figure(VoterClass.AWAY.label)
    outsider = _figure(VoterClass.OUTSIDER.label)
    worker = _figure(VoterClass.WORKER.label)
    spouse = _figure(VoterClass.SPOUSE.label)
    former = _figure(VoterClass.FORMER.label)
    newcomer = _figure(VoterClass.NEWCOMER.label)
    groups = models.TextField("各小组人数", blank=True, help_text="可不填；每行一组，如：一组 126")
    outsider_present = _figure("非户籍表决到会(人)")
    outsider_for = _figure("非户籍表决同意(人)")
    last_registered = models.PositiveIntegerField("上届登记数", null=True, blank=True, help_text="可不填")
    note = models.CharField("备注", max_length=200, blank=True)
    list_counted = models.PositiveIntegerField("名单人数", null=True, blank=True, editable=False)
    list_doubles = models.JSONField("名单重复行", default=list, editable=False)
    list_young = models.JSONField("名单未满年龄行", default=list, editable=False)
    doubles_settled = models.BooleanField("已核实为不同的人", default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "登记参加选举"
        ordering = (*OF_ELECTION, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(withdrawn_at=None),
                name="one_registration",
                violation_error_message="这项选举已有登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}选举登记"

    @property
    def classes(self) -> dict[str, int]:
        """What was typed by class."""
        return {one: number for one in VoterClass.values if (number := getattr(self, one)) is not None}

    @property
    def by_group(self) -> list[tuple[str, int]]:
        return read_groups(self.groups)

    @property
    def figure(self) -> int:
        """R: the last corrected figure, else the one that was published. Prefetch ``supplements`` for many.

        A correction counts when another person has checked it, as the figure that was published did.
        """
        last = [one.registered for one in self.supplements.all() if one.withdrawn_at is None and one.confirmed]
        return last[-1] if last else self.registered

    def prepare(self) -> None:
        self.groups = "\n".join(f"{name} {number}" for name, number in self.by_group)
        super().prepare()


SAID = ("registered", "grounds", "withdrawn_at")
"""What another person checks of a correction."""


class Supplement(LedgerModel):
    """A correction of the published list (补充更正): the figure from then on, with its own notice.

    Nobody's name stands here; the notice is the village's paper. Once another person has checked it only its notice
    is added.
    """

    scope_lookup = "village__path"
    cycle_lookup = "registration__election__start__cycle"
    search_from = ("village", "notice_number")
    personal_fields = ("grounds",)

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="supplements", verbose_name="选举登记", editable=False
    )
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="村(社区)", editable=False)
    number = models.PositiveSmallIntegerField("第几次更正", editable=False)
    registered = models.PositiveIntegerField("更正后登记总数")
    grounds = models.CharField("更正原因", max_length=120, help_text="写事由和人数，不写姓名")
    notice_number = models.CharField("补充公告编号", max_length=60, blank=True)
    published_on = models.DateField("公告日期", null=True, blank=True)
    confirmed = models.BooleanField("已由另一人核对", default=True, editable=False)

    _stored: ClassVar[dict[str, Any]] = {}

    class Meta:
        verbose_name = verbose_name_plural = "名单更正"
        ordering = (*BY_VILLAGE, "registration", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "number"], condition=Q(withdrawn_at=None), name="supplement_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}名单第{self.number}次更正"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._stored = {name: row.__dict__.get(name) for name in ("confirmed", *SAID)}  # type: ignore[misc]
        return row

    def check_writable(self) -> None:
        super().check_writable()
        if self._stored.get("confirmed") and any(getattr(self, name) != self._stored[name] for name in SAID):
            raise Refused(f"“{self}”已由另一人核对，更正的人数和原因不能改动，也不能撤回；有误的请再登记一次更正。")

    @property
    def rules_edition(self) -> int | None:
        return self.registration.rules_edition

    @property
    def election_id(self) -> Any:
        """Whose checks look again when this row is saved."""
        return self.registration.election_id

    @property
    def announced(self) -> bool:
        return bool(self.notice_number and self.published_on)

    def prepare(self) -> None:
        self.village = self.registration.village
        super().prepare()
