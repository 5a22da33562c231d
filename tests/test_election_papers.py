"""Papers of a village through its pages: blank before anything is typed, filled in, packed, counted for a day."""

import io
import json
import os
import re
import subprocess
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import docx
import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.documents import render_pdf
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.models import Election, PaperBlock
from elections.papers import ballots as ballot_papers
from elections.papers import contacts, needed_votes, packs
from elections.rules.ballots import Ballot, BallotPost, sheets_of
from elections.rules.forms import EVERY, LATER_PAPERS, PAPERS, PARTY_PAPERS
from elections.services import duty, notice_texts, paper_sites
from elections.services.norms import norms_of_cycle
from elections.services.polling_contacts import Contact
from tests import factories
from tests.papers import lines_of
from villages.models import Village
from villages.rules.values import AT_LEAST, OVER, Share

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"
GOLDEN = DATA / "election_papers.txt"
ROOT = Path(__file__).parent.parent
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def village(db):
    return factories.make_village("垟心塆村", factories.make_township("东河镇"))


@pytest.fixture
def community(village):
    found = factories.make_village("陈江社区", village.township)
    Village.objects.filter(pk=found.pk).update(kind="community")
    found.refresh_from_db()
    return found


@pytest.fixture
def clerk(client, village):
    factories.cycle_for(village)
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def site(village, cycle=None):
    return paper_sites.sites([village], cycle)[0]


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def text_of(pdf):
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", run.stdout.decode())


# --- What stands on them ---

BALLOT = Ballot(
    "垟心塆村",
    "村民委员会",
    "垟心塆村村民选举委员会",
    (BallotPost("主任", 1, ("周垟平", "欧阳𠙶生"), 1), BallotPost("妇女委员", 1, ("吴小燕",), 1, women_only=True)),
)


def everything(village, community):
    for place in (village, community):
        for paper in (*PAPERS.values(), *PARTY_PAPERS.values(), *LATER_PAPERS.values()):
            yield packs.paper_document(paper, site(place), blank=True)
    yield ballot_papers.ballot_document(BALLOT)
    yield ballot_papers.ballot_document(BALLOT, sample=True)
    yield ballot_papers.PRINTING.document({**site(village).words(), "body": "村民委员会"})
    known = [Contact("东河镇", "垟心塆村", "村文化礼堂", "周垟平")]
    yield contacts.document("示范县", TOMORROW.replace(2026, 12, 20), known, [])


def test_every_paper_says_what_it_said_before(village, community):
    """After a wanted change: KEEP_PAPERS=1 pytest …, then read the difference."""
    said = "\n\n".join("\n".join(lines_of(one)) for one in everything(village, community)) + "\n"
    if os.environ.get("KEEP_PAPERS"):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")


def forbidden(text):
    return [word for word in (DATA / "forbidden_words.txt").read_text(encoding="utf-8").split() if word in text]


def test_no_paper_and_no_template_uses_the_words_that_must_not_stand_there(village, community):
    for document in everything(village, community):
        said = re.sub(
            "实到会|应到会|应到|实到" if "党" in document.title else "应到会", "", "\n".join(lines_of(document))
        )
        assert not forbidden(said), document.title
    read = 0
    own = ("notice", "papers", "ballots", "needed", "ship_notices")
    for path in (*ROOT.glob("templates/elections/*.html"), ROOT / "elections/data/notices.json"):
        if path.stem.startswith(own):
            read += 1
            assert not forbidden(path.read_text(encoding="utf-8")), path
    assert read >= 7
    assert forbidden("选民名单") == ["选民"]


def test_in_a_community_the_words_are_those_of_residents_everywhere(village, community):
    for paper in EVERY.values():
        if paper.form:
            said = "\n".join(lines_of(packs.paper_document(paper, site(community), blank=True)))
            assert "村民" not in said, paper.title
            assert "村务" not in said, paper.title
    villages = "\n".join("\n".join(lines_of(packs.paper_document(one, site(village), blank=True)))
                         for one in EVERY.values() if one.form)  # fmt: skip
    assert "居民" not in villages.replace("居民委员会组织法", "")


