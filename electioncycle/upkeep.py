"""What the site does by itself to stay in order, whatever the ledgers hold."""

from datetime import time

from electioncycle import files, imports, inbox, periodic


@periodic.act("erase_expired_files", "清除到期文件", every=periodic.HOUR / 4)
def erase_expired_files() -> str:
    previews, gone = imports.erase_old(), 0
    while count := files.erase_expired():
        gone += count
    return f"清除到期文件{gone}个、无主文件{files.erase_unowned()}个、过期导入预览{previews}份。"


@periodic.act("erase_old_notices", "清除过期通知", at=time(2, 0))
def erase_old_notices() -> str:
    return f"清除{inbox.KEPT_DAYS}天前的通知{inbox.erase_old()}条。"
