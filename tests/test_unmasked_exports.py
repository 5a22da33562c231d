"""Full numbers leave the product only with a reason, a second person's word, a name on every page, and for one day."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from electioncycle.disclosure.unmasked import UnmaskedExport
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.files import StoredFile, erase_expired
from electioncycle.roles import Role
from electioncycle.security import privacy
from electioncycle.security.audit import AuditEvent, Event
from tests import factories

pytestmark = pytest.mark.django_db
TEAM = REGISTRY["teammember"]
REASON = "送县公安局资格联审第2批"


@pytest.fixture
def members():
    village = factories.make_village("青山村", factories.make_township("东河镇"))
    return [factories.make_member(village, name) for name in ("张建国", "李秀英", "王长顺")]


@pytest.fixture
def asker(members):
    return factories.make_user(Role.TOWNSHIP_CLERK, members[0].village.township, name="赵申请")


@pytest.fixture
def county(members):
    return factories.make_user(Role.COUNTY_CLERK, members[0].village.township.parent, name="钱批准")


@pytest.fixture
def ask(client, asker, members):
    def post(rows=members[:2], reason=REASON, form="xlsx", user=asker):
        client.force_login(user)
        query = "&".join(f"row={row.pk}" for row in rows)
        return client.post(f"{TEAM.url('unmasked')}?{query}", {"reason": reason, "form": form})

    return post


def decide(client, user, *requests, approve="1", reason=""):
    client.force_login(user)
    data = {"row": [one.pk for one in requests], "approve": approve, "reason": reason}
    return client.post("/exports/decide/", data, follow=True).content.decode()


def fetch(client, user, request):
    client.force_login(user)
    return client.get(f"/exports/{request.pk}/file/")


def test_the_rows_asked_for_come_unmasked_marked_and_encrypted(client, ask, asker, county, members, settings):
    assert ask().status_code == 302
    request = UnmaskedExport.objects.get()
    assert fetch(client, asker, request).status_code == 422  # nobody has approved it
    decide(client, county, request)
    request.refresh_from_db()
    assert not (settings.MEDIA_ROOT / request.file.path).read_bytes().startswith(b"PK")
    answer = fetch(client, asker, request)
    assert answer["Cache-Control"] == "no-store"
    page = load_workbook(BytesIO(answer.content)).active
    text = {str(cell.value) for row in page.iter_rows() for cell in row}
    shown = {row.person.id_number for row in members[:2]}
    assert shown <= text
    assert members[2].person.id_number not in text
    mark = page["A2"].value
    assert "赵申请" in mark
    assert f"{timezone.localtime(request.decided_at):%Y-%m-%d %H:%M}" in mark
    assert page.oddHeader.center.text == page.oddFooter.left.text == mark
    kinds = AuditEvent.objects.filter(object_id=request.pk, object_type="electioncycle.unmaskedexport")
    assert [event.type for event in kinds.order_by("id")] == [
        Event.EXPORT_ASKED,
        Event.EXPORT_DECIDED,
        Event.UNMASKED,
    ]
    assert not [
        event for event in AuditEvent.objects.all() if privacy.mask_text(str(event.details)) != str(event.details)
    ]


def test_a_list_in_pdf_bears_the_name_on_every_page(client, ask, asker, county, members):
    for number in range(40):
        members.append(factories.make_member(members[0].village, f"孙成员{number}"))
    ask(members, form="pdf")
    request = UnmaskedExport.objects.get()
    decide(client, county, request)
    answer = fetch(client, asker, request)
    with pikepdf.open(BytesIO(answer.content)) as found:
        assert len(found.pages) > 1
        stamped = [
            page.Contents.read_bytes()
            if isinstance(page.Contents, pikepdf.Stream)
            else b"".join(part.read_bytes() for part in page.Contents)
            for page in found.pages
        ]
    assert all(content.count(b" Do Q") >= 5 for content in stamped)


def test_a_reason_and_rows_are_needed(client, ask, members):
    assert ask(reason="要").status_code == 422
    assert ask(form="docx").status_code == 422
    other = factories.make_member(factories.make_village("白石村", factories.make_township("西坪乡")))
    assert ask([other]).status_code == 422  # not his: nothing is left to export
    assert not UnmaskedExport.objects.exists()
    assert ask(reason=f"{REASON} 13800138000").status_code == 302
    assert "13800138000" not in UnmaskedExport.objects.get().reason


def test_nobody_approves_his_own_nor_for_another_county(client, ask, asker, county, members):
    far = factories.make_user(Role.COUNTY_ADMIN, factories.make_county("990202", "江北县"))
    reader = factories.make_user(Role.COUNTY_READER, members[0].village.township.parent)
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, members[0].village.township)
    ask(user=county)
    mine = UnmaskedExport.objects.get()
    assert "不能批准自己的申请" in decide(client, county, mine)
    for stranger in (far, reader, officer):
        decide(client, stranger, mine)
        mine.refresh_from_db()
        assert mine.state == "waiting"
    chief = factories.make_user(Role.COUNTY_ADMIN, members[0].village.township.parent)
    decide(client, chief, mine)
    mine.refresh_from_db()
    assert mine.state == "approved"
    assert "不能再办理" in decide(client, chief, mine)


def test_several_are_decided_at_once_each_by_itself(client, ask, asker, county):
    ask()
    ask(user=county)
    ask()
    told = decide(client, county, *UnmaskedExport.objects.all())
    assert "已批准2份" in told
    assert "不能批准自己的申请" in told
    assert "须写明原因" in decide(
        client,
        factories.make_user(Role.COUNTY_ADMIN, factories.make_county()),
        UnmaskedExport.objects.get(by=county),
        approve="0",
    )


def test_the_file_is_gone_after_a_day_fetched_or_not(client, ask, asker, county, monkeypatch, settings):
    ask()
    request = UnmaskedExport.objects.get()
    decide(client, county, request)
    request.refresh_from_db()
    path = settings.MEDIA_ROOT / request.file.path
    assert fetch(client, asker, request).status_code == 200
    later = timezone.now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    refused = fetch(client, asker, request)  # before any sweep
    assert (refused.status_code, "已清除" in refused.content.decode()) == (422, True)
    erase_expired()
    assert not path.exists()
    assert not StoredFile.objects.exists()
    assert "文件已清除" in client.get("/exports/").content.decode()


def test_a_request_nobody_decides_lapses(client, ask, county, monkeypatch):
    ask()
    later = timezone.now() + timedelta(hours=73)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "逾期未批准" in decide(client, county, UnmaskedExport.objects.get())


def test_access_is_checked_again_when_it_is_fetched(client, ask, asker, county, members):
    ask()
    request = UnmaskedExport.objects.get()
    decide(client, county, request)
    assert fetch(client, county, request).status_code == 403  # only who asked
    colleague = factories.make_user(Role.TOWNSHIP_CLERK, members[0].village.township)
    assert fetch(client, colleague, request).status_code == 404
    assert fetch(client, asker, request).status_code == 200
    asker.scopes.all().delete()
    assert fetch(client, asker, request).status_code == 422
    asker.groups.clear()
    assert fetch(client, asker, request).status_code == 403
