"""Help in the product: the manual by role and task, the list of the first day, what the "?" beside a field says."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse
from django.utils import timezone

from electioncycle.desk import first_day, manual
from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import BUSINESS, Role
from electioncycle.web.routes import routes
from elections.forms import schemes
from elections.rules import scheme
from readiness.forms import analysis
from readiness.models import Condition
from tests import factories
from tests.guards import covered
from tests.moving import seen
from villages.models import KindItem, Rule
from villages.rules.shipped import NATIONAL, rules_of_set

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
BASE = Path(settings.BASE_DIR)
MOST = 1_500_000
"""Bytes of all pictures together."""


@pytest.fixture
def village():
    return factories.make_village("青山村", factories.make_township("东河镇"))


@pytest.fixture
def cycle(village):
    return factories.cycle_for(village)


def signed_in(client, role, place):
    user = factories.make_user(role, place)
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", Role.values)
def test_everybody_finds_his_tasks_and_what_to_do_first(client, village, cycle, role):
    signed_in(client, role, village if role == Role.VILLAGE_CLERK else village.township.parent)
    answer = client.get(reverse("help"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "修改初始密码" in page
    mine = [part.title for part in manual.chapters()[0].parts if role in part.roles]
    assert [title for title in mine if title not in page] == []
    others = [part.title for part in manual.chapters()[0].parts if role not in part.roles]
    assert [title for title in others if title in page] == []
    if role in BUSINESS:
        assert mine


def test_each_chapter_opens_and_its_parts_for_others_are_folded(client, village, cycle):
    signed_in(client, Role.TOWNSHIP_CLERK, village.township)
    for one in manual.chapters():
        page = client.get(reverse("help_chapter", args=[one.slug])).content.decode()
        assert f"<h1>{one.title}</h1>" in page
        assert [part.title for part in one.parts if f'id="{part.slug}"' not in page] == []
    tasks = client.get(reverse("help_chapter", args=["1"])).content.decode()
    assert tasks.index("今天要办什么") < tasks.index("其他角色办理的") < tasks.index("建立账号，发放通知条")
    assert client.get(reverse("help_chapter", args=["99"])).status_code == 404


def test_words_are_found_and_the_page_one_came_from_has_its_section_first(client, village, cycle):
    signed_in(client, Role.TOWNSHIP_CLERK, village.township)
    found = client.get(reverse("help"), {"q": "标红 预览"}).context["found"]
    assert "导入一张表，改正标红的行" in [part.title for _, part in found]
    assert "没有找到，请换一个说法" in client.get(reverse("help"), {"q": "没有这样的词"}).content.decode()
    about = client.get(reverse("help"), {"at": "/readiness/gate/checks/3/"}).context["about"]
    assert about[1].title in ("准入评估到启动换届", "准入评估和启动")
    assert client.get(reverse("help"), {"at": "https://example.org"}).context["about"] is None


def test_the_manual_names_roles_and_pages_that_there_are():
    """A role that does not exist stops the reading of the file."""
    known = [one.pattern for one in routes()]
    named = [page for _, part in manual.sections() for page in part.pages]
    covered("pages the manual is about", named, least=20)
    assert [page for page in named if not any(one.startswith(page) for one in known)] == []
    assert get_resolver().url_patterns


def test_each_picture_is_there_small_and_taken_by_a_walk_of_the_everyday_tasks():
    source = (BASE / "tests" / "browser" / "test_everyday_tasks.py").read_text()
    taken = {f"img/help/{name}.webp" for name in re.findall(r'\.picture\(\w+, "(\w+)"\)', source)}
    files = {f"img/help/{path.name}": path.stat().st_size for path in (BASE / "static/img/help").glob("*")}
    assert set(manual.pictures()) == taken == set(files)
    assert sum(files.values()) < MOST


def test_the_manual_is_shown_as_text():
    section = manual.Section(
        "1", "甲", lines=["- **<b>** [村](/villages/)", "  续", "", "|a|b|", "|---|---|", "|1|<i>|"]
    )
    page = section.html
    assert '<li><strong>&lt;b&gt;</strong> <a href="/villages/">村</a><br>续</li>' in page
    assert '<th scope="col">a</th>' in page
    assert "&lt;i&gt;" in page


def ticks(user, cycle):
    return {one.step.title: one.done for one in first_day.list_of(user, cycle)}


def test_the_first_day_ticks_itself(village, cycle):
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    neighbour = factories.make_village("石桥村", village.township)
    factories.make_member(village)
    before = ticks(clerk, cycle)
    asked = ("修改初始密码", "各村现任班子都有记录", "提交第一个村的班子研判")
    assert [before[title] for title in asked] == [True, False, False]
    factories.make_member(neighbour)
    factories.make_analysis(village, state="submitted")
    after = ticks(clerk, cycle)
    assert (after["各村现任班子都有记录"], after["提交第一个村的班子研判"]) == (True, True)
    stranger = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    assert not ticks(stranger, cycle)["提交第一个村的班子研判"], "another township's work ticks nothing"


@pytest.mark.parametrize("role", Role.values)
def test_each_role_has_a_list_whose_pages_it_may_open(client, village, role):
    user = signed_in(client, role, village if role == Role.VILLAGE_CLERK else village.township.parent)
    steps = [one.step for one in first_day.list_of(user, None)]
    assert len(steps) >= 3
    factories.cycle_for(village)
    assert {step.title: client.get(step.url).status_code for step in steps} == {step.title: 200 for step in steps}


def test_a_new_account_finds_the_list_on_the_first_page_and_an_old_one_does_not(client, village, cycle):
    user = signed_in(client, Role.TOWNSHIP_CLERK, village.township)
    assert "第一次使用" in client.get("/").content.decode()
    assert "各村现任班子都有记录" in client.get(reverse("help_first_day")).content.decode()
    user.date_joined = timezone.now() - timedelta(days=60)
    user.save(update_fields=["date_joined"])
    assert "第一次使用" not in client.get("/").content.decode()


def test_what_is_explained_is_asked_and_rests_on_rules_that_are_shipped():
    keys = {rule["key"] for rule in rules_of_set(NATIONAL)}
    found = [(one, name, meaning) for one in ledgers.ordered() for name, meaning in one.meanings.items()]
    covered("fields explained", found, least=45)
    assert [(one.name, name) for one, name, _ in found if name not in one.fields] == []
    assert [rule for _, _, meaning in found for rule in meaning.rules if rule not in keys] == []


def test_what_the_long_forms_explain_rests_on_rules_that_are_shipped():
    keys = {rule["key"] for rule in rules_of_set(NATIONAL)}
    told = [one for one in scheme.items().values() if one.meaning or one.bounds]
    covered("fields of the election rules explained", told, least=20)
    asked = [key for one in (*analysis.MEANINGS.values(), *schemes.MEETING.values()) for key in one.rules]
    asked += [key for one in told for key in one.asked]
    assert [key for key in asked if key not in keys] == []


def test_the_analysis_the_gate_and_the_election_rules_explain_their_fields(client, village, cycle):
    factories.make_conditions(cycle)
    Condition.objects.update(basis="县准入办法", unsure=True)
    ratio = {"label": "群众评价有效", "value": 60, "unit": "%", "law": "县评估办法", "unsure": True}
    Rule.objects.update_or_create(rule_set=cycle.rule_set, key="assessment_return_percent", since=None, defaults=ratio)
    signed_in(client, Role.TOWNSHIP_CLERK, village.township)

    def told(page, label):
        _, _, behind = client.get(page).content.decode().partition(f'aria-label="“{label}”的说明和依据"')
        return behind.partition("</details>")[0]

    part = told(reverse("analysis_entry", args=[village.pk]), "测评票发出")
    assert "没有测评的不填" in part
    assert "依据：县评估办法(待确认)。" in part
    assert "依据：县准入办法(待确认)。" in told(reverse("gate_entry", args=[village.pk]), "自查结论")
    part = told(reverse("scheme_entry", args=[factories.make_election(village).pk]), "投票方式*")
    assert "全体登记的人投票" in part
    assert "依据：村民委员会组织法(待确认)。" in part


def test_the_manual_names_no_files_of_the_product_and_no_commands():
    """It is read in the product by people who have neither."""
    words = [line for line in (BASE / manual.FILE).read_text().splitlines() if not line.startswith("![")]
    covered("lines of the manual read", words, least=400)
    found = [line for line in words if re.search(r"docs/|\.md\b|\.py\b|\bmake [a-z]|manage\.py", line)]
    assert found == []


def test_fields_in_tables_are_explained_at_the_head_of_their_column_or_row(client, village, cycle):
    """Analysis, on-site check and the tables to type: fields there have no labels of their own."""
    factories.make_member(village, party_post="secretary")
    check = factories.make_check(village, state="applied")
    KindItem.objects.filter(cycle=cycle, kind="running_item").update(guidance="会议是否按时召开")

    def said(page):
        return set(re.findall(r'<summary aria-label="“([^”]+)”的说明', client.get(page).content.decode()))

    signed_in(client, Role.TOWNSHIP_CLERK, village.township)
    analysis_said = said(reverse("analysis_entry", args=[village.pk]))
    items = {str(one) for one in KindItem.objects.filter(cycle=cycle, kind="running_item")}
    covered("running items explained", items, least=1)
    heads = {
        "等次",
        "具体表现或原因",
        "主要表现",
        "主要不足",
        "党组织职务意见",
        "问题",
        "对策",
        "责任人",
        "时限",
        "进展",
    }
    assert analysis_said >= heads | items
    ledger = ledgers.REGISTRY["nominationvote"]
    factories.make_election(village)
    page = f"{reverse('nominationvote_grid')}{village.township_id}/"
    assert said(page) == {ledger.label(name) for name in ledger.grid.columns if name in ledger.meanings}
    signed_in(client, Role.TOWNSHIP_OFFICER, village.township)
    page = reverse("gate_group", args=[check.pk])
    assert said(page) >= {"核查结论", "核查情况", "与台账不一致的理由、复查日期", str(Condition.objects.first())}


def test_a_field_says_what_is_meant_and_where_it_is_written(client, village, cycle):
    said = {"label": "选举委员会最少人数", "value": 5, "unit": "人", "law": "村民委员会组织法", "unsure": True}
    Rule.objects.update_or_create(rule_set=cycle.rule_set, key="election_committee_min", since=None, defaults=said)
    signed_in(client, Role.TOWNSHIP_CLERK, village.township)
    page = client.get(ledgers.REGISTRY["electioncommittee"].new_page()).content.decode()
    part = page.partition('aria-label="“到会(人)”的说明和依据"')[2].partition("</details>")[0]
    assert "签到的人数，不含列席" in part
    assert "选举委员会最少人数：5人。依据：村民委员会组织法(待确认)。" in part
    assert 'for="id_present"' in page, "the field keeps its label"


def test_a_move_refused_says_so_and_one_that_is_done_leads_on(client, village, cycle, settings):
    """The script of moves gets the sentence to show beside the form, or the page to open with its message unread."""
    problem = factories.make_line(village, state="open").problem
    signed_in(client, Role.TOWNSHIP_CLERK, village.township)
    address = reverse("problem_move", args=[problem.pk, "apply"])
    refused = client.post(address, seen(problem, reason="已签协议"), headers={"X-Inline": "1"})
    assert refused.status_code == 422
    assert "data-refusal" in refused.content.decode()
    ready = factories.make_line(village, state="solved", evidence="协议书").problem
    address = reverse("problem_move", args=[ready.pk, "apply"])
    done = client.post(address, seen(ready, reason="已签"), headers={"X-Inline": "1"})
    assert (done.status_code, done["X-Location"]) == (204, ledgers.of(type(ready)).page_of(ready))
    assert "申请销号" in client.get(done["X-Location"]).content.decode()
