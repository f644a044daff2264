"""The trail of the invented reports, with as many events as are asked for."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from communes.enums import ReportState
from communes.models import ProgressReport
from communes.scale.places import Person
from communes.scale.reports import Made
from kbang_ntm.core.audit import commitment
from kbang_ntm.core.copying import copied, copy_lines, new_uids, reserve_ids
from kbang_ntm.core.models import AuditDetail, AuditEvent

PORTION = 50_000  # events in one COPY: a statement's trigger holds as many new rows
_EVENT = ("id", "uid", "at", "actor_uid", "action", "subject_type", "subject_uid", "request_id",
          "commitment")  # fmt: skip
_DETAIL = ("event_id", "salt", "actor_name", "summary", "data")
_DATA = {"illustrative": True}


class Act(NamedTuple):
    """What somebody did to a report."""

    at: datetime
    actor: Person
    action: str
    report: uuid.UUID
    summary: str


def acts_of(reports: Sequence[Made], label: str) -> Iterator[Act]:
    """The acts a report has behind it, as the services name them."""
    for one in reports:
        commune, steps = one.commune, one.steps
        officer, leader = commune.officer, commune.leader
        saved = f"Lưu {len(one.cells)} chỉ tiêu (số liệu minh họa)"
        yield Act(steps.entered, officer, "report.start", one.uid, f"Mở báo cáo {label}")
        yield Act(steps.entered, officer, "report.save", one.uid, saved)
        if one.state != ReportState.DRAFT:
            yield Act(steps.handed, officer, "report.hand", one.uid, "Trình lãnh đạo UBND xã")
        if one.sent:
            words = f"Gửi huyện, phiếu {one.number}"
            yield Act(steps.submitted, leader, "report.submit", one.uid, words)
        if one.state == ReportState.CONFIRMED:
            words = "Xác nhận số liệu"
            yield Act(steps.confirmed, commune.coordinator, "report.confirm", one.uid, words)


def more_saves(reports: Sequence[Made], count: int) -> Iterator[Act]:
    """That many saves of single figures more, spread over the reports."""
    for number in range(count):
        one = reports[number % len(reports)]
        code = number // len(reports) % len(one.cells) + 1
        at = one.steps.entered + timedelta(seconds=number // len(reports))
        words = f"Xem lại chỉ tiêu thứ {code}, giữ nguyên (số liệu minh họa)"
        yield Act(at, one.commune.officer, "report.save", one.uid, words)


def write_acts(acts: Iterator[Act]) -> int:
    """Events with their details, in portions; returns how many. The sealer chains them later."""
    count = 0
    while portion := list(islice(acts, PORTION)):
        _write(portion)
        count += len(portion)
    return count


def _write(acts: Sequence[Act]) -> None:
    label = ProgressReport._meta.label
    salts = os.urandom(16 * len(acts)).hex()
    events, details = [], []
    ids = reserve_ids(AuditEvent, len(acts))
    for place, (pk, uid, act) in enumerate(zip(ids, new_uids(len(acts)), acts, strict=True)):
        salt = salts[32 * place : 32 * place + 32]
        detail = {"actor_name": act.actor.name, "summary": act.summary, "data": _DATA}
        events.append(
            f"{pk}\t{uid}\t{act.at.isoformat()}\t{act.actor.uid}\t{act.action}\t{label}\t"
            f"{act.report}\t\t{commitment(salt, detail)}"
        )
        details.append(
            f"{pk}\t{salt}\t{copied(act.actor.name)}\t{copied(act.summary)}\t{copied(_DATA)}"
        )
    copy_lines(AuditEvent, _EVENT, events)
    copy_lines(AuditDetail, _DETAIL, details)
