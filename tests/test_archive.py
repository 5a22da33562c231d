"""The archive of an election: its index prints itself, gaps and the handing over are typed, contradictions asked."""

import io
import json
import re
import subprocess
from datetime import date, timedelta

import docx
import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.documents import Document, render_pdf
from electioncycle.documents.blocks import Paragraph
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.ledgers import attachments
from electioncycle.records import history
from electioncycle.roles import Role
from elections.choices import Body
from elections.models import Archive, Election, NoticeText, PublicNotice, Round, StepDay
from elections.papers import archive as papers
from elections.papers.packs import paper_document
from elections.rules import archive as rules
from elections.rules import archive_checks
from elections.rules.archive_checks import Counted, Known, Meeting, Posted
from elections.rules.checks import checks
from elections.rules.day_checklist import items as day_items
from elections.rules.forms import EVERY
from elections.rules.forms.day import CHECKLIST
from elections.services import archives, checking, facts, notice_texts, paper_sites
from elections.services.archive_evidence import ROWS
from tests import factories, uploads
from tests.papers import lines_of
from tests.result_sheets import counted_round, verified
from tests.schemes import rule
from tests.test_election_papers import text_of
from tests.uploads import sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker", "menu_without_figures")]


@pytest.fixture
def ended(client, village, clerk, officer):
    """A village whose one round is verified and over."""
    row = counted_round(village, announced="complete")
    verified(client, clerk, officer, row, account={"recovered": 1000}, valid=980)
    client.force_login(clerk)
    return Election.objects.get(pk=row.election_id)


def address(election, **asked):
    query = {"township": election.village.township_id, **asked}
    return f"{reverse('archives')}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


def typed(client, election, track="", **cells):
    page = address(election, track=track)
    seen = client.get(page).context["seen"]
    return client.post(page, {"seen": seen, **{f"c-{election.pk}-{name}": text for name, text in cells.items()}})


def notes(answer):
    return {cell["name"].rpartition("-")[2]: cell["note"] for _, cells in answer.context["lines"] for cell in cells
            if cell["note"]}  # fmt: skip


def page_of(client, election):
    return client.get(reverse("archive", args=[election.pk]))


def standings(client, election):
    found = page_of(client, election).context["folder"]
    return {one.item.code: one.standing for one in found.entries}


def happened(election, **steps):
    for step, day in steps.items():
        factories.make_step_day(election.village, election=election, step=step, done_on=day)


def test_the_index_prints_itself_from_what_was_recorded_and_only_gaps_are_typed(client, ended, clerk):
    today = timezone.localdate()
    before = standings(client, ended)
    assert (before["result_report"], before["scheme"], before["plan"]) == ("there", "there", "on_paper")
    assert (before["voter_list"], before["objections"], before["roving"]) == ("unrecorded", *["not_needed"] * 2)
    happened(ended, voter_list=today - timedelta(25), objection=today - timedelta(22))
    after = standings(client, ended)
    assert (after["voter_list"], after["objections"]) == ("there", "unrecorded"), "an objection asks for its decision"
    assert typed(client, ended, missing="1、30").status_code == 302
    assert Archive.objects.get().missing == ["plan", "photographs"]
    assert [after for code, after in standings(client, ended).items() if code in ("plan", "photographs")] == [
        "missing",
        "missing",
    ]
    told = "\n".join(lines_of(papers.index_document(archives.folder(ended))))
    assert "公布名单" in told
    assert "没有登记：处理异议" in told
    wrong = typed(client, ended, missing="31")
    assert (wrong.status_code, "1至30" in notes(wrong)["missing"]) == (422, True)
    assert typed(client, ended, missing="无").status_code == 302
    assert Archive.objects.get().missing == []
    scan = sent("签到册.pdf", uploads.scan())
    row = Archive.objects.get()
    client.post(reverse("archive_attach", args=[row.pk]), {"part": rules.items("committee")[1].title, "file": scan})
    assert attachments.of(row).count() == 1
    assert "签到册.pdf" in page_of(client, ended).content.decode()
    assert archives.folder(ended).scans == {rules.items("committee")[1].title: 1}


