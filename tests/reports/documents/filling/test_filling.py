"""Only what is named changes, text stays text, and files that reach outside are refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import docx
import openpyxl
import pytest

from kbang_ntm.core.errors import Refused
from reports.documents.filling import check_template, fill_template, places_of
from tests.factories.report_forms import text_document, with_part, workbook

RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet(content: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content))["Biểu 1"]


def words(content: bytes) -> list[str]:
    return [row.text for row in docx.Document(io.BytesIO(content)).paragraphs]


def test_named_cells_get_numbers_and_all_else_stays() -> None:
    template = workbook({"so_xa": "B2", "binh_quan": "C3"}, formulas={"D2": "=B2*2"})
    made = fill_template(template, {"so_xa": 13, "binh_quan": Decimal("14.3")})
    cells = sheet(made)
    assert (cells["B2"].value, cells["C3"].value) == (13, 14.3)
    assert cells["B2"].font.bold and cells["B2"].number_format == "0.0"
    assert cells["D2"].value == "=B2*2" and cells["A1"].value == "BIỂU TỔNG HỢP"
    before, after = parts(template), parts(made)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    assert list(before) == list(after)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "a<b>&c"])
def test_text_is_never_a_formula(text: str) -> None:
    made = fill_template(workbook({"xa": "B2"}), {"xa": text})
    cell = sheet(made)["B2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert b"<f>" not in parts(made)["xl/worksheets/sheet1.xml"]


def test_a_missing_value_says_so_and_a_day_is_written_as_here() -> None:
    made = fill_template(
        workbook({"a1x": "B2", "b1x": "B3"}), {"a1x": None, "b1x": date(2025, 6, 5)}
    )
    assert sheet(made)["B2"].value == "chưa có số liệu"
    assert sheet(made)["B3"].value == "05/06/2025"


def test_a_cell_that_was_never_written_is_made_in_its_place() -> None:
    template = with_part(
        workbook({"so_xa": "C7"}), "xl/worksheets/sheet1.xml",
        b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org'
        b'/spreadsheetml/2006/main"><sheetData><row r="7"><c r="AA7"><v>1</v></c></row><row r="9"/>'
        b"</sheetData></worksheet>",
    )  # fmt: skip
    made = fill_template(template, {"so_xa": 13})
    assert (
        b'<row r="7"><c r="C7"><v>13</v></c><c r="AA7">'
        in (parts(made)["xl/worksheets/sheet1.xml"])
    )


def test_a_cell_with_a_formula_and_a_name_of_many_cells_are_told() -> None:
    template = workbook({"so_xa": "B2"}, formulas={"B2": "=1+1"})
    (place,) = places_of(template)
    assert "công thức" in place.problem
    assert sheet(fill_template(template, {"so_xa": 5}))["B2"].value == "=1+1"
    book = parts(workbook({"so_xa": "B2"}))["xl/workbook.xml"].replace(b"$B$2", b"$B$2:$B$4")
    (wide,) = places_of(with_part(workbook({"so_xa": "B2"}), "xl/workbook.xml", book))
    assert wide.problem == "Tên chỉ nhiều ô hoặc ô không còn. Đặt tên cho đúng một ô."


def test_a_field_split_over_runs_is_filled_in_the_look_it_begins_with() -> None:
    template = text_document(("Có {", "{so", "_xa}", "} xã, kỳ {{ ky }}."), ("{{khac}}",))
    assert [place.name for place in places_of(template)] == ["so_xa", "ky", "khac"]
    made = fill_template(template, {"so_xa": 13, "ky": "Quý II/2025"})
    assert words(made) == ["Có 13 xã, kỳ Quý II/2025.", "{{khac}}"]
    runs = docx.Document(io.BytesIO(made)).paragraphs[0].runs
    assert [run.text for run in runs] == ["Có 13", "", "", " xã, kỳ Quý II/2025."]
    assert {name for name, part in parts(template).items() if part != parts(made)[name]} == {
        "word/document.xml"
    }


def test_two_fields_in_one_run_and_one_twice() -> None:
    made = fill_template(text_document(("{{a}}{{b}} và {{a}}",)), {"a": 1, "b": Decimal("1234.5")})
    assert words(made) == ["11.234,5 và 1"]


def test_a_value_that_looks_like_a_field_is_not_filled_again() -> None:
    made = fill_template(text_document(("{{a}} {{b}}",)), {"a": "{{b}}", "b": "x"})
    assert words(made) == ["{{b}} x"]


def test_a_bracket_without_its_pair_is_told() -> None:
    (place,) = places_of(text_document(("Có {{so_xa xã",)))
    assert place.problem == "Dấu {{ hoặc }} không đủ đôi. Sửa lại."


def test_the_same_template_gives_the_same_bytes() -> None:
    template = workbook({"so_xa": "B2"})
    assert fill_template(template, {"so_xa": 1}) == fill_template(template, {"so_xa": 1})


def relation(kind: str, target: str) -> bytes:
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{RELS}"><Relationship Id="r1" Type="http://x/'
        f'{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (with_part(workbook({}), "xl/externalLinks/externalLink1.xml", b"<x/>"), "linked"),
        (with_part(workbook({}), "xl/connections.xml", b"<x/>"), "linked"),
        (with_part(text_document(()), "word/_rels/x.xml.rels", relation("attachedTemplate", "http"
                   "://x")), "linked"),
        (with_part(text_document(()), "word/embeddings/oleObject1.bin", b"x"), "embedded"),
        (with_part(workbook({}), "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
         "entities"),
        (with_part(workbook({}), "xl/workbook.xml", b"<a"), "damaged"),
        (b"PK\x03\x04 nothing", "damaged"),
    ],
    ids=["link", "connection", "template", "object", "entity", "broken", "no-zip"],
)  # fmt: skip
def test_files_that_reach_outside_or_are_broken_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_template(content)
    assert refused.value.code == code


def test_a_field_that_fetches_is_refused_and_a_link_to_click_is_not() -> None:
    xml = parts(text_document(("{{ky}}",)))["word/document.xml"].replace(
        b"<w:t>", b"<w:instrText> INCLUDETEXT c:\\\\a </w:instrText><w:t>"
    )
    with pytest.raises(Refused, match="lấy nội dung từ tệp khác"):
        check_template(with_part(text_document(()), "word/document.xml", xml))
    link = relation("hyperlink", "https://kbang.gialai.gov.vn")
    check_template(with_part(text_document(("{{ky}}",)), "word/_rels/x.xml.rels", link))
