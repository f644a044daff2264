"""Spreadsheets of what a page shows: the sheets of core, under the name the pages use."""

from __future__ import annotations

from kbang_ntm.core.sheets import Column, Marked, Sheet, Value, download, workbook

__all__ = ["Column", "Marked", "Sheet", "Value", "download", "workbook"]
