"""Every messy file is read as written beside it, or refused with its sentence: no silence."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.spreadsheets import Book, Cell, as_day, find_header, read_spreadsheet
from kbang_ntm.core.spreadsheets.kinds import CONTENT_TYPES, inspect_spreadsheet

FOLDER = Path(__file__).parent / "files"
EXPECTED = sorted(FOLDER.glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return expected


def read(expected: dict[str, Any]) -> Book:
    with (FOLDER / expected["file"]).open("rb") as stream:
        return read_spreadsheet(stream, expected["file"], convert=expected.get("convert"))


def value_text(cell: Cell) -> str:
    if cell.value is None:
        return "none"
    if isinstance(cell.value, bool):
        return "yes" if cell.value else "no"
    kind = {Decimal: "number", str: "text"}.get(type(cell.value), "day")
    assert kind != "day" or isinstance(cell.value, date)
    return f"{kind} {cell.value}"


def noticed(book: Book) -> list[str]:
    """Codes, with the place of those about one cell."""
    return sorted(
        f"{one.code}@{one.sheet}!{one.cell}" if one.cell else one.code for one in book.notices
    )


def test_there_are_at_least_forty_files_and_each_has_its_expectation() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"README.md"}
    spreadsheets = {name for name in files if not name.endswith(".json")}
    assert len(spreadsheets) >= 40
    assert spreadsheets == {load(path)["file"] for path in EXPECTED}
    assert sum((FOLDER / name).stat().st_size for name in files) < 1_000_000


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.removesuffix(".json"))
def test_file_is_read_as_expected(path: Path) -> None:
    expected = load(path)
    if "refused" in expected:
        with pytest.raises(Refused) as refusal:
            read(expected)
        assert refusal.value.code == expected["refused"]
        assert expected["file"] in refusal.value.message
        for words in expected["says"]:
            assert words in refusal.value.message
        return
    book = read(expected)
    assert book.kind == expected["kind"]
    assert book.date1904 == expected.get("date1904", False)
    found = {sheet.name: {cell.address: cell.text for cell in sheet.cells} for sheet in book.sheets}
    assert found == expected["sheets"]
    cells = {cell.address: cell for sheet in reversed(book.sheets) for cell in sheet.cells}
    for address, text in expected.get("values", {}).items():
        assert value_text(cells[address]) == text
    for flag in ("formula", "hidden", "merged"):
        marked = [
            cell.address for sheet in book.sheets for cell in sheet.cells if getattr(cell, flag)
        ]
        assert sorted(marked) == sorted(expected.get(flag, [])), flag
    hidden = [sheet.name for sheet in book.sheets if sheet.hidden]
    assert hidden == expected.get("hidden_sheets", [])
    assert noticed(book) == sorted(expected["notices"])
    for words in expected.get("says", []):
        assert any(words in notice.message for notice in book.notices)
    old = book.old_encoding
    assert (old.kind if old else None) == expected.get("old_encoding")
    for address, day in expected.get("as_days", {}).items():
        got = as_day(cells[address].value, cells[address].text, date1904=book.date1904)
        assert (got.isoformat() if got else None) == day
    if "header" in expected:
        wanted = expected["header"]
        header = find_header(book.sheets[0].rows, wanted["wanted"])
        assert header is not None
        assert (header.row, header.columns) == (wanted["row"], wanted["columns"])
        assert list(header.missing) == wanted["missing"]


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.removesuffix(".json"))
def test_the_door_for_uploads_knows_the_kind(path: Path) -> None:
    """What is kept of an upload carries the kind of its content, not of its name."""
    expected = load(path)
    if "kind" not in expected:
        return
    with (FOLDER / expected["file"]).open("rb") as stream:
        accepted = inspect_spreadsheet(expected["file"], stream)
        assert stream.tell() == 0
    assert accepted.extension == expected["kind"]
    assert accepted.content_type == CONTENT_TYPES[expected["kind"]]
    assert accepted.size == (FOLDER / expected["file"]).stat().st_size
