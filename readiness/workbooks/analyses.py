"""Workbooks of the team analysis: a line holds the head and, for every running item, grade and reason."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from electioncycle.cleaning import cells
from electioncycle.ledgers.declarations import Column
from electioncycle.records import history
from electioncycle.workbooks.item_planning import ItemPlanner, text_reader
from readiness.choices import Grade
from readiness.models import ItemRating, TeamAnalysis
from villages.choices import ListKind
from villages.models import Cycle, KindItem

GRADES: dict[Any, str] = dict(Grade.choices)
FIELDS: dict[str, Any] = {name: ItemRating._meta.get_field(name) for name in ItemRating.content}


GRADE_CELL = {"kind": "choice", "choices": tuple(Grade.labels), "width": 9, "example": "较好"}


def columns(cycle: Cycle | None) -> Iterable[Column]:
    """Two for every running item of the cycle."""
    for item in KindItem.objects.filter(cycle=cycle, kind=ListKind.RUNNING_ITEM) if cycle else ():
        for name, title, read, more in (
            (
                "grade",
                "等次",
                _grade,
                {"kind": "choice", "choices": tuple(Grade.labels), "width": 9, "example": "较好"},
            ),
            ("reason", "具体表现或原因", text_reader(FIELDS["reason"].max_length), {"width": 24}),
        ):
            show = partial(_shown, key=_key(item.pk, name))
            yield Column(f"{item}：{title}", _key(item.pk, name), group=str(item), read=read, show=show, **more)


def _key(item: int, name: str) -> str:
    return f"item:{item}:{name}"


def _grade(value: Any) -> str:
    return cells.clean_choice(value, GRADES) or ""


def _shown(row: TeamAnalysis, *, key: str) -> str:
    return _worded(key, _stored(row).get(key, ""))


def _worded(key: str, value: Any) -> str:
    return history.shown(FIELDS[key.rpartition(":")[2]], value)


def _stored(row: TeamAnalysis) -> dict[str, str]:
    ratings = row.itemratings.all()
    return {_key(one.item_id, name): getattr(one, name) for one in ratings for name in FIELDS}


class AnalysisPlanner(ItemPlanner):
    """Plans heads; the cells of an item become its rating when the line is written."""

    item_fields: ClassVar = ItemRating.content

    def stored(self, row: TeamAnalysis) -> dict[str, Any]:
        return _stored(row)

    def worded(self, name: str, value: Any) -> str:
        return _worded(name, value)

    def items(self, row: TeamAnalysis, changed: dict[str, Any]) -> list[ItemRating]:
        known = {one.item_id: one for one in row.itemratings.all()}
        found: dict[int, ItemRating] = {}
        for name, value in changed.items():
            _, item, field = name.split(":")
            key = int(item)
            rating = found.setdefault(key, known.get(key) or ItemRating(analysis=row, item_id=key))
            setattr(rating, field, value or "")
        return list(found.values())
