"""Pages of petitions and opinions: who opens what, what a form stores, what strangers may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.fronts.petitions import petition_items, voice_items
from campaigns.models import Petition, PetitionBatch, VoiceOpinion
from kbang_ntm.core.models import User
from tests.factories.campaigns_petitions import Petitions, make_petitions
from tests.factories.communes import make_user, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Petitions:
    cache.clear()
    return make_petitions()


def url(name: str, *args: Any) -> str:
    return reverse(f"campaigns:{name}", args=args)


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User, name: str, *args: Any, data: Any = None) -> Any:
        client.force_login(user)
        return client.get(url(name, *args), data)

    return ask


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User | None, page: str, /, *args: Any, **body: Any) -> Any:
        if user is not None:
            client.force_login(user)
        return client.post(url(page, *args), {"x": "1", **body})

    return send


ACTS = ("petition-edit", "petition-send", "petition-withdraw", "petition-receive")
LATER = ("petition-decide", "petition-answer", "petition-amend")


def test_neighbours_get_404(desk: Petitions, get: Any) -> None:
    row, voice = desk.compiled(), desk.voice()
    neighbour = desk.world.neighbour_leader
    for name in ("petition", *ACTS, *LATER):
        assert get(neighbour, name, row.uid).status_code == 404, name
    assert get(neighbour, "petition-batch", PetitionBatch.objects.get().uid).status_code == 404
    for name in ("voice", "voice-take", "voice-answer", "voice-publish", "voice-unpublish"):
        assert get(neighbour, name, voice.uid).status_code == 404, name


def test_drafts_do_not_exist_for_the_district(desk: Petitions, get: Any) -> None:
    row, voice = desk.draft(), desk.public_voice()
    for user in (desk.clerk, desk.chair, desk.world.coordinator, desk.world.reader):
        assert get(user, "petition", row.uid).status_code == 404
        assert get(user, "voice", voice.uid).status_code == 404


def test_readers_read_and_do_not_act(desk: Petitions, get: Any) -> None:
    row, voice = desk.compiled(), desk.voice()
    reader = desk.world.reader
    assert get(reader, "petition", row.uid).status_code == 200
    assert get(reader, "voice", voice.uid).status_code == 200
    for name in (*ACTS, *LATER):
        assert get(reader, name, row.uid).status_code == 403, name
    for name in ("petition-new", "petition-compile", "voice-new"):
        assert get(reader, name).status_code == 403, name
    assert get(make_user("khong-vai-tro"), "petitions").status_code == 403


def test_the_whole_way_on_the_pages(desk: Petitions, get: Any, post: Any) -> None:
    world = desk.world
    body = {"kind": "change", "title": "Lùi sang 2025", "text": "Chưa kịp.", "desk": desk.desk}
    scan = SimpleUploadedFile("to-trinh.pdf", pdf("tờ trình"), "application/pdf")
    party = f"u{world.commune.pk}"
    answer = post(world.officer, "petition-new", party=party, criterion="", file=scan, **body)
    row = Petition.objects.get()
    assert answer.headers["Location"] == url("petition", row.uid)
    assert row.file is not None
    assert post(world.officer, "petition-send", row.uid).status_code == 403
    assert post(world.leader, "petition-send", row.uid).status_code == 302
    assert post(desk.clerk, "petition-receive", row.uid).status_code == 302
    form = {"petitions": [row.pk], "title": "Danh sách tháng 6"}
    answer = post(desk.clerk, "petition-compile", **form)
    batch = PetitionBatch.objects.get()
    assert answer.headers["Location"] == url("petition-batch", batch.uid)
    page = get(desk.chair, "petition-batch", batch.uid).content.decode()
    assert "Quyết định" in page and "1/2025" in page
    decision = {"outcome": "accepted", "text": "Đồng ý lùi."}
    assert post(desk.chair, "petition-decide", row.uid, **decision).status_code == 302
    assert post(desk.clerk, "petition-answer", row.uid, text="Đã đồng ý.").status_code == 302
    amended = {"amended_plan": "45/KH-UBND"}
    assert post(desk.clerk, "petition-amend", row.uid, **amended).status_code == 302
    page = get(world.officer, "petition", row.uid).content.decode()
    for words in ("Đã trả lời", "chấp nhận", "Đã đồng ý.", "45/KH-UBND", "1/2025"):
        assert words in page


def test_two_petitions_are_compiled_in_one_act(desk: Petitions, post: Any) -> None:
    """Locked together: as many questions for two as for one."""
    first, second, left = (desk.received(title=f"Kiến nghị {n}") for n in (1, 2, 3))
    form = {"petitions": [first.pk, second.pk], "title": "Danh sách tháng 6"}
    assert post(desk.clerk, "petition-compile", **form).status_code == 302
    batch = PetitionBatch.objects.get()
    assert set(batch.petitions.all()) == {first, second}
    left.refresh_from_db()
    assert (left.state, left.batch) == ("received", None)


def test_a_refusal_stays_beside_what_was_typed(desk: Petitions, post: Any) -> None:
    row = desk.compiled()
    body = {"outcome": "accepted", "text": "Đồng ý", "paper_number": "15/QĐ"}
    answer = post(desk.chair, "petition-decide", row.uid, **body)
    assert answer.status_code == 422
    assert "Ghi cả số và ngày văn bản" in answer.content.decode()
    assert "15/QĐ" in answer.content.decode()


def test_typed_text_is_shown_as_text(desk: Petitions, get: Any) -> None:
    row = desk.sent(title="<b>Đậm</b>", text="<script>alert(1)</script>")
    page = get(desk.clerk, "petition", row.uid).content.decode()
    assert "<script>alert" not in page and "<b>Đậm" not in page


def test_filters_find_without_marks(desk: Petitions, get: Any) -> None:
    desk.sent(title="Kênh mương hỏng")
    desk.received(title="Thiếu điện")

    def listed(**data: str) -> str:
        return str(get(desk.clerk, "petitions", data=data).content.decode())

    assert "Kênh mương hỏng" in listed(tim="kenh muong")
    assert "Thiếu điện" not in listed(tim="kenh muong")
    assert "Kênh mương hỏng" not in listed(trang_thai="received")
    assert "Chưa có kiến nghị nào khớp" in listed(trang_thai="cham")
    assert "Thiếu điện" in listed(trang_thai="dang-xu-ly", loai="obstacle", nam="2025")
    file = get(desk.clerk, "petitions", data={"tai": "csv", "tim": "kenh"})
    words = b"".join(file).decode()
    assert "Kênh mương hỏng" in words and "Thiếu điện" not in words


def count(get: Any, user: User, name: str, *args: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert get(user, name, *args).status_code == 200
    return len(caught)


def test_lists_cost_the_same_with_more_rows(desk: Petitions, get: Any) -> None:
    desk.sent()
    desk.voice()
    users = {"petitions": desk.clerk, "voices": desk.world.reader}
    for name, user in users.items():  # the first page of a process reads more
        count(get, user, name)
    before = {name: count(get, user, name) for name, user in users.items()}
    for _ in range(2):
        desk.sent()
        desk.voice()
    assert {name: count(get, user, name) for name, user in users.items()} == before


def titles(user: User) -> list[str]:
    fresh = User.objects.get(pk=user.pk)
    return [item.title for item in (*petition_items(fresh), *voice_items(fresh))]


def test_everyone_is_told_what_waits(desk: Petitions) -> None:
    desk.draft(title="Nháp")
    desk.sent(title="Mới")
    desk.received(title="Đã nhận")
    desk.compiled(title="Đã trình")
    desk.decided(title="Đã quyết")
    desk.public_voice()
    desk.voice()
    assert "Bản nháp: Nháp" in titles(desk.world.leader)
    assert "Đọc 1 ý kiến từ trang công khai" in titles(desk.world.officer)
    assert "Trả lời 1 ý kiến của người dân" in titles(desk.world.officer)
    assert {"Tiếp nhận: Mới", "Tổng hợp 1 kiến nghị, trình UBND", "Trả lời: Đã quyết"} <= set(
        titles(desk.clerk)
    )
    assert titles(desk.chair) == ["Quyết định: Đã trình"]


def say(post: Any, desk: Petitions, **fields: Any) -> Any:
    body = {"unit": desk.world.commune.pk, "text": "Đường hỏng."}
    return post(None, "voice-say", **{**body, **fields})


def test_strangers_send_and_see_nothing_before_it_is_published(
    desk: Petitions, client: Client, post: Any
) -> None:
    answer = say(post, desk, village="Làng Tro")
    assert answer.headers["Location"] == f"{url('voices-public')}?da-gui=1"
    row = VoiceOpinion.objects.get()
    assert (row.state, row.name, row.name_shown) == ("waiting", "", False)
    assert "Đường hỏng." not in client.get(url("voices-public")).content.decode()
    assert client.get(url("voice", row.uid)).status_code == 302  # asked to sign in


def test_a_trap_and_a_limit_keep_machines_out(desk: Petitions, post: Any) -> None:
    assert say(post, desk, website="http://x").status_code == 302
    assert not VoiceOpinion.objects.exists()
    assert say(post, desk, text="").status_code == 422
    for _ in range(5):
        assert say(post, desk).status_code == 302
    answer = say(post, desk)
    assert answer.status_code == 422
    assert "Chờ một giờ" in answer.content.decode()
    assert VoiceOpinion.objects.count() == 5


def test_a_name_is_shown_only_where_its_owner_agreed(desk: Petitions, client: Client) -> None:
    desk.published_voice(name="Đinh Văn Kín")
    desk.published_voice(name="Đinh Văn Mở", name_shown=True)
    page = client.get(url("voices-public")).content.decode()
    assert "Đinh Văn Kín" not in page
    assert "Đinh Văn Mở" in page
    assert "Xã sẽ sửa." in page


def test_voices_on_the_pages(desk: Petitions, post: Any) -> None:
    world = desk.world
    body = {"unit": world.commune.pk, "text": "Thiếu đèn", "given_on": "01/06/2025"}
    assert post(world.officer, "voice-new", **body).status_code == 302
    row = VoiceOpinion.objects.get()
    assert post(world.officer, "voice-answer", row.uid, answer="Đã lắp").status_code == 302
    assert post(world.officer, "voice-publish", row.uid).status_code == 403
    assert post(world.leader, "voice-publish", row.uid).status_code == 302
    assert post(world.leader, "voice-unpublish", row.uid, reason="").status_code == 422
    assert post(world.leader, "voice-unpublish", row.uid, reason="Nhầm").status_code == 302
    waiting = desk.public_voice()
    assert post(world.officer, "voice-refuse", waiting.uid, reason="Rác").status_code == 302
    second = desk.public_voice()
    assert post(world.officer, "voice-take", second.uid).status_code == 302
