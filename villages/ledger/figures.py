"""The ledgers of a village's figures in a cycle."""

from typing import Any

from django.db.models import Exists, OuterRef

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Grid, register
from villages import models
from villages.choices import VillageKind
from villages.definitions import COMMUNITIES, EARNING, MERGED
from villages.ledger import meanings
from villages.ledger.entry import EnteredOfEach
from villages.models import Cycle
from villages.services.territory import participants
from villages.village_ledgers import LedgerOfVillages


@register
class ProfileLedger(EnteredOfEach):
    model = models.VillageProfile
    meanings = meanings.PROFILE
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
    grid = Grid(
        (
            "takes_part",
            "batch",
            "election_day",
            "groups",
            "households",
            "registered_population",
            "resident_population",
            "voters",
            "party_form",
            "full_members",
            "probationary_members",
            "representatives",
            "seats_approved",
            "lax",
            "note",
        )
    )
    attachments = ("建制调整批复", "职数核定文件", "其他村情材料")

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        voters, registered = values.get("voters"), values.get("registered_population")
        if voters and registered and voters > 2 * registered:
            return {"voters": f"登记参加选举人数{voters}超过户籍人口{registered}的两倍，请核对。"}
        return {}

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        """Communities, merged villages, villages with an income of their own, as the profiles say."""
        if cycle is None:
            return {}
        own = models.VillageProfile.objects.filter(cycle=cycle, village=OuterRef("pk"))
        rows = participants(user, cycle).order_by()
        rows = rows.annotate(
            merged=Exists(own.exclude(merged_from="")), earning=Exists(own.filter(collective_income__gt=0))
        )
        found: dict[int, dict[str, Any]] = {}
        for township, kind, merged, earning in rows.values_list("township", "kind", "merged", "earning"):
            counts = found.setdefault(township, {COMMUNITIES.name: 0, MERGED.name: 0, EARNING.name: 0})
            counts[COMMUNITIES.name] += kind == VillageKind.COMMUNITY
            counts[MERGED.name] += merged
            counts[EARNING.name] += earning
        return found


@register
class LastTermLedger(LedgerOfVillages):
    model = models.LastTermFigures
    meanings = meanings.LAST_TERM
    title = "上届换届时数据"
    group = "村(社区)"
    icon = "history"
    position = 60
    columns = (
        *("village", "village__township", "members", "mean_age", "women", "college_up", "one_shoulder"),
        *("polling_day", "registered", "recovered"),
    )
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
        "polling_day",
        "registered",
        "recovered",
    )
    keys = (("village",),)
    grid = Grid(fields[1:])

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        members, registered = values.get("members"), values.get("registered")
        if registered is not None and (values.get("recovered") or 0) > registered:
            return {"recovered": f"参加投票{values['recovered']}人，多于登记参加选举{registered}人，请核对。"}
        if members is None:
            return {}
        parts = ("under_36", "over_59", "women", "party_members", "high_school_up", "college_up", "cross_posts")
        return {
            name: f"{self.label(name)}{values[name]}人，多于两委人数{members}人，请核对。"
            for name in parts
            if (values.get(name) or 0) > members
        }
