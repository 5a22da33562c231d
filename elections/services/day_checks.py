"""The checklist of a polling day as a grid: one line a village, one column an item, yes or no, and who looked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.records import history, workflow
from electioncycle.records.name_fields import PersonNameField
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web import grids
from electioncycle.web.grids import Change, Column, Line, Outcome, Typed
from electioncycle.wording import day_in_words
from elections.choices import LIVE, SCHEME_BODIES, SCHEME_PROCEDURES, ElectionState
from elections.models import DayCheck, Election
from elections.rules.day_checklist import items
from elections.services.polling_contacts import voting_on
from villages.models import Cycle

WHO = "checker"
YES, NO = "是", "否"


def elections_of(user: Actor, cycle: Cycle | None, township: int, day: date | None) -> list[Election]:
    """The committees' elections of a township, of one polling day where one is named.

    One that is over is still there: what was looked at may be typed days later.
    """
    own = Election.objects.visible_to(user).filter(village__township=township, procedure__in=SCHEME_PROCEDURES)
    wanted = voting_on(day) if day else Q(state__in=LIVE) | Q(start__isnull=False, term__elected_in=cycle)
    found = own.filter(wanted, body__in=SCHEME_BODIES).exclude(state=ElectionState.CALLED_OFF)
    if cycle is not None:
        found = found.filter(village__path__startswith=cycle.county.path)
    return list(found.select_related("village__township__parent", "term__elected_in"))


def grid_of(elections: Sequence[Election], who: str = "") -> grids.Grid:
    """``who`` is filled in where somebody ticks without saying who looked."""
    columns = [
        Column(one.code, one.short, "choice", (YES, NO), hint=f"{one.title}（{one.source}）", group=one.stage, fill=YES)
        for one in items().values()
    ]
    rows = _rows(elections)
    lines = [_line(one, rows.get(one.pk, {})) for one in elections]
    return grids.Grid(
        [*columns, Column(WHO, "核对人", hint=who, group="核对", fill=who)], lines, heads=("村(社区)", "投票日", "落实")
    )


def _rows(elections: Sequence[Election]) -> dict[int, dict[str, DayCheck]]:
    found: dict[int, dict[str, DayCheck]] = defaultdict(dict)
    for row in DayCheck.objects.filter(election__in=elections).order_by("id"):
        found[row.election_id][row.item] = row
    return found


def _line(election: Election, rows: Mapping[str, DayCheck]) -> Line:
    words = {code: YES if row.ready else NO for code, row in rows.items()}
    words[WHO] = next((row.checker for row in reversed(list(rows.values())) if row.checker), "")
    done = sum(row.ready for row in rows.values())
    day = day_in_words(election.polling_day, "未定")
    return Line(str(election.pk), election.village.name, words, beside=(day, f"{done}/{len(items())}"))


def save(elections: Sequence[Election], typed: Sequence[Typed], *, by: Actor) -> Outcome:
    """Lines of these elections; a tick that is taken away withdraws it."""
    changed = {one.key for one in typed if one.mine}
    keys = [one.pk for one in elections if str(one.pk) in changed]
    with transaction.atomic():
        held = list(
            Election.objects.filter(pk__in=keys)
            .select_related("village__township__parent", "term__elected_in")
            .order_by("pk")
            .select_for_update(of=("self",))
        )
        by_key = {str(one.pk): one for one in held}
        rows = _rows(held)
        changes, outcome = grids.settle(grid_of(held), typed)
        kept: list[DayCheck] = []
        gone: list[DayCheck] = []
        for change in changes:
            election = by_key[change.line.key]
            workflow.require(by, election.village, Action.CHANGE)
            if _read(change, outcome):
                outcome.saved += 1
                put, out = _rows_of(election, rows[election.pk], change)
                kept += put
                gone += out
        history.record_many(kept, by=by, reason="投票日检查", fields=("ready", "checker"))
        if gone:
            history.withdraw_many(gone, by=by, reason="取消勾选")
        if outcome.saved:
            audit.record(audit.Event.CHANGED, by=by, ledger="daycheck", rows=len(kept) + len(gone))
    outcome.said = f"已登记{outcome.saved}个村(社区)。"
    return outcome


def _read(change: Change, outcome: Outcome) -> bool:
    """Whether every cell can be read; the reasons of those that cannot stand in the outcome."""
    for name, text in change.mine.items():
        try:
            PersonNameField.read(text) if name == WHO else cells.clean_bool(text)
        except ValueError as error:
            outcome.reasons[change.line.key, name] = f"{error}。"
    return change.line.key not in outcome.kept


def _rows_of(election: Election, rows: Mapping[str, DayCheck], change: Change) -> tuple[list[DayCheck], list[DayCheck]]:
    """The rows that the line changes and those it takes away: ticks, and who looked in all that stand."""
    who = PersonNameField.read(change.cells.get(WHO, "")) or ""
    kept, gone = [], []
    for code in items():
        ready = cells.clean_bool(change.cells.get(code, ""))
        row = rows.get(code)
        if ready is None:
            gone += [row] if row else []
            continue
        row = row or DayCheck(election=election, village=election.village, item=code)
        values = {"ready": ready} | ({"checker": who} if code in change.mine or WHO in change.mine else {})
        kept += [row] if history.put(row, values) or row.pk is None else []
    return kept, gone
