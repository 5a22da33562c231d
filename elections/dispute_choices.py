"""Code lists of disputes about an election (选举异议): what they are about, how far they are, what was found."""

from django.db.models import TextChoices


class DisputeKind(TextChoices):
    """What somebody contests; ``data/disputes.json`` says who takes it up, by which text."""

    COMMITTEE = "committee", "选举委员会的产生"
    VOTERS = "voters", "登记和名单"
    CANDIDATES = "candidates", "候选人的提名和公布"
    VOTING = "voting", "投票程序"
    COUNT = "count", "计票和票数"
    RESULT = "result", "当选结果"
    CONDITIONS = "conditions", "当选人条件"
    BRIBERY = "bribery", "贿选、胁迫等破坏选举"


class DisputeState(TextChoices):
    RECEIVED = "received", "待受理"
    ACCEPTED = "accepted", "调查核实中"
    CONCLUDED = "concluded", "认定待审核"
    FOUND = "found", "已认定，后续待办"
    CLOSED = "closed", "已办结"
    REFUSED = "refused", "不予受理"
    RETRACTED = "retracted", "提出人撤回"


OPEN = frozenset({DisputeState.RECEIVED, DisputeState.ACCEPTED, DisputeState.CONCLUDED, DisputeState.FOUND})
"""States in which the election shows 存在未办结异议, and its ballots, names and files stay."""


class Acceptor(TextChoices):
    """Who takes a dispute up and looks into it."""

    VILLAGE = "village", "村(居)民选举委员会"
    TOWNSHIP = "township", "乡镇人民政府(街道办事处)"
    COUNTY = "county", "县人民政府及其主管部门"


class Finding(TextChoices):
    """What the body found, as its numbered paper says it."""

    VALID = "valid", "选举有效"
    POST_VOID = "post_void", "某职务当选无效"
    ROUND_VOID = "round_void", "本轮选举无效"


class Consequence(TextChoices):
    """What follows from a finding; a fact of its own, recorded when it was done."""

    NONE = "none", "无"
    CORRECTION = "correction", "结果更正"
    REPEAT = "repeat", "重新选举"
    RECALL = "recall", "依法启动罢免"


FOLLOWS: dict[str, tuple[str, ...]] = {
    Finding.VALID: (Consequence.NONE, Consequence.RECALL, Consequence.CORRECTION),
    Finding.POST_VOID: (Consequence.CORRECTION,),
    Finding.ROUND_VOID: (Consequence.REPEAT,),
}
"""What may follow from what; a recount may put votes right though the election is valid."""
