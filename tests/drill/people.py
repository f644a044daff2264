"""People who work over HTTP, and send again under the same key until they are answered."""

from __future__ import annotations

import hashlib
import html
import io
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from pypdf import PdfWriter

from tests.drill.portal import PASSWORD

PATIENCE = 75.0  # seconds a request may take: what the proxy gives it (proxy_read_timeout)
NO_ROOM = "hết chỗ"  # stands in what people read when the disk is full
AGAIN = 1.0  # seconds before the same is sent again; the page's script waits five
THINK = 0.4
PRINTS = 30.0  # seconds from one print asked for to the next: one worker makes them all
SENTENCE = re.compile(r"<[^>]+data-say[^>]*>(.*?)</", re.DOTALL)
REFUSAL = re.compile(r'invalid-feedback"[^>]*>([^<]+)')


@dataclass
class Act:
    """One thing a person wanted, and how it went. `seen` are the answers on the way: status codes,
    "" for none at all; `said` the last sentence of a page that was not a success."""

    kind: str
    by: str
    key: str
    begun: float
    about: dict[str, Any] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    status: int = 0
    ended: float = 0.0

    @property
    def acknowledged(self) -> bool:
        return 200 <= self.status < 400

    @property
    def seconds(self) -> float:
        return self.ended - self.begun


class Person(threading.Thread):
    """Signs in, then does `work(self)` again and again until the crowd goes home."""

    def __init__(self, crowd: Crowd, login: str, work: Callable[[Person], bool]) -> None:
        super().__init__(name=login, daemon=True)
        self.login, self.crowd, self._work = login, crowd, work
        self.http = requests.Session()
        self.http.headers["Referer"] = crowd.url
        # As the proxy asks: a kept connection may be closed just when the next request leaves.
        self.http.headers["Connection"] = "close"
        self.broke = ""

    @property
    def url(self) -> str:
        return self.crowd.url

    def sign_in(self) -> None:
        page = f"{self.url}/tai-khoan/dang-nhap/"
        self.http.get(page, timeout=PATIENCE).raise_for_status()
        body = {"login": self.login, "password": PASSWORD, **self.mark()}
        answer = self.http.post(page, data=body, timeout=PATIENCE, allow_redirects=False)
        if answer.status_code != 302:
            raise RuntimeError(f"{self.login} could not sign in: {answer.status_code}")
        self.http.headers["X-Requested-With"] = "XMLHttpRequest"  # from here on as the script

    def mark(self) -> dict[str, str]:
        """The form's own mark against foreign forms."""
        return {"csrfmiddlewaretoken": str(self.http.cookies["csrftoken"])}

    def run(self) -> None:
        try:
            while not self.crowd.over.is_set():
                if not self._work(self):
                    return
                self.crowd.over.wait(THINK)
        except Exception as error:  # noqa: BLE001 - told to the drill, which fails by it
            self.broke = f"{type(error).__name__}: {error}"

    def insist(
        self,
        kind: str,
        path: str,
        body: dict[str, str],
        *,
        key: str,
        about: dict[str, Any],
        files: Callable[[], dict[str, Any]] | None = None,
        done: Callable[[requests.Response], bool] | None = None,
    ) -> tuple[Act, requests.Response | None]:
        """Post until there is an answer below 500, always the same body under the same key.

        `done` tells which answers from 400 on still mean that it is stored (a repeat).
        """
        act = Act(kind, self.login, key, time.monotonic(), about)
        self.crowd.acts.append(act)
        answer: requests.Response | None = None
        while True:
            try:
                answer = self.http.post(
                    self.url + path,
                    data={**body, **self.mark()},
                    files=files() if files else None,
                    timeout=PATIENCE,
                    allow_redirects=False,
                )
            except requests.RequestException:
                act.seen.append("")
            else:
                act.seen.append(str(answer.status_code))
                # A person who reads that there is no room tries again later.
                if answer.status_code < 500 and NO_ROOM not in answer.text:
                    break
                act.said += SENTENCE.findall(answer.text) + REFUSAL.findall(answer.text)
            if self.crowd.given_up.is_set():
                return act, None
            time.sleep(AGAIN)
        act.status, act.ended = answer.status_code, time.monotonic()
        if not act.acknowledged:
            act.said += REFUSAL.findall(answer.text)
            if done and done(answer):
                act.status = 200
        return act, answer


