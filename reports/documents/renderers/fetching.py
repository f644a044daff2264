"""What the PDF renderer may fetch: our own faces and images, and stored files. Nothing else.

The stock fetcher is not used at all, so http, https, ftp, file and data have no way out however
they got into a document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

StoredFileReader = Callable[[str], bytes | None]

STATIC_SCHEME = "static:"
STORED_SCHEME = "stored:"
_STATIC_ROOT = Path(__file__).resolve().parents[3] / "static"
_STATIC_PATH = re.compile(r"static:((?:fonts|img)/[\w-]+\.(?:ttf|png|svg))", re.ASCII)
_STORED_ID = re.compile(r"stored:([0-9A-Za-z-]{1,64})", re.ASCII)
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_TYPES = {".ttf": "font/ttf", ".png": "image/png", ".svg": "image/svg+xml"}


class ForbiddenAddress(ValueError):
    """An address that a document has no business with."""


def picture_type(content: bytes) -> str:
    """Media type of a PNG or JPEG by its first bytes; "" for anything else."""
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    return ""


class ClosedFetcher(URLFetcher):
    """Serves "static:fonts/...", "static:img/..." and "stored:<id>"; refuses all else."""

    def __init__(self, stored_file: StoredFileReader | None = None) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._stored_file = stored_file

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The bytes behind one of our own addresses. Raises ForbiddenAddress."""
        static = _STATIC_PATH.fullmatch(url)
        if static:
            path = _STATIC_ROOT / static[1]
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix]})
        stored = _STORED_ID.fullmatch(url)
        content = self._stored_file(stored[1]) if stored and self._stored_file else None
        media_type = picture_type(content) if content else ""
        if content is None or not media_type:
            raise ForbiddenAddress(f"not fetched: {url[:80]}")
        return URLFetcherResponse(url, content, {"Content-Type": media_type})
