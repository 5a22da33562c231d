"""Three lists: a problem is closed only when every task is done and proved, by another person, and counts once."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from electioncycle.records.workflow import StepRecord
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.workbooks import imports
from risks.models import Countermeasure, Problem
from risks.services import problem_totals, problems
from tests import factories
from tests.moving import seen
from villages.models import Rule
from villages.services import places

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere, pytest.mark.usefixtures("today")]
PROOF = "镇党委会议纪要〔2026〕3号"
SOLVED = {"state": "solved", "closed_on": date(2026, 11, 10), "evidence": PROOF}


def move(client, user, problem, name, **data):
    client.force_login(user)
    return client.post(f"/risks/problem/{problem.pk}/{name}/act/", seen(problem, **data))


def state_of(problem):
    return Problem.objects.get(pk=problem.pk).state


def line_data(village, **values):
    data = {"village": village.pk, "problem__level": "village", "problem__text": "河道多年未整治", "measure": "清淤"}
    return data | {"state": "not_begun", "position": ""} | values


def test_a_problem_is_closed_when_every_line_is_proved_and_another_person_verifies(client, village, clerk, officer):
    line = factories.make_line(village)
    problem, edit = line.problem, f"/risks/countermeasure/{line.pk}/edit/"
    assert "第1条任务或对策还没有完成" in move(client, clerk, problem, "apply").content.decode()
    values = line_data(village, problem__number=problem.number, version=1, position=1, state="solved")
    values |= {"problem__text": problem.text, "closed_on": "2026-11-10"}
    bare = client.post(edit, values)
    assert bare.status_code == 422
    assert "没有佐证不能销号" in bare.content.decode()
    assert client.post(edit, values | {"evidence": PROOF}).status_code == 302
    assert move(client, clerk, problem, "apply").status_code == 302
    locked = client.post(edit, values | {"evidence": PROOF, "version": 2, "measure": "改了"})
    assert "待核验，不能改动" in locked.content.decode()
    assert move(client, clerk, problem, "verify").status_code == 403
    assert move(client, officer, problem, "verify").status_code == 302
    problem = Problem.objects.get(pk=problem.pk)
    assert (problem.state, bool(problem.closed_on)) == ("closed", True)
    assert problem.version == 3  # entered, applied, verified: editing a line leaves the problem alone
    assert list(StepRecord.objects.values_list("move", "approves")) == [("apply", False), ("verify", True)]
    assert AuditEvent.objects.filter(type=Event.STEP).count() == 2


def test_who_applied_may_not_verify_and_a_return_or_reopening_says_why(client, village, officer, county):
    problem = factories.make_line(village, **SOLVED).problem
    move(client, officer, problem, "apply")
    own = move(client, officer, problem, "verify")
    assert own.status_code == 422
    assert "须由另一人审核" in own.content.decode()
    assert move(client, county, problem, "return", reason="").status_code == 422
    assert state_of(problem) == "applied"
    move(client, county, problem, "return", reason="照片不清楚")
    assert state_of(problem) == "open"
    move(client, officer, problem, "apply")
    move(client, county, problem, "verify")
    assert move(client, officer, problem, "reopen", reason="").status_code == 422
    assert state_of(problem) == "closed"
    move(client, officer, problem, "reopen", reason="群众反映没有落实")
    problem = Problem.objects.get(pk=problem.pk)
    assert (problem.state, problem.closed_on) == ("open", None)
    assert StepRecord.objects.get(move="verify").void_reason == "已重新打开"


def test_a_county_problem_is_verified_by_the_county_unless_the_rules_say_otherwise(client, village, clerk, officer):
    problem = factories.make_line(village, factories.make_problem(village, level="county"), **SOLVED).problem
    move(client, clerk, problem, "apply")
    assert move(client, officer, problem, "verify").status_code == 403
    assert state_of(problem) == "applied"
    Rule.objects.create(rule_set=problem.cycle.rule_set, key="problem_county_verifies", label="县级核验", value=False)
    assert move(client, officer, problem, "verify").status_code == 302
    assert state_of(problem) == "closed"


def test_what_goes_on_after_the_election_is_long_term_and_not_open(client, village, clerk, officer):
    problem = factories.make_problem(village)
    factories.make_line(village, problem, **SOLVED)
    factories.make_line(village, problem, state="long_term", evidence="列入镇长期调处台账")
    move(client, clerk, problem, "apply")
    move(client, officer, problem, "verify")
    assert state_of(problem) == "long_term"


def test_a_deadline_before_the_problem_came_up_is_refused(client, village, clerk):
    client.force_login(clerk)
    data = line_data(village, owner="王驻村")
    late = client.post("/risks/countermeasure/new/", data | {"deadline": "2026-09-30"})
    assert late.status_code == 422
    assert "早于问题提出日期" in late.content.decode()
    empty = client.post("/risks/countermeasure/new/", data | {"measure": "", "task": ""})
    assert "请至少填写一项" in empty.content.decode()
    assert not Problem.objects.exists()
    assert client.post("/risks/countermeasure/new/", data | {"deadline": "2026-12-10"}).status_code == 302
    second = client.post("/risks/countermeasure/new/", data | {"problem__number": "001", "measure": "筹资"})
    assert second.status_code == 302
    assert list(Countermeasure.objects.values_list("problem__number", "position")) == [("001", 1), ("001", 2)]
    assert Problem.objects.count() == 1


HEAD = ("乡镇(街道)", "村(社区)", "问题编号", "层级", "问题描述", "对策序号", "对策措施", "责任人", "时限", "状态")


def book(*rows):
    made, out = Workbook(), BytesIO()
    made.active.append(HEAD)
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def send(client, data):
    sheet = BytesIO(data)
    sheet.name = "三清单.xlsx"
    answer = client.post("/risks/countermeasure/import/", {"file": sheet})
    return imports.ImportBatch.objects.latest("id"), answer["Location"]


LINES = (
    ("东河镇", "青山村", "1", "县", "河道多年未整治", 1, "申报项目", "王驻村", "2026-12-10", "推进中"),
    ("东河镇", "青山村", "", "", "", 2, "清淤疏浚", "李联村", "2026-12-20", ""),
    ("东河镇", "青山村", "2", "村", "账目公开不及时", 1, "按月公开", "报账员", "2026-12-01", ""),
)


def test_several_lines_of_a_workbook_are_one_problem_and_come_back_unchanged(client, village, clerk):
    client.force_login(clerk)
    batch, url = send(client, book(*LINES))
    assert batch.counts["new"] == 3, batch.preview
    client.post(url, {"which": "all"})
    assert (Problem.objects.count(), Countermeasure.objects.count()) == (2, 3)
    assert not Problem.history.exclude(history_user=clerk).exists()
    exported = client.get("/risks/countermeasure/export/").content
    assert send(client, exported)[0].counts["unchanged"] == 3
    assert send(client, book(*LINES))[0].counts["unchanged"] == 3
    sheet = load_workbook(BytesIO(exported))
    at = next(c.column for row in sheet.active.iter_rows() for c in row if c.value == "问题描述")
    for row in sheet.active.iter_rows():
        if row[at - 1].value == "河道多年未整治":
            row[at - 1].value = "河道淤塞多年"
    out = BytesIO()
    sheet.save(out)
    batch, url = send(client, out.getvalue())
    assert batch.counts["changed"] == 2
    client.post(url, {"which": "all"})
    assert list(Problem.objects.values_list("text", "version")) == [("河道淤塞多年", 2), ("账目公开不及时", 1)]


def test_lines_that_contradict_each_other_or_a_closed_problem_are_refused(client, village, clerk, county):
    client.force_login(clerk)
    other = (*LINES[1][:2], "1", "县", "另一个问题", 2, "清淤疏浚", "李联村", "2026-12-20", "")
    batch, _ = send(client, book(LINES[0], other))
    assert batch.counts["wrong"] == 1
    assert "与第2行是同一个问题" in batch.preview
    closed = factories.make_line(village, **SOLVED).problem
    problems.verify_closing(problems.apply_closing(closed, by=clerk), by=county)
    more = ("东河镇", "青山村", closed.number, "村", closed.text, 5, "再加一条", "王驻村", "2026-12-10", "")
    batch, _ = send(client, book(more))
    assert batch.counts["wrong"] == 1
    assert "不能再加任务和对策" in batch.preview
    assert send(client, client.get("/risks/countermeasure/export/").content)[0].counts["unchanged"] == 1


def test_totals_count_live_rows_of_standing_villages_once(client, village, clerk, county, cycle):
    neighbour = factories.make_village("白石村", factories.make_township("西坪乡"))
    gone = factories.make_village("旧村", village.township)
    two = factories.make_problem(village, level="county")
    factories.make_line(village, two, task="完成清淤")
    factories.make_line(village, two)
    factories.make_line(neighbour, **SOLVED)
    withdraw(factories.make_line(village, two), by=clerk, reason="重复")
    moved = factories.make_line(gone).problem
    places.merge_village(gone, into=village, on=date(2026, 10, 20), by=county, reason="建制调整")
    moved = Problem.objects.get(pk=moved.pk)
    assert (moved.village, moved.number) == (village, "001并1")
    total = problem_totals.totals(county, cycle).total
    assert (total.problems, total.measures, total.tasks, total.unsettled) == (3, 4, 1, 3)
    assert problem_totals.totals(clerk, cycle).total.problems == 2
    client.force_login(county)
    for query in ("", "?group=village", "?group=level&level=county", "?group=source", "?township=٣&source=x&level=zz"):
        assert client.get(f"/risks/problems/totals/{query}").status_code == 200
    page = client.get("/risks/problems/totals/").content.decode()
    assert "2个村(社区)共梳理换届问题3条(村级2条、县级1条)，制定对策措施4条、任务1项" in page
    assert client.get("/risks/problems/totals/print/").content.startswith(b"%PDF-")


def test_the_totals_cost_the_same_for_many_problems(client, village, county, cycle):
    client.force_login(county)
    factories.make_line(village)

    def cost():
        client.get("/risks/problems/totals/")  # what there is to do is counted once after a change
        with CaptureQueriesContext(connection) as queries:
            client.get("/risks/problems/totals/")
            REGISTRY["problem"].findings([village], cycle)
            list(REGISTRY["countermeasure"].due(county, cycle))
        return len(queries)

    cost()
    one = cost()
    for number in range(4):
        factories.make_line(factories.make_village(f"{number}号村", village.township))
    assert cost() == one


def test_open_problems_speak_to_the_gate_and_overdue_ones_to_the_to_do_list(client, village, clerk, cycle):
    ledger = REGISTRY["problem"]
    assert ledger.findings([village], cycle)["problems"][village.pk].met is None
    line = factories.make_line(village, factories.make_problem(village, level="county"), deadline=date(2026, 10, 20))
    found = ledger.findings([village], cycle)
    assert (found["problems"][village.pk].met, found["hard_problems"][village.pk].met) == (False, False)
    (due,) = REGISTRY["countermeasure"].due(clerk, cycle)
    assert (due.count, due.overdue) == (1, True)
    client.force_login(clerk)
    assert [row.record for row in client.get(due.url).context["table"].rows] == [line]
    assert "河道" not in client.get("/risks/countermeasure/?late=overdue&q=白石").content.decode()


def test_minutes_raise_a_problem_with_its_tasks(village, clerk, cycle):
    line = problems.Line(task="核对账目", owner="报账员", deadline=date(2026, 12, 1))
    source = factories.kind(cycle, "problem_source")
    raised = problems.raise_problem(
        village,
        cycle,
        "账目公开不及时",
        by=clerk,
        level="township",
        source=source.code,
        found_on=date(2026, 11, 1),
        lines=[line],
    )
    assert (raised.number, raised.source, raised.lines.get().task) == ("001", source, "核对账目")