def test_a_street_has_an_office_where_a_town_has_a_government(village):
    street = factories.make_village("陈江村", factories.make_township("城关街道"))
    assert site(street).words()["government"] == "城关街道办事处"
    assert site(village).words()["government"] == "东河镇人民政府"
    assert site(street).words()["party_committee"] == "中共城关街道工作委员会"


def test_papers_of_the_texts_cite_no_article_of_a_law(village, community):
    said = "\n".join("\n".join(lines_of(one)) for one in everything(village, community) if "选举办法" not in one.title)
    said += json.dumps(notice_texts.shipped(), ensure_ascii=False)
    assert not re.search(r"第[一二三四五六七八九十百]+条", said)


# --- Blank before anything is typed ---


def test_everything_signed_by_hand_prints_blank_before_anything_is_typed(client, clerk, village):
    assert not Election.objects.exists()
    page = client.get(reverse("village_papers", args=[village.pk]))
    assert page.status_code == 200
    for paper in PAPERS.values():
        assert paper.title in page.content.decode()
    answer = client.get(reverse("village_paper_print", args=[village.pk, "result", "blank", "pdf"]))
    assert "垟心塆村村民委员会选举结果报告单" in text_of(body(answer))
    assert AuditEvent.objects.filter(type="printed", details__ledger="papers").count() == 1


def test_the_pack_of_a_village_holds_every_paper_in_its_copies_and_no_number_of_its_own(client, clerk, village):
    answer = client.get(
        reverse("blank_packs_print", args=["pdf"]), {"village": village.pk, "paper": ["result", "tally"]}
    )
    assert answer.status_code == 200
    text = text_of(body(answer))
    assert text.count("村民委员会选举结果报告单") == 3
    assert "总第" not in text
    word = client.get(
        reverse("blank_packs_print", args=["docx"]), {"village": village.pk, "paper": ["result", "tally"]}
    )
    written = docx.Document(io.BytesIO(body(word)))
    assert [round(one.page_width.mm) for one in written.sections][-2:] == [420, 210]


@pytest.mark.usefixtures("no_broker")
def test_packs_of_many_villages_are_a_job_for_whoever_may_see_each_of_them(client, clerk, village):
    for number in range(29):
        factories.make_village(f"第{number}村", village.township)
    answer = client.get(
        reverse("blank_packs_print", args=["pdf"]), {"township": village.township_id, "paper": "sealing"}
    )
    job = Job.objects.get()
    assert answer.url == reverse("job_page", args=[job.pk])
    job = job_runs.run_inline(job)
    [(file, _)] = job.files()
    made = client.get(reverse("job_download", args=[job.pk, file.pk]))
    text = text_of(body(made))
    assert text.count("选票封存单") == 60, "thirty villages, two copies each"
    assert "第28村选票封存单" in text
    other = factories.make_village("外乡村", factories.make_township("西河镇"))
    refused = client.get(reverse("blank_packs_print", args=["pdf"]), {"village": other.pk})
    assert refused.status_code in (404, 409, 422, 403)
    assert Job.objects.count() == 1


def test_a_village_of_another_township_has_no_papers_for_this_clerk(client, clerk, village):
    other = factories.make_village("外乡村", factories.make_township("西河镇"))
    assert client.get(reverse("village_papers", args=[village.pk])).status_code == 200
    assert client.get(reverse("village_papers", args=[other.pk])).status_code == 404
    assert client.get(reverse("village_paper_print", args=[other.pk, "result", "blank", "pdf"])).status_code == 404
    assert client.get(reverse("village_paper_print", args=[village.pk, "nothing", "blank", "pdf"])).status_code == 404
    assert client.get(reverse("village_paper_print", args=[village.pk, "result", "blank", "xml"])).status_code == 404


