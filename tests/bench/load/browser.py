"""One person's browser over aiohttp: signs in, opens a group, saves cells, sends files.

Only what the pages offer is sent: fields, versions and addresses are read from the page. Each
person has an own loopback address, as people in their communes have, because limits of sign-in
count by address. Refuses every host but 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.bench.load.plan import UPLOAD_BYTES, UPLOAD_RATE

PATIENCE = aiohttp.ClientTimeout(total=60)
VERSION = re.compile(r'name="i(\d+)_v" value="(\d+)"')
FIELD = re.compile(r'name="i(\d+)_([a-z]+_(?:numerator|denominator|number|choice))"')
CODE = re.compile(r"mã lưu ([0-9A-F]{4})")
KEY = re.compile(r'name="key" value="([^"]+)"')
REPORT = re.compile(r'href="(/nhap-so-lieu/[0-9a-f-]{36}/)(?:\?[^"]*)?"')
GROUPS = 5
MOST_WAITS = 30  # waiting pages in a row before a person gives up


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took: `ms` from `since` to the last byte."""

    status: int
    body: str
    ms: float
    location: str = ""
    again: int = 0  # seconds after which to ask again


@dataclass
class Acknowledged:
    """A save or file the portal has said it keeps."""

    username: str
    kind: str  # "cell", "file", "form", "sent"
    report: str = ""
    indicator: int = 0
    version: int = 0
    key: str = ""
    code: str = ""
    sha256: str = ""
    values: dict[str, str] = field(default_factory=dict)


class Unexpected(Exception):
    """An answer that is no success; the message says which."""


