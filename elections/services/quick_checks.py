"""What the rules say of the figures of quick reports, and where reports differ from the sheets that replace them."""

from collections.abc import Mapping, Sequence
from typing import Any

from elections.choices import PostCode, RoundKind
from elections.models import QuickReport, ResultSheet
from elections.rules import scheme as scheme_rules
from elections.rules.account import Account, judge
from elections.rules.quick import differences
from elections.rules.sheet import Ballot, Sheet, Unreadable
from elections.rules.sheet_checks import Found
from elections.rules.sheet_outcome import ROUNDS
from elections.services import deciding, results
from elections.services.registrations import registered
from elections.services.results import Result
from elections.sheet_choices import AGREED, DirectorSaid, OtherSaid, ValiditySaid

LOOK_AT = ("F.304", "F.305", "F.306", "W.311", "W.315", "W.316", "W.318")
"""Codes that three figures can have."""
NEARLY = "W.318"


def remarks_of(rows: Sequence[QuickReport]) -> dict[int, list[str]]:
    """By row key what is to be asked back on the telephone; nothing told is refused for it. Constant queries."""
    accounts, seats = _accounts(rows), _seats(rows)
    return {row.pk: _remarks(row, accounts[row.pk], seats.get(row.pk)) for row in rows}


def _remarks(row: QuickReport, account: Account, seats: int | None) -> list[str]:
    found = [Found(code).words for code in account.codes if code in LOOK_AT]
    if seats is not None and row.elected > seats:
        found.append(f"选出{row.elected}人，多于应选的{seats}人，请向报告人核对。")
    if row.validity == ValiditySaid.VALID and account.reasons:
        found.append(f"{'；'.join(account.reasons)}，所报“有效”，请向报告人核对。")
    if row.validity == ValiditySaid.VOID and account.valid:
        found.append("按所报数字没有无效的情形，所报“无效”，请问明原因，写在“异常”栏。")
    return found


def _seats(rows: Sequence[QuickReport]) -> dict[int, int]:
    """Row key → how many are elected in a whole vote, by the call or by the village's rules; where these say it."""
    whole = [row for row in rows if row.round.kind in (RoundKind.FIRST, RoundKind.REPEAT)]
    elections = [row.election for row in whole]
    called, held = deciding.posts_called(elections), deciding.adopted_in(elections)
    found = {}
    for row in whole:
        scheme = deciding.adopted_by(row.round.polling_day, held.get(row.election_id, ()))
        seats = called.get(row.election_id) or (scheme_rules.seats(scheme.values) if scheme else {})
        if seats:
            found[row.pk] = sum(seats.values())
    return found


def nearly(rows: Sequence[QuickReport]) -> frozenset[int]:
    """Rounds (keys) whose turnout a handful of ballots would turn, by what was told."""
    accounts = _accounts(rows)
    return frozenset(row.round_id for row in rows if NEARLY in accounts[row.pk].codes)


def registered_of(rows: Sequence[QuickReport]) -> dict[int, int | None]:
    """Row key → how many are registered: as told, else as recorded."""
    known = registered([row.election for row in rows])
    return {row.pk: known.get(row.election_id) if row.registered is None else row.registered for row in rows}


def _accounts(rows: Sequence[QuickReport]) -> dict[int, Account]:
    people, rules = registered_of(rows), deciding.under([row.round for row in rows])
    found = {}
    for row in rows:
        norms, values = rules[row.round_id]
        sheet = Sheet(
            body="committee",
            procedure=row.election.procedure,
            round=ROUNDS.get(row.round.kind, "first"),
            mode=values.get("mode", "all"),
            day=row.round.polling_day,
            registered=people[row.pk],
            ballots=(Ballot("", row.issued, row.issued, row.recovered),),
            posts=(),
            community=row.election.community,
        )
        found[row.pk] = judge(sheet, norms)
    return found


def differing(row: QuickReport, result: Result) -> list[str]:
    """Places where the report and the agreed sheet differ; of several ballot papers the fuller one counts."""
    return differences(row.said(), _counted(row, result))


def _counted(row: QuickReport, result: Result) -> Mapping[str, Any]:
    figures, outcome = result.figures, result.outcome
    found: dict[str, Any] = {
        "registered": figures.registered,
        "issued": max(one["issued"] for one in figures.accounts),
        "recovered": max(one["recovered"] for one in figures.accounts),
        "validity": ValiditySaid.VALID if outcome.valid else ValiditySaid.VOID,
    }
    if outcome.valid and not outcome.questions:
        found |= _seated(row, result)
    return found


def _seated(row: QuickReport, result: Result) -> Mapping[str, Any]:
    decided = result.outcome.decided
    chief = [one for one in decided if one.post.post == PostCode.DIRECTOR]
    director = DirectorSaid.NOT_VOTED
    if chief:
        director = DirectorSaid.ELECTED if chief[0].seating.elected else DirectorSaid.OPEN
    told = OtherSaid.LATER if row.other == OtherSaid.NONE else row.other
    again = result.outcome.next in ("other", "tie")
    return {
        "elected": sum(len(one.seating.elected) for one in decided),
        "director": director,
        "other": told if again else OtherSaid.NONE,
    }


def differing_of(row: QuickReport) -> list[str]:
    """The same of one report; nothing before two persons have agreed on the sheet."""
    sheets = ResultSheet.objects.filter(round=row.round_id, state__in=AGREED)
    sheet = sheets.select_related("round__election__village", "round__rule_set").first()
    if sheet is None:
        return []
    try:
        return differing(row, results.results([sheet])[sheet.pk])
    except Unreadable:  # the page of the sheet says what its rules lack
        return []
