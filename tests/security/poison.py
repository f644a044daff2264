"""Puts a text that would be markup in a careless page into every free text of the database."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

OURS = ("core", "communes", "campaigns", "awards", "reports")
# Words that programs compare: a person types none of them.
WORDS_OF_PROGRAMS = re.compile(
    r"(^|_)(code|codes|key|kind|slug|uid|path|sha256|hash|root|seed|content_type|act|action|state|"
    r"status|role|mode|unit_of_measure|formula|rule|column|colour|icon|token|digest|username|"
    r"password|sort_key|search|folded|url|format|number_format|pgh_\w+|commitment|request_id|"
    r"subject_type|subject_uid|result|owner_kind|operator|scope|level|source_key|name_in|anchor|"
    r"algorithm|version|group|field|template|language|salt|nonce|seal|public|secret|fingerprint|"
    r"choice|gap|criteria_set|metric|measure_unit|verdict|taken_at|charged_to)$"
)
CODES = {"awards.AwardRule.text"}  # the name of a way to round, for one kind of rule
# Texts that hold a whole document, read back by programs.
DOCUMENTS = {"Snapshot", "DocumentSnapshot", "RankingSnapshot"}
BREAKS = re.compile(r'<x(\d+)"')
ESCAPED = re.compile(r"(?:&lt;|\\u003C|%3Cx?)x(\d+)(?:&quot;|\\u0022|\\\"|&#34;|%22|\")")


def free_texts(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table that hold what a person typed."""
    return [
        field
        for field in model._meta.concrete_fields
        if type(field) in (models.CharField, models.TextField)
        and not field.choices
        and not field.unique
        and (field.max_length or 1000) >= 12
        and not WORDS_OF_PROGRAMS.search(field.name)
        and f"{model._meta.label}.{field.name}" not in CODES
    ]


class Poison:
    """`names[n]` is the column that the mark number n stands in; `refused` are those the database
    itself would not let it into. Other marks than that of markup carry their number as `{number}`.
    """

    def __init__(self, mark: str = "<x{number}\"'>") -> None:
        self.mark = mark
        self.names: dict[int, str] = {}
        self.refused: list[str] = []

    def everywhere(self) -> None:
        """Mark every filled free text of every table of ours, past triggers, as the owner can."""
        for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
            kept = hasattr(model, "pgh_tracked_model") or model.__name__ in DOCUMENTS
            if model._meta.app_label in OURS and not kept:
                self._table(model)

    def _table(self, model: type[models.Model]) -> None:
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for field in free_texts(model):
                number = len(self.names) + 1
                column = connection.ops.quote_name(field.column)
                mark = self.mark.format(number=number)
                room = (field.max_length or 10_000) - len(mark)
                try:
                    with transaction.atomic():
                        cursor.execute(
                            f"UPDATE {table} SET {column} = %s || left({column}, %s) "
                            f"WHERE {column} <> ''",
                            [mark, room],
                        )
                except DatabaseError as refusal:
                    self.refused.append(f"{model._meta.label}.{field.name}: {refusal}")
                    continue
                if cursor.rowcount:
                    self.names[number] = f"{model._meta.label}.{field.name}"
