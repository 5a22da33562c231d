"""Pages of the registration: its figures with corrections and moves; a list that is printed, counted and let go."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.records.uploads import LARGEST
from electioncycle.refusals import Refused
from electioncycle.roles import FIELD, OFFICIALS, Action, Role, officials_may
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.moves import MovePage, day_of, move
from electioncycle.web.pages import key_of, version_seen
from elections.choices import RecordState, VoterClass
from elections.models import Registration, Supplement
from elections.papers.voter_lists import list_document
from elections.rules.words import base_words
from elections.services import checking, recorded, registrations, voter_lists
from elections.services.registrations import Corrected
from elections.views.recorded import SHARED, RecordedMove

CODES = frozenset({"F.101", "F.102", "F.103", "F.104", "F.105", "F.106", "F.107", "F.110", "W.108", "W.109"})


class RegistrationPage(DetailPage):
    template = "elections/registration.html"

    def more(self, row: Registration) -> dict[str, Any]:
        found = checking.lines([row.election]).get(row.election_id, [])
        return {
            "words": base_words(row.base, community=row.election.community),
            "classes": [(VoterClass(one).label, number) for one, number in row.classes.items()],
            "by_group": row.by_group,
            "figure": row.figure,
            "supplements": [(one, registrations.may_confirm(one, self.user)) for one in row.supplements.all()],
            "checks": [one for one in found if one.code in CODES],
            "moves": recorded.moves(row, self.user),
            "may_correct": row.state == RecordState.APPROVED and officials_may(self.user, Action.CHANGE),
            "may_list": self.user.may(Action.CHANGE),
            "may_settle": row.state == RecordState.DRAFT and row.list_doubles and not row.doubles_settled,
            "official": bool(self.user.roles & OFFICIALS),
            "today": timezone.localdate(),
            "steps": workflow.steps(row),
        }


class RegistrationMove(RecordedMove):
    def _supplement(self, row: Registration, version: int) -> str:
        sent = self.request.POST
        if not (number := sent.get("registered", "")).isdecimal():
            raise Refused("更正后的登记总数没有填写或不是数字，请补填。")
        day = sent.get("published_on", "")
        said = Corrected(
            key_of(number),
            sent.get("grounds", ""),
            sent.get("notice_number", ""),
            day_of(day, "公告日期") if day else None,
        )
        made = registrations.correct(row, said, by=self.user, version=version)
        return f"已登记第{made.number}次更正，由另一人核对后计入登记人数。"

    moves: ClassVar = {
        **SHARED,
        registrations.CORRECT: _supplement,
        "doubles": move(voter_lists.settle_doubles, "已记下：相同的行是不同的人。", reason=False),
    }


class SupplementMove(MovePage, LedgerPage):
    roles = OFFICIALS - {Role.COUNTY_READER}
    moves: ClassVar = {
        registrations.CONFIRM: move(registrations.confirm, "已核对，登记人数按这次更正。", reason=False),
    }

    def onward(self, row: Supplement, move: str) -> tuple[Any, ...]:
        return ("registration_detail", row.registration_id)


class VoterListPrint(LedgerPage):
    """The uploaded list comes back as the paper to post; its figures stay, its names nowhere."""

    action = Action.CHANGE
    roles = FIELD - {Role.COUNTY_READER}
    heavy = "print"
    in_memory = LARGEST

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, form = self.row(pk), request.POST.get("form", "")
        if form not in PAPERS:
            raise Refused("请选择打印的格式。")
        listed = voter_lists.read(request.FILES.get("list"))
        paper = printed(list_document(row, listed), f"{row.village}名单", form)
        voter_lists.count(row, listed, by=self.user, version=version_seen(request.POST))
        return paper
