"""Lines whose 编号 names an earlier version of their row: what the row said then, and what the line itself changed."""

import re
from collections.abc import Iterable
from typing import Any

from electioncycle.ledgers.ledger import Ledger
from electioncycle.records import history
from electioncycle.records.rows import LedgerModel
from electioncycle.workbooks.matching import plain

NUMBER = re.compile(r"R(\d{1,18})V(\d{1,9})")
AT_A_TIME = 500
UNKNOWN = object()
"""Stands for what no history tells."""


def read_number(text: str) -> tuple[int, int] | None:
    """Row and version of a 编号; None where it is none of ours."""
    found = NUMBER.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


class Earlier:
    """The rows of a ledger as they stood in the versions that the lines of one workbook name."""

    def __init__(self, ledger: Ledger, numbers: Iterable[str], versions: dict[int, int]) -> None:
        """``versions``: row → the version that stands now; only what is older is looked up."""
        self.ledger = ledger
        named = {found for text in numbers if (found := read_number(text))}
        old = sorted(one for one in named if versions.get(one[0], one[1]) != one[1])
        self.entries = {(entry.id, entry.version): entry for entry in self._found(old)}

    def _found(self, wanted: list[tuple[int, int]]) -> Iterable[Any]:
        entries: Any = self.ledger.model.history
        for start in range(0, len(wanted), AT_A_TIME):
            some = wanted[start : start + AT_A_TIME]
            rows, versions = {row for row, _ in some}, {version for _, version in some}
            yield from entries.filter(id__in=rows, version__in=versions)

    def settle(self, row: LedgerModel, version: int, values: dict[str, Any], differing: Iterable[str]) -> set[str]:
        """Give back what the line never changed to the row as it stands; returns the fields that only the line changed.

        Whatever else differs was changed by both.
        """
        entry, own = self.entries.get((row.pk, version)), set()
        for name in differing:
            stored, before = self.ledger.value(row, name), self._before(row, entry, name)
            if before is UNKNOWN:
                continue
            if "__" not in name and history.same(before, plain(values[name])):
                values[name] = stored
            elif history.same(before, plain(stored)):
                own.add(name)
        return own

    @staticmethod
    def _before(row: Any, entry: Any, name: str) -> Any:
        """What a field said in that version; of a part such as the person, what it said at that time."""
        part, _, attribute = name.rpartition("__")
        if part and entry is not None:
            entry = history.as_of(getattr(row, part, None), entry.history_date)
        names = {field.name: field.attname for field in entry.tracked_fields} if entry is not None else {}
        return getattr(entry, names[attribute]) if attribute in names else UNKNOWN
