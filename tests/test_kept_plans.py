"""The plan of a preview is written as it was shown; where anything it was made from has changed, it is made again."""

import json
from datetime import date, time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import DateTimeField
from django.utils import timezone

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import files, history, inserting
from electioncycle.roles import Role
from electioncycle.security import marks
from electioncycle.security.privacy import EncryptedField
from electioncycle.workbooks import imports, kept_plans
from tests import factories, workbooks
from tests.test_every_ledger import upload
from villages.models import TeamMember

TEAM = REGISTRY["teammember"]
HEAD = ["乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "党组织职务", "任现职时间", "备注"]
NUMBER = factories.id_number(date(1980, 3, 5))
SAMPLES = (None, "", "文", 0, 7, True, False, Decimal("1.50"), date(2026, 3, 1), time(8, 30), [1, "二"], {"三": 3})


@pytest.fixture
def member():
    found = factories.make_member(factories.make_village("陈江村", factories.make_township("虎跳镇")), "李四")
    marks.flush()
    return found


@pytest.fixture
def clerk(client, member):
    user = factories.make_user(Role.TOWNSHIP_CLERK, member.village.township)
    client.force_login(user)
    return user


def book(*notes):
    """张三 is new, of 李四 the note changes."""
    new = ["虎跳镇", "陈江村", "张三", "男", NUMBER, "书记", "2021-01", notes[0]]
    return workbooks.workbook([HEAD, new, ["虎跳镇", "陈江村", "李四", "男", "", "委员", "", notes[1]]])


def confirm(client, batch):
    answer = client.post(TEAM.url("import_preview", batch.pk), {"which": "all"})
    batch.refresh_from_db()
    return answer


def notes():
    return dict(TeamMember.objects.values_list("person__name", "note"))


@pytest.mark.django_db
def test_what_was_previewed_is_written_without_reading_or_planning_it_again(client, clerk, member, monkeypatch):
    batch = upload(client, TEAM, book("新任", "核对过"))
    assert batch.plan.encrypted
    assert batch.plan.expires_at == batch.file.expires_at
    assert NUMBER.encode() not in default_storage.open(batch.plan.path).read()

    def never(*args, **kwargs):
        raise AssertionError("read or planned again")

    monkeypatch.setattr(imports, "read_workbook", never)
    monkeypatch.setattr("electioncycle.workbooks.planning.Planner.plan", never)
    assert confirm(client, batch).status_code == 302
    assert batch.message.startswith("已写入2行(新增1、修改1)。")
    assert notes() == {"张三": "新任", "李四": "核对过"}
    added = TeamMember.objects.get(note="新任")
    assert (added.post_since, added.village, added.person.id_number) == (date(2021, 1, 1), member.village, NUMBER)
    assert added.history.get().note == "新任"
    assert not files.StoredFile.objects.exists(), "the plan goes with the workbook"


@pytest.mark.django_db
def test_after_anything_it_rests_on_has_changed_it_is_planned_again(client, clerk, member):
    plans = []
    for change in (None, member.village, member):
        batch = upload(client, TEAM, book(f"{change}", f"{change}以后"))
        if change is not None:
            change.refresh_from_db()
            history.record(change, by=clerk)
            marks.flush()
        planner = imports.planner_of(TEAM, user=clerk, cycle=factories.cycle_for(member.village))
        plans.append(kept_plans.take(batch, planner, planner.cycle))
        answer = confirm(client, batch)
        said = answer.content.decode()
        assert ("预览之后有记录被他人修改" in said) == (change is member), (
            "a row of the preview says something else now"
        )
        assert batch.state == (batch.State.READY if change is member else batch.State.DONE)
    assert [plan is not None for plan in plans] == [True, False, False]
    assert notes()["李四"] == f"{member.village}以后", "of the refused one nothing is written"


def test_every_kind_of_value_comes_back_as_it_was_and_any_other_is_planned_again():
    for value in (None, "", "文", 0, True, Decimal("1.50"), date(2026, 3, 1), time(8, 30), timezone.now()):
        back = kept_plans._read(json.loads(json.dumps(kept_plans._plain(value))))
        assert (back, type(back)) == (value, type(value))
    for value in ([1], {"一": 1}, b"1", TeamMember()):
        with pytest.raises(kept_plans.NotKeptError):
            kept_plans._plain(value)


def test_new_rows_put_every_value_into_the_words_that_a_single_save_uses():
    models = {one.model for one in REGISTRY.values()}
    fields = [one for model in models for one in model._meta.concrete_fields if not one.primary_key]
    compared = 0
    for field in fields:
        worded = inserting._worded(field)
        samples = [one for one in SAMPLES if not (isinstance(field, DateTimeField) and isinstance(one, date))]
        for value in (*samples, timezone.now()):
            try:
                expected = field.get_db_prep_save(value, connection=connection)
            except (TypeError, ValueError, ArithmeticError, AttributeError, ValidationError):
                continue  # no value of this field
            if isinstance(field, EncryptedField) and value:
                assert worded(value) != worded(value), "sealed anew each time"
            else:
                assert _plain(worded(value)) == _plain(expected), field
            compared += 1
    assert compared > 3000


def _plain(value):
    return getattr(value, "obj", value)
