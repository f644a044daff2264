"""A help page for every role and for awards, with pictures that exist and are light."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.registry import registry
from reports.apps import HELP_PAGES
from reports.issuing_workflow import PAPER
from tests.factories.communes import make_user

pytestmark = pytest.mark.django_db
LIMIT = 60_000  # bytes a picture


@pytest.mark.parametrize("slug", [*HELP_PAGES, "khen-thuong"])
def test_a_page_with_steps_and_light_pictures(client: Client, slug: str) -> None:
    client.force_login(make_user("doc"))
    page = client.get(reverse("core:help_page", args=[slug])).content.decode()
    assert page.count('<ol class="steps">') >= 1
    pictures = re.findall(r'<img src="/static/([^"]+)" alt="[^"]{10,}"', page)
    assert pictures
    for picture in pictures:
        found = finders.find(picture)
        assert found is not None, picture
        assert Path(found).stat().st_size <= LIMIT, picture


SIGNING = ("«Trình ký»", "«Vào sổ»", "«Bản để ký»", "«Nhận bản đã ký»", "«Kiểm tra bản in»")
OF_DISTRICT, OF_COMMUNE = "«Trình thủ trưởng»", "«Trình lãnh đạo»"


@pytest.mark.parametrize(
    ("slug", "first", "other"),
    [
        ("van-phong-dieu-phoi", OF_DISTRICT, OF_COMMUNE),
        ("lanh-dao-huyen", OF_DISTRICT, OF_COMMUNE),
        ("co-quan-ra-soat", OF_DISTRICT, OF_COMMUNE),
        ("cong-chuc-xa", OF_COMMUNE, OF_DISTRICT),
        ("lanh-dao-xa", OF_COMMUNE, OF_DISTRICT),
    ],
)
def test_the_signing_round_is_told_by_the_words_of_its_buttons(
    client: Client, slug: str, first: str, other: str
) -> None:
    client.force_login(make_user("doc"))
    page = client.get(reverse("core:help_page", args=[slug])).content.decode()
    assert [words for words in (*SIGNING, first) if words not in page] == []
    assert other not in page


def test_the_acts_it_names_are_those_of_the_round() -> None:
    text = Path("templates/communes/help/_signing.html").read_text("utf-8")
    labels = {f"«{one.label}»" for one in PAPER.transitions}
    assert {word for word in labels if word in text} == labels - {
        "«Đồng ý, chuyển Văn phòng»", "«Đúng thể thức, trình lãnh đạo»", "«Bỏ dự thảo»",
    }  # fmt: skip


def test_the_list_names_every_role(client: Client) -> None:
    client.force_login(make_user("doc"))
    page = client.get(reverse("core:help")).content.decode()
    for slug in HELP_PAGES:
        assert reverse("core:help_page", args=[slug]) in page
    assert set(HELP_PAGES) <= set(registry.help_pages)


def test_no_picture_lies_unused() -> None:
    pages = Path("templates").glob("*/help/*.html")
    used = set(re.findall(r'name="([\w-]+)"', "".join(p.read_text("utf-8") for p in pages)))
    kept = {path.stem for path in Path("static/img/help").glob("*.png")}
    assert kept == used
