"""What a person typed, what came of it, and both values of a conflict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from communes.measures import EntryValue, PartValue, read_part
from communes.models import IndicatorEntry, MeasuredValue
from communes.queries.specs import IndicatorRow
from communes.queries.values import part_values, show_value
from communes.services.standings import Frame
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import nfc

Raw = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Edit:
    """One entry as typed: `raw` is {part key: {numerator, denominator, number, choice}}.

    `base_version` is the version the person saw; 0 for an entry nobody has filled in.
    """

    indicator_id: int
    base_version: int
    raw: Raw
    na_reason: str = ""
    note: str = ""
    survey: str = ""


@dataclass(frozen=True)
class Problem:
    """Why one edit was not stored. For a conflict `theirs` says what is stored and by whom."""

    indicator_id: int
    code: str
    message: str
    part: str = ""
    theirs: dict[str, str] | None = None
    typed: dict[str, Any] | None = None


@dataclass(frozen=True)
class Saved:
    """One stored entry: its new version and verdict."""

    indicator_id: int
    version: int
    verdict: str
    gap: str


@dataclass(frozen=True)
class SaveOutcome:
    """What a save did.

    `code` and `at` are the receipt's ("7F3A", ISO time), empty when nothing was stored;
    `replayed` tells that this answer had been given before; `frame` is what the entries were
    judged by (thresholds of these entries only), so that the row need not read it again.
    """

    code: str = ""
    at: str = ""
    saved: tuple[Saved, ...] = ()
    problems: tuple[Problem, ...] = ()
    replayed: bool = field(default=False, compare=False)
    frame: Frame | None = field(default=None, compare=False, repr=False)

    def as_json(self) -> dict[str, Any]:
        """The stored answer for a repeated key."""
        body = {
            "code": self.code,
            "at": self.at,
            "saved": [asdict(row) for row in self.saved],
            "problems": [asdict(row) for row in self.problems],
        }
        return json.loads(json.dumps(body))  # type: ignore[no-any-return]  # tuples to lists

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> SaveOutcome:
        """The earlier answer again."""
        return cls(
            code=body["code"],
            at=body["at"],
            saved=tuple(Saved(**row) for row in body["saved"]),
            problems=tuple(Problem(**row) for row in body["problems"]),
            replayed=True,
        )


class Unreadable(Refused):
    """A part that could not be read, with the part's key."""

    part = ""


def read_edit(row: IndicatorRow, edit: Edit) -> EntryValue | None:
    """The typed value, exact; None when everything was left empty. Raises Refused with `part`."""
    reason = nfc(edit.na_reason).strip()
    if reason and not row.may_not_apply:
        raise Unreadable("may_not", "Chỉ tiêu này bắt buộc, không có trường hợp không áp dụng.")
    parts = []
    for spec in row.spec.parts:
        try:
            parts.append(read_part(spec, edit.raw.get(spec.key, {})) or PartValue())
        except Refused as wrong:
            problem = Unreadable(wrong.code, wrong.message)
            problem.part = spec.key
            raise problem from wrong
    if not reason and all(part.is_empty for part in parts):
        return None
    if reason and any(not part.is_empty for part in parts):
        raise Unreadable(
            "both", "Đã ghi lý do không áp dụng thì để trống số liệu, hoặc xóa lý do đi."
        )
    return EntryValue(parts=tuple(parts), na_reason=reason[:500])


def conflict(
    entry: IndicatorEntry, row: IndicatorRow, edit: Edit, value: EntryValue | None
) -> Problem:
    """Both values side by side: who saved first, what, when, with which code."""
    stored = part_values(entry, len(row.spec.parts))
    name = entry.changed_by.full_name if entry.changed_by else ""
    return Problem(
        indicator_id=row.id,
        code="conflict",
        message=f"{name} đã lưu số của chỉ tiêu {row.code} trước bạn. "
        "Không số nào bị ghi đè, hãy chọn một.",
        theirs={
            "value": show_value(row.spec, stored, entry.na_reason),
            "by": name,
            "at": entry.changed_at.astimezone(clock.LOCAL).isoformat(),
            "code": entry.save_code,
            "version": str(entry.version),
            "mine": show_value(row.spec, value.parts if value else (), edit.na_reason),
        },
        typed=asdict(edit),
    )


def value_text(entry: MeasuredValue) -> list[str]:
    """The stored value as text for hashes: exact, trailing zeros dropped."""
    found = []
    for name in MeasuredValue.VALUE_FIELDS:
        value = getattr(entry, name)
        plain = "" if value is None else value
        found.append(plain if isinstance(plain, str) else f"{plain.normalize():f}")
    return found
