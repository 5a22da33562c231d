"""The typefaces of the documents: which characters they are said to draw is what they draw."""

import errno
import json
import random
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from django.conf import settings
from fontTools.cu2qu import curve_to_quadratic
from fontTools.ttLib import TTFont

import curves
import fitting
import fonts
import glyf
import outlines
import segments
import sources
import store
import typeface
from faces import FACES, Face
from typeface import CUBIC, ON, Outlines

FOLDER = settings.PRINT_FONTS
# Characters of real village names that GB 2312 lacks, a surname outside the basic plane's old core, a rare given name.
RARE_NAMES = "垟塆垵㟃𠙶䶮"


@pytest.fixture(scope="module")
def table() -> dict:
    return json.loads((FOLDER / "coverage.json").read_text())


def draws(entry: dict, text: str) -> bool:
    return all(any(first <= ord(char) <= last for first, last in entry["ranges"]) for char in text)


def test_every_face_is_a_light_static_font_under_its_own_name(table):
    assert set(table) == {face.family for face in FACES}
    for family, entry in table.items():
        font = TTFont(FOLDER / entry["file"], lazy=True)
        assert font["name"].getBestFamilyName() == family
        assert "glyf" in font
        assert font["OS/2"].usWeightClass == 400
        assert not font["OS/2"].fsType & 0x2, "embedding is forbidden by the font"


def test_the_table_of_characters_is_that_of_the_files(table):
    for entry in table.values():
        codes = set(TTFont(FOLDER / entry["file"], lazy=True).getBestCmap())
        assert {code for first, last in entry["ranges"] for code in range(first, last + 1)} == codes


def test_official_text_prints_in_every_face(table):
    assert draws(table["EC Box"], "☐☑☒")
    for family, entry in table.items():
        assert family == "EC Box" or draws(entry, "村(社区)“两委”换届：〔2026〕1号 ○×√□■—…·《》，。0123456789%"), family


def test_a_face_for_names_draws_what_gb2312_lacks(table):
    assert not draws(table["EC Fang"], "垟")
    assert draws(table["EC Song Bold"], "垟塆垵")
    for char in RARE_NAMES:
        assert draws(table["EC Song"], char) or draws(table["EC Name"], char), char


def test_a_characters_glyph_is_not_blank(table):
    font = TTFont(FOLDER / table["EC Fang"]["file"])
    best, outlines = font.getBestCmap(), font["glyf"]
    assert [hex(code) for code, name in best.items() if code > 0x3000 and not outlines[name].numberOfContours] == []


def test_neighbouring_code_points_become_ranges():
    assert store.as_ranges([65, 66, 67, 70]) == [(65, 67), (70, 70)]
    assert store.as_ranges([]) == []


def test_a_site_s_licensed_font_takes_the_place_of_the_free_one(monkeypatch, tmp_path):
    for name in ("方正小标宋简体.ttf", "simfang 仿宋_GB2312.ttf", "mystery.ttf"):
        (tmp_path / name).symlink_to(FOLDER / "ec-hei-bold.ttf")
    monkeypatch.setattr(fonts, "LICENSED", tmp_path)
    found = {family: path.name for family, path in fonts.licensed_files().items()}
    assert found == {"EC Song Bold": "方正小标宋简体.ttf", "EC Fang": "simfang 仿宋_GB2312.ttf"}


# --- set-up ----------------------------------------------------------------------------------------------------------

