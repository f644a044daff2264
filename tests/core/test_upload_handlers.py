"""Unsafe names and huge bodies, as a hostile client would send them."""

from __future__ import annotations

import io
import random
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import (
    InMemoryUploadedFile,
    TemporaryUploadedFile,
    UploadedFile,
)
from django.test import RequestFactory, override_settings

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.uploads import inspect_upload

HANDLERS = [
    "kbang_ntm.core.upload_handlers.UploadGuard",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


def sent(name: str, body: bytes = b"%PDF-1.4\n") -> UploadedFile:
    """The file a view gets when a client sends exactly this name."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    content_type = "Content-Type: application/pdf\r\n\r\n"
    field = '\r\n--x\r\nContent-Disposition: form-data; name="note"\r\n\r\nghi chú\r\n--x--\r\n'
    data = f"{head}{content_type}".encode() + body + field.encode()
    request = RequestFactory().generic("POST", "/", data, "multipart/form-data; boundary=x")
    with override_settings(FILE_UPLOAD_HANDLERS=HANDLERS):
        assert request.POST["note"] == "ghi chú"
        uploaded = request.FILES["file"]
    assert isinstance(uploaded, UploadedFile)
    return uploaded


@pytest.mark.parametrize(
    "name", ["../x.pdf", "../../etc/passwd.pdf", "a/b.pdf", "x\x01.pdf", "x.p\x00df", ".."]
)
def test_unsafe_names_reach_the_refusal(name: str) -> None:
    uploaded = sent(name)
    with pytest.raises(Refused) as refusal:
        inspect_upload(uploaded.name or "", uploaded)
    assert refusal.value.code == "bad_name"


def test_ordinary_names_and_bytes_arrive_unchanged() -> None:
    uploaded = sent("Báo cáo quý III.pdf")
    assert uploaded.read() == b"%PDF-1.4\n"
    assert inspect_upload(uploaded.name or "", uploaded).original_name == "Báo cáo quý III.pdf"


def test_a_larger_file_arrives_whole() -> None:
    body = b"%PDF-" + bytes(range(256)) * 20_000
    uploaded = sent("x.pdf", body)
    assert uploaded.size == len(body)
    assert uploaded.read() == body


@pytest.mark.parametrize("padding", [0, 3_000_000])
def test_documents_are_judged_as_they_arrive(padding: int) -> None:
    """Small ones arrive in memory, larger ones in a temporary file."""
    document, out = docx.Document(), io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/media/ảnh.bin", random.Random(1).randbytes(padding))
    uploaded = sent("Biên bản họp.docx", out.getvalue())
    assert isinstance(uploaded, TemporaryUploadedFile if padding else InMemoryUploadedFile)
    accepted = inspect_upload(uploaded.name or "", uploaded)
    assert (accepted.extension, accepted.size) == ("docx", len(out.getvalue()))
    assert uploaded.read() == out.getvalue()


@override_settings(UPLOAD_MAX_BYTES=200_000)
def test_of_a_huge_file_only_the_beginning_is_kept() -> None:
    uploaded = sent("x.pdf", b"%PDF-" + b"\x00" * 5_000_000)
    uploaded.seek(0, io.SEEK_END)
    assert 200_000 < uploaded.tell() <= 200_000 + 2 * 64 * 1024
    with pytest.raises(Refused) as refusal:
        inspect_upload("x.pdf", uploaded, max_bytes=200_000)
    assert refusal.value.code == "too_large"
