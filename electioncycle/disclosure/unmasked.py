"""Exports with full numbers: asked for with a reason, approved by a second person, marked, gone after a day.

What was approved are these rows and no others: their keys stand in the request. Rows the requester may no longer see
when it is approved or fetched stand against it.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor, CycleLike
from electioncycle.desk import inbox
from electioncycle.jobs import services as jobs
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import numbers
from electioncycle.records import files
from electioncycle.records.workflow import require_reason
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import COUNTY_ROLES
from electioncycle.security import audit, credentials, privacy
from electioncycle.web.downloads import TYPES
from electioncycle.workbooks import exports

KEPT_HOURS = 24
WAITS_HOURS = 72
MOST_ROWS = 5000
LEAST_REASON = 6
Maker = Callable[["UnmaskedExport", str, str], tuple[str, bytes]]
LAYOUTS: dict[str, Maker] = {}
"""Workbooks of another shape than the ledger's own, by the name in front of a request's ``layout``."""


def laid_out(name: str) -> Callable[[Maker], Maker]:
    """Declares who makes such a workbook: request, what follows the name, mark → the file's name and bytes."""

    def declared(make: Maker) -> Maker:
        LAYOUTS[name] = make
        return make

    return declared


class UnmaskedExport(models.Model):
    """One request for the full numbers of certain rows of one ledger, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "待批准"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "未批准"

    class Form(models.TextChoices):
        XLSX = "xlsx", "Excel表格"
        PDF = "pdf", "PDF名单"

    ledger_name = models.CharField(max_length=60)
    cycle_id = models.BigIntegerField(null=True)
    keys = models.JSONField(default=list)
    conditions = models.CharField("筛选条件", max_length=300, blank=True)
    form = models.CharField("形式", max_length=4, choices=Form, default=Form.XLSX)
    layout = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField("用途", max_length=200)
    scope_path = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人")
    at = models.DateTimeField("申请时间", default=timezone.now)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    decided_at = models.DateTimeField("批准时间", null=True)
    decision = models.CharField("批准意见", max_length=200, blank=True)
    file = models.ForeignKey("electioncycle.StoredFile", models.SET_NULL, null=True, related_name="+")
    fetched = models.PositiveIntegerField("下载次数", default=0)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "完整号码导出申请"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.ledger.title}{len(self.keys)}条"

    @property
    def ledger(self) -> ledgers.Ledger:
        return ledgers.REGISTRY[self.ledger_name]

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING and not self.is_lapsed

    @property
    def is_lapsed(self) -> bool:
        return self.state == self.State.WAITING and self.at < timezone.now() - timedelta(hours=WAITS_HOURS)

    @property
    def gone_at(self) -> Any:
        return self.decided_at + timedelta(hours=KEPT_HOURS) if self.decided_at else None

    @property
    def is_ready(self) -> bool:
        return bool(self.state == self.State.APPROVED and self.file_id and timezone.now() < self.gone_at)

    @property
    def is_being_made(self) -> bool:
        """The worker is at it: the file of what was approved is neither there nor past its time."""
        return self.state == self.State.APPROVED and not self.file_id and timezone.now() < self.gone_at

    @property
    def standing(self) -> str:
        """The state in words, with what time has made of it."""
        if self.is_lapsed:
            return "逾期未批准"
        if self.is_being_made:
            return "已批准，正在生成"
        if self.state == self.State.APPROVED and not self.is_ready:
            return "文件已清除"
        return str(self.get_state_display())

    def rows(self, user: Actor) -> models.QuerySet:
        """Of the rows asked for, those this user may see."""
        cycle = self.ledger.cycle_of(self.cycle_id)
        return self.ledger.rows(user, cycle).filter(pk__in=self.keys)

    def is_whole_for(self, user: Actor) -> bool:
        return self.rows(user).count() == len(self.keys)


def visible_to(user: Actor) -> models.QuerySet[UnmaskedExport]:
    """His own requests, and for county roles those of their territory."""
    mine = models.Q(by=user)
    if user.roles & COUNTY_ROLES:
        mine |= user.scope_q("scope_path")
    return UnmaskedExport.objects.filter(mine).select_related("by", "decided_by", "file")


def ask(
    ledger: ledgers.Ledger,
    rows: models.QuerySet,
    *,
    by: Actor,
    cycle: CycleLike | None,
    reason: str,
    form: str,
    conditions: str = "",
    layout: str = "",
) -> UnmaskedExport:
    """Request the full numbers of these rows, which the caller has narrowed to the user's territory.

    ``layout``: of a workbook that ``LAYOUTS`` make, its name and after a colon what its maker is told.
    """
    if not numbers.offered(ledger, by):
        raise NotYours("您的角色不能申请导出完整号码。")
    if len(reason.strip()) < LEAST_REASON:
        raise Refused(f"申请导出完整号码须写明用途(不少于{LEAST_REASON}个字，写清报送给谁、做什么用)。")
    if form not in UnmaskedExport.Form.values:
        raise Refused("请选择导出的形式：Excel表格或PDF名单。")
    keys = list(rows.values_list("pk", flat=True)[: MOST_ROWS + 1])
    if not keys:
        raise Refused("没有可以导出的记录，请先查询或勾选。")
    if len(keys) > MOST_ROWS:
        raise Refused(f"一次最多申请{MOST_ROWS}条，请先筛选。只应导出本次用途必需的人员。")
    with transaction.atomic():
        request = UnmaskedExport.objects.create(
            ledger_name=ledger.name,
            cycle_id=cycle.pk if cycle and ledger.by_cycle else None,
            keys=keys,
            conditions=privacy.mask_text(conditions)[:300],
            form=form,
            layout=layout,
            reason=privacy.mask_text(reason.strip())[:200],
            scope_path=jobs.common_path(by.scope_paths),
            by_id=by.pk,
        )
        if request.scope_path:
            inbox.notify(
                f"{by}申请导出{request}的完整号码，请核对用途后办理",
                url=reverse("unmasked_exports"),
                roles=COUNTY_ROLES,
                place=SimpleNamespace(path=request.scope_path),
                key=f"unmasked:{request.pk}",
            )
        audit.record(audit.Event.EXPORT_ASKED, by=by, row=request, ledger=ledger.name, rows=len(keys))
    return request


def decide(request: UnmaskedExport, *, by: Actor, approve: bool, reason: str = "") -> UnmaskedExport:
    """A second person's word; with his approval the file is made, a long one by the worker, encrypted, for one day."""
    with transaction.atomic():
        request = UnmaskedExport.objects.select_for_update(of=("self",)).select_related("by").get(pk=request.pk)
        _check_decider(request, by)
        request.state = UnmaskedExport.State.APPROVED if approve else UnmaskedExport.State.REFUSED
        request.decided_by_id, request.decided_at = by.pk, timezone.now()
        request.decision = reason.strip()[:200] if approve else require_reason(reason, "不批准")[:200]
        if approve and len(request.keys) <= settings.ROWS_IN_A_REQUEST:
            request.file = _make(request)
        request.save()
        if request.is_being_made:
            jobs.start("full_numbers", {"request": request.pk}, by=request.by, title=f"生成{request}(含完整号码)")
        inbox.withdraw_notice(f"unmasked:{request.pk}")
        inbox.notify(f"导出{request}完整号码的申请{request.standing}", url=reverse("unmasked_exports"), user=request.by)
        audit.record(audit.Event.EXPORT_DECIDED, by=by, row=request, approved=approve, rows=len(request.keys))
    return request


