"""Words of this app."""

from django.db.models import TextChoices

from electioncycle.ledgers import ledger as ledgers
from electioncycle.records.readers import is_assigned


class Cadence(TextChoices):
    """When a form is due."""

    DAILY = "daily", "每日"
    WEEKLY = "weekly", "每周"
    ONCE = "once", "指定日期"
    ASKED = "asked", "按通知"


class Weekday(TextChoices):
    MONDAY = "1", "星期一"
    TUESDAY = "2", "星期二"
    WEDNESDAY = "3", "星期三"
    THURSDAY = "4", "星期四"
    FRIDAY = "5", "星期五"
    SATURDAY = "6", "星期六"
    SUNDAY = "7", "星期日"


class EditionState(TextChoices):
    MADE = "made", "待审核"
    CHECKED = "checked", "已审核"
    SENT = "sent", "已报送"
    RETURNED = "returned", "已退回"


WAITING = (EditionState.MADE, EditionState.CHECKED)
"""Editions that somebody still has to act on."""


def ledgers_that_leave() -> list[tuple[str, str]]:
    """Ledgers of which rows may go into another system: not those that record each reading, or leave by own pages."""
    return [(one.name, one.title) for one in ledgers.ordered() if leaves(one)]


def leaves(ledger: ledgers.Ledger) -> bool:
    return "export" in ledger.actions and "export" not in ledger.own_pages and not is_assigned(ledger.model)
