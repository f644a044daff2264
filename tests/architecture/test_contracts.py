"""Imports run one way, between apps and between the layers inside an app."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT, sources

DOMAIN_NOUNS = {
    *("commune", "district", "village", "criterion", "criteria", "indicator", "threshold"),
    *("award", "campaign", "nomination", "recognition"),
}


def parts(name: str) -> set[str]:
    """The words of snake_case and CamelCase names, singular."""
    return {word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z]+", name)}


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
    """Identifiers only: prose may say what core serves."""
    found = []
    for path in sources("kbang_ntm"):
        if "core" in path.parts:
            with path.open("rb") as file:
                found += [
                    f"{path.relative_to(ROOT)}:{token.start[0]}: {token.string}"
                    for token in tokenize.tokenize(file.readline)
                    if token.type == tokenize.NAME and DOMAIN_NOUNS & parts(token.string)
                ]
    assert found == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_room_without_a_name(name: str) -> None:
    named = [path for top in APPS for path in (ROOT / top).rglob(f"{name}*")]
    assert [path for path in named if path.stem == name] == []


def test_no_other_app_at_the_top() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert folders == {"communes", "campaigns", "awards", "reports"}
