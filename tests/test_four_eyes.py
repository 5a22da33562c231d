"""Who handed something in may not approve it, and of many approvals at once exactly one counts."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse

from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from readiness.models import TeamAnalysis
from readiness.services import analysis as services
from tests import factories, uploads
from tests.test_readiness import post, said, state, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    village = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.make_member(village)
    return village


@pytest.fixture
def cycle(village):
    return factories.cycle_for(village)


@pytest.fixture
def people(village, cycle):
    """Two clerks and two officers of the township, two of the county."""
    made = {}
    roles = {
        "clerk": (Role.TOWNSHIP_CLERK, "周干事"),
        "officer": (Role.TOWNSHIP_OFFICER, "吴委员"),
        "county": (Role.COUNTY_CLERK, "郑换届"),
    }
    for key, (role, name) in roles.items():
        place = village.township.parent if key == "county" else village.township
        made[key] = factories.make_user(role, place, name=name)
        made[f"other {key}"] = factories.make_user(role, place)
    return made


def promoted(user, role):
    """The same account with another role from now on."""
    user.groups.set([Group.objects.get_or_create(name=role)[0]])
    return type(user).objects.get(pk=user.pk)


def test_who_submitted_does_not_approve_whatever_he_has_become(client, village, cycle, people):
    row = submitted(village, cycle, people["clerk"])
    officer = promoted(people["clerk"], Role.TOWNSHIP_OFFICER)
    own = post(client, officer, row, "approve")
    assert own.status_code == 422
    assert "由您本人于" in said(own)
    assert "须由另一人审核" in said(own)
    events = AuditEvent.objects.filter(type=Event.REFUSED, actor=officer.pk)
    assert events.count() == 1
    assert post(client, people["officer"], row, "approve").status_code == 302
    county = promoted(officer, Role.COUNTY_CLERK)
    county.scopes.update(area=village.township.parent)
    county = type(county).objects.get(pk=county.pk)
    assert post(client, county, row, "confirm").status_code == 422
    assert post(client, people["county"], row, "confirm").status_code == 302


def test_an_earlier_round_counts_too(client, village, cycle, people):
    row = submitted(village, cycle, people["officer"])
    post(client, people["other officer"], row, "return", reason="事实太少，请补充")
    services.submit(TeamAnalysis.objects.get(), by=people["clerk"])
    assert post(client, people["officer"], row, "approve").status_code == 422
    assert post(client, people["other officer"], row, "approve").status_code == 302


def test_what_begins_anew_after_publishing_bars_nobody_for_what_was_before(village, people):
    row, first, second = factories.make_analysis(village), people["county"], people["other county"]
    for move, user in (("propose", first), ("publish", second), ("propose", second)):
        workflow.note(row, move=move, title="发布", by=user)
    assert workflow.bar(row, second, after=("propose",), since="publish")
    assert not workflow.bar(row, first, after=("propose",), since="publish")
    assert workflow.bar(row, first, after=("propose",))


def test_the_page_says_who_must_approve_instead_of_offering_the_button(client, village, cycle, people):
    row = submitted(village, cycle, people["officer"])
    client.force_login(people["officer"])
    page = said(client.get(reverse("analysis_review", args=[row.pk])))
    assert "须由另一人审核" in page
    assert "乡镇审核通过</button>" not in page
    client.force_login(people["other officer"])
    assert "乡镇审核通过</button>" in said(client.get(reverse("analysis_review", args=[row.pk])))


def test_a_paper_approval_names_another_signer_and_is_entered_by_another_person(client, village, cycle, people):
    row = submitted(village, cycle, people["clerk"])
    paper = {"signed_on": "2026-01-05", "number": "东委〔2026〕3号"}
    own = post(client, people["officer"], row, "paper", signer="周干事（组织干事）", **paper)
    assert own.status_code == 422
    assert "签批人周干事提交过本件" in said(own)
    by_submitter = post(client, people["clerk"], row, "paper", signer="张明(党委书记)", **paper, scan=upload())
    assert by_submitter.status_code == 422
    assert state(row) == "submitted"
    entered = post(client, people["other clerk"], row, "paper", signer="张明(党委书记)", **paper, scan=upload())
    assert entered.status_code == 302
    step = workflow.steps(row).get(move="approve")
    assert (step.signer, step.document_number, step.by) == ("张明(党委书记)", "东委〔2026〕3号", people["other clerk"])
    assert step.scan
    assert len(step.content_hash) == 64


def upload():
    from io import BytesIO

    scan = BytesIO(uploads.scan())
    scan.name = "签批.pdf"
    return scan


def test_an_approval_is_void_visibly_as_soon_as_its_content_changes(client, village, cycle, people):
    row = submitted(village, cycle, people["clerk"])
    post(client, people["officer"], row, "approve")
    client.force_login(people["county"])
    address = reverse("analysis_review", args=[row.pk])
    assert "有效</span>" in said(client.get(address))
    person = village.team.get().person
    person.education = "junior"
    history.record(person, by=people["clerk"])
    page = said(client.get(address))
    assert "<b>已失效：</b>审批之后内容有改动" in page
    assert "周干事修改了现任班子“张建国”" in page
    assert "有效</span>" not in page
    person.education = "college"
    history.record(person, by=people["clerk"])
    assert "有效</span>" not in said(client.get(address))  # a lapse stays, whatever is changed back
    assert state(row) == "lapsed"


def test_steps_back_need_a_reason(client, village, cycle, people):
    row = submitted(village, cycle, people["clerk"])
    for user, move in ((people["clerk"], "take_back"), (people["officer"], "return")):
        answer = post(client, user, row, move, reason=" ")
        assert answer.status_code == 422
        assert "须写明原因" in said(answer)
    assert state(row) == "submitted"
    with pytest.raises(Refused, match="须写明原因"):
        services.withdraw_submission(row, by=people["clerk"], reason="")


def test_a_returned_analysis_says_why_at_the_top_of_its_page(client, village, cycle, people):
    row = submitted(village, cycle, people["clerk"])
    post(client, people["officer"], row, "return", reason="测评票数与实际不符")
    client.force_login(people["clerk"])
    page = said(client.get(reverse("analysis_review", args=[row.pk])))
    assert page.index("测评票数与实际不符") < page.index("研判开展")
    services.submit(TeamAnalysis.objects.get(), by=people["clerk"])
    again = said(client.get(reverse("analysis_review", args=[row.pk])))
    assert again.index("测评票数与实际不符") > again.index("研判开展")


# --- fifty at once -----------------------------------------------------------------------------------------------


@contextmanager
def own_database(lane: str) -> Iterator[dict[str, str]]:
    """Folder and database in which no other test's rows are."""
    with tempfile.TemporaryDirectory(prefix="parallel-") as folder:
        kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        if lane == "sqlite":
            yield kept | {"DATA_DIR": folder}
            return
        url, name = os.environ["DATABASE_URL"], f"parallel_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            try:
                yield kept | {"DATA_DIR": folder, "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.parametrize("lane", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_of_fifty_approvals_at_once_one_wins_and_many_writers_make_one_chain(lane):
    with own_database(lane) as variables:
        run = subprocess.run(
            [sys.executable, "-m", "tests.parallel_scenario"],
            cwd=settings.BASE_DIR,
            check=False,
            timeout=400,
            capture_output=True,
            text=True,
            env=variables | {"MEDIA_ROOT": "", "HTTPS": "0"},
        )
    assert run.returncode == 0, run.stderr[-4000:]
    told = json.loads(run.stdout.splitlines()[-1])
    approved = told.pop("approved")
    assert approved.pop("302") == 1
    assert set(approved) <= {"409", "422"}
    assert sum(approved.values()) == 49
    assert told == {
        "vendor": lane,
        "approvals": 1,
        "refusals": 49,
        "own": {"422": 50},
        "own_refusals": 50,
        "clicks": {"302": 10},
        "targets": 1,
        "rows": 1,
        "repeats": 9,
        "written": 108,
        "without_gaps": True,
        "verified": True,
        "anchored": True,
        "acts": {"saved": 12},
    }
