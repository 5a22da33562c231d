"""The papers of a village that are signed by hand: which there are, for which steps, in how many copies."""

from collections.abc import Iterable
from dataclasses import dataclass

from electioncycle.documents.forms import Form
from elections.rules.forms import disputes, handover, party, rounds
from elections.rules.forms.before import (
    OBJECTION_DECISION,
    PROXY,
    REVIEW,
    ROVING_BOXES,
    SELECTION,
    SIGN_IN,
)
from elections.rules.forms.counting import BOX_COUNT, DOUBTFUL, RESULT, TALLY
from elections.rules.forms.day import AGENDA, CHECKLIST, SPEECH, SPEECH_LARGE, VOLUNTEERS
from elections.rules.forms.honours import CERTIFICATE, GOOD_NEWS
from elections.rules.forms.polling import BALLOT_HANDOVER, HANDOVER, RECEIPT, SEAL_STRIPS, SEALING

SCHEME = "scheme"
"""The village's election rules with the record of their vote: a document of its own, drawn from what is decided."""

BOX, POST, SEAT = "box", "post", "seat"
"""Of what a village needs one sheet each: every ballot box, every post voted on, everybody to be elected."""


@dataclass(frozen=True)
class Paper:
    """``steps`` are those of the calendar on whose day it is needed; ``each``: of what it takes one sheet each.

    ``communities``: a community alone has it. ``recall``: a recall alone has it.
    """

    code: str
    title: str
    steps: tuple[str, ...]
    form: Form | None = None
    each: str = ""
    communities: bool = False
    recall: bool = False


def _paper(
    form: Form, title: str, *steps: str, each: str = "", communities: bool = False, recall: bool = False
) -> Paper:
    return Paper(form.code, title, steps, form, each, communities, recall)


_VOTES = ("polling", "other_election")
PAPERS: dict[str, Paper] = {
    one.code: one
    for one in (
        _paper(SELECTION, "推选记录", "election_committee"),
        _paper(SIGN_IN, "签到册", "election_committee", "scheme", *_VOTES),
        Paper(SCHEME, "选举办法及表决记录", ("scheme",)),
        _paper(OBJECTION_DECISION, "异议处理决定", "objection", "decision"),
        _paper(REVIEW, "候选人资格审查意见", "candidates_list"),
        _paper(PROXY, "委托书", "proxy"),
        _paper(ROVING_BOXES, "流动票箱审批", "polling_notice"),
        _paper(VOLUNTEERS, "志愿者培训签到和承诺表", "polling_notice"),
        _paper(BALLOT_HANDOVER, "选票交接单", *_VOTES),
        _paper(AGENDA, "大会议程", *_VOTES),
        _paper(SPEECH, "大会主持词", *_VOTES),
        _paper(SPEECH_LARGE, "大会主持词(大字)", *_VOTES),
        _paper(CHECKLIST, "投票日现场检查表", *_VOTES),
        _paper(BOX_COUNT, "票箱清点单", *_VOTES, each=BOX),
        _paper(DOUBTFUL, "疑难票认定记录", *_VOTES),
        _paper(TALLY, "计票单", *_VOTES, each=POST),
        _paper(RESULT, "结果报告单", *_VOTES),
        _paper(SEALING, "封存单", *_VOTES),
        _paper(SEAL_STRIPS, "选票封条", *_VOTES),
        _paper(RECEIPT, "选票移送回执", *_VOTES),
        _paper(GOOD_NEWS, "喜报", "result"),
        _paper(CERTIFICATE, "当选证书", "certificate", each=SEAT),
        _paper(handover.SEAL, "印章移交单", "seal"),
        _paper(HANDOVER, "移交清单", "handover"),
        _paper(handover.FINANCE, "集体财务移交清单", "handover"),
        _paper(handover.ASSETS, "集体资产移交清单", "handover"),
    )
}
"""In the order of the work."""
PARTY_PAPERS: dict[str, Paper] = {
    one.code: one
    for one in (
        _paper(party.DUTY, "述职评议情况表", "party_duty"),
        _paper(party.REQUEST, "党员大会请示", "party_request"),
        _paper(party.COUNTED, "不计入应到会党员报告表", "party_request"),
        _paper(party.PERMIT, "党员大会批复", "party_permit"),
        _paper(party.RECOMMENDATION, "推荐表", "party_recommendation"),
        _paper(party.RECOMMENDED, "推荐情况汇总表", "party_recommendation"),
        _paper(party.INSPECTION, "考察情况表", "party_review"),
        _paper(party.NOTICE, "预备人选公示", "party_notice"),
        _paper(party.OBJECTION, "公示异议受理和答复单", "party_notice"),
        _paper(party.MEETING, "党员大会选举情况报告单", *_VOTES),
        _paper(party.REPORT, "选举结果报告", "party_report"),
        _paper(party.LETTER, "致街道党工委函", "party_report", communities=True),
        _paper(party.REPLY, "选举结果批复", "party_reply"),
        _paper(party.FILING, "书记备案表", "party_filing"),
    )
}
"""Those of the party organisation's election."""
LATER_PAPERS: dict[str, Paper] = {
    one.code: one
    for one in (
        _paper(rounds.BREAKING_OFF, "投票现场中止记录"),
        _paper(rounds.NEXT_ROUND, "下一轮投票报告单"),
        _paper(rounds.PETITION, "罢免要求接收登记表", recall=True),
        _paper(rounds.RECALL_RESULT, "罢免表决结果报告单", recall=True),
        _paper(disputes.RECEIVED, "选举异议登记表"),
        _paper(disputes.ACCEPTED, "异议受理通知书"),
        _paper(disputes.RECOUNT, "启封复核记录"),
        _paper(disputes.FOUND, "选举认定书"),
    )
}
"""What only some votes come to need: not in the blank packs, printed when it is."""
EVERY = PAPERS | PARTY_PAPERS | LATER_PAPERS


def papers_of(*, party: bool, community: bool) -> list[Paper]:
    """What a village or community has of one of the two tracks."""
    return [one for one in (PARTY_PAPERS if party else PAPERS).values() if community or not one.communities]


def later_papers(*, recall: bool) -> list[Paper]:
    """What a vote of villagers or a recall may come to need."""
    return [one for one in LATER_PAPERS.values() if recall or not one.recall]


def paper_choices() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in EVERY.values() if one.form]


def needed_for(steps: Iterable[str], papers: Iterable[Paper]) -> list[Paper]:
    """Those of the papers that these steps need, each once."""
    wanted = set(steps)
    return [one for one in papers if wanted.intersection(one.steps)]
