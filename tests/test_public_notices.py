"""Notices of an election through their pages: the county's texts, drafts, posted word for word, taken down."""

import io
import re
from datetime import date, timedelta

import docx
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.roles import Role
from elections.models import Defect, Election, NoticeSet, PublicNotice, StepDay
from elections.rules.notice_words import unknown
from elections.services import notice_texts
from tests import factories
from tests.moving import moved
from tests.schemes import rule
from villages.models import Village

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def village(db):
    return factories.make_village("垟心塆村", factories.make_township("东河镇"))


@pytest.fixture
def election(village):
    return factories.make_regular(village)


@pytest.fixture
def admins(election):
    county = election.village.township.parent
    return [factories.make_user(Role.COUNTY_ADMIN, county), factories.make_user(Role.COUNTY_CLERK, county)]


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def texts(election):
    """The shipped texts, published by two persons."""
    return factories.make_notice_texts(election.cycle)


def drafts(client, election):
    return client.post(reverse("draft_notices", args=[election.pk]))


def only(code, election):
    return PublicNotice.objects.get(election=election, wording__code=code)


def post(client, row, on, **more):
    sent = {"on": str(on), "place": "村务公开栏", **more}
    return moved(client, reverse("public_notice_move", args=[row.pk, "post"]), row, **sent)


# --- The county's texts ---


def test_the_texts_are_published_by_two_persons_and_drafted_by_the_township(client, admins, clerk, election):
    client.force_login(admins[0])
    assert client.post(reverse("notice_sets")).status_code == 302
    row = NoticeSet.objects.get()
    assert row.texts.count() >= 16
    assert all(one.unsure for one in row.texts.all())
    propose, publish = (reverse("notice_set_move", args=[row.pk, one]) for one in ("propose", "publish"))
    assert moved(client, propose, row, effective_from=str(TODAY)).status_code == 302
    assert moved(client, publish, row).status_code in (409, 422)
    client.force_login(clerk)
    assert drafts(client, election).status_code in (409, 422)
    client.force_login(admins[1])
    assert moved(client, publish, row).status_code == 302
    client.force_login(clerk)
    assert drafts(client, election).status_code == 302
    assert PublicNotice.objects.filter(election=election).count() >= 14


def test_a_word_that_nobody_knows_is_refused_in_a_text_and_a_known_one_kept(client, admins, election):
    row = notice_texts.ship(election.cycle, by=admins[0])
    client.force_login(admins[0])
    item = row.texts.get(code="registration")
    page = client.get(reverse("notice_set", args=[row.pk]))
    assert "【选举委员会】" in page.content.decode()
    head = f"n{item.pk}-"
    sent = {f"{head}series": "committee", f"{head}number": "3", f"{head}branch": "0", f"{head}title": item.title}
    address = reverse("notice_set_move", args=[row.pk, "save"])
    refused = moved(client, address, row, **sent, **{f"{head}text": "【候选员】请登记"})
    assert "【候选员】" in refused.content.decode()
    assert moved(client, address, row, **sent, **{f"{head}text": "【登记日】开始登记"}).status_code == 302
    item.refresh_from_db()
    assert item.text == "【登记日】开始登记"
    for number in ("99999", "9" * 18):
        more = {f"{head}number": number, f"{head}text": item.text}
        assert "编号须为1至999" in moved(client, address, row, **(sent | more)).content.decode()


def test_every_shipped_text_uses_known_words_and_its_own_number():
    numbers = [(one["series"], one["number"], one.get("branch", 0)) for one in notice_texts.shipped()]
    assert len(numbers) == len(set(numbers))
    assert max(number for series, number, _ in numbers if series == "committee") >= 11
    for one in notice_texts.shipped():
        assert not unknown(one["title"] + one["text"]), one["code"]
    assert unknown("【候选员】") == ["候选员"]


# --- Drafts ---


def test_a_draft_says_what_is_known_and_leaves_a_line_for_the_rest(client, clerk, texts, election):
    client.force_login(clerk)
    drafts(client, election)
    row = only("voter_list", election)
    assert row.title == "关于公布登记参加选举的村民名单的公告"
    assert "登记参加选举的村民共＿＿＿＿＿＿人" in row.text
    assert row.signed_by == "垟心塆村村民选举委员会"
    assert "2026年12月20日" in only("polling_notice", election).text
    assert drafts(client, election).status_code == 302
    assert PublicNotice.objects.filter(election=election, series="committee", number=4, branch=0).count() == 1