def test_an_archive_is_handed_over_with_day_and_receiver_and_never_before_the_vote(client, ended, clerk):
    today = timezone.localdate()
    early = typed(client, ended, day=f"{today - timedelta(1)}", receiver="李档案")
    assert "选举结果还没有产生" in notes(early)["day"]
    assert not Archive.objects.exists(), "nothing half written"
    assert "接收人" in notes(typed(client, ended, day=f"{today}"))["receiver"]
    assert "移交日期" in notes(typed(client, ended, receiver="李档案"))["day"]
    done = typed(client, ended, day=f"{today}", receiver="李 档案", office="乡镇档案室")
    assert done.status_code == 302
    assert "没有登记办理" in client.get(done.url).content.decode(), "what is not recorded is said, nothing refused"
    row = Archive.objects.get()
    assert (row.receiver, row.office, row.history.count()) == ("李档案", "乡镇档案室", 1)
    assert StepDay.objects.get(election=ended, step="archiving").done_on == today
    said = client.get(address(ended)).context["sentence"]
    assert "已移交1个" in said
    refused = client.post(reverse("archive_edit", args=[row.pk]), {"receiver": "", "version": row.version})
    assert refused.status_code == 422
    assert typed(client, ended, day="", receiver="").status_code == 302
    assert StepDay.objects.get(election=ended, step="archiving").done_on is None
    stranger = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    client.force_login(stranger)
    assert client.get(address(ended)).status_code == 404
    assert page_of(client, ended).status_code == 404
    client.force_login(factories.make_user(Role.COUNTY_READER, ended.county))
    assert typed(client, ended, missing="1").status_code == 403
    answer = client.get(reverse("archives"))
    assert [(one.township, one.villages, one.handed) for one in answer.context["sums"]] == [("东河镇", 1, 0)]
    for form in ("xlsx", "pdf", "docx"):
        assert client.get(reverse("archives_print", args=[form])).status_code == 200


X = date(2026, 12, 20)
ROUND = Counted(1, X, printed=1100, issued=1000, recovered=990, elected=("赵立春", "钱明德"))
RESULT = Posted("第11号", "result", "result", X, None, "发出选票1000张，收回选票990张。当选：赵立春、钱明德")
GOOD = Known(
    titles={"polling": "投票", "result": "公布结果", "handover": "工作移交"},
    days={"polling": [X], "result": [X], "voter_list": [date(2026, 11, 28)]},
    meetings=(Meeting("推选会议", "代表会议", 40), Meeting("通过办法的会议", "代表会议", 40)),
    notices=(RESULT,),
    rounds=(ROUND,),
    sealed=990,
    delivered=990,
    printed=1100,
    objection_days=5,
    polling=X,
)
LIST = Posted("第4号", "voter_list", "voter_list", date(2026, 11, 28), date(2026, 12, 1), "名单附后")
CONTRADICTIONS = (
    ({"days": {"polling": [X], "result": [date(2026, 12, 19)]}}, "W.701", "“公布结果”2026年12月19日，早于“投票”"),
    ({"days": {"result": [X + timedelta(3)], "handover": [X + timedelta(1)]}}, "W.701", "“工作移交”2026年12月21日"),
    ({"meetings": (GOOD.meetings[0], Meeting("通过办法的会议", "代表会议", 45))}, "W.702", "40人"),
    ({"notices": (RESULT, LIST)}, "W.703", "应张贴到2026年12月3日"),
    ({"notices": (Posted("第11号", "result", "result", X, None, "当选：赵立春"),)}, "W.704", "1人的姓名"),
    ({"renamed": 1}, "W.704", "1人不同"),
    ({"notices": (Posted("第11号", "result", "result", X, None, "收回选票989张"),)}, "W.705", "989张"),
    ({"sealed": 980}, "W.705", "少于报告单收回的990张"),
    ({"delivered": 989}, "W.705", "送达的989张"),
    ({"printed": 900}, "W.705", "少于报告单发出的1000张"),
    ({"void_rounds": ((1, "void_result"),)}, "W.706", "没有登记张贴公告"),
)