def test_the_county_decides_who_signs_and_how_many_copies_a_village_gets(client, village):
    cycle = factories.cycle_for(village)
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, village.township.parent))
    add = reverse("paperblock_add")
    typed = {
        "paper": "sealing",
        "signers": "【选举委员会】主任\n【乡镇政府】干部",
        "office": "【村名】{档案室}",
        "copies": "4",
    }
    assert client.post(add, {**typed, "signers": "【无此词】"}).status_code == 422
    assert client.post(add, {**typed, "sealed": "on"}).status_code == 302
    assert PaperBlock.objects.get().copies == 4
    found = site(village, cycle)
    said = lines_of(packs.paper_document(PAPERS["sealing"], found, blank=True))
    assert said[-2] == "村民选举委员会主任 签名： ┃ 东河镇人民政府干部 签名："
    assert said[-1] == "落款：垟心塆村{档案室}（盖章）　"
    assert found.copies(PAPERS["sealing"]) == 4


def test_what_is_known_by_now_stands_on_the_filled_paper_and_not_on_the_blank_one(village):
    election = factories.make_regular(village)
    factories.BUILDERS["scheme"](village, election=election)
    found = site(village, factories.cycle_for(village))
    filled = "\n".join(lines_of(packs.paper_document(PAPERS["roving_boxes"], found, blank=False)))
    blank = "\n".join(lines_of(packs.paper_document(PAPERS["roving_boxes"], found, blank=True)))
    number = found.decided["mobile_boxes"]
    assert f"流动票箱{number}个" in filled
    assert f"流动票箱{number}个" not in blank
    assert found.copies(PAPERS["box_count"]) == 1 + found.decided["stations"] + number


def test_sites_of_many_villages_cost_the_same_queries(village):
    cycle, rows = factories.cycle_for(village), [village]
    factories.make_regular(village)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            for one in paper_sites.sites(rows, cycle):
                one.values()
        return len(asked)

    alone = queries()
    for number in range(4):
        rows.append(factories.make_village(f"第{number}村", village.township))
        factories.make_regular(rows[-1])
    assert queries() == alone


def test_a_prefilled_pack_of_many_villages_costs_the_same_queries(village):
    cycle, rows = factories.cycle_for(village), []

    def add(one):
        election = factories.make_regular(one)
        factories.make_registration(one, election=election)
        factories.make_scheme(one, election=election)
        nominee = factories.make_candidacy(one, election=election, state="formal")
        factories.make_candidate_list(one, candidacy=nominee, state="published")
        factories.make_box(one, election=election)
        factories.make_staff_of_election(one, election=election)
        factories.make_committee_member(one, factories.make_election_committee(one, election=election))
        rows.append(one)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            made = packs.pack(
                paper_sites.sites(rows, cycle), papers=PAPERS.values(), place="东河镇", tiled=False, known=True
            )
        assert len(made.chapters) >= len(rows) * 20
        return len(asked)

    add(village)
    alone = queries()
    for number in range(3):
        add(factories.make_village(f"第{number}村", village.township))
    assert queries() == alone


# --- What a day needs ---


def test_what_is_needed_tomorrow_stands_by_village_with_its_copies(client, clerk, village):
    election = factories.make_regular(village)
    Election.objects.filter(pk=election.pk).update(polling_day=TOMORROW)
    page = client.get(reverse("needed_papers")).content.decode()
    assert "垟心塆村" in page
    assert "结果报告单3份" in page
    assert "没有村(社区)按计划" in client.get(reverse("needed_papers"), {"day": "2031-05-05"}).content.decode()
    for form in ("xlsx", "pdf", "docx"):
        assert client.get(reverse("needed_papers_file", args=[form])).status_code == 200
    assert client.get(reverse("needed_papers"), {"day": "明天"}).status_code in (409, 422)
    pack = client.get(reverse("blank_packs_print", args=["pdf"]), {"day": str(TOMORROW), "paper": "sealing"})
    assert "选举结果报告单" in text_of(body(pack))


