"""The first page: figures of the user's own territory, with a number of queries that does not grow."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from electioncycle.desk import navigation
from electioncycle.desk.navigation import menu
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import kept
from electioncycle.roles import Role
from electioncycle.security import marks
from electioncycle.web.routes import routes
from reports.dashboard import sentences
from reports.figures import team_figures
from reports.papers.figures import comparison, targets
from reports.township_lines import township_lines
from tests import factories
from tests.boards import lines_of
from villages.models import Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    """Two townships; 青山村 has a team of three, 白石村 one of one."""
    east, west = factories.make_township("东河镇"), factories.make_township("西坪乡")
    green, white = factories.make_village("青山村", east), factories.make_village("白石村", west)
    born = {"id_number": "", "birth": date(1976, 11, 30)}
    factories.make_member(green, "张建国", person=born)  # 50 on the reference date
    factories.make_member(green, "李梅", party_post="member", committee_post="none", person={**born, "sex": "female"})
    factories.make_member(green, "王监", party_post="none", committee_post="none", supervision_post="director")
    young = {"id_number": "", "birth": date(1996, 12, 1), "education": "high_school"}
    factories.make_member(white, "赵四", party_post="secretary", committee_post="none", person=young)  # 29
    factories.make_last_term(green, members=4, mean_age="50.0", women=1, college_up=1, one_shoulder=True)
    factories.make_last_term(white, members=2, mean_age="53.0", women=0, college_up=0)
    factories.make_post(green)
    return east.parent


def figures(user, cycle):
    return team_figures(list(Village.objects.select_related("township")), cycle, user=user)


def test_figures_by_township_count_the_two_committees(county):
    cycle = factories.make_cycle(county)
    east, west, total = figures(factories.make_user(Role.COUNTY_READER, county), cycle)
    assert [line.name for line in (east, west, total)] == ["东河镇", "西坪乡", "合计"]
    assert (east.structure.members, east.structure.mean_age, east.structure.women, east.one_shoulder) == (2, 50, 1, 1)
    assert (west.structure.mean_age, west.one_shoulder, west.education["高中(中专)"]) == (29, 0, 1)
    assert str(total.structure.mean_age) == "43.0"
    assert str(total.last.mean_age) == "51.0"  # (4 × 50 + 2 × 53) ÷ 6
    assert [str(total.share("college_up")), str(total.last.share("college_up"))] == ["66.7", "16.7"]


def test_comparison_and_targets_state_change_and_villages_that_meet_them(county):
    cycle = factories.make_cycle(county)
    cycle.targets = {"women": 1, "one_shoulder": True, "mean_age": 45}
    total = figures(factories.make_user(Role.COUNTY_READER, county), cycle)[-1]
    rows = {row[0]: row[1:] for row in comparison(total)}
    assert rows["平均年龄(岁)"] == ["51.0", "43.0", "-8.0"]
    assert rows["一肩挑村占比(%)"] == ["50.0", "50.0", "持平"]
    assert [row[1:] for row in targets(total, cycle)] == [
        ["1", "1", "50.0"],
        ["实现", "1", "50.0"],
        ["45", "1", "50.0"],
    ]


def test_ready_sentences_state_their_base(county):
    cycle = factories.make_cycle(county)
    user = factories.make_user(Role.COUNTY_READER, county)
    villages = list(Village.objects.select_related("township"))
    found = sentences(township_lines(villages, cycle, user=user)[-1].numbers, "云岭县")
    assert "云岭县2个村(社区)中，已提交班子研判0个，占0.0%" in found[0]
    assert "平均年龄43.0岁，较上届换届时下降8.0岁" in found[1]
    assert found[1].endswith("(以“两委”成员3人为基数)。")
    assert "应配包联岗位8个，已落实1个，占12.5%" in found[2]


def test_a_township_sees_its_own_figures_only(county, client):
    factories.make_cycle(county)
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("东河镇")))
    board = client.get("/").context["board"]
    assert [line.township.name for line in board.lines] == ["东河镇"]
    assert (board.total.numbers.villages, board.total.numbers.members) == (1, 2)
    page = client.get("/reports/figures/").content.decode()
    assert "西坪乡" not in page


@pytest.mark.parametrize(
    "role",
    [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.DEPARTMENT_CONTACT, Role.VILLAGE_CLERK],
)
def test_roles_apart_get_a_page_without_business_data(county, client, role):
    factories.make_cycle(county)
    client.force_login(factories.make_user(role, county))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "board" not in answer.context
    assert "东河镇" not in answer.content.decode()


def test_before_the_first_cycle_the_page_says_what_to_do(client):
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, factories.make_county()))
    assert "建立届次" in client.get("/").content.decode()


def test_queries_of_the_dashboard_do_not_grow(county, client):
    factories.make_cycle(county)
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, county))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    def costs():
        marks.flush()
        marks.forget()
        kept.forget_all()  # as after something everywhere was changed
        return cost(), cost()

    cost()
    few = costs()
    for number in range(6):
        village = factories.make_village(f"{number}号村", factories.make_township(f"{number}号乡"))
        factories.make_member(village, "钱六")
        factories.make_post(village)
    assert costs() == few
    assert few[1] <= 20


def test_what_ledgers_count_stands_in_small_tables_by_the_groups_of_the_menu(county, client):
    green = Village.objects.get(name="青山村")
    factories.make_reserve(green)
    client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
    board = client.get("/").context["board"]
    assert "后备人选" in [figure.name for figure in board.group("人选").figures]
    *lines, total = lines_of(board)
    assert {line.township.name: line.further["后备人选"] for line in lines} == {"东河镇": 1, "西坪乡": 0}
    assert total.further["后备人选"] == 1


def test_the_figures_come_as_workbook_and_pdf(county, client):
    factories.make_cycle(county)
    client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
    page = load_workbook(BytesIO(client.get("/reports/figures/xlsx/").content)).active
    rows = list(page.iter_rows(values_only=True))
    assert [row[0] for row in rows[2:]] == ["东河镇", "西坪乡", "合计"]
    assert client.get("/reports/figures/pdf/").content.startswith(b"%PDF-")
    assert client.get("/reports/figures/doc/").status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_every_line_of_the_menu_opens(county, client, role):
    place = Village.objects.get(name="青山村") if role == Role.VILLAGE_CLERK else county
    factories.make_cycle(county)
    user = factories.make_user(role, place)
    client.force_login(user)
    lines = [line for part in menu(user) for _, group in part for line in group]
    assert lines
    assert {line.title: client.get(line.url).status_code for line in lines} == {line.title: 200 for line in lines}


SCREEN, ONE_LINE = 17, 9
"""Lines of a group that an office screen shows below the headings, and characters of a title beside its icon."""


@pytest.mark.parametrize("role", [Role.COUNTY_ADMIN, Role.TOWNSHIP_CLERK])
def test_no_group_of_the_menu_is_longer_than_a_screen_and_no_title_wraps(county, role):
    daily, more = menu(factories.make_user(role, county))
    sections = [*daily, *more]
    assert daily
    assert more
    assert {group: len(lines) for group, lines in sections if len(lines) > SCREEN} == {}
    assert [line.title for _, lines in sections for line in lines if len(line.title) > ONE_LINE] == []


@pytest.mark.parametrize("role", [Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER, Role.VILLAGE_CLERK, Role.COUNTY_CLERK])
def test_what_is_done_day_by_day_stands_in_front_and_nothing_is_lost(county, role):
    user = factories.make_user(role, Village.objects.get(name="青山村") if role == Role.VILLAGE_CLERK else county)
    daily, more = menu(user)
    in_front = [line.url for _, lines in daily for line in lines]
    assert len(daily) <= 8
    assert 10 <= len(in_front) <= 48
    assert len(in_front) == len(set(in_front))
    behind = {line.url for _, lines in more for line in lines}
    assert not behind & set(in_front)
    may = {one.url("list") for one in ledgers.visible(user)}
    may |= {one.url for one in navigation.EXTRA if not one.roles or user.roles & one.roles}
    assert behind | set(in_front) == may


def test_each_task_of_the_menu_names_what_there_is():
    known = {*ledgers.REGISTRY, *(one.url_name for one in navigation.EXTRA)}
    assert [name for task in navigation.TASKS for name in task.names if name not in known] == []


def test_who_has_few_lines_has_all_of_them_in_front(county):
    daily, more = menu(factories.make_user(Role.SECURITY_ADMIN, county))
    assert (sum(len(lines) for _, lines in daily) > 3, more) == (True, [])


def test_a_departments_contact_reaches_what_his_department_was_asked_and_nothing_else():
    """The rest is the frame every account has: inbox, calendar, jobs, password, what it was handed out, sign-out."""
    frame = {"calendar", "cycle", "dashboard", "inbox", "job", "logout", "notice", "notices", "password", "profile"}
    frame |= {"handed", "help", "role", "second", "sessions"}  # what was handed out to oneself is everybody's
    reached = {one.name for one in routes() if Role.DEPARTMENT_CONTACT in one.roles}
    own = {name for name in reached if name.partition("_")[0] not in frame}
    assert own == {
        *("department_questions", "department_question", "department_namesake"),
        *("review_all_clear", "review_letter", "review_marked", "review_reply", "review_reply_preview", "review_scan"),
        "review_workbook",
    }
