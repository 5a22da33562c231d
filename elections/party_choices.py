"""Code lists of the party organisation's election: replies, meetings, who is not counted, objections."""

from django.db.models import TextChoices


class ReplyState(TextChoices):
    """What a party organisation sent up about its election, and what came back."""

    DRAFT = "draft", "填报中"
    ASKED = "asked", "已上报"
    REPLIED = "replied", "已批复"
    FILED = "filed", "已备案"


class PartySheetKind(TextChoices):
    """Meetings and talks of the party's election that are told by figures."""

    DUTY = "duty", "述职评议"
    MEMBERS = "members", "党员推荐"
    PEOPLE = "people", "群众推荐"
    INSPECTION = "inspection", "考察谈话"
    MEETING = "meeting", "党员大会"


RECOMMENDING = (PartySheetKind.MEMBERS, PartySheetKind.PEOPLE)
"""The two recommendations (两推)."""
WITH_SHEETS = (PartySheetKind.DUTY, *RECOMMENDING)
"""Where sheets are given out and collected; ballots of the meeting belong to its result."""


class NotCounted(TextChoices):
    """Members who may not be counted among those to come, by the words of the rule ``party_not_counted``."""

    ILL = "ill", "患病不能表达意志"
    ABROAD = "abroad", "自费出国半年以上"
    BEDRIDDEN = "bedridden", "年老体弱长期卧病"
    AWAY = "away", "外出半年以上不能到会"
    TRANSFERRED = "transferred", "已调动而组织关系未转"


class ObjectionMatter(TextChoices):
    """What an objection to those put forward is about."""

    CONDITIONS = "conditions", "任职条件"
    PROCEDURE = "procedure", "推荐程序"
    CONDUCT = "conduct", "廉洁作风"
    OTHER = "other", "其他"


class ObjectionFound(TextChoices):
    UNFOUNDED = "unfounded", "不属实"
    PARTLY = "partly", "部分属实"
    FOUNDED = "founded", "属实"
    UNCLEAR = "unclear", "无法查实"


class ObjectionOutcome(TextChoices):
    UNCHANGED = "unchanged", "人选不变"
    CHANGED = "changed", "调整人选"
    PUT_OFF = "put_off", "暂缓"
