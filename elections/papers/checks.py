"""The internal 《核对记录》 of one election: what was asked and how the township explained it, what went otherwise."""

from collections.abc import Sequence

from django.utils import timezone

from electioncycle.documents.blocks import INTERNAL, Block, Document, Heading, Paragraph, Place, Signatures, Table
from electioncycle.wording import day_in_words
from elections.models import Election
from elections.services.checking import Line

NOTHING = "无。"


def record_of_checks(election: Election, lines: Sequence[Line]) -> Document:
    asked = [one for one in lines if one.finding is not None and one.finding.asks_explanation]
    outside = [one for one in lines if one not in asked]
    signed = Signatures((Place("填写人", hints=("签字：",)), Place("乡镇(街道)审核人", hints=("签字：",))), beside=True)
    blocks: list[Block] = [
        Heading("一、核对提示和说明"),
        *_table(("代码", "核对情况", "说明", "说明日期"), [_asked(one) for one in asked], (9, 41, 36, 14)),
        Heading("二、须更正的事项和程序瑕疵"),
        *_table(("代码", "情况", "处置", "文号"), [_outside(one) for one in outside], (9, 51, 22, 18)),
        signed,
    ]
    return Document(
        title=f"{election.village.township}{election.village}{election.body_name}\n{election.get_procedure_display()}核对记录",
        marks=(INTERNAL,),
        cover_lines=(f"截至{day_in_words(timezone.localdate())}",),
        blocks=blocks,
        names=[election.village.name, election.village.township.name],
    )


def _table(headers: Sequence[str], rows: list[list[str]], widths: Sequence[int]) -> list[Block]:
    if not rows:
        return [Paragraph(NOTHING)]
    return [Table(headers, rows, widths=widths, align=("center", "left", "left", "center"), small=True)]


def _asked(one: Line) -> list[str]:
    told = one.explanation
    return [one.code, one.words, told.text if told else "尚未说明", f"{told.explained_on:%Y-%m-%d}" if told else "—"]


def _outside(one: Line) -> list[str]:
    row = one.defect
    disposed = row.get_disposition_display() if row and row.disposition else "待处置" if row else "待更正"
    return [one.code, one.words or one.title, disposed, (row.document_number if row else "") or "—"]
