"""Verbs of a form: its workbook is taken or replaced, a cell is mapped or let go."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.records.files import StoredFile, keep_result
from electioncycle.refusals import Refused
from electioncycle.sheets import SheetError
from electioncycle.sheets.shown import ShownSheet, filled_copy, refused_cells, shown_sheet
from electioncycle.web.downloads import TYPES
from filing.models import CityForm, SystemMap
from filing.rules import mapping
from filing.rules.mapping import KINDS, Mapped, Place
from filing.services import stuck


def require_county(by: Actor, row: CityForm | SystemMap) -> None:
    """Forms and maps are kept by the county. Raises NotYours."""
    workflow.require_county(by, row.cycle.county)


def sheet(form: CityForm, name: str = "") -> ShownSheet | None:
    """The sheet of the form's workbook as it was uploaded; None before there is one. Raises Refused, SheetError."""
    return shown_sheet(form.workbook.read(), form.workbook.name, name) if form.workbook is not None else None


def take_workbook(form: CityForm, upload: Any, *, by: Actor, version: int) -> int:
    """Keep the city's workbook, as often as the city changes it; returns how many mapped cells it does not take."""
    require_county(by, form)
    if upload is None:
        raise Refused("没有选择文件，请选择上级下发的 xlsx 工作簿后再上传。")
    data = upload.read()
    try:
        shown_sheet(data, upload.name)
    except SheetError as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        form = workflow.locked(form, version)
        form.workbook = keep_result(upload.name, data, by=by, content_type=TYPES["xlsx"], encrypted=True)
        form.ready = ""  # from now on the city's
        stuck.look_again(form, by=by)
        history.record(form, by=by, reason=f"上传原表“{upload.name}”")
    return sum(map(bool, _faults(data, upload.name, mapping.read(form.cells))))


def _faults(data: bytes, filename: str, cells: Sequence[Mapped]) -> list[str]:
    """Why the workbook does not take each entry, by its first cell that takes nothing; empty where it takes all."""
    places = [(place.sheet, place.row, place.column) for one in cells for place in one.places]
    try:
        said = iter(refused_cells(data, filename, places) if places else ())
    except SheetError as error:
        return [str(error)] * len(cells)
    return [next(filter(None, list(islice(said, one.lines))), "") for one in cells]


def map_cell(form: CityForm, mapped: Mapped, *, by: Actor, version: int) -> None:
    """What a cell takes from now on. Raises Refused where the workbook takes nothing there, or another entry does."""
    require_county(by, form)
    if mapped.kind not in KINDS or not 1 <= mapped.lines <= mapping.MOST_ROWS:
        raise Refused("没有选择填什么，或行数不对，请重新选择。")
    with transaction.atomic():
        form = workflow.locked(form, version)
        if form.workbook is None:
            raise Refused("还没有上传原表，请先上传上级下发的工作簿。")
        cells = mapping.read(form.cells)
        if taken := mapping.overlap(cells, mapped):
            raise Refused(f"{taken}已由另一项填写，请先取消那一项，或减少行数。")
        if said := _faults(form.workbook.read(), form.workbook.name, [mapped])[0]:
            raise Refused(said)
        cells = mapping.put(cells, mapped)
        if len(cells) > mapping.MOST_CELLS:
            raise Refused(f"一张表最多对应{mapping.MOST_CELLS}项，请分成几张表。")
        form.cells = [one.plain for one in cells]
        stuck.look_again(form, by=by)
        history.record(form, by=by, reason=f"对应{mapped.place}")


def let_go(form: CityForm, place: Place, *, by: Actor, version: int) -> None:
    require_county(by, form)
    with transaction.atomic():
        form = workflow.locked(form, version)
        kept = [one for one in mapping.read(form.cells) if one.place != place]
        if len(kept) == len(form.cells):
            raise Refused(f"{place}没有对应关系，不用取消。请刷新页面。")
        form.cells = [one.plain for one in kept]
        stuck.look_again(form, by=by)
        history.record(form, by=by, reason=f"取消对应{place}")


def written(workbook: StoredFile, values: list[list[Any]]) -> bytes:
    """The kept workbook with these values."""
    return copy_with(workbook.read(), workbook.name, values)


def copy_with(data: bytes, name: str, values: list[list[Any]]) -> bytes:
    """The workbook with these values: ``[sheet, row, column, value, …]``. Raises Refused in words."""
    try:
        return filled_copy(data, name, [one[:4] for one in values])
    except SheetError as error:
        raise Refused(str(error)) from error
