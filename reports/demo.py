"""Documents on their way in the demonstration portal: one signed, one before the leader, a draft.

Figures are those of the invented reports; the documents say so on every page.
"""

from __future__ import annotations

import io
from datetime import date

from campaigns.demo.days import on_day
from campaigns.models import ReviewEvent
from communes.demo.accounts import Accounts
from communes.demo.attachments import as_pdf
from communes.services.register_papers import Scan
from reports.models import IssuedPaper
from reports.queries.remarks import sections_of
from reports.services import issuing
from reports.services.documents import Order
from reports.services.snapshots import document_of

SIGNED_ON = date(2025, 1, 20)
DRAFTED_ON = date(2025, 4, 18)
WAY = (
    ("send", "dieuphoi", ""),
    ("pass_head", "dieuphoi", ""),
    ("pass_office", "vanthu", "Đúng thể thức."),
    ("approve", "chutich", ""),
)


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    people = accounts.by_name
    with on_day(SIGNED_ON):
        row = issuing.draft_of_period(
            order=Order(kind="progress-report", period="2024-Q4", format=""),
            actor=people["dieuphoi"],
        )
        row = _passed(row, accounts, len(WAY))
        row = issuing.register(
            paper=row,
            number="15",
            dated=SIGNED_ON,
            signer=people["chutich"].full_name,
            actor=people["vanthu"],
        )
        scan = Scan(
            "bao-cao-quy-IV-2024-da-ky.pdf", io.BytesIO(as_pdf(row.title, ["Bản đã ký (minh họa)"]))
        )
        issuing.take_signed(paper=row, scan=scan, actor=people["vanthu"])
    with on_day(DRAFTED_ON):
        row = issuing.draft_of_period(
            order=Order(kind="progress-report", period="2025-Q1", format=""),
            actor=people["dieuphoi"],
        )
        issuing.remark(
            paper=row,
            section=sections_of(document_of(row.snapshot))[0],
            text="Văn phòng Điều phối đã nhắc các xã chưa gửi báo cáo. (minh họa)",
            actor=people["dieuphoi"],
        )
        event = ReviewEvent.objects.filter(unit__key="huyen-kbang").order_by("pk").first()
        if event is not None:
            review = issuing.draft_about(
                kind="review-report", uid=event.uid, actor=people["dieuphoi"]
            )
            _passed(review, accounts, 3)


def _passed(row: IssuedPaper, accounts: Accounts, steps: int) -> IssuedPaper:
    for act, username, words in WAY[:steps]:
        row = issuing.move(paper=row, act=act, words=words, actor=accounts.by_name[username])
    return row
