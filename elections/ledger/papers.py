"""The ledgers of notices, of how papers close and certificates are set, of the county's duty; their menu."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Ledger, register
from electioncycle.roles import COUNTY_ROLES, OFFICIALS, Action
from electioncycle.workbooks import blank_forms
from elections.choices import NoticeState
from elections.models import CertificatePosition, DutyDay, PaperBlock, PublicNotice
from elections.rules.certificate import PAGE
from elections.rules.forms import LEDGER_FORMS
from elections.rules.notice_words import unknown
from elections.services.paper_sites import blocks_of
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel

GROUP = "公告和材料"
LEAST_SIDE = 50
navigation.add(navigation.Entry("明天要用的材料", "needed_papers", "printer", GROUP, OFFICIALS, position=23))
navigation.add(navigation.Entry("选票未送达", "undelivered", "mailbox", GROUP, OFFICIALS, position=24))
navigation.add(navigation.Entry("公告文本", "notice_sets", "file-text", GROUP, OFFICIALS, position=33))


@register
class NoticeLedger(LedgerOfVillages):
    """What is to be posted and was; drafted on the page of the village's papers, posted on the page of the notice."""

    model = PublicNotice
    title = "公告"
    group = GROUP
    place = "election__village"
    icon = "speakerphone"
    position = 32
    open_to = OFFICIALS
    actions = frozenset(Action.values) - {Action.ADD, Action.IMPORT}
    help = "在村(社区)“公告和材料”页面拟稿；张贴后文字不再改动。"
    columns = (
        "election__village",
        "title",
        "series",
        "number",
        "branch",
        "state",
        "election__village__township",
        "step_day__done_on",
        "posted_on",
        "taken_down_on",
        "place",
    )
    filters = ("election__village__township", "election__body", "series", "state")
    search = ("search_text",)
    fields = ("series", "number", "branch", "title", "text", "signed_by", "place")
    own_pages = frozenset({"detail"})
    attachments = ("张贴照片",)
    labels: ClassVar[dict[str, str]] = {
        "step_day__done_on": "张贴(按日程)",
        "posted_on": "张贴(其他)",
    }
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {NoticeState.DRAFT: "warn", NoticeState.POSTED: "ok", NoticeState.TAKEN_DOWN: "plain"}
    }

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        """Of all cycles and of none, as the elections themselves."""
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related("election__village__township__parent", "election__term__elected_in", "wording")

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        numbered = {name: values.get(name, getattr(row, name)) for name in ("series", "number", "branch")}
        same = PublicNotice.objects.filter(election=row.election_id, **numbered).exclude(pk=row.pk)
        if same.exists():
            return {"number": "这项选举已有同一编号的公告，请改用别的编号或分号。"}
        return {}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        """The way to what can be printed, which there is before anything is typed."""
        rows = self.rows(user).filter(election__village=village).order_by("-id")[:6]
        panel = self.panel_of(village, ("series", "title", "state"), rows)
        return replace(
            panel,
            title="公告和材料",
            url=reverse("village_papers", args=[village.pk]),
            link="打印材料、拟公告",
            empty="还没有拟公告；空白材料随时可以打印。",
        )

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "公告和材料", reverse("village_papers", args=[row.election.village_id])


blank_forms.DECIDED.append(lambda cycle: blocks_of(cycle).get(LEDGER_FORMS))


@register
class PaperBlockLedger(Ledger):
    """Who signs which paper; where the county says nothing, the paper closes as it is shipped."""

    model = PaperBlock
    title = "材料签署"
    group = GROUP
    icon = "signature"
    position = 34
    kept_by = "county"
    open_to = OFFICIALS
    help = (
        "不在表中的材料按产品样式签署。签名人和落款可用【选举委员会】【村名】【乡镇政府】等词，村和社区各按其名称印出。"
    )
    columns = ("paper", "signers", "office", "dated", "sealed", "copies")
    filters = ("paper",)
    fields = ("paper", "signers", "office", "dated", "sealed", "copies")
    keys = (("paper",),)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        for name in ("signers", "office"):
            if words := unknown(values.get(name) or ""):
                return {name: f"【{words[0]}】不是可用的词，可用的如【选举委员会】【村名】【乡镇政府】。"}
        return {}


@register
class CertificatePositionLedger(Ledger):
    """Where the values of certificates stand on the county's form; where it says nothing, as they are shipped."""

    model = CertificatePosition
    group = GROUP
    icon = "certificate"
    position = 36
    kept_by = "county"
    open_to = OFFICIALS
    help = "不在表中的项目按产品位置套打(待确认)。先打校准页与证书对照，只差一点的改“整体偏移”。"
    columns = ("item", "across", "down", "size", "printed")
    filters = ("printed",)
    fields = ("item", "across", "down", "size", "printed")
    keys = (("item",),)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        """A form has a size."""
        if values.get("item", getattr(row, "item", "")) != PAGE:
            return {}
        sides = {name: values.get(name, getattr(row, name, None)) for name in ("across", "down")}
        told = f"证书的宽和高须为{LEAST_SIDE}毫米以上。"
        return {name: told for name, side in sides.items() if side is not None and side < LEAST_SIDE}

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "校准页", reverse("certificate_measure_print")


@register
class DutyDayLedger(Ledger):
    """The county's roster; whoever is on it has duty for that day (``services/duty.on_duty``)."""

    model = DutyDay
    group = GROUP
    icon = "calendar-user"
    position = 35
    kept_by = "county"
    open_to = OFFICIALS
    help = "列入值班表的县级人员，当天有县值班台的权限。"
    columns = ("day", "shift", "official", "office_phone", "note")
    filters = ("day",)
    fields = ("day", "official", "shift", "office_phone", "note")
    keys = (("day", "official"),)

    def choices(self, name: str, user: Actor, cycle: Cycle | None) -> QuerySet:
        found = super().choices(name, user, cycle)
        if name != "official":
            return found
        if cycle is None:
            return found.none()
        of_county = found.filter(is_active=True, groups__name__in=COUNTY_ROLES, scopes__area__path=cycle.county.path)
        return of_county.distinct()
