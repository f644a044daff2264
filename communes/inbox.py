"""What waits for people of a commune, for "Việc của tôi", and the report at its side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from communes.enums import EntryReview, ReportState, ReviewResult, Role
from communes.models import ImportBatch, ProgressReport, Receipt, Review, UnitVersion
from communes.queries.entry_home import PeriodLine, period_lines
from communes.queries.home_ground import HOME, REVIEW
from communes.queries.imports import waiting_previews
from communes.queries.villages import village_lines, villages_near
from communes.rules import COMMUNE_ROLES, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.registry import InboxItem, registry

VILLAGES_AFTER = 100  # the commune's own report stands before those of its villages


def register() -> None:
    """Tell core whom to ask."""
    registry.add_inbox("communes.entry", waiting)
    registry.add_inbox("communes.villages", waiting_villages, own_villages)
    registry.add_side_card("communes.report", side_card)
    registry.add_home_ground("communes", HOME)
    registry.add_home_ground("communes-review", REVIEW)


def waiting(user: User) -> list[InboxItem]:
    """The commune's lines of a person: reports to begin, go on with, mend, sign off, send."""
    return _waiting(user, period_lines(user)) if reach(user).has(*COMMUNE_ROLES) else []


def own_villages(user: User) -> QuerySet[UnitVersion] | None:
    """Villages that ever lay in the person's communes."""
    mine = reach(user)
    return villages_near(mine.commune_ids) if mine.has(*COMMUNE_ROLES) else None


def waiting_villages(user: User) -> list[InboxItem]:
    """As `waiting`, of the reports the communes give for their villages."""
    return _waiting(user, village_lines(user))


def _waiting(user: User, every: Sequence[PeriodLine]) -> list[InboxItem]:
    mine = reach(user)
    lines = [line for line in every if line.waits]
    enters, leads = mine.units(Role.COMMUNE_OFFICER), mine.units(Role.COMMUNE_LEADER)
    returned = _returned([line.report for line in lines if line.report])
    previews = waiting_previews(line.report.pk for line in lines if line.report)
    found: list[InboxItem] = []
    for line in lines:
        if line.commune_id in enters:
            found += _for_officer(line, returned)
            found += _from_file(line, previews, user)
        if line.commune_id in leads:
            found += _for_leader(line)
    return found


def _group(line: PeriodLine) -> str:
    again = line.report is not None and line.report.state == ReportState.RETURNED
    due = line.period.due_at.astimezone(clock.LOCAL)
    return (
        f"Báo cáo {line.period.label}, gửi{' lại' if again else ''} trước {due:%H:%M ngày %d/%m/%Y}"
    )


def _item(line: PeriodLine, title: str, url: str, hint: str = "", order: int = 0) -> InboxItem:
    return InboxItem(
        title=f"{line.about}{title[:1].lower()}{title[1:]}" if line.about else title,
        url=url,
        group=_group(line),
        hint=hint,
        due=line.period.due_at.astimezone(clock.LOCAL).date(),
        order=order + (VILLAGES_AFTER if line.about else 0),
    )


def _for_officer(line: PeriodLine, returned: dict[int, list[Review]]) -> Iterator[InboxItem]:
    report, standing = line.report, line.standing
    if report is None:
        yield _item(
            line,
            f"Bắt đầu nhập số liệu {line.period.label}",
            reverse("communes:entry-home"),
            "" if line.about else line.unit.name,
        )
    elif report.state == ReportState.DRAFT:
        left = standing.indicators_total - standing.entered if standing else 0
        title = f"Nhập nốt {left} chỉ tiêu" if left else "Xem lại rồi trình lãnh đạo"
        hint = f"Lãnh đạo trả lại: {report.leader_remark}" if report.leader_remark else ""
        yield _item(line, title, reverse("communes:entry", args=[report.uid]), hint)
    elif report.state == ReportState.RETURNED:
        for order, review in enumerate(returned.get(report.pk, ())):
            row = review.entry.indicator
            who = review.agency.short_name if review.agency else "Văn phòng Điều phối"
            yield _item(
                line,
                f"Sửa chỉ tiêu {row.code} {row.short_title}".strip(),
                f"{reverse('communes:entry', args=[report.uid])}"
                f"?nhom={row.criterion.group.order}#i{row.pk}",
                f"{who} trả lại: {review.text}",
                order,
            )


def _from_file(
    line: PeriodLine, previews: dict[int, ImportBatch], user: User
) -> Iterator[InboxItem]:
    """The newest uploaded file that nobody has taken in or set aside."""
    open_states = (ReportState.DRAFT, ReportState.RETURNED)
    batch = previews.get(line.report.pk) if line.report else None
    if line.report is None or batch is None or line.report.state not in open_states:
        return
    who = "Bạn" if batch.made_by_id == user.pk else batch.made_by.full_name
    yield _item(
        line,
        "Xem trước và xác nhận số liệu từ tệp",
        reverse("communes:import", args=[batch.uid]),
        f"{who} tải lên {batch.file.original_name}",
    )


