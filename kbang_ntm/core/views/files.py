"""The only way out for stored files: through the rule of their owner."""

from __future__ import annotations

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kbang_ntm.core import storage
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import StoredFile
from kbang_ntm.core.queries.files import readable_file

# What a browser may show by itself; everything else is downloaded.
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
SEALED = "default-src 'none'; sandbox"
# A browser's own PDF viewer does not work in a sandbox; nosniff keeps the bytes from being
# anything but a PDF, and scripts of a page are still forbidden.
SEALED_PDF = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


@require_safe
def stored_file(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """Send the file to somebody its owner's rule lets read it; others learn nothing (404).

    `?xem=1` shows PDF, JPEG and PNG in the browser.
    """
    file = readable_file(member(request), uid)
    if file is None:
        raise Http404("Không tìm thấy tệp, hoặc bạn không được xem tệp này.")
    inline = "xem" in request.GET and file.content_type in SHOWN
    seals = _seals(file, inline=inline)
    # A browser takes the headers of a 304 over: they must seal as the file's own did.
    unchanged = get_conditional_response(request, etag=seals["ETag"])
    if unchanged is not None:
        return _sealed(unchanged, seals)
    try:
        stream = storage.open_stored(file)
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    response = FileResponse(
        stream,
        as_attachment=not inline,
        filename=file.original_name,
        content_type=file.content_type,
    )
    response.headers["Content-Length"] = str(file.size)
    # These kinds are packed already: no gzip, hence a length.
    response.headers["Content-Encoding"] = "identity"
    return _sealed(response, seals)


def _seals(file: StoredFile, *, inline: bool) -> dict[str, str]:
    """Headers that keep a stored file from being anything but a file."""
    pdf = inline and file.content_type == "application/pdf"
    return {
        "Content-Security-Policy": SEALED_PDF if pdf else SEALED,
        "X-Content-Type-Options": "nosniff",
        # The reviewer's page shows the paper beside the number; other sites may not.
        "X-Frame-Options": "SAMEORIGIN" if pdf else "DENY",
        "Cache-Control": "private, no-cache",  # kept by the browser, but asked for each time
        "ETag": f'"{file.sha256}"',
    }


def _sealed(response: HttpResponseBase, seals: dict[str, str]) -> HttpResponseBase:
    for name, value in seals.items():
        response.headers[name] = value
    return response
