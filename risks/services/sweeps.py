"""The sweep grid of a township, saved in one request; risk points follow what was found."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from electioncycle.web import grids
from electioncycle.web.grids import Cells, Entered, GridRefused, Place, typed_over
from risks.choices import PointSource, State
from risks.figures import risk_kinds
from risks.models import RiskPoint, Sweep
from villages.models import Area, Cycle, KindItem, Village
from villages.services.territory import participants


@dataclass
class Grid(grids.Grid):
    """One township: its villages, the kinds, the sweeps there are, the risk points entered."""

    cycle: Cycle
    township: Area
    sweeps: dict[Place, Sweep]
    points: Counter[Place]

    @property
    def stored(self) -> dict[Place, int | None]:
        return {place: self.sweeps[place].found if place in self.sweeps else None for place in self.places}


@dataclass
class Saved:
    changed: int = 0
    points_added: int = 0
    points_withdrawn: int = 0


def grid_of(township: int, user: Actor, cycle: Cycle) -> Grid | None:
    """The township's grid as this user sees it; None outside the user's territory."""
    villages = list(participants(user, cycle).filter(township=township))
    if not villages:
        return None
    return _read(cycle, villages, risk_kinds(cycle))


def _read(cycle: Cycle, villages: list[Village], kinds: list[KindItem]) -> Grid:
    sweeps = Sweep.objects.filter(cycle=cycle, village__in=villages).order_by()
    points = RiskPoint.objects.filter(cycle=cycle, village__in=villages).order_by()
    return Grid(
        villages,
        kinds,
        cycle,
        villages[0].township,
        {(row.village_id, row.kind_id): row for row in sweeps.select_related("village", "cycle")},
        Counter(points.values_list("village_id", "kind_id")),
    )


def save_grid(grid: Grid, entered: Entered, *, by: Actor) -> Saved:
    """Write the cells that differ from what the page showed. All or nothing."""
    _require(by, grid)
    if entered.on and entered.on > timezone.localdate():
        raise Refused(f"排查日期({entered.on})在今天之后，请核对。")
    with transaction.atomic():
        Area.all_rows.select_for_update(of=("self",)).get(pk=grid.township.pk)  # grids of one township queue
        now = _read(grid.cycle, grid.lines, grid.columns)
        changed = typed_over(now, entered)
        saved = _write(now, changed, entered, by=by)
        if changed:
            audit.record(
                audit.Event.CHANGED, by=by, row=grid.township, ledger="sweep", cells=len(changed), cycle=grid.cycle.pk
            )
    return saved


def _write(grid: Grid, changed: Cells, entered: Entered, *, by: Actor) -> Saved:
    on, who = entered.on or timezone.localdate(), (entered.who.strip() or str(by))[:40]
    rows, gone = [], []
    for place, value in changed.items():
        row = grid.sweeps.get(place) or Sweep(cycle=grid.cycle, village_id=place[0], kind_id=place[1])
        if value is None:
            row.withdrawn_at = timezone.now()
            gone.append(row)
            continue
        row.found, row.swept_on, row.swept_by = value, on, who
        rows.append(row)
    villages = {village.pk: village for village in grid.lines}
    for row in rows:
        row.village = villages[row.village_id]
    saved = Saved(len(changed))
    wanted = {place: value or 0 for place, value in changed.items()}
    saved.points_added, saved.points_withdrawn = _follow(grid.cycle, wanted, grid.name, by=by, on=on)
    history.record_many(rows, by=by, reason="排查填报", fields=["found", "swept_on", "swept_by"])
    history.record_many(gone, by=by, reason="改回未排查", fields=["withdrawn_at"])
    return saved


def _follow(cycle: Cycle, wanted: Mapping[Place, int], name: Any, *, by: Actor, on: date) -> tuple[int, int]:
    """As many risk points as were found: missing ones are added to be filled in, untouched ones too many withdrawn."""
    found: dict[Place, list[RiskPoint]] = defaultdict(list)
    villages = {place[0] for place in wanted}
    points = RiskPoint.objects.filter(cycle=cycle, village__in=villages).select_related("village", "kind", "cycle")
    for point in points.order_by("id"):
        found[point.village_id, point.kind_id].append(point)
    new, gone, reasons = [], [], {}
    for place, number in wanted.items():
        present = found[place]
        new += [
            RiskPoint(cycle=cycle, village_id=place[0], kind_id=place[1], source=PointSource.SWEEP, started_on=on)
            for _ in range(number - len(present))
        ]
        blank = [one for one in present if not one.facts and one.state == State.NOT_STARTED]
        surplus = max(len(present) - number, 0)
        if surplus > len(blank):
            reasons[place] = (
                f"已登记风险点{len(present) - len(blank)}个，填“{number or '未发现'}”与之不符；"
                "请改为实际个数，或先在风险点台账中撤回登记有误的。"
            )
        gone += blank[:surplus]
    if reasons:
        raise GridRefused(reasons, {place: name(place) for place in reasons})
    with_places = {village.pk: village for village in Village.objects.filter(pk__in=villages)} if new else {}
    for point in new:
        point.village = with_places[point.village_id]
    for point in gone:
        point.withdrawn_at = timezone.now()
    history.record_many(new, by=by, reason="排查发现")
    history.record_many(gone, by=by, reason="排查改为未发现", fields=["withdrawn_at"])
    return len(new), len(gone)


def follow_sweeps(rows: Sequence[Sweep], *, by: Actor) -> None:
    """The same for sweeps that came by form or workbook; called in their transaction."""
    if rows:
        wanted = {(row.village_id, row.kind_id): row.found for row in rows}
        names = {(row.village_id, row.kind_id): f"{row.village}“{row.kind}”" for row in rows}
        _follow(rows[0].cycle, wanted, names.__getitem__, by=by, on=timezone.localdate())


def follow_points(rows: Sequence[RiskPoint], *, by: Actor) -> None:
    """A sweep never says less than the ledger of risk points holds for its village and kind."""
    if not rows:
        return
    cycle, places = rows[0].cycle, {(row.village_id, row.kind_id) for row in rows}
    own = Q(cycle=cycle, village__in={village for village, _ in places})
    count = Counter(RiskPoint.objects.filter(own).order_by().values_list("village_id", "kind_id"))
    behind = [
        row
        for row in Sweep.objects.filter(own).select_related("village", "cycle")
        if (row.village_id, row.kind_id) in places and row.found < count[row.village_id, row.kind_id]
    ]
    for row in behind:
        row.found = count[row.village_id, row.kind_id]
    history.record_many(behind, by=by, reason="登记了新的风险点", fields=["found"])


def _require(by: Actor, grid: Grid) -> None:
    if not officials_may(by, Action.CHANGE) or not all(by.covers(village.path) for village in grid.lines):
        raise NotYours("您的角色没有填报排查表的权限。需要填报的，请联系县换届办。")
    grid.cycle.require_open_for_entry()
