"""The page of a group and saving it whole, as it works without JavaScript."""

from __future__ import annotations

import gzip
import re
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes.models import EntryRevision, Evidence, IndicatorEntry, ProgressReport
from communes.services.reviews import accept, return_entry
from tests.factories.communes import World, make_world, pdf, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world: World) -> ProgressReport:
    return world.report()


@pytest.fixture
def officer(world: World, client: Client) -> Client:
    client.force_login(world.officer)
    return client


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, report: ProgressReport, *more: object) -> str:
    return reverse(f"communes:{name}", args=[report.uid, *more])


def fields(world: World, code: str, version: int = 0, **values: str) -> dict[str, str]:
    """The fields of one indicator as the form sends them: `a_number="50"`."""
    pk = world.indicators[code].pk
    return {f"i{pk}_v": str(version), **{f"i{pk}_{name}": text for name, text in values.items()}}


def group(*parts: dict[str, str], nhom: int = 2, **more: str) -> dict[str, str]:
    body = {"nhom": str(nhom), "key": uuid.uuid4().hex, **more}
    for part in parts:
        body |= part
    return body


class TestHome:
    def test_the_open_period_stands_first_and_begins_with_one_button(self, world, officer):
        page = officer.get(reverse("communes:entry-home")).content.decode()
        assert page.index("Quý II/2025") < page.index("Quý I/2025")
        answer = officer.post(
            reverse("communes:entry-start"),
            {"period": str(world.period.uid), "unit": str(world.commune.uid)},
        )
        assert answer.url == url("entry", ProgressReport.objects.get())

    def test_who_has_no_commune_is_told_so(self, world):
        assert signed_in(world.reviewer).get(reverse("communes:entry-home")).status_code == 403

    def test_the_neighbour_cannot_begin_for_us(self, world):
        answer = signed_in(world.neighbour_officer).post(
            reverse("communes:entry-start"),
            {"period": str(world.period.uid), "unit": str(world.commune.uid)},
        )
        assert answer.status_code == 403
        assert not ProgressReport.objects.exists()

    def test_a_closed_period_is_refused_with_its_sentence(self, world, officer):
        answer = officer.post(
            reverse("communes:entry-start"),
            {"period": str(world.previous.uid), "unit": str(world.commune.uid)},
            follow=True,
        )
        assert "đã đóng lúc" in answer.content.decode()

    def test_nonsense_is_not_found(self, world, officer):
        answer = officer.post(reverse("communes:entry-start"), {"period": "x", "unit": "y"})
        assert answer.status_code == 404


class TestWhoSees:
    @pytest.mark.parametrize(
        "person", ["neighbour_officer", "neighbour_leader", "reviewer", "reader"]
    )
    @pytest.mark.parametrize("name", ["entry", "gaps", "sign-off"])
    def test_a_draft_does_not_exist_for_others(self, world, report, person, name):
        assert signed_in(getattr(world, person)).get(url(name, report)).status_code == 404

    @pytest.mark.parametrize(
        "name", ["entry-save", "carry-over", "hand", "submit", "give-back", "paper"]
    )
    def test_nor_can_they_post_to_it(self, world, report, name):
        client = signed_in(world.neighbour_officer)
        assert client.post(url(name, report), group()).status_code == 404
        assert not IndicatorEntry.objects.exists()

    def test_the_leader_reads_and_is_led_on(self, world, report):
        page = signed_in(world.leader).get(url("entry", report)).content.decode()
        assert "Tới trang trình ký" in page
        assert '<input type="hidden" name="i' not in page

    def test_the_leader_saves_nothing(self, world, report):
        body = group(fields(world, "10", a_number="50"))
        assert signed_in(world.leader).post(url("entry-save", report), body).status_code == 403
        assert not IndicatorEntry.objects.exists()