def _check_decider(request: UnmaskedExport, by: Actor) -> None:
    if not by.roles & COUNTY_ROLES or not numbers.offered(request.ledger, by):
        raise NotYours("导出完整号码须由县级换届管理员或县换届办工作人员批准。")
    if request.by_id == by.pk:
        raise Refused("不能批准自己的申请，须由另一人办理。")
    credentials.require_apart([(request.by_id, request.at)], by=by)
    if not request.is_waiting:
        raise Refused(f"这份申请{request.standing}，不能再办理。")
    if not request.is_whole_for(by):
        raise Refused("申请的记录有的已撤回，或不在您的管辖范围内，不能批准。请申请人重新提交。")
    if not numbers.offered(request.ledger, request.by) or not request.is_whole_for(request.by):
        raise Refused("申请人已无权查看其中的记录，不能批准。请由有权的人员重新申请。")


def mark(request: UnmaskedExport) -> str:
    """What stands on every page and sheet."""
    when = timezone.localtime(request.decided_at)
    return f"{request.by}({request.by.place}) {when:%Y-%m-%d %H:%M} 批准人{request.decided_by} 含完整号码，用毕销毁"


def _make(request: UnmaskedExport) -> files.StoredFile:
    ledger, rows, user = request.ledger, request.rows(request.by), request.by
    cycle = ledger.cycle_of(request.cycle_id)
    if request.layout:
        shape, _, told = request.layout.partition(":")
        name, data = LAYOUTS[shape](request, told, mark(request))
    else:
        write = exports.printed_list if request.form == UnmaskedExport.Form.PDF else exports.workbook
        name = f"{ledger.title}(含完整号码).{request.form}"
        data = write(ledger, rows, user=user, cycle=cycle, mark=mark(request))
    return files.keep_result(name, data, by=user, content_type=TYPES[request.form], encrypted=True, hours=KEPT_HOURS)


def make_later(key: int) -> None:
    """What ``decide`` left to the worker; a second time nothing."""
    request = UnmaskedExport.objects.select_related("by", "decided_by").get(pk=key)
    if not request.is_being_made:
        return
    if not numbers.offered(request.ledger, request.by) or not request.is_whole_for(request.by):
        raise Refused("其中有的记录已不在申请人的管辖范围内，没有生成。请重新申请。")
    UnmaskedExport.objects.filter(pk=key).update(file=_make(request))


def fetch(request: UnmaskedExport, *, by: Actor) -> tuple[files.StoredFile, bytes]:
    """The file for the one who asked for it, as long as he may see every row of it; each time is one audit event."""
    if request.by_id != by.pk:
        raise NotYours("文件只能由申请人本人下载。")
    if request.is_being_made:
        raise Refused("已批准，文件正在后台生成，请稍后再来下载；进度见“后台任务”。")
    if not request.is_ready or request.file is None:
        raise Refused("文件已清除或尚未批准。完整号码文件只保存24小时，确需使用的请重新申请。")
    if not numbers.offered(request.ledger, by) or not request.is_whole_for(by):
        raise Refused("其中有的记录已不在您的管辖范围内，不能下载。请重新申请。")
    with transaction.atomic():
        UnmaskedExport.objects.filter(pk=request.pk).update(fetched=models.F("fetched") + 1)
        audit.record(audit.Event.UNMASKED, by=by, row=request, file=request.file_id, rows=len(request.keys))
    return request.file, request.file.read()


def decide_all(requests: Iterable[UnmaskedExport], *, by: Actor, approve: bool, reason: str) -> tuple[int, list[str]]:
    """Each by itself; returns how many were decided and why the others were not."""
    done, refused = 0, []
    for request in requests:
        try:
            decide(request, by=by, approve=approve, reason=reason)
            done += 1
        except Refused as error:
            if error.why:  # the page tells several answers at once, so the trail hears of this one here
                audit.record(audit.Event.REFUSED, by=by, row=request, status=error.status, why=error.why)
            refused.append(f"{request.by}申请的{request}：{error}")
    return done, refused
