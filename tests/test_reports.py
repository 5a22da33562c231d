"""The analysis report: every village gets one, it says what is missing, and what has not changed is not reprinted."""

import io
import json
import re
import subprocess
import zipfile
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import docx
import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from electioncycle.documents.blocks import Gaps, Heading, Paragraph, Table
from electioncycle.documents.pdf import render_pdf
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import ItemState, Job
from electioncycle.ledgers import ledger as ledgers
from electioncycle.punctuation import full_width
from electioncycle.records import history
from electioncycle.roles import Role
from electioncycle.security import marks
from electioncycle.security.audit import AuditEvent, Event
from reports import services
from reports.analysis_report import ORDER, content_of, numeral, reports_of
from reports.choices import Output, ReportState, Variant
from reports.management.commands import build_reports
from reports.models import VillageReport
from tests import factories
from villages.models import TeamMember, Village
from villages.report.registry import registry_sections
from villages.village_ledgers import Section, of_villages

pytestmark = pytest.mark.django_db
INTERNAL = Variant.INTERNAL
REGISTRIES = Path(__file__).parent / "data" / "registries"


@pytest.fixture
def bare():
    return factories.make_village("塆里垟村")


@pytest.fixture
def filled(bare):
    village = factories.make_village("青山村")
    factories.make_profile(village, merged_from="由甲村、乙村合并", party_form="branch", seats_approved=3)
    factories.make_member(village, "张建国", post_since=date(2021, 1, 1), source="migrant", wish="stay")
    factories.make_member(village, "李明", party_post="deputy", committee_post="none")
    factories.make_post(village)
    return village


@pytest.fixture
def cycle(filled):
    return factories.cycle_for(filled)


@pytest.fixture
def clerk(bare):
    return factories.make_user(Role.COUNTY_CLERK, bare.township.parent)


def text_of(pdf: bytes) -> str:
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", run.stdout.decode())


def block_texts(report) -> str:
    return "".join(block.text for block in report.document.blocks if isinstance(block, Heading | Paragraph))


def report(village, cycle, variant=INTERNAL):
    return reports_of([village], cycle, variant)[village.pk]


def start(clerk, villages, cycle, **options) -> Job:
    job = services.start_printing(by=clerk, place="东河镇", variant=INTERNAL, villages=villages, cycle=cycle, **options)
    return job_runs.run_inline(job)


def test_a_village_with_nothing_entered_prints_its_list_of_gaps(bare, cycle):
    edition = services.print_on_the_spot(bare, cycle, INTERNAL, by=factories.clerk())
    assert 1 <= edition.pages <= 4
    text = text_of(edition.file.read())
    assert "东河镇塆里垟村“两委”班子分析研判报告" in text
    assert "村情概况未录入" in text
    assert "现任班子成员未录入" in text
    assert (edition.missing, "签批页" in text) == ([], True)


def test_a_filled_village_states_its_figures_and_its_team(filled, cycle):
    found = report(filled, cycle)
    text = block_texts(found)
    assert "青山村由甲村、乙村合并而成，现有村民小组6个、320户、户籍人口1100人" in text
    assert "“两委”核定职数3名，实配2名，空缺1名。" in text
    [team] = [b for b in found.document.blocks if isinstance(b, Table) and b.caption.startswith("表1")]
    assert (len(team.headers), len(team.widths)) == (17, 17)
    assert team.rows[0][:4] == ["1", "张建国", "男", "1975.10\n(51岁)"]
    assert any("未填任现职时间：李明" in gap for gap in found.gaps)
    assert not any("张建国" in gap and "任现职" in gap for gap in found.gaps)


def test_sections_are_numbered_as_they_come_and_a_ledger_may_bring_more(filled, cycle, monkeypatch):
    extra = Section("reserves", "村务公开", {filled.pk: [Paragraph("已公开2次。")]})
    monkeypatch.setattr(ledgers.REGISTRY["responsibilitypost"], "report_sections", lambda villages, cycle: [extra])
    headings = [block.text for block in report(filled, cycle).document.blocks if isinstance(block, Heading)]
    assert headings[0] == "一、基本情况"
    assert headings[-1] == f"{numeral(len(headings) - 1)}、缺项清单"
    assert [h for h in headings if "村务公开" in h or "风险" in h] == ["七、村务公开", "九、风险排查"]
    assert [numeral(n) for n in (0, 9, 10, 12)] == ["一", "十", "十一", "十三"]


