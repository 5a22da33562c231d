"""Code lists of the result sheet (结果报告单): how far its entry is, how it is entered, and why blind."""

from django.db.models import TextChoices


class SheetState(TextChoices):
    """Until the figures are agreed nobody but who typed them sees any; afterwards they are held against the hall's."""

    FIRST = "first", "第一人录入中"
    FAULTY = "faulty", "第一次录入有误"
    SECOND = "second", "待第二人核对"
    DIFFERENT = "different", "两人录入不一致"
    ENTERED = "entered", "已录入"
    VERIFIED = "verified", "已核对"
    DOUBTED = "doubted", "存疑"


OPEN = frozenset({SheetState.FIRST, SheetState.FAULTY, SheetState.SECOND, SheetState.DIFFERENT})
"""States in which the figures are still being typed."""
AGREED = frozenset({SheetState.ENTERED, SheetState.VERIFIED, SheetState.DOUBTED})
"""States in which two persons have come to the same figures."""


class EntryMethod(TextChoices):
    COMPARE = "compare", "一人录入、一人核对"
    BLIND = "blind", "双人背靠背"


class BlindBecause(TextChoices):
    """Why two persons type a sheet without seeing each other's figures."""

    NEAR = "near", "得票接近"
    COMPLAINT = "complaint", "有信访反映"
    PILOT = "pilot", "试点"
    LOT = "lot", "抽签抽中"


DESIGNATED = (BlindBecause.COMPLAINT, BlindBecause.PILOT, BlindBecause.LOT)
"""Reasons that the county names; that votes are near, the figures say."""


class LineStanding(TextChoices):
    """What a name on the sheet is: printed on the ballot, or written in, and then what the clerk found out about it."""

    CANDIDATE = "candidate", "候选人"
    WITHDRAWN = "withdrawn", "已退出的候选人"
    WRITTEN_IN = "written_in", "在登记名单上"
    NOT_REGISTERED = "not_registered", "不在登记名单上"
    NAMESAKE = "namesake", "名单上有同名，归属未定"
    BARRED = "barred", "不得参选"


ANSWERS = (LineStanding.WRITTEN_IN, LineStanding.NOT_REGISTERED, LineStanding.NAMESAKE, LineStanding.BARRED)
"""What the clerk may answer about a name that was written in."""
