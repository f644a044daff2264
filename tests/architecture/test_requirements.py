"""What the portal imports is pinned for the portal, not only for its tests."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

from tests.architecture.sources import APPS, ROOT, sources

# Brought by an extra of a pinned package, and used through it.
BROUGHT = {
    "kombu": "celery",
    "botocore": "django-storages",
    "qrcode": "django-allauth",
    "pyhanko_certvalidator": "pyhanko",
    "cryptography": "pyhanko",
}
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[\w,-]+\])?==\S+\s+# \S+")


def lines(name: str) -> list[str]:
    found = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in found if line.strip() and not line.startswith(("#", "-r"))]


def pinned(name: str) -> set[str]:
    return {m[1].lower().replace("_", "-") for line in lines(name) if (m := PIN.match(line))}


def imported() -> set[str]:
    tops = set()
    for path in sources(*APPS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                tops.add(node.module.split(".")[0])
    return tops - set(sys.stdlib_module_names) - set(APPS)


def test_every_requirement_is_pinned_with_its_reason() -> None:
    for name in ("requirements.txt", "tests/requirements.txt"):
        assert [line for line in lines(name) if not PIN.match(line)] == []


def test_every_import_is_pinned_for_running() -> None:
    known, owners = pinned("requirements.txt"), packages_distributions()
    missing = []
    for top in sorted(imported()):
        names = {name.lower().replace("_", "-") for name in owners.get(top, [top])}
        brought = BROUGHT.get(top)
        if not names & known and brought not in known:
            missing.append(top)
    assert missing == []
