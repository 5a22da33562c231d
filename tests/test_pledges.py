"""Pledges not to stand: given after a talk of one's own will, refused or taken back freely, contact until the day."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candidates.figures.pledges import by_township, pledge_figures, sentence
from candidates.models import Intention, Nominee, Pledge
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from electioncycle.roles import Role
from electioncycle.sheets import write_rows
from tests import factories
from tests.moving import seen
from tests.route_world import picture
from villages.models import Rule

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere, pytest.mark.usefixtures("today")]


@pytest.fixture
def village():
    return factories.make_village("潘南村", factories.make_township("萧河镇"))


@pytest.fixture
def cycle(village):
    cycle = factories.cycle_for(village)
    rules = {"pledge_follow_days": 7, "review_objection_days": 5, "review_objection_channel": "县委组织部(12380)"}
    for key, value in rules.items():
        Rule.objects.create(rule_set=cycle.rule_set, key=key, label=key, value=value)
    return cycle


def pledge_data(talk, **values):
    data = {"post": "director", "withdrew_on": "2026-11-13", "statement": "想让年轻人来干"}
    return data | {"talk": talk.pk, "leader": "王书记", "cadre": "李驻村"} | values


def scan():
    return SimpleUploadedFile("承诺书.png", picture().read(), "image/png")


def test_a_pledge_rests_on_a_talk_and_is_signed_of_ones_own_will(client, village, clerk, cycle):
    declared = factories.make_intention(village, "冯退选")
    talk = factories.make_talk(village, name="冯退选", person=declared.person, group=5, level=1)
    planned = factories.make_talk(village, name="未谈", person=factories.make_person("未谈"), state="planned")
    unknown = factories.make_talk(village, name="无此人")
    client.force_login(clerk)
    for values, sentence_ in (
        (pledge_data(planned), "选择"),
        (pledge_data(unknown), "没有对应到台账中的人员"),
        (pledge_data(talk, withdrew_on="2026-11-01"), "先谈话，后由本人提出"),
        (pledge_data(talk, withdrew_on="2026-12-01"), "在今天之后"),
        (pledge_data(talk, statement=""), "请填写“本人说明”"),
    ):
        answer = client.post("/candidates/pledge/new/", values)
        assert answer.status_code == 422
        assert sentence_ in answer.content.decode()
    assert client.post("/candidates/pledge/new/", pledge_data(talk)).status_code == 302
    again = client.post("/candidates/pledge/new/", pledge_data(talk))
    assert "已有待签或已签的不参选承诺" in again.content.decode()
    row = Pledge.objects.get()
    assert (row.village, row.person) == (village, declared.person)
    page = client.get(f"/candidates/pledge/{row.pk}/").content.decode()
    assert "自告知之日起5日内向县委组织部(12380)提出" in page
    assert client.get(f"/candidates/pledge/{row.pk}/paper/").content.startswith(b"%PDF-")
    assert client.get(f"/candidates/pledge/{row.pk}/paper.docx").content.startswith(b"PK")
    address = f"/candidates/pledge/{row.pk}/move/sign/"
    for sent, sentence_ in (
        ({"on": "2026-11-14", "file": scan()}, "没有确认本人自愿签订"),
        ({"on": "2026-11-14", "voluntary": "1"}, "没有上传本人签字的承诺书扫描件"),
        ({"on": "2026-11-01", "voluntary": "1", "file": scan()}, "早于本人表示退选的日期"),
        ({"on": "14日", "voluntary": "1", "file": scan()}, "不是日期"),
    ):
        answer = client.post(address, seen(row) | sent)
        assert answer.status_code == 422
        assert sentence_ in answer.content.decode()
    assert Intention.objects.get().state == "standing"
    assert client.post(address, seen(row) | {"on": "2026-11-14", "voluntary": "1", "file": scan()}).status_code == 302
    row, talk = Pledge.objects.get(), type(talk).objects.get(pk=talk.pk)
    assert (row.state, row.signed_on) == ("signed", date(2026, 11, 14))
    assert (talk.pledge, talk.pledge_on) == ("not_standing", date(2026, 11, 14))
    assert Intention.objects.get().state == "given_up"
    edit = client.post(f"/candidates/pledge/{row.pk}/edit/", pledge_data(talk, version=row.version, statement="改写"))
    assert "内容不能改动" in edit.content.decode()


def test_who_does_not_sign_or_takes_his_word_back_is_barred_from_nothing(client, village, clerk, cycle):
    refusing, regretting = factories.make_pledge(village, "吴未签"), factories.make_pledge(village, "郑反悔")
    client.force_login(clerk)
    address = f"/candidates/pledge/{refusing.pk}/move/"
    assert client.post(f"{address}refuse/", seen(refusing) | {"on": "2026-11-15", "reason": ""}).status_code == 422
    assert (
        client.post(f"{address}refuse/", seen(refusing) | {"on": "2026-11-01", "reason": "我要参选"}).status_code == 422
    )
    assert (
        client.post(f"{address}refuse/", seen(refusing) | {"on": "2026-11-15", "reason": "我要参选"}).status_code == 302
    )
    assert (
        client.post(f"{address}contact/", seen(refusing) | {"text": "电话联系", "on": "2026-11-16"}).status_code == 422
    )
    address = f"/candidates/pledge/{regretting.pk}/move/"
    assert (
        client.post(f"{address}take_back/", seen(regretting) | {"on": "2026-11-15", "reason": "还是想参选"}).status_code
        == 422
    )
    client.post(f"{address}sign/", seen(regretting) | {"on": "2026-11-14", "voluntary": "1", "file": scan()})
    assert (
        client.post(f"{address}take_back/", seen(regretting) | {"on": "2026-11-16", "reason": "还是想参选"}).status_code
        == 302
    )
    assert set(Pledge.objects.values_list("state", flat=True)) == {"refused", "taken_back"}
    for row in (refusing, regretting):
        data = {"village": village.pk, "person__name": row.person.name, "person__sex": "male", "post": "director"}
        data |= {"declaration": "愿意参选", "declared_how": "talk", "declared_on": "2026-11-18", "state": "standing"}
        assert client.post("/candidates/intention/new/", data).status_code == 302
    assert Intention.objects.filter(state="standing").count() == 2
    assert not Nominee.objects.exists()


def test_contact_is_kept_until_the_election_day(client, village, clerk, cycle):
    row = factories.make_pledge(village)
    client.force_login(clerk)
    address = f"/candidates/pledge/{row.pk}/move/"
    client.post(f"{address}sign/", seen(row) | {"on": "2026-11-14", "voluntary": "1", "file": scan()})
    (due,) = REGISTRY["pledge"].due(clerk, cycle)
    assert (due.title, due.count, due.day) == ("不参选承诺：一对一联系到期", 1, date(2026, 11, 21))
    assert client.post(f"{address}contact/", seen(row) | {"text": "", "on": "2026-11-22"}).status_code == 422
    assert client.post(f"{address}contact/", seen(row) | {"text": "入户看望", "on": "2026-11-01"}).status_code == 422
    assert (
        client.post(f"{address}contact/", seen(row) | {"text": "入户看望，情绪平稳", "on": "2026-11-22"}).status_code
        == 302
    )
    assert not list(REGISTRY["pledge"].due(clerk, cycle))
    assert "入户看望，情绪平稳" in client.get(f"/candidates/pledge/{row.pk}/").content.decode()
    Pledge.all_rows.update(followed_on=date(2026, 11, 10))
    assert list(REGISTRY["pledge"].due(clerk, cycle))
    factories.make_profile(village, election_day=date(2026, 11, 15))
    assert not list(REGISTRY["pledge"].due(clerk, cycle))


def test_figures_count_persons_talked_to_and_signed(client, village, clerk, cycle):
    signed, other = factories.make_pledge(village), factories.make_pledge(village, "待签人")
    factories.make_talk(village, group=5, level=1, name="冯退选", person=signed.person, held_on=date(2026, 11, 16))
    factories.make_talk(village, group=5, level=1, name="计划谈", state="planned")
    factories.make_talk(village, group=1, name="别的事由")
    gone = factories.make_pledge(village, "撤回的")
    withdraw(gone, by=clerk, reason="登记错了人"), withdraw(gone.talk, by=clerk, reason="登记错了人")
    client.force_login(clerk)
    client.post(
        f"/candidates/pledge/{signed.pk}/move/sign/",
        seen(signed) | {"on": "2026-11-14", "voluntary": "1", "file": scan()},
    )
    found = pledge_figures(clerk, cycle)
    assert (found.talked, found.signed, found.states["drawn_up"]) == (2, 1, 1)
    assert "约谈2人，本人自愿签订不参选承诺书1人" in sentence(found, "萧河镇", date(2026, 11, 22))
    assert REGISTRY["pledge"].township_figures(clerk, cycle) == {village.township_id: {"已签不参选承诺(人)": 1}}
    page = client.get("/candidates/pledges/").content.decode()
    assert "约谈2人，本人自愿签订不参选承诺书1人、未签0人、待签1人" in page
    assert "已签人员中一对一联系到期未登记1人" in page  # the seventh day is 11-21
    (line, total) = by_township(clerk, cycle, date(2026, 11, 20))
    assert (line.name, line.cells, total.cells) == ("萧河镇", [1, 1, 0, 0, 0], [1, 1, 0, 0, 0])
    assert other.state == "drawn_up"
    outside = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    client.force_login(outside)
    assert client.get(f"/candidates/pledge/{signed.pk}/paper/").status_code == 404
    assert "冯退选" not in client.get("/candidates/pledges/").content.decode()
    assert (
        client.post(f"/candidates/pledge/{other.pk}/move/refuse/", {"reason": "外乡", "on": "2026-11-20"}).status_code
        == 404
    )


def test_pledges_come_by_workbook_and_rest_on_the_talk_of_that_day(client, village, clerk, cycle):
    first = factories.make_talk(village, name="冯退选", person=factories.make_person("冯退选"), group=5, level=1)
    factories.make_talk(village, name="冯退选", person=first.person, held_on=date(2026, 11, 16))
    signed = factories.make_pledge(village, "已签人")
    client.force_login(clerk)
    client.post(
        f"/candidates/pledge/{signed.pk}/move/sign/",
        seen(signed) | {"on": "2026-11-14", "voluntary": "1", "file": scan()},
    )
    headers = ("乡镇(街道)", "村(社区)", "姓名", "谈话日期", "退出参选的职位", "本人表示退选日期", "本人说明")
    headers += ("联系领导", "驻村干部")
    words = ("村(居)委会主任", "2026-11-17", "想让年轻人来干", "王明(副书记)", "李驻村")

    def upload(*lines):
        rows = [["萧河镇", "潘南村", *line] for line in lines]
        book = SimpleUploadedFile("承诺.xlsx", write_rows(headers, rows, text_columns=headers))
        return client.post("/candidates/pledge/import/", {"file": book})["Location"]

    faulty = client.get(
        upload(
            ("没谈过", "2026-11-12", *words),
            ("冯退选", "2026-11-13", *words),
            ("冯退选", "2026-11-16", words[0], "2026-11-15", *words[2:]),
            ("已签人", "", *words),
        )
    ).content.decode()
    for said in (
        "没有查到潘南村没谈过2026-11-12已谈的谈话记录",
        "没有查到潘南村冯退选2026-11-13已谈的谈话记录",
        "先谈话，后由本人提出",
        "承诺书已签，内容不能改动",
    ):
        assert said in faulty, said
    assert Pledge.objects.count() == 1
    preview = upload(("冯退选", "2026-11-16", *words))
    assert client.post(preview, {"which": "all"}).status_code == 302
    row = Pledge.objects.exclude(pk=signed.pk).get()
    assert (row.person, row.talk.held_on, row.state) == (first.person, date(2026, 11, 16), "drawn_up")
    again = client.get(upload(("冯退选", "2026-11-16", *words))).content.decode()
    assert "表中内容与现有记录完全相同" in again
