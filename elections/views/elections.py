"""The page of an election with its rounds, and the moves that record and decide."""

from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone

from electioncycle.cleaning import cells
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action, Role, officials_may
from electioncycle.web.moves import MovePage, day_in, move
from electioncycle.web.pages import key_of
from elections.choices import BREAKS, Announced, Cause
from elections.models import Election
from elections.rules.rounds import outcomes as announcements
from elections.rules.words import Names
from elections.services import (
    checking,
    committees,
    explanations,
    facts,
    halting,
    next_rounds,
    outcomes,
    rounds,
    sheet_shapes,
    sheets,
    side_states,
)

EARLIEST = 1988
"""The year in which villagers first elected their committees."""


def moment_of(text: str, what: str) -> datetime:
    """A day and time as a browser sends them, without a zone, or as people write them; local."""
    try:
        said = datetime.fromisoformat(text) if "T" in text else cells.clean_moment(text)
    except ValueError:
        said = None
    if said is None or said.tzinfo:
        raise Refused(f"{what}没有填写或不是日期和时间(如2026-11-20 09:30)，请补填。")
    at = timezone.make_aware(said)
    if at.year < EARLIEST:
        raise Refused(f"{what}的年份“{at.year}”有误，请核对。")
    return at


class ElectionPage(DetailPage):
    """An election: where it stands, its rounds with what was planned and what happened, the moves this user has."""

    template = "elections/election.html"

    def more(self, row: Election) -> dict[str, Any]:
        listed, there = rounds.rounds_of(row), rounds.running(row)
        differs = rounds.deviations(row, listed)
        kind, held = rounds.next_kind(row), sheets.sheets_of(row)
        return {
            "lines": [(one, differs.get(one.pk, []), workflow.steps(one), held.get(one.pk)) for one in listed],
            "may_type": sheet_shapes.has_sheets(row) and officials_may(self.user, Action.CHANGE),
            "running": there,
            "posts": list(row.posts.all()),
            "outcome": outcomes.outcome_of(row) if sheet_shapes.has_sheets(row) else None,
            "beside": side_states.beside([row]).get(row.pk, []),
            "moves": rounds.moves(row, self.user, there) | halting.moves(row, self.user),
            "asked": halting.asked(row),
            "steps": workflow.steps(row),
            "checks": checking.lines([row]).get(row.pk, []),
            "may_explain": officials_may(self.user, Action.CHANGE),
            "next_kind": kind,
            "window": rounds.window(row, rounds.last_over(row), kind),
            "outcomes": announcements(row.procedure),
            "causes": [(one.value, one.label) for one in Cause if one != Cause.FOUND_VOID],
            "breaks": [(one.value, "其他原因" if one == Cause.BROKEN_OFF else one.label) for one in BREAKS],
            "committee": Names(row.community).election_committee,
            "announcer": committees.chair_of(row),
            "decided_under": row.decided_under,
        }


class ElectionMove(MovePage, LedgerPage):
    """Plans and facts of the rounds, suspension, calling off."""

    roles = OFFICIALS - {Role.COUNTY_READER}

    def onward(self, row: Election, move: str) -> tuple[Any, ...]:
        return ("election_detail", row.pk)

    def label(self, row: Election) -> str:
        return self.ledger.row_label(row)

    def at(self, what: str) -> datetime:
        return moment_of(self.request.POST.get("at", ""), what)

    def _optional(self, name: str, what: str) -> datetime | None:
        text = self.request.POST.get(name, "")
        return moment_of(text, what) if text else None

    def _propose(self, row: Election, version: int) -> str:
        day = day_in(self.request.POST, "day", "投票日期")
        made = next_rounds.propose(row, day=day, by=self.user, reason=self.reason(), version=version)
        return f"已提出{made.day:%Y年%m月%d日}{made.get_kind_display()}，由另一人审定。"

    def _open(self, row: Election, version: int) -> str:
        facts.record_opening(row, at=self.at("大会开始时间"), by=self.user, version=version)
        return "已登记大会开始。"

    def _close(self, row: Election, version: int) -> str:
        facts.record_closing(row, at=self.at("投票截止时间"), by=self.user, version=version)
        return "已登记投票截止。"

    def _announce(self, row: Election, version: int) -> str:
        sent = self.request.POST
        made = facts.record_announcement(
            row,
            at=self.at("当场公布时间"),
            announcer=sent.get("announcer", ""),
            announced=sent.get("announced", ""),
            cause=sent.get("cause", ""),
            circumstances=sent.get("circumstances", ""),
            opened_at=self._optional("opened_at", "大会开始时间"),
            closed_at=self._optional("closed_at", "投票截止时间"),
            by=self.user,
            version=version,
        )
        return f"已登记现场公布：{Announced(made.announced).label}。"

    def _break_off(self, row: Election, version: int) -> str:
        sent = self.request.POST
        facts.record_breaking_off(
            row,
            at=self.at("中止时间"),
            cause=sent.get("cause") or Cause.BROKEN_OFF,
            circumstances=sent.get("circumstances", ""),
            by=self.user,
            version=version,
        )
        return "已登记现场中止。"

    def _explain(self, row: Election, version: int) -> str:
        sent = self.request.POST
        place = sent.get("code", ""), sent.get("step", ""), key_of(sent.get("number", ""))
        explanations.explain(row, *place, sent.get("text", ""), by=self.user, version=version)
        return "已记入核对记录。"

    moves: ClassVar = {
        rounds.OPEN: _open,
        rounds.CLOSE: _close,
        rounds.ANNOUNCE: _announce,
        rounds.BREAK_OFF: _break_off,
        rounds.CORRECT: move(facts.correct, "已退回，请照实重新登记现场公布。"),
        rounds.PROPOSE: _propose,
        rounds.CONFIRM: move(next_rounds.confirm, "已审定投票日期。"),
        rounds.DROP: move(next_rounds.drop, "已撤销这次安排，可以另提日期。"),
        halting.SUSPEND: move(halting.suspend, "已暂停。"),
        halting.RESUME: move(halting.resume, "已恢复。"),
        halting.ASK: move(halting.ask_calling_off, "已申请终止，由另一人审定。"),
        halting.CALL_OFF: move(halting.call_off, "已审定终止。"),
        halting.KEEP: move(halting.keep, "未同意终止，选举继续。"),
        halting.REINSTATE: move(halting.reinstate, "已恢复选举。"),
        explanations.EXPLAIN: _explain,
    }
