"""Verbs of minutes: begin, save, keep a draft, list in the three lists, make final, amend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from meetings.choices import LineKind, MeetingState
from meetings.models import Meeting, Minutes, MinutesDraft, MinutesLine
from meetings.rules import minutes as rules
from meetings.services import open_items
from risks.models import Problem
from risks.services import problems
from villages.models import Area, Village

BEGIN, FINALISE, AMEND = "begin", "finalise", "amend"
TEXT_MOST, LINES_MOST = 2000, 200
SOURCES = {"situation": "situation_meeting"}
"""Kind of meeting → code of 问题来源; every other meeting counts as 会议."""


@dataclass(frozen=True)
class Entry:
    """One line as it was written; ``pk`` of the line it stands for, 0 for a new one."""

    kind: str
    text: str
    pk: int = 0
    village: Village | None = None
    leader: str = ""
    unit: str = ""
    owner: str = ""
    deadline: date | None = None
    about: Problem | None = None


FIELDS = ("kind", "text", "village", "leader", "unit", "owner", "deadline", "about")


def begin(meeting: Meeting, *, by: Actor) -> Minutes:
    """Open the first edition, with what the last meetings left open as its first lines."""
    workflow.require(by, meeting.area, Action.CHANGE)
    with transaction.atomic():
        meeting = workflow.locked(meeting)
        workflow.refuse_unless(meeting.state != MeetingState.CANCELLED, meeting, "起草纪要")
        if present := live(meeting):
            raise Refused(f"这次会议已有纪要“{present}”，请直接打开。")
        place = meeting.village or meeting.area
        title = f"{place}{meeting.series or meeting.kind}纪要"[:100]
        row = Minutes(cycle=meeting.cycle, meeting=meeting, area=meeting.area, title=title)
        _save(row, by=by)
        for position, problem in enumerate(open_items.of_meeting(meeting), 1):
            text = open_items.words(problem)
            line = MinutesLine(cycle=row.cycle, minutes=row, position=position, text=text, about=problem)
            line.village = problem.village
            history.record(line, by=by)
        audit.record(audit.Event.ADDED, by=by, row=row)
    return row


def live(meeting: Meeting) -> Minutes | None:
    """The newest edition there is."""
    return Minutes.objects.filter(meeting=meeting).order_by("-edition").first()


def lines_of(minutes: Minutes) -> list[MinutesLine]:
    found = MinutesLine.objects.filter(minutes=minutes).select_related(
        "minutes__meeting", "village__township", "about__village", "problem__village", "countermeasure__problem"
    )
    return list(found.order_by("position", "id"))


def save(
    minutes: Minutes,
    entries: Sequence[Entry],
    *,
    by: Actor,
    version: int,
    title: str = "",
    distribution: str = "",
    signer: str = "",
) -> Minutes:
    """Replace what the draft says. Lines that stand in the three lists already keep their words there."""
    workflow.require(by, minutes.area, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(minutes, version)
        _require_draft(row)
        head = {"title": (title.strip() or row.title)[:100], "distribution": distribution[:300], "signer": signer[:40]}
        MinutesDraft.objects.filter(minutes=row, by=by.pk).delete()
        lines = _changed_lines(row, _checked(entries))
        if not (history.put(row, head) or lines):
            return row
        _save(row, by=by)
        for line in lines:
            history.record(line, by=by, reason="从纪要中删去" if line.withdrawn_at else "")
        audit.record(audit.Event.CHANGED, by=by, row=row, version=row.version)
    return row


def _checked(entries: Sequence[Entry]) -> list[Entry]:
    written = [one for one in entries if one.text.strip()]
    if len(written) > LINES_MOST:
        raise Refused(f"一份纪要最多{LINES_MOST}条，请分成几份或合并。")
    if long := [number for number, one in enumerate(written, 1) if len(one.text) > TEXT_MOST]:
        raise Refused(f"第{long[0]}条超过{TEXT_MOST}字，请分成几条。")
    return written


def _changed_lines(row: Minutes, entries: Sequence[Entry]) -> list[MinutesLine]:
    """The lines that say something new, with it set on them; those that go, withdrawn."""
    changed = []
    stored = {line.pk: line for line in lines_of(row)}
    for position, entry in enumerate(entries, 1):
        line = stored.pop(entry.pk, None) or MinutesLine(cycle=row.cycle, minutes=row)
        values = {name: getattr(entry, name) for name in FIELDS} | {"position": position}
        values["text"] = history.plain_lines(entry.text.strip())
        if line.is_listed:  # what it became is kept there; here only its place may change
            values = {"position": position}
        if history.put(line, values) or line.pk is None:
            changed.append(line)
    for line in stored.values():
        if line.is_live:
            raise Refused(f"“{line.text[:20]}”已列入三清单，不能从纪要中删除；列错的，请在三清单中撤回。")
        line.withdrawn_at = timezone.now()
    return [*changed, *stored.values()]


def keep_draft(minutes: Minutes, body: dict[str, Any], *, by: Actor, version: int) -> MinutesDraft:
    """What the page keeps by itself while somebody writes: his own, beside the minutes, without a history."""
    workflow.require(by, minutes.area, Action.CHANGE)
    _require_draft(minutes)
    minutes.check_writable()
    found, _ = MinutesDraft.objects.update_or_create(
        minutes=minutes, by_id=by.pk, defaults={"body": body, "based_on": version, "saved_at": timezone.now()}
    )
    return found


def drop_draft(minutes: Minutes, *, by: Actor) -> None:
    """Go back to what was saved."""
    MinutesDraft.objects.filter(minutes=minutes, by=by.pk).delete()


def facts_of(lines: Sequence[MinutesLine]) -> list[rules.LineFacts]:
    found, under = [], False
    for number, line in enumerate(lines, 1):
        under = under or line.kind == LineKind.PROBLEM
        placed = bool(line.village_id or line.minutes.meeting.village_id)
        belongs = under or line.about_id is not None
        found.append(rules.LineFacts(number, line.kind, line.text, line.owner, line.deadline, placed, belongs))
    return found


def blockers(minutes: Minutes) -> list[str]:
    """What stands against making them final now."""
    meeting = minutes.meeting
    facts = rules.MeetingFacts(
        meeting.state, meeting.held_on, meeting.host, meeting.expected, meeting.attended, meeting.absent
    )
    return rules.final_blockers(facts, facts_of(lines_of(minutes)))


def list_lines(minutes: Minutes, *, by: Actor, only: int = 0) -> int:
    """Enter the lines (or one of them) into the three lists; returns how many. A second click enters nothing twice."""
    workflow.require(by, minutes.area, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(minutes)
        _require_draft(row)
        lines = lines_of(row)
        wanted = [line for line in lines if not only or line.pk == only]
        if only and not wanted:
            raise Refused("这一条已不在纪要中，请刷新页面。")
        number = _list(row, lines, {line.pk for line in wanted}, by=by, strict=bool(only))
        audit.record(audit.Event.STEP, by=by, row=row, move="list", lines=number)
    return number


def _list(row: Minutes, lines: Sequence[MinutesLine], wanted: set[int], *, by: Actor, strict: bool) -> int:
    meeting, above, number = row.meeting, None, 0
    for line, facts in zip(lines, facts_of(lines), strict=True):
        becomes = rules.may_become(facts)
        if line.kind == LineKind.PROBLEM and line.problem_id:
            above = line.problem
        if line.is_listed or line.pk not in wanted:
            continue
        if strict and not becomes:
            raise Refused(f"{facts.named}没有对应的问题：请写在一条“问题”之下，或选择“对应的已有问题”。")
        if becomes and (found := rules.line_blockers(facts, held_on=meeting.held_on)):
            raise Refused("".join(found))
        if becomes == "problem":
            line.problem = above = _raise(meeting, line, by=by)
        elif becomes == "line":
            problem = line.about or above
            if problem is None:
                raise Refused(f"{facts.named}上面的“问题”还没有列入三清单，请先列入那一条。")
            line.countermeasure = problems.add_line(problem, _line(line), by=by)
        else:
            continue
        history.record(line, by=by, reason="列入三清单")
        number += 1
    return number


def _raise(meeting: Meeting, line: MinutesLine, *, by: Actor) -> Problem:
    if len(line.text) > 300:
        raise Refused(f"第{line.position}条超过300字，不便列入问题清单，请写简要些，细节另写一条“情况”。")
    return problems.raise_problem(
        line.village or meeting.village,  # type: ignore[arg-type]  # the rules have asked for one of them
        meeting.cycle,
        line.text,
        by=by,
        level=meeting.level,
        source=SOURCES.get(meeting.kind.code, "meeting"),
        found_on=meeting.held_on,
    )


def _line(line: MinutesLine) -> problems.Line:
    words = {"task" if line.kind == LineKind.TASK else "measure": line.text[:300]}
    return problems.Line(leader=line.leader, unit=line.unit, owner=line.owner, deadline=line.deadline, **words)


def finalise(minutes: Minutes, *, by: Actor, version: int, list_all: bool = True) -> Minutes:
    """Number, hash, no change any more; what can stand in the three lists is entered there. Replaces what it amends."""
    workflow.require(by, minutes.area, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(minutes, version)
        _require_draft(row)
        if found := blockers(row):
            raise Refused(f"“{row.title}”还不能定稿：{''.join(found)}")
        if list_all:
            lines = lines_of(row)
            _list(row, lines, {line.pk for line in lines}, by=by, strict=False)
        if row.amends:
            _supersede(row, row.amends, by=by)
        else:
            row.year, row.number = row.meeting.held_on.year, _next_number(row)
        row.facts = facts(row)
        row.digest, row.finalised_at = workflow.content_hash(content(row)), timezone.now()
        row.finalise()
        _require_once(row)
        MinutesDraft.objects.filter(minutes=row).delete()
        workflow.advance(row, move=FINALISE, title="定稿", by=by, content=content(row))
        _note_number(row, by=by)
    return row


def _next_number(row: Minutes) -> int:
    """Numbers run by county or township and year; the area is locked, so no two minutes get the same."""
    Area.all_rows.select_for_update(of=("self",)).get(pk=row.area_id)
    taken = Minutes.all_rows.filter(area=row.area_id, year=row.meeting.held_on.year)
    return (taken.aggregate(last=Max("number"))["last"] or 0) + 1


def _supersede(row: Minutes, amended: Minutes, *, by: Actor) -> None:
    old = workflow.locked(amended)
    row.year, row.number = old.year, old.number
    old.supersede()
    _save(old, by=by, reason=f"由第{row.edition}版替代")


def _note_number(row: Minutes, *, by: Actor) -> None:
    meeting = workflow.locked(row.meeting)
    meeting.minutes_number = row.reference
    history.record(meeting, by=by, reason="纪要定稿")


def amend(minutes: Minutes, *, by: Actor, reason: str) -> Minutes:
    """A new edition to be written from the final one, which stays as it is and holds until the new one is final."""
    reason = workflow.require_reason(reason, "更正纪要")
    workflow.require(by, minutes.area, Action.CHANGE)
    with transaction.atomic():
        old = workflow.locked(minutes)
        if old.state != "final":
            raise Refused(f"“{old}”{old.get_state_display()}，只有已定稿的最新版可以更正。")
        row = Minutes(
            cycle=old.cycle,
            meeting=old.meeting,
            area=old.area,
            edition=old.edition + 1,
            amends=old,
            title=old.title,
            distribution=old.distribution,
            signer=old.signer,
        )
        _save(row, by=by, reason=reason)
        for line in lines_of(old):
            line.pk, line.minutes, line.version, line._state.adding = None, row, 1, True
            history.record(line, by=by, reason="转自上一版")
        workflow.note(row, move=AMEND, title="另起新版", by=by, reason=reason)
    return row


MEETING_FIELDS = (
    "held_on",
    "slot",
    "location",
    "host",
    "recorder",
    "expected",
    "attended",
    "present",
    "absent",
    "observers",
    "sent_members",
    "agenda",
)


def facts(minutes: Minutes) -> dict[str, str]:
    """What the minutes say about the meeting: as it stands while they are written, as it stood once they are final."""
    stored: dict[str, str] = minutes.facts
    if stored:
        return stored
    values = ((name, getattr(minutes.meeting, name)) for name in MEETING_FIELDS)
    return {name: "" if value is None else str(value) for name, value in values}


def content(minutes: Minutes) -> Any:
    """What the hash stands for: everything the printed minutes say."""
    return {
        "title": minutes.title,
        "number": minutes.reference,
        "edition": minutes.edition,
        "distribution": minutes.distribution,
        "signer": minutes.signer,
        "meeting": facts(minutes),
        "lines": [
            [line.kind, line.text, line.village_id, line.leader, line.unit, line.owner, line.deadline]
            for line in lines_of(minutes)
        ],
    }


@dataclass(frozen=True)
class Counts:
    """What minutes hold and what of it stands in the three lists."""

    problems: int
    measures: int
    tasks: int
    listed_problems: int
    listed_measures: int
    listed_tasks: int


def counts(lines: Sequence[MinutesLine]) -> Counts:
    """Problems, countermeasures and tasks, each counted as the three lists count them."""
    raised = {line.problem_id for line in lines if line.problem and line.problem.withdrawn_at is None}
    entered = {line.countermeasure for line in lines if line.countermeasure and not line.countermeasure.withdrawn_at}
    return Counts(
        sum(line.kind == LineKind.PROBLEM for line in lines),
        sum(line.kind == LineKind.MEASURE for line in lines),
        sum(line.kind == LineKind.TASK for line in lines),
        len(raised),
        sum(bool(one.measure) for one in entered),
        sum(bool(one.task) for one in entered),
    )


def is_genuine(minutes: Minutes) -> bool:
    """Whether what is stored still is what was made final."""
    return bool(minutes.digest) and minutes.digest == workflow.content_hash(content(minutes))


def may_write(user: Actor, area: Area) -> bool:
    return user.covers(area.path) and officials_may(user, Action.CHANGE)


def _require_draft(row: Minutes) -> None:
    if row.withdrawn_at or not row.is_draft:
        raise Refused(f"“{row}”{row.get_state_display()}，内容不能改动；确需更正的，请另起新版并写明原因。")


def _save(row: Minutes, *, by: Actor, reason: str = "") -> None:
    _require_once(row)
    history.record(row, by=by, reason=reason)


def _require_once(row: Minutes) -> None:
    row.prepare()
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
