"""A crawl of everything there is to read: what another township entered is nowhere, personal numbers never in plain.

``CRAWL=all`` (``make nightly``) sends every role round a county of three townships, with imports and jobs begun before.
"""

import itertools
import re
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from multiprocessing import get_context

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from candidates.services.review_answers import requests_of
from demo.acceptance import seed_county
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Action, Role
from electioncycle.web.pages import PUBLIC
from electioncycle.web.routes import routes
from tests.conftest import unfigured
from tests.guards import WHOLE, covered
from tests.searching import answered, resolved, words
from tests.uploads import scan
from villages.models import Village

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GET = {route.name: route for route in routes() if "GET" in route.methods and route.roles != sorted(PUBLIC)}
LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)')
MARKER = re.compile(r"X\d{7}Z")
ONCE = ("_export", "_template", "_print", "_pdf", "_docx", "_sheet", "_file")
"""Made files: one of a township's own and one of the other's are asked for, not every row's."""
PURPOSEFUL = {"review_workbook", "review_marked"}
"""What goes to the department that is asked of people by their numbers, and comes back from it."""
BELOW_COUNTY = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK, Role.VILLAGE_CLERK)


@dataclass(frozen=True)
class Edition:
    """How far the crawl goes: ``crawlers`` are a role and the number of its township, or none at the county.

    ``each`` is the share of the pages one may open that must answer him, ``all`` that of all routes together.
    """

    crawlers: tuple[tuple[str, int | None], ...]
    villages: int
    townships: int
    links: int
    begin: bool
    each: float
    all: float


SMALL = Edition(((Role.TOWNSHIP_OFFICER, 0), (Role.VILLAGE_CLERK, 1)), 3, 2, 1, begin=False, each=0.75, all=0.5)
EVERYBODY = tuple((role, None) for role in Role.values if role not in BELOW_COUNTY)
EVERYWHERE = tuple(itertools.product(BELOW_COUNTY, range(3)))
LARGE = Edition(EVERYBODY + EVERYWHERE, 6, 3, 3, begin=True, each=0.8, all=0.95)
EDITION = LARGE if WHOLE else SMALL
PROCESSES = 2


@dataclass
class Crawl:
    """One user's way through the site: what was answered, and where which marker stood."""

    user: User
    area: str
    asked: set[str] = field(default_factory=set)
    answered: Counter = field(default_factory=Counter)
    led_on: set[str] = field(default_factory=set)
    """Pages that lead to another one of the site: moves asked for without being made."""
    found: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(django_db_setup, django_db_blocker, tmp_path_factory):
    """The manifest and a crawl for each crawler, made once; everything is rolled back in the end."""
    data = tmp_path_factory.mktemp("data")
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(data / "media")}}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    changed = override_settings(
        DATA_DIR=data,
        MEDIA_ROOT=data / "media",
        STORAGES={"default": kept, "staticfiles": static},
    )
    with django_db_blocker.unblock(), changed, transaction.atomic():
        cache.clear()
        manifest = seed_county(seed=3, villages=EDITION.villages, townships=EDITION.townships)
        numbers = [marker["value"] for marker in manifest["markers"] if marker["masked"]]
        rows = marked_rows(manifest)
        crawlers = [user_of(manifest, role, at) for role, at in EDITION.crawlers]
        yield manifest, each_crawled(crawlers, rows, numbers)
        transaction.set_rollback(True)


def user_of(manifest, role, township):
    """The first account of the role, in the township with this number."""
    lines = [line for line in manifest["users"] if line["role"] == role]
    line = lines[0 if township is None else township * 2]
    area = line["area"]
    if role == Role.VILLAGE_CLERK:
        area = Village.objects.get(code=area).township.code
    return Crawl(User.objects.get(username=line["username"]), area)


