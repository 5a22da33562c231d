"""Whatever minutes, workers, the recycle bin and second thoughts do to the three lists: every place counts the same."""

import os
import re
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import bring_back, save_row, withdraw
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from meetings.models import Meeting
from meetings.papers import meetings as printing
from meetings.services import minutes as services
from meetings.services.minutes import Entry
from risks.choices import ProblemState
from risks.models import Countermeasure, Problem
from risks.services import problem_totals, problems
from tests import factories
from tests.boards import lines_of
from tests.guards import covered
from villages.models import Village

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = int(os.environ.get("EXAMPLES", "8"))
"""How many townships' doings are tried besides the tour; ``make nightly`` tries more."""
TODAY, DEADLINE = date(2026, 11, 22), date(2026, 12, 10)

A_PROBLEM = st.tuples(st.integers(0, 1), st.lists(st.sampled_from(("task", "measure")), max_size=3))
WRITING = st.tuples(st.just("hold"), st.lists(A_PROBLEM, max_size=3))
ANY = (
    "amend",
    "list",
    "withdraw_line",
    "withdraw_problem",
    "bring_back",
    "work",
    "apply",
    "verify",
    "return",
    "reopen",
)
DOING = st.tuples(st.sampled_from(ANY), st.integers(0, 5))
TWO = ("hold", [(0, ["task"]), (1, ["measure", "task"])])
TOUR = [
    *(TWO, ("hold", [(1, [])]), ("work", 0), ("apply", 0), ("return", 0), ("apply", 0), ("verify", 0), ("reopen", 0)),
    *(("withdraw_line", 0), ("withdraw_problem", 0), ("bring_back", 0), ("amend", 0), ("withdraw_line", 1), TWO),
    *(("work", 1), ("apply", 1), ("verify", 1)),
]


class Office:
    """A township at work: each act falls on the row its number leads to; what is refused is simply not done."""

    def __init__(self, villages, clerk, officer):
        self.villages, self.clerk, self.officer = villages, clerk, officer
        self.done = set()

    def do(self, act, said):
        try:
            with transaction.atomic():
                getattr(self, act)(said)
            self.done.add(act)
        except (Refused, LookupError):
            pass

    def hold(self, said):
        """A meeting whose minutes are made final; every other one is listed line by line and stays a draft."""
        number = Meeting.objects.count()
        meeting = factories.make_meeting(self.villages[0].township, held_on=date(2026, 11, 2 + number % 20))
        row = services.begin(meeting, by=self.clerk)
        entries = [Entry(one.kind, one.text, one.pk, one.village) for one in services.lines_of(row)]
        for place, kinds in said:
            entries.append(Entry("problem", f"第{number}次会议的问题", village=self.villages[place]))
            entries += [Entry(kind, "限期办结", owner="王驻村", deadline=DEADLINE) for kind in kinds]
        entries.append(Entry("decision", "下周继续调度"))
        row = services.save(row, entries, by=self.clerk, version=row.version)
        if number % 2:
            services.list_lines(row, by=self.clerk)
        else:
            services.finalise(row, by=self.clerk, version=row.version)

    def amend(self, number):
        row = services.live(Meeting.objects.order_by("pk")[number])
        new = services.amend(row, by=self.clerk, reason="更正") if row.state == "final" else row
        services.finalise(new, by=self.clerk, version=new.version)

    def list(self, number):
        services.list_lines(services.live(Meeting.objects.order_by("pk")[number]), by=self.clerk)

    def withdraw_line(self, number):
        withdraw(Countermeasure.objects.order_by("pk")[number], by=self.clerk, reason="重复")

    def withdraw_problem(self, number):
        withdraw(Problem.objects.order_by("pk")[number], by=self.clerk, reason="列错")

    def bring_back(self, number):
        gone = [*Problem.all_rows.exclude(withdrawn_at=None), *Countermeasure.all_rows.exclude(withdrawn_at=None)]
        bring_back(gone[number], by=self.clerk)

    def work(self, number):
        for line in Problem.objects.order_by("pk")[number].lines.filter(withdrawn_at=None):
            ledger = REGISTRY["countermeasure"]
            values = {name: ledger.value(line, name) for name in ledger.fields}
            values |= {"state": "solved", "closed_on": TODAY, "evidence": "镇党委会议纪要"}
            save_row(ledger, line, values, by=self.clerk, cycle=line.cycle, version=line.version)

    def apply(self, number):
        problems.apply_closing(Problem.objects.order_by("pk")[number], by=self.clerk)

    def verify(self, number):
        problems.verify_closing(Problem.objects.order_by("pk")[number], by=self.officer)

    def __getattr__(self, name):
        service = {"return": problems.return_closing, "reopen": problems.reopen_problem}[name]
        return lambda number: service(Problem.objects.order_by("pk")[number], by=self.officer, reason="未落实")


