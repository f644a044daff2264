"""One cell at a time: what comes back to the page, and what never happens."""

from __future__ import annotations

import re
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes.models import EntryRevision, Evidence, IndicatorEntry, ProgressReport, Standing
from communes.services import evidence as evidence_service
from tests.factories.communes import World, make_world, pdf, stand_on

pytestmark = pytest.mark.django_db
BY_SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world: World) -> ProgressReport:
    return world.report()


def save(world: World, report, code: str, *, who=None, key: str = "", version: int = 0, **values):
    """What the outbox sends for one indicator; `person` and `waited` are fields of its own."""
    own = {name: values.pop(name) for name in ("person", "waited") if name in values}
    client, pk = Client(), world.indicators[code].pk
    client.force_login(who or world.officer)
    body = {f"i{pk}_{name}": text for name, text in values.items()}
    url = reverse("communes:cell-save", args=[report.uid, pk])
    return client.post(
        url, {"key": key or uuid.uuid4().hex, f"i{pk}_v": str(version), **body, **own}, **BY_SCRIPT
    )


def ids(page: str) -> list[str]:
    return re.findall(r'id="([^"]+)"', page)


def test_the_row_comes_back_with_chip_index_dock_and_gaps(world, report):
    answer = save(world, report, "11", a_numerator="154", a_denominator="1.236")
    page, pk = answer.content.decode(), world.indicators["11"].pk
    entry = world.entry(report, "11")
    assert answer.status_code == 200
    assert {f"i{pk}", "muc-luc", "da-luu", "con-thieu", "thieu"} <= set(ids(page))
    assert f"v{world.indicators['11'].criterion_id}" in ids(page)
    assert "= 12,46\u00a0%" in page
    assert "còn phải giảm 68 hộ" in page
    assert f"(mã lưu {entry.save_code})" in page
    assert f'name="i{pk}_v" value="1"' in page
    assert "<html" not in page


def test_the_same_key_is_stored_once(world, report):
    for _ in range(2):
        answer = save(world, report, "10", key="k1", a_number="51,2")
        assert answer.status_code == 200
    assert EntryRevision.objects.count() == 1


def test_the_same_key_with_another_text_is_409_and_keeps_the_text(world, report):
    save(world, report, "10", key="k1", a_number="51,2")
    answer = save(world, report, "10", key="k1", a_number="99")
    assert answer.status_code == 409
    assert 'value="99"' in answer.content.decode()
    assert world.entry(report, "10").number == Decimal("51.2")


def test_the_answer_names_the_version_its_own_save_left(world, report):
    first = save(world, report, "10", key="k1", a_number="51,2")
    world.save(
        report,
        world.edit("10", {"a": {"number": "60"}}, base_version=1),
        actor=world.second_officer,
    )
    again = save(world, report, "10", key="k1", a_number="51,2")
    assert (first["X-Entry-Version"], again["X-Entry-Version"]) == ("1", "1")
    assert f'name="i{world.indicators["10"].pk}_v" value="2"' in again.content.decode()


def test_a_wrong_number_keeps_the_version_it_was_typed_on(world, report):
    """Its row shows the typed text, not what somebody saved meanwhile: the next save must ask."""
    world.save(report, world.edit("10"), actor=world.second_officer)
    page = save(world, report, "10", a_number="5O,2").content.decode()
    assert f'name="i{world.indicators["10"].pk}_v" value="0"' in page
    assert save(world, report, "10", a_number="50,2").status_code == 409


def test_what_somebody_else_typed_is_not_saved_under_this_name(world, report):
    stranger = str(world.second_officer.uid)
    assert save(world, report, "10", a_number="51,2", person=stranger).status_code == 401
    assert not IndicatorEntry.objects.exists()
    own = str(world.officer.uid)
    assert save(world, report, "10", a_number="51,2", person=own).status_code == 200


def test_a_figure_that_waited_on_a_device_says_so(world, report):
    save(world, report, "10", a_number="51,2", waited="1")
    assert EntryRevision.objects.get().origin == "offline"


def test_a_refusal_says_why_where_the_outbox_looks(world, report):
    page = save(world, report, "10", a_number="5O,2").content.decode()
    assert re.search(r'id="da-luu" role="status" data-why="[^"]*chữ O[^"]*"', page)


def test_a_wrong_number_is_422_with_its_sentence_and_text(world, report):
    answer = save(world, report, "10", a_number="5O,2")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="5O,2"' in page and "is-invalid" in page
    assert "Chưa lưu 10" in page
    assert not IndicatorEntry.objects.exists()


