"""Forms declared once, A3 on A4 sheets and volumes: what stands on them, in PDF and in DOCX."""

import io
import re
import subprocess
from dataclasses import replace

import docx
import pikepdf
import pytest

from electioncycle.documents import render_docx, render_pdf
from electioncycle.documents.blocks import Document, Facts, Paragraph, Signatures, Table, cells
from electioncycle.documents.forms import LINE, Box, Boxes, Form, Lines, SignatureBlock, Words
from electioncycle.documents.tiling import tile
from electioncycle.documents.volumes import Chapter, Volume

FORM = Form(
    "count",
    "{village}清点单",
    (
        Words("{day}，清点{people}交来的票箱。"),
        Boxes((Box("box", "票箱"), Box("number", "收回", unit="张"), Box("open", "启封", blank="□是　□否"))),
        Lines("groups", ("序号", "小组", "张数"), rows=3),
    ),
    SignatureBlock(("清点人", "监票人", "监票人", "{committee}主任", "乡镇干部"), "{committee}", sealed=True),
)
PLACE = {"village": "垟心塆村", "people": "村民", "committee": "村民选举委员会"}
FILLED = {**PLACE, "day": "2026年12月20日", "number": 0, "groups": (("一组", 12),), "signed_on": "2026年12月20日"}


def text_of(pdf, *options):
    run = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", run.stdout.decode())


def test_a_blank_form_has_lines_and_rows_to_write_on_and_a_filled_one_says_what_is_known():
    blank, filled = FORM.document(PLACE), FORM.document(FILLED)
    assert blank.title == filled.title == "垟心塆村清点单"
    assert blank.blocks[0].text == f"{LINE}，清点村民交来的票箱。"
    assert filled.blocks[0].text == "2026年12月20日，清点村民交来的票箱。"
    empty, known = (next(one for one in form.blocks if isinstance(one, Facts)) for form in (blank, filled))
    assert [value for _, value in empty.pairs] == ["", "　　　　张", "□是　□否"]
    assert known.pairs[1] == ("收回", "0张")
    rows = [next(one for one in form.blocks if isinstance(one, Table)).rows for form in (blank, filled)]
    assert rows == [[["1", "", ""], ["2", "", ""], ["3", "", ""]], [["1", "一组", "12"], ["2", "", ""], ["3", "", ""]]]


def test_more_rows_than_the_form_has_are_all_printed_and_a_row_too_wide_is_refused():
    many = {**PLACE, "groups": [(f"{number}组", number) for number in range(5)]}
    assert len(next(one for one in FORM.document(many).blocks if isinstance(one, Table)).rows) == 5
    with pytest.raises(ValueError, match="zip"):
        render_pdf(FORM.document({**PLACE, "groups": [("一组", "12", "多出来的")]}))


def test_who_signs_stands_in_even_rows_of_four_at_most_above_the_office_its_seal_and_the_day():
    *_, first, second, closing = FORM.document(FILLED).blocks
    assert [place.label for place in first.places] == ["清点人", "监票人", "监票人"]
    assert [place.label for place in second.places] == ["村民选举委员会主任", "乡镇干部"]
    assert (closing.office, closing.day) == ("村民选举委员会（盖章）", "2026年12月20日")


def test_the_county_decides_who_signs_in_place_of_the_declaration():
    *rest, last = FORM.document(PLACE, SignatureBlock(("会计",), "{committee}", dated=False)).blocks
    assert [[place.label for place in one.places] for one in rest if isinstance(one, Signatures)] == [["会计"]]
    assert (last.office, last.day) == ("村民选举委员会", "")


def test_a_form_has_narrow_margins_so_that_it_fits_on_its_sheet():
    (section,) = docx.Document(io.BytesIO(render_docx(FORM.document(PLACE)))).sections
    assert round(section.left_margin.mm) == 22
    form = Form("long", "清点单", (Lines("groups", ("序号", "小组"), rows=17),), SignatureBlock(("清点人",)))
    document = form.document(PLACE)
    assert [render_pdf(one).pages for one in (document, replace(document, compact=False))] == [1, 2]


def test_a_brace_in_a_value_is_printed_as_it_is():
    assert FORM.document({**PLACE, "day": "{village}"}).blocks[0].text == "{village}，清点村民交来的票箱。"


