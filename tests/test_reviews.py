"""The joint review, from the list to the conclusion: who may see what, what is refused, and that it adds up."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Scope
from candidates.models import NegativeList, ReviewAnswer, ReviewBatch, ReviewDecision, ReviewRequest, ReviewSubject
from candidates.services import pledges
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.sheets import write_rows
from tests import factories
from tests.moving import seen
from villages.models import KindItem, ResponsibilityPost

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SECRET = "2024年因盗窃被行政拘留"
NUMBER = "云公行罚〔2024〕17号"
HEADERS = ("姓名", "身份证号", "结果", "对应条目", "事实及文号", "发生日期", "影响期止", "经办人", "盖章日期")


class Review:
    """A county with three departments, a batch of two persons in two townships, and everybody who takes part."""

    def __init__(self):
        self.village = factories.make_village("青石坡村", factories.make_township("东河镇"))
        self.other = factories.make_village("白石村", factories.make_township("西坪乡"))
        self.cycle = factories.cycle_for(self.village)
        county = self.village.township.parent
        self.admin = factories.make_user(Role.COUNTY_ADMIN, county)
        self.clerk = factories.make_user(Role.COUNTY_CLERK, county)
        self.officer = factories.make_user(Role.TOWNSHIP_OFFICER, self.village.township)
        self.police, self.court = self.contact("公安局"), self.contact("法院")
        self.far = self.contact("公安局", factories.make_county("990202", "河川县"))
        self.batch = factories.make_batch(self.village)
        signed = {"township_result": "qualified", "township_reviewer": "李联村", "township_signed_on": TODAY}
        self.bad = factories.make_subject(self.village, "孙正明", self.batch, **signed)
        self.good = factories.make_subject(self.other, "周立本", self.batch, **signed)

    def contact(self, department, county=None):
        user = factories.make_user(Role.DEPARTMENT_CONTACT)
        area = county or self.village.township.parent
        Scope.objects.create(user=user, area=area, department=department)
        return user

    def request(self, department):
        return ReviewRequest.objects.get(batch=self.batch, department__name=department)

    def line(self, subject, result, *more):
        person = subject.person
        return [person.name, person.id_number, result, *more, *[""] * (len(HEADERS) - 3 - len(more))]

    def upload(self, client, user, department, *lines):
        """The preview of a reply workbook; nothing is written yet."""
        client.force_login(user)
        book = SimpleUploadedFile("反馈.xlsx", write_rows(HEADERS, lines, text_columns=HEADERS))
        address = f"/candidates/review-requests/{self.request(department).pk}/reply/"
        answer = client.post(address, {"file": book})
        assert answer.status_code == 302
        return answer["Location"]

    def reply(self, client, user, department, *lines):
        return client.post(self.upload(client, user, department, *lines), {"which": "all"})

    def everybody_clear(self, client, *departments):
        for department in departments:
            lines = [self.line(one, "未发现") for one in (self.bad, self.good)]
            assert self.reply(client, self.clerk, department, *lines).status_code == 302

    def hit(self):
        return self.line(self.bad, "发现问题", "B1", f"{SECRET}，{NUMBER}", "2024-03-01", "2024-09-01", "王警官")

    def act(self, client, user, subject, move, **data):
        client.force_login(user)
        return client.post(f"/candidates/review/{subject.pk}/act/{move}/", seen(subject, **data))

    def conclude(self, client, subject, **data):
        given = {"meeting_on": f"{TODAY}", **data}
        assert self.act(client, self.clerk, subject, "propose", **given).status_code == 302
        decision = ReviewDecision.objects.get(subject=subject, state="proposed")
        assert self.act(client, self.clerk, subject, "confirm", decision=decision.pk).status_code == 422
        assert self.act(client, self.admin, subject, "confirm", decision=decision.pk).status_code == 302
        return ReviewDecision.objects.get(pk=decision.pk)


@pytest.fixture
def review(db):
    return Review()


@pytest.fixture
def sent(review):
    review.batch = factories.send(review.batch)
    return review


def text(answer):
    return answer.content.decode()


def cells(data):
    page = load_workbook(io.BytesIO(data)).active
    return [str(value) for row in page.iter_rows(values_only=True) for value in row if value is not None]


def test_a_list_is_drafted_from_the_countys_text_and_published_by_a_second_person(client, review):
    client.force_login(review.clerk)
    pasted = "有下列情形之一的，不能：\n1.被判处刑罚或者刑满释放未满5年的；\n不宜：\n1.长期外出的；"
    given = {"name": "五不能十不宜", "source": "云委办〔2026〕3号", "text": pasted}
    assert client.post("/candidates/negative-lists/", given | {"text": " "}).status_code == 422
    assert client.post("/candidates/negative-lists/", given).status_code == 302
    row = NegativeList.objects.get()
    assert [(i.code, i.severity, i.look_back_years, i.unsure) for i in row.items.all()] == [
        ("B1", "hard", 5, True),
        ("Y1", "soft", None, True),
    ]
    page = f"/candidates/negative-lists/{row.pk}/"
    first = row.items.all()[0]
    head = f"i{first.pk}-"
    sheet = {f"{head}text": first.text, f"{head}years": "6", f"{head}runs": "ended", "version": row.version}
    assert client.post(f"{page}save/", sheet | {f"{head}years": "六"}).status_code == 422
    assert client.post(f"{page}save/", sheet).status_code == 302
    assert client.post(f"{page}propose/", seen(row) | {"effective_from": "2026-11-01"}).status_code == 302
    assert client.post(f"{page}publish/", seen(row)).status_code == 422  # the same person
    client.force_login(review.admin)
    assert client.post(f"{page}publish/", seen(row)).status_code == 302
    assert client.post(f"{page}add/", seen(row) | {"code": "Y9", "text": "失信"}).status_code == 422  # published
    assert client.post(f"{page}next/", seen(row)).status_code == 302
    later = NegativeList.objects.get(edition=2)
    assert (
        client.post(
            f"/candidates/negative-lists/{later.pk}/add/", seen(later) | {"code": "Y2", "text": "失信"}
        ).status_code
        == 302
    )
    compared = text(client.get(f"/candidates/negative-lists/{later.pk}/compare/{row.pk}/"))
    assert "失信" in compared
    assert "追溯6年" not in compared  # what did not change
    client.force_login(review.officer)
    assert "追溯" in text(client.get(page))
    assert client.post("/candidates/negative-lists/", given).status_code == 422


def test_the_letter_is_approved_by_a_second_person_and_is_the_permission_for_full_numbers(client, review):
    move = f"/candidates/reviews/{review.batch.pk}/act"
    client.force_login(review.clerk)
    assert "负面清单" in text(client.post(f"{move}/ask/", seen(review.batch)))  # none published yet
    factories.make_negative_list(review.cycle)
    assert client.post(f"{move}/ask/", seen(review.batch)).status_code == 302
    request = review.request("公安局")
    assert "B1" not in request.questions  # the made-up department's code is named by no item
    client.force_login(review.police)
    workbook, letter = f"/candidates/review-requests/{request.pk}/workbook/", f"{request.pk}/letter.pdf"
    assert client.get(workbook).status_code == 404
    client.force_login(review.clerk)
    assert client.get(workbook).status_code == 422
    assert client.post(f"{move}/approve/", seen(review.batch)).status_code == 422  # who asked
    client.force_login(review.admin)
    assert client.post(f"{move}/approve/", seen(review.batch)).status_code == 302
    assert client.get(f"/candidates/review-requests/{letter}").content.startswith(b"%PDF-")
    client.force_login(review.police)
    assert review.bad.person.id_number in cells(client.get(workbook).content)
    assert AuditEvent.objects.filter(type=Event.UNMASKED, actor=review.police.pk, object_id=request.pk).exists()
    for user, status in ((review.court, 404), (review.far, 404), (review.officer, 403)):
        client.force_login(user)
        assert client.get(workbook).status_code == status
    client.force_login(review.admin)
    edit = client.post(f"/candidates/reviewsubject/{review.bad.pk}/withdraw/", seen(review.bad, reason="漏了材料"))
    assert edit.status_code == 422  # the list is frozen
    assert ReviewSubject.objects.filter(pk=review.bad.pk).exists()


def test_a_reply_is_written_whole_and_what_does_not_fit_is_refused_with_cell_and_reason(client, sent):
    stranger = factories.make_subject(sent.village, "外人甲", factories.make_batch(sent.village))
    lines = [
        sent.line(sent.bad, "未发现"),
        sent.line(sent.bad, "未发现"),
        sent.line(stranger, "未发现"),
        ["周立本", "110105194912310021", "未发现", *[""] * 6],
        ["吴名", sent.good.person.id_number, "发现问题", "B9", "", "2099-01-01", "", "", ""],
        ["周立本", "", "有问题", *[""] * 6],
    ]
    preview = sent.upload(client, sent.clerk, "公安局", *lines)
    said = text(client.get(preview))
    for words in (
        "第3行 B列“身份证号”：与第2行是同一人",
        "第4行 B列“身份证号”：本批次没有问到此人",
        "第5行 B列“身份证号”",
        "第6行 A列“姓名”填写为“吴名”：姓名与送审名单不一致",
        "第6行 D列“对应条目”：本批次所用清单没有条目“B9”",
        "第6行 E列“事实及文号”",
        "第6行 F列“发生日期”",
        "第7行 B列“身份证号”：没有身份证号",
        "第7行 C列“结果”",
        "退回其余",
        "现在还没有写入任何数据",
    ):
        assert words in said, words
    assert "青石坡村孙正明：未发现" in said
    assert sent.bad.person.id_number not in said
    assert not ReviewAnswer.objects.exists()
    assert client.post(preview, {"which": "all"}).status_code == 422  # asked for whole or not at all
    assert not ReviewAnswer.objects.exists()
    marked = client.get(f"/candidates/review-requests/{sent.request('公安局').pk}/reply/marked/")
    assert any("没有问到此人" in one for one in cells(marked.content))
    client.force_login(sent.admin)
    assert client.get(preview).status_code == 404  # another's upload
    client.force_login(sent.clerk)
    assert client.post(preview, {"which": "cancel"}).status_code == 302
    assert client.post(preview, {"which": "faultless"}).status_code == 422
    good = [sent.line(sent.bad, "未发现"), sent.line(sent.good, "")]  # a blank result is no answer
    old = sent.upload(client, sent.clerk, "公安局", *good)
    assert sent.reply(client, sent.clerk, "公安局", *good).status_code == 302
    assert ReviewAnswer.objects.count() == 1
    assert "1行没有填写结果，仍算未答复" in text(
        client.get(f"/candidates/review-requests/{sent.request('公安局').pk}/reply/")
    )
    assert "预览之后有记录被他人修改" in text(client.post(old, {"which": "all"}))  # answered since that preview
    again = client.get(sent.upload(client, sent.clerk, "公安局", sent.line(sent.bad, "未发现")))
    assert "此人已经答复过" in text(again)
    nothing = client.get(sent.upload(client, sent.clerk, "公安局", sent.line(sent.good, "")))
    assert "没有填写结果的行" in text(nothing)
    assert ReviewAnswer.objects.count() == 1
    given = ReviewAnswer.objects.get()
    assert sent.act(client, sent.clerk, sent.bad, "void", given=given.pk, reason="").status_code == 422
    assert sent.act(client, sent.clerk, sent.bad, "void", given=given.pk, reason="来函更正").status_code == 302
    assert sent.reply(client, sent.clerk, "公安局", sent.line(sent.bad, "未发现")).status_code == 302


def test_a_contact_answers_his_own_question_and_sees_no_other_departments_answer(client, sent):
    assert sent.reply(client, sent.police, "公安局", sent.hit()).status_code == 302
    sent.everybody_clear(client, "法院")
    mine, theirs = sent.request("公安局"), sent.request("法院")
    client.force_login(sent.court)
    assert "法院" in text(client.get("/candidates/department/"))
    own = text(client.get(f"/candidates/department/{theirs.pk}/"))
    assert "未发现" in own
    pages = [f"/candidates/department/{theirs.pk}/", "/candidates/department/", "/", "/inbox/"]
    for page in pages:
        shown = text(client.get(page))
        assert SECRET not in shown, page
        assert "发现问题</td>" not in shown, page
        assert sent.bad.person.id_number not in shown, page
    book = cells(client.get(f"/candidates/review-requests/{theirs.pk}/workbook/").content)
    assert not [one for one in book if SECRET in one or "发现" in one]
    closed = [
        f"/candidates/department/{mine.pk}/",
        f"/candidates/review-requests/{mine.pk}/workbook/",
        f"/candidates/review-requests/{mine.pk}/reply/",
        f"/candidates/review-requests/{mine.pk}/reply/marked/",
        f"/candidates/review-requests/{mine.pk}/reply/preview/",
        f"/candidates/review-requests/{mine.pk}/letter.pdf",
        f"/candidates/review-requests/{mine.pk}/scan/",
    ]
    assert {client.get(page).status_code for page in closed} == {404}
    barred = [
        f"/candidates/reviews/{sent.batch.pk}/matrix/",
        f"/candidates/reviews/{sent.batch.pk}/summary/",
        f"/candidates/reviewbatch/{sent.batch.pk}/",
        f"/candidates/reviewsubject/{sent.bad.pk}/",
        f"/candidates/reviewsubject/{sent.bad.pk}/history/",
        f"/candidates/reviewsubject/?q={sent.bad.person.name}",
        "/candidates/reviewsubject/export/",
        "/candidates/reviewsubject/print/",
        f"/candidates/review/{sent.bad.pk}/sealed/",
        f"/candidates/review/{sent.bad.pk}/sheet.pdf",
    ]
    assert {client.get(page).status_code for page in barred} == {403}
    answer = client.post(f"/candidates/department/{mine.pk}/", {"row": [sent.good.pk], "answer": "clear"})
    assert answer.status_code == 404
    client.force_login(sent.police)
    one_by_one = {"row": [sent.good.pk], "answer": "clear"}
    assert client.post(f"/candidates/department/{mine.pk}/", one_by_one).status_code == 302
    assert client.post(f"/candidates/department/{mine.pk}/", one_by_one).status_code == 422  # answered already
    assert ReviewAnswer.objects.get(request=mine, subject=sent.good).by_login


def test_silence_is_no_consent_and_a_same_name_counts_only_after_the_number_was_compared(client, sent):
    qualified = {"result": "qualified", "meeting_on": f"{TODAY}"}
    said = text(sent.act(client, sent.clerk, sent.good, "propose", **qualified))
    assert "公安局尚未答复" in said
    sent.everybody_clear(client, "纪委监委", "法院")
    assert sent.reply(client, sent.clerk, "公安局", sent.line(sent.good, "同名待核")).status_code == 302
    assert "同名待核" in text(sent.act(client, sent.clerk, sent.good, "propose", **qualified))
    given = ReviewAnswer.objects.get(result="namesake")
    found = {"given": given.pk, "same": "no", "reason": "身份证号不同"}
    client.force_login(sent.police)
    post = f"/candidates/department/{sent.request('公安局').pk}/same-name/"
    assert client.post(post, seen(given.request) | found | {"reason": ""}).status_code == 422
    assert client.post(post, seen(given.request) | found).status_code == 302
    decision = sent.conclude(client, sent.good, result="qualified")
    assert (decision.state, ReviewSubject.objects.get(pk=sent.good.pk).result) == ("confirmed", "qualified")


def test_a_refusal_rests_on_the_list_is_told_objected_to_and_handed_to_the_secretary(client, sent):
    sent.everybody_clear(client, "纪委监委", "法院")
    assert sent.reply(client, sent.police, "公安局", sent.hit(), sent.line(sent.good, "未发现")).status_code == 302
    items = {item.code: item.pk for item in sent.batch.negative_list.items.all()}
    meeting = {"meeting_on": f"{TODAY}"}
    for wrong in (
        {"result": "unqualified"},  # outside the list
        {"result": "unqualified", "item": items["B3"]},  # nobody reported it
        {"result": "qualified", "basis": "表现好"},  # a HARD item stands
        {"result": "unqualified", "item": items["B1"], "meeting_on": f"{TODAY + timedelta(days=1)}"},
    ):
        assert sent.act(client, sent.clerk, sent.bad, "propose", **meeting | wrong).status_code == 422, wrong
    decision = sent.conclude(client, sent.bad, result="unqualified", item=items["B1"])
    assert list(ReviewDecision.refused_in(sent.cycle)) == [decision]

    client.force_login(sent.officer)  # the township: result and code, nothing else
    shown = text(client.get(f"/candidates/reviewsubject/{sent.bad.pk}/"))
    assert "不合格" in shown
    assert "B1" in shown
    assert "12380" not in shown or "申诉" in shown
    assert "公安局" not in shown
    assert SECRET not in shown
    assert sent.good.person.name not in text(client.get(f"/candidates/reviewbatch/{sent.batch.pk}/"))
    assert client.get(f"/candidates/reviewsubject/{sent.good.pk}/").status_code == 404
    assert client.get(f"/candidates/reviews/{sent.batch.pk}/matrix/").status_code == 403
    for address in ("export/", f"{sent.bad.pk}/history/"):
        answer = client.get(f"/candidates/reviewsubject/{address}")
        assert SECRET.encode() not in answer.content

    sealed = f"/candidates/review/{sent.bad.pk}/sealed/"
    client.force_login(sent.admin)
    assert client.get(sealed).status_code == 403
    assert sent.act(client, sent.admin, sent.bad, "transfer", decision=decision.pk).status_code == 403
    name = f"/candidates/reviews/{sent.batch.pk}/act/name_reader/"
    assert client.post(name, seen(sent.batch) | {"user": sent.officer.pk}).status_code == 422
    assert client.post(name, seen(sent.batch) | {"user": sent.admin.pk}).status_code == 302
    before = AuditEvent.objects.filter(type=Event.READ).count()
    assert SECRET in text(client.get(sealed))
    assert AuditEvent.objects.filter(type=Event.READ).count() == before + 1
    client.force_login(sent.clerk)
    assert client.get(sealed).status_code == 403
    assert SECRET not in text(client.get(f"/candidates/reviewsubject/{sent.bad.pk}/"))
    matrix = text(client.get(f"/candidates/reviews/{sent.batch.pk}/matrix/"))
    assert "×B1" in matrix
    assert SECRET not in matrix

    given = {"decision": decision.pk, "secretary": "王书记", "issued_on": f"{TODAY}"}
    assert sent.act(client, sent.admin, sent.bad, "transfer", **given).status_code == 302
    paper = decision.transfers.get()
    assert client.get(f"/candidates/review-transfers/{paper.pk}/").content.startswith(b"%PDF-")
    client.force_login(sent.clerk)
    assert client.get(f"/candidates/review-transfers/{paper.pk}/").status_code == 403

    assert sent.act(client, sent.clerk, sent.bad, "tell", decision=decision.pk, on=f"{TODAY}").status_code == 302
    heard = {"decision": decision.pk, "received_on": f"{TODAY}", "words": "判决书写的不是本人"}
    assert sent.act(client, sent.clerk, sent.bad, "object", **heard).status_code == 302
    objection = decision.objections.get()
    closing = {"decision": decision.pk, "objection": objection.pk, "outcome": "upheld", "answer": "经核实非本人"}
    assert sent.act(client, sent.clerk, sent.bad, "answer", **closing).status_code == 422  # who proposed
    assert sent.act(client, sent.admin, sent.bad, "answer", **closing).status_code == 302
    assert ReviewSubject.objects.get(pk=sent.bad.pk).result == ""
    assert not ReviewDecision.refused_in(sent.cycle)


def concluded(client, sent):
    """孙正明 is refused by two."""
    sent.everybody_clear(client, "纪委监委", "法院")
    sent.reply(client, sent.police, "公安局", sent.hit(), sent.line(sent.good, "未发现"))
    return sent.conclude(client, sent.bad, result="unqualified", item=sent.batch.negative_list.items.get(code="B1").pk)


def test_a_conclusion_in_force_is_taken_back_by_two(client, sent):
    decision = concluded(client, sent)
    act = {"decision": decision.pk}
    assert sent.act(client, sent.admin, sent.bad, "revoke", **act).status_code == 422, "nobody asked for it"
    assert sent.act(client, sent.clerk, sent.bad, "ask_revoke", **act, reason="").status_code == 422
    assert sent.act(client, sent.clerk, sent.bad, "ask_revoke", **act, reason="判决已撤销").status_code == 302
    assert sent.act(client, sent.clerk, sent.bad, "revoke", **act).status_code == 422
    client.force_login(sent.clerk)
    page = text(client.get(f"/candidates/reviewsubject/{sent.bad.pk}/"))
    assert "须由另一人审核" in page
    assert "确认撤销结论</button>" not in page
    assert ReviewSubject.objects.get(pk=sent.bad.pk).result == "unqualified"
    assert sent.act(client, sent.admin, sent.bad, "keep", **act, reason="判决仍有效").status_code == 302
    assert sent.act(client, sent.admin, sent.bad, "ask_revoke", **act, reason="再审改判").status_code == 302
    assert sent.act(client, sent.admin, sent.bad, "revoke", **act).status_code == 422
    assert sent.act(client, sent.clerk, sent.bad, "revoke", **act).status_code == 302, "who asked before may agree now"
    assert ReviewSubject.objects.get(pk=sent.bad.pk).result == ""


def test_who_registers_an_objection_does_not_uphold_it_alone(client, sent):
    decision = concluded(client, sent)
    sent.act(client, sent.clerk, sent.bad, "tell", decision=decision.pk, on=f"{TODAY}")
    heard = {"decision": decision.pk, "received_on": f"{TODAY}", "words": "判决书写的不是本人"}
    assert sent.act(client, sent.admin, sent.bad, "object", **heard).status_code == 302
    closing = {"decision": decision.pk, "objection": decision.objections.get().pk, "answer": "经核实"}
    assert sent.act(client, sent.admin, sent.bad, "answer", **closing, outcome="upheld").status_code == 422
    assert ReviewSubject.objects.get(pk=sent.bad.pk).result == "unqualified"
    assert sent.act(client, sent.admin, sent.bad, "answer", **closing, outcome="dismissed").status_code == 302


def test_people_come_from_the_ledgers_and_nobody_of_another_county_gets_in(client, review):
    intending = factories.make_intention(review.village)
    bare = factories.make_intention(review.village, "无号人", person={"id_number": ""})
    choose = f"/candidates/reviews/{review.batch.pk}/choose/"
    client.force_login(review.officer)
    assert intending.person.name in text(client.get(f"{choose}?source=intention"))
    given = {"source": "intention", "body": "committee", "row": [intending.pk]}
    assert client.post(choose, given | {"row": [intending.pk, bare.pk]}).status_code == 422  # all or none
    assert client.post(choose, given).status_code == 302
    assert client.post(choose, given).status_code == 302
    assert ReviewSubject.objects.filter(batch=review.batch, person=intending.person).count() == 1
    far = factories.make_village("沙洲村", factories.make_township("南关镇", factories.make_county("990202", "河川县")))
    stranger = factories.make_intention(far, "外县人")
    Scope.objects.create(user=review.clerk, area=far.township.parent)
    client.force_login(review.clerk)
    client.post(choose, given | {"row": [stranger.pk]})
    from candidates.services import review_batches
    from electioncycle.refusals import Refused

    with pytest.raises(Refused, match="不属于云岭县"):
        review_batches.add_people(review.batch, [stranger], body="committee", by=review.clerk)
    row = {"village": far.pk, "batch": review.batch.pk, "person__name": "外县人", "person__sex": "male"}
    row |= {"body": "committee", "person__id_number": factories.id_number(), "township_result": "unchecked"}
    assert client.post("/candidates/reviewsubject/new/", row).status_code == 422
    assert not ReviewSubject.objects.filter(village=far).exists()
    assert ReviewBatch.objects.get(pk=review.batch.pk).subjects.count() == 3


def talked_to(sent):
    """Who was talked to about the review did not sign; the other is found qualified, his village has its contacts."""
    factories.make_talk(
        sent.village, name="孙正明", person=sent.bad.person, held_on=date(2026, 10, 1)
    )  # another purpose
    refused = factories.make_pledge(sent.village, who=sent.bad.person)
    pledges.refuse(refused, on=refused.withdrew_on, reason="本人仍想参选", by=sent.officer)
    ReviewSubject.objects.filter(pk=sent.good.pk).update(result="qualified")
    for code, name in (("contact_leader", "林常委"), ("resident_cadre", "郑驻村"), ("police", "吴警官")):
        kind = KindItem.objects.create(cycle=sent.cycle, kind="responsibility", code=code, name=code)
        ResponsibilityPost.objects.filter(pk=factories.make_post(sent.other, name=name).pk).update(kind=kind)
    factories.make_link(sent.other, leader="陈县长")


def summary_lines(client, sent):
    page = load_workbook(io.BytesIO(client.get(f"/candidates/reviews/{sent.batch.pk}/summary/").content)).active
    rows = list(page.iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if isinstance(row[0], int)]


def test_papers_print_and_the_summary_holds_marks_without_facts(client, sent):
    assert sent.reply(client, sent.clerk, "公安局", sent.hit()).status_code == 302
    client.force_login(sent.clerk)
    found = cells(client.get(f"/candidates/reviews/{sent.batch.pk}/summary/").content)
    assert "×" in found
    assert not [one for one in found if SECRET in one or NUMBER in one]
    talked_to(sent)
    lines = {row["姓名"]: row for row in summary_lines(client, sent)}
    assert (lines["孙正明"]["约谈日期"], lines["孙正明"]["承诺书"]) == ("2026-11-12", "未签")
    assert (lines["孙正明"]["挂钩领导"], lines["孙正明"]["驻村干部"]) == ("王书记", "李驻村")
    assert (lines["周立本"]["约谈日期"], lines["周立本"]["承诺书"]) == (None, "不需")
    assert (lines["周立本"]["挂钩领导"], lines["周立本"]["驻村干部"]) == ("陈县长、林常委", "郑驻村")
    for number in range(3):
        factories.make_subject(sent.village, f"李{number}", factories.make_batch(sent.village))
    with CaptureQueriesContext(connection) as few:
        summary_lines(client, sent)
    ReviewSubject.objects.exclude(batch=sent.batch).update(batch=sent.batch)
    with CaptureQueriesContext(connection) as many:
        assert len(summary_lines(client, sent)) == 5
    assert len(many) == len(few)
    for form, head in (("pdf", b"%PDF-"), ("docx", b"PK")):
        assert client.get(f"/candidates/review/{sent.bad.pk}/sheet.{form}").content.startswith(head)
        letter = f"/candidates/review-requests/{sent.request('法院').pk}/letter.{form}"
        assert client.get(letter).content.startswith(head)
    page = text(client.get(f"/candidates/reviewbatch/{sent.batch.pk}/"))
    assert "未报：纪委监委、公安局、法院" in page
