"""The city's own workbooks with what is filled into which cell, and the editions made of them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from electioncycle.records.files import StoredFile
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from filing.choices import WAITING, Cadence, EditionState, Weekday, ledgers_that_leave
from villages.models import CycleRow


class CityForm(CycleRow):
    """A form that the city or the province asks for (上级报表), when it is due, and what stands where in it.

    ``cells``: one entry for each mapped cell, as ``rules.mapping.Mapped`` reads it. They are part of the row, so that
    its history says who changed which. ``ready``: which of the product's own forms its workbook was made as; empty
    where the city sent it. ``stuck``: why it could not be filled when that was last tried, in words.
    """

    scope_lookup = "cycle__county__path"
    search_from = ("name", "receiver", "document_number")

    name = models.CharField("表名", max_length=60, help_text="如：换届选举进展情况日报表")
    receiver = models.CharField("报送单位", max_length=60, help_text="如：市委组织部组织二科")
    document_number = models.CharField("布置文号", max_length=60, blank=True)
    cadence = models.CharField("报送频次", max_length=10, choices=Cadence, default=Cadence.ASKED)
    weekday = models.CharField("星期", max_length=1, choices=Weekday, blank=True, help_text="每周报送的须选")
    day = models.DateField("报送日期", null=True, blank=True, help_text="指定日期报送的须填")
    hour = models.TimeField("报送时点", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    workbook = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原表", editable=False
    )
    cells = models.JSONField("对应关系", default=list, blank=True, editable=False)
    ready = models.CharField("产品自带的表", max_length=20, blank=True, default="", editable=False)
    stuck = models.CharField("填不出的原因", max_length=300, blank=True, default="", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "上级报表"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "name", "receiver"],
                condition=Q(withdrawn_at=None),
                name="city_form_once",
                violation_error_message="这张报表已登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class FormEdition(RemembersState, CycleRow):
    """One issue (第N期) of a form as it was filled: its values and the workbook under them stay.

    What is wrong in one that was sent is put right by another, which names it (更正).
    """

    scope_lookup = "cycle__county__path"

    form = models.ForeignKey(CityForm, models.PROTECT, related_name="editions", verbose_name="上级报表")
    number = models.PositiveIntegerField("期数")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正"
    )
    state = StateField("状态", max_length=10, choices=EditionState, default=EditionState.MADE, protected=True)
    cut_at = models.DateTimeField("截数时刻", default=timezone.now)
    filled_by = models.CharField("填表人", max_length=40)
    checked_by = models.CharField("审核人", max_length=40, blank=True)
    signed_by = models.CharField("签发人", max_length=40, blank=True)
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)
    source = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="原表")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="已填的表")
    values = models.JSONField("数字", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "报表期数"
        ordering = ["form", "-number", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "number"],
                condition=Q(corrects=None, withdrawn_at=None),
                name="form_edition_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form}{self.title}"

    @property
    def title(self) -> str:
        return f"第{self.number}期{'（更正）' if self.corrects_id else ''}"

    @property
    def content(self) -> Any:
        """What is approved: the figures and the file they stand in."""
        return [self.values, self.file.digest]

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved:
            raise Refused(
                f"“{self}”{self.get_state_display()}，各期填好后不能改动；有错的请退回重填，已报送的填更正件。"
            )

    @transition("state", source=EditionState.MADE, target=EditionState.CHECKED)
    def check_off(self) -> None: ...

    @transition("state", source=list(WAITING), target=EditionState.RETURNED)
    def hand_back(self) -> None: ...

    @transition("state", source=EditionState.CHECKED, target=EditionState.SENT)
    def send(self) -> None: ...


class SystemMap(CycleRow):
    """How the rows of one ledger stand in the import table of a system of the level above (上级系统导出).

    ``headings``: one entry for each column of that table in its order, as ``rules.outward.Heading`` reads it. They are
    part of the row, so that its history says who changed which.
    """

    scope_lookup = "cycle__county__path"
    search_from = ("name", "system")

    name = models.CharField("对应表", max_length=60, help_text="如：村干部信息导入表")
    system = models.CharField("上级系统", max_length=60, help_text="如：全国党员管理信息系统、省村干部信息系统")
    ledger_name = models.CharField("取自台账", max_length=60, choices=ledgers_that_leave)
    sheet = models.CharField("工作表名", max_length=31, default="数据", help_text="照上级导入模板的工作表名")
    note = models.CharField("备注", max_length=200, blank=True, help_text="如：模板的版本、哪天下发")
    headings = models.JSONField("各列", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "上级系统导出"
        ordering = ["system", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "name", "system"],
                condition=Q(withdrawn_at=None),
                name="system_map_once",
                violation_error_message="这个系统的这张对应表已登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return self.name