def test_pdf_and_docx_of_a_form_say_the_same_and_leave_room_for_a_pen():
    document = FORM.document(FILLED)
    text = text_of(render_pdf(document).pdf)
    word = docx.Document(io.BytesIO(render_docx(document)))
    assert "村民选举委员会（盖章）" in text
    for one in filter(None, cells(document)):
        assert set(re.sub(r"\s", "", one)) <= set(text), one
    written = "".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert "一组" in written
    assert "清点人" in written
    heights = [row.height.mm for table in word.tables[:2] for row in table.rows]
    assert heights == [pytest.approx(9, abs=0.1)] * len(heights)


def large(text="左边　右边"):
    return Document("计票单", [Table(("姓名", "正"), [(text, "")] * 3, by_hand=True)], large=True)


def sizes(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as book:
        return [tuple(round(float(size) * 25.4 / 72) for size in page.mediabox[2:]) for page in book.pages]


def test_a_large_page_becomes_two_sheets_with_a_strip_to_glue_on_and_a_line_to_cut_along():
    whole = render_pdf(large())
    assert sizes(whole.pdf) == [(420, 297)]
    sheets = tile(whole)
    assert sizes(sheets.pdf) == [(210, 297), (210, 297)]
    assert "粘贴处" in text_of(sheets.pdf, "-l", "1")
    assert "裁切线" in text_of(sheets.pdf, "-f", "2")
    assert tile(whole).pdf == sheets.pdf


def test_pages_of_a4_stay_as_they_are_when_large_ones_are_laid_on_sheets():
    upright = render_pdf(FORM.document(PLACE))
    assert sizes(tile(upright).pdf) == sizes(upright.pdf)
    assert text_of(tile(upright).pdf) == text_of(upright.pdf)


def test_the_large_page_is_large_in_docx_too():
    (section,) = docx.Document(io.BytesIO(render_docx(large()))).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (420, 297)


COVER = Document("空白材料", (), cover_lines=("东河镇",), is_cover=True)
CHAPTERS = (
    Chapter("清点单", FORM.document(PLACE), "垟心塆村"),
    Chapter("计票单", large(), "垟心塆村", copies=2),
    Chapter("说明", Document("说明", (Paragraph("完"),))),
)


def test_a_volume_in_pdf_has_cover_contents_copies_and_its_own_page_numbers():
    pdf = Volume(CHAPTERS, COVER).pdf()
    assert re.search(r"垟心塆村·+1清点单·+1计票单·+3计票单·+5说明·+7", text_of(pdf.pdf, "-f", "3", "-l", "3"))
    assert "总第7页" in text_of(pdf.pdf, "-f", str(pdf.pages))
    assert (420, 297) in sizes(pdf.pdf)
    assert (420, 297) not in sizes(Volume(CHAPTERS, COVER, tiled=True).pdf().pdf)


def test_without_contents_a_volume_carries_no_numbers_but_those_of_its_papers():
    text = text_of(Volume(CHAPTERS, COVER, contents=False).pdf().pdf)
    assert "总第" not in text
    assert "目录" not in text


def test_what_no_typeface_has_is_told_of_every_chapter():
    odd = Chapter("说明", Document("说明", (Paragraph("王\ue5f1芳"),)))
    assert Volume([odd, odd], contents=False).pdf().missing == ["U+E5F1（见于“王〓芳”）"] * 2


def test_a_volume_in_docx_asks_the_office_for_the_pages_of_its_contents():
    word = docx.Document(io.BytesIO(Volume(CHAPTERS, COVER).docx()))
    styles = [(one.style.name, one.text.split("\t")[0]) for one in word.paragraphs if one.style.name[:8] == "EC Entry"]
    assert styles == [
        ("EC Entry 1", "垟心塆村"),
        ("EC Entry 2", "清点单"),
        ("EC Entry 2", "计票单"),
        ("EC Entry 1", "说明"),
    ]
    xml = word.element.xml
    for place in ("part1", "part2", "part3"):
        assert xml.count(f"PAGEREF {place} ") in (1, 2)
        assert xml.count(f'w:name="{place}"') == 1
    assert [section.different_first_page_header_footer for section in word.sections] == [True, False, False, False]
    assert [round(section.page_width.mm) for section in word.sections] == [210, 210, 420, 210]


def test_a_volume_opens_in_the_office_with_the_pages_filled_in(tmp_path):
    (tmp_path / "volume.docx").write_bytes(Volume(CHAPTERS, COVER).docx())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "volume.docx")], check=True, capture_output=True, timeout=120)
    text = text_of((tmp_path / "volume.pdf").read_bytes())
    assert re.search(r"清点单[.·…]*3", text)
    assert re.search(r"计票单[.·…]*4", text)
