"""The way around the movement: its parts, and the pages of the part one is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from kbang_ntm.core.navigation import Link, Navigation, address_of, items

register = template.Library()
HOME = "campaigns:home"


@dataclass(frozen=True)
class Part:
    """One part of the movement: pages as (label, name of the address), the first being its door.

    `also` are beginnings of addresses below the movement's that belong here without being pages
    of the list.
    """

    label: str
    pages: tuple[tuple[str, str], ...]
    also: tuple[str, ...] = ()


PARTS = (
    Part(
        "Phong trào",
        (
            ("Tổng quan", "home"),
            ("Kế hoạch", "plan"),
            ("Đối tượng khen thưởng", "subjects"),
            ("Kế hoạch của xã, cơ quan", "party-plans"),
        ),
    ),
    Part("Mục tiêu", (("Mục tiêu", "targets"), ("Thu nhập, nghèo đa chiều", "watched-criteria"))),
    Part(
        "Nhiệm vụ",
        (
            ("Nhiệm vụ", "tasks"),
            ("Văn bản hướng dẫn", "guidance"),
            ("Đề xuất chính sách", "proposals"),
        ),
    ),
    Part(
        "Điều hành",
        (
            ("Ban chỉ đạo, ban quản lý", "boards"),
            ("Kết luận cuộc họp", "meetings"),
            ("Văn bản đến", "letters"),
        ),
        also=("don-doc/",),
    ),
    Part("Giúp đỡ xã, làng", (("Phân công", "support"), ("Chuyến làm việc", "support-visits"))),
    Part(
        "Cụm, khối thi đua",
        (("Cụm, khối thi đua", "clusters"), ("Kết quả năm", "statements")),
        also=("giao-uoc/", "bang-cham/"),
    ),
    Part(
        "Huy động nguồn lực",
        (("Sổ huy động nguồn lực", "contributions"), ("Tổng hợp, kế hoạch", "contribution-totals")),
    ),
    Part(
        "Kiểm tra, giám sát",
        (
            ("Các cuộc kiểm tra", "inspections"),
            ("Tồn tại, hạn chế", "findings"),
            ("Kế hoạch kiểm tra", "inspection-plans"),
            ("Bốc thăm đơn vị", "draws"),
        ),
    ),
    Part("Kiến nghị", (("Kiến nghị", "petitions"), ("Ý kiến của người dân", "voices"))),
    Part(
        "Gương điển hình",
        (("Gương, mô hình hay", "stories"), ("Sổ mô hình, sáng kiến, OCOP", "books")),
    ),
    Part("Sơ kết, tổng kết", (("Sơ kết, tổng kết", "reviews"),)),
)


@dataclass(frozen=True)
class ShownPart:
    """A part as one request sees it."""

    label: str
    url: str
    current: bool
    links: tuple[Link, ...]


def shown_parts(path: str, navigation: Navigation, asked: str) -> list[ShownPart]:
    """The parts this person may open; `asked` is the query that keeps the chosen campaign.

    A page that the portal's list of pages knows is shown when that list shows it; the others are
    for whoever takes part in the movement.
    """
    home = address_of(HOME)
    listed = {item.url_name for item in items()}
    open_to = {link.url for link in navigation.links.all}
    found = []
    for part in PARTS:
        pages = [
            (label, address_of(f"campaigns:{name}"), f"campaigns:{name}")
            for label, name in part.pages
        ]
        pages = [page for page in pages if page[2] not in listed or page[1] in open_to]
        if pages:
            found.append((part, [page[:2] for page in pages]))
    starts = [(url, part.label, url) for part, pages in found for _, url in pages]
    starts += [(home + start, part.label, "") for part, _ in found for start in part.also]
    _, here, page = max(
        (one for one in starts if path.startswith(one[0])),
        key=lambda one: len(one[0]),
        default=("", "", ""),
    )
    return [
        ShownPart(
            part.label,
            pages[0][1] + asked,
            part.label == here,
            tuple(Link(label, url + asked, url == page) for label, url in pages),
        )
        for part, pages in found
    ]


@register.inclusion_tag("campaigns/parts.html", takes_context=True)
def movement_parts(context: dict[str, Any], whole: bool = False) -> dict[str, Any]:
    """The parts of the movement and the pages of the current one; `whole` writes out all pages,
    for the page that is the door to them."""
    path, asked = context["request"].path, str(context.get("asked", ""))
    parts = shown_parts(path, context["navigation"], asked)
    here = next((part for part in parts if part.current), None)
    doors = {link.url for link in here.links} if here else set()
    return {
        "parts": parts,
        "here": here,
        "door": bool(parts) and here == parts[0],
        "deep": path + asked not in doors,
        "asked": asked,
        "whole": whole,
    }
