"""Writing the whole export: one moment of the database, row by row, in constant memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import Field, Model

from kbang_ntm.core import audit, storage
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.exchange.codec import PLAIN, Kind, canonical, kind_of, to_json
from kbang_ntm.core.exchange.decisions import (
    Carried,
    Mask,
    carried_models,
    decisions,
    nothing,
)
from kbang_ntm.core.exchange.package import (
    CHUNK,
    FILES,
    MANIFEST,
    PAGE,
    SCHEMA,
    Manifest,
    Part,
    content_path,
)
from kbang_ntm.core.exchange.schema import columns_of, describe, file_name, migrations, page
from kbang_ntm.core.models import PortalState, StoredFile, User
from kbang_ntm.core.registry import registry

EXPORTED = "data.exported"
ROWS_AT_A_TIME = 2000


class Reader:
    """A connection of its own that sees the database as it was when it was opened."""

    def __init__(self) -> None:
        self.connection = connection.copy()

    def open(self) -> None:
        """Take the moment: from here on nothing that others commit is seen."""
        self.connection.set_autocommit(False)
        with self.connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT 1")

    def close(self) -> None:
        """Give the moment back."""
        self.connection.close()

    def rows(
        self, model: type[Model], columns: list[Field[Any, Any]], decision: Carried
    ) -> Iterator[tuple[Any, ...]]:
        """Rows by key as the driver gives them, without the models' conversions."""
        names = [column.attname for column in columns]
        found = model._base_manager.filter(decision.rows).order_by("pk").values_list(*names)
        # `pk` of a reference would be ordered by what it points at.
        statement, parameters = found.query.get_compiler(connection=self.connection).as_sql()
        with self.connection.chunked_cursor() as cursor:
            cursor.execute(statement, parameters)
            while rows := cursor.fetchmany(ROWS_AT_A_TIME):
                yield from rows


class Package:
    """The folder being written; knows size and hash of every file it has made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._make()

    def _make(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            taken = next(self.folder.iterdir(), None)
        except OSError as error:
            raise Refused(
                "no_folder", f"Không ghi được vào {self.folder} ({error.strerror}). Chọn chỗ khác."
            ) from error
        if taken is not None:
            raise Refused("not_empty", f"Thư mục {self.folder} đã có tệp. Chọn thư mục mới.")
        self.folder.chmod(0o700)  # for the eyes of whoever runs the command

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """A new file of the package, readable by its owner only."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("xb") as file:
            target.chmod(0o600)
            yield file

    def write(self, path: str, lines: Iterator[str]) -> Part:
        """Lines to a file, each with its end."""
        digest, size, rows = hashlib.sha256(), 0, 0
        with self.open(path) as file:
            for line in lines:
                body = (line + "\n").encode()
                file.write(body)
                digest.update(body)
                size += len(body)
                rows += 1
        return Part(path, size, digest.hexdigest(), rows)

    def write_text(self, path: str, text: str) -> Part:
        """A whole small text."""
        body = text.encode()
        with self.open(path) as file:
            file.write(body)
        return Part(path, len(body), hashlib.sha256(body).hexdigest())


def check_actor(*, actor: User | None, reason: str) -> User:
    """Who may take personal details out, and that they say why. Raises Refused, NotAllowed."""
    if actor is None:
        raise Refused("no_actor", "Xuất kèm chi tiết cá nhân cần --actor: tài khoản người xuất.")
    if not (actor.is_active and registry.is_administrator(actor)):
        raise NotAllowed(
            "not_allowed", f"Tài khoản {actor.username} không phải quản trị đang làm việc."
        )
    if not reason.strip():
        raise Refused("no_reason", "Xuất kèm chi tiết cá nhân cần --reason: lý do, đơn vị nhận.")
    return actor


@transaction.atomic
def _record(actor: User, reason: str) -> None:
    audit.record(
        actor=actor,
        action=EXPORTED,
        subject=PortalState(),
        summary=f"Xuất toàn bộ dữ liệu kèm chi tiết cá nhân: {reason.strip()}"[:500],
        data={"reason": reason.strip()},
    )


def export_data(
    *,
    folder: Path,
    personal: bool = False,
    actor: User | None = None,
    reason: str = "",
    tell: Callable[[str], None] = lambda line: None,
) -> Manifest:
    """Write the package into an empty or new folder; returns its manifest.

    Everything is read in one transaction (REPEATABLE READ), so that the rows fit together
    whatever happens meanwhile. `personal` asks for personal details: that needs an administrator
    and a reason, and the act stands in the trail before the first byte is written; the package
    itself shows the moment before the act. Raises Refused: `no_actor`, `not_allowed`,
    `no_reason`, `not_empty`, `no_folder`, `undecided`.
    """
    checked = check_actor(actor=actor, reason=reason) if personal else None
    carried = carried_models(personal=personal)
    package = Package(folder)
    reader = Reader()
    try:
        reader.open()
        if checked is not None:
            _record(checked, reason)
        return _write(package, reader, carried, personal, tell)
    finally:
        reader.close()


