"""The nine who are nominated in the story of awards, and what has come about so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse

from awards.models import AgendaItem, AwardRound, Decision, Nomination, Session
from tests.browser.test_recognition import Walkers

TODAY = "20/06/2025"
ROUND, SESSION = "Đợt khen thưởng tháng 6/2025", "Phiên họp xét khen thưởng tháng 6/2025"
FORM = "GIAY_KHEN_HUYEN"
MEMBERS = ("chutich", "tv1", "tv2", "thuky", "tv3", "tv4", "tv5", "tv6", "tv7", "tv9")
"""The ten who are there; tv8 has written."""
WRITER, RELATED = "tv8", "tv6"
OPEN, SECRET = "open", "secret"


@dataclass(frozen=True)
class Wish:
    """One nomination: of whom, by whom, how the ten vote ("y" by the first so many)."""

    name: str
    party: str
    about: dict[str, str]
    yes: int
    mode: str = OPEN
    written: str = "yes"

    @property
    def citation(self) -> str:
        return f"Có thành tích trong phong trào thi đua xây dựng nông thôn mới ({self.name})."


def person(gender: str, **about: str) -> dict[str, str]:
    return {"kind": "individual", "birth_year": "1985", "gender": gender, **about}


def group(form: str, women: str = "50") -> dict[str, str]:
    return {"kind": "collective", "form": form, "women_percent": women}


def house(head: str, gender: str) -> dict[str, str]:
    return {"kind": "household", "head_name": head, "head_birth_year": "1970",
            "head_gender": gender}  # fmt: skip


WISHES = (
    Wish("Đinh Thị Phương", "son-lang", person("female"), 10),
    Wish("Lê Văn Hùng", "son-lang", person("male"), 8),
    Wish("Rơ Chăm H'Nga", "krong", person("female"), 8),
    Wish("Hộ bà Đinh Thị Byưn", "son-lang", house("Đinh Thị Byưn", "female"), 10),
    Wish("Hộ ông Đinh Văn Nhơn", "krong", house("Đinh Văn Nhơn", "male"), 9),
    Wish("Nhân dân và cán bộ làng Hà Lâm", "son-lang", group("village"), 10),
    Wish("Công ty TNHH minh họa Krong", "krong", group("enterprise"), 6, SECRET, "invalid"),
    Wish("Hợp tác xã minh họa Sơn Lang", "son-lang", group("cooperative"), 9, OPEN, "no"),
    Wish("Phòng Giáo dục và Đào tạo huyện Kbang", "gddt", group("agency"), 8, SECRET),
)
PLACES = {"son-lang": "Xã Sơn Lang", "krong": "Xã Krong", "gddt": "Huyện Kbang"}
WRITERS = {"son-lang": "xa.sonlang", "krong": "xa.krong", "gddt": "gddt"}
SENDERS = {"son-lang": "ld.sonlang", "krong": "ld.krong", "gddt": "gddt"}


@dataclass
class Story:
    """The people, and what has come about so far."""

    people: Walkers
    clicked: set[str] = field(default_factory=set)
    halves: dict[str, str] = field(default_factory=dict)

    @property
    def round(self) -> AwardRound:
        return AwardRound.objects.get(name=ROUND)

    @property
    def session(self) -> Session:
        return Session.objects.get(title=SESSION)

    @property
    def decision(self) -> Decision:
        return Decision.objects.get(round__name=ROUND)

    def nomination(self, wish: Wish) -> Nomination:
        return Nomination.objects.get(round__name=ROUND, nominee__name=wish.name)

    def item(self, wish: Wish) -> AgendaItem:
        return AgendaItem.objects.get(session__title=SESSION, nomination__nominee__name=wish.name)

    def first(self, kind: str) -> bool:
        """Whether this is the first act of its kind: that one is done by hand."""
        new = kind not in self.clicked
        self.clicked.add(kind)
        return new


def url(name: str, *args: object) -> str:
    return reverse(f"awards:{name}", args=args)