def test_the_second_editor_gets_both_values_and_chooses(world, report):
    world.save(report, world.edit("10"), actor=world.second_officer)
    answer = save(world, report, "10", a_number="48,5")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Số của bạn chưa lưu" in page and "mã lưu" in page
    standing = Standing.objects.get(report=report)
    answer = save(world, report, "10", version=1, c="0", a_number="48,5", pick="mine")
    assert answer.status_code == 200
    assert world.entry(report, "10").number == Decimal("48.5")
    standing.refresh_from_db()
    assert standing.criteria_met == 0


def test_choosing_theirs_writes_nothing(world, report):
    world.save(report, world.edit("10"), actor=world.second_officer)
    answer = save(world, report, "10", version=1, c="0", a_number="48,5", pick="theirs")
    assert answer.status_code == 200
    assert 'value="51,2"' in answer.content.decode()
    assert EntryRevision.objects.count() == 1


def test_a_great_change_asks_for_a_note_and_the_note_is_kept(world):
    world.last_period(**{"10": {"a": {"number": "30"}}})
    report = world.report()
    page = save(world, report, "10", a_number="51,2").content.decode()
    pk = world.indicators["10"].pk
    assert f'name="i{pk}_note"' in page and "attn" in page
    page = save(world, report, "10", version=1, a_number="51,2", note="Giá cà phê").content.decode()
    assert "attn" not in page
    assert world.entry(report, "10").note == "Giá cà phê"


def test_after_closing_the_text_comes_back_and_nothing_is_stored(world, report):
    stand_on(date(2025, 7, 1))
    answer = save(world, report, "10", a_number="51,2")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="51,2"' in page
    assert "đã đóng lúc 23:59:59 ngày 30/06/2025" in page
    assert not IndicatorEntry.objects.exists()


@pytest.mark.parametrize(
    ("person", "status"), [("neighbour_officer", 404), ("reviewer", 404), ("leader", 403)]
)
def test_others_save_nothing(world, report, person, status):
    answer = save(world, report, "10", who=getattr(world, person), a_number="51,2")
    assert answer.status_code == status
    assert not IndicatorEntry.objects.exists()


def test_a_stranger_is_asked_to_sign_in_again(world, report):
    url = reverse("communes:cell-save", args=[report.uid, world.indicators["10"].pk])
    assert Client().post(url, {}, **BY_SCRIPT).status_code == 401


def test_an_indicator_of_another_set_is_not_found(world, report, client):
    client.force_login(world.officer)
    url = reverse("communes:cell-save", args=[report.uid, 10**9])
    assert client.post(url, {}, **BY_SCRIPT).status_code == 404


def test_a_save_costs_a_fixed_number_of_statements(world, report, django_assert_num_queries):
    client = Client()
    client.force_login(world.officer)
    pk = world.indicators["10"].pk
    url = reverse("communes:cell-save", args=[report.uid, pk])
    # The first request reads the wording and levels, which are kept from then on.
    client.post(url, {f"i{pk}_v": "0", f"i{pk}_a_number": "50", "key": "first"}, **BY_SCRIPT)
    body = {f"i{pk}_v": "1", f"i{pk}_a_number": "51", "key": "a"}
    with django_assert_num_queries(26):
        client.post(url, body, **BY_SCRIPT)
    world.save(report, *(world.edit(code) for code in world.indicators if code != "10"))
    body = {f"i{pk}_v": "2", f"i{pk}_a_number": "52", "key": "b"}
    with django_assert_num_queries(26):
        client.post(url, body, **BY_SCRIPT)


