"""One file that holds everything: a tar stream, compressed (zstd), encrypted (age), with its
SHA-256 beside it.

age authenticates each 64 KiB with its place and the end of the file: an altered byte, a part that
is missing or in another place, and a file cut anywhere are all refused.
"""

from __future__ import annotations

import hashlib
import os
import re
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pyrage
import zstandard
from pyrage import x25519

from kbang_ntm.core.errors import Refused

PIECE = 256 * 1024  # bytes read at once
LEVEL = 1  # of zstd: the quickest that is as small as gzip
NAMES = re.compile(r"manifest\.json|dump/[\w.]+|files/[\w-]+(?:[/.][\w-]+)*")
WRONG = (pyrage.DecryptError, OSError)


def pieces_of(name: str, size: int, content: Iterator[bytes]) -> Iterator[bytes]:
    """A member of the archive as bytes; `content` must give exactly `size` bytes."""
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    yield header.tobuf(tarfile.PAX_FORMAT)
    yield from content
    if rest := size % tarfile.BLOCKSIZE:
        yield bytes(tarfile.BLOCKSIZE - rest)


def end_pieces() -> Iterator[bytes]:
    """What closes an archive."""
    yield bytes(2 * tarfile.BLOCKSIZE)


def squeezed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, compressed; beside the encryption, in a thread of the library."""
    squeeze = zstandard.ZstdCompressor(level=LEVEL, threads=1).compressobj()
    for piece in pieces:
        if found := squeeze.compress(piece):
            yield found
    yield squeeze.flush()


class Source:
    """Pieces as a stream to read from; keeps the error that stopped them, for the library makes
    another one of it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.rest = pieces, b""
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self.rest:
                piece = next(self.pieces, None)
                if piece is None:
                    return b""
                self.rest = piece
        except (OSError, Refused) as error:
            self.error = error
            raise
        found, self.rest = self.rest[:size], self.rest[size:]
        return found


class Hashing:
    """A stream whose bytes are counted and hashed as they pass, read or written."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def _pass(self, piece: bytes) -> None:
        self.digest.update(piece)
        self.size += len(piece)

    def read(self, size: int = -1) -> bytes:
        piece = self.stream.read(size)
        self._pass(piece)
        return piece

    def write(self, piece: bytes) -> int:
        self.stream.write(piece)
        self._pass(piece)
        return len(piece)

    def flush(self) -> None:
        self.stream.flush()


def write_sealed(path: Path, pieces: Iterator[bytes], key: x25519.Identity) -> tuple[int, str]:
    """Write the encrypted file, on the disk when this returns; its size and SHA-256.

    Raises Refused (`not_written`), or what `pieces` raised.
    """
    source = Source(squeezed(pieces))
    try:
        with path.open("xb") as stream:
            target = Hashing(stream)
            pyrage.encrypt_io(source, target, [key.to_public()])
            stream.flush()
            os.fsync(stream.fileno())
    except (pyrage.EncryptError, OSError) as error:
        if source.error is not None:
            raise source.error from error
        raise Refused(
            "not_written",
            f"Không ghi được bản sao lưu ({error}). Kiểm tra chỗ trống của {path.parent}; không "
            "có bản sao lưu nào được tạo.",
        ) from error
    return target.size, target.digest.hexdigest()


def sum_path(path: Path) -> Path:
    """The file with the SHA-256, as `sha256sum -c` reads it."""
    return path.with_name(path.name + ".sha256")


def _told(path: Path) -> str | None:
    """The SHA-256 that stands beside a backup, or None where it was not copied along."""
    beside = sum_path(path)
    return beside.read_text(encoding="ascii").split(" ", 1)[0] if beside.exists() else None


def unpack(path: Path, keys: list[x25519.Identity], folder: Path) -> None:
    """Open a backup into `folder` (new), every byte checked. Raises Refused (`no_backup`,
    `wrong_key`, `damaged`, `not_unpacked`); what lies in `folder` is then of no use."""
    folder.mkdir(mode=0o700)
    read_end, write_end = os.pipe()
    opening = _Opening(path, keys, write_end)
    opening.start()
    bad: Exception | None = None
    with os.fdopen(read_end, "rb") as stream:
        try:
            _extract(zstandard.ZstdDecompressor().stream_reader(stream), folder)
        except (tarfile.TarError, zstandard.ZstdError) as error:
            bad = error
        finally:
            while stream.read(PIECE):  # the rest, so that the other side comes to its end
                pass
            opening.join()
    if opening.refusal is not None:
        raise opening.refusal
    if bad is not None:
        raise damaged(path) from bad


class _Opening(threading.Thread):
    """Decrypts into a pipe from which the archive is read."""

    def __init__(self, path: Path, keys: list[x25519.Identity], write_end: int) -> None:
        super().__init__(name="open-backup", daemon=True)
        self.path, self.keys, self.write_end = path, keys, write_end
        self.refusal: Refused | None = None

    def run(self) -> None:
        with os.fdopen(self.write_end, "wb") as target:
            self.refusal = self._open(target)

    def _open(self, target: IO[bytes]) -> Refused | None:
        try:
            told = _told(self.path)
            with self.path.open("rb") as stream:
                source = Hashing(stream)
                pyrage.decrypt_io(source, target, self.keys)
                target.flush()
        except (FileNotFoundError, PermissionError):
            return Refused("no_backup", f"Không đọc được bản sao lưu {self.path}.")
        except WRONG as error:
            if "No matching keys" in str(error):
                return Refused(
                    "wrong_key",
                    f"Khóa này không mở được {self.path.name}. Dùng khóa của ngày lập bản đó; "
                    "chưa có gì được ghi.",
                )
            return damaged(self.path)
        return damaged(self.path) if told not in (None, source.digest.hexdigest()) else None


def damaged(path: Path) -> Refused:
    """The sentence for a file that is not what was written."""
    return Refused(
        "damaged",
        f"{path.name} đã bị đổi, bị cắt, hoặc không phải bản sao lưu. Chép lại, hoặc lấy bản "
        "khác; chưa có gì được ghi.",
    )


def _extract(stream: Any, folder: Path) -> None:
    """Members to files, under names that lead nowhere else."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                if not member.isreg() or not NAMES.fullmatch(member.name):
                    raise tarfile.ReadError(f"no member of a backup: {member.name}")
                target = folder / member.name
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                content: Any = archive.extractfile(member)
                with target.open("xb") as file:
                    while piece := content.read(PIECE):
                        file.write(piece)
    except OSError as error:
        raise Refused(
            "not_unpacked",
            f"Không mở được bản sao lưu ra {folder.parent} ({error.strerror}). Kiểm tra chỗ trống; "
            "chưa có gì được ghi vào cơ sở dữ liệu.",
        ) from error
