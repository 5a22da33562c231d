"""Fixed code lists of the team analysis: states, grades, the three one-shoulder lists, proposals for party posts."""

from django.db.models import TextChoices


class State(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    TOWNSHIP_APPROVED = "township_approved", "乡镇已通过"
    CONFIRMED = "confirmed", "县级已确认"
    RETURNED = "returned", "已退回"
    LAPSED = "lapsed", "已失效"


EDITABLE = frozenset({State.DRAFT, State.RETURNED, State.LAPSED})
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


class CheckState(TextChoices):
    """Where a readiness check (准入评估) stands."""

    DRAFT = "draft", "村自查"
    APPLIED = "applied", "已申报待核查"
    CHECKED = "checked", "已核查待研究"
    DECIDED = "decided", "乡镇已通过待县级确认"
    PASSED = "passed", "已通过"
    FAILED = "failed", "未通过"
    RETURNED = "returned", "退回整改"
    LAPSED = "lapsed", "已失效"


SELF_CHECKING = frozenset({CheckState.DRAFT, CheckState.RETURNED})
"""States in which the self-check is written."""

ENDED = frozenset({CheckState.FAILED, CheckState.LAPSED})
"""States after which a village begins again with a new check."""


class Verdict(TextChoices):
    MET = "met", "达标"
    NOT_MET = "not_met", "未达标"


class Track(TextChoices):
    """The two elections of a village: the party organisation's first, then the villagers' committee's."""

    PARTY = "party", "村党组织换届"
    COMMITTEE = "committee", "村(居)委会换届"


class AppliesTo(TextChoices):
    BOTH = "both", "两项换届"
    PARTY = "party", "仅村党组织换届"
    COMMITTEE = "committee", "仅村(居)委会换届"


class SlotKind(TextChoices):
    """What an evidence slot of a condition takes."""

    TEXT = "text", "文字"
    FIGURE = "figure", "数字"
    FILE = "file", "文件"


class FindingSource(TextChoices):
    """What ledgers say about a village; a condition names the sources it is compared with."""

    KEY_PERSONS = "key_persons", "重点人员台账"
    HARD_PROBLEMS = "hard_problems", "重点村和风险点"
    SWEEP = "sweep", "风险排查"
    PROBLEMS = "problems", "问题清单"
    VISITS = "visits", "夜访现场办公"
    FINANCE = "finance", "财务清理"
    EXIT_AUDIT = "exit_audit", "离任审计"
    ASSESSMENT = "assessment", "群众评价"
    LEAD_POSTS = "lead_posts", "班子研判"


class DecisionKind(TextChoices):
    """Ways round a pass, each with document number and scan."""

    CONSENT = "consent", "领导小组研究同意启动"
    DEFER = "defer", "暂缓换届"
    POSTPONE = "postpone", "延期换届批复"


OUT_OF_FUNNEL = frozenset({DecisionKind.DEFER, DecisionKind.POSTPONE})
"""Until their date these take a village out of the funnel."""

CHECK_RETURN_PHRASES = (
    "自查情况过于笼统，请写具体事实。",
    "证明材料不全，请补充后重新申报。",
    "自查结论与台账不符，请核对后说明理由。",
    "财务清理结果尚未公示，请公示期满后再申报。",
    "信访等难题尚未化解，请化解后再申报。",
)
"""Offered where a check is returned; the reviewer may add his own words."""