def test_a_draft_takes_figures_names_and_places_from_what_is_recorded(client, clerk, texts, election, village):
    own = {"election": election}
    factories.make_registration(village, registered=1203, **own)
    factories.make_proxies(village, certificates=35, **own)
    committee = factories.make_election_committee(village, **own)
    for name, role in (("郑主持", "head"), ("周副手", "deputy"), ("李委员", "member"), ("赵候补", "substitute")):
        factories.make_committee_member(village, committee, who=factories.make_person(name), role=role)
    first, second = (factories.make_candidacy(village, name, **own) for name in ("孙立群", "丁一"))
    woman = factories.make_candidacy(village, "吴小燕", post="woman", **own)
    factories.make_candidate_list(village, candidacy=first, entries=[second.pk, first.pk, woman.pk])
    factories.make_box(village, name="3组投票站", kind="station", address="3组晒场", route="", **own)
    for name, state in (("流动票箱1", "approved"), ("流动票箱2", "draft")):
        factories.make_box(village, name=name, state=state, **own)
    for name, duty, box in (("王总", "chief_watcher", ""), ("李敏", "watcher", "流动票箱1"), ("钱写", "writer", "")):
        factories.make_staff_of_election(village, name=name, duty=duty, box=box, **own)
    client.force_login(clerk)
    drafts(client, election)
    said = {row.wording.code: row.text for row in PublicNotice.objects.filter(election=election)}
    assert "主任：郑主持\n成员：周副手(副主任)、李委员\n" in said["election_committee"]
    assert "共1203人" in said["voter_list"]
    assert "共35人" in said["proxy_list"]
    assert "按得票多少：\n主任候选人：丁一、孙立群\n副主任候选人：＿" in said["candidates_list"]
    assert "委员候选人：妇女委员候选人吴小燕\n" in said["candidates_list"]
    assert "投票站：3组投票站(3组晒场)" in said["polling_notice"]
    assert "总监票人王总；监票人李敏\n代写人：钱写" in said["polling_notice"]
    assert "流动票箱1：3组至5组，8:00—11:30，监票人李敏" in said["roving_boxes"]
    assert "流动票箱2" not in said["roving_boxes"], "the township has not approved it"


def test_a_community_has_its_own_words(client, clerk, admins, election, texts):
    other = factories.make_village("陈江社区", election.village.township)
    Village.objects.filter(pk=other.pk).update(kind="community")
    own = factories.make_regular(other)
    client.force_login(clerk)
    drafts(client, own)
    said = "".join(f"{one.title}{one.text}{one.signed_by}" for one in PublicNotice.objects.filter(election=own))
    assert "居民选举委员会" in said
    assert "村民" not in said


def test_a_second_notice_of_one_text_is_the_next_branch(client, clerk, texts, election):
    client.force_login(clerk)
    for _ in range(2):
        assert client.post(reverse("draft_notices", args=[election.pk]), {"code": "substitute"}).status_code == 302
    assert [one.full_number for one in PublicNotice.objects.order_by("branch")] == ["第1-1号", "第1-2号"]
    assert client.post(reverse("draft_notices", args=[election.pk]), {"code": "none"}).status_code in (409, 422)


def test_a_number_twice_is_refused_at_its_field(client, clerk, village, election):
    one, two = (factories.BUILDERS["publicnotice"](village, election=election) for _ in range(2))
    client.force_login(clerk)
    sent = {"series": "committee", "number": one.number, "branch": 0, "title": two.title, "text": two.text}
    edit = reverse("publicnotice_edit", args=[two.pk])
    answer = client.post(edit, {**sent, "version": two.version})
    assert answer.status_code == 422
    assert "同一编号" in answer.content.decode()
    assert client.post(edit, {**sent, "branch": 1, "version": two.version}).status_code == 302


# --- Posted ---


