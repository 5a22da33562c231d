"""What the risk ledgers do by themselves."""

from datetime import time

from electioncycle.jobs import periodic
from risks.services import key_persons


@periodic.act("hide_key_persons", "隐去已关闭届次的重点人员信息", at=time(2, 10))
def hide_key_persons() -> str:
    return f"隐去{key_persons.hide_after_cycle()}份。"
