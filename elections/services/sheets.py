"""Verbs of a result sheet: begun, typed by one, typed again or compared by another, agreed, begun anew.

Nothing written here but the entries themselves and the agreed figures says what anybody typed: steps, notices and
refusals name places on the paper alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import workflow
from electioncycle.refusals import Conflict, NotYours, Refused
from electioncycle.roles import Action
from elections.models import Election, ResultSheet, Round, SheetEntry
from elections.models.result_sheets import FIRST, SECOND
from elections.rules import sheet_checks as checks
from elections.rules import sheet_figures as figures
from elections.rules.sheet import Unreadable
from elections.rules.sheet_checks import Found
from elections.rules.sheet_comparison import differences
from elections.rules.sheet_figures import Figures
from elections.rules.sheet_shape import Shape, fields
from elections.services import blind_entry, duty, results, sheet_shapes
from elections.sheet_choices import BlindBecause, EntryMethod, SheetState

BEGIN, TAKE, HAND_IN, AGREE, POINT_OUT = "begin", "take", "hand_in", "agree", "point_out"
TYPED_BY = (BEGIN, TAKE, HAND_IN)
SAME_TYPIST = "同一人不能录入两次，也不能核对自己录入的(F.501)。"


def sheet_of(row: Round) -> ResultSheet | None:
    found: ResultSheet | None = ResultSheet.objects.filter(round=row).first()
    return found


def sheets_of(election: Election) -> dict[int, ResultSheet]:
    """Round key → its sheet."""
    return {one.round_id: one for one in ResultSheet.objects.filter(round__election=election)}


def entry_of(sheet: ResultSheet, user: Actor) -> SheetEntry | None:
    """What this user types of the sheet; nobody is ever given another's."""
    return SheetEntry.objects.filter(sheet=sheet, typist=user.pk).first()


def entry_to_type(sheet: ResultSheet, user: Actor) -> SheetEntry:
    """The user's own entry, where it is their turn to type."""
    workflow.require(user, sheet.election.village, Action.CHANGE)
    return _own(sheet, entry_of(sheet, user))


def _own(sheet: ResultSheet, entry: SheetEntry | None) -> SheetEntry:
    if entry is None:
        raise NotYours("这份结果报告单由他人录入，只有录入人能打开和填写。")
    _require_turn(sheet, entry)
    return entry


# --- begun and typed -----------------------------------------------------------------------------------------------


