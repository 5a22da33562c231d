"""What elections do by themselves: see that every start has its election, older ones of an upgraded site included."""

from electioncycle.jobs import periodic
from elections.services.following import make_missing
from villages.services.accounts import service_account


@periodic.act("open_elections", "为已启动的村建立选举", every=periodic.HOUR)
def open_elections() -> str:
    made = make_missing(by=service_account())
    return f"为已启动的换届程序补建选举{made}项。" if made else "已启动的换届程序都有选举。"
