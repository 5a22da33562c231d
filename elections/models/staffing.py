"""Who runs a village's vote, where its boxes stand, and how many voters gave their vote to another."""

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from electioncycle.disclosure.retention import GONE
from electioncycle.records.name_fields import PersonNameField
from electioncycle.records.workflow import StateField
from electioncycle.refusals import Refused
from elections.choices import Avoids, PlaceKind, PlaceState
from elections.models.calendar import CodeField
from elections.models.of_election import OfVote
from elections.rules.duties import duty_choices
from villages.models import BY_VILLAGE

MOST_VOTERS = 100_000
VOTERS = (MaxValueValidator(MOST_VOTERS),)


class ElectionStaff(OfVote):
    """Somebody with a duty at the vote, named as the notice names them.

    Who that is among the village's people the checks tell by the name (``rules.avoiding``); the clerk has the last
    word.
    """

    search_from = ("name", "village")
    personal_fields = ("name", "note")

    name = PersonNameField("姓名", max_length=40)
    duty = CodeField("职责", max_length=20, choices=duty_choices)
    box = models.CharField(
        "票箱(投票站)", max_length=40, blank=True, help_text="填“投票场所和票箱”中的名称；不固定在一处的不填"
    )
    avoids = models.CharField("回避核对", max_length=8, choices=Avoids, default=Avoids.UNKNOWN)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "选举工作人员"
        ordering = (*BY_VILLAGE, "election_id", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "name", "duty", "box"],
                condition=Q(withdrawn_at=None) & ~Q(name=GONE),
                name="staff_duty_once",
                violation_error_message="该村这项选举已登记此人的这项职责，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.get_duty_display()})"


PLACE_CONTENT = ("village_id", "kind", "name", "address", "route", "hours", "withdrawn_at")
"""What the township approves of a roving box."""


class PollingPlace(OfVote):
    """A place where ballots are cast: the hall, a polling station, a roving box with its route and hours."""

    search_from = ("name", "village")
    personal_fields = ("route",)

    kind = models.CharField("类别", max_length=10, choices=PlaceKind)
    name = models.CharField("名称", max_length=40, help_text="如：中心会场、3组投票站、流动票箱1")
    address = models.CharField("地点", max_length=80, blank=True)
    route = models.CharField("路线", max_length=200, blank=True, help_text="流动票箱须填：经过的组和地点")
    hours = models.CharField("起止时间", max_length=40, blank=True, help_text="如：8:00—11:30")
    voters = models.PositiveIntegerField(
        "使用人数", null=True, blank=True, validators=VOTERS, help_text="流动票箱：公布名单上的人数"
    )
    posted_on = models.DateField("名单公布日期", null=True, blank=True, editable=False)
    state = StateField(
        "状态",
        max_length=10,
        choices=PlaceState,
        default=PlaceState.DRAFT,
        protected=True,
        editable=False,
        db_index=True,
    )
    approval_number = models.CharField("批准文号", max_length=60, blank=True, editable=False)
    approved_on = models.DateField("批准日期", null=True, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    _stored: ClassVar[dict[str, Any]] = {}

    class Meta:
        verbose_name = verbose_name_plural = "投票场所和票箱"
        ordering = (*BY_VILLAGE, "election_id", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "name"],
                condition=Q(withdrawn_at=None),
                name="polling_place_once",
                violation_error_message="该村这项选举已有同名的投票场所或票箱，请换一个名称。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.name}"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._stored = {name: row.__dict__.get(name) for name in ("state", *PLACE_CONTENT)}  # type: ignore[misc]
        return row

    @property
    def roving(self) -> bool:
        return self.kind == PlaceKind.ROVING

    @property
    def is_fixed(self) -> bool:
        return self.state != PlaceState.DRAFT

    def check_writable(self) -> None:
        """What was sent to the township stays as it was sent; that its list was posted is recorded at any time."""
        super().check_writable()
        stored = self._stored
        if not stored or stored["state"] == PlaceState.DRAFT or self.state != stored["state"]:
            return
        if any(getattr(self, name) != stored[name] for name in PLACE_CONTENT):
            raise Refused(
                f"“{self}”{PlaceState(stored['state']).label}，登记的内容不能改动。需要调整的，请乡镇组织委员先退回。"
            )

    @transition("state", source=PlaceState.DRAFT, target=PlaceState.ASKED)
    def ask(self) -> None: ...

    @transition("state", source=PlaceState.ASKED, target=PlaceState.APPROVED)
    def approve(self) -> None: ...

    @transition("state", source=[PlaceState.ASKED, PlaceState.APPROVED], target=PlaceState.DRAFT)
    def send_back(self) -> None: ...


class ProxyTally(OfVote):
    """How many voters of an election gave their vote to another (委托投票), in figures alone."""

    search_from = ("village",)

    certificates = models.PositiveIntegerField("办理委托(人)", validators=VOTERS)
    holders = models.PositiveIntegerField("受托人(人)", null=True, blank=True, validators=VOTERS)
    most = models.PositiveSmallIntegerField("一人接受委托最多(人)", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "委托投票登记"
        ordering = (*BY_VILLAGE, "election_id")
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(withdrawn_at=None),
                name="proxies_once",
                violation_error_message="该村这项选举已登记委托投票，请直接修改原记录。",
            ),
            models.CheckConstraint(
                condition=Q(holders=None) | Q(holders__lte=F("certificates")),
                name="holders_of_proxies",
                violation_error_message="受托人多于办理委托的人数，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}委托投票登记"
