"""Packages hold cases, registers and village records too: whose they are, and nothing more."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date

import pytest
from openpyxl import load_workbook
from psycopg2.extras import DateRange

from communes.enums import Role, Standard
from communes.models import (
    AdministrativeUnit,
    OpinionRound,
    RecognitionCase,
    RegisterRule,
    UnitChange,
)
from communes.services import mergers, opinions, surveys
from kbang_ntm.core.jobs import run_next
from kbang_ntm.core.models import Job, StoredFile, User
from kbang_ntm.core.storage import read_stored
from reports.queries.packages import holders
from reports.services.packages import ARCHIVE, order_packages
from tests.factories.cases import CaseWorld, make_case_world
from tests.factories.changes import DAY, NEW, OTHER, definition, merge, split
from tests.factories.communes import ALWAYS, make_post, make_unit, make_user, stand_on
from tests.factories.registers import Registers, make_registers

pytestmark = pytest.mark.django_db
FILES = {"so-lieu.xlsx", "bao-cao.xlsx", "ho-so-cong-nhan.xlsx", "so-theo-doi.xlsx"}


@dataclass
class Book:
    """The district with a verified case, filled registers and a village's report."""

    cw: CaseWorld
    registers: Registers
    case: RecognitionCase
    admin: User

    def apply(self, *steps: dict, **answers: str) -> UnitChange:
        stand_on(DAY)
        given = {"report": "successor", "draft": "close: thử", **answers}
        return mergers.apply_change(definition=definition(*steps), answers=given, actor=self.admin)

    def pack(self, change: UnitChange) -> dict[str, StoredFile]:
        done = run_next(order_packages(change=change, actor=self.admin).uid)
        assert done is not None
        assert done.state == Job.State.DONE, done.error
        return {step.name: step.file for step in done.steps.select_related("file")}


@pytest.fixture
def book() -> Book:
    cw = make_case_world()
    registers = make_registers(cw.world)
    admin = make_user("quantri", "Quản Trị")
    make_post(admin, Role.ADMINISTRATOR, cw.province)
    RegisterRule.objects.create(
        code="survey-small-group", title="Nhóm nhỏ", valid=ALWAYS, amount=35, text="thử"
    )
    case = cw.verified()
    registers.sent()
    work = registers.work()
    registers.line(work, "given", 900)
    registers.statement(0)
    round_ = opinions.open_round(
        unit_id=registers.unit_id,
        standard=Standard.ADVANCED,
        year=2025,
        villages_total=3,
        actor=cw.world.officer,
    )
    registers.minutes(round_.villages.get(name="Làng Hà Nừng"))
    registers.closed_survey(60, 50, 30)  # the last group is small
    surveys.open_survey(
        unit_id=registers.unit_id,
        standard=Standard.ADVANCED,
        year=2025,
        questionnaire=registers.questionnaire,
        actor=registers.front,
    )
    cw.open_village()
    cw.village_report()
    return Book(cw, registers, case, admin)


def merged(book: Book) -> UnitChange:
    return book.apply(merge("son-lang", "krong"))


def opened(file: StoredFile) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(read_stored(file)))


def sheets_of(archive: zipfile.ZipFile, name: str) -> dict[str, list[tuple]]:
    found = load_workbook(io.BytesIO(archive.read(name)))
    return {
        page.title: [row for row in page.iter_rows(values_only=True) if any(row)] for page in found
    }


def test_what_a_commune_may_not_read_is_not_in_its_package(book: Book) -> None:
    files = book.pack(merged(book))
    with opened(files["xa-moi"]) as archive:
        registers = sheets_of(archive, "so-theo-doi.xlsx")
    for name in ("Khảo sát", "Khảo sát theo nhóm"):
        states = {row[5] for row in registers[name][2:]}
        assert states == {"đã chốt"}  # of the open one nothing
    groups = {row[8]: row[9:] for row in registers["Khảo sát theo nhóm"][2:]}
    assert set(groups["Làng Tà Kơr"]) == {"nhóm ít phiếu, không ghi", None}
    with opened(files[ARCHIVE]) as archive:
        registers = sheets_of(archive, "so-theo-doi.xlsx")
    assert {row[5] for row in registers["Khảo sát"][2:]} == {"đã chốt", "đang kiểm phiếu"}
    groups = {row[8]: row[9:] for row in registers["Khảo sát theo nhóm"][2:] if row[5] == "đã chốt"}
    assert groups["Làng Tà Kơr"][:5] == ("khớp", 2, 30, 30, 2)


def test_records_of_units_elsewhere_stay_out(book: Book) -> None:
    """Another commune follows in the same change: neither gets the other's records."""
    change = book.apply(merge("son-lang"), merge("krong", after=OTHER))
    files = book.pack(change)
    with opened(files["xa-khac"]) as archive:
        assert all(len(rows) == 2 for rows in sheets_of(archive, "ho-so-cong-nhan.xlsx").values())
        assert all(len(rows) == 2 for rows in sheets_of(archive, "so-theo-doi.xlsx").values())
        assert not [name for name in archive.namelist() if name.startswith("tep/")]
        assert "Làng Lợt" not in archive.read("muc-luc.txt").decode("utf-8-sig")


