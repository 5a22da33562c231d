"""What concerns accounts and is done by itself: tell everybody what of his work is overdue."""

from datetime import time

from accounts.services import reminding
from electioncycle import periodic


@periodic.act("tell_overdue", "逾期事项提醒", at=time(6, 10))
def tell_overdue() -> str:
    accounts, entries = reminding.tell_overdue()
    return f"向{accounts}个账号提醒逾期事项{entries}项。"
