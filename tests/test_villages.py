"""The registry's own procedures: cycles, rules, the village's page, coverage of posts, moves and mergers, persons."""

from datetime import date

import pytest

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from tests import factories
from tests.moving import seen
from villages.models import (
    Contact,
    Cycle,
    KindItem,
    LastTermFigures,
    ResponsibilityPost,
    RuleSet,
    TeamMember,
    VillageProfile,
)
from villages.services import cycles, places, rule_sets

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]


@pytest.fixture
def county():
    return factories.make_county()


@pytest.fixture
def admin(county):
    return factories.make_user(Role.COUNTY_ADMIN, county)


@pytest.fixture
def second_admin(county):
    return factories.make_user(Role.COUNTY_ADMIN, county)


@pytest.fixture
def draft(admin):
    return next(row for row in rule_sets.ship_rule_sets(by=admin) if row.code == "zhejiang")


class TestRuleSets:
    def test_the_shipped_sets_name_a_source_for_every_value(self, draft):
        rules = {rule.key: rule for rule in draft.rules.all()}
        assert (rules["runoff_days"].value, rules["runoff_days"].unsure) == (30, True)
        assert rules["runoff_days"].article == "第二十九条"
        sichuan = RuleSet.objects.get(code="sichuan")
        assert rule_sets.values_of(sichuan)["runoff_days"] is None, "its new text was not read"
        assert all(rule.source for row in RuleSet.objects.all() for rule in row.rules.all())
        assert rule_sets.ship_rule_sets(by=factories.clerk()) == []

    def test_a_second_person_publishes_what_the_first_proposed(self, draft, admin, second_admin):
        with pytest.raises(Refused, match="还没有人提交"):
            rule_sets.EDITIONS.publish(draft, by=second_admin)
        rule_sets.EDITIONS.propose(draft, by=admin, effective_from=date(2026, 10, 1))
        with pytest.raises(Refused, match="另一人"):
            rule_sets.EDITIONS.publish(draft, by=admin)
        assert rule_sets.EDITIONS.publish(draft, by=second_admin).state == "published"

    def test_a_change_after_the_proposal_needs_a_new_one(self, draft, admin, second_admin):
        rule_sets.EDITIONS.propose(draft, by=admin, effective_from=date(2026, 10, 1))
        rule_sets.add_rule(draft, key="proxy_note", label="委托说明", value="书面", by=admin)
        with pytest.raises(Refused, match="又有改动"):
            rule_sets.EDITIONS.publish(draft, by=second_admin)

    def test_the_next_edition_replaces_the_last_and_the_two_compare(self, client, draft, admin, second_admin):
        rule_sets.EDITIONS.propose(draft, by=admin, effective_from=date(2026, 10, 1))
        first = rule_sets.EDITIONS.publish(draft, by=second_admin)
        second = rule_sets.EDITIONS.begin_next(first, by=admin)
        rule = second.rules.get(key="proxy_max")
        client.force_login(admin)
        grid = {f"{name}-{rule.pk}": getattr(rule, name) for name in ("label", "unit", "law")}
        answer = client.post(f"/rules/{second.pk}/save/", {**grid, f"value-{rule.pk}": "2", "version": second.version})
        assert answer.status_code == 302
        text = client.get(f"/rules/{second.pk}/compare/{first.pk}/").content.decode()
        assert "3人" in text
        assert "2人" in text
        assert "3→2" in RuleSet.objects.get(pk=second.pk).history.first().history_change_reason
        second.refresh_from_db()
        rule_sets.EDITIONS.propose(second, by=admin, effective_from=date(2027, 1, 1))
        rule_sets.EDITIONS.publish(second, by=second_admin)
        first.refresh_from_db()
        assert first.state == "retired"

    def test_a_published_set_cannot_be_edited(self, client, admin):
        row = factories.make_rule_set()
        client.force_login(admin)
        assert (
            client.post(f"/rules/{row.pk}/add/", seen(row) | {"key": "x", "label": "甲", "value": "1"}).status_code
            == 422
        )

    def test_a_township_reads_rules_and_changes_none(self, client, draft):
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township()))
        assert client.get(f"/rules/{draft.pk}/").status_code == 200
        assert client.post(f"/rules/{draft.pk}/new-edition/").status_code == 403


