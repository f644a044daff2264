"""The base of every list: one look, words for an empty list, sums aligned to the right."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class PortalTable(tables.Table):
    """A table that turns into cards on a phone: the first column names the row.

    Subclasses set `caption` (read aloud), `noun` (what the pager counts) and what an empty list
    says and offers: `empty_title`, `empty_hint`, `empty_url` with `empty_action`.
    """

    caption = "Danh sách"
    noun = "dòng"
    empty_title = "Chưa có dòng nào"
    empty_hint = ""
    empty_url = ""
    empty_action = ""

    class Meta:
        template_name = "django_tables2/portal.html"
        attrs = {"class": "table cards"}
        per_page = 25


class NumberColumn(tables.Column):
    """A column of figures: right-aligned, an empty cell for None."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NUMBER)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)
