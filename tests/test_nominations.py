"""From nomination to published candidates: facts are recorded, a list is checked by two, reasons stay sealed."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from electioncycle.desk import inbox
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.refusals import NotYours
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.sheets import write_rows
from electioncycle.workbooks import exports, imports
from elections.models import (
    Candidacy,
    CandidacyReview,
    CandidateList,
    Defect,
    Election,
    NominationVote,
    Registration,
    StepDay,
)
from elections.services import checking, facts, reviews
from tests import factories, uploads
from tests.moving import moved
from tests.schemes import rule
from villages.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
X = date(2026, 12, 20)
RULES = {
    "nomination_over": "1/2",
    "surplus_least": 1,
    "surplus_director": 1,
    "surplus_deputy": 1,
    "surplus_member_min": 1,
    "surplus_member_max": 2,
    "candidates_days": 5,
    "withdrawal_days": 3,
    "self_nomination_days": 10,
    "two_nominations": "chooses",
    "candidate_order": "votes",
}
CANDIDACY = REGISTRY["candidacy"]
HEADERS = ["乡镇(街道)", "村(社区)", "姓名", "性别", "提名职务", "提名得票", "同名时是哪一位"]


@pytest.fixture
def clock(monkeypatch):
    """The day on which people sit before the screen; a test sets it on."""

    def stands_on(text):
        monkeypatch.setattr(timezone, "localdate", lambda *given: date.fromisoformat(text))

    stands_on("2026-12-10")
    return stands_on


@pytest.fixture
def election(village, clock, request):
    """One director, one member; no deputy and no seat of its own for a woman."""
    found = factories.make_regular(village, X)
    rule(found.cycle, **RULES)
    adopt(found, **getattr(request, "param", {}))
    return found


def adopt(election, **values):
    own = {"seats_deputy": 0, "seats_member": 2, "woman_seat": "none", "seats_woman": 0, "surplus_director": 1}
    own |= {"surplus_member_min": 1, "surplus_member_max": 2, "conditions": "遵纪守法；公道正派；身体健康。", **values}
    given = {"adopted_on": date(2026, 11, 20), "adopted_by": "representatives", "state": "adopted"}
    votes = {"entitled": 40, "present": 38, "in_favour": 36}
    return factories.make_scheme(
        election.village, election=election, values=dict(factories.SCHEME) | own, **given, **votes
    )


def words(answer):
    return answer.content.decode()


def page(client, election):
    return words(client.get(reverse("nominations_of", args=[election.pk])))


def nominate(client, election, name, post, votes, sex="male", **more):
    """One nominee through the form; the answer."""
    sent = {"village": election.village_id, "person__name": name, "person__sex": sex, "post": post, "votes": votes}
    return client.post(reverse("candidacy_add"), {**sent, "way": "ballot", **more})


def took_part(client, election, number):
    """The nomination of a village in which 800 are registered."""
    if not Registration.objects.exists():
        factories.make_registration(election.village, election=election, registered=800, resident=800, away=0)
    sent = {"village": election.village_id, "kind": "nomination", "number": 1, "took_part": number}
    assert client.post(reverse("nominationvote_add"), sent).status_code == 302


NOMINEES = (
    ("丁一", "director", 210, "male"),
    ("王二", "director", 180, "male"),
    ("张三", "director", 60, "male"),
    ("李四", "member", 300, "female"),
    ("赵五", "member", 250, "male"),
    ("钱六", "member", 200, "male"),
    ("孙七", "member", 150, "male"),
)


def all_nominated(client, election, among=NOMINEES):
    took_part(client, election, 620)
    for name, post, votes, sex in among:
        assert nominate(client, election, name, post, votes, sex).status_code == 302


def of(name, post=None):
    found = Candidacy.objects.filter(person__name=name)
    return found.get(post=post) if post else found.get()


def proposed(client, election, *names, order="votes", **more):
    keys = [one.pk for one in Candidacy.objects.filter(election=election, person__name__in=names)]
    address = reverse("nominations_move", args=[election.pk, "propose"])
    return moved(client, address, election, candidate=keys, order=order, **more)


def checked_by_form(client, election):
    """The names that the page has ticked."""
    text = page(client, election)
    live = Candidacy.objects.filter(election=election)
    return {one.person.name for one in live if f'value="{one.pk}"\n' in text and _ticked(text, one.pk)}


def _ticked(text, key):
    start = text.index(f'name="candidate" value="{key}"')
    return "checked" in text[start : text.index(">", start)]


def publish(client, row, day):
    return moved(client, reverse("candidatelist_move", args=[row.pk, "publish"]), row, on=day)


def act(client, row, move, **sent):
    return moved(client, reverse("candidacy_move", args=[row.pk, move]), row, **sent)


def names_of(row):
    by_key = {one.pk: one.person.name for one in Candidacy.objects.filter(pk__in=row.entries)}
    return [by_key[key] for key in row.entries]


def codes(election):
    return [one.code for one in checking.findings([Election.objects.get(pk=election.pk)]).get(election.pk, ())]


def defects(election):
    return set(Defect.objects.filter(election=election, state="open").values_list("code", flat=True))


# --- the story -------------------------------------------------------------------------------------------------------


def test_from_nomination_to_published_candidates_with_a_withdrawal_and_the_next_one(
    client, election, clerk, officer, clock
):
    client.force_login(clerk)
    all_nominated(client, election)
    assert checked_by_form(client, election) == {"丁一", "王二", "李四", "赵五", "钱六"}
    proposed(client, election, "丁一", "王二", "李四", "赵五", "钱六")
    first = CandidateList.objects.get()
    assert names_of(first) == ["丁一", "王二", "李四", "赵五", "钱六"]
    assert "须由另一人审核" in words(client.get(reverse("candidatelist_detail", args=[first.pk])))
    assert publish(client, first, "2026-12-10").status_code == 403
    client.force_login(officer)
    publish(client, first, "2026-12-10")
    assert StepDay.objects.get(step="candidates_list").done_on == date(2026, 12, 10)
    assert set(Candidacy.objects.filter(state="formal").values_list("person__name", flat=True)) == set(names_of(first))
    assert defects(election) == set()
    clock("2026-12-17")
    client.force_login(clerk)
    told = act(client, of("王二"), "leave", because="withdrew", on="2026-12-16")
    assert "张三" in str(list(told.wsgi_request._messages)[-1])
    assert "F.121" in codes(election), "one is left for one seat"
    assert defects(election) == set(), "until the vote there is time for another"
    assert any("须另拟名单" in one.title for one in REGISTRY["candidatelist"].due(clerk, election.cycle))
    assert checked_by_form(client, election) == {"丁一", "张三", "李四", "赵五", "钱六"}
    proposed(client, election, "丁一", "张三", "李四", "赵五", "钱六")
    second = CandidateList.objects.get(state="proposed")
    client.force_login(officer)
    publish(client, second, "2026-12-17")
    first, second = (CandidateList.objects.get(pk=one.pk) for one in (first, second))
    assert (first.state, second.state, second.supplemented_on) == ("replaced", "published", date(2026, 12, 17))
    assert StepDay.objects.get(step="candidates_list").done_on == date(2026, 12, 10), "the first day stands"
    assert (of("张三").state, of("王二").state, defects(election)) == ("formal", "left", set())
    assert not list(REGISTRY["candidatelist"].due(clerk, election.cycle))


def test_a_list_without_choice_is_closed_by_a_paper_and_not_by_the_next_list(client, election, clerk, officer, clock):
    client.force_login(clerk)
    all_nominated(client, election)
    proposed(client, election, "丁一", "李四", "赵五", "钱六")
    client.force_login(officer)
    publish(client, CandidateList.objects.get(), "2026-12-10")
    assert defects(election) == {"F.121"}
    clock("2026-12-12")
    client.force_login(clerk)
    proposed(client, election, "丁一", "王二", "李四", "赵五", "钱六")
    client.force_login(officer)
    assert publish(client, CandidateList.objects.get(state="proposed"), "2026-12-12").status_code == 302
    assert "F.121" not in codes(election)
    assert defects(election) == {"F.121"}, "the first list was out"
    row = Defect.objects.get()
    shown = words(client.get(reverse("defect_detail", args=[row.pk])))
    assert "以后的补办不能消除" in shown
    paper = {
        "disposition": "republish",
        "decided_by": "township",
        "number": "东政〔2026〕9号",
        "decided_on": "2026-12-12",
    }
    address = reverse("defect_move", args=[row.pk, "settle"])
    assert moved(client, address, row, **paper).status_code == 422, "no scan"
    assert moved(client, address, row, scan=uploads.sent("处置.pdf", uploads.scan()), **paper).status_code == 302
    assert defects(election) == set()
    clock("2026-12-13")
    client.force_login(clerk)
    proposed(client, election, "丁一", "李四", "赵五", "钱六")
    client.force_login(officer)
    publish(client, CandidateList.objects.get(state="proposed"), "2026-12-13")
    assert defects(election) == {"F.121"}, "another list, another fact"


@pytest.mark.parametrize(("out", "left"), [("2026-12-20", set()), ("2026-12-21", {"F.121"})])
def test_who_follows_on_a_list_out_by_the_vote_heals_though_typed_afterwards(
    client, election, clerk, officer, clock, out, left
):
    client.force_login(clerk)
    all_nominated(client, election)
    proposed(client, election, "丁一", "王二", "李四", "赵五", "钱六")
    client.force_login(officer)
    publish(client, CandidateList.objects.get(), "2026-12-10")
    clock("2026-12-17")
    act(client, of("王二"), "leave", because="withdrew", on="2026-12-16")
    clock("2026-12-22")
    voted = timezone.make_aware(datetime.fromisoformat("2026-12-20T09:00"))
    facts.record_opening(Election.objects.get(pk=election.pk), at=voted, by=clerk)
    assert defects(election) == {"F.121"}, "one for one seat when the vote began"
    client.force_login(clerk)
    proposed(client, election, "丁一", "张三", "李四", "赵五", "钱六")
    client.force_login(officer)
    assert publish(client, CandidateList.objects.get(state="proposed"), out).status_code == 302
    assert defects(election) == left


def test_a_ballot_comes_with_the_names_of_the_published_list_in_its_order(client, election, clerk, officer, clock):
    def on_ballot():
        shown = client.get(reverse("ballots", args=[election.pk])).context["posts"]
        return {code: names.split("\n") for code, _, _, names in shown if names}

    client.force_login(clerk)
    all_nominated(client, election)
    proposed(client, election, "丁一", "王二", "李四", "赵五", "钱六")
    assert on_ballot() == {}, "nobody has checked the list yet"
    client.force_login(officer)
    publish(client, CandidateList.objects.get(), "2026-12-10")
    assert on_ballot() == {"director": ["丁一", "王二"], "member": ["李四", "赵五", "钱六"]}
    clock("2026-12-17")
    act(client, of("王二"), "leave", because="withdrew", on="2026-12-16")
    assert on_ballot()["director"] == ["丁一"], "who withdrew is on no ballot"


def test_who_typed_the_list_cannot_make_it_known_and_what_was_sent_back_is_drawn_up_anew(
    client, election, clerk, officer
):
    client.force_login(officer)
    all_nominated(client, election)
    proposed(client, election, "丁一", "王二")
    row = CandidateList.objects.get()
    assert publish(client, row, "2026-12-10").status_code == 422
    other = factories.make_user(Role.TOWNSHIP_OFFICER, election.village.township)
    client.force_login(other)
    act_on_list = reverse("candidatelist_move", args=[row.pk, "send_back"])
    moved(client, act_on_list, row, reason="漏列委员候选人")
    assert CandidateList.objects.get().state == "returned"
    proposed(client, election, "丁一", "王二", "李四", "赵五", "钱六")
    assert CandidateList.objects.get(state="proposed").number == 2
    assert not Candidacy.objects.filter(state="formal").exists()


def test_who_checks_a_list_does_not_change_who_stands_on_it_before(client, election, clerk, officer):
    client.force_login(clerk)
    all_nominated(client, election)
    proposed(client, election, "丁一", "王二", "李四", "赵五", "钱六")
    first = CandidateList.objects.get()
    client.force_login(officer)
    sent = {"village": election.village_id, "person__name": "钱六", "person__sex": "male", "way": "ballot"}
    sent |= {"post": "director", "votes": 900}
    assert moved(client, reverse("candidacy_edit", args=[of("钱六").pk]), of("钱六"), **sent).status_code == 302
    refused = publish(client, first, "2026-12-10")
    assert refused.status_code == 422
    assert "1人的登记有改动" in words(refused)
    moved(client, reverse("candidatelist_move", args=[first.pk, "send_back"]), first, reason="职务有改动")
    client.force_login(clerk)
    proposed(client, election, "丁一", "王二", "李四", "赵五")
    client.force_login(officer)
    assert publish(client, CandidateList.objects.get(state="proposed"), "2026-12-10").status_code == 302


def test_a_list_posted_late_is_recorded_and_marked_and_a_day_to_come_is_not_taken(
    client, election, clerk, officer, clock
):
    client.force_login(clerk)
    all_nominated(client, election)
    proposed(client, election, "丁一", "王二", "李四", "赵五", "钱六")
    row = CandidateList.objects.get()
    clock("2026-12-16")
    client.force_login(officer)
    assert publish(client, row, "2026-12-17").status_code == 422
    publish(client, row, "2026-12-16")
    assert StepDay.objects.get(step="candidates_list").done_on == date(2026, 12, 16)
    assert defects(election) == {"F.125"}


# --- each check just inside and just outside, by form and by workbook ------------------------------------------------


def by_form(client, clerk, election, lines):
    client.force_login(clerk)
    for name, post, votes, sex in lines:
        again = Candidacy.objects.filter(person__name=name).first()
        known = {"known": again.person_id, "person__name": ""} if again else {}
        assert nominate(client, election, name, post, votes, sex, **known).status_code == 302


def by_workbook(client, clerk, election, lines):
    client.force_login(clerk)
    labels = {"director": "主任", "member": "委员", "woman": "妇女委员"}
    sexes = {"male": "男", "female": "女"}
    rows = [["东河镇", "青山村", name, sexes[sex], labels[post], votes, "同一人"] for name, post, votes, sex in lines]
    done = imported(clerk, election, rows)
    assert done.counts["wrong"] == 0, done.counts


def planned(clerk, election, rows):
    batch = imports.upload(CANDIDACY, "提名.xlsx", write_rows(HEADERS, rows), by=clerk, cycle=election.cycle)
    return imports.check(CANDIDACY, batch, cycle=election.cycle)


def imported(clerk, election, rows):
    return imports.confirm(CANDIDACY, planned(clerk, election, rows), cycle=election.cycle)


ENTERED = pytest.mark.parametrize("enter", [by_form, by_workbook], ids=["form", "workbook"])


def listed(client, election, officer, lines):
    """Everybody nominated comes onto the list, whatever the rules say; and it is made known."""
    keys = list(Candidacy.objects.filter(election=election).values_list("pk", flat=True))
    address = reverse("nominations_move", args=[election.pk, "propose"])
    moved(client, address, election, candidate=keys, order="votes")
    client.force_login(officer)
    publish(client, CandidateList.objects.get(), "2026-12-10")


GOOD = (
    ("丁一", "director", 210, "male"),
    ("王二", "director", 180, "male"),
    ("李四", "member", 300, "female"),
    ("赵五", "member", 250, "male"),
    ("钱六", "member", 200, "male"),
)


@ENTERED
@pytest.mark.parametrize(
    "lines, found",
    [
        (GOOD, set()),
        (GOOD[1:], {"F.121"}),
        ((*GOOD, ("孙七", "member", 150, "male")), set()),
        ((*GOOD, ("孙七", "member", 150, "male"), ("周八", "member", 140, "male")), {"F.122"}),
        ((*GOOD, ("丁一", "member", 100, "male")), {"F.126"}),
        ((*GOOD, ("吴九", "director", 100, "male")), {"F.122"}),
    ],
    ids=["in order", "equal number", "two over the seats", "three over the seats", "two posts", "director"],
)
def test_numbers_and_posts_of_a_list_are_marked_when_it_is_out(client, election, clerk, officer, enter, lines, found):
    enter(client, clerk, election, lines)
    took_part(client, election, 620)
    listed(client, election, officer, lines)
    assert defects(election) == found


@ENTERED
@pytest.mark.parametrize("number, found", [(401, set()), (400, {"F.123"})])
def test_n1_the_nomination_counts_when_more_than_half_took_part(client, election, clerk, officer, enter, number, found):
    enter(client, clerk, election, GOOD)
    took_part(client, election, number)
    assert set(codes(election)) & {"F.123"} == found
    assert bool(found) == ("须重新提名" in page(client, election))
    listed(client, election, officer, GOOD)
    assert defects(election) == found, "recorded all the same"


@ENTERED
def test_no_woman_among_them_is_asked_about(client, election, clerk, enter):
    men = [(name, post, votes, "male") for name, post, votes, sex in GOOD]
    enter(client, clerk, election, men)
    assert "W.127" in codes(election)
    enter(client, clerk, election, [("郑春梅", "member", 90, "female")])
    assert "W.127" not in codes(election)


@ENTERED
def test_relatives_among_those_who_stand_are_told_by_the_pair_of_the_rules(client, election, clerk, enter):
    rule(election.cycle, kin_pair_committee="村(居)委会成员与村(居)委会成员：配偶、父母子女")
    enter(client, clerk, election, GOOD)
    pair = of("丁一").person, of("李四").person
    kinship = factories.make_kinship(election.village, *pair, position=2)
    assert str(kinship.relation) == "兄弟姐妹"
    assert "W.128" not in codes(election), "brothers and sisters are not named by this rule"
    rule(election.cycle, kin_pair_committee="村(居)委会成员与村(居)委会成员：配偶、兄弟姐妹")
    assert "W.128" in codes(election)


@ENTERED
def test_two_posts_end_with_a_written_choice(client, election, clerk, officer, enter):
    twice = (*GOOD, ("丁一", "member", 100, "male"))
    enter(client, clerk, election, twice)
    assert Person.objects.filter(name="丁一").count() == 1
    took_part(client, election, 620)
    listed(client, election, officer, twice)
    act(client, of("丁一", "director"), "leave", because="other_post", on="2026-12-10")
    assert "F.126" not in codes(election)
    assert "F.126" in defects(election), "the list with him twice was out"
    refused = act(client, of("王二"), "leave", because="other_post", on="2026-12-10")
    assert refused.status_code == 422
    assert "没有被提名其他职务" in words(refused)


def test_votes_of_a_higher_post_are_added_down_where_the_rules_say_so(client, election, clerk):
    client.force_login(clerk)
    among = (*NOMINEES[:3], ("李四", "member", 300, "female"), ("赵五", "member", 250, "male"))
    all_nominated(client, election, (*among, ("钱六", "member", 100, "male"), ("孙七", "member", 60, "male")))
    nominate(client, election, "", "member", 50, "", known=of("张三").person_id)
    assert "张三" not in checked_by_form(client, election)
    rule(election.cycle, nomination_added_down=True)
    assert "张三" in checked_by_form(client, election), "60 and 50 are more than 100"


@pytest.mark.parametrize("election", [{"surplus_member_max": 1}], indirect=True)
def test_n2_equal_votes_at_the_last_place_are_said_and_nobody_is_chosen_among_them(client, election, clerk):
    client.force_login(clerk)
    all_nominated(client, election, (*GOOD, ("孙七", "member", 200, "male")))
    assert checked_by_form(client, election) == {"丁一", "王二", "李四", "赵五"}
    assert "委员末位得票相等" in page(client, election)


@pytest.mark.parametrize("election", [{"nomination": "self_nominated"}], indirect=True)
def test_without_candidates_everybody_who_stood_up_is_on_the_list_by_strokes(client, election, clerk):
    client.force_login(clerk)
    for name in ("张三", "王二", "丁一"):
        assert nominate(client, election, name, "director", "", way="self", received_on="2026-12-09").status_code == 302
    assert checked_by_form(client, election) == {"张三", "王二", "丁一"}
    proposed(client, election, "张三", "王二", "丁一", order="strokes")
    assert names_of(CandidateList.objects.get()) == ["丁一", "王二", "张三"]


def test_standing_up_after_the_last_day_is_recorded_and_said(client, election, clerk, clock):
    client.force_login(clerk)
    clock("2026-12-12")
    sent = {"way": "self", "received_on": "2026-12-10"}
    in_time = nominate(client, election, "丁一", "director", "", **sent)
    late = nominate(client, election, "王二", "director", "", **sent | {"received_on": "2026-12-11"})
    said = [" ".join(map(str, one.wsgi_request._messages)) for one in (in_time, late)]
    assert ["晚于规定的最迟日" in one for one in said] == [False, True]
    assert Candidacy.objects.count() == 2
    ahead = nominate(client, election, "张三", "director", "", **sent | {"received_on": "2026-12-13"})
    assert ahead.status_code == 422


def test_a_rare_surname_is_decided_on_once_and_kept(client, election, clerk):
    client.force_login(clerk)
    rule(election.cycle, candidate_order="strokes")
    all_nominated(client, election, (("\U000200d3三", "director", 210, "male"), ("王二", "director", 180, "male")))
    assert "字笔顺" in page(client, election)
    refused = proposed(client, election, "\U000200d3三", "王二", order="strokes")
    assert "请认定后填写" in words(refused)
    more = {"strokes-\U000200d3": "横竖折"}
    proposed(client, election, "\U000200d3三", "王二", order="strokes", **more)
    row = CandidateList.objects.get()
    assert (names_of(row), row.strokes) == (["\U000200d3三", "王二"], {"\U000200d3": "125"})
    moved(client, reverse("candidatelist_move", args=[row.pk, "send_back"]), row, reason="另拟")
    proposed(client, election, "\U000200d3三", "王二", order="strokes")
    assert CandidateList.objects.filter(state="proposed").exists(), "it was decided on before"


def test_a_township_types_nominees_of_all_its_villages_as_a_table_and_a_namesake_is_asked_about(
    client, election, clerk
):
    member = factories.make_member(election.village, "孙正明")
    other = factories.make_regular(factories.make_village("柳溪村", election.village.township), X)
    client.force_login(clerk)

    def typed(*lines):
        page = client.get(CANDIDACY.url("grid"))
        names = ("of", "person__name", "person__sex", "post", "votes", "同名时是哪一位")
        cells = [dict(zip(names, line, strict=True)) for line in lines]
        sent = {f"c-n{place}-{name}": text for place, one in enumerate(cells, 1) for name, text in one.items()}
        return client.post(CANDIDACY.url("grid"), {"seen": page.context["seen"], **sent})

    def notes(answer):
        return {cell["name"]: cell["note"] for _, cells in answer.context["lines"] for cell in cells if cell["note"]}

    good = ("柳溪村", "丁一", "男", "主任", "210", "")
    same = ("青山村", "孙正明", "男", "主任", "180")
    answer = typed(good, (*same, ""))
    assert answer.status_code == 422
    assert "本村登记有同名的孙正明(现任班子)" in notes(answer)["c-n2-person__name"]
    assert [(one.election, str(one.person)) for one in Candidacy.objects.all()] == [(other, "丁一")]
    assert typed((*same, "现任班子")).status_code == 302
    assert of("孙正明").person == member.person
    votes = REGISTRY["nominationvote"].url("grid")
    page = client.get(votes)
    sent = {"seen": page.context["seen"], "c-n1-of": "青山村", "c-n1-took_part": "620"}
    assert client.post(votes, sent).status_code == 302
    assert NominationVote.objects.get().took_part == 620


# --- whom a name means -----------------------------------------------------------------------------------------------


def test_the_form_asks_about_a_namesake_and_takes_nobody_silently(client, election, clerk):
    client.force_login(clerk)
    member = factories.make_member(election.village, "孙正明")
    factories.make_nominee(election.village, "钱立身")
    offered = words(client.get(reverse("candidacy_add"), {"village": election.village_id}))
    assert "孙正明(现任班子)" in offered
    assert "钱立身" not in offered, "who is a party nominee feeds the party's election only"
    asked = nominate(client, election, "孙正明", "director", 120)
    assert asked.status_code == 422
    assert "本村登记有同名的孙正明(现任班子)" in words(asked)
    assert not Candidacy.objects.exists()
    nominate(client, election, "", "director", 120, "", known=member.person_id)
    nominate(client, election, "孙正明", "member", 60, another="on")
    assert of("孙正明", "director").person == member.person
    assert of("孙正明", "member").person != member.person
    assert nominate(client, election, "钱立身", "member", 10).status_code == 302
    assert of("钱立身").person.nominations.count() == 0


def test_the_workbook_asks_the_same_and_its_answer_stands_in_a_column_or_the_preview(client, election, clerk):
    member = factories.make_member(election.village, "孙正明")
    reserve = factories.make_reserve(election.village, "李后备")
    row = ["东河镇", "青山村", "孙正明", "男", "主任", 120]
    asked = planned(clerk, election, [[*row, ""]])
    assert asked.counts["wrong"] == 1
    assert "本村登记有同名的孙正明(现任班子)" in asked.preview
    other = ["东河镇", "青山村", "李后备", "男", "主任", 90, "后备人选库"]
    imported(clerk, election, [[*row, "现任班子"], [*row[:4], "委员", 30, "同一人"], other])
    assert {one.person for one in Candidacy.objects.filter(person__name="孙正明")} == {member.person}
    assert of("李后备").person == reserve.person
    imported(clerk, election, [[*row[:4], "妇女委员", 12, "另有其人"]])
    assert of("孙正明", "woman").person != member.person
    book = exports.workbook(CANDIDACY, CANDIDACY.rows(clerk, election.cycle), user=clerk, cycle=election.cycle)
    batch = imports.upload(CANDIDACY, "提名.xlsx", book, by=clerk, cycle=election.cycle)
    assert imports.check(CANDIDACY, batch, cycle=election.cycle).counts["unchanged"] == 4


def test_two_new_lines_of_one_name_are_asked_about_too(client, election, clerk):
    lines = [["东河镇", "青山村", "冯新", "男", post, 50, said] for post, said in (("主任", ""), ("委员", ""))]
    assert planned(clerk, election, lines).counts["wrong"] == 1
    lines[1][-1] = "同一人"
    imported(clerk, election, lines)
    assert Person.objects.filter(name="冯新").count() == 1
    imported(clerk, election, [["东河镇", "青山村", "卫名", "男", post, 50, "另有其人"] for post in ("主任", "委员")])
    assert Person.objects.filter(name="卫名").count() == 2


# --- reviews ---------------------------------------------------------------------------------------------------------


def test_an_open_joint_review_warns_and_stops_nothing(client, election, clerk, officer):
    client.force_login(clerk)
    all_nominated(client, election, GOOD)
    for name in ("丁一", "王二", "李四", "赵五"):
        factories.make_subject(election.village, who=of(name).person, result="qualified")
    assert "W.124" in codes(election)
    (due,) = [one for one in CANDIDACY.due(clerk, election.cycle) if "联审" in one.title]
    assert (due.count, due.deadline) == (1, date(2026, 12, 15))
    proposed(client, election, *(name for name, *_ in GOOD))
    client.force_login(officer)
    publish(client, CandidateList.objects.get(), "2026-12-10")
    assert of("钱六").state == "formal"
    assert defects(election) == set()
    told = [one.text for one in inbox.notices_of(officer, election.cycle)]
    assert any("联审尚无结论" in one for one in told)
    factories.make_subject(election.village, who=of("钱六").person, result="unqualified")
    assert "W.124" not in codes(election), "what it says is information; the list stands"
    assert of("钱六").state == "formal"


REASON = "本人长期在外地居住"


def review(client, row, **more):
    sent = {"outcome": "excluded", "clause": "公道正派", "decided_on": "2026-12-09", "reason": REASON, **more}
    return act(client, row, "review", **sent)


def test_only_the_villages_own_committee_excludes_and_the_reason_is_for_him_alone(
    client, election, clerk, officer, county
):
    client.force_login(clerk)
    all_nominated(client, election, GOOD)
    assert review(client, of("赵五"), clause="").status_code == 422
    assert review(client, of("赵五"), clause="不够年轻").status_code == 422
    assert review(client, of("赵五"), reason="").status_code == 422
    assert of("赵五").live
    review(client, of("赵五"))
    assert of("赵五").live, "until another person has compared it with the paper nothing stops"
    assert "赵五" in checked_by_form(client, election)
    assert "待另一人核对" in words(client.get(CANDIDACY.page_of(of("赵五"))))
    assert act(client, of("赵五"), "confirm_review").status_code == 403
    assert any("待核对" in one.title for one in CANDIDACY.due(officer, election.cycle))
    client.force_login(officer)
    assert act(client, of("赵五"), "confirm_review").status_code == 302
    assert act(client, of("赵五"), "confirm_review").status_code == 422, "once"
    row = of("赵五")
    assert (row.state, row.left_because) == ("left", "reviewed")
    assert "赵五" not in checked_by_form(client, election)
    assert CandidacyReview.objects.get().reason == REASON
    for user in (clerk, officer, county):
        client.force_login(user)
        pages = [CANDIDACY.page_of(row), CANDIDACY.url("list"), CANDIDACY.url("history", row.pk)]
        pages += [reverse("nominations_of", args=[election.pk]), f"{CANDIDACY.url('list')}?q={REASON}"]
        assert all(REASON not in words(client.get(one)).replace(f'value="{REASON}"', "") for one in pages)
        book = exports.workbook(CANDIDACY, CANDIDACY.rows(user, election.cycle), user=user, cycle=election.cycle)
        cells = [str(cell.value) for line in load_workbook(BytesIO(book)).active.iter_rows() for cell in line]
        assert not any(REASON in cell or "资格审查" in cell for cell in cells)
    address = reverse("candidacy_reason", args=[row.pk])
    for user, status in ((county, 403), (clerk, 403), (officer, 200)):
        client.force_login(user)
        before = AuditEvent.objects.filter(type=Event.READ).count()
        answer = client.post(address, {"purpose": "告知本人理由"})
        assert answer.status_code == status
        assert (REASON in words(answer)) == (status == 200)
        assert AuditEvent.objects.filter(type=Event.READ).count() - before == (status == 200)
    assert client.post(address, {"purpose": ""}).status_code == 422
    act(client, row, "lift_review", reason="登记错了人")
    assert of("赵五").state == "nominated"


def test_the_review_paper_is_filled_with_what_is_recorded_and_never_with_the_reason(client, election, clerk, officer):
    client.force_login(clerk)
    nominate(client, election, "赵五", "member", 90, "male")
    address = reverse("candidacy_review_print", args=[of("赵五").pk, "docx"])

    def said():
        document = Document(BytesIO(client.get(address).content))
        lines = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in document.paragraphs), *lines])

    before = said()
    assert "赵五" in before
    assert "□符合候选人条件　　□不符合候选人条件" in before
    assert "遵纪守法；公道正派；身体健康。" in before, "the conditions that the village adopted"
    review(client, of("赵五"))
    after = said()
    assert "□" not in after
    assert "\n不符合候选人条件" in after
    for word in ("男", "委员", "提名投票", "公道正派", "2026年12月9日", "村民选举委员会按照"):
        assert word in after, word
    assert REASON not in after
    assert client.get(address.replace("docx", "pdf")).content.startswith(b"%PDF")
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡")))
    assert client.get(address).status_code == 404


def with_list_out(client, election, clerk, officer):
    """Five formal candidates, checked by the officer; signed in is the clerk."""
    client.force_login(clerk)
    all_nominated(client, election, GOOD)
    proposed(client, election, *(name for name, *_ in GOOD))
    client.force_login(officer)
    assert publish(client, CandidateList.objects.get(), "2026-12-10").status_code == 302
    client.force_login(clerk)


def test_an_opinion_on_a_formal_candidate_is_recorded_and_one_entered_wrongly_taken_back(
    client, election, clerk, officer
):
    with_list_out(client, election, clerk, officer)
    assert review(client, of("赵五"), outcome="qualified", clause="", reason="").status_code == 302
    client.force_login(officer)
    assert act(client, of("赵五"), "lift_review", reason="登记错了意见").status_code == 302
    assert of("赵五").state == "formal"
    assert review(client, of("赵五")).status_code == 302
    assert of("赵五").state == "formal"
    assert "须由另一人审核" in words(act(client, of("赵五"), "confirm_review"))
    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, election.village.township))
    assert act(client, of("赵五"), "confirm_review").status_code == 302
    assert of("赵五").state == "left"
    assert act(client, of("赵五"), "lift_review", reason="登记错了人").status_code == 302
    assert of("赵五").state == "formal", "the list that is out names him"
    assert not list(REGISTRY["candidatelist"].due(clerk, election.cycle))


def test_a_formal_candidate_who_left_by_a_slip_is_one_again_without_another_list(client, election, clerk, officer):
    with_list_out(client, election, clerk, officer)
    act(client, of("丁一"), "leave", because="withdrew", on="2026-12-10")
    assert [one.title for one in REGISTRY["candidatelist"].due(clerk, election.cycle)]
    assert act(client, of("丁一"), "come_back", reason="登记错了人").status_code == 302
    assert of("丁一").state == "formal"
    assert not list(REGISTRY["candidatelist"].due(clerk, election.cycle))


@pytest.mark.parametrize(
    "wrong",
    [{"clause": "条" * 300}, {"clause": "不够年轻"}, {"told_on": "2026-12-11"}, {"told_on": "2026-12-08"}],
)
def test_an_opinion_names_a_clause_of_the_rules_and_a_day_on_which_he_can_have_been_told(
    client, election, clerk, wrong
):
    client.force_login(clerk)
    nominate(client, election, "赵五", "member", 90)
    said = {"outcome": "qualified", "clause": "", "reason": "", "told_on": "2026-12-10"}
    assert review(client, of("赵五"), **said | wrong).status_code == 422
    assert not CandidacyReview.objects.exists()
    assert review(client, of("赵五"), **said).status_code == 302


def test_who_may_read_a_reason_is_decided_by_the_service_too(client, election, clerk, officer, county):
    client.force_login(clerk)
    nominate(client, election, "赵五", "member", 90)
    review(client, of("赵五"))
    found = CandidacyReview.objects.get()
    with pytest.raises(NotYours):
        reviews.read_reason(found, by=county, purpose="了解有关情况")
    assert reviews.read_reason(found, by=officer, purpose="告知本人") == REASON


def test_township_and_county_papers_exclude_nobody(client, election, clerk):
    client.force_login(clerk)
    all_nominated(client, election, GOOD)
    scheme = election.schemes.get()
    type(scheme).objects.filter(pk=scheme.pk).update(values=scheme.values | {"reviewer": "township"})
    refused = review(client, of("赵五"))
    assert refused.status_code == 422
    assert "乡镇和部门只提供情况" in words(refused)
    assert of("赵五").live


# --- the election committee and other villages -----------------------------------------------------------------------


def test_a_member_of_the_election_committee_who_is_nominated_leaves_it(client, election, clerk, officer, clock):
    client.force_login(clerk)
    committee = factories.make_election_committee(election.village, election=election)
    member = factories.make_committee_member(election.village, committee, who=factories.make_person("丁一"))
    all_nominated(client, election, GOOD[1:])
    nominate(client, election, "丁一", "director", 210, known="", another="on")
    assert "F.112" not in codes(election), "a namesake is not the member"
    Candidacy.objects.filter(person__name="丁一").update(person=member.person)
    assert "F.112" in codes(election)
    sent = {"on": "2026-12-10", "because": "nominated", "number": "", "follow": "on"}
    moved(client, reverse("committeemember_move", args=[member.pk, "exit"]), member, **sent)
    assert "F.112" not in codes(election)


def test_a_member_of_the_election_committee_is_offered_and_asked_about_when_his_name_is_nominated(
    client, election, clerk
):
    client.force_login(clerk)
    committee = factories.make_election_committee(election.village, election=election)
    member = factories.make_committee_member(election.village, committee, who=factories.make_person("丁一"))
    asked = nominate(client, election, "丁一", "director", 210)
    assert asked.status_code == 422
    assert "本村登记有同名的丁一(选举委员会)" in words(asked)
    assert nominate(client, election, "", "director", 210, "", known=member.person_id).status_code == 302
    assert "F.112" in codes(election)
    renamed = {"village": election.village_id, "post": "director", "way": "ballot", "votes": 210}
    renamed |= {"person__name": "丁二", "person__sex": "male"}
    edited = moved(client, reverse("candidacy_edit", args=[of("丁一").pk]), of("丁一"), **renamed)
    assert edited.status_code == 422, "the approved list of the committee is not renamed from here"
    row = ["东河镇", "青山村", "丁一", "男", "委员", 120, ""]
    assert "选举委员会" in planned(clerk, election, [row]).preview
    committee.withdrawn_at = timezone.now()
    factories.record(committee, by=clerk)
    Candidacy.objects.filter(person=member.person).delete()
    assert nominate(client, election, "丁一", "member", 20).status_code == 302, "nobody sits there any more"


def test_who_may_see_and_write_who_stands(client, election, clerk, officer, county):
    elsewhere = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    reader = factories.make_user(Role.COUNTY_READER, election.village.township.parent)
    own = factories.make_user(Role.VILLAGE_CLERK, election.village.township)
    row = factories.make_candidacy(election.village, "丁一", election=election)
    address = reverse("nominations_of", args=[election.pk])
    seen = {}
    for user in (clerk, officer, county, reader, elsewhere, own):
        client.force_login(user)
        seen[user.name] = client.get(address).status_code, client.get(CANDIDACY.page_of(row)).status_code
    assert list(seen.values()) == [(200, 200)] * 4 + [(404, 404), (403, 403)]
    client.force_login(elsewhere)
    assert nominate(client, election, "王二", "director", 9).status_code == 422
    assert act(client, row, "leave", because="declined", on="2026-12-10").status_code == 404
    client.force_login(reader)
    assert act(client, row, "leave", because="declined", on="2026-12-10").status_code == 403
    assert of("丁一").live


def test_declining_death_and_a_slip_are_recorded_and_corrected(client, election, clerk):
    client.force_login(clerk)
    all_nominated(client, election, GOOD)
    act(client, of("丁一"), "leave", because="declined", on="2026-12-08")
    act(client, of("王二"), "leave", because="died", on="2026-12-09", note="因病去世")
    assert act(client, of("李四"), "leave", because="reviewed", on="2026-12-09").status_code == 422
    assert act(client, of("李四"), "leave", because="declined", on="2026-12-11").status_code == 422
    assert {one.person.name for one in Candidacy.objects.filter(state="left")} == {"丁一", "王二"}
    act(client, of("丁一"), "come_back", reason="登记错了人")
    row = of("丁一")
    assert (row.state, row.left_because, row.left_on) == ("nominated", "", None)


def test_what_is_shown_of_a_village_and_its_report_names_nobody(client, election, clerk):
    client.force_login(clerk)
    all_nominated(client, election, GOOD)
    panel = CANDIDACY.village_panel(election.village, user=clerk, cycle=election.cycle)
    assert [list(row) for row in panel.rows] == [["主任", 2, 0, 0], ["委员", 3, 0, 0]]
    (section,) = CANDIDACY.report_sections([election.village], election.cycle)
    said = str(section.blocks)
    assert "主任" in said
    assert not any(name in said for name, *_ in GOOD)
