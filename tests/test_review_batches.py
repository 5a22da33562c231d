"""The joint review where there are hundreds: chosen, cleared and concluded on together, each refusal by name."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Scope
from candidates.models import ReviewAnswer, ReviewDecision, ReviewSubject
from candidates.services import review_bulk
from electioncycle.records.workflow import StepRecord
from electioncycle.roles import Role
from tests import factories, uploads
from tests.moving import seen

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SIGNED = {"township_result": "qualified", "township_reviewer": "李联村", "township_signed_on": TODAY}


class County:
    """A county with two townships, a batch, two county officials and a township's."""

    def __init__(self):
        self.village = factories.make_village("青石坡村", factories.make_township("东河镇"))
        self.other = factories.make_village("白石村", factories.make_township("西坪乡"))
        self.cycle = factories.cycle_for(self.village)
        place = self.village.township.parent
        self.admin = factories.make_user(Role.COUNTY_ADMIN, place)
        self.clerk = factories.make_user(Role.COUNTY_CLERK, place)
        self.officer = factories.make_user(Role.TOWNSHIP_OFFICER, self.village.township)
        self.police = factories.make_user(Role.DEPARTMENT_CONTACT)
        Scope.objects.create(user=self.police, area=place, department="公安局")
        self.batch = factories.make_batch(self.village)
        self.at = f"/candidates/reviews/{self.batch.pk}/"

    def people(self, number, **values):
        return [
            factories.make_subject(self.village, f"周立{n}", self.batch, **(SIGNED | values)) for n in range(number)
        ]

    def send(self):
        self.batch = factories.send(self.batch)
        return self

    def asked(self, department="公安局"):
        return self.batch.requests.get(department__name=department)

    def clear(self, *but):
        """Every department has found nothing about anybody ``but`` these."""
        for request in self.batch.requests.all():
            for one in self.batch.subjects.exclude(pk__in=[one.pk for one in but]):
                factories.record(ReviewAnswer(request=request, subject=one, result="clear"), by=self.clerk)
        return self

    def rows(self, *subjects):
        return [f"{one.pk}:{type(one).objects.get(pk=one.pk).version}" for one in subjects]

    def post(self, client, user, **data):
        client.force_login(user)
        return client.post(f"{self.at}conclude/", data, follow=True)

    def propose(self, client, user, **data):
        return self.post(client, user, **{"act": "propose", "meeting_on": f"{TODAY}", **data})

    def results(self):
        return dict(ReviewSubject.objects.filter(batch=self.batch).values_list("person__name", "result"))


@pytest.fixture
def county(db):
    return County()


def scan():
    return SimpleUploadedFile("答复.pdf", uploads.scan())


def text(answer):
    return answer.content.decode()


# --- choosing --------------------------------------------------------------------------------------------------------


def test_all_of_a_search_are_taken_at_once_and_who_has_no_number_is_told(client, county):
    for name, village in (("张建国", county.village), ("李秀英", county.village), ("王立本", county.other)):
        factories.make_member(village, name)
    factories.make_member(county.other, "赵无号", {"id_number": ""})
    client.force_login(county.clerk)
    page = text(client.get(f"{county.at}choose/?source=teammember"))
    assert "共<b>4</b>人，可列入<b>3</b>人" in page
    assert "没有身份证号1人" in page
    found = text(client.get(f"{county.at}choose/?source=teammember&q=zhangjianguo"))
    assert "张建国" in found
    assert "李秀英" not in found
    narrowed = f"{county.at}choose/?source=teammember&township={county.village.township_id}"
    given = {"source": "teammember", "body": "committee", "everybody": "2"}
    late = client.post(narrowed, given | {"everybody": "3"})
    assert late.status_code == 422
    assert "已由3人变为2人" in text(late)
    assert not county.batch.subjects.exists()
    assert client.post(narrowed, given).status_code == 302
    assert {str(one.person) for one in county.batch.subjects.all()} == {"张建国", "李秀英"}
    assert "已在本批次2人" in text(client.get(f"{county.at}choose/?source=teammember"))


def test_a_township_takes_its_own_people_alone(client, county):
    factories.make_member(county.village, "张建国")
    far = factories.make_member(county.other, "王立本")
    client.force_login(county.officer)
    given = {"source": "teammember", "body": "committee", "row": [far.pk]}
    assert client.post(f"{county.at}choose/?source=teammember", given).status_code == 422
    given = {"source": "teammember", "body": "committee", "everybody": "1"}
    assert client.post(f"{county.at}choose/?source=teammember", given).status_code == 302
    assert [str(one.person) for one in county.batch.subjects.all()] == ["张建国"]


# --- the letter ------------------------------------------------------------------------------------------------------


