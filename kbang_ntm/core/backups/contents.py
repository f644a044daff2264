"""What a database holds, table by table, so that two of them can be compared."""

from __future__ import annotations

from psycopg2 import sql
from psycopg2.errors import UndefinedFunction
from psycopg2.extensions import cursor as Cursor

# Rows as text must read the same on every server that is asked.
_SAME_WORDS = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, MDY'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL search_path = public",
)
_TABLES = """
    SELECT schemaname, tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""
# The order of rows says nothing about a table, so their hashes are added up. Of values, which is
# five times quicker than of rows as text; that is for types that have no such hash.
_CONTENTS = (
    sql.SQL(
        'SELECT count(*), coalesce(sum(hash_record_extended("every row", 0)), 0)::text '
        'FROM {} AS "every row"'
    ),
    sql.SQL(
        'SELECT count(*), coalesce(sum(hashtextextended("every row"::text, 0)), 0)::text '
        'FROM {} AS "every row"'
    ),
)
Tables = dict[str, list[int | str]]


def tables_of(cursor: Cursor) -> Tables:
    """{table: [rows, hash of all rows]}. Needs a transaction (`Database.cursor(snapshot=True)`)."""
    for words in _SAME_WORDS:
        cursor.execute(words)
    cursor.execute(_TABLES)
    found: Tables = {}
    for schema, table in cursor.fetchall():
        found[f"{schema}.{table}"] = _content(cursor, sql.Identifier(schema, table))
    return found


def _content(cursor: Cursor, table: sql.Identifier) -> list[int | str]:
    of_values, of_text = (words.format(table) for words in _CONTENTS)
    cursor.execute("SAVEPOINT table_hash")
    try:
        cursor.execute(of_values)
    except UndefinedFunction:
        cursor.execute("ROLLBACK TO SAVEPOINT table_hash")
        cursor.execute(of_text)
    return list(cursor.fetchone() or (0, "0"))


def differences(wanted: Tables, found: Tables) -> list[str]:
    """Names of tables that do not hold the same, each once."""
    return sorted(
        name for name in {*wanted, *found} if list(wanted.get(name, ())) != found.get(name)
    )
