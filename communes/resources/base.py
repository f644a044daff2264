"""Columns that staff can read: ranges of days with the last day included, Vietnamese yes and no."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.safestring import mark_safe
from import_export import resources, widgets
from import_export.instance_loaders import BaseInstanceLoader
from psycopg2.extras import DateRange

from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_date, nfc

OPEN = "…"
_STYLE = re.compile(r'(<(?:ins|del)) style="[^"]*"')


class TextWidget(widgets.CharWidget):
    """Text in NFC, without blanks at the ends; an empty cell is an empty text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return nfc(str(value)).strip() if value is not None else ""


class YesNoWidget(widgets.Widget):
    """có / không."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        word = nfc(str(value or "")).strip().lower()
        if word not in ("có", "không", ""):
            raise ValueError(f"«{value}»: ghi có hoặc không.")
        return word == "có"

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "có" if value else "không"


class DaysWidget(widgets.Widget):
    """ "08/03/2022 - 30/06/2025", both days included; "…" for an open end."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> DateRange:
        ends = [end.strip() for end in str(value or "").split(" - ")]
        if len(ends) != 2:
            raise ValueError(f"«{value}»: ghi từ ngày - đến hết ngày, ví dụ 08/03/2022 - {OPEN}")
        first, last = (_day(end) for end in ends)
        # An open beginning is no day that counts: PostgreSQL writes it so, and so do we.
        return DateRange(first, last + timedelta(days=1) if last else None, "[)" if first else "()")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        first = format_date(value.lower) if value.lower else OPEN
        last = format_date(value.upper - timedelta(days=1)) if value.upper else OPEN
        return f"{first} - {last}"


def _day(text: str) -> date | None:
    if text in ("", OPEN, "..."):
        return None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        raise ValueError(f"«{text}» không phải ngày. Ghi theo mẫu 30/06/2025.") from None


class KeyWidget(widgets.ForeignKeyWidget):
    """A row of another table by the word staff know it by; an empty cell is no row."""

    def __init__(self, model: type[Model], field: str, words: str) -> None:
        super().__init__(model, field)
        self.words = words
        self.rows: dict[str, Any] | None = None  # a resource has widgets of its own

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = nfc(str(value or "")).strip()
        if not text:
            return None
        if self.rows is None:
            every = self.model._default_manager.all()
            self.rows = {str(getattr(each, self.field)): each for each in every}
        found = self.rows.get(text)
        if found is None:
            raise ValueError(f"«{text}»: không có {self.words} này. Xem lại mã.")
        return found


class WholeWidget(widgets.Widget):
    """A whole number; an empty cell is none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise ValueError(f"«{text}» không phải số nguyên.")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class NumberWidget(widgets.Widget):
    """A number with decimals, comma or dot: "12,5"; an empty cell is none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        text = str(value if value is not None else "").strip().replace(",", ".")
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,14}(\.[0-9]{1,8})?", text):
            raise ValueError(f"«{value}» không phải số. Ghi theo mẫu 1234,5.")
        return Decimal(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}".replace(".", ",")


class DayWidget(widgets.Widget):
    """ "30/06/2025"; an empty cell is no day."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        return _day(str(value if value is not None else "").strip())

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return format_date(value) if value else ""


class MomentWidget(widgets.Widget):
    """ "30/06/2025 23:59:59" in local time; seconds may be left out."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime:
        text = " ".join(str(value if value is not None else "").split())
        for pattern in ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"):
            try:
                return datetime.strptime(text, pattern).replace(tzinfo=clock.LOCAL)
            except ValueError:
                continue
        raise ValueError(f"«{text}» không phải ngày giờ. Ghi theo mẫu 30/06/2025 23:59:59.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value.astimezone(clock.LOCAL):%d/%m/%Y %H:%M:%S}" if value else ""


class ChoiceWidget(widgets.Widget):
    """One of a closed list: written by its Vietnamese words, read by words or code."""

    def __init__(self, choices: list[tuple[Any, Any]]) -> None:
        super().__init__()
        self.words = {str(code): str(words) for code, words in choices}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = nfc(str(value if value is not None else "")).strip()
        if text in self.words:
            return text
        for code, words in self.words.items():
            if words.lower() == text.lower():
                return code
        offered = ", ".join(words for words in self.words.values() if words)
        raise ValueError(f"«{text}» không có trong danh sách. Ghi một trong: {offered}.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.words.get(str(value), "" if value is None else str(value))


class PlainDiff(resources.Diff):
    """Old and new side by side, without inline styles, which the pages do not allow."""

    def as_html(self) -> list[str]:
        # Only marks come from the package: it has escaped the values before it made them bold.
        return [mark_safe(_STYLE.sub(r"\1", text)) for text in super().as_html()]


class WholeTable(BaseInstanceLoader):
    """The rows a file may mean, read in one query and found by their keys; rows the file itself
    has brought are found too."""

    def __init__(self, resource: Any, dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self.names = list(resource.key_fields or resource.get_import_id_fields())
        rows = resource.get_queryset().select_related(*resource.related)
        self.rows = {self.key_of(row): row for row in rows}
        resource.loader = self

    def key_of(self, row: Model) -> tuple[Any, ...]:
        """The key of a row as it stands."""
        columns = {column.name: column.attname for column in row._meta.concrete_fields}
        return tuple(getattr(row, columns[name]) for name in self.names)

    def add(self, row: Model) -> None:
        """A row that was just stored."""
        self.rows[self.key_of(row)] = row

    def get_instance(self, row: Any) -> Model | None:
        """The stored row that a row of the file means. Raises ValueError for an unreadable key."""
        columns = [self.resource.fields[name] for name in self.names]
        values = [c.clean(row) if c.column_name in row else None for c in columns]
        key = tuple(getattr(value, "pk", value) for value in values)
        return self.rows.get(key)


class ReferenceResource(resources.ModelResource):
    """Rows are found by words staff know, never by database ids; unchanged rows are left alone,
    and the whole file is one transaction."""

    loader: WholeTable | None = None
    related: tuple[str, ...] = ()  # read with each row
    key_fields: tuple[str, ...] = ()  # what a row is found by, when not the columns it must have

    def _check_import_id_fields(self, headers: Any) -> None:
        """Columns without which no row is found are named at once, in words."""
        columns = [self.fields[name].column_name for name in self.get_import_id_fields()]
        missing = [column for column in columns if column not in (headers or [])]
        if missing:
            raise ValueError(
                f"Tệp thiếu các cột: {', '.join(missing)}. Xuất tệp từ trang này để lấy đúng các "
                "cột, điền vào rồi tải lên lại."
            )

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Two rows of one file that mean the same meet."""
        if self.loader is not None:
            self.loader.add(instance)

    @classmethod
    def get_diff_class(cls) -> type[PlainDiff]:
        return PlainDiff

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Any:
        """As the package does, but a row that is wrong takes the whole file back, also at the
        second look, and rows are called by their number in the file."""
        kwargs["rollback_on_validation_errors"] = True
        result = super().import_data(dataset, *args, **kwargs)
        lines = getattr(dataset, "lines", None)
        for row in (*result.error_rows, *result.invalid_rows):
            row.number = lines[row.number - 1] if lines else row.number + 1
        return result

    class Meta:
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        instance_loader_class = WholeTable
