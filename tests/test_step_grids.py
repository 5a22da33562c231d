"""One step of a township's elections typed as a table: facts as they were, plans within the law, a line whole."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from electioncycle.roles import Role
from elections.models import StepDay
from elections.services import notices
from tests import factories
from tests.test_election_calendar import clock, codes, give_rules

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]


@pytest.fixture
def elections(village, clock):
    rows = [factories.make_regular(one) for one in (village, factories.make_village("柳溪村", village.township))]
    give_rules(rows[0].cycle.rule_set)
    clock("2026-12-02")
    return rows


def address(election, step="voter_list"):
    return f"{reverse('step_grid')}?township={election.village.township_id}&step={step}"


def send(client, election, cells, page=None, step="voter_list"):
    seen = page or client.get(address(election, step)).context["seen"]
    named = {f"c-{one.pk}-{name}": words for (one, name), words in cells.items()}
    return client.post(address(election, step), {"seen": seen, **named})


def notes(answer):
    return {cell["name"]: cell["note"] for _, cells in answer.context["lines"] for cell in cells if cell["note"]}


def said(answer):
    return " ".join(map(str, answer.wsgi_request._messages))


def test_facts_are_typed_for_all_villages_at_once_and_a_late_one_is_marked(client, elections, clerk):
    first, second = elections
    client.force_login(clerk)
    typed = {(first, "done_on"): "2026年11月30日", (second, "done_on"): "2026.12.1", (second, "note"): "停电推迟"}
    assert send(client, first, typed).status_code == 302
    rows = {row.election: row for row in StepDay.objects.filter(step="voter_list")}
    assert (rows[first].done_on, rows[second].done_on) == (date(2026, 11, 30), date(2026, 12, 1))
    assert (rows[second].note, rows[second].done_under_id) == ("停电推迟", second.rules_edition)
    assert (codes(first), codes(second)) == ([], ["F.101"])
    assert rows[first].history.first().history_user == clerk
    assert send(client, first, {(second, "done_on"): "2026-11-29"}).status_code == 302
    assert codes(second) == [], "a corrected fact lifts its mark"


def test_a_day_that_cannot_be_keeps_its_line_and_no_other(client, elections, clerk):
    first, second = elections
    client.force_login(clerk)
    typed = {(first, "done_on"): "2026-12-03", (first, "note"): "已张贴", (second, "done_on"): "2026-11-30"}
    answer = send(client, first, typed)
    assert answer.status_code == 422
    assert "还没有到" in notes(answer)[f"c-{first.pk}-done_on"]
    assert "已保存1行" in answer.context["message"]
    assert [row.election for row in StepDay.objects.all()] == [second]
    assert send(client, first, {(first, "done_on"): "月底"}).status_code == 422
    assert StepDay.objects.count() == 1


@pytest.mark.parametrize(("day", "status"), [("2026-12-15", 302), ("2026-12-16", 422)])
def test_a_plan_is_held_to_the_law(client, elections, clerk, day, status):
    client.force_login(clerk)
    first = elections[0]
    answer = send(client, first, {(first, "planned_on"): day}, step="candidates_list")
    assert answer.status_code == status
    assert StepDay.objects.filter(planned_on=day).exists() == (status == 302)
    if status == 422:
        assert "晚于规定的最迟日" in notes(answer)[f"c-{first.pk}-planned_on"]


def test_what_somebody_recorded_meanwhile_is_shown_and_not_written_over(client, elections, clerk):
    first, second = elections
    client.force_login(clerk)
    page = client.get(address(first)).context["seen"]
    assert send(client, first, {(first, "done_on"): "2026-11-29"}).status_code == 302
    late = send(client, first, {(first, "done_on"): "2026-11-30", (second, "done_on"): "2026-11-30"}, page)
    assert late.status_code == 409
    assert notes(late) == {f"c-{first.pk}-done_on": "现为2026-11-29"}
    assert [str(row.done_on) for row in StepDay.objects.order_by("election")] == ["2026-11-29", "2026-11-30"]


def test_only_writers_of_the_place_have_the_table(client, elections, clerk):
    first = elections[0]
    client.force_login(clerk)
    page = client.get(address(first)).context["seen"]
    strange = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    client.force_login(strange)
    assert client.get(address(first)).status_code == 404
    assert client.post(reverse("step_grid"), {"seen": page}).status_code == 422
    client.force_login(factories.make_user(Role.COUNTY_READER, first.village.township.parent))
    assert client.get(address(first)).status_code == 403
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, first.village))
    assert client.get(address(first)).status_code == 403
    assert not StepDay.objects.exists()


def test_the_table_costs_the_same_for_more_villages(client, elections, clerk):
    first = elections[0]
    client.force_login(clerk)

    def cost():
        client.get(address(first))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(first)).status_code == 200
        return len(caught)

    few = cost()
    for number in range(5):
        factories.make_regular(factories.make_village(f"第{number}村", first.village.township))
    assert (cost(), few <= 20) == (few, True)


def test_hours_are_typed_as_people_write_them_and_stand_in_the_notice(client, elections, clerk):
    first, second = elections
    client.force_login(clerk)
    typed = {(first, "begins_at"): "8：30", (first, "ends_at"): "下午4点半", (second, "begins_at"): "上午9时"}
    assert send(client, first, typed, step="registration").status_code == 302
    shown = client.get(address(first, "registration")).context["grid"]
    assert [(one.title, one.kind) for one in shown.columns][2:4] == [("登记开始", "time"), ("登记结束", "time")]
    assert [line.cells["begins_at"] for line in shown.lines] == ["08:30", "09:00"]
    assert "没有改动" in said(send(client, first, {(first, "begins_at"): "8时30分"}, step="registration"))
    factories.make_notice_texts(first.cycle)
    told = [notices.draft(one, "registration", by=clerk).text for one in elections]
    assert ["登记时间：8:30—16:30" in told[0], "登记时间：9:00起" in told[1]] == [True, True]
    wrong = send(client, first, {(first, "ends_at"): "8:30", (second, "ends_at"): "十点"}, step="registration")
    assert wrong.status_code == 422
    assert notes(wrong).keys() == {f"c-{one.pk}-ends_at" for one in elections}
    row = StepDay.objects.get(election=first)
    assert (row.hours, row.history.count(), row.done_on) == ("8:30—16:30", 1, None)


def test_hours_stand_only_where_a_notice_tells_them(client, elections, clerk):
    first = elections[0]
    client.force_login(clerk)
    assert "begins_at" not in {one.key for one in client.get(address(first)).context["grid"].columns}
    assert send(client, first, {(first, "done_on"): "2026-11-30"}).status_code == 302
    row = StepDay.objects.get()
    sent = {"done_on": "2026-11-30", "begins_at": "8：30", "version": row.version}
    refused = client.post(reverse("stepday_edit", args=[row.pk]), sent)
    assert refused.status_code == 422
    assert "不登记起止时间" in refused.content.decode()
    other = factories.make_step_day(first.village, election=first, step="registration", done_on=None)
    sent = {"begins_at": "8：30", "ends_at": "上午11时", "version": other.version}
    assert client.post(reverse("stepday_edit", args=[other.pk]), sent).status_code == 302
    assert StepDay.objects.get(pk=other.pk).hours == "8:30—11:00", "form and table read one clock"


def test_a_line_that_is_not_in_the_table_is_said_to_be_lost_and_the_others_are_saved(client, elections, clerk):
    first, far = elections[0], factories.make_village("远村", factories.make_township("西坪乡"))
    elsewhere = factories.make_regular(far)
    client.force_login(clerk)
    seen = client.get(address(first)).context["seen"]
    for key in (elsewhere.pk, 10**9, "9" * 40):
        answer = client.post(address(first), {"seen": seen, f"c-{key}-done_on": "2026-11-30"})
        assert (answer.status_code, answer.context["lost"]) == (409, ["2026-11-30"])
    sent = {f"c-{one}-done_on": "2026-11-30" for one in (first.pk, elsewhere.pk)}
    assert "已保存1行" in client.post(address(first), {"seen": seen, **sent}).context["message"]
    assert [row.election for row in StepDay.objects.all()] == [first]
