"""Working jobs off: claim a chunk with a lease, record each item, finish once, take over from dead workers.

A worker always takes from the job that was served longest ago, so that one report never waits behind a
county's. Nothing here relies on the broker: whoever calls ``serve`` or ``step`` works on what the database says.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from electioncycle.jobs import workers
from electioncycle.jobs.kinds import KINDS, ItemResult, kind_of
from electioncycle.jobs.rows import OPEN, ItemState, Job, JobItem, JobState
from electioncycle.jobs.services import renew, ring_for
from electioncycle.records.files import StoredFile
from electioncycle.refusals import Refused
from electioncycle.security.privacy import mask_text

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
INTERRUPTED = "处理时后台进程中断三次，未能完成。请重试；仍不成功的，请联系系统管理员。"
SAVE_EVERY = 1.0  # seconds between two writes of progress
FORGOTTEN = 20  # seconds a job may lie open with nobody at it before its page says so
RING_AFTER = 5


def claimable_items(now: datetime) -> Q:
    return Q(state=ItemState.WAITING) | Q(state=ItemState.RUNNING, lease_until__lt=now)


def claimable() -> models.QuerySet[Job]:
    """Open jobs with an item nobody works on, or all settled and nobody finishing; the longest unserved first."""
    now = timezone.now()
    items = JobItem.objects.filter(job=OuterRef("pk"))
    to_do = Exists(items.filter(claimable_items(now)))
    unsettled = Exists(items.filter(state__in=[ItemState.WAITING, ItemState.RUNNING]))
    return (
        Job.objects.filter(state__in=OPEN, kind__in=KINDS)  # a worker of another version may know more kinds
        .filter(to_do | (~unsettled & (Q(lease_until=None) | Q(lease_until__lt=now))))
        .order_by(F("served_at").asc(nulls_first=True), "id")
    )


def is_forgotten(job: Job) -> bool:
    """Whether something of an open job lies there and nobody has come for it: broker or workers are down."""
    since = job.served_at or job.created_at
    return since < timezone.now() - timedelta(seconds=FORGOTTEN) and claimable().filter(pk=job.pk).exists()


def serve(seconds: float) -> bool:
    """Work on what waits for about so long; returns whether something may be left."""
    until = time.monotonic() + seconds
    while job := claimable().first():
        if time.monotonic() >= until:
            return True
        step(job)
    return False


def step(job: Job) -> bool:
    """One chunk of the job, or its finish; False when there was nothing to take."""
    if items := claim(job):
        work(job, items)
        return True
    if claim_finish(job):
        finish(job)
        return True
    return False


def run_inline(job: Job) -> Job:
    """Work the whole job off in this process."""
    while step(job):
        pass
    job.refresh_from_db()
    return job


def wait(job: Job, timeout: float = 3600) -> Job:
    """Until the job has ended, lending a hand when no worker comes for it; raises Refused after ``timeout`` seconds."""
    until = time.monotonic() + timeout
    while True:
        job.refresh_from_db()
        if not job.is_open:
            return job
        if time.monotonic() > until:
            raise Refused(f"任务“{job.title}”在{timeout:.0f}秒内没有完成，仍在后台继续，可在任务页面查看。")
        if not (is_forgotten(job) and step(job)):
            time.sleep(0.2)


def claim(job: Job) -> list[JobItem]:
    """The next chunk, marked as this worker's until the lease runs out.

    Items of a dead worker are taken one by one: if one of them kills its worker, it takes no others with it.
    """
    kind, now = kind_of(job.kind), timezone.now()
    job.token = uuid4().hex
    with transaction.atomic():
        job.items.filter(state=ItemState.RUNNING, lease_until__lt=now, attempts__gte=MOST_ATTEMPTS).update(
            state=ItemState.FAILED, error=INTERRUPTED, finished_at=now
        )
        free = job.items.filter(claimable_items(now)).select_for_update(skip_locked=True)
        items = list(free.filter(attempts=0)[: kind.chunk]) or list(free[:1])
        if items:
            opened = Job.objects.filter(pk=job.pk, state__in=OPEN).update(
                state=JobState.RUNNING, served_at=now, started_at=Coalesce("started_at", now)
            )
            if not opened:
                return []
            job.items.filter(pk__in=[item.pk for item in items]).update(
                state=ItemState.RUNNING,
                claimed_by=job.token,
                attempts=F("attempts") + 1,
                lease_until=now + timedelta(seconds=kind.lease),
            )
    return items


def work(job: Job, items: list[JobItem]) -> None:
    """Do a chunk; results are written about once a second, apart from the work's own transactions."""
    by_key = {item.key: item for item in items}
    settled: list[JobItem] = []
    saved = clock = time.monotonic()
    for result in results(job, list(by_key)):
        now = time.monotonic()
        item = by_key[result.key]
        item.state, item.error = result.state, result.error[:500]
        item.seconds, item.finished_at = round(now - clock, 3), timezone.now()
        settled.append(item)
        clock = now
        if now - saved >= SAVE_EVERY:
            if not save(job, settled):
                return
            settled, saved = [], now
    save(job, settled)