@pytest.fixture
def village():
    return factories.make_village()


class TestCycles:
    def test_a_cycle_opens_only_with_published_rules_and_batches(self, county, admin, draft):
        cycle = factories.make_cycle(county, state="preparing")
        KindItem.objects.filter(cycle=cycle, kind="batch").delete()
        cycle.rule_set = draft
        cycle.save()
        with pytest.raises(Refused) as refusal:
            cycles.open_cycle(cycle, by=admin)
        assert "规则集" in str(refusal.value)
        assert "批次" in str(refusal.value)
        cycles.add_default_lists(cycle, by=admin)
        Cycle.objects.filter(pk=cycle.pk).update(rule_set=factories.make_rule_set())
        assert cycles.open_cycle(cycle, by=admin).state == "open"

    def test_default_lists_bring_the_chosen_posts_only_once(self, county, admin):
        cycle = factories.make_cycle(county, state="preparing")
        KindItem.objects.filter(cycle=cycle).delete()
        assert cycles.add_default_lists(cycle, by=admin, groups=["三个一"]) > 20
        posts = KindItem.objects.filter(cycle=cycle, kind="responsibility")
        assert [item.name for item in posts] == ["联系领导", "驻村干部", "民警"]
        assert cycles.add_default_lists(cycle, by=admin, groups=["三个一"]) == 0
        assert KindItem.objects.filter(cycle=cycle, kind="risk_kind", unsure=True).count() == 4

    def test_a_closed_cycle_is_read_only_until_two_persons_reopen_it(self, client, village, admin, second_admin):
        member = factories.make_member(village)
        cycle = member.cycle
        client.force_login(admin)
        assert client.post(f"/villages/cycle/{cycle.pk}/close/", seen(cycle) | {"reason": ""}).status_code == 422
        assert (
            client.post(f"/villages/cycle/{cycle.pk}/close/", seen(cycle) | {"reason": "换届结束"}).status_code == 302
        )
        with pytest.raises(Refused, match="已关闭"):
            factories.make_member(village, "李新人")
        client.post(f"/villages/cycle/{cycle.pk}/ask-reopening/", seen(cycle) | {"reason": "更正错漏"})
        assert client.post(f"/villages/cycle/{cycle.pk}/reopen/", seen(cycle)).status_code == 422
        client.force_login(second_admin)
        assert client.post(f"/villages/cycle/{cycle.pk}/reopen/", seen(cycle)).status_code == 302
        assert Cycle.objects.get(pk=cycle.pk).state == "open"
        assert client.get(f"/villages/cycle/{cycle.pk}/").status_code == 200

    def test_only_the_county_admin_closes(self, client, village, county):
        cycle = factories.cycle_for(village)
        client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
        assert (
            client.post(f"/villages/cycle/{cycle.pk}/close/", seen(cycle) | {"reason": "换届结束"}).status_code == 403
        )

    def test_the_next_cycle_takes_over_team_figures_and_lists(self, village, admin):
        factories.make_profile(village, batch=factories.kind(factories.cycle_for(village), "batch"))
        factories.make_member(village, appraisal_3="excellent", votes_excellent=30, wish="stay")
        factories.make_post(village)
        factories.make_contact(village.township)
        last = factories.cycle_for(village)
        cycle = cycles.start_from_last(
            last,
            by=admin,
            name="2031年换届",
            rule_set=factories.make_rule_set(),
            starts_on=date(2031, 10, 1),
            reference_date=date(2031, 10, 1),
        )
        member = TeamMember.objects.get(cycle=cycle)
        assert (member.person.name, member.party_post) == ("张建国", "secretary")
        assert (member.appraisal_3, member.votes_excellent, member.wish) == ("", None, "unknown")
        profile = VillageProfile.objects.get(cycle=cycle)
        assert (profile.households, profile.batch) == (320, None)
        figures = LastTermFigures.objects.get(cycle=cycle)
        assert (figures.members, figures.one_shoulder, figures.college_up) == (1, True, 1)
        assert KindItem.objects.filter(cycle=cycle).count() == KindItem.objects.filter(cycle=last).count()
        assert Contact.objects.get(cycle=cycle).role.cycle == cycle
        assert not ResponsibilityPost.objects.filter(cycle=cycle).exists()

    def test_posts_come_along_by_choice(self, village, admin):
        factories.make_post(village, visits=9)
        cycle = cycles.start_from_last(
            factories.cycle_for(village),
            by=admin,
            name="2031年换届",
            rule_set=factories.make_rule_set(),
            starts_on=date(2031, 10, 1),
            reference_date=date(2031, 10, 1),
            carry_posts=True,
        )
        post = ResponsibilityPost.objects.get(cycle=cycle)
        assert (post.name, post.visits, post.kind.cycle) == ("李联村", 0, cycle)

    def test_switching_reaches_only_ones_own_cycles(self, client, village, county):
        first, second = factories.make_cycle(county), factories.make_cycle(county, "2021年换届", state="preparing")
        foreign = factories.make_cycle(factories.make_county("990202", "邻县"))
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        answer = client.post("/cycles/switch/", {"cycle": second.pk, "next": "/villages/"})
        assert answer.headers["Location"] == "/villages/"
        assert client.get("/villages/").context["cycle"] == second
        assert client.post("/cycles/switch/", {"cycle": foreign.pk}).status_code == 422
        outside = client.post("/cycles/switch/", {"cycle": first.pk, "next": "//evil.example/"})
        assert outside.headers["Location"] == "/"

    def test_targets_are_the_countys_to_set(self, client, village, admin):
        cycle = factories.cycle_for(village)
        client.force_login(admin)
        data = {"version": cycle.version, "mean_age": "45.5", "women": "1", "one_shoulder": "on"}
        assert client.post(f"/villages/cycle/{cycle.pk}/targets/", data).status_code == 302
        cycle.refresh_from_db()
        assert cycle.targets == {"mean_age": 45.5, "women": 1, "one_shoulder": True}


