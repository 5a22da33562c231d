"""The papers of a village that are signed by hand: which there are, for which steps, in how many copies."""

from collections.abc import Iterable
from dataclasses import dataclass

from electioncycle.documents.forms import Form
from elections.rules.forms.before import (
    OBJECTION_DECISION,
    PROXY,
    REVIEW,
    ROVING_BOXES,
    SELECTION,
    SIGN_IN,
)
from elections.rules.forms.polling import BALLOT_HANDOVER, BOX_COUNT, DOUBTFUL, HANDOVER, RESULT, SEALING, TALLY

SCHEME = "scheme"
"""The village's election rules with the record of their vote: a document of its own, drawn from what is decided."""


@dataclass(frozen=True)
class Paper:
    """``steps`` are those of the calendar on whose day it is needed; ``per_box``: once for every ballot box."""

    code: str
    title: str
    steps: tuple[str, ...]
    form: Form | None = None
    per_box: bool = False


def _paper(form: Form, title: str, *steps: str, per_box: bool = False) -> Paper:
    return Paper(form.code, title, steps, form, per_box)


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
        _paper(BALLOT_HANDOVER, "选票交接单", *_VOTES),
        _paper(BOX_COUNT, "票箱清点单", *_VOTES, per_box=True),
        _paper(DOUBTFUL, "疑难票记录", *_VOTES),
        _paper(TALLY, "计票单", *_VOTES),
        _paper(RESULT, "结果报告单", *_VOTES),
        _paper(SEALING, "封存单", *_VOTES),
        _paper(HANDOVER, "移交清单", "handover"),
    )
}
"""In the order of the work."""


def paper_choices() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in PAPERS.values() if one.form]


def needed_for(steps: Iterable[str]) -> list[Paper]:
    """The papers of these steps, each once."""
    wanted = set(steps)
    return [one for one in PAPERS.values() if wanted.intersection(one.steps)]