def test_posting_the_list_is_the_step_of_the_calendar_and_stands_there_once(client, clerk, texts, election):
    client.force_login(clerk)
    drafts(client, election)
    row = only("voter_list", election)
    assert post(client, row, TODAY + timedelta(days=1)).status_code in (409, 422)
    assert post(client, row, TODAY).status_code == 302
    row = PublicNotice.objects.get(pk=row.pk)
    step = StepDay.objects.get(election=election, step="voter_list")
    assert (row.state, row.step_day, row.posted_on, row.day, step.done_on) == ("posted", step, None, TODAY, TODAY)
    other = only("candidates_list", election)
    StepDay.objects.create(election=election, step="candidates_list", done_on=TODAY - timedelta(days=1))
    said = post(client, other, TODAY)
    assert "已登记为" in said.content.decode()
    assert post(client, other, TODAY - timedelta(days=1)).status_code == 302


def test_the_day_on_which_a_notice_was_posted_is_corrected_and_never_taken_away(client, clerk, texts, election):
    client.force_login(clerk)
    drafts(client, election)
    row = only("voter_list", election)
    assert post(client, row, TODAY).status_code == 302
    step = StepDay.objects.get(election=election, step="voter_list")
    edit = reverse("stepday_edit", args=[step.pk])
    assert "不能取消" in moved(client, edit, step, done_on="", planned_on="", note="").content.decode()
    table = f"{reverse('step_grid')}?township={election.village.township_id}&step=voter_list"
    name = f"c-{election.pk}-done_on"
    seen = client.get(table).context["seen"]
    assert "不能取消" in client.post(table, {"seen": seen, name: ""}).content.decode()
    assert client.post(table, {"seen": seen, name: str(TODAY - timedelta(days=1))}).status_code == 302
    assert PublicNotice.objects.get(pk=row.pk).day == TODAY - timedelta(days=1)


def test_a_list_posted_late_is_recorded_and_marked_and_one_in_time_is_not(client, clerk, texts, election):
    rule(election.cycle, voter_list_days=20)
    client.force_login(clerk)
    late = factories.make_regular(factories.make_village("迟贴村", election.village.township))
    for one, left in ((election, 20), (late, 19)):
        Election.objects.filter(pk=one.pk).update(polling_day=TODAY + timedelta(days=left))
        drafts(client, one)
        assert post(client, only("voter_list", one), TODAY).status_code == 302
    assert list(Defect.objects.values_list("election", "code")) == [(late.pk, "F.101")]


def test_what_was_posted_keeps_its_words_whatever_the_text_becomes(client, clerk, admins, texts, election):
    client.force_login(clerk)
    drafts(client, election)
    row = only("registration", election)
    post(client, row, TODAY)
    row = PublicNotice.objects.get(pk=row.pk)
    assert (row.posted_on, row.step_day, row.place) == (TODAY, None, "村务公开栏")
    sent = {"series": row.series, "number": row.number, "branch": 0, "title": row.title, "text": "改了"}
    answer = client.post(reverse("publicnotice_edit", args=[row.pk]), {**sent, "version": row.version})
    assert answer.status_code == 422
    following = notice_texts.EDITIONS.begin_next(texts, by=admins[0])
    item = following.texts.get(code="registration")
    new = {item.pk: {**notice_texts.EDITIONS.values(item), "text": "换了"}}
    notice_texts.EDITIONS.change_items(following, new, by=admins[0], version=following.version)
    before = row.text
    row = PublicNotice.objects.get(pk=row.pk)
    assert row.text == before
    word = docx.Document(io.BytesIO(client.get(reverse("notice_paper_print", args=[row.pk, "docx"])).content))
    written = "\n".join(one.text for one in word.paragraphs)
    assert "改了" not in written
    assert f"{TODAY.year}年{TODAY.month}月{TODAY.day}日" in written
    assert "垟心塆村村民选举委员会" in written


