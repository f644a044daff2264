"""The sealed file itself: what was written comes back, anything else is refused."""

from __future__ import annotations

import os
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyrage import x25519

from kbang_ntm.core.backups.sealed import (
    end_pieces,
    pieces_of,
    sum_path,
    unpack,
    write_sealed,
)
from kbang_ntm.core.errors import Refused

PARTS = {"dump/toc.dat": b"a" * 70_000, "files/ab/cd/abcd-1.pdf": b"", "manifest.json": b"{}" * 256}


def sealed(path: Path, parts: dict[str, bytes], key: x25519.Identity) -> None:
    def pieces() -> Iterator[bytes]:
        for name, content in parts.items():
            yield from pieces_of(name, len(content), iter((content,)))
        yield from end_pieces()

    size, sha256 = write_sealed(path, pieces(), key)
    assert size == path.stat().st_size
    sum_path(path).write_text(f"{sha256}  {path.name}\n")


def test_what_went_in_comes_out(tmp_path: Path) -> None:
    key = x25519.Identity.generate()
    sealed(tmp_path / "one", PARTS, key)
    unpack(tmp_path / "one", [x25519.Identity.generate(), key], tmp_path / "out")
    found = {
        str(path.relative_to(tmp_path / "out")): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert found == PARTS
    subprocess.run(["sha256sum", "-c", "--quiet", "one.sha256"], cwd=tmp_path, check=True)


def change_at(place: float) -> Callable[[bytearray], bytes]:
    def change(content: bytearray) -> bytes:
        content[int(place * (len(content) - 1))] ^= 1
        return bytes(content)

    return change


@pytest.mark.parametrize(
    "change",
    [
        *(change_at(place) for place in (0.0, 0.001, 0.5, 1.0)),
        lambda content: b"",
        lambda content: bytes(content[: len(content) // 2]),
        lambda content: bytes(content[:-1]),
        lambda content: bytes(content) + b"x",
        # Two pieces (64 KiB + 16), each authentic, change places.
        lambda content: bytes(content[:-131_104] + content[-65_552:] + content[-131_104:-65_552]),
    ],
    ids=["first", "head", "middle", "last", "empty", "half", "less", "more", "order"],
)
def test_other_bytes(tmp_path: Path, change: Callable[[bytearray], bytes]) -> None:
    key = x25519.Identity.generate()
    sealed(tmp_path / "one", {"dump/toc.dat": os.urandom(300_000)}, key)
    sum_path(tmp_path / "one").unlink()
    (tmp_path / "one").write_bytes(change(bytearray((tmp_path / "one").read_bytes())))
    with pytest.raises(Refused) as refusal:
        unpack(tmp_path / "one", [key], tmp_path / "out")
    assert refusal.value.code == "damaged"


def test_another_key(tmp_path: Path) -> None:
    sealed(tmp_path / "one", PARTS, x25519.Identity.generate())
    with pytest.raises(Refused) as refusal:
        unpack(tmp_path / "one", [x25519.Identity.generate()], tmp_path / "out")
    assert refusal.value.code == "wrong_key"
    assert list((tmp_path / "out").iterdir()) == []


def test_no_backup(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        unpack(tmp_path / "none", [x25519.Identity.generate()], tmp_path / "out")
    assert refusal.value.code == "no_backup"


@pytest.mark.parametrize("name", ["../out2", "/tmp/out2", "files/../../out2", "other"])
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    """Who has the key and makes an archive of their own still writes nowhere else."""
    key = x25519.Identity.generate()
    sealed(tmp_path / "one", {name: b"x"}, key)
    with pytest.raises(Refused) as refusal:
        unpack(tmp_path / "one", [key], tmp_path / "out")
    assert refusal.value.code == "damaged"
    assert list((tmp_path / "out").iterdir()) == []


def test_a_reader_that_fails_leaves_its_own_error(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * tarfile.BLOCKSIZE
        raise Refused("file_missing", "Mất tệp.")

    with pytest.raises(Refused) as refusal:
        write_sealed(tmp_path / "one", pieces(), x25519.Identity.generate())
    assert refusal.value.code == "file_missing"
