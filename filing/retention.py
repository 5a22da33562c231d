"""A purge takes the words that editions took from ledgers, and the files they stand in; the counted figures stay."""

from typing import Any

from django.db.models import QuerySet

from electioncycle.disclosure import retention
from electioncycle.disclosure.retention import Whole
from electioncycle.records.files import StoredFile
from filing.models import FormEdition
from villages.models import Cycle


def _editions(whole: Whole) -> QuerySet[FormEdition]:
    """Filled in a cycle; an election by itself is in none."""
    made = FormEdition.all_rows
    return made.filter(cycle=whole.row) if isinstance(whole.row, Cycle) else made.none()


def count(whole: Whole) -> int:
    return _editions(whole).exclude(file__path="").count()


@retention.also("已填的上级报表(各期文件和取自台账的文字)", count)
def forget_words(whole: Whole) -> int:
    """In the rows and in the history of all."""
    gone = count(whole)
    models: tuple[Any, ...] = (FormEdition.all_rows, FormEdition.history)
    for model in models:
        for row in model.filter(cycle=whole.row.pk).only("pk", "values"):
            model.filter(pk=row.pk).update(values=[one for one in row.values if not isinstance(one[3], str)])
    files = StoredFile.objects.filter(pk__in=_editions(whole).values("file")).exclude(path="")
    retention.delete_later(list(files.values_list("path", flat=True)))
    files.update(path="")
    return gone
