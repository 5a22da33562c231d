"""The 汇总 workbook of a batch: every department's mark, the conclusion, and what was done about it since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from candidates.figures.pledges import REVIEW_FAILED
from candidates.models import Pledge, ReviewBatch, ReviewDecision, ReviewSubject
from candidates.review_choices import DecisionState, Result
from candidates.services import review_matrix
from candidates.services.review_batches import require_county
from electioncycle.actors import Actor
from electioncycle.security import audit
from electioncycle.sheets import write_rows
from risks.models import LeaderLink
from villages.choices import TalkPurpose, TalkState
from villages.models import ResponsibilityPost, Talk

BEFORE = ("序号", "乡镇(街道)", "村(社区)", "姓名")
AFTER = ("综合结论", "依据", "会议日期", "告知日期", "约谈日期", "承诺书", "挂钩领导", "驻村干部")
LEADER_POST, CADRE_POST = "contact_leader", "resident_cadre"
"""Codes of the responsibility posts of 三个一 who keep contact with a village."""
NOT_NEEDED = "不需"


@dataclass(frozen=True)
class Since:
    """What happened after the review, by key of person, and who keeps contact, by key of village."""

    talks: Mapping[int, str]
    pledges: Mapping[int, Pledge]
    leaders: Mapping[int, str]
    cadres: Mapping[int, str]

    def cells(self, subject: ReviewSubject) -> list[str]:
        """约谈日期, 承诺书, 挂钩领导, 驻村干部: who pledged is looked after one to one, by those his pledge names."""
        pledge = self.pledges.get(subject.person_id)
        standing = pledge.get_state_display() if pledge else ""
        if not pledge and subject.result == Result.QUALIFIED:
            standing = NOT_NEEDED
        leader = pledge.leader if pledge else self.leaders.get(subject.village_id, "")
        cadre = pledge.cadre if pledge else self.cadres.get(subject.village_id, "")
        return [self.talks.get(subject.person_id, ""), standing, leader, cadre]


def summary(batch: ReviewBatch, *, by: Actor) -> bytes:
    """One line a person, in a number of queries that does not grow with them."""
    require_county(by, batch)
    subjects = list(
        ReviewSubject.objects.filter(batch=batch).select_related("person", "village__township").for_reading("person")
    )
    departments = review_matrix.departments_of(batch, len(subjects))
    confirmed = ReviewDecision.objects.filter(subject__batch=batch, state=DecisionState.CONFIRMED)
    decisions = {one.subject_id: one for one in confirmed}
    since = since_review(batch)
    rows = []
    for number, (subject, marks) in enumerate(review_matrix.marks_of(subjects, departments), 1):
        decision = decisions.get(subject.pk)
        rows.append(
            [
                number,
                str(subject.village.township),
                str(subject.village),
                str(subject),
                *(mark.text for mark in marks),
                subject.get_result_display(),
                f"{subject.code}（{batch.negative_list}）" if subject.code else "",
                decision.meeting_on.isoformat() if decision else "",
                decision.told_on.isoformat() if decision and decision.told_on else "",
                *since.cells(subject),
            ]
        )
    headers = (*BEFORE, *(one.name for one in departments), *AFTER)
    return write_rows(headers, rows, title=f"{batch}资格联审汇总表", sheet="汇总", note=audit.head_in_words())


def since_review(batch: ReviewBatch) -> Since:
    """Four queries. A talk counts when it was held about the review; where a pledge was ended, the later one counts."""
    persons = ReviewSubject.objects.filter(batch=batch).order_by().values("person")
    talks = Talk.objects.filter(cycle=batch.cycle_id, person__in=persons).exclude(state=TalkState.PLANNED)
    about = talks.filter(purpose=TalkPurpose.REVIEW) | talks.filter(group__code=REVIEW_FAILED)
    days = about.exclude(held_on=None).order_by("held_on").values_list("person", "held_on")
    pledges = Pledge.objects.filter(cycle=batch.cycle_id, person__in=persons).order_by("pk")
    posts = ResponsibilityPost.objects.filter(cycle=batch.cycle_id, village__in=_villages(batch))
    links = LeaderLink.objects.filter(cycle=batch.cycle_id, village__in=_villages(batch))
    held = list(posts.filter(kind__code__in=(LEADER_POST, CADRE_POST)).values_list("village", "kind__code", "name"))
    leaders = [*links.values_list("village", "leader"), *((at, name) for at, code, name in held if code == LEADER_POST)]
    return Since(
        {person: day.isoformat() for person, day in days if day},
        {one.person_id: one for one in pledges},
        _joined(leaders),
        _joined((at, name) for at, code, name in held if code == CADRE_POST),
    )


def _villages(batch: ReviewBatch) -> Any:
    return ReviewSubject.objects.filter(batch=batch).order_by().values("village")


def _joined(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for village, name in pairs:
        found.setdefault(village, []).append(name)
    return {village: "、".join(dict.fromkeys(names)) for village, names in found.items()}
