"""A slow line: what the first pages ask for is compressed, and little."""

import gzip
import re

import pytest
from django.conf import settings as project
from django.urls import reverse

from electioncycle.operations import static_files
from electioncycle.roles import Role
from tests import factories

MOST = 200_000
"""Bytes on the line before the first page can be used."""
ASSET = re.compile(r'(?:href|src)="/static/([^"?]+)')


@pytest.fixture
def gathered(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    compressed = {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": compressed}
    settings.WHITENOISE_USE_FINDERS = True
    static_files.gather()
    return settings.STATIC_ROOT


@pytest.mark.django_db
def test_the_first_pages_are_at_most_200_kb_on_the_line(client, gathered, settings):
    village = factories.make_village()
    factories.make_cycle(village.township.parent)
    pages = [client.get(reverse("login")).content.decode()]
    client.force_login(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
    pages.append(client.get("/").content.decode())
    for page in pages:
        assets = sorted(set(ASSET.findall(page)))
        assert len(assets) >= 5
        whole = sum((gathered / one).stat().st_size for one in assets)
        sent = sum(
            (compressed if (compressed := gathered / f"{one}.gz").exists() else gathered / one).stat().st_size
            for one in assets
        )
        assert len(page.encode()) + sent <= MOST
        assert whole > MOST, "without being compressed they would be more"
    # What lies there is of this edition; the next start leaves it alone, and the web server takes it from there.
    mark = gathered / "mark"
    assert mark.read_text() == project.STATIC_MARK
    (gathered / "css" / "office.css").write_text("left alone")
    settings.WHITENOISE_USE_FINDERS = False
    static_files.gather()
    assert (gathered / "css" / "office.css").read_text() == "left alone"


@pytest.mark.django_db
def test_a_page_goes_compressed_to_who_takes_it_and_a_file_as_it_is(client, village):
    client.force_login(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
    factories.make_cycle(village.township.parent)
    asks = {"Accept-Encoding": "gzip"}
    plain, sent = client.get("/villages/"), client.get("/villages/", headers=asks)
    assert sent.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in sent.headers["Vary"]
    assert len(sent.content) * 3 < len(plain.content)
    assert village.name in gzip.decompress(sent.content).decode()
    assert "Content-Encoding" not in plain.headers
    book = client.get("/villages/export/", headers=asks)
    assert book.status_code == 200
    assert "Content-Encoding" not in book.headers


def test_whatever_a_template_asks_for_is_gathered(gathered):
    asked = set()
    for path in (project.BASE_DIR / "templates").rglob("*.html"):
        asked |= set(re.findall(r"{% static '([^']+)' %}", path.read_text()))
    assert len(asked) >= 6
    assert not [one for one in asked if not (gathered / one).exists()]
    assert (gathered / "django_htmx" / "htmx-2.min.js").exists()
