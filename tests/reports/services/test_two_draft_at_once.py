"""Two people draft one document at the same moment: one draft, and a sentence for the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from reports.models import DocumentSnapshot, IssuedPaper
from reports.services import issuing
from reports.services.documents import Order
from tests.factories.communes import make_post, make_user, make_world
from tests.factories.issuing import Round, make_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round_() -> Round:
    return make_round(make_world())


@pytest.fixture
def colleague(round_: Round) -> User:
    post = round_.maker.memberships.get()
    user = make_user("cung-phong", "Trần Thị Cùng")
    make_post(user, post.role, post.unit, agency=post.agency)
    return user


def while_undecided(first: Callable[[], object], second: Callable[[], object]) -> str:
    """What came of the second, "" when it was done: it begins after the first has written its draft
    and before that is there for others to read."""
    said: list[str] = []

    def run() -> None:
        try:
            second()
        except Refused as refusal:
            said.append(refusal.message)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        first()
        other.start()
        wait_for_the_other()
    other.join(30)
    return "".join(said)


def wait_for_the_other() -> None:
    """Until another connection to this database waits for what this one holds."""
    end = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted "
                "AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    pytest.fail("nobody waited")


def test_of_a_row(round_: Round, colleague: User) -> None:
    uid = round_.event.uid
    refused = while_undecided(
        lambda: issuing.draft_about(kind="review-report", uid=uid, actor=round_.maker),
        lambda: issuing.draft_about(kind="review-report", uid=uid, actor=colleague),
    )
    row = IssuedPaper.objects.get()
    assert refused.startswith(f"Đã có «{row.title}» đang soạn. Mở văn bản đó ở trang Trình ký")
    # Nothing of the second one stays behind.
    assert DocumentSnapshot.objects.get() == row.snapshot


def test_of_a_period(round_: Round, colleague: User) -> None:
    order = Order(kind="progress-report", period=round_.world.period.key, format="")
    refused = while_undecided(
        lambda: issuing.draft_of_period(order=order, actor=round_.maker),
        lambda: issuing.draft_of_period(order=order, actor=colleague),
    )
    assert IssuedPaper.objects.count() == 1
    assert "đang soạn" in refused


def test_the_table_holds_it_too_until_the_first_has_ended(round_: Round) -> None:
    row = round_.draft()
    again = {field: getattr(row, field) for field in (
        "kind", "about", "asked", "title", "unit_id", "agency_id", "snapshot", "sign", "made_by",
    )}  # fmt: skip
    with pytest.raises(IntegrityError, match="paper_open_once"), transaction.atomic():
        IssuedPaper.objects.create(**again)
    issuing.move(paper=row, act="drop", words="Soạn lại", actor=round_.maker)
    assert IssuedPaper.objects.create(**again).state == "draft"
