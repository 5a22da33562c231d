"""A person's number typed into a free text is refused, wherever it is typed, with the field named."""

from io import BytesIO

import pytest

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from electioncycle.records import history
from electioncycle.records.workflow import require_reason
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import stray_numbers
from electioncycle.workbooks import imports
from readiness.models import CheckItem
from risks.models import RiskPoint
from tests import factories, workbooks
from tests.gate import Township
from villages.models import Contact, TeamMember

pytestmark = pytest.mark.django_db
PHONE = "13812345678"
POINTS = REGISTRY["riskpoint"]


@pytest.fixture
def village():
    found = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(found)
    return found


@pytest.fixture
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"联系{PHONE}", "手机号"),
        ("联系１３８１２３４５６７８。", "手机号"),
        ("身份证11010519491231002X，已核", "身份证号"),
        ("11010519491231002x", "身份证号"),
        ("110105194912310021", ""),  # the check digit is wrong: some other long number
        ("县换领〔2026〕12号，账号6228480402564890018", ""),
        ("990101100201", ""),  # a village's code
        ("12380、010-12345678", ""),
        ("138****5678", ""),
        (f"a{PHONE}", ""),
    ],
)
def test_what_counts_as_a_persons_number(text, kind):
    assert stray_numbers.within(text) == kind


def test_a_form_says_which_field_and_keeps_nothing(client, clerk, village):
    point = factories.make_point(village)
    address = POINTS.url("edit", point.pk)
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(address, sent | {"facts": f"与邻户争地界，电话{PHONE}"})
    assert answer.status_code == 422
    assert f"“{POINTS.label('facts')}”中写有手机号" in answer.content.decode()
    assert RiskPoint.objects.get().version == 1
    assert client.post(address, sent | {"facts": "与邻户争地界"}).status_code == 302
    assert RiskPoint.objects.get().facts == "与邻户争地界"


def test_a_workbook_marks_the_cell_and_the_preview_shows_no_number(client, clerk, village):
    head = ["乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "党组织职务", "备注"]
    line = ["东河镇", "青山村", "王秀英", "女", workbooks.ID_NUMBER, "书记", f"本人电话{PHONE}"]
    sheet = BytesIO(workbooks.workbook([head, line]))
    sheet.name = "班子.xlsx"
    shown = client.get(client.post(REGISTRY["teammember"].url("import"), {"file": sheet})["Location"])
    assert "“备注”中写有手机号" in shown.content.decode()
    assert PHONE not in shown.content.decode()
    assert imports.ImportBatch.objects.get().counts["wrong"] == 1
    assert not TeamMember.objects.exists()


def test_no_service_keeps_one_and_what_stood_there_before_stays(village):
    point = factories.make_point(village)
    point.facts = f"电话{PHONE}"
    with pytest.raises(Refused, match="中写有手机号"):
        history.record(point, by=factories.clerk())
    with pytest.raises(Refused, match="中写有手机号"):
        history.record_many([point], by=factories.clerk(), fields=["facts"])
    RiskPoint.objects.filter(pk=point.pk).update(facts=f"电话{PHONE}")  # from before this was refused
    old = RiskPoint.objects.get(pk=point.pk)
    old.measures = "现场调解"
    assert history.record(old, by=factories.clerk()).version == 2


def test_the_reason_of_a_step_or_a_change_is_refused_as_well(village):
    point, clerk = factories.make_point(village), factories.clerk()
    for said in (f"群众来电{PHONE}反映", f"{workbooks.ID_NUMBER}的来信"):
        with pytest.raises(Refused, match="“原因”中写有"):
            history.record(point, by=clerk, reason=said)
        with pytest.raises(Refused, match="“原因”中写有"):
            withdraw(point, by=clerk, reason=said)
        with pytest.raises(Refused, match="“原因”中写有"):
            require_reason(said, "退回")
    withdraw(point, by=clerk, reason="群众来电反映，已核")
    assert point.history.first().history_change_reason == "群众来电反映，已核"


def test_texts_inside_a_json_field_count_too_and_a_kept_one_does_not_stand_in_the_way():
    town = Township()
    item = town.checked(town.village()).items.first()
    item.evidence = {"plan": "见附件", "opinion": f"王书记签字，电话{PHONE}"}
    with pytest.raises(Refused, match="“证明材料”中写有手机号"):
        history.record(item, by=town.officer)
    CheckItem.objects.filter(pk=item.pk).update(evidence={"opinion": f"电话{PHONE}"})  # from before this was refused
    old = CheckItem.objects.get(pk=item.pk)
    old.evidence["plan"] = "见附件第3页"
    assert history.record(old, by=town.officer).version == item.version
    old.evidence["list"] = ["名单", {"who": workbooks.ID_NUMBER}]
    with pytest.raises(Refused, match="中写有身份证号"):
        history.record(old, by=town.officer)


def test_the_contact_books_phones_are_no_free_text(village):
    row = factories.BUILDERS["contact"](village)
    row.office_phone = PHONE
    history.record(row, by=factories.clerk())
    assert Contact.objects.get(pk=row.pk).office_phone == PHONE
