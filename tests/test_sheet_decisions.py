"""What a body decides by its paper counts once a second person has compared it; then the result is reckoned anew."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from electioncycle.roles import Role
from elections.models import ElectedPerson, SheetDecision, SheetName
from elections.services import results
from tests import factories, uploads
from tests.moving import moved
from tests.result_sheets import compared, counted_round, move, reload
from tests.schemes import rule
from villages.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]


@pytest.fixture
def village():
    row = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(row)
    return row


@pytest.fixture
def people(village):
    """Two who type, and the officer who checks."""
    clerks = [factories.make_user(Role.TOWNSHIP_CLERK, village.township) for _ in range(2)]
    return (*clerks, factories.make_user(Role.TOWNSHIP_OFFICER, village.township))


def page(answer):
    return answer.content.decode()


def outcome(sheet):
    return results.results([reload(sheet)])[sheet.pk].outcome


def offered(client, sheet, code):
    answer = client.get(reverse("result_sheet", args=[sheet.pk]))
    return next((one for one in answer.context["asked"] if one.code == code), None)


def decide(client, sheet, question, at=0, **more):
    paper = {"decided_by": "village", "number": "青选〔2026〕9号", "decided_on": timezone.localdate().isoformat()}
    scan = SimpleUploadedFile("决定.pdf", uploads.scan(), content_type="application/pdf")
    sent = {"question": question.key, "answer": question.choices[at].value, **paper, "scan": scan, **more}
    sent = {key: value for key, value in sent.items() if value is not None}
    return moved(client, reverse("sheet_decide", args=[sheet.pk]), sheet, **sent)


def confirm(client, user, row, what="confirm", **more):
    client.force_login(user)
    return moved(client, reverse("sheet_decision_move", args=[row.pk, what]), row, **more)


def verified(client, user, sheet, **more):
    return move(client, user, sheet, "verify", signed="1", conditions_met="1", **more)


def test_seats_that_may_stay_empty_are_decided_by_a_named_body_and_checked_by_another(client, village, people):
    first, second, officer = people
    row = counted_round(village, announced="vacant")
    rule(factories.cycle_for(village), vacancy_from="first", vacancy_by="assembly", vacancy_min=3)
    rule(factories.cycle_for(village), vacancy_needs_director=False)
    sheet = compared(client, first, second, row, votes={"member": (800, 750, 400, 300)})
    assert outcome(sheet).next == "decide"
    assert "F.507" in page(verified(client, officer, sheet))
    client.force_login(first)
    question = offered(client, sheet, "vacancy")
    for lacks, said in (
        ({"scan": None}, "扫描件"),
        ({"number": " "}, "文号"),
        ({"decided_by": "anybody"}, "决定机关"),
        ({"decided_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "今天之后"),
        ({"answer": "0-leads"}, "没有选择决定的内容"),
    ):
        assert said in page(decide(client, sheet, question, **lacks)), lacks
    assert not SheetDecision.objects.exists()
    assert decide(client, sheet, question).status_code == 302
    made = SheetDecision.objects.get()
    assert outcome(sheet).next == "decide"  # nobody else has looked yet
    assert "还没有核对" in page(verified(client, officer, sheet))
    assert "已登记决定" in page(decide(client, sheet, question))
    assert confirm(client, first, made).status_code == 403
    assert confirm(client, officer, made).status_code == 302
    assert (outcome(sheet).next, outcome(sheet).open, outcome(sheet).questions) == ("none", 1, [])
    assert b"%PDF" in client.get(reverse("sheet_decision_scan", args=[made.pk])).content[:1024]
    assert verified(client, officer, sheet).status_code == 302
    assert reload(sheet).state == "verified"
    assert confirm(client, officer, made, "drop", reason="登记错了").status_code != 302
    assert SheetDecision.objects.get().confirmed


def test_an_officer_who_entered_a_decision_leaves_it_to_another_to_compare_it(client, village, people):
    first, second, officer = people
    other = factories.make_user(Role.TOWNSHIP_OFFICER, village.township)
    row = counted_round(village, announced="vacant")
    rule(factories.cycle_for(village), vacancy_from="first", vacancy_by="assembly", vacancy_min=3)
    rule(factories.cycle_for(village), vacancy_needs_director=False)
    sheet = compared(client, first, second, row, votes={"member": (800, 750, 400, 300)})
    verified(client, officer, sheet)
    client.force_login(officer)
    assert decide(client, sheet, offered(client, sheet, "vacancy")).status_code == 302
    made = SheetDecision.objects.get()
    assert "另一" in page(confirm(client, officer, made))
    assert not SheetDecision.objects.get().confirmed
    assert confirm(client, other, made).status_code == 302
    assert SheetDecision.objects.get().confirmed


def test_marks_of_a_namesake_go_where_the_decision_says_and_back_when_it_is_taken_back(client, village, people):
    first, second, officer = people
    row = counted_round(village)
    other = {"other-director-0-name": "赵立春", "other-director-0-sex": "male", "other-director-0-votes": 10}
    sheet = compared(
        client, first, second, row, votes={"director": (490, 250)}, **other, **{"other-director-0-standing": "namesake"}
    )
    assert sheet.agreed
    assert ElectedPerson.objects.filter(sheet=sheet, post="director").count() == 0
    client.force_login(first)
    question = offered(client, sheet, "namesake")
    assert [one.label for one in question.choices] == ["赵立春：不计给任何人", "赵立春：计给同名候选人"]
    decide(client, sheet, question, 1)
    made = SheetDecision.objects.get()
    confirm(client, officer, made)
    assert list(ElectedPerson.objects.filter(sheet=sheet, post="director").values_list("name", "votes")) == [
        ("赵立春", 500)
    ]
    confirm(client, officer, made, "drop", reason="决定已撤销")
    assert not ElectedPerson.objects.filter(sheet=sheet, post="director").exists()
    assert offered(client, sheet, "namesake")


def test_who_fails_the_conditions_leaves_a_seat_and_the_next_one_does_not_move_up(client, village, people):
    first, second, officer = people
    row = counted_round(village, announced="complete")
    sheet = compared(client, first, second, row, votes={"member": (800, 750, 700, 600)})
    client.force_login(first)
    question = next(
        one for one in client.get(reverse("result_sheet", args=[sheet.pk])).context["asked"] if one.post == "member"
    )
    name = question.choices[0].about.name
    decide(client, sheet, question)
    confirm(client, officer, SheetDecision.objects.get())
    sat = ElectedPerson.objects.filter(sheet=sheet, post="member")
    assert (sat.count(), sat.filter(name=name).exists(), outcome(sheet).open) == (2, False, 1)
    assert outcome(sheet).next == "other"
    assert reload(sheet).state == "entered"  # what was announced on the spot was true of the count


def test_of_two_relatives_the_one_named_gives_way_and_the_seat_is_open(client, village, people):
    first, second, officer = people
    row = counted_round(village, announced="other")
    rule(factories.cycle_for(village), kin_elected="stop", kin_pair_committee="委员与委员：兄弟姐妹")
    one, other = (Person.objects.get(name=name) for name in ("周志远", "吴晓梅"))
    factories.make_kinship(village, one, other)
    sheet = compared(client, first, second, row)
    assert outcome(sheet).next == "decide"
    client.force_login(first)
    question = offered(client, sheet, "kin")
    assert [one.label for one in question.choices] == ["周志远：此人不任职", "吴晓梅：此人不任职"]
    decide(client, sheet, question, 1)
    confirm(client, officer, SheetDecision.objects.get())
    assert set(ElectedPerson.objects.filter(post="member").values_list("name", flat=True)) == {"周志远", "郑永康"}
    assert (outcome(sheet).open, outcome(sheet).next, reload(sheet).state) == (1, "other", "entered")
    assert offered(client, sheet, "kin") is None
    assert verified(client, officer, sheet).status_code == 302


def test_who_leads_without_a_director_is_picked_from_those_elected(client, village, people):
    first, second, officer = people
    row = counted_round(village, announced="vacant")
    rest = {"vacancy_from": "first", "vacancy_min": 3, "vacancy_needs_director": False, "acting_rule": "deputy"}
    rule(factories.cycle_for(village), **rest)
    short = {"director": (400, 300), "deputy": (400, 300)}
    sheet = compared(client, first, second, row, votes=short)
    assert (outcome(sheet).next, outcome(sheet).acting) == ("decide", "assembly")
    assert "F.507" in page(verified(client, officer, sheet))
    client.force_login(first)
    question = offered(client, sheet, "acting")
    assert [one.about.name for one in question.choices] == ["周志远", "吴晓梅", "郑永康"]
    decide(client, sheet, question, 2)
    confirm(client, officer, SheetDecision.objects.get())
    assert (outcome(sheet).next, outcome(sheet).acting) == ("none", "郑永康")
    client.force_login(officer)
    assert "由郑永康主持工作" in page(client.get(reverse("result_sheet", args=[sheet.pk])))
    assert verified(client, officer, sheet).status_code == 302


def test_birth_and_education_are_asked_of_winners_alone_and_of_those_whom_nobody_knows(client, village, people):
    first, second, _ = people
    row = counted_round(village)
    other = {"other-director-0-name": "欧阳明", "other-director-0-sex": "male", "other-director-0-votes": 600}
    other |= {"other-director-0-standing": "written_in"}
    sheet = compared(client, first, second, row, votes={"director": (200, 100)}, **other)
    client.force_login(first)

    def fill(**sent):
        elected = ElectedPerson.objects.get(sheet=sheet, name="欧阳明")
        return moved(client, reverse("sheet_winner", args=[elected.pk]), elected, **sent)

    assert "出生年月" in page(fill(who="new", education="college"))
    assert "最高学历" in page(fill(who="new", birth="1975.10", education="doctor"))
    assert "同名人员" in page(fill(who="99999", birth="1975-10", education="college"))
    assert SheetName.objects.get(sheet=sheet, name="欧阳明").person is None
    assert fill(who="new", birth="1975-10", education="college").status_code == 302
    person = ElectedPerson.objects.get(sheet=sheet, name="欧阳明").person
    assert (person.name, person.birth.isoformat(), person.education) == ("欧阳明", "1975-10-01", "college")
    assert not any(
        one.lacks
        for one in client.get(reverse("result_sheet", args=[sheet.pk])).context["winners"]
        if one.row.name == "欧阳明"
    )


def test_times_of_the_day_are_kept_as_the_paper_has_them_and_never_against_their_order(client, village, people):
    first, second, officer = people
    row = counted_round(village, announced="complete")
    sheet = compared(client, first, second, row)
    now = timezone.localtime()
    stamp = {n: (now - timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M") for n in (0, 10, 20, -90)}
    assert "在现在之后" in page(verified(client, officer, sheet, delivered_at=stamp[-90]))
    assert "封存时间早于启封时间" in page(verified(client, officer, sheet, unsealed_at=stamp[10], sealed_at=stamp[20]))
    assert verified(client, officer, sheet, unsealed_at=stamp[20], sealed_at=stamp[10]).status_code == 302
    assert timezone.localtime(reload(sheet).sealed_at).strftime("%Y-%m-%dT%H:%M") == stamp[10]
