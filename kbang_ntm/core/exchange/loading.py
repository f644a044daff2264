"""Loading a whole export into an empty portal: checked first, then everything or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from kbang_ntm.core import audit, storage
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exchange.codec import canonical, kind_of, to_copy
from kbang_ntm.core.exchange.core_rows import IMPORTED
from kbang_ntm.core.exchange.decisions import carried_models
from kbang_ntm.core.exchange.package import (
    MANIFEST,
    SCHEMA,
    Manifest,
    check_file,
    check_parts,
    content_path,
    hash_of,
    read_manifest,
)
from kbang_ntm.core.exchange.schema import columns_of, describe, migrations
from kbang_ntm.core.models import PortalState, StoredFile, User


@dataclass(frozen=True)
class Loaded:
    """What an import brought: rows, contents of files, and files known by name only."""

    rows: int
    contents: int
    without_content: int
    personal_details: bool


def import_data(*, folder: Path, tell: Callable[[str], None] = lambda line: None) -> Loaded:
    """Load the package in `folder` into this migrated, empty portal.

    Ids stay as they are, because verdicts, histories and the trail name rows by them. Every hash
    is checked before anything is written; rows go in with their triggers at rest (they bring
    their own history) and with every constraint checked; needs the role that owns the tables.
    Nobody has a password afterwards. Raises Refused: `no_manifest`, `format`, `damaged`,
    `other_schema`, `not_empty`, `not_owner`, `demo`, `not_loaded`, `file_taken`.
    """
    manifest = read_manifest(folder)
    check_parts(folder, manifest)
    _check_contents(folder)
    models = _check_schema(folder, manifest)
    written: list[str] = []
    try:
        with transaction.atomic():
            _check_empty(models)
            rows = _load_rows(folder, manifest, models, tell)
            _close_accounts()
            contents, without = _load_contents(folder, written)
            _check_state()
            _record(folder, rows)
    except DatabaseError as error:
        _forget(written)
        raise Refused("not_loaded", _words(error)) from error
    except BaseException:  # also Ctrl-C: bytes without rows are no use to anybody
        _forget(written)
        raise
    return Loaded(rows, contents, without, manifest.personal_details)


def _forget(paths: list[str]) -> None:
    for path in paths:
        storage.remove(path)


def _words(error: DatabaseError) -> str:
    first = str(error).strip().splitlines()[0]
    return f"Cơ sở dữ liệu không nhận một dòng của gói, chưa dòng nào được ghi: {first}"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file. Raises Refused (`damaged`) for what is no JSON object."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict):
                raise Refused("damaged", f"{path.name}, dòng {number}: không phải một dòng JSON.")
            yield row


def _check_contents(folder: Path) -> None:
    """Every content that the package says it holds is there, unchanged."""
    for line in _lines(folder / "files.jsonl"):
        if line["content"] == "copied":
            check_file(folder, content_path(line["sha256"]), line["size"], line["sha256"])


def _check_schema(folder: Path, manifest: Manifest) -> dict[str, type[Model]]:
    """The models to load. Raises Refused (`other_schema`) when the two portals differ."""
    theirs = (folder / SCHEMA).read_text(encoding="utf-8")
    here = migrations()
    models = carried_models(personal=manifest.personal_details)
    if (
        theirs != canonical(describe()) + "\n"
        or manifest.migrations != here
        or set(models) != set(manifest.rows)
    ):
        differing = sorted(
            f"{app} ({manifest.migrations.get(app, 'không có')} trong gói, "
            f"{here.get(app, 'không có')} ở đây)"
            for app in {*here, *manifest.migrations}
            if here.get(app) != manifest.migrations.get(app)
        )
        what = ": " + "; ".join(differing) if differing else ""
        raise Refused(
            "other_schema",
            f"Gói xuất từ phiên bản khác của cổng{what}. Đưa hai cổng về cùng phiên bản "
            "rồi xuất lại.",
        )
    return {label: model for label, (model, _decision) in models.items()}


def _check_empty(models: dict[str, type[Model]]) -> None:
    """Raises Refused (`not_empty`, `not_owner`)."""
    filled = [label for label, model in models.items() if model._base_manager.exists()]
    if filled:
        raise Refused(
            "not_empty",
            f"Cổng này đã có dữ liệu ({', '.join(filled[:5])}). Chỉ nhập được vào cổng mới: "
            "chạy migrate, chưa chạy load_reference, chưa tạo tài khoản.",
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' "
            "AND NOT pg_has_role(current_user, relowner, 'USAGE')",
            [[model._meta.db_table for model in models.values()]],
        )
        if cursor.fetchone() != (0,):
            raise Refused(
                "not_owner",
                "Nhập dữ liệu cần vai trò sở hữu các bảng (DATABASE_OWNER_URL), vì phải cho các "
                "trigger nghỉ trong lúc ghi.",
            )


def _load_rows(
    folder: Path,
    manifest: Manifest,
    models: dict[str, type[Model]],
    tell: Callable[[str], None],
) -> int:
    """Copy every file into its table; returns the number of rows."""
    total = 0
    with connection.cursor() as cursor:
        for model in models.values():
            _triggers(cursor, model, "DISABLE")
        for label, model in models.items():
            part = manifest.rows[label]
            count = _copy(cursor, folder / part.path, model)
            if count != part.rows:
                raise Refused(
                    "damaged", f"Tệp {part.path} có {count} dòng, {MANIFEST} ghi {part.rows}."
                )
            total += count
            tell(f"{label}: {count} dòng")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # every reference finds its row, now
        for model in models.values():
            _triggers(cursor, model, "ENABLE")
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return total


def _triggers(cursor: Any, model: type[Model], act: str) -> None:
    """Own triggers only: those of foreign keys stay awake."""
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute(f"ALTER TABLE {table} {act} TRIGGER USER")


class _Stream:
    """Pieces of text as a file that COPY reads from, never more than a little in memory."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self.pieces, self.rest = pieces, ""
        self.refusal: Refused | None = None  # the driver would make another error of it

    def read(self, size: int) -> str:
        held, length = [self.rest], len(self.rest)
        try:
            while length < size and (piece := next(self.pieces, "")):
                held.append(piece)
                length += len(piece)
        except Refused as refusal:
            self.refusal = refusal
            raise
        text = "".join(held)
        self.rest = text[size:]
        return text[:size]


