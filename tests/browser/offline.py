"""A device with an entry form on a link that goes and comes: what a person types, chooses and sees,
in the order it happened, for comparing with what the portal has stored in the end."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from communes.models import ProgressReport
from tests.browser.walking import sign_in
from tests.factories.communes import World, pdf

CELLS = {"10": "a_number", "17.9": "a_number"}
POSTS = re.compile(r"/(o|minh-chung)/\d+/")
SENT = "!window.outbox.waiting().length && window.outbox.state().name === 'idle'"
KEPT = """text => {
  const kept = window.outbox.mine().some(row => JSON.stringify(row).includes('"' + text + '"'));
  const sent = document.getElementById('da-luu').textContent.startsWith('Đã');
  return (kept || sent) && !window.outbox.state().busy;
}"""
FORGET = "document.getElementById('da-luu').textContent = ''"  # the receipt of what was before
HELD = """([indicator, name]) => window.outbox.mine()
  .filter(row => row.kind === 'cell' && row.indicator === indicator)
  .map(row => ({value: row.values[name], open: row.state === 'waiting' && !row.tried}))"""


def until(page: Any, true: str, seconds: float = 20) -> None:
    """Wait for an expression of JavaScript. Playwright's own waiting needs an eval, which the
    portal's policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(true):
        assert time.monotonic() < end, f"{true}: {page.locator('#hop-cho').inner_text()}"
        page.wait_for_timeout(20)


@dataclass
class Edit:
    """One number typed in a cell.

    `end` is "" unless it was typed over before it was sent ("replaced") or given up for another's
    ("theirs"). `over` are the numbers of the same cell that were sent but not answered when it was
    typed; `asked`, that it stood beside another's to be chosen from.
    """

    device: str
    code: str
    value: str
    end: str = ""
    over: tuple[str, ...] = ()
    asked: bool = False


@dataclass
class Ledger:
    """What people did and saw on all devices."""

    edits: list[Edit] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    conflicts: int = 0
    # {(device, code): numbers that stood on this device's screen for this cell}
    seen: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def kept(self) -> dict[str, Edit]:
        """{number: its edit} of all that must be stored."""
        return {edit.value: edit for edit in self.edits if not edit.end}

    @property
    def typed_over(self) -> set[str]:
        """Numbers that came second to another device's while a newer one of the same person was
        waiting behind them: the newer one was asked about in their place."""
        return {value for edit in self.edits if edit.asked for value in edit.over}

    def edit(self, value: str) -> Edit:
        return next(one for one in self.edits if one.value == value)


class Device:
    """A browser of its own, signed in, with the form of group II open."""

    def __init__(
        self, name: str, browser: Any, address: str, world: World, report: ProgressReport
    ) -> None:
        self.name, self.world = name, world
        self.address = f"{address}/nhap-so-lieu/{report.uid}/?nhom=2"
        self.context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        self.context.set_default_timeout(15_000)
        sign_in(self.context, address, world.officer.username)
        self.ledger = Ledger()
        self.troubles: list[str] = []
        self.page: Any = None

    def open(self) -> None:
        """A new tab; what the outbox holds is sent, or tried, before anything else happens."""
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.goto(self.address)
        until(self.page, SENT)

    def kill(self) -> None:
        """The tab is gone, nobody asked it."""
        self.page.close(run_before_unload=False)

    # --- the link
    def cut(self, kind: str) -> None:
        """no link; no way to the portal; a portal that is down; or answers that get lost."""
        if kind == "offline":
            self.context.set_offline(True)
        else:
            self.page.route(POSTS, {"deaf": _deaf, "down": _down, "lost": _lost}[kind])

    def restore(self) -> None:
        """The link is back, and the person does not want to wait for the next try."""
        self.context.set_offline(False)
        self.page.unroute_all(behavior="wait")
        send = self.page.locator("#hop-cho [data-send]")
        if send.is_visible():
            send.click()
        until(self.page, SENT)

    # --- what a person does
    def number(self, code: str) -> Any:
        return self.page.locator(f"[name=i{self.world.indicators[code].pk}_{CELLS[code]}]")

    def asks(self, code: str) -> bool:
        """Both numbers stand there to be chosen from: nothing can be typed."""
        row = self.page.locator(f"#i{self.world.indicators[code].pk}")
        return bool(row.locator("input[name$=_pick]").count())

    def type(self, code: str, value: str) -> None:
        """A number into a cell, which is left afterwards; the outbox has it then."""
        pk = str(self.world.indicators[code].pk)
        box = self.number(code)
        self.ledger.seen[self.name, code] |= {box.input_value(), value}
        held = self.page.evaluate(HELD, [pk, f"i{pk}_{CELLS[code]}"])
        for row in held:
            if row["open"]:
                self.ledger.edit(row["value"]).end = "replaced"
        over = tuple(row["value"] for row in held if not row["open"])
        self.ledger.edits.append(Edit(self.name, code, value, over=over))
        self.page.evaluate(FORGET)
        box.fill(value)
        box.press("Tab")
        self.kept(value)

    def kept(self, value: str) -> None:
        """Wait until the change is in the outbox or has left it, and sending came to a halt."""
        until(self.page, f"({KEPT})({value!r})")

    def choose(self, code: str, name: str) -> None:
        """A file of its own content beside a figure."""
        row = self.page.locator(f"#i{self.world.indicators[code].pk}")
        self.ledger.files.append(name)
        chosen = {"name": name, "mimeType": "application/pdf", "buffer": pdf(name)}
        self.page.evaluate(FORGET)
        row.locator("input[type=file]").set_input_files(chosen)
        self.kept(name)

    def decide(self, code: str, choice: str) -> None:
        """Look at both numbers and choose "mine" or "theirs"."""
        row = self.page.locator(f"#i{self.world.indicators[code].pk}")
        typed = row.locator(f"input[type=hidden][name$=_{CELLS[code]}]").input_value()
        mine, theirs = map(_bare, row.locator(".pick b").all_inner_texts())
        assert mine == typed
        self.ledger.conflicts += 1
        self.ledger.seen[self.name, code].add(theirs)
        self.ledger.edit(typed).asked = True
        if choice == "theirs":
            self.ledger.edit(typed).end = "theirs"
        row.locator(f"input[value={choice}]").check()
        asked = row.locator("fieldset.warn").element_handle()
        row.locator("[data-pick]").click()
        asked.wait_for_element_state("hidden")
        until(self.page, SENT)


def _bare(words: str) -> str:
    """ "1021" of "1.021 triệu đồng/người/năm"."""
    return words.split()[0].replace(".", "")


def _deaf(route: Any) -> None:
    route.abort()


def _down(route: Any) -> None:
    route.fulfill(status=503, body="")


def _lost(route: Any) -> None:
    route.fetch()  # the portal stores it, the page never hears of it
    route.abort()
