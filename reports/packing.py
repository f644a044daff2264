"""The job that makes a package of a change: a ZIP of spreadsheets, stored files and contents.

It stands beside the layers: it reads queries, writes spreadsheets as the pages do, and keeps the
file through the service.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.urls import reverse

from communes.models import AdministrativeUnit, UnitChange
from communes.queries.changes import names_on
from communes.queries.people import leaders_of
from kbang_ntm.core import audit, notify, storage
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.jobs import JobContext
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.uploads import AcceptedUpload
from reports.packing_sheets import figure_sheet, handover_sheet, report_sheet
from reports.queries import packages as query
from reports.resources import workbook
from reports.services.packages import NOTICE_KIND, OWNER_KIND

CHUNK = 1024 * 1024


@dataclass
class _Zip:
    """A ZIP being written, with its table of contents."""

    archive: zipfile.ZipFile
    lines: list[str]

    def add(self, name: str, content: bytes) -> None:
        """One file made by the portal."""
        self.archive.writestr(name, content)
        self.lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}")

    def copy(self, name: str, file: StoredFile) -> None:
        """One stored file, in chunks; a file whose bytes are gone is named as missing."""
        try:
            stream = storage.open_stored(file)
        except Refused:
            self.lines.append(f"THIẾU TỆP  {name}")
            return
        with stream, self.archive.open(name, "w", force_zip64=True) as target:
            while chunk := stream.read(CHUNK):
                target.write(chunk)
        self.lines.append(f"{file.sha256}  {name}")


def run_package(context: JobContext) -> None:
    """The job: writes the ZIP anew from the start; safe to run again from any line."""
    change = UnitChange.objects.get(uid=context.parameters["change"])
    key = context.parameters["unit"]
    unit = AdministrativeUnit.objects.get(key=key) if key else None
    ids = query.ancestors(unit.pk, change.date) if unit else query.reporting_units()
    with tempfile.TemporaryFile() as stream:
        _write(context, stream, change, unit, ids)
        size, digest = _measure(stream)
        context.step("Cất gói", 3, 4)
        with transaction.atomic():
            file = store_file(
                name=_file_name(change, unit),
                stream=stream,
                owner_kind=OWNER_KIND,
                owner_uid=unit.uid if unit else change.uid,
                user=context.user,
                accepted=AcceptedUpload(
                    _file_name(change, unit), "zip", "application/zip", size, digest
                ),
            )
            _tell(change, unit, file, context.user)
            context.finish({"url": reverse("reports:packages"), "label": "Gói bàn giao"}, file=file)


def _write(
    context: JobContext,
    stream: IO[bytes],
    change: UnitChange,
    unit: AdministrativeUnit | None,
    ids: Collection[int],
) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        pack = _Zip(archive, [])
        context.step("Số liệu và báo cáo", 0, 4)
        pack.add("so-lieu.xlsx", workbook(figure_sheet(ids)))
        pack.add("bao-cao.xlsx", workbook(report_sheet(ids)))
        context.step("Người và việc đang dở", 1, 4)
        pack.add(
            "nguoi-va-viec.xlsx",
            workbook(handover_sheet(change, unit.pk if unit else None)),
        )
        if unit is None:
            pack.add("phuong-an.json", _record(change))
        context.step("Tệp minh chứng", 2, 4)
        for row in query.attachments(ids):
            pack.copy(f"tep/{row.unit}/{row.period}/{_plain(row.name)}", row.file)
        names = sorted(names_on(set(ids), change.date).values())
        head = [f"{change.title}, hiệu lực {change.date:%d/%m/%Y}", f"Gồm: {', '.join(names)}", ""]
        archive.writestr("muc-luc.txt", "\r\n".join([*head, *pack.lines, ""]).encode("utf-8-sig"))


def _record(change: UnitChange) -> bytes:
    body = {"plan": change.plan, "answers": change.answers, "sha256": change.plan_sha256}
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _measure(stream: IO[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    return size, digest.hexdigest()


def _file_name(change: UnitChange, unit: AdministrativeUnit | None) -> str:
    return f"ban-giao-{change.date:%Y-%m-%d}-{unit.key if unit else 'luu-tru'}.zip"


def _plain(name: str) -> str:
    """A file name without what a path or a file system would read as something else."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", name)[:180]


def _tell(
    change: UnitChange, unit: AdministrativeUnit | None, file: StoredFile, actor: User | None
) -> None:
    audit.record(
        actor=actor,
        action="package.made",
        subject=change,
        summary=f"Lập gói bàn giao {file.original_name}",
        data={"sha256": file.sha256, "unit": unit.key if unit else "", "size": file.size},
    )
    if unit is not None:
        notify.tell(
            recipients=leaders_of(unit.pk),
            kind=NOTICE_KIND,
            key=f"package-{file.uid}",
            text=f"Gói bàn giao của xã đã lập: {change.title}.",
            url=reverse("reports:packages"),
        )
