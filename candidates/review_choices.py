"""Words of the negative list and of the joint review."""

from django.db.models import TextChoices


class Severity(TextChoices):
    HARD = "hard", "不能"
    SOFT = "soft", "不宜"


class RunsFrom(TextChoices):
    HAPPENED = "happened", "自发生(受处理)之日起"
    ENDED = "ended", "自期满(执行完毕)之日起"


class Body(TextChoices):
    PARTY = "party", "村党组织"
    COMMITTEE = "committee", "村(居)委会"
    SUPERVISION = "supervision", "村(居)务监督委员会"
    ELECTION = "election", "村(居)民选举委员会"


class FirstReview(TextChoices):
    QUALIFIED = "qualified", "合格"
    UNQUALIFIED = "unqualified", "不合格"
    UNCHECKED = "unchecked", "待核"


class BatchState(TextChoices):
    DRAFT = "draft", "拟送审"
    ASKED = "asked", "待批准发函"
    SENT = "sent", "联审中"
    CLOSED = "closed", "已办结"


class AnswerResult(TextChoices):
    CLEAR = "clear", "未发现"
    FOUND = "found", "发现问题"
    LACKING = "lacking", "材料不足"
    NAMESAKE = "namesake", "同名待核"


class Result(TextChoices):
    QUALIFIED = "qualified", "合格"
    UNQUALIFIED = "unqualified", "不合格"
    DEFERRED = "deferred", "暂缓"
    LAPSED = "lapsed", "已失效"


CONCLUSIONS = (Result.QUALIFIED, Result.UNQUALIFIED, Result.DEFERRED)
"""What a meeting may conclude; 已失效 is what becomes of it."""

UNSETTLED = ("", Result.LAPSED)
"""How somebody stands whose review is not at its end."""


class DecisionState(TextChoices):
    PROPOSED = "proposed", "待复核"
    CONFIRMED = "confirmed", "已生效"
    RETURNED = "returned", "已退回"
    REVOKED = "revoked", "已撤销"
    LAPSED = "lapsed", "已失效"


class ObjectionOutcome(TextChoices):
    UPHELD = "upheld", "成立，重新联审"
    DISMISSED = "dismissed", "不成立，维持原结论"


MARKS: dict[str, str] = {
    AnswerResult.CLEAR: "○",
    AnswerResult.FOUND: "×",
    AnswerResult.LACKING: "缺",
    AnswerResult.NAMESAKE: "待核",
}
"""How an answer stands in the matrix and in the 汇总 workbook; nothing where the department has not answered."""
