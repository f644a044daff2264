"""`make bench` knows every program of measurement, and adds up what they leave."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT
from tests.bench import __main__ as runner
from tests.bench.figures import Figure, write
from tests.bench.programs import PROGRAMS

DRAWS = {"page_pictures"}  # makes the pictures of the documentation, measures nothing


def programs() -> set[str]:
    """Every module and package of tests/bench that can be started."""
    folder = ROOT / "tests" / "bench"
    files = [*folder.glob("*.py"), *folder.glob("*/__main__.py")]
    started = [path for path in files if '__name__ == "__main__"' in path.read_text()]
    names = {path.parent.name if path.name == "__main__.py" else path.stem for path in started}
    return names - {"bench"}


def test_every_program_is_listed() -> None:
    assert {one.name for one in PROGRAMS} == programs() - DRAWS


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "khong-co"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "khong-co" in done.stderr
    assert "bench_cell_save" in done.stderr


def test_what_is_beyond_its_target_ends_with_one(tmp_path: Path, capsys) -> None:
    left = tmp_path / "left.json"
    write(left, [Figure("gần", [1.0], "s", 2.0), Figure("  xa", [3.0], "s", 2.0)])
    body = json.loads(left.read_text())
    program = {"name": "one", "seconds": 1.0, "code": 1, "figures": body["figures"]}
    found = {"machine": body["machine"], "programs": [program]}
    assert runner.summary(found, left) == 1
    said = capsys.readouterr().out
    assert "beyond: one: gần, xa" in said
    assert "failed" not in said


def test_a_program_that_left_no_figures_has_failed(tmp_path: Path, capsys) -> None:
    found = {"machine": runner.machine(), "programs": [
        {"name": "one", "seconds": 1.0, "code": 0, "figures": []},
    ]}  # fmt: skip
    assert runner.summary(found, tmp_path / "x.json") == 1
    assert "failed: one" in capsys.readouterr().out


def test_rates_are_bound_from_below() -> None:
    assert not Figure("chậm", [41.0], "/s", 42.0, at_least=True).met
    assert Figure("kịp", [42.0], "/s", 42.0, at_least=True).met