def exported(client, name):
    """Rows of the ledger's workbook, each known by its 编号."""
    page = load_workbook(BytesIO(client.get(REGISTRY[name].url("export")).content)).active
    return sum(bool(re.fullmatch(r"R\d+V\d+S\w{4}", str(cell))) for line in page.values for cell in line)


def listed(client, name):
    return client.get(REGISTRY[name].url("list")).context["table"].paginator.count


def in_minutes():
    """What the newest editions say was listed: problems, countermeasures and tasks; and the numbers in print."""
    told, printed = [0, 0, 0], 0
    for meeting in Meeting.objects.all():
        row = services.live(meeting)
        found = services.counts(services.lines_of(row))
        for place, number in enumerate((found.listed_problems, found.listed_measures, found.listed_tasks)):
            told[place] += number
        words = "".join(str(getattr(block, "text", "")) for block in printing.minutes_document(row).blocks)
        printed += len(re.findall(r"问题编号\d+", words))
    return (*told, printed)


@pytest.fixture
def county(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: TODAY)
    township = factories.make_township("东河镇")
    for name in ("青石坡村", "柳溪村"):
        factories.make_village(name, township)
    factories.make_cycle(township.parent)
    for role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER):
        factories.make_user(role, township, username=role)
    return factories.make_user(Role.COUNTY_ADMIN, township.parent)


def test_problems_and_countermeasures_count_the_same_in_lists_dashboard_minutes_and_exports(client, county):
    done = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(WRITING, min_size=1, max_size=3), st.lists(WRITING | DOING, max_size=10))
    @example(TOUR, [])
    def whatever_was_done(first, then):
        done.update({"examples": 1, **figures_agree(client, county, first, then)})

    whatever_was_done()
    covered("examples", done.pop("examples"), least=EXAMPLES)
    covered("kinds of acts", done, least=len({act for act, _ in TOUR}))
    covered("acts", done.total(), least=len({act for act, _ in TOUR}) + EXAMPLES // 2)


def figures_agree(client, county, first, then):
    """What the township did in the end counts the same everywhere; returns which acts came through."""
    users = type(county).objects
    with transaction.atomic():
        office = Office(
            list(Village.objects.order_by("name")),
            *(users.get(username=role) for role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER)),
        )
        for act, said in [*first, *then]:
            office.do(act, said)
        if first is TOUR:
            assert office.done >= {act for act, _ in TOUR}
        cache.clear()
        client.force_login(county)
        total = client.get(reverse("problem_totals")).context["found"].total
        board = client.get("/").context["board"]
        *said, printed = in_minutes()
        assert said == [total.problems, total.measures, total.tasks]
        assert printed == total.problems
        assert listed(client, "problem") == exported(client, "problem") == total.problems
        lines = total.measures + total.tasks
        assert listed(client, "countermeasure") == exported(client, "countermeasure") == lines
        *towns, whole = lines_of(board)
        told, by_township = whole.further, [line.further.get("问题", 0) for line in towns]
        assert told.get("问题", 0) == sum(by_township) == total.problems
        assert told.get("未销号问题", 0) == total.unsettled
        transaction.set_rollback(True)
    return dict.fromkeys(office.done, 1)


@pytest.mark.parametrize("place", ("in_minutes", "exported", "listed"))
def test_the_comparison_would_report_a_place_that_counts_one_too_many(client, county, place, monkeypatch):
    right = globals()[place]

    def one_too_many(*asked):
        found = right(*asked)
        return (found[0] + 1, *found[1:]) if isinstance(found, tuple) else found + 1

    figures_agree(client, county, TOUR, [])
    monkeypatch.setitem(globals(), place, one_too_many)
    with pytest.raises(AssertionError):
        figures_agree(client, county, TOUR, [])


def test_the_comparison_would_report_totals_that_count_a_closed_problem_twice(client, county, monkeypatch):
    once = problem_totals.Line.add_problem

    def closed_twice(line, state):
        once(line, state)
        line.problems += state == ProblemState.CLOSED

    monkeypatch.setattr(problem_totals.Line, "add_problem", closed_twice)
    closing = [TWO, ("work", 0), ("apply", 0), ("verify", 0)]
    with pytest.raises(AssertionError):
        figures_agree(client, county, closing, [])
