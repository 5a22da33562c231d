"""The agreed figures of rounds: stored, read again, and decided by the engine; constant queries for many."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history
from electioncycle.refusals import Refused
from elections.choices import Announced
from elections.models import (
    BallotAccount,
    BoxCount,
    Candidacy,
    Correction,
    ElectedPerson,
    Election,
    PostCount,
    ResultSheet,
    SheetDecision,
    SheetHead,
    SheetName,
    VoteCount,
)
from elections.models.results import OfSheet
from elections.rules import sheet_checks as checks
from elections.rules import sheet_figures as rules
from elections.rules.outcome import Decided, Outcome
from elections.rules.settled import applied, without
from elections.rules.sheet import Settled, Sheet, Unreadable
from elections.rules.sheet_checks import Found, Known
from elections.rules.sheet_figures import Figures, Line, Marks
from elections.rules.sheet_outcome import engine_sheet
from elections.rules.sheet_shape import CORE, OPTIONAL, Shape
from elections.services import settlements
from elections.services.deciding import Verdict, all_decided
from elections.services.engine_context import Context
from villages.models import RuleSet

PARTS: tuple[Any, ...] = (SheetHead, BallotAccount, BoxCount, PostCount, VoteCount, SheetName)
ACCOUNT = (*CORE, *OPTIONAL)


def store(sheet: ResultSheet, figures: Figures, *, by: Actor, correction: Correction | None = None) -> None:
    """Every figure as two persons typed it, in the transaction of the caller."""
    made: dict[Any, list[Any]] = {part: [] for part in PARTS}
    head = {"registered": figures.registered, "expected": figures.expected, "present": figures.present}
    made[SheetHead].append(SheetHead(sheet=sheet, **head))
    for account in figures.accounts:
        made[BallotAccount].append(BallotAccount(sheet=sheet, paper=account.paper, **account.figures))
        made[BoxCount] += [
            BoxCount(sheet=sheet, paper=account.paper, place_id=b.line.place, issued=b.issued, recovered=b.recovered)
            for b in account.boxes
        ]
    for post in figures.posts:
        _add_post(made, sheet, post)
    _link(made[SheetName])
    for part in PARTS:
        _name(made[part], correction)
        history.record_many(made[part], by=by, reason=str(correction) if correction else "两人核对一致")


def _name(rows: Iterable[OfSheet], correction: Correction | None) -> None:
    """What changes a verified sheet names its correction; the database asks for it."""
    for row in rows:
        row.correction = correction


def _add_post(made: dict[Any, list[Any]], sheet: ResultSheet, post: rules.PostCount) -> None:
    code, counted = post.lines.post, {"valid": post.valid, "void": post.void, "blank": post.blank}
    made[PostCount].append(PostCount(sheet=sheet, post=code, seats=post.lines.seats, skipped=post.skipped, **counted))
    for number, line in enumerate(post.names):
        about = {"name": line.name, "sex": line.sex, "standing": line.standing, "candidacy_id": line.candidacy}
        made[SheetName].append(SheetName(sheet=sheet, post=code, line=number, **about))
        made[VoteCount] += [
            VoteCount(
                sheet=sheet,
                post=code,
                line=number,
                group=group,
                votes=one.votes,
                against=one.against,
                abstain=one.abstain,
            )
            for group, one in line.marks.items()
        ]


def _link(names: Iterable[SheetName]) -> None:
    """Whose name was printed is known; who was written in is linked later."""
    keys = [one.candidacy_id for one in names if one.candidacy_id]
    persons = dict(Candidacy.all_rows.filter(pk__in=keys).values_list("pk", "person"))
    for one in names:
        one.person_id = persons.get(one.candidacy_id or 0)


def take_away(sheet: ResultSheet, *, by: Actor, reason: str) -> None:
    """The sheet is entered anew: its figures go to the bin, and who was elected by them."""
    for part in (*PARTS, ElectedPerson):
        _withdraw(list(part.objects.filter(sheet=sheet)), by=by, reason=reason)


def _withdraw(rows: Sequence[OfSheet], *, by: Actor, reason: str, correction: Correction | None = None) -> None:
    _name(rows, correction)
    for row in rows:
        row.withdrawn_at = timezone.now()
    history.record_many(rows, by=by, reason=reason, fields=("withdrawn_at", "correction"))


def replace(sheet: ResultSheet, figures: Figures, *, by: Actor, correction: Correction) -> None:
    """Other figures take the place of those of a verified sheet, which stay readable as what it replaced."""
    for part in PARTS:
        _withdraw(list(part.objects.filter(sheet=sheet)), by=by, reason=str(correction), correction=correction)
    store(sheet, figures, by=by, correction=correction)
    _carry_decisions(sheet, by=by, correction=correction)


def _carry_decisions(sheet: ResultSheet, *, by: Actor, correction: Correction) -> None:
    """What a body decided of somebody stays decided where the same name stands for the same post."""
    lines = {_whose(one): one for one in SheetName.objects.filter(sheet=sheet)}
    rows = list(SheetDecision.objects.filter(sheet=sheet).exclude(about=None).select_related("about"))
    for row in rows:
        row.about = lines.get(_whose(row.about), row.about)
    _name(rows, correction)
    history.record_many(rows, by=by, reason=str(correction), fields=("about", "correction"))


def _whose(line: Any) -> tuple[str, Any]:
    return line.post, line.candidacy_id or line.name


def replaced_by(correction: Correction) -> Figures | None:
    """The figures that stood before this correction; None where it replaced none."""
    rows = {
        part: list(
            part.all_rows.filter(sheet=correction.sheet_id, correction=correction)
            .exclude(withdrawn_at=None)
            .order_by("pk")
        )
        for part in PARTS
    }
    return _figures(Shape.read(correction.before["shape"]), rows) if rows[SheetHead] else None


# --- read again ----------------------------------------------------------------------------------------------------


def load(sheets: Iterable[ResultSheet]) -> dict[int, Figures]:
    """Sheet key → its figures; nothing of sheets that are not agreed."""
    every = [one for one in sheets if one.agreed]
    rows = {part: _by_sheet(part, every) for part in PARTS}
    return {one.pk: _figures(Shape.read(one.shape), {part: rows[part][one.pk] for part in PARTS}) for one in every}


def _by_sheet(part: Any, sheets: Sequence[ResultSheet]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in part.objects.filter(sheet__in=sheets).order_by("pk"):
        found[row.sheet_id].append(row)
    return found


def _figures(shape: Shape, rows: Mapping[Any, Sequence[Any]]) -> Figures:
    head = rows[SheetHead][0]
    boxes = {(row.paper, row.place_id): row for row in rows[BoxCount]}
    accounts = tuple(
        rules.Account(
            row.paper,
            {name: getattr(row, name) for name in ACCOUNT},
            tuple(
                rules.BoxCount(box, boxes[row.paper, box.place].recovered, boxes[row.paper, box.place].issued)
                for box in shape.boxes
            ),
        )
        for row in rows[BallotAccount]
    )
    return Figures(accounts, _posts(shape, rows), head.registered, head.expected, head.present)


def _posts(shape: Shape, rows: Mapping[Any, Sequence[Any]]) -> tuple[rules.PostCount, ...]:
    marks: dict[tuple[str, int], dict[int, Marks]] = defaultdict(dict)
    for row in rows[VoteCount]:
        marks[row.post, row.line][row.group] = Marks(row.votes, row.against, row.abstain)
    names: dict[str, list[Line]] = defaultdict(list)
    for row in sorted(rows[SheetName], key=lambda one: one.line):
        line = Line(row.name, row.sex, row.standing, marks[row.post, row.line], row.candidacy_id)
        names[row.post].append(line)
    lines = {one.post: one for one in shape.posts}
    return tuple(
        rules.PostCount(lines[row.post], row.valid, row.void, row.blank, tuple(names[row.post]), row.skipped)
        for row in rows[PostCount]
    )


# --- decided -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """What the engine says of a sheet's figures, and every code of the sheet."""

    figures: Figures
    verdict: Verdict
    found: tuple[Found, ...]
    counted: Outcome | None = None
    """What the ballots said before somebody elected failed the conditions; None where nobody did."""
    voided: tuple[str, ...] = ()
    """Posts whose election a correction found invalid."""

    @property
    def outcome(self) -> Outcome:
        """What the engine says of the figures, whatever was found invalid since."""
        return self.verdict.outcome

    @cached_property
    def seated(self) -> list[Decided]:
        """Post by post who sits and what is open, once posts found invalid are left out."""
        return without(self.outcome.decided, self.voided)

    @property
    def open(self) -> int:
        return sum(one.seating.open for one in self.seated)


