"""Writes the messy spreadsheets and, beside each, what must be read of it.

    .venv/bin/python -m tests.core.spreadsheets.make_files

The expectations are written by hand in `make_openxml.py`, `make_refused.py` and `make_others.py`,
never taken from what the reader gives.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.core.spreadsheets import make_openxml, make_others, make_refused

FOLDER = Path(__file__).parent / "files"


def make() -> int:
    """Write all; returns how many spreadsheets there are."""
    count = 0
    for make_some in (*make_openxml.ALL, *make_refused.ALL, *make_others.ALL):
        for name, content, expected in make_some():
            file, _, variant = name.partition("+")
            if not variant:
                (FOLDER / file).write_bytes(content)
                count += 1
            body = {"file": file, **expected}
            text = json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True)
            (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return count


if __name__ == "__main__":
    print(make(), "spreadsheets in", FOLDER.name)
