"""A ledger on its way out: the workbook that can come back, the template a township fills in, the printed list."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from electioncycle.actors import Actor, CycleLike
from electioncycle.documents import Document, render_pdf
from electioncycle.documents.blocks import INTERNAL, Table, fitting_widths
from electioncycle.ledgers.ledger import Column, Ledger
from electioncycle.ledgers.numbers import sealed
from electioncycle.ledgers.tables import unshown
from electioncycle.records import page_memory
from electioncycle.security import audit
from electioncycle.security.site_facts import site_mark
from electioncycle.sheets import TemplateColumn, TemplateSpec, write_rows, write_template
from electioncycle.workbooks.column_cells import filling, sheet_kind
from electioncycle.workbooks.places import kind_of
from electioncycle.workbooks.plans import ROW_KEY
from electioncycle.workbooks.row_numbers import row_key

PRINT_LIMIT = 3000
AT_ONCE = 100
"""Rows of an export that stand in memory together, with all that is joined to them."""


def headers(ledger: Ledger, cycle: CycleLike | None = None, shown: Collection[str] = ()) -> list[str]:
    columns = columns_for(ledger, cycle, shown)
    return ["序号", *kind_of(ledger).headers(), *(column.header for column in columns), ROW_KEY]


def columns_for(ledger: Ledger, cycle: CycleLike | None, shown: Collection[str]) -> Sequence[Column]:
    """Those of the workbook; of a list whose columns were chosen these, as the workbook writes them where it has them.

    The place stands in front of them anyway.
    """
    columns = ledger.columns_of(cycle)
    asked = [name for name in ledger.showable if name in shown]
    if not asked:
        return columns
    known = {column.field: column for column in columns if column.field and not column.read}
    return [known.get(name) or Column(ledger.label(name), name) for name in asked if name not in _places(ledger)]


def _places(ledger: Ledger) -> tuple[str, ...]:
    return (ledger.place, "township", f"{ledger.place}__township") if ledger.place else ()


def lines(
    ledger: Ledger,
    rows: models.QuerySet,
    cycle: CycleLike | None = None,
    *,
    unmasked: bool = False,
    shown: Collection[str] = (),
) -> Iterator[list[Any]]:
    named, site = kind_of(ledger).names, site_mark()
    cells = [filling(ledger, column, unmasked=unmasked) for column in columns_for(ledger, cycle, shown)]
    read = rows.prefetch_related(*ledger.in_sheet).defer(*unshown(ledger))
    for number, row in enumerate(read.iterator(chunk_size=AT_ONCE), 1):
        yield [number, *named(ledger.place_of(row)), *[fill(row) for fill in cells], row_key(row, site)]


def workbook(
    ledger: Ledger,
    rows: models.QuerySet,
    *,
    user: Actor,
    cycle: CycleLike | None = None,
    mark: str = "",
    shown: Collection[str] = (),
) -> bytes:
    """The rows as a workbook; ``mark`` says to whom full numbers are handed, without it numbers are masked.

    ``shown``: columns of the list that were chosen, all of the workbook's where none was.
    """
    text = [
        column.header
        for column in columns_for(ledger, cycle, shown)
        if not column.compute and sheet_kind(ledger, column) not in ("int", "decimal")
    ]
    body = lines(ledger, rows, cycle, unmasked=bool(mark), shown=shown)
    note = audit.head_in_words()  # a copy of the chain's head that no longer lies with us
    with page_memory.at_most(kib=1000):
        return write_rows(
            headers(ledger, cycle, shown), body, title=ledger.title, text_columns=text, mark=mark, note=note
        )


def template(ledger: Ledger, *, user: Actor, cycle: CycleLike | None) -> bytes:
    return write_template(template_spec(ledger, user=user, cycle=cycle))


def template_spec(ledger: Ledger, *, user: Actor, cycle: CycleLike | None) -> TemplateSpec:
    """Pre-filled for the user's places: their names locked, the rows there are, drop-downs, an example."""
    columns = [_template_column(ledger, column, user=user, cycle=cycle) for column in ledger.columns_of(cycle)]
    kind, titles = kind_of(ledger), headers(ledger, cycle)
    place_names = kind.headers()
    places = [TemplateColumn(name, locked=True, required=True, width=14) for name in place_names]
    rows = [dict(zip(titles, line, strict=True)) for line in lines(ledger, ledger.rows(user, cycle), cycle)]
    filled = {tuple(row[name] for name in place_names) for row in rows}
    every = kind.among(ledger.choices(ledger.place, user, cycle)).to_fill_in() if ledger.place else []
    bare = [names for names in every if tuple(names) not in filled]
    example = {column.header: column.example for column in ledger.columns_of(cycle) if column.example}
    deadline = getattr(cycle, "entry_deadline", None)
    return TemplateSpec(
        title=f"{cycle or ''}{ledger.title}",
        columns=[*places, *columns],
        rows=[*rows, *(dict(zip(place_names, names, strict=True)) for names in bare)],
        example=[dict(zip(place_names, kind.examples, strict=True)) | example] if example else [],
        instructions=[ledger.help] if ledger.help else [],
        unit=user.place,
        reporter=str(user),
        as_of=f"{deadline:%Y年%m月%d日}" if deadline else "",
    )