def test_what_contradicts_itself_is_found_by_code_and_names_nobody():
    assert list(archive_checks.findings(GOOD)) == []
    other = Meeting("通过办法的会议", "村民会议", 300)
    for change in (
        {"meetings": (GOOD.meetings[0], other)},
        {"notices": (Posted("第11号", "", "result", X, None, "附后"),)},
    ):
        assert list(archive_checks.findings(Known(**{**vars(GOOD), **change}))) == [], change
    for change, code, words in CONTRADICTIONS:
        found = list(archive_checks.findings(Known(**{**vars(GOOD), **change})))
        assert code in [one.code for one in found], change
        assert any(words in one.words for one in found), (words, found)
        assert not any(name in one.words for one in found for name in ROUND.elected), "words outlive a purge"


def test_a_contradiction_stands_on_page_paper_and_overview_until_it_is_put_right_or_explained(client, ended, clerk):
    today = timezone.localdate()
    assert archives.folder(ended).contradictions == 0, "an ordinary village has none"
    happened(ended, registration=today - timedelta(20), voter_list=today - timedelta(25))
    found = archives.folder(ended)
    assert ([one.code for one in found.checks if one.open], found.contradictions) == (["W.701"], 1)
    assert "W.701" in page_of(client, ended).content.decode()
    told = "\n".join(lines_of(papers.check_document(found)))
    assert "W.701 “公布名单”" in told
    assert "□相符" in told
    [line] = [line for line, _ in client.get(address(ended)).context["lines"]]
    assert line.beside[-1] == "1处"
    place = {"code": "W.701", "step": "voter_list", "number": found.checks[0].finding.number}
    version = Election.objects.get(pk=ended.pk).version
    explain = reverse("election_move", args=[ended.pk, "explain"])
    assert client.post(explain, {**place, "text": "登记从上届名单开始", "version": version}).status_code == 302
    assert archives.folder(ended).contradictions == 0
    assert "已说明、已处置1处" in "\n".join(lines_of(papers.check_document(archives.folder(ended))))


def test_a_posted_notice_is_held_against_names_and_votes_of_the_report(client, ended, clerk):
    made = notice_texts.ship(ended.cycle, by=clerk)
    wording = NoticeText.objects.get(notice_set=made, code="result")
    row = factories.make_notice(ended.village, election=ended, text="收回选票980张。当选：赵立春", wording=wording)
    PublicNotice.objects.filter(pk=row.pk).update(state="posted", posted_on=timezone.localdate(), step="result")
    codes = [one.code for one in checking.findings([ended])[ended.pk] if one.code.startswith("W.7")]
    assert codes == ["W.704", "W.705"]


def test_the_archive_is_one_volume_made_by_the_worker_for_those_who_may_see_the_village(client, ended, clerk, officer):
    volume = reverse("archive_volume_print", args=[ended.pk, "pdf"])
    answer = client.get(volume)
    assert answer.status_code == 302
    job = Job.objects.latest("id")
    assert answer.url == reverse("job_page", args=[job.pk])
    job_runs.run_inline(job)
    job.refresh_from_db()
    [(file, _)] = job.files()
    text = text_of(b"".join(client.get(reverse("job_download", args=[job.pk, file.pk]))))
    for said in ("选举档案", "归档目录", "结果报告单", "计票单", "总第1页", "赵立春"):
        assert said in text.replace(" ", ""), said
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡")))
    assert client.get(volume).status_code == 404
    found, site = archives.folder(ended), paper_sites.site_of(ended)
    word = docx.Document(io.BytesIO(papers.volume(found, site, clerk).docx()))
    assert any("归档目录" in one.text for one in word.paragraphs)


