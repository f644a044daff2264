"""Who decides, dossier, registration, movement, quota, posting."""

from __future__ import annotations

from awards.checks.facts import (
    CheckFacts,
    Found,
    Launch,
    Rule,
    Span,
    failed,
    not_applicable,
    passed,
    unknown,
)
from awards.enums import AwardKind, AwardLevel

RANK = {
    AwardLevel.COMMUNE: 0,
    AwardLevel.BASE: 1,
    AwardLevel.DISTRICT: 1,
    AwardLevel.PROVINCE: 2,
    AwardLevel.STATE: 3,
}
"""Levels of awards from below; an award of the base is the district's at most."""


def deciding_body_exists(facts: CheckFacts, rule: Rule) -> Found:
    """The body that would decide, or put forward, exists on the day and may give the award."""
    if facts.body_ended:
        return failed(f"{facts.body_ended} Đơn vị này không còn quyết định, trình khen thưởng.")
    if facts.body_decides is False:
        return failed(f"{facts.type_name} không do {facts.body_name} quyết định hoặc trình.")
    if facts.body_decides is None:
        return unknown(f"Chưa rõ {facts.body_name} có quyết định {facts.type_name} không.")
    return passed(f"{facts.body_name} đang hoạt động, có thẩm quyền xét đề nghị này.")


def dossier_complete(facts: CheckFacts, rule: Rule) -> Found:
    """Every part the type asks for lies in the dossier."""
    if not facts.dossier_known:
        return unknown("Cổng chưa có danh mục thành phần hồ sơ của danh hiệu, hình thức này.")
    if facts.dossier_missing:
        return failed(
            f"Hồ sơ còn thiếu: {'; '.join(facts.dossier_missing)}.",
            missing=list(facts.dossier_missing),
        )
    return passed("Hồ sơ đủ thành phần theo danh mục.")


def title_registered(facts: CheckFacts, rule: Rule) -> Found:
    """A title was registered for each year of the achievement, while the law asks for it."""
    if facts.kind != AwardKind.TITLE:
        return not_applicable("Chỉ danh hiệu thi đua mới phải đăng ký.")
    if not facts.registration_needed:
        return not_applicable("Quy định áp dụng không đòi đăng ký danh hiệu đầu năm.")
    missing = sorted(facts.span.years - facts.registered_years)
    if missing:
        return failed(
            f"Chưa đăng ký {facts.type_name} cho năm {', '.join(map(str, missing))}.",
            missing=missing,
        )
    return passed("Đã đăng ký danh hiệu cho đủ các năm đạt thành tích.")


def movement_level(facts: CheckFacts, rule: Rule) -> Found:
    """The launcher's level fixes the highest award that can rest on a movement: its own, and a
    proposal one level up. State-level ones ask besides how long it has lasted (`amount`, years):
    by its title and by its days, which may differ."""
    if not facts.launches:
        return unknown("Đợt này không gắn phong trào nào nên chưa biết cấp phát động.")
    asked = RANK[AwardLevel(facts.level)]
    best = max(facts.launches, key=lambda one: RANK[AwardLevel(one.level)])
    level = AwardLevel(best.level)
    if RANK[level] + 1 < asked:
        if facts.bases:
            return unknown(
                f"Phong trào «{best.title}» do {level.label} phát động. Hồ sơ trình lên phải viện "
                f"dẫn phong trào của cấp trên, cổng chỉ có căn cứ: {'; '.join(facts.bases)}."
            )
        return failed(
            f"Phong trào «{best.title}» do {level.label} phát động, không làm căn cứ cho "
            f"{facts.type_name}."
        )
    if facts.level == AwardLevel.STATE and rule.amount is not None:
        return _long_enough(best, int(rule.amount))
    return passed(f"Phong trào «{best.title}» do {level.label} phát động.")


