"""The leader's page, sending, the slip, and dividing the work."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes.models import IndicatorAssignment, ProgressReport, Receipt
from communes.services.reports import hand_to_leader
from kbang_ntm.core.models import StoredFile
from tests.factories.communes import World, make_world, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world: World) -> ProgressReport:
    return world.report()


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, report) -> str:
    return reverse(f"communes:{name}", args=[report.uid])


class TestHand:
    def test_gaps_are_shown_before_and_may_be_accepted(self, world, report):
        client = as_(world.officer)
        assert client.post(url("hand", report)).url == url("gaps", report)
        page = client.get(url("gaps", report)).content.decode()
        assert "Còn thiếu 8 mục, chưa gửi được" in page
        assert f"?nhom=2#i{world.indicators['10'].pk}" in page
        client.post(url("hand", report), {"du": "1"})
        report.refresh_from_db()
        assert report.state == "handed"

    def test_the_leader_does_not_hand_to_himself(self, world, report):
        assert as_(world.leader).post(url("hand", report), {"du": "1"}).status_code == 403


class TestSignOff:
    def test_one_page_with_standing_gaps_changes_and_warnings(self, world):
        world.last_period(**{"10": {"a": {"number": "30"}}, "16": {"a": {"choice": "Trung bình"}}})
        report = world.report()
        world.save(report, world.edit("10"), world.edit("16"))
        hand_to_leader(report=report, actor=world.officer)
        page = as_(world.leader).get(url("sign-off", report)).content.decode()
        for words in (
            "Duyệt, gửi huyện",
            "Trả lại công chức phụ trách",
            "Còn thiếu 7 mục",
            "Thay đổi so với Quý I/2025",
            "kỳ trước chưa đạt",
            "tăng 70,7",
            "Trình lãnh đạo UBND xã",
        ):
            assert words in page, words

    def test_the_number_of_queries_does_not_grow(self, world, django_assert_num_queries):
        world.last_period()
        report = world.report()
        client = as_(world.leader)
        world.save(report, world.edit("10"))
        client.get(url("sign-off", report))
        with django_assert_num_queries(15):
            client.get(url("sign-off", report))
        world.fill(report)
        with django_assert_num_queries(15):
            client.get(url("sign-off", report))

    def test_the_officer_sees_it_without_the_buttons(self, world, report):
        page = as_(world.officer).get(url("sign-off", report)).content.decode()
        assert "Duyệt, gửi huyện" not in page

    def test_sending_with_gaps_says_how_many(self, world, report):
        hand_to_leader(report=report, actor=world.officer)
        answer = as_(world.leader).post(url("submit", report), follow=True)
        assert "Còn thiếu 8 mục, chưa gửi được." in answer.content.decode()
        report.refresh_from_db()
        assert report.state == "handed"

    @pytest.mark.parametrize(
        ("person", "status"), [("officer", 403), ("neighbour_leader", 404), ("reviewer", 404)]
    )
    def test_others_do_not_send(self, world, report, person, status):
        world.fill(report)
        assert as_(getattr(world, person)).post(url("submit", report)).status_code == status
        report.refresh_from_db()
        assert report.state == "draft"

    def test_giving_back_needs_its_word(self, world, report):
        hand_to_leader(report=report, actor=world.officer)
        client = as_(world.leader)
        answer = client.post(url("give-back", report), {"remark": ""})
        assert answer.status_code == 422
        assert "Ghi việc cần sửa" in answer.content.decode()
        client.post(url("give-back", report), {"remark": "Xem lại chỉ tiêu 10"})
        page = as_(world.officer).get(url("entry", report)).content.decode()
        assert "Xem lại chỉ tiêu 10" in page

    def test_a_draft_cannot_be_given_back(self, world, report):
        answer = as_(world.leader).post(url("give-back", report), {"remark": "x"})
        assert answer.status_code == 422
        assert "trạng thái «nháp»" in answer.content.decode()


class TestReceipt:
    @pytest.fixture
    def receipt(self, world, report) -> Receipt:
        world.fill(report)
        answer = as_(world.leader).post(url("submit", report))
        found = Receipt.objects.get(kind=Receipt.Kind.SUBMIT)
        assert answer.url == reverse("communes:receipt", args=[found.uid])
        return found

    def test_the_slip_says_number_time_and_hash(self, world, receipt):
        page = (
            as_(world.officer).get(reverse("communes:receipt", args=[receipt.uid])).content.decode()
        )
        assert "Phiếu tiếp nhận 25-06-20-0001" in page
        assert receipt.sha256 in page

    def test_pressing_send_twice_shows_the_first_slip(self, world, report, receipt):
        answer = as_(world.leader).post(url("submit", report))
        assert answer.url == reverse("communes:receipt", args=[receipt.uid])
        assert Receipt.objects.filter(kind=Receipt.Kind.SUBMIT).count() == 1

    def test_the_district_reads_it_the_neighbour_does_not(self, world, receipt):
        place = reverse("communes:receipt", args=[receipt.uid])
        assert as_(world.coordinator).get(place).status_code == 200
        assert as_(world.neighbour_leader).get(place).status_code == 404

    def test_a_save_has_no_slip(self, world, receipt):
        saved = Receipt.objects.filter(kind=Receipt.Kind.SAVE).first()
        place = reverse("communes:receipt", args=[saved.uid])
        assert as_(world.officer).get(place).status_code == 404


class TestPaper:
    def send(self, world, report, **changes):
        given = {
            "number": "45/BC-UBND",
            "day": "19/06/2025",
            "file": SimpleUploadedFile("báo cáo.pdf", pdf()),
        }
        return as_(world.leader).post(url("paper", report), {**given, **changes})

    def test_number_date_and_scan_are_attached(self, world, report):
        assert self.send(world, report).status_code == 302
        page = as_(world.officer).get(url("sign-off", report)).content.decode()
        assert "45/BC-UBND" in page and "báo cáo.pdf" in page

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"number": ""}, "Ghi số báo cáo như trên giấy"),
            ({"day": "31/02/2025"}, "Ngày chưa đúng"),
            ({"day": "21/06/2025"}, "không thể sau hôm nay"),
            ({"file": SimpleUploadedFile("a.pdf", b"")}, "a.pdf"),
            ({"file": SimpleUploadedFile("a.pdf", b"<html>")}, "a.pdf"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_kept(self, world, report, change, words):
        answer = self.send(world, report, **change)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not StoredFile.objects.exists()


class TestDivision:
    def body(self, world: World, **chosen: str) -> dict[str, str]:
        found = {f"i{row.pk}": "0" for row in world.indicators.values()}
        found |= {"g1": "", "g2": ""}
        for code, value in chosen.items():
            found[f"i{world.indicators[code.replace('_', '.')].pk}"] = value
        return found

    @property
    def place(self) -> str:
        return reverse("communes:assignments")

    def test_the_leader_divides_and_the_row_is_closed_to_others(self, world, report):
        post = world.second_officer.memberships.get()
        body = self.body(world) | {f"i{world.indicators['10'].pk}": str(post.pk)}
        assert as_(world.leader).post(self.place, body).status_code == 302
        page = as_(world.officer).get(url("entry", report) + "?nhom=2").content.decode()
        assert "Giao cho Đinh Văn Thuận" in page
        assert f'name="i{world.indicators["10"].pk}_v"' not in page

    def test_a_group_goes_before_its_rows_and_the_overview_counts(self, world):
        post = world.officer.memberships.get()
        client = as_(world.leader)
        client.post(self.place, self.body(world) | {"g2": str(post.pk)})
        assert IndicatorAssignment.objects.count() == 5
        assert "5 chỉ tiêu được giao riêng" in client.get(self.place).content.decode()
        client.post(self.place, self.body(world))
        assert "chưa giao riêng" in client.get(self.place).content.decode()
        assert IndicatorAssignment.objects.count() == 5  # ended, not deleted

    def test_the_officer_only_reads(self, world):
        client = as_(world.officer)
        assert "Lưu phân công" not in client.get(self.place).content.decode()
        assert client.post(self.place, self.body(world)).status_code == 403
        assert not IndicatorAssignment.objects.exists()

    def test_a_foreign_officer_cannot_be_chosen(self, world):
        post = world.neighbour_officer.memberships.get()
        body = self.body(world) | {f"i{world.indicators['10'].pk}": str(post.pk)}
        assert as_(world.leader).post(self.place, body).status_code == 422
        assert not IndicatorAssignment.objects.exists()


class TestInbox:
    def test_each_sees_what_waits_for_them(self, world, report):
        home = reverse("core:home")
        assert "Nhập nốt 8 chỉ tiêu" in as_(world.officer).get(home).content.decode()
        assert "Xem và gửi báo cáo" not in as_(world.leader).get(home).content.decode()
        hand_to_leader(report=report, actor=world.officer)
        assert "Xem và gửi báo cáo" in as_(world.leader).get(home).content.decode()
        assert "Nhập nốt" not in as_(world.officer).get(home).content.decode()

    def test_before_the_report_begins(self, world):
        page = as_(world.officer).get(reverse("core:home")).content.decode()
        assert "Bắt đầu nhập số liệu Quý II/2025" in page

    def test_a_return_is_one_line_with_its_reason(self, world):
        from communes.services.reviews import return_entry

        report = world.sent_report()
        return_entry(
            entry=world.entry(report, "11"),
            seen_version=1,
            text="Danh sách thiếu chữ ký",
            actor=world.reviewer,
        )
        page = as_(world.officer).get(reverse("core:home")).content.decode()
        assert "Sửa chỉ tiêu 11" in page
        assert "Phòng LĐTB&amp;XH trả lại: Danh sách thiếu chữ ký" in page
        assert f"?nhom=2#i{world.indicators['11'].pk}" in page
