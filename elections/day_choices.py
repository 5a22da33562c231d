"""Fixed code lists of a polling day: where ballots went, what went wrong, where a village stands; of its archive."""

from django.db.models import TextChoices


class Custody(TextChoices):
    """From whom to whom the ballots of a vote go, before it and after."""

    PRINTED = "printed", "印制后交乡镇(街道)"
    GIVEN = "given", "交选举委员会"
    SEALED = "sealed", "计票后封存"
    DELIVERED = "delivered", "送达乡镇(街道)保管"


class IncidentKind(TextChoices):
    ORDER = "order", "现场秩序"
    BALLOTS = "ballots", "选票、票箱"
    OBJECTION = "objection", "现场异议"
    POWER = "power", "停电断网"
    WEATHER = "weather", "天气灾害"
    HEALTH = "health", "人员伤病"
    ROAD = "road", "道路交通"
    OTHER = "other", "其他"


class Standing(TextChoices):
    """Where a village's vote of the day stands, as the duty desk shows it."""

    NOT_BEGUN = "not_begun", "未开始"
    VOTING = "voting", "投票中"
    COUNTING = "counting", "计票中"
    ANNOUNCED = "announced", "已公布"
    AGAIN = "again", "待另行选举"
    VOID = "void", "无效"
    BROKEN_OFF = "broken_off", "中止"
    UNDELIVERED = "undelivered", "选票未送达"


class ArchiveStanding(TextChoices):
    """How an item of the archive stands: borne out by what is recorded, on paper alone, or not there."""

    THERE = "there", "有"
    ON_PAPER = "on_paper", "纸质，没有缺项"
    UNRECORDED = "unrecorded", "没有登记"
    MISSING = "missing", "缺"
    NOT_NEEDED = "not_needed", "没有发生"
