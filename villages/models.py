"""Areas, villages, cycles, rules and lists, persons, sitting teams and responsibility posts."""

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from electioncycle.models import LedgerModel
from electioncycle.privacy import EncryptedField, blind_index, mask_phone
from electioncycle.refusals import Refused
from villages import choices, rules


class Area(LedgerModel):
    """A node of the tree above the villages: province, prefecture, county, township."""

    scope_lookup = "path"
    search_from = ("name",)

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    level = models.PositiveSmallIntegerField("级别", choices=choices.AreaLevel)
    code = models.CharField(
        "区划代码", max_length=12, validators=[RegexValidator(r"^\d{2,12}$", "区划代码为2至12位数字。")]
    )
    name = models.CharField("名称", max_length=60)
    path = models.CharField(max_length=120, unique=True, editable=False)
    position = models.PositiveIntegerField("排列顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["code"], condition=Q(withdrawn_at=None), name="area_code_once")]

    def __str__(self) -> str:
        return self.name

    def prepare(self) -> None:
        self.path = f"{self.parent.path if self.parent else '/'}{self.code}/"
        super().prepare()


class Village(LedgerModel):
    """A village or community as it stands in the registry; its yearly figures are in ``VillageProfile``."""

    scope_lookup = "path"
    search_from = ("name", "former_name")

    township = models.ForeignKey(Area, models.PROTECT, related_name="villages", verbose_name="乡镇(街道)")
    code = models.CharField(
        "区划代码",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^(\d{12}|L\d{11})$", "区划代码为12位数字(临时代码以L开头)。")],
    )
    name = models.CharField("村(社区)名称", max_length=60)
    former_name = models.CharField("曾用名", max_length=60, blank=True)
    kind = models.CharField("类别", max_length=12, choices=choices.VillageKind, default=choices.VillageKind.VILLAGE)
    provisional = models.BooleanField("临时代码", default=False, editable=False)
    path = models.CharField(max_length=120, unique=True, editable=False)
    position = models.PositiveIntegerField("排列顺序", default=0)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name="并入"
    )

    class Meta:
        verbose_name = verbose_name_plural = "村(社区)"
        ordering = ["township__position", "township__code", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(withdrawn_at=None), name="village_code_once"),
            models.UniqueConstraint(
                fields=["township", "name"],
                condition=Q(withdrawn_at=None, valid_to=None),
                name="village_name_once",
                violation_error_message="该乡镇已有同名的村(社区),请核对名称。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def prepare(self) -> None:
        self.provisional = self.code.startswith("L")
        self.path = f"{self.township.path}{self.code}/"
        super().prepare()


class RuleSet(LedgerModel):
    """The rules of one province and period as data: every value with its legal source; published by a second person."""

    scope_lookup = ""

    code = models.CharField("规则集代码", max_length=40)
    name = models.CharField("名称", max_length=80)
    province = models.CharField("适用地区", max_length=40)
    edition = models.PositiveIntegerField("版次", default=1)
    effective_from = models.DateField("生效日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=choices.RuleState, default=choices.RuleState.DRAFT, editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "规则集"
        ordering = ["province", "code", "-edition"]
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="ruleset_edition_once")]

    def __str__(self) -> str:
        return f"{self.name}(第{self.edition}版)"


class Rule(models.Model):
    """One value of a rule set with the text it rests on. ``unsure`` marks what the county must confirm."""

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="rules", verbose_name="规则集")
    key = models.CharField("参数", max_length=60)
    label = models.CharField("名称", max_length=80)
    value = models.JSONField("取值")
    unit = models.CharField("单位", max_length=20, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)
    unsure = models.BooleanField("待确认", default=False)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "规则"
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["rule_set", "key"], name="rule_once_per_set")]

    def __str__(self) -> str:
        return self.label


