"""The ledger 班子分析研判: columns, workbook, batch review, to-do entries, village panel, figures, report sections."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from electioncycle import roles
from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.desk.navigation import Entry
from electioncycle.ledgers.ledger import BulkAction, Column, Due, Waiting, register
from electioncycle.roles import OFFICIALS, Action, officials_may
from readiness import definitions, report
from readiness.choices import APPROVED, EDITABLE, OneShoulder, State
from readiness.figures import analysis as figures
from readiness.models import ReadinessPass, TeamAnalysis
from readiness.rules import analysis as rules
from readiness.services import analysis as services
from readiness.services import listing
from readiness.workbooks import analyses as analysis_planner
from villages.models import Cycle, Village, VillageProfile
from villages.services import participants
from villages.village_ledgers import Finding, LedgerOfVillages, Panel, Section, Stage

navigation.add(Entry("研判进度与催报", "readiness", "progress-check", "班子研判", OFFICIALS, position=10))
navigation.add(Entry("“一肩挑”三类清单", "one_shoulder", "list-check", "班子研判", OFFICIALS, position=30))


def _with_unlisted(rows: QuerySet, user: Actor, cycle: Cycle) -> QuerySet:
    """Approved analyses with problems that are not in the problem ledger."""
    return rows.filter(state__in=APPROVED, pk__in=figures.unlisted(cycle).values("analysis"))


@register
class TeamAnalysisLedger(LedgerOfVillages):
    """One line a village: head and running items of the analysis; members and problems are for the entry page."""

    model = TeamAnalysis
    title = "班子分析研判"
    stage = "研判"
    lacks = "待填报提交"
    group = "班子研判"
    icon = "clipboard-text"
    position = 20
    help = "模板填报研判概况和运行情况；逐人研判和问题在各村研判表中填写。"
    columns = (
        "village",
        "village__township",
        "state",
        "analysed_from",
        "analysed_to",
        "leader",
        "grade",
        "one_shoulder",
        "difficulty",
        "batch",
        "ballots_issued",
        "ballots_returned",
    )
    filters = ("village__township", "state", "one_shoulder", "grade", "difficulty", "batch")
    search = ("village__search_text", "search_text")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {
            "draft": "plain",
            "submitted": "info",
            "township_approved": "ok",
            "confirmed": "ok",
            "returned": "bad",
            "lapsed": "bad",
        },
        "one_shoulder": {"confirmed": "ok", "intended": "info", "none": "warn"},
    }
    fieldsets = (
        ("研判开展", ("village", "reference_date", "analysed_from", "analysed_to", "leader", "team")),
        (
            "谈话与测评",
            (
                "talks_committee",
                "talks_party",
                "talks_representatives",
                "talks_villagers",
                "ballots_issued",
                "ballots_returned",
            ),
        ),
        ("综合评价", ("grade", "words")),
        ("一肩挑研判", ("one_shoulder", "gap", "measure_kind", "measures", "responsible", "deadline")),
        ("换届研判", ("difficulty", "batch", "batch_reason", "note")),
    )
    keys = (("village",),)
    waiting: ClassVar[dict[str, Waiting]] = {"unlisted": Waiting("问题待列入问题清单", _with_unlisted)}
    derived = ("reference_date",)
    sheet = (
        Column("研判日期起", "analysed_from", width=12, example="2026-10-12"),
        Column("研判日期止", "analysed_to", width=12, example="2026-10-13"),
        Column("研判组组长", "leader", width=14, example="李联村(镇党委副书记)"),
        Column("研判组成员", "team", width=20, example="王驻村、赵指导"),
        Column("谈话人数：两委成员", "talks_committee", group="谈话人数", width=8, example="7"),
        Column("谈话人数：党员", "talks_party", group="谈话人数", width=8, example="15"),
        Column("谈话人数：村(居)民代表", "talks_representatives", group="谈话人数", width=8, example="12"),
        Column("谈话人数：群众", "talks_villagers", group="谈话人数", width=8, example="20"),
        Column("测评票：发出", "ballots_issued", group="测评票", width=7, example="60"),
        Column("测评票：收回", "ballots_returned", group="测评票", width=7, example="58"),
        Column("综合评价", "grade", width=9, example="较好"),
        Column("综合评价依据", "words", width=40, example="近三年集体收入由3万元增至11万元。"),
        Column("一肩挑研判", "one_shoulder", width=13, example="有意向人选"),
        Column("一肩挑主要差距", "gap", width=20, example="文化程度偏低"),
        Column("推进措施类别", "measure_kind", width=11, example="选派"),
        Column("推进措施", "measures", width=24, example="安排参加学历提升"),
        Column("推进责任人", "responsible", width=11, example="镇组织委员"),
        Column("推进时限", "deadline", width=12, example="2026-11-30"),
        Column("换届难易程度", "difficulty", width=9, example="平稳"),
        Column("拟定批次", "batch", width=9, example="第一批"),
        Column("批次与村情概况不同的原因", "batch_reason", width=16),
        Column("数据截止日", "reference_date", width=12, example="2026-11-30"),
        Column("备注", "note", width=14),
    )
    row_actions = (
        BulkAction("approve", "乡镇审核通过", Action.TOWNSHIP_REVIEW, services.approve_township),
        BulkAction("confirm", "县级确认", Action.COUNTY_REVIEW, services.confirm_county),
        BulkAction("list", "问题列入问题清单", Action.CHANGE, listing.list_all),
        BulkAction("return", "退回修改(乡镇)", Action.TOWNSHIP_REVIEW, services.return_for_changes),
        BulkAction("return_county", "退回修改(县级)", Action.COUNTY_REVIEW, services.return_for_changes),
    )
    in_sheet = ("itemratings",)
    planner = analysis_planner.AnalysisPlanner

    def allows(self, user: Actor, action: str) -> bool:
        return action in self.actions and officials_may(user, action)

    def holders(self, action: str) -> frozenset[str]:
        return frozenset(r for r in OFFICIALS if action in self.actions and roles.allows(frozenset({r}), action))

    def page_of(self, row: Any) -> str:
        return reverse("analysis_review", args=[row.pk])

    def form_of(self, row: Any) -> str:
        return reverse("analysis_entry", args=[row.village_id])

    def new_page(self, place: Any = None) -> str:
        """A village's analysis is begun on its own form; without a village on the page that leads to them."""
        return reverse("readiness") if place is None else reverse("analysis_entry", args=[place.pk])

    def row_label(self, row: Any) -> str:
        return f"{row.village.township}{row.village}"

    def columns_of(self, cycle: Cycle) -> tuple[Column, ...]:
        """Two columns for every running item of the cycle, before the verdict."""
        place = next(number for number, column in enumerate(self.sheet) if column.field == "grade")
        return (*self.sheet[:place], *analysis_planner.columns(cycle), *self.sheet[place:])

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None and row.state not in EDITABLE:
            return {"village": f"该村研判{row.get_state_display()}，不能改动；须先撤回或由审核人退回。"}
        return rules.head_faults(values)

    def history_rows(self, row: Any) -> Iterable[tuple[str, Any]]:
        """The parts written on the entry page: ratings, opinions on members, problems."""
        for related in (row.itemratings, row.memberanalysiss, row.analysisproblems):
            for part in related.all():
                yield f"{part._meta.verbose_name} {part}", part

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not officials_may(user, Action.VIEW):
            return
        counts = figures.state_counts(user, cycle)
        if officials_may(user, Action.SUBMIT):
            number = counts[figures.NOT_BEGUN] + counts[State.DRAFT]
            title = "村班子研判待填报提交"
            yield from self.lacking_entry(number, cycle, title=title, overdue=_is_late(cycle))
        yield from _due(user, cycle, counts, self.url("list"))
        if officials_may(user, Action.CHANGE):
            yield from self.entry("unlisted", user, cycle, title="班子研判列出的问题待列入问题清单")

    def lacking(self, user: Actor, cycle: Cycle) -> Any:
        """Nothing begun, or a draft."""
        begun = TeamAnalysis.objects.filter(cycle=cycle).exclude(state=State.DRAFT).values("village")
        return participants(user, cycle).exclude(pk__in=begun)

    def stages(self, villages: Sequence[Village], user: Actor, cycle: Cycle) -> dict[int, Stage]:
        rows = TeamAnalysis.objects.filter(cycle=cycle, village__in=villages).order_by()
        return {row.village_id: Stage.of(self, row) for row in rows.only("village_id", "state")}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        row = self.rows(user, cycle).filter(village=village).first()
        if row is None:
            link = "开始填报" if officials_may(user, Action.CHANGE) and not cycle.is_closed else ""
            return Panel(self.title, url=self.new_page(village) if link else "", link=link, empty="本届尚未研判。")
        names = ("state", "grade", "one_shoulder", "difficulty", "batch", "analysed_to")
        may_edit = officials_may(user, Action.CHANGE) and not self.locked(row)
        url = self.form_of(row) if may_edit else self.page_of(row)
        told = [(self.label(name), self.display(row, name) or "—") for name in names]
        profile = VillageProfile.objects.filter(cycle=cycle, village=village).select_related("batch").first()
        if profile and (apart := rules.batch_apart(row.batch, profile.batch, row.batch_reason)):
            told.append(("批次不一致", apart))
        problems = list(row.analysisproblems.filter(withdrawn_at=None).select_related("listed"))
        if left := sum(not one.is_live for one in problems):
            told.append(("问题", f"{len(problems)}个，其中{left}个未列入问题清单"))
        return Panel(self.title, facts=told, url=url)

    def follow_merger(self, village: Village, into: Any, cycle: Cycle, *, by: Actor, reason: str) -> int:
        return services.end_unfinished(village, cycle, by=by, reason=reason)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None or not officials_may(user, Action.VIEW):
            return {}
        return {
            line.township.pk: {
                definitions.ANALYSED.name: line.one_shoulder.analysed,
                definitions.CONFIRMED.name: line.one_shoulder.confirmed,
                definitions.INTENDED.name: line.one_shoulder.intended,
                definitions.NO_CANDIDATE.name: line.one_shoulder.none,
            }
            for line in figures.progress(figures.participants(user, cycle), cycle, user=user)
            if line.township is not None
        }

    def findings(self, villages: Sequence[Any], cycle: Cycle) -> dict[str, dict[int, Finding]]:
        """主职干部明确: the one-shoulder state of an approved analysis and its reasons, never a person."""
        rows = TeamAnalysis.objects.filter(cycle=cycle, village__in=villages).order_by()
        said = {row.village_id: row for row in rows.only("village_id", "state", "one_shoulder", "gap")}
        return {
            "lead_posts": {village.pk: _lead_posts(said.get(village.pk)) for village in villages},
            "problems": _unlisted_findings(villages, cycle),
        }

    def report_sections(self, villages: Sequence[Any], cycle: Cycle) -> Iterable[Section]:
        return report.sections(villages, cycle)


