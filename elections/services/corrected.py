"""What a verified result is after its corrections, what it was before, and what a correction changes."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.ledgers.declarations import Due
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from elections.choices import RUNNING, Announced, Cause, PostCode
from elections.correction_choices import CorrectionKind, CorrectionState
from elections.models import Correction, ElectedPerson, Election, ResultSheet, Round
from elections.rules.sheet import Unreadable
from elections.rules.sheet_comparison import changes
from elections.rules.sheet_figures import Figures
from elections.rules.sheet_shape import Shape
from elections.services import results, sheet_verdicts, side_states
from elections.services.results import Result
from elections.services.rounds import APPROVERS, may
from elections.sheet_choices import SheetState

PROPOSE, CONFIRM, DROP = "propose", "confirm", "drop"
MARKS_CHANGED = "另选他人各行有改动"
FOLLOWS = {
    SheetState.DOUBTED: "更正后的票数与公布的结果不一致，报告单转为存疑，须查明原因，公布有误的办理结果更正",
    SheetState.ENTERED: "更正后有事项须由有权机关认定(F.507)，报告单退回已录入，认定后再次核对定稿",
}
"""What follows where a corrected result is not verified any more."""


@dataclass(frozen=True)
class Standing:
    """A result at one time: figures with what the engine says of them, what is announced, which posts are invalid."""

    sheet: ResultSheet
    result: Result
    announced: str
    cause: str

    @property
    def voided(self) -> tuple[str, ...]:
        return self.result.voided

    @property
    def announced_words(self) -> str:
        said = str(Announced(self.announced).label) if self.announced else "尚未登记"
        return f"{said}({Cause(self.cause).label})" if self.cause else said

    @property
    def elected(self) -> tuple[tuple[str, str, int], ...]:
        """Post, name and votes of everybody who is elected by it."""
        if self.announced == Announced.VOID:
            return ()
        return tuple(
            (str(PostCode(one.post.post).label), person.name, person.votes)
            for one in self.result.seated
            for person in one.seating.elected
        )

    @property
    def voided_words(self) -> str:
        return "、".join(str(PostCode(one).label) for one in self.voided)


def current_outcome(sheet: ResultSheet) -> Standing:
    """The one way to read a result whatever corrections it went through: the sheet keeps its key, its rows are new."""
    result = results.results([sheet]).get(sheet.pk)
    if result is None:
        raise Refused(f"“{sheet}”还没有核对一致的票数，没有可以更正的结果。请先录入并核对。")
    return Standing(sheet, result, sheet.round.announced, sheet.round.cause)


def elected_of(sheet: ResultSheet) -> list[ElectedPerson]:
    return list(ElectedPerson.objects.filter(sheet=sheet).select_related("person"))


def before(correction: Correction) -> Standing:
    """The result as it stood before a correction that was carried out."""
    held = correction.before
    old = copy(correction.sheet)
    old.shape, old.voided = held["shape"], held["voided"]
    return _standing(old, _figures_before(correction), held["announced"], held["cause"])


def after(correction: Correction) -> Standing:
    """The result as the correction left it, or as it will: what the next correction found."""
    if not correction.done:
        return _wanted(correction)
    following = _later(correction).first()
    return before(following) if following else current_outcome(correction.sheet)


def _later(correction: Correction) -> Any:
    done = Correction.objects.filter(sheet=correction.sheet_id, state=CorrectionState.DONE)
    return done.filter(pk__gt=correction.pk).order_by("pk")


def _figures_before(correction: Correction) -> Figures:
    """A correction of the announcement alone replaced no figures: they are those that the next one found."""
    for one in (correction, *_later(correction)):
        if figures := results.replaced_by(one):
            return figures
    return results.load([correction.sheet])[correction.sheet_id]


def _wanted(correction: Correction) -> Standing:
    sheet = copy(correction.sheet)
    figures = typed(correction)
    if correction.draft is not None:
        sheet.shape = correction.draft.shape
    if not correction.of_entry:
        sheet.voided = correction.voided
    held = sheet.round
    said = (held.announced, held.cause) if correction.of_entry else (correction.announced, correction.cause)
    return _standing(sheet, figures or results.load([sheet])[sheet.pk], *said)


def _standing(sheet: ResultSheet, figures: Figures, announced: str, cause: str) -> Standing:
    try:
        result = results.decided([(sheet, figures)])[sheet.pk]
    except Unreadable as error:
        raise Refused(f"县里的规则集还不能用来计算结果：{error}。请县换届办核对规则集后再办理。") from error
    return Standing(sheet, result, announced, cause)


def typed(correction: Correction) -> Figures | None:
    """What two persons typed for it; None where it leaves the figures as they are. Raises Refused until they agree."""
    draft = correction.draft
    if draft is None:
        return None
    if draft.state != SheetState.ENTERED:
        raise Refused(f"更正稿“{draft.get_state_display()}”，须一人录入、另一人核对一致后才能确认更正。")
    return results.load([draft])[draft.pk]


def ready(correction: Correction) -> bool:
    return correction.draft is None or correction.draft.state == SheetState.ENTERED


def who(standing: Standing) -> set[tuple[str, str]]:
    return {(post, name) for post, name, _ in standing.elected}


def newly_elected(old: Standing, new: Standing) -> list[str]:
    """Whose conditions nobody has checked yet, in the order of the sheet."""
    there = who(old)
    return [name for post, name, _ in new.elected if (post, name) not in there]


def follows(new: Standing) -> str:
    """What whoever confirms must know: that the result will not be verified any more. Empty where it will be."""
    state = sheet_verdicts.corrected_state(new.sheet, new.result, (new.announced, new.cause))
    return FOLLOWS.get(SheetState(state), "")


@dataclass(frozen=True)
class Change:
    place: str
    before: str
    after: str


def compared(one: Standing, other: Standing) -> list[Change]:
    """Place by place: figures, announcement, posts found invalid."""
    found = [
        Change(at, *_words(old, new))
        for at, old, new in changes(Shape.read(other.sheet.shape), one.result.figures, other.result.figures)
    ]
    for place, name in (("公布结果", "announced_words"), ("当选无效的职务", "voided_words")):
        old, new = getattr(one, name), getattr(other, name)
        found += [Change(place, old or "无", new or "无")] if old != new else []
    return found


def _words(old: Any, new: Any) -> tuple[str, str]:
    if isinstance(old, list) or isinstance(new, list):
        return "", MARKS_CHANGED
    return _word(old), _word(new)


def _word(value: Any) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else "—" if value is None else str(value)


# --- who may what, and what waits --------------------------------------------------------------------------------


def corrections_of(sheet: ResultSheet) -> list[Correction]:
    found = Correction.objects.filter(sheet=sheet).select_related("proposed_by", "confirmed_by", "draft")
    return list(found.order_by("pk"))


def kinds_open_to(sheet: ResultSheet, user: Actor) -> list[tuple[str, str]]:
    """What the page of a sheet that was verified once offers this user."""
    if not sheet.figures_locked or not may(user, sheet.election, Action.CHANGE):
        return []
    going = Correction.objects.filter(sheet=sheet, state=CorrectionState.OPEN).exists()
    return [] if going else [(one.value, str(one.label)) for one in CorrectionKind]


def moves(correction: Correction, user: Actor) -> set[str]:
    if not correction.open or not may(user, correction.election, Action.CHANGE):
        return set()
    confirms = ready(correction) and officials_may(user, *APPROVERS) and not bar(correction, user)
    return {DROP, CONFIRM} if confirms else {DROP}


def bar(correction: Correction, user: Actor) -> str:
    return workflow.bar(correction, user, after=(PROPOSE,))


def address(correction: Correction) -> str:
    return reverse("correction", args=[correction.pk])


def due(user: Actor) -> Iterator[Due]:
    """For approvers who did not propose it: what waits for the second person's word."""
    if not officials_may(user, *APPROVERS):
        return
    waiting = Correction.objects.visible_to(user).filter(state=CorrectionState.OPEN).exclude(proposed_by=user.pk)
    for one in waiting.select_related("draft").order_by("pk")[:20]:
        if ready(one):
            yield Due(f"{one.get_kind_display()}待另一人确认", address(one), to_decide=True)


@side_states.declare
def unsettled(elections: Sequence[Election]) -> dict[int, str]:
    """A later round goes on while the result before it is, or became, another."""
    keys = [one.pk for one in elections]
    going = dict(
        Round.objects.filter(election__in=keys, state__in=RUNNING).order_by().values_list("election", "number")
    )
    found = Correction.objects.filter(
        sheet__round__election__in=going,
        kind=CorrectionKind.RESULT,
        state__in=(CorrectionState.OPEN, CorrectionState.DONE),
    )
    rows = found.order_by("pk").values_list("sheet__round__election", "sheet__round__number", "state")
    said = {}
    for election, number, state in rows:
        if number < going[election]:
            how = "已更正" if state == CorrectionState.DONE else "正在更正"
            said[election] = f"第{going[election]}轮待认定：第{number}轮结果{how}"
    return said