def _template_column(ledger: Ledger, column: Column, *, user: Actor, cycle: CycleLike | None) -> TemplateColumn:
    if column.compute:
        return TemplateColumn(column.header, computed=True, locked=True, width=column.width, group=column.group)
    if column.read or not column.field:
        return TemplateColumn(
            column.header,
            kind=column.kind,
            required=column.required,
            width=column.width,
            choices=column.choices,
            group=column.group,
        )
    target = ledger.field(column.field)
    choices: list[str] = [str(label) for _, label in target.flatchoices if label] if target.choices else []
    if isinstance(target, models.BooleanField):
        choices = ["是", "否"]
    elif isinstance(target, models.ForeignKey):
        choices = [str(row) for row in ledger.choices(column.field, user, cycle)[:200]]
    return TemplateColumn(
        column.header,
        kind=sheet_kind(ledger, column),
        required=column.required,
        width=column.width,
        choices=tuple(choices),
        group=column.group,
    )


def printed_list(ledger: Ledger, rows: models.QuerySet, *, user: Actor, cycle: CycleLike | None, mark: str) -> bytes:
    """The rows with the columns of the list and full numbers as a PDF; ``mark`` as in ``workbook``."""
    from electioncycle.documents import stamps

    document = list_document(ledger, rows, user=user, cycle=cycle, numbers=sealed(ledger))
    return stamps.mark_pages(render_pdf(document).pdf, mark)


def list_document(
    ledger: Ledger,
    rows: models.QuerySet,
    *,
    user: Actor,
    cycle: CycleLike | None,
    columns: Collection[str] = (),
    numbers: Collection[str] = (),
) -> Document:
    """The rows on A4 landscape, with these columns of the list or all; ``numbers`` stand there in full."""
    asked = [name for name in ledger.showable if name in columns] or ledger.columns
    gone = len(set(columns) - set(ledger.showable))
    names = list(dict.fromkeys([*asked, *(name for name in ledger.fields if name in numbers)]))
    body = [
        [str(at), *(ledger.value(row, name) if name in numbers else ledger.display(row, name) for name in names)]
        for at, row in enumerate(rows, 1)
    ]
    heads = ["序号", *(ledger.label(name) for name in names)]
    return Document(
        title=f"{cycle or ''}{ledger.title}",
        marks=(INTERNAL,),
        cover_lines=(
            f"{user.place} 共{len(body)}条 {timezone.localdate():%Y年%m月%d日}打印",
            *([f"所选的列中有{gone}列已不再提供，没有列出"] if gone else ()),
        ),
        blocks=[Table(heads, body, widths=fitting_widths(heads, body), small=True, wide=True)],
        landscape=True,
    )
