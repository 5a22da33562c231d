"""The areas a registry workbook names: those that stand already, those it would add, those it would rename."""

from dataclasses import dataclass
from typing import Any

from electioncycle.actors import Actor
from electioncycle.records import history
from villages.choices import AreaLevel
from villages.models import Area


class Unplaced(Exception):
    """A line names no township it could lie in; ``header`` is the column at fault."""

    def __init__(self, header: str, reason: str) -> None:
        super().__init__(reason)
        self.header = header


@dataclass(frozen=True)
class Named:
    """What one line of the workbook says about its place; blank where it says nothing."""

    line: int
    village_code: str = ""
    township_code: str = ""
    township: str = ""
    county_code: str = ""
    county: str = ""
    prefecture: str = ""
    province: str = ""


class AreaTree:
    """Finds the township of each line by code or name; new areas stay unsaved until ``save``.

    ``reach`` answers whether the importing user may place something under a path.
    """

    def __init__(self, reach: Any) -> None:
        self.reach = reach
        self.areas = {area.code: area for area in Area.objects.select_related("parent")}
        self.renames: dict[str, str] = {}
        self.said: dict[str, tuple[str, int]] = {}
        self.by_name: dict[str, list[Area]] = {}
        for area in self.areas.values():
            if area.level == AreaLevel.TOWNSHIP and reach(area.path):
                self.by_name.setdefault(area.name, []).append(area)

    def township_of(self, named: Named) -> Area:
        """Raises Unplaced with the reason and the column it lies in."""
        if named.township_code:
            township = self._by_code(named)
        elif named.township:
            township = self._by_name(named)
        elif named.village_code[:9] in self.areas:
            township = self.areas[named.village_code[:9]]
        else:
            raise Unplaced("乡镇(街道)", "没有填写乡镇，也不能从区划代码判断，请填写乡镇名称。")
        if not self.reach(township.path):
            raise Unplaced("乡镇(街道)", f"“{township}”不在您的管辖范围内，不能导入。")
        return township

    def _by_code(self, named: Named) -> Area:
        code = named.township_code
        if len(code) != 9 or not code.isdigit():
            raise Unplaced("乡镇代码", "乡镇代码应为9位数字，请核对。")
        county = self._county(named.county_code or code[:6], named)
        return self._area(code, AreaLevel.TOWNSHIP, named.township, county, named.line, "乡镇(街道)")

    def _by_name(self, named: Named) -> Area:
        found = self.by_name.get(named.township, [])
        code = named.village_code[:9]
        found = [area for area in found if area.code == code] or found
        if len(found) > 1:
            listed = "、".join(f"{area.parent}{area}({area.code})" for area in found)
            raise Unplaced("乡镇(街道)", f"有{len(found)}个“{named.township}”：{listed}，请加填“乡镇代码”列。")
        if found:
            return found[0]
        if len(code) != 9 or not code.isdigit():
            raise Unplaced(
                "乡镇(街道)", f"系统中没有“{named.township}”，新建乡镇须填写村的12位区划代码或“乡镇代码”列。"
            )
        if code in self.areas:
            other = self.areas[code]
            raise Unplaced("乡镇(街道)", f"区划代码前9位是“{other}”的代码，与所填乡镇不一致，请核对代码或乡镇名称。")
        county = self._county(named.county_code or code[:6], named)
        return self._area(code, AreaLevel.TOWNSHIP, named.township, county, named.line, "乡镇(街道)")

    def _county(self, code: str, named: Named) -> Area:
        if len(code) != 6 or not code.isdigit():
            raise Unplaced("县代码", "县代码应为6位数字，请核对。")
        above = None
        if code not in self.areas:
            if not (named.county and named.prefecture and named.province):
                raise Unplaced("县名称", f"系统中没有代码为{code}的县，请补填县、市、省名称后导入。")
            province = self._area(code[:2], AreaLevel.PROVINCE, named.province, None, named.line, "省名称")
            above = self._area(code[:4], AreaLevel.PREFECTURE, named.prefecture, province, named.line, "市名称")
        return self._area(code, AreaLevel.COUNTY, named.county, above, named.line, "县名称")

    def _area(self, code: str, level: int, name: str, parent: Area | None, line: int, header: str) -> Area:
        area = self.areas.get(code)
        if name:
            said, earlier = self.said.setdefault(code, (name, line))
            if said != name:
                raise Unplaced(header, f"代码{code}在第{earlier}行写作“{said}”，本行写作“{name}”，请统一。")
        if area is None:
            return self._add(code, level, name, parent, header)
        if name and area.pk and area.name != name and self.reach(area.path):
            self.renames[code] = name
        return area

    def _add(self, code: str, level: int, name: str, parent: Area | None, header: str) -> Area:
        if not name:
            raise Unplaced(header, f"代码{code}是新的，须填写名称。")
        area = Area(code=code, level=level, name=name[:60], parent=parent, position=int(code[-3:]))
        area.prepare()
        self.areas[code] = area
        if level == AreaLevel.TOWNSHIP:
            self.by_name.setdefault(name, []).append(area)
        return area

    def renamed_above(self, area: Area) -> list[tuple[str, str, str]]:
        """Label, old and new name of the township and of what lies above it."""
        found = []
        above: Area | None = area
        while above is not None:
            if above.code in self.renames:
                found.append((f"{above.get_level_display()}名称", above.name, self.renames[above.code]))
            above = above.parent
        return found

    def save(self, townships: list[Area], *, by: Actor, reason: str) -> int:
        """Write the new and renamed areas that these townships need, from the top down; returns how many."""
        needed: dict[str, Area] = {}
        for area in townships:
            above: Area | None = area
            while above is not None and above.code not in needed:
                needed[above.code] = above
                above = above.parent
        written = 0
        for level in AreaLevel.values:
            changed = [area for area in needed.values() if area.level == level and self._differs(area)]
            for area in changed:
                area.name = self.renames.get(area.code, area.name)
            history.record_many(changed, by=by, reason=reason, fields=["name"])
            written += len(changed)
        return written

    def _differs(self, area: Area) -> bool:
        return area.pk is None or area.code in self.renames
