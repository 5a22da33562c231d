"""Verbs of the three lists: raise a problem, add a task, apply for closing, verify, send back, reopen."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import FIELD, Action
from electioncycle.security import audit
from risks.choices import UNSETTLED, LineState, ProblemLevel, ProblemState
from risks.models import Countermeasure, Problem
from risks.rules import problems as rules
from villages.choices import ListKind
from villages.models import Cycle, KindItem, Village
from villages.services.rule_sets import rules_of

APPLY, VERIFY, RETURN, REOPEN = "apply", "verify", "return", "reopen"


@dataclass(frozen=True)
class Line:
    """A countermeasure or task to be entered with a problem."""

    measure: str = ""
    task: str = ""
    leader: str = ""
    unit: str = ""
    owner: str = ""
    deadline: date | None = None
    progress: str = ""
    state: str = LineState.NOT_BEGUN


def raise_problem(
    village: Village,
    cycle: Cycle,
    text: str,
    *,
    by: Actor,
    level: str = ProblemLevel.VILLAGE,
    source: str = "",
    category: str = "",
    found_on: date | None = None,
    lines: Sequence[Line] = (),
) -> Problem:
    """Enter a problem with its first tasks. ``source`` is a code of the list 问题来源, such as ``visit``."""
    text = text.strip()
    if not text:
        raise Refused("没有写明问题，请填写问题描述。")
    found_on = found_on or timezone.localdate()
    with transaction.atomic():
        Village.all_rows.select_for_update(of=("self",)).get(pk=village.pk)  # numbers are given one after the other
        item = KindItem.objects.filter(cycle=cycle, kind=ListKind.PROBLEM_SOURCE, code=source).first()
        problem = Problem(
            cycle=cycle,
            village=village,
            level=level,
            source=item,
            category=category,
            text=text[:300],
            found_on=found_on,
        )
        history.record(problem, by=by)
        for line in lines:
            _add(problem, line, by=by)
        audit.record(audit.Event.ADDED, by=by, row=problem, lines=len(lines))
    return problem


def add_line(problem: Problem, line: Line, *, by: Actor) -> Countermeasure:
    """One more countermeasure or task under an open problem."""
    with transaction.atomic():
        row = _add(workflow.locked(problem), line, by=by)
        audit.record(audit.Event.ADDED, by=by, row=row)
    return row


def _add(problem: Problem, line: Line, *, by: Actor) -> Countermeasure:
    values = asdict(line)
    faults = rules.line_faults(values, begun_on=problem.found_on, today=timezone.localdate())
    if faults:
        raise Refused(" ".join(faults.values()))
    row = Countermeasure(cycle=problem.cycle, village=problem.village, problem=problem, **values)
    history.record(row, by=by)
    return row


def blockers(problem: Problem) -> list[str]:
    """What stands against closing it now."""
    lines = problem.lines.filter(withdrawn_at=None)
    return rules.closing_blockers([rules.LineFacts(one.position, one.state, one.evidence) for one in lines])


def apply_closing(problem: Problem, *, by: Actor, reason: str = "", version: int | None = None) -> Problem:
    """Say that everything is done, with proof; another person verifies it."""
    workflow.require(by, problem.village, Action.CHANGE, among=FIELD)
    with transaction.atomic():
        problem = workflow.locked(problem, version)
        workflow.refuse_unless(problem.is_open, problem, "申请销号")
        if found := blockers(problem):
            raise Refused(f"{problem}还不能销号：{''.join(found)}")
        problem.apply()
        _take(problem, move=APPLY, title="申请销号", by=by, reason=reason)
    return problem


def verify_closing(problem: Problem, *, by: Actor, reason: str = "", version: int | None = None) -> Problem:
    """Another person stands by it; at county level the county, where the rules ask for that."""
    _require_verifier(by, problem)
    with transaction.atomic():
        problem = workflow.locked(problem, version)
        workflow.refuse_unless(problem.state == ProblemState.APPLIED, problem, "核验销号")
        workflow.require_other_person(problem, by=by, after=(APPLY,))
        if found := blockers(problem):
            raise Refused(f"{problem}不能销号：{''.join(found)}请退回补充。")
        handed_on = problem.lines.filter(withdrawn_at=None, state=LineState.LONG_TERM).exists()
        problem.hand_on() if handed_on else problem.close()
        problem.closed_on = timezone.localdate()
        title = "核验通过，转长期" if handed_on else "核验销号"
        _take(problem, move=VERIFY, title=title, by=by, reason=reason, approves=True)
    return problem


def return_closing(problem: Problem, *, by: Actor, reason: str, version: int | None = None) -> Problem:
    """What was applied for is not proved: back to work."""
    reason = workflow.require_reason(reason, "退回")
    _require_verifier(by, problem)
    with transaction.atomic():
        problem = workflow.locked(problem, version)
        workflow.refuse_unless(problem.state == ProblemState.APPLIED, problem, "退回")
        problem.reopen()
        _take(problem, move=RETURN, title="退回", by=by, reason=reason)
        inbox.tell_handed_back(problem, after=APPLY, by=by, reason=reason)
    return problem


def reopen_problem(problem: Problem, *, by: Actor, reason: str, version: int | None = None) -> Problem:
    """A closed problem came up again; its closing is void."""
    reason = workflow.require_reason(reason, "重新打开")
    _require_verifier(by, problem)
    with transaction.atomic():
        problem = workflow.locked(problem, version)
        closed = problem.state in (ProblemState.CLOSED, ProblemState.LONG_TERM)
        workflow.refuse_unless(closed, problem, "重新打开")
        problem.reopen()
        problem.closed_on = None
        workflow.void_all(problem, why="已重新打开")
        _take(problem, move=REOPEN, title="重新打开", by=by, reason=reason)
        inbox.tell_handed_back(problem, after=APPLY, by=by, reason=reason)
    return problem


def move_unsettled(village: Village, into: Village, cycle: Cycle, *, by: Actor, reason: str) -> int:
    """Unsettled problems and their lines go with a merged village; a number in use there gets a mark."""
    rows = list(Problem.objects.filter(cycle=cycle, village=village, state__in=UNSETTLED))
    taken = set(Problem.all_rows.filter(cycle=cycle, village=into).values_list("number", flat=True))
    for row in rows:
        row.village = into
        if row.number in taken:
            row.number = next(new for mark in count(1) if (new := f"{row.number[:16]}并{mark}") not in taken)
        taken.add(row.number)
    lines = list(Countermeasure.objects.filter(problem__in=rows))
    for line in lines:
        line.village = into
    history.record_moved(rows, by=by, reason=reason, fields=["village", "number"])
    history.record_moved(lines, by=by, reason=reason, fields=["village"])
    return len(rows)


def county_verifies(cycle: Cycle) -> bool:
    """Whether problems of county level are verified by the county; unset means yes."""
    return rules_of(cycle).yes("problem_county_verifies") is not False


def may_verify(by: Actor, problem: Problem) -> bool:
    if by.may(Action.COUNTY_REVIEW):
        return True
    return by.may(Action.TOWNSHIP_REVIEW) and not (
        problem.level == ProblemLevel.COUNTY and county_verifies(problem.cycle)
    )


def moves(problem: Problem, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if problem.is_open:
        return {APPLY} if user.may(Action.CHANGE) else set()
    if not may_verify(user, problem):
        return set()
    return {VERIFY, RETURN} if problem.state == ProblemState.APPLIED else {REOPEN}


def _require_verifier(by: Actor, problem: Problem) -> None:
    if not by.covers(problem.village.path) or not may_verify(by, problem):
        who = "县换届办" if problem.level == ProblemLevel.COUNTY else "乡镇组织委员或县换届办"
        raise NotYours(f"{problem}是{problem.get_level_display()}级问题，须由{who}核验、退回或重新打开。")


def _take(problem: Problem, *, move: str, title: str, by: Actor, **more: Any) -> None:
    content = [
        [line.position, line.measure, line.task, line.state, line.evidence]
        for line in problem.lines.filter(withdrawn_at=None).order_by("position")
    ]
    workflow.advance(problem, move=move, title=title, by=by, content=[problem.text, content], **more)
