"""Known vulnerabilities of the pinned libraries, by pip-audit; 1 when there are any.

Where the advisory service cannot be reached nothing is known: said aloud, and no failure, because
nobody can mend that here.
"""

from __future__ import annotations

import json
import subprocess
import sys


def main() -> int:
    """What pip-audit found, in a line each."""
    command = [sys.executable, "-m", "pip_audit", "-r", "requirements.txt"]
    # The pins are looked up as they stand; nothing is installed to find them out.
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "-f", "json"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        rows = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        print("NOT AUDITED: pip-audit reached no service.", *done.stderr.splitlines()[-1:])
        return 0
    looked_up = [row for row in rows if "skip_reason" not in row]
    faults = [(row["name"], row["version"], one["id"]) for row in looked_up for one in row["vulns"]]
    for name, version, fault in faults:
        print(f"{name} {version}: {fault}")
    if not looked_up:
        print(f"NOT AUDITED: the advisory service knows none of {len(rows)} libraries from here.")
    else:
        print(f"{len(looked_up)} of {len(rows)} libraries looked up, {len(faults)} vulnerabilities")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
