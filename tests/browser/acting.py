"""Acts on the pages of registers, as a person does them: follow a link, fill the form, press."""

from __future__ import annotations

import os
import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.leading import led_by
from tests.browser.test_recognition import Walker
from tests.factories.communes import pdf

FORM = "main form[method=post]"
PICTURES = os.environ.get("YEAR_PICTURES", "")


def paper(name: str) -> dict[str, Any]:
    """A scan to choose in a field of files."""
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": pdf(name)}


def picture(walker: Walker, name: str) -> None:
    """Pictures of the page at both widths, when asked for."""
    if not PICTURES:
        return
    for width in (360, 1366):
        walker.page.set_viewport_size({"width": width, "height": 768})
        walker.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def follow(walker: Walker, words: str) -> Any:
    """The first link of the page whose words hold these; the page it leads to is there."""
    return led_by(walker.page, walker.page.locator("main a", has_text=words).first)


def fill(page: Any, /, **values: Any) -> None:
    """Fields of the form by name: text, a choice by its words or value, a tick, a file."""
    for name, value in values.items():
        fields = page.locator(f"{FORM} [name='{name}']")
        tag = fields.first.evaluate("field => field.tagName + '.' + field.type")
        if tag.startswith("SELECT"):
            fields.select_option(value)
        elif value is True:
            fields.check()
        elif tag in ("INPUT.radio", "INPUT.checkbox"):
            page.locator(f"{FORM} [name='{name}'][value='{value}']").check()
        elif tag == "INPUT.file":
            fields.set_input_files(value)
        else:
            fields.fill(value)


def press(walker: Walker, /, **values: Any) -> Any:
    """Fill the form of the open page, send it, and see that it was done."""
    page = walker.page
    fill(page, **values)
    page.locator(f"{FORM} button.btn-primary").click()
    expect(page.locator(".messages .notice.good")).to_be_visible()
    return page


def act(walker: Walker, words: str, /, shot: str = "", **values: Any) -> Any:
    """Follow the link to an act, fill its form, and see that it was done."""
    page = follow(walker, words)
    page.locator(FORM).first.wait_for()
    if shot:
        picture(walker, shot)
    return press(walker, **values)


def refused(walker: Walker, /, **values: Any) -> Any:
    """Fill the form and send it: the page stays and says why. Returns where it says so."""
    page = walker.page
    fill(page, **values)
    page.locator(f"{FORM} button.btn-primary").click()
    expect(page.locator(".messages .notice.good")).to_have_count(0)
    return page.locator(FORM)


AGAIN = """async ([address, pairs, look]) => {
  const body = new URLSearchParams(pairs);
  body.append("csrfmiddlewaretoken", document.querySelector("meta[name=csrf]").content);
  const redirect = look ? "follow" : "manual";
  const answer = await fetch(address, {method: "POST", body, redirect});
  const done = look ? answer.redirected && answer.ok : answer.type === "opaqueredirect";
  return [done, answer.status, answer.url, done ? "" : await answer.text()];
}"""


def again(walker: Walker, address: str, /, *, look: bool = True, **values: str) -> str:
    """Send a form of a kind that was filled by hand before, from the open page, without drawing
    its own page. Returns the address it leads to. Raises AssertionError where it is refused.

    Without a `look` the page it leads to is not asked for: quicker, but what that would have said
    waits for the next page of this person.
    """
    told = [address, list(values.items()), look]
    done, status, url, text = walker.page.evaluate(AGAIN, told)
    assert done, (status, address, _said(text))
    return str(url).removeprefix(walker.base)


def turned_down(walker: Walker, address: str, /, **values: str) -> str:
    """Send a form that is refused, from the open page. Returns what the answer says."""
    told = [address, list(values.items()), True]
    done, status, _url, text = walker.page.evaluate(AGAIN, told)
    assert not done and status in (403, 422), (status, address)
    return _said(text)


def _said(text: str) -> str:
    """The words of a page's main part."""
    inside = text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", inside).split())
