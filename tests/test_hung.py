"""挂图作战: what hangs on the wall and on screen, what must not hang, weeks, long sheets as a job."""

import json
import re
import subprocess
from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.charts import Bar, Mark, gantt_chart
from electioncycle.charts.svg import number
from electioncycle.documents import render_pdf
from electioncycle.documents.tiling import tile
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.roles import Role
from elections.choices import Body
from elections.rules.calendar import tracks
from reports import walls
from reports.papers import hung as papers
from reports.rules.hung import HUNG, hung
from tests import factories
from villages.models import KindItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY, DAY = date(2026, 12, 1), date(2026, 12, 20)
RULES = {"voter_list_days": 20, "candidates_days": 5, "result_days": 0, "runoff_days": 30, "handover_days": 10}
MUST_NOT_HANG = re.compile(
    r'FROM "(risks_|candidates_|meetings_|readiness_teamanalysis|elections_(dispute|candid|nominat|registration'
    r"|turnout|quickreport|defect|resultsheet|party|roster)|villages_(person|teammember|kinship|talk))"
)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: TODAY)


@pytest.fixture
def county(village, cycle):
    """青山村 is late with its list, 柳溪村 posted it; 白石村 of the other township has no day yet."""
    for key, value in RULES.items():
        cycle.rule_set.rules.create(key=key, label=key, value=value, law="省选举办法")
    KindItem.objects.filter(cycle=cycle, kind="responsibility", name="乡镇联村领导").update(code="township_leader")
    second = factories.make_village("柳溪村", village.township)
    factories.make_village("白石村", factories.make_township("西坪乡"))
    for one in (village, second):
        factories.make_regular(one, DAY)
        factories.make_post(one, position=3, name="李联村")
    factories.make_step_day(second, done_on=date(2026, 11, 25))
    factories.make_profile(village, batch=factories.kind(cycle, "batch"))
    return village.township.parent


@pytest.fixture
def office(client, county):
    client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
    return client


def words_of(pdf):
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def sheet(client, which, **asked):
    answer = client.get(reverse("hung_print", args=[which]), asked)
    assert answer.status_code == 200, answer.content[-500:]
    return answer.content


def test_nodes_and_columns_are_data_and_name_steps_that_there_are():
    known = {(body, step) for track in tracks().values() for body in track.bodies for step in track.steps}
    assert {(node.body, node.step) for node in hung().nodes} <= known
    nodes = {node.node for node in hung().nodes}
    assert {column.node for column in hung().columns if column.node} <= nodes
    assert set(hung().gantt) <= nodes
    assert len(hung().nodes) == 12
    assert len({node.letter for node in hung().nodes}) == 12
    assert json.loads(HUNG.read_text(encoding="utf-8"))["pens"] == 7


def test_every_figure_of_the_county_opens_as_many_villages(office):
    page = office.get(reverse("hung")).content.decode()
    opened = re.findall(r'href="(/hung/villages/\?[^"]+)"[^>]*>\s*(\d+)', page)
    assert len(opened) > 40
    told = {address.replace("&amp;", "&"): int(figure) for address, figure in opened}
    assert {address: office.get(address).context["page"].paginator.count for address in told} == told


def test_the_county_counts_done_due_and_late(office, county, cycle):
    east, west, total = walls.township_counts(factories.make_user(Role.COUNTY_CLERK, county), cycle)
    lists = [(line.counts["voter_list"].done, line.counts["voter_list"].due) for line in (east, west, total)]
    assert lists == [(1, 2), (0, 1), (1, 3)]
    assert (east.counts["voter_list"].late, east.late_villages, total.late_villages) == (1, 1, 1)
    assert (total.counts["other"].due, total.counts["polling"].due) == (0, 3)


def test_supervisors_all_elected_count_as_their_node(office, county, cycle, village):
    factories.make_body_result(village, body=Body.SUPERVISION, due=3, elected=3, women=0, held_on=date(2026, 11, 20))
    *_, total = walls.township_counts(factories.make_user(Role.COUNTY_CLERK, county), cycle)
    assert total.counts["supervision"].done in (0, 1)
    [row] = walls.rows([village], factories.make_user(Role.COUNTY_CLERK, county), cycle)
    assert row.stands["supervision"].is_done == bool(total.counts["supervision"].done)


def test_villages_are_narrowed_by_township_batch_node_and_state(office, village, cycle):
    def shown(**asked):
        rows = office.get(reverse("hung_villages"), asked).context["lines"]
        return [row.village.name for row, _ in rows]

    assert shown(township=village.township.pk) == ["青山村", "柳溪村"]
    assert shown(batch=factories.kind(cycle, "batch").pk) == ["青山村"]
    assert shown(state="late") == ["青山村"]
    assert shown(node="voter_list", state="done") == ["柳溪村"]
    assert shown(node="voter_list", state="open") == ["青山村", "白石村"]
    assert shown(township="x", node="nothing", state="nothing") == ["青山村", "柳溪村", "白石村"]
    assert (
        "没有符合条件的村"
        in office.get(reverse("hung_villages"), {"state": "late", "node": "polling"}).content.decode()
    )


