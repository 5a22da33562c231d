"""The ledgers of the finance clean-up: one line a village, its findings, the county's samples."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.desk.navigation import Entry
from electioncycle.ledgers.ledger import BulkAction, Column, Due, Ledger, Waiting, register
from electioncycle.records.history import same
from electioncycle.roles import COUNTY_ROLES, FIELD, Action
from electioncycle.web.pages import COUNTY
from villages.choices import CleanupState, RepairState
from villages.definitions import CLEANUP_AUDITED, CLEANUP_PUBLISHED
from villages.ledger import meanings
from villages.ledger.entry import EnteredOfEach
from villages.models import Cycle, FinanceCleanup, FinanceDraw, FinanceFinding, Village
from villages.report import finance as report
from villages.rules import finance as rules
from villages.services import finance, participants
from villages.services.finance_figures import PHOTO, Standing, standings
from villages.village_ledgers import Finding, LedgerOfVillages, Panel, Section, Stage

GROUP = "财务清理"
STATE_TONES = {"not_begun": "plain", "going": "warn", "cleaned": "info", "audited": "ok"}

navigation.add(Entry("财务清理进度", "finance_progress", "progress-check", GROUP, FIELD, position=10))
navigation.add(Entry("抽取检查村", "finance_draw", "dice", GROUP, COUNTY_ROLES, position=35))


@register
class CleanupLedger(EnteredOfEach):
    """One line a village in the columns of the county's sheet; 清理状态 moves by steps, never by typing."""

    model = FinanceCleanup
    meanings = meanings.CLEANUP
    title = "村级财务清理"
    group = GROUP
    icon = "cash"
    position = 20
    figures_are_dear = True
    own_pages = frozenset({"detail"})
    attachments = (PHOTO, "审计报告", "清理报告", "其他")
    help = "清理状态由乡镇报告、县级审定，不在表中填写；没有的填0。"
    stage = "财务"
    waiting: ClassVar[dict[str, Waiting]] = {"audit": Waiting.where("待县级审定", state=CleanupState.CLEANED)}
    columns = (
        "village",
        "village__township",
        "state",
        "leader",
        "funds",
        "claims_amount",
        "debts_amount",
        "found",
        "repaired",
        "published_from",
        "published_to",
        "audit_published_on",
    )
    filters = ("village__township", "state")
    search = ("search_text", "village__search_text")
    fieldsets = (
        ("清理", ("village", "period_from", "period_to", "leader", "inspectors")),
        (
            "资产与收支",
            ("funds", "income", "expenditure", "operating_assets", "other_assets", "resources"),
        ),
        (
            "债权债务与合同",
            ("claims", "claims_amount", "debts", "debts_amount", "contracts", "faulty_contracts"),
        ),
        ("发现问题与整改", ("found", "repaired", "unrepaired")),
        ("公示", ("published_from", "published_to", "published_at", "objections", "replies")),
        (
            "离任审计",
            ("audited_persons", "auditor", "audit_number", "audit_published_on", "supervisor_signed_on", "note"),
        ),
    )
    keys = (("village",),)
    derived = ("state",)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": STATE_TONES}
    sheet = (
        Column("清理期间起", "period_from", width=12, example="2023-01-01"),
        Column("清理期间止", "period_to", width=12, example="2026-06-30"),
        Column("督导组长", "leader", width=10, example="李明"),
        Column("督导人员", "inspectors", width=18, example="张华、王芳"),
        Column("货币资金(元)", "funds", width=13, example="86520.35"),
        Column("总收入", "income", width=13, example="412000", aliases=("总收入(元)",)),
        Column("总支出", "expenditure", width=13, example="365000", aliases=("总支出(元)",)),
        Column("经营性资产", "operating_assets", width=13, example="520000", aliases=("经营性资产(元)",)),
        Column("非经营性资产", "other_assets", width=13, example="1280000", aliases=("非经营性资产(元)",)),
        Column("资源(亩)", "resources", width=10, example="1260.5"),
        Column("债权笔数", "claims", width=8, example="2"),
        Column("债权金额", "claims_amount", width=12, example="18000", aliases=("债权金额(元)",)),
        Column("债务笔数", "debts", width=8, example="1"),
        Column("债务金额", "debts_amount", width=12, example="60000", aliases=("债务金额(元)",)),
        Column("合同份数", "contracts", width=8, example="12"),
        Column("问题合同", "faulty_contracts", width=8, example="1"),
        Column("发现问题数", "found", width=9, example="3"),
        Column("已整改数", "repaired", width=9, example="2"),
        Column("未整改事项", "unrepaired", width=24, example="一笔土地租金尚未收回"),
        Column("清理状态", width=9, compute=lambda row: row.get_state_display()),
        Column("公示起", "published_from", width=12, example="2026-09-01"),
        Column("公示止", "published_to", width=12, example="2026-09-10"),
        Column("地点", "published_at", width=16, aliases=("公示地点",), example="村务公开栏"),
        Column("异议件数", "objections", width=8, example="0"),
        Column("已答复", "replies", width=8, aliases=("异议已答复",), example="0"),
        Column("审计对象", "audited_persons", width=14, example="村委会主任"),
        Column("审计单位", "auditor", width=16, example="镇农经站"),
        Column("审计文号", "audit_number", width=16, example="镇审〔2026〕12号"),
        Column("审计结果公布日期", "audit_published_on", width=12, example="2026-10-15"),
        Column("监委主任签字日期", "supervisor_signed_on", width=12, example="2026-10-16"),
        Column("备注", "note", width=14),
    )
    row_actions = (
        BulkAction("declare", "报告已清理", Action.SUBMIT, finance.declare_cleaned),
        BulkAction("approve", "县级审定", Action.COUNTY_REVIEW, finance.approve_cleanup),
        BulkAction("return", "退回乡镇", Action.COUNTY_REVIEW, finance.return_cleanup),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        found: dict[str, str] = {}
        if row is not None and row.is_fixed:
            state = row.get_state_display()
            for name in ("village", *FinanceCleanup.FIGURES):
                if name in values and not same(getattr(row, name), values[name]):
                    found[name] = f"本村{state}，清理数字不能改动；确需更正的，请先由审核人退回。"
        every = {name: values.get(name, getattr(row, name, None)) for name in self.fields}
        return rules.cleanup_faults(every, today=timezone.localdate()) | found

    def approved_content(self, row: Any) -> Any:
        return finance.figures(row)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        yield from super().due(user, cycle)
        if cycle is not None and not cycle.is_closed and user.may(Action.COUNTY_REVIEW):
            yield from self.entry("audit", user, cycle, title="村级财务清理待县级审定", to_decide=True)

    def stages(self, villages: Sequence[Village], user: Actor, cycle: Cycle) -> dict[int, Stage]:
        rows = FinanceCleanup.objects.filter(cycle=cycle, village__in=villages).order_by()
        return {row.village_id: Stage.of(self, row) for row in rows.only("village_id", "state")}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        row = self.rows(user, cycle).filter(village=village).first()
        if row is None:
            return Panel(self.title, url=self.url("list"), empty="本届尚未录入财务清理。")
        names = ("state", "leader", "found", "repaired", "published_from", "published_at", "audit_published_on")
        facts = [(self.label(name), self.display(row, name) or "—") for name in names]
        return Panel(self.title, facts=facts, url=self.url("detail", row.pk))

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        villages = list(participants(user, cycle))
        known = standings(villages, cycle)
        found: dict[int, dict[str, Any]] = {}
        for village in villages:
            counts = found.setdefault(village.township_id, {CLEANUP_AUDITED.name: 0, CLEANUP_PUBLISHED.name: 0})
            if standing := known.get(village.pk):
                counts[CLEANUP_AUDITED.name] += standing.audited
                counts[CLEANUP_PUBLISHED.name] += standing.published
        return found

    def findings(self, villages: Sequence[Village], cycle: Cycle) -> dict[str, dict[int, Finding]]:
        known = standings(villages, cycle)
        url = self.url("list")
        clean: dict[int, Finding] = {}
        exits: dict[int, Finding] = {}
        for village in villages:
            standing = known.get(village.pk)
            if standing is None:
                clean[village.pk] = exits[village.pk] = Finding(None, "财务清理尚未录入。", f"{url}?q={village.name}")
                continue
            at = self.url("detail", standing.cleanup.pk)
            clean[village.pk] = Finding(standing.done, _clean_words(standing), at)
            exits[village.pk] = Finding(standing.exit_audit_published, standing.exit_audit_in_words, at)
        return {"finance": clean, "exit_audit": exits}

    def report_sections(self, villages: Sequence[Village], cycle: Cycle) -> Iterable[Section]:
        return [report.section(villages, cycle)]


def _clean_words(standing: Standing) -> str:
    row = standing.cleanup
    said = f"清理状态：{row.get_state_display()}"
    if row.found is not None:
        said += f"，发现问题{row.found}个、已整改{row.repaired or 0}个"
    return f"{said}；{'已按规定公示' if standing.published else '、'.join(standing.gaps)}。"


def _not_repaired_in_time(rows: models.QuerySet, user: Actor, cycle: Cycle) -> models.QuerySet:
    return rows.filter(deadline__lt=timezone.localdate()).exclude(state=RepairState.DONE)


@register
class FindingLedger(LedgerOfVillages):
    """What was found, one by one, until it is put right."""

    model = FinanceFinding
    title = "财务清理发现问题"
    group = GROUP
    icon = "list-details"
    position = 30
    columns = ("village", "village__township", "text", "amount", "responsible", "deadline", "state", "repaired_on")
    filters = ("village__township", "state")
    search = ("search_text", "village__search_text")
    fields = (
        "village",
        "text",
        "amount",
        "responsible",
        "found_on",
        "deadline",
        "state",
        "repaired_on",
        "evidence",
    )
    keys = (("village", "text"),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": {"open": "bad", "going": "warn", "done": "ok"}}
    waiting: ClassVar[dict[str, Waiting]] = {"late": Waiting("超过整改时限", _not_repaired_in_time)}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is not None and not cycle.is_closed and self.allows(user, Action.CHANGE):
            yield from self.entry("late", user, cycle, day="deadline", overdue=True)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return rules.finding_faults(values, today=timezone.localdate())


@register
class DrawLedger(Ledger):
    """The county's draws, made on a page of their own and never changed afterwards."""

    model = FinanceDraw
    title = "财务清理抽查"
    group = GROUP
    icon = "arrows-shuffle"
    position = 40
    kept_by = "county"
    open_to = COUNTY
    actions = frozenset({Action.VIEW, Action.EXPORT, Action.PRINT})
    own_pages = frozenset({"detail"})
    columns = ("purpose", "seed", "size", "total", "witness")
    fields = ("purpose", "seed", "size", "total", "witness")
    keys = (("purpose", "seed"),)
