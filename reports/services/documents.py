"""Building, freezing and rendering documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from communes.models import ReportingPeriod
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import Chunk, JobContext, enqueue
from kbang_ntm.core.models import Job, User
from reports.documents import registry
from reports.documents.registry import Format
from reports.documents.tree import Document
from reports.models import DocumentSnapshot
from reports.queries.layouts import as_printed
from reports.rules import may_print
from reports.services.print_chunks import JobLedger, let_go
from reports.services.snapshots import file_kind, file_of, freeze

JOB_KIND = "reports.print"
STEPS = 3


@dataclass(frozen=True)
class Order:
    """What to print: kind, period key, format, the map's day, and the moment of knowledge."""

    kind: str
    period: str
    format: str
    map_date: date | None = None
    known_at: datetime | None = None

    def as_json(self) -> dict[str, str]:
        """Parameters of the job."""
        return {
            "kind": self.kind,
            "period": self.period,
            "format": self.format,
            "map_date": self.map_date.isoformat() if self.map_date else "",
            "known_at": self.known_at.isoformat() if self.known_at else "",
        }

    @classmethod
    def from_json(cls, body: dict[str, str]) -> Order:
        """The order again."""
        return cls(
            kind=body["kind"],
            period=body["period"],
            format=body["format"],
            map_date=date.fromisoformat(body["map_date"]) if body["map_date"] else None,
            known_at=datetime.fromisoformat(body["known_at"]) if body["known_at"] else None,
        )


def period_of(key: str) -> ReportingPeriod:
    """The period called `key`. Raises Refused with the keys there are."""
    found = ReportingPeriod.objects.filter(key=key).first()
    if found is None:
        known = ", ".join(
            ReportingPeriod.objects.order_by("ends", "kind").values_list("key", flat=True)
        )
        raise Refused("no_period", f'Không có kỳ "{key}". Các kỳ: {known or "chưa nạp kỳ nào"}.')
    return found


def check_format(kind: registry.DocumentKind, name: str) -> Format:
    """The format called `name`, where the kind offers it and this server makes it. Raises
    Refused."""
    format_ = kind.check_format(name)
    if format_ is Format.PDF and not settings.PDF_ENABLED:
        raise Refused(
            "pdf_off",
            "Máy chủ thiếu thư viện để in PDF. In DOCX hoặc XLSX, và báo người quản trị cài thêm.",
        )
    return format_


def check_order(order: Order) -> Format:
    """The format, when kind, period, format and times fit together. Raises Refused."""
    format_ = check_format(registry.get(order.kind), order.format)
    period_of(order.period)
    if order.known_at and order.known_at > clock.now():
        raise Refused("future", "Thời điểm biết số liệu không thể sau lúc này. Chọn lúc sớm hơn.")
    return format_


@transaction.atomic
def build_snapshot(*, order: Order, actor: User | None) -> DocumentSnapshot:
    """Build the document and freeze it with what it was built from. Raises Refused."""
    return freeze(
        build(order),
        parameters=order.as_json() | {"format": ""},
        known_at=order.known_at,
        actor=actor,
    )


def build(order: Order) -> Document:
    """The document of an order, with what staff have remarked on it. Raises Refused."""
    kind = registry.get(order.kind)
    document = kind.build(
        **_given(
            kind,
            period=period_of(order.period),
            map_date=order.map_date,
            known_at=order.known_at,
        )
    )
    return as_printed(document, subject=order.period)


def _given(kind: registry.DocumentKind, **values: Any) -> dict[str, Any]:
    names = {parameter.name for parameter in kind.parameters}
    return {name: value for name, value in values.items() if name in names}


@transaction.atomic
def order_print(*, order: Order, key: str, actor: User) -> Job:
    """Ask for a document; it is made in the background. `key` makes asking twice harmless."""
    if not may_print(actor):
        raise NotAllowed("not_allowed", "Bạn không được in báo cáo của huyện.")
    check_order(order)
    kind = registry.get(order.kind)
    period = period_of(order.period)
    return enqueue(
        kind=JOB_KIND,
        key=f"print-{actor.pk}-{key}",
        title=f"In {kind.label_vi.lower()}, {period.label}, {order.format.upper()}",
        parameters=order.as_json(),
        requested_by=actor,
        steps_total=STEPS,
    )


def run_print(context: JobContext) -> None:
    """The job: read and freeze once, render, keep the file. Safe to run again from any line; a
    long document goes on behind the last part that is kept."""
    order = Order.from_json(context.parameters)
    format_ = check_order(order)
    context.step("Đọc số liệu, dựng văn bản", 0, STEPS)
    chunk = context.once("snapshot", lambda: _snapshot_chunk(order, context.user))
    snapshot = DocumentSnapshot.objects.get(uid=chunk.data["uid"])
    context.step(f"In ra {format_.value.upper()}", 1, STEPS)
    ledger = JobLedger(context, snapshot, owner_kind=file_kind(snapshot), steps=STEPS)
    file = file_of(snapshot=snapshot, format_=format_, actor=context.user, ledger=ledger)
    context.step("Cất tệp", 2, STEPS)
    context.finish(
        {
            "url": reverse("reports:document", args=[snapshot.uid]),
            "label": "Xem bản in",
        },
        file=file,
    )
    let_go(context)


def _snapshot_chunk(order: Order, actor: User | None) -> Chunk:
    snapshot = build_snapshot(order=order, actor=actor)
    return Chunk(data={"uid": str(snapshot.uid)})
