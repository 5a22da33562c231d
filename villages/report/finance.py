"""财务清理与离任审计 in the analysis report."""

from collections.abc import Sequence
from typing import Any

from electioncycle.documents.blocks import Facts, Paragraph, Table
from villages.models import Cycle, Village
from villages.services.finance_figures import Standing, standings
from villages.village_ledgers import Section


def section(villages: Sequence[Village], cycle: Cycle | None) -> Section:
    """What ``standings`` asks, however many villages."""
    found = Section("finance", "财务清理与离任审计")
    known = standings(villages, cycle)
    for village in villages:
        standing = known.get(village.pk)
        if standing is None:
            found.gaps[village.pk] = ["财务清理未录入"]
            continue
        found.blocks[village.pk] = _blocks(standing)
        found.gaps[village.pk] = _gaps(standing)
    return found


def _blocks(standing: Standing) -> list[Any]:
    row = standing.cleanup
    known = [
        ("清理期间", f"{row.period_from or '(未填)'}至{row.period_to or '(未填)'}"),
        ("清理状态", row.get_state_display()),
        ("督导组长", row.leader or "(未填)"),
        ("督导人员", row.inspectors or "(未填)"),
    ]
    figures = ("funds", "income", "expenditure", "operating_assets", "other_assets", "resources")
    cells = [_amount(getattr(row, name)) for name in figures]
    debts = [
        f"{_number(row.claims)}/{_amount(row.claims_amount)}",
        f"{_number(row.debts)}/{_amount(row.debts_amount)}",
        f"{_number(row.contracts)}/{_number(row.faulty_contracts)}",
    ]
    headers = ("货币资金", "总收入", "总支出", "经营性资产", "非经营性资产", "资源(亩)")
    more = ("债权(笔/元)", "债务(笔/元)", "合同(份/问题)")
    repair = f"清理发现问题{_number(row.found)}个，已整改{_number(row.repaired)}个"
    repair += f"，未整改：{row.unrepaired}。" if row.unrepaired else "。"
    published = (
        f"{row.published_from}至{row.published_to}在{row.published_at or '(地点未填)'}公示，"
        f"收到异议{_number(row.objections)}件，已答复{_number(row.replies)}件。"
        if row.published_from
        else "清理结果尚未公示。"
    )
    return [
        Facts(known),
        Table((*headers, *more), [[*cells, *debts]], small=True, note="单位：元(资源为亩)。"),
        Paragraph(repair + published),
        Paragraph(f"审计对象：{row.audited_persons or '(未填)'}。{standing.exit_audit_in_words}"),
    ]


def _gaps(standing: Standing) -> list[str]:
    found = list(standing.gaps)
    if not standing.audited:
        found.append(f"清理尚未审定(现为{standing.cleanup.get_state_display()})")
    if not standing.exit_audit_published:
        found.append("离任审计结果未公布")
    return found


def _number(value: int | None) -> str:
    return "—" if value is None else str(value)


def _amount(value: Any) -> str:
    return "—" if value is None else f"{value:,.2f}".removesuffix(".00")
