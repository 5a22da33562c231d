"""The typefaces of the documents: which characters they are said to draw is what they draw."""

import errno
import json
import random
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from django.conf import settings
from fontTools.cu2qu import curve_to_quadratic
from fontTools.ttLib import TTFont

import curves
import fonts
import sources
import store
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
    for family, entry in table.items():
        assert draws(entry, "村(社区)“两委”换届：〔2026〕1号 ○×√□■—…·《》，。0123456789%"), family


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
    points, on, sizes = curves._points(curves.segments_of(outlines), 1, 1.0)
    assert np.allclose(points, expected)
    assert (sizes.tolist(), on.sum()) == ([len(expected)], 400)


def test_many_short_curves_of_one_arc_become_one():
    pieces = 8
    arc = (0 + 0j, 0 + 100j, 200 + 300j, 400 + 300j)
    cut = [curves._between(tuple(np.array([p]) for p in arc), n / pieces, (n + 1) / pieces) for n in range(pieces)]
    points = [part[corner][0] for part in cut for corner in range(3)] + [arc[3], 400 + 0j]
    tags = [ON, CUBIC, CUBIC] * pieces + [ON, ON]
    outline = Outlines(np.array(points), np.array(tags), np.array([len(points) - 1]), np.array([1]), np.array([400]))
    joined = curves.merged(curves.segments_of(outline), 1.0)
    assert len(joined) == 3, "the arc and the two lines back"
    assert np.allclose([part[0] for part in joined.curves], arc)
