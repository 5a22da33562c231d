"""Templates are written like code: no line longer than a screen, none unused, nothing copied, well formed."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from tests.guards import covered
from tests.source_rules import SOURCES

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
LONGEST = 120
BY_DJANGO = {"500.html", "django/forms/widgets/select.html"}
"""Django looks these up under names of its own."""


def templates(folder=TEMPLATES):
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.html"))}


def too_long(found):
    return [
        f"{name}:{number}"
        for name, text in found.items()
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > LONGEST
    ]


def test_no_line_of_a_template_is_longer_than_120_characters():
    found = templates()
    covered("templates measured", found, least=176)
    covered("lines of templates measured", sum(len(text.splitlines()) for text in found.values()), least=10_000)
    assert too_long(found) == []
    assert not list(ROOT.glob("*/templates")), "templates stand in one place"


def test_a_planted_long_line_is_found(tmp_path):
    (tmp_path / "page.html").write_text(f"<p>\n{'村' * LONGEST}\n{'村' * (LONGEST + 1)}\n</p>\n")
    assert too_long(templates(tmp_path)) == ["page.html:3"]


AS_TYPED = re.compile(r"<(dd|textarea|pre)\b[^>]*>(.*?)</\1>", re.DOTALL)
"""What stands in these is shown with its line breaks (``white-space: pre-line`` in a fact)."""
ONE_LINE = re.compile(r"\{% oneline %\}.*?\{% endoneline %\}", re.DOTALL)
BROKEN_ON_PURPOSE = {"meetings/overview.html", "reports/board_sentences.html"}
"""Sentences to copy, each on a line of its own."""


def breaking(found):
    """Templates in which a line break of the source would be shown."""
    shown = {name: [part[2] for part in AS_TYPED.finditer(text)] for name, text in found.items()}
    return sorted(name for name, parts in shown.items() if any("\n" in ONE_LINE.sub("", part) for part in parts))


def test_no_line_break_of_a_template_shows_in_a_fact_or_a_text_field():
    found = templates()
    covered("facts and text fields read", sum(len(AS_TYPED.findall(text)) for text in found.values()), least=125)
    assert set(breaking(found)) == BROKEN_ON_PURPOSE
    assert breaking({"page.html": "<dd>\n  {{ value }}\n</dd>"}) == ["page.html"]
    assert breaking({"page.html": "<dd>{% oneline %}\n  {{ value }}\n{% endoneline %}</dd>"}) == []


def unused(found, source):
    """Templates that neither a page names nor another template extends or includes."""
    named = source + "".join(re.sub(r"\{#.*?#\}", "", text) for text in found.values())
    return sorted(name for name in found if name not in BY_DJANGO and f'"{name}"' not in named)


def test_every_template_is_shown_by_a_page_or_another_template():
    covered("modules searched for templates", SOURCES, least=600)
    source = "".join(path.read_text() for path in SOURCES)
    assert unused(templates(), source) == []
    assert unused({**templates(), "ledger/forgotten.html": ""}, source) == ["ledger/forgotten.html"]


COPIES = {
    "a version field": (r'name="version" value="\{\{ \w+\.version', {"partials/version.html"}),
    "a state tag": (r'class="tag tag-\{% tone \w+ \w+ .\w+. %\}">\s*\{\{ \w+\.get_\w+_display \}\}\s*</span>', set()),
    "a sentence to copy": (r'<div class="panel-body urge">\s*<textarea id="[a-z]+"', set()),
    "a paper form": (r'name="signed_on"', {"ledger/paper_form.html"}),
}


@pytest.mark.parametrize("what", COPIES)
def test_markup_that_has_a_tag_or_partial_is_not_written_out_again(what):
    pattern, home = COPIES[what]
    assert {name for name, text in templates().items() if re.search(pattern, text)} == home


def test_partials_stand_where_their_markup_was_copied():
    uses = Counter(re.findall(r"\{% (?:include )?\"?([\w/.]+)", "".join(templates().values())))
    least = {"partials/version.html": 100, "state_tag": 15, "ledger/steps.html": 8, "ledger/paper_form.html": 6}
    assert {name: uses[name] for name in least if uses[name] < least[name]} == {}


def djlint(folder):
    """As ``make check`` runs it: return code and what it said."""
    step = re.search(r'^step "\$bin/djlint" templates (.*)$', (ROOT / "setup/check.sh").read_text(), re.MULTILINE)
    command = [Path(sys.executable).with_name("djlint"), folder, *step[1].split()]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return result.returncode, result.stdout


def test_make_check_finds_an_unclosed_tag_and_a_long_line_in_planted_templates(tmp_path):
    (tmp_path / "page.html").write_text(f"<p>{'村' * (LONGEST - len('<p></p>'))}</p>\n")
    assert djlint(tmp_path) == (0, "")
    (tmp_path / "open.html").write_text("<section><p>没有收尾</section>\n")
    (tmp_path / "long.html").write_text(f"<p>{'村' * LONGEST}</p>\n")
    code, said = djlint(tmp_path)
    assert code == 1
    assert sorted(re.findall(r"^[A-Z]\d+", said, re.MULTILINE)) == ["H025", "L120"]


def test_what_is_written_over_several_lines_is_one_line_of_the_page():
    source = """<p>{% oneline %}
        　共{{ number }}个
        {% if late %}，<b
            class="bad
              {% if number %}some{% endif %}"
            title="a > b">{{ late }}</b> 个“超期”{% endif %}。
      {% endoneline %}</p>"""
    page = Template(source)
    late = '，<b class="badsome" title="a > b">1</b> 个“超期”'
    assert page.render(Context({"number": 3, "late": 1})) == f"<p>　共3个{late}。</p>"
    assert page.render(Context({"number": "两\n行"})) == "<p>　共两\n行个。</p>"  # what people typed stays as it is
