"""Who is registered, in numbers: sums, corrections with a notice each, objections in time, a list that nobody keeps."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from electioncycle.desk import inbox
from electioncycle.roles import Role
from electioncycle.sheets import write_rows
from elections.models import Defect, Registration, StepDay, Supplement
from elections.rules import registration as rules
from elections.rules.registration import Figures, Listed
from elections.services import registrations
from tests import factories, uploads
from tests.schemes import rule
from villages.models import Cycle

pytestmark = pytest.mark.django_db
NAMES = ("欧阳玖玥", "司马叙白", "诸葛未央", "尉迟青禾", "皇甫长歌")
COLUMNS = ("姓名", "性别", "出生年月", "小组")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def stands_on(text):
        monkeypatch.setattr(timezone, "localdate", lambda *given: date.fromisoformat(text))

    stands_on("2026-11-26")
    return stands_on


@pytest.fixture
def election(village):
    found = factories.make_regular(village)
    days = {"voter_list_days": 20, "objection_days": 5, "decision_days": 3, "candidates_days": 5}
    rule(found.cycle, voter_age=18, adoption_over="1/2", voter_classes=["resident", "away", "outsider"], **days)
    return found


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def officer(village):
    return factories.make_user(Role.TOWNSHIP_OFFICER, village.township)


def sent(village, **values):
    given = {"village": village.pk, "base": "people", "registered": 1200, "resident": 1000, "away": 200}
    return {key: value for key, value in (given | values).items() if value is not None}


def now(row):
    return type(row).objects.get(pk=row.pk)


def add(client, user, village, **values):
    client.force_login(user)
    return client.post(reverse("registration_add"), sent(village, **values))


def edit(client, user, row, **values):
    client.force_login(user)
    row = now(row)
    kept = {"base": row.base, "registered": row.registered, "groups": row.groups, **row.classes}
    return client.post(
        reverse("registration_edit", args=[row.pk]), sent(row.village, **kept | values) | {"version": row.version}
    )


def move(client, user, row, act, **said):
    client.force_login(user)
    said = {"version": Registration.objects.get(pk=row.pk).version} | said
    return client.post(reverse("registration_move", args=[row.pk, act]), said)


def step(client, user, election, code, day, number=1):
    client.force_login(user)
    name = f"{election.pk}-{code}-{number}"
    row = StepDay.objects.filter(election=election, step=code, number=number).first()
    address = f"{reverse('record_steps')}?election={election.pk}&step={code}&number={number}"
    answer = client.post(address, {"row": f"{name}:{row.version if row else 0}", f"day-{name}": day})
    assert answer.status_code == 302


def codes(election, state="open"):
    return sorted(Defect.objects.filter(election=election, state=state).values_list("code", flat=True))


def page(client, user, row):
    client.force_login(user)
    return client.get(reverse("registration_detail", args=[row.pk])).content.decode()


@pytest.fixture
def approved(client, clerk, officer, election):
    """1200 people, published in time, checked by the officer."""
    assert add(client, clerk, election.village).status_code == 302
    row = Registration.objects.get()
    move(client, clerk, row, "submit")
    assert move(client, officer, row, "approve").status_code == 302
    step(client, clerk, election, "voter_list", "2026-11-26")
    return row


# --- sums ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, False),
        ({"away": 199}, True),
        ({"away": 201}, True),
        ({"resident": None, "away": None}, False),
        ({"groups": "一组 700\n二组 500"}, False),
        ({"groups": "一组 700\n二组 499"}, True),
    ],
)
def test_classes_and_groups_that_do_not_add_up_are_marked_when_the_list_was_posted(
    client, clerk, election, values, wrong
):
    assert add(client, clerk, election.village, **values).status_code == 302
    row = Registration.objects.get()
    assert ("F.102" in page(client, clerk, row)) == wrong
    assert codes(election) == []
    step(client, clerk, election, "voter_list", "2026-11-26")
    assert codes(election) == (["F.102"] if wrong else [])
    edit(client, clerk, row, resident=1000, away=200, groups="")
    assert codes(election) == []


def test_the_same_figures_come_by_workbook(client, clerk, election):
    client.force_login(clerk)
    place = (str(election.village.township), str(election.village))
    headers = ("乡镇(街道)", "村(社区)", "登记总数", "户籍在村且居住", "户籍在村不居住", "各小组人数")
    step(client, clerk, election, "voter_list", "2026-11-26")
    for away, groups, found in ((199, "", ["F.102"]), (200, "一组 1；一组 2", None), (200, "一组 700；二组 500", [])):
        data = write_rows(headers, [[*place, 1200, 1000, away, groups]])
        answer = client.post(reverse("registration_import"), {"file": uploads.sent("登记.xlsx", data)})
        batch = answer.url.rstrip("/").rpartition("/")[2]
        preview = client.get(answer.url).content.decode()
        assert ("写了两次" in preview) == (found is None)
        client.post(reverse("registration_import_preview", args=[batch]))
        assert codes(election) == (["F.102"] if found is None else found)
    row = Registration.objects.get()
    assert (row.election, row.by_group) == (election, [("一组", 700), ("二组", 500)])


def test_a_village_that_only_recalls_somebody_is_not_offered_beside_one_that_elects(client, clerk, election):
    recalls = factories.make_village("河西村", election.village.township)
    factories.make_election(recalls, procedure="recall")
    client.force_login(clerk)
    for ledger in ("registration", "electioncommittee", "nominationvote", "candidacy"):
        form = client.get(reverse(f"{ledger}_add")).content.decode()
        assert f'<option value="{election.village.pk}"' in form, ledger
        assert f'<option value="{recalls.pk}"' not in form, ledger
    assert add(client, clerk, recalls).status_code == 422
    assert add(client, clerk, election.village).status_code == 302
    assert [row.village for row in Registration.objects.all()] == [election.village]


def test_in_a_closed_cycle_nothing_is_changed_or_handed_in(client, clerk, election):
    row = factories.make_registration(election.village, election=election)
    Cycle.all_rows.filter(pk=election.cycle.pk).update(state="closed")
    assert edit(client, clerk, row, registered=1300).status_code == 422
    assert move(client, clerk, row, "submit").status_code == 422
    assert (now(row).registered, now(row).state) == (1200, "draft")
    Cycle.all_rows.filter(pk=election.cycle.pk).update(state="open")
    assert move(client, clerk, row, "submit").status_code == 302


def test_a_workbook_changes_no_approved_line_behind_a_draft(client, clerk, officer, election):
    """The approved line is refused, whichever comes first; the draft takes its own."""
    other = factories.make_regular(factories.make_village("河西村", election.village.township))
    draft = factories.make_registration(election.village, election=election)
    add(client, clerk, other.village)
    fixed = Registration.objects.get(election=other)
    move(client, clerk, fixed, "submit")
    assert move(client, officer, fixed, "approve").status_code == 302
    client.force_login(clerk)
    headers = ("乡镇(街道)", "村(社区)", "登记总数", "户籍在村且居住", "户籍在村不居住")
    lines = [[str(one.village.township), str(one.village), 1300, 1100, 200] for one in (election, other)]
    for some, kept in ((lines[1:], [1200, 1200]), (lines, [1300, 1200]), (lines[::-1], [1300, 1200])):
        data = write_rows(headers, some)
        answer = client.post(reverse("registration_import"), {"file": uploads.sent("登记.xlsx", data)})
        batch = answer.url.rstrip("/").rpartition("/")[2]
        client.post(reverse("registration_import_preview", args=[batch]))
        assert [now(row).registered for row in (draft, fixed)] == kept


def test_what_cannot_be_a_figure_of_a_village_is_refused(client, clerk, election):
    for values, why in (
        ({"registered": 100_001}, "不像一个村"),
        ({"registered": ""}, ""),
        ({"registered": "-1"}, ""),
        ({"groups": "一组"}, "每行写一组"),
        ({"outsider_present": 30, "outsider_for": 31}, "多于到会30人"),
    ):
        answer = add(client, clerk, election.village, **values)
        assert answer.status_code == 422, values
        assert why in answer.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("vote", "found"),
    [
        ({}, ["F.105"]),
        ({"outsider_present": 40, "outsider_for": 20}, ["F.105"]),
        ({"outsider_present": 40, "outsider_for": 21}, []),
    ],
)
def test_outsiders_are_registered_by_a_vote_of_more_than_half(client, clerk, election, vote, found):
    add(client, clerk, election.village, away=190, outsider=10, **vote)
    step(client, clerk, election, "voter_list", "2026-11-26")
    assert codes(election) == found


# --- what is to be explained ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("adults", "asks"), [(1200, False), (1199, True)])
def test_more_registered_than_the_profile_has_people_asks_for_an_explanation(client, clerk, election, adults, asks):
    factories.make_profile(election.village, voters=adults)
    add(client, clerk, election.village)
    assert ("W.108" in page(client, clerk, Registration.objects.get())) == asks
    assert codes(election) == [], "what asks for an explanation is no defect"


@pytest.mark.parametrize(
    ("now", "last", "asks"),
    [
        (1100, 1000, True),
        (1099, 1000, False),
        (550, 500, True),
        (549, 500, False),
        (440, 400, False),
        (950, 1000, False),
    ],
)
def test_a_figure_far_from_the_last_term_asks_for_an_explanation(now, last, asks):
    found = [one.code for one in rules.findings(Figures(now, last=last))]
    assert found == (["W.109"] if asks else [])


def test_the_last_terms_figure_comes_from_the_election_before_where_the_product_held_it(client, clerk, election):
    before = factories.make_election(election.village, polling_day=date(2026, 12, 1))
    factories.make_registration(election.village, election=before, registered=1000, resident=1000, away=0)
    add(client, clerk, election.village)
    row = Registration.objects.get(election=election)
    assert "上届1000人，相差200人" in page(client, clerk, row)
    edit(client, clerk, row, last_registered=1190)
    assert "W.109" not in page(client, clerk, row)


# --- publication, objections, corrections --------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "found"), [("2026-11-30", []), ("2026-12-01", ["F.101"])])
def test_a_list_posted_a_day_late_is_recorded_and_marked(client, clerk, election, clock, day, found):
    clock("2026-12-01")
    step(client, clerk, election, "voter_list", day)
    assert codes(election) == found


def test_objections_and_answers_have_their_clocks(client, clerk, election, clock):
    clock("2026-12-14")
    step(client, clerk, election, "voter_list", "2026-11-26")
    step(client, clerk, election, "objection", "2026-12-01", 1)
    step(client, clerk, election, "objection", "2026-12-02", 2)
    assert codes(election) == ["F.110"]
    step(client, clerk, election, "decision", "2026-12-04", 1)
    assert codes(election) == ["F.110"], "three days after it was received"
    step(client, clerk, election, "candidates_list", "2026-12-10")
    assert codes(election) == ["F.106", "F.110"], "the list of candidates went out over an objection without answer"
    step(client, clerk, election, "decision", "2026-12-05", 2)
    assert codes(election) == ["F.110"], "it had been answered in time and was not recorded"
    step(client, clerk, election, "decision", "2026-12-06", 2)
    assert codes(election) == ["F.106", "F.110"]


def correct(client, user, row, **said):
    given = {"registered": 1198, "grounds": "迁出2人", "notice_number": "第4-1号", "published_on": "2026-11-26"}
    return move(client, user, row, "supplement", **given | said)


def confirm(client, user):
    """The latest correction, checked by this user."""
    row = Supplement.objects.order_by("number").last()
    client.force_login(user)
    return client.post(reverse("supplement_move", args=[row.pk, "confirm"]), {"version": row.version})


def test_a_correction_counts_when_another_person_has_checked_it_and_then_stands(
    client, clerk, officer, election, approved
):
    assert correct(client, officer, approved).status_code == 302
    assert registrations.registered([election]) == {election.pk: 1200}
    own = confirm(client, officer)
    assert own.status_code == 422
    assert "须由另一人" in own.content.decode()
    assert confirm(client, clerk).status_code == 403
    assert "名单更正待核对" in {due.title for due in inbox.due_of(officer, election.cycle)}
    row, other = Supplement.objects.get(), factories.make_user(Role.TOWNSHIP_OFFICER, election.village.township)
    sent = {"registered": 1197, "grounds": row.grounds, "notice_number": "第4-1号", "published_on": "2026-11-26"}
    client.force_login(other)
    address = reverse("supplement_edit", args=[row.pk])
    assert client.post(address, sent | {"version": row.version}).status_code == 302
    assert confirm(client, other).status_code == 422, "he changed it"
    third = factories.make_user(Role.COUNTY_CLERK, election.county)
    assert confirm(client, third).status_code == 302
    assert registrations.registered([election]) == {election.pk: 1197}
    assert confirm(client, third).status_code == 422, "once"
    client.force_login(clerk)
    row = now(Supplement.objects.get())
    changed = client.post(address, sent | {"registered": 1196, "version": row.version})
    assert changed.status_code == 422
    assert "另一人核对" in changed.content.decode()
    assert client.post(address, sent | {"notice_number": "第4-2号", "version": row.version}).status_code == 302
    gone = client.post(reverse("supplement_withdraw", args=[row.pk]), {"version": row.version + 1, "reason": "有误"})
    assert gone.status_code == 422
    assert Supplement.objects.get().notice_number == "第4-2号"


def test_every_correction_of_the_published_list_has_a_notice_of_its_own(client, clerk, officer, election, approved):
    assert edit(client, clerk, approved, registered=1199).status_code == 422, "the published figure stands"
    for wrong in ({"registered": "很多"}, {"grounds": ""}, {"published_on": "2026-11-27"}, {"published_on": "昨天"}):
        assert correct(client, clerk, approved, **wrong).status_code == 422
    assert not Supplement.objects.exists()
    assert correct(client, clerk, approved).status_code == 302
    assert confirm(client, officer).status_code == 302
    assert registrations.registered([election]) == {election.pk: 1198}
    assert codes(election) == []
    assert correct(client, clerk, approved, registered=1199, notice_number="", published_on="").status_code == 302
    assert confirm(client, officer).status_code == 302
    assert registrations.registered([election]) == {election.pk: 1199}
    assert "第2次更正" in page(client, clerk, approved)
    assert "名单更正没有登记补充公告" in {due.title for due in inbox.due_of(clerk, election.cycle)}
    assert codes(election) == [], "it is due before the vote"


def test_a_correction_that_cannot_be_or_was_made_already_is_refused_in_both_forms(
    client, clerk, officer, election, approved
):
    for number in ("0", "100001", "99999999999999999", "9" * 30):
        assert correct(client, clerk, approved, registered=number).status_code == 422
    assert not Supplement.objects.exists()
    assert correct(client, clerk, approved, registered="100000").status_code == 302
    assert correct(client, clerk, approved, registered="100000").status_code == 422, "a form that was sent twice"
    row = Supplement.objects.get()
    sent = {"registered": 1198, "grounds": row.grounds, "notice_number": row.notice_number, "version": row.version}
    address = reverse("supplement_edit", args=[row.pk])
    for wrong in ({"registered": 0}, {"registered": 100001}, {"published_on": "2026-11-27"}):
        assert client.post(address, sent | {"published_on": "2026-11-26"} | wrong).status_code == 422
    assert client.post(address, sent | {"published_on": "2026-11-26"}).status_code == 302
    assert confirm(client, officer).status_code == 302
    assert registrations.registered([election]) == {election.pk: 1198}


def test_a_correction_without_notice_stands_as_a_defect_from_the_vote_on(client, clerk, election, approved, clock):
    correct(client, clerk, approved, notice_number="", published_on="")
    clock("2026-12-20")
    client.force_login(clerk)
    opened = {"at": "2026-12-20T08:30", "version": election.version}
    assert client.post(reverse("election_move", args=[election.pk, "open"]), opened).status_code == 302
    assert codes(election) == ["F.107"]
    row = Supplement.objects.get()
    late = {"registered": 1198, "grounds": row.grounds, "notice_number": "第4-1号", "version": row.version}
    clock("2026-12-21")
    for day, found in (("2026-12-21", ["F.107"]), ("2026-12-19", [])):
        row = now(row)
        said = late | {"published_on": day, "version": row.version}
        assert client.post(reverse("supplement_edit", args=[row.pk]), said).status_code == 302
        assert codes(election) == found


def test_a_community_by_households_has_its_own_base_and_words(client, clerk, village):
    community = factories.make_village("河东社区", village.township, kind="community")
    factories.make_regular(community)
    factories.make_profile(community, voters=900)
    for base, words in (("households", "登记参加选举的户代表"), ("representatives", "参加选举的居民代表")):
        Registration.all_rows.all().delete()
        add(client, clerk, community, base=base, registered=812, resident=None, away=None)
        row = Registration.objects.get()
        shown = page(client, clerk, row)
        assert words in shown
        assert "村民" not in shown.partition("<main")[2].replace("原村民", "")
        made = Document(BytesIO(upload(client, clerk, row, [("张三", "男", "1980-01", "")]).content))
        assert words in "\n".join(one.text for one in made.paragraphs)


# --- an uploaded list ----------------------------------------------------------------------------------------------


def upload(client, user, row, lines, *, columns=COLUMNS, form="docx"):
    client.force_login(user)
    row = now(row)
    data = write_rows(columns, [list(line) for line in lines])
    said = {"list": uploads.sent("某村名单.xlsx", data), "form": form, "version": row.version}
    return client.post(reverse("registration_list_print", args=[row.pk]), said)


LINES = [
    (NAMES[0], "女", "1990-05-12", "一组"),
    (NAMES[1], "男", "1985-03", "一组"),
    (NAMES[2], "男", "2008-12-20", "二组"),
]


def test_a_list_is_printed_by_group_and_only_its_figures_stay(client, clerk, election):
    add(client, clerk, election.village, registered=3, resident=3, away=None)
    row = Registration.objects.get()
    made = upload(client, clerk, row, LINES)
    assert made.status_code == 200
    paper = Document(BytesIO(made.content))
    text = "\n".join(
        [*(one.text for one in paper.paragraphs), *(c.text for t in paper.tables for r in t.rows for c in r.cells)]
    )
    for word in (*NAMES[:3], "一、一组（2人）", "二、二组（1人）", "村民选举委员会"):
        assert word in text
    assert "1990" not in text, "nothing of a birth is posted"
    row = now(row)
    assert (row.list_counted, row.by_group, row.list_doubles, row.list_young) == (3, [("一组", 2), ("二组", 1)], [], [])
    assert upload(client, clerk, row, LINES, form="pdf").content.startswith(b"%PDF")
    assert "F.10" not in page(client, clerk, row)
    upload(client, clerk, row, LINES[:2])
    assert "上传的名单2人" in page(client, clerk, row)


def test_two_lines_alike_are_asked_about_and_the_clerk_answers_yes(client, clerk, election):
    add(client, clerk, election.village, registered=4, resident=4, away=None)
    row = Registration.objects.get()
    upload(client, clerk, row, [*LINES, (NAMES[0], "女", "1990-05-30", "二组")])
    assert "有1处姓名、性别、出生年月相同，在第2、5行" in page(client, clerk, row)
    assert move(client, clerk, row, "doubles").status_code == 302
    assert "F.103" not in page(client, clerk, row)
    assert move(client, clerk, row, "doubles").status_code == 422
    for other in ((NAMES[0], "男", "1990-05-30"), (NAMES[0], "女", "1990-06-12"), (NAMES[1], "女", "1990-05-12")):
        upload(client, clerk, row, [*LINES, (*other, "二组")])
        assert "F.103" not in page(client, clerk, row), other


@pytest.mark.parametrize(
    ("birth", "day", "young"),
    [
        (date(2008, 12, 20), date(2026, 12, 20), False),
        (date(2008, 12, 21), date(2026, 12, 20), True),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2010, 2, 28), date(2028, 2, 29), False),
        (date(2010, 3, 1), date(2028, 2, 29), True),
    ],
)
def test_who_is_old_enough_is_told_to_the_day(birth, day, young):
    line = Listed(2, "张三", "男", birth)
    assert rules.too_young([line], day, 18) == ([2] if young else [])


def test_where_only_the_month_is_known_nobody_of_that_month_is_suspected():
    lines = [
        Listed(2, "张三", "男", date(2008, 12, 1), exact=False),
        Listed(3, "李四", "男", date(2009, 1, 1), exact=False),
    ]
    assert rules.too_young(lines, date(2026, 12, 20), 18) == [3]


def test_the_young_are_named_by_their_lines(client, clerk, election):
    add(client, clerk, election.village, registered=4, resident=4, away=None)
    row = Registration.objects.get()
    upload(client, clerk, row, [*LINES, (NAMES[3], "女", "2008-12-21", "二组")])
    assert "有1人在选举日未满年龄，在第5行" in page(client, clerk, row)
    number = factories.id_number(date(2008, 12, 21), male=False)
    columns = ("姓名", "性别", "身份证号", "小组")
    upload(client, clerk, row, [(NAMES[3], "女", number, "二组")], columns=columns)
    assert "未满年龄，在第2行" in page(client, clerk, row)


@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        ([("", "男", "1990-05", "一组")], COLUMNS),
        ([("张?", "男", "1990-05", "一组")], COLUMNS),
        ([("张三", "壮", "1990-05", "一组")], COLUMNS),
        ([("张三", "男", "去年", "一组")], COLUMNS),
        ([("张三", "男", "1990-05")], ("人", "别", "日")),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_and_nothing_is_counted(client, clerk, election, lines, columns):
    add(client, clerk, election.village, registered=3, resident=3, away=None)
    row = Registration.objects.get()
    answer = upload(client, clerk, row, [*LINES, *lines] if columns is COLUMNS else lines, columns=columns)
    assert answer.status_code == 422
    client.force_login(clerk)
    address = reverse("registration_list_print", args=[row.pk])
    assert client.post(address, {"form": "pdf", "version": row.version}).status_code == 422
    broken = {"list": uploads.sent("名单.xlsx", b"PK\x03\x04 broken"), "form": "pdf", "version": row.version}
    assert client.post(address, broken).status_code == 422
    row = now(row)
    assert row.list_counted is None


def test_only_who_fills_in_here_prints_a_list(client, election):
    row = factories.make_registration(election.village, election=election)
    elsewhere = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    reader = factories.make_user(Role.COUNTY_READER, election.county)
    assert upload(client, elsewhere, row, LINES).status_code == 404
    assert upload(client, reader, row, LINES).status_code == 403
    filler = factories.make_user(Role.VILLAGE_CLERK, election.village)
    assert upload(client, filler, row, LINES).status_code == 200


def test_a_workbook_changes_no_approved_figures_and_still_brings_the_others(client, clerk, officer, election):
    town = election.village.township
    drafted, checked = (factories.make_registration(factories.make_village(name, town)) for name in ("甲村", "乙村"))
    Registration.objects.filter(pk=checked.pk).update(state="approved")
    headers = ("乡镇(街道)", "村(社区)", "登记总数", "户籍在村且居住", "户籍在村不居住")
    data = write_rows(headers, [[str(town), name, 1100, 900, 200] for name in ("甲村", "乙村")])
    client.force_login(clerk)
    answer = client.post(reverse("registration_import"), {"file": uploads.sent("登记.xlsx", data)})
    assert "内容不能改动" in client.get(answer.url).content.decode()
    client.post(reverse("registration_import_preview", args=[answer.url.rstrip("/").rpartition("/")[2]]))
    assert (now(drafted).registered, now(checked).registered) == (1100, 1200)


def test_a_registration_stays_in_the_village_of_its_election(client, clerk, election):
    other = factories.make_regular(factories.make_village("邻村", election.village.township)).village
    row = factories.make_registration(election.village, election=election)
    client.force_login(clerk)
    answer = client.post(
        reverse("registration_edit", args=[row.pk]),
        sent(other, registered=1300, resident=1100) | {"version": row.version},
    )
    assert "不能改到其他村" in answer.content.decode()
    assert now(row).village == election.village
    assert edit(client, clerk, row, registered=1300, resident=1100).status_code == 302
