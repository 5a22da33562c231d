"""Jobs: every item is worked once, a bad one stops nobody, a dead worker's share comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from electioncycle import tasks
from electioncycle.jobs import periodic, workers
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs import services as jobs
from electioncycle.jobs.rows import ItemState, Job, JobItem, JobState
from electioncycle.records.files import StoredFile
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.security.privacy import MaskingLogFilter
from tests import job_kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]
LATER = timedelta(minutes=10)


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


def begin(clerk, to=20, **params) -> Job:
    return jobs.start("test_count", {"to": to, **params}, by=clerk)


def interrupt(job: Job) -> list[JobItem]:
    """A worker claims a chunk and dies; its lease has run out."""
    items = job_runs.claim(job)
    job.items.filter(state=ItemState.RUNNING).update(lease_until=timezone.now() - LATER)
    return items


def states(job: Job) -> dict[str, str]:
    return dict(job.items.values_list("key", "state"))


def test_a_job_works_all_its_items_and_offers_its_file(clerk):
    job = job_runs.run_inline(begin(clerk, skip=["3"]))
    assert (job.state, job.total, job.done, job.skipped, job.failed) == (JobState.DONE, 20, 19, 1, 0)
    [(file, title)] = job.files()
    assert (title, file.read().decode()) == ("汇总表", "20个村")
    assert audit.AuditEvent.objects.filter(type="job_started", object_id=job.pk).exists()


def test_a_bad_item_is_named_with_its_reason_and_the_rest_is_done(clerk):
    job = job_runs.run_inline(begin(clerk, refuse=["2"], crash=["5", "19"]))
    assert (job.state, job.done, job.failed) == (JobState.DONE, 17, 3)
    errors = dict(job.items.filter(state=ItemState.FAILED).values_list("key", "error"))
    assert errors["2"] == "第2村没有数据，请先录入。"
    assert "意外错误(编号" in errors["5"]
    assert "张三" not in errors["5"]


def test_the_log_of_a_crashed_item_holds_no_phone_number(clerk, caplog):
    caplog.handler.addFilter(MaskingLogFilter())
    job_runs.run_inline(begin(clerk, to=2, crash=["1"]))
    assert "ZeroDivisionError" in caplog.text
    assert "13800138000" not in caplog.text


def test_a_job_whose_every_item_failed_has_failed(clerk):
    job = job_runs.run_inline(begin(clerk, to=2, refuse=["1", "2"]))
    assert (job.state, job.results) == (JobState.FAILED, [])


def test_what_failed_can_be_retried_and_replaces_the_files(clerk):
    job = job_runs.run_inline(begin(clerk, refuse=["2"]))
    old = job.results[0]["file"]
    Job.objects.filter(pk=job.pk).update(params={"to": 20})
    jobs.retry_failed(job, by=clerk)
    job = job_runs.run_inline(Job.objects.get(pk=job.pk))
    assert (job.state, job.done, job.failed) == (JobState.DONE, 20, 0)
    assert not StoredFile.objects.filter(pk=old).exists()
    with pytest.raises(Refused, match="没有可以重试"):
        jobs.retry_failed(job, by=clerk)


def test_a_refused_finish_says_why_and_can_be_repeated(clerk):
    job = job_runs.run_inline(begin(clerk, finish="refuse"))
    assert (job.state, job.message, job.done) == (JobState.FAILED, "没有可汇总的内容。", 20)
    Job.objects.filter(pk=job.pk).update(params={"to": 20})
    jobs.retry_failed(job, by=clerk)
    assert job_runs.run_inline(Job.objects.get(pk=job.pk)).state == JobState.DONE


def test_a_cancelled_job_keeps_what_is_done_and_begins_nothing_more(clerk):
    job = begin(clerk)
    job_runs.step(job)
    jobs.cancel(job, by=clerk)
    assert not job_runs.claimable().exists()
    assert job_runs.claim(job) == []
    job.refresh_from_db()
    assert (job.state, job.outward_state, job.done) == (JobState.CANCELLED, "failed", 8)
    with pytest.raises(Refused, match="已经结束"):
        jobs.cancel(job, by=clerk)


def test_cancelling_stops_a_chunk_in_work_and_gives_the_rest_back(clerk, monkeypatch):
    monkeypatch.setattr(job_runs, "SAVE_EVERY", 0)
    job = begin(clerk)
    work = job_kinds.Count.work

    def cancelled_after_the_second(self, job, keys):
        for n, result in enumerate(work(self, job, keys), 1):
            yield result
            if n == 1:
                jobs.cancel(job, by=clerk)

    monkeypatch.setattr(job_kinds.Count, "work", cancelled_after_the_second)
    job_runs.step(job)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.CANCELLED, 2)
    assert not job.items.filter(state=ItemState.RUNNING).exists()


def test_two_workers_never_hold_the_same_item(clerk):
    job, same = begin(clerk), Job.objects.last()
    first, second = job_runs.claim(job), job_runs.claim(same)
    assert {item.key for item in first}.isdisjoint(item.key for item in second)
    assert len(first) == len(second) == 8


def test_the_share_of_a_dead_worker_returns_when_its_lease_has_run_out(clerk):
    job = begin(clerk, to=8)
    job_runs.claim(job)
    assert not job_runs.claimable().exists()
    assert not job_runs.is_forgotten(job)
    job.items.update(lease_until=timezone.now() - LATER)
    job = job_runs.run_inline(job)
    assert (job.state, job.done) == (JobState.DONE, 8)


def test_an_item_that_kills_its_worker_three_times_fails_alone(clerk):
    job = begin(clerk, to=8)
    interrupt(job)
    assert len(job_runs.claim(job)) == 1, "after an interruption items are taken singly"
    job.items.update(attempts=1, state=ItemState.WAITING)
    job.items.filter(key="1").update(state=ItemState.RUNNING, attempts=3, lease_until=timezone.now() - LATER)
    job = job_runs.run_inline(job)
    assert (job.state, job.done, job.failed) == (JobState.DONE, 7, 1)
    assert "中断三次" in job.items.get(key="1").error


def test_a_worker_that_lost_its_lease_writes_nothing(clerk):
    job, late = begin(clerk, to=8), Job.objects.last()
    items = interrupt(late)
    job_runs.run_inline(job)
    for item in items:
        item.state, item.error = ItemState.FAILED, "迟到的结果"
    job_runs.save(late, items)
    assert set(states(job).values()) == {ItemState.DONE}


def test_only_one_worker_finishes_and_another_takes_over_when_it_dies(clerk):
    job, same = begin(clerk, to=1), Job.objects.last()
    job_runs.work(job, job_runs.claim(job))
    assert job_runs.claim_finish(job)
    assert not job_runs.claim_finish(same)
    Job.objects.update(lease_until=timezone.now() - LATER)
    job_runs.serve(5)
    job_runs.finish(job)  # the first one wakes up again: its file is not kept
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert [file.pk for file, _ in job.files()] == list(StoredFile.objects.values_list("pk", flat=True))


def test_one_villages_report_does_not_wait_behind_a_countys(clerk):
    county = begin(clerk, to=800)
    job_runs.step(county)
    village = begin(clerk, to=1)
    assert job_runs.claimable().first() == village
    job_runs.step(village)
    job_runs.step(village)
    village.refresh_from_db()
    assert village.state == JobState.DONE
    assert Job.objects.get(pk=county.pk).done == 8


def test_a_chunk_costs_the_same_number_of_queries_whatever_its_size(clerk, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(job_kinds.Count, "chunk", 200)
    job = begin(clerk, to=200)
    with django_assert_max_num_queries(16):
        job_runs.step(job)


def test_with_the_broker_down_a_job_is_kept_and_rung_for_again(clerk, monkeypatch, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = begin(clerk)
    assert job.state == JobState.WAITING
    rung = []
    monkeypatch.setattr(workers, "ring", rung.append)
    monkeypatch.setattr(workers, "bells_waiting", lambda: 0)
    tasks.sweep_jobs()
    assert rung == [], "nobody had time to come yet"
    Job.objects.update(created_at=timezone.now() - LATER)
    jobs_swept = job_runs.is_forgotten(Job.objects.get())
    periodic.PeriodicRun.objects.filter(name="sweep_jobs").update(next_at=timezone.now() - LATER)
    tasks.sweep_jobs()
    assert (jobs_swept, rung) == (True, [3])
    monkeypatch.setattr(workers, "bells_waiting", lambda: 1)
    job_runs.ring_for_forgotten()
    assert rung == [3], "a bell is waiting to be heard already"


def test_waiting_for_a_job_lends_a_hand_when_no_worker_comes(clerk, monkeypatch):
    monkeypatch.setattr(job_runs, "FORGOTTEN", 0)
    assert job_runs.wait(begin(clerk), timeout=20).state == JobState.DONE


def test_waiting_for_a_job_ends_with_a_sentence(clerk):
    with pytest.raises(Refused, match="仍在后台继续"):
        job_runs.wait(begin(clerk), timeout=0)


def test_periodic_work_is_due_for_one_caller_only():
    assert [periodic.is_due("x", 60) for _ in range(3)] == [True, False, False]


def test_the_area_of_a_job_holds_all_places_of_the_asker():
    assert jobs.common_path(["/510811/510811100/", "/510811/510811101/"]) == "/510811/"
    assert jobs.common_path(["/510811/510811100/"]) == "/510811/510811100/"
    assert jobs.common_path([]) == ""
