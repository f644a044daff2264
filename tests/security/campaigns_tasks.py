"""Tasks, guidance, proposals, letters and boards: things the tests of rights walk with.

Tasks are called after who they are with: one of Sơn Lang under way, one of nnptnt, one of xã Lơ Ku
that waits for nobody of the accounts walked with.
"""

from __future__ import annotations

from typing import Any

from campaigns.models import (
    Board,
    BoardMember,
    GuidanceDocument,
    IncomingLetter,
    MeetingNotice,
    PolicyProposal,
    Task,
    TaskSeries,
)
from tests.security.registers import MISSING

Things = dict[str, dict[str, Any]]
TASK_ACTS = (
    "accept", "start", "report", "confirm", "return", "withdraw", "due", "note", "need",
)  # fmt: skip


def _things(**rows: Any) -> Things:
    return {name: {"uid": row.uid} for name, row in rows.items()} | {"missing": MISSING}


def task_things() -> dict[str, Things]:
    """{address: {object name: values}} of this part."""
    tasks = _things(
        sonlang=Task.objects.get(series__isnull=False, unit__key="son-lang"),
        nnptnt=Task.objects.get(agency__code="nnptnt", state="doing"),
    )
    names = ("task", *(f"task-{act}" for act in TASK_ACTS))
    found: dict[str, Things] = dict.fromkeys(names, tasks)
    guide = GuidanceDocument.objects.get(agency__code="nnptnt")
    proposal = PolicyProposal.objects.filter(agency__code="nnptnt")[0]
    meeting = MeetingNotice.objects.get(number="")
    letters = _things(
        huyen=IncomingLetter.objects.get(unit__key="huyen-kbang", handler_agency__code="nnptnt"),
        sonlang=IncomingLetter.objects.get(unit__key="son-lang", answer_number=""),
    )
    boards = {
        "huyen": Board.objects.get(unit__key="huyen-kbang"),
        "sonlang": Board.objects.get(unit__key="son-lang"),
    }
    members = {
        name: BoardMember.objects.filter(board=row, role="head")[0] for name, row in boards.items()
    }
    found |= {
        "task-series-end": _things(xa=TaskSeries.objects.get(every_commune=True)),
        "guidance-withdraw": _things(nnptnt=guide),
        **dict.fromkeys(
            ("proposal", "proposal-answer", "proposal-withdraw"), _things(nnptnt=proposal)
        ),
        **dict.fromkeys(("letter", "letter-answer", "letter-assign", "letter-withdraw"), letters),
        **dict.fromkeys(("meeting", "meeting-number"), _things(chuaso=meeting)),
        **dict.fromkeys(("board", "board-end", "board-member-new"), _things(**boards)),
        "board-member-end": _things(**members),
        "late-letter": {
            "viec": {"kind": "viec-qua-han"},
            "vanban": {"kind": "van-ban-qua-han"},
            "kehoach": {"kind": "ke-hoach"},
            "soket": {"kind": "so-ket"},
            "missing": {"kind": "khong-co"},
        },
    }
    return {f"campaigns:{name}": things for name, things in found.items()}
