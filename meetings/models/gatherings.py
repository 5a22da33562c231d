"""Series of meetings with their cadence, and the meetings that were or will be held."""

from django.db import models
from django.db.models import Q

from meetings.choices import Cadence, Level, MeetingState, Slot
from villages.choices import AreaLevel, ListKind
from villages.models import Area, CycleRow, KindItem, Village

AREA_ORDER = ("area__level", "area__position", "area__code")


class MeetingSeries(CycleRow):
    """A meeting that recurs: who keeps it (``level``), how often, in which villages and how long before the election.

    A county's series is also its townships': they see what is expected of them.
    """

    scope_lookup = "area__path"
    scope_upward = True
    search_from = ("name", "area")

    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="meeting_series",
        verbose_name="县或乡镇(街道)",
        limit_choices_to={"level__in": (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)},
    )
    name = models.CharField("系列名称", max_length=60, help_text="如：村级选情分析会、乡镇七人小组会商")
    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="会议类型",
        limit_choices_to={"kind": ListKind.MEETING_KIND},
    )
    level = models.CharField("召开层级", max_length=10, choices=Level, help_text="由县、各乡镇还是各村召开")
    cadence = models.CharField("频次", max_length=10, choices=Cadence)
    workdays_only = models.BooleanField("每日的只算周一至周五", default=False)
    batch = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="适用批次",
        limit_choices_to={"kind": ListKind.BATCH},
        help_text="村级会议可只要求某一批次，如试点；不填为全部",
    )
    near_days = models.PositiveSmallIntegerField(
        "选举日前多少日内", null=True, blank=True, help_text="村级会议只要求临近投票的，填天数；不填为全程"
    )
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期", null=True, blank=True, help_text="限期召开一次的，填召开期限")
    members = models.CharField("参加人员", max_length=300, blank=True, help_text="如：书记、镇长、组织委员等7人")
    departments = models.CharField("参加部门", max_length=300, blank=True, help_text="联席会议填写，用顿号分开")
    expected = models.PositiveSmallIntegerField("应到人数", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议制度"
        ordering = [*AREA_ORDER, "starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "area", "name"],
                condition=Q(withdrawn_at=None),
                name="series_name_once",
                violation_error_message="这里本届已有同名的会议制度，请换一个名称或直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(CycleRow):
    """One meeting of the county, a township or a village. The township keeps the meetings of its villages.

    ``level`` follows from the place. A series has one meeting at a place and slot of a day.
    """

    scope_lookup = "area__path"
    search_from = ("area", "village", "agenda", "host")

    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="meetings",
        verbose_name="县或乡镇(街道)",
        limit_choices_to={"level__in": (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)},
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
        help_text="村级会议填写；县、乡镇的会议不填",
    )
    series = models.ForeignKey(
        MeetingSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="会议制度",
        help_text="按制度召开的选择；临时会议不填",
    )
    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="类型",
        limit_choices_to={"kind": ListKind.MEETING_KIND},
    )
    level = models.CharField("层级", max_length=10, choices=Level, editable=False)
    state = models.CharField("状态", max_length=10, choices=MeetingState, default=MeetingState.HELD)
    held_on = models.DateField("日期", db_index=True)
    slot = models.CharField("场次", max_length=10, choices=Slot, default=Slot.MORNING)
    location = models.CharField("地点", max_length=80, blank=True)
    host = models.CharField("主持人", max_length=60, blank=True)
    recorder = models.CharField("记录人", max_length=40, blank=True)
    expected = models.PositiveSmallIntegerField("应到", null=True, blank=True)
    attended = models.PositiveSmallIntegerField("实到", null=True, blank=True)
    present = models.TextField("出席", blank=True, help_text="姓名或部门，用顿号分开")
    absent = models.CharField("缺席及原因", max_length=300, blank=True)
    observers = models.CharField("列席", max_length=300, blank=True)
    sent_members = models.CharField("上级派员", max_length=120, blank=True, help_text="县(乡镇)派来参加的人员")
    agenda = models.TextField("议题", blank=True)
    decisions = models.TextField("议定事项", blank=True)
    owner = models.CharField("责任人", max_length=80, blank=True)
    deadline = models.DateField("时限", null=True, blank=True)
    minutes_number = models.CharField("纪要期号", max_length=40, blank=True, help_text="在本系统定稿的纪要自动填写")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-held_on", *AREA_ORDER, "village__position", "slot", "id"]
        indexes = [models.Index(fields=["cycle", "held_on"], name="meeting_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "area", "held_on", "slot"],
                condition=Q(withdrawn_at=None, village=None) & ~Q(state=MeetingState.CANCELLED),
                name="meeting_slot_of_area_once",
                violation_error_message="这项会议制度在这里的这一场次已登记过会议，请换场次，或直接修改原记录。",
            ),
            models.UniqueConstraint(
                fields=["series", "village", "held_on", "slot"],
                condition=Q(withdrawn_at=None) & ~Q(state=MeetingState.CANCELLED),
                name="meeting_slot_of_village_once",
                violation_error_message="这项会议制度在该村(社区)的这一场次已登记过会议，请换场次，或直接修改原记录。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village or self.area}{self.held_on:%m月%d日}{self.series or self.kind}"

    @property
    def holder(self) -> tuple[str, int]:
        """Whose meeting it is: level and key of the county, township or village."""
        return (Level.VILLAGE, self.village_id) if self.village_id else (self.level, self.area_id)

    def prepare(self) -> None:
        if self.village_id:
            self.level = Level.VILLAGE
        else:
            self.level = Level.COUNTY if self.area.level == AreaLevel.COUNTY else Level.TOWNSHIP
        super().prepare()
