"""What the screens of every role say and offer: no words of those who wrote the product, no link to a closed door."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from accounts.models import User
from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import Action, Role
from electioncycle.web.pages import PUBLIC
from electioncycle.web.routes import routes
from tests import factories, route_world
from tests.guards import WHOLE, covered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]

ROLES = tuple(Role.values) if WHOLE else (Role.TOWNSHIP_CLERK, Role.COUNTY_READER)
OFFICE = "Excel WPS PDF DOCX XLSX xlsx xls docx csv TXT ZIP JPG JPEG PNG jpg png SHA UTF GB Tab Ctrl Alt TOTP"
BROWSERS = "Chrome Edge Firefox Safari Linux Windows Mac macOS Android iOS"
KEPT = "PII_KEY AUDIT_KEY BACKUP_KEY"  # the files an administrator of the site has to keep
SAID = frozenset(f"{OFFICE} {BROWSERS}".split(" ")) | frozenset(KEPT.split(" "))
"""Foreign words of offices, of keyboards and of the second factor."""
WORD = re.compile(r"(?<![A-Za-z0-9_.@/-])[A-Za-z][A-Za-z_]{2,}(?![A-Za-z0-9_]*[.@/])")
HASH = re.compile(r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12,}\b")
THEIRS = ("提示编号", "系统服务账号", "内部稿", "校验码", "主键", "字段名", "外键", "哈希")
"""Words of developers in Chinese."""


def shown(page):
    """What a reader sees: texts, titles and labels, but for scripts, styles and what is in a field."""
    body = re.sub(r"<(script|style|textarea|code|samp)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    labels = re.findall(r' (?:title|placeholder|aria-label|alt)="([^"]*)"', body)
    return unescape(" ".join((re.sub(r"<[^>]+>", " ", body), *labels)))


def faults_of(text):
    words = {word for word in WORD.findall(text) if word not in SAID}
    return words | set(HASH.findall(text)) | {word for word in THEIRS if word in text}


def closed_doors(page, roles):
    """Links to pages whose roles are others."""
    found = set()
    for address in re.findall(r'<a [^>]*?href="(/[^"]*)"', page):
        path = urlsplit(unescape(address)).path
        try:
            match = resolve(path)
        except Resolver404:
            if not path.startswith(("/static/", "/media/")):
                found.add(path)
            continue
        view = match.func.view_class(**match.func.view_initkwargs)
        if view.roles != PUBLIC and not roles & view.holders():
            found.add(path)
    return found


def addresses(user, cycle):
    """Pages without arguments, and of each ledger the page, form and history of its first row."""
    for one in routes():
        if "GET" in one.methods and not one.arguments and user.roles & set(one.roles):
            yield one.pattern
    for ledger in ledgers.visible(user):
        row = ledger.rows(user, cycle).first()
        if row is not None:
            yield ledger.page_of(row)
            yield ledger.url("history", row.pk)
            if ledger.allows(user, Action.CHANGE):
                yield ledger.form_of(row)


@pytest.mark.slow
def test_no_screen_says_a_developers_word_or_offers_what_the_role_may_not_open(client):
    world = route_world.make_world()
    for name, build in factories.BUILDERS.items():
        if name in ledgers.REGISTRY:
            build(world.village)
    names = [re.escape(one) for one in User.objects.values_list("username", flat=True)]
    seen, said, closed = 0, {}, {}
    for role in ROLES:
        user = world.user(role)
        client.force_login(user)
        for address in addresses(user, world.cycle):
            answer = client.get(address, follow=True)
            if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
                continue
            seen += 1
            page = answer.content.decode()
            main = "<main" + page.partition("<main")[2] if "<main" in page else page  # a part that a page fetches
            text = re.sub(rf"\b({'|'.join(names)})\b", " ", shown(main))
            for word in faults_of(text):
                said.setdefault(word, f"{role} {address}")
            for door in closed_doors(page, user.roles):
                closed.setdefault(re.sub(r"\d+", "1", door), f"{role} {address}")
    covered("pages read for words and links", seen, least=1200 if WHOLE else 300)
    assert said == {}
    assert closed == {}


def test_the_search_sees_what_is_there():
    page = shown('<p title="none">提示编号 <b>3fa94c0d77be1</b> PDF<script>value</script><input value="draft"></p>')
    assert faults_of(page) == {"none", "提示编号", "3fa94c0d77be1"}
    assert (
        closed_doors('<a class="x" href="/accounts/audit/?a=1">a</a><a href="/">b</a>', frozenset({"auditor"})) == set()
    )
    assert closed_doors('<a href="/accounts/audit/">a</a>', frozenset({"village_clerk"})) == {"/accounts/audit/"}
