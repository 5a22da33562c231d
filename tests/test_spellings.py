"""What a county writes in its own workbooks is read once the county's list of the cycle says so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.workbooks import imports
from tests import factories, workbooks
from villages.models import KindItem

pytestmark = [pytest.mark.django_db]
HEAD = ("乡镇(街道)", "村(社区)", "姓名", "性别", "党组织职务", "文化层次")
LINE = ("霞渡镇", "大岩社区", "林长斌", "男", "委员", "老中专")


def upload(client):
    sheet = SimpleUploadedFile("表.xlsx", workbooks.workbook([HEAD, LINE]))
    assert client.post(REGISTRY["teammember"].url("import"), {"file": sheet}).status_code == 302
    return imports.ImportBatch.objects.latest("id")


def listed(client, **values):
    ledger = REGISTRY["kinditem"]
    answer = client.post(ledger.url("add"), {"kind": "spelling", "position": "1", **values})
    assert answer.status_code == 302, answer.content.decode()


def test_the_county_says_what_its_headings_and_words_mean(client):
    village = factories.make_village("大岩社区", factories.make_township("霞渡镇"))
    cycle = factories.cycle_for(village)
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(clerk)
    batch = upload(client)
    assert "文化层次" in batch.preview
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 0)  # without the column nobody knows

    client.force_login(factories.make_user(Role.COUNTY_ADMIN, village.township.parent))
    listed(client, code="education", name="最高学历", group="学历层次、文化层次")
    client.force_login(clerk)
    batch = upload(client)
    assert (batch.counts["new"], batch.counts["wrong"]) == (0, 1)
    assert "“老中专”不在可填的内容之内" in batch.preview

    client.force_login(factories.make_user(Role.COUNTY_ADMIN, village.township.parent))
    listed(client, code="school", name="高中(中专)", group="老中专，中师")
    client.force_login(clerk)
    batch = upload(client)
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 0)
    assert KindItem.objects.filter(cycle=cycle, kind="spelling").count() == 2
