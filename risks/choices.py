"""Fixed code lists of the risk ledgers: states, levels, sources, demands, outcomes."""

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
