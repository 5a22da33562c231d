"""Who is nominated in some of the made-up county's villages: from the first votes to lists, withdrawals and reviews."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from demo import days
from demo.accounts import Staff
from demo.county import County
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services
from elections.choices import Body, Eligibility, Leaving, Order, PostCode, SchemeState
from elections.models import Candidacy, CandidateList, Election, NominationVote, Scheme
from elections.services import candidacies, candidate_lists, reviews
from elections.services.registrations import registered
from villages.models import TeamMember

EVERY, MOST = 3, 12
"""Of so many started villages one has come to its nomination; so many at most."""
NOMINEES = (
    (PostCode.DIRECTOR, 312),
    (PostCode.DIRECTOR, 205),
    (PostCode.DIRECTOR, 61),
    (PostCode.MEMBER, 298),
    (PostCode.MEMBER, 240),
    (PostCode.MEMBER, 188),
    (PostCode.MEMBER, 97),
)
LISTED = (0, 1, 3, 4, 5)
"""Those of them on the first list: one director and two members are elected."""
CONDITIONS = "遵纪守法，公道正派；身体健康，能坚持正常工作。"
SCHEME: dict[str, Any] = {
    "mode": "all",
    "nomination": "candidates",
    "ballot_papers": "one",
    "voting": "together",
    "ballot_asks": "for",
    "seats_director": 1,
    "seats_deputy": 0,
    "seats_member": 2,
    "woman_seat": "none",
    "conditions": CONDITIONS,
    "reviewer": reviews.OWN,
}


def add_nominations(county: County, staff: Staff) -> None:
    started = Election.objects.filter(
        start__cycle=county.cycle, body=Body.COMMITTEE, village__path__startswith=county.area.path
    )
    walks = _Walks(county, staff)
    fates: Sequence[Callable[[Election, list[Candidacy]], Any]] = (
        lambda election, nominees: None,
        walks.proposed,
        walks.one_followed,
        walks.one_left,
        walks.published,
        walks.one_excluded,
    )
    for number, election in enumerate(started.select_related("village__township").order_by("pk")[::EVERY][:MOST]):
        fates[number % len(fates)](election, walks.nominated(election))


class _Walks:
    """Leads nominations by the services' own moves to where they are to stand."""

    def __init__(self, county: County, staff: Staff) -> None:
        self.county, self.staff = county, staff

    def day(self, offset: int) -> date:
        return self.county.days.at(offset)

    def nominated(self, election: Election) -> list[Candidacy]:
        """The vote and its nominees: the sitting team stands again, the others are new."""
        village, clerk = election.village, self.staff.clerk_of(election.village)
        rng = self.county.rng(f"nominees {village.code}")
        self._adopt(election)
        voters = registered([election]).get(election.pk, 820)
        vote = NominationVote(election=election, village=village, took_part=voters * 4 // 5)
        self.county.save([vote])
        team = [one.person for one in TeamMember.objects.filter(village=village, cycle=self.county.cycle)[:2]]
        made = []
        for number, (post, votes) in enumerate(NOMINEES):
            male = rng.random() < 0.6
            known = team[number // 3] if number % 3 == 0 and number // 3 < len(team) else None
            who: dict[str, Any] = (
                {"person": known} if known else {"person__name": self.county.people.name(rng, male=male)}
            )
            who |= {"person__sex": "male" if male else "female"}
            values = {"village": village, "post": post, "way": "ballot", "votes": votes, **who}
            ledger = ledgers.of(Candidacy)
            made.append(services.save_row(ledger, None, values, by=clerk, cycle=self.county.cycle))
        return made

    def _adopt(self, election: Election) -> None:
        given = {"adopted_on": self.day(days.NOMINATED_ON), "adopted_by": "representatives"}
        votes = {"entitled": 46, "present": 41, "in_favour": 39}
        row = Scheme(election=election, values=SCHEME, state=SchemeState.ADOPTED, **given, **votes)
        self.county.save([row])

    def proposed(self, election: Election, nominees: list[Candidacy]) -> CandidateList:
        keys = [nominees[number].pk for number in LISTED]
        return self._propose(election, keys)

    def _propose(self, election: Election, keys: Sequence[int]) -> CandidateList:
        clerk = self.staff.clerk_of(election.village)
        return candidate_lists.propose(election, keys, order=Order.VOTES, decided={}, by=clerk)

    def published(self, election: Election, nominees: list[Candidacy]) -> None:
        self._publish(self.proposed(election, nominees), days.LISTED_ON)

    def _publish(self, row: CandidateList, on: int) -> None:
        candidate_lists.publish(row, on=self.day(on), by=self.staff.officer_of(row.village))

    def one_left(self, election: Election, nominees: list[Candidacy]) -> None:
        """The list is out of date: the second of those who stand for director has withdrawn in writing."""
        self.published(election, nominees)
        clerk = self.staff.clerk_of(election.village)
        candidacies.leave(nominees[1], because=Leaving.WITHDREW, on=self.day(days.LEFT_ON), by=clerk)

    def one_followed(self, election: Election, nominees: list[Candidacy]) -> None:
        """Who came next by votes stands in his place."""
        self.one_left(election, nominees)
        self._publish(self._propose(election, [nominees[number].pk for number in (0, 2, 3, 4, 5)]), days.LEFT_ON)

    def one_excluded(self, election: Election, nominees: list[Candidacy]) -> None:
        """The village's own committee found a nominee not to meet a condition of the adopted rules."""
        opinion = reviews.Opinion(
            Eligibility.EXCLUDED,
            self.day(days.REVIEWED_ON),
            clause="身体健康，能坚持正常工作",
            reason="长期在外务工，本人表示不能返乡。",
            told_on=self.day(days.REVIEWED_ON),
        )
        reviews.record_opinion(nominees[6], opinion, by=self.staff.clerk_of(election.village))
        reviews.confirm(nominees[6], by=self.staff.officer_of(election.village))
        self.proposed(election, nominees)
