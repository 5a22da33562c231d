"""What elections do by themselves: see that every start has its election, and erase names that are no longer needed."""

from electioncycle.jobs import periodic
from elections.services.following import make_missing
from elections.services.name_lists import erase_due
from villages.services.accounts import service_account


@periodic.act("open_elections", "为已启动的村建立选举", every=periodic.HOUR)
def open_elections() -> str:
    made = make_missing(by=service_account())
    return f"为已启动的换届程序补建选举{made}项。" if made else "已启动的换届程序都有选举。"


@periodic.act("erase_listed_names", "清除委托和流动票箱名单", every=periodic.HOUR)
def erase_listed_names() -> str:
    gone = erase_due(by=service_account())
    return f"清除姓名{gone}份。" if gone else "没有到期的名单。"
