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


class NominationKind(TextChoices):
    """What was voted on before the candidates stood fast."""

    NOMINATION = "nomination", "提名投票"
    PRESELECTION = "preselection", "预选"


class Way(TextChoices):
    """How somebody came to be nominated."""

    BALLOT = "ballot", "提名投票"
    SELF = "self", "自荐"


class CandidacyState(TextChoices):
    NOMINATED = "nominated", "被提名"
    FORMAL = "formal", "正式候选人"
    LEFT = "left", "不再列入"


class Leaving(TextChoices):
    """Why somebody who was nominated for a post does not stand for it."""

    DECLINED = "declined", "不接受提名"
    WITHDREW = "withdrew", "书面退出"
    OTHER_POST = "other_post", "书面选择另一职务"
    DIED = "died", "死亡"
    REVIEWED = "reviewed", "资格审查"


BY_HIMSELF = (Leaving.DECLINED, Leaving.WITHDREW, Leaving.OTHER_POST, Leaving.DIED)
"""What is recorded as it happened; who was reviewed and does not stand, the review itself says."""


class CandidateListState(TextChoices):
    """The list of formal candidates, edition by edition: entered by one, checked by another."""

    PROPOSED = "proposed", "待核对"
    PUBLISHED = "published", "已公布"
    RETURNED = "returned", "已退回"
    REPLACED = "replaced", "已被新名单代替"


class Order(TextChoices):
    """How the candidates of a post stand on their list, as the rules name it."""

    VOTES = "votes", "按得票多少"
    STROKES = "strokes", "按姓氏笔画"


class Eligibility(TextChoices):
    """What a village's own election committee found of a nominee under its adopted election rules."""

    QUALIFIED = "qualified", "符合条件"
    EXCLUDED = "excluded", "不符合条件，不列为候选人"


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
    NOBODY = "nobody", "无人过半数"
    SHORT = "short", "当选人数少于应选名额"
    DISORDER = "disorder", "现场秩序混乱"
    WEATHER = "weather", "天气、灾害"
    FOUND_VOID = "found_void", "认定选举无效"