def results(job: Job, keys: list[str]) -> Iterator[ItemResult]:
    """What the kind yields, each key once. When it breaks off, the rest is done one by one, so that one bad item
    fails alone."""
    left = dict.fromkeys(keys)
    try:
        for result in kind_of(job.kind).work(job, keys):
            if result.key in left:
                del left[result.key]
                yield result
        broken = "处理程序没有给出结果，请联系系统管理员。"
    except Exception as error:
        if len(keys) > 1:
            logger.info("job %s: chunk broke off, its %s remaining items are done singly", job.pk, len(left))
            for key in left:
                yield from results(job, [key])
            return
        broken = sentence(error, f"job {job.pk} item {keys[0]}")
    for key in left:
        yield ItemResult(key, ItemState.FAILED, broken)


def sentence(error: Exception, what: str) -> str:
    """The refusal's own words; anything else is logged under a number that the user can pass on."""
    if isinstance(error, Refused):
        return mask_text(str(error))
    number = uuid4().hex[:8]
    logger.error("%s failed [%s]", what, number, exc_info=error)
    return f"处理时出现意外错误(编号{number})，请重试；仍不成功的，请将编号告知系统管理员。"


def save(job: Job, settled: list[JobItem]) -> bool:
    """Record results still under this worker's lease and show the progress; False when the job was cancelled."""
    if settled:
        ours = JobItem.objects.filter(claimed_by=job.token, state=ItemState.RUNNING)
        left_alone = [item.pk for item in settled if item.state == ItemState.SKIPPED and not item.error]
        if left_alone:  # nothing to tell apart: writing each with its own seconds takes longer than looking at it
            ours.filter(pk__in=left_alone).update(state=ItemState.SKIPPED, seconds=0, finished_at=timezone.now())
        told = [item for item in settled if item.pk not in left_alone]
        ours.bulk_update(told, ["state", "error", "seconds", "finished_at"], batch_size=100)
    if recount(job):
        renew(job)
        return True
    job.items.filter(claimed_by=job.token, state=ItemState.RUNNING).update(state=ItemState.WAITING)
    return False


def recount(job: Job) -> bool:
    """Counters are counted, never added up: they cannot drift. Returns whether the job is still open."""
    counts = dict(job.items.order_by().values_list("state").annotate(n=Count("id")))
    Job.objects.filter(pk=job.pk).update(
        done=counts.get(ItemState.DONE, 0),
        skipped=counts.get(ItemState.SKIPPED, 0),
        failed=counts.get(ItemState.FAILED, 0),
        served_at=timezone.now(),
    )
    return Job.objects.filter(pk=job.pk, state__in=OPEN).exists()


def claim_finish(job: Job) -> bool:
    """Whether this worker, and no other, finishes the job now."""
    now, unsettled = timezone.now(), [ItemState.WAITING, ItemState.RUNNING]
    if job.items.filter(state__in=unsettled).exists():
        return False
    job.token = uuid4().hex
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return bool(
        Job.objects.filter(free, pk=job.pk, state__in=OPEN).update(
            state=JobState.RUNNING,
            claimed_by=job.token,
            attempts=F("attempts") + 1,
            phase="正在汇总",
            served_at=now,
            started_at=Coalesce("started_at", now),
            lease_until=now + timedelta(seconds=kind_of(job.kind).finish_lease),
        )
    )


def finish(job: Job) -> None:
    """Let the kind make its files and close the job."""
    recount(job)
    job.refresh_from_db()
    before, job.results, job.message = job.results, [], ""
    state = JobState.DONE
    if job.failed and job.failed == job.total:
        state, job.message = JobState.FAILED, "全部未能完成，原因见下表。"
    elif job.attempts > MOST_ATTEMPTS:
        state, job.message = JobState.FAILED, INTERRUPTED
    else:
        try:
            kind_of(job.kind).finish(job)
        except Exception as error:
            state, job.message = JobState.FAILED, sentence(error, f"job {job.pk} finish")
    closed = Job.objects.filter(pk=job.pk, claimed_by=job.token, state=JobState.RUNNING).update(
        state=state,
        results=job.results,
        message=job.message[:300],
        phase="",
        lease_until=None,
        finished_at=timezone.now(),
    )
    unwanted = before if closed else job.results
    for file in StoredFile.objects.filter(pk__in=[entry["file"] for entry in unwanted]):
        file.erase()


def ring_for_forgotten() -> None:
    """Ring for jobs that lie open with nobody at them, unless bells enough are waiting to be heard."""
    late = timezone.now() - timedelta(seconds=RING_AFTER)
    job = claimable().filter(Q(served_at__lt=late) | Q(served_at=None, created_at__lt=late)).first()
    if job and not workers.bells_waiting():
        ring_for(job)