def test_a_section_nobody_filled_in_is_a_gap(bare, cycle, monkeypatch):
    extra = Section("reserves", "后备人选")
    monkeypatch.setattr(ledgers.REGISTRY["responsibilitypost"], "report_sections", lambda villages, cycle: [extra])
    assert "后备人选：尚未填写。" in report(bare, cycle).gaps


def test_a_section_whose_place_is_not_settled_stops_the_report_instead_of_slipping_to_its_end(bare, cycle, monkeypatch):
    extra = Section("handover", "移交情况", {bare.pk: [Paragraph("已选出。")]})
    monkeypatch.setattr(ledgers.REGISTRY["responsibilitypost"], "report_sections", lambda villages, cycle: [extra])
    with pytest.raises(LookupError, match=r"handover.*移交情况"):
        report(bare, cycle)


def test_the_order_of_the_report_names_exactly_the_sections_of_all_apps(bare, cycle):
    for one in (cycle, None):
        sections = [*registry_sections([bare], one, {})]
        for ledger in of_villages(ledgers.ordered()):
            sections += ledger.report_sections([bare], one)
        assert sorted(section.key for section in sections) == sorted(ORDER)


def test_without_a_cycle_the_report_still_prints(bare):
    found = report(bare, None)
    assert "届次：尚未建立" in found.document.cover_lines
    assert isinstance(found.document.blocks[-2], Gaps)
    assert found.gaps


def test_queries_do_not_grow_with_the_villages(bare, filled, cycle):
    reports_of([filled], cycle, INTERNAL)  # the cycle's rule set is read once
    with CaptureQueriesContext(connection) as one:
        reports_of([filled], cycle, INTERNAL)
    more = [factories.make_village(f"{n}号村") for n in range(6)]
    for village in more:
        factories.make_profile(village)
        factories.make_member(village, "王五")
        factories.make_post(village)
    marks.flush()  # what was just written is marked by whoever asks first
    with CaptureQueriesContext(connection) as many:
        reports_of([bare, filled, *more], cycle, INTERNAL)
    assert len(many) == len(one)


def test_an_unchanged_report_is_reused_and_a_change_makes_the_next_edition(bare, filled, cycle, clerk):
    first = start(clerk, [bare, filled], cycle)
    assert (first.done, first.skipped, first.state) == (2, 0, "done")
    again = start(clerk, [bare, filled], cycle)
    assert (again.done, again.skipped) == (0, 2)
    member = TeamMember.objects.get(village=filled, person__name="李明")
    member.wish = "leave"
    history.record(member, by=clerk)
    third = start(clerk, [bare, filled], cycle)
    assert (third.done, third.skipped) == (1, 1)
    assert list(VillageReport.objects.filter(village=filled).values_list("number", flat=True)) == [1, 2]
    newest = VillageReport.objects.filter(village=filled).last()
    assert f"第2版校验码{newest.content_hash[:8]}" in text_of(newest.file.read())


def test_force_renders_anew_under_the_same_number(bare, cycle, clerk):
    start(clerk, [bare], cycle)
    old = VillageReport.objects.get().file_id
    job = start(clerk, [bare], cycle, force=True)
    [edition] = VillageReport.objects.all()
    assert (job.done, edition.number) == (1, 1)
    assert edition.file_id != old


def test_a_report_whose_file_is_gone_is_printed_again(bare, cycle, clerk):
    start(clerk, [bare], cycle)
    default_storage.delete(VillageReport.objects.get().file.path)
    job = start(clerk, [bare], cycle)
    assert (job.done, job.skipped) == (1, 0)
    assert VillageReport.objects.get().file.read().startswith(b"%PDF-")


