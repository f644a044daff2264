"""How much room the uploads of one unit may take (PORTAL_UPLOAD_QUOTA_MB).

A file counts for the unit its sender works for on that day, whatever becomes of the person later.
What was taken back counts too: withdrawn files are kept. Files the portal makes itself count for
nobody.
"""

from __future__ import annotations

from django.conf import settings

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.room import used_by
from kbang_ntm.core.registry import registry
from kbang_ntm.core.vietnamese import format_bytes


def charge(user: User | None, size: int) -> str:
    """Whom an upload of `size` bytes counts for; "" for nobody. Raises Refused (`quota`).

    Two that arrive together may both pass: the limit guards a disk, not a price.
    """
    if user is None:
        return ""
    payer, name = registry.payer(user)
    limit = settings.UPLOAD_QUOTA_BYTES
    if not payer or not limit:
        return payer
    used = used_by(payer)
    if used + size > limit:
        raise Refused(
            "quota",
            f"Hết chỗ để tệp: {name} đã dùng {format_bytes(used)} trong {format_bytes(limit)}, "
            f"tệp này cần thêm {format_bytes(size)}. Giảm cỡ tệp, hoặc đề nghị quản trị tăng mức.",
        )
    return payer
