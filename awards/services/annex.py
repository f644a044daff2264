"""The annex of a draft: which nominations, in which order, with which words."""

from __future__ import annotations

from collections.abc import Sequence

from awards.enums import DecisionState, ItemState, NominationState, NomineeKind, SessionState
from awards.models import AgendaItem, Award, AwardRound, Decision, Nomination, Session
from awards.queries.addresses import places_of
from awards.queries.prizes import decided_here
from communes.models import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import name_sort_key

GROUPS = [NomineeKind.COLLECTIVE, NomineeKind.HOUSEHOLD, NomineeKind.INDIVIDUAL]
LAST = 32_000


def lock_nominations(nominations: Sequence[Nomination]) -> list[Nomination]:
    """The rows, locked in the order of their keys."""
    return list(
        Nomination.objects.select_for_update(of=("self",))
        .filter(pk__in=[one.pk for one in nominations])
        .select_related("nominee", "award_type", "round")
        .order_by("pk")
    )


def check_session(session: Session | None, award_round: AwardRound) -> None:
    """Refuse (`session`, `not_signed`) a session of another round, or one not signed yet."""
    if session is None:
        return
    if session.round_id != award_round.pk:
        raise Refused("session", "Phiên họp này thuộc đợt khác. Chọn phiên họp của đợt.")
    if session.state != SessionState.SIGNED:
        raise Refused(
            "not_signed",
            "Phiên họp chưa ký biên bản nên chưa quyết định được. Chủ trì ký biên bản trước.",
        )


def check_nominations(
    rows: Sequence[Nomination],
    *,
    award_round: AwardRound,
    session: Session | None,
    unit: AdministrativeUnit,
) -> None:
    """Refuse (`none`, `round`, `not_recommended`, `not_here`, `not_simplified`, `not_voted`,
    `in_draft`) what cannot stand in a decision of that level. Two queries."""
    if not rows:
        raise Refused("none", "Chưa chọn đề nghị nào. Đánh dấu các đề nghị đưa vào quyết định.")
    for row in rows:
        name = row.nominee_name
        if row.round_id != award_round.pk:
            raise Refused("round", f"{name}: đề nghị thuộc đợt khác.")
        if row.state != NominationState.RECOMMENDED:
            raise Refused(
                "not_recommended",
                f"{name}: đang ở trạng thái «{NominationState(row.state).label}», không phải "
                "«được đề nghị». Tải lại trang rồi chọn lại.",
            )
        if row.award_type is None or not decided_here(row.award_type, unit):
            who = row.award_type.decider if row.award_type else "cấp khác"
            raise Refused(
                "not_here",
                f"{name}: {row.award_type or row.type_code} do {who} quyết định. "
                "Đưa đề nghị này vào danh sách trình cấp trên.",
            )
        if session is None and not row.simplified:
            raise Refused(
                "not_simplified",
                f"{name}: không theo thủ tục đơn giản nên phải qua phiên họp. Chọn phiên họp.",
            )
    if session is not None:
        _check_voted(rows, session)
    taken = Award.objects.filter(
        nomination__in=rows,
        decision__state__in=[DecisionState.DRAFT, DecisionState.DECIDED, DecisionState.ISSUED],
    ).first()
    if taken is not None:
        raise Refused("in_draft", f"{taken.name}: đã nằm trong một quyết định khác.")


def _check_voted(rows: Sequence[Nomination], session: Session) -> None:
    voted = set(
        AgendaItem.objects.filter(
            session=session, state=ItemState.CLOSED, reached=True
        ).values_list("nomination_id", flat=True)
    )
    for row in rows:
        if row.pk not in voted and not row.simplified:
            raise Refused(
                "not_voted",
                f"{row.nominee_name}: phiên họp này không đề nghị. Chọn đúng phiên họp.",
            )


def write_lines(decision: Decision, rows: Sequence[Nomination]) -> None:
    """Write the lines of these nominations into the draft, all lines in their order: collectives,
    households, persons; within them by type, place on the agenda, name."""
    places = places_of([row.nominee for row in rows], clock.today())
    Award.objects.bulk_create(
        Award(
            decision=decision,
            nomination=row,
            nominee=row.nominee,
            group=row.nominee.kind,
            order=LAST - at,
            name=row.nominee_name,
            place=places[row.nominee_id],
            award_type=row.award_type,
            type_name=str(row.award_type),
            merit_kind=row.merit_kind,
            citation=row.citation_list or row.citation,
        )
        for at, row in enumerate(rows)
    )
    sort_lines(decision)


def sort_lines(decision: Decision) -> None:
    """Number the lines anew in their order."""
    lines = list(decision.awards.select_related("award_type"))
    agenda = dict(
        AgendaItem.objects.filter(session_id=decision.session_id)
        .order_by("-order")
        .values_list("nomination_id", "order")
        if decision.session_id
        else []
    )

    def key(line: Award) -> tuple[object, ...]:
        return (
            GROUPS.index(NomineeKind(line.group)),
            line.award_type.order if line.award_type else LAST,
            agenda.get(line.nomination_id or 0, LAST),
            name_sort_key(line.name),
            line.pk,
        )

    renumber(sorted(lines, key=key))


def renumber(lines: Sequence[Award]) -> None:
    """Give the lines the numbers 1, 2, 3 …: first out of one another's way, then in place."""
    for shift in (10_000, 0):
        for number, line in enumerate(lines, 1):
            line.order = number + shift
        Award.objects.bulk_update(lines, ["order"])
