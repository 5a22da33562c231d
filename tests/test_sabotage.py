"""The list of guards that ``make sabotage`` breaks is never out of date, and the tests it names are there."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

import sabotage
from sabotages import SABOTAGES, Sabotage
from tests.guards import covered

ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def texts():
    return sabotage.sources(ROOT)


def test_every_sabotage_breaks_one_place_into_python_that_still_compiles(texts):
    covered("sabotages", SABOTAGES, least=25)
    for one in SABOTAGES:
        changed = sabotage.broken(one, texts)
        assert changed != texts[sabotage.place_of(one, texts)], one.what
        ast.parse(changed)


def test_every_sabotage_names_a_test_that_exists():
    for one in SABOTAGES:
        assert one.tests, one.what
        for name in one.tests:
            file, _, test = name.partition("::")
            assert f"def {test}(" in (ROOT / "tests" / file).read_text(), name


def test_a_guard_broken_and_mended_within_a_second_is_compiled_anew(tmp_path):
    """Both texts may have one length; Python keeps what it compiled for a source of the same size and second."""
    copy = object.__new__(sabotage.Copy)
    copy.second = 0
    path = tmp_path / "guard.py"
    copy.texts = {path: "x = 1\n"}
    one = Sabotage("x", "x = 1", "x = 2", ("test_sabotage.py::test_x",))
    seconds = []
    for _ in range(2):
        with copy.with_broken(one):
            assert path.read_text() == "x = 2\n"
            seconds.append(int(path.stat().st_mtime))
        assert path.read_text() == "x = 1\n"
        seconds.append(int(path.stat().st_mtime))
    assert len(set(seconds)) == 4


def test_a_sabotage_whose_text_no_longer_exists_is_an_error(texts):
    gone = Sabotage("nothing", "this stands nowhere at all", "", ("test_sabotage.py::test_x",))
    twice = Sabotage("too much", "raise Refused(", "", ("test_sabotage.py::test_x",))
    for one in (gone, twice):
        with pytest.raises(LookupError):
            sabotage.place_of(one, texts)


@pytest.mark.parametrize(("code", "noticed"), [(0, False), (1, True), (2, False), (-1, False)])
def test_only_a_test_that_ran_and_failed_has_noticed(code, noticed):
    """Neither passing nor being unable to start, as with a broken import, says that the guard is held."""
    copies = sabotage.SimpleQueue()
    copies.put(FakeCopy(code))
    assert (sabotage.try_one(SABOTAGES[0], copies) == "") is noticed


class FakeCopy:
    def __init__(self, code):
        self.code = code

    def run(self, tests):
        return self.code, ""

    def run_loaded(self, one):
        return None, ""

    def with_broken(self, one):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False
