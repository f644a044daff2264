"""A kept file is on the disk, not only in the kernel's memory."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile

from kbang_ntm.core.durable_files import DurableFileStorage
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.storage import write


@pytest.fixture
def synced(monkeypatch):
    """Paths in the order in which the disk was asked to have them."""
    found: list[Path] = []
    really = os.fsync

    def note(handle: int) -> None:
        found.append(Path(os.readlink(f"/proc/self/fd/{handle}")))
        really(handle)

    monkeypatch.setattr(os, "fsync", note)
    return found


def test_bytes_then_every_folder_up_to_the_store(synced, tmp_path):
    store = DurableFileStorage(location=tmp_path)
    assert store.save("ab/cd/ef", ContentFile(b"x" * 100)) == "ab/cd/ef"
    assert synced == [tmp_path / "ab/cd/ef", tmp_path / "ab/cd", tmp_path / "ab", tmp_path]


def test_a_long_upload_that_is_moved_too(synced, tmp_path):
    store = DurableFileStorage(location=tmp_path)
    with TemporaryUploadedFile("a.pdf", "application/pdf", 3, None) as long:
        long.write(b"abc")
        long.flush()
        kept = store.save("ab/cd/gh", long)
        assert synced[0] == tmp_path / "ab/cd/gh"
        assert store.open(kept).read() == b"abc"


def test_the_portal_keeps_its_files_so():
    assert isinstance(default_storage, DurableFileStorage)


def test_a_disk_that_fails_at_the_last_moment_keeps_nothing(monkeypatch):
    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(Refused, match="Tệp chưa tới nơi"):
        write("ab/cd/durable-test", ContentFile(b"abc"), 3)
    assert not default_storage.exists("ab/cd/durable-test")
