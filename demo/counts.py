"""By-elections of the made-up county that were counted: sheets in every state, a tie, both corrections, a recount."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from demo import days
from demo.accounts import Staff
from demo.county import County
from demo.elections import REASON
from demo.follow_up import upload
from demo.votes import told
from electioncycle.actors import Actor
from electioncycle.disclosure import restricted
from electioncycle.records import files
from elections.choices import LIVE, Announced, Body, Cause, Order, PostCode, Procedure
from elections.correction_choices import FindingBody
from elections.dispute_choices import Acceptor, Consequence, DisputeKind, Finding
from elections.models import Candidacy, Correction, Dispute, Election, Registration, ResultSheet, Round
from elections.rules.disputes import Found
from elections.services import (
    candidate_lists,
    corrections,
    dispute_consequences,
    disputes,
    facts,
    next_rounds,
    opening,
    recorded,
    recounts,
    sheet_shapes,
    sheet_verdicts,
    sheet_ways,
    sheets,
    winners,
)
from elections.services.corrections import Decision
from elections.sheet_choices import BlindBecause
from villages.choices import Education
from villages.models import Person, Village

Votes = Mapping[str, Sequence[int]]
"""By post what each candidate got of a thousand ballots."""
CLEAR: Votes = {PostCode.DEPUTY: (640, 310)}
MISREAD: Votes = {PostCode.DEPUTY: (640, 300)}
TURNED: Votes = {PostCode.DEPUTY: (310, 640)}
NOBODY: Votes = {PostCode.DEPUTY: (450, 440)}
TIED: Votes = {PostCode.DEPUTY: (450, 410), PostCode.MEMBER: (650, 530, 530)}
SEATS: Mapping[str, int] = {PostCode.DEPUTY: 1}
SEVERAL: Mapping[str, int] = {PostCode.DEPUTY: 1, PostCode.MEMBER: 2}
VOID, BLANK, PROXIES, SPOILED, LEFT = 4, 3, 12, 2, 30
MORNING, NOON, EVENING = 8, 12, 17
EVERY = 6
"""Of so many villages one has counted, until every fate is there."""


def add_counts(county: County, staff: Staff, every: int = EVERY) -> None:
    """In the last villages where no committee is elected otherwise."""
    going = Election.objects.filter(village__path__startswith=county.area.path, body=Body.COMMITTEE, state__in=LIVE)
    taken = set(going.values_list("village", flat=True))
    free = [village for village in reversed(county.villages) if village.pk not in taken]
    walks = _Walks(county, staff)
    fates: tuple[Callable[[Village], object], ...] = (
        walks.verified,
        walks.corrected_entry,
        walks.recounted,
        walks.typed_once,
        walks.doubted,
        walks.blind,
        walks.tied,
        walks.compared,
        walks.corrected_result,
        walks.being_typed,
    )
    for village, fate in zip(free[: len(county.villages) // every], fates, strict=False):
        fate(village)


class _Walks:
    """Leads the sheet of a vote by the services' own moves to where it is to stand."""

    def __init__(self, county: County, staff: Staff) -> None:
        self.county, self.staff, self.today = county, staff, county.days.at(0)

    def at(self, offset: int, hour: int) -> datetime:
        return timezone.make_aware(datetime.combine(self.county.days.at(offset), time(hour, 30)))

    def clerk(self, row: Any) -> Any:
        return self.staff.clerk_of(row.election.village)

    def officer(self, row: Any) -> Any:
        return self.staff.officer_of(row.election.village)

    # --- voted -----------------------------------------------------------------------------------------------------

    def voted(self, village: Village, announced: str, seats: Mapping[str, int], votes: Votes) -> Round:
        """A by-election with its list of voters and of candidates, announced in the hall."""
        clerk = self.staff.clerk_of(village)
        values = {"village": village, "body": Body.COMMITTEE, "procedure": Procedure.BY_ELECTION}
        values |= {"polling_day": self.county.days.at(days.COUNTED), "grounds": REASON}
        election = opening.register(None, values, seats, by=clerk)
        self._register(election)
        self._list(election, votes)
        return self.announce(election, announced, days.COUNTED)

    def _register(self, election: Election) -> None:
        number = self.county.rng(f"counted {election.village.code}").randint(400, 900)
        row = Registration(registered=number, resident=number, village=election.village, election=election)
        self.county.save([row])
        recorded.submit(row, by=self.staff.clerk_of(election.village))
        recorded.approve(row, by=self.staff.officer_of(election.village))

    def _list(self, election: Election, votes: Votes) -> None:
        rng, village = self.county.rng(f"candidates {election.village.code}"), election.village
        posts = [post for post, own in votes.items() for _ in own]
        names: dict[str, bool] = {}
        while len(names) < len(posts):
            male = rng.random() < 0.6
            names[self.county.people.name(rng, male=male)] = male
        people = [Person(name=name, sex="male" if male else "female") for name, male in names.items()]
        self.county.save(people)
        rows = [
            Candidacy(election=election, village=village, person=one, post=post, votes=300 - 20 * number)
            for number, (post, one) in enumerate(zip(posts, people, strict=True))
        ]
        self.county.save(rows)
        keys = [one.pk for one in rows]
        made = candidate_lists.propose(
            election, keys, order=Order.VOTES, decided={}, by=self.staff.clerk_of(election.village)
        )
        on = self.county.days.at(days.COUNT_LISTED)
        candidate_lists.publish(made, on=on, by=self.staff.officer_of(election.village))

    def announce(self, election: Election, announced: str, on: int, hour: int = NOON) -> Round:
        """A vote that began and was closed before it was announced; the later ones of a day within an hour."""
        early = hour - 4 if hour == NOON else hour
        rng = self.county.rng(f"announcer {election.village.code}")
        return facts.record_announcement(
            Election.objects.get(pk=election.pk),
            at=self.at(on, hour),
            opened_at=self.at(on, early),
            closed_at=self.at(on, hour - 1 if hour == NOON else hour),
            announcer=self.county.people.name(rng, male=True),
            announced=announced,
            by=self.staff.clerk_of(election.village),
        )

    # --- typed -----------------------------------------------------------------------------------------------------

    def begun(self, row: Round) -> ResultSheet:
        choices = [one for one in sheet_shapes.choices(row) if one.seats]
        people = {one.post: [person.pk for person, ticked in one.people if ticked] for one in choices}
        chosen = sheet_shapes.Chosen({one.post: one.seats for one in choices}, people)
        return sheets.begin(row, chosen, by=self.clerk(row))

    def paper(self, sheet: ResultSheet, votes: Votes) -> dict[str, str]:
        """What stands on the signed paper: nine of ten came, and every ballot was recovered."""
        came = sheet.shape["registered"] * 9 // 10
        account = {"printed": came + SPOILED + LEFT, "in_person": came - PROXIES, "proxy": PROXIES, "roving": 0}
        account |= {"issued": came, "spoiled": SPOILED, "left_over": LEFT, "recovered": came}
        typed = {f"account-0-{name}": number for name, number in account.items()}
        for post, _, keys, _ in sheet.shape["posts"]:
            counted = {"valid": came - VOID - BLANK, "void": VOID, "blank": BLANK}
            typed |= {f"post-{post}-{name}": number for name, number in counted.items()}
            shares = zip(keys, votes[post], strict=True)
            typed |= {f"line-{post}-{key}-votes": came * share // 1000 for key, share in shares}
        return {key: str(number) for key, number in typed.items()}

    def hand_in(self, sheet: ResultSheet, votes: Votes, by: Actor) -> ResultSheet:
        entry = sheets.entry_of(sheet, by)
        saved = entry.saved if entry else 0
        return sheets.hand_in(sheet, self.paper(sheet, votes), as_on_paper=False, by=by, saved=saved)[0]

    def agreed(self, sheet: ResultSheet, votes: Votes) -> ResultSheet:
        """Typed by the clerk and compared by the officer; figures that are close are typed by both."""
        sheet = self.hand_in(sheet, votes, self.clerk(sheet))
        officer = self.officer(sheet)
        sheets.take(sheet, by=officer)
        sheet = ResultSheet.with_provisional.get(pk=sheet.pk)
        return self.hand_in(sheet, votes, officer) if sheet.blind else sheets.agree(sheet, by=officer)

    def locked(self, row: Round, votes: Votes) -> ResultSheet:
        """Verified by the officer, whoever compared."""
        sheet = self.agreed(self.begun(row), votes)
        times = {sheet_verdicts.SEALED: row.announced_at}
        return sheet_verdicts.verify(sheet, signed=True, conditions_met=True, times=times, by=self.officer(sheet))

    # --- fates -----------------------------------------------------------------------------------------------------

    def verified(self, village: Village) -> None:
        """Told by telephone before; birth and education of the winner are typed."""
        row = self.voted(village, Announced.COMPLETE, SEATS, CLEAR)
        self.county.save([told(self.county, row)])
        sheet = self.locked(row, CLEAR)
        (winner,) = winners.winners(sheet, self.clerk(row))
        winners.fill(winner.row, who="", birth="1979.05", education=Education.COLLEGE, by=self.clerk(row))

    def compared(self, village: Village) -> None:
        self.agreed(self.begun(self.voted(village, Announced.COMPLETE, SEATS, CLEAR)), CLEAR)

    def typed_once(self, village: Village) -> None:
        row = self.voted(village, Announced.COMPLETE, SEATS, CLEAR)
        self.hand_in(self.begun(row), CLEAR, self.clerk(row))

    def being_typed(self, village: Village) -> None:
        """Half of it is kept; the browser was closed."""
        row = self.voted(village, Announced.COMPLETE, SEATS, CLEAR)
        sheet = self.begun(row)
        half = dict(list(self.paper(sheet, CLEAR).items())[:6])
        sheets.keep(sheet, half, by=self.clerk(row), saved=0)

    def doubted(self, village: Village) -> None:
        """The hall announced somebody whom the figures do not elect."""
        self.agreed(self.begun(self.voted(village, Announced.COMPLETE, SEATS, NOBODY)), NOBODY)

    def blind(self, village: Village) -> None:
        """Two type a pilot's sheet, and differ in one place."""
        row = self.voted(village, Announced.COMPLETE, SEATS, CLEAR)
        sheet = sheet_ways.type_blind(self.begun(row), because=BlindBecause.PILOT, by=self.staff.county_clerk)
        sheet = self.hand_in(sheet, CLEAR, self.clerk(row))
        sheets.take(sheet, by=self.officer(row))
        self.hand_in(sheet, MISREAD, self.officer(row))

    def tied(self, village: Village) -> None:
        """Equal at the last seat: again the same evening; who fills the seat left open, the other election says."""
        row = self.voted(village, Announced.TIE, SEVERAL, TIED)
        self.locked(row, TIED)
        again = self.announce(row.election, Announced.OTHER, days.COUNTED, EVENING)
        self.locked(again, {PostCode.MEMBER: (560, 400)})
        election = Election.objects.get(pk=row.election_id)
        on = self.county.days.at(days.COUNTED_AGAIN)
        next_rounds.propose(election, day=on, by=self.clerk(row))
        next_rounds.confirm(Election.objects.get(pk=election.pk), by=self.officer(row))
        other = self.announce(election, Announced.COMPLETE, days.COUNTED_AGAIN)
        self.locked(other, {PostCode.DEPUTY: (520, 410)})

    def corrected_entry(self, village: Village) -> None:
        """The two mistook a figure for another; who is elected stays."""
        sheet = self.locked(self.voted(village, Announced.COMPLETE, SEATS, MISREAD), MISREAD)
        why = {"reason": "第二名的得票看错一位，与签字的报告单不符。", "scan": self.scan("结果报告单.jpg", sheet)}
        made = corrections.propose_entry_correction(sheet, **why, by=self.clerk(sheet))
        self.carry_out(made, CLEAR)

    def corrected_result(self, village: Village) -> None:
        """Who was elected deputy did not meet the conditions; the seat is voted on again."""
        sheet = self.locked(self.voted(village, Announced.COMPLETE, SEATS, CLEAR), CLEAR)
        number, on = f"村选委〔{self.today.year}〕3号", self.county.days.at(days.COUNT_DECIDED)
        decision = Decision(FindingBody.COMMITTEE, on, number, Announced.OTHER, Cause.ELECTED_VOID, (PostCode.DEPUTY,))
        why = {"reason": "当选的副主任不符合任职条件，当选无效。", "scan": self.scan("决定.jpg", sheet)}
        made = corrections.propose_result_correction(sheet, decision, **why, by=self.clerk(sheet))
        self.carry_out(made)

    def recounted(self, village: Village) -> None:
        """Sealed ballots were opened for a dispute; somebody else is elected deputy."""
        row = self.voted(village, Announced.COMPLETE, SEATS, CLEAR)
        sheet = self.locked(row, CLEAR)
        dispute = self._disputed(row)
        clerk, officer, on = self.clerk(row), self.officer(row), self.county.days.at(days.COUNT_DECIDED)
        recounts.record(dispute, self._opened(sheet), by=clerk)
        number = f"{village.township}政〔{self.today.year}〕15号"
        words = "启封复核，两名候选人的得票在汇总时填颠倒，报告单与计票单不符。"
        found = Found(Finding.VALID, words, number, on, Consequence.CORRECTION)
        dispute = disputes.conclude(Dispute.objects.get(pk=dispute.pk), found, by=clerk)
        dispute = disputes.approve(dispute, by=officer)
        decision = Decision(FindingBody.TOWNSHIP, on, number)
        why = {"reason": "按认定更正两名候选人的得票。", "scan": self.scan("认定书.jpg", sheet)}
        made = corrections.propose_result_correction(sheet, decision, **why, types=True, by=clerk)
        self.carry_out(made, TURNED)
        dispute_consequences.carry_out(dispute, on=self.today, by=officer)

    def _disputed(self, row: Round) -> Dispute:
        village, rng = row.election.village, self.county.rng(f"recount {row.pk}")
        day = self.county.days.at(days.COUNTED + 1)
        made = Dispute(village=village, election=row.election, round_number=row.number, kind=DisputeKind.COUNT)
        made.facts, made.received_on = "对副主任候选人的得票数有异议，要求启封复核。", day
        made.name, made.phone = self.county.people.name(rng, male=False), self.county.people.phone()
        self.county.save([made])
        for user in (self.clerk(row), self.officer(row), self.staff.county_admin):
            restricted.let_read(made, user, by=self.county.by)
        return disputes.accept(made, acceptor=Acceptor.TOWNSHIP, on=day, by=self.clerk(row))

    def _opened(self, sheet: ResultSheet) -> recounts.Typed:
        present = "选举委员会主任、监票人、乡镇工作人员"
        again = self.paper(sheet, TURNED)
        counted: dict[str, Any] = {name: int(again[f"post-deputy-{name}"]) for name in recounts.WHOLE}
        counted["votes"] = [int(text) for key, text in again.items() if key.startswith("line-deputy")]
        opened, sealed = (self.at(days.COUNTED + 2, hour) for hour in (MORNING, NOON))
        approved = self.county.days.at(days.COUNTED + 1)
        approval = f"启封批〔{self.today.year}〕1号"
        return recounts.Typed(approval, approved, opened, present, sealed, present, {PostCode.DEPUTY: counted})

    def scan(self, name: str, row: Any) -> Any:
        return files.attach(upload(name), by=self.clerk(row))

    def carry_out(self, made: Correction, votes: Votes | None = None) -> None:
        """What the paper says is typed and compared as the first time; another person confirms."""
        if votes and made.draft:
            self.agreed(made.draft, votes)
        corrections.confirm(made, conditions_met=True, by=self.officer(made))
