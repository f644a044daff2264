"""Plan files and answer files: JSON, or one sheet as CSV or XLSX with the same content.

The sheet begins with lines of two cells (name, value), then a line whose first cell is "bước",
then one line for each pair of predecessor and successor. Lines of one step carry its number.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from communes.changes.definition import AGENCY, UNIT
from communes.enums import ChangeKind
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import fold, nfc

MAX_BYTES = 1024 * 1024  # a plan of a whole province stays far below
MAX_ROWS = 2_000
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

    Raises Refused (`bad_file`) in words for what cannot be read.
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
    if len(content) > MAX_BYTES:
        raise _bad("Tệp lớn quá 1 MB. Tách thành nhiều lần sắp xếp.")
    ending = name.lower().rpartition(".")[2]
    if ending == "csv":
        return _csv(content)
    if ending == "xlsx":
        return _xlsx(content)
    raise _bad("Chỉ đọc được tệp JSON, CSV hoặc XLSX. Lưu lại theo một trong ba dạng đó.")


def _csv(content: bytes) -> Cells:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _bad("Tệp CSV không phải UTF-8. Lưu lại dạng CSV UTF-8.") from wrong
    separator = ";" if text.count(";") >= text.count(",") else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    return [[nfc(cell).strip() for cell in row] for row in _limited(rows)]


def _xlsx(content: bytes) -> Cells:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as wrong:
        raise _bad("Tệp XLSX hỏng hoặc có mật khẩu. Mở bằng Excel rồi lưu lại.") from wrong
    return [[_cell(value) for value in row] for row in _limited(rows)]


def _limited(rows: Sequence[Any]) -> Sequence[Any]:
    if len(rows) > MAX_ROWS:
        raise _bad(f"Tệp có quá {MAX_ROWS} dòng. Tách thành nhiều lần sắp xếp.")
    return rows


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return nfc(str(value)).strip()


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
