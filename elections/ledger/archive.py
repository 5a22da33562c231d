"""The ledger of archives: what is missing and to whom it was handed over; what there is prints itself."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import register
from electioncycle.roles import OFFICIALS, READING, Action
from elections.choices import Body
from elections.definitions import ARCHIVES_HANDED
from elections.models import Archive, StepDay
from elections.rules.archive import KINDS, items
from elections.services.archives import STEP
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel

navigation.add(navigation.Entry("归档", "archives", "archive", "投票日", OFFICIALS, position=64))


@register
class ArchiveLedger(LedgerOfVillages):
    """Typed on the page 归档, a township's villages at once; scans hang on a row by the title of their item."""

    model = Archive
    title = "选举归档"
    group = "投票日"
    place = "election__village"
    icon = "archive"
    position = 65
    open_to = OFFICIALS
    actions = READING | {Action.CHANGE}
    help = "归档目录由系统按已登记的材料印出，只填缺项和移交；在“归档”页面一村一行填写，这里查阅、导出、更正接收人。"
    columns = ("election__village", "election__village__township", "election__body", "missing", "receiver", "office")
    filters = ("election__village__township", "election__body")
    search = ("search_text",)
    fields = ("receiver", "office", "note")
    attachments = tuple(dict.fromkeys(one.title for kind in KINDS for one in items(kind)))
    labels: ClassVar[dict[str, str]] = {"election__body": "选举事项"}

    def page_of(self, row: Any) -> str:
        return reverse("archive", args=[row.election_id])

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        handed = StepDay.objects.filter(election=row.election_id, step=STEP, done_on__isnull=False)
        if "receiver" in values and not values["receiver"] and handed.exists():
            return {"receiver": "已登记移交，接收人不能空白；移交登记有误的，请在“归档”页面更正。"}
        return {}

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        """Of all cycles and of none, as the elections themselves."""
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related("election__village__township__parent", "election__term__elected_in")

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "归档目录和自查", reverse("archive", args=[row.election_id])

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = list(self.rows(user, cycle).filter(election__village=village)[:6])
        return self.panel_of(village, ("election__body", "missing", "receiver"), rows) if rows else None

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        rows = StepDay.objects.visible_to(user).filter(step=STEP, done_on__isnull=False)
        rows = rows.filter(election__start__cycle=cycle, election__body=Body.COMMITTEE).order_by()
        counted = rows.values_list("election__village__township").annotate(number=Count("pk"))
        return {township: {ARCHIVES_HANDED.name: number} for township, number in counted}
