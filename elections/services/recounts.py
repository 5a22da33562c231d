"""Sealed ballots opened for a dispute (启封复核): what was counted again, held against the sheet by the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from elections.choices import PostCode
from elections.dispute_choices import DisputeState
from elections.models import Dispute, Recount, ResultSheet
from elections.rules import disputes as rules
from elections.rules.disputes import Opened
from elections.rules.sheet import MOST
from elections.rules.sheet_figures import TOTAL, Figures, PostCount
from elections.services import disputes, results
from elections.services.moments import latest
from elections.services.results import Result
from elections.services.runoffs import JOINED
from elections.sheet_choices import AGREED

RECOUNT, RESEAL = "recount", "reseal"
WHOLE = ("valid", "void", "blank")


@dataclass(frozen=True)
class Typed:
    """One recount as a form sends it; ``figures`` by post: valid, void, blank, and the votes line by line."""

    approval: str
    approved_on: date | None
    opened_at: datetime
    opened_by: str
    resealed_at: datetime | None
    resealed_by: str
    figures: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Line:
    """What one name had on the sheet and has now."""

    name: str
    before: int
    now: int | None

    @property
    def differs(self) -> bool:
        return self.now is not None and self.now != self.before


@dataclass(frozen=True)
class Compared:
    """One post of a recount beside the sheet."""

    title: str
    lines: tuple[Line, ...]
    elected_before: tuple[str, ...]
    elected_now: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return any(one.differs for one in self.lines)

    @property
    def changes(self) -> bool:
        return set(self.elected_before) != set(self.elected_now)


@dataclass(frozen=True)
class Reading:
    """A recount as its page shows it: what speaks against it, and what it says of each post."""

    row: Recount
    codes: tuple[tuple[str, str], ...]
    posts: tuple[Compared, ...]

    @property
    def changes(self) -> bool:
        return any(one.changes for one in self.posts)


def sheet_of(dispute: Dispute) -> ResultSheet | None:
    """The agreed sheet of the disputed round; of no other one."""
    rows = ResultSheet.objects.filter(round=dispute.round_id, state__in=AGREED).select_related(*JOINED)
    return rows.first() if dispute.round_id else None


def result_of(dispute: Dispute) -> tuple[ResultSheet, Result] | None:
    sheet = sheet_of(dispute)
    return (sheet, results.results([sheet])[sheet.pk]) if sheet else None


def record(dispute: Dispute, typed: Typed, *, by: Actor, version: int | None = None) -> Recount:
    """Opened, counted again, sealed again: recorded as it was; what should have been otherwise carries its code."""
    with transaction.atomic():
        dispute = disputes.locked(dispute, by, Action.CHANGE, version=version)
        _require_accepted(dispute)
        row = Recount(dispute=dispute)
        _fill(row, typed)
        if said := rules.recount_faults(_opened(row), now=latest()):
            raise Refused(" ".join(said))
        held = result_of(dispute)
        if typed.figures and held is None:
            raise Refused("这一轮的结果报告单还没有两人核对一致，不能登记复核数。请先录入结果报告单。")
        row.figures = _sound(held[1].figures, typed.figures) if held else {}
        history.record(row, by=by, reason="登记启封复核")
        workflow.note(dispute, move=RECOUNT, title="启封复核", by=by, reason=typed.approval)
        audit.record(audit.Event.ADDED, by=by, row=row)
    return row


def _require_accepted(dispute: Dispute) -> None:
    if dispute.state == DisputeState.RECEIVED:
        raise Refused(f"“{dispute}”还没有受理，不能登记启封复核。请先登记受理，受理日期照实填写。")
    workflow.refuse_unless(dispute.state == DisputeState.ACCEPTED, dispute, "登记启封复核")
    if dispute.round_id is None:
        raise Refused("异议没有写明针对第几轮投票，没有可以启封的选票。请先补填轮次。")


def _fill(row: Recount, typed: Typed) -> None:
    row.approval, row.approved_on = typed.approval.strip()[:60], typed.approved_on
    row.opened_at, row.resealed_at = typed.opened_at, typed.resealed_at
    row.opened_by = "、".join(rules.people(typed.opened_by))[:200]
    row.resealed_by = "、".join(rules.people(typed.resealed_by))[:200]


def reseal(dispute: Dispute, row: Recount | None, *, at: datetime, people: str, by: Actor) -> Recount:
    """What was opened is sealed again, recorded afterwards."""
    with transaction.atomic():
        dispute = disputes.locked(dispute, by, Action.CHANGE, version=None)
        if row is None:
            raise Refused("没有这次启封复核，请刷新页面。")
        row = workflow.locked(row)
        row.dispute = dispute
        if row.resealed_at is not None:
            raise Refused(f"“{row}”已登记重新封存。请刷新页面。")
        row.resealed_at, row.resealed_by = at, "、".join(rules.people(people))[:200]
        if said := rules.recount_faults(_opened(row), now=latest()):
            raise Refused(" ".join(said))
        if not row.resealed_by:
            raise Refused("没有填写封存人，请写明姓名，用顿号隔开。")
        history.record(row, by=by, reason="重新封存")
        workflow.note(dispute, move=RESEAL, title="重新封存", by=by)
    return row


def _opened(row: Recount) -> Opened:
    return Opened(
        row.dispute.accepted_on,
        row.approval,
        row.approved_on,
        timezone.localtime(row.opened_at),
        rules.people(row.opened_by),
        row.resealed_at,
        rules.people(row.resealed_by),
    )


def _sound(figures: Figures, typed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """By post what was counted again, whole; a post of which nothing was typed was not counted again."""
    known = {one.lines.post: one for one in figures.posts}
    found: dict[str, Any] = {}
    for post, given in typed.items():
        if post not in known:
            raise Refused(f"本轮结果报告单没有“{_title(post)}”，复核的是另一轮的选票。请核对轮次和职务。")
        numbers = [given.get(name) for name in WHOLE] + list(given["votes"])
        if all(number is None for number in numbers):
            continue
        if any(number is None or not 0 <= number <= MOST for number in numbers):
            raise Refused(f"“{_title(post)}”的复核数没有填全或不是整数。没有复核这个职务的，整项不填。")
        if len(given["votes"]) != len(known[post].names):
            raise Refused(f"“{_title(post)}”的人数与结果报告单不同，请刷新页面后再填。")
        found[post] = {**{name: given[name] for name in WHOLE}, "votes": list(given["votes"])}
    return found


def _title(post: str) -> str:
    return str(PostCode(post).label) if post in PostCode.values else post


# --- read again ------------------------------------------------------------------------------------------------------


def readings(dispute: Dispute) -> list[Reading]:
    """Every recount of a dispute: what speaks against it, and the engine's word on the figures counted again."""
    rows = list(Recount.objects.filter(dispute=dispute).order_by("id"))
    held = result_of(dispute) if rows else None
    for row in rows:
        row.dispute = dispute
    return [_reading(row, held) for row in rows]


