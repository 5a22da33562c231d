"""The job that prints analysis reports for a county, a township or a selection."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from electioncycle.actors import Actor
from electioncycle.jobs.kinds import ItemResult, JobKind, job_kind
from electioncycle.jobs.rows import ItemState, Job
from electioncycle.jobs.services import add_result, say
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from reports import services
from reports.choices import Output
from reports.models import VillageReport
from reports.papers import bundles
from villages.models import Cycle, Village, VillageProfile

KEPT_HOURS = 7 * 24


@job_kind("analysis_reports")
class AnalysisReports(JobKind):
    """``params``: cycle, path of an area or village keys, variant, outputs, force."""

    chunk = 30
    finish_lease = 600

    def title(self, params: dict[str, Any]) -> str:
        return f"打印研判报告：{params['place']}"[:120]

    def plan(self, job: Job) -> Iterable[tuple[str, str]]:
        villages = wanted(job.params)
        if not villages:
            raise Refused("所选范围内没有村(社区)，请重新选择。")
        return [(str(village.pk), f"{village.township} {village}") for village in villages]

    def work(self, job: Job, keys: list[str]) -> Iterator[ItemResult]:
        villages = list(Village.objects.filter(pk__in=keys).select_related("township"))
        for gone in set(keys) - {str(village.pk) for village in villages}:
            yield ItemResult(gone, ItemState.FAILED, "该村(社区)已撤回到回收站，没有报告可印。")
        params = job.params
        yield from services.print_villages(
            villages, cycle_of(params), params["variant"], by=job.by, force=params.get("force", False)
        )

    def finish(self, job: Job) -> None:
        editions = editions_of(job)
        odd = [row.village.name for row in editions if row.missing]
        if odd:
            job.message = f"{len(odd)}个村的报告有字体中没有的字，已印作〔缺字〕:{'、'.join(odd[:8])}。"
        for output in job.params.get("outputs", ()):
            say(job, f"正在制作{Output(output).label.partition('(')[0]}")
            file = bundles.MAKERS[output](editions, job=job, hours=KEPT_HOURS)
            add_result(job, file, Output(output).label)

    def may_download(self, job: Job, user: Actor) -> bool:
        """The territory as it is now: a township may have lost a village since."""
        if not officials_may(user, Action.PRINT):
            return False
        keys = list(job.items.values_list("key", flat=True))
        return Village.all_rows.visible_to(user).filter(pk__in=keys).count() == len(keys)


def wanted(params: dict[str, Any]) -> QuerySet[Village]:
    """The villages of the job in official order."""
    villages = Village.objects.filter(valid_to=None).select_related("township")
    if params.get("villages"):
        return villages.filter(pk__in=params["villages"])
    standing_aside = VillageProfile.objects.filter(cycle=params.get("cycle"), takes_part=False).values("village")
    return villages.filter(path__startswith=params["area"]).exclude(pk__in=standing_aside)


def cycle_of(params: dict[str, Any]) -> Cycle | None:
    return Cycle.objects.get(pk=params["cycle"]) if params.get("cycle") else None


def editions_of(job: Job) -> list[VillageReport]:
    """The reports this job printed or found unchanged, in the order of its items."""
    good = job.items.filter(state__in=[ItemState.DONE, ItemState.SKIPPED]).values_list("key", flat=True)
    villages = Village.objects.filter(pk__in=list(good))
    editions = services.latest_editions(villages, cycle_of(job.params), job.params["variant"])
    return [editions[int(key)] for key in good if int(key) in editions]
