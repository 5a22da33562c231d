"""Fixed code lists of the team analysis: states, grades, the three one-shoulder lists, proposals for party posts."""

from django.db.models import TextChoices


class State(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    TOWNSHIP_APPROVED = "township_approved", "乡镇已通过"
    CONFIRMED = "confirmed", "县级已确认"
    RETURNED = "returned", "已退回"


EDITABLE = frozenset({State.DRAFT, State.RETURNED})
"""States in which the township writes."""

REPORTED = frozenset({State.SUBMITTED, State.TOWNSHIP_APPROVED, State.CONFIRMED})
"""States in which a village has handed in its analysis."""

APPROVED = frozenset({State.TOWNSHIP_APPROVED, State.CONFIRMED})
"""States whose content the township's party committee stands by; only these count in lists and figures."""


class Grade(TextChoices):
    GOOD = "good", "好"
    FAIR = "fair", "较好"
    AVERAGE = "average", "一般"
    POOR = "poor", "差"


LOWER_GRADES = frozenset({Grade.AVERAGE, Grade.POOR})


class OneShoulder(TextChoices):
    CONFIRMED = "confirmed", "有确定人选"
    INTENDED = "intended", "有意向人选"
    NONE = "none", "无合适人选"


class Proposal(TextChoices):
    """For posts of the party organisation only: nobody may designate members of the villagers' committee."""

    CONTINUE = "continue", "拟继续提名"
    END = "end", "不再提名"
    UNDECIDED = "undecided", "待研究"


RETURN_PHRASES = (
    "综合评价依据过于笼统，请写具体事实。",
    "评为一般或差的项目原因不具体，请补充。",
    "成员主要表现过于简单，请补充。",
    "谈话、测评数据与实际不符，请核对。",
    "“一肩挑”推进措施、责任人或时限不明确，请补充。",
    "问题与对策不对应，请核对。",
)
"""Offered on the review page; a reviewer may add his own words."""
