"""Every list as XLSX and CSV, by one address: the page's own with `tai=xlsx` or `tai=csv`.

So filters, order and rights are those of the page, by construction. Three doors: `show_list` for
django-tables2, `listed` for long lists that come one by one, and the template tag `exports` for
pages whose tables a template draws (the middleware reads them from the page).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django_tables2 import RequestConfig
from django_tables2.rows import BoundRow

from kbang_ntm.core.file_words import ASK, KINDS
from kbang_ntm.core.page_tables import sheets_of, text_of, value_of
from kbang_ntm.core.sheets import Column, Sheet, Value, download
from kbang_ntm.core.tables import PortalTable

ROWS_AT_A_TIME = 500


def asked(request: HttpRequest) -> str:
    """ "xlsx" or "csv" when the list is asked for as a file, else ""."""
    kind = request.GET.get(ASK, "") if request.method == "GET" else ""
    return kind if kind in KINDS else ""


def listed(
    request: HttpRequest,
    *,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Callable[[], Iterable[Sequence[Value]]],
) -> HttpResponseBase | None:
    """The list as the file asked for, all pages of it; None when the page itself is.

    `rows` gives the rows one by one; give a generator where the list may be long.
    """
    kind = asked(request)
    if not kind:
        return None
    return download(Sheet(title, columns, rows(), name=title), name, kind)


def show_list(
    request: HttpRequest,
    template: str,
    table: PortalTable,
    context: dict[str, Any],
    *,
    name: str,
    per_page: int = 25,
    sheet: Callable[[list[Any]], Sheet | Sequence[Sheet]] | None = None,
) -> HttpResponseBase:
    """A page with one table in the order of the address, or all its rows as a file.

    `name` is the file's name; `sheet` makes the sheet from the records in their order where
    the file should say more than the cells do, or the sheets where the page has more tables.
    """
    RequestConfig(request, paginate={"per_page": per_page}).configure(table)
    kind = asked(request)
    if not kind:
        return render(request, template, {**context, "table": table})
    if sheet is not None:
        return download(sheet(list(_records(table))), name, kind)
    return download(sheet_of(table), name, kind)


def sheet_of(table: PortalTable) -> Sheet:
    """All rows of a table, in its order, one by one."""
    columns = [Column(str(column.header), 22) for column in table.columns]
    return Sheet(table.caption, columns, _rows(table), name=table.caption)


def _records(table: PortalTable) -> Iterator[Any]:
    data = table.data.data
    if isinstance(data, QuerySet):
        yield from data.iterator(chunk_size=ROWS_AT_A_TIME)
    else:
        yield from data


def _rows(table: PortalTable) -> Iterator[list[Value]]:
    for record in _records(table):
        row = BoundRow(record, table)
        yield [_value(table, row, column) for column in table.columns]


def _value(table: PortalTable, row: BoundRow, column: Any) -> Value:
    """A number or moment where the cell shows just that, else the words of the cell."""
    shaped = hasattr(table, f"render_{column.name}") or hasattr(table, f"value_{column.name}")
    if not shaped:
        raw = column.accessor.resolve(row.record, quiet=True)
        if isinstance(raw, int | Decimal | date | datetime) and not isinstance(raw, bool):
            return raw
    return value_of(text_of(str(row.get_cell(column.name))))


class TablesAsFilesMiddleware:
    """Answers `tai=` for pages that offer it by the tag `exports`: the tables as drawn."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kind, name = asked(request), getattr(request, "exported_as", "")
        drawn = isinstance(response, HttpResponse) and response.status_code == 200
        html = response.headers.get("Content-Type", "").startswith("text/html")
        if not (kind and name and drawn and html):
            return response
        assert isinstance(response, HttpResponse)
        sheets = sheets_of(response.content.decode(), str(name))
        return download(sheets, str(name), kind) if sheets else response
