"""What this app adds to the menu and to the pages of villages."""

from electioncycle.desk import first_day, navigation
from electioncycle.desk.navigation import Entry
from electioncycle.ledgers.ledger import REGISTRY, Offer
from electioncycle.roles import OFFICIALS
from electioncycle.web.pages import COUNTY, EVERYONE
from reports import retention  # noqa: F401 - says what a purge removes
from reports.first_days import STEPS
from reports.menus import TASKS

navigation.add(Entry("工作台首页", "dashboard", "layout-dashboard", "工作台", EVERYONE, position=1))
navigation.add(Entry("研判报告", "report_list", "printer", "报告与统计", OFFICIALS, position=10))
navigation.add(Entry("班子结构统计", "team_figures", "chart-bar", "报告与统计", OFFICIALS, position=20))
navigation.add(Entry("挂图作战", "hung", "layout-grid", "报告与统计", OFFICIALS, position=2))
navigation.add(Entry("行事历", "week", "calendar-week", "报告与统计", OFFICIALS, position=3))
navigation.add(Entry("换届工作日报", "daily_papers", "news", "报告与统计", COUNTY, position=4))

REGISTRY["village"].offers.append(Offer("打印研判报告", OFFICIALS, row_url="report_village", rows_url="report_list"))
REGISTRY["village"].offers.append(Offer("一页纸", OFFICIALS, row_url="village_sheet"))

navigation.TASKS.extend(TASKS)
first_day.STEPS.extend(STEPS)
