"""Plan files and answer files: JSON, or one sheet as CSV, XLSX or any
other spreadsheet with the same content.

The sheet begins with lines of two cells (name, value), then a line whose first cell is "bước",
then one line for each pair of predecessor and successor. Lines of one step carry its number.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from communes.changes.definition import AGENCY, UNIT
from communes.enums import ChangeKind
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.spreadsheets import Cell, Limits, read_spreadsheet
from kbang_ntm.core.vietnamese import fold, nfc

MAX_BYTES = 1024 * 1024  # a plan of a whole province stays far below
READ = Limits(size=MAX_BYTES, unpacked=32 * MAX_BYTES, rows=2_000, columns=100)
ENDINGS = ("csv", "xlsx", "xlsm", "xls", "ods")
# Notices of the reader that say a cell could not be taken over as it stands.
LOST = frozenset(
    {
        "error_value",
        "formula_without_value",
        "no_such_day",
        "bad_cell",
        "cut_text",
        "replaced",
        "unclosed_quote",
    }
)
HEAD = {
    fold(word): name
    for word, name in (
        ("tên", "title"),
        ("ngày hiệu lực", "date"),
        ("căn cứ", "legal_basis"),
        ("số văn bản", "document_number"),
        ("ngày văn bản", "document_date"),
        ("nguồn", "source"),
        ("mã", "uid"),
    )
}
COLUMNS = {
    fold(word): name
    for word, name in (
        ("bước", "step"),
        ("việc", "kind"),
        ("đối tượng", "about"),
        ("trước", "before"),
        ("sau", "key"),
        ("tên", "name"),
        ("tên ngắn", "short_name"),
        ("mã số", "code"),
        ("loại", "unit_kind"),
        ("thuộc", "parent"),
        ("chỉ tiêu theo vùng", "region_column"),
        ("nhóm xã", "commune_group"),
        ("thứ tự", "order"),
        ("văn phòng điều phối", "coordination"),
        ("phần dân số", "population"),
        ("phần diện tích", "area"),
        ("nguồn", "source"),
    )
}
KINDS = {fold(kind.label): kind.value for kind in ChangeKind} | {k: k for k in ChangeKind.values}
ABOUT = {fold("đơn vị"): UNIT, fold("cơ quan"): AGENCY, UNIT: UNIT, AGENCY: AGENCY, "": UNIT}
FIRST = fold("bước")
Cells = list[list[str]]


def read_plan(name: str, content: bytes) -> dict[str, Any]:
    """The content of a plan file as `read_definition` takes it, `answers` included if given.

    Raises Refused in words for what cannot be read: `bad_file`, or as `read_spreadsheet` does.
    """
    if name.lower().endswith(".json"):
        return _json(content)
    return _plan_of(_cells(name, content))


def read_answers(name: str, content: bytes) -> dict[str, str]:
    """{question: answer}: a JSON object, or a sheet of two columns. Raises Refused."""
    if name.lower().endswith(".json"):
        body = _json(content)
        rows = [[str(key), str(value)] for key, value in body.items()]
    else:
        rows = _cells(name, content)
    return {row[0].strip(): nfc(row[1]).strip() for row in rows if len(row) > 1 and row[0].strip()}


def _json(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise _bad("Tệp lớn quá 1 MB. Tách thành nhiều lần sắp xếp.")
    try:
        body = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as wrong:
        raise _bad(f"Tệp JSON không đọc được: {wrong}. Lưu lại dạng UTF-8.") from wrong
    if not isinstance(body, dict):
        raise _bad("Tệp JSON phải là một nhóm {...}. Xem mẫu trong docs/examples.")
    return body


def _cells(name: str, content: bytes) -> Cells:
    """The texts of the first sheet that is shown, read as the portal reads any spreadsheet: days as
    2025-07-01, numbers exact. What would have to be guessed is refused."""
    if name.lower().rpartition(".")[2] not in ENDINGS:
        raise _bad("Chỉ đọc được tệp JSON, CSV, XLSX, XLS hoặc ODS. Lưu lại theo một dạng đó.")
    book = read_spreadsheet(io.BytesIO(content), name, limits=READ)
    if book.old_encoding is not None:
        raise _bad("Tệp viết bằng mã TCVN3 hoặc VNI. Chuyển sang Unicode rồi chọn lại tệp.")
    sheet = next((one for one in book.sheets if not one.hidden), book.sheets[0])
    for notice in book.notices:
        if notice.code in LOST and notice.sheet in ("", sheet.name):
            raise _bad(notice.message)
    found: Cells = []
    for row in sheet.rows:
        line = [""] * row.cells[-1].column
        for cell in row.cells:
            line[cell.column - 1] = _text(cell)
        found.append(line)
    return found


def _text(cell: Cell) -> str:
    if isinstance(cell.value, Decimal):
        return f"{cell.value.normalize():f}"
    if isinstance(cell.value, date):
        return cell.value.isoformat()[:10]
    return cell.text.strip()


def _plan_of(rows: Cells) -> dict[str, Any]:
    body: dict[str, Any] = {}
    start = next((n for n, row in enumerate(rows) if row and fold(row[0]) == FIRST), None)
    if start is None:
        raise _bad("Không thấy dòng tiêu đề bắt đầu bằng «bước». Xem mẫu trong docs/examples.")
    for row in rows[:start]:
        if len(row) > 1 and row[0] and row[1]:
            field = HEAD.get(fold(row[0]))
            if field is None:
                raise _bad(f"Không hiểu mục «{row[0]}» ở đầu tệp. Xem mẫu trong docs/examples.")
            body[field] = row[1]
    names = []
    for title in rows[start]:
        if title and fold(title) not in COLUMNS:
            raise _bad(f"Không hiểu cột «{title}». Xem mẫu trong docs/examples.")
        names.append(COLUMNS.get(fold(title), ""))
    lines = [
        dict(zip(names, row, strict=False)) for row in rows[start + 1 :] if any(filter(None, row))
    ]
    body["steps"] = _steps(lines)
    return body


def _steps(lines: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    steps: dict[str, dict[str, Any]] = {}
    for line in lines:
        number = line.get("step", "")
        if not number:
            raise _bad("Có dòng chưa ghi số bước. Ghi số bước cho mọi dòng.")
        kind, about = line.get("kind", ""), line.get("about", "")
        step = steps.setdefault(
            number,
            {
                "kind": KINDS.get(fold(kind), kind),
                "about": ABOUT.get(fold(about), about),
                "predecessors": [],
                "successors": [],
                "shares": [],
            },
        )
        before, after = line.get("before", ""), line.get("key", "")
        if before and before not in step["predecessors"]:
            step["predecessors"].append(before)
        if after and after not in [row["key"] for row in step["successors"]]:
            step["successors"].append(_successor(line, step["about"]))
        if before and after and (line.get("population") or line.get("area")):
            step["shares"].append(
                {
                    "from": before,
                    "to": after,
                    "population": line.get("population"),
                    "area": line.get("area"),
                    "source": line.get("source", ""),
                }
            )
    return list(steps.values())


def _successor(line: Mapping[str, str], about: str) -> dict[str, Any]:
    names = ("key", "name", "short_name", "code", "region_column", "commune_group", "order")
    row: dict[str, Any] = {name: line.get(name, "") for name in names}
    row["kind"] = line.get("unit_kind", "")
    row["unit" if about == AGENCY else "parent"] = line.get("parent", "")
    row["coordination"] = fold(line.get("coordination", "")) in (fold("có"), "x", "1")
    return row


def _bad(sentence: str) -> Refused:
    return Refused("bad_file", sentence)
