"""Persons and the sitting teams they belong to."""

from django.db import models

from electioncycle.cleaning import cells
from electioncycle.records.months import MonthField
from electioncycle.records.name_fields import NationField, PersonNameField
from electioncycle.records.rows import LedgerModel
from electioncycle.security.privacy import BlindIndexField, EncryptedField, mask_phone
from villages import choices
from villages.models.cycles import BY_VILLAGE, CycleRow
from villages.models.places import Village
from villages.rules import teams as rules


class Person(LedgerModel):
    """A person as an organisation department knows him; seen only through a visible row that points at him."""

    scope_lookup = ""  # never listed by itself
    lies_with_holders = True
    search_from = ("name", "former_name")
    aside = ("phone", "resume", "family")
    apart = (
        *("former_name", "sex", "ethnicity", "birth", "native_place", "politics", "joined_party", "started_work"),
        *("full_time_education", "full_time_school", "education", "in_service_school"),
    )

    name = PersonNameField("姓名", max_length=40)
    former_name = PersonNameField("曾用名", max_length=40, blank=True)
    sex = models.CharField("性别", max_length=8, choices=choices.Sex)
    ethnicity = NationField("民族", max_length=20, blank=True, default="汉族")
    id_number = EncryptedField("身份证号", blank=True)
    id_index = BlindIndexField(of=("id_number",), blank=True)
    birth = MonthField("出生年月", null=True, blank=True)
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    politics = models.CharField("政治面貌", max_length=16, choices=choices.Politics, blank=True)
    joined_party = MonthField("入党时间", null=True, blank=True)
    started_work = MonthField("参加工作时间", null=True, blank=True)
    full_time_education = models.CharField("全日制学历", max_length=16, choices=choices.Education, blank=True)
    full_time_school = models.CharField("全日制毕业院校及专业", max_length=80, blank=True)
    education = models.CharField("最高学历", max_length=16, choices=choices.Education, blank=True)
    in_service_school = models.CharField("在职毕业院校及专业", max_length=80, blank=True)
    phone = EncryptedField("电话", blank=True, mask=mask_phone)
    resume = models.TextField("简历", blank=True)
    family = models.TextField("家庭成员", blank=True, help_text="每行一人：称谓 姓名 出生年月 政治面貌 工作单位及职务")
    photo = models.ForeignKey(
        "electioncycle.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="照片",
    )
    county_kept = models.BooleanField("县级核定", default=False, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="并入"
    )

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name

    def prepare(self) -> None:
        self.id_number = cells.clean_id_number(self.id_number) or ""
        if self.id_number:
            self.birth = rules.birth_of(self.id_number)
        super().prepare()


class TeamMember(CycleRow):
    """A member of a village's sitting team (现任班子) with posts, appraisals and wishes."""

    search_from = ("person", "village")
    personal_fields = ("penalty", "kinship", "former_village")
    purges_files = True
    aside = ("former_village", "penalty", "kinship", "note")
    apart = (
        *("party_post", "committee_post", "supervision_post", "collective_post", "full_post", "rank"),
        *("first_cadre_on", "post_since", "source", "appraisal_1", "appraisal_2", "appraisal_3"),
        *("votes_excellent", "votes_competent", "votes_basic", "votes_incompetent"),
        *("away_half_year", "wish", "performance"),
    )

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="team",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员", editable=False)
    party_post = models.CharField("党组织职务", max_length=12, choices=choices.PartyPost, default="none")
    committee_post = models.CharField("村(居)委会职务", max_length=12, choices=choices.CommitteePost, default="none")
    supervision_post = models.CharField("监委职务", max_length=12, choices=choices.SupervisionPost, default="none")
    collective_post = models.CharField(
        "集体经济组织职务", max_length=20, choices=choices.CollectivePost, default="none"
    )
    full_post = models.BooleanField("常职", default=True)
    first_cadre_on = MonthField("首任村干部时间", null=True, blank=True)
    post_since = MonthField("任现职时间", null=True, blank=True)
    source = models.CharField("主要来源", max_length=16, choices=choices.Source, blank=True)
    former_village = models.CharField("原所属村组", max_length=60, blank=True)
    appraisal_1 = models.CharField("考核(前三年)", max_length=12, choices=choices.Appraisal, blank=True)
    appraisal_2 = models.CharField("考核(前两年)", max_length=12, choices=choices.Appraisal, blank=True)
    appraisal_3 = models.CharField("考核(上年)", max_length=12, choices=choices.Appraisal, blank=True)
    votes_excellent = models.PositiveIntegerField("测评优秀票", null=True, blank=True)
    votes_competent = models.PositiveIntegerField("测评称职票", null=True, blank=True)
    votes_basic = models.PositiveIntegerField("测评基本称职票", null=True, blank=True)
    votes_incompetent = models.PositiveIntegerField("测评不称职票", null=True, blank=True)
    penalty = models.CharField("处分及影响期止", max_length=120, blank=True)
    kinship = models.CharField("与两委、监委、报账员亲属关系", max_length=120, blank=True)
    away_half_year = models.BooleanField("外出半年以上", default=False)
    wish = models.CharField("个人意愿", max_length=12, choices=choices.Wish, default=choices.Wish.UNKNOWN)
    performance = models.CharField("履职评价", max_length=12, choices=choices.Performance, blank=True)
    rank = models.PositiveSmallIntegerField(default=99, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "现任班子成员"
        ordering = (*BY_VILLAGE, "rank", "id")
        indexes = [models.Index(fields=["cycle", "village", "rank"], name="team_by_village")]

    def __str__(self) -> str:
        return self.person.name

    def prepare(self) -> None:
        self.rank = rules.rank(self.party_post, self.committee_post, self.supervision_post)
        super().prepare()
