"""Nominees, past awards and their desks in the small district."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from awards.models import Nominee, PastAward
from awards.old_awards import COLUMNS
from awards.services.nominees import NomineeText, find_or_make
from awards.services.past_awards import PastAwardText, add_past_award
from communes.enums import Role, UnitKind
from communes.models import AdministrativeUnit
from kbang_ntm.core.models import User
from kbang_ntm.core.sheets import Column, Sheet, workbook
from tests.factories.communes import World, make_agency, make_post, make_unit, make_user, make_world

HEADS = {key: names[0] for key, names in COLUMNS.items()}


@dataclass
class Book:
    """The small district with a village, Phòng Nội vụ, văn thư, a chairman and quản trị."""

    world: World
    village: AdministrativeUnit
    desk: User
    chairman: User
    clerk: User
    admin: User

    def nominee(
        self, name: str = "Đinh Văn A", *, actor: User | None = None, **fields: Any
    ) -> Nominee:
        values: dict[str, Any] = {
            "kind": "individual",
            "unit_id": self.world.commune.pk,
            "birth_year": 1978,
            **fields,
        }
        return find_or_make(text=NomineeText(name=name, **values), actor=actor or self.desk)

    def award(self, nominee: Nominee, *, actor: User | None = None, **fields: Any) -> PastAward:
        unit = fields.pop("unit_id", self.world.district.pk)
        values: dict[str, Any] = {
            "type_name": "Giấy khen của Chủ tịch UBND huyện Kbang",
            "type_code": "GIAY_KHEN_HUYEN",
            "level": "district",
            "merit_kind": "movement",
            "decider": "Chủ tịch UBND huyện Kbang",
            "source": "sổ vàng",
            "number": "12/QĐ-UBND",
            "date": date(2024, 1, 15),
            **fields,
        }
        return add_past_award(
            nominee=nominee, unit_id=unit, text=PastAwardText(**values), actor=actor or self.desk
        )


def make_book() -> Book:
    world = make_world()
    village = make_unit("lang-lot", "Làng Lợt", kind=UnitKind.VILLAGE, parent=world.commune)
    home = make_agency("noivu", "Phòng Nội vụ", world.district)
    desk, chairman = make_user("noivu", "Lê Văn Nội"), make_user("chutich", "Trần Chủ Tịch")
    clerk, admin = make_user("vanthu", "Hồ Thị Thư"), make_user("quantri", "Ngô Quản Trị")
    make_post(desk, Role.HOME_AFFAIRS, world.district, agency=home)
    make_post(chairman, Role.DISTRICT_LEADER, world.district)
    make_post(clerk, Role.CLERK, world.district, agency=home)
    make_post(admin, Role.ADMINISTRATOR, world.district)
    return Book(world, village, desk, chairman, clerk, admin)


def line(**fields: str) -> dict[str, str]:
    """A row of an old list that is right, unless told otherwise."""
    return {
        "kind": "cá nhân", "name": "Đinh Văn A", "birth_year": "1978", "commune": "Xã Sơn Lang",
        "type_name": "Giấy khen của Chủ tịch UBND huyện Kbang", "level": "huyện",
        "merit_kind": "phong trào", "first": "2022", "last": "2023", "number": "12/QĐ-UBND",
        "date": "15/01/2024", "decider": "Chủ tịch UBND huyện", **fields,
    }  # fmt: skip


def old_list(lines: Sequence[dict[str, str]], keys: Sequence[str] = tuple(COLUMNS)) -> bytes:
    """An XLSX file of such rows."""
    columns = [Column(HEADS[key], 20) for key in keys]
    rows = [[one.get(key, "") for key in keys] for one in lines]
    return workbook(Sheet("Danh sách", columns, rows, name="Khen thưởng", plain=True))


def stream_of(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)


def upload_of(content: bytes, name: str = "khen-thuong.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
