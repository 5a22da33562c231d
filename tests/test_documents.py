"""Documents: what stands in the PDF and the DOCX, on which pages, in which typefaces, and how they are bound."""

import io
import os
import re
import subprocess
import urllib.request
from itertools import pairwise
from pathlib import Path

import docx
import pikepdf
import pytest
import tinycss2
from cssselect2 import parser
from django.core.checks.registry import registry
from fontTools.ttLib import TTFont

from electioncycle.charts import Series, bar_chart, share_chart
from electioncycle.charts.svg import COLORS
from electioncycle.documents import Document, Part, bind, checks, lean_weasyprint, render_docx, render_pdf, shared_fonts
from electioncycle.documents.blocks import (
    BulletList,
    Chart,
    Colophon,
    Contents,
    Entry,
    Facts,
    Gaps,
    Heading,
    PageBreak,
    Paragraph,
    Place,
    Signatures,
    Table,
    Text,
    fitting_widths,
)
from electioncycle.documents.faces import (
    FANG,
    NAME,
    SONG,
    FontsMissing,
    Typesetter,
    font_folder,
    load_faces,
    printable,
)
from electioncycle.documents.lean_weasyprint import cascade, lines, styles
from electioncycle.documents.pdf import OnlyOurFiles, Rendered, _press
from tests.sample_document import NAMES, VILLAGE, bare_report, report


@pytest.fixture(scope="module")
def printed() -> Rendered:
    return render_pdf(report())


def words(pdf: bytes, *options: str) -> str:
    """The text as a reader would copy it, without blanks."""
    run = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", run.stdout.decode())


def fonts(pdf: bytes) -> list[list[str]]:
    run = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True)
    return [line.split() for line in run.stdout.decode().splitlines()[2:]]


