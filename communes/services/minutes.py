"""The minutes of joint meetings as files."""

from __future__ import annotations

from typing import BinaryIO

from django.db import transaction

from communes.models import IndicatorEntry, ProgressReport, Review
from communes.rules import is_coordination, reach
from kbang_ntm.core.errors import NotAllowed
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.uploads import inspect_upload

MINUTES_KIND = "minutes"


@transaction.atomic
def store_minutes(*, name: str, stream: BinaryIO, entry: IndicatorEntry, actor: User) -> StoredFile:
    """Check and keep the minutes of a meeting on an entry. Raises NotAllowed, Refused."""
    if not is_coordination(actor):
        raise NotAllowed("not_allowed", "Chỉ Văn phòng Điều phối ghi kết luận họp liên ngành.")
    accepted = inspect_upload(name, stream)
    return store_file(
        name=accepted.original_name,
        stream=stream,
        owner_kind=MINUTES_KIND,
        owner_uid=entry.uid,
        user=actor,
        accepted=accepted,
    )


def may_read_minutes(user: User, file: StoredFile) -> bool:
    """Whoever may see the report may read the minutes that bind one of its figures."""
    review = Review.objects.filter(minutes=file).select_related("entry").first()
    if review is None:
        return False
    reports = ProgressReport.objects.filter(pk=review.entry.report_id)
    return reach(user).filter_reports(reports).exists()
