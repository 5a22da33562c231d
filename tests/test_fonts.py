"""The typefaces of the documents: which characters they are said to draw is what they draw."""

import json

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

import fonts
from faces import FACES

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
    assert fonts.as_ranges([65, 66, 67, 70]) == [(65, 67), (70, 70)]
    assert fonts.as_ranges([]) == []


def test_a_site_s_licensed_font_takes_the_place_of_the_free_one(monkeypatch, tmp_path):
    for name in ("方正小标宋简体.ttf", "simfang 仿宋_GB2312.ttf", "mystery.ttf"):
        (tmp_path / name).symlink_to(FOLDER / "ec-hei-bold.ttf")
    monkeypatch.setattr(fonts, "LICENSED", tmp_path)
    found = {family: path.name for family, path in fonts.licensed_files().items()}
    assert found == {"EC Song Bold": "方正小标宋简体.ttf", "EC Fang": "simfang 仿宋_GB2312.ttf"}
