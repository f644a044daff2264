"""Whatever a person once typed is text in every file of figures: each free text of the
demonstration's database begins as a formula would, and every list, template and table that can be
had as a file is opened."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest

from tests.security.list_files import EXPECTED, body_of
from tests.security.poison import Poison
from tests.security.stage import Stage, client_of
from tests.security.test_rights import Cell, cells_of

MARK = "=x{number}+"
FOUND = re.compile(r"=x(\d+)\+")
FILES = ("-sheet", "-file", "-template", "-export", "-pay-list")
SEEN = 50  # columns of text that some file shows


def addresses(cell: Cell) -> list[str]:
    """A list as both kinds of file, or the file itself."""
    if cell.url in EXPECTED.get(cell.account, ()):
        return [f"{cell.address}?tai={kind}" for kind in ("csv", "xlsx")]
    return [cell.address] if cell.url.endswith(FILES) else []


def texts_of(kind: str, content: bytes) -> list[str]:
    """What stands in the file; a cell that a program would compute comes back as «!formula»."""
    if kind.startswith("text/csv"):
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        cells = [cell for line in lines for cell in line]
        return [f"!{cell}" if cell.startswith("=x") else cell for cell in cells]
    found = []
    for page in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in page.iter_rows():
            for cell in row:
                mark = "!" if cell.data_type == "f" else ""
                found += [f"{mark}{cell.value}"] if isinstance(cell.value, str) else []
    return found


@pytest.mark.one_server
@pytest.mark.django_db
@pytest.mark.data("demo")
@pytest.mark.usefixtures("quiet")
def test_no_text_becomes_a_formula() -> None:
    stage, poison = Stage(), Poison(MARK)
    cells = [
        cell
        for account in EXPECTED
        for cell in cells_of(account, stage, ("GET",))
        if cell.answer == 200 and addresses(cell)
    ]
    poison.everywhere()
    asked, seen, computed = set[str](), set[str](), set[str]()
    for cell in cells:
        if cell.url in asked:
            continue
        asked.add(cell.url)
        for address in addresses(cell):
            kind, content = body_of(client_of(cell.account), address)
            if not ("spreadsheetml" in kind or kind.startswith("text/csv")):
                continue
            for text in texts_of(kind, content):
                marks = {poison.names[int(number)] for number in FOUND.findall(text)}
                seen |= marks
                if text.startswith("!"):
                    computed |= {f"{cell.url}: {mark}" for mark in marks}
    assert sorted(computed) == []
    assert len(seen) >= SEEN, sorted(set(poison.names.values()) - seen)