def results(sheets: Sequence[ResultSheet]) -> dict[int, Result]:
    """Of those that are agreed."""
    known = load(sheets)
    return decided([(one, known[one.pk]) for one in sheets if one.pk in known])


def result_of(sheet: ResultSheet) -> Result:
    """Of one agreed sheet. Raises Refused where its rules lack what decides, or nobody has agreed yet."""
    if not sheet.agreed:
        raise Refused(f"“{sheet}”{sheet.get_state_display()}，还没有结果。请先由两人录入核对一致。")
    try:
        return results([sheet])[sheet.pk]
    except Unreadable as error:
        raise Refused(f"县里的规则集还不能用来计算结果：{error}。请县换届办核对规则集。") from error


def decided(typed: Sequence[tuple[ResultSheet, Figures]]) -> dict[int, Result]:
    """What the engine says of these figures, be they stored or only typed. Raises Unreadable where a rule lacks."""
    sheets = [sheet for sheet, _ in typed]
    known = Context(sheets)
    shapes = {one.pk: Shape.read(one.shape) for one in sheets}
    given = [
        (one.election, engine_sheet(shapes[one.pk], figures, known.about(one, figures)), one.round.rule_set)
        for one, figures in typed
    ]
    settled = settlements.of_sheets(sheets)
    verdicts = _verdicts(sheets, given, settled)
    failed = settlements.failing(settled)
    counted = _verdicts(*_only(failed, sheets, given), failed)
    found = {}
    for sheet, figures in typed:
        verdict, before = verdicts[sheet.pk], counted.get(sheet.pk)
        certificates = Known(known.certificates.get(sheet.election.pk))
        codes = checks.found(shapes[sheet.pk], figures, verdict.outcome, certificates)
        found[sheet.pk] = Result(
            figures, verdict, tuple(codes), before.outcome if before else None, tuple(sheet.voided)
        )
    return found


