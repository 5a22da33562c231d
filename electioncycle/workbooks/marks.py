"""What a marked copy needs, kept encrypted beside the checked workbook, so that nothing is read or planned again."""

import json
from collections.abc import Collection, Iterable
from typing import Any

from electioncycle.records.files import StoredFile
from electioncycle.security.privacy import mask_id, mask_text
from electioncycle.security.site_facts import site_mark
from electioncycle.sheets import Mark, MarkedSheet, ParsedSheet, annotate
from electioncycle.sheets.values import ERROR_TEXT
from electioncycle.workbooks import plans
from electioncycle.workbooks.row_numbers import row_key

MOST = 20_000
"""Faults of one workbook that are kept; whoever has more corrects these first."""
LONGEST = 400
"""Characters of one sentence; a cell may hold tens of thousands, and the sentence repeats them."""
FACTS = ("sheet", "header_row", "header_end", "width", "key_column", "columns")


def masked(text: str, fault: plans.Fault, sealed: Collection[str]) -> str:
    """A sentence about the fault; a mistyped number is a number too."""
    if fault.header in sealed and fault.value and not ERROR_TEXT.fullmatch(str(fault.value)):
        text = text.replace(str(fault.value), mask_id(str(fault.value)))
    return mask_text(text)


def keep(batch: Any, sheet: ParsedSheet, plan: plans.Plan, sealed: Collection[str]) -> StoredFile:
    """Where the table stands and what is wrong with it, as a file that goes when the workbook goes."""
    listed = _listed(plan.faults[:MOST], sealed)
    kept = {"facts": {name: getattr(sheet, name) for name in FACTS}, "total": len(plan.faults), **listed}
    return _stored(batch, kept)


def _stored(batch: Any, kept: dict[str, Any]) -> StoredFile:
    row = StoredFile(name="marks.json", encrypted=True, created_by=batch.by, expires_at=batch.file.expires_at)
    row.write(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode())
    row.save()
    return row


def renumber(batch: Any, plan: plans.Plan) -> StoredFile:
    """The marks with the fresh 编号 of the lines that were written, so that a copy can come in again as it is."""
    kept, site = json.loads(batch.marks.read()), site_mark()
    kept["numbers"] = {one.number: row_key(one.row, site) for one in plan.to_write if one.row is not None}
    return _stored(batch, kept)


def _listed(faults: Iterable[plans.Fault], sealed: Collection[str]) -> dict[str, Any]:
    """Faults by row, with each sentence once: most of thousands read alike."""
    words: dict[str, int] = {}
    lines = []
    for fault in faults:
        said = (fault.header, masked(fault.value, fault, sealed), masked(fault.reason, fault, sealed))
        lines.append([fault.row, *(words.setdefault(_short(one), len(words)) for one in said)])
    return {"words": list(words), "faults": lines}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def too_many(total: int) -> str:
    """The sentence for a workbook with more faults than are kept."""
    return (
        f"这份表共有{total}处问题，错误标注表只标出前{MOST}处，改正后重新上传，会继续标出其余的。"
        if total > MOST
        else ""
    )


def copy(data: bytes, name: str, kept: Iterable[StoredFile]) -> bytes:
    """The user's own workbook with red cells, comments and a last column 错误说明 in each of these sheets."""
    return annotate(data, name, [_sheet(one) for one in kept])


def _sheet(marks: StoredFile) -> MarkedSheet:
    kept = json.loads(marks.read())
    words = kept["words"]
    faults = [Mark(row, words[header], words[value], words[reason]) for row, header, value, reason in kept["faults"]]
    if sentence := too_many(kept["total"]):
        faults.insert(0, Mark(faults[0].row, None, "", sentence))
    return MarkedSheet(ParsedSheet(**kept["facts"], unknown=[], rows=[]), faults, kept.get("numbers", {}))
