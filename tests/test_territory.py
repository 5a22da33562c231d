"""A crawl of everything there is to read: what another township entered is nowhere, personal numbers never in plain."""

import io
import itertools
import re
import subprocess
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client, override_settings
from django.urls import Resolver404, resolve, reverse

from accounts.models import User
from electioncycle.pages import PUBLIC
from electioncycle.roles import Role
from electioncycle.routes import routes
from reports.acceptance import seed_county

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GET = {route.name: route for route in routes() if "GET" in route.methods and route.roles != sorted(PUBLIC)}
LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)')
MARKER = re.compile(r"X\d{7}Z")
ONCE = ("_export", "_template", "_print", "_pdf", "_docx", "_sheet", "_file")
"""Made files: one of a township's own and one of the other's are asked for, not every row's."""
MOST_LINKS = 1
CRAWLERS = ((Role.TOWNSHIP_OFFICER, 0),)


@dataclass
class Crawl:
    """One user's way through the site: what was answered, and where which marker stood."""

    user: User
    area: str
    asked: set[str] = field(default_factory=set)
    answered: Counter = field(default_factory=Counter)
    found: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(django_db_setup, django_db_blocker, tmp_path_factory):
    """The manifest and a crawl for each of ``CRAWLERS``, made once; everything is rolled back in the end."""
    data = tmp_path_factory.mktemp("data")
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(data / "media")}}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    changed = override_settings(
        DATA_DIR=data,
        MEDIA_ROOT=data / "media",
        STORAGES={"default": kept, "staticfiles": static},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SECURE_SSL_REDIRECT=False,
    )
    with django_db_blocker.unblock(), changed, transaction.atomic():
        cache.clear()
        manifest = seed_county(seed=3, villages=2, townships=2)
        numbers = [marker["value"] for marker in manifest["markers"] if marker["masked"]]
        rows = marked_rows(manifest)
        yield manifest, [crawl(user_of(manifest, role, at), rows, numbers) for role, at in CRAWLERS]
        transaction.set_rollback(True)


def user_of(manifest, role, township):
    """The first account of the role, in the township with this number."""
    lines = [line for line in manifest["users"] if line["role"] == role]
    line = lines[0 if township is None else township * 2]
    return Crawl(User.objects.get(username=line["username"]), line["area"])


def marked_rows(manifest):
    """Model → the keys to ask for: the rows that carry markers, or the first ones."""
    found = {}
    for label, keys in manifest["objects"].items():
        model = apps.get_model(label)
        texts = [f.name for f in model._meta.concrete_fields if isinstance(f, (models.CharField, models.TextField))]
        rows = model.all_rows.filter(pk__in=keys).order_by("pk")
        marked = [row.pk for row in rows if any(MARKER.search(str(getattr(row, name) or "")) for name in texts)]
        found[label] = (marked or keys)[:2]  # one of each township
    return found


def crawl(one, rows, numbers):
    client = Client(raise_request_exception=False)
    client.force_login(one.user, backend="django.contrib.auth.backends.ModelBackend")
    mine = [route for route in GET.values() if set(route.roles) & one.user.roles and route.name != "logout"]
    waiting = [address for route in mine for address in addresses(route, rows)]
    links = Counter()
    for address in waiting:
        if address in one.asked:
            continue
        one.asked.add(address)
        name, text = read(client, address, one)
        for value in {*MARKER.findall(text), *(number for number in numbers if number in text)}:
            one.found[value].add(name)
        for link in LINK.findall(text):
            link = link.replace("&amp;", "&")
            try:
                target = resolve(link.partition("?")[0])
            except Resolver404:
                continue
            kind = target.url_name, *re.findall(r"[?&](\w+)=", link)
            known = target.url_name in GET and target.url_name != "logout" and links[kind] < MOST_LINKS
            if known and link not in one.asked and not (made(target.url_name) and one.answered[target.url_name]):
                links[kind] += 1
                waiting.append(link)
    return one


def made(name):
    return any(part in f"_{name}" for part in ONCE)


def addresses(route, rows):
    """Every row that carries markers, one's own or not; lists also searched by what all markers begin with."""
    choices = []
    for name in route.arguments:
        names = route.takes[name]
        if not isinstance(names, tuple) and names not in rows:
            return []  # reached by links: jobs, attachments, slips
        choices.append(names if isinstance(names, tuple) else rows[names])
    found = [reverse(route.name, args=chosen) for chosen in itertools.product(*choices)]
    if route.name.endswith("_list"):
        found.append(f"{found[0]}?q=X03")
    return found


def read(client, address, one):
    """The name of the page and all its words."""
    response = client.get(address)
    name = resolve(address.partition("?")[0]).url_name
    if response.status_code >= 500:
        one.errors.append(address)
    if response.status_code != 200:
        return name, ""
    one.answered[name] += 1
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return name, words(body)


def words(body):
    if body.startswith(b"%PDF"):
        told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=body, capture_output=True, check=True)
        return re.sub(r"\s", "", told.stdout.decode())
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as opened:
            parts = [opened.read(name).decode(errors="replace") for name in opened.namelist()]
        return re.sub(r"<[^>]*>", "", " ".join(parts))
    return body.decode(errors="replace").replace("\r\n ", "")  # calendar lines are folded


@pytest.fixture
def markers(seen):
    return {marker["value"]: marker for marker in seen[0]["markers"]}


def test_what_another_township_entered_and_personal_numbers_stand_on_no_page(seen, markers):
    manifest, crawls = seen
    townships = {line["area"] for line in manifest["users"] if line["role"] == Role.TOWNSHIP_CLERK}
    foreign, plain = {}, {}
    for one in crawls:
        for value in set(one.found) & set(markers):
            marker = markers[value]
            name = (marker["field"], one.user.username)
            if marker["area"] in townships - {one.area}:
                foreign[name] = sorted(one.found[value])
            if marker["masked"]:
                plain[name] = sorted(one.found[value])
    assert foreign == {}
    assert plain == {}
    assert [error for one in crawls for error in one.errors] == []


def test_the_crawl_comes_everywhere_and_would_find_what_is_there(seen, markers):
    """Each sees what his own township entered, in most ledgers; nearly every page he may open answers."""
    for one in seen[1]:
        own = {value for value in one.found if value in markers and markers[value]["area"] == one.area}
        assert len({markers[value]["field"].rpartition(".")[0] for value in own}) >= 15
        mine = {name for name, route in GET.items() if set(route.roles) & one.user.roles}
        assert len(one.answered) > len(mine) * 0.8, sorted(mine - set(one.answered))
