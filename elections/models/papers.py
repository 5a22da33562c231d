"""What the county decides of papers: how they close (落款), and who has duty on which day."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from electioncycle.documents.forms import SignatureBlock
from elections.models.calendar import CodeField
from elections.rules.forms import paper_choices
from elections.rules.notice_words import as_form_text
from villages.models import CycleRow

MOST_COPIES = 99


class PaperBlock(CycleRow):
    """Who signs one kind of paper in this cycle, whose paper it is, whether a seal and a day belong on it."""

    scope_lookup = "cycle__county__path"
    scope_upward = True
    search_from = ("office",)
    impersonal_fields = ("signers",)  # posts, not names

    paper = CodeField("材料", max_length=24, choices=paper_choices)
    signers = models.TextField(
        "签名人", blank=True, max_length=400, help_text="每行一个，如：监票人、【选举委员会】主任"
    )
    office = models.CharField("落款", max_length=60, blank=True, help_text="如：【村名】【选举委员会】；不落款的不填")
    dated = models.BooleanField("写日期", default=True)
    sealed = models.BooleanField("留盖章处", default=False)
    copies = models.PositiveSmallIntegerField(
        "每村份数", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_COPIES)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "材料签署"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "paper"],
                condition=Q(withdrawn_at=None),
                name="paper_block_once",
                violation_error_message="本届已规定这种材料的签署，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_paper_display()}的签署"

    @property
    def block(self) -> SignatureBlock:
        signers = [as_form_text(line.strip()) for line in self.signers.splitlines() if line.strip()]
        return SignatureBlock(signers, as_form_text(self.office), self.dated, self.sealed, self.copies)


class DutyDay(CycleRow):
    """One official on duty at the county for one day (值班表), which gives them the duty's rights for that day."""

    scope_lookup = "cycle__county__path"
    scope_upward = True
    search_from = ("shift",)

    day = models.DateField("日期", db_index=True)
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="duty_days", verbose_name="值班人员"
    )
    shift = models.CharField("班次", max_length=30, blank=True, help_text="如：带班、白班、夜班")
    office_phone = models.CharField("值班电话", max_length=30, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班表"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "day", "official"],
                condition=Q(withdrawn_at=None),
                name="duty_day_once",
                violation_error_message="这名人员这一天已排班，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}{self.official}值班"
