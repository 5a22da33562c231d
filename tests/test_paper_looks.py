"""Papers as they look: full-width punctuation, even edges, nothing beside the page, no sign missing, no lonely row."""

import re
import subprocess
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from electioncycle.cleaning.cells import clean_text
from electioncycle.documents.blocks import Document, Facts, Paragraph, Table
from electioncycle.documents.faces import FANG, SONG, Typesetter, font_folder, load_faces, printable
from electioncycle.documents.pdf import render_pdf
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.punctuation import full_width
from electioncycle.roles import Role
from reports.analysis_report import reports_of
from tests import factories
from tests.searching import answered
from villages.village_ledgers import of_villages

HALF_WIDTH = re.compile(r"[一-龥”》）][(:;]|[(;][一-龥“《]|[一-龥”》]\)|[一-龥],[一-龥]")


def words_of(pdf: bytes, *options: str) -> str:
    run = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode()


def lines_of(pdf: bytes) -> list[list[tuple[float, float, str]]]:
    """Page by page, of every line where it begins and ends (pt) and what it says."""
    space = "{http://www.w3.org/1999/xhtml}"
    tree = ElementTree.fromstring(words_of(pdf, "-bbox-layout"))  # noqa: S314 - written by our own tool
    return [
        [
            (float(line.get("xMin")), float(line.get("xMax")), "".join(word.text or "" for word in line))
            for line in page.iter(f"{space}line")
        ]
        for page in tree.iter(f"{space}page")
    ]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("村(社区):3人;另有2人", "村（社区）：3人；另有2人"),
        ("村(居)民委员会(主任(兼))", "村（居）民委员会（主任（兼））"),
        ("中共党员\n(2006.07)", "中共党员\n（2006.07）"),
        ("(1)甲, 乙", "（1）甲，乙"),
        ("外派:由县委选派", "外派：由县委选派"),
        ("时间:08:30至9:00", "时间：08:30至9:00"),
        ("见http://a.b/c(d)", "见http://a.b/c(d)"),
        ("1,200.50 (3:2)", "1,200.50 (3:2)"),
        ("1)甲", "1)甲"),
    ],
)
def test_punctuation_is_full_width_in_chinese_and_stays_in_figures(typed, printed):
    assert full_width(typed) == printed
    assert full_width(printed) == printed


@pytest.mark.django_db
@pytest.mark.slow
def test_what_is_printed_of_a_village_with_everything_has_no_half_width_punctuation():
    village = factories.make_village("青山村")
    for ledger in of_villages(REGISTRY.values()):
        if ledger.name in factories.BUILDERS:
            factories.BUILDERS[ledger.name](village)
    cycle = factories.cycle_for(village)
    client = Client()
    client.force_login(
        factories.make_user(Role.COUNTY_CLERK, village.township.parent),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    papers = {"report": render_pdf(reports_of([village], cycle, "internal")[village.pk].document).pdf}
    for name, args in (
        ("village_dossier", [village.pk]),
        ("analysis_blank", [village.pk, "pdf"]),
        ("gate_blank", [village.pk, "pdf"]),
    ):
        papers[name] = answered(client.get(reverse(name, args=args)))
    for name, pdf in papers.items():
        text = re.sub(r"\s", "", words_of(pdf))
        assert "（" in text, name
        assert not HALF_WIDTH.findall(text), (
            name,
            [text[m.start() - 9 : m.end() + 9] for m in HALF_WIDTH.finditer(text)],
        )
        assert "缺字" not in text, name
    dossier = re.sub(r"\s", "", words_of(papers["village_dossier"]))
    assert "一、" in dossier
    assert "<a" not in dossier
    assert "：尚无内容。" in dossier


def test_a_long_word_without_blanks_stays_on_the_page_in_paragraph_and_cell():
    address = "x" * 400
    table = Table(("地址", "备注"), [[address, "1" * 60]], widths=(30, 70))
    pages = lines_of(render_pdf(Document("长地址", [Paragraph(address), table, Facts([("网址", address)])])).pdf)
    lines = [line for page in pages for line in page]
    assert sum(text.count("x") for _, _, text in lines) == 3 * 400, "nothing of it is lost"
    right = (210 - 26) / 25.4 * 72
    assert max(end for _, end, _ in lines if "—" not in _) <= right + 0.5
    assert "-" not in "".join(text for _, _, text in lines), "a break inside a number shows no hyphen"


def test_paragraphs_have_even_edges_and_their_last_lines_do_not():
    text = "研判组于2026年9月4日至9月5日入村开展研判，谈话6人、党员20人、群众16人，共58人（含村民代表）。" * 6
    lines = [
        line
        for line in lines_of(render_pdf(Document("两端对齐", [Paragraph(text)])).pdf)[0]
        if "研" in line[2] or "，" in line[2]
    ]
    ends = [end for _, end, _ in lines]
    assert len(ends) > 6
    assert max(ends[:-1]) - min(ends[:-1]) < 9, "but for half a sign at an end, lines end alike"
    torn = "甲乙丙" + "x" * 300
    first = next(
        line for line in lines_of(render_pdf(Document("两端对齐", [Paragraph(torn)])).pdf)[0] if "甲" in line[2]
    )
    assert "甲乙丙" in first[2], "a line before a long word is not torn apart"


def test_no_line_begins_with_the_dot_of_a_name():
    people = "、".join(f"阿卜杜拉{'甲' * number}·买买提" for number in range(9))
    pages = lines_of(render_pdf(Document("名册", [Paragraph(people * 3), Facts([("人员", people * 3)])])).pdf)
    texts = [text for page in pages for _, _, text in page]
    assert sum(text.count("·") for text in texts) == 54
    assert not [text for text in texts if text.startswith("·")]


def test_boxes_to_tick_circled_signs_and_accents_print():
    printed = render_pdf(Document("符号", [Paragraph("☑是 ☐否 ☒弃权 ㊣ Rene\u0301e")]))
    assert not printed.missing
    text = words_of(printed.pdf)
    assert all(sign in text for sign in "☑☐☒㊣")
    assert "Renée" in text
    assert clean_text("Rene\u0301e") == printable("Rene\u0301e") == "Renée"


def test_a_rare_character_changes_the_face_of_names_alone():
    setter = Typesetter(load_faces(font_folder()), names=("周垟平",))
    assert setter.pieces("垟村换届公告栏", FANG) == [("垟", SONG), ("村换届公告栏", FANG)]
    assert setter.pieces("周垟平同志", FANG) == [("周垟平", SONG), ("同志", FANG)]
    assert setter.pieces("陈垵", FANG) == [("陈垵", SONG)]


@pytest.mark.parametrize("before", range(2, 20, 4))
def test_a_table_that_breaks_repeats_its_head_and_leaves_no_row_alone(before):
    rows = [[f"第{number:02d}行", "内容" * 8] for number in range(14)]
    blocks = [*(Paragraph(f"前{number}") for number in range(before)), Table(("栏目", "说明"), rows)]
    pages = [
        [text for _, _, text in page if re.search("第..行", text)]
        for page in lines_of(render_pdf(Document("表", blocks)).pdf)
    ]
    shown = [len(page) for page in pages if page]
    assert sum(shown) == len(rows)
    assert min(shown) >= 3
    text = words_of(render_pdf(Document("表", blocks)).pdf)
    assert text.count("栏目") == len(shown)
