"""Fixed code lists of publicity, inspection, accountability and complaints: states, tiers, attendance, channels."""

from django.db.models import TextChoices


class Attendance(TextChoices):
    PRESENT = "present", "参加"
    EXCUSED = "excused", "请假"
    ABSENT = "absent", "缺席"
    MADE_UP = "made_up", "已补训"


TRAINED = frozenset({Attendance.PRESENT, Attendance.MADE_UP})
"""Who has had the training, at first or later."""


class Tier(TextChoices):
    """Who looks at whom (双层督导)."""

    BODIES = "bodies", "县领导小组督查工作机构"
    TOWNSHIPS = "townships", "工作机构督导乡镇"


class FindingState(TextChoices):
    OPEN = "open", "待整改"
    REPORTED = "reported", "待核验"
    REPAIRED = "repaired", "已整改"


class CaseState(TextChoices):
    OPEN = "open", "调查中"
    PROPOSED = "proposed", "待审定"
    DECIDED = "decided", "已决定"


class Fault(TextChoices):
    INACTION = "inaction", "不作为"
    WRONG = "wrong", "乱作为"
    MISTAKE = "mistake", "工作失误"
    NONE = "none", "未发现失职"


class Channel(TextChoices):
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    PHONE = "phone", "来电"
    NETWORK = "network", "网络"
    ASSIGNED = "assigned", "上级交办"
    INSPECTION = "inspection", "督导发现"


class HandlingLevel(TextChoices):
    """Whose body handles a complaint and signs its papers."""

    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"


class ComplaintState(TextChoices):
    RECEIVED = "received", "待受理"
    ACCEPTED = "accepted", "办理中"
    CONCLUDED = "concluded", "待审核"
    ANSWERED = "answered", "已办结"
    PUBLISHED = "published", "已公布"
    REFUSED = "refused", "不予受理"
    TRANSFERRED = "transferred", "已转办"


ENDED = frozenset(
    {ComplaintState.ANSWERED, ComplaintState.PUBLISHED, ComplaintState.REFUSED, ComplaintState.TRANSFERRED}
)
"""States in which no clock runs any more."""


class Verdict(TextChoices):
    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    UNTRUE = "untrue", "不属实"
    UNCLEAR = "unclear", "无法核实"
