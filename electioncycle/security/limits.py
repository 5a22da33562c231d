"""How often one person, or one address before sign-in, may ask for what costs much: a budget of times in a window.

A page names its budget (``heavy = "print"``); ``settings.RATE_LIMITS`` says how many in how many seconds. Counted is
each POST that was done, on a page that only shows each GET; before sign-in those refused too.
The counts stand in the database, so that they hold on every host.
"""

import math
from datetime import datetime

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone

from electioncycle.refusals import Refused

WORDS = {
    "print": "打印",
    "export": "导出",
    "job": "提交后台任务",
    "upload": "导入或上传",
    "reveal": "查看完整号码",
    "full_numbers": "申请导出完整号码",
    "slip": "领取账号通知条",
    "sign_in": "登录",
}
"""What the page of refusal calls the acts of a budget."""


class RateCount(models.Model):
    """How often somebody did something in the window that ends at this second."""

    budget = models.CharField(max_length=20)
    who = models.CharField(max_length=60)
    ends_at = models.BigIntegerField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "办理频次"
        constraints = [models.UniqueConstraint(fields=["budget", "who", "ends_at"], name="rate_count_once")]

    def __str__(self) -> str:
        return f"{self.budget} {self.count}"


class TooMany(Refused):
    """The budget of this window is spent."""

    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def seconds_now() -> int:
    return int(timezone.now().timestamp())


def who(request: HttpRequest) -> str:
    """The account, or before sign-in the address."""
    user = request.user
    return f"user {user.pk}" if user.is_authenticated else f"address {get_client_ip_address(request) or ''}"[:60]


def spend(budget: str, request: HttpRequest) -> int:
    """Count this request; beyond the budget it is ``TooMany``. One statement, whatever happens beside it.

    Returns the window it was counted in.
    """
    most, ends_at = settings.RATE_LIMITS[budget][0], _end_of_window(budget)
    if _count(budget, who(request), ends_at) > most:
        raise TooMany(_sentence(budget, request, ends_at), ends_at - seconds_now())
    return ends_at


def give_back(budget: str, request: HttpRequest, window: int) -> None:
    """The request was refused for another reason and leaves no count in its window, which may be over by now."""
    counted = RateCount.objects.filter(budget=budget, who=who(request), ends_at=window)
    counted.filter(count__gt=0).update(count=models.F("count") - 1)
    counted.filter(count=0).delete()


def _end_of_window(budget: str) -> int:
    seconds = settings.RATE_LIMITS[budget][1]
    return (seconds_now() // seconds + 1) * seconds


def _count(budget: str, who: str, ends_at: int) -> int:
    table = RateCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (budget, who, ends_at, count) VALUES (%s, %s, %s, 1) "  # noqa: S608 - our own name
            f"ON CONFLICT (budget, who, ends_at) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [budget, who, ends_at],
        )
        return int(cursor.fetchone()[0])


def _sentence(budget: str, request: HttpRequest, ends_at: int) -> str:
    most, seconds = settings.RATE_LIMITS[budget]
    whose = "您" if request.user.is_authenticated else "您所在的网络地址"
    minutes = math.ceil((ends_at - seconds_now()) / 60)
    at = datetime.fromtimestamp(ends_at, timezone.get_current_timezone())
    return (
        f"{whose}在{math.ceil(seconds / 60)}分钟内{WORDS[budget]}已达{most}次的上限，本次没有办理。"
        f"请于{at:%H:%M}以后(约{minutes}分钟)再试；正常工作需要更多的，请联系系统管理员调整上限。"
    )


def forget_old() -> int:
    """Windows that are over count nothing any more."""
    return RateCount.objects.filter(ends_at__lt=seconds_now()).delete()[0]