SMALL = Face("EC Hei", "none-such", "small.ttf", ranges=((0x4E00, 0x4E10),), licensed=("SimHei",))


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with one small source and nothing converted yet; returns a new data folder of it, and what it did."""
    converted: list[str] = []
    make = store.make

    def counted(face, source, path):
        converted.append(face.family)
        return make(face, source, path)

    def data_folder(name: str) -> Path:
        folder = tmp_path / name / "fonts"
        (folder / "source").mkdir(parents=True)
        (folder / "source" / SMALL.source).symlink_to(FOLDER / "ec-hei.ttf")
        monkeypatch.setattr(fonts, "FONTS", folder)
        monkeypatch.setattr(fonts, "SOURCES", folder / "source")
        return folder

    monkeypatch.setattr(fonts, "FACES", (SMALL,))
    monkeypatch.setattr(store, "STORE", tmp_path / "store")
    monkeypatch.setattr(store, "make", counted)
    monkeypatch.setattr(fonts.multiprocessing, "Pool", OneProcess)
    return SimpleNamespace(data_folder=data_folder, converted=converted, store=tmp_path / "store")


class OneProcess:
    """Stands in for the pool: what it does is counted in this process."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def imap_unordered(self, act, tasks):
        return map(act, tasks)


def test_a_second_data_folder_converts_no_typeface(machine):
    first = machine.data_folder("first")
    fonts.main()
    second = machine.data_folder("second")
    fonts.main()
    assert machine.converted == ["EC Hei"]
    assert (first / "ec-hei.ttf").read_bytes() == (second / "ec-hei.ttf").read_bytes()
    assert (first / "coverage.json").read_text() == (second / "coverage.json").read_text()
    assert set(TTFont(second / "ec-hei.ttf").getBestCmap()) == set(range(0x4E00, 0x4E11))


def test_a_start_without_anything_new_looks_and_does_nothing(machine, capsys):
    machine.data_folder("first")
    fonts.main()
    capsys.readouterr()
    fonts.main()
    assert capsys.readouterr().out == ""


def test_a_built_typeface_that_is_damaged_is_made_anew(machine):
    folder = machine.data_folder("first")
    fonts.main()
    whole = (folder / "ec-hei.ttf").read_bytes()
    (folder / "ec-hei.ttf").write_bytes(whole[:-4] + b"dust")  # the same file as in the store: both are damaged
    fonts.main()
    assert TTFont(folder / "ec-hei.ttf").getBestCmap()
    assert machine.converted == ["EC Hei", "EC Hei"]
    (folder / "ec-hei.ttf").unlink()
    fonts.main()
    assert machine.converted == ["EC Hei", "EC Hei"], "the store still has it"


def test_typefaces_of_an_earlier_version_are_made_anew_and_leave_the_store(machine, monkeypatch):
    folder = machine.data_folder("first")
    with monkeypatch.context() as earlier:
        earlier.setattr(store, "converter_key", lambda: "earlier")
        fonts.main()
    (former,) = machine.store.glob("*.ttf")
    assert not fonts.is_done()
    fonts.main()
    assert fonts.is_done()
    assert machine.converted == ["EC Hei", "EC Hei"]
    assert [path for path in machine.store.glob("*.ttf") if path == former] == []
    assert (folder / "ec-hei.ttf").samefile(next(machine.store.glob("*.ttf")))


def test_every_part_of_the_converter_counts_as_a_version_of_it():
    """Whatever the conversion loads of ours: a change there must reach faces that were made before."""
    here = Path(store.__file__).parent
    parts = {Path(module.__file__) for module in (outlines, segments, fitting, curves, glyf, typeface)}
    assert parts == {here / name for name in store.CONVERTER}
    loaded = {word for part in parts for word in re.findall(r"^(?:from|import) (\w+)", part.read_text(), re.MULTILINE)}
    assert {f"{word}.py" for word in loaded if (here / f"{word}.py").exists()} <= {*store.CONVERTER, "faces.py"}


@pytest.mark.parametrize("damage", ["cut", "changed", "another file"])
def test_a_damaged_source_is_named_in_one_line_and_the_next_start_goes_on(machine, damage):
    folder = machine.data_folder("first")
    source = folder / "source" / SMALL.source
    whole = source.read_bytes()
    source.unlink()
    half = len(whole) // 2
    broken = {"cut": whole[:half], "changed": whole[:half] + b"dust" + whole[half + 4 :], "another file": b"<html>"}
    source.write_bytes(broken[damage])
    with pytest.raises(SystemExit) as stopped:
        fonts.main()
    assert str(stopped.value).count("\n") == 0
    assert "EC Hei 的来源 small.ttf 已损坏" in str(stopped.value)
    assert not list(machine.store.glob("*.ttf")), "nothing half made"
    source.write_bytes(whole)
    fonts.main()
    assert fonts.is_done()