def test_the_successor_gets_cases_registers_and_village_reports(book: Book) -> None:
    files = book.pack(merged(book))
    with opened(files["xa-moi"]) as archive:
        names = set(archive.namelist())
        assert names >= FILES
        cases = sheets_of(archive, "ho-so-cong-nhan.xlsx")
        registers = sheets_of(archive, "so-theo-doi.xlsx")
        reports = sheets_of(archive, "bao-cao.xlsx")["Báo cáo"]
        contents = archive.read("muc-luc.txt").decode("utf-8-sig")
    folder = f"ho-so-ntm-2025-{book.case.pk}"
    assert ("son-lang", folder, "Xã Sơn Lang") in {row[:3] for row in cases["Hồ sơ"]}
    assert "Làng Lợt" in {row[2] for row in cases["Hồ sơ"]}
    facts = [row for row in cases["Các bước"] if row[1] == folder]
    assert len(facts) == book.case.facts.count()
    assert ("thẩm tra", "30/BC-UBND") in {(row[3], row[6]) for row in facts}
    assert any(row[3] == "xác định đơn vị kế tục" for row in facts)
    assert len(cases["Tiêu chí"]) - 2 == book.case.words.count() > 0
    assert [row[4:7] for row in cases["Biểu quyết"][2:]] == [(21, 20, 19)]
    listed = {row[5] for row in cases["Danh mục hồ sơ"][2:]}
    assert listed == {"có", "chưa có"}
    assert registers["Đăng ký năm"][2][:2] == ("son-lang", 2025)
    assert "Làng Hà Nừng" in registers["Đăng ký năm"][2][8]
    assert registers["Công trình"][2][2] == "Đường thôn 1"
    assert registers["Sổ vốn"][2][7] == 900
    assert registers["Văn bản về nợ"][2][3] == "30/BC-UBND"
    opinion = {row[5]: row[7:14] for row in registers["Ý kiến nhân dân"] if row[2] != "Chuẩn"}
    assert opinion["Làng Hà Nừng"][2:6] == ("01/BB", 100, None, 80)
    assert set(opinion["Làng Tà Kơr"]) == {None}  # no minutes: nothing, not zero
    assert any(row[0] == "lang-lot" for row in reports)
    for start, count in (
        (f"tep/son-lang/{folder}/", book.case.papers.count()),
        ("tep/son-lang/dang-ky-2025/", 1),
        ("tep/son-lang/no-dong/", 1),
        ("tep/son-lang/y-kien-2025/", 1),
        ("tep/son-lang/khao-sat-2025/", 1),
    ):
        found = [name for name in names if name.startswith(start)]
        assert len(found) == count > 0
        assert all(name in contents for name in found)


def test_made_again_it_is_the_same_to_the_byte(book: Book) -> None:
    change = merged(book)
    first = {name: file.sha256 for name, file in book.pack(change).items()}
    stand_on(date(2025, 8, 1))
    again = {name: file.sha256 for name, file in book.pack(change).items()}
    assert again == first
    assert set(first) == {"xa-moi", ARCHIVE}


def test_the_archive_has_units_that_never_reported(book: Book) -> None:
    OpinionRound.objects.create(
        unit=book.cw.world.neighbour,
        standard=Standard.NTM,
        year=2024,
        state="open",
        opened_by=book.admin,
    )
    with opened(book.pack(merged(book))[ARCHIVE]) as archive:
        rows = sheets_of(archive, "so-theo-doi.xlsx")
        assert "phuong-an.json" in archive.namelist()
        text = archive.read("muc-luc.txt").decode("utf-8-sig")
    assert "Xã Krong" in text
    assert list(rows) == [
        "Đăng ký năm",
        "Công trình",
        "Sổ vốn",
        "Văn bản về nợ",
        "Ý kiến nhân dân",
        "Trả lời ý kiến",
        "Khảo sát",
        "Khảo sát theo nhóm",
    ]


def test_villages_of_a_divided_commune_go_where_they_lie(book: Book) -> None:
    gone = make_unit("lang-cu", "Làng Cũ", kind="village", parent=book.cw.world.commune)
    gone.versions.update(valid=DateRange(None, date(2024, 1, 1)))
    answers = {
        "village:lang-ha-nung": "xa-moi",
        "village:lang-ta-kor": "xa-moi",
        "village:lang-lot": "xa-khac",
        "post": "xa-moi",
        "case": "xa-moi",
        "survey": "xa-moi",
        "opinions": "xa-moi",
    }
    change = book.apply(split("son-lang", NEW, OTHER), **answers)
    new, other = (AdministrativeUnit.objects.get(key=key).pk for key in ("xa-moi", "xa-khac"))
    lot = book.cw.village.pk
    assert lot in holders(other, change.date)
    assert lot not in holders(new, change.date)
    assert holders(new, change.date) >= {
        book.cw.world.commune.pk,
        gone.pk,
        *(row.pk for row in book.registers.villages),
    }
    with opened(book.pack(change)["xa-khac"]) as archive:
        reports = sheets_of(archive, "bao-cao.xlsx")["Báo cáo"]
        assert {row[0] for row in reports[2:]} == {"son-lang", "lang-lot"}
