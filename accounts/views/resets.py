"""Page on which a second person confirms the reset of an account that watches over others."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from accounts.places import accounts_of
from accounts.services import handed_out, resets
from accounts.views.accounts import AccountMove
from accounts.views.base import UserPage
from electioncycle.roles import GUARDED
from electioncycle.web.moves import move


class Resets(UserPage):
    """Requests that wait, and what owners declared not to have asked for."""

    roles = GUARDED
    scope = "territory"
    menu = "resets"

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = [(one, step, resets.title(resets.ASKED[step.move])) for one, step in resets.all_waiting(self.user)]
        objections = handed_out.objections(accounts_of(self.user))[:50]
        return render(request, "accounts/resets.html", {"waiting": waiting, "objections": objections})


class SettleReset(AccountMove):
    """The owner and who asked may refuse, a second person may do either."""

    roles = GUARDED
    menu = "resets"
    moves: ClassVar = {
        "confirm": move(resets.confirm, "已复核同意，重置生效。", reason=False),
        "refuse": move(resets.refuse, "已登记不同意重置。"),
    }

    def onward(self, row: User, move: str) -> tuple[Any, ...]:
        return ("resets",)