def _unlisted_findings(villages: Sequence[Any], cycle: Cycle) -> dict[int, Finding]:
    """Problems the analysis found that nobody has listed: unsettled until they stand in the problem ledger.

    A pass given before is not undone by what was written then: there it is only told (``met`` None).
    """
    found = Counter(figures.unlisted(cycle, villages).values_list("analysis__village", flat=True))
    passed = ReadinessPass.objects.filter(readiness__cycle=cycle, readiness__village__in=found, lapsed_at=None)
    through = set(passed.values_list("readiness__village", flat=True))
    analyses = TeamAnalysis.objects.filter(cycle=cycle, village__in=found).order_by()
    pages = {place: reverse("analysis_review", args=[pk]) for pk, place in analyses.values_list("pk", "village")}
    return {
        place: Finding(
            None if place in through else False, f"班子研判列出的问题有{number}个未列入问题清单", pages[place]
        )
        for place, number in found.items()
    }


def _lead_posts(row: TeamAnalysis | None) -> Finding:
    if row is None:
        return Finding(None, "本届尚未研判", reverse("readiness"))
    url = reverse("analysis_review", args=[row.pk])
    if not row.approved or not row.one_shoulder:
        return Finding(None, f"班子研判{row.get_state_display()}，尚未经乡镇审核通过", url)
    reason = f"，主要差距：{row.gap}" if row.gap else ""
    return Finding(
        row.one_shoulder == OneShoulder.CONFIRMED, f"班子研判列入{row.get_one_shoulder_display()}{reason}", url
    )