def get(client, url, **data):
    answer = client.get(url, data)
    assert answer.status_code == 200, answer.content.decode()[-1500:]
    return answer.content.decode()


class TestTheVillagesPage:
    def test_it_shows_every_ledger_of_the_village_and_ways_to_enter(self, client, village):
        factories.make_member(village)
        factories.make_profile(village)
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        text = get(client, f"/villages/{village.pk}/")
        for word in ("青山村", "东河镇", "张建国", "320", "现任班子", "包联责任人", f"?village={village.pk}"):
            assert word in text

    def test_it_costs_the_same_queries_however_much_is_entered(self, client, village):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.force_login(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
        factories.make_member(village)
        factories.make_post(village)

        def cost():
            get(client, f"/villages/{village.pk}/")  # what there is to do is counted once after a change
            with CaptureQueriesContext(connection) as queries:
                get(client, f"/villages/{village.pk}/")
            return len(queries)

        cost()
        one = cost()
        for number in range(5):
            factories.make_member(village, f"李{number}")
            factories.make_post(village, name=f"王{number}")
        assert cost() == one

    def test_another_townships_village_does_not_exist(self, client, village):
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡")))
        assert client.get(f"/villages/{village.pk}/").status_code == 404

    def test_a_reader_finds_no_way_to_enter(self, client, village):
        factories.cycle_for(village)
        offered = {}
        for role in (Role.COUNTY_READER, Role.COUNTY_CLERK):
            client.force_login(factories.make_user(role, village.township.parent))
            shown = get(client, f"/villages/{village.pk}/")
            offered[role] = {ledger.name for ledger in REGISTRY.values() if f"/{ledger.path}new/" in shown}
        assert offered[Role.COUNTY_READER] == set()
        assert {"teammember", "riskpoint"} <= offered[Role.COUNTY_CLERK]

    def test_it_prints(self, client, village):
        factories.make_member(village)
        client.force_login(factories.make_user(Role.COUNTY_READER, village.township.parent))
        assert client.get(f"/villages/{village.pk}/print/").content.startswith(b"%PDF-")


class TestCoverage:
    def test_gaps_totals_and_doubles(self, client, village):
        other = factories.make_village("白石村")
        for position in range(4):
            factories.make_post(village, position, name=f"陈{position}", unit="县水利局")
        factories.make_post(other, 0, name="陈0", unit="县水利局")
        factories.make_post(other, 1, name="陈1", unit="县林业局")
        number = factories.id_number()
        factories.make_post(other, 2, name="吴一", id_number=number)
        factories.make_post(factories.make_village("清溪村"), 2, name="吴乙", id_number=number)
        client.force_login(factories.make_user(Role.COUNTY_READER, village.township.parent))
        found = client.get("/villages/posts/coverage/").context["found"]
        assert (len(found.lines), found.complete, found.posts, found.cadres) == (3, 1, 8, 6)
        assert dict(found.missing) == {"县级领导": 1, "帮扶部门分管负责人": 1, "第一书记": 0, "乡镇联村领导": 2}
        assert (found.holders[0].name, found.holders[0].villages) == ("陈0", ("青山村", "白石村"))
        titles = [double.title for double in found.doubles]
        assert any("陈1" in title for title in titles)
        assert any("身份证号相同" in title for title in titles)
        text = get(client, "/villages/posts/coverage/", gaps=1)
        assert "东河镇差2个村(社区)：白石村、清溪村" in text
        assert "青山村</a>" not in text.split("包联村数最多")[0]

    def test_a_village_that_does_not_take_part_is_no_gap(self, client, village):
        factories.make_profile(village, takes_part=False)
        client.force_login(factories.make_user(Role.COUNTY_READER, village.township.parent))
        assert client.get("/villages/posts/coverage/").context["found"].lines == []

    def test_workbook_and_print(self, client, village):
        factories.make_post(village)
        client.force_login(factories.make_user(Role.COUNTY_READER, village.township.parent))
        assert client.get("/villages/posts/coverage/export/").content.startswith(b"PK")
        assert client.get("/villages/posts/coverage/print/").content.startswith(b"%PDF-")

    def test_a_township_sees_its_own_villages_only(self, client, village):
        factories.make_post(factories.make_village("白石村", factories.make_township("西坪乡")))
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        assert "西坪乡" not in get(client, "/villages/posts/coverage/")

    def test_one_cadre_stands_in_one_post_once(self, village):
        from django.db import IntegrityError

        factories.make_post(village)
        with pytest.raises(IntegrityError):
            factories.make_post(village)


class TestMovesAndMergers:
    def test_a_moved_village_takes_its_rows_along(self, client, village, admin):
        member = factories.make_member(village)
        west = factories.make_township("西坪乡")
        clerk = factories.make_user(Role.TOWNSHIP_CLERK, west)
        client.force_login(clerk)
        assert client.get(f"/villages/teammember/{member.pk}/").status_code == 404
        client.force_login(admin)
        form = {"township": west.pk, "reason": "县政府批复〔2026〕3号"}
        assert client.post(f"/villages/{village.pk}/move/", seen(village) | form).status_code == 302
        village.refresh_from_db()
        assert village.path == f"{west.path}{village.code}/"
        client.force_login(clerk)
        assert client.get(f"/villages/teammember/{member.pk}/").status_code == 200
        assert village.history.first().history_change_reason == "县政府批复〔2026〕3号"

    def test_a_move_is_refused_with_its_reason(self, village, admin):
        west = factories.make_township("西坪乡")
        factories.make_village("青山村", west)
        abroad = factories.make_township("南镇", factories.make_county("990202", "邻县"))
        for township, said in ((village.township, "本来就在"), (west, "同名"), (abroad, "不在本县")):
            with pytest.raises(Refused, match=said):
                places.move_village(village, township=township, by=admin, reason="批复")

    def test_a_merger_moves_team_and_posts_and_keeps_the_past(self, client, village, admin):
        kept = factories.make_village("白石村")
        member = factories.make_member(village)
        factories.make_profile(village)
        factories.make_profile(kept)
        factories.make_post(village)
        factories.make_post(kept)
        draft = factories.make_analysis(village)
        client.force_login(admin)
        form = {"into": kept.code, "on": "2026-06-30", "reason": "村级建制调整"}
        answer = client.post(f"/villages/{village.pk}/merge/", seen(village) | form)
        assert answer.status_code == 302, answer.context["form"].errors
        village.refresh_from_db()
        member.refresh_from_db()
        assert (village.merged_into, village.valid_to) == (kept, date(2026, 6, 30))
        assert (member.village, member.former_village) == (kept, "青山村")
        assert ResponsibilityPost.objects.filter(village=kept).count() == 1
        assert VillageProfile.objects.get(village=kept).merged_from == "由白石村、青山村合并"
        assert not VillageProfile.objects.get(village=village).takes_part
        assert not type(draft).objects.filter(pk=draft.pk).exists()
        assert "已并入白石村" in get(client, f"/villages/{village.pk}/")
        assert "青山村" in get(client, f"/villages/{kept.pk}/")
        assert client.post(f"/villages/{village.pk}/merge/", seen(village) | form).status_code == 422

    def test_a_merger_takes_along_what_waits_for_an_approval(self, client, village, admin):
        kept = factories.make_village("白石村")
        first, waiting = (factories.make_problem(village, number=number) for number in ("1", "2"))
        line = factories.make_line(village, waiting)
        type(waiting).objects.filter(pk=waiting.pk).update(state="applied")
        client.force_login(admin)
        form = {"into": kept.code, "on": "2026-06-30", "reason": "村级建制调整"}
        assert client.post(f"/villages/{village.pk}/merge/", seen(village) | form).status_code == 302
        for row in (first, waiting, line):
            assert type(row).objects.get(pk=row.pk).village == kept
        assert type(waiting).objects.get(pk=waiting.pk).state == "applied"

    def test_a_merger_is_refused_with_its_reason(self, village, admin):
        abroad = factories.make_village(
            "南村", factories.make_township("南镇", factories.make_county("990202", "邻县"))
        )
        day = date(2026, 6, 30)
        with pytest.raises(Refused, match="自己"):
            places.merge_village(village, into=village, on=day, by=admin, reason="调整")
        with pytest.raises(Refused, match="跨县"):
            places.merge_village(village, into=abroad, on=day, by=admin, reason="调整")
        with pytest.raises(Refused, match="原因"):
            places.merge_village(village, into=abroad, on=day, by=admin, reason="")

    def test_a_provisional_code_becomes_real(self, client, admin, village):
        new = factories.make_village("新桥村", code="")
        assert new.provisional
        client.force_login(admin)
        taken = {"code": village.code, "reason": "取得代码"}
        assert client.post(f"/villages/{new.pk}/code/", seen(new) | taken).status_code == 422
        answer = client.post(f"/villages/{new.pk}/code/", seen(new) | {"code": "990101100299", "reason": "取得代码"})
        assert answer.status_code == 302
        new.refresh_from_db()
        assert (new.provisional, new.path.endswith("/990101100299/")) == (False, True)

    def test_a_township_that_gets_a_new_code_keeps_its_villages_under_it(self, client, admin, village):
        township = village.township
        client.force_login(admin)
        form = {"code": "990101188", "reason": "撤乡设镇"}
        assert client.post(f"/villages/area/{township.pk}/code/", seen(township) | form).status_code == 302
        village.refresh_from_db()
        assert village.path == f"/990101/990101188/{village.code}/"

    def test_a_township_moved_to_another_county_takes_its_villages_along(self, admin, village):
        neighbour = factories.make_county("990202", "邻县")
        places.move_area(village.township, parent=neighbour, by=admin, reason="区划调整")
        village.refresh_from_db()
        assert village.path.startswith("/990202/")

    def test_codes_and_townships_are_not_changed_by_the_plain_form(self, client, admin, village):
        client.force_login(admin)
        form = {"township": village.township_id, "code": "990101100288", "name": "青山村", "kind": "village"}
        answer = client.post(f"/villages/{village.pk}/edit/", {**form, "position": 1, "version": village.version})
        assert answer.status_code == 422
        assert "变更代码" in answer.content.decode()

    def test_a_township_clerk_moves_nothing(self, client, village):
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        for page in ("move", "merge", "code"):
            assert client.get(f"/villages/{village.pk}/{page}/").status_code == 403


def picture(kind="JPEG"):
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (120, 160), "#888").save(data, kind)
    data.name = "照片.jpg"
    data.seek(0)
    return data