def test_one_bad_village_does_not_stop_the_others(bare, filled, cycle, clerk, monkeypatch):
    render = services.render_pdf

    def broken(document):
        if "塆里垟" in document.title:
            raise RuntimeError("印坏了")
        return render(document)

    monkeypatch.setattr(services, "render_pdf", broken)
    job = start(clerk, [bare, filled], cycle)
    assert (job.done, job.failed) == (1, 1)
    assert "意外错误" in job.items.get(state=ItemState.FAILED).error


def test_the_village_keeps_a_copy_without_table_four(filled, cycle, monkeypatch):
    table = Table(("清单类别",), [["有意向人选"]], caption="表9 换了名称的表", internal=True)
    extra = Section("one_shoulder", "“一肩挑”研判", {filled.pk: [table]})
    monkeypatch.setattr(ledgers.REGISTRY["responsibilitypost"], "report_sections", lambda villages, cycle: [extra])
    assert table in report(filled, cycle).document.blocks
    assert table not in report(filled, cycle, Variant.VILLAGE).document.blocks


def test_a_job_hands_out_zip_print_file_and_volume(bare, filled, cycle, clerk):
    job = start(clerk, [bare, filled], cycle, outputs=list(Output))
    pack, printed, volume, _ = [file for file, _ in job.files()]
    with zipfile.ZipFile(io.BytesIO(pack.read())) as archive:
        assert archive.namelist() == [
            "东河镇_塆里垟村_分析研判报告.pdf",
            "东河镇_青山村_分析研判报告.pdf",
            "目录.xlsx",
        ]
    with pikepdf.open(io.BytesIO(printed.read())) as book, book.open_outline() as outline:
        starts = [book.pages.index(child.destination[0]) for group in outline.root for child in group.children]
    assert len(starts) == 2
    assert all(page % 2 == 0 for page in starts)
    text = text_of(volume.read())
    for expected in ("分析研判报告汇编", "目录", "各乡镇研判进展", "清单1", "青山村", "塆里垟村"):
        assert expected in text


def test_what_a_job_made_is_kept_from_those_who_lost_the_village(bare, filled, cycle, clerk, client):
    township = factories.make_user(Role.TOWNSHIP_CLERK, bare.township)
    job = start(township, [bare, filled], cycle, outputs=[Output.ZIP])
    client.force_login(township)
    address = f"/jobs/{job.pk}/files/{job.results[0]['file']}/"
    assert client.get(address).status_code == 200
    filled.township = factories.make_township("西坪乡")
    history.record(filled, by=clerk)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.VILLAGE_CLERK, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.DEPARTMENT_CONTACT])
def test_reports_are_for_officials_of_township_and_county(bare, cycle, client, role):
    client.force_login(factories.make_user(role, bare.township))
    for address in ("/reports/", "/reports/figures/", f"/reports/villages/{bare.pk}/report.pdf"):
        assert client.get(address).status_code == 403


def test_a_township_sees_and_prints_its_own_villages_only(bare, cycle, client):
    other = factories.make_village("白石村", factories.make_township("西坪乡"))
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, bare.township))
    page = client.get("/reports/").content.decode()
    assert "塆里垟村" in page
    assert "白石村" not in page
    for form in ("", "report.pdf", "report.docx"):
        assert client.get(f"/reports/villages/{bare.pk}/{form}").status_code == 200
        assert client.get(f"/reports/villages/{other.pk}/{form}").status_code == 404
    edition = services.print_on_the_spot(other, cycle, INTERNAL, by=factories.clerk())
    assert client.get(f"/reports/editions/{edition.pk}/").status_code == 404
    ask = {"township": "", "variant": "internal", "outputs": ["zip"]}
    assert client.post("/reports/", {**ask, "row": [bare.pk, other.pk]}).status_code == 422
    assert not Job.objects.exists()
    sent = client.post("/reports/", {**ask, "row": [bare.pk]})
    job = Job.objects.get()
    assert sent.url == f"/jobs/{job.pk}/"
    assert list(job.items.values_list("key", flat=True)) == [str(bare.pk)]


def test_the_list_tells_current_changed_and_unprinted_apart(bare, filled, cycle, clerk, client):
    client.force_login(clerk)

    def states():
        lines = client.get("/reports/").context["lines"]
        return {line["village"].name: line["state"] for line in lines}

    assert set(states().values()) == {ReportState.NONE}
    start(clerk, [bare, filled], cycle)
    factories.make_post(filled, 1)
    assert states() == {"塆里垟村": ReportState.CURRENT, "青山村": ReportState.STALE}


