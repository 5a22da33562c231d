"""New rows of one model written together: what Django's own insert asks of each value is asked once a column."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from electioncycle.security.privacy import EncryptedField

ROWS_AT_ONCE = 250
FEW = 2000
"""Different values of one column that are remembered in the words of the database."""
Column = tuple[str, Callable[[Any], Any]]


def insert(rows: Sequence[models.Model]) -> None:
    """Each has its key afterwards, as after ``bulk_create``."""
    model, connection = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.pk]
    readers = [_reader(field) for field in fields]
    most = connection.features.max_query_params or ROWS_AT_ONCE * len(fields)
    for some in _slices(rows, min(most // len(fields), ROWS_AT_ONCE)):
        for row in some:
            row._prepare_related_fields_for_save(operation_name="bulk_create")  # type: ignore[attr-defined]
        _insert_some(model, fields, some, [read(row) for row in some for read in readers])


def _slices(rows: Sequence[models.Model], size: int) -> Iterator[Sequence[models.Model]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _insert_some(model: Any, fields: Sequence[Any], rows: Sequence[models.Model], values: list[Any]) -> None:
    connection, key = connections[DEFAULT_DB_ALIAS], model._meta.pk
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    lines = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    into = f"INSERT INTO {quote(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        cursor.execute(f"{into} VALUES {lines} RETURNING {quote(key.column)}", values)
        keys = [one for (one,) in cursor.fetchall()]
    for row, one in zip(rows, keys, strict=True):
        setattr(row, key.attname, one)
        row._state.adding, row._state.db = False, connection.alias


def _reader(field: Any) -> Callable[[Any], Any]:
    """What a row says in this field, in the words of the database."""
    name, worded = field.attname, _worded(field)
    if type(field).pre_save is not models.Field.pre_save:
        return lambda row: worded(field.pre_save(row, add=True))
    return lambda row: worded(row.__dict__[name])


def _worded(field: Any) -> Callable[[Any], Any]:
    """Texts and whole numbers stand as they are, few other values are different ones; none is sealed twice alike."""
    connection = connections[DEFAULT_DB_ALIAS]

    def words(value: Any) -> Any:
        return None if value is None else field.get_db_prep_save(value, connection=connection)

    if isinstance(field, EncryptedField):
        return lambda value: words(value) if value else ""
    if isinstance(field, models.CharField | models.TextField):
        return lambda value: value if value.__class__ is str else words(value)
    if isinstance(field, models.IntegerField | models.ForeignKey):
        return lambda value: value if value.__class__ is int else words(value)
    always_another = isinstance(field, models.JSONField | models.DateTimeField | models.BinaryField)
    return words if always_another else _looked_up(words)


def _looked_up(words: Callable[[Any], Any]) -> Callable[[Any], Any]:
    known: dict[Any, Any] = {}

    def found(value: Any) -> Any:
        if value not in known:
            if len(known) >= FEW:
                known.clear()
            known[value] = words(value)
        return known[value]

    return found
