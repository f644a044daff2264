"""Pages on another map: marked, explained, and open to the right readers only."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import CarryMethod, CarryScope, Divided, Standard
from communes.models import CarryRule, Succession
from kbang_ntm.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]
MATRIX, UNITS, PUBLIC = (
    reverse("reports:matrix"),
    reverse("reports:units"),
    reverse("reports:public-home"),
)
ONTO = "ky=2025-Q1&ban_do=01/07/2025"


def why(key: str, no: str, query: str = ONTO) -> str:
    return f"{reverse('reports:carried', args=[key, no])}?{query}"


def get(client: Client, username: str, address: str, **headers: str) -> Any:
    client.force_login(User.objects.get(username=username))
    return client.get(address, headers=headers or None)


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# Who may not


@pytest.mark.parametrize("username", ["xa.sonlang", "ld.sonlang", "quantri"])
def test_figures_of_other_communes_are_not_opened_to_a_commune(
    client: Client, username: str
) -> None:
    assert get(client, username, why("xa-son-lang-2025", "11")).status_code == 403
    page = get(client, username, f"{MATRIX}?{ONTO}").content.decode()
    assert "tính chuyển từ" in page and "tinh-chuyen/" not in page


@pytest.mark.parametrize(
    ("key", "no", "query"),
    [
        ("krong", "11", ONTO),  # the same on both maps: its report tells why
        ("xa-son-lang-2025", "99", ONTO),
        ("xa-son-lang-2025", "11", "ky=2025-Q1"),
        ("dak-hlo", "11", ONTO),
    ],
)
def test_there_is_no_card_where_nothing_was_carried(
    client: Client, key: str, no: str, query: str
) -> None:
    assert get(client, "dieuphoi", why(key, no, query)).status_code == 404


# What they say


def test_the_matrix_marks_every_carried_cell_and_tells_the_rules(client: Client) -> None:
    answer = get(client, "dieuphoi", f"{MATRIX}?{ONTO}")
    page, words = answer.content.decode(), text(answer)
    assert "Tổng hợp 6 xã, Quý I/2025" in words
    assert page.count(" moved") == 5 * 19  # Krong keeps its own
    assert "Kông Bơ La: tính chuyển từ Đông, Nghĩa An, Kông Bơ La." in words
    assert "cộng tử số, cộng mẫu số rồi tính lại tỷ lệ; đơn vị bị chia: chia theo tỷ lệ" in words
    assert "(chưa kiểm chứng)" in words and "không phải báo cáo của xã mới" in words
    assert why("xa-kong-bo-la-2025", "11").replace("01/07/2025", "01%2F07%2F2025") in (
        page.replace("&amp;", "&")
    )


def test_the_maps_to_choose_from_are_named(client: Client) -> None:
    words = text(get(client, "dieuphoi", f"{MATRIX}?ky=2025-Q1"))
    assert "Theo bản đồ của kỳ (12 xã)" in words
    assert "Tính chuyển sang bản đồ từ 01/07/2025 (6 xã)" in words
    assert "Tính chuyển sang bản đồ đến hết 31/10/2024 (13 xã)" in words
    assert "tính chuyển từ" not in words


def test_a_period_names_a_map_too(client: Client) -> None:
    one = text(get(client, "dieuphoi", f"{MATRIX}?ky=2025-Q1&ban_do=2025-q3"))
    assert "Tổng hợp 6 xã" in one and "bản đồ ngày 30/09/2025 (6 xã)" in one
    wrong = text(get(client, "dieuphoi", f"{MATRIX}?ky=2025-Q1&ban_do=2031-Q3"))
    assert "Không có kỳ này trong cổng." in wrong and "Tổng hợp 12 xã" in wrong


def test_the_card_shows_old_units_shares_figures_rule_and_basis(client: Client) -> None:
    words = text(get(client, "dieuphoi", why("nghia-an", "11", "ky=2024-Q3&ban_do=01/11/2024")))
    assert "9,86\xa0% dân số, 31,81\xa0% diện tích".replace("\xa0", " ") in words
    for told in ("Đăk Hlơ", "(67/1.020 hộ)", "NQ 1195/NQ-UBTVQH15", "theo tỷ lệ dân số",
                 "Quy ước của cơ quan điều phối", "chưa kiểm chứng"):  # fmt: skip
        assert told in words
    lacking = text(get(client, "dieuphoi", why("xa-kbang-2025", "11")))
    assert "Thiếu thị trấn Kbang (không báo cáo bộ tiêu chí xã); riêng Lơ Ku" in lacking


def test_the_sheet_tells_the_same(client: Client) -> None:
    answer = get(client, "dieuphoi", f"{reverse('reports:matrix-sheet')}?{ONTO}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [str(c.value) for line in sheet.iter_rows() for c in line if c.value is not None]
    assert "Kông Bơ La (tính chuyển)" in cells and "Krong" in cells
    assert "Cách tính chuyển" in cells and "b, d" in cells
    assert any(line.startswith("b) cộng tử số") and "chưa kiểm chứng" in line for line in cells)


def test_the_unit_page_goes_back_before_the_unit(client: Client) -> None:
    page = get(client, "dieuphoi", reverse("reports:unit", args=["xa-kong-bo-la-2025"]))
    words = text(page)
    assert "qua 11 quý" in words and "ô vuông: tính chuyển" in words
    assert "từ Đông, Nghĩa An, Kông Bơ La, Đăk Hlơ" in words
    assert "chưa xác định: chưa có quy ước về kết quả công nhận" in words
    old = text(get(client, "dieuphoi", reverse("reports:unit", args=["nghia-an"])))
    early = reverse("reports:unit", args=["nghia-an"]) + "?ban_do=01/11/2024&biet_den=01/01/2024"
    then = text(get(client, "dieuphoi", early))
    assert "một phần Đăk Hlơ" not in old and "một phần Đăk Hlơ" in then
    assert "Như đã biết lúc 00:00 ngày 01/01/2024" in then and "Quý III/2024" not in then


def test_recognition_of_a_new_commune_is_unknown_until_a_rule_says(client: Client) -> None:
    address = f"{UNITS}?ngay=01/07/2025"
    before = text(get(client, "dieuphoi", address))
    assert before.count("Chưa xác định") == 5 and "16/19" in before
    CarryRule.objects.create(
        scope=CarryScope.RECOGNITION, standard=Standard.NTM, method=CarryMethod.ALL,
        divided=Divided.SAME, valid=(date(2025, 7, 1), None), legal_basis="thử nghiệm",
    )  # fmt: skip
    after = text(get(client, "dieuphoi", address))
    assert after.count("Chưa xác định") == 1  # the town is not recognised by this standard
    assert after.count("Có, chưa rõ năm") == 2  # Kông Bơ La and Sơn Lang: all of theirs are


def test_the_public_sees_confirmed_figures_carried(client: Client) -> None:
    words = text(client.get(f"{PUBLIC}?ban_do=01/07/2025"))
    assert "Các xã trên bản đồ ngày 01/07/2025" in words
    assert "Xã Kông Bơ La tính chuyển từ Đông, Nghĩa An, Kông Bơ La" in words
    assert "Số tiêu chí là của Quý I/2025" in words
    past = text(client.get(f"{PUBLIC}?biet_den=31/01/2025"))
    assert "Số tiêu chí là của Quý IV/2024" in past and "Như đã biết lúc" in past


def test_the_call_sheet_tells_where_a_commune_lies_now(client: Client) -> None:
    address = reverse("reports:late")
    words = text(get(client, "dieuphoi", f"{address}?ky=2025-Q2&ban_do=01/07/2025"))
    assert "Xã Lơ Ku nay: Kbang" in words
    assert "nay:" not in text(get(client, "dieuphoi", f"{address}?ky=2025-Q2"))


def test_the_map_draws_the_six(client: Client) -> None:
    words = text(get(client, "chutich", f"{reverse('reports:map')}?{ONTO}"))
    assert "Bản đồ 6 xã" in words and "Kông Bơ La: 15/19, tính chuyển từ Đông" in words
    assert "Kbang: chưa xác định" in words


# Freshness and cost


def test_a_change_of_what_carrying_rests_on_gives_a_new_page(client: Client) -> None:
    address = f"{MATRIX}?{ONTO}"
    tag = get(client, "dieuphoi", address)["ETag"]
    same = {"if-none-match": tag}
    assert client.get(address, headers=same).status_code == 304
    link = Succession.objects.filter(successor__key="xa-son-lang-2025")[0]
    link.legal_basis = "sửa căn cứ"
    link.save()
    changed = client.get(address, headers=same)
    assert changed.status_code == 200
    rule = CarryRule.objects.get(scope="method", method="ratio_of_sums")
    rule.note = "sửa"
    rule.save()
    again = client.get(address, headers={"if-none-match": changed["ETag"]})
    assert again.status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_units(client: Client) -> None:
    client.force_login(User.objects.get(username="dieuphoi"))
    used = []
    for query in ("ky=2024-Q3&ban_do=01/11/2024", "ky=2024-Q3&ban_do=01/07/2025"):
        client.get(f"{MATRIX}?{query}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{MATRIX}?{query}")
        used.append(len(asked))
    assert used == [QUERIES, QUERIES]


QUERIES = 19  # as the matrix of a period's own map, and carrying now and for the period before
