"""Files as offices make them are taken; what only looks like one is refused with a sentence."""

from __future__ import annotations

import hashlib
import io
import struct
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable
from uuid import UUID

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.uploads import MAX_BYTES, AcceptedUpload, inspect_upload, storage_path

CONTENT_TYPES = "[Content_Types].xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, kind)
    return out.getvalue()


def word() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("Danh sách hộ nghèo làng Kon Lốc 2")
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active["A1"] = "Hộ nghèo"
    book.save(out)
    return out.getvalue()


def rezipped(
    original: bytes,
    *,
    extra: dict[str, bytes] | None = None,
    without: str = "",
    edit: Callable[[bytes], bytes] = lambda types: types,
) -> bytes:
    """The same zip with parts added, left out, or its list of content types changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(original)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            body = source.read(name)
            if name != without:
                target.writestr(name, edit(body) if name == CONTENT_TYPES else body)
        for name, body in (extra or {}).items():
            target.writestr(name, body)
    return out.getvalue()


MAKERS = {
    "Báo cáo quý III.pdf": (pdf, "pdf", "application/pdf"),
    "ảnh nhà rông.jpg": (lambda: picture("JPEG"), "jpg", "image/jpeg"),
    "ảnh.JPEG": (lambda: picture("JPEG"), "jpg", "image/jpeg"),
    "bản đồ.png": (lambda: picture("PNG"), "png", "image/png"),
    "Danh sách hộ nghèo 9-2024.docx": (
        word,
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "Biểu 01.xlsx": (
        sheet,
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def refused(name: str, body: bytes, max_bytes: int = MAX_BYTES) -> Refused:
    with pytest.raises(Refused) as refusal:
        inspect_upload(name, io.BytesIO(body), max_bytes=max_bytes)
    assert refusal.value.message.endswith(".")
    return refusal.value


@pytest.mark.parametrize("name", MAKERS)
def test_takes_what_offices_make(name: str) -> None:
    make, extension, content_type = MAKERS[name]
    body = make()
    stream = io.BytesIO(body)
    stream.seek(3)
    assert inspect_upload(name, stream) == AcceptedUpload(
        original_name=name,
        extension=extension,
        content_type=content_type,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )
    assert stream.tell() == 0
    assert stream.read() == body


def test_names_are_kept_in_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", " Biên bản họp\u00a0dân.pdf ")
    assert inspect_upload(decomposed, io.BytesIO(pdf())).original_name == "Biên bản họp dân.pdf"


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("other", MAKERS)
def test_the_ending_must_fit_the_content(name: str, other: str) -> None:
    (make, extension, _), ending = MAKERS[name], MAKERS[other][1]
    if ending == extension:
        assert inspect_upload(other, io.BytesIO(make())).extension == ending
    else:
        assert refused(other, make()).code in {"wrong_type", "damaged"}


@pytest.mark.parametrize("ending", ["pdf", "jpg", "png", "docx", "xlsx"])
@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ\x90\x00" + b"\x00" * 300,
        b"\x7fELF" + b"\x00" * 300,
        b"GIF89a" + b"\x00" * 300,
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"#!/bin/sh\nrm -rf /\n",
        b"  %PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n<html>",
        b"PK\x03\x04 no zip at all",
        "văn bản thường".encode(),
        b"\x00",
    ],
)
def test_nothing_else_passes_behind_a_friendly_ending(ending: str, body: bytes) -> None:
    assert refused(f"tệp.{ending}", body).code in {"wrong_type", "damaged"}


def test_says_what_the_content_is() -> None:
    message = refused("Báo cáo.pdf", b"MZ\x90\x00" + b"\x00" * 300).message
    assert message == (
        'Tệp "Báo cáo.pdf" không phải PDF, nội dung là EXE. Mở bằng phần mềm đã tạo ra tệp, '
        "lưu thành PDF rồi tải lên lại."
    )
    assert "nội dung là JPEG" in refused("ảnh.png", picture("JPEG")).message


@pytest.mark.parametrize(
    "name", ["x.exe", "x.svg", "x.html", "x.doc", "x.docm", "x.xlsm", "x.zip", "x", "x.", ".pdf"]
)
def test_refuses_other_endings(name: str) -> None:
    refusal = refused(name, pdf())
    assert refusal.code == "not_accepted"
    assert "PDF, JPEG, PNG, DOCX, XLSX" in refusal.message


def test_only_the_last_ending_counts() -> None:
    assert refused("Báo cáo.pdf.exe", pdf()).code == "not_accepted"


@pytest.mark.parametrize(
    "name",
    [
        "../x.pdf",
        "..\\x.pdf",
        "a/b.pdf",
        "C:\\Users\\x.pdf",
        "x..pdf",
        "x\x00.pdf",
        "x\n.pdf",
        "x\x7f.pdf",
        "x\u202efdp.pdf",
        "x\u200b.pdf",
        "",
        "  ",
    ],
)
def test_refuses_names_that_lead_elsewhere_or_hide_something(name: str) -> None:
    assert refused(name, pdf()).code == "bad_name"


def test_refuses_over_long_names() -> None:
    assert inspect_upload("á" * 146 + ".pdf", io.BytesIO(pdf())).extension == "pdf"
    refusal = refused("á" * 147 + ".pdf", pdf())
    assert refusal.code == "long_name"
    assert "151 ký tự, nhiều nhất là 150" in refusal.message


def test_refuses_empty_files() -> None:
    assert refused("x.pdf", b"").code == "empty"


def test_refuses_one_byte_too_many() -> None:
    body = pdf()
    assert inspect_upload("x.pdf", io.BytesIO(body), max_bytes=len(body)).size == len(body)
    assert refused("x.pdf", body, max_bytes=len(body) - 1).code == "too_large"
    assert "lớn hơn 20 MB" in refused("x.pdf", b"%PDF-" + b"\x00" * MAX_BYTES).message


class Endless(io.RawIOBase):
    """A file without end, made as it is read."""

    given = 0

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset

    def read(self, size: int = -1) -> bytes:
        self.given += size
        return b"%PDF-" + b"\x00" * (size - 5)


def test_stops_reading_in_time_and_in_little_memory() -> None:
    stream = Endless()
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as refusal:
            inspect_upload("x.pdf", stream)  # type: ignore[arg-type]  # RawIOBase reads bytes too
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refusal.value.code == "too_large"
    assert stream.given <= MAX_BYTES + 64 * 1024
    assert peak < 2 * 1024 * 1024


def test_refuses_macros() -> None:
    for part in ("word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/activeX/activeX1.xml"):
        assert refused("x.docx", rezipped(word(), extra={part: b"x"})).code == "macros"
    old_macros = rezipped(sheet(), extra={"xl/macrosheets/sheet1.xml": b"x"})
    assert refused("x.xlsx", old_macros).code == "macros"
    enabled = rezipped(
        word(),
        edit=lambda types: types.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    )
    assert refused("x.docx", enabled).code == "macros"


def test_refuses_zips_that_are_no_document() -> None:
    assert refused("x.docx", rezipped(word(), without=CONTENT_TYPES)).code == "wrong_type"
    only_types = io.BytesIO()
    with (
        zipfile.ZipFile(only_types, "w") as archive,
        zipfile.ZipFile(io.BytesIO(word())) as source,
    ):
        archive.writestr(CONTENT_TYPES, source.read(CONTENT_TYPES))
    assert refused("x.docx", only_types.getvalue()).code == "wrong_type"
    climbing = rezipped(word(), extra={"word/../../x": b"x"})
    assert refused("x.docx", climbing).code == "damaged"


@pytest.mark.parametrize("keep", [0.2, 0.9, 0.999])
def test_refuses_documents_cut_short(keep: float) -> None:
    body = word()
    assert refused("x.docx", body[: int(len(body) * keep)]).code == "damaged"


def test_refuses_documents_with_a_broken_part() -> None:
    body = bytearray(word())
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as archive:
        start = archive.getinfo(CONTENT_TYPES).header_offset + 30 + len(CONTENT_TYPES) + 8
    body[start : start + 40] = b"\xff" * 40
    assert refused("x.docx", bytes(body)).code == "damaged"


def test_refuses_what_unpacks_too_large() -> None:
    bomb = rezipped(sheet(), extra={"xl/media/x.bin": b"\x00" * (40 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert refused("x.xlsx", bomb).code == "unpacks_too_large"
    crowd = rezipped(sheet(), extra={f"xl/x{number}": b"" for number in range(5_001)})
    assert refused("x.xlsx", crowd).code == "unpacks_too_large"


def test_refuses_a_second_directory() -> None:
    body = sheet()
    end = body.rindex(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    assert refused("x.xlsx", body[:end] + locator + body[end:]).code == "unpacks_too_large"


def test_a_large_but_honest_sheet_passes() -> None:
    book = openpyxl.Workbook(write_only=True)
    rows = book.create_sheet()
    for number in range(20_000):
        rows.append([number, f"Đinh Văn {number}", "làng Kon Lốc 2", number * 3 % 7])
    out = io.BytesIO()
    book.save(out)
    assert inspect_upload("Biểu 02.xlsx", out).extension == "xlsx"


def test_refuses_passwords() -> None:
    body = bytearray(word())
    at = body.index(b"PK\x01\x02")
    body[at + 8] |= 1
    assert refused("x.docx", bytes(body)).code == "protected"
    wrapped = refused("x.docx", OLD_OFFICE)
    assert wrapped.code == "old_office"
    assert "mật khẩu" in wrapped.message
    assert refused("x.pdf", OLD_OFFICE).code == "wrong_type"


@given(st.binary(max_size=400), st.sampled_from(["pdf", "jpg", "png", "docx", "xlsx"]))
def test_any_bytes_are_taken_or_refused(body: bytes, ending: str) -> None:
    for start in (b"", b"PK\x03\x04", b"PK\x03\x04" + body + b"PK\x05\x06"):
        try:
            accepted = inspect_upload(f"x.{ending}", io.BytesIO(start + body))
        except Refused:
            continue
        assert accepted.extension in {"pdf", "jpg", "png"}


SMALL_SHEET = sheet()


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SMALL_SHEET) - 1), st.integers(0, 255)),
        min_size=1,
        max_size=6,
    )
)
def test_damaged_documents_are_taken_or_refused(changes: list[tuple[int, int]]) -> None:
    body = bytearray(SMALL_SHEET)
    # Half of the changes hit the directory at the end, where reading a zip begins.
    directory = body.index(b"PK\x01\x02")
    for number, (place, value) in enumerate(changes):
        at = directory + place % (len(body) - directory) if number % 2 == 0 else place
        body[at] = value
    try:
        accepted = inspect_upload("x.xlsx", io.BytesIO(bytes(body)))
    except Refused as refusal:
        assert refusal.code in {"damaged", "wrong_type", "unpacks_too_large", "protected"}
    else:
        assert accepted.extension == "xlsx"


def test_paths_tell_nothing_of_the_file() -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    uid = UUID("0a1b2c3d-0000-4000-8000-000000000001")
    expected = f"{digest[:2]}/{digest[2:4]}/0a1b2c3d000040008000000000000001"
    assert storage_path(digest, uid) == storage_path(digest, str(uid)) == expected


@pytest.mark.parametrize("digest", ["", "../../etc", "g" * 64, "A" * 64, "a" * 63])
def test_paths_are_made_of_hashes_only(digest: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        storage_path(digest, UUID(int=1))
    with pytest.raises(ValueError, match="hexadecimal"):
        storage_path("a" * 64, "../x")
