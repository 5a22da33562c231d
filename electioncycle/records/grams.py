"""Finding a part of a text by an index that knows parts of two characters, as most Chinese names are so short."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Contains
from django.db.models.sql.compiler import SQLCompiler

APART = "|"
"""Stands between the grams where they are cut: one that holds it is in no index and is not asked for."""
INDEX = "grams_"
"""How the names of these indexes begin."""
LATIN = "abcdefghijklmnopqrstuvwxyz "


def grams_sql(column: str) -> str:
    """All pairs of neighbouring characters of a column, and its Chinese characters one by one, as PostgreSQL's own
    functions make them: an index over a function of ours would have to be loaded before its tables."""
    text = f'{column} COLLATE "C"'
    pairs = "string_to_array(regexp_replace({}, '(..)', '\\1|', 'g'), '|')"
    single = f"string_to_array(translate({text}, '{LATIN}', ''), NULL)"
    return f"({pairs.format(text)} || {pairs.format(f'substr({text}, 2)')} || {single})"


def grams_of(word: str) -> list[str]:
    """What a text must have among its grams to hold this word; nothing for a single letter, which most texts hold."""
    pairs = {word[at : at + 2] for at in range(len(word) - 1)} or {word} - set(LATIN)
    return sorted(gram for gram in pairs if APART not in gram)


@models.CharField.register_lookup
@models.TextField.register_lookup
class Found(Contains):
    """As ``contains``; on PostgreSQL the index of grams says which rows are looked at."""

    lookup_name = "found"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return str(connection.operators["contains"] % rhs)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        sql, params = self.as_sql(compiler, connection)
        grams = grams_of(str(self.rhs))
        if not grams:
            return sql, list(params)
        column, _ = self.process_lhs(compiler, connection)
        return f"({grams_sql(column)} @> %s AND {sql})", [grams, *params]


def make_indexes(database: BaseDatabaseWrapper, columns: set[tuple[str, str]]) -> None:
    """The indexes that are missing for these columns of tables, where there are such tables; PostgreSQL alone."""
    if database.vendor != "postgresql":
        return
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        there = set(cursor.fetchall())
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()")
        made = {name for (name,) in cursor.fetchall()}
        for table, column in sorted(columns & there):
            if (name := name_of(table, column)) not in made:
                grams = grams_sql(f'"{column}"')
                # At once and not in a list of its own first: every search would have to read that list.
                cursor.execute(f'CREATE INDEX "{name}" ON "{table}" USING gin ({grams}) WITH (fastupdate = off)')


def name_of(table: str, column: str) -> str:
    return f"{INDEX}{table}_{column}"
