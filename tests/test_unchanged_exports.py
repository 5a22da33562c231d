import io
import json
import time
from django.test import Client
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings

from accounts.models import User
from electioncycle.ledgers import REGISTRY
from electioncycle.roles import Action
from electioncycle.imports import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with django_db_blocker.unblock(), override_settings(DATA_DIR=data, MEDIA_ROOT=data / "media"), transaction.atomic():
        told = io.StringIO()
        call_command("load_demo", villages=24, townships=4, stdout=told)
        yield json.loads(told.getvalue())
        transaction.set_rollback(True)


def test_x(demo):
    t = time.time()
    print([(a["role"], a["username"], a["note"]) for a in demo["accounts"]])
    for who in ("县级换届管理员", "县级换届经办人", "乡镇组织干事", "乡镇组织委员"):
        us = [a["username"] for a in demo["accounts"] if a["role"] == who]
        if not us:
            print("no", who)
            continue
        c = Client()
        c.force_login(User.objects.get(username=us[0]))
        for name, l in REGISTRY.items():
            if Action.IMPORT not in l.actions or not l.allows(User.objects.get(username=us[0]), Action.IMPORT):
                continue
            r = c.get(l.url("export"))
            if r.status_code != 200:
                print(who, name, r.status_code)
                continue
            f = io.BytesIO(r.content)
            f.name = "a.xlsx"
            a = c.post(l.url("import"), {"file": f})
            if a.status_code != 302:
                print(who, name, a.status_code, a.content.decode()[-300:])
                continue
            b = ImportBatch.objects.latest("id")
            n = b.counts
            bad = {k: v for k, v in n.items() if k in ("new", "changed", "wrong", "held") and v}
            print(who, name, l.model.all_rows.count(), n.get("rows"), bad or "", b.message, round(time.time() - t, 1))
            if bad:
                p = json.loads(b.preview)
                for k, v in p["rows"].items():
                    for row in v[:3]:
                        print("    ", k, row["number"], row["label"], row["changes"][:3], row["faults"][:2])
    print(time.time() - t)
    for name, l in REGISTRY.items():
        print(name, l.keys)
    import collections

    Counter = collections.Counter

    from risks import models as m

    for n in ("RiskPoint", "KeyVillage", "KeyPerson", "Problem"):
        print(n, Counter(getattr(m, n).objects.values_list("state", flat=True)))
