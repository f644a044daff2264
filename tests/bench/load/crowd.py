"""People arriving: open arrivals, whatever the portal answers and however slow it is.

An arrival is due at a moment drawn beforehand (Poisson) and counts from that moment. It goes to
the person who has rested longest; when nobody has rested for `THINK` the one who comes closest acts
early, which is counted, so that slowness of the portal never lessens the load.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from tests.bench.load.browser import Acknowledged, Browser, Unexpected
from tests.bench.load.plan import SHARES, THINK, Load

DASHBOARDS = ("/tong-hop/", "/tong-hop/theo-tinh/", "/", "/cong-khai/", "/muc-tieu/")
JOBS = ("pdf", "xlsx")
GOING_ON = 'hx-trigger="every 2s"'  # on the card of a job that is not over


@dataclass
class Log:
    """What happened: {kind: [(second of the run, ms)]}, what was acknowledged, what went wrong."""

    times: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    kept: list[Acknowledged] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    early: int = 0  # acts of people who had not finished thinking
    nobody: int = 0  # arrivals while people still signed in and nobody was free
    jobs: int = 0
    waited: int = 0  # waiting pages shown

    def samples(self, *kinds: str, since: float = 0.0, until: float = float("inf")) -> list[float]:
        """ms of these kinds within a stretch of the run."""
        return [ms for kind in kinds for at, ms in self.times[kind] if since <= at < until]


class Crowd:
    """Everybody, and the moments at which they act."""

    def __init__(self, load: Load, officers: list[Browser], staff: list[Browser]) -> None:
        self.load, self.officers, self.staff = load, officers, staff
        self.log = Log()
        self.chance = random.Random(20250627)
        self.resting: dict[str, deque[tuple[float, Browser]]] = {"officer": deque(),
                                                                 "staff": deque()}  # fmt: skip
        self.start = 0.0
        self.running: set[asyncio.Task[None]] = set()

    async def play(self) -> Log:
        """The whole run; ends when every act has its answer."""
        self.start = time.perf_counter()
        people = [("staff", one) for one in self.staff] + [("officer", o) for o in self.officers]
        self.chance.shuffle(people)
        jobs = asyncio.create_task(self._print_on())
        tasks = [self._sign_in_all(people), self._arrivals()]
        await asyncio.gather(*tasks)
        while self.running:
            await asyncio.gather(*self.running)
        jobs.cancel()
        await asyncio.gather(jobs, return_exceptions=True)
        for _kind, one in people:
            self.log.waited += one.waited
            await one.close()
        return self.log

    def _now(self) -> float:
        return time.perf_counter() - self.start

    def _begin(self, act: Awaitable[None]) -> None:
        task = asyncio.ensure_future(act)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def _sign_in_all(self, people: list[tuple[str, Browser]]) -> None:
        for place, (kind, one) in enumerate(people):
            await self._until(self.load.signing * place / len(people))
            self._begin(self._sign_in(kind, one))

    async def _sign_in(self, kind: str, one: Browser) -> None:
        await self._measured("sign-in", one.sign_in)
        if "sessionid" in one.cookies:
            self.resting[kind].append((self._now() - THINK[1], one))

    async def _arrivals(self) -> None:
        moment = 0.0
        while True:
            moment += self.chance.expovariate(self.load.arrivals)
            if moment >= self.load.seconds:
                return
            await self._until(moment)
            kind = self.chance.choices([k for k, _ in SHARES], [s for _, s in SHARES])[0]
            one = self._next("staff" if kind == "dashboard" else "officer")
            if one is not None:
                self._begin(self._act(kind, one, self.start + moment))

    async def _until(self, second: float) -> None:
        await asyncio.sleep(max(0.0, second - self._now()))

    def _next(self, who: str) -> Browser | None:
        """Who acts: the one who has rested longest. None while everybody is busy: an error once
        all have signed in."""
        queue = self.resting[who]
        if not queue:
            if self._now() > self.load.signing:
                self.log.errors.append(f"nobody free of {who}")
            self.log.nobody += 1
            return None
        since, one = queue.popleft()
        self.log.early += self._now() - since < self.chance.uniform(*THINK)
        return one

    async def _act(self, kind: str, one: Browser, due: float) -> None:
        if kind == "dashboard":
            await self._measured("dashboard", lambda: self._look(one, due))
        elif kind == "page" or not one.fields:
            await self._measured("page", lambda: one.open_group(due))
        elif kind == "upload":
            await self._measured("upload", lambda: self._send_file(one))
        else:
            await self._measured("save", lambda: self._save(one, due))
        self.resting["staff" if one in self.staff else "officer"].append((self._now(), one))

    async def _look(self, one: Browser, due: float) -> float:
        return (await one.get(self.chance.choice(DASHBOARDS), due)).ms

    async def _save(self, one: Browser, due: float) -> float:
        ms, kept = await one.save_cell(due)
        if kept is not None:
            self.log.kept.append(kept)
        return ms

    async def _send_file(self, one: Browser) -> float:
        ms, kept = await one.upload()
        self.log.kept.append(kept)
        return ms

    async def _measured(self, kind: str, act: Callable[[], Awaitable[float]]) -> None:
        at = self._now()
        try:
            self.log.times[kind].append((at, await act()))
        except (Unexpected, aiohttp.ClientError, TimeoutError) as wrong:
            self.log.errors.append(f"{kind} at {at:.1f} s: {wrong or type(wrong).__name__}")

    async def _print_on(self) -> None:
        """One report is always being printed: the next is asked for when it is done."""
        one = next(browser for browser in self.staff if "dieuphoi" in browser.username)
        while "sessionid" not in one.cookies:
            await asyncio.sleep(0.2)
        while self._now() < self.load.seconds:
            try:
                await self._print(one, JOBS[self.log.jobs % len(JOBS)])
                self.log.jobs += 1
            except (Unexpected, aiohttp.ClientError, TimeoutError) as wrong:
                self.log.errors.append(f"printing: {wrong or type(wrong).__name__}")
                await asyncio.sleep(1)

    async def _print(self, one: Browser, format_: str) -> None:
        body = {"kind": "progress-report", "period": "2025-Q2", "format": format_,
                "key": f"load-{self.chance.getrandbits(64):x}"}  # fmt: skip
        asked = await one.ask("POST", "/in-bao-cao/", data=body)
        if asked.status != 302:
            raise Unexpected(f"order of a print: {asked.status}")
        while self._now() < self.load.seconds:
            card = await one.get(asked.location)
            if GOING_ON not in card.body:
                if "Đã xong" not in card.body:
                    raise Unexpected("a print that failed")
                return
            await asyncio.sleep(2)
