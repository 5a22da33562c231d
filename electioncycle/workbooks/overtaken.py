"""Lines whose 编号 names an earlier version of their row: what the row said then, and what the line itself changed."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from electioncycle.ledgers.ledger import Ledger
from electioncycle.records import history
from electioncycle.records.rows import LedgerModel
from electioncycle.security.site_facts import site_mark
from electioncycle.workbooks.matching import plain
from electioncycle.workbooks.row_numbers import read_number, read_site

AT_A_TIME = 500
UNKNOWN = object()
"""Stands for what no history tells."""
OVERTAKEN = "您导出之后这一栏已被改为“{}”，表中是“{}”，没有改动它。认可现值的请照现值填写；仍要改的请重新导出后再改。"
ANOTHER = (
    "编号所指的是“{}”，表中姓名和身份证号都是另一个人的，没有改动它。换了人的，请撤回原来的记录，新的一行编号留空；"
    "确是同一个人的，请到该记录的页面更正。"
)


def another_person(values: Mapping[str, Any], stored: Callable[[str], Any]) -> str:
    """The name, as a field, of somebody else than the row's person; empty where the line is about that person.

    Somebody typed over an exported line, or it has the number of another site: all that hangs on a person stays theirs.
    """
    for number in (one for one in values if one.endswith("id_number")):
        name = f"{number.removesuffix('id_number')}name"
        told = [(values.get(one), stored(one)) for one in (number, name) if one in values]
        if len(told) == 2 and all(typed and known and typed != known for typed, known in told):
            return name
    return ""


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

    @cached_property
    def _site(self) -> str:
        return site_mark()

    def of_another_site(self, number: str) -> bool:
        """What it means there is here the number of something else."""
        site = read_site(number)
        return bool(site) and site != self._site

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
