"""What leaves for systems of the level above: the workbook of the rows that go in, the list of those that do not."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from electioncycle.actors import Actor
from electioncycle.disclosure import unmasked
from electioncycle.records import page_memory
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.sheets import write_rows
from filing.models import SystemMap
from filing.rules import outward
from filing.services import outward as services


def workbook(row: SystemMap, rows: models.QuerySet[Any], *, user: Actor) -> tuple[bytes, int]:
    """The rows that can be written, numbers masked; and how many rows cannot. Records that it left."""
    left: list[int] = []

    def good() -> Iterator[list[Any]]:
        for line in services.held(row, rows, user=user):
            if line.faults:
                left.append(line.row.pk)
            else:
                yield line.cells

    data = _written(row, good())
    audit.record(audit.Event.EXPORTED, by=user, row=row, ledger=row.ledger_name, refused=len(left))
    return data, len(left)


def fault_list(row: SystemMap, rows: models.QuerySet[Any], *, user: Actor) -> bytes:
    """Every row that cannot be written, a line for each reason."""
    found = (one for line in services.held(row, rows, user=user) for one in line.faults)
    lines = ([number, one.where, one.label, one.heading, one.why, one.remedy] for number, one in enumerate(found, 1))
    data = write_rows(["序号", "单位", "记录", "上级表的列", "原因", "怎么办"], lines, title=f"{row}：写不出的行")
    audit.record(audit.Event.EXPORTED, by=user, row=row, ledger=row.ledger_name, faults=True)
    return data


def _written(row: SystemMap, lines: Iterator[list[Any]], *, mark: str = "") -> bytes:
    headings = outward.read(row.headings)
    text = {one.title for one in headings if one.is_text}
    with page_memory.at_most(kib=1000):
        return write_rows(
            [one.title for one in headings], lines, text_columns=text, sheet=row.sheet, mark=mark, foreign=True,
            note=mark or audit.head_in_words(),
        )  # fmt: skip


@unmasked.laid_out(services.LAYOUT)
def full_workbook(request: unmasked.UnmaskedExport, told: str, mark: str) -> tuple[str, bytes]:
    """What was approved, as the map stood when it was asked for. Raises Refused where map or rows have changed."""
    key, _, version = told.partition(":")
    row = SystemMap.objects.filter(pk=int(key)).first()
    if row is None or row.version != int(version):
        raise Refused("申请之后这张对应表已改动或撤回，不能按申请时的样子导出。请申请人重新申请。")
    lines = list(services.held(row, request.rows(request.by), user=request.by, full=True))
    if bad := sum(bool(one.faults) for one in lines):
        raise Refused(f"申请的记录有{bad}条现在写不进上级的表，没有生成。请申请人改正后重新申请。")
    return f"{row}(含完整号码).xlsx", _written(row, (one.cells for one in lines), mark=mark)
