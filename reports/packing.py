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
from datetime import datetime
from functools import partial
from typing import IO

from django.urls import reverse

from communes.models import AdministrativeUnit, UnitChange
from communes.queries.people import leaders_of
from communes.queries.register_rules import names_on
from kbang_ntm.core import audit, clock, notify, storage
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.jobs import Chunk, JobContext
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.uploads import AcceptedUpload
from reports.packing_cases import case_sheets
from reports.packing_registers import register_sheets
from reports.packing_sheets import figure_sheet, handover_sheet, report_sheet
from reports.packing_surveys import survey_sheets
from reports.queries import packages as query
from reports.queries.package_files import attachments
from reports.resources import Sheet, workbook
from reports.services.packages import ARCHIVE, NOTICE_KIND, OWNER_KIND

CHUNK = 1024 * 1024


@dataclass
class _Zip:
    """A ZIP being written, with its table of contents."""

    archive: zipfile.ZipFile
    made: datetime
    lines: list[str]

    def entry(self, name: str) -> zipfile.ZipInfo:
        """A place for a file: dated by the change, not by the clock, so that a package made anew
        of the same records has the same bytes."""
        local = self.made.astimezone(clock.LOCAL)
        found = zipfile.ZipInfo(name, local.timetuple()[:6])
        found.compress_type = zipfile.ZIP_DEFLATED
        return found

    def sheets(self, name: str, *sheets: Sheet) -> None:
        """One spreadsheet."""
        self.add(name, workbook(sheets, created=self.made))

    def add(self, name: str, content: bytes) -> None:
        """One file made by the portal."""
        self.archive.writestr(self.entry(name), content)
        self.lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}")

    def copy(self, name: str, file: StoredFile) -> None:
        """One stored file, in chunks; a file whose bytes are gone is named as missing."""
        try:
            stream = storage.open_stored(file)
        except Refused:
            self.lines.append(f"THIẾU TỆP  {name}")
            return
        with stream, self.archive.open(self.entry(name), "w", force_zip64=True) as target:
            while chunk := stream.read(CHUNK):
                target.write(chunk)
        self.lines.append(f"{file.sha256}  {name}")


def run_packages(context: JobContext) -> None:
    """The job: one package after the other; a successor goes on with those not made yet."""
    change = UnitChange.objects.get(uid=context.parameters["change"])
    wanted: list[tuple[AdministrativeUnit | None, str]] = [
        *query.receivers(change),
        (None, "Lưu trữ"),
    ]
    for number, (unit, name) in enumerate(wanted):
        context.step(f"Gói {name}", number, len(wanted))
        context.once(
            unit.key if unit else ARCHIVE, partial(_make, change, unit, name, context.user)
        )
    made = context.finished_steps()
    files = [
        {"uid": str(chunk.file.uid), "label": f"{chunk.data['name']}: {chunk.file.original_name}"}
        for chunk in made.values()
        if chunk.file is not None
    ]
    context.finish({"files": files, "url": reverse("reports:packages"), "label": "Gói bàn giao"})


def _make(
    change: UnitChange, unit: AdministrativeUnit | None, name: str, actor: User | None
) -> Chunk:
    """Write, keep and tell of one package, in the transaction of its step."""
    ids = query.holders(unit.pk, change.date) if unit else query.all_holders()
    with tempfile.TemporaryFile() as stream:
        _write(stream, change, unit, ids)
        size, digest = _measure(stream)
        file_name = _file_name(change, unit)
        file = store_file(
            name=file_name,
            stream=stream,
            owner_kind=OWNER_KIND,
            owner_uid=unit.uid if unit else change.uid,
            user=actor,
            accepted=AcceptedUpload(file_name, "zip", "application/zip", size, digest),
            uploaded=False,
        )
    _tell(change, unit, file, actor)
    return Chunk({"name": name}, file)


def _write(
    stream: IO[bytes],
    change: UnitChange,
    unit: AdministrativeUnit | None,
    ids: Collection[int],
) -> None:
    assert change.carried_out_at is not None, "packages are made once everything has passed"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        pack = _Zip(archive, change.carried_out_at, [])
        every = unit is None
        pack.sheets("so-lieu.xlsx", figure_sheet(ids))
        pack.sheets("bao-cao.xlsx", report_sheet(ids))
        pack.sheets("ho-so-cong-nhan.xlsx", *case_sheets(ids))
        pack.sheets("so-theo-doi.xlsx", *register_sheets(ids), *survey_sheets(ids, every=every))
        pack.sheets("nguoi-va-viec.xlsx", handover_sheet(change, unit.pk if unit else None))
        if unit is None:
            pack.add("phuong-an.json", _record(change))
        for row in attachments(ids, every=every):
            pack.copy(f"tep/{row.unit}/{row.folder}/{_plain(row.name)}", row.file)
        names = sorted(names_on(ids, change.date).values())
        head = [f"{change.title}, hiệu lực {change.date:%d/%m/%Y}", f"Gồm: {', '.join(names)}", ""]
        text = "\r\n".join([*head, *pack.lines, ""])
        archive.writestr(pack.entry("muc-luc.txt"), text.encode("utf-8-sig"))


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
