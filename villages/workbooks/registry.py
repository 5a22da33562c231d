"""Reads a village registry (名册), says line by line what it would change, and writes it in one go."""

import re
from typing import Any

from django.db import IntegrityError, transaction

from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.cleaning.names import OWN_CODE, clean_registered_name
from electioncycle.records import history
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.sheets import HeaderSpec, ParsedSheet, SheetError, SheetRow, read_workbook
from electioncycle.workbooks.places import TOWN_ALIASES, TOWNSHIP
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import Plan, RowPlan
from villages.models import Cycle, Village
from villages.models.places import next_provisional_code
from villages.rules import teams as rules
from villages.services.area_tree import AreaTree, Named, Unplaced

CODE, NAME = "区划代码", "村(社区)名称"
ABOVE = {
    "township_code": HeaderSpec("乡镇代码", ("街道代码", "乡级代码", "乡镇(街道)代码")),
    "county_code": HeaderSpec("县代码", ("县区代码", "区县代码", "县(市、区)代码")),
    "county": HeaderSpec("县名称", ("县", "县区", "区县", "县(市、区)")),
    "prefecture": HeaderSpec("市名称", ("市", "市州", "市(州)")),
    "province": HeaderSpec("省名称", ("省", "省份")),
}


class RegistryPlanner(Planner):
    """Plans villages together with the areas above them. ``anywhere`` lifts the limit of territory (commands)."""

    def __init__(self, ledger: Any, *, user: Actor, cycle: Cycle | None = None, anywhere: bool = False) -> None:
        super().__init__(ledger, user=user, cycle=cycle)
        self.notices: list[str] = []
        self.reach = (lambda path: True) if anywhere else user.covers

    def headers(self) -> list[HeaderSpec]:
        town = HeaderSpec(TOWNSHIP, (*TOWN_ALIASES, "乡镇(街道)名称"))
        return [town, *ABOVE.values(), *(spec for spec in super().headers() if spec.name != TOWNSHIP)]

    # --- planning ----------------------------------------------------------------------------------------------

    def plan(self, sheet: ParsedSheet) -> Plan:
        self.official = any(spec.name in sheet.columns for spec in (ABOVE["township_code"], ABOVE["county_code"]))
        self.tree = AreaTree(self.reach)
        self.by_pk, self.by_code, self.by_name = {}, {}, {}
        for village in Village.objects.select_related("township__parent"):
            self.by_code[village.code] = village
            if self.reach(village.path):
                self.by_pk[village.pk] = village
                if not village.is_closed:
                    self.by_name[village.township.code, village.name] = village
        self.codes: dict[str, int] = {}
        self.names: dict[tuple[str, str], int] = {}
        self.taken: dict[int, int] = {}
        self.notices.clear()
        self.listed = {self.text(line, CODE) for line in sheet.rows}
        self.look_up_versions(sheet)
        plans = [self.plan_row(line) for line in sheet.take()]
        result = Plan.of(sheet, plans)
        result.absent = self.absent(plans)
        return result

    def plan_row(self, line: SheetRow) -> RowPlan:
        plan = RowPlan(line.number)
        for header, cell in line.cells.items():
            if cell.fault:
                self.fault(plan, line, header, cell.fault)
        code, name = self.text(line, CODE).replace(" ", "").upper(), self._place_name(plan, line, NAME)
        self._place_name(plan, line, TOWNSHIP)
        plan.label = f"{self.text(line, TOWNSHIP)} {name}".strip()
        self._check_own(plan, line, code, name)
        self._find_by_number(plan, line)
        try:
            plan.place = self.tree.township_of(self._named(line, code))
        except Unplaced as error:
            self.fault(plan, line, error.header, str(error))
        if plan.kind == "wrong":
            return plan
        self._find_village(plan, line, code, name)
        if plan.kind != "wrong":
            self._read_rest(plan, line, code, name)
        if plan.kind != "wrong":
            self._decide(plan, line)
        return plan

    def _place_name(self, plan: RowPlan, line: SheetRow, header: str) -> str:
        """The registry's own odd characters come in as they are and are named; a lost character is refused."""
        text = self.text(line, header)
        try:
            name = clean_registered_name(text) or ""
        except ValueError as error:
            self.fault(plan, line, header, f"{error}。")
            return cells.clean_name(text) or ""
        if name and OWN_CODE.search(name):
            self.notices.append(f"第{line.number}行“{name}”可疑：含有系统外造字，在别的电脑上可能显示不出，请核对")
        return name

    def _check_own(self, plan: RowPlan, line: SheetRow, code: str, name: str) -> None:
        if not name:
            self.fault(plan, line, NAME, "必填，不能为空，请补填。")
        elif len(name) > 60:
            self.fault(plan, line, NAME, "名称超过60个字，请核对。")
        if not code and self.official:
            self.fault(plan, line, CODE, "必填，不能为空；统计名册的每个村(社区)都有12位代码。")
        elif code and not re.fullmatch(r"\d{12}|L\d{11}", code):
            hint = "，可能被表格软件改成了科学计数法，请把该列设为文本后重新填写" if "E+" in code else "，请核对"
            self.fault(plan, line, CODE, f"应为12位数字{hint}。")
        if code and self.codes.setdefault(code, line.number) != line.number:
            self.fault(plan, line, CODE, f"第{self.codes[code]}行和第{line.number}行的区划代码相同，请只保留一行。")

    def _named(self, line: SheetRow, code: str) -> Named:
        above = {key: self.text(line, spec.name) for key, spec in ABOVE.items()}
        if len(above["township_code"]) == 12 and above["township_code"].endswith("000"):
            above["township_code"] = above["township_code"][:9]
        if len(above["county_code"]) == 12 and above["county_code"].endswith("000000"):
            above["county_code"] = above["county_code"][:6]
        town = cells.clean_name(self.text(line, TOWNSHIP)) or ""
        return Named(line.number, village_code=code if code.isdigit() else "", township=town, **above)

    def _find_village(self, plan: RowPlan, line: SheetRow, code: str, name: str) -> None:
        key = (plan.place.code, name)
        if self.names.setdefault(key, line.number) != line.number:
            reason = f"第{self.names[key]}行和第{line.number}行在“{plan.place}”同名，请核对名称。"
            self.fault(plan, line, NAME, reason)
            return
        if plan.row is None:
            plan.row = self.by_code.get(code) if code else self.by_name.get(key)
            if plan.row is not None and plan.row.pk not in self.by_pk:
                self.fault(plan, line, CODE, "该代码已由其他地区登记，请核对代码。")
                return
            if plan.row is not None and code and self._county_moved_it(plan):
                plan.place = plan.row.township
        twin = self.by_name.get((plan.place.code, name))
        if plan.row is None and twin is not None and twin.provisional:
            plan.row = twin  # the village has got its code
        elif twin is not None and twin != plan.row and (plan.row is None or twin.code not in self.listed):
            reason = f"“{plan.place}”已有同名的村(社区)，代码为{twin.code}。代码变更的，请在该村页面办理。"
            self.fault(plan, line, NAME, reason)

    def _county_moved_it(self, plan: RowPlan) -> bool:
        """The registry lists a village under its code's own township; where the county moved it, that stands."""
        own, now = plan.row.code[:9], plan.row.township.code
        return bool(plan.place.code == own and now != own)

    def _read_rest(self, plan: RowPlan, line: SheetRow, code: str, name: str) -> None:
        if plan.row is not None and plan.row.pk in self.taken:
            reason = f"第{self.taken[plan.row.pk]}行和第{line.number}行是同一个村(社区)，请只保留一行。"
            self.fault(plan, line, NAME, reason)
            return
        if plan.row is not None:
            self.taken[plan.row.pk] = line.number
        values = {"township": plan.place, "name": name}
        if code:
            values["code"] = code
        for column in self.columns:
            cell = line.cells.get(column.header)
            if column.field in ("code", "name") or cell is None or cell.value in (None, ""):
                continue
            try:
                values[column.field] = self.cells.read(column, cell.value)
            except ValueError as error:
                self.fault(plan, line, column.header, str(error))
        if plan.row is None:
            values.setdefault("kind", rules.kind_of(code, name))
        plan.values = values

    def _decide(self, plan: RowPlan, line: SheetRow) -> None:
        self.judge(plan, line)
        if plan.kind == "wrong":
            return
        if plan.kind == "new":
            plan.label = f"{plan.place} {plan.values['name']}" + ("" if plan.place.pk else "(新建乡镇)")
        elif renamed := self.tree.renamed_above(plan.place):
            plan.changes = (*plan.changes, *renamed)
            plan.kind = "changed"

    def absent(self, rows: list[RowPlan]) -> list[str]:
        """Open villages of the counties in the workbook that it does not list; none of them is closed."""
        listed = {plan.row.pk for plan in rows if plan.row is not None}
        counties = {plan.place.parent.path for plan in rows if plan.place is not None and plan.place.parent}
        return [
            f"{village.township}{village}({village.code})"
            for village in self.by_pk.values()
            if village.pk not in listed and not village.is_closed and village.path.startswith(tuple(counties) or "-")
        ]

    # --- writing -----------------------------------------------------------------------------------------------

    def write(self, plan: Plan, *, reason: str) -> int:
        todo = plan.to_write
        with transaction.atomic():
            self.tree.save([item.place for item in todo], by=self.user, reason=reason)
            last = self._last_positions()
            provisional: dict[str, str] = {}
            rows = []
            for item in todo:
                village = item.row or Village()
                for field, value in item.values.items():
                    setattr(village, field, value)
                if item.row is None:
                    self._number(village, item, last, provisional)
                rows.append(village)
            names = [*self.ledger.fields, *self.ledger.derived]
            history.record_many(rows, by=self.user, reason=reason, fields=names)
        return len(rows)

    def _last_positions(self) -> dict[str, int]:
        last: dict[str, int] = {}
        for village in self.by_pk.values():
            town = village.township.code
            last[town] = max(last.get(town, 0), village.position)
        return last

    @staticmethod
    def _number(village: Village, item: RowPlan, last: dict[str, int], provisional: dict[str, str]) -> None:
        """Registry order within the township, and a provisional code where there is none."""
        town = item.place.code
        if "position" not in item.values:
            last[town] = village.position = last.get(town, 0) + 1
        if not village.code:
            county = town[:6]
            before = provisional.get(county)
            village.code = f"{before[:7]}{int(before[7:]) + 1:05d}" if before else next_provisional_code(item.place)
            provisional[county] = village.code


