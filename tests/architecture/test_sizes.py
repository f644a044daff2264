"""Files of 400 lines at most, functions of 50; a silenced check says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, functions, sources

FILE_LINES, FUNCTION_LINES = 400, 50
SETTINGS = {"kbang_ntm/settings.py"}  # one file by rule
TABLES_OF_DATA = re.compile(r"(^|/)data/")
REASON = re.compile(r"#\s*(?:type:\s*ignore\[[\w, -]+\]|noqa:\s*[\w, ]+)\s+(?:[#–—-]\s*)?\w+")
SILENCED = re.compile(r"#\s*(?:type:\s*ignore|noqa)")


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def exempt(path: Path) -> bool:
    return shown(path) in SETTINGS or TABLES_OF_DATA.search(shown(path)) is not None


def test_no_file_is_too_long() -> None:
    lengths = {shown(p): len(p.read_text().splitlines()) for p in sources() if not exempt(p)}
    assert {name: n for name, n in lengths.items() if n > FILE_LINES} == {}


def test_no_function_is_too_long() -> None:
    found = {
        f"{shown(path)}:{name}": lines
        for path in sources()
        if not exempt(path)
        for name, lines in functions(path)
        if lines > FUNCTION_LINES
    }
    assert found == {}


def test_every_silenced_check_says_why() -> None:
    found = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in sources()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SILENCED.search(line) and not REASON.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("word", ["unittest.mock", "from mock"])
def test_no_mocks_of_our_own_code(word: str) -> None:
    found = [
        shown(path)
        for path in sources("tests")
        if path != Path(__file__) and word in path.read_text()
    ]
    assert found == []
