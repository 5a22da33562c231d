"""Old machines: style sheets, scripts and pages use nothing that a Chromium of 2021 lacks."""

import re
from pathlib import Path

import pytest
from bootstrap_wrapper import get_bootstrap_dir
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.guards import covered
from tests.old_browsers import FLOOR, MARKUP, SCRIPTS, STYLES, lacking

ROOT = Path(settings.BASE_DIR)
OWN_STYLES = sorted((ROOT / "static").rglob("*.css"))
OWN_SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
PAGES = sorted((ROOT / "templates").rglob("*.html"))
BOOTSTRAP = Path(get_bootstrap_dir()) / "css" / "bootstrap.min.css"
HTMX = Path(finders.find("django_htmx/htmx-2.min.js"))
UNUSED = {
    "inset (Chromium 87)": "form-floating",
    "mask without its prefix (Chromium 120)": "placeholder-wave",
    "print-color-adjust without its prefix (Chromium 136)": None,  # stands beside the one with the prefix
}
"""What Bootstrap uses all the same, and the class of it that none of our pages has."""


@pytest.mark.parametrize("feature", [*STYLES, *SCRIPTS, *MARKUP], ids=lambda feature: feature.name)
def test_each_line_of_the_table_catches_its_own_example(feature):
    assert feature.found_by.search(feature.example)
    assert feature.since > FLOOR


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("a { box-shadow: inset 0 -1px red; overflow: hidden; margin-inline-start: 1px }", STYLES),
        ("@media (min-width: 761px) and (min-height: 520px) { .a > .b:not(.c) { gap: 6px } }", STYLES),
        ("/* :has() would be nicer */ a { -webkit-mask: none }", STYLES),
        ("list.atop(1); a?.b ?? c; const d = /ab/g; x = y / d / v; await_(b)", SCRIPTS),
        ("const f = async () => { await go(); };\n  const g = await f();", SCRIPTS),
        ('<details class="name"><input name="popovers"></details>', MARKUP),
    ],
)
def test_what_such_a_browser_knows_is_not_blamed(text, features):
    assert not lacking(text, features)


def test_our_style_sheets_scripts_and_pages_ask_for_nothing_newer():
    faults = {}
    for files, features in ((OWN_STYLES, STYLES), (OWN_SCRIPTS, SCRIPTS), (PAGES, MARKUP)):
        for path in files:
            if found := lacking(path.read_text(), features):
                faults[str(path.relative_to(ROOT))] = found
    covered("files of the browser's", [*OWN_STYLES, *OWN_SCRIPTS, *PAGES], least=250)
    assert not faults


def test_the_libraries_we_ship_ask_for_nothing_newer():
    assert not lacking(HTMX.read_text(), SCRIPTS)
    assert set(lacking(BOOTSTRAP.read_text(), STYLES)) == set(UNUSED)
    ours = "".join(path.read_text() for path in PAGES)
    assert not [name for name in filter(None, UNUSED.values()) if name in ours]


ENDS = re.compile(r"<input[^>]*datetime-local[^>]*\bmax=")


def test_no_field_of_time_ends_with_the_minute_in_which_its_page_was_opened():
    """A page stands open all polling day; what lies ahead is refused by the product, in words."""
    assert ENDS.search('<input type="datetime-local" name="at" max="2026-12-20T08:30">')
    assert not [path.name for path in PAGES if ENDS.search(path.read_text())]
