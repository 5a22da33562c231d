"""What was elected by figures that are verified (已核对), in the words of papers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from electioncycle.wording import day_in_words
from elections.choices import PostCode, RoundKind, RoundState
from elections.models import ElectedPerson, Election, ResultSheet, Round
from elections.rules.sheet import Unreadable
from elections.rules.sheet_figures import Account
from elections.services import results, sheet_verdicts
from elections.services.results import Result
from elections.sheet_choices import SheetState

NEXT = {
    "other": "另行选举",
    "tie": "再次投票",
    "repeat": "重新选举",
    "decide": "缺额由村里依法决定",
    "none": "不再另选",
}


@dataclass(frozen=True)
class Verified:
    """A round whose sheet is locked, with what came of it."""

    round: Round
    sheet: ResultSheet
    result: Result

    @property
    def account(self) -> Account:
        """Of several ballot papers the one of which most came back, as the sentences of the outcome have it."""
        return max(self.result.figures.accounts, key=lambda one: one["recovered"])

    @property
    def registered(self) -> int | None:
        """Whom the turnout is measured by."""
        figures = self.result.figures
        return figures.expected if figures.registered is None else figures.registered

    def elected(self, *posts: str) -> list[str]:
        """Of these posts, those with more votes first."""
        decided = [one for post in posts for one in self.result.seated if one.post.post == post]
        return [person.name for one in decided for person in one.seating.elected]

    def lines(self) -> list[str]:
        """Every post with who was elected, the woman's seat as one of the members."""
        named = [
            ("主任", self.elected(PostCode.DIRECTOR)),
            ("副主任", self.elected(PostCode.DEPUTY)),
            ("委员", self.elected(PostCode.MEMBER, PostCode.WOMAN)),
        ]
        return [f"{title}：{'、'.join(names)}" for title, names in named if names]

    def words(self) -> dict[str, str]:
        """What the announcement says of the round."""
        outcome, account = self.result.outcome, self.account
        return {
            "registered": str(self.registered or ""),
            "issued": str(account["issued"]),
            "recovered": str(account["recovered"]),
            "over": "超过" if account["recovered"] > account["issued"] else "未超过",
            "half": self._half(),
            "valid": "有效" if outcome.valid else "无效",
            "void_reason": "；".join(reason.partition("(依据：")[0] for reason in outcome.account.reasons),
            "director_elected": "、".join(self.elected(PostCode.DIRECTOR)),
            "deputy_elected": "、".join(self.elected(PostCode.DEPUTY)),
            "member_elected": "、".join(self.elected(PostCode.MEMBER, PostCode.WOMAN)),
            "elected_lines": "\n".join(self.lines()),
            "open": str(self.result.open or ""),
        }

    def _half(self) -> str:
        """A vote again among those tied, and an other election, need no turnout of their own."""
        if self.registered is None or self.round.kind in (RoundKind.TIE, RoundKind.OTHER):
            return ""
        return "超过" if self.result.outcome.valid or 2 * self.account["recovered"] > self.registered else "未超过"

    @property
    def next_words(self) -> str:
        outcome = self.result.outcome
        if self.result.voided:
            return NEXT["other"]
        told = NEXT["repeat"] if not outcome.valid else NEXT[outcome.next]
        return f"{told}，最迟{day_in_words(outcome.until)}" if outcome.until else told


def rounds_of(elections: Iterable[Election]) -> dict[int, list[Verified]]:
    """Election key → its verified rounds, the first one first; constant queries."""
    sheets = ResultSheet.objects.filter(round__election__in=list(elections), state=SheetState.VERIFIED)
    rows = list(sheets.select_related(*sheet_verdicts.JOINED).order_by("round__number"))
    known, found = _results(rows), defaultdict[int, list[Verified]](list)
    for row in rows:
        if row.pk in known:
            found[row.round.election_id].append(Verified(row.round, row, known[row.pk]))
    return found


def _results(rows: Sequence[ResultSheet]) -> dict[int, Result]:
    try:
        return results.results(rows)
    except Unreadable:  # a rule that cannot be read decides nothing; its page says so
        return {}


def last_words(elections: Iterable[Election]) -> dict[int, dict[str, str]]:
    """What notices say of the round that was verified last; nothing while a later one was announced."""
    found = {key: own[-1] for key, own in rounds_of(elections).items()}
    over = (RoundState.ANNOUNCED, RoundState.VOID, RoundState.BROKEN_OFF)
    last = Round.objects.filter(election__in=found, state__in=over).order_by("number")
    numbers = dict(last.values_list("election", "number"))
    return {key: one.words() for key, one in found.items() if numbers.get(key, 0) <= one.round.number}


def elected_of(elections: Iterable[Election]) -> list[ElectedPerson]:
    """Everybody elected in all verified rounds, by village, round and post."""
    rows = ElectedPerson.objects.filter(
        sheet__round__election__in=list(elections), sheet__state=SheetState.VERIFIED, sheet__withdrawn_at=None
    ).select_related("sheet__round__election__village__township", "person")
    order = list(PostCode.values)
    rounds = {one.pk: one.sheet.round for one in rows}
    place = {one.pk: (rounds[one.pk].election_id, order.index(one.post), rounds[one.pk].number) for one in rows}
    return sorted(rows, key=lambda one: (*place[one.pk], one.pk))