Given = tuple[Election, Sheet, RuleSet | None]


def _verdicts(
    sheets: Sequence[ResultSheet], given: Sequence[Given], settled: Mapping[int, tuple[Settled, ...]]
) -> dict[int, Verdict]:
    """The engine's word on these sheets, read as was decided of each."""
    read = [
        (election, applied(one, settled.get(sheet.pk, ())), rules)
        for sheet, (election, one, rules) in zip(sheets, given, strict=True)
    ]
    return {sheet.pk: verdict for sheet, verdict in zip(sheets, all_decided(read), strict=True)}


def _only(
    keys: Container[int], sheets: Sequence[ResultSheet], given: Sequence[Given]
) -> tuple[list[ResultSheet], list[Given]]:
    some = [(sheet, one) for sheet, one in zip(sheets, given, strict=True) if sheet.pk in keys]
    return [sheet for sheet, _ in some], [one for _, one in some]


def write_elected(sheet: ResultSheet, result: Result, *, by: Actor, correction: Correction | None = None) -> None:
    """Who is elected by the figures as they stand; the same people are not written anew.

    Nobody by a round that is void, nor for a post whose election was found invalid.
    """
    lines = {
        (row.post, row.name): row
        for row in SheetName.objects.filter(sheet=sheet).order_by("-line").select_related("person")
    }
    wanted = [
        ElectedPerson(
            sheet=sheet,
            post=one.post.post,
            name=person.name,
            sex=lines[one.post.post, person.name].sex,
            votes=person.votes,
            person=lines[one.post.post, person.name].person,
        )
        for one in result.seated
        if sheet.round.announced != Announced.VOID
        for person in one.seating.elected
    ]
    there = list(ElectedPerson.objects.filter(sheet=sheet))
    if [_same(one) for one in there] == [_same(one) for one in wanted]:
        return
    _withdraw(there, by=by, reason="按报告单重新计算", correction=correction)
    _name(wanted, correction)
    history.record_many(wanted, by=by, reason="按报告单计算")


def _same(one: ElectedPerson) -> tuple[Any, ...]:
    return one.post, one.name, one.votes, one.person_id