BREAKS = (Cause.WEATHER, Cause.DISORDER, Cause.BROKEN_OFF)
"""Why a vote stops before it is counted; the last: for another reason."""
CAUSES_OF: dict[str, tuple[str, ...]] = {
    Announced.VOID: (
        *(Cause.TURNOUT, Cause.OVER_ISSUED, Cause.NO_SURPLUS, Cause.COMMITTEE),
        *(*BREAKS, Cause.FOUND_VOID),
    ),
    Announced.OTHER: (Cause.NOBODY, Cause.SHORT, Cause.NO_DIRECTOR, Cause.TOO_FEW, Cause.ELECTED_VOID),
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


class DecidedBy(TextChoices):
    """Whose paper disposes of something done outside the law."""

    VILLAGE = "village", "村(居)民选举委员会"
    TOWNSHIP = "township", "乡镇(街道)"
    COUNTY = "county", "县换届工作领导小组"
    CIVIL = "civil", "县民政部门"
    PARTY = "party", "县委组织部"


class DraftOf(TextChoices):
    """What a village's own clerk may fill in for the township, by the ledger it belongs to."""

    NOMINATION_VOTE = "nominationvote", "提名投票"
    CANDIDACY = "candidacy", "提名人选"
    STAFF = "electionstaff", "选举工作人员"
    PLACE = "pollingplace", "投票场所和票箱"
    PROXIES = "proxytally", "委托投票登记"
    BODY_RESULT = "bodyresult", "监委会等推选"
    COMPANION = "companionbody", "配套组织换届"


class DraftState(TextChoices):
    """Of what a village filled in: the township takes it over or sends it back."""

    WAITING = "waiting", "待接收"
    RETURNED = "returned", "已退回"
    TAKEN = "taken", "已接收"


class PlaceKind(TextChoices):
    """Where ballots are cast."""

    CENTRE = "centre", "中心会场"
    STATION = "station", "投票站"
    ROVING = "roving", "流动票箱"


class PlaceState(TextChoices):
    """Of a roving box: the township approves it before it leaves."""

    DRAFT = "draft", "已登记"
    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"


class Avoids(TextChoices):
    """What the clerk says of a worker after asking the village."""

    UNKNOWN = "unknown", "未核对"
    CLEAR = "clear", "已核对，不须回避"
    KIN = "kin", "是候选人或其亲属，须更换"


class NamesOf(TextChoices):
    """Of whom a county lets names be kept until the ballots are sealed."""

    PROXIES = "proxies", "委托投票"
    ROVING = "roving", "流动票箱投票人"


class Fit(TextChoices):
    """Whether the holder of a proxy votes here and is the kin that the rules ask for, as the clerk answers."""

    UNKNOWN = "unknown", "未核对"
    FIT = "fit", "符合"
    UNFIT = "unfit", "不符合"


SMALLER = (Body.SUPERVISION, Body.REPRESENTATIVES, Body.GROUP_LEADERS)
"""Bodies whose election is told by figures: how many were to be elected, how many were."""


class Companion(TextChoices):
    """Organisations that are renewed along with the village's bodies."""

    COLLECTIVE = "collective", "村集体经济组织"
    WOMEN = "women", "妇女联合会"
    YOUTH = "youth", "共青团组织"
    MILITIA = "militia", "民兵组织"


class RecordState(TextChoices):
    """How far what a village did is recorded: filled in, handed in, checked by another person."""

    DRAFT = "draft", "填报中"
    SUBMITTED = "submitted", "待审核"
    APPROVED = "approved", "已审核"


class Chooser(TextChoices):
    """Who chose the election committee."""

    ASSEMBLY = "assembly", "村(居)民会议"
    REPRESENTATIVES = "representatives", "村(居)民代表会议"
    GROUPS = "groups", "村(居)民小组会议"


class Choosing(TextChoices):
    SECRET = "secret", "无记名投票"
    HANDS = "hands", "举手表决"
    ACCLAMATION = "acclamation", "会议推选"


class CommitteeRole(TextChoices):
    """What somebody is in the election committee, as the papers say it."""

    HEAD = "head", "主任"
    DEPUTY = "deputy", "副主任"
    MEMBER = "member", "委员"
    SUBSTITUTE = "substitute", "候补"


class ExitReason(TextChoices):
    NOMINATED = "nominated", "本人被提名或参选"
    KIN = "kin", "近亲属参选"
    ABSENT = "absent", "多次缺席"
    RESIGNED = "resigned", "辞职"
    OTHER = "other", "其他"


class Base(TextChoices):
    """By whom an election is held and its turnout measured; of the community's two other ways each has its words."""

    PEOPLE = "people", "登记参加选举的村(居)民"
    HOUSEHOLDS = "households", "户代表"
    REPRESENTATIVES = "representatives", "村(居)民代表"


class VoterClass(TextChoices):
    """Who may be registered, by the words of the rule ``voter_classes``."""

    RESIDENT = "resident", "户籍在村且居住"
    AWAY = "away", "户籍在村不居住"
    OUTSIDER = "outsider", "非户籍经同意"
    WORKER = "worker", "在村工作"
    SPOUSE = "spouse", "随配偶居住"
    FORMER = "former", "保留权利的原村民"
    NEWCOMER = "newcomer", "迁入人员"


class NoticeSeries(TextChoices):
    """Whose notices are numbered one after the other."""

    COMMITTEE = "committee", "村(居)民选举委员会"
    PARTY = "party", "党组织"
    TOWNSHIP = "township", "乡镇(街道)"


class NoticeState(TextChoices):
    DRAFT = "draft", "草稿"
    POSTED = "posted", "已张贴"
    TAKEN_DOWN = "taken_down", "已撤下"
