"""The tree of areas as it is stored: what hangs in the wrong place, and putting it right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.choices import AreaLevel
from villages.models import Area, Village

BATCH = 500


@dataclass(frozen=True)
class Misplaced:
    """An area or village whose path is not the one its place gives it; ``parent`` is set on one that lost its own."""

    row: Any
    path: str
    parent: Area | None = None

    @property
    def standing(self) -> str:
        """The path what lies below goes by."""
        return self.path or self.row.path

    @property
    def fault(self) -> str:
        if not self.path:
            return "level"
        return "orphan" if self.parent is not None else "path"

    @property
    def words(self) -> str:
        if not self.path:
            return f"上级“{self.row.parent}”的级别不高于它，请办理“调整隶属”"
        return f"没有上级，应隶属“{self.parent}”" if self.parent is not None else "隶属路径与上级不一致"


def misplaced(top: Area | None = None) -> list[Misplaced]:
    """What hangs wrong, from the top down; with ``top`` only that area and what belongs below it."""
    areas = {area.pk: area for area in Area.all_rows.order_by("level", "code")}
    paths, below = _paths(areas, top)
    villages = Village.all_rows.filter(township__in=below) if top is not None else Village.all_rows
    listed = villages.order_by("code").values_list("pk", "code", "township", "path")
    right = {pk: (path, f"{paths[town].standing}{code}/") for pk, code, town, path in listed}
    wrong = {pk: expected for pk, (path, expected) in right.items() if path != expected}
    rows = Village.all_rows.select_related("township").in_bulk(list(wrong))
    found = [one for pk, one in paths.items() if pk in below and _is_wrong(one)]
    return found + [Misplaced(rows[pk], path) for pk, path in wrong.items()]


def _paths(areas: dict[int, Area], top: Area | None) -> tuple[dict[int, Misplaced], set[int]]:
    """Every area with the path its place gives it, and the keys of those that belong to ``top``."""
    placed: dict[int, Misplaced] = {}
    below: set[int] = set()
    for pk, area in areas.items():
        lost = None if area.parent_id else _lost_parent(area, areas)
        parent = lost or areas.get(area.parent_id or 0)
        if parent is not None and parent.level >= area.level:
            placed[pk] = Misplaced(area, "")
        else:
            head = placed[parent.pk].standing if parent is not None else "/"
            placed[pk] = Misplaced(area, f"{head}{area.code}/", lost)
        if top is None or pk == top.pk or (parent is not None and parent.pk in below):
            below.add(pk)
    return placed, below


def _is_wrong(one: Misplaced) -> bool:
    return one.parent is not None or one.path != one.row.path


def _lost_parent(area: Area, areas: dict[int, Area]) -> Area | None:
    """Where an area without parent was before, else what its code begins with; None for one that is the top."""
    if area.level == AreaLevel.PROVINCE:
        return None
    entry = area.history.exclude(parent=None).first()
    if entry is not None and entry.parent_id in areas:
        return areas[entry.parent_id]
    heads = (one for one in areas.values() if one.level == area.level - 1 and area.code.startswith(one.code))
    return next((one for one in heads if one.withdrawn_at is None), None)


def repair(top: Area | None = None, *, by: Actor, reason: str) -> int:
    """Put right what hangs wrong, with history; returns how many rows. What only a person can settle stays."""
    reason = workflow.require_reason(reason, "修复隶属")
    with transaction.atomic():
        list(Area.all_rows.select_for_update().order_by("pk").values_list("pk"))
        found = [one for one in misplaced(top) if one.path]
        if not found:
            raise Refused("隶属路径全部相符，没有需要修复的。")
        _write([one for one in found if isinstance(one.row, Area)], by=by, reason=reason)
        villages = [one.row.pk for one in found if isinstance(one.row, Village)]
        for start in range(0, len(villages), BATCH):
            rows = Village.all_rows.select_related("township").filter(pk__in=villages[start : start + BATCH])
            history.record_many(list(rows), by=by, reason=reason, fields=["path"])
        audit.record(audit.Event.STEP, by=by, row=top, move="repair_tree", rows=len(found))
    return len(found)


def _write(found: Sequence[Misplaced], *, by: Actor, reason: str) -> None:
    """Level by level, so that each reads the path that was given to what is above it."""
    for level in AreaLevel.values:
        rows = []
        for one in (one for one in found if one.row.level == level):
            area = Area.all_rows.select_related("parent").get(pk=one.row.pk)
            area.parent = one.parent or area.parent
            area.take_place()
            rows.append(area)
        history.record_many(rows, by=by, reason=reason, fields=["parent", "path"])


def told(found: Sequence[Misplaced]) -> dict[str, Any]:
    """What ``check_tree`` prints."""
    lines = [
        {
            "kind": one.row._meta.model_name,
            "code": one.row.code,
            "name": one.row.name,
            "fault": one.fault,
            "path": one.row.path,
            "expected": one.path,
        }
        for one in found
    ]
    counts = {"areas": Area.all_rows.count(), "villages": Village.all_rows.count()}
    orphans = [line for line in lines if line["fault"] == "orphan"]
    return {"ok": not lines, **counts, "orphans": orphans, "mismatched": [one for one in lines if one not in orphans]}