class Cycle(LedgerModel):
    """One election cycle (届次) of a county."""

    scope_lookup = "county__path"

    county = models.ForeignKey(Area, models.PROTECT, related_name="cycles", verbose_name="县(市、区)")
    name = models.CharField("届次名称", max_length=60)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, verbose_name="规则集")
    starts_on = models.DateField("启动日期")
    reference_date = models.DateField("数据截止日", help_text="年龄等按此日计算")
    entry_deadline = models.DateField("填报截止日", null=True, blank=True)
    county_confirms = models.BooleanField("班子研判须县级确认", default=True)
    targets = models.JSONField("本届结构目标", default=dict, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=choices.CycleState, default=choices.CycleState.PREPARING, editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "届次"
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.name


class KindItem(LedgerModel):
    """One entry of a county's list for a cycle: batches, responsibility posts, items of the analysis, risk kinds."""

    scope_lookup = "cycle__county__path"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="kinds", verbose_name="届次", editable=False)
    kind = models.CharField("清单", max_length=20, choices=choices.ListKind)
    code = models.CharField("代码", max_length=30)
    name = models.CharField("名称", max_length=60)
    group = models.CharField("分组", max_length=30, blank=True, help_text="如:四个一、三个一")
    guidance = models.TextField("说明", blank=True)
    source = models.CharField("依据", max_length=200, blank=True)
    unsure = models.BooleanField("待确认", default=False)
    position = models.PositiveIntegerField("顺序", default=0)
    planned_on = models.DateField("计划选举日", null=True, blank=True, help_text="仅批次填写")

    class Meta:
        verbose_name = verbose_name_plural = "类别清单"
        ordering = ["kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "kind", "code"],
                condition=Q(withdrawn_at=None),
                name="kind_code_once",
                violation_error_message="本届该清单已有此代码,请换一个。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CycleRow(LedgerModel):
    """A ledger row that belongs to one cycle; a closed cycle is read-only."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", verbose_name="届次", editable=False)

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    def check_writable(self) -> None:
        if self.cycle.state == choices.CycleState.CLOSED:
            raise Refused(f"届次“{self.cycle}”已关闭,只能查阅。确需更正的,请县级管理员按程序重新开启。")


class VillageProfile(CycleRow):
    """A village's figures and standing in one cycle: population, party members, seats, income, batch."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="profiles", verbose_name="村(社区)")
    takes_part = models.BooleanField("参加本届换届", default=True)
    batch = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批次",
        limit_choices_to={"kind": choices.ListKind.BATCH},
    )
    election_day = models.DateField("计划选举日", null=True, blank=True, help_text="不填则按批次")
    groups = models.PositiveIntegerField("村(居)民小组数", null=True, blank=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    registered_population = models.PositiveIntegerField("户籍人口", null=True, blank=True)
    resident_population = models.PositiveIntegerField("常住人口", null=True, blank=True)
    voters = models.PositiveIntegerField("选民数(预计)", null=True, blank=True)
    full_members = models.PositiveIntegerField("正式党员数", null=True, blank=True)
    probationary_members = models.PositiveIntegerField("预备党员数", null=True, blank=True)
    representatives = models.PositiveIntegerField("村(居)民代表数", null=True, blank=True)
    party_form = models.CharField("党组织设置", max_length=16, choices=choices.PartyForm, blank=True)
    seats_approved = models.PositiveSmallIntegerField(
        "核定职数", null=True, blank=True, validators=[MaxValueValidator(30)]
    )
    collective_income = models.DecimalField(
        "集体经营性收入(万元)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    claims = models.DecimalField("债权(万元)", max_digits=12, decimal_places=2, null=True, blank=True)
    debts = models.DecimalField("债务(万元)", max_digits=12, decimal_places=2, null=True, blank=True)
    merged_from = models.CharField("原合并村", max_length=200, blank=True, help_text="如:由甲村、乙村合并")
    lax = models.BooleanField("软弱涣散", default=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "村情概况"
        ordering = ["village__township__position", "village__township__code", "village__position", "village__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village"],
                condition=Q(withdrawn_at=None),
                name="profile_once_per_cycle",
                violation_error_message="该村(社区)本届已有村情概况,请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}村情概况"


class LastTermFigures(CycleRow):
    """What a village's team looked like when the last term was elected; the base of 一降一升."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="last_terms", verbose_name="村(社区)")
    members = models.PositiveSmallIntegerField("两委人数")
    mean_age = models.DecimalField("平均年龄", max_digits=4, decimal_places=1, null=True, blank=True)
    under_36 = models.PositiveSmallIntegerField("35岁及以下", default=0)
    over_59 = models.PositiveSmallIntegerField("60岁及以上", default=0)
    women = models.PositiveSmallIntegerField("女", default=0)
    party_members = models.PositiveSmallIntegerField("党员", default=0)
    high_school_up = models.PositiveSmallIntegerField("高中(中专)及以上", default=0)
    college_up = models.PositiveSmallIntegerField("大专及以上", default=0)
    one_shoulder = models.BooleanField("一肩挑", default=False)
    cross_posts = models.PositiveSmallIntegerField("交叉任职", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "上届换届时数据"
        ordering = ["village__township__position", "village__township__code", "village__position", "village__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village"],
                condition=Q(withdrawn_at=None),
                name="last_term_once",
                violation_error_message="该村(社区)上届数据已有,请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}上届数据"


class Person(LedgerModel):
    """A person as an organisation department knows him; seen only through a visible row that points at him."""

    scope_lookup = ""  # never listed by itself: see villages.services.persons_of
    search_from = ("name", "former_name")

    name = models.CharField("姓名", max_length=40)
    former_name = models.CharField("曾用名", max_length=40, blank=True)
    sex = models.CharField("性别", max_length=8, choices=choices.Sex)
    ethnicity = models.CharField("民族", max_length=20, blank=True, default="汉族")
    id_number = EncryptedField("身份证号", blank=True)
    id_index = models.CharField(max_length=32, blank=True, editable=False, db_index=True)
    birth = models.DateField("出生年月", null=True, blank=True)
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    politics = models.CharField("政治面貌", max_length=16, choices=choices.Politics, blank=True)
    joined_party = models.DateField("入党时间", null=True, blank=True)
    started_work = models.DateField("参加工作时间", null=True, blank=True)
    full_time_education = models.CharField("全日制学历", max_length=16, choices=choices.Education, blank=True)
    full_time_school = models.CharField("全日制毕业院校及专业", max_length=80, blank=True)
    education = models.CharField("最高学历", max_length=16, choices=choices.Education, blank=True)
    in_service_school = models.CharField("在职毕业院校及专业", max_length=80, blank=True)
    phone = EncryptedField("电话", blank=True, mask=mask_phone)
    resume = models.TextField("简历", blank=True)
    family = models.TextField("家庭成员", blank=True, help_text="每行一人:称谓 姓名 出生年月 政治面貌 工作单位及职务")
    photo = models.ForeignKey(
        "electioncycle.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="照片",
    )

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name

    def prepare(self) -> None:
        self.id_index = blind_index(self.id_number)
        if self.id_number:
            self.birth = rules.birth_of(self.id_number)
        super().prepare()


class TeamMember(CycleRow):
    """A member of a village's sitting team (现任班子) with posts, appraisals and wishes."""

    search_from = ("person", "village")

    village = models.ForeignKey(Village, models.PROTECT, related_name="team", verbose_name="村(社区)")
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员", editable=False)
    party_post = models.CharField("党组织职务", max_length=12, choices=choices.PartyPost, default="none")
    committee_post = models.CharField("村(居)委会职务", max_length=12, choices=choices.CommitteePost, default="none")
    supervision_post = models.CharField("监委职务", max_length=12, choices=choices.SupervisionPost, default="none")
    collective_post = models.CharField(
        "集体经济组织职务", max_length=20, choices=choices.CollectivePost, default="none"
    )
    full_post = models.BooleanField("常职", default=True)
    first_cadre_on = models.DateField("首任村干部时间", null=True, blank=True)
    post_since = models.DateField("任现职时间", null=True, blank=True)
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
        ordering = [
            "village__township__position",
            "village__township__code",
            "village__position",
            "village__code",
            "rank",
            "id",
        ]
        indexes = [models.Index(fields=["cycle", "village", "rank"], name="team_by_village")]

    def __str__(self) -> str:
        return self.person.name

    def prepare(self) -> None:
        self.rank = rules.rank(self.party_post, self.committee_post, self.supervision_post)
        super().prepare()


class Contact(CycleRow):
    """An entry of the contact book (通讯录): office numbers, shown in full."""

    scope_lookup = "area__path"
    search_from = ("name", "unit")

    area = models.ForeignKey(Area, models.PROTECT, related_name="contacts", verbose_name="乡镇(街道)/县")
    role = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="岗位",
        limit_choices_to={"kind": choices.ListKind.CONTACT_ROLE},
    )
    name = models.CharField("姓名", max_length=40)
    unit = models.CharField("单位职务", max_length=80, blank=True)
    office_phone = models.CharField("办公电话", max_length=30, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通讯录"
        ordering = ["area__position", "area__code", "role__position", "id"]

    def __str__(self) -> str:
        return f"{self.name}({self.role})"


class ResponsibilityPost(CycleRow):
    """Who answers for a village (包联责任人): one of the kinds of the cycle, such as 第一书记 of 四个一."""

    search_from = ("name", "unit", "village")

    village = models.ForeignKey(Village, models.PROTECT, related_name="posts", verbose_name="村(社区)")
    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="岗位",
        limit_choices_to={"kind": choices.ListKind.RESPONSIBILITY},
    )
    name = models.CharField("姓名", max_length=40)
    unit = models.CharField("单位", max_length=80, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    id_number = EncryptedField("身份证号", blank=True)
    phone = EncryptedField("电话", blank=True, mask=mask_phone)
    since = models.DateField("到岗日期", null=True, blank=True)
    visits = models.PositiveIntegerField("到村次数", default=0)
    holder = models.CharField(max_length=64, editable=False, db_index=True, default="")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "包联责任人"
        ordering = [
            "village__township__position",
            "village__township__code",
            "village__position",
            "village__code",
            "kind__position",
            "id",
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.kind}{self.name}"

    def prepare(self) -> None:
        # One cadre is one person by ID, else by unit and name (contract: distinct persons).
        self.holder = blind_index(self.id_number) or blind_index(f"{self.unit}|{self.name}")
        super().prepare()
