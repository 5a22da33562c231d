"""An approved analysis whose team changed is 已失效 at once: whoever must act is told, and may hand in again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import lapses, workflow
from electioncycle.roles import Role
from readiness.approvals import changed_after, standing_approvals
from readiness.choices import APPROVED, State
from readiness.dossiers import Dossier, dossiers
from readiness.models import TeamAnalysis
from villages.choices import CycleState
from villages.models import Cycle, KindItem, Person, TeamMember

MOVE = "lapse"


def _approved(rows: Sequence[Any]) -> list[TeamAnalysis]:
    """Approved analyses, in cycles that are not closed, of the villages to which these rows belong."""
    places: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if isinstance(row, TeamMember):
            places[row.cycle_id].add(row.village_id)
    persons = [row.pk for row in rows if isinstance(row, Person)]
    for start in range(0, len(persons), lapses.AT_A_TIME):
        members = TeamMember.all_rows.filter(person__in=persons[start : start + lapses.AT_A_TIME])
        for cycle, village in members.order_by().values_list("cycle", "village").distinct():
            places[cycle].add(village)
    whole = {row.cycle_id for row in rows if isinstance(row, KindItem)}
    if not whole and not places:
        return []
    wanted = Q(cycle__in=whole)
    for cycle, villages in places.items():
        wanted |= Q(cycle=cycle, village__in=villages)
    found = TeamAnalysis.objects.filter(wanted, state__in=APPROVED).exclude(cycle__state=CycleState.CLOSED)
    return list(found.select_related("village", "cycle").order_by())


def ahead(rows: Sequence[Any]) -> Iterator[str]:
    """What a change to these members or persons would undo."""
    found = _approved(rows)
    if len(found) == 1:
        yield f"{found[0].village}的班子研判{found[0].get_state_display()}，改动后该审批失效，须重新提交、审核。"
    elif found:
        places = "、".join(str(one.village) for one in found[:5]) + ("等" if len(found) > 5 else "")
        yield f"其中{len(found)}个村的班子研判已经审核({places})，有改动的，其审批失效，须重新提交、审核。"


@lapses.resting_on(TeamMember, Person, KindItem, ahead=ahead, mixed=True)
def judge(rows: Sequence[Any], *, by: Actor) -> None:
    judge_analyses(_approved(rows), by=by)


def judge_analyses(approved: Iterable[TeamAnalysis], *, by: Actor) -> int:
    """Compare approved analyses with what was approved; returns how many lapsed."""
    by_cycle: dict[Cycle, list[TeamAnalysis]] = defaultdict(list)
    for analysis in approved:
        by_cycle[analysis.cycle].append(analysis)
    gone = 0
    for cycle, own in by_cycle.items():
        hashes = standing_approvals(own)
        for dossier in dossiers([one.village for one in own], cycle).values():
            judged = dossier.analysis
            if judged is None or hashes.get(judged.pk) == workflow.content_hash(dossier.content):
                continue
            _lapse(dossier, judged, by=by)
            gone += 1
    return gone


def judge_open_cycles(*, by: Actor) -> tuple[int, int]:
    """Every approved analysis of cycles that are not closed, whatever changed; how many stood and how many lapsed."""
    approved = TeamAnalysis.objects.filter(state__in=APPROVED).exclude(cycle__state=CycleState.CLOSED)
    rows = list(approved.select_related("village", "cycle").order_by())
    return len(rows), judge_analyses(rows, by=by)


def _lapse(dossier: Dossier, judged: TeamAnalysis, *, by: Actor) -> None:
    analysis = workflow.locked(judged)
    confirmed = analysis.state == State.CONFIRMED
    last = workflow.steps(analysis).filter(approves=True, void_at=None).order_by("-id").first()
    why = (changed_after(dossier, last.at) if last else "") or "审批之后内容有改动"
    analysis.lapse()
    workflow.void_all(analysis, why=why)
    workflow.advance(analysis, move=MOVE, title="审批失效", by=by, content=dossier.content, reason=why)
    told = {Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK} | ({Role.COUNTY_CLERK} if confirmed else set())
    inbox.notify(
        f"{analysis.village}班子研判已失效，{why}",
        url=reverse("analysis_review", args=[analysis.pk]),
        roles=told,
        place=analysis.village,
        cycle=analysis.cycle,
        tone=inbox.Notice.Tone.BAD,
        key=f"analysis-lapse:{analysis.pk}:{analysis.version}",
    )
