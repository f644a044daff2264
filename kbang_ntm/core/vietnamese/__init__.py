"""Vietnamese text: normal form, search folding, sort keys, numbers, dates, old encodings."""

from kbang_ntm.core.vietnamese.figures import (
    NBSP,
    compare_words,
    format_bytes,
    format_date,
    format_number,
    format_percent,
    legal_date,
)
from kbang_ntm.core.vietnamese.legacy import (
    encoding_of_font,
    from_encoding,
    likely_encoding,
    to_encoding,
)
from kbang_ntm.core.vietnamese.ordering import name_sort_key, title_sort_key
from kbang_ntm.core.vietnamese.text import fold, nfc
from kbang_ntm.core.vietnamese.words import amount_in_words, number_in_words

__all__ = [
    "NBSP",
    "amount_in_words",
    "compare_words",
    "encoding_of_font",
    "fold",
    "format_bytes",
    "format_date",
    "format_number",
    "format_percent",
    "from_encoding",
    "legal_date",
    "likely_encoding",
    "name_sort_key",
    "nfc",
    "number_in_words",
    "title_sort_key",
    "to_encoding",
]
