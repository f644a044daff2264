"""The compiled catalogue says what its source says, so that no screen falls back to English."""

from __future__ import annotations

import ast
import gettext
import re

from django.conf import settings
from django.utils import translation

CATALOGUE = settings.BASE_DIR / "kbang_ntm" / "locale" / "vi" / "LC_MESSAGES"
STRING = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'


def pairs() -> list[tuple[str, str]]:
    """(msgid, first msgstr) of the source."""
    text = (CATALOGUE / "django.po").read_text(encoding="utf-8")
    found = re.findall(
        rf"^msgid {STRING}(?:msgid_plural {STRING})?msgstr(?:\[0\])? {STRING}", text, re.M
    )
    return [(_joined(row[0]), _joined(row[2])) for row in found]


def _joined(strings: str) -> str:
    return "".join(map(ast.literal_eval, strings.strip().splitlines()))


def test_source_and_compiled_catalogue_are_the_same() -> None:
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    rows = [(key, value) for key, value in pairs() if key]
    assert len(rows) > 60
    for key, value in rows:
        assert value
        assert value in (compiled.gettext(key), compiled.ngettext(key, key, 1)), key


def test_the_portal_uses_it() -> None:
    with translation.override("vi"):
        assert translation.gettext("Confirm import") == "Ghi vào cổng"