def _is_late(cycle: Cycle) -> bool:
    return bool(cycle.entry_deadline and cycle.entry_deadline < timezone.localdate())


def _due(user: Actor, cycle: Cycle, counts: Counter[str], listed: str) -> list[Due]:
    """What waits for this user besides the villages to fill in: returned, lapsed, to approve, to confirm."""
    deadline = cycle.entry_deadline
    late = _is_late(cycle)
    found = []
    if officials_may(user, Action.SUBMIT):
        found.append(
            Due("村班子研判被退回，待修改", f"{listed}?state={State.RETURNED}", counts[State.RETURNED], deadline, late)
        )
        lapsed = counts[State.LAPSED]
        found.append(Due("村班子研判审批已失效，待重新提交", f"{listed}?state={State.LAPSED}", lapsed, overdue=True))
    if officials_may(user, Action.TOWNSHIP_REVIEW):
        waiting = counts[State.SUBMITTED]
        found.append(Due("村班子研判待乡镇审核", f"{listed}?state={State.SUBMITTED}", waiting, to_decide=True))
    if officials_may(user, Action.COUNTY_REVIEW) and cycle.county_confirms:
        waiting = counts[State.TOWNSHIP_APPROVED]
        url = f"{listed}?state={State.TOWNSHIP_APPROVED}"
        found.append(Due("村班子研判待县级确认", url, waiting, to_decide=True))
    return [due for due in found if due.count]
