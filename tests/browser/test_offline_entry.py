"""The entry form on a link that goes and comes: nothing typed or chosen is lost, sent twice, sent
under another name, or put silently over somebody else's number."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from communes.models import EntryRevision, Evidence, ProgressReport, Receipt
from tests.browser.offline import CELLS, POSTS, SENT, Device, Ledger, until
from tests.browser.walking import sign_in
from tests.factories.communes import World, make_world, stand_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEED = int(os.environ.get("OFFLINE_SEED", "20250620"))
CUTS = 20
KINDS = ("offline", "deaf", "down", "lost")


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def report(world: World) -> ProgressReport:
    """Its cells have a first number, so that everything typed is put over something."""
    report = world.report()
    world.save(report, *(world.edit(code, {"a": {"number": "1"}}) for code in CELLS))
    return report


@pytest.fixture
def devices(
    browser: Any, live_portal: str, world: World, report: ProgressReport
) -> Iterator[list[Device]]:
    """Two computers of the same officer, with one ledger."""
    found = [Device(name, browser, live_portal, world, report) for name in ("một", "hai")]
    found[1].ledger = found[0].ledger
    for device in found:
        device.open()
    yield found
    for device in found:
        device.context.close()
        assert device.troubles == []


class Walk:
    """Cuts, edits, files, closed tabs, in an order that the seed decides."""

    def __init__(self, devices: list[Device], chance: random.Random) -> None:
        self.devices, self.chance = devices, chance
        self.number = 1000  # every typed number is another one: it names its edit

    def work(self, device: Device) -> None:
        """One to three numbers, sometimes a file."""
        for code in self.chance.choices(sorted(CELLS), k=self.chance.randint(1, 3)):
            if not device.asks(code):
                self.number += 1
                device.type(code, str(self.number))
        if self.chance.random() < 0.3:
            self.number += 1
            device.choose("11", f"Tệp {self.number}.pdf")

    def decide(self, device: Device) -> None:
        """Every pair of numbers on the page; some with the own one, some with the other's."""
        for code in sorted(CELLS):
            while device.asks(code):
                device.decide(code, self.chance.choice(["mine", "theirs"]))

    def cut(self) -> None:
        """The link of one device goes; both work on; it comes back, perhaps in another tab."""
        cut, other = self.chance.sample(self.devices, 2)
        cut.cut(self.chance.choice(KINDS))
        self.work(cut)
        if self.chance.random() < 0.6:
            self.work(other)
        if self.chance.random() < 0.4:
            cut.kill()
            cut.context.set_offline(False)
            cut.open()
        else:
            cut.restore()
        for device in self.devices:
            if self.chance.random() < 0.7:
                self.decide(device)

    def end(self) -> None:
        """Both are opened once more, and nothing waits."""
        for device in self.devices:
            device.kill()
            device.open()
            self.decide(device)
            assert device.page.evaluate("window.outbox.mine()") == []


def check_against(ledger: Ledger, world: World, report: ProgressReport) -> None:
    """Receipts = edits, each number once; whatever was overwritten had been on that screen."""
    kept = ledger.kept
    rows = EntryRevision.objects.filter(entry__report=report).exclude(base_version=0)
    stored = list(rows.select_related("entry__indicator").order_by("entry", "version"))
    once = Counter(number_of(row) for row in stored)
    assert set(once.values()) == {1}
    assert set(once) <= set(kept)
    assert set(kept) - set(once) <= ledger.typed_over
    receipts = Receipt.objects.filter(report=report, kind=Receipt.Kind.SAVE)
    assert receipts.count() == len(once) + 1  # and the one of the beginning
    firsts = EntryRevision.objects.filter(entry__report=report, base_version=0)
    before = {row.entry_id: number_of(row) for row in firsts}
    for row in stored:
        edit = kept[number_of(row)]
        assert edit.code == row.entry.indicator.code
        over = before[row.entry_id]
        assert over in ledger.seen[edit.device, edit.code], f"{over} was never shown: {edit}"
        before[row.entry_id] = number_of(row)
    files = Evidence.objects.filter(entry__report=report)
    assert sorted((row.name, row.state) for row in files) == sorted(
        (name, "stored") for name in ledger.files
    )


def number_of(row: EntryRevision) -> str:
    assert row.number is not None
    return f"{row.number.normalize():f}"


def test_random_cuts_tab_kills_and_two_devices(
    devices: list[Device], world: World, report: ProgressReport
) -> None:
    print(f"OFFLINE_SEED={SEED}")
    walk = Walk(devices, random.Random(SEED))
    for _ in range(CUTS):
        walk.cut()
    walk.end()
    ledger = devices[0].ledger
    check_against(ledger, world, report)
    ends = Counter(edit.end or "kept" for edit in ledger.edits)
    print(f"edits {dict(ends)}, conflicts shown {ledger.conflicts}, files {len(ledger.files)}")
    assert ledger.conflicts
    assert ledger.files
    assert ends["kept"] > CUTS


