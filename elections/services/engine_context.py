"""What the engine of results asks beside the figures of sheets, read once for many of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from elections.choices import RoundKind, RoundState
from elections.models import Candidacy, ElectedPerson, PostCount, ProxyTally, ResultSheet
from elections.rules.norms import KIN_WORDS
from elections.rules.sheet import Elected
from elections.rules.sheet_figures import Figures
from elections.rules.sheet_outcome import About
from elections.rules.sheet_shape import Shape
from elections.sheet_choices import AGREED
from villages.services.avoidance import kin_in

RELATIONS = {words: relation for relation, words in reversed(KIN_WORDS.items())}
"""The county's names of relations as the engine calls them; which of two is the parent says nothing to it."""


class Context:
    """What the engine asks beside the figures, read once for many sheets."""

    def __init__(self, sheets: Sequence[ResultSheet]) -> None:
        elections = {one.round.election_id for one in sheets}
        tallies = ProxyTally.objects.filter(election__in=elections)
        self.certificates = dict(tallies.values_list("election", "certificates"))
        self.kin = _kin({one.election.village_id for one in sheets})
        self.persons = self._persons(sheets)
        self.elected = _elected(elections)
        self.called = _called({one.round.election_id for one in sheets if one.round.kind == RoundKind.TIE})

    @staticmethod
    def _persons(sheets: Sequence[ResultSheet]) -> dict[int, int]:
        keys = {key for one in sheets for post in Shape.read(one.shape).posts for key in post.candidates}
        return dict(Candidacy.all_rows.filter(pk__in=keys).values_list("pk", "person"))

    def about(self, sheet: ResultSheet, figures: Figures) -> About:
        """Names stand for people here: whoever is on the sheet goes by the name that stands there."""
        election, lines = sheet.election, [line for post in figures.posts for line in post.names]
        labels = {self.persons[line.candidacy]: line.name for line in lines if line.candidacy in self.persons}
        before = [one for one in self.elected[election.pk] if one.sheet.round.number < sheet.round.number]
        taken = {line.name for line in lines}
        for one in before:
            if one.person_id and one.person_id not in labels:
                labels[one.person_id] = f"{one.name}(已当选)" if one.name in taken else one.name
        kin = tuple(
            (labels[a], labels[b], how) for a, b, how in self.kin.get(election.village_id, ()) if {a, b} <= set(labels)
        )
        return About(
            procedure=election.procedure,
            kind=sheet.round.kind,
            day=sheet.round.polling_day,
            community=election.community,
            kin=kin,
            before=tuple(Elected(labels.get(one.person_id or 0, one.name), one.post, one.votes) for one in before),
            left_open=self._left_open(sheet, before) if sheet.round.kind == RoundKind.TIE else (),
        )

    def _left_open(self, sheet: ResultSheet, before: Sequence[ElectedPerson]) -> tuple[tuple[str, int], ...]:
        """Of the last whole vote the seats that neither somebody elected takes nor this vote among the tied."""
        votes = {n: seats for n, seats in self.called[sheet.round.election_id].items() if n < sheet.round.number}
        taken = Counter(one.post for one in before)
        taken.update({one.post: one.seats for one in Shape.read(sheet.shape).posts})
        called = votes[max(votes)] if votes else {}
        return tuple((post, seats - taken[post]) for post, seats in called.items() if seats > taken[post])


def _kin(villages: Iterable[int]) -> dict[int, list[tuple[int, int, str]]]:
    """The relations kept of villages as the engine calls them, each once, be it kept in several cycles."""
    return {
        village: list(dict.fromkeys((one.one, one.other, how) for one in own if (how := RELATIONS.get(one.relation))))
        for village, own in kin_in(villages).items()
    }


def _elected(elections: Iterable[int]) -> dict[int, list[ElectedPerson]]:
    """Election key → who was elected by its agreed sheets, in the order of the rounds; of void rounds nobody."""
    found: dict[int, list[ElectedPerson]] = defaultdict(list)
    rows = ElectedPerson.objects.filter(
        sheet__round__election__in=list(elections), sheet__state__in=AGREED, sheet__withdrawn_at=None
    ).exclude(sheet__round__state=RoundState.VOID)
    for row in rows.select_related("sheet__round").order_by("sheet__round__number", "pk"):
        found[row.sheet.round.election_id].append(row)
    return found


def _called(elections: Collection[int]) -> dict[int, dict[int, dict[str, int]]]:
    """Election key → number of each whole vote that counts → the seats of its posts."""
    found: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    if elections:
        rows = PostCount.objects.filter(
            sheet__in=ResultSheet.objects.filter(round__election__in=elections, state__in=AGREED),
            sheet__round__kind__in=(RoundKind.FIRST, RoundKind.REPEAT),
        ).exclude(sheet__round__state=RoundState.VOID)
        for row in rows.select_related("sheet__round").order_by("pk"):
            found[row.sheet.round.election_id][row.sheet.round.number][row.post] = row.seats
    return found
