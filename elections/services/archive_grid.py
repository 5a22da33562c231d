"""Archives as a grid: one line a village with a result, what is missing, on which day to whom it was handed over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.records import history
from electioncycle.records.name_fields import PersonNameField
from electioncycle.security import audit
from electioncycle.web import grids
from electioncycle.web.grids import Change, Column, Line, Outcome, Typed
from electioncycle.wording import day_in_words
from elections.models import Archive, Election
from elections.rules import archive as rules
from elections.services import archives, step_days
from elections.services.archives import STEP, Folder
from elections.services.calendars import ElectionCalendar
from elections.services.step_days import Entry

MISSING, DAY, RECEIVER, OFFICE = "missing", "day", "receiver", "office"
COLUMNS = (
    Column(MISSING, "缺项", hint="填归档目录的序号，如：3、12；核对后没有缺项的填“无”", group="核对", fill=rules.NONE),
    Column(DAY, "移交日期", "day", hint="填实际移交的日期，如：2027-01-10", group="已移交"),
    Column(RECEIVER, "接收人", hint="填接收人姓名", group="已移交"),
    Column(OFFICE, "接收单位", hint="如：乡镇档案室，可不填", group="已移交"),
)
HEADS = ("村(社区)", "投票日", "已有/应有", "没有登记", "自查")


@dataclass
class FolderLine(Line):
    """A line with the archive it is about."""

    folder: Folder | None = None


def grid_of(found: Sequence[Folder]) -> grids.Grid:
    return grids.Grid(COLUMNS, [_line(one) for one in found], heads=HEADS)


def _line(one: Folder) -> FolderLine:
    election, row = one.election, one.row
    words = {
        MISSING: rules.said_missing(row.missing, _kind(election)) if row else "",
        DAY: f"{one.handed_on}" if one.handed_on else "",
        RECEIVER: row.receiver if row else "",
        OFFICE: row.office if row else "",
    }
    unrecorded = "、".join(str(entry.item.number) for entry in one.unrecorded) or "—"
    beside = (
        day_in_words(election.polling_day, "未定"),
        f"{one.there}/{len(one.due)}",
        unrecorded,
        f"{one.contradictions}处" if one.contradictions else "—",
    )
    page = reverse("archive", args=[election.pk])
    return FolderLine(str(election.pk), election.village.name, words, url=page, beside=beside, folder=one)


def _kind(election: Election) -> str:
    return rules.kind_of(election.body, election.procedure)


def save(typed: Sequence[Typed], *, by: Actor) -> Outcome:
    """Good lines whole; the day of handing over is the step of the calendar, the rest a row of the archive."""
    keys = {int(one.key) for one in typed if one.mine and one.key.isdigit()}
    with transaction.atomic():
        held = {one.election.pk: one for one in step_days.hold(keys, by=by)}
        found = {one.election.pk: one for one in archives.folders(_elections(held), checks=False)}
        changes, outcome = grids.settle(grid_of(list(found.values())), typed)
        rows, entries = [], []
        for change in changes:
            key = int(change.line.key)
            values = _values(change, found[key].election, outcome)
            if change.line.key in outcome.kept:
                continue
            rows += _rows(found[key], change, values)
            entries += _entry(held[key], change, values)
        _keep(list(held.values()), rows, entries, outcome, by=by)
    outcome.notices = [said for one in changes if (said := _remark(found[int(one.line.key)], one, outcome))]
    outcome.said = f"已登记{outcome.saved}个村(社区)。"
    return outcome


def _elections(held: dict[int, ElectionCalendar]) -> list[Election]:
    return [one.election for one in held.values()]


def _values(change: Change, election: Election, outcome: Outcome) -> dict[str, Any]:
    """What the whole line says, read; reasons stand at the cells that cannot be read or lack their other half."""
    readers: dict[str, Callable[[str], Any]] = {
        MISSING: lambda text: rules.read_missing(text, _kind(election)),
        DAY: cells.clean_date,
        RECEIVER: lambda text: PersonNameField.read(text) or "",
        OFFICE: lambda text: text.strip()[:60],
    }
    values: dict[str, Any] = {}
    for name, read in readers.items():
        try:
            values[name] = read(change.cells.get(name, ""))
        except ValueError as error:
            outcome.reasons[change.line.key, name] = f"{error}。"
    if change.line.key not in outcome.kept:
        _require_both(change, values, outcome)
    return values


def _require_both(change: Change, values: dict[str, Any], outcome: Outcome) -> None:
    if values[DAY] and not values[RECEIVER]:
        outcome.reasons[change.line.key, RECEIVER] = "填了移交日期，请填写接收人。"
    if values[RECEIVER] and not values[DAY]:
        outcome.reasons[change.line.key, DAY] = "填了接收人，请填写移交日期。"


def _rows(own: Folder, change: Change, values: dict[str, Any]) -> list[Archive]:
    """The row as the line says it; a line that says nothing of it makes none."""
    if not {MISSING, RECEIVER, OFFICE} & set(change.mine):
        return []
    row = own.row or Archive(election=own.election)
    told = {"missing": values[MISSING], RECEIVER: values[RECEIVER], OFFICE: values[OFFICE]}
    return [row] if history.put(row, told) or row.pk is None else []


def _entry(own: ElectionCalendar, change: Change, values: dict[str, Any]) -> list[Entry]:
    line = own.line(STEP, 1)
    if DAY not in change.mine or line is None:
        return []
    return [Entry(own.election.pk, STEP, 1, {"done_on": values[DAY]}, line.version)]


def _keep(
    held: Sequence[ElectionCalendar], rows: Sequence[Archive], entries: list[Entry], outcome: Outcome, *, by: Actor
) -> None:
    """A line whose day cannot have been is not saved at all."""
    reasons = step_days.save_entries(held, entries, by=by)
    outcome.reasons |= {(str(key), DAY): " ".join(faults.values()) for key, faults in reasons.items()}
    good = [one for one in rows if one.election_id not in reasons]
    history.record_many(good, by=by, reason="登记归档", fields=("missing", RECEIVER, OFFICE))
    outcome.saved = len({one.election_id for one in good} | {one.election for one in entries} - set(reasons))
    if good:
        audit.record(audit.Event.CHANGED, by=by, ledger="archive", rows=len(good))


def _remark(own: Folder, change: Change, outcome: Outcome) -> str:
    """Handed over although not everything is recorded: it is a fact, to be seen to."""
    if change.line.key in outcome.kept or not change.mine.get(DAY) or not own.unrecorded:
        return ""
    numbers = "、".join(str(one.item.number) for one in own.unrecorded)
    return f"{own.election.village}：已登记移交，目录第{numbers}项没有登记办理，请补登记，或者列为缺项。"
