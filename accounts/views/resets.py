"""Page on which a second person confirms the reset of an account that watches over others."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import User
from accounts.places import accounts_of
from accounts.services import handed_out, resets
from accounts.views.base import UserPage
from electioncycle.roles import GUARDED


class ResetPage(UserPage):
    """For the roles that watch over each other, in their territory."""

    roles = GUARDED
    scope = "territory"
    menu = "resets"


class Resets(ResetPage):
    """Requests that wait, and what owners declared not to have asked for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = [(one, step, resets.title(resets.ASKED[step.move])) for one, step in resets.all_waiting(self.user)]
        objections = handed_out.objections(accounts_of(self.user))[:50]
        return render(request, "accounts/resets.html", {"waiting": waiting, "objections": objections})


class SettleReset(ResetPage):
    MOVES: dict[str, tuple[str, Callable[..., Any]]] = {
        "confirm": ("已复核同意，重置生效", resets.confirm),
        "refuse": ("已登记不同意重置", resets.refuse),
    }
    takes = {"pk": "accounts.user", "move": tuple(MOVES)}

    def post(self, request: HttpRequest, pk: int, move: str) -> HttpResponse:
        one: User = get_object_or_404(accounts_of(self.user), pk=pk)
        said, run = self.MOVES[move]
        run(one, by=self.user, **({"reason": request.POST.get("reason", "")} if move == "refuse" else {}))
        messages.success(request, f"账号“{one.username}”：{said}。")
        return redirect("resets")
