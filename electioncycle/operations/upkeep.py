"""What the site does by itself to stay in order, whatever the ledgers hold."""

from datetime import time

from electioncycle.desk import inbox
from electioncycle.jobs import periodic
from electioncycle.operations.backups import daily as backups
from electioncycle.records import files, form_tokens, kept
from electioncycle.refusals import Refused
from electioncycle.security import audit, freed_pages, limits
from electioncycle.workbooks import imports


@periodic.act("erase_expired_files", "清除到期文件", every=periodic.HOUR / 4)
def erase_expired_files() -> str:
    previews, gone = imports.erase_old(), 0
    while count := files.erase_expired():
        gone += count
    form_tokens.forget_old()
    limits.forget_old()
    unowned = files.erase_unowned()
    freed_pages.empty_log()
    return f"清除到期文件{gone}个、无主文件{unowned}个、过期导入预览{previews}份。"


@periodic.act("daily_backup", "数据备份", at=time(1, 30), lease=3 * periodic.HOUR)
def daily_backup() -> str:
    return backups.make_daily()


@periodic.act("erase_old_notices", "清除过期通知", at=time(2, 0))
def erase_old_notices() -> str:
    return f"清除{inbox.KEPT_DAYS}天前的通知{inbox.erase_old()}条。"


@periodic.act("erase_old_figures", "清除往日算好的待办和数字", at=time(2, 10))
def erase_old_figures() -> str:
    return f"清除往日算好的待办和数字{kept.erase_old()}份。"


@periodic.act("verify_audit", "核验审计链", every=periodic.DAY, at=time(2, 30))
def verify_audit() -> str:
    found = audit.verify_and_record(by=None)
    if not found["ok"]:
        raise Refused(f"审计链自第{found['first_bad']}号起不符，请保留现场并报告。")
    return f"{found['events']}条全部完好。"
