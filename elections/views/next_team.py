"""The page on which those elected in the last cycle go into the sitting team of this one: preview, then the act."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import COUNTY_ROLES
from electioncycle.web.moves import as_seen
from electioncycle.web.pages import key_of, refused
from elections.rules.next_team import CHANGES, COMES, GOES
from elections.services import next_team
from elections.views.base import ElectionsPage


class NextTeamPage(ElectionsPage):
    """The county's; a township in the query narrows it to the villages there."""

    roles = COUNTY_ROLES

    @property
    def township(self) -> int:
        return key_of(self.request.GET.get("township", "")) or 0

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page()

    def _page(self, said: str = "", status: int = 200) -> HttpResponse:
        cycle, found, lacks = self.cycle, [], ""
        try:
            found = next_team.plans(self.user, cycle, township=self.township)
        except Refused as error:
            lacks = str(error)
        context: dict[str, Any] = {
            "cycle_row": cycle,
            "lacks": lacks,
            "said": said,
            "changed": [one for one in found if one.listed and one.settled],
            "waiting": [one for one in found if not one.settled],
            "same": [one for one in found if one.settled and not one.listed],
            "townships": self.townships(),
        }
        return render(self.request, "elections/next_team.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        """What was ticked, in the state that the preview showed: ``key:state``."""
        ticked = (one.partition(":") for one in request.POST.getlist("row"))
        seen = {int(key): state for key, _, state in ticked if key.isdecimal()}
        try:
            with as_seen(request, self.cycle) as version:
                counts = next_team.take_over(self.cycle, seen, by=self.user, version=version)
        except Conflict:
            raise
        except Refused as error:
            return refused(self._page(str(error), status=422))
        messages.success(
            request,
            f"已转入{len(seen)}个村(社区)：进入班子{counts[COMES]}人、职务变动{counts[CHANGES]}人、"
            f"退出班子{counts[GOES]}人，更新上届数据{counts['figures']}个村(社区)。",
        )
        township = f"?township={self.township}" if self.township else ""
        return redirect(f"{reverse('next_team')}{township}")
