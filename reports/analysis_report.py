"""Puts a village's analysis report together from the sections of every ledger; constant queries for many villages."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any

from electioncycle import wording
from electioncycle.documents.blocks import INTERNAL, Document, Gaps, Heading, Paragraph, Table
from electioncycle.ledgers import ledger as ledgers
from electioncycle.wording import day_in_words
from readiness.models import TeamAnalysis
from readiness.papers.blank import signatures
from reports.choices import Variant
from villages.models import Cycle, Village
from villages.report.registry import registry_sections
from villages.services import teams
from villages.village_ledgers import Section, of_villages

EDITION = 1
"""Raise it when wording or layout changes: stored reports then count as out of date."""
ORDER = (
    "basics",
    "visit",
    "running",
    "members",
    "structure",
    "one_shoulder",
    "reserves",
    "risks",
    "finance",
    "responsibility",
    "outlook",
    "elections",
    "nominations",
    "smaller_bodies",
)
"""The sections of every app by their keys, as they stand in the report."""


@dataclass(frozen=True)
class AnalysisReport:
    """What one village's report says; the hash depends on nothing else, least of all on the hour of printing."""

    village: Village
    document: Document
    content_hash: str

    @property
    def gaps(self) -> list[str]:
        return [gap for block in self.document.blocks if isinstance(block, Gaps) for gap in block.items]

    def as_edition(self, number: int) -> Document:
        """The document with its last line."""
        return replace(self.document, footer_note=f"第{number}版 校验码{self.content_hash[:8]}")


def reports_of(villages: Sequence[Village], cycle: Cycle | None, variant: str) -> dict[int, AnalysisReport]:
    """The reports of these villages by key. Without a cycle they state what is missing: everything of the cycle."""
    analyses = {row.village_id: row for row in TeamAnalysis.objects.filter(cycle=cycle, village__in=villages)}
    dates = {village.pk: _reference_date(analyses.get(village.pk), cycle) for village in villages}
    sections = sorted(_sections(villages, cycle, dates), key=_place)
    found = {}
    for village in villages:
        document = Document(
            title=f"{village.township}{village}\n“两委”班子分析研判报告",
            marks=(INTERNAL,),
            cover_lines=_cover_lines(analyses.get(village.pk), cycle, dates[village.pk]),
            blocks=_blocks(village, sections, variant),
            names=(village.name, village.township.name),
        )
        content = f"{EDITION} {variant} {dates[village.pk]} {content_of(document)}"
        found[village.pk] = AnalysisReport(village, document, hashlib.sha256(content.encode()).hexdigest())
    return found


def content_of(document: Any) -> str:
    """The document as text without what stands at its default: a new option of the layout is no change of content."""
    return json.dumps(document, default=_plain, ensure_ascii=False)


def _plain(part: Any) -> Any:
    if isinstance(part, frozenset):
        return sorted(part)
    kind: Any = type(part)
    given = ((name, getattr(part, name), default) for name, default in _defaults(kind))
    return [kind.__name__, {name: value for name, value, default in given if value != default}]


@cache
def _defaults(kind: type[Any]) -> list[tuple[str, Any]]:
    return [(field.name, field.default) for field in fields(kind) if field.compare]


def _sections(villages: Sequence[Village], cycle: Cycle | None, dates: dict[int, date | None]) -> list[Section]:
    with teams.read_once():
        found = registry_sections(villages, cycle, dates)
        for ledger in of_villages(ledgers.ordered()):
            found += ledger.report_sections(villages, cycle)
        return found


def _place(section: Section) -> int:
    """Raises LookupError where the order does not say: no section may slip to the end of a signed report."""
    if section.key not in ORDER:
        raise LookupError(f"the order of the report does not say where {section.key!r} ({section.title}) stands")
    return ORDER.index(section.key)


def _reference_date(analysis: TeamAnalysis | None, cycle: Cycle | None) -> date | None:
    return (analysis.reference_date if analysis else None) or (cycle.reference_date if cycle else None)


def _cover_lines(analysis: TeamAnalysis | None, cycle: Cycle | None, on: date | None) -> list[str]:
    people = "、".join(filter(None, [analysis.leader, analysis.team])) if analysis else ""
    start, end = (analysis.analysed_from, analysis.analysed_to) if analysis else (None, None)
    days = "至".join(day_in_words(day) for day in dict.fromkeys([start, end]) if day)
    return [
        f"届次：{cycle or '尚未建立'}",
        f"研判组：{people or '未填写'}",
        f"研判时间：{days or '未填写'}",
        f"数据截止日：{day_in_words(on) if on else '未定'}",
    ]


def _blocks(village: Village, sections: Sequence[Section], variant: str) -> list[Any]:
    """The text with its tables, then the tables laid across, the list of gaps before both signatures."""
    text: list[Any] = []
    across: list[Table] = []
    gaps: list[str] = []
    told = [one for one in sections if not one.optional or one.blocks.get(village.pk)]
    for place, section in enumerate(told):
        text.append(Heading(f"{numeral(place)}、{section.title}"))
        blocks = [block for block in section.blocks.get(village.pk, ()) if not _is_held_back(block, variant)]
        across += [block for block in blocks if _is_across(block)]
        text += [block for block in blocks if not _is_across(block)] or [Paragraph("尚未填写。")]
        lacking = section.gaps.get(village.pk, [] if blocks else ["尚未填写"])
        gaps += [f"{section.title}：{gap.rstrip('。')}。" for gap in lacking]
    text += [Heading(f"{numeral(len(told))}、缺项清单"), Gaps(gaps)]
    return [*text, *across, signatures(village)]


def numeral(place: int) -> str:
    """Of the section at this place, counted from 0: 一, 二, …"""
    return wording.numeral(place + 1)


def _is_across(block: Any) -> bool:
    return isinstance(block, Table) and block.wide


def _is_held_back(block: Any, variant: str) -> bool:
    """What is for internal use is not in the village's own copy."""
    return variant == Variant.VILLAGE and isinstance(block, Table) and block.internal
