"""Printed reports name people: those of a cycle go when its personal data are purged."""

from electioncycle.disclosure import retention
from electioncycle.records.files import StoredFile
from reports.models import VillageReport
from villages.models import Cycle


def count(cycle: Cycle) -> int:
    return VillageReport.objects.filter(cycle=cycle).count()


@retention.also("研判报告(已生成的各版PDF)", count)
def forget_reports(cycle: Cycle) -> int:
    """Every edition goes; what the ledgers still say can be printed anew."""
    editions = VillageReport.objects.filter(cycle=cycle)
    files = StoredFile.objects.filter(pk__in=list(editions.values_list("file", flat=True)))
    retention.delete_later(list(files.values_list("path", flat=True)))
    editions.delete()
    return files.delete()[0]