def test_townships_without_a_first_review_are_told_before_the_letter_is_asked_for(client, county):
    county.people(2)
    factories.make_subject(county.other, "孙正明", county.batch)
    client.force_login(county.clerk)
    page = text(client.get(f"/candidates/reviewbatch/{county.batch.pk}/"))
    assert "乡镇初审还没有结论的共<b>1</b>人" in page
    assert "西坪乡1人" in page
    assert "东河镇2人" not in page


@pytest.mark.parametrize(
    ("code", "words", "act"),
    [
        ("elected", "现将新当选的村(社区)“两委”成员共1人送你单位进行资格复审", "资格复审"),
        ("self_nominated", "现将自荐参加村(居)民委员会选举的人员共1人送你单位进行资格联审", "资格联审"),
        ("own", "现将村(社区)“两委”换届“补选”人员共1人送你单位进行资格联审", "资格联审"),
    ],
)
def test_the_letter_names_the_people_of_its_round_in_a_sentence(county, code, words, act):
    from candidates.papers.reviews import letter

    county.people(1)
    county.batch.round.code, county.batch.round.name = code, "补选"
    factories.record(county.batch.round, by=county.clerk)
    county.send()
    document = letter(county.asked())
    assert any(words in getattr(block, "text", "") for block in document.blocks)
    assert document.title.endswith(f"进行{act}的函")