class TestPage:
    def test_a_row_shows_last_period_level_source_and_doubt(self, world, officer):
        world.last_period(**{"10": {"a": {"number": "46,2"}}})
        page = officer.get(url("entry", world.report()) + "?nhom=2").content.decode()
        for words in ("46,2", "≥ 50 triệu đồng", "QĐ 318/QĐ-TTg", "chưa kiểm chứng", "Quý I/2025"):
            assert words in page
        assert "chưa có mức đạt" in page  # 17.9
        assert "Phòng LĐTB&amp;XH rà soát" in page

    def test_every_measure_has_its_fields(self, world, officer, report):
        first, second = (
            officer.get(f"{url('entry', report)}?nhom={order}").content.decode() for order in (1, 2)
        )
        pk = {code: row.pk for code, row in world.indicators.items()}
        assert f'type="radio" name="i{pk["1.1"]}_a_choice" value="yes"' in first
        assert f'name="i{pk["1.2"]}_na"' in first
        assert f'name="i{pk["1.1"]}_na"' not in first
        assert f'name="i{pk["11"]}_a_numerator"' in second
        assert f'name="i{pk["12.1"]}_b_number"' in second
        assert f'<select class="form-select" name="i{pk["16"]}_a_choice"' in second
        assert f'name="i{pk["10"]}_survey"' in second

    def test_the_number_of_queries_does_not_grow_with_entries(
        self, world, officer, django_assert_num_queries
    ):
        world.last_period()
        report = world.report()
        world.save(report, world.edit("10"))
        officer.get(url("entry", report))  # wording is kept from here on
        with django_assert_num_queries(10):
            officer.get(url("entry", report))
        world.save(report, *(world.edit(code) for code in world.indicators if code != "10"))
        for words in ("một", "hai", "ba"):
            world.attach(report, "11", words=words)
        with django_assert_num_queries(10):
            officer.get(url("entry", report))

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ("handed", "đang ở lãnh đạo UBND xã"),
            ("submitted", "đã gửi huyện"),
            ("confirmed", "đã xác nhận"),
        ],
    )
    def test_a_report_that_went_on_is_read_only_and_says_so(
        self, world, officer, report, state, words
    ):
        ProgressReport.objects.filter(pk=report.pk).update(
            state="submitted" if state == "confirmed" else state
        )
        ProgressReport.objects.filter(pk=report.pk).exclude(state=state).update(state=state)
        page = officer.get(url("entry", report)).content.decode()
        assert words in page
        assert "entry.js" not in page
        assert 'type="radio"' not in page

    def test_after_closing_too(self, world, officer, report):
        stand_on(date(2025, 7, 1))
        page = officer.get(url("entry", report)).content.decode()
        assert "đã đóng lúc 23:59:59 ngày 30/06/2025" in page


