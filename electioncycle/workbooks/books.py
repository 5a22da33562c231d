"""All ledgers of a township in one workbook: out as a template with a sheet each, in as one upload with one preview."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor, CycleLike
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import REGISTRY, Ledger
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.sheets import SheetError, SheetHead, TemplateSpec, sheets_of, write_templates
from electioncycle.workbooks import exports, imports
from electioncycle.workbooks.batches import ImportBatch, ImportBook
from electioncycle.workbooks.importable import also_called, planner_of

SECONDS = 8
"""What a request spends on the sheets of one book; those that are left the worker checks, or writes."""
MOST_BYTES = 10 * 1024**2
BLANK_ROWS = 30
FILES = frozenset({"template", "import", "import_preview", "export"})
NOT_KNOWN = "工作表“{}”认不出是哪一张台账，没有读取；请把它的名称改成台账的名称后重新上传。"
TWICE = "工作表“{}”与“{}”同是“{}”，没有读取；请合并成一张后重新上传。"


def offered(user: Actor) -> list[Ledger]:
    """The ledgers that this user's townships fill in and whose standard workbooks anybody who keeps them may have."""
    return [
        one
        for one in ledgers.visible(user)
        if one.place and one.kept_by == "township" and one.allows(user, Action.IMPORT) and not one.own_pages & FILES
    ]


def due(found: Iterable[Ledger], user: Actor, cycle: CycleLike | None) -> set[str]:
    """Names of those in which there is something to do."""
    return {one.name for one in found if any(True for _ in one.due(user, cycle))}


def template(chosen: Sequence[Ledger], *, user: Actor, cycle: CycleLike | None) -> bytes:
    return write_templates([_spec(one, user, cycle) for one in chosen])


def _spec(ledger: Ledger, user: Actor, cycle: CycleLike | None) -> TemplateSpec:
    spec = exports.template_spec(ledger, user=user, cycle=cycle)
    return replace(spec, sheet=ledger.title, blank_rows=BLANK_ROWS)


# --- in ------------------------------------------------------------------------------------------------------------


def upload(name: str, data: bytes, *, by: Actor, cycle: CycleLike | None) -> ImportBook:
    """Keep the workbook, and begin an import for each of its sheets. Raises Refused where no sheet is of a ledger."""
    try:
        heads = sheets_of(data, name)
    except SheetError as error:
        raise Refused(str(error)) from error
    known = Recognised(heads, by, cycle)
    if not known.sheets:
        raise Refused("没有一张工作表认得出是哪一张台账，没有读取。请用本页下载的表填写，工作表名称用台账的名称。")
    with transaction.atomic():
        kept = imports.keep(name, data, by=by)
        book = ImportBook.objects.create(
            cycle_id=cycle.pk if cycle else None, by_id=by.pk, file_name=kept.name, unread=known.unread
        )
        for ledger, sheet in known.sheets.items():
            imports.begin(REGISTRY[ledger], kept, by=by, cycle=cycle, book=book, sheet=sheet)
    return book


class Recognised:
    """Which ledger each sheet is of: by its name, by the title above its table, else by its columns alone."""

    def __init__(self, heads: Iterable[SheetHead], user: Actor, cycle: CycleLike | None) -> None:
        self.user, self.cycle = user, cycle
        self.offered = offered(user)
        self.sheets: dict[str, str] = {}
        self.unread: list[str] = []
        self.specs: dict[str, Any] = {}
        for head in heads:
            self._place(head)

    def _place(self, head: SheetHead) -> None:
        ledger = self._ledger_of(head)
        if ledger is None:
            self.unread.append(NOT_KNOWN.format(head.name))
        elif ledger.name in self.sheets:
            self.unread.append(TWICE.format(head.name, self.sheets[ledger.name], ledger.title))
        else:
            self.sheets[ledger.name] = head.name

    def _ledger_of(self, head: SheetHead) -> Ledger | None:
        """Where none fits as it stands, the one it calls itself, so that its preview says what is missing."""
        called = list(self._called(head))
        fitting = next((one for one in called if self._fits(head, one)), None) or self._by_columns(head)
        return fitting or next(iter(called), None)

    def _called(self, head: SheetHead) -> Iterator[Ledger]:
        named = [one for one in self.offered if _plain(one.title) == _plain(head.name)]
        titled = [one for one in self.offered if head.says(one.title)]
        yield from (*named, *sorted(titled, key=lambda one: -len(one.title)))

    def _by_columns(self, head: SheetHead) -> Ledger | None:
        """The ledger most of whose columns it has, where no other has as many."""
        ranked = sorted(((self._fits(head, one), at) for at, one in enumerate(self.offered)), reverse=True)
        best, *others = [fit for fit, _ in ranked] or [0]
        return self.offered[ranked[0][1]] if best and best not in others else None

    def _fits(self, head: SheetHead, ledger: Ledger) -> int:
        if ledger.name not in self.specs:
            planner = planner_of(ledger, user=self.user, cycle=self.cycle)
            self.specs[ledger.name] = also_called(planner.headers(), self.cycle.spellings() if self.cycle else {})
        return head.fits(self.specs[ledger.name])


def _plain(name: str) -> str:
    return re.sub(r"\d+$", "", re.sub(r"[\s()（）]", "", name))


# --- checked, written, given up ------------------------------------------------------------------------------------


def sheets(book: ImportBook) -> list[tuple[Ledger, ImportBatch]]:
    """In the order of the workbook."""
    return [(REGISTRY[one.ledger_name], one) for one in book.sheets.select_related("file", "by", "job").order_by("pk")]


def check(book: ImportBook, cycle: CycleLike | None) -> None:
    until = time.monotonic() + SECONDS
    for ledger, batch in sheets(book):
        _check(ledger, batch, cycle, until)


def _check(ledger: Ledger, batch: ImportBatch, cycle: CycleLike | None, until: float) -> None:
    if time.monotonic() < until:
        imports.check_here_or_later(ledger, batch, cycle=cycle)
    else:
        imports.check_in_background(batch)


def confirm(book: ImportBook, cycle: CycleLike | None) -> dict[int, str]:
    """Write the faultless lines of every sheet; returns by batch why one was not written.

    What is left is checked again: lines of one sheet may be right once those of another are written.
    """
    until, refused = time.monotonic() + SECONDS, dict[int, str]()
    for ledger, batch in sheets(book):
        if not batch.may_confirm:
            continue
        try:
            _confirm(ledger, batch, cycle, until)
        except Refused as error:
            refused[batch.pk] = f"{ledger.title}没有写入：{error}"
    for ledger, batch in sheets(book):
        if batch.state == batch.State.READY and not batch.is_through and not batch.is_expired:
            _check(ledger, batch, cycle, until)
    return refused


def _confirm(ledger: Ledger, batch: ImportBatch, cycle: CycleLike | None, until: float) -> None:
    if batch.is_large or time.monotonic() > until:
        imports.confirm_in_background(batch)
    else:
        imports.confirm(ledger, batch, cycle=cycle)


def cancel(book: ImportBook, *, by: Actor) -> None:
    """Give up what is not written, and delete the workbook."""
    for _, batch in sheets(book):
        if batch.may_cancel:
            imports.cancel(batch, by=by)
        elif batch.state == batch.State.DONE:
            imports.erase_files(batch)


def to_mark(book: ImportBook) -> ImportBatch | None:
    """The sheet at which the marked copy opens: the first with something to put right."""
    marked = [batch for _, batch in sheets(book) if batch.file and batch.marks]
    return next((one for one in marked if one.counts.get("wrong")), None)
