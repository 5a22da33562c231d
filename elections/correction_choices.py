"""Code lists of the corrections of a verified result: of which kind, how far, by whose decision."""

from django.db.models import TextChoices


class CorrectionKind(TextChoices):
    ENTRY = "entry", "录入差错更正"
    RESULT = "result", "结果更正"


class CorrectionState(TextChoices):
    """``CONFIRMED`` stands within the act of the second person alone: in it the result may change."""

    OPEN = "open", "办理中"
    CONFIRMED = "confirmed", "更正中"
    DONE = "done", "已更正"
    DROPPED = "dropped", "已撤销"


class FindingBody(TextChoices):
    """Who decided that a result is another: the election committee of the village, or who found on a dispute."""

    COMMITTEE = "committee", "村(居)民选举委员会"
    TOWNSHIP = "township", "乡镇人民政府、街道办事处"
    TOWNSHIP_CONGRESS = "congress", "乡镇人民代表大会"
    COUNTY = "county", "县级人民政府及其有关主管部门"
    COUNTY_CONGRESS = "county_congress", "县级人民代表大会常务委员会"
