"""What no change may do: end twice, follow in a circle, share out more than a whole, clash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from communes.changes.definition import Definition, Step
from communes.changes.plan import Problem
from communes.changes.shares import share_problems
from communes.enums import ChangeKind, UnitKind
from communes.models import ReportingPeriod
from communes.queries.ground import Ground
from kbang_ntm.core.vietnamese import format_date


def graph_problems(
    steps: Sequence[Step], followers: Mapping[str, set[str]], ending: set[str]
) -> list[Problem]:
    """Nobody ends twice, follows itself, follows on the day it ends, or becomes its own ancestor.

    `followers` is {key: keys of those that followed it before}, `ending` what this plan ends.
    """
    found: list[Problem] = []
    links: dict[str, set[str]] = defaultdict(set, {k: set(v) for k, v in followers.items()})
    seen: set[str] = set()
    for step in steps:
        for key in step.predecessors:
            if key in seen:
                found.append(Problem("twice", f"«{key}» đứng trước ở hai bước. Gộp lại một bước."))
            seen.add(key)
        for key in step.successor_keys if step.ends else ():
            found += _link_problems(key, step, links, ending)
            for before in step.predecessors:
                links[before].add(key)
        if step.kind == ChangeKind.RENAME and step.successor_keys != step.predecessors:
            found.append(
                Problem(
                    "rename_key",
                    "Đổi tên thì mã riêng của cổng giữ nguyên: ghi trước và sau như nhau.",
                )
            )
        found += [Problem("shares", sentence) for sentence in share_problems(step.shares)]
        found += _incomplete(step)
    return found


def _link_problems(
    key: str, step: Step, links: Mapping[str, set[str]], ending: set[str]
) -> list[Problem]:
    if key in step.predecessors:
        return [
            Problem(
                "self",
                f"«{key}» vừa kết thúc vừa kế tục chính mình. Giữ nguyên đơn vị thì ghi kind là "
                "rename; lập đơn vị mới thì đặt mã khác.",
            )
        ]
    if key in ending:
        return [
            Problem(
                "successor_ends",
                f"«{key}» kế tục ở bước này nhưng kết thúc ở bước khác cùng ngày. "
                "Ghi thẳng nơi kế tục cuối cùng.",
            )
        ]
    if any(_reaches(links, key, before) for before in step.predecessors):
        return [
            Problem(
                "cycle",
                f"«{key}» trước đây đã nhập vào nơi nay kết thúc, thành vòng tròn. "
                "Lập đơn vị mới với mã khác.",
            )
        ]
    return []


def _incomplete(step: Step) -> list[Problem]:
    """Where a divided unit's shares are given, every successor has its line."""
    if not step.shares or step.kind != ChangeKind.SPLIT:
        return []
    missing = set(step.successor_keys) - {row.successor for row in step.shares}
    return [
        Problem("shares", f"Chưa ghi phần của «{key}». Ghi đủ cho mọi nơi kế tục.")
        for key in sorted(missing)
    ]


def _reaches(links: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        key = waiting.pop()
        if key == goal:
            return True
        if key not in seen:
            seen.add(key)
            waiting.extend(links.get(key, ()))
    return False


def code_problems(steps: Sequence[Step], ground: Ground, day: date) -> list[Problem]:
    """One official code, one unit of a kind, from the day on."""
    ending = {key for step in steps if step.ends for key in step.predecessors}
    new_codes = {row.key: row.code for step in steps for row in step.successors if row.code}
    taken: dict[tuple[str, str], str] = {}
    found = []
    for row in (row for step in steps for row in step.successors if row.code):
        last = ground.last_version(row.key)
        kind = row.kind or (last.kind if last else UnitKind.COMMUNE)
        other = taken.setdefault((row.code, kind), row.key)
        if other == row.key:
            other = _holder(row.code, kind, ground, day, {row.key, *ending, *new_codes})
        if other:
            name = ground.name(other, day) if other in ground.units else other
            found.append(
                Problem(
                    "code_taken",
                    f"Mã {row.code} của «{row.key}» đang thuộc {name} từ ngày "
                    f"{format_date(day)}. Kiểm tra lại mã.",
                )
            )
    return found


def _holder(code: str, kind: str, ground: Ground, day: date, but: set[str]) -> str:
    """The unit that has the code on the day or later, of those not named in `but`."""
    for key, rows in ground.versions.items():
        for row in rows if key not in but else ():
            upper = row.valid.upper
            if (row.official_code, row.kind) == (code, kind) and (upper is None or upper > day):
                return key
    return ""


def period_problems(definition: Definition, now: datetime) -> list[Problem]:
    """A change inside a period whose window is open would change the map under those entering."""
    rows = ReportingPeriod.objects.filter(
        starts__lt=definition.date,
        ends__gte=definition.date,
        opens_at__lte=now,
        closes_at__gte=now,
    )
    return [
        Problem(
            "open_period",
            f"Ngày hiệu lực nằm trong {row.label} đang mở nhập. Đóng kỳ đó, hoặc áp dụng sau "
            f"ngày {format_date(row.closes_at.date())}.",
        )
        for row in rows.order_by("ends")
    ]
