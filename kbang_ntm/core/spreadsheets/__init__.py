"""Spreadsheets as offices send them: read whatever they are, told of whatever is odd in them."""

from kbang_ntm.core.spreadsheets.book import (
    LIMITS,
    Book,
    Cell,
    Encoding,
    Limits,
    Notice,
    OldEncoding,
    Row,
    Sample,
    Sheet,
    address,
    column_letters,
)
from kbang_ntm.core.spreadsheets.figures import as_day, typed
from kbang_ntm.core.spreadsheets.headers import Header, find_header, head_key
from kbang_ntm.core.spreadsheets.kinds import inspect_spreadsheet, kind_of
from kbang_ntm.core.spreadsheets.reading import Reading, open_spreadsheet, read_spreadsheet
from kbang_ntm.core.spreadsheets.writing import guarded, may_compute

__all__ = [
    "LIMITS",
    "Book",
    "Cell",
    "Encoding",
    "Header",
    "Limits",
    "Notice",
    "OldEncoding",
    "Reading",
    "Row",
    "Sample",
    "Sheet",
    "address",
    "as_day",
    "column_letters",
    "find_header",
    "guarded",
    "head_key",
    "inspect_spreadsheet",
    "kind_of",
    "may_compute",
    "open_spreadsheet",
    "read_spreadsheet",
    "typed",
]
