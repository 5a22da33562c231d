"""Verbs of the product's own forms: looked at, taken into the county's list, made anew when townships have changed."""

from datetime import time

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.records.files import keep_result
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.web.downloads import TYPES
from filing.models import CityForm
from filing.rules.mapping import Mapped
from filing.rules.ready import READY, Ready
from filing.services import ready_book, stuck
from filing.services.cells import require_county
from filing.services.editions import filled_in
from filing.services.sources import townships_of
from villages.models import Cycle
from villages.services.territory import participants

RECEIVER = "市委组织部"


def offered(cycle: Cycle) -> list[tuple[Ready, CityForm | None]]:
    """Each of them with the county's form that was made of it, where there is one."""
    taken = {one.ready: one for one in CityForm.objects.filter(cycle=cycle).exclude(ready="").order_by("-pk")}
    return [(one, taken.get(code)) for code, one in READY.items()]


def take(which: str, *, by: Actor, cycle: Cycle) -> CityForm:
    """Into the list of forms, workbook, map and all; when it is due and to whom it goes is the county's to change."""
    told = _of(which)
    workflow.require_county(by, cycle.county)
    with transaction.atomic():
        same = CityForm.objects.select_for_update().filter(cycle=cycle)
        if there := next((one for one in same if one.ready == which or one.name == told.name), None):
            raise Refused(f"“{there}”已在上级报表中，不用再启用。")
        form = CityForm(
            cycle=cycle, name=told.name, receiver=RECEIVER, cadence=told.cadence, weekday=told.weekday,
            hour=time(told.hour) if told.hour else None, note=told.note,
        )  # fmt: skip
        _put(form, told, by=by, reason="启用产品自带的表")
    return form


def renew(form: CityForm, *, by: Actor, version: int) -> None:
    """With a line for every township there is now; what the county had mapped otherwise in it is lost."""
    require_county(by, form)
    with transaction.atomic():
        form = workflow.locked(form, version)
        if not form.ready:
            raise Refused("这张表的原表是上级下发的，不能重做；乡镇有变化的，请上传上级的新表。")
        _put(form, _of(form.ready), by=by, reason="按现在的乡镇重做产品自带的表")


def trial(which: str, *, by: Actor, cycle: Cycle) -> bytes:
    """Filled as it would be now, without being taken; nothing is kept."""
    told = _of(which)
    workflow.require_county(by, cycle.county)
    data, cells = _made(told, by, cycle)
    audit.record(audit.Event.EXPORTED, by=by, form=which, cells=len(cells))
    return filled_in(data, f"{told.name}.xlsx", cells, by=by, cycle=cycle)


def _of(which: str) -> Ready:
    if which not in READY:
        raise Refused("没有这张产品自带的表，请刷新页面后再选。")
    return READY[which]


def _put(form: CityForm, told: Ready, *, by: Actor, reason: str) -> None:
    data, cells = _made(told, by, form.cycle)
    form.workbook = keep_result(f"{told.name}.xlsx", data, by=by, content_type=TYPES["xlsx"], encrypted=True)
    form.cells, form.ready = [one.plain for one in cells], told.code
    if form.pk:
        stuck.look_again(form, by=by)
    history.record(form, by=by, reason=reason)


def _made(told: Ready, by: Actor, cycle: Cycle) -> tuple[bytes, list[Mapped]]:
    townships, villages = townships_of(cycle), participants(by, cycle).count()
    if not townships or not villages:
        raise Refused("本届还没有参加换届的村(社区)，请先在村(社区)名册中登记，再使用产品自带的表。")
    return ready_book.made(told, cycle.county.name, townships, villages)
