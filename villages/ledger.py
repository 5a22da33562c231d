"""The ledgers of the registry: areas, villages, profiles, sitting teams, posts, contacts, cycles and lists."""

from typing import Any

from electioncycle.ledgers import Column, Ledger, register
from villages import models, rules


@register
class AreaLedger(Ledger):
    model = models.Area
    title = "行政区划"
    group = "系统"
    icon = "sitemap"
    position = 10
    kept_by = "county"
    place = ""
    columns = ("name", "code", "level", "parent", "position")
    filters = ("level",)
    fields = ("parent", "level", "code", "name", "position")
    keys = (("code",),)
    derived = ("path",)


@register
class VillageLedger(Ledger):
    model = models.Village
    title = "村(社区)名册"
    group = "村(社区)"
    icon = "home"
    position = 10
    path = "villages/"
    kept_by = "county"
    place = "township"
    columns = ("name", "township", "code", "kind", "former_name", "valid_from", "merged_into")
    filters = ("township", "kind")
    fields = ("township", "code", "name", "former_name", "kind", "position", "valid_from", "valid_to", "merged_into")
    keys = (("code",), ("township", "name"))
    derived = ("path", "provisional")


@register
class ProfileLedger(Ledger):
    model = models.VillageProfile
    title = "村情概况"
    group = "村(社区)"
    icon = "list-details"
    position = 20
    columns = (
        "village",
        "village__township",
        "takes_part",
        "batch",
        "groups",
        "households",
        "registered_population",
        "resident_population",
        "full_members",
        "probationary_members",
        "seats_approved",
        "collective_income",
        "lax",
    )
    filters = ("village__township", "village__kind", "batch", "takes_part", "lax")
    search = ("village__search_text",)
    fieldsets = (
        (
            "基本情况",
            (
                "village",
                "takes_part",
                "batch",
                "election_day",
                "groups",
                "households",
                "registered_population",
                "resident_population",
                "voters",
                "merged_from",
            ),
        ),
        (
            "组织设置",
            ("party_form", "full_members", "probationary_members", "representatives", "seats_approved", "lax"),
        ),
        ("集体经济", ("collective_income", "claims", "debts", "note")),
    )
    keys = (("village",),)

    def check(self, values: dict[str, Any], row: Any, *, user: Any, cycle: Any) -> dict[str, str]:
        voters, registered = values.get("voters"), values.get("registered_population")
        if voters and registered and voters > 2 * registered:
            return {"voters": f"选民数{voters}超过户籍人口{registered}的两倍,请核对。"}
        return {}


@register
class LastTermLedger(Ledger):
    model = models.LastTermFigures
    title = "上届换届时数据"
    group = "村(社区)"
    icon = "history"
    position = 60
    columns = ("village", "village__township", "members", "mean_age", "women", "college_up", "one_shoulder")
    filters = ("village__township", "one_shoulder")
    search = ("village__search_text",)
    fields = (
        "village",
        "members",
        "mean_age",
        "under_36",
        "over_59",
        "women",
        "party_members",
        "high_school_up",
        "college_up",
        "one_shoulder",
        "cross_posts",
    )
    keys = (("village",),)

    def check(self, values: dict[str, Any], row: Any, *, user: Any, cycle: Any) -> dict[str, str]:
        members = values.get("members")
        if members is None:
            return {}
        parts = ("under_36", "over_59", "women", "party_members", "high_school_up", "college_up", "cross_posts")
        return {
            name: f"{self.label(name)}{values[name]}人,多于两委人数{members}人,请核对。"
            for name in parts
            if (values.get(name) or 0) > members
        }


def _birth(row: Any) -> str:
    return f"{row.person.birth:%Y-%m}" if row.person.birth else ""


