"""The sections of the analysis report that come from the analysis: 开展， 运行， 逐人， 结构， 一肩挑， 难易与问题."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from electioncycle.documents.blocks import Align, Facts, Paragraph, Table
from electioncycle.rounding import share
from electioncycle.wording import day_in_words
from readiness.choices import State
from readiness.dossiers import Dossier, dossiers
from readiness.models import TeamAnalysis
from readiness.rules import analysis as rules
from villages.models import Cycle, TeamMember, Village
from villages.village_ledgers import Section

MEMBER_HEADERS = (
    "姓名职务",
    "主要表现",
    "主要不足",
    "处分及影响期",
    "亲属回避",
    "履职评价",
    "个人意愿",
    "党组织职务意见",
)
MEMBER_WIDTHS = (11, 37, 20, 7, 6, 6, 6, 7)
MEMBER_WIDTHS_WITH_KIN = (11, 32, 17, 6, 15, 6, 6, 7)
"""Words about relatives in a narrow column would make rows so tall that the table takes one page more."""
STRUCTURE_HEADERS = ("指标", "上届换届时", "现任", "本届目标", "差距")
PROBLEM_HEADERS = ("序号", "问题", "类别", "对策", "责任人", "时限", "进展")


def sections(villages: Sequence[Village], cycle: Cycle | None) -> list[Section]:
    """The sections of ``PARTS``; without a cycle all of them stand empty."""
    found = [Section(part, title) for part, title, _ in PARTS]
    if cycle is None:
        return found
    for key, dossier in dossiers(villages, cycle).items():
        gaps = rules.gaps_by_part(dossier.facts, date.max) | {"structure": _structure_gaps(dossier)}
        for section, (part, _, write) in zip(found, PARTS, strict=True):
            section.blocks[key] = write(dossier) if dossier.analysis or part == "structure" else []
            section.gaps[key] = gaps[part] if dossier.analysis or part == "structure" else ["尚未研判"]
    return found


def day(value: date | None) -> str:
    return day_in_words(value, "(未填)")


def _short(value: date | None) -> str:
    return f"{value:%Y.%m.%d}" if value else ""


def _number(value: int | None) -> str:
    return "(未填)" if value is None else str(value)


def _visit(dossier: Dossier) -> list[Any]:
    row: TeamAnalysis = dossier.analysis  # type: ignore[assignment]
    talks = (row.talks_committee, row.talks_party, row.talks_representatives, row.talks_villagers)
    people = "居民" if dossier.village.kind == "community" else "村民"
    text = (
        f"研判组于{day(row.analysed_from)}至{day(row.analysed_to)}入村开展研判，组长{row.leader or '(未填)'}，"
        f"成员{row.team or '(未填)'}。谈话两委成员{_number(talks[0])}人、党员{_number(talks[1])}人、"
        f"{people}代表{_number(talks[2])}人、群众{_number(talks[3])}人，共{sum(n or 0 for n in talks)}人。"
        f"民主测评发出测评票{_number(row.ballots_issued)}张，收回{_number(row.ballots_returned)}张"
    )
    if row.ballots_issued and row.ballots_returned is not None:
        text += f"，收回率{share(row.ballots_returned, row.ballots_issued)}%"
    blocks = [Paragraph(f"{text}。")]
    if not row.approved:
        blocks.append(Paragraph(f"(本研判现为“{row.get_state_display()}”，尚未经乡镇审核通过。)", small=True))
    elif row.state != State.CONFIRMED and dossier.cycle.county_confirms:
        blocks.append(Paragraph("(本研判乡镇已审核通过，尚未经县级确认。)", small=True))
    return blocks


def _running(dossier: Dossier) -> list[Any]:
    row: TeamAnalysis = dossier.analysis  # type: ignore[assignment]
    rows = []
    for item in dossier.items:
        rating = dossier.ratings.get(item.pk)
        rows.append([item.name, rating.get_grade_display() if rating else "", rating.reason if rating else ""])
    table = Table(("研判项目", "等次", "具体表现或原因"), rows, widths=(22, 12, 66), align=("center", "center", "left"))
    verdict = Paragraph(
        f"综合评价：{row.get_grade_display() or '(未填)'}。{'研判组写明的依据：' if row.words.strip() else ''}"
    )
    words = [Paragraph(line, quote=True) for line in row.words.splitlines() if line.strip()]
    return [table, verdict, *words]


def posts_in_words(member: TeamMember) -> str:
    """``党组织书记、村(居)委会主任``; empty posts left out."""
    named = (
        ("党组织", member.party_post, member.get_party_post_display()),
        ("村(居)委会", member.committee_post, member.get_committee_post_display()),
        ("监委", member.supervision_post, member.get_supervision_post_display()),
    )
    return "、".join(f"{body}{label}" for body, value, label in named if value != "none")


def _relatives(dossier: Dossier, member: TeamMember) -> str:
    """The township's words, and what the rules of avoidance say of the relations the county keeps."""
    found = [
        f"{one.beside(member.person_id)}{'(待确认)' if one.rule.unsure else ''}"
        for one in dossier.avoidance.get(member.person_id, ())
    ]
    if not found:
        return member.kinship or "无"
    return "。".join(
        [*([f"填报：{member.kinship.rstrip('。')}"] if member.kinship else []), f"核对：{'；'.join(found)}"]
    )


