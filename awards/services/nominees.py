"""Nominees: found or made, never silently merged; what must be clear of them; who is one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from awards.enums import CollectiveForm, FactKind, Gender, NomineeKind, ThreeState
from awards.models import Namesake, Nominee, NomineeFact
from awards.nominee_rules import may_judge, may_keep_nominee
from awards.queries.identity import canonical
from communes.models import UnitVersion
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold, nfc

FACT_FILE = "nominee_fact"
NOT_DESK = "Chỉ bộ phận thường trực xét khen thưởng của cấp đó ghi thông tin của đối tượng."
OLDEST = 1900


@dataclass(frozen=True)
class NomineeText:
    """What is written of a nominee. `head` is the household's head or the firm's owner."""

    kind: str
    name: str
    unit_id: int
    form: str = ""
    birth_year: int | None = None
    gender: str = ""
    women_percent: int | None = None
    direct_worker: bool | None = None
    position: str = ""
    agency_id: int | None = None
    address: str = ""
    head: NomineeText | None = None
    illustrative: bool = False


@transaction.atomic
def find_or_make(*, text: NomineeText, actor: User) -> Nominee:
    """The nominee of that kind, name, birth year and unit, or a new one with what may be its
    namesakes proposed. A person without a birth year is never taken for one that is there, nor a
    household whose head is not.

    Raises Refused (`kind`, `name`, `form`, `birth_year`, `women`, `unit`, `head`, `gender`).
    """
    values = _columns(text)
    household = text.kind == NomineeKind.HOUSEHOLD
    if household and text.head is None:
        raise Refused("head", "Ghi chủ hộ: họ tên, năm sinh.")
    there = None if household else _same(values)
    if there is not None:
        return there
    head = find_or_make(text=text.head, actor=actor) if text.head is not None else None
    if household and head is not None:
        there = _same({**values, "head": head})
        if there is not None:
            return there
    row = Nominee.objects.create(**values, head=head, made_by=actor)
    audit.record(
        actor=actor,
        action="nominee.add",
        subject=row,
        summary=f"Thêm {row.get_kind_display()} {row.name}"[:500],
    )
    propose_namesakes([row])
    return row


def propose_namesakes(rows: Iterable[Nominee]) -> list[Namesake]:
    """Lay beside each nominee those that may be the same: the folded name is equal, and for people
    the birth year too wherever they live, or the unit where a year is missing; for others the
    unit. Nothing is merged. One query and one statement for each nominee."""
    made: list[Namesake] = []
    for row in rows:
        others = Nominee.objects.filter(name_key=row.name_key, kind=row.kind).exclude(pk=row.pk)
        near = Q(unit_id=row.unit_id)
        if row.kind != NomineeKind.COLLECTIVE:
            years = Q(birth_year__isnull=True)
            near &= years | Q(birth_year=row.birth_year) if row.birth_year else Q()
            if row.birth_year:
                near |= Q(birth_year=row.birth_year)
        pairs = [sorted((row.pk, pk)) for pk in others.filter(near).values_list("pk", flat=True)]
        made += Namesake.objects.bulk_create(
            [Namesake(one_id=one, other_id=other) for one, other in pairs], ignore_conflicts=True
        )
    return made


@transaction.atomic
def judge(*, namesake: Namesake, same: bool, reason: str, actor: User) -> Namesake:
    """Say whether two nominees are one. Judged the same, the newer points at the older; rows,
    names and awards of both stay.

    Raises NotAllowed, Refused (`no_reason`), Conflict (`judged`).
    """
    locked = Namesake.objects.select_for_update().get(pk=namesake.pk)
    if not may_judge(actor, locked):
        raise NotAllowed("not_allowed", NOT_DESK)
    if locked.same is not None:
        raise Conflict("judged", "Cặp này đã được xác định. Mở lại trang để xem.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi căn cứ khi xác định trùng hay không trùng.")
    locked.same, locked.reason = same, reason
    locked.judged_by, locked.judged_at = actor, clock.now()
    locked.save(update_fields=["same", "reason", "judged_by", "judged_at"])
    if same:
        _join(locked.one, locked.other)
    words = "Xác định cùng là một" if same else "Xác định không phải một"
    for row in (locked.one, locked.other):
        audit.record(
            actor=actor,
            action="nominee.judge",
            subject=row,
            summary=f"{words}: {locked.one.name}, {locked.other.name}. {reason}"[:500],
            data={"same": same, "namesake": str(locked.uid)},
        )
    return locked


@dataclass(frozen=True)
class FactText:
    """What is confirmed of a nominee, by whom, on which day."""

    kind: str
    state: str
    on: date
    body: str
    until: date | None = None
    paper: str = ""
    note: str = ""


@transaction.atomic
def add_fact(
    *, nominee: Nominee, text: FactText, scan: Scan | None = None, actor: User
) -> NomineeFact:
    """Write what a body confirms of a nominee. The trail says that something was confirmed of
    what, never what.

    Raises NotAllowed, Refused (`kind`, `state`, `no_body`, `future`, `until`, and what is wrong
    with the file).
    """
    if not may_keep_nominee(actor, nominee):
        raise NotAllowed("not_allowed", NOT_DESK)
    if text.kind not in FactKind.values:
        raise Refused("kind", "Chọn nội dung xác nhận trong danh sách.")
    if text.state not in ThreeState.values:
        raise Refused("state", "Chọn kết quả: có, không hoặc chưa xác minh.")
    body = clean_text(text.body, 200)
    if not body:
        raise Refused("no_body", "Ghi nơi xác nhận.")
    check_past(text.on, "Ngày xác nhận")
    if text.until is not None and text.until < text.on:
        raise Refused("until", "Ngày hết thời hạn phải từ ngày xác nhận trở đi.")
    row = NomineeFact(
        nominee=nominee, kind=text.kind, state=text.state, on=text.on, until=text.until, body=body,
        paper=clean_text(text.paper, 160), note=clean_text(text.note, 500), by=actor,
    )  # fmt: skip
    if scan is not None:
        row.file = keep_paper(
            name=scan.name, stream=scan.stream, owner_kind=FACT_FILE, owner_uid=row.uid, actor=actor
        )
    row.save(force_insert=True)
    _tell_fact(row, "add", "Ghi xác nhận", actor)
    return row


@transaction.atomic
def withdraw_fact(*, fact: NomineeFact, reason: str, actor: User) -> NomineeFact:
    """Take a wrong confirmation back. Raises NotAllowed, Refused (`no_reason`, `withdrawn`)."""
    locked = NomineeFact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    if not may_keep_nominee(actor, locked.nominee):
        raise NotAllowed("not_allowed", NOT_DESK)
    withdraw(locked, reason, actor)
    _tell_fact(locked, "withdraw", "Rút xác nhận", actor)
    return locked


def withdraw(row: Any, reason: str, actor: User) -> None:
    """Mark a locked row as withdrawn. Raises Refused (`withdrawn`, `no_reason`)."""
    if row.withdrawn_at is not None:
        raise Refused("withdrawn", "Dòng này đã rút rồi.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút.")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = clock.now(), actor, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


def _tell_fact(row: NomineeFact, act: str, words: str, actor: User) -> None:
    audit.record(
        actor=actor,
        action=f"nominee_fact.{act}",
        subject=row.nominee,
        summary=f"{words} về {row.get_kind_display()}",
        data={"fact": str(row.uid), "kind": row.kind},
    )


def _join(one: Nominee, other: Nominee) -> None:
    """Let the newer row, or what stands for it, point at what stands for the older."""
    first, second = canonical(one), canonical(other)
    if first.pk == second.pk:
        return
    older, newer = sorted((first, second), key=lambda row: row.pk)
    newer.same_as = older
    newer.save(update_fields=["same_as"])


def _same(values: dict[str, Any]) -> Nominee | None:
    """The row with that very name, marks and all, birth year and unit; of a household with that
    very head."""
    kind, name = values["kind"], values["name"]
    if kind == NomineeKind.INDIVIDUAL and values["birth_year"] is None:
        return None
    rows = Nominee.objects.select_for_update(of=("self",)).filter(
        kind=kind,
        name_key=fold(name)[:240],
        unit_id=values["unit_id"],
        birth_year=values["birth_year"],
        form=values["form"],
    )
    if "head" in values:
        rows = rows.filter(head=values["head"])
    return next((row for row in rows.order_by("pk") if row.name.lower() == name.lower()), None)


def _columns(text: NomineeText) -> dict[str, Any]:
    name = " ".join(nfc(text.name).split())
    if text.kind not in NomineeKind.values:
        raise Refused("kind", "Chọn loại đối tượng: tập thể, hộ gia đình hoặc cá nhân.")
    if not name or len(name) > 200:
        raise Refused("name", "Ghi tên đối tượng, nhiều nhất 200 ký tự.")
    collective = text.kind == NomineeKind.COLLECTIVE
    if collective and text.form not in CollectiveForm.values:
        raise Refused("form", "Chọn loại tập thể.")
    if text.birth_year is not None and not OLDEST <= text.birth_year <= clock.today().year:
        raise Refused("birth_year", "Năm sinh gồm bốn chữ số, ví dụ 1978.")
    if text.gender and text.gender not in Gender.values:
        raise Refused("gender", "Chọn nam hoặc nữ, hoặc để trống.")
    if text.women_percent is not None and not 0 <= text.women_percent <= 100:
        raise Refused("women", "Tỷ lệ nữ từ 0 đến 100 %.")
    if not UnitVersion.objects.filter(unit_id=text.unit_id).exists():
        raise Refused("unit", "Chọn đơn vị trong danh sách.")
    return {
        "kind": text.kind,
        "form": text.form if collective else "",
        "name": name,
        "birth_year": None if collective else text.birth_year,
        "gender": "" if collective else text.gender,
        "women_percent": text.women_percent if collective else None,
        "direct_worker": None if collective else text.direct_worker,
        "position": clean_text(text.position, 160),
        "unit_id": text.unit_id,
        "agency_id": text.agency_id,
        "address": clean_text(text.address, 200),
        "illustrative": text.illustrative,
    }