def test_a_number_nobody_chose_is_never_sent(
    devices: list[Device], world: World, report: ProgressReport
) -> None:
    """However often the outbox is sent and the form opened, two numbers stay two numbers."""
    device, other = devices
    device.cut("offline")
    device.type("10", "48")
    other.type("10", "51")
    device.restore()
    for again in ("send", "press", "open", "open"):
        assert device.asks("10")
        if again == "send":
            # What comes back for it speaks in the place where the next press does.
            with device.page.expect_response(lambda answer: bool(POSTS.search(answer.url))):
                device.page.locator("#hop-cho [data-send]").click()
            until(device.page, "!window.outbox.state().busy")
        elif again == "press":
            device.page.locator(".entry [data-pick]").click()
            device.page.locator("#da-luu", has_text="Chọn một trong hai số").wait_for()
        else:
            device.kill()
            device.open()
        until(device.page, SENT)
    box = device.page.locator("#hop-cho").inner_text()
    assert "Bạn nhập: 48" in box and "Đang lưu ở cổng: 51" in box
    rows = EntryRevision.objects.filter(entry__report=report, entry__indicator__code="10")
    assert [number_of(row) for row in rows.order_by("version")] == ["1", "51"]
    device.decide("10", "mine")
    assert number_of(rows.latest("version")) == "48"


def test_nobody_sees_or_sends_what_another_person_left(
    devices: list[Device], world: World, report: ProgressReport, live_portal: str
) -> None:
    device = devices[0]
    left = device.page
    device.cut("offline")
    device.type("10", "4321")
    sign_in(device.context, live_portal, world.second_officer.username)
    device.context.set_offline(False)
    # The first person's tab is still open: it asks for that person's password, and sends nothing.
    left.locator("dialog[open]").wait_for()
    assert world.officer.full_name in left.locator("dialog").inner_text()
    left.locator("dialog [data-later]").click()
    left.locator("#hop-cho [data-sign]").wait_for()
    page = device.context.new_page()
    page.goto(device.address)
    box = page.locator("#hop-cho")
    box.wait_for()
    assert f"1 ô của {world.officer.full_name}" in box.inner_text()
    assert "4321" not in page.content()
    field = page.locator(f"[name=i{world.indicators['17.9'].pk}_a_number]")
    field.fill("7")
    field.press("Tab")
    page.locator("#da-luu", has_text="Đã lưu").wait_for()
    authors = EntryRevision.objects.filter(entry__report=report, version=2)
    assert [row.author for row in authors] == [world.second_officer]
    left.close()
    page.close()
    sign_in(device.context, live_portal, world.officer.username)
    device.open()
    row = EntryRevision.objects.get(entry__report=report, number=4321)
    assert (row.author, row.origin) == (world.officer, "offline")


def test_a_closed_period_keeps_the_outbox_which_goes_into_a_file_and_comes_back(
    devices: list[Device], world: World, report: ProgressReport, live_portal: str, tmp_path: Path
) -> None:
    device, other = devices
    device.cut("offline")
    device.type("10", "4321")
    device.choose("11", "Danh sách hộ.pdf")
    device.kill()
    device.context.set_offline(False)
    stand_on(date(2025, 7, 1))
    device.open()
    box = device.page.locator("#hop-cho")
    assert "đã đóng" in box.inner_text()
    assert "4321" in box.inner_text() and "Danh sách hộ.pdf" in box.inner_text()
    assert not Evidence.objects.exists()
    file = tmp_path / "a.hopcho"
    with device.page.expect_download() as waiting:
        box.locator("[data-save]").click()
    waiting.value.save_as(file)
    assert re.fullmatch(r"hop-cho-\d{8}-\d{4}\.hopcho", waiting.value.suggested_filename)

    stand_on(date(2025, 6, 20))
    other.page.goto(f"{live_portal}/nhap-so-lieu/")
    take(other.page, file)
    until(other.page, SENT)
    device.page.reload()  # the first device sends the same once more
    until(device.page, SENT)
    until(device.page, "!window.outbox.mine().some(row => row.kind === 'cell')")
    assert EntryRevision.objects.filter(entry__report=report, number=4321).count() == 1
    assert [row.state for row in Evidence.objects.all()] == ["stored"]

    sign_in(other.context, live_portal, world.second_officer.username)
    other.page.reload()
    take(other.page, file)
    said = other.page.locator("#hop-cho [data-said]")
    assert f"giữ thay đổi của {world.officer.full_name}" in said.inner_text()


def take(page: Any, file: Path) -> None:
    """Choose a saved outbox on the list of periods."""
    page.locator("#hop-cho summary").click()
    page.locator("[data-take]").set_input_files(file)
    page.locator("#hop-cho [data-said]").wait_for()