def _for_leader(line: PeriodLine) -> Iterator[InboxItem]:
    report = line.report
    if report is None:
        return
    url = reverse("communes:sign-off", args=[report.uid])
    by = report.handed_by.full_name if report.handed_by else ""
    if report.state == ReportState.HANDED:
        yield _item(line, "Xem và gửi báo cáo cho huyện", url, f"{by} trình")
    elif (
        report.state == ReportState.RETURNED
        and report.handed_at
        and report.submitted_at
        and report.handed_at > report.submitted_at
    ):
        yield _item(line, "Gửi lại báo cáo cho huyện", url, f"{by} đã sửa các mục bị trả lại")


def _returned(reports: list[ProgressReport]) -> dict[int, list[Review]]:
    """The returns that still stand, by report, in the order of the set. One query."""
    ids = [report.pk for report in reports if report.state == ReportState.RETURNED]
    rows = (
        Review.objects.filter(
            entry__report_id__in=ids,
            entry__review=EntryReview.RETURNED,
            result=ReviewResult.RETURN,
        )
        .select_related("entry__indicator__criterion__group", "agency")
        .order_by("entry__indicator__order", "id")
    )
    last: dict[int, Review] = {row.entry_id: row for row in rows}
    found: dict[int, list[Review]] = {}
    for row in last.values():
        found.setdefault(row.entry.report_id, []).append(row)
    return found


def side_card(user: User) -> dict[str, Any] | None:
    """The report a commune's person works on now, or sent last."""
    if not reach(user).has(*COMMUNE_ROLES):
        return None
    lines = [line for line in period_lines(user) if line.report is not None]
    if not lines:
        return None
    line = lines[0]
    report = line.report
    assert report is not None, "filtered above"
    from communes.views.history import badge  # the words of the badge stand with the page

    return {
        "template": "communes/entry/card.html",
        "line": line,
        "badge": badge(report),
        "left": line.standing.indicators_total - line.standing.entered if line.standing else 0,
        "before": next((row for row in lines[1:] if row.unit == line.unit), None),
        "steps": _steps(line, report),
        "leads": line.unit.unit_id in reach(user).units(Role.COMMUNE_LEADER),
    }


def _steps(line: PeriodLine, report: ProgressReport) -> list[dict[str, str]]:
    """The report's way as a timeline: what was, what is, what is to come."""
    slip = report.receipts.filter(kind=Receipt.Kind.SUBMIT).first() if report.submitted_at else None
    day = "%d/%m/%Y"
    steps = [
        {
            "label": "Mở kỳ báo cáo",
            "detail": f"{line.period.opens_at.astimezone(clock.LOCAL):{day}}, "
            f"chốt số liệu {line.period.cut_off:{day}}",
            "when": "past",
        }
    ]
    if report.handed_at:
        at = report.handed_at.astimezone(clock.LOCAL)
        steps.append({"label": "Trình lãnh đạo UBND xã", "detail": f"{at:{day}}", "when": "past"})
    if report.submitted_at:
        at = report.submitted_at.astimezone(clock.LOCAL)
        number = f", Phiếu tiếp nhận {slip.number}" if slip else ""
        steps.append(
            {"label": "Gửi huyện", "detail": f"{at:%H:%M ngày {day}}{number}", "when": "past"}
        )
    due = f"trước {line.period.due_at.astimezone(clock.LOCAL):%H:%M ngày {day}}"
    ahead = {
        ReportState.DRAFT: [("Đang nhập", "", "now"), ("Gửi huyện", due, "")],
        ReportState.HANDED: [("Lãnh đạo UBND xã xem", "", "now"), ("Gửi huyện", due, "")],
        ReportState.SUBMITTED: [("Chờ rà soát", "", "now")],
        ReportState.RESUBMITTED: [("Chờ rà soát lại", "", "now")],
        ReportState.IN_REVIEW: [("Các cơ quan đang rà soát", "", "now")],
        ReportState.RETURNED: [("Trả lại để sửa", "", "now"), ("Gửi lại", due, "")],
        ReportState.CONFIRMED: [],
    }[ReportState(report.state)]
    steps += [{"label": label, "detail": detail, "when": when} for label, detail, when in ahead]
    if report.confirmed_at:
        at = report.confirmed_at.astimezone(clock.LOCAL)
        steps.append({"label": "Xác nhận số liệu", "detail": f"{at:{day}}", "when": "past"})
    else:
        steps.append({"label": "Xác nhận số liệu", "detail": "", "when": ""})
    return steps
