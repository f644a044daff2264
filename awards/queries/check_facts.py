"""What the checks of a nomination rest on, gathered from the portal; the checks are pure."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from awards.checks.facts import Asked, CheckFacts, Condition, Limit, Past, Posted, Share, Word
from awards.enums import AwardKind, NominationState
from awards.law_codes import CHECK_QUOTA, POSTING_DAYS, TITLE_REGISTRATION
from awards.models import (
    AwardRule,
    AwardType,
    CheckRule,
    Complaint,
    ConditionRule,
    Consultation,
    Nomination,
    NomineeFact,
    PastAward,
    PostedNomination,
    TitleRegistration,
)
from awards.nomination_rules import proposer_of
from awards.queries.check_places import body_facts, debt_of, launches_of
from awards.queries.dossiers import checklist, type_now
from awards.queries.identity import group_of
from awards.queries.law import check_rules_on, rules_on
from awards.queries.rounds import quota_lines
from awards.queries.spans import span_of
from communes.queries.procedures import calendar_of
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date

NOT_ALIVE = (
    NominationState.DRAFT,
    NominationState.WITHDRAWN,
    NominationState.INELIGIBLE,
    NominationState.NOT_RECOMMENDED,
)
LABOUR_TITLE = "LDTT"
"""The title of which a capped title may be so many percent (the law before 2024)."""


def law_day(row: Nomination, day: date) -> date:
    """The day whose law holds for a nomination: of its receipt; where a later regime was chosen,
    the first day of that; the asked day before receipt."""
    if row.received_on is None or row.regime is None:
        return day
    begins: date | None = row.regime.valid.lower
    if row.received_on in row.regime.valid or begins is None:
        return row.received_on
    return begins


def rules_for(row: Nomination, day: date) -> dict[str, CheckRule]:
    """{code: the check's row in the law of the nomination}. One query."""
    return check_rules_on(law_day(row, day))


def gather(row: Nomination, day: date) -> CheckFacts:
    """All facts of one nomination. The number of queries depends on what kind of nominee and type
    it is, never on how many awards, papers or other nominations there are.

    Raises Refused (`no_type`) where the law of the day does not know the type.
    """
    row = _whole(row)
    lawful = law_day(row, day)
    found = type_now(row, lawful)
    if found is None:
        raise Refused(
            "no_type",
            f"Ngày {format_date(lawful)} cổng chưa có danh hiệu, hình thức này trong quy định. "
            "Sửa đề nghị, hoặc báo quản trị nhập quy định.",
        )
    group = group_of(row.nominee)
    rules = rules_on(lawful)
    conditions = _conditions(found, row.nominee.kind, lawful)
    posting = rules.get(POSTING_DAYS)
    parts = checklist(row, lawful)
    campaign = row.round.campaign
    title = rules.get(TITLE_REGISTRATION)
    return CheckFacts(
        on=day,
        type_code=row.type_code,
        type_name=found.name,
        kind=found.kind,
        level=found.level,
        merit_kind=row.merit_kind,
        nominee_kind=row.nominee.kind,
        form=row.nominee.form,
        span=span_of(row.achievement),
        merit=f"{row.citation} {row.citation_list}".strip(),
        movement=campaign.title if campaign else "",
        past=(*_past(row, group), *_rivals(row, group)),
        conditions=conditions,
        facts=_words(row, group),
        complaints=Complaint.objects.filter(nomination=row, settled_on__isnull=True).count(),
        asked=_asked(row, day),
        debt=debt_of(row.nominee, day),
        limits=_limits(row, lawful),
        share=_share(row, conditions),
        registration_needed=bool(title and title.text == "needed"),
        registered_years=_registered(row, group),
        dossier_known=any(part.rule is not None for part in parts),
        dossier_missing=tuple(part.label for part in parts if part.missing),
        posting_days=found.posting_days or _number(posting),
        postings=_postings(row, day),
        initiative=row.collective_merit.name if row.collective_merit else "",
        initiative_used=row.collective_merit.used_for if row.collective_merit else "",
        initiative_others=_initiative_others(row),
        launches=launches_of(campaign),
        bases=tuple(str(one) for one in campaign.legal_bases) if campaign else (),
        **body_facts(row.round.unit, found, day),
    )


def _whole(row: Nomination) -> Nomination:
    return Nomination.objects.select_related(
        "round__unit",
        "round__campaign__unit",
        "nominee",
        "award_type",
        "regime",
        "collective_merit",
        "upward_of",
    ).get(pk=row.pk)


def _number(rule: AwardRule | None) -> int | None:
    return int(rule.amount) if rule is not None and rule.amount is not None else None


def _past(row: Nomination, group: set[int]) -> list[Past]:
    """Awards of the register. Two queries."""
    kinds = dict(AwardType.objects.values_list("code", "kind").distinct())
    rows = PastAward.objects.filter(nominee__in=group, withdrawn_at__isnull=True)
    lower = row.upward_of
    return [
        Past(
            holder=one.nominee.name,
            type_code=one.type_code,
            type_name=one.type_name,
            kind=kinds.get(one.type_code, ""),
            level=one.level,
            merit_kind=one.merit_kind,
            span=span_of(one.achievement) if one.achievement else None,
            decided_on=one.decision_date,
            merit=one.achievement_text,
            movement=one.movement,
            paper=_paper(one),
            own=one.nominee.kind == row.nominee.kind,
            verified=one.verified,
            linked=lower is not None
            and lower.type_code == one.type_code
            and lower.achievement == one.achievement,
        )
        for one in rows.select_related("nominee").order_by("decision_date", "id")
    ]


def _paper(one: PastAward) -> str:
    words = f"quyết định {one.decision_number}" if one.decision_number else "chưa ghi số quyết định"
    return words + (f" ngày {one.decision_date:%d/%m/%Y}" if one.decision_date else "")


def _rivals(row: Nomination, group: set[int]) -> list[Past]:
    """Other nominations of the group that are alive, of whatever level and round. One query.

    What was decided and issued stands in the register besides; told twice is better than missed.
    """
    rows = Nomination.objects.filter(nominee__in=group).exclude(pk=row.pk)
    rows = rows.exclude(state__in=NOT_ALIVE).select_related(
        "nominee", "award_type", "round__campaign", "round__unit"
    )
    return [
        Past(
            holder=one.nominee.name,
            type_code=one.type_code,
            type_name=one.award_type.name if one.award_type else one.type_code,
            kind=one.award_type.kind if one.award_type else "",
            level=one.award_type.level if one.award_type else "",
            merit_kind=one.merit_kind,
            span=span_of(one.achievement),
            merit=f"{one.citation} {one.citation_list}".strip(),
            movement=one.round.campaign.title if one.round.campaign else "",
            own=one.nominee.kind == row.nominee.kind,
            pending=True,
            linked=one.pk == row.upward_of_id or one.upward_of_id == row.pk,
        )
        for one in rows.order_by("id")
    ]


def _conditions(found: AwardType, nominee_kind: str, day: date) -> tuple[Condition, ...]:
    rows = ConditionRule.objects.filter(award_type=found, valid__contains=day)
    return tuple(
        Condition(one.text, one.clause, one.alternative, one.check_code, one.amount, one.certain)
        for one in rows.order_by("order")
        if one.subject in ("", nominee_kind)
    )


def _words(row: Nomination, group: set[int]) -> tuple[Word, ...]:
    """The newest word of each kind about each of the group. One query."""
    rows = NomineeFact.objects.filter(nominee__in=group, withdrawn_at__isnull=True)
    newest: dict[tuple[int, str], NomineeFact] = {}
    for one in rows.select_related("nominee").order_by("on", "id"):
        newest[one.nominee_id, one.kind] = one
    return tuple(
        Word(
            one.kind,
            one.state,
            one.on,
            one.until,
            one.body,
            one.paper,
            one.nominee.name,
            one.nominee.kind == row.nominee.kind,
        )
        for one in newest.values()
    )


def _asked(row: Nomination, day: date) -> tuple[Asked, ...]:
    rows = Consultation.objects.filter(nomination=row, withdrawn_at__isnull=True)
    return tuple(
        Asked(
            one.body_name,
            one.answer,
            one.answer_text,
            one.due_on,
            not one.answer and one.due_on < day,
        )
        for one in rows
    )


def _limits(row: Nomination, day: date) -> tuple[Limit, ...]:
    """Quotas of the round for this type, kind and proposer. Four queries at most."""
    unit_id = proposer_of(row)[0]
    found = []
    for line in quota_lines(row.round, day):
        one = line.quota
        if one.type_code != row.type_code or one.nominee_kind not in ("", row.nominee.kind):
            continue
        if one.proposer_unit_id not in (None, unit_id):
            continue
        words = ", ".join(part for part in (line.type_name, line.kind, line.proposer) if part)
        mine = row.state in NOT_ALIVE  # a draft does not count yet
        found.append(Limit(words, one.most, line.used + mine))
    return tuple(found)


def _share(row: Nomination, conditions: tuple[Condition, ...]) -> Share | None:
    """How many of the round's holders of the lower title are proposed for the capped one, of one
    proposer. One query, only where a condition caps the title."""
    capped = next((one for one in conditions if one.check == CHECK_QUOTA and one.amount), None)
    if capped is None or capped.amount is None:
        return None
    whose = Q(unit=row.unit) if row.unit_id else Q(agency=row.agency)
    rows = Nomination.objects.filter(whose, round=row.round).exclude(state__in=NOT_ALIVE)
    codes = list(rows.values_list("type_code", flat=True))
    base = codes.count(LABOUR_TITLE)
    used = codes.count(row.type_code) + (row.state in NOT_ALIVE)
    return Share(capped.amount, used, base or None, "Lao động tiên tiến")


def _registered(row: Nomination, group: set[int]) -> frozenset[int]:
    rows = TitleRegistration.objects.filter(
        nominee__in=group,
        nominee__kind=row.nominee.kind,
        type_code=row.type_code,
        withdrawn_at__isnull=True,
    )
    return frozenset(rows.values_list("year", flat=True))


def _postings(row: Nomination, day: date) -> tuple[Posted, ...]:
    """Lists the nomination hangs out on, with whole working days so far. Two queries."""
    rows = PostedNomination.objects.filter(
        nomination=row, posting__withdrawn_at__isnull=True, posting__starts_on__lte=day
    ).select_related("posting")
    calendar = calendar_of()
    found = []
    for one in rows:
        starts, ends = one.posting.starts_on, one.posting.ends_on
        last = min(ends, day - timedelta(days=1))  # today is not over yet
        found.append(Posted(starts, ends, max(calendar.between(starts, last), 0)))
    return tuple(found)


def _initiative_others(row: Nomination) -> tuple[str, ...]:
    """Other nominations, alive, that rest on the same initiative. One query, none without one."""
    if row.collective_merit_id is None:
        return ()
    rows = Nomination.objects.filter(collective_merit_id=row.collective_merit_id)
    rows = rows.exclude(pk=row.pk).exclude(state__in=NOT_ALIVE)
    kinds = {AwardKind.TITLE.value: "danh hiệu", AwardKind.FORM.value: "hình thức"}
    return tuple(
        f"{kinds.get(kind, 'đề nghị')} của {name}"
        for name, kind in rows.values_list("nominee_name", "award_type__kind")
    )
