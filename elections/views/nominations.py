"""Pages of nomination: an election's nominees and lists, one nominee with what happens to him, one formal list."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from electioncycle.ledgers.edit_pages import AddPage, EditPage
from electioncycle.ledgers.forms import LedgerForm
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, Role, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.moves import MovePage, day_in, day_of, move
from electioncycle.web.pages import key_of
from elections.choices import BY_HIMSELF, Eligibility, Leaving, Order
from elections.figures.known_people import known_in
from elections.forms.nominations import CandidacyForm
from elections.models import Candidacy, CandidateList, Election
from elections.papers.reviews import review_paper
from elections.services import candidacies, candidate_lists, reviews
from elections.services import nomination_boards as figures
from elections.services.deciding import scheme_of
from elections.views.base import WRITERS, ElectionsPage
from villages.models import Village

STROKES = "strokes-"


class NominationsPage(ElectionsPage):
    """Everybody nominated in one election by post, what speaks against it, and the lists drawn up of it."""

    takes = {"pk": "elections.election"}
    menu = "candidacy_list"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        election = get_object_or_404(figures.elections(self.user), pk=pk)
        board = figures.board(election)
        may_write = officials_may(self.user, Action.CHANGE)
        context = {
            "election": election,
            "row": election,
            "board": board,
            "checks": board.checks,
            "may_explain": may_write,
            "votes": figures.votes(election),
            "lists": candidate_lists.lists_of(election),
            "waiting": candidate_lists.waiting(election),
            "may_write": may_write,
            "orders": Order.choices,
        }
        return render(request, "elections/nominations.html", context)


class ListMove(MovePage, LedgerPage):
    """Draws the formal list of an election up."""

    roles = WRITERS

    def onward(self, row: Election, move: str) -> tuple[Any, ...]:
        return ("nominations_of", row.pk)

    def _propose(self, row: Election, version: int) -> str:
        sent = self.request.POST
        keys = {key_of(text) for text in sent.getlist("candidate")}
        typed = {name.removeprefix(STROKES): sent[name] for name in sent if name.startswith(STROKES)}
        decided = {char: text for char, text in typed.items() if len(char) == 1 and text.strip()}
        made = candidate_lists.propose(
            row, keys, order=sent.get("order", ""), decided=decided, by=self.user, version=version
        )
        return f"已拟定{len(made.entries)}人的名单，由另一人核对并登记公布。"

    moves: ClassVar = {candidate_lists.PROPOSE: _propose}


class CandidacyPage(DetailPage):
    """One nominee for one post: the joint review's standing, the village's own review, what happened."""

    template = "elections/candidacy.html"

    def more(self, row: Candidacy) -> dict[str, Any]:
        review = reviews.review_of(row)
        return {
            "moves": candidacies.moves(row, self.user) | reviews.moves(row, self.user),
            "joint": figures.joint_review(row),
            "review": review,
            "clauses": reviews.clauses(scheme_of(row.election, None)),
            "leavings": [(one.value, one.label) for one in BY_HIMSELF],
            "outcomes": Eligibility.choices,
            "steps": workflow.steps(row),
            "today": timezone.localdate(),
        }


class CandidacyMove(MovePage, LedgerPage):
    roles = WRITERS

    def onward(self, row: Candidacy, move: str) -> tuple[Any, ...]:
        return ("candidacy_detail", row.pk)

    def _leave(self, row: Candidacy, version: int) -> str:
        sent = self.request.POST
        on = day_in(sent, "on", "日期")
        because = sent.get("because", "")
        left = candidacies.leave(row, because=because, on=on, note=sent.get("note", ""), by=self.user, version=version)
        return f"已登记“{Leaving(because).label}”。{candidacies.what_follows(left)}"

    def _review(self, row: Candidacy, version: int) -> str:
        sent = self.request.POST
        told = sent.get("told_on", "")
        opinion = reviews.Opinion(
            outcome=sent.get("outcome", ""),
            decided_on=day_in(sent, "decided_on", "审查日期"),
            clause=sent.get("clause", ""),
            reason=sent.get("reason", ""),
            told_on=day_of(told, "告知日期", "told_on") if told else None,
        )
        made = reviews.record_opinion(row, opinion, by=self.user, version=version)
        return "已登记资格审查意见。" if made.confirmed else "已登记资格审查意见，由另一人对照签字件核对后生效。"

    moves: ClassVar = {
        candidacies.LEAVE: _leave,
        candidacies.BACK: move(candidacies.come_back, "已更正，与登记退出之前一样。"),
        reviews.REVIEW: _review,
        reviews.CONFIRM: move(reviews.confirm, "已核对，不列为候选人。", reason=False),
        reviews.LIFT: move(reviews.lift, "已撤销资格审查意见。"),
    }


class ReviewPaper(LedgerPage):
    """The opinion to be signed by the village's committee: with what is recorded, else for the pen."""

    action = Action.PRINT
    takes = {"suffix": PAPERS}

    def get(self, request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
        row = self.row(pk)
        made = printed(review_paper(row, reviews.review_of(row)), f"{row.village}候选人资格审查意见", suffix)
        audit.record(audit.Event.PRINTED, by=self.user, row=row, paper="review")
        return made


class ReasonPage(LedgerPage):
    """The reason of a review, to be told to the person alone; shown once, recorded each time."""

    roles = frozenset({Role.TOWNSHIP_OFFICER})
    heavy = "reveal"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        review = reviews.review_of(row)
        if review is None:
            raise Refused(f"“{row}”没有资格审查意见。")
        reason = reviews.read_reason(review, by=self.user, purpose=request.POST.get("purpose", ""))
        answer = self.render("ledger/revealed.html", row=row, label="资格审查理由", number=reason)
        answer["Cache-Control"] = "no-store"
        return answer


def candidacy_form(page: Any, row: Any, data: Any, initial: dict[str, Any]) -> CandidacyForm:
    """It offers those who are known in the village that is named."""
    village = key_of(str((data or initial).get("village", "")))
    there = Village.objects.visible_to(page.user).filter(pk=village)
    known = known_in(there, page.user).get(village, [])
    return CandidacyForm(
        page.ledger, data, row=row, user=page.user, cycle=page.cycle_or_none, initial=initial, known=known
    )


class WithKnown:
    """A form that offers those who are known in its village."""

    def form(self, row: Any, data: Any = None) -> LedgerForm:
        page: Any = self
        initial = {name: page.request.GET[name] for name in page.ledger.fields if name in page.request.GET}
        return candidacy_form(page, row, data, initial)


class AddCandidacy(WithKnown, AddPage):
    """Somebody is nominated; the address may name the village, so that its people are offered at once."""


class EditCandidacy(WithKnown, EditPage):
    """Corrections before the list."""


class ListPage(DetailPage):
    """One edition of the formal list with its people, and the move that makes it known."""

    template = "elections/candidate_list.html"

    def more(self, row: CandidateList) -> dict[str, Any]:
        return {
            "people": figures.listed(row),
            "posted_on": candidate_lists.posted_on(row),
            "moves": candidate_lists.moves(row, self.user),
            "bar": workflow.bar(row, self.user, after=(candidate_lists.PROPOSE,)),
            "steps": workflow.steps(row),
            "today": timezone.localdate(),
            "offered": candidate_lists.offered_day(row),
        }


class CandidateListMove(MovePage, LedgerPage):
    roles = WRITERS

    def onward(self, row: CandidateList, move: str) -> tuple[Any, ...]:
        return ("candidatelist_detail", row.pk)

    def _publish(self, row: CandidateList, version: int) -> str:
        on = day_in(self.request.POST, "on", "公布日期")
        candidate_lists.publish(row, on=on, by=self.user, version=version)
        return "已登记公布，名单上的人为正式候选人。"

    moves: ClassVar = {
        candidate_lists.PUBLISH: _publish,
        candidate_lists.BACK: move(candidate_lists.send_back, "已退回，请另拟名单。"),
    }
