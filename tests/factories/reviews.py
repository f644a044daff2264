"""Steps of review for tests, each through the service that does it."""

from __future__ import annotations

from datetime import date

from communes.services import reports, reviews, settlements


def state(report):
    report.refresh_from_db()
    return report.state


def accept(world, report, code):
    entry = world.entry(report, code)
    return reviews.accept(entry=entry, seen_version=entry.version, actor=world.reviewer)


def give_back(world, report, code, text="Số hộ chưa khớp danh sách."):
    entry = world.entry(report, code)
    return reviews.return_entry(
        entry=entry, seen_version=entry.version, text=text, actor=world.reviewer
    )


def resend(world, report, code, number):
    """The commune corrects the returned entry and sends again."""
    entry = world.entry(report, code)
    raw = {"a": {"numerator": number, "denominator": "1.236"}}
    edit = world.edit(code, raw, base_version=entry.version)
    outcome = world.save(report, edit)
    assert outcome.problems == ()
    reports.submit(report=report, actor=world.leader)
    report.refresh_from_db()


def accept_all(world, report):
    for code in world.indicators:
        accept(world, report, code)


def settle(world, entry, actor=None, **values):
    return settlements.settle(
        **{
            "entry": entry,
            "seen_version": entry.version,
            "raw": {"a": {"numerator": "80", "denominator": "1.236"}},
            "na_reason": "",
            "conclusion": "Thống nhất 80 hộ.",
            "minutes_number": "12/BB-VPĐP",
            "minutes_date": date(2025, 6, 19),
            "minutes": None,
            "actor": actor or world.coordinator,
        }
        | values
    )


def twice_returned(world, report):
    """Entry 11 went round twice and was sent a third time."""
    give_back(world, report, "11")
    resend(world, report, "11", "70")
    give_back(world, report, "11", "Vẫn chưa khớp.")
    resend(world, report, "11", "71")
    return world.entry(report, "11")
