"""Keeping bytes and rows together."""

from __future__ import annotations

import hashlib
import io
import os
import time
import unicodedata
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import StoredFile
from kbang_ntm.core.services.files import clean_orphans, store_bytes, store_file
from kbang_ntm.core.storage import read_stored
from kbang_ntm.core.uploads import inspect_upload
from tests.core.people import make_person

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89"
)


def keep(name: str = "Ảnh.png", content: bytes = PNG) -> StoredFile:
    stream = io.BytesIO(content)
    return store_file(
        name=name,
        stream=stream,
        owner_kind="test.thing",
        owner_uid=uuid.uuid4(),
        user=make_person(f"u{uuid.uuid4().hex[:8]}"),
        accepted=inspect_upload(name, stream),
    )


def produce(name: str = "a.pdf") -> StoredFile:
    return store_bytes(
        name=name,
        content=b"%PDF-1.7 " + name.encode(),
        content_type="application/pdf",
        owner_kind="test.thing",
        owner_uid=uuid.uuid4(),
        user=None,
    )


def test_what_is_kept_comes_back() -> None:
    file = keep()
    assert read_stored(file) == PNG
    assert file.sha256 == hashlib.sha256(PNG).hexdigest() and file.size == len(PNG)
    assert file.content_type == "image/png"


def test_an_accented_name_is_kept_in_nfc_and_out_of_the_path() -> None:
    typed_on_a_mac = unicodedata.normalize("NFD", "Nghị quyết Đăk Smar, Kông Lơng Khơng.png")
    file = keep(typed_on_a_mac)
    assert file.original_name == "Nghị quyết Đăk Smar, Kông Lơng Khơng.png"
    assert unicodedata.is_normalized("NFC", file.original_name)
    assert file.path.isascii() and "/" in file.path and "png" not in file.path
    produced = produce(unicodedata.normalize("NFD", "Báo cáo quý.pdf"))
    assert produced.original_name == "Báo cáo quý.pdf"


def test_the_same_bytes_twice_are_two_files() -> None:
    assert keep().path != keep().path


def test_files_are_private_to_the_portal() -> None:
    path = Path(default_storage.path(keep().path))
    assert path.stat().st_mode & 0o007 == 0
    assert not path.is_relative_to(settings.STATIC_ROOT)


def test_a_storage_that_fails_is_said_in_words_and_leaves_no_row(own_files: Path) -> None:
    accepted = inspect_upload("a.png", io.BytesIO(PNG))
    own_files.mkdir()
    # Folders of the path cannot be made where a file stands: as on a full or broken disk.
    (own_files / accepted.sha256[:2]).write_bytes(b"")
    with pytest.raises(Refused) as refusal:
        keep("a.png")
    assert refusal.value.message == "Tệp chưa tới nơi. Tải lên lại, số liệu đã nhập vẫn còn."
    assert not StoredFile.objects.exists()


def test_missing_bytes_are_said_in_words() -> None:
    file = keep()
    default_storage.delete(file.path)
    with pytest.raises(Refused) as refusal:
        read_stored(file)
    assert refusal.value.code == "file_missing"


@pytest.mark.usefixtures("own_files")
def test_bytes_of_a_failed_transaction_are_removed_later() -> None:
    kept = produce("kept.pdf")
    with pytest.raises(RuntimeError), transaction.atomic():
        lost = produce("lost.pdf")
        raise RuntimeError("the save around it failed")
    assert default_storage.exists(lost.path)
    clean_orphans()
    assert default_storage.exists(lost.path), "it could still commit"
    long_ago = time.time() - 25 * 3600
    for file in (lost, kept):
        os.utime(default_storage.path(file.path), (long_ago, long_ago))
    assert clean_orphans() == 1
    assert not default_storage.exists(lost.path)
    assert default_storage.exists(kept.path)
