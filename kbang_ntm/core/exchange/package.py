"""A package on disk: its manifest, and files whose bytes must be what the manifest says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exchange.codec import canonical
from kbang_ntm.core.exchange.schema import FORMAT, file_name

MANIFEST, SCHEMA, PAGE, FILES = "manifest.json", "schema.json", "schema.md", "files.jsonl"
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One file of the package: where, what it weighs, SHA-256 of its bytes, lines in it."""

    path: str
    size: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True)
class Manifest:
    """What a package holds; written last, so that a folder without it is unfinished."""

    personal_details: bool
    schema_sha256: str
    migrations: dict[str, str]
    rows: dict[str, Part] = field(default_factory=dict)
    schema: Part | None = None
    page: Part | None = None
    files: Part | None = None
    contents: int = 0
    withheld: int = 0
    missing: int = 0
    format: int = FORMAT

    def as_json(self) -> str:
        """The manifest's bytes: canonical, one member a line at the top."""
        body = asdict(self)
        lines = [f"{canonical(key)}: {canonical(body[key])}" for key in sorted(body)]
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest again. Raises Refused (`no_manifest`) for anything else."""
        try:
            body: dict[str, Any] = json.loads(text)
            if body["format"] != FORMAT:
                raise Refused(
                    "format",
                    "Gói này theo khuôn dạng khác, cổng này không đọc được. "
                    "Xuất lại từ cổng cùng phiên bản.",
                )
            body["rows"] = {label: Part(**part) for label, part in body["rows"].items()}
            for name in ("schema", "page", "files"):
                body[name] = Part(**body[name])
            return cls(**body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(
                "no_manifest", f"{MANIFEST} không đọc được. Chép lại cả thư mục của gói."
            ) from error

    def parts(self) -> Iterator[Part]:
        """Every file but the manifest itself and the contents of stored files."""
        yield from (part for part in (self.schema, self.page, self.files) if part is not None)
        yield from self.rows.values()


def content_path(sha256: str) -> str:
    """Where the content of stored files with that hash lies in a package."""
    return f"files/{sha256[:2]}/{sha256}"


def hash_of(stream: IO[bytes]) -> tuple[int, str]:
    """(size, SHA-256) of a stream, read in pieces."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a package whose files carry the names they must. Raises Refused."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            "no_manifest",
            f"Thư mục {folder} không có {MANIFEST}: không phải gói dữ liệu, hoặc gói xuất dở.",
        ) from error
    manifest = Manifest.from_json(text)
    names = {SCHEMA: manifest.schema, PAGE: manifest.page, FILES: manifest.files}
    names |= {file_name(label): part for label, part in manifest.rows.items()}
    # A path that leads elsewhere is never opened.
    if any(part is None or part.path != name for name, part in names.items()):
        raise Refused("no_manifest", f"{MANIFEST} kê sai tên tệp. Chép lại cả thư mục của gói.")
    return manifest


def check_parts(folder: Path, manifest: Manifest) -> None:
    """Raises Refused (`damaged`) unless every file has the bytes that were written."""
    for part in manifest.parts():
        check_file(folder, part.path, part.size, part.sha256)


def check_file(folder: Path, path: str, size: int, sha256: str) -> None:
    """Raises Refused (`damaged`) unless this file is there, whole and unchanged."""
    try:
        with (folder / path).open("rb") as stream:
            same = hash_of(stream) == (size, sha256)
    except OSError:
        same = False
    if not same:
        raise Refused(
            "damaged",
            f"Tệp {path} của gói thiếu hoặc đã bị đổi (SHA-256 không khớp). Chép lại gói; "
            "chưa dòng nào được ghi.",
        )
