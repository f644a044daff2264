"""Provinces, districts and communes of the whole time, and the people who work in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from psycopg2.extras import DateRange

from communes.enums import RegionColumn, Role, UnitKind
from communes.models import AdministrativeUnit, Membership, UnitVersion
from communes.scale.names import person_name, place_name
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold, name_sort_key, title_sort_key

ALWAYS = DateRange(None, None)
SOURCE = "đặt ra để đo ở quy mô cả nước"
COMMUNES_IN_DISTRICT = 13  # as Kbang had
DISTRICTS_IN_PROVINCE = 8
PREFIX = "quy-mo"
_WORDS = {UnitKind.PROVINCE: "Tỉnh", UnitKind.DISTRICT: "Huyện", UnitKind.COMMUNE: "Xã"}
_SHORT = {UnitKind.PROVINCE: "tinh", UnitKind.DISTRICT: "huyen", UnitKind.COMMUNE: "xa"}
_CODES = {UnitKind.PROVINCE: "T", UnitKind.DISTRICT: "H", UnitKind.COMMUNE: "X"}


@dataclass(frozen=True)
class Person:
    """An account as rows name it."""

    id: int
    uid: UUID
    name: str


@dataclass(frozen=True)
class Commune:
    """A commune with its people; `coordinator` works for its district; `column` is its region."""

    unit_id: int
    name: str
    column: str
    officer: Person
    leader: Person
    coordinator: Person


@dataclass(frozen=True)
class Made:
    """What was made: communes in order, how many units and accounts in all."""

    communes: tuple[Commune, ...]
    units: int
    users: int


def key_of(kind: str, number: int) -> str:
    """The key of the unit of a kind with a number, from 1."""
    return f"{PREFIX}-{_SHORT[UnitKind(kind)]}-{number:04d}"


def make_places(*, communes: int, secret: str, chance: Random) -> Made:
    """Units of three levels, valid for ever, and accounts of real roles with the hashed password
    `secret`: officer and leader of each commune; coordination and leader of each district; a
    reader of each province. Nobody is a superuser."""
    districts = -(-communes // COMMUNES_IN_DISTRICT)
    provinces = -(-districts // DISTRICTS_IN_PROVINCE)
    top = _make_units(UnitKind.PROVINCE, provinces, [], 1, chance)
    middle = _make_units(UnitKind.DISTRICT, districts, top, DISTRICTS_IN_PROVINCE, chance)
    low = _make_units(UnitKind.COMMUNE, communes, middle, COMMUNES_IN_DISTRICT, chance)
    staff = _Staff(secret, chance)
    for number, version in enumerate(top, 1):
        staff.add(f"qm.tinh{number:02d}", Role.READER, "Người xem", version)
    for number, version in enumerate(middle, 1):
        title = "Chuyên viên Văn phòng Điều phối"
        staff.add(f"qm.dieuphoi{number:03d}", Role.COORDINATION, title, version)
        title = "Phó Chủ tịch UBND huyện"
        staff.add(f"qm.huyen{number:03d}", Role.DISTRICT_LEADER, title, version)
    for number, version in enumerate(low, 1):
        title = "Công chức phụ trách nông thôn mới"
        staff.add(f"qm.xa{number:04d}", Role.COMMUNE_OFFICER, title, version)
        staff.add(f"qm.ld{number:04d}", Role.COMMUNE_LEADER, "Chủ tịch UBND xã", version)
    people = staff.write()
    found = tuple(
        Commune(
            unit_id=version.unit_id,
            name=version.name,
            column=version.region_column,
            officer=people[f"qm.xa{number:04d}"],
            leader=people[f"qm.ld{number:04d}"],
            coordinator=people[f"qm.dieuphoi{(number - 1) // COMMUNES_IN_DISTRICT + 1:03d}"],
        )
        for number, version in enumerate(low, 1)
    )
    return Made(found, provinces + districts + communes, len(people))


def _make_units(
    kind: UnitKind, count: int, above: Sequence[UnitVersion], share: int, chance: Random
) -> list[UnitVersion]:
    """That many units, `share` of them in each unit above."""
    order = 1000 * (list(_WORDS).index(kind) + 1)  # after the units of the reference data
    units = AdministrativeUnit.objects.bulk_create(
        AdministrativeUnit(
            key=key_of(kind, number), level=kind, order=order + number, source=SOURCE
        )
        for number in range(1, count + 1)
    )
    versions = []
    for number, unit in enumerate(units, 1):
        short = place_name(chance)
        name = f"{_WORDS[kind]} {short}"
        parent = above[(number - 1) // share] if above else None
        versions.append(
            UnitVersion(
                unit=unit, valid=ALWAYS, name=name, short_name=short, kind=kind,
                search_key=fold(name)[:160], sort_key=title_sort_key(short)[:900],
                official_code=f"{_CODES[kind]}{number:05d}",
                parent_id=parent.unit_id if parent else None,
                region_column=_column(number) if kind == UnitKind.COMMUNE else "",
                source=SOURCE,
            )
        )  # fmt: skip
    return UnitVersion.objects.bulk_create(versions)


def _column(number: int) -> str:
    """Every fourth district lies in the north, so that figures meet levels that are not set."""
    district = (number - 1) // COMMUNES_IN_DISTRICT
    return RegionColumn.NORTH if district % 4 == 3 else RegionColumn.TAY_NGUYEN


class _Staff:
    """Accounts and posts, written together at the end."""

    def __init__(self, secret: str, chance: Random) -> None:
        self.secret, self.chance = secret, chance
        self.posts: list[tuple[User, Role, UnitVersion]] = []

    def add(self, username: str, role: Role, title: str, version: UnitVersion) -> None:
        name = person_name(self.chance)
        user = User(
            username=username, full_name=name, position=f"{title}, {version.name}",
            search_key=fold(name)[:200], sort_key=name_sort_key(name)[:1300],
            password=self.secret, date_joined=clock.now(),
        )  # fmt: skip
        self.posts.append((user, role, version))

    def write(self) -> dict[str, Person]:
        """{user name: person}."""
        users = User.objects.bulk_create([user for user, _role, _version in self.posts])
        Membership.objects.bulk_create(
            Membership(
                user=user, role=role, unit_id=version.unit_id, title=user.position[:160],
                valid=ALWAYS, paper=SOURCE,
            )
            for user, role, version in self.posts
        )  # fmt: skip
        return {user.username: Person(user.pk, user.uid, user.full_name) for user in users}