def marked_rows(manifest):
    """Model → the keys to ask for: the rows that carry markers, or the first ones."""
    found = {}
    for label, keys in manifest["objects"].items():
        model = apps.get_model(label)
        texts = [f.name for f in model._meta.concrete_fields if isinstance(f, (models.CharField, models.TextField))]
        rows = model.all_rows.filter(pk__in=keys).order_by("pk")
        marked = [row.pk for row in rows if any(MARKER.search(str(getattr(row, name) or "")) for name in texts)]
        found[label] = (marked or keys)[: EDITION.townships]  # one of each township
    names = [line["username"] for line in manifest["users"] if line["role"] == Role.TOWNSHIP_CLERK]
    found["accounts.user"] = list(User.objects.filter(username__in=names).values_list("pk", flat=True))
    return found


def each_crawled(crawlers, rows, numbers):
    """All ways in turn, the menu without figures; the long ones at once, by copies of this process, each with the
    county in its own memory."""
    if EDITION is SMALL:
        with unfigured():
            return [crawl(one, rows, numbers) for one in crawlers]
    with ProcessPoolExecutor(PROCESSES, get_context("fork")) as pool:
        return list(pool.map(crawl, crawlers, itertools.repeat(rows), itertools.repeat(numbers)))


def crawl(one, rows, numbers):
    client = Client(raise_request_exception=False)
    client.force_login(one.user, backend="django.contrib.auth.backends.ModelBackend")
    mine = [route for route in GET.values() if set(route.roles) & one.user.roles and route.name != "logout"]
    waiting = begun(client, one.user) if EDITION.begin else []
    waiting += [address for route in mine for address in addresses(route, rows)]
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
            target = resolved(link.partition("?")[0])
            if target is None:
                continue
            kind = target.url_name, *re.findall(r"[?&](\w+)=", link)
            known = target.url_name in GET and target.url_name != "logout" and links[kind] < EDITION.links
            if known and link not in one.asked and not (made(target.url_name) and one.answered[target.url_name]):
                links[kind] += 1
                waiting.append(link)
    return one


def begun(client, user):
    """Imports with a wrong line, whose previews and marked copies are read, and a job; the addresses of their pages."""
    sheets = [ledger for ledger in REGISTRY.values() if ledger.allows(user, Action.IMPORT)]
    started = [imported(client, one.url("export"), one.url("import")) for one in sheets]
    started.append(imported(client, reverse("accounts_template"), reverse("accounts_import")))
    for asked in requests_of(user):
        out_of, into, scans = (reverse(f"review_{page}", args=[asked.pk]) for page in ("workbook", "reply", "scan"))
        started.append(imported(client, out_of, into))
        scanned(client, scans, asked.version)
    villages = list(Village.objects.visible_to(user).values_list("pk", flat=True)[:2])
    client.post(reverse("report_list"), {"row": villages, "variant": "internal", "outputs": ["zip"]})
    for job in Job.objects.filter(by=user):
        job_runs.run_inline(job)
        started.append(reverse("job_page", args=[job.pk]))
    return [address for address in started if address]


def imported(client, out_of, into):
    """The workbook that goes out with a village that is nowhere, or a result that is none, in its last line."""
    answer = client.get(out_of)
    if answer.status_code != 200:
        return ""
    book = load_workbook(BytesIO(answered(answer)))
    page = book.active
    for cell in page[page.max_row]:
        if isinstance(cell.value, str) and cell.value.endswith(("村", "社区")):
            cell.value = "没有这个村"
    for head in [cell for line in page.iter_rows() for cell in line if cell.value == "结果"]:
        page.cell(page.max_row, head.column).value = "查不清"
    out = BytesIO()
    book.save(out)
    sent = client.post(into, {"file": SimpleUploadedFile("表.xlsx", out.getvalue())})
    return sent["Location"] if sent.status_code == 302 else ""


def scanned(client, address, version):
    """A stamped reply on paper."""
    file = SimpleUploadedFile("答复.pdf", scan())
    client.post(address, {"scan": file, "replied_on": f"{timezone.localdate()}", "version": version})


def made(name):
    return any(part in f"_{name}" for part in ONCE)