def _copy(cursor: Any, path: Path, model: type[Model]) -> int:
    """One file into one table; returns the rows copied."""
    columns = [(column.attname, column.column, to_copy(kind_of(column)))
               for column in columns_of(model)]  # fmt: skip
    quoted = ", ".join(connection.ops.quote_name(str(name)) for _, name, _ in columns)
    table = connection.ops.quote_name(model._meta.db_table)

    def pieces() -> Iterator[str]:
        for number, row in enumerate(_lines(path), start=1):
            try:
                yield "\t".join(write(row[name]) for name, _, write in columns) + "\n"
            except (KeyError, TypeError, ValueError) as error:
                raise Refused(
                    "damaged", f"{path.name}, dòng {number}: thiếu cột hoặc sai kiểu ({error})."
                ) from error

    stream = _Stream(pieces())
    try:
        with connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {table} ({quoted}) FROM STDIN", stream)
    except DatabaseError:
        if stream.refusal is not None:
            raise stream.refusal from None
        raise
    return int(cursor.rowcount)


def _close_accounts() -> None:
    """A password nobody knows for everybody: the way in is a new one-time link."""
    User.objects.update(password=make_password(None))


def _load_contents(folder: Path, written: list[str]) -> tuple[int, int]:
    """Contents to the storage under the paths of their rows; (kept, rows without content).

    `written` names every path as soon as it may hold something.
    """
    kept = without = 0
    stored = StoredFile.objects.order_by("pk").iterator(chunk_size=500)
    for file, line in zip(stored, _lines(folder / "files.jsonl"), strict=True):
        if (file.pk, file.sha256, file.size) != (line["id"], line["sha256"], line["size"]):
            raise Refused("damaged", f"files.jsonl không khớp với tệp số {file.pk}.")
        if line["content"] != "copied":
            without += 1
            continue
        _keep(folder / content_path(file.sha256), file, written)
        kept += 1
    return kept, without


def _keep(source: Path, file: StoredFile, written: list[str]) -> None:
    if default_storage.exists(file.path):  # left by an import that did not come to its end
        with default_storage.open(file.path, "rb") as there:
            if hash_of(there)[1] == file.sha256:
                return
        raise Refused(
            "file_taken", f"Kho tệp đã có tệp khác ở {file.path}. Nhập vào cổng có kho tệp trống."
        )
    written.append(file.path)
    with source.open("rb") as stream:
        storage.write(file.path, stream, file.size)


def _check_state() -> None:
    if settings.PRODUCTION and PortalState.objects.filter(demo_date__isnull=False).exists():
        raise Refused("demo", "Gói này xuất từ cổng chạy thử. Bản chính thức không nhận.")


def _record(folder: Path, rows: int) -> None:
    """The import stands in this portal's trail; exports leave this one line at home."""
    with (folder / MANIFEST).open("rb") as stream:
        _size, sha256 = hash_of(stream)
    audit.record(
        actor=None,
        action=IMPORTED,
        subject=PortalState(),
        summary=f"Nhập toàn bộ dữ liệu từ gói {sha256[:12]}, {rows} dòng",
        data={"manifest_sha256": sha256, "rows": rows},
    )