def import_registry(ledger: Any, data: bytes, name: str, *, by: Actor, anywhere: bool, dry_run: bool) -> dict[str, Any]:
    """Read and write one registry; with any rejected line, or on a trial run, nothing is written.

    Returns the counts by outcome, the errors, and the villages the registry lacks.
    """
    planner = RegistryPlanner(ledger, user=by, anywhere=anywhere)
    try:
        sheet = read_workbook(data, name, planner.headers())
    except SheetError as error:
        return outcome(None, errors=[{"row": None, "column": "", "value": name, "reason": str(error)}])
    plan = planner.plan(sheet)
    result = outcome(plan)
    if result["rejected"] or dry_run:
        return result
    try:
        with transaction.atomic():
            written = planner.write(plan, reason=f"导入名册“{name}”")
            audit.record(
                audit.Event.IMPORTED,
                by=by,
                ledger=ledger.name,
                rows=written,
                new=result["added"],
                changed=result["updated"],
            )
    except IntegrityError as error:
        raise Refused("名册与系统中刚刚写入的记录重复，本次没有写入任何内容，请重新导入。") from error
    return result | {"written": True}


def outcome(plan: Plan | None, errors: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The counts of a plan as the command prints them; they add up to ``rows``. Nothing is ``written`` yet."""
    rows = plan.rows if plan else []
    listed = [
        {"row": fault.row, "column": fault.header, "value": fault.value, "reason": fault.reason}
        for fault in (plan.faults if plan else [])
    ]
    return {
        "rows": len(rows),
        "added": sum(row.kind == "new" for row in rows),
        "updated": sum(row.kind == "changed" for row in rows),
        "unchanged": sum(row.kind == "unchanged" for row in rows),
        "rejected": sum(row.kind == "wrong" for row in rows),
        "written": False,
        "errors": [*(errors or []), *listed],
        "missing": plan.absent if plan else [],
        "skipped": [number for number, _ in plan.skipped] if plan else [],
        "hidden": plan.hidden if plan else [],
    }
