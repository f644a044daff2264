"""Keeps the name a browser sent, and stops a file that is too large on its way in.

Django strips folders and control characters from the names of uploads before any view sees
them, so a name such as "../x.pdf" would be taken for "x.pdf". The portal refuses such a name
with a sentence (uploads.py) and therefore has to see it.
"""

from __future__ import annotations

import html
import unicodedata
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

_REFUSED_LATER = "\\"


class _NameKeepingParser(MultiPartParser):
    """Marks what makes a name unsafe instead of cutting it off.

    Slashes and hidden characters become backslashes: harmless in a name on disk here, and
    refused by `inspect_upload`.
    """

    def sanitize_file_name(self, file_name: str) -> str | None:
        marked = "".join(map(_marked, html.unescape(file_name)))
        # The bare "." and ".." would be an error 400 without words.
        return f"{marked}{_REFUSED_LATER}" if marked in {".", ".."} else marked or None


def _marked(char: str) -> str:
    unsafe = char == "/" or unicodedata.category(char).startswith("C")
    return _REFUSED_LATER if unsafe else char


class UploadGuard(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS; the handlers behind it keep the bytes.

    Of a file over UPLOAD_MAX_BYTES it lets through only enough for `inspect_upload` to see
    that it is too large: a huge body cannot fill the disk.
    """

    _entered = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        if self._entered or self.request is None:
            return None
        # The parser below asks every handler again, this one included.
        self._entered = True
        handlers = self.request.upload_handlers
        return _NameKeepingParser(META, input_data, handlers, encoding).parse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """`start` counts the bytes of this file before this chunk."""
        return raw_data if start <= settings.UPLOAD_MAX_BYTES else None

    def file_complete(self, file_size: int) -> None:
        return None
