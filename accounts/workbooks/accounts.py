"""Accounts from a workbook: each line read, checked and previewed; confirmed, they are opened with slips to print."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone

from accounts import rules
from accounts.forms import USERNAME, USERNAME_RULE
from accounts.models import Details, User
from accounts.passwords import first_password
from accounts.places import Place, Places, accounts_of
from accounts.services import slips
from accounts.services.accounts import change_details, open_account, strip_of
from electioncycle.actors import Actor, CycleLike
from electioncycle.cleaning import cells
from electioncycle.cleaning.names import clean_person_name
from electioncycle.records.search import full_pinyin
from electioncycle.roles import Action, Role, allows
from electioncycle.sheets import HeaderSpec, ParsedSheet, SheetRow, TemplateColumn, TemplateSpec, write_template
from electioncycle.workbooks.imports import FLOWS
from electioncycle.workbooks.places import TOWN_ALIASES, TOWNSHIP
from electioncycle.workbooks.plans import ROW_KEY, Fault, Plan, RowPlan, clean_day
from villages.workbooks.places import VILLAGE

UNIT, NAME, POST, USER, ROLE, DEPARTMENT, UNTIL = "单位", "姓名", "职务", "账号", "角色", "部门", "有效期至"
EVERYDAY_ROLES = {"组织委员": Role.TOWNSHIP_OFFICER, "组织干事": Role.TOWNSHIP_CLERK, "填报员": Role.VILLAGE_CLERK}
ROLES = {role.label: role for role in Role} | EVERYDAY_ROLES


class AccountPlanner:
    """Plans the lines of one workbook. A line that names an account changes its details, never its roles."""

    apart: Collection[int] = ()  # every line names its account

    def __init__(self, sheet: Any, *, user: User, cycle: CycleLike | None) -> None:
        self.user = user
        self.passwords: dict[int, tuple[str, str]] = {}

    def headers(self) -> list[HeaderSpec]:
        return [
            HeaderSpec(UNIT, ("工作单位", "单位名称")),
            HeaderSpec(NAME, ("人员姓名",), required=True),
            HeaderSpec(POST, ("职位",)),
            HeaderSpec(USER, ("用户名", "登录名", "登录账号")),
            HeaderSpec(ROLE, ("账号角色", "权限"), required=True),
            HeaderSpec(TOWNSHIP, TOWN_ALIASES),
            HeaderSpec(VILLAGE, ("村", "社区", "村名", "村社区")),
            HeaderSpec(DEPARTMENT, ("所属部门",)),
            HeaderSpec(UNTIL, ("账号有效期", "抽调至"), kind="date"),
            HeaderSpec("序号"),
            HeaderSpec("备注"),
            HeaderSpec(ROW_KEY),
        ]

    # --- planning ----------------------------------------------------------------------------------------------

    def plan(self, sheet: ParsedSheet) -> Plan:
        self.places = Places(self.user)
        self.mine = {one.username.lower(): one for one in accounts_of(self.user)}
        self.taken = {name.lower() for name in User.objects.values_list("username", flat=True)}
        self.listed: dict[str, int] = {}
        self.persons: dict[tuple[str, Any], int] = {}
        rows = [self.plan_row(line) for line in sheet.take()]
        return Plan.of(sheet, rows)

    def plan_row(self, line: SheetRow) -> RowPlan:
        plan = RowPlan(line.number)
        for header, cell in line.cells.items():
            if cell.fault:
                self.fault(plan, line, header, cell.fault)
        name = self._name(plan, line)
        roles = self._roles(plan, line)
        place = self._place(plan, line)
        until = self._until(plan, line)
        if plan.kind == "wrong" or place is None:
            return plan
        for sentence in rules.role_blockers(roles, [place.level], [place.department] if place.department else []):
            self.fault(plan, line, DEPARTMENT if "部门" in sentence else ROLE, sentence)
        username = self._username(plan, line, name)
        if plan.kind == "wrong":
            return plan
        details = Details(
            name=name,
            unit=(self.text(line, UNIT) or str(place.where))[:80],
            post=self.text(line, POST)[:60],
            valid_until=until,
        )
        plan.label = f"{details.unit} {name}({username})"
        plan.values = {"username": username, "details": details, "roles": sorted(roles), "place": place}
        self._compare(plan, line, details)
        return plan

    def _name(self, plan: RowPlan, line: SheetRow) -> str:
        try:
            name = clean_person_name(self.text(line, NAME)) or ""
        except ValueError as error:
            self.fault(plan, line, NAME, f"{error}。")
            return ""
        if not 0 < len(name) <= 40:
            self.fault(plan, line, NAME, "必填，且不超过40个字。")
        return name

    def _until(self, plan: RowPlan, line: SheetRow) -> date | None:
        try:
            return clean_day(line.cells[UNTIL].value) if UNTIL in line.cells else None
        except ValueError as error:
            self.fault(plan, line, UNTIL, f"{str(error).rstrip('。')}，请填写为2027-03-31这样的日期。")
            return None

    def _roles(self, plan: RowPlan, line: SheetRow) -> set[str]:
        found = set()
        for word in self.text(line, ROLE).replace("，", "、").replace(",", "、").split("、"):
            text = word.replace("（", "(").replace("）", ")").strip()
            role = ROLES.get(text) or next((r for label, r in ROLES.items() if label.partition("(")[0] == text), None)
            if role is None:
                listed = "、".join(role.label for role in Role)
                self.fault(plan, line, ROLE, f"没有这个角色，可填：{listed}。" if text else "必填，请从下拉列表选择。")
            else:
                found.add(str(role))
        return found

    def _place(self, plan: RowPlan, line: SheetRow) -> Place | None:
        town, village = self.text(line, TOWNSHIP), self.text(line, VILLAGE)
        department = self.text(line, DEPARTMENT)[:60]
        try:
            if village:
                return Place(self.places.villages.find(town, village), department)
            if town:
                return Place(self.places.area(town), department)
        except ValueError as error:
            self.fault(plan, line, VILLAGE if village else TOWNSHIP, str(error))
            return None
        counties = [area for area in self.places.areas if Place(area).level == "county"]
        if not counties:
            self.fault(plan, line, TOWNSHIP, "请填写乡镇(街道)。")
            return None
        return Place(counties[0], department)

    def _username(self, plan: RowPlan, line: SheetRow, name: str) -> str:
        typed = self.text(line, USER)
        if not typed:
            return self._suggested(name)
        if not USERNAME.match(typed):
            self.fault(plan, line, USER, USERNAME_RULE)
        elif typed.lower() in self.listed:
            self.fault(plan, line, USER, f"与第{self.listed[typed.lower()]}行的账号相同，请只保留一行或另取一个。")
        elif typed.lower() in self.taken and typed.lower() not in self.mine:
            self.fault(plan, line, USER, "这个账号已经有人使用，请另取一个。")
        self.listed[typed.lower()] = line.number
        return typed

    def _suggested(self, name: str) -> str:
        stem = "".join(c for c in full_pinyin(name) if c.isascii() and c.isalnum())[:30] or "user"
        stem = stem.ljust(3, "1")
        free, number = stem, 1
        while free in self.taken or free in self.listed:
            number += 1
            free = f"{stem}{number}"
        self.listed[free] = 0
        return free

    def _compare(self, plan: RowPlan, line: SheetRow, details: Details) -> None:
        current = self.mine.get(plan.values["username"].lower())
        if current is None:
            self._new(plan, line, details)
            return
        plan.row = current
        place = plan.values["place"]
        if set(plan.values["roles"]) != current.roles or {place.key} != {
            ((scope.area or scope.village).path, scope.department)  # type: ignore[union-attr]
            for scope in current.scopes.all()
        }:
            self.fault(plan, line, ROLE, "账号已有，角色或管辖范围与现在的不同。调整角色请在该账号的页面逐个办理。")
            return
        labels = {"name": NAME, "unit": UNIT, "post": POST, "valid_until": UNTIL}
        for field, after in asdict(details).items():
            before = getattr(current, field)
            if before != after:
                plan.changes += ((labels[field], str(before or ""), str(after or "")),)
        plan.kind = "changed" if plan.changes else "unchanged"
        if plan.changes and current.pk == self.user.pk:
            self.fault(plan, line, USER, "这是您本人的账号，不能由本人修改。")

    def _new(self, plan: RowPlan, line: SheetRow, details: Details) -> None:
        """A new person; the same name twice in one place is most likely the same line twice."""
        if details.valid_until and details.valid_until < timezone.localdate():
            self.fault(plan, line, UNTIL, "有效期早于今天，请核对。")
        key = (details.name, plan.values["place"].key)
        first = self.persons.setdefault(key, line.number)
        if first != line.number and not self.text(line, USER):
            self.fault(
                plan, line, NAME, f"与第{first}行的姓名和管辖范围相同。同一人请只保留一行；确为两人的，请填写账号。"
            )

    def fault(self, plan: RowPlan, line: SheetRow, header: str, reason: str) -> None:
        cell = line.cells.get(header)
        plan.kind = "wrong"
        value = "" if cell is None or cell.value is None else str(cell.value)
        plan.faults += (Fault(line.number, header, cell.column if cell else "", value, reason),)

    @staticmethod
    def text(line: SheetRow, header: str) -> str:
        cell = line.cells.get(header)
        return "" if cell is None else cells.clean_text(cell.value) or ""

    # --- writing -----------------------------------------------------------------------------------------------

    def ready(self, plan: Plan) -> None:
        """First passwords and their hashes: Argon2 is slow on purpose, and nobody is to wait for it."""
        for row in plan.rows:
            if row.kind == "new":
                password = first_password()
                self.passwords[row.number] = password, make_password(password)

    def write(self, plan: Plan, *, reason: str) -> int:
        strips = []
        for row in plan.rows:
            values = row.values
            if row.kind == "changed":
                change_details(row.row, values["details"], by=self.user, version=row.row.version)
            elif row.kind == "new":
                password, hashed = self.passwords[row.number]
                user = open_account(
                    values["username"],
                    values["details"],
                    by=self.user,
                    roles=values["roles"],
                    places=[values["place"]],
                    hashed=hashed,
                )
                strips.append(strip_of(user, password, values["roles"]))
        if strips:
            slips.make(strips, by=self.user, title=f"批量建立账号：{reason}")
        return sum(row.kind in ("new", "changed") for row in plan.rows)


class AccountSheet:
    """Stands where the import pages expect a ledger: accounts are no ledger, but come by workbook the same way."""

    name = "accounts"
    sealed_headers = frozenset[str]()  # none holds a personal number
    title = "账号管理"
    tips = (
        "一人一行；县级账号的“乡镇”“村”留空，村级填报员填到村。",
        "“账号”留空的，按姓名拼音自动取名；已有的账号只更新姓名、单位、职务和有效期，不改角色。",
        "角色按下拉列表填写，同级的几个角色用顿号隔开；三员和部门联络员单独设账号。",
        "抽调人员填写有效期，到期自动停用。",
        "确认后生成初始密码通知条，可打印裁开，只能领取一次。",
    )
    planner = AccountPlanner
    help = "一人一行。县级账号的“乡镇”“村”留空；账号留空的，按姓名拼音自动取名。"

    def allows(self, user: Actor, action: str) -> bool:
        return action == Action.IMPORT and allows(user.roles, Action.ACCOUNTS)

    def holders(self, action: str) -> frozenset[str]:
        granted = action == Action.IMPORT
        return frozenset(r for r in Role.values if granted and allows(frozenset({r}), Action.ACCOUNTS))

    def cycle_of(self, key: int | None) -> None:
        return None

    def url(self, page: str, *args: Any) -> str:
        return reverse("accounts" if page == "list" else f"accounts_{page}", args=args)

    def template(self, by: Actor) -> bytes:
        places = Places(by).townships
        columns = [
            TemplateColumn(UNIT, width=24, note="留空的，取管辖范围的名称"),
            TemplateColumn(NAME, required=True, width=10),
            TemplateColumn(POST, width=14),
            TemplateColumn(USER, width=16, note="3至40位字母、数字；留空自动取名"),
            TemplateColumn(ROLE, required=True, choices=[role.label for role in Role], width=18),
            TemplateColumn(TOWNSHIP, choices=places[:200], width=14, note="县级账号留空"),
            TemplateColumn(VILLAGE, width=14, note="只有村级填报员填写"),
            TemplateColumn(DEPARTMENT, width=12, note="只有部门联络员填写"),
            TemplateColumn(UNTIL, kind="date", width=12, note="抽调人员填写，如2027-03-31"),
        ]
        example = [
            {NAME: "李干事", POST: "组织干事", ROLE: Role.TOWNSHIP_CLERK.label, TOWNSHIP: "××镇"},
            {NAME: "王抽调", ROLE: Role.COUNTY_CLERK.label, UNIT: "县换届办(抽调)", UNTIL: "2027-03-31"},
        ]
        return write_template(
            TemplateSpec("账号登记表", columns, example=example, instructions=[self.help], unit=by.place)
        )


ACCOUNT_SHEET = AccountSheet()
FLOWS[ACCOUNT_SHEET.name] = ACCOUNT_SHEET
