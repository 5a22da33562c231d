"""A ledger set (一套台账) as a printed folder: cover, situation, responsible people, measures, progress, closing."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from electioncycle.documents.blocks import (
    INTERNAL,
    Block,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Place,
    Signatures,
    Table,
)
from electioncycle.documents.volumes import Chapter, Volume
from electioncycle.ledgers import attachments
from electioncycle.ledgers.ledger import Ledger
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from risks.models import KeyPerson, KeyVillage
from risks.models.base import Settled
from risks.services.closing import PROOF

MOST = 60
"""Sets in one file made while somebody waits."""

Progress = dict[int, list[tuple[Any, str]]]


def folder(ledger: Ledger, rows: Sequence[Settled]) -> Volume:
    """Of several sets each begins on a front side and has its bookmark."""
    if len(rows) > MOST:
        raise Refused(f"一次最多打印{MOST}套，现有{len(rows)}套，请勾选后分批打印。")
    if not rows:
        raise Refused("没有可打印的台账，请先勾选或放宽查询条件。")
    chapters = [
        Chapter(f"{row.village}{ledger.title}", document, str(row.village.township))
        for row, document in zip(rows, documents(ledger, rows), strict=True)
    ]
    return Volume(chapters, contents=False, duplex=len(chapters) > 1)


def documents(ledger: Ledger, rows: Sequence[Settled]) -> list[Document]:
    """The folders, with a number of queries that does not grow with them."""
    progress = _progress(ledger, rows)
    steps = defaultdict(list)
    label = ledger.model._meta.label_lower
    keys = [row.pk for row in rows]
    for step in workflow.StepRecord.objects.filter(object_type=label, object_id__in=keys).select_related("by"):
        steps[step.object_id].append(step)
    files = attachments.counts(ledger.model, keys, PROOF)
    return [_folder(ledger, row, progress[row.pk], steps[row.pk], files.get(row.pk, 0)) for row in rows]


def _progress(ledger: Ledger, rows: Sequence[Settled]) -> Progress:
    """What was reported when, from the history, however it was entered."""
    found: Progress = defaultdict(list)
    model: Any = ledger.model
    entries = model.history.filter(id__in=[row.pk for row in rows]).exclude(progress="")
    for key, on, text in entries.order_by("history_date", "history_id").values_list("id", "progress_on", "progress"):
        if (on, text) not in found[key]:
            found[key].append((on, text))
    return found


def _folder(ledger: Ledger, row: Settled, progress: list[Any], steps: list[Any], files: int) -> Document:
    shown = {name: ledger.display(row, name) or "—" for name in ledger.fields}
    blocks: list[Block] = [Facts(_cover(ledger, row, shown), per_row=1), PageBreak(), Heading("一、基本情况")]
    blocks += [Facts([(ledger.label(n), shown[n]) for n in _situation(ledger)]), Paragraph(shown["facts"])]
    blocks += [Heading("二、责任落实"), Facts([(ledger.label(n), shown[n]) for n in _people(ledger)])]
    blocks += [Heading("三、化解措施"), *_measures(ledger, row, shown)]
    lines = [[str(number), f"{on or ''}", text] for number, (on, text) in enumerate(progress, 1)]
    table = Table(("序号", "日期", "办理进展"), lines, widths=(10, 22, 68), align=("center", "center", "left"))
    blocks += [Heading("四、办理进展"), table]
    blocks += [Heading("五、销号"), *_closing(row, steps, files)]
    town, village = row.village.township.name, row.village.name
    return Document(
        title=f"{town}{village}\n{_kind(ledger)}",
        marks=(INTERNAL,),
        cover_lines=(f"{row.cycle} {timezone.localdate():%Y年%m月%d日}打印",),
        blocks=[*blocks, _signatures(row)],
        names=[town, village, *filter(None, [getattr(row, "name", ""), row.owner])],
    )


def _kind(ledger: Ledger) -> str:
    if ledger.model is KeyVillage:
        return "重点村“一包到底”台账"
    return "重点人员“一人一策”台账" if ledger.model is KeyPerson else f"{ledger.title}台账"


def _cover(ledger: Ledger, row: Settled, shown: dict[str, str]) -> list[tuple[str, str]]:
    first = [(ledger.label(name), shown[name]) for name in ("number", "kind", "level") if name in shown]
    due = ledger.label(row.due_field)
    made = f"{timezone.localtime(row.created_at):%Y-%m-%d}"
    return [
        ("乡镇(街道)", row.village.township.name),
        ("村(社区)", row.village.name),
        *first,
        ("责任人", row.owner or "—"),
        ("建档日期", made),
        (due, shown[row.due_field]),
        ("状态", row.standing),
        ("销号日期", f"{row.closed_on or '—'}"),
    ]


_APART = frozenset({"village", "facts", "progress", "progress_on", "measures", "note", "goal", "deadline", "review_on"})
_PEOPLE = frozenset({"responsible", "county_leader", "department", "township_leader", "cadre", "police", "leader"})


def _situation(ledger: Ledger) -> list[str]:
    return [name for name in ledger.fields if name not in _APART | _PEOPLE]


def _people(ledger: Ledger) -> list[str]:
    return [name for name in ledger.fields if name in _PEOPLE]


def _measures(ledger: Ledger, row: Settled, shown: dict[str, str]) -> list[Block]:
    facts = [(ledger.label(name), shown[name]) for name in ("goal", "deadline", "review_on") if name in shown]
    return [*([Facts(facts)] if facts else []), Paragraph(row.measures or "(尚未填写)")]


def _closing(row: Settled, steps: list[Any], files: int) -> list[Block]:
    words = f"销号依据：{row.proof}" if row.proof else "尚未申请销号。"
    lines = [[f"{timezone.localtime(step.at):%Y-%m-%d}", step.title, str(step.by), step.reason] for step in steps]
    widths = (20, 18, 18, 44)
    return [
        Paragraph(f"{words}{f'(佐证材料{files}件)' if files else ''}"),
        Table(("日期", "办理", "办理人", "说明"), lines, widths=widths, align=("center", "center", "center", "left")),
    ]


def _signatures(row: Settled) -> Signatures:
    return Signatures(
        (
            Place("责任人", hints=("签字：",)),
            Place(f"{row.village.township.party_committee}意见", hints=("书记签字：",), seal=True),
            Place("县级核验意见", hints=("核验人签字：",), seal=True),
        ),
        title="审签页",
    )
