"""Whether the approvals of an analysis still hold, and what was changed since when they do not."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils import timezone

from electioncycle.records import workflow
from readiness.dossiers import Dossier
from readiness.models import TeamAnalysis
from villages.models import Person, TeamMember


def standing_approvals(analyses: Iterable[TeamAnalysis]) -> dict[int, str]:
    """The content hash of the last approval of each that is not void."""
    own = {"object_type": TeamAnalysis._meta.label_lower, "object_id__in": [one.pk for one in analyses]}
    steps = workflow.StepRecord.objects.filter(**own, approves=True, void_at=None).order_by("id")
    return dict(steps.values_list("object_id", "content_hash"))


def approval_stands(dossier: Dossier) -> bool:
    """Whether the content is still what the last approval that is not void was given on."""
    if dossier.analysis is None:
        return False
    last = workflow.steps(dossier.analysis).filter(approves=True, void_at=None).order_by("-id").first()
    return last is not None and last.content_hash == workflow.content_hash(dossier.content)


def steps_shown(dossier: Dossier) -> list[workflow.Shown]:
    """The steps of the analysis; an approval of other content is void, with what was changed after it."""
    if dossier.analysis is None:
        return []
    return workflow.shown(dossier.analysis, content=dossier.content, why=lambda at: changed_after(dossier, at))


def changed_after(dossier: Dossier, at: datetime) -> str:
    """What of the sitting team was changed after this time: the content of an analysis itself is locked by then."""
    later: dict[str, Any] = {"history_date__gt": at}
    members = TeamMember.history.filter(village=dossier.village, cycle=dossier.cycle, **later)
    persons = Person.history.filter(id__in=[member.person_id for member in dossier.team], **later)
    names = {member.person_id: str(member) for member in dossier.team} | {None: "班子成员"}
    found = []
    for entry in chain(members.select_related("history_user"), persons.select_related("history_user")):
        person = getattr(entry, "person_id", entry.id)
        name = names.get(person) or "已撤回的成员"
        found.append((entry.history_date, f"{entry.history_user or '系统'}修改了现任班子“{name}”"))
    if not found:
        return ""
    first, words = min(found)
    more = f"等{len(found)}处改动" if len(found) > 1 else ""
    return f"审批之后内容有改动：{timezone.localtime(first):%Y-%m-%d %H:%M} {words}{more}"