class TestFiles:
    def send(self, world: World, report, *files, script: bool = True, who=None, **fields):
        client, pk = Client(), world.indicators["11"].pk
        client.force_login(who or world.officer)
        url = reverse("communes:evidence-add", args=[report.uid, pk])
        body = {f"i{pk}_files": list(files), **fields}
        return client.post(url, body, **(BY_SCRIPT if script else {}))

    def test_the_row_comes_back_with_the_file(self, world, report):
        answer = self.send(world, report, SimpleUploadedFile("danh sách.pdf", pdf()))
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "danh sách.pdf" in page and "/tep/" in page

    def test_a_refused_file_stands_at_the_entry_beside_the_good_one(self, world, report):
        answer = self.send(
            world,
            report,
            SimpleUploadedFile("tốt.pdf", pdf()),
            SimpleUploadedFile("trang.pdf", b"<script>alert(1)</script>"),
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "tốt.pdf" in page and "trang.pdf" in page
        assert "<script>alert" not in page
        assert Evidence.objects.count() == 1

    def test_the_same_key_is_stored_once_also_after_closing(self, world, report):
        """A file whose answer was lost is asked for again: it is there, and nothing is refused."""
        content = pdf()
        for day in (date(2025, 6, 20), date(2025, 7, 1)):
            stand_on(day)
            file = SimpleUploadedFile("a.pdf", content)
            assert self.send(world, report, file, key="k1").status_code == 200
        assert Evidence.objects.count() == 1
        other = self.send(world, report, SimpleUploadedFile("b.pdf", pdf("b")), key="k2")
        assert "đã đóng" in other.content.decode()

    def test_the_same_key_with_another_file_stores_nothing(self, world, report):
        self.send(world, report, SimpleUploadedFile("a.pdf", pdf()), key="k1")
        answer = self.send(world, report, SimpleUploadedFile("b.pdf", pdf("b")), key="k1")
        assert answer.status_code == 422
        assert Evidence.objects.count() == 1

    def test_a_file_taken_off_meanwhile_does_not_come_back(self, world, report):
        content = pdf()
        self.send(world, report, SimpleUploadedFile("a.pdf", content), key="k1")
        evidence_service.remove_evidence(evidence=Evidence.objects.get(), actor=world.officer)
        self.send(world, report, SimpleUploadedFile("a.pdf", content), key="k1")
        assert [row.state for row in Evidence.objects.all()] == ["removed"]

    @pytest.mark.parametrize("name", ["evidence-add", "evidence-promise"])
    def test_somebody_elses_page_sends_nothing(self, world, report, name):
        client, pk = Client(), world.indicators["11"].pk
        client.force_login(world.officer)
        body = {
            "person": str(world.second_officer.uid),
            f"i{pk}_files": [SimpleUploadedFile("a.pdf", pdf())],
        }
        body |= {"name": "a.pdf", "sha256": "0" * 64}
        url = reverse(f"communes:{name}", args=[report.uid, pk])
        assert client.post(url, body, **BY_SCRIPT).status_code == 401
        assert not Evidence.objects.exists()

    def test_without_script_the_page_comes_back(self, world, report):
        assert self.send(world, report, SimpleUploadedFile("a.pdf", pdf()), script=False).url == (
            f"/nhap-so-lieu/{report.uid}/?nhom=2#i{world.indicators['11'].pk}"
        )
        answer = self.send(world, report, SimpleUploadedFile("b.pdf", b"x"), script=False)
        assert answer.status_code == 422
        assert "b.pdf" in answer.content.decode()

    def test_the_neighbour_sends_nothing(self, world, report):
        answer = self.send(
            world, report, SimpleUploadedFile("a.pdf", pdf()), who=world.neighbour_officer
        )
        assert answer.status_code == 404
        assert not Evidence.objects.exists()

    def test_a_promise_is_noted_and_shown(self, world, report, client):
        client.force_login(world.officer)
        pk = world.indicators["11"].pk
        url = reverse("communes:evidence-promise", args=[report.uid, pk])
        assert client.post(url, {"name": "a.pdf", "sha256": "0" * 64}).status_code == 204
        assert client.post(url, {"name": "a.pdf", "sha256": "x"}).status_code == 422
        page = client.get(f"/nhap-so-lieu/{report.uid}/?nhom=2").content.decode()
        assert "Tệp chưa tới nơi" in page

    def test_taking_off_asks_first(self, world, report, client):
        client.force_login(world.officer)
        evidence = world.attach(report, "11")
        url = reverse("communes:evidence-remove", args=[evidence.uid])
        assert "Gỡ minh chứng này?" in client.get(url).content.decode()
        evidence.refresh_from_db()
        assert evidence.state == "stored"
        assert client.post(url).status_code == 302
        evidence.refresh_from_db()
        assert evidence.state == "removed"
        assert client.get(url).status_code == 404

    def test_the_neighbour_does_not_find_it(self, world, report):
        evidence = world.attach(report, "11")
        client = Client()
        client.force_login(world.neighbour_officer)
        assert (
            client.post(reverse("communes:evidence-remove", args=[evidence.uid])).status_code == 404
        )
