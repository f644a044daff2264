"""Scoring sheets while they are written: their basis, and what is scored with how many points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from campaigns.cluster_enums import ItemRule, SheetState
from campaigns.cluster_rules import may_keep_sheet
from campaigns.models import EmulationCluster, ScoringItem, ScoringSheet
from campaigns.queries.computed import sources
from campaigns.services.clusters import check_year
from communes.services.register_papers import check_past, clean_text
from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

KEEPERS = "Chỉ đơn vị giữ cụm, khối hoặc trưởng cụm, khối của năm làm việc này."
MOST_POINTS = Decimal(1000)
MOST_ITEMS = 40


@dataclass(frozen=True)
class SheetText:
    """What a sheet rests on; `preference_on` is the day the order for equal totals was agreed."""

    basis: str = ""
    preference_on: date | None = None
    note: str = ""

    def columns(self) -> dict[str, object]:
        """As stored."""
        if self.preference_on is not None:
            check_past(self.preference_on, "Ngày thống nhất thứ tự ưu tiên")
        return {
            "basis": clean_text(self.basis, 300),
            "preference_on": self.preference_on,
            "note": clean_text(self.note, 500),
        }


@dataclass(frozen=True)
class ItemText:
    """One thing that is scored; `source` where it comes from data; `tie_order` 1 is looked at
    first where totals are equal."""

    content: str
    maximum: Decimal
    rule: str
    source: str = ""
    tie_order: int | None = None


@transaction.atomic
def make_sheet(
    *,
    cluster: EmulationCluster,
    year: int,
    text: SheetText,
    copy_last: bool = False,
    actor: User,
) -> ScoringSheet:
    """Begin the sheet of a year, with the items of the newest one before if asked.

    Raises NotAllowed, Refused (`year`, `exists`, `no_last`, `future`).
    """
    sheet = ScoringSheet(cluster=cluster, year=year, made_by=actor, **text.columns())
    if not may_keep_sheet(actor, sheet):
        raise NotAllowed("not_allowed", KEEPERS)
    check_year(year)
    if cluster.sheets.filter(year=year).exists():
        raise Refused("exists", f"{cluster.name} đã có bảng chấm điểm năm {year}.")
    last = cluster.sheets.filter(year__lt=year).order_by("-year").first() if copy_last else None
    if copy_last and last is None:
        raise Refused("no_last", "Chưa có bảng chấm của năm trước để chép. Bỏ đánh dấu chép.")
    sheet.save(force_insert=True)
    ScoringItem.objects.bulk_create(
        ScoringItem(
            sheet=sheet,
            order=item.order,
            content=item.content,
            maximum=item.maximum,
            rule=item.rule,
            source=item.source,
            tie_order=item.tie_order,
        )
        for item in (last.items.order_by("order") if last else ())
    )
    tell(actor, sheet, "make", f"Lập bảng chấm điểm năm {year}")
    return sheet


@transaction.atomic
def change_sheet(*, sheet: ScoringSheet, text: SheetText, actor: User) -> ScoringSheet:
    """Mend what a draft rests on. Raises NotAllowed, Refused (`opened`, `future`)."""
    row = _draft(sheet, actor)
    for name, value in text.columns().items():
        setattr(row, name, value)
    row.save(update_fields=["basis", "preference_on", "note"])
    tell(actor, row, "change", "Sửa căn cứ của bảng chấm điểm")
    return row


@transaction.atomic
def add_item(*, sheet: ScoringSheet, text: ItemText, actor: User) -> ScoringItem:
    """Add something to score. Raises NotAllowed, Refused (`opened`, `content`, `maximum`,
    `source`, `tie`, `many`)."""
    row = _draft(sheet, actor)
    values = _columns(row, text, None)
    last = row.items.aggregate(last=Max("order"))["last"] or 0
    if row.items.count() >= MOST_ITEMS:
        raise Refused("many", f"Bảng chấm nhiều nhất {MOST_ITEMS} nội dung.")
    item = ScoringItem.objects.create(sheet=row, order=last + 1, **values)
    tell(actor, row, "item", f"Thêm nội dung chấm: {item.content}, {item.maximum} điểm")
    return item


@transaction.atomic
def change_item(*, item: ScoringItem, text: ItemText, actor: User) -> ScoringItem:
    """Mend something that is scored. Raises as `add_item`."""
    row = _draft(item.sheet, actor)
    for name, value in _columns(row, text, item.pk).items():
        setattr(item, name, value)
    item.save()
    tell(actor, row, "item_change", f"Sửa nội dung chấm: {item.content}, {item.maximum} điểm")
    return item


@transaction.atomic
def remove_item(*, item: ScoringItem, actor: User) -> None:
    """Take something out of a draft. Raises NotAllowed, Refused (`opened`)."""
    row = _draft(item.sheet, actor)
    content = item.content
    item.delete()
    tell(actor, row, "item_remove", f"Bỏ nội dung chấm: {content}")


def lock_sheet(sheet: ScoringSheet, actor: User) -> ScoringSheet:
    """The sheet, locked, for somebody who keeps or heads its cluster. Raises NotAllowed."""
    rows = ScoringSheet.objects.select_for_update(of=("self",)).select_related("cluster__unit")
    row: ScoringSheet = rows.get(pk=sheet.pk)
    if not may_keep_sheet(actor, row):
        raise NotAllowed("not_allowed", KEEPERS)
    return row


def tell(actor: User, row: ScoringSheet, act: str, summary: str) -> None:
    """One event about a sheet."""
    audit.record(actor=actor, action=f"scoring.{act}", subject=row, summary=summary[:500])


def _draft(sheet: ScoringSheet, actor: User) -> ScoringSheet:
    row = lock_sheet(sheet, actor)
    if row.state != SheetState.DRAFT:
        raise Refused(
            "opened", "Bảng chấm đã mở nên không sửa được. Đưa về soạn lại khi chưa ai chấm."
        )
    return row


def _columns(sheet: ScoringSheet, text: ItemText, own: int | None) -> dict[str, object]:
    content = clean_text(text.content, 300)
    if not content:
        raise Refused("content", "Ghi nội dung chấm.")
    if not 0 < text.maximum <= MOST_POINTS or text.maximum != round(text.maximum, 2):
        raise Refused(
            "maximum", f"Điểm tối đa lớn hơn 0, không quá {MOST_POINTS}, nhiều nhất hai số lẻ."
        )
    source = text.source if text.rule == ItemRule.COMPUTED else ""
    if text.rule not in ItemRule.values:
        raise Refused("source", "Chọn cách chấm.")
    if text.rule == ItemRule.COMPUTED and source not in {one.code for one in sources()}:
        raise Refused("source", "Chọn nguồn số liệu cho nội dung tính từ số liệu.")
    if text.tie_order is not None:
        same = sheet.items.filter(tie_order=text.tie_order).values_list("pk", flat=True)
        if set(same) - {own}:
            raise Refused("tie", f"Thứ tự ưu tiên {text.tie_order} đã dùng cho nội dung khác.")
    return {
        "content": content,
        "maximum": text.maximum,
        "rule": text.rule,
        "source": source,
        "tie_order": text.tie_order,
    }