def test_the_townships_sheet_has_its_columns_days_boxes_and_leaders(office):
    words = words_of(sheet(office, "township"))
    for said in (
        "东河镇村（社区）“两委”换届作战图",
        "青山村",
        "李联村",
        "选委会",
        "归档",
        "11-25",
        "12-20",
        "11-30",
    ):
        assert said in words
    assert "内部资料" not in words


def test_what_hangs_reads_nothing_that_must_not_hang_and_says_nothing_of_it(office, village, cycle):
    marked = factories.make_key_village(village, facts="两片意见不一", county_leader="周包案(县委常委)")
    factories.make_key_person(village)
    factories.make_dispute(village)
    factories.make_reserve(village, "孙后备")
    factories.make_nominee(village, "钱立身")
    factories.make_candidacy(village, "孙立群", election=factories.make_regular(village))
    factories.make_defect(village)
    hanging = [("hung_print", which, {"paper": paper}) for which, many in PAPERS for paper in many]
    hanging += [("week_print", form, {"day": "2026-12-20"}) for form in ("wall", "a4")]
    for route, which, asked in hanging:
        with CaptureQueriesContext(connection) as queries:
            answer = office.get(reverse(route, args=[which]), asked)
        assert answer.status_code == 200
        assert [one["sql"] for one in queries if MUST_NOT_HANG.search(one["sql"])] == []
        words = words_of(answer.content)
        forbidden = (
            "孙后备",
            "钱立身",
            "孙立群",
            "周包案",
            "两片意见",
            "重点",
            "难易",
            "联审",
            "异议",
            "瑕疵",
            "内部资料",
        )
        assert [said for said in forbidden if said in words] == []
    inside = words_of(sheet(office, "township", edition="internal"))
    assert "内部资料" in inside
    assert marked.get_level_display() in inside


PAPERS = (("county", ("a1", "a0")), ("township", ("a3", "a4")), ("gantt", ("a3", "a4")))


def test_no_letter_on_a_sheet_that_hangs_is_smaller_than_14_points(office, county, cycle):
    user = factories.make_user(Role.COUNTY_CLERK, county)
    groups = papers.grouped(walls.rows(walls.villages(user, cycle, walls.Asked()), user, cycle, beside=True))
    lines = walls.township_counts(user, cycle)
    glued = 400 / 420  # how much smaller A3 gets on two sheets of A4
    for document, scale in (
        (papers.county(lines, "云岭县", "a1"), 1),
        (papers.county(lines, "云岭县", "a0"), 1),
        (papers.township(groups), glued),
        (papers.gantt(groups), glued),
    ):
        for block in document.blocks:
            sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', block.svg)]
            assert min(sizes) * scale >= papers.LETTERS
            assert 'width="' + number(float(re.search(r'viewBox="0 0 ([\d.]+)', block.svg)[1])) + 'pt"' in block.svg


def test_thirty_villages_fill_a_sheet_and_the_next_begins_another(county, cycle, village):
    user = factories.make_user(Role.COUNTY_CLERK, county)
    [row, *_] = walls.rows([village], user, cycle)
    document = papers.township([(village.township, [row] * 31)])
    assert len(document.blocks) == 2
    assert "（1/2）" in document.blocks[0].svg
    rendered = render_pdf(document)
    with pikepdf.open(BytesIO(rendered.pdf)) as book:
        assert [round(float(side)) for side in book.pages[0].mediabox[2:]] == [842, 1191]
    glued = tile(rendered)
    with pikepdf.open(BytesIO(glued.pdf)) as book:
        assert [tuple(round(float(side)) for side in page.mediabox[2:]) for page in book.pages] == [(842, 595)] * 4
    assert "粘贴处" in words_of(glued.pdf)


def test_the_county_s_sheet_is_as_large_as_the_print_shop_prints(office):
    for paper, size in (("a1", (2384, 1684)), ("a0", (3370, 2384))):
        with pikepdf.open(BytesIO(sheet(office, "county", paper=paper))) as book:
            assert tuple(round(float(side)) for side in book.pages[0].mediabox[2:]) == size
            assert len(book.pages) == 1
    assert "3" in words_of(sheet(office, "county", edition="internal"))


def test_a_week_tells_votes_last_days_and_plans_and_on_the_wall_only_its_nodes(office, cycle):
    days = office.get(reverse("week"), {"day": "2026-12-20"}).context["days"]
    assert [entry.said for entry in days[6].of("votes")] == ["村委会投票(2个)：青山村、柳溪村"]
    plain = words_of(office.get(reverse("week_print", args=["pdf"]), {"day": "2026-12-07"}).content)
    assert "内部资料" in plain
    assert "提名" in plain
    wall = words_of(office.get(reverse("week_print", args=["wall"]), {"day": "2026-12-07"}).content)
    assert "李联村" not in wall
    assert "提名" not in wall
    assert office.get(reverse("week_print", args=["docx"])).content.startswith(b"PK")
    assert office.get(reverse("week_print", args=["xlsx"])).status_code == 404
    assert "没有安排" in office.get(reverse("week"), {"day": "2031-01-01"}).content.decode()
    for wrong in ("明天", "9999-12-31", "0001-01-01"):
        assert office.get(reverse("week"), {"day": wrong}).status_code == 422