def test_a_damaged_typeface_does_not_cost_the_others_their_conversion(machine, monkeypatch):
    folder = machine.data_folder("first")
    other = Face("EC Kai", "none-such", "other.ttf", ranges=SMALL.ranges)
    monkeypatch.setattr(fonts, "FACES", (other, SMALL))
    (folder / "source" / "other.ttf").write_bytes(b"\0" * 100)
    with pytest.raises(SystemExit, match=r"EC Kai 的来源 other\.ttf 已损坏"):
        fonts.main()
    (folder / "source" / "other.ttf").unlink()
    (folder / "source" / "other.ttf").symlink_to(FOLDER / "ec-hei.ttf")
    fonts.main()
    assert machine.converted == ["EC Kai", "EC Hei", "EC Kai"]


def test_a_machine_without_the_package_mirror_is_told_which_file_to_lay_where(machine, monkeypatch, tmp_path):
    folder = machine.data_folder("first")
    (folder / "source" / SMALL.source).unlink()
    monkeypatch.setenv("PATH", str(tmp_path))  # no apt-get either
    monkeypatch.setattr(sources.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stopped:
        fonts.main()
    assert "无法下载字体包 none-such" in str(stopped.value)
    assert f"取出 small.ttf，放入 {folder / 'source'}" in str(stopped.value)
    assert list(folder.glob("unpacked-*")) == []


def test_a_full_disk_is_said_in_one_line_and_leaves_nothing_half(machine, monkeypatch):
    machine.data_folder("first")

    def full(*given):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store.outlines, "convert", full)
        with pytest.raises(SystemExit, match=r"^字体：磁盘空间不足，.*还剩 \d+ MB，需要约 \d+ MB。[^\n]*$"):
            fonts.main()
    assert [path.name for path in machine.store.iterdir()] == []
    fonts.main()
    assert fonts.is_done()


# --- curves ----------------------------------------------------------------------------------------------------------


def test_curves_taken_together_are_those_that_are_taken_one_by_one():
    """Against fontTools' own converter, which the outlines came from before."""
    draw = random.Random(1)
    curve = [complex(draw.randint(0, 500), draw.randint(0, 500)) for _ in range(3 * 400 + 1)]
    curve[-1] = curve[0]
    outlines = Outlines(
        np.array(curve[:-1]), np.array([ON, CUBIC, CUBIC] * 400), np.array([1199]), np.array([1]), np.array([500])
    )
    expected = []
    for start in range(0, 1200, 3):
        corners = [(point.real, point.imag) for point in curve[start : start + 4]]
        expected.extend(complex(*point) for point in curve_to_quadratic(corners, 1.0)[:-1])
    points, on, sizes = curves._points(segments.segments_of(outlines), 1, 1.0)
    assert np.allclose(points, expected)
    assert (sizes.tolist(), on.sum()) == ([len(expected)], 400)


# --- fewer points ----------------------------------------------------------------------------------------------------

ARC = (0 + 0j, 0 + 100j, 200 + 300j, 400 + 300j)


def closed(*contours: list[tuple[complex, ...]]) -> Outlines:
    """Contours of lines (two corners) and curves (four), each from where the one before ends."""
    points, tags, ends = [], [], []
    for contour in contours:
        for start, *handles in contour:
            points += [start, *handles[:-1]]
            tags += [ON] + [CUBIC] * len(handles[:-1])
        ends.append(len(points) - 1)
    return Outlines(np.array(points), np.array(tags), np.array(ends), np.array([len(contours)]), np.array([1000]))


