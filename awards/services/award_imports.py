"""Old awards come in by spreadsheet: kept and read, shown, taken in whole, withdrawn whole."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction

from awards.enums import NomineeKind
from awards.models import AwardImport, Nominee, PastAward
from awards.nominee_rules import may_keep_book
from awards.old_awards import OldAward, Problem, read_old_awards, type_code
from awards.queries.places import PlaceIndex
from awards.services.nominees import NomineeText, find_or_make, withdraw
from awards.services.past_awards import (
    NOT_KEEPER,
    PastAwardText,
    columns_of,
    key_of,
    known_keys,
)
from communes.models import AdministrativeUnit
from kbang_ntm.core import audit
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.spreadsheets import Book, inspect_spreadsheet, read_spreadsheet

OWNER_KIND = "award_import"
UNTOUCHED = "Sửa các chỗ này trong tệp rồi tải lên lại; chưa dòng nào được ghi."


@dataclass(frozen=True)
class Outcome:
    """What a confirmed import did: rows written, and rows that were in the register already."""

    written: int
    there: int


@transaction.atomic
def upload_old_awards(
    *,
    unit_id: int,
    name: str,
    stream: BinaryIO,
    actor: User,
    convert: bool = False,
) -> AwardImport:
    """Keep a file and read it; no award is written. Problems are kept with sheet and cell.

    Raises NotAllowed, Refused (what is wrong with the file, `old_encoding`).
    """
    if not may_keep_book(actor, unit_id):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    unit = AdministrativeUnit.objects.get(pk=unit_id)
    accepted = inspect_spreadsheet(name, stream)
    book = _read(name, stream, convert)
    content = read_old_awards(book)
    index = PlaceIndex(unit)
    problems = list(content.problems)
    lines = []
    for row in content.rows:
        line, wrong = _line(row, index)
        problems += wrong
        lines.append(line)
    made = AwardImport(unit=unit, by=actor, rows=len(lines))
    made.file = store_file(
        name=accepted.original_name,
        stream=stream,
        owner_kind=OWNER_KIND,
        owner_uid=made.uid,
        user=actor,
        accepted=accepted,
    )
    made.content = {
        "lines": lines,
        "problems": [asdict(one) for one in problems],
        "notes": list(dict.fromkeys(one.message for one in book.notices)),
    }
    made.save(force_insert=True)
    _tell(made, "preview", f"Tải lên tệp khen thưởng cũ {accepted.original_name}, chưa nhập", actor)
    return made


@transaction.atomic
def confirm_old_awards(*, batch: AwardImport, actor: User) -> Outcome:
    """Write all rows of a file into the register, as unverified; rows that are there stay.

    Raises NotAllowed, Conflict (`state`), Refused (`problems`, `empty`, and what a row refuses,
    with its place).
    """
    locked = _locked(batch, actor)
    if locked.state != "previewed":
        raise Conflict("state", "Tệp này đã được nhập hoặc đã hủy. Mở lại trang để xem.")
    if locked.content["problems"]:
        raise Refused("problems", UNTOUCHED)
    lines = locked.content["lines"]
    if not lines:
        raise Refused("empty", "Tệp không có dòng khen thưởng nào.")
    rows = [_row(line, locked, actor) for line in lines]
    known = known_keys({row.nominee_id for row in rows})
    fresh: list[PastAward] = []
    for row in rows:
        if key_of(row) not in known:
            known.add(key_of(row))
            fresh.append(row)
    PastAward.objects.bulk_create(fresh)
    locked.state, locked.rows = "confirmed", len(fresh)
    locked.save(update_fields=["state", "rows"])
    done = Outcome(len(fresh), len(rows) - len(fresh))
    _tell(locked, "confirm", f"Nhập {done.written} khen thưởng cũ, {done.there} đã có", actor)
    return done


@transaction.atomic
def cancel_old_awards(*, batch: AwardImport, reason: str, actor: User) -> int:
    """Take all rows of an import out of the register again; nominees stay. Returns how many.

    Raises NotAllowed, Conflict (`state`), Refused (`no_reason`).
    """
    locked = _locked(batch, actor)
    if locked.state != "confirmed":
        raise Conflict("state", "Chỉ hủy được lần nhập đã xác nhận. Mở lại trang để xem.")
    rows = list(
        PastAward.objects.select_for_update(of=("self",)).filter(
            batch=locked, withdrawn_at__isnull=True
        )
    )
    for row in rows:
        withdraw(row, reason, actor)
    if not rows and not reason.strip():
        raise Refused("no_reason", "Ghi lý do rút.")
    locked.state = "cancelled"
    locked.save(update_fields=["state"])
    _tell(locked, "cancel", f"Hủy lần nhập, rút {len(rows)} dòng: {reason}", actor)
    return len(rows)


def _read(name: str, stream: BinaryIO, convert: bool) -> Book:
    book = read_spreadsheet(stream, name)
    old = book.old_encoding
    if old is None:
        return book
    if convert:
        return read_spreadsheet(stream, name, convert=old.kind)
    raise Refused(
        "old_encoding",
        f"Tệp dùng phông chữ cũ ({old.kind.upper()}). Đánh dấu ô cho phép chuyển sang Unicode rồi "
        "chọn lại tệp.",
    )


def _line(row: OldAward, index: PlaceIndex) -> tuple[dict[str, Any], list[Problem]]:
    """A row as kept, with its unit and the code of its type."""
    texts = row.texts
    on = date.fromisoformat(texts["date"]) if "date" in texts else None
    line = row.plain() | {"type_code": type_code(texts["type_name"], texts["level"])}
    wrong = []
    try:
        line["unit"] = index.find(texts.get("commune", ""), texts.get("village", ""), on)
    except Refused as refusal:
        key = "village" if refusal.code == "village" else "commune"
        wrong.append(Problem(row.sheet, row.at(key), refusal.message))
    try:
        columns_of(_text(line))
    except Refused as refusal:
        key = {"future": "date", "period": "last"}.get(refusal.code, "name")
        wrong.append(Problem(row.sheet, row.at(key), refusal.message))
    return line, wrong


def _text(line: dict[str, Any]) -> PastAwardText:
    def day(key: str) -> date | None:
        return date.fromisoformat(line[key]) if line.get(key) else None

    return PastAwardText(
        type_name=line["type_name"],
        level=line["level"],
        merit_kind=line["merit_kind"],
        decider=line["decider"],
        source=line.get("source") or f"Danh sách nhập từ tệp, dòng {line['row']}",
        type_code=line["type_code"],
        first=day("first"),
        last=day("last"),
        merit=line.get("merit", ""),
        movement=line.get("movement", ""),
        number=line.get("number", ""),
        date=day("date"),
        book_number=line.get("book_number", ""),
    )


def _row(line: dict[str, Any], batch: AwardImport, actor: User) -> PastAward:
    try:
        nominee = _nominee(line, actor)
        values = columns_of(_text(line))
    except Refused as refusal:
        place = f"trang «{line['sheet']}», dòng {line['row']}"
        raise Refused(refusal.code, f"{place}: {refusal.message} {UNTOUCHED}") from refusal
    return PastAward(nominee=nominee, unit=batch.unit, batch=batch, by=actor, **values)


def _nominee(line: dict[str, Any], actor: User) -> Nominee:
    year = int(line["birth_year"]) if line.get("birth_year") else None
    kind, unit = line["kind"], line["unit"]
    head = None
    if kind == NomineeKind.HOUSEHOLD:
        head = NomineeText(
            kind=NomineeKind.INDIVIDUAL, name=line["head"], unit_id=unit, birth_year=year,
            gender=line.get("gender", ""),
        )  # fmt: skip
    text = NomineeText(
        kind=kind,
        name=line["name"],
        unit_id=unit,
        form=line.get("form", ""),
        birth_year=year,
        gender=line.get("gender", ""),
        head=head,
    )
    return find_or_make(text=text, actor=actor)


def _locked(batch: AwardImport, actor: User) -> AwardImport:
    locked = AwardImport.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not may_keep_book(actor, locked.unit_id):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    return locked


def _tell(batch: AwardImport, act: str, words: str, actor: User) -> None:
    audit.record(
        actor=actor,
        action=f"award_import.{act}",
        subject=batch,
        summary=words[:500],
        data={"rows": batch.rows, "sha256": batch.file.sha256},
    )
