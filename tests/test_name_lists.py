"""Names of proxies and of roving-box voters: kept only where the county says so, apart, and erased when it is over."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from docx import Document

from electioncycle.disclosure import retention
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.rows import LedgerModel
from electioncycle.roles import Action, Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.security.privacy import EncryptedField
from elections.models import CandidacyReview, Defect, Dispute, Election, ListedName, NameList, VillageDraft
from elections.periodic import erase_listed_names
from elections.services import checking, facts
from elections.services.defects import mark_defect
from tests import factories
from tests.guards import covered
from tests.test_polling_preparation import begin_vote, give_rules, stands, words

__all__ = ["stands"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def election(village, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 12, 16))
    found = factories.make_regular(village)
    give_rules(found.cycle.rule_set, proxy_names=True, mobile_box_names=True)
    return found


def open_list(client, user, village, kind="proxies"):
    client.force_login(user)
    client.post(reverse("namelist_add"), {"village": village.pk, "kind": kind})
    return NameList.objects.filter(village=village, kind=kind).first()


def act(client, user, row, move, **data):
    client.force_login(user)
    version = NameList.all_rows.get(pk=row.pk).version
    return client.post(reverse("namelist_move", args=[row.pk, move]), {"version": version, **data}, follow=True)


def lines(*each):
    """Lines as the form sends them: voter, group, holder, whether the holder is fit."""
    names = ("name", "group", "holder", "fit")
    return {f"{name}-{place}": text for place, one in enumerate(each) for name, text in zip(names, one, strict=False)}


def found(election):
    rows = Election.objects.filter(pk=election.pk)
    return {one.code: one.words for own in checking.findings(rows).values() for one in own}


def end(election, by):
    at = datetime(2026, 12, 16, 15, 0, tzinfo=timezone.get_current_timezone())
    facts.record_announcement(election, at=at, announcer="张主任", announced="complete", by=by)


# --- who keeps and reads them --------------------------------------------------------------------------------------


def test_without_the_countys_word_no_name_is_kept(client, election, village, clerk):
    give_rules(election.cycle.rule_set, proxy_names=False)
    client.force_login(clerk)
    answer = client.post(reverse("namelist_add"), {"village": village.pk, "kind": "proxies"})
    assert "县里没有开启登记这类姓名" in words(answer)
    assert open_list(client, clerk, village) is None
    assert open_list(client, clerk, village, "roving") is not None


def test_only_assigned_readers_see_the_names_and_each_reading_is_recorded(client, election, village, clerk):
    row = open_list(client, clerk, village)
    act(client, clerk, row, "add_names", **lines(("周委托", "3组", "吴受托", "fit")))
    address = reverse("namelist_detail", args=[row.pk])
    assert "周委托" in words(client.get(address))
    assert AuditEvent.objects.filter(type=Event.READ, actor=clerk.pk, object_id=row.pk).exists()
    colleague = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(colleague)
    assert client.get(address).status_code == 404
    assert client.post(reverse("namelist_move", args=[row.pk, "add_names"]), {"version": 1}).status_code == 404
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, village.township.parent))
    sent = {"row": row.pk, "user": colleague.pk, "act": "assign", "version": NameList.all_rows.get(pk=row.pk).version}
    client.post(reverse("name_list_readers"), sent)
    client.force_login(colleague)
    assert "周委托" in words(client.get(address))


def test_names_are_in_no_search_history_export_or_panel(client, election, village, clerk):
    row = open_list(client, clerk, village)
    act(client, clerk, row, "add_names", **lines(("周委托", "3组", "吴受托", "fit")))
    ledger = REGISTRY["namelist"]
    assert not {Action.EXPORT, Action.PRINT, Action.IMPORT} & ledger.actions
    for address in (
        f"{ledger.url('list')}?q=周委托",
        reverse("namelist_history", args=[row.pk]),
        reverse("village_detail", args=[village.pk]),
        reverse("polling_preparation", args=[election.pk]),
        reverse("election_detail", args=[election.pk]),
    ):
        page = words(client.get(address, follow=True))
        assert "吴受托" not in page, address
        assert page.replace("q=周委托", "").replace('value="周委托"', "").count("周委托") == 0, address
    kept = [str(list(model.objects.values_list())) for model in (NameList.history.model, AuditEvent)]
    assert not [text for text in kept if "周委托" in text or "吴受托" in text]


def test_a_reader_prints_the_list_to_be_posted_and_nobody_else_does(client, election, village, clerk):
    row = open_list(client, clerk, village, "roving")
    factories.make_box(village, name="流动票箱1", election=election)
    factories.make_staff_of_election(village, name="王强", box="流动票箱1", election=election)
    act(client, clerk, row, "add_names", **{"name-0": "周委托", "group-0": "5组", "box-0": "流动票箱1"})
    address = reverse("namelist_paper", args=[row.pk, "docx"])
    told = Document(BytesIO(client.get(address).content))
    assert [[cell.text for cell in table.rows[1].cells] for table in told.tables] == [
        ["1", "周委托", "5组", "流动票箱1"],
        ["流动票箱1", "王强"],
    ]
    assert AuditEvent.objects.filter(type=Event.READ, actor=clerk.pk, details__how="print").exists()
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    assert client.get(address).status_code == 404


# --- what is typed -------------------------------------------------------------------------------------------------


def test_lines_are_kept_all_together_or_not_at_all(client, election, village, clerk):
    row = open_list(client, clerk, village)
    good = ("周委托", "3组", "吴受托", "fit")
    for bad, said in (
        (("郑一", "", "", ""), "第2行没有填写受托人"),
        (("", "", "吴受托", ""), "第2行没有填写委托人"),
        (("甲?明", "", "吴受托", ""), "第2行委托人"),
        (("吴受托", "", "吴受托", ""), "同名"),
        (("周委托", "3组", "钱二", ""), "第2行的人已在名单上"),
    ):
        assert said in words(act(client, clerk, row, "add_names", **lines(good, bad))), bad
        assert not ListedName.objects.exists()
    assert "没有填写姓名" in words(act(client, clerk, row, "add_names"))
    assert "已登记2人" in words(act(client, clerk, row, "add_names", **lines(good, ("周委托", "4组", "钱二", ""))))
    assert NameList.all_rows.get(pk=row.pk).entries == 2
    first = ListedName.objects.order_by("id")[0]
    act(client, clerk, row, "remove_name", line=first.pk)
    assert NameList.all_rows.get(pk=row.pk).entries == 1


def test_holders_are_checked_just_inside_and_just_outside_the_rules(client, election, village, clerk, stands):
    row = open_list(client, clerk, village)
    stands(factories.make_person("李明"))
    three = [(f"委托{number}", "1组", "吴受托", "fit") for number in "甲乙丙"]
    act(client, clerk, row, "add_names", **lines(*three))
    assert not {"F.204", "F.205", "F.206", "F.208"} & set(found(election))
    act(client, clerk, row, "add_names", **lines(("委托丁", "1组", "吴受托", "fit")))
    assert found(election)["F.204"] == "1名受托人接受委托超过规定人数。"
    act(client, clerk, row, "add_names", **lines(("委托戊", "1组", "李明", "unfit")))
    assert {"F.205", "F.206"} <= set(found(election))
    assert "F.208" not in found(election)
    act(
        client, clerk, row, "add_names", **lines(("吴受托", "1组", "钱二", "fit"))
    )  # who holds proxies gives his own away
    assert "F.208" in found(election)
    page = words(client.get(reverse("namelist_detail", args=[row.pk])))
    assert all(code in page for code in ("F.204", "F.205", "F.206", "F.208"))


def test_a_voter_on_the_roving_list_who_also_gave_a_proxy_is_found_by_name_and_group(client, election, village, clerk):
    proxies, roving = open_list(client, clerk, village), open_list(client, clerk, village, "roving")
    act(client, clerk, proxies, "add_names", **lines(("周委托", "3组", "吴受托", "fit")))
    act(client, clerk, roving, "add_names", **{"name-0": "周委托", "group-0": "5组", "box-0": "流动票箱1"})
    assert "F.208" not in found(election)
    act(client, clerk, roving, "add_names", **{"name-0": "周委托", "group-0": "3组", "box-0": "流动票箱1"})
    assert found(election)["F.208"].startswith("1名登记参加选举的人")


# --- erased --------------------------------------------------------------------------------------------------------


def kept(row):
    return ListedName.objects.filter(of=row).count()


def test_names_are_erased_when_the_election_is_over_and_what_they_came_to_stays(client, election, village, clerk):
    row = open_list(client, clerk, village)
    act(client, clerk, row, "add_names", **lines(("周委托", "3组", "吴受托", "unfit")))
    erase_listed_names()
    assert kept(row) == 1
    end(election, clerk)
    erase_listed_names()
    row = NameList.all_rows.get(pk=row.pk)
    assert (kept(row), row.entries, row.found) == (0, 1, {"unfit": 1})
    assert row.erased_at
    assert found(election)["F.206"] == "1名受托人没有在本村(社区)登记参加选举，或者不是规定的亲属。"
    client.force_login(clerk)
    assert "姓名已于" in words(client.get(reverse("namelist_detail", args=[row.pk])))
    assert "清除" in words(act(client, clerk, row, "add_names", **lines(("郑一", "", "钱二", ""))))
    assert kept(row) == 0


@pytest.mark.parametrize("first", ["proxies", "roving"])
def test_who_votes_in_two_ways_stays_counted_in_whatever_order_the_lists_are_erased(
    client, election, village, clerk, first
):
    second = "roving" if first == "proxies" else "proxies"
    rows = {kind: open_list(client, clerk, village, kind) for kind in (first, second)}
    act(client, clerk, rows["proxies"], "add_names", **lines(("周委托", "3组", "吴受托", "fit")))
    act(client, clerk, rows["roving"], "add_names", **{"name-0": "周委托", "group-0": "3组", "box-0": "流动票箱1"})
    said = found(election)["F.208"]
    for kind in (first, second):
        act(client, clerk, rows[kind], "erase", reason="名单张贴后收回")
        assert found(election)["F.208"] == said
    assert not ListedName.objects.exists()


def test_a_namesake_may_hold_a_proxy_once_it_is_said_who_he_is(client, election, village, clerk):
    row = open_list(client, clerk, village)
    same = lines(("张建国", "3组", "张建国", "fit"))
    assert "请填写受托人与委托人的关系" in words(act(client, clerk, row, "add_names", **same))
    assert kept(row) == 0
    act(client, clerk, row, "add_names", **same, **{"relation-0": "同村堂兄"})
    assert kept(row) == 1


def test_names_stay_while_something_is_disputed_and_go_with_the_last_dispute(client, election, village, clerk):
    row = open_list(client, clerk, village)
    act(client, clerk, row, "add_names", **lines(("周委托", "3组", "吴受托", "fit")))
    begin_vote(client, clerk, election)
    defect = mark_defect(election, "F.101", "voter_list", by=factories.clerk(), said="晚1日。")
    end(election, clerk)
    erase_listed_names()
    assert kept(row) == 1
    Defect.objects.filter(pk=defect.pk).update(state="void")
    erase_listed_names()
    assert kept(row) == 0


def test_a_county_that_keeps_no_names_any_more_has_none_left(client, election, village, clerk):
    row = open_list(client, clerk, village)
    act(client, clerk, row, "add_names", **lines(("周委托", "3组", "吴受托", "fit")))
    give_rules(election.cycle.rule_set, proxy_names=False)
    assert "县里没有开启" in words(act(client, clerk, row, "add_names", **lines(("郑一", "", "钱二", ""))))
    erase_listed_names()
    assert kept(row) == 0


def test_a_reader_may_erase_at_once_and_says_why(client, election, village, clerk):
    row = open_list(client, clerk, village)
    act(client, clerk, row, "add_names", **lines(("周委托", "3组", "吴受托", "fit")))
    assert "须写明原因" in words(act(client, clerk, row, "erase"))
    assert kept(row) == 1
    assert "已清除姓名" in words(act(client, clerk, row, "erase", reason="建错了名单"))
    assert kept(row) == 0


def test_a_purge_takes_the_names_of_an_election_that_never_ended(client, election, village, clerk):
    row = open_list(client, clerk, village)
    act(client, clerk, row, "add_names", **lines(("周委托", "3组", "吴受托", "fit")))
    retention.purge_rows(retention.of_cycle(election.cycle))
    row = NameList.all_rows.get(pk=row.pk)
    assert (kept(row), row.entries, bool(row.erased_at)) == (0, 1, True)


# --- what the database can hold at all -----------------------------------------------------------------------------


def test_the_only_table_with_names_of_voters_reaches_no_round_no_sheet_and_no_result():
    """By the schema: whatever else elections keep, nobody can be led from a voter to a vote."""
    rows = [model for model in apps.get_models() if model._meta.app_label == "elections" and hasattr(model, "objects")]
    rows = [model for model in rows if not model._meta.model_name.startswith("historical")]
    covered("tables of elections", rows, least=12)
    sealed = [model for model in rows if any(isinstance(field, EncryptedField) for field in model._meta.fields)]
    # of somebody who stands; what a form asks, none of which asks for voters; who contests an election
    others = {CandidacyReview, VillageDraft, Dispute}
    assert set(sealed) == {ListedName} | others
    assert not issubclass(ListedName, LedgerModel)
    assert not hasattr(ListedName, "history")
    assert not [field for field in ListedName._meta.fields if field.name == "search_text"]
    assert {field.name for field in ListedName._meta.fields if field.is_relation} == {"of"}
    assert {field.name for field in NameList._meta.fields if field.is_relation} == {"cycle", "village", "election"}
    pointing = (*NameList._meta.related_objects, *ListedName._meta.related_objects)
    assert {one.related_model for one in pointing} == {ListedName}
