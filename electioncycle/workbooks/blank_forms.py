"""The empty paper of a ledger, to be filled in by hand: a sheet for one entry, or a register with a line for each."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from electioncycle.actors import CycleLike
from electioncycle.documents.blocks import Block, Document, PageBreak, Paragraph, Table
from electioncycle.documents.forms import LINE, Box, Boxes, Form, SignatureBlock, Words
from electioncycle.ledgers.ledger import Column, Ledger
from electioncycle.records.rows import choice_labels
from electioncycle.workbooks.column_cells import sheet_kind
from electioncycle.workbooks.places import kind_of

KINDS = ("card", "register")
SIGNED = SignatureBlock(("填表人", "审核人", "负责人"))
DECIDED: list[Callable[[Any], SignatureBlock | None]] = []
"""Who knows how the county lets these papers close in a cycle; apps append theirs in ``ledger.py``."""
NAMED_ALREADY = ("表", "册", "台账", "清单")
BY_PEN = {"date": "　　　年　　月　　日", "month": "　　　年　　月"}
TICKED, IN_A_BOX = 14, 12
"""More choices than these are not printed to be ticked; more characters of them take a box as wide as the page."""
LINES = 10
ACROSS = 52.0
"""Characters of a pen that stand side by side on a page laid across."""
LEAST = {"id_number": 12.0, "date": 6.0, "month": 5.0, "int": 3.0, "decimal": 4.0, "bool": 3.0, "choice": 4.0}
LEAD = 2
"""Columns that every page of a wide register begins with: the number, and what says which entry it is."""


def document(ledger: Ledger, kind: str, *, cycle: CycleLike | None) -> Document:
    return _card(ledger, cycle) if kind == "card" else _register(ledger, cycle)


def _columns(ledger: Ledger, cycle: CycleLike | None) -> list[Column]:
    """Those that somebody fills in."""
    return [column for column in ledger.columns_of(cycle) if not column.compute]


def _title(ledger: Ledger, name: str) -> str:
    return ledger.title if ledger.title.endswith(NAMED_ALREADY) else f"{ledger.title}{name}"


def _of(ledger: Ledger) -> str:
    """The line that says of which place the paper is."""
    return "　".join(f"{header}：{LINE}" for header in kind_of(ledger).headers())


def _closing(cycle: CycleLike | None) -> SignatureBlock:
    return next((block for asked in DECIDED if (block := asked(cycle)) is not None), SIGNED)


# --- one entry -----------------------------------------------------------------------------------------------------


def _card(ledger: Ledger, cycle: CycleLike | None) -> Document:
    boxes = Boxes([_box(ledger, column) for column in _columns(ledger, cycle)])
    form = Form(ledger.name, _title(ledger, "登记表"), [Words(_of(ledger), indent=False), boxes])
    return form.document({}, _closing(cycle))


def _box(ledger: Ledger, column: Column) -> Box:
    ticks = _ticks(ledger, column)
    blank = ticks or BY_PEN.get(sheet_kind(ledger, column), "")
    return Box(column.field or column.header, column.header, blank=blank, wide=len(ticks) > IN_A_BOX)


def _ticks(ledger: Ledger, column: Column) -> str:
    """The values that are offered, each with a box to tick."""
    offered = _offered(ledger, column)
    return "　".join(f"□{one}" for one in offered) if len(offered) <= TICKED else ""


def _offered(ledger: Ledger, column: Column) -> Sequence[str]:
    if sheet_kind(ledger, column) == "bool":
        return ("是", "否")
    if column.read or not column.field:
        return column.choices
    target = ledger.field(column.field)
    return [label for code, label in choice_labels(target).items() if code not in ("", None)] if target.choices else ()


# --- many entries --------------------------------------------------------------------------------------------------


def _register(ledger: Ledger, cycle: CycleLike | None) -> Document:
    """A table on pages laid across; one too wide for a page goes on on the next, beginning with the same columns."""
    pages = list(_pages([("序号", 2.5), *((one.header, _width(ledger, one)) for one in _columns(ledger, cycle))]))
    blocks: list[Block] = [Paragraph(_of(ledger), indent=False, small=True)]
    for at, page in enumerate(pages):
        caption = f"续表({at + 1}/{len(pages)})" if at else ""
        blocks += [*([PageBreak()] if at else []), _table(page, caption)]
    title = _title(ledger, "登记册")
    return Document(title=title, blocks=[*blocks, *_closing(cycle).blocks({})], landscape=True)


def _width(ledger: Ledger, column: Column) -> float:
    """In characters: a heading in two lines, and what its kind needs."""
    least = LEAST.get(sheet_kind(ledger, column), 5.0)
    return max(least, len(column.header) / 2 + 1)


def _pages(columns: Sequence[tuple[str, float]]) -> Iterator[list[tuple[str, float]]]:
    lead, page = list(columns[:LEAD]), list(columns[:LEAD])
    for column in columns[LEAD:]:
        if sum(width for _, width in page) + column[1] > ACROSS:
            yield page
            page = [*lead]
        page.append(column)
    yield page


def _table(page: Sequence[tuple[str, float]], caption: str) -> Table:
    headers, widths = [header for header, _ in page], [width for _, width in page]
    rows = [[str(at), *[""] * (len(page) - 1)] for at in range(1, LINES + 1)]
    return Table(headers, rows, caption=caption, widths=widths, by_hand=True)
