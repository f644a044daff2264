"""The register of works as a sheet: an old register comes in once, later sums go through pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult
from import_export.widgets import DateWidget, DecimalWidget, Widget

from communes.enums import CapitalSource, UnitKind, WorkLineKind
from communes.models import AdministrativeUnit, Work, WorkLine
from communes.resources.base import ReferenceResource, TextWidget
from communes.resources.periods import DAY
from kbang_ntm.core import audit, clock
from kbang_ntm.core.vietnamese import nfc

SUMS = {
    WorkLineKind.GIVEN: "vốn đã giao",
    WorkLineKind.ACCEPTED: "nghiệm thu",
    WorkLineKind.PAID: "đã thanh toán",
}
UNIT, NAME = "mã riêng của cổng", "tên công trình"
SOURCE, AS_OF = "nguồn vốn", "tính đến ngày"


class UnitWidget(Widget):
    """A unit by the portal's own key, looked up in one reading for the whole file."""

    def __init__(self) -> None:
        super().__init__()
        self.units: dict[str, AdministrativeUnit] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> AdministrativeUnit:
        key = str(value or "").strip()
        if not self.units:
            self.units = {
                unit.key: unit for unit in AdministrativeUnit.objects.filter(level=UnitKind.COMMUNE)
            }
        if key not in self.units:
            raise ValueError(f"«{key}»: không có xã này. Ghi mã như son-lang.")
        return self.units[key]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.key if value else ""


class KnownWorks(BaseInstanceLoader):
    """Works that are in the register already, read once for the whole file."""

    def __init__(self, resource: Any, dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        works = resource.get_queryset().select_related("unit")
        self.works = {(work.unit.key, work.name): work for work in works}

    def get_instance(self, row: Any) -> Work | None:
        key, name = (str(row.get(head) or "") for head in (UNIT, NAME))
        return self.works.get((key.strip(), nfc(name).strip()))


class WorkResource(ReferenceResource):
    """One row a work. Sums of a new work become ledger rows; an empty cell is not known, 0 is
    none; sums of a work that is there already are refused: they are written on its page."""

    unit = Field("unit", UNIT, UnitWidget())
    name = Field("name", NAME, TextWidget())
    programme = Field("programme", "chương trình", TextWidget())
    programme_name = Field("programme_name", "tên nguồn khác", TextWidget())
    decision_number = Field("decision_number", "số quyết định", TextWidget())
    decision_date = Field("decision_date", "ngày quyết định", DateWidget(DAY))
    total_investment = Field("total_investment", "tổng mức đầu tư", DecimalWidget())
    note = Field("note", "ghi chú", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Work
        instance_loader_class = KnownWorks
        store_instance = True
        import_id_fields = ("unit", "name")
        fields = (
            "unit",
            "name",
            "programme",
            "programme_name",
            "decision_number",
            "decision_date",
            "total_investment",
            "note",
        )

    def get_queryset(self) -> Any:
        """Withdrawn works are no longer in the register."""
        return super().get_queryset().filter(withdrawn_at__isnull=True)

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        sums = {kind: _amount(row.get(head), head) for kind, head in SUMS.items()}
        told = {kind: amount for kind, amount in sums.items() if amount is not None}
        if not told:
            return
        if row_result.import_type != RowResult.IMPORT_TYPE_NEW:
            raise ValidationError(
                "Công trình này đã có trong sổ. Để trống các cột số tiền; ghi số mới ở trang "
                "công trình."
            )
        work = row_result.instance
        source, on = str(row.get(SOURCE) or "").strip(), _day(row.get(AS_OF))
        if WorkLineKind.GIVEN in told and source not in CapitalSource.values:
            raise ValidationError(f"Cột «{SOURCE}»: ghi một trong {', '.join(CapitalSource)}.")
        for kind, amount in told.items():
            WorkLine.objects.create(
                work=work,
                kind=kind,
                amount=amount,
                source=source if kind == WorkLineKind.GIVEN else "",
                on=on,
                paper="nhập từ tệp",
                by=kwargs.get("user"),
            )
        audit.record(
            actor=kwargs.get("user"),
            action="work.import",
            subject=work,
            summary=f"Nhập công trình {work.name} từ tệp"[:500],
        )


def _amount(cell: Any, head: str) -> Decimal | None:
    """Whole đồng of a cell; None for an empty one."""
    text = str(cell if cell is not None else "").strip().replace(".", "").replace(" ", "")
    if not text:
        return None
    if not text.isdecimal():
        raise ValidationError(f"Cột «{head}»: «{cell}» không phải số đồng. Ghi ví dụ 1250000000.")
    return Decimal(text)


def _day(cell: Any) -> date:
    try:
        found = DateWidget(DAY).clean(cell)
    except ValueError:
        found = None
    if not isinstance(found, date) or found > clock.today():
        raise ValidationError(f"Cột «{AS_OF}»: ghi ngày của các số tiền, ví dụ 31/12/2024.")
    return found