class Browser:
    """A person with cookies and what the opened pages said."""

    def __init__(self, base: str, username: str, password: str, place: int) -> None:
        if urlsplit(base).hostname != "127.0.0.1":
            raise ValueError("this generator presses on 127.0.0.1 only")
        self.base, self.username, self.password = base, username, password
        self.source = f"127.{1 + place // 62_500}.{place // 250 % 250}.{1 + place % 250}"
        self.cookies: dict[str, str] = {}
        self.report = ""  # address of the form
        self.cells: dict[int, int] = {}  # indicator: version seen
        self.fields: dict[int, list[str]] = {}
        self.group = 0
        self.chance = random.Random(place)
        self.waited = 0  # waiting pages seen
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            # A new connection each time, as the server keeps idle ones for two seconds only.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(local_addr=(self.source, 0), force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=PATIENCE,
                headers={"Accept-Encoding": "gzip"},
            )
        return self._session

    async def ask(
        self, method: str, path: str, *, since: float | None = None, data: Any = None,
        heads: dict[str, str] | None = None, script: bool = False,
    ) -> Answer:  # fmt: skip
        """One request; redirects are not followed. `since` is when it was due (perf_counter).
        A waiting page is waited on, as a browser does; the time until it is over counts."""
        start = time.perf_counter() if since is None else since
        for _ in range(MOST_WAITS):
            answer = await self._once(method, path, start, data, heads, script)
            if answer.status != 503 or not answer.again:
                return answer
            self.waited += 1
            await asyncio.sleep(answer.again)
        return answer

    async def _once(
        self, method: str, path: str, start: float, data: Any, heads: dict[str, str] | None,
        script: bool,
    ) -> Answer:  # fmt: skip
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = {"Cookie": cookies, **(heads or {})}
        if script:
            own["X-Requested-With"] = "XMLHttpRequest"
        if method == "POST":
            own["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        request = self._opened().request(
            method, self.base + path, data=data, headers=own, allow_redirects=False
        )
        async with request as answer:
            body = await answer.text(errors="replace")
            for name, morsel in answer.cookies.items():
                self.cookies[name] = morsel.value
            ms = (time.perf_counter() - start) * 1000
            again = int(answer.headers.get("Retry-After", "0"))
            return Answer(answer.status, body, ms, answer.headers.get("Location", ""), again)

    async def get(self, path: str, since: float | None = None) -> Answer:
        """A page, which must be there."""
        answer = await self.ask("GET", path, since=since)
        if answer.status != 200:
            raise Unexpected(f"GET {path.split('?')[0]}: {answer.status} {answer.location}")
        return answer

    async def sign_in(self, since: float | None = None) -> float:
        """ms from the form sent to the session."""
        await self.get("/tai-khoan/dang-nhap/")
        body = {
            "login": self.username, "password": self.password,
            "csrfmiddlewaretoken": self.cookies["csrftoken"],
        }  # fmt: skip
        answer = await self.ask("POST", "/tai-khoan/dang-nhap/", data=body)
        if answer.status != 302 or "sessionid" not in self.cookies:
            raise Unexpected(f"sign-in of {self.username}: {answer.status}")
        return answer.ms

    async def find_report(self) -> None:
        """The address of the running period's form, from the list of periods."""
        page = await self.get("/nhap-so-lieu/")
        found = REPORT.search(page.body)
        if found is None:
            raise Unexpected(f"no form for {self.username}")
        self.report = found[1]

    async def open_group(self, since: float | None = None) -> float:
        """The next group of the form; its cells are known afterwards."""
        if not self.report:
            await self.find_report()
        self.group = self.group % GROUPS + 1
        page = await self.get(f"{self.report}?nhom={self.group}", since)
        self.read_form(page.body)
        return page.ms

    def read_form(self, body: str) -> None:
        """Versions and names of fields of a page of the form."""
        self.cells = {int(pk): int(version) for pk, version in VERSION.findall(body)}
        self.fields = {}
        for pk, name in FIELD.findall(body):
            if int(pk) in self.cells and name not in self.fields.setdefault(int(pk), []):
                self.fields[int(pk)].append(name)

    def typed(self, indicator: int) -> dict[str, str]:
        """New values for the fields of an indicator."""
        number = self.chance.randrange(100, 1000)
        values = {
            "numerator": str(number), "denominator": "1.236", "number": str(number % 90 + 1),
            "choice": self.chance.choice(("yes", "no")),
        }  # fmt: skip
        return {
            f"i{indicator}_{name}": values[name.rsplit("_", 1)[1]]
            for name in self.fields[indicator]
        }

    async def save_cell(self, since: float | None = None) -> tuple[float, Acknowledged | None]:
        """One cell with other values; (ms, what was acknowledged, None when nothing changed)."""
        indicator = self.chance.choice(list(self.fields))
        key, values = uuid.uuid4().hex, self.typed(indicator)
        before = self.cells[indicator]
        body = {"key": key, f"i{indicator}_v": str(before), **values}
        path = f"{self.report}o/{indicator}/"
        answer = await self.ask("POST", path, since=since, data=body, script=True)
        if answer.status != 200:
            raise Unexpected(f"save of a cell: {answer.status}")
        self.cells |= {int(pk): int(version) for pk, version in VERSION.findall(answer.body)}
        code = CODE.search(answer.body)
        if code is None:
            raise Unexpected("a save without a receipt")
        if self.cells[indicator] == before:
            return answer.ms, None
        kept = Acknowledged(
            self.username, "cell", self.report.split("/")[2], indicator, self.cells[indicator],
            key, code[1], values=values,
        )  # fmt: skip
        return answer.ms, kept

    async def upload(self) -> tuple[float, Acknowledged]:
        """A file of 300 KB at 50 KB/s; ms from its last byte sent to the answer."""
        indicator = self.chance.choice(list(self.fields))
        content = b"%PDF-1.4\n" + self.chance.randbytes(UPLOAD_BYTES - 15) + b"\n%%EOF"
        edge = uuid.uuid4().hex
        head = (
            f"--{edge}\r\nContent-Disposition: form-data; name=\"i{indicator}_files\"; "
            f"filename=\"minh-chung-{edge[:6]}.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
        ).encode()  # fmt: skip
        whole = head + content + f"\r\n--{edge}--\r\n".encode()
        sent = [time.perf_counter()]

        async def slowly() -> AsyncIterator[bytes]:
            step = UPLOAD_RATE // 10
            start = time.perf_counter()
            for turn, place in enumerate(range(0, len(whole), step)):
                await asyncio.sleep(max(0.0, start + turn / 10 - time.perf_counter()))
                yield whole[place : place + step]
            sent[0] = time.perf_counter()

        heads = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Content-Length": str(len(whole)),
        }
        path = f"{self.report}minh-chung/{indicator}/"
        answer = await self.ask("POST", path, data=slowly(), heads=heads, script=True)
        if answer.status != 200:
            raise Unexpected(f"upload: {answer.status}")
        ms = (time.perf_counter() - sent[0]) * 1000
        digest = hashlib.sha256(content).hexdigest()
        return ms, Acknowledged(self.username, "file", self.report.split("/")[2], indicator,
                                sha256=digest)  # fmt: skip
