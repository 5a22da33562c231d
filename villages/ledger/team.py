"""The ledger of sitting teams (template 班子)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, register
from electioncycle.roles import COUNTY_ROLES
from villages import models
from villages.choices import CollectivePost, CommitteePost, PartyPost, SupervisionPost, Wish
from villages.ledger import meanings
from villages.ledger.entry import EnteredOfEach, PersonRowLedger, person_faults
from villages.models import Cycle, Village
from villages.rules import teams as rules
from villages.services import duplicates
from villages.village_ledgers import HeldRole, KinText, Stage, TalkTarget
from villages.workbooks.columns import EDUCATION, PHONE, WHO

PARTY, COMMITTEE, SUPERVISION, COLLECTIVE = (
    {value: str(label) for value, label in one.choices}
    for one in (PartyPost, CommitteePost, SupervisionPost, CollectivePost)
)
BODIES: tuple[tuple[str, dict[str, str], str, str, dict[str, str]], ...] = (
    ("party", PARTY, "党组织", "党组织成员", {"secretary": "党组织书记"}),
    ("committee", COMMITTEE, "村(居)委会", "村(居)委会成员", {"director": "村(居)委会主任"}),
    ("supervision", SUPERVISION, "监委", "监委成员", {}),
    ("collective", COLLECTIVE, "集体经济组织", "集体经济组织理事会成员", {}),
)
"""Body, names of its posts, how the body is said, its members' role in the rules of avoidance, posts named besides."""
OVERSEERS = {"chief_supervisor", "supervisor"}


def _votes(short: str, name: str) -> tuple[str, ...]:
    """What offices, and this product before, call the column of these votes of the appraisal."""
    tables = ("测评", "测评情况", "测评结果", "测评票数", "民主测评", "民主测评情况")
    ends = (short, name, f"{short}票", f"{name}票")
    return (*(f"{table}{end}" for table in tables for end in ends), f"{short}票", f"{name}票")


