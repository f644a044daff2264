"""Long annexes to PDF: portions of rows, laid out by two processes at once.

Each annex is worked on from two places, its beginning and its middle. A portion leaves the rows of
its last page to the one that follows, so that pages are filled as if the annex had been laid out
whole; only the page before the middle may be short. A first, small portion tells how many rows
fill a page; the middle is put where a page of such rows would begin.

The parts are the same on every machine: neither its cores nor its speed decide them.
"""

from __future__ import annotations

import base64
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from xml.etree import ElementTree

from reports.documents.renderers import html, stretches
from reports.documents.renderers.layout_process import Answer, LayoutProcess, Request
from reports.documents.renderers.sources import LINKS, new_page
from reports.documents.renderers.stretches import START, Place, Stretch
from reports.documents.tree import Annex, Document, Picture, Table

if TYPE_CHECKING:
    from reports.documents.renderers.fetching import StoredFileReader

PROCESSES = 2
PROBES = 6  # in a portion
# Two processes for this one; a second long printing in the same process waits for the first.
_turn = threading.Lock()


@dataclass(frozen=True)
class Piece:
    """Pages of a stretch: places where they begin (None: not with a row), and the place of the
    first row that is left to the next piece; None when it reaches its end."""

    content: bytes
    begins: tuple[Place | None, ...]
    until: Place | None
    peak: int = 0  # MB of the process that made it

    @property
    def rows_a_page(self) -> int:
        """Rows on its last page, which is full; 0 when it does not tell."""
        page = self.begins[-1]
        if page is None or self.until is None or page.block != self.until.block:
            return 0
        return self.until.row - page.row


class Ledger(Protocol):
    """Where pieces are kept as they are made, so that a killed printing goes on with them."""

    def find(self, name: str) -> Piece | None:
        """The piece kept under that name."""
        ...

    def keep(self, name: str, piece: Piece) -> None:
        """Keep a piece."""
        ...

    def tell(self, done: int, total: int) -> None:
        """So many rows are laid out, of so many."""
        ...


class NoLedger:
    """Keeps nothing: for a printing that somebody waits for."""

    def find(self, name: str) -> Piece | None:
        """Nothing is kept."""
        return None

    def keep(self, name: str, piece: Piece) -> None:
        """Keep nothing."""

    def tell(self, done: int, total: int) -> None:
        """Nobody listens."""


@dataclass(eq=False)
class _Run:
    """A stretch worked through from its beginning, piece after piece."""

    name: str
    document: Document
    annex: Annex
    begin: Place = START
    end: Place | None = None
    pieces: list[Piece] = field(default_factory=list)
    times: int = 1  # as much as usual

    @property
    def place(self) -> Place | None:
        """Where the next piece begins; None when nothing is left."""
        return self.pieces[-1].until if self.pieces else self.begin

    @property
    def probes(self) -> bool:
        """Whether its next piece tells where the second run of the annex begins."""
        return self.begin == START and not self.pieces

    @property
    def next_name(self) -> str:
        return f"{self.name}-{len(self.pieces) + 1:03d}"

    @property
    def rows_done(self) -> int:
        reached = self.end if self.place is None else self.place
        return stretches.rows_before(self.annex, reached) - stretches.rows_before(
            self.annex, self.begin
        )

    def request(self, stored_file: StoredFileReader | None) -> Request:
        """What a process is to lay out next."""
        assert self.place is not None, "nothing is left"
        portion = self.times * stretches.PORTION // (PROBES if self.probes else 1)
        end = stretches.end_of(self.annex, self.place, portion, self.end)
        if end != self.end and self.pieces:
            end = whole_pages(self.pieces[-1], end)
        stretch = Stretch(self.place, end)
        root, body = new_page(self.document, landscape=self.annex.landscape, numbered=False)
        html.add_banner(body, self.document)
        html.fill_stretch(body, self.document, self.annex, stretch, LINKS)
        pictures = {}
        for _, block, _ in stretch.parts(self.annex):
            if isinstance(block, Picture) and stored_file is not None:
                content = stored_file(block.file)
                if content is not None:
                    pictures[block.file] = base64.b64encode(content).decode()
        return Request(ElementTree.tostring(root, encoding="unicode"), end == self.end, pictures)

    def accept(self, answer: Answer) -> Piece | None:
        """The piece; None when the stretch had no place to part: then twice as much is asked."""
        if not answer.begins:
            self.times *= 2
            return None
        self.times = 1
        begins = tuple(Place.named(name) if name else None for name in answer.begins)
        until = Place.named(answer.until) if answer.until else None
        return Piece(answer.content, begins, until, answer.peak)