def begin(row: Round, chosen: sheet_shapes.Chosen, *, by: Actor, version: int | None = None) -> ResultSheet:
    """The lines of the paper are fixed; whoever begins is the first to type."""
    workflow.require(by, row.election.village, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(row, version)
        sheet_shapes.require_sheet(row)
        if there := sheet_of(row):
            raise Refused(f"“{there}”{there.get_state_display()}，不能另行开始。请刷新页面。")
        sheet = ResultSheet(round=row, shape=sheet_shapes.shape_of(row, chosen).as_data())
        if because := blind_entry.because(row):
            sheet.method, sheet.because = EntryMethod.BLIND, because
        try:
            sheet.validate_constraints()
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        open_entry(sheet, by=by)
    return sheet


def open_entry(sheet: ResultSheet, *, by: Actor) -> None:
    """A new sheet, and whoever begins it as the first to type; in the transaction of the caller."""
    workflow.advance(sheet, move=BEGIN, title="开始录入更正稿" if sheet.provisional else "开始录入", by=by)
    _take(sheet, FIRST, by=by)


def take(sheet: ResultSheet, *, by: Actor, version: int | None = None) -> SheetEntry:
    """Another person begins: to type the paper without seeing what was typed, or to compare what was typed with it.

    Who compares and did not come to an end is relieved by the next; who types is not.
    """
    workflow.require(by, sheet.election.village, Action.CHANGE)
    with transaction.atomic():
        sheet = locked(sheet, version)
        workflow.refuse_unless(sheet.state == SheetState.SECOND, sheet, "核对")
        _require_second(sheet, by=by)
        second = sheet.entries.filter(turn=SECOND)
        if sheet.blind and (typing := second.first()):
            raise Refused(f"{typing.typist}正在录入第二遍。其不能继续的，请写明原因重新录入。")
        second.delete()
        entry = _take(sheet, SECOND, by=by)
        workflow.note(sheet, move=TAKE, title="开始第二遍录入" if sheet.blind else "开始对照原件核对", by=by)
    return entry


def _take(sheet: ResultSheet, turn: int, *, by: Actor) -> SheetEntry:
    try:
        with transaction.atomic():
            return SheetEntry.objects.create(sheet=sheet, turn=turn, typist_id=by.pk)
    except IntegrityError as error:
        raise Refused("刚刚已有人开始录入，请刷新页面。") from error


def bar(sheet: ResultSheet, user: Actor) -> str:
    """Why this user is no second pair of eyes; empty where they are. Who compared once has seen, and types no more."""
    if sheet.entries.filter(turn=FIRST, typist=user.pk).exists():
        return SAME_TYPIST
    if said := duty.not_on(user, timezone.localdate(), sheet.election.county.path):
        return said
    seen = (BEGIN, HAND_IN, TAKE) if sheet.blind else (BEGIN, HAND_IN)
    said = workflow.bar(sheet, user, after=seen)
    return f"{said}没有其他人可办的，请转县值班。" if said else ""


def _require_second(sheet: ResultSheet, *, by: Actor) -> None:
    if said := bar(sheet, by):
        raise Refused(said)


def locked(sheet: ResultSheet, version: int | None) -> ResultSheet:
    return workflow.locked(sheet, version, gone="这份结果报告单已重新开始录入，请刷新页面。")


def keep(sheet: ResultSheet, sent: Mapping[str, Any], *, by: Actor, saved: int) -> SheetEntry:
    """Keep what stands in the form, finished or not, so that a browser that dies finds it again."""
    workflow.require(by, sheet.election.village, Action.CHANGE)
    with transaction.atomic():
        return _keep(locked(sheet, None), sent, by=by, saved=saved)


def _keep(sheet: ResultSheet, sent: Mapping[str, Any], *, by: Actor, saved: int) -> SheetEntry:
    entry = _own(sheet, SheetEntry.objects.select_for_update().filter(sheet=sheet, typist=by.pk).first())
    if entry.saved != saved:
        raise Conflict("您在另一个窗口保存过这份报告单，这里的没有保存。请刷新页面，核对后再填。")
    entry.typed, entry.handed_in_at = figures.kept(Shape.read(sheet.shape), sent), None
    entry.saved, entry.saved_at = entry.saved + 1, timezone.now()
    entry.save()
    return entry


def _require_turn(sheet: ResultSheet, entry: SheetEntry) -> None:
    """Whose turn it is: the first until handed in, the second after that; both while they differ."""
    first = (SheetState.FIRST, SheetState.FAULTY, SheetState.DIFFERENT)
    allowed = first if entry.turn == FIRST else (SheetState.SECOND, SheetState.DIFFERENT)
    workflow.refuse_unless(sheet.state in allowed and (entry.turn == FIRST or sheet.blind), sheet, "改动录入")


# --- handed in -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slip:
    """Everything that speaks against what one person typed, as one list: what is missing, then the codes."""

    missing: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    figures: Figures | None = None
    near: bool = False
    returned: bool = False
    """Whether the entry went back to its typist."""

    @property
    def blocking(self) -> tuple[Found, ...]:
        return tuple(one for one in self.found if one.blocking)

    @property
    def to_answer(self) -> bool:
        """Whether something can only be answered, whatever stands on the paper."""
        return bool(self.missing) or any(one.code in checks.TO_ANSWER for one in self.found)

    @property
    def notes(self) -> tuple[Found, ...]:
        return tuple(one for one in self.found if not one.blocking)


def slip_of(sheet: ResultSheet, entry: SheetEntry) -> Slip:
    """What speaks against the entry as it is kept now; for its typist alone."""
    shape = Shape.read(sheet.shape)
    read = figures.read(shape, sheet_shapes.roster(shape), entry.typed)
    if read.figures is None:
        return Slip(read.faults, tuple(checks.untouched(read.untouched)))
    try:
        result = results.decided([(sheet, read.figures)])[sheet.pk]
    except Unreadable as error:
        raise Refused(f"县里的规则集还不能用来计算结果：{error}。已录入的内容保存着，请县换届办核对规则集。") from error
    return Slip((), result.found, read.figures, checks.near(result.outcome))


def hand_in(
    sheet: ResultSheet, sent: Mapping[str, Any], *, as_on_paper: bool, by: Actor, saved: int, version: int | None = None
) -> tuple[ResultSheet, Slip]:
    """The whole paper is typed: kept, checked, and given to the second or held against what the other typed.

    What speaks against it comes back as one slip and the entry stays open. Where the paper itself is so, the typist
    says it, and the figures are recorded as they are.
    """
    workflow.require(by, sheet.election.village, Action.CHANGE)
    with transaction.atomic():
        sheet = locked(sheet, version)
        entry = _keep(sheet, sent, by=by, saved=saved)
        slip = slip_of(sheet, entry)
        if slip.to_answer or (slip.blocking and not as_on_paper):
            _send_slip(sheet, entry, by=by)
            return sheet, replace(slip, returned=True)
        entry.as_on_paper, entry.handed_in_at = bool(slip.blocking), timezone.now()
        entry.save()
        if sheet.blind and sheet.entries.filter(turn=SECOND).exists():
            _hold_together(sheet, by=by)
        else:
            _give_to_second(sheet, slip, by=by)
    return sheet, slip


def _send_slip(sheet: ResultSheet, entry: SheetEntry, *, by: Actor) -> None:
    """The first entry has faults; of a second one nothing shows outside."""
    if entry.turn == FIRST and sheet.state != SheetState.DIFFERENT:
        sheet.find_faults()
        workflow.advance(sheet, move=HAND_IN, title="交录，退回更正", by=by)


def _give_to_second(sheet: ResultSheet, slip: Slip, *, by: Actor) -> None:
    if slip.near and not sheet.blind:
        make_blind(sheet, BlindBecause.NEAR)
    sheet.different = []
    sheet.hand_to_second()
    workflow.advance(sheet, move=HAND_IN, title="交录", by=by)


def make_blind(sheet: ResultSheet, because: str) -> None:
    """Who was comparing has seen the figures, and is not the one who types them again."""
    sheet.method, sheet.because = EntryMethod.BLIND, because
    sheet.entries.filter(turn=SECOND).delete()


def _hold_together(sheet: ResultSheet, *, by: Actor) -> None:
    """Equal figures are agreed; of others both learn the places alone, and correct from the paper."""
    if sheet.entries.filter(handed_in_at=None).exists():
        workflow.note(sheet, move=HAND_IN, title="交录，等另一人交录", by=by)
        return
    shape, first, second = Shape.read(sheet.shape), *_both(sheet)
    places = differences(shape, first, second)
    if places:
        sheet.different = places
        sheet.differ()
        workflow.advance(sheet, move=HAND_IN, title="交录，两人不一致", by=by)
        return
    _settle(sheet, first, by=by, move=HAND_IN, title="两人录入一致")


def _both(sheet: ResultSheet) -> tuple[Figures, Figures]:
    shape = Shape.read(sheet.shape)
    roster = sheet_shapes.roster(shape)
    first, second = (figures.read(shape, roster, one.typed).figures for one in sheet.entries.order_by("turn"))
    if first is None or second is None:  # what a candidate is called changed since it was handed in
        raise Refused("另一人交录之后有改动，请其重新交录后再核对。")
    return first, second


def duty_key(sheet: ResultSheet) -> str:
    return f"sheet_duty:{sheet.pk}"


def _settle(sheet: ResultSheet, agreed: Figures, *, by: Actor, move: str, title: str) -> None:
    """The figures stand; from now on everybody of the place may read them, and the entries are empty."""
    results.store(sheet, agreed, by=by)
    sheet.entries.update(typed={})
    sheet.different = []
    sheet.agree()
    inbox.withdraw_notice(duty_key(sheet))
    workflow.advance(sheet, move=move, title=title, by=by, approves=True, content=sheet.shape)


# --- compared by another person ------------------------------------------------------------------------------------


def compares(sheet: ResultSheet, user: Actor) -> bool:
    """Whether this user is the second, who compares the paper with what the first typed."""
    own = sheet.entries.filter(turn=SECOND, typist=user.pk)
    return sheet.state == SheetState.SECOND and not sheet.blind and own.exists()


def to_compare(sheet: ResultSheet, user: Actor) -> dict[str, str]:
    """What the first typed, for the second who compares it with the paper; never where both type blind."""
    _require_comparing(sheet, by=user)
    return dict(sheet.entries.get(turn=FIRST).typed)


def agree(sheet: ResultSheet, *, by: Actor, version: int | None = None) -> ResultSheet:
    """Compared line by line with the paper by another person: the same."""
    with transaction.atomic():
        sheet = _compared(sheet, by=by, version=version)
        slip = slip_of(sheet, sheet.entries.get(turn=FIRST))
        if slip.figures is None:  # a candidate's or a rule's row changed since it was handed in
            raise Refused("交录之后有改动，这份录入须由录入人重新交录。")
        _settle(sheet, slip.figures, by=by, move=AGREE, title="对照原件一致")
    return sheet


def point_out(sheet: ResultSheet, keys: Collection[str], *, by: Actor, version: int | None = None) -> ResultSheet:
    """Compared with the paper: these places differ; whoever typed corrects them from the paper."""
    with transaction.atomic():
        sheet = _compared(sheet, by=by, version=version)
        shape = Shape.read(sheet.shape)
        places = [one.place for one in fields(shape, sheet_shapes.roster(shape)) if one.key in keys]
        if not places:
            raise Refused("没有勾选与原件不一致的项目。都一致的，请点“核对一致”。")
        sheet.different = places
        sheet.differ()
        workflow.advance(sheet, move=POINT_OUT, title="对照原件不一致", by=by)
    return sheet


def _compared(sheet: ResultSheet, *, by: Actor, version: int | None) -> ResultSheet:
    sheet = locked(sheet, version)
    _require_comparing(sheet, by=by)
    return sheet


def _require_comparing(sheet: ResultSheet, *, by: Actor) -> None:
    workflow.require(by, sheet.election.village, Action.CHANGE)
    workflow.refuse_unless(sheet.state == SheetState.SECOND and not sheet.blind, sheet, "对照原件核对")
    _require_second(sheet, by=by)
    if not compares(sheet, by):
        raise NotYours("请先在结果报告单页面点“开始核对”，再对照原件核对。")
