"""Fixed code lists of the risk ledgers: states, levels, sources, demands, outcomes, forms of visits."""

from django.db.models import TextChoices


class State(TextChoices):
    NOT_STARTED = "not_started", "未启动"
    WORKING = "working", "化解中"
    PENDING = "pending", "待核验"
    CLOSED = "closed", "已销号"


EDITABLE = frozenset({State.NOT_STARTED, State.WORKING})
"""States in which the township writes."""

OPEN = frozenset({State.NOT_STARTED, State.WORKING, State.PENDING})

TONES = {"not_started": "plain", "working": "info", "pending": "warn", "closed": "ok"}


class Level(TextChoices):
    HIGH = "high", "高"
    MEDIUM = "medium", "中"
    LOW = "low", "低"


class KeyLevel(TextChoices):
    KEY = "key", "重点"
    WATCH = "watch", "关注"


class PointSource(TextChoices):
    SWEEP = "sweep", "排查"
    PETITION = "petition", "信访"
    VISIT = "visit", "走访"
    PEOPLE = "people", "群众反映"
    ASSIGNED = "assigned", "上级交办"
    OTHER = "other", "其他"


class PersonSource(TextChoices):
    PETITION = "petition", "信访登记"
    POLICE = "police", "警情"
    COURT = "court", "法院文书"
    VISIT = "visit", "走访"


class Demand(TextChoices):
    FAIR = "fair", "合理"
    PARTLY = "partly", "部分合理"
    UNFAIR = "unfair", "不合理"
    UNCHECKED = "unchecked", "待核"
    NONE = "none", "无"


class Outcome(TextChoices):
    """Why an entry about a person was closed."""

    SETTLED = "settled", "已化解"
    REMOVED = "removed", "移出"


class ProblemLevel(TextChoices):
    """Who has to settle a problem."""

    VILLAGE = "village", "村"
    TOWNSHIP = "township", "乡镇"
    COUNTY = "county", "县"


class LineState(TextChoices):
    NOT_BEGUN = "not_begun", "未启动"
    GOING = "going", "推进中"
    SOLVED = "solved", "已解决"
    LONG_TERM = "long_term", "转长期"


FINISHED = frozenset({LineState.SOLVED, LineState.LONG_TERM})
"""States in which nobody has to do anything more before the election."""


class ProblemState(TextChoices):
    OPEN = "open", "办理中"
    APPLIED = "applied", "待核验"
    CLOSED = "closed", "已销号"
    LONG_TERM = "long_term", "转长期"


UNSETTLED = frozenset({ProblemState.OPEN, ProblemState.APPLIED})


class VisitForm(TextChoices):
    NIGHT = "night", "夜访"
    ON_SITE = "on_site", "现场办公"
    BOTH = "both", "夜访并现场办公"


class DayState(TextChoices):
    """What a daily report says."""

    QUIET = "quiet", "无异常"
    EVENT = "event", "有情况"