class Crowd:
    """Everybody who works during one drill, and all they did."""

    def __init__(self, url: str, cast: dict[str, Any]) -> None:
        self.url, self.cast = url, cast
        self.acts: list[Act] = []
        self.over, self.given_up = threading.Event(), threading.Event()
        self.people: list[Person] = []

    def sign_in(self, *, senders: bool = True, printers: bool = True) -> None:
        """Everybody is at the desk before the fault comes."""
        for one in self.cast["savers"]:
            self.people.append(Person(self, one["login"], Saver(one)))
        for one in self.cast["savers"][:2]:
            self.people.append(Person(self, one["login"], Uploader(one)))
        if senders:
            waiting = list(self.cast["sendable"])
            self.people += [Person(self, one["login"], Sender(one, n)) for n, one in
                            enumerate(waiting)]  # fmt: skip
        if printers:
            self.people.append(Person(self, self.cast["printer"], Printer()))
        for person in self.people:
            person.sign_in()

    def begin(self) -> None:
        for person in self.people:
            person.start()

    def end(self, seconds: float = 120.0) -> None:
        """Nobody begins anything new; what was begun is insisted on to its end."""
        self.over.set()
        limit = time.monotonic() + seconds
        for person in self.people:
            person.join(max(0.1, limit - time.monotonic()))
        self.given_up.set()
        for person in self.people:
            person.join(PATIENCE + 5)

    def served_since(self, moment: float, kind: str = "save") -> set[str]:
        """Who had an act acknowledged that began after `moment`."""
        return {a.by for a in list(self.acts) if a.kind == kind and a.acknowledged
                and a.begun > moment}  # fmt: skip

    def answers(self) -> Counter[str]:
        """How often each answer came, "" for none."""
        return Counter(code for act in self.acts for code in act.seen)

    def sentences(self) -> list[str]:
        """What people read when something did not go."""
        return sorted({" ".join(html.unescape(text).split()) for act in self.acts
                       for text in act.said if text})  # fmt: skip

    @property
    def broken(self) -> list[str]:
        return [f"{p.login}: {p.broke}" for p in self.people if p.broke]


class Saver:
    """Saves one cell after the other, each time with another figure."""

    def __init__(self, desk: dict[str, Any]) -> None:
        self.report, self.cells = desk["report"], [dict(cell) for cell in desk["cells"]]
        self.turn = 0

    def __call__(self, person: Person) -> bool:
        self.turn += 1
        cell = self.cells[self.turn % len(self.cells)]
        value = f"{self.turn % 90},{self.turn % 89:02d}"
        key = uuid.uuid4().hex
        body = {"key": key, f"i{cell['id']}_v": str(cell["version"]), cell["field"]: value}
        about = {"report": self.report, "indicator": cell["id"], "value": value}
        path = f"/nhap-so-lieu/{self.report}/o/{cell['id']}/"
        _, answer = person.insist("save", path, body, key=key, about=about)
        if answer is not None and answer.status_code == 200:
            shown = re.search(rf'name="i{cell["id"]}_v" value="(\d+)"', answer.text)
            if shown is None:
                raise RuntimeError("the row came back without its version")
            cell["version"] = int(shown[1])
        return answer is not None


class Uploader:
    """Adds a PDF of its own content to one cell after the other, as small scans are."""

    def __init__(self, desk: dict[str, Any], size: int = 60_000) -> None:
        self.report, self.size = desk["report"], size
        self.ids = [cell["id"] for cell in desk["cells"]]
        self.turn = 0

    def __call__(self, person: Person) -> bool:
        self.turn += 1
        if self.turn > 18 * len(self.ids):  # twenty files stand at an entry at most
            return False
        indicator = self.ids[self.turn % len(self.ids)]
        content = scan(self.size)
        key = hashlib.sha256(content).hexdigest()
        files = lambda: {  # noqa: E731 - a stream is read once, a repeat needs another
            f"i{indicator}_files": ("Ảnh chụp biên bản.pdf", io.BytesIO(content))
        }
        path = f"/nhap-so-lieu/{self.report}/minh-chung/{indicator}/"
        _, answer = person.insist(
            "upload", path, {}, key=key, about={"sha256": key}, files=files,
            done=lambda found: "đã có trong mục này" in found.text,
        )  # fmt: skip
        return answer is not None


def scan(size: int) -> bytes:
    """A true PDF of about `size` bytes that nobody has sent before."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": uuid.uuid4().hex})
    writer.add_attachment("anh", uuid.uuid4().bytes * (size // 16))
    writer.write(out)
    return out.getvalue()


class Sender:
    """A leader who sends one report, each some seconds after the one before."""

    def __init__(self, desk: dict[str, Any], place: int) -> None:
        self.report, self.place = desk["report"], place

    def __call__(self, person: Person) -> bool:
        if person.crowd.over.wait(3.0 * self.place):
            return False
        person.insist(
            "send", f"/trinh-ky/{self.report}/gui/", {}, key=self.report,
            about={"report": self.report},
        )  # fmt: skip
        return False


class Printer:
    """Asks for the report of a quarter as DOCX now and then."""

    def __call__(self, person: Person) -> bool:
        key = uuid.uuid4().hex
        ask_print(person, key, "docx")
        return not person.crowd.over.wait(PRINTS)


def ask_print(person: Person, key: str, format_: str) -> Act:
    """Ask for a print; acknowledged when the job's page is shown."""
    body = {"kind": "progress-report", "period": "2025-Q1", "format": format_, "key": key,
            "map_date": "", "known_at": ""}  # fmt: skip
    act, answer = person.insist("print", "/in-bao-cao/", body, key=key, about={})
    if answer is not None and answer.status_code == 302:
        act.about["job"] = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    return act


def clerk(crowd: Crowd, work: Callable[[Person], bool] = lambda _: False) -> Person:
    """Somebody who prints, beside the crowd: signed in, at work once started."""
    person = Person(crowd, crowd.cast["printer"], work)
    person.sign_in()
    return person


def two_prints(person: Person) -> bool:
    """Work of a clerk: asks for two prints, then rests."""
    for _ in range(2):
        ask_print(person, uuid.uuid4().hex, "docx")
    return False
