"""Fixed code lists of elections: bodies, procedures, states of an election and of its rounds, what was announced."""

from django.db.models import TextChoices


class Body(TextChoices):
    """What is elected; its name in one village goes by the village's kind (``elections.rules.words``)."""

    PARTY = "party", "党组织"
    COMMITTEE = "committee", "村(居)委会"
    SUPERVISION = "supervision", "村(居)务监督委员会"
    REPRESENTATIVES = "representatives", "村(居)民代表"
    GROUP_LEADERS = "group_leaders", "村(居)民小组长"


class Procedure(TextChoices):
    REGULAR = "regular", "换届选举"
    BY_ELECTION = "by_election", "补选"
    RECALL = "recall", "罢免"


class PostCode(TextChoices):
    """Posts as the result engine names them."""

    DIRECTOR = "director", "主任"
    DEPUTY = "deputy", "副主任"
    MEMBER = "member", "委员"
    WOMAN = "woman", "妇女委员"
    SECRETARY = "secretary", "书记"
    DEPUTY_SECRETARY = "deputy_secretary", "副书记"
    DISCIPLINE = "discipline", "纪检委员"
    REPRESENTATIVE = "representative", "代表"
    GROUP_LEADER = "group_leader", "小组长"


MOST_SEATS = 200
"""More than any body of a village has; a larger figure is a slip of the pen."""
POSTS_OF: dict[str, tuple[str, ...]] = {
    Body.PARTY: (PostCode.SECRETARY, PostCode.DEPUTY_SECRETARY, PostCode.DISCIPLINE, PostCode.MEMBER),
    Body.COMMITTEE: (PostCode.DIRECTOR, PostCode.DEPUTY, PostCode.MEMBER, PostCode.WOMAN),
    Body.SUPERVISION: (PostCode.DIRECTOR, PostCode.MEMBER),
    Body.REPRESENTATIVES: (PostCode.REPRESENTATIVE,),
    Body.GROUP_LEADERS: (PostCode.GROUP_LEADER,),
}
"""Which posts a body has."""


class ElectionState(TextChoices):
    PREPARING = "preparing", "筹备中"
    ROUND = "round", "投票计票中"
    NEXT = "next", "待下一轮"
    ENDED = "ended", "已结束"
    CALLED_OFF = "called_off", "已终止"


LIVE = frozenset({ElectionState.PREPARING, ElectionState.ROUND, ElectionState.NEXT})
"""States in which an election goes on; a village has one such of each body and procedure."""


class RoundKind(TextChoices):
    FIRST = "first", "首次投票"
    TIE = "tie", "再次投票"
    OTHER = "other", "另行选举"
    REPEAT = "repeat", "重新选举"


class RoundState(TextChoices):
    """A round that follows another is proposed and confirmed; a first one begins with what happened."""

    PROPOSED = "proposed", "日期待审定"
    PLANNED = "planned", "未开始"
    VOTING = "voting", "投票中"
    COUNTING = "counting", "计票中"
    ANNOUNCED = "announced", "现场已公布(未核对)"
    VOID = "void", "无效"
    BROKEN_OFF = "broken_off", "中止"


AHEAD = frozenset({RoundState.PROPOSED, RoundState.PLANNED})
"""States before anything has happened."""
RUNNING = AHEAD | {RoundState.VOTING, RoundState.COUNTING}
"""States before a round is over; an election has at most one such round."""


class Announced(TextChoices):
    """What was announced in the hall, as it was said there."""

    COMPLETE = "complete", "选齐"
    OTHER = "other", "需另行选举"
    TIE = "tie", "需再次投票"
    VACANT = "vacant", "缺额不再另选"
    RECALLED = "recalled", "罢免通过"
    NOT_RECALLED = "not_recalled", "罢免未通过"
    VOID = "void", "选举无效"


class Cause(TextChoices):
    """Why a round is void, was broken off, or left seats open."""

    TURNOUT = "turnout", "参加投票未过半"
    OVER_ISSUED = "over_issued", "收回多于发出"
    NO_SURPLUS = "no_surplus", "候选人等额"
    COMMITTEE = "committee", "选委会产生不合法"
    BROKEN_OFF = "broken_off", "现场中止"
    NO_DIRECTOR = "no_director", "未选出主任"
    TOO_FEW = "too_few", "不足三人"
    ELECTED_VOID = "elected_void", "当选无效"


CAUSES_OF: dict[str, tuple[str, ...]] = {
    Announced.VOID: (Cause.TURNOUT, Cause.OVER_ISSUED, Cause.NO_SURPLUS, Cause.COMMITTEE, Cause.BROKEN_OFF),
    Announced.OTHER: (Cause.NO_DIRECTOR, Cause.TOO_FEW, Cause.ELECTED_VOID),
}
"""Which causes may stand behind what was announced; of a void round one must be named."""


class SchemeState(TextChoices):
    """A village's election rules: planned, adopted by the village, replaced by a later edition."""

    DRAFT = "draft", "草案"
    ADOPTED = "adopted", "已通过"
    SUPERSEDED = "superseded", "已被修改"


SCHEME_BODIES, SCHEME_PROCEDURES = (Body.COMMITTEE,), (Procedure.REGULAR, Procedure.BY_ELECTION)
"""Of which elections a village adopts rules: the party has its own, a recall has the law's."""


class Adopter(TextChoices):
    """Who adopts a village's election rules."""

    ASSEMBLY = "assembly", "村(居)民会议"
    REPRESENTATIVES = "representatives", "村(居)民代表会议"


class DefectState(TextChoices):
    OPEN = "open", "待处置"
    SETTLED = "settled", "已处置"
    VOID = "void", "登记更正，不成立"


class Disposition(TextChoices):
    """What follows from something done outside the law, as a numbered paper says it."""

    POSTPONE = "postpone", "顺延选举日"
    REPUBLISH = "republish", "重新公布"
    CORRECT = "correct", "责令改正"
    DECIDE = "decide", "研究认定"


class NoticeSeries(TextChoices):
    """Whose notices are numbered one after the other."""

    COMMITTEE = "committee", "村(居)民选举委员会"
    PARTY = "party", "党组织"
    TOWNSHIP = "township", "乡镇(街道)"


class NoticeState(TextChoices):
    DRAFT = "draft", "草稿"
    POSTED = "posted", "已张贴"
    TAKEN_DOWN = "taken_down", "已撤下"