def test_the_contact_sheet_names_the_villages_that_vote_and_who_has_duty(client, clerk, village):
    election = factories.make_regular(village)
    Election.objects.filter(pk=election.pk).update(polling_day=TOMORROW)
    factories.BUILDERS["dutyday"](village)
    text = text_of(body(client.get(reverse("polling_contacts_print", args=["pdf"]), {"day": str(TOMORROW)})))
    assert "垟心塆村" in text
    assert "县值班表" in text
    assert client.get(reverse("polling_contacts_print", args=["a4"])).status_code == 200


def test_the_contact_sheet_names_the_committees_head_and_who_leads_the_watchers_without_telephones(
    client, clerk, village
):
    unchecked = factories.make_village("石桥村", village.township)
    for one, state, name, chief in (
        (village, "approved", "郑选委", "王总监"),
        (unchecked, "draft", "钱未核", "赵带班"),
    ):
        election = factories.make_regular(one)
        Election.objects.filter(pk=election.pk).update(polling_day=TOMORROW)
        committee = factories.make_election_committee(one, election=election, state=state)
        head = factories.make_person(name, phone="13900001234")
        factories.make_committee_member(one, committee, who=head, role="head")
        factories.make_staff_of_election(one, election=election, name=chief, duty="chief_watcher")
    factories.make_staff_of_election(village, name="李监票")
    text = text_of(body(client.get(reverse("polling_contacts_print", args=["pdf"]), {"day": str(TOMORROW)})))
    assert [one for one in ("郑选委", "王总监", "赵带班", "钱未核", "李监票", "13900001234") if one in text] == [
        "郑选委",
        "王总监",
        "赵带班",
    ]


def test_duty_is_for_the_day_of_the_roster_and_for_officials_of_the_county_alone(village):
    row = factories.BUILDERS["dutyday"](village)
    assert duty.on_duty(row.official, row.day)
    assert not duty.on_duty(row.official, row.day + timedelta(days=1))
    assert not duty.on_duty(factories.make_user(Role.COUNTY_CLERK, village.township.parent), row.day)
    row.official.groups.clear()
    assert not duty.on_duty(type(row.official).objects.get(pk=row.official.pk), row.day)


# --- Arithmetic ---


@pytest.mark.parametrize(
    "recovered, over, share", [(1, 1, 1), (2, 2, 1), (300, 151, 100), (301, 151, 101), (400, 201, 134), (401, 201, 134)]
)
def test_so_many_votes_it_takes(recovered, over, share):
    half, third = Share(Fraction(1, 2), OVER), Share(Fraction(1, 3), AT_LEAST)
    assert (half.least(recovered), third.least(recovered)) == (over, share)
    assert 2 * over > recovered >= 2 * (over - 1)
    assert 3 * share >= recovered > 3 * (share - 1)


def test_the_table_of_votes_has_a_half_in_front_a_third_behind_and_no_name(client, clerk):
    printed = render_pdf(needed_votes.document(251, norms_of_cycle(None)))
    assert printed.pages == 2
    text = text_of(body(client.get(reverse("needed_votes_print", args=["pdf"]), {"from": "251"})))
    assert "收回选票251张至430张" in text
    assert "超过半数" in text
    assert "不少于三分之一" in text
    assert client.get(reverse("needed_votes_print", args=["pdf"]), {"from": "999999"}).status_code in (409, 422)


# --- Ballots ---


def test_two_ballots_of_one_post_are_equal_in_every_byte_wherever_and_whenever_they_are_made():
    first = render_pdf(ballot_papers.ballot_document(BALLOT)).pdf
    render_pdf(ballot_papers.ballot_document(BALLOT, sample=True))
    again = Ballot(BALLOT.place, BALLOT.body, BALLOT.sealed_by, BALLOT.posts)
    assert render_pdf(ballot_papers.ballot_document(again)).pdf == first


