"""Hostile and careless files cost bounded memory and time, measured in a process of their own."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.core.spreadsheets.make_parts import row, sheet_xml, text, xlsx

FOLDER = Path(__file__).parent / "files"
MEASURE = """
import resource, sys, time
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.spreadsheets import read_spreadsheet
read_spreadsheet(__import__("io").BytesIO(b"a;b\\n1;2\\n"), "small.csv")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
with open(sys.argv[1], "rb") as stream:
    try:
        book = read_spreadsheet(stream, "tệp.xlsx")
        said = f"{sum(len(sheet.rows) for sheet in book.sheets)} rows"
    except Refused as refusal:
        said = refusal.code
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(said, (after - before) // 1024, round(time.process_time() - start, 2), sep="\\t")
"""


def measured(file: Path) -> tuple[str, int, float]:
    """(rows or refusal, MB more than for a small file, CPU seconds)."""
    out = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file)], capture_output=True, text=True, check=True
    )
    said, grown, seconds = out.stdout.strip().split("\t")
    return said, int(grown), float(seconds)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("zip_bomb.xlsx", "unpacks_too_large"),
        ("entity_bomb.xlsx", "entities"),
        ("too_many_parts.xlsx", "unpacks_too_large"),
        ("fifty_thousand_empty_rows.xlsx", "2 rows"),
        ("libre_office_endless.ods", "too_large"),
        ("sixteen_thousand_columns.xlsx", "too_large"),
    ],
)
def test_a_bomb_costs_little(name: str, said: str) -> None:
    got, grown, seconds = measured(FOLDER / name)
    assert got == said
    assert grown < 120, f"{grown} MB"
    assert seconds < 15


def test_a_lie_about_sizes_does_not_help(tmp_path: Path) -> None:
    """The list of parts says a few bytes, the part would unpack to 60 MB: reading stops there."""
    whole = xlsx({"S": sheet_xml(row(1, text("A1", "a" * 60_000_000)))})
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = whole.replace(size.to_bytes(4, "little"), (5000).to_bytes(4, "little"))
    assert lying != whole
    file = tmp_path / "lying.xlsx"
    file.write_bytes(lying)
    got, grown, _seconds = measured(file)
    assert got == "damaged"
    assert grown < 120


def test_one_endless_cell_is_refused(tmp_path: Path) -> None:
    """A single attribute of 19 MB would have to be held whole before it could be judged."""
    rows = f'<row r="1"><c r="A1" x="{"a" * 19_000_000}"/></row>'
    noise = {"xl/media/a.bin": bytes(range(256)) * 4000}
    file = tmp_path / "endless.xlsx"
    file.write_bytes(xlsx({"S": sheet_xml(rows)}, extra=noise))
    got, grown, _seconds = measured(file)
    assert got == "too_large"
    assert grown < 120


def test_hundreds_of_thousands_of_formatted_cells_are_passed_over(tmp_path: Path) -> None:
    def cells(at: int) -> str:
        return "".join(f'<c r="{letter}{at}" s="{at % 7}"/>' for letter in "ABCDEFGHIJ")

    file = tmp_path / "formatted.xlsx"
    file.write_bytes(xlsx({"S": sheet_xml("".join(row(n, cells(n)) for n in range(1, 40_001)))}))
    got, grown, seconds = measured(file)
    assert got == "0 rows"
    assert grown < 120
    assert seconds < 30
