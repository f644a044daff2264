"""Nominees: known by name, year and unit; namesakes judged by people; details under log."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from awards.models import DetailRead, Namesake, Nominee, NomineeDetail, NomineeFact
from awards.queries.identity import group_of
from awards.queries.nominees import current_facts, namesakes_waiting, state_of
from awards.services import details, nominees
from awards.services.details import DetailText
from awards.services.nominees import FactText, NomineeText
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import AuditDetail, AuditEvent
from tests.factories.awards_law import Book, make_book
from tests.factories.communes import make_agency, make_unit

pytestmark = pytest.mark.django_db
STOPPED = (InternalError, ProgrammingError)


@pytest.fixture
def book() -> Book:
    return make_book()


def fact(**fields: Any) -> FactText:
    values = {"kind": "discipline", "state": "no", "on": date(2025, 5, 1), "body": "UBKT Huyện ủy"}
    return FactText(**{**values, **fields})


def test_the_same_name_year_and_unit_is_the_same_row(book: Book) -> None:
    first = book.nominee("Đinh Văn A")
    assert book.nominee("  Đinh  Văn A ") == first
    assert book.nominee("đinh văn a") == first
    assert Namesake.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_year": 1979}, {"birth_year": None}, {"unit_id": "village"},
        {"name": "Đinh Vân A"},
    ],
)  # fmt: skip
def test_anything_else_is_another_row(book: Book, fields: dict[str, Any]) -> None:
    first = book.nominee()
    if fields.get("unit_id"):
        fields = {"unit_id": book.village.pk}
    assert book.nominee(**fields) != first
    assert Nominee.objects.filter(same_as__isnull=False).count() == 0


def test_a_person_without_birth_year_is_never_taken_for_another(book: Book) -> None:
    one, other = book.nominee(birth_year=None), book.nominee(birth_year=None)
    assert one != other
    pair = Namesake.objects.get()
    assert (pair.one, pair.other, pair.same) == (one, other, None)


def test_namesakes_are_proposed(book: Book) -> None:
    first = book.nominee("Nguyễn Thị Hòa", birth_year=1984)
    marks = book.nominee("Nguyễn Thị Hoà", birth_year=1984, unit_id=book.world.neighbour.pk)
    book.nominee("Nguyễn Thị Hòa", birth_year=1990)
    assert Namesake.objects.filter(one=first).values_list("other", flat=True).get() == marks.pk


def test_villages_of_one_name_in_two_communes_are_two(book: Book) -> None:
    other = make_unit("thon-1-krong", "Thôn 1", kind="village", parent=book.world.neighbour)
    mine = make_unit("thon-1-sl", "Thôn 1", kind="village", parent=book.world.commune)
    for unit in (mine, other):
        book.nominee("Thôn 1", kind="collective", form="village", unit_id=unit.pk)
    assert Namesake.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "nobody"}, "kind"), ({"name": "  "}, "name"), ({"name": "x" * 201}, "name"),
        ({"kind": "collective"}, "form"), ({"birth_year": 1850}, "birth_year"),
        ({"birth_year": 2026}, "birth_year"), ({"kind": "household"}, "head"),
        ({"gender": "x"}, "gender"), ({"unit_id": 0}, "unit"),
        ({"kind": "collective", "form": "village", "women_percent": 101}, "women"),
    ],
)  # fmt: skip
def test_what_is_refused(book: Book, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        book.nominee(**fields)
    assert refusal.value.code == code
    assert Nominee.objects.count() == 0


def test_the_database_refuses_too(book: Book) -> None:
    row = book.nominee()
    for change in (
        {"kind": "household"},
        {"kind": "collective"},
        {"birth_year": 1},
        {"same_as": row.pk},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Nominee.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(STOPPED), transaction.atomic():
        row.delete()


def test_a_household_and_its_head_are_looked_at_together(book: Book) -> None:
    head = NomineeText(
        kind="individual", name="Đinh Văn B", unit_id=book.world.commune.pk, birth_year=1970
    )
    home = book.nominee("Hộ ông Đinh Văn B", kind="household", birth_year=None, head=head)
    person = Nominee.objects.get(name="Đinh Văn B")
    assert home.head == person
    assert group_of(home) == group_of(person) == {home.pk, person.pk}
    again = book.nominee("Hộ ông Đinh Văn B", kind="household", birth_year=None, head=head)
    assert again == home
    younger = replace(head, birth_year=1995)
    other = book.nominee("Hộ ông Đinh Văn B", kind="household", birth_year=None, head=younger)
    assert other != home
    assert Namesake.objects.get().one == home


def test_the_owner_of_a_firm_is_not_the_firm(book: Book) -> None:
    owner = NomineeText(
        kind="individual", name="Trần Văn C", unit_id=book.world.commune.pk, birth_year=1980
    )
    firm = book.nominee("HTX Sơn Lang", kind="collective", form="cooperative", head=owner)
    assert group_of(firm) == {firm.pk}


def test_judged_the_same_they_stand_together(book: Book) -> None:
    rows = [book.nominee(birth_year=None) for _ in range(3)]
    pairs = list(Namesake.objects.order_by("pk"))
    assert len(pairs) == 3
    done = nominees.judge(
        namesake=pairs[0], same=True, reason="Đối chiếu quyết định", actor=book.desk
    )
    assert (done.same, done.judged_by) == (True, book.desk)
    rows[1].refresh_from_db()
    assert rows[1].same_as == rows[0]
    assert group_of(rows[0]) == {rows[0].pk, rows[1].pk}
    for pair in pairs[1:]:
        nominees.judge(namesake=pair, same=True, reason="Cùng người", actor=book.desk)
    ids = {row.pk for row in rows}
    assert [group_of(row) for row in rows] == [ids, ids, ids]
    assert namesakes_waiting(book.desk).count() == 0
    assert AuditEvent.objects.filter(action="nominee.judge", subject_uid=rows[0].uid).count() == 2


def test_judged_different_they_stay_apart(book: Book) -> None:
    one, other = book.nominee(birth_year=None), book.nominee(birth_year=None)
    pair = Namesake.objects.get()
    nominees.judge(
        namesake=pair, same=False, reason="Hai người khác tuổi", actor=book.world.officer
    )
    assert group_of(one) == {one.pk} and group_of(other) == {other.pk}
    with pytest.raises(Conflict):
        nominees.judge(namesake=pair, same=True, reason="x", actor=book.desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Namesake.objects.filter(pk=pair.pk).update(reason="")


def test_who_judges(book: Book) -> None:
    book.nominee(birth_year=None)
    book.nominee(birth_year=None)
    pair = Namesake.objects.get()
    for user in (book.world.neighbour_officer, book.chairman, book.admin, book.world.reader):
        with pytest.raises(NotAllowed):
            nominees.judge(namesake=pair, same=True, reason="x", actor=user)
    with pytest.raises(Refused, match="căn cứ"):
        nominees.judge(namesake=pair, same=True, reason=" ", actor=book.desk)
    pair.refresh_from_db()
    assert pair.same is None


def test_the_newest_confirmation_counts_until_withdrawn(book: Book) -> None:
    row = book.nominee()
    assert state_of({}, "discipline") == "unknown"
    nominees.add_fact(nominee=row, text=fact(on=date(2025, 1, 1), state="yes"), actor=book.desk)
    newest = nominees.add_fact(nominee=row, text=fact(), actor=book.desk)
    assert state_of(current_facts([row.pk])[row.pk], "discipline") == "no"
    early = current_facts([row.pk], date(2025, 2, 1))
    assert state_of(early[row.pk], "discipline") == "yes"
    nominees.withdraw_fact(fact=newest, reason="Ghi nhầm người", actor=book.desk)
    assert state_of(current_facts([row.pk])[row.pk], "discipline") == "yes"
    with pytest.raises(Refused, match="đã rút"):
        nominees.withdraw_fact(fact=newest, reason="x", actor=book.desk)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "x"}, "kind"), ({"state": "maybe"}, "state"), ({"body": " "}, "no_body"),
        ({"on": date(2025, 6, 21)}, "future"), ({"until": date(2025, 4, 30)}, "until"),
    ],
)  # fmt: skip
def test_confirmations_that_are_refused(book: Book, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        nominees.add_fact(nominee=book.nominee(), text=fact(**fields), actor=book.desk)
    assert refusal.value.code == code
    assert NomineeFact.objects.count() == 0


def test_the_trail_never_says_what_was_confirmed(book: Book) -> None:
    row = book.nominee()
    nominees.add_fact(nominee=row, text=fact(state="yes", note="khiển trách 2025"), actor=book.desk)
    said = json.dumps(list(AuditDetail.objects.values("summary", "data")), ensure_ascii=False)
    assert "khiển trách" not in said and '"yes"' not in said
    with pytest.raises(NotAllowed):
        nominees.add_fact(nominee=row, text=fact(), actor=book.world.neighbour_officer)


def test_details_are_read_on_duty_with_a_purpose_and_logged(book: Book) -> None:
    row = book.nominee()
    text = DetailText(ethnic_group="Ba Na", identity_number="064 178 000 001", party_member=True)
    details.write_details(nominee=row, text=text, actor=book.world.officer)
    for purpose in ("", "xem"):
        with pytest.raises(Refused, match="để làm gì"):
            details.read_details(
                nominees=[row], what=details.LOOK, purpose=purpose, actor=book.desk
            )
    assert DetailRead.objects.count() == 0
    found = details.read_details(
        nominees=[row], what=details.LOOK, purpose="Lập danh sách chi tiền", actor=book.desk
    )
    assert found[row.pk].identity_number == "064178000001"
    read = DetailRead.objects.get()
    assert (read.nominee, read.by, read.what) == (row, book.desk, details.LOOK)
    said = json.dumps(list(AuditDetail.objects.values("summary", "data")), ensure_ascii=False)
    assert "064178000001" not in said and "Ba Na" not in said
    assert AuditEvent.objects.filter(action="nominee_detail.read").count() == 1
    with pytest.raises(STOPPED), transaction.atomic():
        read.delete()


def test_who_is_not_on_duty_reads_nothing(book: Book) -> None:
    rows = [book.nominee(), book.nominee("Nay Hơ B", unit_id=book.world.neighbour.pk)]
    for user in (book.admin, book.chairman, book.clerk, book.world.reader, book.world.reviewer):
        with pytest.raises(NotAllowed):
            details.read_details(
                nominees=rows, what=details.LOOK, purpose="Xem cho biết", actor=user
            )
    with pytest.raises(NotAllowed):
        details.read_details(
            nominees=rows, what=details.EXPORT, purpose="Lập danh sách", actor=book.world.officer
        )
    assert DetailRead.objects.count() == 0
    with pytest.raises(NotAllowed):
        details.write_details(
            nominee=rows[1], text=DetailText(religion="x"), actor=book.world.officer
        )


def test_empty_details_stay_and_are_emptied_only_when_asked(book: Book) -> None:
    row = book.nominee()
    details.write_details(
        nominee=row, text=DetailText(ethnic_group="Ba Na", religion="không"), actor=book.desk
    )
    details.write_details(nominee=row, text=DetailText(clear=["religion"]), actor=book.desk)
    kept = NomineeDetail.objects.get()
    assert (kept.ethnic_group, kept.religion) == ("Ba Na", "")
    with pytest.raises(Refused, match="12 chữ số"):
        details.write_details(nominee=row, text=DetailText(identity_number="12x"), actor=book.desk)


def test_who_sees_a_nominee(book: Book) -> None:
    row = book.nominee(unit_id=book.village.pk)
    agency = make_agency("kt", "Phòng Kinh tế", book.world.district)
    for user in (
        book.world.officer,
        book.world.leader,
        book.desk,
        book.chairman,
        book.clerk,
        book.admin,
    ):
        assert Nominee.objects.visible_to(user).filter(pk=row.pk).exists(), user
    for user in (book.world.neighbour_officer, book.world.reviewer, book.world.reader):
        assert not Nominee.objects.visible_to(user).exists(), user
    row.agency = agency
    row.save()
    assert not Nominee.objects.visible_to(book.world.reviewer).exists()
    row.agency = book.world.agency
    row.save()
    assert Nominee.objects.visible_to(book.world.reviewer).get() == row
