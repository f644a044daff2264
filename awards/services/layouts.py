"""Layouts of certificates: where the words stand, for own design and for blanks printed before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from awards.certificate_slots import ALIGNS, CODES, HEIGHT, WIDTH
from awards.models import CertificateLayout
from awards.nomination_rules import is_desk
from communes.models import AdministrativeUnit
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

KEEPERS = "Chỉ nơi thường trực của cấp này sửa mẫu in giấy khen."
MOST_OFFSET = 50


@transaction.atomic
def save_layout(
    *,
    unit: AdministrativeUnit,
    name: str,
    overlay: bool,
    offsets: tuple[Decimal, Decimal],
    values: Mapping[str, Mapping[str, Any]],
    actor: User,
    layout: CertificateLayout | None = None,
) -> CertificateLayout:
    """Write a layout, new or changed. `values`: {slot: {x, y, size, align}}. Raises NotAllowed,
    Refused (`no_name`, `there`, `offset`, `slot`, `outside`)."""
    if not is_desk(actor, unit.pk) or (layout is not None and layout.unit_id != unit.pk):
        raise NotAllowed("not_allowed", KEEPERS)
    name = clean_text(name, 120)
    if not name:
        raise Refused("no_name", "Đặt tên cho mẫu in.")
    if any(abs(offset) > MOST_OFFSET for offset in offsets):
        raise Refused("offset", f"Độ dịch từ -{MOST_OFFSET} đến {MOST_OFFSET} mm.")
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    others = CertificateLayout.objects.filter(unit=unit, name=name)
    if layout is not None:
        others = others.exclude(pk=layout.pk)
    if others.exists():
        raise Refused("there", "Đã có mẫu mang tên này.")
    row = layout or CertificateLayout(unit=unit)
    row.name, row.overlay = name, overlay
    row.offset_x, row.offset_y = offsets
    row.values = {code: _slot(code, one) for code, one in values.items()}
    row.save()
    audit.record(
        actor=actor, action="certificate_layout.save", subject=row, summary="Ghi mẫu in giấy khen"
    )
    return row


def _slot(code: str, value: Mapping[str, Any]) -> dict[str, Any]:
    if code not in CODES:
        raise Refused("slot", "Mẫu in không có phần chữ này.")
    x, y, size = (float(value[part]) for part in ("x", "y", "size"))
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT and 6 <= size <= 72):
        raise Refused(
            "outside",
            f"{CODES[code].label}: ngang 0-{WIDTH} mm, dọc 0-{HEIGHT} mm, cỡ chữ 6-72.",
        )
    align = str(value.get("align", CODES[code].align))
    if align not in ALIGNS:
        raise Refused("slot", f"{CODES[code].label}: chọn căn trái, giữa hoặc phải.")
    return {"x": x, "y": y, "size": size, "align": align}