def _reading(row: Recount, held: tuple[ResultSheet, Result] | None) -> Reading:
    codes = rules.recount_codes(_opened(row))
    if held is None or not row.figures:
        return Reading(row, tuple(codes), ())
    sheet, before = held
    figures = replace(before.figures, posts=tuple(_again(one, row.figures) for one in before.figures.posts))
    now = results.decided([(sheet, figures)])[sheet.pk]
    counted = (one for one in before.figures.posts if one.lines.post in row.figures)
    posts = tuple(_compared(one, row.figures[one.lines.post], before, now) for one in counted)
    codes += [(one.code, rules.said(one.code)) for one in now.found if one.blocking]
    codes += [("W.525", rules.said("W.525"))] if any(one.differs for one in posts) else []
    codes += [("W.526", rules.said("W.526"))] if any(one.changes for one in posts) else []
    return Reading(row, tuple(dict.fromkeys(codes)), posts)


def _again(post: PostCount, counted: Mapping[str, Any]) -> PostCount:
    own = counted.get(post.lines.post)
    if own is None:
        return post
    names = tuple(
        replace(line, marks={TOTAL: replace(line.total, votes=votes)})
        for line, votes in zip(post.names, own["votes"], strict=True)
    )
    return replace(post, valid=own["valid"], void=own["void"], blank=own["blank"], names=names)


def _compared(post: PostCount, own: Mapping[str, Any], before: Result, now: Result) -> Compared:
    lines = [Line(line.name, line.total.votes, votes) for line, votes in zip(post.names, own["votes"], strict=True)]
    whole = [
        Line(title, getattr(post, name), own[name])
        for name, title in zip(WHOLE, ("有效票", "废票", "弃权票"), strict=True)
    ]
    code = post.lines.post
    return Compared(_title(code), (*lines, *whole), _elected(before, code), _elected(now, code))


def _elected(result: Result, post: str) -> tuple[str, ...]:
    names: Sequence[str] = [
        person.name for one in result.outcome.decided if one.post.post == post for person in one.seating.elected
    ]
    return tuple(names)
