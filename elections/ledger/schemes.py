"""The ledgers of election rules: what villages adopted, and the county's templates."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Column, Due, Ledger, register
from electioncycle.roles import FIELD, Action
from elections.choices import SchemeState
from elections.definitions import SCHEMES_ADOPTED
from elections.figures import schemes as figures
from elections.models import Election, Scheme, SchemeTemplate
from elections.rules import scheme as rules
from elections.rules.scheme import Item
from elections.services.schemes import has_scheme
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel

GROUP = "选举"
navigation.add(navigation.Entry("选举办法总览", "schemes", "list-check", GROUP, FIELD, position=29))


def way_to(election: Election, user: Actor) -> str:
    """The election rules of an election: the edition that stands, else the draft, else the form that begins one."""
    stands = Scheme.objects.filter(election=election).exclude(state=SchemeState.SUPERSEDED).order_by("state").first()
    if stands is not None:
        return reverse("scheme_detail", args=[stands.pk])
    may = has_scheme(election) and election.live and user.may(Action.CHANGE)
    return reverse("scheme_entry", args=[election.pk]) if may else ""


def _column(item: Item) -> Column:
    return Column(item.label, width=14, compute=lambda row: item.shown(row.values.get(item.key)))


@register
class SchemeLedger(LedgerOfVillages):
    """Every edition, drafts too; begun on the overview, filled in and adopted on pages of its own."""

    model = Scheme
    title = "选举办法"
    group = GROUP
    icon = "file-text"
    position = 30
    actions = frozenset({Action.VIEW, Action.CHANGE, Action.WITHDRAW, Action.EXPORT, Action.PRINT})
    help = "各村(社区)通过的选举办法和草案，一行一版；从“选举办法总览”起草。"
    columns = (
        "village",
        "village__township",
        "election__procedure",
        "edition",
        "state",
        "adopted_by",
        "adopted_on",
        "entitled",
        "present",
        "in_favour",
        "document_number",
        "rule_set",
    )
    filters = ("village__township", "state", "adopted_by", "adopted_on")
    questions: ClassVar = {
        "differs": ("与范本", (("yes", "不同"), ("no", "相同"))),
        "moved": ("规则集", (("yes", "已换新版"), ("no", "现用版次"))),
    }
    search = ("search_text", "village__search_text")
    fields = ("adopted_by", "adopted_on", "entitled", "present", "in_favour", "document_number")
    keys = (("village", "edition"),)
    sheet = (
        Column("版次", "edition", width=6),
        Column("状态(自)", width=10, compute=lambda row: row.get_state_display()),
        Column("通过会议", "adopted_by", width=14),
        Column("通过日期", "adopted_on", width=12),
        Column("应到会", "entitled", width=8),
        Column("到会", "present", width=8),
        Column("赞成", "in_favour", width=8),
        Column("文号", "document_number", width=14),
        *(_column(item) for item in rules.items().values()),
    )
    own_pages = frozenset({"detail"})
    labels: ClassVar[dict[str, str]] = {"rule_set": "核对所依规则集"}
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {SchemeState.DRAFT: "warn", SchemeState.ADOPTED: "ok", SchemeState.SUPERSEDED: "plain"}
    }

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        """Those of the cycle at hand, and those of elections without one."""
        found = super().rows(user, cycle, withdrawn=withdrawn).select_related(*self.joins, "election__start__cycle")
        return found.filter(Q(election__start=None) | Q(election__start__cycle=cycle))

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if name == "moved":
            now = Q(election__start__cycle__rule_set=F("rule_set"))
            return rows.filter(now) if value == "no" else rows.exclude(Q(election__start=None) | now)
        filled = rows.exclude(template=None).select_related("template")
        keys = [one.pk for one in filled if bool(rules.differing(one.template.values, one.values)) == (value == "yes")]
        return rows.filter(pk__in=keys)

    def form_of(self, row: Any) -> str:
        return reverse("scheme_entry", args=[row.election_id])

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "选举办法总览", reverse("schemes")

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        names = ("edition", "state", "adopted_by", "adopted_on", "document_number")
        rows = list(self.rows(user, cycle).filter(village=village)[:10])
        panel = self.panel_of(village, names, rows)
        if rows:
            return panel
        mine = figures.elections(cycle, user).filter(village=village).first()
        if mine is None:
            return None
        link = "起草" if self.allows(user, Action.CHANGE) else ""
        return Panel(self.title, url=reverse("scheme_entry", args=[mine.pk]) if link else "", link=link)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return
        open_ones = figures.without_scheme(cycle, user).order_by()
        if number := open_ones.count():
            one = reverse("scheme_entry", args=[open_ones[0].pk]) if number == 1 else ""
            yield Due("选举办法还没有通过", one or f"{reverse('election_list')}?todo=scheme", number)
        moved = self.narrow(self.rows(user, cycle).filter(state=SchemeState.ADOPTED), "moved", "yes").count()
        if moved:
            yield Due("规则集已换新版，须核对选举办法", f"{self.url('list')}?state=adopted&moved=yes", moved)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        found: dict[int, dict[str, Any]] = {}
        rows = Scheme.objects.visible_to(user).filter(state=SchemeState.ADOPTED, election__start__cycle=cycle)
        for township in rows.order_by().values_list("village__township", flat=True):
            line = found.setdefault(township, {SCHEMES_ADOPTED.name: 0})
            line[SCHEMES_ADOPTED.name] += 1
        return found


@register
class SchemeTemplateLedger(Ledger):
    """What the county proposes; filled into the drafts of all its villages in one act."""

    model = SchemeTemplate
    title = "选举办法范本"
    group = GROUP
    icon = "copy"
    position = 31
    kept_by = "county"
    actions = frozenset(Action.values) - {Action.IMPORT}
    help = "按批次、类别各设一份；套用时只给还没有选举办法的村(社区)起草，已有的不动。"
    columns = ("name", "batch", "unit_kind", "updated_at")
    filters = ("batch", "unit_kind")
    fields = ("name", "batch", "unit_kind")
    keys = (("name",),)
    sheet = (
        Column("范本名称", "name", width=20),
        Column("批次", "batch", width=10),
        Column("村(社区)类别", "unit_kind", width=12),
        *(_column(item) for item in rules.items().values()),
    )
    own_pages = frozenset({"detail"})
    labels: ClassVar[dict[str, str]] = {"updated_at": "最近修改"}

    def form_of(self, row: Any) -> str:
        return reverse("scheme_template_entry", args=[row.pk])

    def new_page(self, place: Any = None) -> str:
        return reverse("scheme_template_new")
