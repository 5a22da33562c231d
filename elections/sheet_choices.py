"""Code lists of the result sheet (结果报告单) and of the quick report before it: states, ways, what was said."""

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


class ValiditySaid(TextChoices):
    """What a village says by telephone of its round."""

    VALID = "valid", "有效"
    VOID = "void", "无效"


class DirectorSaid(TextChoices):
    ELECTED = "elected", "已选出"
    OPEN = "open", "未选出"
    NOT_VOTED = "not_voted", "本轮不选"


class OtherSaid(TextChoices):
    NONE = "none", "不需要"
    TODAY = "today", "今日"
    LATER = "later", "择日"


class LotState(TextChoices):
    """How villages came to be typed blind by lot: announced with its seed, drawn from it."""

    SEALED = "sealed", "已封号"
    DRAWN = "drawn", "已抽签"


class AskedCode(TextChoices):
    """What somebody with the power to do so decides of a result: stops of the engine, and a winner's conditions."""

    NAMESAKE = "namesake", "同名归属"
    WITHDRAWN = "withdrawn", "退出候选人的得票"
    KIN = "kin", "近亲属不能同时任职"
    VACANCY = "vacancy", "缺额是否另行选举"
    ACTING = "acting", "主持工作人选"
    CONDITIONS = "conditions", "当选人不符合任职条件"


class Answer(TextChoices):
    NOBODY = "nobody", "不计给任何人"
    OWN = "own", "计给此人"
    ADDED = "added", "计给同名候选人"
    COUNTS = "counts", "得票计入"
    GIVES_WAY = "gives_way", "此人不任职"
    REST = "rest", "暂缺，不另行选举"
    GO_ON = "go_on", "另行选举"
    LEADS = "leads", "由此人主持工作"
    VOID = "void", "当选无效，名额空缺"


ANSWERS_TO: dict[str, tuple[str, ...]] = {
    AskedCode.NAMESAKE: (Answer.NOBODY, Answer.OWN, Answer.ADDED),
    AskedCode.WITHDRAWN: (Answer.NOBODY, Answer.COUNTS),
    AskedCode.KIN: (Answer.GIVES_WAY,),
    AskedCode.VACANCY: (Answer.REST, Answer.GO_ON),
    AskedCode.ACTING: (Answer.LEADS,),
    AskedCode.CONDITIONS: (Answer.VOID,),
}
"""Which answers a question may have."""
ABOUT_NOBODY = frozenset({AskedCode.VACANCY})
"""Questions about seats alone."""


class DecisionState(TextChoices):
    RECORDED = "recorded", "待另一人核对"
    CONFIRMED = "confirmed", "已核对"
