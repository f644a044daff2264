"""Pages of targets on the demonstration: known facts, filters, one target, the watched criteria."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from campaigns.models import Target
from kbang_ntm.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]


def page(client: Client, who: str, name: str, *args: Any, **data: str) -> str:
    user = User.objects.get(username=who)
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    answer = client.get(reverse(f"campaigns:{name}", args=args), data)
    assert answer.status_code == 200
    return " ".join(str(answer.content.decode()).split())


def test_known_facts_on_their_days(client: Client) -> None:
    start = page(client, "dieuphoi", "targets", ngay="05/08/2022")
    assert "7/13 xã" in start
    november = page(client, "dieuphoi", "targets", ngay="30/11/2023", nam="2023")
    assert "0/4 làng" in november and "Báo chí, tháng 10/2023: 0/4" in november
    today = page(client, "huyenuy", "targets")
    assert "6/12 xã" in today and "cần 20 mới ghi tỷ lệ" in today
    assert "Thêm mục tiêu" not in today


def test_filters_narrow_and_say_so_when_nothing_fits(client: Client) -> None:
    found = page(client, "dieuphoi", "targets", trang_thai="at_risk", loai="commune_ntm")
    assert "Xã Kon Pne" in found and "Xã Sơ Pai" not in found
    assert "Không có mục tiêu nào khớp" in page(client, "dieuphoi", "targets", tim="khong co")
    assert "Làng Lợt" in page(client, "dieuphoi", "targets", tim="lot")


def test_one_target_says_what_is_missing(client: Client) -> None:
    target = Target.objects.get(unit__key="kon-pne", kind="commune_ntm")
    found = page(client, "xa.sonlang", "target", target.uid)
    assert "còn phải giảm" in found and "không dự báo theo quý" in found
    assert "Sửa mục tiêu" not in found
    unread = Target.objects.filter(unit__isnull=True).order_by("pk")[0]
    assert "chưa đọc được tên" in page(client, "dieuphoi", "target", unread.uid)


def test_income_and_poverty_of_every_commune(client: Client) -> None:
    found = page(client, "xa.konpne", "watched-criteria")
    assert found.count("<tr>") >= 25  # two indicators of twelve communes and the head
    assert "Tiêu chí 10 và 11" in found and "Xã Đăk Hlơ" not in found


def test_both_pages_of_targets_lead_to_each_other(client: Client) -> None:
    assert reverse("reports:targets") in page(client, "dieuphoi", "targets")
    answer = client.get(reverse("reports:targets"))
    assert reverse("campaigns:targets") in answer.content.decode()


def test_the_queries_of_the_page_do_not_depend_on_the_day(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(140):
        page(client, "dieuphoi", "targets")