def test_the_partys_archive_is_a_volume_of_its_own(client, village, officer):
    election = factories.running_party(village)
    client.force_login(officer)
    page = page_of(client, election)
    codes = [one.item.code for one in page.context["folder"].entries]
    assert len(codes) == len(rules.items(Body.PARTY))
    assert not {one.code for one in rules.items(Body.COMMITTEE)} & set(codes)
    assert client.get(reverse("archive_paper_print", args=[election.pk, "index", "docx"])).status_code == 200
    recall = factories.make_election(village, body="party", seats={"member": 1}, procedure="recall", grounds="罢免要求")
    assert page_of(client, recall).status_code == 404


def test_a_recall_has_the_index_of_its_own_papers_and_is_handed_over_like_an_election(client, village, clerk):
    """No scheme, no list of candidates: what was demanded, voted on, announced and who lost the post."""
    rule(factories.cycle_for(village), ballots_kept_by="township")
    today = timezone.localdate()
    recall = factories.make_election(
        village, procedure="recall", grounds="五分之一以上村民联名", seats={"member": 1}, polling_day=today
    )
    told = {"state": "announced", "announced": "recalled", "announced_at": timezone.now()}
    history.record(Round(election=recall, number=1, day=today, **told), by=factories.clerk())
    client.force_login(clerk)
    before = standings(client, recall)
    assert set(before) == {one.code for one in rules.items(rules.RECALL)}
    asked = ("petition", "recall_report", "recall_filing")
    assert [before[one] for one in asked] == ["unrecorded", "there", "unrecorded"]
    happened(recall, petition=today - timedelta(20))
    factories.make_mid_term_change(village, "周志远", kind="recalled", asked_on=today)
    after = standings(client, recall)
    assert [after[one] for one in asked] == ["there"] * 3
    assert not client.get(address(recall)).context["lines"], "not among the elections"
    wrong = typed(client, recall, track="recall", missing="12")
    assert (wrong.status_code, "1至11" in notes(wrong)["missing"]) == (422, True)
    done = typed(client, recall, track="recall", missing="2", day=f"{today}", receiver="李档案")
    assert done.status_code == 302
    assert Archive.objects.get().missing == ["reply"]
    assert StepDay.objects.get(election=recall, step="archiving").done_on == today
    assert f'href="{reverse("archive", args=[recall.pk])}"' in client.get(recall_page(recall)).content.decode()
    pages = text_of(papers.volume(archives.folder(recall), paper_sites.site_of(recall), clerk).pdf().pdf)
    for said in ("罢免档案", "罢免表决结果报告单", "罢免要求接收登记表"):
        assert said in pages.replace(" ", ""), said


def recall_page(election):
    return reverse("election_detail", args=[election.pk])


def pages_of(pdf):
    """The words of every page."""
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return [page.split() for page in run.stdout.decode().split("\f")[:-1]]


def numbered(pages, words):
    """What the volume calls the one page on which these words stand."""
    [found] = [page for page in pages if words in "".join(page)]
    return re.search(r"总第(\d+)页", "".join(found))[1]


