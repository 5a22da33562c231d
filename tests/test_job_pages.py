"""Job pages: progress for who asked, the reasons of what failed, files only inside the territory; health."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Scope, User
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs import services as jobs
from electioncycle.jobs import workers
from electioncycle.jobs.rows import Job, JobState
from electioncycle.operations import health
from electioncycle.records import files
from electioncycle.roles import Role
from electioncycle.security import audit
from tests import job_kinds  # noqa: F401
from villages.models import Area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]


@pytest.fixture
def county():
    return Area.objects.create(level=3, code="990001", name="示例县", path="/990001/")


@pytest.fixture
def official(county):
    """Makes officials: of the county, or of a township of it."""

    def make(role: str, township: str = "") -> User:
        area = county
        if township:
            area, _ = Area.objects.get_or_create(
                path=f"/990001/{township}/", defaults={"level": 4, "code": township, "name": township, "parent": county}
            )
        user = User.objects.create_user(f"{role}{township}")
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        Scope.objects.create(user=user, area=area)
        return user

    return make


@pytest.fixture
def clerk(official):
    return official(Role.TOWNSHIP_CLERK, "990001101")


@pytest.fixture
def signed_in(client):
    def sign_in(user: User):
        client.force_login(user)
        return client

    return sign_in


def begin(clerk, to=3, **params) -> Job:
    return jobs.start("test_count", {"to": to, **params}, by=clerk)


def test_the_page_shows_progress_and_asks_again_until_the_job_has_ended(signed_in, clerk):
    job, client = begin(clerk, to=10), signed_in(clerk)
    job_runs.step(job)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert 'data-job-state="running" data-job-done="8" data-job-total="10"' in page
    assert 'http-equiv="refresh"' in page
    part = client.get(f"/jobs/{job.pk}/progress/", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith("<section")
    assert f'hx-get="/jobs/{job.pk}/progress/"' in part
    assert "预计还需" in part
    job_runs.run_inline(job)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert 'data-job-state="done" data-job-done="10" data-job-total="10"' in page
    assert "hx-get" not in page
    assert 'http-equiv="refresh"' not in page


def test_the_page_lists_what_failed_and_retries_it(signed_in, clerk):
    job, client = job_runs.run_inline(begin(clerk, refuse=["2"])), signed_in(clerk)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert re.search(r"第2村</td>\s*<td[^>]*>第2村没有数据，请先录入。", page)
    assert "重试失败的1项" in page
    assert client.post(f"/jobs/{job.pk}/retry/").status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    refused = client.post(f"/jobs/{job.pk}/cancel/")
    assert refused.status_code == 422
    assert "已经结束，不能再取消" in refused.content.decode()


def test_the_page_says_when_nobody_comes_for_the_job(signed_in, clerk):
    job, client = begin(clerk), signed_in(clerk)
    assert "后台服务未响应" not in client.get(f"/jobs/{job.pk}/").content.decode()
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert "后台服务未响应，任务已登记，恢复后自动继续" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_a_job_exists_for_its_owner_and_his_county_only(signed_in, official, clerk):
    job = job_runs.run_inline(begin(clerk))
    [(file, _)] = job.files()
    addresses = [f"/jobs/{job.pk}/", f"/jobs/{job.pk}/files/{file.pk}/"]
    expected = {
        clerk: 200,
        official(Role.COUNTY_CLERK): 200,
        official(Role.TOWNSHIP_CLERK, "990001102"): 404,
        official(Role.TOWNSHIP_OFFICER, "990001101"): 404,
        official(Role.AUDITOR): 404,
    }
    for user, status in expected.items():
        client = signed_in(user)
        assert [client.get(address).status_code for address in addresses] == [status, status], user
        if status != 403:
            assert (job.title in client.get("/jobs/").content.decode()) == (status == 200)


def test_a_download_is_audited_and_needs_the_territory_still(signed_in, clerk):
    job, client = job_runs.run_inline(begin(clerk)), signed_in(clerk)
    [(file, _)] = job.files()
    answer = client.get(f"/jobs/{job.pk}/files/{file.pk}/")
    assert b"".join(answer.streaming_content).decode() == "3个村"
    assert "%E6%95%B0.txt" in answer["Content-Disposition"]
    assert audit.AuditEvent.objects.filter(type="downloaded", object_id=job.pk, actor=clerk.pk).count() == 1
    clerk.scopes.all().delete()
    assert client.get(f"/jobs/{job.pk}/files/{file.pk}/").status_code == 404


def test_only_the_jobs_own_files_can_be_fetched_and_an_erased_one_is_explained(signed_in, clerk):
    job, client = job_runs.run_inline(begin(clerk)), signed_in(clerk)
    other = files.keep_result("别的.txt", b"x", by=clerk)
    assert client.get(f"/jobs/{job.pk}/files/{other.pk}/").status_code == 404
    [(file, _)] = job.files()
    file.erase()
    gone = client.get(f"/jobs/{job.pk}/files/{job.results[0]['file']}/")
    assert gone.status_code == 422
    assert "超过保存期限" in gone.content.decode()
    assert client.get(f"/jobs/{job.pk}/").status_code == 200


def test_the_job_pages_cost_few_queries(signed_in, official, clerk, django_assert_max_num_queries):
    for _ in range(5):
        job = job_runs.run_inline(begin(clerk, refuse=["1", "2"]))
    client = signed_in(official(Role.COUNTY_CLERK))
    client.get("/jobs/")
    for address in ("/jobs/", f"/jobs/{job.pk}/"):
        with django_assert_max_num_queries(12):
            client.get(address)


def test_health_tells_what_is_missing(client, monkeypatch, clerk):
    assert client.get("/healthz").status_code == 200
    begin(clerk)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    told = answer.json()
    assert (told["ready"], told["database"], told["broker"], told["worker"]) == (False, True, False, False)
    assert told["oldest_waiting_seconds"] >= 0
    monkeypatch.setattr(workers, "broker_answers", lambda: True)
    monkeypatch.setattr(workers, "worker_answers", lambda: True)
    assert client.get("/readyz").status_code == 503  # as found less than a second ago
    health.LATEST.until = 0.0
    assert client.get("/readyz").status_code == 200


def test_asking_often_whether_the_site_is_ready_costs_one_look_a_second(client, monkeypatch):
    looks, clock = [], [100.0]
    found = {"ready": True, "database": True, "broker": True, "worker": True, "oldest_waiting_seconds": 0.0}
    monkeypatch.setattr(health.LATEST, "look", lambda: looks.append(1) or found)
    monkeypatch.setattr(health, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    assert {client.get("/readyz").status_code for _ in range(50)} == {200}
    assert len(looks) == 1
    clock[0] += 1.1
    client.get("/readyz")
    assert len(looks) == 2


def test_who_asks_while_somebody_looks_does_not_wait_for_him():
    entered, go_on = threading.Event(), threading.Event()

    def slow_look():
        entered.set()
        go_on.wait(10)
        return {"ready": True}

    latest = health.Latest(slow_look)
    latest.known = {"ready": False}
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(latest.answer)
        entered.wait(10)
        assert latest.answer() == {"ready": False}
        go_on.set()
        assert looking.result(10) == {"ready": True}
    assert latest.answer() == {"ready": True}