class TestPersons:
    def test_a_portrait_is_shown_to_whoever_sees_the_member(self, client, village):
        member = factories.make_member(village)
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        url = f"/villages/teammember/{member.pk}/photo/"
        assert client.get(url).status_code == 404
        assert client.post(f"{url}new/", seen(member) | {"photo": picture()}).status_code == 302
        answer = client.get(url)
        assert (answer["Content-Type"], answer.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
        assert url in get(client, f"/villages/teammember/{member.pk}/")
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡")))
        assert client.get(url).status_code == 404

    def test_what_is_no_picture_is_refused(self, client, village):
        from io import BytesIO

        member = factories.make_member(village)
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        letter = BytesIO(b"%PDF-1.4 letter")
        letter.name = "信.pdf"
        for sent in ({"photo": letter}, {}):
            answer = client.post(f"/villages/teammember/{member.pk}/photo/new/", seen(member) | sent)
            assert answer.status_code == 422

    def test_family_members_stand_in_a_table(self, client, village):
        member = factories.make_member(village, person={"family": "妻子 李梅 1976-03 群众 务农 在家"})
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        assert "<td>务农 在家</td>" in get(client, f"/villages/teammember/{member.pk}/")

    def test_a_number_held_twice_is_seen_by_the_county_alone(self, client, village):
        number = factories.id_number()
        factories.make_member(village, person={"id_number": number})
        west = factories.make_village("白石村", factories.make_township("西坪乡"))
        factories.make_member(west, "张见国", person={"id_number": number})
        client.force_login(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
        text = get(client, "/villages/team/held-twice/")
        assert "号同名不同" in text
        assert number not in text
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        assert client.get("/villages/team/held-twice/").status_code == 403

    def test_a_member_without_any_post_is_refused(self, client, village):
        factories.cycle_for(village)
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        none = dict.fromkeys(("party_post", "committee_post", "supervision_post", "collective_post"), "none")
        form = {"village": village.pk, "person__name": "张三", "person__sex": "male", "wish": "unknown", **none}
        answer = client.post("/villages/teammember/new/", form)
        assert answer.status_code == 422
        assert "至少有一项职务" in answer.content.decode()

    @pytest.mark.parametrize(
        "number, said",
        [
            ("110105194912310021", "校验位"),
            ("110105194913310029", "出生日期"),
            ("11010519491231", "18 位"),
            ("110105491231002", "15 位"),
        ],
    )
    def test_a_number_that_cannot_be_right_is_refused_in_words(self, client, village, number, said):
        factories.cycle_for(village)
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        form = {"village": village.pk, "person__name": "张三", "person__sex": "female", "person__id_number": number}
        posts = {"party_post": "member", "committee_post": "none", "supervision_post": "none"}
        answer = client.post(
            "/villages/teammember/new/", {**form, **posts, "collective_post": "none", "wish": "unknown"}
        )
        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_sex_and_birth_must_agree_with_the_number(self, client, village):
        factories.cycle_for(village)
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        form = {"village": village.pk, "person__name": "张三", "person__sex": "male", "wish": "unknown"}
        form |= {"person__id_number": "11010519491231002x", "person__birth": "1950-01-01", "party_post": "member"}
        none = dict.fromkeys(("committee_post", "supervision_post", "collective_post"), "none")
        answer = client.post("/villages/teammember/new/", form | none)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "性别与身份证号不一致" in text
        assert "出生年月与身份证号不一致" in text
        right = {"person__sex": "female", "person__birth": "1949-12-01"}
        assert client.post("/villages/teammember/new/", form | none | right).status_code == 302
        person = TeamMember.objects.get().person
        assert (person.id_number[-1], person.birth) == ("X", date(1949, 12, 31))


def test_the_to_do_list_counts_villages_without_entries(village):

    factories.make_village("白石村")
    factories.make_member(village)
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    cycle = factories.cycle_for(village)
    found = {name: [due.count for due in REGISTRY[name].due(clerk, cycle)] for name in ("teammember", "villageprofile")}
    assert found == {"teammember": [1], "villageprofile": [2]}
    reader = factories.make_user(Role.COUNTY_READER, village.township.parent)
    assert list(REGISTRY["teammember"].due(reader, cycle)) == []
