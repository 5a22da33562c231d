"""What the registry does by itself: look whether everything hangs where it belongs."""

from datetime import time

from electioncycle import periodic
from electioncycle.refusals import Refused
from villages.services import tree


@periodic.act("check_tree", "核对区划隶属", at=time(2, 45))
def check_tree() -> str:
    if found := tree.misplaced():
        raise Refused(
            f"{len(found)}个区划或村(社区)的隶属有误，请执行 check_tree --repair，或请县级管理员在“行政区划”中修复。"
        )
    return "区划和村(社区)的隶属全部相符。"
