"""Printed reports name people: those of a cycle go when its personal data are purged."""

from django.db.models import QuerySet

from electioncycle.disclosure import retention
from electioncycle.disclosure.retention import Whole
from electioncycle.records.files import StoredFile
from reports.models import DailyPaper, VillageReport
from villages.models import Cycle


def _editions(whole: Whole) -> QuerySet[VillageReport]:
    """Printed for a cycle; an election by itself is in none."""
    made = VillageReport.objects
    return made.filter(cycle=whole.row) if isinstance(whole.row, Cycle) else made.none()


def count(whole: Whole) -> int:
    return _editions(whole).count()


@retention.also("研判报告(已生成的各版PDF)", count)
def forget_reports(whole: Whole) -> int:
    """Every edition goes; what the ledgers still say can be printed anew."""
    editions = _editions(whole)
    files = StoredFile.objects.filter(pk__in=list(editions.values_list("file", flat=True)))
    retention.delete_later(list(files.values_list("path", flat=True)))
    editions.delete()
    return files.delete()[0]


def _papers(whole: Whole) -> QuerySet[DailyPaper]:
    made = DailyPaper.objects
    return made.filter(cycle=whole.row) if isinstance(whole.row, Cycle) else made.none()


def count_papers(whole: Whole) -> int:
    return _papers(whole).count()


@retention.also("换届工作日报", count_papers)
def forget_papers(whole: Whole) -> int:
    """They name leaders and villages; figures by day are kept elsewhere."""
    return _papers(whole).delete()[0]