def test_all_letters_of_a_batch_come_in_one_zip(client, county, settings):
    client.force_login(county.clerk)
    assert client.get(f"{county.at}letters.docx.zip").status_code == 422, "nobody was asked yet"
    county.people(1)
    county.send()
    answer = client.get(f"{county.at}letters.docx.zip")
    assert answer["Content-Type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert len(names) == county.batch.requests.count()
    assert any("公安局_联审函.docx" in name for name in names)
    settings.ROWS_IN_A_REQUEST = 10
    assert "/jobs/" in client.get(f"{county.at}letters.docx.zip")["Location"]
    client.force_login(county.officer)
    assert client.get(f"{county.at}letters.docx.zip").status_code == 403


# --- the departments -------------------------------------------------------------------------------------------------


def test_a_stamped_letter_clears_everybody_left_in_one_act(client, county):
    first, *_ = county.people(4)
    county.send()
    request = county.asked()
    page = f"/candidates/review-requests/{request.pk}/reply/"
    factories.record(ReviewAnswer(request=request, subject=first, result="namesake"), by=county.clerk)
    client.force_login(county.clerk)
    assert "未答复的3人：全部未发现" in text(client.get(page))
    given = seen(request, expected="3", stamped_on=f"{TODAY}", handler="王警官")
    bare = client.post(f"{page}all-clear/", given)
    assert bare.status_code == 422
    assert "盖章答复的扫描件" in text(bare)
    late = client.post(f"{page}all-clear/", given | {"expected": "4", "scan": scan()})
    assert late.status_code == 422
    assert "已由4人变为3人" in text(late)
    assert ReviewAnswer.objects.count() == 1
    assert client.post(f"{page}all-clear/", given | {"scan": scan()}).status_code == 302
    assert sorted(request.answers.values_list("result", flat=True)) == ["clear", "clear", "clear", "namesake"]
    request.refresh_from_db()
    assert request.scan is not None
    again = client.post(f"{page}all-clear/", seen(request, expected="0", stamped_on=f"{TODAY}"))
    assert again.status_code == 422
    client.force_login(county.officer)
    assert client.post(f"{page}all-clear/", given).status_code == 403


def test_a_contact_is_offered_only_the_items_his_department_was_asked(client, county):
    county.people(1)
    county.send()
    items = list(county.batch.negative_list.items.all())
    own, other = items[0], items[1]
    type(own).objects.filter(pk=own.pk).update(departments=[county.asked().department.code])
    type(own).objects.filter(pk=other.pk).update(departments=["elsewhere"])
    client.force_login(county.police)
    page = f"/candidates/department/{county.asked().pk}/"
    shown = text(client.get(page))
    assert f'<option value="{own.pk}">' in shown
    assert f'<option value="{other.pk}">' not in shown
    subject = county.batch.subjects.get()
    given = {"row": subject.pk, "answer": "found", "item": other.pk, "facts": "有记录", "document_number": "1号"}
    refused = client.post(page, given | {"happened_on": "2025-01-01"})
    assert refused.status_code == 422
    assert "没有问到您部门" in text(refused)


# --- conclusions -----------------------------------------------------------------------------------------------------


def test_those_without_a_problem_are_proposed_by_one_and_checked_by_another(client, county):
    people = county.people(4)
    silent = factories.make_subject(county.other, "孙正明", county.batch, **SIGNED)
    county.send().clear(silent)
    client.force_login(county.clerk)
    page = text(client.get(f"{county.at}conclude/"))
    assert "无问题的4人：合格" in page
    assert "公安局尚未答复" in page
    late = county.propose(client, county.clerk, everybody="5")
    assert late.status_code == 422
    assert "已由5人变为4人" in text(late)
    assert "已录入4人" in text(county.propose(client, county.clerk, everybody="4"))
    assert set(county.results().values()) == {""}, "nobody is concluded on by one person"
    own = text(client.get(f"{county.at}conclude/?step=check"))
    assert "由您本人录入，须由另一人复核" in own
    decisions = list(ReviewDecision.objects.all())
    refused = text(county.post(client, county.clerk, act="check", row=county.rows(*decisions)))
    assert "有4人没有办理" in refused
    assert "须由另一人复核" in refused
    assert set(county.results().values()) == {""}
    assert "已复核4人" in text(county.post(client, county.admin, act="check", everybody="4"))
    assert county.results() == {str(one): "qualified" for one in people} | {"孙正明": ""}
    steps = StepRecord.objects.filter(object_type="candidates.reviewdecision", move="confirm")
    assert steps.count() == 4
    assert all(step.approves and step.content_hash for step in steps)


def test_each_row_that_cannot_be_done_is_named_and_the_others_are_done(client, county):
    fit, changed, found, done = county.people(4)
    county.send().clear()
    rows = county.rows(fit, changed, found, done)
    changed.note = "补充"
    factories.record(ReviewSubject.objects.get(pk=changed.pk), by=county.admin)
    ReviewAnswer.objects.filter(subject=found, request=county.asked()).update(result="namesake")
    county.propose(client, county.clerk, row=county.rows(done))
    said = text(county.propose(client, county.clerk, row=rows))
    assert "已录入1人" in said
    assert "有3人没有办理" in said
    assert f"{changed}：已被他人修改" in said
    assert "报同名待核" in said
    assert f"{done}：已有综合结论" in said
    assert set(ReviewDecision.objects.values_list("subject", flat=True)) == {fit.pk, done.pk}
    assert "请先勾选人员" in text(county.propose(client, county.clerk))


def test_what_was_found_after_the_proposal_stops_the_check_of_that_person_alone(client, county):
    good, bad = county.people(2)
    county.send().clear()
    county.propose(client, county.clerk, everybody="2")
    ReviewAnswer.objects.filter(subject=bad, request=county.asked()).update(result="lacking")
    decisions = list(ReviewDecision.objects.all())
    said = text(county.post(client, county.admin, act="check", row=county.rows(*decisions)))
    assert "已复核1人" in said
    assert "报材料不足" in said
    assert county.results() == {str(good): "qualified", str(bad): ""}


def test_only_the_county_concludes(client, county):
    county.people(1)
    county.send().clear()
    assert county.propose(client, county.officer, everybody="1").status_code == 403
    assert county.propose(client, county.police, everybody="1").status_code == 403
    assert not ReviewDecision.objects.exists()
    assert county.propose(client, county.clerk, everybody="1", meeting_on="").status_code == 422


def test_checking_one_leads_to_the_next_that_another_proposed(client, county):
    first, second, third = county.people(3)
    county.send().clear()
    county.propose(client, county.clerk, row=county.rows(first, third))
    county.propose(client, county.admin, row=county.rows(second))
    client.force_login(county.admin)
    decision = ReviewDecision.objects.get(subject=first)
    at = f"/candidates/review/{first.pk}/act/confirm/"
    answer = client.post(at, seen(first, decision=decision.pk, next="1"))
    assert answer["Location"].endswith(f"/{third.pk}/")


@pytest.mark.parametrize("act", ["propose", "check"])
def test_the_queries_do_not_grow_with_the_people(client, county, act):
    """40 and 450 persons cost alike; 12 and 60 show it as well and sooner."""
    counted = []
    for number in (12, 60):
        county.batch = factories.make_batch(county.village)
        county.at = f"/candidates/reviews/{county.batch.pk}/"
        county.people(number)
        county.send()
        for request in county.batch.requests.all():
            left = list(county.batch.subjects.all())
            replies = [review_bulk.Reply(one, {"result": "clear"}) for one in left]
            review_bulk.review_answers.enter(request, replies, by=county.clerk)
        if act == "check":
            county.propose(client, county.clerk, everybody=f"{number}")
        user = county.admin if act == "check" else county.clerk
        client.force_login(user)
        given = {"act": act, "everybody": f"{number}", "meeting_on": f"{TODAY}"}
        client.get(f"{county.at}conclude/?step={act}")  # what is kept for all pages is read once
        with CaptureQueriesContext(connection) as page:
            client.get(f"{county.at}conclude/?step={act}")
        with CaptureQueriesContext(connection) as done:
            assert client.post(f"{county.at}conclude/", given).status_code == 302
        counted.append((len(page), len(done)))
    assert counted[0] == counted[1]
