"""The ledger of changes between two elections (届中调整): of no cycle, so that it is written for years after one."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, register
from electioncycle.roles import OFFICIALS, Action
from electioncycle.web.downloads import PAPERS
from elections.ledger import meanings
from elections.mid_term_choices import LEAVES, MidTermKind
from elections.models import MidTermChange
from elections.rules import mid_term as rules
from elections.rules.mid_term import DECIDE, PUBLISH
from elections.services import mid_term, sitting
from elections.services.mid_term import Waiting
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel

DECIDED = Q(kind=MidTermKind.RESIGNED, decided_on=None)
UNPUBLISHED = Q(kind__in=LEAVES, published_on=None)
STEPS = {DECIDE: DECIDED, PUBLISH: UNPUBLISHED & ~DECIDED}
NAME = "name"
ASKED = {**STEPS, NAME: Q(kind=MidTermKind.ELECTED, person=None)}


@register
class MidTermLedger(LedgerOfVillages):
    """Who left, who is absent, who came in; what the law says of days is a clock and a remark, never a refusal."""

    model = MidTermChange
    meanings = meanings.MID_TERM
    title = "届中调整"
    group = "选举"
    icon = "transfer"
    position = 27
    due_parts = ("due_on_changes", "due_on_vacancies")
    open_to = OFFICIALS
    help = "换届以后的辞职、罢免、职务终止、暂不能履职和补选就任；届次关闭以后也在这里登记，不改动已关闭届次的数据。"
    columns = ("name", "village__township", "village", "body", "post", "kind", "asked_on", "decided_on", "published_on")
    filters = ("village__township", "body", "kind", "asked_on")
    questions: ClassVar[dict[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
        "waits": ("办理情况", ((DECIDE, "辞职待决定"), (PUBLISH, "离任待公布"), (NAME, "补选就任待对应人员")))
    }
    search = ("search_text", "village__search_text")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "kind": {
            **dict.fromkeys(LEAVES, "plain"),
            MidTermKind.ABSENT: "warn",
            MidTermKind.ELECTED: "ok",
        }
    }
    fieldsets = (
        ("变动", ("village", "body", "post", "name", "kind", "ground", "because")),
        (
            "办理",
            ("asked_on", "decided_on", "decided_by", "number", "effective_on", "until", "published_on", "acting"),
        ),
        ("补选就任的人员", ("sex", "birth", "education", "politics", "source")),
        ("其他", ("note",)),
    )
    keys = (("village", "body", "post", "name", "kind", "asked_on"),)
    sheet = (
        Column("组织", "body", required=True, width=14, example="村(居)委会"),
        Column("职务", "post", required=True, width=10, example="委员"),
        Column("姓名", "name", required=True, width=10, example="张建国"),
        Column("变动类别", "kind", required=True, width=12, example="辞职"),
        Column("情形", "ground", width=16),
        Column("事由", "because", width=20, example="外出务工"),
        Column("提出或发生日期", "asked_on", required=True, width=12, example="2028-03-02"),
        Column("决定日期", "decided_on", width=12, example="2028-03-20"),
        Column("决定机关或会议", "decided_by", width=16, example="村民代表会议"),
        Column("文号", "number", width=16),
        Column("离任(就任)日期", "effective_on", width=12),
        Column("恢复履职日期", "until", width=12),
        Column("公布日期", "published_on", width=12, example="2028-03-22"),
        Column("期间主持工作的", "acting", width=12),
        Column("性别", "sex", width=6),
        Column("出生年月", "birth", width=10),
        Column("最高学历", "education", width=12),
        Column("政治面貌", "politics", width=12),
        Column("主要来源", "source", width=12),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        stored = {} if row is None else {name: getattr(row, name) for name in self.fields}
        faults = rules.faults({**stored, **values}, timezone.localdate())
        return (mid_term.of_person(values, row) | faults) if row is not None and row.person_id else faults

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle | None) -> Iterable[str]:
        return mid_term.remarks(rows)

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(ASKED[value]) if value in ASKED else rows

    def due_on_changes(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if not self.allows(user, Action.CHANGE):
            return
        found = mid_term.waiting(self.rows(user, cycle))
        for step in STEPS:
            yield from self._due([one for one in found if one.clock.step == step], step)
        if unnamed := mid_term.recalls_unnamed(user):
            yield Due("罢免已通过，请登记被罢免的职务", self.new_page(unnamed[0].village), len(unnamed))
        if came := mid_term.unnamed(self.rows(user, cycle)):
            way = reverse("mid_term_person", args=[came[0]])
            yield Due("补选就任的待对应人员", way if len(came) == 1 else self._asked(NAME), len(came))

    def due_on_vacancies(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Who sits is read of persons and teams, which change every day."""
        if self.allows(user, Action.CHANGE) and (vacant := mid_term.vacant_until(user)):
            yield Due("离任出缺待补选", reverse("vacancies"), len(vacant), min(filter(None, vacant), default=None))

    def _asked(self, step: str) -> str:
        return f"{self.url('list')}?waits={step}"

    def _due(self, found: Sequence[Waiting], step: str) -> Iterable[Due]:
        if found:
            days = [one.clock.latest for one in found if one.clock.latest]
            title = found[0].clock.words if step == DECIDE else "辞职、罢免、终止职务待公布"
            yield Due(title, self._asked(step), len(found), min(days, default=None))

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        """Who was elected and sits, each change with its day; the page of the team has all of it."""
        found = sitting.sitting_in([village]).get(village.pk)
        if found is None or not (found.known or found.changes):
            return None
        rows = [[line.name, line.post, line.since, line.changed] for line in sitting.lines(found)]
        url = reverse("sitting_team", args=[village.pk])
        return Panel("在任班子和届中调整", ("姓名", "职务", "任职日期", "变动"), rows, url=url, link="查看")

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "本村在任班子", reverse("sitting_team", args=[row.village_id])
        if row.kind == MidTermKind.ELECTED and self.allows(user, Action.CHANGE):
            yield "对应人员" if row.unnamed else "已对应人员", reverse("mid_term_person", args=[row.pk])
        for paper in rules.papers_of(row.kind):
            for form in PAPERS:
                title = paper.title.replace("【", "").replace("】", "")
                yield f"{title}({form.upper()})", reverse("mid_term_paper", args=[row.pk, paper.code, form])
