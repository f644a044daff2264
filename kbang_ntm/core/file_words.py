"""The words of the address by which a list is asked for as a file."""

from __future__ import annotations

ASK = "tai"
KINDS = {"xlsx": "XLSX", "csv": "CSV"}
PAGE_WORDS = ("page", "trang", ASK)  # no file depends on these
