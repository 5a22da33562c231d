"""The result sheet: typed from the paper by one, compared or typed blind by another, held against the announcement."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk import inbox
from electioncycle.roles import Role
from elections.models import BallotAccount, ElectedPerson, PostCount, Round, SheetEntry, SheetName, VoteCount
from tests import factories
from tests.moving import moved
from tests.result_sheets import (
    NAMES,
    SEATS,
    announce,
    begin,
    compared,
    counted_round,
    hand_in,
    keep,
    move,
    paper,
    reload,
)
from tests.schemes import rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def officer(village):
    return factories.make_user(Role.TOWNSHIP_OFFICER, village.township)


@pytest.fixture
def county(village):
    return factories.make_user(Role.COUNTY_CLERK, village.township.parent)


@pytest.fixture
def row(village):
    factories.make_registration(village, election=factories.make_regular(village))
    return counted_round(village, announced="complete")


@pytest.fixture
def sheet(client, clerk, row):
    return begin(client, clerk, row)


def text(answer):
    return answer.content.decode()


def page(client, user, sheet):
    client.force_login(user)
    return text(client.get(reverse("result_sheet", args=[sheet.pk])))


# --- the ordinary way ----------------------------------------------------------------------------------------------


def test_one_types_another_compares_and_the_result_stands_as_announced(client, clerk, officer, row):
    sheet = compared(client, clerk, officer, row)
    assert (sheet.state, sheet.method, sheet.different) == ("entered", "compare", [])
    elected = list(ElectedPerson.objects.values_list("post", "name", "votes"))
    assert elected == [
        ("director", "赵立春", 700),
        ("deputy", "孙卫国", 650),
        ("member", "周志远", 800),
        ("member", "吴晓梅", 750),
        ("member", "郑永康", 700),
    ]
    assert BallotAccount.objects.values_list("printed", "issued", "recovered").get() == (1100, 1000, 990)
    assert PostCount.objects.count() == 3
    assert VoteCount.objects.count() == 8
    said = page(client, officer, sheet)
    assert "赵立春得700票" in said
    answer = move(client, officer, sheet, "verify", signed="1", conditions_met="1")
    assert answer.status_code == 302, text(answer)
    assert reload(sheet).state == "verified"
    assert "已核对" in page(client, clerk, sheet)


def test_an_ordinary_paper_takes_no_more_than_25_typed_figures(sheet):
    assert len(paper(sheet)) <= 25
    assert {post: seats for post, seats, *_ in sheet.shape["posts"]} == SEATS


def test_who_compares_names_places_and_who_typed_puts_them_right_from_the_paper(client, clerk, officer, sheet):
    hand_in(client, clerk, sheet, paper(sheet, votes={"director": (690, 250)}))
    move(client, officer, sheet, "take")
    key = next(key for key, number in paper(sheet).items() if number == 700 and key.startswith("line-director"))
    assert "没有勾选" in text(move(client, officer, sheet, "point_out"))
    assert move(client, officer, sheet, "point_out", differs=[key]).status_code == 302
    assert reload(sheet).different == ["主任：赵立春得票"]
    client.force_login(clerk)
    said = text(client.get(reverse("sheet_entry", args=[sheet.pk])))
    assert "主任：赵立春得票" in said
    assert hand_in(client, clerk, sheet, paper(sheet)).status_code == 302
    move(client, officer, sheet, "agree")
    assert reload(sheet).state == "entered"
    assert ElectedPerson.objects.get(post="director").votes == 700


def test_two_type_blind_differ_by_place_alone_and_agree_when_both_are_right(client, clerk, officer, county, sheet):
    assert move(client, officer, sheet, "blind", because="pilot").status_code == 403
    assert move(client, county, sheet, "blind", because="pilot").status_code == 302
    hand_in(client, clerk, sheet, paper(sheet))
    move(client, officer, sheet, "take")
    wrong = paper(sheet, account={"printed": 1101, "left_over": 91}, votes={"member": (800, 750, 701, 300)})
    hand_in(client, officer, sheet, wrong)
    found = reload(sheet)
    assert (found.state, found.different) == (
        "different",
        ["选票：印制选票", "选票：剩余选票", "委员：郑永康得票"],
    )
    assert VoteCount.objects.count() == 0
    hand_in(client, officer, sheet, paper(sheet))
    assert reload(sheet).state == "entered"
    assert ElectedPerson.objects.count() == 5
    assert list(SheetEntry.objects.values_list("typed", flat=True)) == [{}, {}]


def test_who_corrects_while_the_other_corrects_too_waits_for_him_and_loses_nothing(
    client, clerk, officer, county, sheet
):
    move(client, county, sheet, "blind", because="lot")
    hand_in(client, clerk, sheet, paper(sheet, votes={"director": (699, 250)}))
    move(client, officer, sheet, "take")
    hand_in(client, officer, sheet, paper(sheet))
    keep(client, officer, sheet, {})  # the second begins to correct and has emptied the form
    hand_in(client, clerk, sheet, paper(sheet))
    assert reload(sheet).state == "different"
    assert SheetEntry.objects.get(typist=clerk).typed["account-0-printed"] == "1100"
    hand_in(client, officer, sheet, paper(sheet))
    assert reload(sheet).state == "entered"


def test_a_close_result_is_typed_blind_by_a_second_person_who_has_not_compared_before(
    client, clerk, officer, county, sheet
):
    hand_in(client, clerk, sheet, paper(sheet))
    move(client, officer, sheet, "take")
    assert client.get(reverse("sheet_compare", args=[sheet.pk])).status_code == 200
    move(client, officer, sheet, "point_out", differs=["account-0-printed"])
    close = {"director": (497, 250)}  # half of 990 is 495
    hand_in(client, clerk, sheet, paper(sheet, votes=close))
    found = reload(sheet)
    assert (found.method, found.because, found.state) == ("blind", "near", "second")
    assert move(client, officer, sheet, "take").status_code == 422
    assert not SheetEntry.objects.filter(typist=officer).exists(), "he has seen the figures"
    assert move(client, county, sheet, "take").status_code == 302
    hand_in(client, county, sheet, paper(sheet, votes=close))
    assert reload(sheet).state == "entered"
    assert ElectedPerson.objects.get(post="director").votes == 497


# --- who may, and who may not --------------------------------------------------------------------------------------


def test_nobody_is_both_persons_and_where_nobody_else_may_the_county_on_duty_is_told(
    client, clerk, officer, county, village, sheet
):
    factories.make_duty_day(village, day=timezone.localdate(), official=county, office_phone="5550101")
    hand_in(client, clerk, sheet, paper(sheet))
    said = text(move(client, clerk, sheet, "take"))
    assert "F.501" in said
    assert move(client, clerk, sheet, "agree").status_code in (403, 422)
    assert reload(sheet).state == "second"
    assert move(client, clerk, sheet, "ask_duty").status_code == 302
    assert any("请县值班核对" in one.text for one in inbox.notices_of(county, factories.cycle_for(village)))
    assert "5550101" in page(client, clerk, sheet)
    off_duty = factories.make_user(Role.COUNTY_CLERK, village.township.parent)
    assert f"今天县值班的是{county}" in text(move(client, off_duty, sheet, "take"))
    assert reload(sheet).state == "second"
    move(client, county, sheet, "take")
    move(client, county, sheet, "agree")
    assert reload(sheet).state == "entered"


def test_another_township_and_a_reader_get_nothing(client, village, clerk, sheet):
    hand_in(client, clerk, sheet, paper(sheet))
    other = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡", village.township.parent))
    reader = factories.make_user(Role.COUNTY_READER, village.township.parent)
    for user in (other, reader):
        assert move(client, user, sheet, "take").status_code in (403, 404)
        for name in ("sheet_entry", "sheet_compare"):
            assert client.get(reverse(name, args=[sheet.pk])).status_code in (403, 404)
    assert client.get(reverse("result_sheet", args=[sheet.pk])).status_code == 200


def test_who_left_does_not_block_the_sheet_both_entries_begin_anew(client, clerk, officer, row, sheet):
    keep(client, clerk, sheet, paper(sheet))
    assert "须写明原因" in text(move(client, officer, sheet, "restart"))
    assert move(client, officer, sheet, "restart", reason="录入人已调离").status_code == 302
    assert not SheetEntry.objects.exists()
    anew = begin(client, officer, row)
    assert anew.pk != sheet.pk
    assert SheetEntry.objects.get().typist == officer


# --- a browser that dies, and two windows --------------------------------------------------------------------------


def test_a_browser_that_dies_finds_its_figures_again(client, clerk, sheet):
    some = {"account-0-printed": "1100", "other-member-0-name": "何某某"}
    told = keep(client, clerk, sheet, some).json()
    assert told["saved"] == 1
    client.logout()
    client.force_login(clerk)
    said = text(client.get(reverse("sheet_entry", args=[sheet.pk])))
    assert 'value="1100"' in said
    assert "何某某" in said


def test_a_second_window_does_not_write_over_what_the_first_one_saved(client, clerk, sheet):
    keep(client, clerk, sheet, {"account-0-printed": "1100"})
    late = keep(client, clerk, sheet, {"account-0-printed": "9"}, saved=0)
    assert late.status_code == 409
    assert SheetEntry.objects.get().typed == {"account-0-printed": "1100"}


# --- held against the announcement ---------------------------------------------------------------------------------


def test_what_was_announced_otherwise_is_in_doubt_and_told_at_once_until_it_is_put_right(
    client, clerk, officer, county, village
):
    factories.make_registration(village, election=factories.make_regular(village))
    row = counted_round(village, announced="other")
    sheet = compared(client, clerk, officer, row)
    assert sheet.state == "doubted"
    for user in (officer, county):
        told = [one.text for one in inbox.notices_of(user, factories.cycle_for(village))]
        assert any("存疑" in one and "现场公布的结果" in one for one in told)
    assert "现为“存疑”" in text(move(client, officer, sheet, "verify", signed="1", conditions_met="1"))
    election = row.election
    client.force_login(officer)
    moved(client, reverse("election_move", args=[election.pk, "correct"]), election, reason="登记有误")
    assert reload(sheet).state == "entered"
    announce(election)
    assert reload(sheet).state == "entered"
    assert not [one for one in inbox.notices_of(county, None) if "存疑" in one.text]
    assert move(client, officer, sheet, "verify", signed="1", conditions_met="1").status_code == 302


def test_figures_before_the_announcement_are_entered_and_held_against_it_when_it_comes(client, clerk, officer, village):
    factories.make_registration(village, election=factories.make_regular(village))
    row = counted_round(village)
    sheet = compared(client, clerk, officer, row)
    assert sheet.state == "entered"
    assert "F.505" in text(move(client, officer, sheet, "verify", signed="1", conditions_met="1"))
    announce(row.election, "other")
    assert reload(sheet).state == "doubted"


def test_a_verified_sheet_is_locked_an_entered_one_is_reopened_by_two(client, clerk, officer, county, row):
    sheet = compared(client, clerk, officer, row)
    assert "还没有人申请" in text(move(client, officer, sheet, "reopen"))
    move(client, officer, sheet, "ask_reopening", reason="录错一行")
    assert "须由另一人" in text(move(client, officer, sheet, "reopen"))
    assert move(client, county, sheet, "reopen").status_code == 302
    assert not VoteCount.objects.exists()
    assert not ElectedPerson.objects.exists()
    anew = compared(client, clerk, officer, row)
    move(client, officer, anew, "verify", signed="1", conditions_met="1")
    assert "F.509" in text(move(client, clerk, anew, "ask_reopening", reason="录错一行"))
    client.force_login(county)
    address = reverse("election_move", args=[row.election_id, "correct"])
    assert "F.509" in text(moved(client, address, row.election, reason="登记有误"))
    assert Round.objects.get().announced == "complete"


@pytest.mark.parametrize(
    ("code", "sent"),
    [
        ("F.504", {"conditions_met": "1"}),
        ("F.506", {"signed": "1"}),
        ("F.503", {"signed": "1", "conditions_met": "1", "sealed_at": "yesterday"}),
    ],
)
def test_what_lacks_for_the_last_word_is_named_by_its_code(client, clerk, officer, row, code, sent):
    sheet = compared(client, clerk, officer, row)
    if "sealed_at" in sent:
        sent = {**sent, "sealed_at": f"{timezone.localtime() - timedelta(days=1):%Y-%m-%dT%H:%M}"}
    assert code in text(move(client, officer, sheet, "verify", **sent))
    assert reload(sheet).state == "entered"
    assert move(client, officer, sheet, "verify", signed="1", conditions_met="1").status_code == 302


def test_a_tie_leads_to_a_sheet_of_the_tied_alone_and_who_was_elected_before_counts(client, clerk, officer, village):
    factories.make_registration(village, election=factories.make_regular(village))
    row = counted_round(village, announced="tie")
    tied = {"member": (800, 750, 600, 600)}
    first = compared(client, clerk, officer, row, votes=tied)
    assert first.state == "entered"
    again = announce(row.election)
    Round.objects.filter(pk=again.pk).update(kind="tie")
    sheet = begin(client, clerk, Round.objects.get(pk=again.pk))
    assert [(post, seats, len(keys)) for post, seats, keys, _ in sheet.shape["posts"]] == [("member", 1, 2)]
    hand_in(client, clerk, sheet, paper(sheet, votes={"member": (500, 400)}))
    move(client, officer, sheet, "take")
    if reload(sheet).method == "compare":
        move(client, officer, sheet, "agree")
    assert reload(sheet).state == "entered"
    assert ElectedPerson.objects.filter(sheet=sheet).values_list("name", "votes").get() == ("郑永康", 500)
    assert "前面的轮次还没有核对" in text(move(client, officer, sheet, "verify", signed="1", conditions_met="1"))
    move(client, officer, first, "verify", signed="1", conditions_met="1")
    assert move(client, officer, sheet, "verify", signed="1", conditions_met="1").status_code == 302


# --- bad input -----------------------------------------------------------------------------------------------------


def test_a_round_without_list_ahead_or_broken_off_has_no_sheet(client, clerk, village):
    row = counted_round(village, list_=False)
    answer = begin(client, clerk, row)
    assert "正式候选人名单" in text(answer)
    Round.objects.filter(pk=row.pk).update(state="broken_off")
    assert "没有结果报告单" in text(begin(client, clerk, row))


def test_a_sheet_is_begun_once_however_many_press_the_button(client, clerk, officer, row, sheet):
    client.force_login(officer)
    sent = {"version": Round.objects.get(pk=row.pk).version, "groups": 1, "seats-director": 1}
    assert "不能另行开始" in text(client.post(reverse("sheet_begin", args=[row.pk]), sent))
    assert SheetEntry.objects.get().typist == clerk


def test_somebody_elses_candidates_and_impossible_seats_are_sent_back(client, clerk, village, row):
    other = factories.make_candidacy(factories.make_village("柳溪村", village.township), "外村人")
    assert "不是这项选举" in text(begin(client, clerk, row, **{"candidate-director": [other.pk]}))
    assert "1至200名" in text(begin(client, clerk, row, **{"seats-director": 999}))
    assert "计票组" in text(begin(client, clerk, row, groups=0))


def test_a_paper_half_typed_comes_back_as_one_slip_that_names_places_and_no_figure(client, clerk, sheet):
    typed = paper(sheet, account={"printed": None, "issued": "一千四百八十七张半"}, votes={"deputy": (None, 300)})
    answer = hand_in(client, clerk, sheet, typed)
    assert answer.status_code == 422
    slip = text(answer).split('id="sheet-slip"')[1].split("</ol>")[0]
    assert "选票：印制选票没有填写" in slip
    assert "选票：发出合计不是0以上的整数" in slip
    assert "副主任：孙卫国得票没有填写" in slip
    assert "千四百" not in slip
    assert reload(sheet).state == "faulty"
    assert hand_in(client, clerk, sheet, paper(sheet)).status_code == 302


def test_a_written_in_name_is_counted_by_what_the_clerk_found_out(client, clerk, officer, row):
    wrote = {"other__member__0__name": "何新生", "other__member__0__sex": "male", "other__member__0__votes": 520}
    votes = {"member": (600, 550, 500, 100)}
    figures = {"votes": votes, **wrote, "other__member__0__standing": "written_in"}
    compared(client, clerk, officer, row, **figures)
    assert list(ElectedPerson.objects.filter(post="member").values_list("name", flat=True)) == [
        "周志远",
        "吴晓梅",
        "何新生",
    ]
    assert SheetName.objects.get(name="何新生").person is None
    assert SheetName.objects.get(name=NAMES[0]).person is not None


# --- codes ---------------------------------------------------------------------------------------------------------


def codes(client, user, sheet, *, spoilt=True, **figures):
    """The codes on the slip. A wrong number of printed ballots keeps the sheet open, whatever else is right."""
    account = {**({"printed": 99999} if spoilt else {}), **figures.pop("account", {})}
    answer = hand_in(client, user, sheet, paper(sheet, account=account, **figures))
    return {one.code for one in answer.context["slip"].found} if answer.status_code == 422 else set()


PAIRS = {
    "F.301": ({"account": {"printed": 1100}}, {"account": {"printed": 1101}}),
    "F.302": ({"account": {"in_person": 900}}, {"account": {"in_person": 901}}),
    "F.304": ({"account": {"recovered": 1000}}, {"account": {"recovered": 1001}}),
    "F.305": ({"account": {"recovered": 1000}}, {"account": {"recovered": 1001}}),
    "F.306": ({"account": {"issued": 1200}}, {"account": {"issued": 1201}}),
    "F.307": (
        {"account": {"valid": 970, "void": 10, "blank": 10}},
        {"account": {"valid": 971, "void": 10, "blank": 10}},
    ),
    "F.308": ({"account": {"proxy": 60}}, {"account": {"proxy": 61}}),
    "W.311": ({"account": {"issued": 990}}, {"account": {"issued": 991}}),
    "W.313": ({"void": 29}, {"void": 30}),
    "W.314": ({"blank": 29}, {"blank": 30}),
    "W.315": ({"account": {"recovered": 1}}, {"account": {"recovered": 0}}),
    "W.316": ({"account": {"recovered": 1175}}, {"account": {"recovered": 1176}}),
    "W.318": ({"account": {"recovered": 606}}, {"account": {"recovered": 605}}),
    "F.401": ({"valid": 970}, {"valid": 971}),
    "F.402": ({"votes": {"director": (700, 270)}}, {"votes": {"director": (700, 271)}}),
    "F.403": ({"votes": {"director": (970, 0)}}, {"votes": {"director": (971, 0)}}),
    "F.405": (
        {"other__member__0__name": "钱明德", "other__member__0__votes": 740, "votes": {"member": (100, 100, 100, 100)}},
        {"other__member__0__name": "钱明德", "other__member__0__votes": 741, "votes": {"member": (100, 100, 100, 100)}},
    ),
    "W.411": ({"votes": {"director": (970, 0)}}, {"votes": {"director": (971, 0)}}),
    "W.412": (
        {"other__director__0__votes": 100, "votes": {"director": (600, 100)}},
        {"other__director__0__votes": 101, "votes": {"director": (600, 100)}},
    ),
    "W.413": ({"votes": {"director": (499, 250)}}, {"votes": {"director": (498, 250)}}),
    "F.407": ({"other__director__0__name": "何新生"}, {"other__director__0__name": "赵立春"}),
    "F.408": ({"other__director__0__name": "何新生"}, {"other__director__0__standing": ""}),
    "F.409": ({}, {"nothing_of": "deputy"}),
}
"""Just inside and just outside, each beside an ordinary paper of 1200 registered, 1000 issued, 990 recovered."""


def test_each_code_of_a_sheet_is_found_just_outside_and_not_just_inside(client, clerk, village, row, sheet):
    factories.make_proxies(village, election=row.election, certificates=60)
    rules = {"check_blank_share": "3%", "check_everybody_share": "98%", "check_same_share": "98%"}
    rule(factories.cycle_for(village), recovered_over="voted", votes_added_down=True, **rules)
    other = {f"other__{post}__0__{name}": value for post in ("director", "member") for name, value in ANSWERED.items()}
    wrong = {}
    for code, (inside, outside) in PAIRS.items():
        for expected, given in ((False, inside), (True, outside)):
            figures = {key: value for key, value in given.items() if key != "nothing_of"}
            post = next((key.split("__")[1] for key in figures if key.startswith("other")), "")
            answered = {key: value for key, value in other.items() if post and f"__{post}__" in key}
            figures = {**answered, **figures}
            if "nothing_of" in given:
                figures = {**figures, **nothing_of(sheet, given["nothing_of"])}
            found = codes(client, clerk, sheet, spoilt=code != "F.301", **figures)
            wrong |= {(code, expected): found} if (code in found) != expected else {}
            type(sheet).objects.filter(pk=sheet.pk).update(state="first", method="compare")
    assert wrong == {}


ANSWERED = {"name": "何新生", "sex": "male", "standing": "written_in", "votes": 1}


def nothing_of(sheet, post):
    return {key.replace("-", "__"): None for key in paper(sheet) if f"-{post}-" in key}


OF_BOXES = ("F.303", "F.309", "W.312", "F.404", "F.406")
"""Codes of papers with boxes, counting groups or three marks."""


def test_boxes_groups_and_the_three_marks_add_up_or_are_named(client, clerk, village):
    election = factories.make_regular(village, timezone.localdate())
    factories.make_registration(village, election=election)
    factories.make_box(village, election=election, kind="centre", name="中心会场")
    factories.make_box(village, election=election, name="流动票箱1", voters=40)
    row = counted_round(village, scheme={"ballot_asks": "for_against_abstain"}, list_=False)
    one = factories.make_candidacy(village, "赵立春", election=election)
    lines = factories.make_candidate_list(village, election=election, candidacy=one)
    type(lines).objects.filter(pk=lines.pk).update(state="published")
    seats = {"seats-deputy": 0, "seats-member": 0}
    sheet = begin(client, clerk, row, groups=2, **seats)
    assert sheet.shape["asks"] == "for_against_abstain"
    line = f"line__director__{one.pk}__"
    marks = {"votes": (700, 400, 300), "against": (200, 100, 100), "abstain": (70, 40, 30)}
    good = {
        f"{line}{mark}{end}": number
        for mark, numbers in marks.items()
        for end, number in zip(("", "__1", "__2"), numbers, strict=True)
    }
    good |= {"box__0__0__recovered": 950, "box__0__0__issued": 950, "box__0__1__recovered": 40, "box__0__1__issued": 40}
    good |= {"votes": {"director": (700,)}}
    outside = {
        "F.303": {"box__0__0__recovered": 951},
        "F.309": {"box__0__1__issued": 41},
        "W.312": {"box__0__0__issued": 951},
        "F.404": {f"{line}abstain": 71, f"{line}abstain__1": 41},
        "F.406": {f"{line}votes__1": 401},
    }
    assert set(outside) == set(OF_BOXES)
    assert not set(outside) & codes(client, clerk, sheet, **good)
    for code, figures in outside.items():
        assert code in codes(client, clerk, sheet, **{**good, **figures}), code


def test_what_stands_so_on_the_paper_is_recorded_and_is_in_doubt_never_verified(client, clerk, officer, row, sheet):
    off = paper(sheet, account={"printed": 1101})
    assert hand_in(client, clerk, sheet, off).status_code == 422
    assert hand_in(client, clerk, sheet, off, as_on_paper="1").status_code == 302
    move(client, officer, sheet, "take")
    move(client, officer, sheet, "agree")
    assert reload(sheet).state == "doubted"
    assert BallotAccount.objects.get().printed == 1101
    assert "F.301" in page(client, officer, sheet)


def test_what_only_the_clerk_can_answer_is_never_handed_in_as_on_paper(client, clerk, sheet):
    wrote = {f"other__director__0__{name}": value for name, value in ANSWERED.items() if name != "standing"}
    assert hand_in(client, clerk, sheet, paper(sheet, **wrote), as_on_paper="1").status_code == 422
    assert reload(sheet).state == "faulty"


def test_a_void_round_is_entered_as_void(client, clerk, officer, village):
    factories.make_registration(village, election=factories.make_regular(village))
    row = counted_round(village, announced="void", cause="over_issued")
    over = {"account": {"recovered": 1001}, "valid": 981}
    assert compared(client, clerk, officer, row, **over).state == "entered"
    assert not ElectedPerson.objects.exists()


def test_w_codes_of_an_agreed_sheet_are_explained_once_in_the_internal_record(client, clerk, officer, row):
    sheet = compared(client, clerk, officer, row)
    assert "W.311" in sheet.checks
    client.force_login(clerk)
    said = text(client.get(reverse("election_detail", args=[row.election_id])))
    assert "有选票没有收回" in said
    sent = {"code": "W.311", "step": "", "number": 1, "text": "10人领票后离场"}
    assert (
        moved(client, reverse("election_move", args=[row.election_id, "explain"]), row.election, **sent).status_code
        == 302
    )


def test_the_pages_of_a_sheet_ask_as_often_for_many_names_as_for_few(client, clerk, officer, row, sheet):
    hand_in(client, clerk, sheet, paper(sheet, account={"printed": 1101}))
    client.force_login(clerk)

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("sheet_entry", args=[sheet.pk]))
        return len(found)

    asked()
    few = asked()
    shape = sheet.shape
    more = [factories.make_candidacy(row.election.village, f"甲{n}", election=row.election).pk for n in range(6)]
    shape["posts"][0][2] += more
    type(sheet).objects.filter(pk=sheet.pk).update(shape=shape)
    asked()
    assert asked() <= few
