"""A problem of the analysis enters the problem ledger: from then on it is worked on, closed and counted there."""

from collections.abc import Iterable

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from readiness.models import AnalysisProblem, TeamAnalysis
from risks.choices import LineState
from risks.models import Problem
from risks.services import problems
from villages.models import Village

SOURCE = "analysis"
"""The code of 班子研判 in the county's list 问题来源; a county without it lists problems without a source."""
OWNER_MOST = 40


def same_words(text: str) -> str:
    """What tells whether two problems are one: their words without blanks and closing marks."""
    return "".join(text.split()).rstrip("。；;.")


def list_problems(analysis: TeamAnalysis, *, by: Actor, only: int = 0, version: int | None = None) -> int:
    """Enter the problems of an analysis (or one of them) into the ledger, all or none; returns how many.

    One that stands there already in the same words is joined to it, so that nothing is entered twice.
    """
    workflow.require(by, analysis.village, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(analysis, version)
        Village.all_rows.select_for_update(of=("self",)).get(pk=row.village_id)
        found = list(row.analysisproblems.filter(withdrawn_at=None).select_related("listed"))
        wanted = [one for one in found if not only or one.pk == only]
        if only and not wanted:
            raise Refused("这个问题已不在研判表中，请刷新页面。")
        fresh = [one for one in wanted if not one.is_live]
        if not fresh:
            raise Refused("没有尚未列入问题清单的问题，不用再列。" if wanted else "研判没有列出问题，没有可列入的。")
        joined = {one.listed_id for one in found if one.is_live}
        there = _there(row, joined)
        for one in fresh:
            one.analysis = row
            one.listed = there.pop(same_words(one.problem), None) or _raise(row, one, by=by)
            history.record(one, by=by, reason="列入问题清单")
        audit.record(audit.Event.STEP, by=by, row=row, move="list", lines=len(fresh))
    return len(fresh)


def list_all(analysis: TeamAnalysis, *, by: Actor, reason: str = "", version: int | None = None) -> int:
    """The bulk action of the list."""
    return list_problems(analysis, by=by, version=version)


def _there(analysis: TeamAnalysis, joined: Iterable[int | None]) -> dict[str, Problem]:
    """The village's problems in the ledger by their words, without those other rows of the analysis have become."""
    rows = Problem.objects.filter(cycle=analysis.cycle_id, village=analysis.village_id).exclude(pk__in=list(joined))
    return {same_words(one.text): one for one in rows.order_by("-id")}


def _raise(analysis: TeamAnalysis, one: AnalysisProblem, *, by: Actor) -> Problem:
    lines = []
    if one.countermeasure.strip():
        owner = one.responsible if len(one.responsible) <= OWNER_MOST else ""
        lines.append(
            problems.Line(
                measure=one.countermeasure,
                leader="" if owner else one.responsible,
                owner=owner,
                deadline=one.deadline,
                progress=one.progress,
                state=LineState.GOING if one.progress.strip() else LineState.NOT_BEGUN,
            )
        )
    try:
        return problems.raise_problem(
            analysis.village,
            analysis.cycle,
            one.problem,
            by=by,
            source=SOURCE,
            category=one.category,
            found_on=analysis.analysed_to,
            lines=lines,
        )
    except Refused as error:
        raise Refused(f"“{one.problem[:20]}”不能列入问题清单：{error}") from None
