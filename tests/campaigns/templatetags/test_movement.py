"""The way around the movement: what it shows to whom, and where one is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from campaigns.templatetags.movement import PARTS, shown_parts
from kbang_ntm.core.navigation import Link, Links, Navigation, items


def everything_but(*hidden: str) -> Navigation:
    """The list of pages of a person who sees all of it except these."""
    links = tuple(
        Link(item.label, reverse(item.url_name), current=False)
        for item in items()
        if item.url_name not in hidden
    )
    return Navigation(Links(all=links, groups=(), top=()), post="")


@pytest.mark.parametrize(
    ("path", "part", "page"),
    [
        ("/phong-trao/", "Phong trào", "Tổng quan"),
        ("/phong-trao/nhiem-vu/bang/", "Nhiệm vụ", "Nhiệm vụ"),
        ("/phong-trao/kiem-tra/ton-tai/", "Kiểm tra, giám sát", "Tồn tại, hạn chế"),
        ("/phong-trao/so-ket/moi/", "Sơ kết, tổng kết", "Sơ kết, tổng kết"),
        ("/phong-trao/so/ocop/", "Gương điển hình", "Sổ mô hình, sáng kiến, OCOP"),
        ("/phong-trao/giao-uoc/x/", "Cụm, khối thi đua", None),
    ],
)
def test_the_longest_address_says_where_one_is(path: str, part: str, page: str | None) -> None:
    parts = shown_parts(path, everything_but(), "")
    here = [one for one in parts if one.current]
    assert [one.label for one in here] == [part]
    assert [link.label for link in here[0].links if link.current] == ([page] if page else [])


def test_what_a_person_may_not_open_is_not_shown() -> None:
    hidden = ("campaigns:letters", "campaigns:petitions", "campaigns:voices")
    parts = {one.label: one for one in shown_parts("/phong-trao/", everything_but(*hidden), "")}
    assert "Kiến nghị" not in parts
    assert [link.label for link in parts["Điều hành"].links] == [
        "Ban chỉ đạo, ban quản lý",
        "Kết luận cuộc họp",
    ]
    assert len(parts) == len(PARTS) - 1


def test_every_link_keeps_the_chosen_campaign() -> None:
    parts = shown_parts("/phong-trao/muc-tieu/", everything_but(), "?pt=krong")
    assert all(link.url.endswith("/?pt=krong") for one in parts for link in one.links)
    assert [link.current for one in parts if one.current for link in one.links] == [True, False]
