"""How the lines of a workbook name their place; for places that take more than a name their ledger says it."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, ClassVar

from django.db import models

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Ledger
from electioncycle.sheets import HeaderSpec
from electioncycle.workbooks.column_cells import by_name, pick

TOWNSHIP = "乡镇(街道)"
TOWN_ALIASES = ("乡镇", "乡镇名称", "街道", "所属乡镇", "所在乡镇", "乡镇街道名称", "镇街")
_TOWN_OFFICE = re.compile(r"(?<=.)(人民政府|政府|办事处)$")
_TOWN_SUFFIX = re.compile(r"(?<=..)(镇|乡|街道)$")


class UnknownTown(ValueError):
    """No township, or more than one, goes by the name that was typed."""


def bare_town(name: str) -> str:
    """The name without 镇, 乡 and 街道."""
    return _TOWN_SUFFIX.sub("", _TOWN_OFFICE.sub("", name))


def find_town(towns: Iterable[str], typed: str) -> str:
    """The township of this name, or of this short name where only one has it. Raises UnknownTown with the near ones."""
    names, plain = list(towns), _TOWN_OFFICE.sub("", typed)
    for found in ([n for n in names if n == plain], [n for n in names if bare_town(n) == plain]):
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownTown(f"“{typed}”可能是{'、'.join(found)}，请填写全称。")
    short = bare_town(plain)
    near = [name for name in names if bare_town(name) == short] or get_close_matches(plain, names, n=3)
    hint = f"相近的有：{'、'.join(near)}，" if near else ""
    raise UnknownTown(f"您的管辖范围内没有“{typed}”，{hint}请核对乡镇名称。")


class Places:
    """Places that one column names: areas. ``columns`` lead from the one above to the place's own, the last.

    ``one`` is what a place is called in a sentence, ``examples`` stand in the template's example line.
    """

    columns: ClassVar[tuple[HeaderSpec, ...]] = (HeaderSpec(TOWNSHIP, TOWN_ALIASES, required=True),)
    examples: ClassVar[tuple[str, ...]] = ("××镇",)
    one: ClassVar[str] = "单位"

    def __init__(self, rows: Iterable[Any]) -> None:
        self.areas = by_name(rows)

    @classmethod
    def among(cls, rows: models.QuerySet) -> "Places":
        """These rows, read with what their names need."""
        return cls(rows)

    @classmethod
    def headers(cls) -> list[str]:
        return [column.name for column in cls.columns]

    @staticmethod
    def names(place: Any) -> list[str]:
        """What stands in the columns for this place."""
        return [str(place)]

    def to_fill_in(self) -> list[list[str]]:
        """Places whose names stand in a template before anybody has entered something for them."""
        return []

    def find(self, *names: str) -> Any:
        """Raises ValueError with the reason when there is none, or more than one; UnknownTown where the first is it."""
        (name,) = names
        if self.areas.get(name) is not None:
            return pick(self.areas, name)
        try:
            return self.areas[find_town(self.areas, name)]
        except UnknownTown:
            return pick(self.areas, name)

    def likely(self, *names: str) -> Any:
        """The one place a line most likely means whose names fit none: it is not to go in without that line."""
        return None


class Nowhere(Places):
    """The rows of this ledger lie in no place."""

    columns = ()
    examples = ()

    @staticmethod
    def names(place: Any) -> list[str]:
        return []


def kind_of(ledger: Ledger) -> type[Places]:
    """How the lines of this ledger's workbook name their place."""
    if not ledger.place:
        return Nowhere
    model: Any = ledger.field(ledger.place).related_model
    return ledgers.of(model).named_by or Places
