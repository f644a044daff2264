"""What a unit or an agency still holds when it ends, and how each kind of it passes on.

Every kind of open work says three things about itself: what a place still holds on its last day,
how one of these things passes to a named successor, and (if it may be left as it stands) how it is
closed. Planning a change reads `find`; applying it calls `pass_on` or `close`, inside the one
transaction of the change. Apps above register their own kinds in AppConfig.ready():

    from communes import holdings

    def cases_of(place, on):
        if not isinstance(place, AdministrativeUnit):
            return []
        open_cases = RecognitionCase.objects.filter(responsible_unit=place, state__in=OPEN)
        return [
            Holding(
                kind="case",
                uid=str(case.uid),
                title=f"Hồ sơ đề nghị công nhận {case.title}",
                who=case.officer.full_name,
                due=case.next_due,
                files=tuple(case.papers.values_list("name", flat=True)),
                part=case.unit.key if case.unit_id != place.pk else "",
            )
            for case in open_cases.select_related("unit", "officer").prefetch_related("papers")
        ]

    def pass_case(holding, successor, actor, change):
        case = RecognitionCase.objects.select_for_update().get(uid=holding.uid)
        case.responsible_unit = successor
        case.save(update_fields=["responsible_unit"])
        audit.record(actor=actor, action="case.passed_on", subject=case, ...)

    holdings.register(
        "case", "Hồ sơ công nhận đang làm", cases_of, pass_case, on_the_day=True, order=50
    )
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from communes.models import AdministrativeUnit, Agency

if TYPE_CHECKING:
    from communes.models import UnitChange
    from kbang_ntm.core.models import User

Place = AdministrativeUnit | Agency


@dataclass(frozen=True)
class Holding:
    """One thing a place still holds.

    `uid` names it among those of its kind and does not change from one reading to the next.
    `title`, `who`, `due`, `files` are printed in the handover list. `part` is the key of the
    village (or other part) it is about: when the place is divided it goes where that part goes and
    nobody is asked. `must_pass` things can neither end with the place nor be closed. `alias` is a
    name people can type in a file of answers instead of the uid ("son-lang/2025-Q2").
    """

    kind: str
    uid: str
    title: str
    who: str = ""
    due: date | None = None
    files: tuple[str, ...] = ()
    part: str = ""
    must_pass: bool = False
    alias: str = ""

    @property
    def answer_name(self) -> str:
        """The line of the answers that is about this thing."""
        return f"{self.kind}:{self.alias or self.uid}"

    def as_json(self) -> dict[str, Any]:
        """For the record of the change and the hash of the plan."""
        return {
            "kind": self.kind,
            "uid": self.uid,
            "title": self.title,
            "who": self.who,
            "due": self.due.isoformat() if self.due else None,
            "files": list(self.files),
            "part": self.part,
            "must_pass": self.must_pass,
            "alias": self.alias,
        }

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Holding:
        """The holding again."""
        return cls(
            kind=body["kind"],
            uid=body["uid"],
            title=body["title"],
            who=body["who"],
            due=date.fromisoformat(body["due"]) if body["due"] else None,
            files=tuple(body["files"]),
            part=body["part"],
            must_pass=body["must_pass"],
            alias=body["alias"],
        )


Find = Callable[[Place, date], Iterable[Holding]]
PassOn = Callable[[Holding, Place, "User", "UnitChange"], None]
Close = Callable[[Holding, "User", "UnitChange", str], None]


@dataclass(frozen=True)
class HoldingKind:
    """How one kind of open work is found, passed on and closed.

    `find(place, on)` reads what the place holds on its last day, in a stable order. `pass_on` and
    `close` write, with their own audit events, and may be called once for a holding; `close` gets
    the reason given (it may be ""). Without `close` a thing must have a successor.

    `ends_with_place`: where nobody follows it is closed without a question (posts).
    `always_asks`: the successor of an undivided place is not taken for granted, because the law
    may leave the thing where it is (unsent drafts).
    `on_the_day`: it carries no dates of its own, so it passes on the day of the change and not
    before, however early the change was applied.
    """

    code: str
    label: str
    find: Find
    pass_on: PassOn
    close: Close | None = None
    close_label: str = "Khép lại, giữ nguyên hiện trạng"
    ends_with_place: bool = False
    always_asks: bool = False
    on_the_day: bool = False
    order: int = 50


_kinds: dict[str, HoldingKind] = {}


def register(code: str, label: str, find: Find, pass_on: PassOn, **options: Any) -> HoldingKind:
    """Add a kind of open work; `options` are the fields of HoldingKind. A code registered again
    is replaced, so that reloading an app is harmless."""
    kind = HoldingKind(code=code, label=label, find=find, pass_on=pass_on, **options)
    _kinds[code] = kind
    return kind


def kinds() -> list[HoldingKind]:
    """All kinds in the order they are listed and passed on."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.code))


def kind_of(code: str) -> HoldingKind:
    """The kind of that code; KeyError for an unknown one."""
    return _kinds[code]


def held_by(place: Place, on: date) -> list[Holding]:
    """Everything the place holds on that day, by kind."""
    return [holding for kind in kinds() for holding in kind.find(place, on)]