class TestSaveGroup:
    def test_all_good_goes_on_to_the_next_group(self, world, officer, report):
        body = group(
            fields(world, "1.1", a_choice="yes"), fields(world, "9", a_number="0"), nhom=1, den="2"
        )
        answer = officer.post(url("entry-save", report), body)
        assert answer.url == url("entry", report) + "?nhom=2"
        assert world.entry(report, "1.1").choice == "yes"

    def test_wrong_ones_come_back_with_sentence_and_text_good_ones_are_stored(
        self, world, officer, report
    ):
        body = group(
            fields(world, "10", a_number="51,2"),
            fields(world, "11", a_numerator="1540", a_denominator="1236"),
            fields(world, "12.1", a_number="22,1", b_number="2O,4"),
        )
        answer = officer.post(url("entry-save", report), body)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Chưa lưu được 2 mục, các mục khác đã lưu" in page
        assert "&quot;2O,4&quot; có chữ O" in page
        assert 'value="2O,4"' in page and 'value="22,1"' in page and 'value="1540"' in page
        assert world.entry(report, "10").number == Decimal("51.2")
        assert IndicatorEntry.objects.count() == 1

    def test_sent_twice_it_is_stored_once(self, world, officer, report):
        body = group(fields(world, "10", a_number="51,2"))
        for _ in range(2):
            assert officer.post(url("entry-save", report), body).status_code == 302
        assert EntryRevision.objects.count() == 1

    def test_the_key_with_another_text_is_409_and_keeps_it(self, world, officer, report):
        body = group(fields(world, "10", a_number="51,2"))
        officer.post(url("entry-save", report), body)
        answer = officer.post(url("entry-save", report), body | fields(world, "10", a_number="99"))
        assert answer.status_code == 409
        assert 'value="99"' in answer.content.decode()
        assert world.entry(report, "10").number == Decimal("51.2")

    def test_two_editors_choose_between_both_values(self, world, officer, report):
        world.save(report, world.edit("10"), actor=world.second_officer)
        name = f"i{world.indicators['10'].pk}_"
        answer = officer.post(
            url("entry-save", report), group(fields(world, "10", a_number="48,5"))
        )
        page = answer.content.decode()
        assert "Đinh Văn Thuận đã lưu số của chỉ tiêu 10 trước bạn" in page
        assert "48,5 triệu đồng/người/năm" in page and "51,2 triệu đồng/người/năm" in page
        found = dict(re.findall(rf'type="hidden" name="({name}\w+)" value="([^"]*)"', page))
        assert found == {f"{name}v": "1", f"{name}c": "0", f"{name}a_number": "48,5"}

        undecided = officer.post(url("entry-save", report), group(found))
        assert "trước bạn" in undecided.content.decode()
        theirs = officer.post(url("entry-save", report), group(found | {f"{name}pick": "theirs"}))
        assert theirs.status_code == 302
        assert world.entry(report, "10").number == Decimal("51.2")
        mine = officer.post(url("entry-save", report), group(found | {f"{name}pick": "mine"}))
        assert mine.status_code == 302
        assert world.entry(report, "10").number == Decimal("48.5")

    def test_a_report_handed_over_meanwhile_keeps_the_text(self, world, officer, report):
        ProgressReport.objects.filter(pk=report.pk).update(state="handed")
        answer = officer.post(
            url("entry-save", report), group(fields(world, "10", a_number="48,5"))
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "đang ở lãnh đạo UBND xã" in page and 'value="48,5"' in page
        assert not IndicatorEntry.objects.exists()

    def test_files_come_with_the_group_and_refusals_stand_at_the_entry(
        self, world, officer, report
    ):
        name = f"i{world.indicators['11'].pk}_files"
        body = group(fields(world, "11", a_numerator="62", a_denominator="1.236"))
        body[name] = [
            SimpleUploadedFile("danh sách.pdf", pdf()),
            SimpleUploadedFile("trang.pdf", b"<html></html>"),
        ]
        answer = officer.post(url("entry-save", report), body)
        assert answer.status_code == 422
        assert "trang.pdf" in answer.content.decode()
        assert [row.name for row in Evidence.objects.all()] == ["danh sách.pdf"]
        assert world.entry(report, "11").version == 1

    def test_the_primary_button_saves_then_lists_what_is_missing(self, world, officer, report):
        body = group(fields(world, "10", a_number="51,2"), trinh="1")
        answer = officer.post(url("entry-save", report), body)
        assert answer.url == url("gaps", report)
        report.refresh_from_db()
        assert report.state == "draft"
        assert world.entry(report, "10").version == 1

    def test_it_hands_a_full_report_over(self, world, officer, report):
        world.fill(report)
        body = group(fields(world, "10", version=1, a_number="51,2"), trinh="1")
        assert officer.post(url("entry-save", report), body).url == url("sign-off", report)
        report.refresh_from_db()
        assert report.state == "handed"


class TestReturned:
    @pytest.fixture
    def report(self, world: World) -> ProgressReport:
        report = world.sent_report()
        accept(entry=world.entry(report, "10"), seen_version=1, actor=world.reviewer)
        return_entry(
            entry=world.entry(report, "11"),
            seen_version=1,
            text="Danh sách thiếu chữ ký",
            actor=world.reviewer,
        )
        report.refresh_from_db()
        return report

    def test_only_the_returned_row_is_open_with_the_agencys_sentence(self, world, officer, report):
        page = officer.get(url("entry", report) + "?nhom=2").content.decode()
        assert "Danh sách thiếu chữ ký" in page
        assert "Thay minh chứng" in page and "Trả lời cơ quan rà soát" in page
        assert "Đã khóa sau khi chấp nhận" in page
        assert re.findall(r'name="i(\d+)_v"', page) == [str(world.indicators["11"].pk)]

    def test_answering_leaves_the_figure_and_closes_the_gap(self, world, officer, report):
        place = url("answer", report, world.indicators["11"].pk)
        assert officer.post(place, {"text": " "}).status_code == 422
        assert officer.post(place, {"text": "Chữ ký ở trang 3"}).status_code == 302
        page = officer.get(url("entry", report) + "?nhom=2").content.decode()
        assert "Chữ ký ở trang 3" in page
        assert world.entry(report, "11").version == 1

    def test_there_is_nothing_to_answer_elsewhere(self, world, officer, report):
        answer = officer.post(url("answer", report, world.indicators["9"].pk), {"text": "x"})
        assert answer.status_code == 422


class TestCarryOver:
    def test_one_action_with_the_survey(self, world, officer):
        world.last_period()
        report = world.report()
        page = officer.get(url("entry", report)).content.decode()
        assert "Giữ nguyên kỳ trước" in page
        body = {
            "nhom": "2",
            "indicators": [world.indicators["10"].pk],
            "survey": "Điều tra 12/2024",
        }
        assert officer.post(url("carry-over", report), body).status_code == 302
        assert world.entry(report, "10").survey == "Điều tra 12/2024"
        assert (
            "Giữ nguyên kỳ trước</button>" not in officer.get(url("entry", report)).content.decode()
        )

    def test_without_the_survey_it_says_so(self, world, officer):
        world.last_period()
        report = world.report()
        body = {"nhom": "2", "indicators": [world.indicators["10"].pk], "survey": ""}
        answer = officer.post(url("carry-over", report), body)
        assert answer.status_code == 422
        assert "Ghi cuộc điều tra" in answer.content.decode()
        assert not report.entries.exists()


@pytest.mark.data("demo")
def test_a_full_group_weighs_little():
    report = ProgressReport.objects.get(unit__key="son-lang", period__key="2025-Q2")
    client = signed_in(report.unit.memberships.filter(role="congchuc").first().user)
    sizes = []
    for order in range(1, 6):
        answer = client.get(f"{url('entry', report)}?nhom={order}", HTTP_ACCEPT_ENCODING="gzip")
        assert gzip.decompress(answer.content).startswith(b"<!doctype html>")
        sizes.append(len(answer.content))
    assert max(sizes) <= 20 * 1024, sizes
