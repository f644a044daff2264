"""Looks for careless calls with bandit; what a person has looked at stands here with the reason.

Counted by file and kind, not by line: a line that moves is no news, one more of its kind is.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

SOURCES = ("kbang_ntm", "communes", "campaigns", "awards", "reports", "manage.py")
# Kinds that say nothing here: asserts for the checker of types (nothing rests on them), Vietnamese
# sentences about passwords, and imports as such, whose calls are looked at.
SKIPPED = "B101,B105,B404,B405"
RENDERED = "the renderer escapes every text of the tree and has no way in for markup"
OWN_COMMAND = "a list of words of our own, no shell"
MADE_UP = "invents demonstration figures, from a seed on purpose"
OWN_NAMES = "names of our own tables and columns; values are parameters"
REVIEWED: dict[tuple[str, str], tuple[int, str]] = {
    ("B308", "campaigns/story_text.py"): (1, "escaped, then cleaned by nh3"),
    ("B308", "communes/resources/base.py"): (1, "escaped by import-export; styles taken out"),
    ("B308", "kbang_ntm/core/templatetags/portal.py"): (1, "rendered by the template engine"),
    ("B308", "kbang_ntm/core/admission/kept.py"): (1, "our own page, rendered before"),
    ("B308", "reports/charts/drawing.py"): (1, "written by a tree that escapes"),
    ("B308", "reports/filters.py"): (1, "one word of ours; key and label are escaped beside it"),
    ("B308", "reports/views/documents.py"): (1, RENDERED),
    ("B308", "reports/views/issuing.py"): (1, RENDERED),
    ("B308", "reports/views/layouts.py"): (1, RENDERED),
    ("B308", "reports/views/papers.py"): (1, RENDERED),
    ("B310", "kbang_ntm/deploy/healthcheck.py"): (1, "http to this very machine"),
    ("B310", "kbang_ntm/run/__main__.py"): (1, "http to this very machine"),
    ("B311", "communes/demo/figures.py"): (2, MADE_UP),
    ("B311", "communes/demo/quantities.py"): (2, MADE_UP),
    ("B311", "communes/demo/villages.py"): (1, MADE_UP),
    ("B311", "communes/scale/making.py"): (1, MADE_UP),
    ("B314", "reports/documents/renderers/layout_process.py"): (1, "our own markup, from our pipe"),
    ("B314", "reports/documents/renderers/svg.py"): (1, "refuses declarations; no entity is left"),
    ("B603", "kbang_ntm/core/backups/servers.py"): (3, OWN_COMMAND),
    ("B603", "kbang_ntm/deploy/prepare.py"): (1, OWN_COMMAND),
    ("B603", "kbang_ntm/embedded/__init__.py"): (1, OWN_COMMAND),
    ("B603", "kbang_ntm/embedded/cluster.py"): (1, OWN_COMMAND),
    ("B603", "kbang_ntm/run/__main__.py"): (2, OWN_COMMAND),
    ("B603", "reports/documents/renderers/layout_process.py"): (1, OWN_COMMAND),
    ("B608", "awards/models/ballots.py"): (1, "the body of a trigger, from constants"),
    ("B608", "awards/models/fund.py"): (2, "the body of a trigger, from constants"),
    ("B608", "campaigns/queries/footings.py"): (1, OWN_NAMES),
    ("B608", "communes/queries/desk_stamp.py"): (6, OWN_NAMES),
    ("B608", "communes/queries/home_ground.py"): (7, OWN_NAMES),
    ("B608", "communes/services/bulk_store.py"): (1, OWN_NAMES),
    ("B608", "kbang_ntm/core/kept.py"): (1, OWN_NAMES),
    ("B608", "kbang_ntm/core/queries/seals.py"): (1, OWN_NAMES),
    ("B608", "reports/queries/home_ground.py"): (2, OWN_NAMES),
    ("B608", "reports/queries/public_stamp.py"): (3, OWN_NAMES),
}
# bandit says everything of this kind twice.
TWICE = {"B703": "B308"}


def found() -> tuple[Counter[tuple[str, str]], list[str]]:
    """How often what was found in which file, and a line about each."""
    command = [sys.executable, "-m", "bandit", "-q", "-r", *SOURCES, "-s", SKIPPED, "-f", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    if report["errors"]:
        sys.exit(f"bandit could not read: {report['errors']}")
    rows = [row for row in report["results"] if row["test_id"] not in TWICE]
    names = [(row["test_id"], row["filename"].removeprefix("./")) for row in rows]
    lines = [
        f"{name[1]}:{row['line_number']}: {name[0]} {row['issue_text']}"
        for name, row in zip(names, rows, strict=True)
    ]
    return Counter(names), lines


def main() -> int:
    """1 when something is new, or when something reviewed is no longer there."""
    counts, lines = found()
    known = {name: count for name, (count, _) in REVIEWED.items()}
    wrong = [name for name in {*counts, *known} if counts[name] != known.get(name, 0)]
    for kind, path in sorted(wrong):
        print(f"{path}: {kind} {counts[kind, path]} times, reviewed {known.get((kind, path), 0)}")
        print(*(line for line in lines if line.startswith(f"{path}:") and kind in line), sep="\n")
    print(f"{sum(counts.values())} calls looked at, {len(wrong)} places differ from the review")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