@register
class TeamLedger(EnteredOfEach, PersonRowLedger):
    """Template 班子: one line a member, the person entered together with the posts."""

    model = models.TeamMember
    meanings = meanings.TEAM
    title = "现任班子"
    stage = "班子"
    group = "村(社区)"
    icon = "users"
    of_person = "person"
    person_columns = ("party_post", "committee_post", "supervision_post", "collective_post", "post_since")
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
    attachments = ("任职文件", "处分文书", "其他材料")
    own_pages = frozenset({"detail"})
    sheet = (
        *WHO,
        Column("入党时间", "person__joined_party", width=12, example="2008-07"),
        Column("全日制学历", "person__full_time_education", width=11, example="高中(中专)"),
        EDUCATION,
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
        Column(
            "近三年考核前三年",
            "appraisal_1",
            width=11,
            example="称职",
            aliases=("考核(前三年)", "前三年"),
            group="近三年考核",
        ),
        Column(
            "近三年考核前两年",
            "appraisal_2",
            width=11,
            example="称职",
            aliases=("考核(前两年)", "前两年"),
            group="近三年考核",
        ),
        Column(
            "近三年考核上年",
            "appraisal_3",
            width=11,
            example="优秀",
            aliases=("考核(上年)", "上年"),
            group="近三年考核",
        ),
        Column("测评优秀票", "votes_excellent", width=8, example="32", aliases=_votes("优", "优秀"), group="测评"),
        Column("测评称职票", "votes_competent", width=8, example="10", aliases=_votes("称", "称职"), group="测评"),
        Column("测评基本称职票", "votes_basic", width=8, example="2", aliases=_votes("基", "基本称职"), group="测评"),
        Column("测评不称职票", "votes_incompetent", width=8, example="0", aliases=_votes("不", "不称职"), group="测评"),
        Column("处分及影响期止", "penalty", width=14),
        Column("与两委、监委、报账员亲属关系", "kinship", width=16),
        Column("外出半年以上", "away_half_year", width=8, example="否"),
        Column("个人意愿", "wish", width=9, example="愿留任"),
        Column("履职评价", "performance", width=9, example="称职"),
        PHONE,
        Column("备注", "note", width=14),
    )

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Villages without a team; for the county also persons who may be entered twice, in whatever ledger."""
        yield from super().due(user, cycle)
        if cycle is None or cycle.is_closed or not user.roles & COUNTY_ROLES:
            return
        if number := duplicates.open_number(user, cycle):
            yield Due("疑似重复登记的人员待核对", reverse("held_twice"), number)

    def stages(self, villages: Sequence[Village], user: Actor, cycle: Cycle) -> dict[int, Stage]:
        rows = models.TeamMember.objects.filter(cycle=cycle, village__in=villages).order_by()
        counted = dict(rows.values_list("village").annotate(n=Count("pk")))
        seated = (one for one in villages if one.pk in counted)
        return {one.pk: Stage(f"{counted[one.pk]}人", "ok", f"{self.url('list')}?q={one.name}") for one in seated}

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        faults = person_faults(values, row, user=user)
        names = [f"{body}_post" for body in ("party", "committee", "supervision", "collective")]
        posts = [values.get(name, getattr(row, name) if row else "none") for name in names]
        if all(post == "none" for post in posts):
            faults["party_post"] = "没有填写任何职务：班子成员至少有一项职务，请补填。"
        return faults

    def talk_targets(self, user: Actor, cycle: Cycle) -> Iterable[TalkTarget]:
        """Sitting members; those who wish to leave are a group of their own."""
        names = ("pk", "village_id", "person_id", "person__name", "party_post", "committee_post", "supervision_post")
        rows = models.TeamMember.objects.visible_to(user).filter(cycle=cycle).order_by("village_id", "rank", "id")
        for pk, village, person, name, *posts, wish in rows.values_list(*names, "wish"):
            group = "leaving" if wish == Wish.LEAVE else "sitting"
            yield TalkTarget(f"{self.name}-{pk}", group, name, _posts_in_words(*posts), village, person)

    def held_roles(self, villages: Any, cycle: Cycle) -> Iterable[HeldRole]:
        rows = models.TeamMember.objects.filter(cycle=cycle, village__in=villages).order_by("village_id", "rank", "id")
        posts = [f"{body}_post" for body, *_ in BODIES]
        for village, person, name, *held in rows.values_list("village_id", "person_id", "person__name", *posts):
            for (body, labels, prefix, members, heads), post in zip(BODIES, held, strict=True):
                if post == "none":
                    continue
                said = f"{prefix}{labels[post]}"
                role = "集体经济组织监事会成员" if post in OVERSEERS else members
                yield HeldRole(village, person, name, role, said, body)
                if post in heads:
                    yield HeldRole(village, person, name, heads[post], said, body)

    def kin_texts(self, user: Actor, cycle: Cycle) -> Iterable[KinText]:
        """The column of the template; of the family only who holds a post in the village himself."""
        rows = models.TeamMember.objects.visible_to(user).filter(cycle=cycle).order_by("village_id", "rank", "id")
        rows = rows.exclude(kinship="", person__family="")
        names = ("pk", "village_id", "person_id", "person__name", "kinship", "person__family")
        listed = list(rows.values_list(*names))
        for pk, village, person, name, text, _ in listed:
            if text:
                yield KinText(self.name, pk, village, person, name, text)
        for pk, village, person, name, _, text in listed:
            if text:
                yield KinText(f"{self.name}.family", pk, village, person, name, text, needs_name=True)


def _posts_in_words(party: str, committee: str, supervision: str) -> str:
    """书记、主任 and the like; members of the two bodies are told apart by the body."""
    found = [
        PARTY[party] if party != "member" else "党组织委员",
        COMMITTEE[committee] if committee != "member" else "村(居)委会委员",
        f"监委{SUPERVISION[supervision]}",
    ]
    held = (party, committee, supervision)
    return "、".join(label for label, code in zip(found, held, strict=True) if code != "none")