def test_the_docx_says_the_same_as_the_pdf(filled, cycle, client, clerk):
    client.force_login(clerk)
    answer = client.get(f"/reports/villages/{filled.pk}/report.docx")
    word = docx.Document(io.BytesIO(answer.content))
    words = "".join(p.text for p in word.paragraphs) + "".join(
        cell.text for table in word.tables for row in table.rows for cell in row.cells
    )
    for block in report(filled, cycle).document.blocks:
        if isinstance(block, Heading | Paragraph):
            assert full_width(block.text) in words
    assert "张建国" in words
    assert AuditEvent.objects.filter(type=Event.EXPORTED, object_id=filled.pk).exists()


@pytest.fixture
def built(monkeypatch, tmp_path, capsys):
    """Runs ``build_reports`` in this process."""
    monkeypatch.setattr(build_reports, "ensure_worker", lambda: nullcontext(False))
    monkeypatch.setattr(build_reports.job_runs, "wait", job_runs.run_inline)

    def run(code, *options):
        try:
            call_command("build_reports", "--area", code, "--out", str(tmp_path / "out"), *options)
        except SystemExit as stopped:
            return json.loads(capsys.readouterr().out), stopped.code
        return json.loads(capsys.readouterr().out), 0

    return run


def test_build_reports_puts_every_village_under_its_code(built, bare, filled, tmp_path):
    result, code = built("990101")
    assert (code, result["villages"], result["done"], result["skipped"], result["failed"]) == (0, 2, 2, 0, 0)
    names = {f"{bare.code}.pdf", f"{filled.code}.pdf"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    for name in names:
        (tmp_path / "out" / name).unlink()
    again, _ = built("990101")
    assert (again["done"], again["skipped"]) == (0, 2)
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    assert built("990101", "--force")[0]["done"] == 2
    assert built(bare.township.code)[0]["villages"] == 2
    assert built(bare.code)[0]["villages"] == 1


def uncommon(name: str) -> bool:
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@pytest.mark.parametrize("registry", sorted(REGISTRIES.glob("*.csv")), ids=lambda path: path.stem)
def test_uncommon_names_of_a_real_registry_print_in_embedded_fonts(registry, capsys):
    """The first, the last and the longest name, and every one with a character that ordinary fonts lack."""
    call_command("import_registry", str(registry))
    villages = list(Village.objects.select_related("township__parent"))
    longest = max(villages, key=lambda village: len(village.name))
    rare = [village for village in villages if uncommon(village.name)]
    assert len(rare) == {"pingyang_330326": 33}.get(registry.stem, 0)
    chosen = {village.pk: village for village in (*rare, villages[0], villages[-1], longest)}
    for key, made in reports_of(list(chosen.values()), None, INTERNAL).items():
        printed = render_pdf(made.document)
        assert chosen[key].name in text_of(printed.pdf)
        assert 1 <= len(pikepdf.open(io.BytesIO(printed.pdf)).pages) <= 4
        listed = subprocess.run(["pdffonts", "-"], input=printed.pdf, capture_output=True, check=True).stdout.decode()
        assert {line.split()[-5] for line in listed.splitlines()[2:]} == {"yes"}, listed


def test_build_reports_works_before_any_cycle_and_refuses_unknown_codes(built, bare):
    result, code = built(bare.code)
    assert (code, result["done"]) == (0, 1)
    assert VillageReport.objects.get().cycle is None
    result, code = built("123456")
    assert code == 1
    assert "没有区划代码为“123456”" in result["error"]


def test_the_hash_overlooks_options_of_the_layout_and_sees_every_word(filled, cycle):
    table = Table(("甲",), [["乙"]])
    assert content_of(table) == '["Table", {"headers": ["甲"], "rows": [["乙"]]}]'
    before = report(filled, cycle).content_hash
    assert report(filled, cycle).content_hash == before
    factories.make_post(filled, 2, name="钱七")
    assert report(filled, cycle).content_hash != before