def _long_enough(one: Launch, years: int) -> Found:
    title = f"Phong trào «{one.title}»"
    if one.official is None:
        return unknown(f"{title}: chưa ghi giai đoạn nên chưa biết có đủ {years} năm.")
    official = _lasts(one.official, years)
    if one.launched_on is None:
        if official:
            return unknown(
                f"{title}: giai đoạn {one.official.words}, chưa ghi ngày phát động nên chưa rõ có "
                f"đủ {years} năm."
            )
        return failed(f"{title}: giai đoạn {one.official.words}, chưa đủ {years} năm.")
    if one.launched_on > one.official.last:
        return unknown(f"{title}: ngày phát động sau giai đoạn, cần xem lại.")
    actual = _lasts(Span(one.launched_on, one.official.last), years)
    if official and actual:
        return passed(f"{title}: đủ {years} năm, phát động ngày {one.launched_on:%d/%m/%Y}.")
    if official:
        return unknown(
            f"{title}: theo tên đủ {years} năm ({one.official.words}), tính từ ngày phát động "
            f"{one.launched_on:%d/%m/%Y} thì chưa đủ."
        )
    return failed(f"{title}: giai đoạn {one.official.words}, chưa đủ {years} năm.")


def _lasts(span: Span, years: int) -> bool:
    """Whether the days make so many whole years."""
    whole = span.last.year - span.first.year
    after = (span.last.month, span.last.day) >= (span.first.month, span.first.day)
    full = whole if after else whole - 1
    if (span.first.month, span.first.day) == (1, 1) and (span.last.month, span.last.day) == (
        12,
        31,
    ):
        full = whole + 1
    return full >= years


def within_quota(facts: CheckFacts, rule: Rule) -> Found:
    """No more nominations than the round allows; a share of another title where the law has one."""
    over = [one for one in facts.limits if one.used > one.most]
    if over:
        words = "; ".join(f"{one.words}: {one.used} trên {one.most}" for one in over)
        return failed(f"Vượt số lượng tối đa, Hội đồng xếp thứ tự. {words}.")
    if facts.share is not None:
        one = facts.share
        if one.base is None:
            return unknown(f"Chưa biết số {one.of} của đơn vị nên chưa tính được tỷ lệ.")
        if one.used * 100 > one.percent * one.base:
            return failed(
                f"{one.used} đề nghị, quá {one.percent.normalize():f} % của {one.base} {one.of}."
            )
        return passed(
            f"{one.used} đề nghị, trong mức {one.percent.normalize():f} % của {one.base} {one.of}."
        )
    if not facts.limits:
        return not_applicable("Đợt này không đặt số lượng tối đa cho danh hiệu, hình thức này.")
    words = "; ".join(f"{one.words}: {one.used} trên {one.most}" for one in facts.limits)
    return passed(f"Trong số lượng tối đa. {words}.")


def posted_long_enough(facts: CheckFacts, rule: Rule) -> Found:
    """The list hung out for as many whole working days as the law asks, before the session."""
    if not facts.posting_days:
        return not_applicable("Quy định không ấn định số ngày niêm yết cho đề nghị này.")
    if not facts.postings:
        return failed(f"Chưa niêm yết. Cần {facts.posting_days} ngày làm việc.")
    best = max(facts.postings, key=lambda one: one.elapsed)
    if best.elapsed >= facts.posting_days:
        return passed(
            f"Đã niêm yết {best.elapsed} ngày làm việc, từ {best.starts:%d/%m/%Y}.",
            days=best.elapsed,
        )
    if best.ends >= facts.on:
        return unknown(
            f"Đang niêm yết, được {best.elapsed} trên {facts.posting_days} ngày làm việc, đến hết "
            f"ngày {best.ends:%d/%m/%Y}.",
            days=best.elapsed,
        )
    return failed(
        f"Chỉ niêm yết {best.elapsed} trên {facts.posting_days} ngày làm việc.", days=best.elapsed
    )
