"""The definition of a change as typed from its paper: date, basis, steps, shares, answers.

{"title": "...", "date": "2025-07-01", "legal_basis": "...", "document_number": "...",
 "document_date": "2025-06-16", "source": "...", "uid": "(optional)",
 "steps": [{"about": "unit", "kind": "merge", "predecessors": ["lo-ku", "dak-smar"],
            "successors": [{"key": "xa-kbang-2025", "name": "Xã Kbang", ...}],
            "shares": [{"from": "lo-ku", "to": "xa-kbang-2025", "population": "1", ...}]}],
 "answers": {"village:lang-lot": "kong-bo-la"}}
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from communes.changes.shares import ONE, Share
from communes.enums import ChangeKind, RegionColumn, UnitKind
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import nfc

NAMESPACE = uuid.UUID("8e6f1f0a-52c1-5d0b-9a6e-6b0f5f4e7c11")  # makes uids of files without one
KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
UNIT, AGENCY = "unit", "agency"


@dataclass(frozen=True)
class Successor:
    """A unit or agency that follows. Only `key` for one that stands and changes nothing.

    For an agency `unit` is the key of its unit and `coordination` says that it is the
    coordination office. Empty texts mean: as it was.
    """

    key: str
    name: str = ""
    short_name: str = ""
    code: str = ""
    kind: str = ""
    parent: str = ""
    region_column: str = ""
    commune_group: str = ""
    order: int = 0
    unit: str = ""
    coordination: bool = False


@dataclass(frozen=True)
class Step:
    """One line of the paper: these become those. `about` is "unit" or "agency"."""

    about: str
    kind: str
    predecessors: tuple[str, ...]
    successors: tuple[Successor, ...]
    shares: tuple[Share, ...] = ()

    @property
    def ends(self) -> bool:
        """The predecessors exist no longer afterwards."""
        return self.kind != ChangeKind.RENAME

    @property
    def successor_keys(self) -> tuple[str, ...]:
        """Keys of those that follow, in the order of the file."""
        return tuple(row.key for row in self.successors)

    def share(self, predecessor: str, successor: str) -> Share:
        """The share of one pair; wholly when only one follows and nothing else is said."""
        for row in self.shares:
            if (row.predecessor, row.successor) == (predecessor, successor):
                return row
        whole = ONE if len(self.successors) == 1 else None
        return Share(predecessor, successor, whole, whole)


@dataclass(frozen=True)
class Definition:
    """A whole change, of one day and one paper."""

    uid: uuid.UUID
    title: str
    date: dt.date
    legal_basis: str
    document_number: str
    document_date: dt.date | None
    source: str
    steps: tuple[Step, ...]

    def as_json(self) -> dict[str, Any]:
        """The definition as a plan file, uid included."""
        return {
            "uid": str(self.uid),
            "title": self.title,
            "date": self.date.isoformat(),
            "legal_basis": self.legal_basis,
            "document_number": self.document_number,
            "document_date": self.document_date.isoformat() if self.document_date else "",
            "source": self.source,
            "steps": [
                {
                    "about": step.about,
                    "kind": step.kind,
                    "predecessors": list(step.predecessors),
                    "successors": [asdict(row) for row in step.successors],
                    "shares": [row.as_json() for row in step.shares],
                }
                for step in self.steps
            ],
        }


def read_definition(body: Mapping[str, Any]) -> Definition:
    """The definition a plan file holds; every text in NFC.

    A file without `uid` gets one from its date, document and steps, so that the same file is the
    same change however often it is given. Raises Refused (`bad_plan`) with the place and what to
    write there.
    """
    day = _day(body.get("date"), "date")
    title, basis = _text(body, "title", 300), _text(body, "legal_basis", 240)
    if day is None:
        raise _bad("Thiếu ngày hiệu lực. Ghi date, ví dụ 2025-07-01.")
    if not title:
        raise _bad("Thiếu tên lần sắp xếp. Ghi title.")
    if not basis:
        raise _bad("Thiếu căn cứ. Ghi legal_basis như trên văn bản.")
    raw = body.get("steps")
    if not isinstance(raw, list) or not raw:
        raise _bad("Chưa có bước nào. Ghi ít nhất một bước trong steps.")
    steps = tuple(_step(row, number) for number, row in enumerate(raw, start=1))
    number = _text(body, "document_number", 120)
    return Definition(
        uid=_uid(body.get("uid"), day, number, steps),
        title=title,
        date=day,
        legal_basis=basis,
        document_number=number,
        document_date=_day(body.get("document_date"), "document_date"),
        source=_text(body, "source", 2000),
        steps=steps,
    )


def _uid(text: Any, day: dt.date, number: str, steps: tuple[Step, ...]) -> uuid.UUID:
    if not text:
        lines = [
            f"{s.about} {s.kind} {' '.join(s.predecessors)} > {' '.join(s.successor_keys)}"
            for s in steps
        ]
        return uuid.uuid5(NAMESPACE, "\n".join([day.isoformat(), number, *lines]))
    try:
        return uuid.UUID(str(text))
    except ValueError as wrong:
        raise _bad("Mã uid không đọc được. Bỏ trống để cổng tự đặt.") from wrong


def _step(row: Any, number: int) -> Step:
    where = f"Bước {number}"
    if not isinstance(row, Mapping):
        raise _bad(f"{where} không đúng dạng. Mỗi bước là một nhóm kind, predecessors, successors.")
    about, kind = str(row.get("about") or UNIT), str(row.get("kind") or "")
    if about not in (UNIT, AGENCY):
        raise _bad(f"{where}: about là unit (đơn vị) hoặc agency (cơ quan).")
    if kind not in ChangeKind.values:
        raise _bad(f"{where}: kind là một trong {', '.join(ChangeKind.values)}.")
    before = tuple(_key(key, where) for key in _list(row, "predecessors", where))
    after = tuple(_successor(one, where) for one in _list(row, "successors", where))
    if not before:
        raise _bad(f"{where}: chưa ghi đơn vị, cơ quan trước (predecessors).")
    _check_numbers(where, kind, len(before), len(after))
    keys = [one.key for one in after]
    if len(set(keys)) < len(keys) or len(set(before)) < len(before):
        raise _bad(f"{where}: một mã ghi hai lần. Bỏ dòng thừa.")
    shares = tuple(_share(one, where) for one in _list(row, "shares", where))
    for share in shares:
        if share.predecessor not in before or share.successor not in keys:
            raise _bad(
                f"{where}: phần «{share.predecessor}» sang «{share.successor}» "
                "không thuộc bước này."
            )
    return Step(about, kind, before, after, shares)


def _check_numbers(where: str, kind: str, before: int, after: int) -> None:
    if kind == ChangeKind.MERGE and after != 1:
        raise _bad(f"{where}: sáp nhập có đúng một nơi kế tục. Nhiều nơi thì ghi kind là split.")
    if kind == ChangeKind.SPLIT and (before != 1 or after < 2):
        raise _bad(f"{where}: chia tách có một đơn vị trước và từ hai nơi kế tục trở lên.")
    if kind == ChangeKind.RENAME and (before != 1 or after != 1):
        raise _bad(f"{where}: đổi tên có một đơn vị trước và một sau.")
    if kind == ChangeKind.END and after:
        raise _bad(f"{where}: kết thúc hoạt động không có nơi kế tục. Có thì ghi kind là merge.")


def _successor(row: Any, where: str) -> Successor:
    if isinstance(row, str):
        return Successor(_key(row, where))
    if not isinstance(row, Mapping):
        raise _bad(f"{where}: nơi kế tục không đúng dạng.")
    kind, column = str(row.get("kind") or ""), str(row.get("region_column") or "")
    if kind and kind not in UnitKind.values:
        raise _bad(f"{where}: loại đơn vị là một trong {', '.join(UnitKind.values)}.")
    if column and column not in RegionColumn.values:
        raise _bad(f"{where}: chỉ tiêu theo vùng là một trong {', '.join(RegionColumn.values)}.")
    order = str(row.get("order") or "0")
    if not order.isdigit():
        raise _bad(f"{where}: thứ tự (order) là số nguyên.")
    return Successor(
        key=_key(row.get("key"), where),
        name=_text(row, "name", 120),
        short_name=_text(row, "short_name", 80),
        code=_text(row, "code", 12),
        kind=kind,
        parent=_key(row["parent"], where) if row.get("parent") else "",
        region_column=column,
        commune_group=_text(row, "commune_group", 4),
        order=int(order),
        unit=_key(row["unit"], where) if row.get("unit") else "",
        coordination=row.get("coordination") in (True, "1", "có", "x"),
    )


def _share(row: Any, where: str) -> Share:
    if not isinstance(row, Mapping):
        raise _bad(f"{where}: phần chia (shares) không đúng dạng.")
    return Share(
        predecessor=_key(row.get("from"), where),
        successor=_key(row.get("to"), where),
        population=_fraction(row.get("population"), where),
        area=_fraction(row.get("area"), where),
        source=_text(row, "source", 1000),
    )


def _fraction(value: Any, where: str) -> Decimal | None:
    text = "" if value is None else str(value).strip().replace(",", ".")
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation as wrong:
        raise _bad(f"{where}: phần «{value}» không phải là số. Viết 0,25.") from wrong
    if not found.is_finite():
        raise _bad(f"{where}: phần «{value}» không phải là số. Viết 0,25.")
    return found


def _list(row: Mapping[str, Any], name: str, where: str) -> list[Any]:
    found = row.get(name) or []
    if not isinstance(found, list):
        raise _bad(f"{where}: {name} phải là một danh sách.")
    return found


def _key(value: Any, where: str) -> str:
    text = str(value or "").strip()
    if not KEY.fullmatch(text):
        raise _bad(
            f"{where}: mã «{text}» chưa đúng. Dùng mã riêng của cổng, chữ thường không dấu, "
            "ví dụ dak-hlo."
        )
    return text


def _text(row: Mapping[str, Any], name: str, limit: int) -> str:
    text = nfc(str(row.get(name) or "")).strip()
    if len(text) > limit:
        raise _bad(f"Mục {name} dài quá {limit} chữ. Rút gọn lại.")
    return text


def _day(value: Any, name: str) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value or "").strip()
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise _bad(f"Ngày «{text}» ở mục {name} chưa đúng. Viết 2025-07-01 hoặc 01/7/2025.")


def _bad(sentence: str) -> Refused:
    return Refused("bad_plan", sentence)
