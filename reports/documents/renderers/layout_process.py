"""A process of its own that lays out stretches of long annexes, and the handle to it.

It knows no database, no settings and no clock: it gets markup and pictures, gives PDF. It ends when
its input does, so none outlives a killed worker. A fresh interpreter, because a worker of Celery
may not fork and because memory of a layout is only given back with its process.

    python -m reports.documents.renderers.layout_process     reads and writes as below

One JSON line asks; one JSON line answers, followed by the bytes of the PDF.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.etree import ElementTree

from reports.documents.renderers.laying_out import collector_paused, styles

if TYPE_CHECKING:
    import weasyprint

_ROOT = Path(__file__).resolve().parents[3]
# What a program needs to start and to find the libraries of the system; no secret is among it.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


class LayoutProcessLost(Exception):
    """The process ended before it answered; what it was asked for can be asked for again."""


@dataclass(frozen=True)
class Request:
    """`markup`: the HTML of a stretch as XML. `last`: nothing follows, so its last page is kept as
    it is; otherwise the rows on it are left to the stretch that follows."""

    markup: str
    last: bool
    pictures: dict[str, str] = field(default_factory=dict)  # base64 by id


@dataclass(frozen=True)
class Answer:
    """`begins`: anchor of the first row on each page kept, "" where a page begins otherwise.
    `until`: anchor of the first row that was not kept, "" when all were. No page is kept when the
    stretch has no place to part. `peak`: MB that the process has held at most."""

    begins: list[str]
    until: str
    size: int
    peak: int
    content: bytes = b""


class LayoutProcess:
    """One running process; `ask` blocks until it has answered."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )

    def ask(self, request: Request) -> Answer:
        """Lay out a stretch. Raises LayoutProcessLost."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(asdict(request)).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError as error:
            raise LayoutProcessLost(str(error)) from error
        if not line:
            raise LayoutProcessLost(f"exit code {self._process.wait()}")
        told = json.loads(line)
        content = self._process.stdout.read(told["size"])
        if len(content) < told["size"]:
            raise LayoutProcessLost("cut off in the middle of an answer")
        return Answer(**told, content=content)

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.communicate()


def answer(request: Request) -> Answer:
    """Lay out in this process."""
    from reports.documents.renderers.fetching import ClosedFetcher
    from reports.documents.renderers.laying_out import lay_out, write

    pictures = {name: base64.b64decode(text) for name, text in request.pictures.items()}
    with collector_paused():
        layout = lay_out(ElementTree.fromstring(request.markup), ClosedFetcher(pictures.get))
        anchors = [rows_of(page) for page in layout.pages]
        kept = len(layout.pages) if request.last else last_break(anchors)
        content = write(layout, layout.pages[:kept], b"\0" * 16) if kept else b""
    begins = [rows[0] if rows else "" for rows in anchors]
    until = begins[kept] if kept and not request.last else ""
    peak = _PEAK.search(Path("/proc/self/status").read_text())
    megabytes = int(peak[1]) // 1024 if peak else 0
    return Answer(begins[:kept], until, len(content), megabytes, content)


def rows_of(page: weasyprint.Page) -> list[str]:
    """Anchors of the rows on a page, in order."""
    return [name for name in page.anchors if name.startswith("row-")]


def last_break(anchors: list[list[str]]) -> int:
    """Pages to keep so that what follows begins with a row that is whole and not the first of its
    table; 0 when no page does."""
    for number in range(len(anchors) - 1, 0, -1):
        here, before = anchors[number], anchors[number - 1]
        begun = bool(here) and bool(before) and here[0] == before[-1]
        if here and not begun and not here[0].endswith("-0"):
            return number
    return 0


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Answer until the input ends; faces and style sheets are read before the first request.

    Cycles are searched between answers and only among what the answer has made.
    """
    styles()
    gc.disable()
    gc.freeze()
    for line in source:
        given: dict[str, Any] = json.loads(line)
        found = answer(Request(**given))
        told = {name: value for name, value in vars(found).items() if name != "content"}
        target.write(json.dumps(told).encode() + b"\n" + found.content)
        target.flush()
        del found
        gc.collect()


if __name__ == "__main__":
    # Whatever a library prints goes to the log and not between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)
