"""The made-up county's negative list and two review batches: one nearly answered, one in the making."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from accounts.models import User
from candidates.models import NegativeList, ReviewBatch, ReviewRequest, ReviewSubject
from candidates.review_choices import AnswerResult, Body, FirstReview, Result
from candidates.services import negative_lists, review_answers, review_batches, review_decisions
from candidates.services.review_answers import Reply
from candidates.services.review_decisions import Conclusion
from demo import days
from demo.accounts import Staff
from demo.county import County
from demo.days import Days
from electioncycle.records import history
from villages.models import Cycle, KindItem, TeamMember

FINDINGS: tuple[tuple[str, str, str, int, int | None], ...] = (
    ("police", "B1", "犯盗窃罪被判处拘役四个月", -927, -806),
    ("discipline", "B4", "受党内严重警告处分", -227, 502),
    ("natural_resources", "Y2", "未批先建住宅，责令拆除后未拆除", -464, None),
    ("court", "B1", "犯交通肇事罪被判处有期徒刑一年", -4525, -4161),
)
"""Department, item, fact, how many days before today, until when; the last is past its years and counts no more."""
SILENT = frozenset({"petitions", "environment"})


def publish_list(cycle: Cycle, *, by: User, publisher: User, on: date) -> NegativeList:
    drafted = negative_lists.ship(cycle, "zhejiang_2013", by=by)
    negative_lists.EDITIONS.propose(drafted, by=by, effective_from=on)
    return negative_lists.EDITIONS.publish(drafted, by=publisher)


def open_batch(
    cycle: Cycle, number: str, round_code: str, letter: str, *, by: User, on: date, election_day: date | None = None
) -> ReviewBatch:
    """A batch without people, numbered as the county does."""
    found = KindItem.objects.get(cycle=cycle, kind="review_round", code=round_code)
    row = ReviewBatch(
        cycle=cycle, number=number, round=found, letter_number=letter, letter_on=on, election_day=election_day
    )
    history.record(row, by=by)
    return row


def sign_first_review(batch: ReviewBatch, *, by: User, on: date) -> None:
    """Every township's first review, signed."""
    rows = list(batch.subjects.select_related("batch__cycle", "person", "village"))
    for row in rows:
        row.township_result, row.township_reviewer, row.township_signed_on = FirstReview.QUALIFIED, "组织委员", on
    history.record_many(rows, by=by, fields=["township_result", "township_reviewer", "township_signed_on"])


def finding(batch: ReviewBatch, number: int, *, calendar: Days, on: date) -> tuple[str, dict[str, Any]]:
    """The department's code and the values of one finding of ``FINDINGS``."""
    department, code, fact, back, until = FINDINGS[number]
    happened = calendar.at(back)
    values = {
        "result": AnswerResult.FOUND,
        "item": review_answers.items_of(batch)[code],
        "facts": fact,
        "document_number": f"〔{happened.year}〕{number + 11}号",
        "happened_on": happened,
        "until_on": None if until is None else calendar.at(until),
        "handler": "经办人",
        "stamped_on": on,
    }
    return department, values


def answer_all(
    batch: ReviewBatch,
    subjects: Sequence[ReviewSubject],
    found: Mapping[tuple[str, int], Mapping[str, Any]],
    *,
    by: User,
    on: date,
    silent: frozenset[str] = frozenset(),
) -> None:
    """Every department answers: what ``found`` says of department and person, else nothing found."""
    clear = {"result": AnswerResult.CLEAR, "handler": "经办人", "stamped_on": on}
    for request in ReviewRequest.objects.filter(batch=batch).select_related("department", "batch__cycle__county"):
        code = request.department.code
        if code not in silent:
            replies = [Reply(one, found.get((code, one.pk), clear)) for one in subjects]
            review_answers.enter(request, replies, by=by)


def conclude(subject: ReviewSubject, result: str, *, item: str = "", basis: str = "", staff: Staff, on: date) -> Any:
    """Proposed by the county's clerk, confirmed by its administrator."""
    chosen = review_answers.items_of(subject.batch)[item] if item else None
    proposed = review_decisions.propose(subject, Conclusion(result, on, basis, chosen), by=staff.county_clerk)
    return review_decisions.confirm(proposed, by=staff.county_admin)


def add_reviews(county: County, staff: Staff) -> None:
    cycle, clerk, at = county.cycle, staff.county_clerk, county.days.at
    publish_list(cycle, by=clerk, publisher=staff.county_admin, on=at(days.LIST_FROM))
    members = list(
        TeamMember.objects.filter(cycle=cycle).exclude(person__id_index="").select_related("person", "village")
    )
    if len(members) < len(FINDINGS):
        return
    letter, stamped, met = at(days.LETTER), at(days.STAMPED), at(days.CONCLUDED)
    first = open_batch(cycle, f"{letter.year}-第1批", "preliminary", f"组函〔{letter.year}〕21号", by=clerk, on=letter)
    review_batches.add_people(first, members[:40], body=Body.COMMITTEE, by=clerk)
    sign_first_review(first, by=clerk, on=at(days.SIGNED))
    first = review_batches.ask_letter(first, by=clerk)
    first = review_batches.approve_letter(first, by=staff.county_admin)
    review_batches.name_reader(first, clerk, by=staff.county_admin)
    subjects = list(first.subjects.select_related("batch__cycle__county", "person", "village"))
    found = {}
    for number, subject in enumerate(subjects[: len(FINDINGS)]):
        department, values = finding(first, number, calendar=county.days, on=stamped)
        found[department, subject.pk] = values
    found["police", subjects[-1].pk] = {"result": AnswerResult.NAMESAKE, "handler": "经办人", "stamped_on": stamped}
    answer_all(first, subjects, found, by=clerk, on=stamped, silent=SILENT)
    for number, item in ((0, "B1"), (1, "B4")):
        conclude(subjects[number], Result.UNQUALIFIED, item=item, staff=staff, on=met)
    conclude(subjects[2], Result.DEFERRED, basis="待违建整改情况核实后再定", staff=staff, on=met)
    second = open_batch(cycle, f"{letter.year}-第2批", "self_nominated", "", by=clerk, on=letter)
    review_batches.add_people(second, members[40:52] or members[:6], body=Body.COMMITTEE, by=clerk)
