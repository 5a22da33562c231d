"""Pages of publicity: which village each channel has reached with the form for many villages, a training's page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk.reminders import asked_before, reminder_for
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action, Role, officials_may
from electioncycle.web.moves import day_in
from electioncycle.web.pages import Page, key_of
from meetings.models import Training
from meetings.oversight_choices import Attendance
from meetings.services import publicity
from meetings.services.publicity import Campaign
from villages.choices import AreaLevel
from villages.models import Area


class CoveragePage(Page):
    """Villages by channel; with the villages ticked one activity is entered for all of them."""

    roles = OFFICIALS
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(key_of(request.GET.get("township", "")))

    def page(self, township: int, status: int = 200, **more: Any) -> HttpResponse:
        cycle, today = self.cycle, timezone.localdate()
        found = publicity.coverage(self.user, cycle)
        lines = found.lines
        chosen = township or (lines[0].township.pk if len(lines) == 1 and lines[0].township else 0)
        own = publicity.coverage(self.user, cycle, township=chosen) if chosen else None
        before = asked_before(self.request, "本周五")
        context = {
            "found": found,
            "own": own,
            "chosen": chosen,
            "rows": [(one, [own.reached[one.pk].get(c.pk) for c in own.channels]) for one in own.villages]
            if own
            else [],
            "totals": [(line, [line.by_channel[c.pk] for c in found.channels]) for line in (*lines, found.total)],
            "sentence": publicity.sentence(found, self.user.place, today),
            "reminder": reminder_for(self.user, len(lines), found.behind, before),
            "before": before,
            "may_enter": officials_may(self.user, Action.ADD) and not cycle.is_closed,
            "today": today,
            "entered": {},
            "townships": [line.township for line in lines],
            **more,
        }
        return render(self.request, "meetings/coverage.html", context, status=status)


class CampaignPage(CoveragePage):
    """Takes one activity for the ticked villages; what was typed stays on the page when it is refused."""

    roles = OFFICIALS - {Role.COUNTY_READER}

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("publicity_coverage")

    def post(self, request: HttpRequest) -> HttpResponse:
        data, cycle = request.POST, self.cycle
        ticked = {key_of(text) for text in data.getlist("village")}
        villages = [one for one in publicity.coverage(self.user, cycle).villages if one.pk in ticked]
        channel = next((c for c in publicity.channels_of(cycle) if c.pk == key_of(data.get("channel", ""))), None)
        township = key_of(data.get("township", ""))
        try:
            if channel is None:
                raise Refused("没有选择宣传渠道，请选择后再登记。")
            words = {name: data.get(name, "") for name in ("theme", "audience", "place", "organiser")}
            campaign = Campaign(channel=channel, held_on=day_in(data, "held_on", "活动日期"), **words)
            done, known = publicity.enter_campaign(campaign, villages, by=self.user, cycle=cycle)
        except Refused as error:
            return self.page(township, error.status, refused=str(error), entered=data, ticked=ticked)
        if done:
            messages.success(request, f"已为{done}个村(社区)登记“{campaign.theme.strip()}”。")
        if known:
            messages.info(request, f"{'、'.join(known[:10])}此前已登记过这次活动，没有重复登记。")
        return redirect(f"{reverse('publicity_coverage')}?township={township}" if township else "publicity_coverage")


class TrainingPage(DetailPage):
    """A training with its attendance by township, and the sentence for a report."""

    template = "meetings/training.html"

    def more(self, row: Training) -> dict[str, Any]:
        trainees = ledgers.REGISTRY["trainee"]
        mine = list(trainees.rows(self.user, self.cycle).filter(training=row).order_by("area__position", "area__code"))
        townships = Area.objects.visible_to(self.user).filter(
            level=AreaLevel.TOWNSHIP, path__startswith=self.cycle.county.path
        )
        listed = {one.area_id for one in mine}
        lacking = [one for one in townships.order_by("position", "code") if one.pk not in listed]
        found = publicity.attended([row]).get(row.pk)
        return {
            "trainees": mine,
            "trainee_ledger": trainees,
            "may_add": trainees.allows(self.user, Action.ADD) and not self.cycle.is_closed,
            "found": found,
            "sentence": publicity.training_sentence(row, found) if found else "",
            "lacking": lacking if row.area.level == AreaLevel.COUNTY else [],
            "missed": [one for one in mine if one.attendance in (Attendance.EXCUSED, Attendance.ABSENT)],
        }
