"""Where rules are written: law, version, article apart; what papers name of them; sets and units they hold for."""

import json
from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from electioncycle.roles import Role
from elections.management.commands.decide_result import decided
from elections.rules.norms import Norm, Norms, for_unit
from elections.rules.shipped import norms_of
from elections.services.norms import Editions
from tests import factories
from tests.test_decide_result import EXAMPLES
from villages.models import Rule, RuleSet
from villages.rules.sources import Source, read
from villages.services import rule_sets

L18 = "村民委员会组织法(2018年修正)第十五条；2026年1月1日起施行的修订本条号已变，须核对"


@pytest.mark.parametrize(
    "text, parts",
    [
        (L18, ("村民委员会组织法", "2018年修正", "第十五条", "2026年1月1日起施行的修订本条号已变，须核对")),
        ("某法第十五条第二款", ("某法", "", "第十五条第二款", "")),
        ("农村集体经济组织法第二十九条；近亲属", ("农村集体经济组织法", "", "第二十九条", "近亲属")),
        ("全国未作规定，由省级办法规定", ("全国未作规定，由省级办法规定", "", "", "")),
        ("《信访工作条例》(2022年)，条款由县里核对", ("《信访工作条例》(2022年)，条款由县里核对", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_a_source_in_one_line_is_told_apart_and_what_cannot_be_stays_with_the_law(text, parts):
    assert read(text) == Source(*parts)
    assert read(str(read(text))) == read(text), "what is written out can be read again"


def test_papers_name_the_law_and_an_article_only_of_a_confirmed_value():
    assert read(L18).cited(unsure=True) == "村民委员会组织法(待确认)"
    assert read(L18).cited(unsure=False) == "村民委员会组织法第十五条"
    assert Norm("x", 1, "", True, None, Source("某法", "2025年", "第三条")).basis == "某法(待确认)"


def test_a_paper_of_relatives_names_the_text_that_is_old_and_no_article(db):
    rule = Rule(key="kin_pair_committee", label="亲属", value="村(居)委会成员与村(居)委会成员：配偶", unsure=True,
                law="某省选举办法", version="2020年", article="第九条")  # fmt: skip
    from_rows, _ = import_module("villages.rules.avoidance").read_rules([rule])
    assert from_rows[0].basis == "某省选举办法(待确认)"
    rule.unsure = False
    from_rows, _ = import_module("villages.rules.avoidance").read_rules([rule])
    assert from_rows[0].basis == "某省选举办法第九条"


# --- rows of an earlier product ---------------------------------------------------------------------------------------


@pytest.fixture
def migration():
    return import_module("villages.migrations.0002_rule_sources")


def test_rows_of_an_earlier_product_are_told_apart_and_nothing_of_them_is_lost(db, migration):
    row = factories.record(RuleSet(code="zhejiang", name="浙江", province="浙江省"), by=factories.clerk())
    other = factories.record(RuleSet(code="own", name="自定", province="某省"), by=factories.clerk())
    lines = {
        "runoff_share": L18,
        "party_quorum": "中国共产党基层组织选举工作条例(2020年)",
        "risk_stale_days": "县换届办工作要求，由各县确定",
        "term_years": "长" * 190 + "第十一条" + "又" * 6,
        "proxy_days": "",
    }
    for key, source in lines.items():
        Rule.objects.create(rule_set=row, key=key, label=key, value=1, law=source, unsure=key == "term_years")
    migration.told_apart(apps, SimpleNamespace(connection=connection))
    found = {rule.key: rule for rule in row.rules.all()}
    assert found["runoff_share"].source == read(L18)
    assert (found["party_quorum"].law, found["party_quorum"].version) == ("中国共产党基层组织选举工作条例", "2020年")
    assert found["risk_stale_days"].law == lines["risk_stale_days"], "what cannot be told apart stays"
    assert all(str(rule.source) == lines[key] for key, rule in found.items())
    assert [found[key].confirmed_by for key in ("runoff_share", "party_quorum", "risk_stale_days")] == [
        "civil", "organization", "office",
    ]  # fmt: skip
    assert [rule.unsure for rule in found.values()] == [key == "term_years" for key in found]
    dates = RuleSet.objects.in_bulk([row.pk, other.pk])
    assert (dates[row.pk].texts_before, dates[other.pk].texts_before) == (date(2025, 10, 28), None)


# --- an edition and the engine ----------------------------------------------------------------------------------------


@pytest.fixture
def admin(db):
    return factories.make_user(Role.COUNTY_ADMIN, factories.make_county())


@pytest.fixture
def drafts(admin):
    return {row.code: row for row in rule_sets.ship_rule_sets(by=admin)}


def test_an_edition_says_to_the_engine_what_the_shipped_set_says(drafts):
    assert set(drafts) == {"sichuan", "zhejiang", "shanghai", "henan", "beijing", "national"}
    for code, row in drafts.items():
        said = {(one.key, one.since): one for one in Editions().own(row.pk)}
        assert said == {(one.key, one.since): one for one in norms_of(code)}
        assert all(one.text.note or one.text.law for one in said.values())


def test_an_exported_edition_decides_as_the_edition_itself(client, admin, drafts):
    client.force_login(admin)
    answer = client.get(f"/rules/{drafts['zhejiang'].pk}/export/")
    told = json.loads(answer.content)
    assert (told["code"], answer["Content-Type"]) == ("zhejiang", "application/json")
    assert {one.basis for one in norms_of(told) if one.source} == {one.basis for one in norms_of("zhejiang")}
    example = next(one["input"] for one in EXAMPLES if one["input"].get("rule_set") == "zhejiang")
    assert decided(example | {"rule_set": told}) == decided(example)


def test_sichuan_has_its_title_and_leaves_open_what_nobody_read(drafts):
    rules = {rule.key: rule for rule in drafts["sichuan"].rules.all()}
    assert rules["province_text"].law == "四川省村民委员会选举条例"
    for key in ("runoff_days", "candidates_days", "proxy_days", "withdrawal_days", "kin_pair_committee"):
        assert rules[key].value in (None, ""), key


def test_residents_go_by_their_own_rules_and_else_by_the_villagers_with_a_word_that_says_so():
    norms = [
        Norm("turnout_over", "1/2", "村民委员会组织法第十五条"), Norm("runoff_days", 10, "村民委员会选举规程"),
        Norm("community_turnout_over", "2/3", "城市居民委员会组织法第九条"), Norm("community_runoff_days", None),
        Norm("party_quorum", "4/5", "中国共产党基层组织选举工作条例"), Norm("vacancy_by", "none", "全国未作规定"),
    ]  # fmt: skip
    village, community = (Norms(for_unit(norms, community=one), None) for one in (False, True))
    assert (str(village.share("turnout_over")), str(community.share("turnout_over"))) == ("超过1/2", "超过2/3")
    assert (village.whole("runoff_days"), community.whole("runoff_days")) == (10, 10)
    assert village.basis("turnout_over") == "(依据：村民委员会组织法第十五条)"
    assert community.basis("turnout_over") == "(依据：城市居民委员会组织法第九条)"
    assert community.basis("runoff_days") == "(依据：参照村民委员会选举规程(待确认))"
    assert community.basis("party_quorum") == village.basis("party_quorum")
    assert community.basis("vacancy_by") == "(依据：全国未作规定)"
    assert not any(key.startswith("community_") for key in village.known)


def test_a_result_of_a_community_is_told_by_the_residents_law():
    sheet = next(one["input"] for one in EXAMPLES if one["no"] == "V8") | {"issued": 407, "voted": 407}
    own = {"rules": {"community_turnout_over": "3/4"}}
    assert decided(sheet | own | {"community": False})["valid"]
    assert not decided(sheet | own | {"community": True})["valid"]
