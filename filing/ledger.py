"""The ledger of the forms that the city asks for, with when each is due (报送安排)."""

from typing import Any, ClassVar

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Ledger, Waiting, register
from electioncycle.roles import COUNTY_ROLES
from electioncycle.web.pages import COUNTY
from filing import (
    figures,
    retention,  # noqa: F401 - says what a purge takes
    workbooks,  # noqa: F401 - makes the workbooks of approved requests
)
from filing.models import CityForm, SystemMap
from filing.rules import due
from villages.models import Cycle

NO_SHEET_NAME = "[]:*?/\\'"
TO_SEND, TO_CHECK, TO_MEND = "to_send", "to_check", "to_mend"


@register
class CityFormLedger(Ledger):
    """Kept by the county; its workbook, what goes into which cell, and its editions stand on the form's page."""

    model = CityForm
    group = "报告与统计"
    icon = "file-spreadsheet"
    position = 40
    kept_by = "county"
    open_to = COUNTY
    help = "上级下发的表上传一次，逐格选择填什么，以后每次报送一键填好；原表的格式、公式和打印设置都不变。"
    columns = ("name", "receiver", "cadence", "weekday", "day", "hour", "document_number")
    filters = ("cadence",)
    search = ("search_text",)
    fields = ("name", "receiver", "document_number", "cadence", "weekday", "day", "hour", "note")
    keys = (("name", "receiver"),)
    own_pages = frozenset({"detail", "list"})
    waiting: ClassVar[dict[str, Waiting]] = {
        TO_SEND: Waiting("今日应报、逾期未报", lambda rows, user, cycle: figures.to_send(rows)),
        TO_CHECK: Waiting("有一期待审核", lambda rows, user, cycle: figures.to_check(rows)),
        TO_MEND: Waiting("填不出，须改正对应关系", lambda rows, user, cycle: rows.exclude(stuck="")),
    }

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return due.lacking(values)

    def due(self, user: Actor, cycle: Cycle) -> Any:
        if not user.roles & COUNTY_ROLES or cycle is None:
            return
        yield from self.entry(TO_CHECK, user, cycle, title="上级报表：{n}张有一期待审核", to_decide=True)
        yield from self.entry(TO_MEND, user, cycle, title="上级报表：{n}张填不出，须改正对应关系")
        yield from self.entry(TO_SEND, user, cycle, title="上级报表：{n}张今日应报或逾期未报", day="day")


@register
class SystemMapLedger(Ledger):
    """Kept by the county; headings, rows that do not go in and the workbook stand on the map's page."""

    model = SystemMap
    group = "报告与统计"
    icon = "table"
    position = 42
    kept_by = "county"
    open_to = COUNTY
    help = "上级系统要求按它的模板导入的，逐列对应一次台账和代码，以后每次导出都是它收得进去的样子。"
    columns = ("name", "system", "ledger_name", "sheet", "note")
    fields = ("name", "system", "ledger_name", "sheet", "note")
    keys = (("name", "system"),)
    own_pages = frozenset({"detail"})

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if any(letter in NO_SHEET_NAME for letter in values.get("sheet") or ""):
            return {"sheet": f"工作表名不能有{' '.join(NO_SHEET_NAME)}，Excel不认。请照上级模板重新填写。"}
        kept = row is not None and row.pk and row.headings
        if kept and values.get("ledger_name", row.ledger_name) != row.ledger_name:
            return {"ledger_name": "已有对应的列，不能换台账；要用别的台账的，请另建一张对应表。"}
        return {}
