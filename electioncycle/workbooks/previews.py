"""What the preview page of a planned workbook lists, as plain data: lines of each kind, and reasons that many share."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from electioncycle.security.privacy import mask_text
from electioncycle.workbooks import marks
from electioncycle.workbooks.plans import Fault, Plan, RowPlan, numbered

SHOWN = 300
"""Lines of each kind that the preview lists; the counts are over all."""
ALIKE = 4
"""So many lines with one and the same reason are told as one."""
Reason = tuple[str, str]


def preview_of(plan: Plan, sealed: Collection[str] = ()) -> dict[str, Any]:
    """What the preview page lists."""
    shared = _shared(plan.rows)
    rows: dict[str, list[Any]] = {"new": [], "changed": [], "wrong": [], "held": []}
    for row in plan.rows:
        listed = rows.get(row.kind)
        own = [fault for fault in row.faults if _reason(fault) not in shared]
        told_together = row.faults and not own and not row.asks
        if listed is not None and not told_together and len(listed) < SHOWN:
            listed.append(
                {
                    "number": row.number,
                    "label": row.label,
                    "changes": row.changes,
                    "faults": [_masked(fault, sealed) for fault in (row.faults if row.asks else own)],
                    "asks": row.asks,
                    "apart": row.apart,
                }
            )
    return {
        "rows": rows,
        "alike": {
            kind: list(_told(shared, [row for row in plan.rows if row.kind == kind], sealed))
            for kind in ("wrong", "held")
        },
        "absent": plan.absent[:SHOWN],
        "unknown": plan.unknown,
        "unread_sheets": plan.unread_sheets,
        "sheet": plan.sheet,
        "skipped": [[number, mask_text(words)] for number, words in plan.skipped[:SHOWN]],
        "hidden": numbered(plan.hidden) if plan.hidden else "",
        "cleared": [[number, label, "、".join(columns)] for number, label, columns in plan.clearings[:SHOWN]],
        "asks": any(row.asks for row in plan.rows),
        "undone": plan.undone,
    }


def _masked(fault: Fault, sealed: Collection[str]) -> str:
    """The fault's sentence; a mistyped number is a number too."""
    return marks.masked(str(fault), fault, sealed)


def _reason(fault: Fault) -> Reason:
    return fault.header, fault.reason


def _shared(rows: Iterable[RowPlan]) -> dict[Reason, list[Fault]]:
    """Reasons that many lines share, with the fault of each line."""
    found: dict[Reason, list[Fault]] = defaultdict(list)
    for row in rows:
        for fault in row.faults:
            found[_reason(fault)].append(fault)
    return {reason: faults for reason, faults in found.items() if len(faults) >= ALIKE}


def _told(
    shared: dict[Reason, list[Fault]], rows: Iterable[RowPlan], sealed: Collection[str]
) -> Iterable[dict[str, Any]]:
    """One line for each shared reason of these rows."""
    numbers = {row.number for row in rows}
    for (header, reason), faults in shared.items():
        if mine := [fault.row for fault in faults if fault.row in numbers]:
            where = (f"{faults[0].letter}列" if faults[0].letter else "") + (f"“{header}”" if header else "")
            said = marks.masked(f"{where}：{reason}" if where else reason, faults[0], sealed)
            yield {"reason": said, "count": len(mine), "lines": numbered(mine)}