def scanned(arc: tuple[complex, ...], pieces: int) -> list[tuple[complex, ...]]:
    """The arc as a scan has it: cut up, and every cut a little beside."""
    draw = random.Random(pieces)
    beside = [0, *(complex(draw.uniform(-0.4, 0.4), draw.uniform(-0.4, 0.4)) for _ in range(pieces - 1)), 0]
    cut = [curves._between(tuple(np.array([p]) for p in arc), n / pieces, (n + 1) / pieces) for n in range(pieces)]
    return [(part[0][0] + beside[n], part[1][0], part[2][0], part[3][0] + beside[n + 1]) for n, part in enumerate(cut)]


def followed(found: segments.Segments, looks: int = 40) -> np.ndarray:
    """Many points along all segments."""
    share = np.linspace(0, 1, looks)
    start, first, second, end = (one[:, None] for one in fitting._with_handles(found))
    rest = 1 - share
    return (rest**3 * start + 3 * rest**2 * share * first + 3 * rest * share**2 * second + share**3 * end).ravel()


def farthest(one: np.ndarray, other: np.ndarray) -> float:
    """How far any point of the one lies from the nearest of the other."""
    return max(abs(other - point).min() for point in one)


def test_a_scanned_arc_of_many_short_curves_is_drawn_with_few_that_follow_it():
    outline = closed([*scanned(ARC, 12), (ARC[3], 400 + 0j), (400 + 0j, ARC[0])])
    before = segments.segments_of(outline)
    found = fitting.fewest(before, 3.0)
    assert (len(before), found.curved.sum(), (~found.curved).sum()) == (14, 2, 2)
    assert farthest(followed(before), followed(found, 400)) <= 3.1
    assert farthest(followed(found), followed(before, 400)) <= 3.1
    assert fitting.fewest(before, 0.1).curved.sum() > 2, "what must be followed closer takes more"


def test_no_outline_strays_further_than_it_may():
    draw = random.Random(3)
    corners = [complex(draw.randint(0, 900), draw.randint(0, 900)) for _ in range(60)]
    corners[30:] = [
        corners[29] + 400 + complex(number * 3, draw.randint(-6, 6)) for number in range(30)
    ]  # a rough edge
    ring = []
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        handles = [start + (end - start) * share + complex(*draw.choices(range(-40, 41), k=2)) for share in (0.3, 0.7)]
        ring.append((start, end) if draw.random() < 0.4 else (start, *handles, end))
    before = segments.segments_of(closed(ring))
    found = fitting.fewest(before, 3.0)
    assert len(found) < len(before)
    assert farthest(followed(found), followed(before, 200)) <= 4.0
    assert farthest(followed(before), followed(found, 200)) <= 4.0


def test_corners_stay_corners_and_a_dot_stays_a_dot():
    square = [0j, 500 + 0j, 500 + 500j, 500j]
    dot = [700 + 0j, 702 + 0j, 702 + 2j, 700 + 2j]
    rings = [list(zip(ring, [*ring[1:], ring[0]], strict=True)) for ring in (square, dot)]
    found = fitting.fewest(segments.segments_of(closed(*rings)), 3.0)
    assert found.curves[0][found.contour == 0].tolist() == square
    assert (found.contour == 1).sum() >= 2
    assert not found.curved.any()


def test_the_running_text_of_a_report_is_drawn_with_few_points(table):
    """Most of a report's bytes are the points of its 仿宋 and 楷体."""
    text = "村党组织换届选举工作方案候选人资格联审情况报告第一书记任职年龄学历结构分析研判班子运行评价"
    for family, most in (("EC Fang", 85), ("EC Kai", 95)):
        font = TTFont(FOLDER / table[family]["file"])
        best, outlines = font.getBestCmap(), font["glyf"]
        points = [len(outlines[best[ord(character)]].coordinates) for character in set(text)]
        assert np.mean(points) <= most, family
