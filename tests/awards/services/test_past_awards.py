"""The register of past awards and its imports: proof, withdrawal, whole or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from awards.models import Award, AwardImport, AwardType, Decision, Nominee, PastAward, Regime
from awards.services import award_imports as imports
from awards.services import past_awards as service
from communes.services.register_papers import Scan
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import StoredFile
from tests.factories.awards_law import Book, line, make_book, old_list, stream_of
from tests.factories.communes import ALWAYS, pdf

pytestmark = pytest.mark.django_db
STOPPED = (InternalError, ProgrammingError)


@pytest.fixture
def book() -> Book:
    return make_book()


def upload(book: Book, *lines: dict[str, str], **options: Any) -> AwardImport:
    values: dict[str, Any] = {"unit_id": book.world.district.pk, "actor": book.desk, **options}
    return imports.upload_old_awards(
        name="khen-thuong.xlsx", stream=stream_of(old_list(lines)), **values
    )


def test_a_row_of_the_register(book: Book) -> None:
    row = book.award(book.nominee(), first=date(2023, 1, 1), last=date(2023, 12, 31))
    assert row.achievement.upper == date(2024, 1, 1)
    assert (row.verified, row.unit) == (False, book.world.district)
    commune = book.award(
        book.nominee("Đinh B"), unit_id=book.world.commune.pk, actor=book.world.officer
    )
    assert commune.unit == book.world.commune


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"type_name": " "}, "type_name"), ({"level": "x"}, "level"), ({"decider": ""}, "decider"),
        ({"merit_kind": "x"}, "merit_kind"), ({"source": ""}, "source"),
        ({"date": date(2025, 6, 21)}, "future"), ({"first": date(2023, 1, 1)}, "period"),
        ({"first": date(2023, 2, 1), "last": date(2023, 1, 1)}, "period"),
        ({"verified": True, "number": ""}, "unproved"),
    ],
)  # fmt: skip
def test_what_is_refused(book: Book, fields: dict[str, Any], code: str) -> None:
    row = book.nominee()
    with pytest.raises(Refused) as refusal:
        book.award(row, **fields)
    assert refusal.value.code == code
    assert PastAward.objects.count() == 0


def test_only_the_desk_of_the_level_writes(book: Book) -> None:
    row = book.nominee()
    for user in (book.world.officer, book.chairman, book.admin, book.clerk, book.world.reviewer):
        with pytest.raises(NotAllowed):
            book.award(row, actor=user)
    with pytest.raises(NotAllowed):
        book.award(row, actor=book.desk, unit_id=book.world.commune.pk)
    made = book.award(row)
    for act in (
        lambda: service.withdraw_past_award(row=made, reason="x", actor=book.world.officer),
        lambda: service.verify_past_award(row=made, scan=None, note="", actor=book.admin),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_same_award_stands_once(book: Book) -> None:
    row = book.nominee()
    first = book.award(row)
    with pytest.raises(Refused, match="đã có trong sổ"):
        book.award(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        PastAward.objects.create(
            nominee=row, unit=first.unit, type_name=first.type_name, level=first.level,
            merit_kind="merit", decision_number=first.decision_number, source="x", decider="x",
            decision_date=first.decision_date, by=book.desk,
        )  # fmt: skip
    service.withdraw_past_award(row=first, reason="Nhầm năm", actor=book.desk)
    assert book.award(row).pk != first.pk


def test_proof_comes_with_the_decision(book: Book) -> None:
    row = book.award(book.nominee())
    scan = Scan("qd.pdf", stream_of(pdf("quyết định")))
    done = service.verify_past_award(row=row, scan=scan, note="bản gốc lưu", actor=book.desk)
    assert done.verified and done.file is not None
    with pytest.raises(Refused, match="đã được đối chiếu"):
        service.verify_past_award(row=row, scan=None, note="", actor=book.desk)
    bare = book.award(book.nominee("Đinh B"), number="")
    with pytest.raises(Refused, match="chưa có số"):
        service.verify_past_award(row=bare, scan=None, note="", actor=book.desk)


def test_a_row_is_withdrawn_never_deleted(book: Book) -> None:
    row = book.award(book.nominee())
    with pytest.raises(Refused, match="lý do"):
        service.withdraw_past_award(row=row, reason=" ", actor=book.desk)
    service.withdraw_past_award(row=row, reason="Nhầm người", actor=book.desk)
    row.refresh_from_db()
    assert row.withdrawn_reason == "Nhầm người"
    with pytest.raises(STOPPED), transaction.atomic():
        row.delete()


def test_a_list_comes_in_unverified_and_once(book: Book) -> None:
    batch = upload(book, line(), line(name="Đinh Thị B", birth_year="1980"))
    assert (batch.rows, batch.state, batch.content["problems"]) == (2, "previewed", [])
    assert PastAward.objects.count() == Nominee.objects.count() == 0
    done = imports.confirm_old_awards(batch=batch, actor=book.desk)
    assert (done.written, done.there) == (2, 0)
    row = PastAward.objects.get(nominee__name="Đinh Văn A")
    assert (row.type_code, row.level, row.verified) == ("GIAY_KHEN_HUYEN", "district", False)
    assert (row.achievement.lower, row.achievement.upper) == (date(2022, 1, 1), date(2024, 1, 1))
    assert (row.nominee.unit, row.nominee.birth_year) == (book.world.commune, 1978)
    with pytest.raises(Conflict):
        imports.confirm_old_awards(batch=batch, actor=book.desk)
    again = upload(book, line(), line(name="Đinh Thị C", birth_year="1990"))
    done = imports.confirm_old_awards(batch=again, actor=book.desk)
    assert (done.written, done.there) == (1, 1)
    assert PastAward.objects.count() == Nominee.objects.count() == 3


def test_a_household_brings_its_head_and_a_village_its_place(book: Book) -> None:
    batch = upload(
        book,
        line(kind="hộ gia đình", name="Hộ ông Đinh Văn A", head="Đinh Văn A", village="Làng Lợt"),
        line(kind="tập thể", name="Làng Lợt", birth_year="", form="thôn, làng", village="Lợt"),
    )
    assert batch.content["problems"] == []
    imports.confirm_old_awards(batch=batch, actor=book.desk)
    home = Nominee.objects.get(kind="household")
    assert home.head is not None and home.head.birth_year == 1978
    assert home.unit == Nominee.objects.get(kind="collective").unit == book.village


@pytest.mark.parametrize(
    ("fields", "cell", "words"),
    [
        ({"kind": "con voi"}, "A2", "không có trong danh sách"),
        ({"level": ""}, "dòng 2", "Chưa ghi «Cấp»"),
        ({"birth_year": "78"}, "C2", "bốn chữ số"),
        ({"date": "31/02/2024"}, "Q2", "không phải ngày"),
        ({"date": "01/01/2030"}, "Q2", "không thể sau hôm nay"),
        ({"first": "2024", "last": "2023"}, "M2", "trở đi"),
        ({"commune": "Xã Không Có"}, "G2", "Không thấy đơn vị"),
        ({"village": "Làng Không Có"}, "H2", "Không thấy thôn, làng"),
        ({"kind": "hộ gia đình"}, "dòng 2", "Chủ hộ"),
    ],
)  # fmt: skip
def test_problems_say_sheet_and_cell(
    book: Book, fields: dict[str, str], cell: str, words: str
) -> None:
    batch = upload(book, line(**fields), line(name="Đinh Thị B"))
    (problem,) = batch.content["problems"]
    assert (problem["sheet"], problem["cell"]) == ("Khen thưởng", cell)
    assert words in problem["message"]
    with pytest.raises(Refused, match="Sửa các chỗ này"):
        imports.confirm_old_awards(batch=batch, actor=book.desk)
    assert PastAward.objects.count() == Nominee.objects.count() == 0


def test_a_row_twice_in_a_file_is_told(book: Book) -> None:
    (problem,) = upload(book, line(), line()).content["problems"]
    assert (problem["cell"], "Giống dòng 2" in problem["message"]) == ("B3", True)


def test_missing_columns_and_no_table_are_told(book: Book) -> None:
    def told(content: bytes) -> str:
        batch = imports.upload_old_awards(
            unit_id=book.world.district.pk,
            name="x.xlsx",
            stream=stream_of(content),
            actor=book.desk,
        )
        return " ".join(one["message"] for one in batch.content["problems"])

    assert "Thiếu cột: Loại đối tượng" in told(old_list([line()], ("name", "type_name", "number")))
    assert "Không thấy bảng" in told(old_list([line()], ("source",)))


def test_a_file_that_is_none_is_refused_and_not_kept(book: Book) -> None:
    with pytest.raises(Refused):
        imports.upload_old_awards(
            unit_id=book.world.district.pk,
            name="x.xlsx",
            stream=stream_of(b"\x00\x01"),
            actor=book.desk,
        )
    assert AwardImport.objects.count() == StoredFile.objects.count() == 0


def test_a_whole_import_is_cancelled(book: Book) -> None:
    batch = upload(book, line(), line(name="Đinh Thị B"))
    with pytest.raises(Conflict):
        imports.cancel_old_awards(batch=batch, reason="x", actor=book.desk)
    imports.confirm_old_awards(batch=batch, actor=book.desk)
    with pytest.raises(Refused, match="lý do"):
        imports.cancel_old_awards(batch=batch, reason="", actor=book.desk)
    assert imports.cancel_old_awards(batch=batch, reason="Nhầm sổ", actor=book.desk) == 2
    assert not PastAward.objects.filter(withdrawn_at__isnull=True).exists()
    assert Nominee.objects.count() == 2
    with pytest.raises(STOPPED), transaction.atomic():
        AwardImport.objects.filter(pk=batch.pk).update(state="confirmed")


def test_who_takes_lists_in(book: Book) -> None:
    for user in (book.world.officer, book.chairman, book.admin):
        with pytest.raises(NotAllowed):
            upload(book, line(), actor=user)
    batch = upload(book, line(commune=""), unit_id=book.world.commune.pk, actor=book.world.officer)
    with pytest.raises(NotAllowed):
        imports.confirm_old_awards(batch=batch, actor=book.desk)
    imports.confirm_old_awards(batch=batch, actor=book.world.officer)
    assert PastAward.objects.get().nominee.unit == book.world.commune
    with pytest.raises(NotAllowed):
        imports.cancel_old_awards(batch=batch, reason="x", actor=book.desk)


def make_award(book: Book) -> Award:
    """An award of a decision that has its number."""
    regime = Regime.objects.create(code="R2", law="luật", valid=ALWAYS)
    award_type = AwardType.objects.create(
        regime=regime, code="GIAY_KHEN_HUYEN", name="Giấy khen", kind="form", level="district",
        decider="Chủ tịch UBND cấp huyện", subjects=["individual"], valid=ALWAYS,
    )  # fmt: skip
    decision = Decision.objects.create(
        unit=book.world.district, title="Tặng giấy khen", number="99/QĐ-UBND",
        number_date=date(2025, 6, 10), made_by=book.desk,
    )  # fmt: skip
    return Award.objects.create(
        decision=decision, nominee=book.nominee(), group="individual", order=1, name="Đinh Văn A",
        place="Xã Sơn Lang", award_type=award_type, type_name="Giấy khen", merit_kind="movement",
        citation="Có thành tích", book_number="1",
    )  # fmt: skip


def test_what_is_issued_stands_in_the_register_once(book: Book) -> None:
    award = make_award(book)
    row = service.record_from_award(award, book.clerk)
    assert (row.decision_number, row.decision_date) == ("99/QĐ-UBND", date(2025, 6, 10))
    assert (row.decider, row.level, row.verified) == ("Chủ tịch UBND huyện Kbang", "district", True)
    assert row.book_number == "1" and row.unit == book.world.district
    assert service.record_from_award(award, book.clerk) == row
    assert service.withdraw_for_award(award, "Hủy bỏ theo quyết định 5", book.clerk) == 1
    assert service.withdraw_for_award(award, "Hủy bỏ", book.clerk) == 0
    assert not PastAward.objects.filter(withdrawn_at__isnull=True).exists()
