"""What the search box of a list finds, and the indexes it is found by."""

from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.models import Q
from django.db.models.signals import post_migrate

from electioncycle.ledgers.ledger import REGISTRY, Ledger
from electioncycle.records.grams import grams_of, make_indexes


def search_rows(ledger: Ledger[Any], rows: models.QuerySet[Any], text: str) -> models.QuerySet[Any]:
    """Every word must be found in one of the searched fields: Chinese text or pinyin.

    Where the fields are of several tables each is looked through by its own index, which an OR across them would
    not allow. A single letter stands in most rows: nothing is gained by an index.
    """
    for word in _words(text):
        held = [Q(**{f"{lookup}__found": word}) for lookup in ledger.search]
        if len(held) > 1 and grams_of(word):
            first, *others = (ledger.model._base_manager.filter(one).order_by().values("pk") for one in held)
            rows = rows.filter(pk__in=first.union(*others))
        else:
            rows = rows.filter(Q(*held, _connector=Q.OR))
    return rows


def is_narrow(text: str) -> bool:
    """Whether an index narrows what is looked through; a single letter stands in most rows."""
    return any(map(grams_of, _words(text)))


def _words(text: str) -> list[str]:
    return text.lower().split()[:5]


def searched_columns() -> set[tuple[str, str]]:
    """Table and column of every field that some ledger searches."""
    fields = (ledger.field(lookup) for ledger in REGISTRY.values() for lookup in ledger.search)
    return {(field.model._meta.db_table, str(field.column)) for field in fields}


def index_searches(using: str, **told: Any) -> None:
    """After every migration: new ledgers, empty databases and restored ones get their indexes alike."""
    make_indexes(connections[using], searched_columns())


post_migrate.connect(index_searches, sender=apps.get_app_config("electioncycle"), dispatch_uid="searches")