@register
class TeamLedger(Ledger):
    """Template 班子: one line a member, the person entered together with the posts."""

    model = models.TeamMember
    title = "现任班子"
    group = "村(社区)"
    icon = "users"
    position = 30
    columns = (
        "person__name",
        "village__township",
        "village",
        "party_post",
        "committee_post",
        "person__sex",
        "person__birth",
        "person__education",
        "person__politics",
        "person__id_number",
        "wish",
        "performance",
    )
    filters = (
        "village__township",
        "party_post",
        "committee_post",
        "person__sex",
        "person__education",
        "source",
        "wish",
    )
    search = ("search_text", "person__search_text")
    fieldsets = (
        (
            "人员",
            (
                "village",
                "person__name",
                "person__sex",
                "person__ethnicity",
                "person__id_number",
                "person__birth",
                "person__native_place",
                "person__politics",
                "person__joined_party",
                "person__started_work",
                "person__full_time_education",
                "person__full_time_school",
                "person__education",
                "person__in_service_school",
                "person__phone",
            ),
        ),
        (
            "任职",
            (
                "party_post",
                "committee_post",
                "supervision_post",
                "collective_post",
                "full_post",
                "first_cadre_on",
                "post_since",
                "source",
                "former_village",
            ),
        ),
        (
            "考核与测评",
            (
                "appraisal_1",
                "appraisal_2",
                "appraisal_3",
                "votes_excellent",
                "votes_competent",
                "votes_basic",
                "votes_incompetent",
                "performance",
            ),
        ),
        ("其他", ("penalty", "kinship", "away_half_year", "wish", "note", "person__resume", "person__family")),
    )
    keys = (("village", "person__id_number"), ("village", "person__name"))
    derived = ("rank",)
    prefilled = True
    sheet = (
        Column("姓名", "person__name", required=True, width=10, example="张建国"),
        Column("性别", "person__sex", required=True, width=6, example="男"),
        Column("民族", "person__ethnicity", width=8, example="汉族"),
        Column("身份证号", "person__id_number", width=21, example="11010519491231002X"),
        Column("出生年月(自)", compute=_birth, width=10),
        Column("政治面貌", "person__politics", width=12, example="中共党员"),
        Column("入党时间", "person__joined_party", width=12, example="2008-07"),
        Column("全日制学历", "person__full_time_education", width=11, example="高中(中专)"),
        Column("最高学历", "person__education", width=11, example="大专"),
        Column("党组织职务", "party_post", width=10, example="书记"),
        Column("村(居)委会职务", "committee_post", width=10, example="主任"),
        Column("监委职务", "supervision_post", width=9, example="无"),
        Column("集体经济组织职务", "collective_post", width=10, example="理事长"),
        Column(
            "一肩挑(自)",
            width=7,
            compute=lambda row: "是" if rules.is_one_shoulder(row.party_post, row.committee_post) else "否",
        ),
        Column(
            "交叉任职(自)",
            width=7,
            compute=lambda row: "是" if rules.in_both_committees(row.party_post, row.committee_post) else "否",
        ),
        Column("常职", "full_post", width=6, example="是"),
        Column("首任村干部时间", "first_cadre_on", width=12, example="2013-12"),
        Column("任现职时间", "post_since", width=12, example="2021-01"),
        Column("主要来源", "source", width=11, example="优秀农民工"),
        Column("原所属村组", "former_village", width=12, example="原东河村2组"),
        Column("前三年", "appraisal_1", group="近三年考核", width=9, example="称职"),
        Column("前两年", "appraisal_2", group="近三年考核", width=9, example="称职"),
        Column("上年", "appraisal_3", group="近三年考核", width=9, example="优秀"),
        Column("优", "votes_excellent", group="测评票数", width=5, example="32"),
        Column("称", "votes_competent", group="测评票数", width=5, example="10"),
        Column("基", "votes_basic", group="测评票数", width=5, example="2"),
        Column("不", "votes_incompetent", group="测评票数", width=5, example="0"),
        Column("处分及影响期止", "penalty", width=14),
        Column("与两委、监委、报账员亲属关系", "kinship", width=16),
        Column("外出半年以上", "away_half_year", width=8, example="否"),
        Column("个人意愿", "wish", width=9, example="愿留任"),
        Column("履职评价", "performance", width=9, example="称职"),
        Column("电话", "person__phone", width=14, example="13800138000"),
        Column("备注", "note", width=14),
    )

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row.person.name}"

    def check(self, values: dict[str, Any], row: Any, *, user: Any, cycle: Any) -> dict[str, str]:
        number, faults = values.get("person__id_number"), {}
        if number and len(number) == 18:
            male = rules.is_male(number)
            if values.get("person__sex") in ("male", "female") and male != (values["person__sex"] == "male"):
                faults["person__sex"] = f"性别与身份证号不一致:身份证号为{'男' if male else '女'}性,请核对。"
            typed = values.get("person__birth")
            if typed and (typed.year, typed.month) != (rules.birth_of(number).year, rules.birth_of(number).month):
                faults["person__birth"] = "出生年月与身份证号不一致,请核对。"
        if values.get("wish") == "leave" and values.get("party_post") == "none" == values.get("committee_post"):
            if values.get("supervision_post", "none") == "none" == values.get("collective_post", "none"):
                faults["party_post"] = "未填写任何职务:班子成员至少有一项职务。"
        return faults


@register
class ResponsibilityLedger(Ledger):
    model = models.ResponsibilityPost
    title = "包联责任人"
    group = "村(社区)"
    icon = "user-check"
    position = 40
    columns = ("village", "village__township", "kind", "name", "unit", "post", "phone", "since", "visits")
    filters = ("village__township", "kind")
    search = ("search_text", "village__search_text")
    fields = ("village", "kind", "name", "unit", "post", "id_number", "phone", "since", "visits", "note")
    keys = (("village", "kind", "name"), ("village", "kind"))
    derived = ("holder",)


@register
class ContactLedger(Ledger):
    model = models.Contact
    title = "通讯录"
    group = "工作台"
    icon = "address-book"
    position = 60
    place = "area"
    columns = ("area", "role", "name", "unit", "office_phone", "note")
    filters = ("area", "role")
    fields = ("area", "role", "name", "unit", "office_phone", "note")
    keys = (("area", "role", "name"),)


@register
class CycleLedger(Ledger):
    model = models.Cycle
    title = "届次"
    group = "系统"
    icon = "calendar"
    position = 20
    kept_by = "county"
    place = "county"
    search = ()
    columns = ("name", "county", "rule_set", "starts_on", "reference_date", "entry_deadline", "state")
    fields = ("county", "name", "rule_set", "starts_on", "reference_date", "entry_deadline", "county_confirms")
    keys = (("county", "name"),)


@register
class KindLedger(Ledger):
    model = models.KindItem
    title = "类别清单"
    group = "系统"
    icon = "list"
    position = 30
    kept_by = "county"
    place = ""
    search = ()
    columns = ("kind", "code", "name", "group", "guidance", "source", "unsure", "position", "planned_on")
    filters = ("kind", "unsure")
    fields = ("kind", "code", "name", "group", "guidance", "source", "unsure", "position", "planned_on")
    keys = (("kind", "code"),)
