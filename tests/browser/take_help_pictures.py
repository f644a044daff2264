"""Take the pictures of the help pages anew, from a running portal with demonstration data.

    .venv/bin/python -m tests.browser.take_help_pictures http://127.0.0.1:8000 [NAME ...]

reads the shared password of the demonstration accounts from PORTAL_DEMO_PASSWORD and writes PNG
files of at most 60 KB to static/img/help. It only reads pages: nothing in the portal changes.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launched

FOLDER = Path(__file__).resolve().parents[2] / "static" / "img" / "help"
WIDTH, LIMIT = 1180, 60_000


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, where they begin, which links they follow, how much is shown.

    `clicks` are CSS selectors or words of links in the main part; `top` is the element the
    picture begins at, `height` how many pixels of the page below it.
    """

    name: str
    user: str
    start: str = "/"
    clicks: tuple[str, ...] = ()
    top: str = "main"
    height: int = 560


SHOTS = (
    Shot("viec-cua-xa", "xa.dakrong", height=620),
    Shot("nhap-so-lieu", "xa.sonlang", clicks=("Mở báo cáo",), height=640),
    Shot("con-thieu", "xa.sonlang", clicks=("Còn thiếu gì",), height=480),
    Shot("trinh-ky", "ld.krong", clicks=("Xem và gửi báo cáo",), height=620),
    Shot("hang-ra-soat", "nnptnt", clicks=("Rà soát",), height=420),
    Shot("ra-soat-mot-muc", "nnptnt", clicks=("Rà soát", "main a[href^='/ra-soat/'][href*='-']")),
    Shot("tong-hop", "dieuphoi", "/tong-hop/", height=860),
    Shot("chua-bao-cao", "dieuphoi", "/chua-bao-cao/", height=430),
    Shot("in-bao-cao", "dieuphoi", "/in-bao-cao/", height=520),
    Shot("viec-cua-lanh-dao", "chutich", height=480),
    Shot("muc-tieu", "chutich", "/muc-tieu/", height=520),
    Shot("huy-dong", "xa.sonlang", "/phong-trao/huy-dong/", height=470),
    Shot("bang-nhiem-vu", "dieuphoi", "/phong-trao/nhiem-vu/bang/", top="nav.parts", height=620),
    Shot("kien-nghi", "noivu", "/phong-trao/kien-nghi/", height=520),
    Shot("tham-dinh-khen-thuong", "noivu", "/khen-thuong/tham-dinh/", height=400),
    Shot("tai-khoan", "quantri", "/tai-khoan/danh-sach/", height=420),
)


def sign_in(browser: Browser, address: str, user: str, password: str) -> Page:
    """A page on which that person is signed in."""
    page = browser.new_context(viewport={"width": WIDTH, "height": 900}, locale="vi-VN").new_page()
    page.goto(f"{address}/tai-khoan/dang-nhap/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return page


def take(page: Page, address: str, shot: Shot) -> Image.Image:
    """Follow the trail and cut the picture out of the page."""
    page.goto(address + shot.start)
    for click in shot.clicks:
        by_words = page.locator("main a", has_text=click)
        (page.locator(click) if click.startswith("main ") else by_words).first.click()
        page.wait_for_load_state()
    box: Any = page.locator(shot.top).first.bounding_box()
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    below = min(int(box["y"]) + shot.height, whole.height)
    return whole.crop((0, int(box["y"]), WIDTH, below))


def small(picture: Image.Image) -> bytes:
    """As PNG within the limit: fewer colours first, then a smaller picture."""
    for colours, scale in ((96, 1.0), (48, 1.0), (48, 0.8), (32, 0.7)):
        size = (int(picture.width * scale), int(picture.height * scale))
        out = io.BytesIO()
        drawn = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        drawn.quantize(colours).save(out, "PNG", optimize=True)
        if out.tell() <= LIMIT:
            return out.getvalue()
    raise ValueError(f"still {out.tell()} bytes")


def main(address: str, names: Sequence[str] = ()) -> None:
    """Take all pictures, or those of the given names."""
    password = os.environ["PORTAL_DEMO_PASSWORD"]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = launched(play)
        pages: dict[str, Page] = {}
        for shot in (one for one in SHOTS if not names or one.name in names):
            if shot.user not in pages:
                pages[shot.user] = sign_in(browser, address, shot.user, password)
            content = small(take(pages[shot.user], address, shot))
            (FOLDER / f"{shot.name}.png").write_bytes(content)
            print(f"{shot.name}.png {len(content) // 1000} KB")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2:])