def _members(dossier: Dossier) -> list[Any]:
    rows = []
    for member in dossier.team:
        opinion = dossier.opinions.get(member.pk)
        proposal = opinion.get_proposal_display() if opinion and member.party_post != "none" else ""
        rows.append(
            [
                f"{member.person.name}({posts_in_words(member)})" if posts_in_words(member) else member.person.name,
                opinion.merits if opinion else "",
                opinion.shortcomings if opinion else "",
                member.penalty or "无",
                _relatives(dossier, member),
                member.get_performance_display(),
                member.get_wish_display(),
                proposal if member.party_post != "none" else "—",
            ]
        )
    if not rows:
        return []
    return [
        Paragraph(
            f"对现任班子{len(rows)}名成员逐人研判，见表2。党组织职务意见仅对党组织成员提出，村(居)民委员会成员只作履职评价。"
        ),
        Table(
            MEMBER_HEADERS,
            rows,
            caption="表2 成员逐人研判",
            widths=MEMBER_WIDTHS_WITH_KIN if any(len(row[4]) > 6 for row in rows) else MEMBER_WIDTHS,
            align=("center", "left", "left"),
            small=True,
            wide=True,
        ),
    ]


def _structure(dossier: Dossier) -> list[Any]:
    if not dossier.structure.members:
        return [Paragraph(dossier.change_in_words)]
    return [
        Paragraph(f"按{day(dossier.reference_date)}计算：{dossier.change_in_words}"),
        Table(
            STRUCTURE_HEADERS,
            [line.cells for line in dossier.comparison],
            caption="表3 班子结构",
            widths=(32, 18, 16, 17, 17),
            align=("left",),
        ),
    ]


def _structure_gaps(dossier: Dossier) -> list[str]:
    found = []
    if not dossier.structure.members:
        found.append("现任班子尚未录入")
    elif dossier.structure.ages_missing:
        found.append(f"{dossier.structure.ages_missing}名成员没有出生年月，未计入平均年龄")
    if dossier.last_term is None:
        found.append("上届换届时数据未录入")
    return found


def _one_shoulder(dossier: Dossier) -> list[Any]:
    row: TeamAnalysis = dossier.analysis  # type: ignore[assignment]
    now = "已实现" if dossier.structure.one_shoulder else "未实现"
    cells = [
        row.get_one_shoulder_display() or "未研判",
        row.gap or "—",
        f"{row.measure_kind or ''}{':' if row.measure_kind and row.measures else ''}{row.measures}" or "—",
        row.responsible or "—",
        _short(row.deadline) or "—",
    ]
    return [
        Paragraph(f"现任班子{now}“一肩挑”。"),
        Table(
            ("清单类别", "主要差距", "推进措施", "责任人", "时限"),
            [cells],
            caption="表4 “一肩挑”研判(内部掌握)",
            widths=(16, 26, 28, 14, 16),
            align=("center", "left", "left"),
            internal=True,
        ),
    ]


def _outlook(dossier: Dossier) -> list[Any]:
    row: TeamAnalysis = dossier.analysis  # type: ignore[assignment]
    batch = str(row.batch or "(未填)")
    if dossier.batch_apart:
        batch += f"(村情概况为{dossier.planned_batch}{'：' if row.batch_reason else ''}{row.batch_reason})"
    facts = Facts([("换届难易程度", str(row.difficulty or "(未填)")), ("拟定批次", batch)])
    rows = [
        [
            str(number),
            one.problem,
            one.category,
            one.countermeasure,
            one.responsible,
            _short(one.deadline),
            one.standing,
        ]
        for number, one in enumerate(dossier.problem_lines, 1)
    ]
    if not rows:
        return [facts, Paragraph("研判未发现须列入清单的问题。")]
    left: tuple[Align, ...] = ("center", "left", "center", "left", "center", "center", "left")
    widths = (6, 26, 10, 26, 10, 11, 11)
    return [facts, Table(PROBLEM_HEADERS, rows, caption="表5 问题与对策", widths=widths, align=left, small=True)]


PARTS: tuple[tuple[str, str, Callable[[Dossier], list[Any]]], ...] = (
    ("visit", "研判开展情况", _visit),
    ("running", "班子运行情况", _running),
    ("members", "成员逐人研判", _members),
    ("structure", "结构分析", _structure),
    ("one_shoulder", "“一肩挑”研判", _one_shoulder),
    ("outlook", "换届难易、拟定批次、问题与对策", _outlook),
)