def _write(
    package: Package,
    reader: Reader,
    carried: dict[str, tuple[type[Model], Carried]],
    personal: bool,
    tell: Callable[[str], None],
) -> Manifest:
    description = describe()
    schema = package.write_text(SCHEMA, canonical(description) + "\n")
    rows = {}
    for label, (model, decision) in carried.items():
        lines = lines_of(reader, model, decision, personal=personal)
        rows[label] = package.write(file_name(label), lines)
        tell(f"{label}: {rows[label].rows} dòng")
    contents = _Contents(package, reader, carried["core.StoredFile"][1], personal=personal)
    files = package.write(FILES, contents.copy())
    manifest = Manifest(
        personal_details=personal,
        schema_sha256=schema.sha256,
        migrations=migrations(),
        rows=rows,
        schema=schema,
        page=package.write_text(PAGE, page(description)),
        files=files,
        contents=contents.copied,
        withheld=contents.withheld,
        missing=contents.missing,
    )
    package.write_text(MANIFEST, manifest.as_json())
    return manifest


def lines_of(
    reader: Reader, model: type[Model], decision: Carried, *, personal: bool
) -> Iterator[str]:
    """A model's rows as JSON, columns in their own order."""
    columns = columns_of(model)
    kinds = [kind_of(column) for column in columns]
    writers = [to_json(kind) for kind in kinds]
    heads = [f"{canonical(column.attname)}:" for column in columns]
    changes = _changes(columns, decision, personal=personal)
    for row in reader.rows(model, columns, decision):
        cells = zip(heads, writers, row, strict=True)
        texts = [head + write(value) for head, write, value in cells]
        if changes:
            seen = _Seen(columns, kinds, row)
            for at, change in changes.items():
                texts[at] = heads[at] + canonical(change(seen))
        yield "{" + ",".join(texts) + "}"


def _changes(
    columns: list[Field[Any, Any]], decision: Carried, *, personal: bool
) -> dict[int, Mask]:
    """{position: what stands there instead} for columns that do not leave as they are."""
    found: dict[int, Mask] = {}
    for at, column in enumerate(columns):
        if column.name in decision.cleared:
            found[at] = nothing
        elif column.name in decision.secret:
            found[at] = _always(decision.secret[column.name])
        elif column.name in decision.personal and not personal:
            found[at] = decision.personal[column.name]
    return found


def _always(value: Any) -> Mask:
    return lambda row: value


class _Seen(dict[str, Any]):
    """A row as masks see it: {column: plain value}."""

    def __init__(
        self, columns: list[Field[Any, Any]], kinds: list[Kind], row: tuple[Any, ...]
    ) -> None:
        super().__init__(
            (column.attname, PLAIN[kind.name](value) if kind.name in PLAIN and value is not None
             else value)
            for column, kind, value in zip(columns, kinds, row, strict=True)
        )  # fmt: skip


class _Contents:
    """Contents of stored files, one copy a hash; says which are not in the package and why."""

    def __init__(
        self, package: Package, reader: Reader, decision: Carried, *, personal: bool
    ) -> None:
        self.package, self.reader, self.decision = package, reader, decision
        self.personal = personal
        self.copied = self.withheld = self.missing = 0

    def copy(self) -> Iterator[str]:
        """A line for each stored file by id: hash, size and "copied", "withheld" or "missing"."""
        columns = columns_of(StoredFile)
        for row in self.reader.rows(StoredFile, columns, self.decision):
            file = StoredFile(**dict(zip((c.attname for c in columns), row, strict=True)))
            what = self._one(file)
            line = {"id": file.pk, "sha256": file.sha256, "size": file.size, "content": what}
            yield canonical(line)

    def _one(self, file: StoredFile) -> str:
        if not (self.personal or file.owner_kind in decisions().open_files):
            self.withheld += 1
            return "withheld"
        target = content_path(file.sha256)
        if not (self.package.folder / target).exists() and not self._take(file, target):
            self.missing += 1
            return "missing"
        self.copied += 1
        return "copied"

    def _take(self, file: StoredFile, target: str) -> bool:
        """Copy the content; False when it is not there or is not what the row says."""
        digest = hashlib.sha256()
        try:
            with storage.open_stored(file) as source, self.package.open(target) as copy:
                while piece := source.read(CHUNK):
                    digest.update(piece)
                    copy.write(piece)
        except Refused:
            return False
        if digest.hexdigest() == file.sha256:
            return True
        (self.package.folder / target).unlink()
        return False
