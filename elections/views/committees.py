"""Pages of the election committee: one with its members and moves, the list in one form, exits of single members."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import FIELD, OFFICIALS, Action, Role, officials_may
from electioncycle.web.moves import MovePage, day_in, day_of, move
from electioncycle.web.pages import key_of, refused, shown_again, version_seen
from elections.choices import CommitteeRole, ExitReason, RecordState
from elections.forms.committees import MemberLine, lines
from elections.models import CommitteeMember, ElectionCommittee
from elections.rules.committees import Named
from elections.services import checking, committees, recorded
from elections.views.recorded import SHARED, RecordedMove
from villages.choices import Sex

WRITERS = OFFICIALS - {Role.COUNTY_READER}


class CommitteePage(DetailPage):
    template = "elections/committee.html"

    def more(self, row: ElectionCommittee) -> dict[str, Any]:
        members = list(row.members.select_related("person", "followed_by__person").order_by("number"))
        official = bool(self.user.roles & OFFICIALS)
        codes = {"F.111", "F.112"} if official else {"F.111"}  # who stands and whose kin it is, officials alone read
        may_add = officials_may(self.user, Action.CHANGE) and row.state == RecordState.APPROVED
        return {
            "members": members,
            "checks": [one for one in checking.lines([row.election]).get(row.election_id, []) if one.code in codes],
            "moves": recorded.moves(row, self.user),
            "may_list": row.state == RecordState.DRAFT and self.user.may(Action.CHANGE),
            "may_exit": officials_may(self.user, Action.CHANGE) and row.state != RecordState.DRAFT,
            "may_add": may_add,
            "headless": may_add and not any(one.sits and one.role == CommitteeRole.HEAD for one in members),
            "official": official,
            "reasons": ExitReason.choices,
            "sexes": Sex.choices,
            "known": committees.known_here(row, self.user) if may_add else (),
            "today": timezone.localdate(),
            "steps": workflow.steps(row),
        }


class MembersPage(LedgerPage):
    """The whole list in one form, as long as the record is a draft."""

    action = Action.CHANGE
    roles = FIELD - {Role.COUNTY_READER}

    def forms(self, row: ElectionCommittee, data: Any = None) -> list[MemberLine]:
        members = row.members.select_related("person").order_by("number")
        return lines(members, committees.known_here(row, self.user), data)

    def page(
        self, row: ElectionCommittee, forms: list[MemberLine], status: int = 200, problem: str = ""
    ) -> HttpResponse:
        seen = version_seen(self.request.POST) or row.version
        left = any(one.member and one.member.left_on for one in forms)
        joined = self.request.POST.get("joined", f"{timezone.localdate()}")
        return self.render(
            "elections/committee_members.html",
            row=row,
            forms=forms,
            problem=problem,
            seen=seen,
            left=left,
            joined=joined,
            status=status,
        )

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        self.ledger.require_unlocked(row)
        return self.page(row, self.forms(row))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        forms = self.forms(row, request.POST)
        if faulty := [one for one in forms if not one.is_valid()]:
            return shown_again(self.page(row, forms, 422, "没有保存：有几处需要改正，见红色文字。"), *faulty)
        named = [found for one in forms if (found := one.named)]
        joined = request.POST.get("joined", "")
        try:
            day = day_of(joined, "补选日期", "joined_on") if joined else None
            committees.save_members(row, named, by=self.user, joined=day, version=version_seen(request.POST))
        except Conflict as error:
            return self.page(row, self.forms(row), 409, str(error))
        except Refused as error:
            return refused(self.page(row, forms, 422, str(error)))
        messages.success(request, f"已保存“{row}”成员{len(named)}人。")
        return redirect("electioncommittee_detail", row.pk)


class CommitteeMove(RecordedMove):
    def _add(self, row: ElectionCommittee, version: int) -> str:
        sent = self.request.POST
        one = Named(
            CommitteeRole.MEMBER,
            person=key_of(sent.get("person", "")),
            name=sent.get("name", "").strip()[:40],
            sex=sent.get("sex", ""),
            another="another" in sent,
        )
        day = day_in(sent, "on", "补选日期") if sent.get("on") else None
        made = committees.add_member(row, one, by=self.user, on=day, version=version)
        return f"已登记补选的成员{made}。"

    moves: ClassVar = {**SHARED, "add": _add}


class MemberMove(MovePage, LedgerPage):
    """What happens to single members after the list was published."""

    roles = WRITERS

    def onward(self, row: CommitteeMember, move: str) -> tuple[Any, ...]:
        return ("electioncommittee_detail", row.committee_id)

    def _exit(self, row: CommitteeMember, version: int) -> str:
        sent = self.request.POST
        gone = committees.leave(
            row,
            on=day_in(sent, "on", "退出日期"),
            because=sent.get("because", ""),
            number=sent.get("number", ""),
            follow="follow" in sent,
            by=self.user,
            version=version,
        )
        return f"已登记退出，由{gone.followed_by}递补。" if gone.followed_by else "已登记退出，没有递补。"

    def _plan_exit(self, row: CommitteeMember, version: int) -> str:
        sent = self.request.POST
        on = day_in(sent, "on", "计划退出日期")
        committees.plan_exit(row, on=on, number=sent.get("number", ""), by=self.user, version=version)
        return "已登记计划退出，当日再登记退出。"

    moves: ClassVar = {
        committees.EXIT: _exit,
        committees.PLAN_EXIT: _plan_exit,
        committees.HEAD: move(committees.name_head, "已推选为主任。", reason=False),
    }
