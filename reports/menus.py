"""The menu by task: what is done day by day stands in front, everything else behind 更多."""

from electioncycle.desk.navigation import Task

TASKS = (
    Task("工作台", ("dashboard", "inbox", "import_books", "daily_reports", "help")),
    Task(
        "村情和班子",
        ("village", "villageprofile", "teammember", "villagestaff", "responsibilitypost", "lasttermfigures"),
    ),
    Task("研判和启动", ("readiness", "report_list", "gate", "gate_meeting", "startrecord")),
    Task("人选和联审", ("reservecandidate", "intention", "talks", "pledge", "reviewbatch", "reviewsubject", "nominee")),
    Task("选举", ("village_forms", "election", "last_days", "checks", "schemes", "electioncommittee", "registration")),
    Task("投票日", ("needed_papers", "duty_desk", "quickreport", "elected_team", "after_matters", "archives")),
    Task("风险和问题", ("risks", "keyvillage", "problem", "countermeasure", "visit", "finance_progress")),
    Task("会议和宣传", ("meeting", "minutes", "publicity_coverage", "inspectionfinding", "team_figures")),
)
"""Names of ledgers and of pages; whoever may not open one does not see its line."""
