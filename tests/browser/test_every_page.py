"""Every page a person can reach: no accessibility violation, no sideways scroll, no error."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
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
VIOLATIONS = """([left, known]) => axe.run(
  {exclude: [...left, ...known.map(number => window.parts[number])]},
  {resultTypes: ["violations"]},
).then(found => found.violations.map(
  one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target).join("; ")}`))"""
HEAD_AND_FOOT = ["header.top", "footer.foot"]  # the same on all pages of a person
# The outline of a page, and what each of its parts is made of, without texts and numbers; of rows
# of a kind one or many. A part that is made as another in order, below the same elements, is not
# searched again. A page of such parts, and of what only holds them, in a known outline is only
# measured.
STRUCTURE = """() => {
  const short = text => {  // FNV-1a of 32 bits, from both ends
    let one = 0x811c9dc5, two = 0x811c9dc5;
    for (let n = 0, last = text.length - 1; n <= last; n++) {
      one = Math.imul(one ^ text.charCodeAt(n), 0x01000193);
      two = Math.imul(two ^ text.charCodeAt(last - n), 0x01000193);
    }
    return (one >>> 0).toString(36) + "." + (two >>> 0).toString(36);
  };
  const made = new Map(), names = new Map(), parts = [];
  const of = node => {
    const kinds = new Map();
    for (const child of node.children) kinds.set(of(child), kinds.has(made.get(child)) ? "+" : "");
    const said = [...node.attributes].filter(a => !/^(id|for|href|action|value|name)$/.test(a.name))
      .map(a => /^(class|role|type|scope|hidden)$/.test(a.name) ? a.name + "=" + a.value : a.name);
    names.set(node, `${node.tagName} ${said.sort()}`);
    made.set(node, short(`<${names.get(node)}>${[...kinds].flat()}`));
    return made.get(node);
  };
  const list = (node, above) => {
    const here = short(above + names.get(node));
    for (const child of node.children) {
      const bare = /^(DIV|SECTION|ASIDE|FORM)$/.test(child.tagName) && child.children.length > 0
        && [...child.childNodes].every(one => one.nodeType !== 3 || !one.data.trim());
      const part = [here + made.get(child), 0, bare];
      parts.push(part);
      window.parts.push(child);
      list(child, here);
      part[1] = parts.length;
    }
  };
  const main = document.querySelector("main");
  if (!main) return [document.documentElement.outerHTML, []];
  const marks = main.querySelectorAll("h1,h2,h3,h4,h5,h6,section,aside,nav,form,[role]");
  const outline = [...marks].map(one => one.tagName + (one.getAttribute("role") || ""));
  window.parts = [];
  of(main);
  list(main, document.body.className);
  return [`${document.body.className} ${outline}`, parts];
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
        width = size["width"]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self.problems.append(f"{address} at {width}: {wide} px wide")
        outline, parts = self.page.evaluate(STRUCTURE)
        searched, known = divide(width, parts)
        if in_order(width, outline) and width in self.heads and all(searched.values()):
            return
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE.axe_script)
        left = HEAD_AND_FOOT if width in self.heads else []
        found = self.page.evaluate(VIOLATIONS, [left, known])
        self.problems += [f"{address} at {width}: {one}" for one in found]
        if not found:
            for made in (outline, *searched):
                mark(width, made).touch()
            self.heads.add(width)


def divide(width: int, parts: list[list[Any]]) -> tuple[dict[str, bool], list[int]]:
    """What to search of parts in the order of the page, each with the number behind its last inner
    one and whether it only holds others.

    {how it is made: whether it only holds others} of those to be searched, and the numbers of those
    to be left out. Of parts of a page that are made alike two are searched.
    """
    times: Counter[str] = Counter()
    searched: dict[str, bool] = {}
    known: list[int] = []
    number = 0
    while number < len(parts):
        made, behind, bare = parts[number]
        if times[made] >= 2 or in_order(width, made):
            known.append(number)
            number = behind
        else:
            times[made] += 1
            searched[made] = bare
            number += 1
    return searched, known


def mark(width: int, made: str) -> Path:
    """The file that is there when what is made so was in order at that width."""
    CHECKED.mkdir(exist_ok=True)
    return CHECKED / hashlib.sha256(f"{width} {made}".encode()).hexdigest()


def in_order(width: int, made: str) -> bool:
    return mark(width, made).exists()


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


def test_a_part_made_anew_is_searched_in_a_page_that_is_known(
    browser: Any, live_portal: str
) -> None:
    walk = Walk(browser.new_context(base_url=live_portal).new_page())
    frame = (
        '<html lang="vi"><title>x</title><body class="known-page"><main><h1>x</h1>'
        "<div>{}</div></main></body></html>"
    )
    row = "<p>{}</p>"
    walk.page.set_content(frame.format(row.format(1)))
    walk.look("known")
    assert walk.problems == []
    walk.page.set_content(frame.format(row.format(1) + row.format(2) + '<p><img src="/x.png"></p>'))
    walk.look("new")
    assert any("new at 360: image-alt: " in one for one in walk.problems)