def test_what_was_wrong_in_a_posted_notice_is_corrected_by_a_notice_of_its_own_and_the_first_stays(
    client, clerk, village, election
):
    row = factories.BUILDERS["publicnotice"](village, election=election)
    client.force_login(clerk)
    address = reverse("public_notice_move", args=[row.pk, "correct"])
    words = "“投票时间7:00”更正为“投票时间8:00”。"
    assert moved(client, address, row, words=words).status_code == 422, "a draft is changed in its form"
    assert post(client, row, TODAY).status_code == 302
    before = PublicNotice.objects.get(pk=row.pk)
    assert moved(client, address, row, words=" ").status_code == 422
    assert moved(client, address, row, words=words).status_code == 302
    made = PublicNotice.objects.get(corrects=row)
    assert (made.state, made.number, made.branch) == ("draft", row.number, row.branch + 1)
    assert f"张贴的公告{before.full_number}“{before.title}”有误" in made.text
    assert made.text.endswith(words)
    assert PublicNotice.objects.get(pk=row.pk).text == before.text
    assert str(made) in client.get(reverse("publicnotice_detail", args=[row.pk])).content.decode()
    assert str(before) in client.get(reverse("publicnotice_detail", args=[made.pk])).content.decode()
    assert post(client, made, TODAY).status_code == 302
    reader = factories.make_user(Role.COUNTY_READER, election.county)
    client.force_login(reader)
    assert moved(client, address, row, words=words).status_code == 403


def test_a_wrong_day_of_a_notice_that_is_no_step_is_corrected_with_a_reason_and_stays_in_its_history(
    client, clerk, village, election, texts
):
    row = factories.BUILDERS["publicnotice"](village, election=election)
    client.force_login(clerk)
    assert post(client, row, TODAY).status_code == 302
    address = reverse("public_notice_move", args=[row.pk, "correct_day"])
    right = TODAY - timedelta(days=2)
    assert moved(client, address, row, on=str(right), reason="").status_code == 422
    assert moved(client, address, row, on=str(TODAY + timedelta(days=1)), reason="日期填错").status_code == 422
    assert moved(client, address, row, on=str(right), reason="日期填错").status_code == 302
    row = PublicNotice.objects.get(pk=row.pk)
    assert (row.state, row.day) == ("posted", right)
    assert TODAY in row.history.values_list("posted_on", flat=True)
    drafts(client, election)
    step = only("voter_list", election)
    assert post(client, step, TODAY).status_code == 302
    address = reverse("public_notice_move", args=[step.pk, "correct_day"])
    refused = moved(client, address, step, on=str(right), reason="日期填错")
    assert refused.status_code == 422
    assert "请在选举日程中更正" in refused.content.decode()


def test_a_notice_is_taken_down_after_it_was_posted_and_not_before(client, clerk, village, election):
    row = factories.BUILDERS["publicnotice"](village, election=election)
    client.force_login(clerk)
    address = reverse("public_notice_move", args=[row.pk, "take_down"])
    assert moved(client, address, row, on=str(TODAY)).status_code in (409, 422)
    assert post(client, row, TODAY).status_code == 302
    row = PublicNotice.objects.get(pk=row.pk)
    assert moved(client, address, row, on=str(TODAY - timedelta(days=1))).status_code in (409, 422)
    assert moved(client, address, row, on=str(TODAY)).status_code == 302
    row = PublicNotice.objects.get(pk=row.pk)
    assert (row.state, row.taken_down_on) == ("taken_down", TODAY)


def test_the_database_keeps_no_posted_notice_without_a_day(village, election):
    row = factories.BUILDERS["publicnotice"](village, election=election)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicNotice.objects.filter(pk=row.pk).update(state="posted")
    PublicNotice.objects.filter(pk=row.pk).update(state="posted", posted_on=date(2026, 11, 1))


def test_a_township_drafts_and_posts_for_its_own_villages_alone(client, clerk, village, election, texts):
    other = factories.make_regular(factories.make_village("外乡村", factories.make_township("西河镇")))
    client.force_login(clerk)
    assert drafts(client, other).status_code == 404
    row = factories.BUILDERS["publicnotice"](other.village, election=other)
    assert post(client, row, TODAY).status_code == 404
    assert client.get(reverse("publicnotice_detail", args=[row.pk])).status_code == 404
    assert drafts(client, election).status_code == 302


def test_the_page_of_papers_shows_when_each_notice_is_due_with_queries_that_do_not_grow(client, clerk, texts, election):
    rule(election.cycle, voter_list_days=20)
    client.force_login(clerk)
    address = reverse("village_papers", args=[election.village_id])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    drafts(client, election)
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert re.search(r"第4号[\s\S]*2026-11-30", page)
    assert len(many) <= len(few) + 2
