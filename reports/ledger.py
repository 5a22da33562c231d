"""What this app adds to the menu and to the pages of villages."""

from collections.abc import Iterator

from electioncycle.actors import Actor
from electioncycle.desk import first_day, navigation
from electioncycle.desk.inbox import BESIDE, Asking
from electioncycle.desk.navigation import Entry
from electioncycle.ledgers.ledger import REGISTRY, Due, Offer
from electioncycle.roles import COUNTY_ROLES, OFFICIALS
from electioncycle.web.addresses import address
from electioncycle.web.pages import COUNTY, EVERYONE
from reports import retention  # noqa: F401 - says what a purge removes
from reports.first_days import STEPS
from reports.menus import TASKS
from reports.models import FigureConflict
from villages.models import Cycle

navigation.add(Entry("工作台首页", "dashboard", "layout-dashboard", "工作台", EVERYONE, position=1))
navigation.add(Entry("研判报告", "report_list", "printer", "报告与统计", OFFICIALS, position=10))
navigation.add(Entry("班子结构统计", "team_figures", "chart-bar", "报告与统计", OFFICIALS, position=20))
navigation.add(Entry("挂图作战", "hung", "layout-grid", "报告与统计", OFFICIALS, position=2))
navigation.add(Entry("行事历", "week", "calendar-week", "报告与统计", OFFICIALS, position=3))
navigation.add(Entry("换届工作日报", "daily_papers", "news", "报告与统计", COUNTY, position=4))
navigation.add(Entry("数字核对", "figures_apart", "arrows-diff", "报告与统计", COUNTY, position=31))

REGISTRY["village"].offers.append(Offer("打印研判报告", OFFICIALS, row_url="report_village", rows_url="report_list"))
REGISTRY["village"].offers.append(Offer("一页纸", OFFICIALS, row_url="village_sheet"))


def figures_differ(user: Actor, cycle: Cycle | None) -> Iterator[Due]:
    """What the nightly comparison found and no later one found agreed."""
    number = FigureConflict.objects.filter(cycle=cycle, settled_at=None).count() if cycle else 0
    if number:
        yield Due(f"数字打架：{number}项数字在不同地方不一致", address("figures_apart"), number)


BESIDE["figures apart"] = Asking("报告与统计", COUNTY_ROLES, figures_differ)

navigation.TASKS.extend(TASKS)
first_day.STEPS.extend(STEPS)
