"""Every page a person can reach: no accessibility violation, no sideways scroll, no error."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.walking import pages_of, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]

PEOPLE = ["", "xa.sonlang", "ld.krong", "xa.dakrong", "nnptnt", "dieuphoi", "quantri", "chutich"]
PHONE, COMPUTER = {"width": 360, "height": 740}, {"width": 1366, "height": 768}
AXE = Axe()
# Given parts are left out; what is asked of a page as a whole is asked all the same.
VIOLATIONS = """known => axe.run({exclude: known}, {resultTypes: ["violations"]}).then(
  found => found.violations.map(
    one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target).join("; ")}`))"""
HEAD_AND_FOOT = ["header.top", "footer.foot"]  # the same on all pages of a person
# What a page is made of, without its texts and numbers; of rows of a kind one or many. A page that
# is made as another that was in order is not searched again: only its width is.
STRUCTURE = """() => {
  const of = node => {
    const all = [...node.children].map(of), kinds = [...new Set(all)];
    const kids = kinds.map(k => k + (all.filter(one => one === k).length > 1 ? "+" : "")).join("");
    const said = [...node.attributes].filter(a => !/^(id|for|href|action|value|name)$/.test(a.name))
      .map(a => /^(class|role|type|scope|hidden)$/.test(a.name) ? a.name + "=" + a.value : a.name);
    return `<${node.tagName} ${said.sort()}>${kids}</>`;
  };
  const main = document.querySelector("main");
  return main ? document.body.className + of(main) : document.documentElement.outerHTML;
}"""
# In the run's own folder, so that one test process need not search what another found in order.
CHECKED = Path(os.environ["PORTAL_VAR"]) / "pages-in-order"
# This script folds what is in order when it starts on a phone.
ASKS_THE_WIDTH = "[...document.scripts].some(one => one.src.endsWith('/entry.js'))"


class Walk:
    """Looks at each page on a phone, then on a computer, and notes what is wrong."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.problems: list[str] = []
        self.heads: set[int] = set()  # widths at which this person's head and foot were in order
        page.set_viewport_size(PHONE)

    def look(self, address: str) -> None:
        """Both widths of the page that is open; opened anew where its script asks for the width."""
        self.check(address, PHONE)
        self.page.set_viewport_size(COMPUTER)
        if self.page.evaluate(ASKS_THE_WIDTH):
            self.page.reload()
        self.check(address, COMPUTER)
        self.page.set_viewport_size(PHONE)

    def check(self, address: str, size: dict[str, int]) -> None:
        """Sideways scroll, and what axe finds."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            self.problems.append(f"{address} at {size['width']}: {wide} px wide")
        made = f"{size['width']} {self.page.evaluate(STRUCTURE)}"
        checked = CHECKED / hashlib.sha256(made.encode()).hexdigest()
        if checked.exists() and size["width"] in self.heads:
            return
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE.axe_script)
        known = HEAD_AND_FOOT if size["width"] in self.heads else []
        found = self.page.evaluate(VIOLATIONS, known)
        self.problems += [f"{address} at {size['width']}: {one}" for one in found]
        if not found:
            CHECKED.mkdir(exist_ok=True)
            checked.touch()
            self.heads.add(size["width"])


@pytest.mark.parametrize("username", PEOPLE)
def test_pages(username: str, browser: Any, live_portal: str) -> None:
    context = browser.new_context(base_url=live_portal, locale="vi-VN")
    context.set_default_timeout(20_000)
    if username:
        sign_in(context, live_portal, username)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    walk = Walk(page)
    addresses = pages_of(page, "/" if username else "/cong-khai/", look=walk.look)
    assert len(addresses) >= (5 if username else 2), addresses
    context.close()
    assert not walk.problems + said, "\n".join(walk.problems + said)


def test_the_walk_sees_what_is_wrong(browser: Any, live_portal: str) -> None:
    page = browser.new_context(base_url=live_portal).new_page()
    walk = Walk(page)
    page.set_content('<p style="width: 900px">x</p><img src="/x.png">')
    walk.look("here")
    assert any("here at 360: " in one and "px wide" in one for one in walk.problems)
    assert any("here at 1366: image-alt: img" in one for one in walk.problems)
