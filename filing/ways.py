"""A filled form of the city is one more way in which figures leave: its cells are read as the city will read them."""

from collections.abc import Iterator
from functools import cache

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.refusals import Refused
from electioncycle.sheets import SheetError
from electioncycle.sheets.shown import ShownSheet, shown_sheet
from filing.models import CityForm
from filing.rules import mapping
from filing.rules.mapping import FIGURE, Mapped, Place
from filing.services.cells import written
from filing.services.sources import Sources
from reports.ways import Said, Told, way
from villages.models import Area, Cycle


@way("city forms")
def city_forms(by: Actor, cycle: Cycle) -> Iterator[Told]:
    """Each form filled as it would be now; one that cannot be filled the evening tells its keepers."""
    sources = Sources(by, cycle)
    forms = CityForm.objects.filter(cycle=cycle).exclude(workbook=None).exclude(cells=[]).select_related("workbook")
    for form in forms:
        cells = mapping.read(form.cells)
        try:
            data = written(form.workbook, [one.plain for one in sources.filled(cells)])  # type: ignore[arg-type]
            said = _read(data, cells, sources.lines.townships, cycle)
        except (Refused, SheetError):
            continue
        yield Told(f"上级报表“{form}”({form.receiver})", REGISTRY["cityform"].page_of(form), said)


def _read(data: bytes, cells: list[Mapped], towns: list[Area], cycle: Cycle) -> Said:
    @cache
    def sheet(name: str) -> ShownSheet:
        return shown_sheet(data, "上级报表.xlsx", name)

    said: Said = {}
    for one in cells:
        if one.kind == FIGURE:
            for place, area in zip(one.places, _areas(one, towns, cycle), strict=False):
                text = _text(sheet(place.sheet), place)
                if text.isdigit():
                    said.setdefault(area.path, {})[one.name, ""] = int(text)
    return said


def _areas(mapped: Mapped, towns: list[Area], cycle: Cycle) -> list[Area]:
    """Whose figure stands in each of the cells, from the first downward."""
    if mapped.area:
        return [one for one in towns if one.pk == mapped.area]
    return towns if mapped.downward else [cycle.county]


def _text(sheet: ShownSheet, place: Place) -> str:
    rows = sheet.rows
    if sheet.name != place.sheet or place.row > len(rows) or place.column > sheet.width:
        return ""
    return rows[place.row - 1][place.column - 1]
