"""Papers of the vote and the count through their pages: names before it, verified figures after, nobody else's name."""

import io
import re
import subprocess

import docx
import pikepdf
import pytest
from django.urls import reverse

from electioncycle.roles import Role
from elections.models import Candidacy, CertificatePosition, ElectedPerson, Election, PublicNotice
from elections.services import notices
from tests import factories
from tests.result_sheets import NAMES, compared, counted_round, move

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
MM = 72 / 25.4


@pytest.fixture
def village(db):
    return factories.make_village("一个名字很长很长的垟心塆𠙶头自然村", factories.make_township("东河镇"))


@pytest.fixture
def people(village):
    """Two clerks of the township and its officer."""
    clerks = [factories.make_user(Role.TOWNSHIP_CLERK, village.township) for _ in range(2)]
    return [*clerks, factories.make_user(Role.TOWNSHIP_OFFICER, village.township)]


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def text_of(pdf, *more):
    run = subprocess.run(["pdftotext", *more, "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", run.stdout.decode())


def words_of(written):
    found = docx.Document(io.BytesIO(written))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "".join([*(one.text for one in found.paragraphs), *cells])


def printed(client, village, code, which="filled", form="pdf"):
    answer = client.get(reverse("village_paper_print", args=[village.pk, code, which, form]))
    assert answer.status_code == 200, (code, answer.content.decode()[:400])
    return body(answer)


def verified(client, people, row, **figures):
    sheet = compared(client, people[0], people[1], row, **figures)
    answer = move(client, people[2], sheet, "verify", signed="on", conditions_met="on", sealed_at="")
    assert answer.status_code == 302, answer.content.decode()
    return sheet


def test_before_the_vote_names_stand_on_the_sheets_in_the_order_of_the_ballot_and_blank_ones_name_nobody(
    client, village, people
):
    row = counted_round(village)
    factories.make_box(village, election=row.election, kind="centre", name="中心会场", address="文化礼堂")
    factories.make_box(village, election=row.election, kind="station", name="3组投票站", address="老学校")
    client.force_login(people[0])
    tally = printed(client, village, "tally")
    assert len(pikepdf.open(io.BytesIO(tally)).pages) == 3, "a sheet for every post"
    said = text_of(tally)
    assert said.index("赵立春") < said.index("钱明德") < said.index("李向阳") < said.index("王秀英")
    assert "3名" in said
    tiled = pikepdf.open(io.BytesIO(printed(client, village, "tally", form="a4")))
    assert {round(float(page.mediabox[2]) / MM) for page in tiled.pages} == {210}
    assert "王秀英" in words_of(printed(client, village, "tally", form="docx"))
    boxes = text_of(printed(client, village, "box_count"))
    assert "中心会场" in boxes
    assert "3组投票站" in boxes
    report = text_of(printed(client, village, "result"))
    assert [name for name in NAMES if name not in report] == []
    assert "990" not in report
    speech = text_of(printed(client, village, "speech_large"))
    assert "主任候选人：赵立春、钱明德" in speech
    assert "主任候选人：赵立春、钱明德" in words_of(printed(client, village, "speech", form="docx"))
    for code in ("tally", "result", "speech", "good_news", "certificate"):
        assert not [name for name in NAMES if name in text_of(printed(client, village, code, "blank"))], code
    pack = client.get(
        reverse("blank_packs_print", args=["pdf"]), {"village": village.pk, "paper": ["tally", "result"], "known": "1"}
    )
    assert text_of(body(pack)).count("选举结果报告单") == 3
    assert "王秀英" in text_of(body(pack))
    ballots_that_nobody_brought_stand_on_the_list_until_they_are_delivered(client, village, row)


def ballots_that_nobody_brought_stand_on_the_list_until_they_are_delivered(client, village, row):
    page = reverse("undelivered")
    elsewhere = factories.make_township("西河镇")
    own = client.get(page).content.decode()
    assert f">{village}</a>" in own
    assert "催报文字" not in own, "no township is shown the text that duns it"
    client.force_login(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
    assert f"东河镇{village}" in client.get(page).content.decode()
    assert f"东河镇{village}" not in client.get(page, {"township": elsewhere.pk}).content.decode()
    for form in ("xlsx", "pdf", "docx"):
        assert client.get(reverse("undelivered_print", args=[form])).status_code == 200
    factories.BUILDERS["ballotcustody"](village, election=row.election, step="delivered", day=row.day)
    assert "都已登记送达" in client.get(page).content.decode()


def test_the_verified_report_says_every_figure_and_the_announcement_and_the_red_paper_name_those_elected(
    client, village, people
):
    row = counted_round(village, announced="complete")
    factories.make_notice_texts(row.election.cycle)
    sheet = compared(client, people[0], people[1], row)
    client.force_login(people[0])
    assert "990" not in text_of(printed(client, village, "result")), "agreed, not verified"
    assert "赵立春" not in text_of(printed(client, village, "good_news"))
    early = client.get(reverse("certificates_print", args=[row.election_id, "form"]))
    assert early.status_code in (409, 422)
    assert "没有核对定稿" in early.content.decode()
    move(client, people[2], sheet, "verify", signed="on", conditions_met="on", sealed_at="")
    client.force_login(people[0])
    for said in (
        text_of(printed(client, village, "result")),
        words_of(printed(client, village, "result", form="docx")),
    ):
        said = re.sub(r"\s", "", said)
        for figure in (
            "1200",
            "1100",
            "900",
            "60",
            "40",
            "1000",
            "990",
            "970",
            "700",
            "650",
            "800",
            "750",
            "300",
            "250",
        ):
            assert figure in said, figure
        assert "登记参加选举的村民1200人，发出选票1000张，收回选票990张，未超过发出数" in said
        assert "参加投票人数超过登记人数的半数，本次选举有效" in said
        assert "委员：周志远、吴晓梅、郑永康" in said
        assert said.count("当选") >= 6
    told = notices.draft(Election.objects.get(pk=row.election_id), "result", by=people[0]).text
    assert "发出选票1000张，收回选票990张，未超过发出数" in told
    assert told.index("周志远") < told.index("吴晓梅")
    assert "王秀英" not in told
    news = text_of(printed(client, village, "good_news"))
    assert "主任：赵立春" in news
    assert "王秀英" not in news
    assert "800" not in news
    certificates_are_for_those_elected_alone_and_stand_where_the_county_measured(client, village, people, row)


def certificates_are_for_those_elected_alone_and_stand_where_the_county_measured(client, village, people, row):
    page, file = (
        reverse("certificates", args=[row.election_id]),
        reverse("certificates_print", args=[row.election_id, "form"]),
    )
    assert "周志远" in client.get(page).content.decode()
    every = body(client.get(file, {"on": "2026-12-25"}))
    assert len(pikepdf.open(io.BytesIO(every)).pages) == 5
    assert "2026年12月25日" in text_of(every)
    assert "特发此证" not in text_of(every), "the form says that itself"
    loser = Candidacy.objects.get(person__name="王秀英")
    refused = client.get(file, {"candidacy": loser.pk})
    assert refused.status_code in (409, 422)
    assert "王秀英(委员)不在核对定稿的当选名单中" in refused.content.decode()
    director = ElectedPerson.objects.get(name="赵立春")
    one = body(client.get(reverse("certificates_print", args=[row.election_id, "pdf"]), {"row": director.pk}))
    said = text_of(one)
    assert "赵立春：" in said
    assert "村民委员会主任" in said
    assert "任期" in said
    assert client.get(reverse("certificates_print", args=[row.election_id, "docx"])).status_code == 200

    client.force_login(factories.make_user(Role.COUNTY_ADMIN, village.township.parent))
    add = reverse("certificateposition_add")
    sent = {"item": "name", "across": "30", "down": "50", "size": "22", "printed": "on"}
    assert client.post(add, {**sent, "item": "page", "across": "10"}).status_code == 422
    assert client.post(add, sent).status_code == 302
    assert client.post(add, {**sent, "item": "shift", "across": "2", "down": "-3"}).status_code == 302
    assert CertificatePosition.objects.count() == 2
    made = body(client.get(file, {"row": director.pk}))
    box = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=made, capture_output=True, check=True).stdout.decode()
    found = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>赵立春<', box)
    assert [round(float(one) / MM) for one in found.groups()] == [32, pytest.approx(47, abs=2)]
    measure = client.get(reverse("certificate_measure_print"))
    assert "职务" in text_of(body(measure))


def test_a_void_vote_has_an_announcement_with_its_cause_and_nobody_elected(client, village, people):
    row = counted_round(village, announced="void", cause="turnout")
    factories.make_notice_texts(row.election.cycle)
    few = {"in_person": 400, "proxy": 0, "roving": 0, "issued": 400, "recovered": 400, "spoiled": 0, "left_over": 700}
    votes = {"director": (300, 90), "deputy": (290, 100), "member": (300, 290, 280, 100)}
    verified(client, people, row, account=few, votes=votes, valid=400, void=0, blank=0)
    drafted = notices.draft(Election.objects.get(pk=row.election_id), "void_result", by=people[0])
    assert "收回选票400张" in drafted.text
    assert "本次选举无效，没有人当选" in drafted.text
    assert "半数" in drafted.text
    client.force_login(people[0])
    report = text_of(printed(client, village, "result"))
    assert "本次选举无效" in report
    assert "重新选举" in report
    assert PublicNotice.objects.filter(election=row.election).count() == 1