def page_sizes(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return ["wide" if page.mediabox[2] > page.mediabox[3] else "upright" for page in opened.pages]


def test_a_filled_report_has_3_to_8_pages_and_a_bare_one_at_most_4(printed):
    assert 3 <= printed.pages <= 8
    assert 1 <= render_pdf(bare_report()).pages <= 4


def test_every_name_can_be_copied_out_of_the_pdf(printed):
    text = words(printed.pdf)
    for name in (VILLAGE, *NAMES):
        assert name.replace("\ue5f1", "〔缺字U+E5F1〕") in text


def test_only_embedded_typefaces_are_used(printed):
    for name, *_, embedded, _subset, unicode_map, _number, _generation in fonts(printed.pdf):
        assert (embedded, unicode_map) == ("yes", "yes"), name
        assert "+EC-" in name


def test_a_character_in_no_typeface_is_printed_as_its_number_and_reported(printed):
    assert printed.missing == ["U+E5F1（见于“3.王〓芳（纪检委员”）"]
    assert "\ue5f1" not in words(printed.pdf)


def test_pages_carry_their_number_and_the_last_the_version(printed):
    last = str(printed.pages)
    assert f"—{last}—" in words(printed.pdf, "-f", last)
    assert "版本1·校验ab12cd34" in words(printed.pdf, "-f", last)
    assert "签批页" in words(printed.pdf, "-f", last)


def test_wide_tables_stand_on_pages_laid_across_between_upright_ones(printed):
    sizes = page_sizes(printed.pdf)
    assert sizes[0] == sizes[-1] == "upright"
    assert "wide" in sizes


def test_the_same_document_gives_the_same_bytes():
    assert render_pdf(bare_report()).pdf == render_pdf(bare_report()).pdf


def as_pictures(pdf: bytes) -> bytes:
    run = subprocess.run(["pdftoppm", "-r", "100", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout


def where_words_stand(pdf: bytes) -> bytes:
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout


@pytest.fixture
def as_weasyprint_itself(monkeypatch):
    """Prints with WeasyPrint as it comes: nothing replaced, nothing remembered."""

    def print_it(document: Document) -> Rendered:
        with monkeypatch.context() as patch:
            for place, name, own, _ in lean_weasyprint.PIECES:
                patch.setattr(place, name, own)
            _press.cache_clear()
            printed = render_pdf(document)
        _press.cache_clear()
        return printed

    return print_it


SPANS = Document(
    title="跨行跨列",
    blocks=(
        Table(
            headers=tuple("甲乙丙丁"),
            rows=tuple((f"第{n}行", "长" * 45, "x y " * 12, "末") for n in range(60)),
            groups=(("", 1), ("组", 2), ("", 1)),
            widths=(10, 30, 30, 30),
            align=("left", "center", "right"),
        ),
        Facts((("甲", "1"), ("乙", "2\n两行"), ("丙", Text("3", color="grey"))), wide=frozenset("丙")),
    ),
)


@pytest.mark.parametrize("document", [report(), bare_report(), SPANS], ids=["filled", "bare", "spans"])
def test_what_is_replaced_in_weasyprint_changes_no_page(document, as_weasyprint_itself):
    own = as_weasyprint_itself(document).pdf
    first, again = render_pdf(document).pdf, render_pdf(document).pdf
    assert first == again
    assert where_words_stand(first) == where_words_stand(own)
    assert as_pictures(first) == as_pictures(own)
    assert len(first) <= len(own)


def test_the_pieces_stand_in_weasyprint_and_are_all_found():
    names = {name for _, name, _, _ in lean_weasyprint.PIECES}
    assert {"Font", "Layout", "split_first_line", "resolve_percentages", "set_computed_styles"} <= names
    assert len(lean_weasyprint.PIECES) >= 20
    for place, name, own, ours in lean_weasyprint.PIECES:
        assert getattr(place, name) is ours
        assert own is not ours


def test_a_cell_that_says_the_same_is_set_once(monkeypatch):
    render_pdf(report())
    set_anew: list[str] = []
    own = lines.written["split_first_line"]
    monkeypatch.setitem(
        lines.written, "split_first_line", lambda text, *rest: set_anew.append(text) or own(text, *rest)
    )
    render_pdf(report())
    cells = [text for text in set_anew if text.strip("— 0123456789")]  # beside the numbers of the pages
    assert all(len(text) > lines.LONGEST for text in cells)
    render_pdf(Document(title="从未印过的标题", blocks=()))
    assert "从未印过的标题" in set_anew


def test_styles_and_lines_that_are_kept_do_not_grow_without_end():
    press = _press(font_folder(), os.getpid())
    for number in range(3):
        rows = [(f"{number}第{n}行", "是") for n in range(lines.KEPT)]
        render_pdf(Document(title="长表", blocks=(Table(("甲", "乙"), rows, widths=(number + 1, 7)),)))
    memory = vars(press.fonts)["memory"]
    assert 0 < len(memory.lines) <= lines.KEPT
    assert 0 < len(memory.earlier) <= lines.KEPT
    assert 0 < len(vars(press.fonts)["shared_styles"]) <= styles.KEPT
    [memory] = vars(press.fonts)["memories"].values()
    assert 0 < len(memory.styles) <= cascade.KEPT + 100  # what one document adds


def parts_of(selector) -> list[str]:
    """What a selector asks: kinds of its simple selectors and how they stand to one another."""
    if isinstance(selector, parser.CombinedSelector):
        return [*parts_of(selector.left), selector.combinator, *parts_of(selector.right)]
    if isinstance(selector, parser.CompoundSelector):
        return [part for one in selector.simple_selectors for part in parts_of(one)]
    if isinstance(selector, parser.NegationSelector):
        return [part for one in selector.selector_list for part in parts_of(one.parsed_tree)]
    return [type(selector).__name__]


def test_the_sheet_for_pages_asks_for_tags_classes_and_the_one_sibling_before():
    """That is what a place among the elements is known by (lean_weasyprint.cascade)."""
    sheet = (Path(checks.__file__).parent / "page.css").read_text(encoding="utf-8")
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    preludes = [rule.prelude for rule in rules if rule.type == "qualified-rule"]
    selectors = [parts_of(one.parsed_tree) for prelude in preludes for one in parser.parse(prelude, namespaces={})]
    assert len(selectors) > 100
    assert {part for parts in selectors for part in parts} == {"LocalNameSelector", "ClassSelector", " ", "+"}
    assert max(parts.count("+") for parts in selectors) == 1


def test_the_docx_says_the_same_as_the_pdf(printed, tmp_path):
    (tmp_path / "report.docx").write_bytes(render_docx(report()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "report.docx")], check=True, capture_output=True, timeout=120)
    converted = re.sub(r"[\s\ufeff]", "", (tmp_path / "report.txt").read_text(encoding="utf-8"))
    # Columns are read in another order: the same characters, as often, headings repeated on a second page aside.
    in_pdf = re.sub(r"—\d+—", "", words(printed.pdf, "-raw"))
    assert sorted(set(converted)) == sorted(set(in_pdf))
    for block in report().blocks:
        if isinstance(block, Paragraph | Heading):
            text = block.text if isinstance(block.text, str) else "".join(getattr(p, "text", p) for p in block.text)
            expected = re.sub(r"\s", "", text).replace("\ue5f1", "〔缺字U+E5F1〕")
            assert expected in converted
            assert expected in in_pdf.replace("\f", "")


def test_the_docx_has_real_styles_sections_and_repeated_headings():
    opened = docx.Document(io.BytesIO(render_docx(report())))
    assert [p.style.name for p in opened.paragraphs if p.text.startswith("一、")] == ["Heading 1"]
    assert [section.page_width.mm > section.page_height.mm for section in opened.sections] == [False, True, False]
    assert opened.styles["Normal"].element.rPr.rFonts.get(docx.oxml.ns.qn("w:eastAsia")) == "仿宋_GB2312"
    wide = next(table for table in opened.tables if len(table.columns) == 17)
    assert len(wide._tbl.xpath(".//w:tblHeader")) == 2
    assert "PAGE" in opened.sections[0].footer._element.xml


EVERY_BLOCK = (
    Heading("(一)小节", 2),
    Heading("1.细目", 3),
    Paragraph("<b>不是标记</b> & \x00\u200b\ud800尾", indent=False, small=True),
    Paragraph((Text("重要", bold=True, color="red"), "其余"), align="center"),
    BulletList(("甲", "乙"), numbered=False),
    Gaps(()),
    Facts((("甲", "1"), ("乙", "2"), ("丙", Text("3", color="grey"))), wide=frozenset("丙")),
    Table(headers=("甲", "乙"), rows=(), note="注"),
    Table(headers=("甲", "乙"), rows=(("1", "2"),), groups=(("组", 2),)),
    Chart(bar_chart(["垟心村"], [Series("数", [3])], title="图"), table=Table(("村", "数"), (("垟心村", "3"),))),
    Contents((Entry("第一部分", 1), Entry("分项", 2, 2))),
    PageBreak(),
    Paragraph("完"),
)


def test_every_block_can_be_printed_and_edited():
    document = Document("各种内容", EVERY_BLOCK, landscape=True)
    text = words(render_pdf(document).pdf)
    for expected in ("<b>不是标记</b>&尾", "重要其余", "各项内容齐全", "（无）", "第一部分", "完"):
        assert expected in text
    assert any(
        "不是标记" in paragraph.text for paragraph in docx.Document(io.BytesIO(render_docx(document))).paragraphs
    )


def test_a_cell_too_many_is_refused():
    with pytest.raises(ValueError, match="zip"):
        render_pdf(Document("表", [Table(headers=("甲",), rows=(("1", "2"),))]))


def test_a_title_breaks_before_a_quotation_and_behind_a_place():
    title = "示范县河口镇上岙村“两委”班子分析研判报告"
    assert Document(title, ()).title_lines() == ["示范县河口镇上岙村", "“两委”班子分析研判报告"]
    assert Document("短标题", ()).title_lines() == ["短标题"]
    assert "".join(Document("长" * 65, ()).title_lines()) == "长" * 65
    assert max(map(len, Document("长" * 65, ()).title_lines())) <= 20


def test_a_title_keeps_a_bracket_together_and_runs_longer_across_the_page():
    title = "关于霞渡镇村(社区)党组织换届预备人选的请示"
    assert Document(title, ()).title_lines() == ["关于霞渡镇村(社区)", "党组织换届预备人选的请示"]
    assert Document(title, (), landscape=True).title_lines() == [title]


def test_a_closing_stands_with_its_letter_and_signatures_beside_one_another_on_the_same_page():
    text = [Paragraph("请示事项。" * 12) for _ in range(3)]
    places = (Place("承诺人", hints=("签字：",)), Place("谈话人", hints=("签字：",), seal=True))
    document = Document("请示", [*text, Colophon("中共东河镇委员会", "2026年11月3日"), Signatures(places, beside=True)])
    result = render_pdf(document)
    assert result.pages == 1
    word = docx.Document(io.BytesIO(render_docx(document)))
    *_, above, office, day = [one for one in word.paragraphs if one.text]
    assert (office.text, day.text) == ("中共东河镇委员会", "2026年11月3日")
    assert above.paragraph_format.keep_with_next
    assert office.paragraph_format.keep_with_next
    heads, fields = word.tables[0].rows
    assert [cell.text for cell in heads.cells] == ["承诺人", "谈话人"]
    assert "（盖章）" in fields.cells[1].text
    assert sum(cell.width.mm for cell in fields.cells) > 150


def test_a_list_gives_a_column_the_room_of_its_words():
    narrow, wide = fitting_widths(("性别", "表示方式"), [["女", "电话联系时本人表示"], ["男", "本人书面"]])
    assert wide > 2 * narrow
    assert fitting_widths(("甲", "乙"), []) == [3.0, 3.0]


@pytest.fixture
def setter() -> Typesetter:
    return Typesetter(load_faces(font_folder()), names=("周垟平", "垟心塆村"))


def test_a_name_is_set_in_one_face(setter):
    assert setter.pieces("李国梁", FANG) == [("李国梁", FANG)]
    assert setter.pieces("陈垵", FANG) == [("陈垵", SONG)]
    assert setter.pieces("书记、周垟平。", FANG) == [("书记、", FANG), ("周垟平", SONG), ("。", FANG)]
    text = "由垟心塆村党总支书记周垟平同志负责落实"
    pieces = setter.pieces(text, FANG)
    assert ("垟心塆村", SONG) in pieces
    assert ("周垟平", SONG) in pieces
    assert "".join(piece for piece, _ in pieces) == text
    assert not setter.missing


def test_a_name_no_single_face_has_still_prints_every_character(setter):
    only_in_name = min(setter.faces.covered[NAME] - setter.faces.covered[SONG] - setter.faces.covered[FANG])
    only_in_song = min(setter.faces.covered[SONG] - setter.faces.covered[NAME] - setter.faces.covered[FANG])
    pieces = setter.pieces(only_in_name + only_in_song, FANG)
    assert pieces == [(only_in_name, NAME), (only_in_song, SONG)]


def test_characters_without_shape_are_left_out():
    assert printable("张\u200b三\ufeff\t李\U000e0100\x07\n四\ue000") == "张三 李\n四\ue000"


def test_missing_fonts_are_named_with_the_remedy(tmp_path, settings):
    settings.PRINT_FONTS = tmp_path
    with pytest.raises(FontsMissing, match="make fonts"):
        render_pdf(bare_report())
    assert checks.documents_can_be_printed in registry.get_checks()
    assert [message.id for message in checks.documents_can_be_printed(None)] == ["documents.E001"]


def test_a_missing_subset_library_fails_the_start_up_check(monkeypatch):
    assert checks.check_dependencies() == []
    monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)
    assert "libharfbuzz-subset" in checks.check_dependencies()[0]


def test_a_document_reaches_neither_the_network_nor_other_files(tmp_path, monkeypatch):
    fetcher = OnlyOurFiles(font_folder())
    monkeypatch.setattr(urllib.request, "urlopen", lambda *a, **k: pytest.fail("network"))
    for url in ("http://127.0.0.1/x.png", "file:///etc/passwd", f"{font_folder().as_uri()}/../keys/PII_KEY"):
        with pytest.raises(PermissionError):
            fetcher.fetch(url)
    assert fetcher.fetch((font_folder() / "ec-fang.ttf").as_uri()).read(4)


@pytest.fixture(scope="module")
def volume(printed) -> Rendered:
    bare = render_pdf(bare_report())
    parts = (
        Part("上岙村", bare.pdf, "河口镇"),
        Part(VILLAGE, printed.pdf, "河口镇"),
        Part("𠙶家塆村", bare.pdf, "山前乡"),
    )
    cover = Document("研判报告汇编", (), cover_lines=("中共示范县委组织部", "2026年11月"), is_cover=True)
    return bind(parts, duplex=True, cover=cover, contents=True)


def test_in_a_duplex_file_every_village_begins_on_a_front_side(printed):
    one = render_pdf(Document("一页", (Paragraph("正文"),)))
    assert one.pages == 1
    bound = bind([Part("甲", one.pdf), Part("乙", printed.pdf), Part("丙", one.pdf)], duplex=True)
    with pikepdf.open(io.BytesIO(bound.pdf)) as book, book.open_outline() as outline:
        firsts = [[page.objgen for page in book.pages].index(item.destination[0].objgen) for item in outline.root]
    assert all(first % 2 == 0 for first in firsts)
    assert len(firsts) == 3
    assert bind([Part("甲", one.pdf), Part("乙", one.pdf)], duplex=False).pages == 2


def test_a_volume_has_contents_bookmarks_and_its_own_page_numbers(volume, printed):
    text = words(volume.pdf, "-f", "3", "-l", "3")
    assert "目录" in text
    assert re.search(r"河口镇·+1", text)
    assert re.search(VILLAGE + r"·+3", text)
    place = words(volume.pdf, "-f", "7", "-l", "7")  # cover and its back, contents and its back, two pages of 上岙村
    assert VILLAGE in place
    assert "总第3页" in place
    with pikepdf.open(io.BytesIO(volume.pdf)) as book, book.open_outline() as outline:
        titles = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert titles == [("河口镇", ["上岙村", VILLAGE]), ("山前乡", ["𠙶家塆村"])]
    assert all(row[-5] == "yes" for row in fonts(volume.pdf))


def test_a_book_holds_each_typeface_once_and_says_the_same(printed):
    bare = render_pdf(bare_report())
    book = bind([Part(str(number), pdf.pdf) for number, pdf in enumerate([bare, printed, bare, printed])], duplex=False)
    assert len(book.pdf) < len(printed.pdf) + 2 * len(bare.pdf)
    assert words(book.pdf) == 2 * (words(bare.pdf) + words(printed.pdf))
    with pikepdf.open(io.BytesIO(book.pdf)) as opened:
        files = {font.DescendantFonts[0].FontDescriptor.FontFile2.objgen for font in shared_fonts.fonts_of(opened)}
    assert len(files) == len(fonts(printed.pdf))


def test_a_document_of_another_build_of_the_typefaces_keeps_its_own_font(printed):
    with pikepdf.open(io.BytesIO(printed.pdf)) as other:
        for font in shared_fonts.fonts_of(other):
            file = font.DescendantFonts[0].FontDescriptor.FontFile2
            content = TTFont(io.BytesIO(file.read_bytes()))
            for name in content.getGlyphOrder():
                content["hmtx"][name] = (content["hmtx"][name][0] + 1, content["hmtx"][name][1])
            changed = io.BytesIO()
            content.save(changed)
            file.write(changed.getvalue())
        old = io.BytesIO()
        other.save(old)
    book = bind([Part("新", printed.pdf), Part("旧", old.getvalue())], duplex=False)
    with pikepdf.open(io.BytesIO(book.pdf)) as opened:
        files = [font.DescendantFonts[0].FontDescriptor.FontFile2.objgen for font in shared_fonts.fonts_of(opened)]
    assert len(set(files)) == len(files) == 2 * len(fonts(printed.pdf))


@pytest.mark.parametrize("draw", [bar_chart, share_chart])
def test_charts_obey_the_content_policy_and_name_their_typeface(draw):
    drawn = draw(["河口镇", "<垟心>"], [Series("已", [3, 0]), Series("未", [1, 0])], title="进度", unit="个")
    assert "style=" not in drawn
    assert "<style" not in drawn
    assert drawn.count("<text") == drawn.count("font-family=")
    assert "&lt;垟心&gt;" in drawn
    pdf = render_pdf(Document("图", (Chart(drawn, "图1"),))).pdf
    assert "河口镇" in words(pdf)
    assert all("+EC-" in row[0] for row in fonts(pdf))


def test_the_parts_of_a_drawing_are_told_apart_in_grey():
    weights = ((0.3, 1), (0.59, 3), (0.11, 5))
    grey = [sum(weight * int(one[at : at + 2], 16) for weight, at in weights) for one in COLORS[:4]]
    assert min(after - before for before, after in pairwise([*sorted(grey), 255])) > 30
    parts = [Series("完", [9]), Series("未", [9]), Series("逾", [9])]
    shown = share_chart(["河口镇"], parts, title="进度")
    assert all(f'fill="{color}"' in shown for color in COLORS[:3])


def test_the_sheet_for_pages_lies_beside_the_code():
    assert "EC Fang" in (Path(checks.__file__).parent / "page.css").read_text(encoding="utf-8")