def test_a_vote_stays_in_its_week_when_it_is_over_by_elections_too(office, village):
    election = factories.make_election(village, polling_day=TODAY)
    for state in ("preparing", "ended"):
        type(election).objects.filter(pk=election.pk).update(state=state)
        days = office.get(reverse("week"), {"day": TODAY.isoformat()}).context["days"]
        assert [entry.said for entry in days[1].of("votes")] == ["村委会投票(1个)：青山村"], state
    type(election).objects.filter(pk=election.pk).update(state="called_off")
    assert office.get(reverse("week"), {"day": TODAY.isoformat()}).context["votes"] == 0


def test_heads_and_dates_of_a_sheet_stand_clear_of_each_other(office):
    drawn = papers.county([], "云岭县", "a1").blocks[0].svg
    heads = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert not [one for one in heads if one[:1] in "）、，"]
    assert {"党组织", "选举"} <= set(heads)
    bars = [Bar("青山村", [Mark("票", TODAY - timedelta(40)), Mark("交", TODAY + timedelta(40))])]
    drawn = gantt_chart(bars, title="图", legend="票：投票", today=TODAY, width=420, height=297, letters=15)
    assert "今天12-1<" in drawn
    assert ">11-30<" not in drawn  # the line of today would strike it through
    assert ">12-7<" in drawn


def test_a_township_sees_and_prints_its_own_alone(client, county, village):
    other = factories.make_township("西坪乡")
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    assert [line.name for line in client.get(reverse("hung")).context["lines"]] == ["东河镇"]
    assert client.get(reverse("hung_villages"), {"township": other.pk}).context["page"].paginator.count == 0
    assert client.get(reverse("hung_gantt"), {"township": other.pk}).status_code == 404
    assert "白石村" not in words_of(sheet(client, "township"))
    assert "白石村" not in client.get(reverse("week")).content.decode()


@pytest.mark.parametrize("role", [Role.VILLAGE_CLERK, Role.DEPARTMENT_CONTACT, Role.SYSTEM_ADMIN])
def test_who_is_no_official_opens_none_of_it(client, county, village, role):
    client.force_login(factories.make_user(role, village if role == Role.VILLAGE_CLERK else county))
    for name, args in (("hung", []), ("hung_villages", []), ("hung_gantt", []), ("week", [])):
        assert client.get(reverse(name, args=args)).status_code == 403
    assert client.get(reverse("hung_print", args=["township"])).status_code == 403


def test_an_empty_county_has_empty_sheets(client):
    county = factories.make_county()
    factories.make_cycle(county)
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, county))
    assert "请先导入名册" in client.get(reverse("hung")).content.decode()
    for name in ("hung_villages", "hung_gantt", "week"):
        assert client.get(reverse(name)).status_code == 200
    for which in ("county", "township", "gantt"):
        assert sheet(client, which).startswith(b"%PDF")
        assert sheet(client, which, edition="internal").startswith(b"%PDF")


@pytest.mark.parametrize("edition", ["wall", "internal"])
def test_the_sheet_of_a_township_without_villages_says_so_in_words(client, county, village, edition):
    bare = factories.make_township("空白乡")
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, county))
    asked = {"edition": edition}
    told = "没有参加本届换届的村"
    assert told in words_of(sheet(client, "township", **asked, township=bare.pk))
    assert told not in words_of(sheet(client, "township", **asked, township=village.township_id))


def test_before_a_cycle_the_page_says_so(client):
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, factories.make_county()))
    answer = client.get(reverse("hung"))
    assert answer.status_code == 422
    assert "没有届次" in answer.content.decode()


@pytest.mark.usefixtures("no_broker")
def test_more_villages_than_a_request_prints_are_the_worker_s(office, settings):
    settings.ROWS_IN_A_REQUEST = 2
    answer = office.get(reverse("hung_print", args=["township"]))
    job = Job.objects.latest("id")
    assert answer.url == reverse("job_page", args=[job.pk])
    job_runs.run_inline(job)
    job.refresh_from_db()
    [(file, _)] = job.files()
    made = b"".join(office.get(reverse("job_download", args=[job.pk, file.pk])))
    assert "白石村" in words_of(made)
    assert sheet(office, "county").startswith(b"%PDF")  # a row a township, whatever the villages


def test_queries_do_not_grow_with_the_villages(office, village):
    pages = [(name, {}) for name in ("hung", "hung_villages", "hung_gantt", "week")] + [
        ("hung_villages", {"state": "open"})
    ]

    def costs():
        found = []
        for name, asked in pages:
            with CaptureQueriesContext(connection) as queries:
                assert office.get(reverse(name), asked).status_code == 200
            found.append(len(queries))
        return found

    costs()
    few = costs()
    for at in range(6):
        one = factories.make_village(f"{at}号村", village.township)
        factories.make_regular(one, DAY)
        factories.make_post(one, position=3, name="李联村")
    costs()
    assert costs() == few
    assert max(few) <= 40
