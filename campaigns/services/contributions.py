"""The ledger of contributions: rows, counter-entries, and the plan for each source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from psycopg2.extras import DateRange

from campaigns.contribution_enums import AMOUNT_UNITS, ContributionKind, ContributionSource
from campaigns.models import (
    Campaign,
    Contribution,
    ContributionPlan,
    ContributionWork,
    ConversionRate,
)
from campaigns.queries.contribution_rules import rate_on
from campaigns.queries.task_people import people_of
from campaigns.rules import leads
from communes.enums import UnitKind
from communes.models import AdministrativeUnit, UnitVersion, Work
from communes.queries.register_rules import kept_units, villages_of
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import format_number

FILE_KIND = "contribution_paper"
NOTICE = "contribution.taken_back"
MOST = Decimal(10) ** 13
NOT_KEEPER = "Chỉ người của xã ghi sổ huy động nguồn lực của xã."
CENT = Decimal("0.01")


@dataclass(frozen=True)
class ContributionText:
    """What is written of a contribution.

    `amount` in the unit of its kind; `value` in đồng, None to take the rate in force (labour,
    land) or to leave it unconverted; a typed value of what is not money names who agreed on it.
    """

    unit_id: int
    on: date
    source: str
    kind: str
    amount: Decimal
    village_id: int | None = None
    what: str = ""
    value: Decimal | None = None
    agreed_by: str = ""
    donor: str = ""
    donor_public: bool = False
    voluntary: bool = False
    receipt: str = ""
    poor_households: int | None = None
    poor_value: Decimal | None = None
    note: str = ""
    works: Sequence[int] = ()
    illustrative: bool = False


@transaction.atomic
def add_contribution(
    *,
    campaign: Campaign,
    text: ContributionText,
    minutes: Scan | None = None,
    paper: Scan | None = None,
    actor: User,
) -> Contribution:
    """Write a row into the ledger.

    Raises NotAllowed, Refused (`amount`, `future`, `unit`, `not_own_village`, `source`, `kind`,
    `no_what`, `no_agreement`, `no_donor`, `poor`, `work`, and what is wrong with a file).
    """
    if text.unit_id not in kept_units(actor):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    values = _columns(text)
    works = _works(text)
    row = Contribution(campaign=campaign, by=actor, **values)
    for name, scan in (("minutes_file", minutes), ("file", paper)):
        if scan is not None:
            setattr(row, name, _keep(scan, row, actor))
    row.save(force_insert=True)
    ContributionWork.objects.bulk_create(
        ContributionWork(contribution=row, work=work) for work in works
    )
    _tell(actor, row, "add", f"Ghi {amount_words(row)}, {row.get_source_display()}")
    return row


@transaction.atomic
def take_back(*, row: Contribution, reason: str, actor: User) -> Contribution:
    """Take a wrong row back by a counter-entry; both stay readable. Returns the counter-entry.

    Raises NotAllowed, Refused (`no_reason`, `already`, `counter`).
    """
    # The row itself cannot be locked: nobody has the right to change it.
    AdministrativeUnit.objects.select_for_update(of=("self",)).get(pk=row.unit_id)
    locked = Contribution.objects.get(pk=row.pk)
    if locked.unit_id not in kept_units(actor):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    if locked.corrects_id is not None:
        raise Refused("counter", "Dòng này là bút toán đảo nên không đảo lại. Ghi dòng mới.")
    if Contribution.objects.filter(corrects=locked).exists():
        raise Refused("already", "Dòng này đã được đảo.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do đảo dòng này.")
    same = (
        "campaign_id", "unit_id", "village_id", "on", "source", "kind", "what", "rate_id",
        "agreed_by", "donor", "donor_public", "voluntary", "receipt", "poor_households",
        "illustrative",
    )  # fmt: skip
    counter = Contribution.objects.create(
        **{name: getattr(locked, name) for name in same},
        amount=-locked.amount,
        value=None if locked.value is None else -locked.value,
        poor_value=None if locked.poor_value is None else -locked.poor_value,
        corrects=locked,
        reason=reason,
        by=actor,
    )
    ContributionWork.objects.bulk_create(
        ContributionWork(contribution=counter, work_id=pk)
        for pk in locked.served.values_list("work_id", flat=True)
    )
    _tell(actor, locked, "take_back", f"Đảo {amount_words(locked)}: {reason}")
    _tell_people(counter, locked, actor)
    return counter


@transaction.atomic
def set_plan(
    *,
    campaign: Campaign,
    unit_id: int,
    year: int,
    amounts: Mapping[str, Decimal | None],
    paper: str,
    actor: User,
    illustrative: bool = False,
) -> list[ContributionPlan]:
    """Write what a unit plans to mobilise in a year, by source; None leaves a source as it is.

    By the commune's people or who leads the campaign. Raises NotAllowed, Refused (`amount`,
    `year`, `source`, `unit`).
    """
    if unit_id not in kept_units(actor) and not leads(actor, campaign):
        raise NotAllowed("not_allowed", "Chỉ xã và cơ quan chủ trì phong trào ghi kế hoạch.")
    if not 2010 <= year <= clock.today().year + 5:
        raise Refused("year", f"Năm {year} không hợp lý. Xem lại năm kế hoạch.")
    _check_unit(unit_id, date(year, 1, 1), date(year, 12, 31))
    kept = {
        row.source: row
        for row in ContributionPlan.objects.select_for_update(of=("self",)).filter(
            campaign=campaign, unit_id=unit_id, year=year
        )
    }
    written = []
    for source, amount in amounts.items():
        if source not in ContributionSource.values:
            raise Refused("source", "Chọn nguồn trong danh sách.")
        row = kept.get(source) or ContributionPlan(
            campaign=campaign, unit_id=unit_id, year=year, source=source
        )
        if amount is None or (row.pk and (row.amount, row.paper) == (amount, paper)):
            continue
        _check_money(amount, "Kế hoạch")
        row.amount, row.paper = amount, clean_text(paper, 160)
        row.changed_by, row.changed_at = actor, clock.now()
        row.illustrative = illustrative
        row.save()
        written.append(row)
        audit.record(
            actor=actor,
            action="contribution.plan",
            subject=row,
            summary=f"Kế hoạch huy động {year}, {row.get_source_display()}: "
            f"{format_number(amount)} đồng",
            data={"year": year, "source": source, "amount": str(amount)},
        )
    return written


def amount_words(row: Contribution) -> str:
    """ "12 ngày công", "1.250.000 đồng", "40 bao xi măng"."""
    unit = AMOUNT_UNITS[row.kind] or row.what
    return f"{format_number(abs(row.amount))} {unit}".strip()


def _columns(text: ContributionText) -> dict[str, Any]:
    if text.source not in ContributionSource.values:
        raise Refused("source", "Chọn nguồn trong danh sách.")
    if text.kind not in ContributionKind.values:
        raise Refused("kind", "Chọn loại: tiền, ngày công, đất hoặc hiện vật.")
    check_past(text.on, "Ngày")
    _check_unit(text.unit_id, text.on, text.on)
    if text.village_id is not None:
        known = {one.unit_id for one in villages_of(text.unit_id, text.on)}
        if text.village_id not in known:
            raise Refused("not_own_village", "Thôn, làng không thuộc xã vào ngày đó. Chọn lại.")
    _check_amount(text)
    donor = clean_text(text.donor, 160)
    if text.donor_public and not donor:
        raise Refused("no_donor", "Ghi tên người đồng ý công khai, hoặc bỏ dấu đồng ý.")
    worth = _worth(text)
    _check_poor(text, worth["value"])
    return {
        "unit_id": text.unit_id,
        "village_id": text.village_id,
        "on": text.on,
        "source": text.source,
        "kind": text.kind,
        "amount": text.amount,
        "what": clean_text(text.what, 160) if text.kind == ContributionKind.GOODS else "",
        "donor": donor,
        "donor_public": text.donor_public,
        "voluntary": text.voluntary,
        "receipt": clean_text(text.receipt, 60),
        "poor_households": text.poor_households,
        "poor_value": text.poor_value,
        "note": clean_text(text.note, 500),
        "illustrative": text.illustrative,
        **worth,
    }


def _check_unit(unit_id: int, first: date, last: date) -> None:
    lived = UnitVersion.objects.filter(
        unit_id=unit_id,
        kind__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP],
        valid__overlap=DateRange(first, last, "[]"),
    )
    if not lived.exists():
        raise Refused("unit", "Xã chưa có hoặc đã kết thúc vào thời gian đó. Xem lại ngày, năm.")


def _check_amount(text: ContributionText) -> None:
    if text.amount <= 0:
        raise Refused("amount", "Ghi số lớn hơn 0. Ghi sai thì đảo dòng sai, không ghi số âm.")
    if text.amount >= MOST or text.amount != text.amount.quantize(CENT):
        raise Refused("amount", "Số quá lớn hoặc có hơn hai chữ số lẻ. Xem lại số vừa nhập.")
    if text.kind == ContributionKind.MONEY:
        _check_money(text.amount, "Số tiền")
    if text.kind == ContributionKind.GOODS and not clean_text(text.what, 160):
        raise Refused("no_what", "Ghi tên hiện vật và đơn vị tính, ví dụ: bao xi măng.")


def _check_money(amount: Decimal, what: str) -> None:
    if amount < 0:
        raise Refused("amount", f"{what} nhỏ hơn 0. Nhập số từ 0 trở lên.")
    if amount != amount.to_integral_value() or amount >= MOST:
        raise Refused("amount", f"{what} tính bằng đồng, không có phần lẻ. Xem lại số.")


def _worth(text: ContributionText) -> dict[str, Any]:
    """Value in đồng and what it rests on."""
    agreed = clean_text(text.agreed_by, 160)
    found: dict[str, Any] = {"value": text.value, "rate": None, "agreed_by": agreed}
    if text.kind == ContributionKind.MONEY:
        return {"value": text.amount, "rate": None, "agreed_by": ""}
    if text.value is not None:
        _check_money(text.value, "Giá trị quy ra đồng")
        if not agreed:
            raise Refused("no_agreement", "Ghi ai đã thống nhất giá trị quy ra đồng.")
        return found
    rate: ConversionRate | None = rate_on(text.kind, text.unit_id, text.on)
    if rate is None:
        return {"value": None, "rate": None, "agreed_by": ""}
    value = (text.amount * rate.amount).quantize(Decimal(1))
    return {"value": value, "rate": rate, "agreed_by": ""}


def _check_poor(text: ContributionText, value: Decimal | None) -> None:
    pair = (text.poor_households, text.poor_value)
    if pair == (None, None):
        return
    if text.source != ContributionSource.PEOPLE:
        raise Refused("poor", "Chỉ ghi phần của hộ nghèo cho khoản nhân dân đóng góp.")
    if None in pair or not text.poor_households:
        raise Refused("poor", "Ghi cả số hộ nghèo, cận nghèo tham gia và phần góp của các hộ đó.")
    assert text.poor_value is not None
    _check_money(text.poor_value, "Phần của hộ nghèo")
    if value is not None and text.poor_value > value:
        raise Refused("poor", "Phần của hộ nghèo lớn hơn cả khoản đóng góp. Xem lại hai số.")


def _works(text: ContributionText) -> list[Work]:
    wanted = set(text.works)
    found = list(
        Work.objects.filter(pk__in=wanted, unit_id=text.unit_id, withdrawn_at__isnull=True)
    )
    if len(found) != len(wanted):
        raise Refused("work", "Công trình không có trong sổ của xã. Chọn lại.")
    return found


def _keep(scan: Scan, row: Contribution, actor: User) -> StoredFile:
    return keep_paper(
        name=scan.name, stream=scan.stream, owner_kind=FILE_KIND, owner_uid=row.uid, actor=actor
    )


def _tell_people(counter: Contribution, row: Contribution, actor: User) -> None:
    """Who wrote the row, and the commune's people where it served works of theirs: their debt and
    capital may be read from it."""
    served = list(row.served.select_related("work"))
    people = [row.by] if row.by is not None else []
    if served:
        people += people_of([(row.unit_id, None)])[row.unit_id, None]
    about = f" cho công trình {', '.join(one.work.name for one in served)}" if served else ""
    notify.tell(
        recipients=[one for one in people if one.pk != actor.pk],
        kind=NOTICE,
        key=f"contribution-{counter.uid}",
        text=f"Đã đảo khoản huy động {amount_words(row)}{about}: {counter.reason}",
        url=reverse("campaigns:contribution", args=[row.uid]),
    )


def _tell(actor: User, row: Contribution, act: str, summary: str) -> None:
    audit.record(
        actor=actor,
        action=f"contribution.{act}",
        subject=row,
        summary=summary[:500],
        data={"amount": str(row.amount), "value": None if row.value is None else str(row.value)},
    )
