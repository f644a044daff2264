"""The report a rehearsal of a restore opens in the restored database."""

from __future__ import annotations

from reports.builders import progress_report
from reports.documents.registry import Format
from reports.documents.renderers import render
from reports.queries.periods import newest_with_figures, offered_periods
from reports.services.documents import Order, build
from reports.services.snapshots import stored_picture


def open_report() -> str:
    """Build and draw the district's report of the newest period with figures; what was opened.

    Writes nothing. Raises Refused as printing does.
    """
    period = newest_with_figures(offered_periods())
    if period is None:
        return "chưa có kỳ nào để mở báo cáo"
    document = build(Order(progress_report.KIND.code, period.key, Format.HTML.value))
    made = render(document, Format.HTML, stored_file=stored_picture)
    return (
        f"mở được {progress_report.KIND.label_vi.lower()} {period.label}, {len(made.content)} byte"
    )
