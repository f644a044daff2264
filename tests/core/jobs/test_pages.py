"""The page of a job: for who asked, in words, with and without JavaScript."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.jobs import claim, enqueue, run_next
from kbang_ntm.core.models import Job, User
from kbang_ntm.core.services.files import store_bytes
from tests.core.jobs import kinds
from tests.core.people import make_person, questions

pytestmark = pytest.mark.django_db


def ask(user: User, kind: str = kinds.COUNT, key: str = "1") -> Job:
    return enqueue(
        kind=kind, key=key, title="Báo cáo quý III/2024", parameters={}, requested_by=user
    )


def page(client: Client, job: Job, **headers: str) -> str:
    answer = client.get(reverse("core:job", args=[job.uid]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_waiting_job_polls_and_has_a_link_for_those_without_javascript(client: Client) -> None:
    alice = make_person()
    job = ask(alice)
    client.force_login(alice)
    text = page(client, job)
    assert 'hx-trigger="every 2s"' in text
    assert "Xem lại" in text and "Dừng" in text and "http-equiv" not in text
    card = page(client, job, HX_Request="true")
    assert card.lstrip().startswith("<section") and "<html" not in card


def test_progress_is_shown_in_steps(client: Client) -> None:
    alice = make_person()
    context = claim(ask(alice).uid)
    assert context is not None
    context.step("Dựng bảng phụ lục", 2, 5)
    client.force_login(alice)
    text = page(client, context.job)
    assert "2/5 bước" in text and "Dựng bảng phụ lục" in text
    assert '<progress max="5" value="2"' in text


def test_a_finished_job_stops_polling_and_gives_its_file(client: Client) -> None:
    alice = make_person()
    context = claim(ask(alice).uid)
    assert context is not None
    file = store_bytes(
        name="Báo cáo.pdf",
        content=b"%PDF-1.7",
        content_type="application/pdf",
        owner_kind="job",
        owner_uid=context.job.uid,
        user=alice,
    )
    context.finish({"note": "Số liệu đến 30/9/2024."}, file)
    client.force_login(alice)
    text = page(client, context.job)
    assert "hx-trigger" not in text
    assert "Số liệu đến 30/9/2024." in text and reverse("core:file", args=[file.uid]) in text
    assert client.get(reverse("core:file", args=[file.uid])).status_code == 200


def test_a_failed_job_says_why_and_can_be_done_again(client: Client) -> None:
    alice = make_person()
    job = ask(alice, kinds.REFUSE)
    run_next(job.uid)
    client.force_login(alice)
    text = page(client, job)
    assert "Kỳ này chưa có số liệu. Chọn kỳ khác." in text and "Làm lại" in text
    client.post(reverse("core:job_retry", args=[job.uid]))
    assert Job.objects.get().state == Job.State.QUEUED


def test_stopping_by_the_button(client: Client) -> None:
    alice = make_person()
    job = ask(alice)
    client.force_login(alice)
    assert client.get(reverse("core:job_cancel", args=[job.uid])).status_code == 405
    client.post(reverse("core:job_cancel", args=[job.uid]))
    assert Job.objects.get().state == Job.State.CANCELLED
    again = client.post(reverse("core:job_cancel", args=[job.uid]), follow=True)
    assert "không còn gì để dừng" in again.content.decode()


def test_others_do_not_learn_that_the_job_exists(client: Client) -> None:
    job = ask(make_person("alice"))
    client.force_login(make_person("bob"))
    assert client.get(reverse("core:job", args=[job.uid])).status_code == 404
    for act in ("core:job_cancel", "core:job_retry"):
        assert client.post(reverse(act, args=[job.uid])).status_code == 404
    assert "Báo cáo quý III/2024" not in client.get(reverse("core:jobs")).content.decode()
    assert Job.objects.get().state == Job.State.QUEUED


def test_the_administrator_sees_it(client: Client) -> None:
    job = ask(make_person("alice"))
    client.force_login(make_person("root", is_superuser=True))
    assert "Báo cáo quý III/2024" in page(client, job)
    assert "Báo cáo quý III/2024" in client.get(reverse("core:jobs")).content.decode()


def test_the_list_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    alice = make_person()
    client.force_login(alice)
    ask(alice, key="1")
    one = questions(client, reverse("core:jobs"))
    ask(alice, key="2")
    ask(alice, key="3")
    assert questions(client, reverse("core:jobs")) == one <= 7