def test_a_ballot_carries_no_number_no_time_and_no_key():
    pdf = render_pdf(ballot_papers.ballot_document(BALLOT)).pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/ID" not in opened.trailer
        assert not {"/CreationDate", "/ModDate"} & set(opened.trailer.get("/Info", {}).keys())
        assert "/Metadata" not in opened.Root
        assert all("/Annots" not in page for page in opened.pages)
    assert not re.search(r"\d{2,}|—1—", text_of(pdf))


def test_a_ballot_of_four_posts_with_three_columns_is_one_page():
    posts = (
        BallotPost("主任", 1, ("甲一", "乙二"), 1),
        BallotPost("副主任", 1, ("甲三", "乙四"), 1),
        BallotPost("委员", 3, ("甲五", "乙六", "丙七", "丁八"), 3),
        BallotPost("妇女委员", 1, ("甲九", "乙十"), 1, women_only=True),
    )
    ballot = Ballot("垟心塆村", "村民委员会", "垟心塆村村民选举委员会", posts, "for_against_abstain")
    assert [render_pdf(ballot_papers.ballot_document(ballot, sample=one)).pages for one in (False, True)] == [1, 1]


def ballots(client, election, what="proof", **more):
    sent = {"seats-director": "1", "names-director": "周垟平\n欧阳𠙶生\n", "seats-member": "2", "names-member": ""}
    return client.post(reverse("ballots_file", args=[election.pk, what]), {**sent, **more})


def test_the_ballot_of_two_villages_with_one_name_is_the_same_file(client, clerk, village):
    twin = factories.make_village(village.name, factories.make_township("西河镇"))
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, village.township.parent))
    made = [body(ballots(client, factories.make_regular(one))) for one in (village, twin)]
    assert made[0] == made[1]
    assert body(ballots(client, Election.objects.first())) == made[0]


def test_names_stand_in_the_order_typed_with_as_many_lines_as_seats_and_a_sample_says_so(client, clerk, village):
    election = factories.make_regular(village)
    page = client.get(reverse("ballots", args=[election.pk]))
    assert "不保存" in page.content.decode()
    text = text_of(body(ballots(client, election)))
    assert text.index("周垟平") < text.index("欧阳𠙶生")
    assert "样票" not in text
    sample = text_of(body(ballots(client, election, "sample")))
    assert sample.count("样票") == 2
    empty = text_of(body(ballots(client, election, "open")))
    assert "周垟平" not in empty
    assert "在空行写上所选人的姓名" in empty
    order = text_of(body(ballots(client, election, "order", copies="1200", **{"colour-director": "粉红"})))
    assert "粉红" in order
    assert "1200" in order
    assert not Election.objects.filter(search_text__contains="周垟平").exists()


def test_the_printers_are_told_the_colour_of_each_ballot_and_of_no_other():
    posts = (BallotPost("主任", 1), BallotPost("副主任", 1), BallotPost("委员", 2))
    ballot = Ballot("垟心塆村", "村民委员会", "垟心塆村村民选举委员会", posts)
    each = ballot_papers.order_lines(sheets_of(ballot, per_post=True), {"委员": "黄", "妇女委员": "粉红"}, 1200)
    assert [(line[1], line[2]) for line in each] == [("主任", ""), ("副主任", ""), ("委员", "黄")]
    whole = ballot_papers.order_lines([ballot], {"主任": "黄", "委员": "黄"}, None)
    assert [line[2:4] for line in whole] == [("黄", "")]


def test_a_ballot_that_cannot_be_is_refused_in_words(client, clerk, village):
    election = factories.make_regular(village)
    for more, said in (
        ({"seats-director": "很多"}, "不是0至"),
        ({"names-director": "周垟平\n周垟平"}, "写了两次"),
        ({"names-director": "长" * 41}, "不超过40字"),
        ({"seats-director": "0", "seats-member": ""}, "没有可印的职务"),
    ):
        answer = ballots(client, election, **more)
        assert answer.status_code in (409, 422), more
        assert said in answer.content.decode()
    assert ballots(client, election, **{"names-director": "长" * 40}).status_code == 200, "as long as any name may be"
    assert ballots(client, election, "nothing").status_code == 404