def lay_out_long(
    document: Document,
    annexes: Sequence[Annex],
    *,
    stored_file: StoredFileReader | None,
    ledger: Ledger,
    meanwhile: Callable[[], None],
) -> list[list[Piece]]:
    """The pieces of each annex in order. `meanwhile` is called once, as soon as the processes have
    work or need none.

    Raises LayoutProcessLost when a process was ended from outside; what the ledger keeps by then
    is not made again.
    """
    runs = [_Run(f"annex-{number}-a", document, annex) for number, annex in enumerate(annexes, 1)]
    rows = sum(stretches.rows_before(annex, None) for annex in annexes)
    _take_over(runs, ledger)
    with _turn, _processes() as ask:
        asked: dict[Future[Answer], _Run] = {}
        begun = False
        while True:
            ledger.tell(sum(run.rows_done for run in runs), rows)
            free = [run for run in runs if run.place is not None and run not in asked.values()]
            for run in free[: PROCESSES - len(asked)]:
                asked[ask(run.request(stored_file))] = run
            if not begun:
                begun = True
                meanwhile()
            if not asked:
                break
            for future in wait(asked, return_when=FIRST_COMPLETED).done:
                run = asked.pop(future)
                piece = run.accept(future.result())
                if piece is not None:
                    ledger.keep(run.next_name, piece)
                    _add(runs, run, piece)
    return [
        [piece for run in runs if run.annex is annex for piece in run.pieces] for annex in annexes
    ]


def _take_over(runs: list[_Run], ledger: Ledger) -> None:
    """Take in what an earlier printing kept; a run found on the way comes right behind its own."""
    for run in runs:
        while run.place is not None and (kept := ledger.find(run.next_name)):
            _add(runs, run, kept)


def _add(runs: list[_Run], run: _Run, piece: Piece) -> None:
    """Take in a piece; the first of an annex tells where its second run begins."""
    probe = run.probes
    run.pieces.append(piece)
    if probe and piece.until is not None:
        middle = middle_of(run.annex, piece)
        if middle is not None:
            second = _Run(f"{run.name[:-1]}b", run.document, run.annex, middle)
            runs.insert(runs.index(run) + 1, second)
            run.end = middle


def middle_of(annex: Annex, first: Piece) -> Place | None:
    """About half of the longest table, where a page begins when rows go on as in the first piece;
    None when the first piece reached as far."""
    assert first.until is not None, "nothing is left to part"
    sizes = {n: len(b.rows) for n, b in enumerate(annex.blocks) if isinstance(b, Table)}
    longest = max(sizes, key=lambda number: sizes[number])
    middle = Place(longest, sizes[longest] // 2)
    filled = first.rows_a_page
    if filled and first.until.block == longest:
        # What is left after the first piece is halved: until then one process works alone.
        pages = (sizes[longest] - first.until.row) // 2 // filled
        middle = Place(longest, first.until.row + pages * filled)
    return middle if middle > first.until and middle.row else None


def whole_pages(before: Piece, end: Place | None) -> Place | None:
    """The end of a portion behind that piece put one row behind its last whole page, so that
    little of what is laid out is left to the next piece; `end` where no page is expected to end.
    """
    start, filled = before.until, before.rows_a_page
    if start is None or end is None or end.block != start.block or not filled:
        return end
    pages = (end.row - start.row - 1) // filled
    return Place(end.block, start.row + pages * filled + 1) if pages else end


@contextmanager
def _processes() -> Iterator[Callable[[Request], Future[Answer]]]:
    """A function that lets an idle process of PROCESSES lay out; they end with the block."""
    idle: queue.SimpleQueue[LayoutProcess] = queue.SimpleQueue()
    started: list[LayoutProcess] = []

    def work(request: Request) -> Answer:
        process = idle.get()
        try:
            return process.ask(request)
        finally:
            idle.put(process)

    def ask(request: Request) -> Future[Answer]:
        while len(started) < PROCESSES:  # all at once: they read their faces at the same time
            started.append(LayoutProcess())
            idle.put(started[-1])
        return pool.submit(work, request)

    pool = ThreadPoolExecutor(PROCESSES)
    try:
        yield ask
    finally:
        for process in started:
            process.close()
        pool.shutdown()
