"""Run by a test with a database of its own: 50 people at once approve, click twice, and write the audit trail."""

import json
import multiprocessing
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "electioncycle.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from electioncycle.ledgers.ledger import REGISTRY  # noqa: E402
from electioncycle.records import history, workflow  # noqa: E402
from electioncycle.roles import Role  # noqa: E402
from electioncycle.security import audit, marks  # noqa: E402
from electioncycle.security.audit import AuditEvent, Event  # noqa: E402
from readiness.models import TeamAnalysis  # noqa: E402
from tests import factories  # noqa: E402

CLICKS = 50
PROCESSES, THREADS, EACH = 3, 3, 12


def at_once(act: Callable[[int], object], times: int) -> list[object]:
    """The act in so many threads that start together."""
    gate, answers = threading.Barrier(times), []

    def run(number: int) -> None:
        gate.wait()
        try:
            answers.append(act(number))
        except Exception as error:
            answers.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def submitted_analysis(village, clerk) -> int:
    from tests.test_readiness import posted

    answer = signed_in(clerk).post(
        reverse("analysis_entry", args=[village.pk]), posted(village, factories.cycle_for(village)) | {"submit": "1"}
    )
    return int(answer["Location"].rstrip("/").rpartition("/")[2])


def version_of(analysis: int) -> int:
    return int(TeamAnalysis.objects.values_list("version", flat=True).get(pk=analysis))


def refusals() -> int:
    return AuditEvent.objects.filter(type=Event.REFUSED).count()


def parallel_approvals() -> dict:
    """50 requests of five officers for one approval, then 50 of the submitter for his own."""
    township = factories.make_township("东河镇")
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, township)
    village, other = (factories.make_village(name, township) for name in ("青山村", "白石村"))
    for one in (village, other):
        factories.make_member(one)
    row = submitted_analysis(village, clerk)
    officers = [signed_in(factories.make_user(Role.TOWNSHIP_OFFICER, township)) for _ in range(5)]
    approve, opened = reverse("analysis_move", args=[row, "approve"]), {"version": version_of(row)}
    before = refusals()
    answers = at_once(lambda number: officers[number % 5].post(approve, opened).status_code, CLICKS)
    told = {
        "approved": dict(Counter(answers)),
        "approvals": workflow.StepRecord.objects.filter(move="approve").count(),
        "refusals": refusals() - before,
    }
    both = factories.make_user(Role.TOWNSHIP_CLERK, township)
    own = submitted_analysis(other, both)
    both.groups.add(factories.Group.objects.get(name=Role.TOWNSHIP_OFFICER))
    tabs, before = signed_in(both), refusals()
    address, opened = reverse("analysis_move", args=[own, "approve"]), {"version": version_of(own)}
    answers = at_once(lambda _: tabs.post(address, opened).status_code, CLICKS)
    return told | {"own": dict(Counter(answers)), "own_refusals": refusals() - before}


def double_clicks() -> dict:
    """One form that adds a village's post, sent ten times at once."""
    village = factories.make_village("石门村")
    cycle = factories.cycle_for(village)
    client = signed_in(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    ledger = REGISTRY["responsibilitypost"]
    form = client.get(ledger.url("add")).context["form"]
    data = {
        "village": village.pk,
        "kind": factories.kind(cycle, "responsibility").pk,
        "name": "李联村",
        "unit": "县农业农村局",
        "post": "副局长",
        "form_token": form["form_token"].value(),
    }
    before, rows = refusals(), ledger.model.objects.count()
    answers = at_once(lambda _: client.post(ledger.url("add"), data), 10)
    return {
        "clicks": dict(Counter(getattr(answer, "status_code", str(answer)) for answer in answers)),
        "targets": len({answer["Location"] for answer in answers}),
        "rows": ledger.model.objects.count() - rows,
        "repeats": refusals() - before,
    }


def write_events(number: int) -> None:
    connections.close_all()
    at_once(lambda thread: [audit.record(Event.STEP, by=None, n=number, t=thread, k=k) for k in range(EACH)], THREADS)


def many_writers() -> dict:
    """Several processes with several threads each; every event in the chain once, in one line."""
    before = AuditEvent.objects.count()
    connections.close_all()
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=write_events, args=(number,)) for number in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    numbers = list(AuditEvent.objects.order_by("id").values_list("id", flat=True))
    return {
        "written": AuditEvent.objects.count() - before,
        "without_gaps": numbers == list(range(1, len(numbers) + 1)),
        "verified": audit.verify()["ok"],
        "anchored": audit.verify()["anchored"] == numbers[-1],
    }


def acts_of_two_townships() -> dict:
    """Each act writes, reads what is kept, and leaves two traces: nobody waits for somebody who waits for him."""
    by = factories.clerk()
    members = [
        factories.make_member(factories.make_village(f"{name}村", factories.make_township(town)), f"张{name}")
        for town, names in (("东河镇", "甲乙丙丁戊己"), ("西坪乡", "庚辛壬癸子丑"))
        for name in names
    ]

    def act(number: int) -> str:
        for round_ in range(4):
            with transaction.atomic():
                both = [(members[number], "note"), (members[number].person, "family")]
                for row, field in both if number % 2 else reversed(both):
                    setattr(row, field, f"第{round_}次核对")
                    history.record(row, by=by)
                    marks.standing({marks.EVERYWHERE})
                    audit.record(Event.STEP, by=by, row=row, n=number)
        return "saved"

    return {"acts": dict(Counter(map(str, at_once(act, len(members)))))}


def main() -> None:
    call_command("migrate", verbosity=0)
    setup_test_environment()
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    told = (
        {"vendor": connection.vendor}
        | parallel_approvals()
        | double_clicks()
        | many_writers()
        | acts_of_two_townships()
    )
    print(json.dumps(told))


if __name__ == "__main__":
    sys.exit(main())
