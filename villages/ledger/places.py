"""The ledgers of areas and of the village registry."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Beside, Column, Ledger, Waiting, register
from electioncycle.roles import Action
from villages import models
from villages.models import Cycle, Village
from villages.village_ledgers import NOT_BEGUN, LedgerOfVillages, of_villages, staged
from villages.workbooks.places import VillageIndex
from villages.workbooks.registry import RegistryPlanner


@register
class AreaLedger(Ledger):
    model = models.Area
    title = "行政区划"
    group = "系统"
    icon = "sitemap"
    position = 10
    kept_by = "county"
    columns = ("name", "code", "level", "parent", "position")
    filters = ("level",)
    fields = ("parent", "level", "code", "name", "position")
    keys = (("code",),)
    derived = ("path",)

    def detail_links(self, row: Any, user: Actor) -> list[tuple[str, str]]:
        if not self.allows(user, Action.CHANGE):
            return []
        moves = [("调整隶属", "area_move"), ("变更代码", "area_code")] if row.parent_id else []
        return [(label, reverse(name, args=[row.pk])) for label, name in (*moves, ("核对隶属", "area_check"))]

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None:
            settled = ((name, values[name]) for name in ("parent", "level", "code") if name in values)
            why = "已有区划的上级、级别和代码不能在这里改：请在该区划页面办理“调整隶属”或“变更代码”。"
            return {name: why for name, value in settled if value != getattr(row, name)}
        parent, level = values.get("parent"), values.get("level")
        if parent is None:
            return {"parent": "请选择上级区划。"}
        if level is not None and int(level) != parent.level + 1:
            return {"level": f"“{parent}”的下一级才能建在它下面，请核对级别。"}
        return {}


def _lacking(ledger: LedgerOfVillages[Any], rows: QuerySet[Village], user: Actor, cycle: Cycle | None) -> Any:
    return rows.filter(pk__in=ledger.lacking(user, cycle)) if cycle is not None else rows.none()


def _standing(ledger: LedgerOfVillages[Any], villages: Sequence[Village], user: Actor, cycle: Cycle) -> Beside:
    found = ledger.stages(villages, user, cycle)
    return Beside(ledger.stage, {one.pk: found.get(one.pk, NOT_BEGUN).drawn for one in villages})


def _ways_in(ledger: LedgerOfVillages[Any], villages: Sequence[Village]) -> Beside:
    ways = {one.pk: format_html('<a href="{}">现在填报</a>', ledger.new_page(one)) for one in villages}
    return Beside("办理", ways, css="way")


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
    fields = ("township", "code", "name", "former_name", "kind", "position", "valid_from")
    keys = (("code",), ("township", "name"))
    derived = ("path", "provisional")
    own_pages = frozenset({"detail"})
    help = "区划代码为12位统计用区划代码；新设、尚无代码的村留空，系统给临时代码。"
    sheet = (
        Column(
            "区划代码",
            "code",
            width=16,
            aliases=("统计用区划代码", "村代码", "村(社区)代码", "行政区划代码", "代码"),
            example="990101100201",
        ),
        Column(
            "村(社区)名称",
            "name",
            required=True,
            width=24,
            aliases=("村(社区)", "村名", "名称", "村居名称", "村社区名称", "村(居)名称"),
            example="青山村村民委员会",
        ),
        Column("曾用名", "former_name", width=16, aliases=("原名",)),
        Column("类别", "kind", width=8, example="村"),
        Column("排列顺序", "position", width=9, aliases=("顺序",)),
        Column("启用日期", "valid_from", width=12),
    )
    planner = RegistryPlanner
    named_by = VillageIndex

    def waits(self, user: Actor) -> dict[str, Waiting]:
        """For every ledger that waits for something of villages: those it waits for."""
        lacking = (one for one in of_villages(ledgers.visible(user)) if one.lacks)
        return {one.name: Waiting(f"{one.title}{one.lacks}", partial(_lacking, one)) for one in lacking}

    def beside(
        self, rows: Iterable[Any], user: Actor, cycle: Cycle | None, asked: Mapping[str, str]
    ) -> Sequence[Beside]:
        """Where each village stands; of those that a ledger waits for the way to its form."""
        villages = list(rows)
        if cycle is None:
            return []
        found = [_standing(one, villages, user, cycle) for one in staged(ledgers.visible(user))]
        wanted = (one for one in of_villages(ledgers.visible(user)) if one.lacks and one.name == asked.get("todo"))
        return [*(_ways_in(one, villages) for one in wanted if one.allows(user, Action.ADD)), *found]

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is None:
            return {}
        if row.merged_into_id:
            return {"name": f"“{row}”已并入“{row.merged_into}”，只能查阅。"}
        if values.get("township") and values["township"] != row.township:
            return {"township": "调整所属乡镇请在村(社区)页面办理“迁移”，并写明依据。"}
        if "code" in values and values["code"] != row.code:
            return {"code": "变更代码请在村(社区)页面办理“变更代码”，并写明依据。"}
        return {}