def addresses(route, rows):
    """Every row that carries markers, one's own or not; lists also searched by what all markers begin with."""
    takes = {name: route.takes[name] for name in route.arguments}
    keys = {name: rows.get(label, []) for name, label in takes.items() if not isinstance(label, tuple)}
    chosen = [dict(zip(keys, each, strict=True)) for each in itertools.product(*keys.values())]  # none: by links alone
    turns = in_turn({name: words for name, words in takes.items() if isinstance(words, tuple)})
    found = [reverse(route.name, kwargs=row | turn) for row in chosen for turn in turns]
    if route.name.endswith("_list"):
        found.append(f"{found[0]}?q=X03")
    return found


def in_turn(words):
    """Each word an address may hold once, not with every other: what a paper shows hangs on its row, not its format."""
    longest = max(map(len, words.values()), default=1)
    return [{name: each[turn % len(each)] for name, each in words.items()} for turn in range(longest)]


def read(client, address, one):
    """The name of the page and all its words."""
    response = client.get(address)
    name = resolved(address.partition("?")[0]).url_name
    if response.status_code >= 500:
        one.errors.append(address)
    if response.status_code == 302 and not response["Location"].startswith(reverse("login")):
        one.led_on.add(name)
    if response.status_code != 200:
        return name, ""
    one.answered[name] += 1
    return name, words(answered(response))


@pytest.fixture
def markers(seen):
    return {marker["value"]: marker for marker in seen[0]["markers"]}


def strays(one, markers, townships):
    """What a crawler below the county saw of other townships, and what anybody saw in plain that is masked."""
    foreign, plain = {}, {}
    for value in set(one.found) & set(markers):
        marker = markers[value]
        name = (marker["field"], one.user.username)
        if marker["area"] in townships - {one.area} and one.user.roles & {*BELOW_COUNTY}:
            foreign[name] = sorted(one.found[value])
        if marker["masked"] and (shown := one.found[value] - PURPOSEFUL):
            plain[name] = sorted(shown)
    return foreign, plain


def townships_of(manifest):
    return {line["area"] for line in manifest["users"] if line["role"] == Role.TOWNSHIP_CLERK}


def test_what_another_township_entered_and_personal_numbers_stand_on_no_page(seen, markers):
    manifest, crawls = seen
    for one in crawls:
        assert strays(one, markers, townships_of(manifest)) == ({}, {}), one.user.username
        assert one.errors == []


def test_the_crawl_would_report_a_planted_marker_of_another_township_and_a_planted_number(seen, markers):
    manifest, crawls = seen
    one = crawls[0] if EDITION is SMALL else next(one for one in crawls if one.user.roles & {*BELOW_COUNTY})
    others = townships_of(manifest) - {one.area}
    foreign = next(value for value, marker in markers.items() if marker["area"] in others)
    number = next(value for value, marker in markers.items() if marker["masked"])
    planted = Crawl(one.user, one.area, found=defaultdict(set, {foreign: {"a page"}, number: {"a page"}}))
    found, plain = strays(planted, markers, townships_of(manifest))
    assert found
    assert plain


def test_the_crawl_comes_everywhere_and_would_find_what_is_there(seen, markers):
    """Each sees what his own township entered, in most ledgers; nearly every page he may open answers."""
    crawls = seen[1]
    for one in crawls:
        if one.user.roles & {Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK}:
            own = {value for value in one.found if value in markers and markers[value]["area"] == one.area}
            assert len({markers[value]["field"].rpartition(".")[0] for value in own}) >= 15
        mine = {name for name, route in GET.items() if set(route.roles) & one.user.roles} - {"logout"}
        reached = one.led_on | set(one.answered)
        assert len(reached) > len(mine) * EDITION.each, (one.user.username, sorted(mine - reached))
    everywhere = {name for one in crawls for name in one.led_on | set(one.answered)}
    covered("crawlers", crawls, least=len(EDITION.crawlers))
    covered("pages read", sum(one.answered.total() for one in crawls), least=300)
    missing = sorted(set(GET) - everywhere)
    print("never opened:", *missing)
    covered(f"of {len(GET)} routes opened", everywhere, least=int(len(GET) * EDITION.all))