def test_scans_are_bound_behind_the_papers_of_their_item_and_the_index_states_their_pages(client, ended, clerk):
    typed(client, ended, missing="无")
    row, (plan, minutes, *_, photographs) = Archive.objects.get(), rules.items("committee")
    original = render_pdf(Document("签到册原件", (Paragraph("到会签名"),))).pdf
    for item, name, data in (
        (plan, "方案.docx", uploads.office()),
        (minutes, "签到册.pdf", original),
        (photographs, "合影.jpg", uploads.photo(size=(60, 40))),
        (photographs, "录像目录.pdf", render_pdf(Document("录像目录原件", (Paragraph("第1盘"),))).pdf),
    ):
        sent_along = {"part": item.title, "file": sent(name, data)}
        assert client.post(reverse("archive_attach", args=[row.pk]), sent_along).status_code == 302, name
    found, site = archives.folder(ended), paper_sites.site_of(ended)
    made = papers.volume(found, site, clerk)
    titles = [one.title for one in made.chapters]
    assert titles.index("扫描件另附") < titles.index("扫描件：签到册.pdf") < titles.index("扫描件：合影.jpg")
    assert papers.length(found, site) <= len(titles), "a full archive is the worker's"
    bound = made.pdf()
    pages = pages_of(bound.pdf)
    assert len(pages) == bound.pages
    [apart] = [page for page in pages if "方案.docx" in "".join(page)]
    assert "扫描件另附" in "".join(apart), "what has no pages is listed"
    index = next(page for page in pages if "页号是本卷的总页码" in "".join(page))
    last = numbered(pages, "录像目录原件")
    front = 1 + next(number for number, page in enumerate(pages) if "总第1页" in "".join(page))
    assert int(last) == bound.pages - front + 1, "the last page of all"
    assert str(int(last) - 1) in index, "the photographs begin with the picture before it"
    with pikepdf.open(io.BytesIO(bound.pdf)) as book:
        sheet = [round(float(side)) for side in book.pages[-2].mediabox]
    assert sheet == [0, 0, 595, 842], "the picture was taken upright, and is bound so"
    word = docx.Document(io.BytesIO(papers.volume(found, site, clerk, bound=False).docx()))
    listed = {cell.text for table in word.tables for line in table.rows for cell in line.cells}
    assert {"签到册.pdf", "合影.jpg", "方案.docx"} <= listed, "a DOCX lists what it cannot bind"


def test_more_villages_ask_no_more_queries(client, ended, clerk):
    def number():
        with CaptureQueriesContext(connection) as asked:
            found = archives.folders(list(archives.with_result(clerk, ended.cycle)))
        return len(found), len(asked)

    first = number()
    for name in ("柳溪村", "后山村"):
        other = factories.make_regular(factories.make_village(name, ended.village.township), timezone.localdate())
        facts.record_announcement(other, at=timezone.now(), announcer="王主任", announced="complete", by=clerk)
    then = number()
    assert (first[0], then[0]) == (1, 3)
    assert then[1] <= first[1] + 2, (first, then)


def test_every_item_and_question_names_what_there_is():
    references = set()
    for kind in rules.KINDS:
        for one in rules.items(kind):
            assert one.keeping in rules.keeping()
            assert set(one.papers) <= set(EVERY), one
            references |= {*one.must, *one.also, *filter(None, [one.when])}
    assert len(rules.items(Body.COMMITTEE)) == 30
    texts = json.loads((rules.DATA.parent / "notices.json").read_text(encoding="utf-8"))["texts"]
    computed = {"verified", "sealed", "delivered", "named"}
    known = {f"row:{name}" for name in (*ROWS, *computed)} | {f"notice:{one['code']}" for one in texts}
    unknown = {one for one in references if one not in known and rules.title_of(one) == one.partition(":")[2]}
    assert not unknown
    assert set(rules.row_titles()) == {*ROWS, *computed}
    assert rules.asked_codes() <= set(checks())
    assert {code for code in checks() if code.startswith("W.70")} <= rules.asked_codes()
    assert "待确认" in rules.source()


def test_screen_and_paper_of_the_day_have_one_checklist(client, village, clerk):
    election = factories.make_regular(village, timezone.localdate())
    client.force_login(clerk)
    page = client.get(f"{reverse('day_checks')}?township={village.township_id}")
    on_screen = [column.key for column in page.context["grid"].columns][:-1]
    paper = paper_sites.site_of(election)
    told = "\n".join(lines_of(paper_document(EVERY[CHECKLIST.code], paper, blank=True)))
    assert on_screen == list(day_items())
    for one in day_items().values():
        assert one.title in told, one
        assert one.stage in told
    before = "stage booths boxes ballots filming recorder watchers party_members writers notices order custody"
    assert not [one for one in before.split() if one not in day_items()], "rows of before keep their item"
