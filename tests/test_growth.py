"""Lists, searches and details of a large county: what is found by which index, and how far pages are counted."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services.audit_search import kinds_of_objects
from electioncycle.ledgers import filters, pages, searching, tables
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import grams
from electioncycle.records.search import search_key
from electioncycle.security import marks
from electioncycle.security.audit import AuditEvent
from tests import factories
from tests.guards import covered
from villages.models import Person, TeamMember, Village
from villages.village_ledgers import of_villages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
everywhere = pytest.mark.everywhere
postgres = pytest.mark.postgres

TEXTS = [
    "张三 zs zhangsan", "张三丰 zsf zhangsanfeng", "李张三 lzs lizhangsan", "张 三 z s", "三张 sz sanzhang",
    "𬒗山村 wsc", "峃坑 xk", "a|b||c", "甲|乙", "50%_的\\人", "it's", "", "z", "张",
]  # fmt: skip
WORDS = ["张三", "三", "张", "zs", "z", "zhang", "三丰", "山村", "𬒗山", "𬒗", "峃", "|", "||", "a|b", "|乙", "%", "_",
         "%_", "\\", "的\\", "t's", "没有", " ", "张 三"]  # fmt: skip
NOTHING_BUT_INDEXES = ("seqscan", "sort", "hashjoin", "mergejoin", "bitmapscan")
URGENT_FIRST = {"keyvillage", "keyperson", "riskpoint"}
"""Begin with what is overdue today, which no index knows; they hold what stands out among the villages, not all."""


def plan(query, *, without=()):
    with connection.cursor() as cursor:
        for name in without:
            cursor.execute(f"SET LOCAL enable_{name} = off")
    return query.explain()


@everywhere
@pytest.mark.parametrize("word", WORDS)
def test_an_index_finds_what_reading_every_text_would_find(word):
    Person.all_rows.bulk_create(Person(name="某某", sex="male", search_text=text) for text in TEXTS)
    found = set(Person.objects.filter(search_text__found=word).values_list("search_text", flat=True))
    assert found == {text for text in TEXTS if word in text}


@postgres
@pytest.mark.parametrize("word", ["张三", "zs", "丰"])
def test_a_name_of_two_characters_is_looked_up_in_an_index(county, village, word):
    """The plan PostgreSQL chooses by itself, among some thousand people in one cycle."""
    member = factories.make_member(village, "张三丰")
    names = ["王建国", "李秀英", "刘志强", "陈桂兰", "杨海波", "黄立新"]
    people = Person.all_rows.bulk_create(
        Person(name=name, sex="male", search_text=search_key(name)) for name in names * 700
    )
    TeamMember.all_rows.bulk_create(
        TeamMember(cycle=member.cycle, village=village, person=one, search_text=f"{one.search_text} 青山村")
        for one in people
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ledger = REGISTRY["teammember"]
    rows = searching.search_rows(ledger, ledger.rows(county, member.cycle), word)
    told = plan(rows[:50])
    assert [row.pk for row in rows] == [member.pk]
    for table in ("villages_teammember", "villages_person"):
        assert grams.name_of(table, "search_text") in told, told
        assert f"Seq Scan on {table}" not in told, told


@postgres
def test_every_searched_column_has_its_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, tablename FROM pg_indexes WHERE schemaname = current_schema()")
        made = {(table, name) for name, table in cursor.fetchall() if name.startswith(grams.INDEX)}
    assert made == {(table, grams.name_of(table, column)) for table, column in searching.searched_columns()}
    covered("columns searched by an index", made, least=30)


def test_a_search_reads_columns_that_exist_whatever_a_migration_has_made_so_far():
    searching.index_searches(using="default")
    grams.make_indexes(connection, {("table_of_tomorrow", "search_text"), ("villages_person", "column_of_tomorrow")})


@postgres
@pytest.mark.parametrize("name", sorted(ledger.name for ledger in of_villages(REGISTRY.values())))
def test_a_list_is_walked_in_its_order_by_an_index(county, cycle, name):
    """Its first page never sorts all rows there are: what comes first is read first."""
    ledger = REGISTRY[name]
    told = plan(ledger.rows(county, cycle)[:50], without=NOTHING_BUT_INDEXES)
    assert bool(re.search(r"(?<!Incremental )Sort  \(", told)) == (name in URGENT_FIRST), told


@everywhere
def test_a_list_counts_no_further_than_anybody_leafs(client, county, village, monkeypatch):
    for number in range(4):
        factories.make_member(village, f"王小{'一二三四'[number]}")
    client.force_login(county)
    ledger = REGISTRY["teammember"]
    assert "共<b>4</b>条" in re.sub(r"\s", "", client.get(ledger.url("list")).content.decode())
    monkeypatch.setattr(tables.ListPages, "most", 3)
    with CaptureQueriesContext(connection) as asked:
        said = re.sub(r"\s", "", client.get(ledger.url("list")).content.decode())
    assert "超过<b>3</b>条" in said
    assert "请用筛选或搜索缩小范围" in said
    assert any("LIMIT 4" in one["sql"] for one in asked if "COUNT" in one["sql"])
    assert "共<b>1</b>条(已筛选)" in re.sub(r"\s", "", client.get(ledger.url("list"), {"q": "王小四"}).content.decode())


@everywhere
def test_a_search_is_made_once_and_whole_rows_are_read_of_its_page_alone(client, county, village, monkeypatch):
    for number in range(5):
        factories.make_member(village, f"王小{'一二三四五'[number]}")
    factories.make_member(village, "李小六")
    client.force_login(county)
    monkeypatch.setattr(pages, "PER_PAGE", 2)

    def found(**asked):
        with CaptureQueriesContext(connection) as queries:
            said = client.get(REGISTRY["teammember"].url("list"), asked).content.decode()
        searched = sum("search_text" in one["sql"].partition("WHERE")[2] for one in queries)
        return re.findall("王小.|李小六", re.sub("<[^>]*>", "", said)), re.sub(r"\s", "", said), searched

    names, said, searched = found(q="wang")
    assert (names, searched) == (["王小一", "王小二"], 1)
    assert "共<b>5</b>条(已筛选)" in said
    assert found(q="wang", page=3)[0] == ["王小五"]
    assert found(q="王小", sort="-person__name", page=3)[0] == ["王小一"]
    assert found(q="没有这个人")[0] == []
    monkeypatch.setattr(tables.ListPages, "most", 4)
    assert "超过<b>4</b>条" in found(q="wang")[1]
    assert found(q="wang", page=9)[0] == ["王小三", "王小四"], "no further than anybody leafs"


@everywhere
def test_of_many_townships_one_is_typed_and_not_chosen_out_of_a_menu(client, county, village, monkeypatch):
    there = factories.make_village("白石村", factories.make_township("西坪乡"))
    for place, name in ((village, "王小一"), (there, "王小二")):
        factories.make_member(place, name)
    client.force_login(county)
    page = REGISTRY["teammember"].url("list")
    assert '<option value="' + str(there.township_id) in client.get(page).content.decode()
    monkeypatch.setattr(filters, "MANY", 1)
    marks.forget()  # the menu was drawn a moment ago
    assert '<option value="' + str(there.township_id) not in client.get(page).content.decode()
    for typed in ("西坪乡", there.township.code, str(there.township_id)):
        said = client.get(page, {"village__township": typed}).content.decode()
        assert "王小二" in said
        assert "王小一" not in said
    said = client.get(page, {"village__township": "东平乡"}).content.decode()
    assert "没有找到“东平乡”" in said


@everywhere
def test_the_auditors_menu_names_every_kind_of_object_once(village):
    at = timezone.now()
    for number, kind in enumerate(["b.b", "a.a", "", "b.b", "c.c"], 1):
        AuditEvent.objects.create(
            at=at, type="added", object_type=kind, previous="", hash=str(number), pk=10**6 + number
        )
    stored = set(AuditEvent.objects.values_list("object_type", flat=True)) - {""}
    assert kinds_of_objects() == sorted(stored)
    assert {"a.a", "b.b", "c.c"} <= stored


@postgres
def test_a_territory_is_found_by_the_beginning_of_its_path(village, clerk):
    there = factories.make_township("西坪乡")
    Village.all_rows.bulk_create(
        Village(township=there, name=f"村{number}", code=f"9{number:011}", path=f"{there.path}9{number:011}/")
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE villages_village")
    told = plan(Village.objects.visible_to(clerk).order_by())
    assert "Index Cond: (((path)::text ~>=~" in told, told
