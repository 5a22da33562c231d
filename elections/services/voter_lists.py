"""An uploaded list of who is registered: read, compared within itself, counted and let go in one request.

No row, file, history or search holds a name of it: what stays are numbers and the lines of the sheet. What needs the
list afterwards is answered by the clerk's yes or no from the paper.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.cleaning.names import clean_person_name
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import BUSINESS, Action
from electioncycle.security import audit
from electioncycle.sheets import HeaderSpec, Limits, SheetError, SheetRow, read_workbook
from elections.choices import RecordState
from elections.models import Registration
from elections.rules import registration as rules
from elections.rules.registration import Listed
from elections.services.registrations import norms_of, polling_day_of

NAME, SEX, BIRTH, NUMBER, GROUP = "姓名", "性别", "出生年月", "身份证号", "小组"
HEADERS = (
    HeaderSpec(NAME, required=True),
    HeaderSpec(SEX, ("男女",)),
    HeaderSpec(BIRTH, ("出生日期", "出生年月日", "生日")),
    HeaderSpec(NUMBER, ("身份证号码", "公民身份号码"), kind="id_number"),
    HeaderSpec(GROUP, ("村民小组", "居民小组", "组别", "所在小组")),
)
LIMITS = Limits(rows=20_000, cells=200_000)
TOLD = 10


def read(upload: Any) -> list[Listed]:
    """The lines of an uploaded workbook. Raises Refused naming lines, never a name."""
    if upload is None:
        raise Refused("没有选择名单文件，请选择xlsx文件后再上传。")
    try:
        sheet = read_workbook(upload.read(), "名单.xlsx", HEADERS, limits=LIMITS)
    except SheetError as error:
        raise Refused(str(error)) from error
    found, faults = [], []
    for row in sheet.take():
        try:
            found.append(_line(row))
        except ValueError:
            faults.append(row.number)
    if faults:
        lines = "、".join(map(str, faults[:TOLD]))
        raise Refused(f"名单有{len(faults)}行读不出姓名、性别或者出生年月，没有登记也没有打印。请核对第{lines}行。")
    return found


def _line(row: SheetRow) -> Listed:
    name = clean_person_name(_value(row, NAME))
    if name is None:
        raise ValueError(NAME)
    number = cells.clean_id_number(_value(row, NUMBER))
    birth = cells.birth_date(number) if number else _birth(_value(row, BIRTH))
    exact = bool(number) or _has_day(_value(row, BIRTH))
    return Listed(row.number, name, _sex(_value(row, SEX)), birth, str(_value(row, GROUP) or ""), exact)


def _value(row: SheetRow, name: str) -> Any:
    cell = row.cells.get(name)
    if cell is not None and cell.fault:
        raise ValueError(cell.fault)
    return cell.value if cell is not None else None


def _birth(value: Any) -> date | None:
    if value is None or _has_day(value):
        return cells.clean_date(value)
    month = cells.clean_month(value)
    return month if isinstance(month, date) else None


def _has_day(value: Any) -> bool:
    try:
        return cells.clean_date(value) is not None
    except ValueError:
        return False


def _sex(value: Any) -> str:
    text = str(value or "").strip()
    if text not in ("", "男", "女"):
        raise ValueError(SEX)
    return text


def count(row: Registration, listed: Sequence[Listed], *, by: Actor, version: int | None = None) -> Registration:
    """Keep what was counted in the list, by group too; where the figures are fixed already nothing is kept at all."""
    workflow.require(by, row.village, Action.CHANGE, among=BUSINESS)
    with transaction.atomic():
        held = workflow.locked(row, version)
        if held.state == RecordState.DRAFT:
            _put(held, listed)
            history.record(held, by=by, reason="按上传的名单计数")
        audit.record(audit.Event.PRINTED, by=by, row=held, paper="voter_list", lines=len(listed))
    return held


def _put(held: Registration, listed: Sequence[Listed]) -> None:
    day, norms = polling_day_of(held.election), norms_of(held.election)
    held.list_counted, held.doubles_settled = len(listed), False
    held.list_doubles = rules.doubles(listed)
    age = norms.whole("voter_age")
    held.list_young = rules.too_young(listed, day, age) if day and age else []
    if any(one.group for one in listed):
        held.groups = "\n".join(f"{name} {number}" for name, number in rules.by_group(listed))


def settle_doubles(row: Registration, *, by: Actor, version: int | None = None) -> Registration:
    """The clerk's answer from the paper: those lines are different people."""
    workflow.require(by, row.village, Action.CHANGE, among=BUSINESS)
    with transaction.atomic():
        held = workflow.locked(row, version)
        if not held.list_doubles or held.doubles_settled:
            raise Refused("名单里没有待核实的相同行。请刷新页面。")
        workflow.refuse_unless(held.state == RecordState.DRAFT, held, "核实名单")
        held.doubles_settled = True
        workflow.advance(held, move="doubles", title="核实名单中相同的行", by=by)
    return held
