"""What concerns accounts and is done by itself: telling of overdue work, forgetting old failures to sign in."""

from datetime import time

from accounts.services import lockout, reminding
from electioncycle.jobs import periodic


@periodic.act("tell_overdue", "逾期事项提醒", at=time(6, 10))
def tell_overdue() -> str:
    accounts, entries = reminding.tell_overdue()
    return f"向{accounts}个账号提醒逾期事项{entries}项。"


@periodic.act("erase_failures", "清除登录失败计数", at=time(2, 20))
def erase_failures() -> str:
    return f"清除{lockout.KEPT_HOURS}小时以前的登录失败计数{lockout.erase_old()}条。"
