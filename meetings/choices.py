"""Fixed code lists of organisation and meetings; what a county may choose itself stands in its lists."""

from datetime import date

from django.db.models import TextChoices


class Level(TextChoices):
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村"


class GroupPost(TextChoices):
    """Posts of a leading group or work body, in the order in which they are printed."""

    HEAD = "head", "组长"
    FIRST_DEPUTY = "first_deputy", "常务副组长"
    DEPUTY = "deputy", "副组长"
    DIRECTOR = "director", "主任"
    DEPUTY_DIRECTOR = "deputy_director", "副主任"
    MEMBER = "member", "成员"
    CONTACT = "contact", "联络员"


POST_ORDER = {code: number for number, code in enumerate(GroupPost.values)}

LEADING_GROUP = "leading_group"
"""The code, in the list of bodies, of the group that all others answer to."""

COUNTY_POSTS = ("county_leader", "department_deputy", "contact_leader")
"""Codes of responsibility posts that county leaders and departments hold."""


class Cadence(TextChoices):
    DAILY = "daily", "每日"
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"
    ONCE = "once", "限期召开一次"
    AD_HOC = "ad_hoc", "临时召集"


class Slot(TextChoices):
    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    EVENING = "evening", "晚上"


class MeetingState(TextChoices):
    PLANNED = "planned", "拟召开"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


class MinutesState(TextChoices):
    DRAFT = "draft", "起草中"
    FINAL = "final", "已定稿"
    SUPERSEDED = "superseded", "已被新版替代"


class LineKind(TextChoices):
    SITUATION = "situation", "情况"
    PROBLEM = "problem", "问题"
    TASK = "task", "任务"
    MEASURE = "measure", "对策"
    DECISION = "decision", "议定事项"
    OTHER = "other", "其他"


Period = tuple[date, date]
"""First and last day of the time in which one meeting of a series is due."""
