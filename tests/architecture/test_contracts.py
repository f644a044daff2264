"""Imports run one way, between apps and between the layers inside an app."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT, sources

DOMAIN_NOUNS = re.compile(
    r"\b(commune|district|village|criterion|criteria|indicator|threshold|award|campaign|"
    r"nomination|recognition)s?\b",
    re.IGNORECASE,
)


def test_both_contracts_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "Contracts: 2 kept, 0 broken." in done.stdout


def test_core_names_no_domain_noun() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sources("kbang_ntm")
        if "core" in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if DOMAIN_NOUNS.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_room_without_a_name(name: str) -> None:
    named = [path for top in APPS for path in (ROOT / top).rglob(f"{name}*")]
    assert [path for path in named if path.stem == name] == []


def test_no_other_app_at_the_top() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert folders == {"communes", "campaigns", "awards", "reports"}
