"""Where a quota forces a choice among those that reached their percentage."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from awards.council_rules import is_chair, may_run
from awards.enums import Gender, ItemState, NominationState, SessionState
from awards.law_codes import WOMEN_COLLECTIVE
from awards.models import AgendaItem, Nomination, Quota, Session
from awards.queries.law import rule_on
from awards.services.counting import copy_recusals
from awards.services.sessions import NOT_RUN
from awards.tally import Place, Standing, ranked
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

CHAIR = "Người chủ trì quyết định: "
Final = dict[int, Place]
_STRICT = {True: 0, None: 1, False: 2}
TAKEN = (NominationState.RECOMMENDED, NominationState.DECIDED)


@dataclass(frozen=True)
class Choice:
    """A quota with the items it chooses among; `left`: places not taken by earlier sessions."""

    quota: Quota
    left: int
    items: list[AgendaItem]

    @property
    def forced(self) -> bool:
        """More reached than may be."""
        return len(self.items) > self.left

    @property
    def undecided(self) -> list[AgendaItem]:
        """Equals that straddle the limit."""
        return [one for one in self.items if self.forced and one.within_quota is None]


def choices_of(session: Session) -> list[Choice]:
    """The quotas of the session's round that some of its items fall under. Four queries, one more
    for each such quota."""
    reached = list(
        session.items.filter(state=ItemState.CLOSED, reached=True, rank_round=1)
        .select_related("nomination__nominee")
        .order_by("order", "pk")
    )
    quotas = Quota.objects.filter(round_id=session.round_id)
    found = []
    for quota in quotas if reached else ():
        under = [one for one in reached if _falls(one.nomination, quota)]
        if under:
            others = Nomination.objects.filter(round_id=session.round_id, state__in=TAKEN)
            others = others.exclude(pk__in=[one.nomination_id for one in under])
            taken = sum(_falls(one, quota) for one in others.select_related("nominee"))
            found.append(Choice(quota, max(quota.most - taken, 0), under))
    return found


def _falls(nomination: Nomination, quota: Quota) -> bool:
    return (
        nomination.type_code == quota.type_code
        and quota.nominee_kind in ("", nomination.nominee.kind)
        and quota.proposer_unit_id in (None, nomination.unit_id)
    )


@transaction.atomic
def rank_items(*, session: Session, actor: User) -> list[Choice]:
    """Rank by yes votes, then the law's preferences, then the second round; write the places.

    Raises NotAllowed, Refused (`not_now`, `voting`).
    """
    row = _lock(session, actor)
    if row.items.filter(state__in=[ItemState.OPEN, ItemState.WAITING]).exists():
        raise Refused("voting", "Còn nội dung chưa biểu quyết xong. Xếp thứ sau khi xong.")
    rule = rule_on(WOMEN_COLLECTIVE, row.held_at.astimezone(clock.LOCAL).date())
    women = int(rule.amount) if rule is not None and rule.amount is not None else None
    found = choices_of(row)
    places: Final = {}
    for choice in found:
        _rank(row, choice, women, places)
    for choice in found:
        for item in choice.items:
            _write(item, places[item.pk])
    forced = [choice for choice in found if choice.forced]
    if forced:
        _tell(actor, row, f"Xếp thứ {len(forced)} nhóm vượt số lượng tối đa")
    return found


def _rank(row: Session, choice: Choice, women: int | None, final: Final) -> None:
    """Places in one quota, with the second round's where it was held; of several quotas an item
    falls under, the strictest word counts."""
    by_pk = {one.pk: one for one in choice.items}
    places = {
        one.key: one for one in ranked([_standing(i, women) for i in choice.items], choice.left)
    }
    tied = [pk for pk, place in places.items() if place.within is None]
    second = _second_votes(row, [by_pk[pk].nomination_id for pk in tied])
    if tied and len(second) == len(tied):
        sure = sum(place.within is True for place in places.values())
        rows = [Standing(pk, second[by_pk[pk].nomination_id]) for pk in tied]
        for place in ranked(rows, choice.left - sure):
            reason = f"{places[place.key].reason}; vòng hai {place.reason}"
            places[place.key] = Place(place.key, sure + place.rank, place.within, reason)
    for pk, place in places.items():
        if pk not in final or _STRICT[place.within] > _STRICT[final[pk].within]:
            final[pk] = place


def _write(item: AgendaItem, place: Place) -> None:
    """The place; what the chair decided among equals stays."""
    item.rank = place.rank
    if not (place.within is None and item.rank_reason.startswith(CHAIR)):
        item.within_quota, item.rank_reason = place.within, place.reason[:300]
    item.save(update_fields=["rank", "within_quota", "rank_reason"])


def _second_votes(row: Session, nominations: list[int]) -> dict[int, int]:
    rows = row.items.filter(nomination__in=nominations, rank_round=2, state=ItemState.CLOSED)
    return {one.nomination_id: one.yes or 0 for one in rows}


def _standing(item: AgendaItem, women: int | None) -> Standing:
    nominee = item.nomination.nominee
    share = nominee.women_percent
    woman = nominee.gender == Gender.FEMALE or (
        women is not None and share is not None and share >= women
    )
    return Standing(item.pk, item.yes or 0, woman, bool(nominee.direct_worker))


@transaction.atomic
def second_round(*, session: Session, quota: Quota, actor: User) -> list[AgendaItem]:
    """Put the equals of a quota to a second vote. Raises NotAllowed, Refused (`not_now`, `none`,
    `twice`)."""
    row = _lock(session, actor)
    if row.state != SessionState.OPEN:
        raise Refused("not_now", "Chỉ biểu quyết vòng hai khi phiên họp đang diễn ra.")
    tied = [one for choice in choices_of(row) if choice.quota == quota for one in choice.undecided]
    ranked_ones = [one for one in tied if one.rank is not None]
    if not ranked_ones:
        raise Refused("none", "Không có đề nghị nào bằng nhau ở số lượng này. Xếp thứ trước.")
    ids = [one.nomination_id for one in ranked_ones]
    if row.items.filter(nomination__in=ids, rank_round=2).exclude(state="void").exists():
        raise Refused("twice", "Các đề nghị này đã biểu quyết vòng hai. Người chủ trì quyết định.")
    made = []
    for one in ranked_ones:
        again = AgendaItem.objects.create(
            session=row, nomination_id=one.nomination_id, order=one.order, heading=one.heading,
            rank_round=2, mode=one.mode, channel=one.channel, percent=one.percent,
            percent_basis=one.percent_basis, percent_certain=one.percent_certain,
        )  # fmt: skip
        copy_recusals(one, [again])
        made.append(again)
    _tell(actor, row, f"Biểu quyết vòng hai {len(made)} đề nghị bằng nhau")
    return made


@transaction.atomic
def choose_within(*, item: AgendaItem, within: bool, reason: str, actor: User) -> AgendaItem:
    """Who chairs decides among equals, by the law's order, with the reason in the minutes.

    Raises NotAllowed, Refused (`not_now`, `not_tied`, `full`, `no_reason`).
    """
    session = _lock(item.session, actor)
    if not is_chair(actor, session):
        raise NotAllowed("not_allowed", "Chỉ người chủ trì quyết định khi các đề nghị bằng nhau.")
    reason = clean_text(reason, 200)
    if not reason:
        raise Refused("no_reason", "Ghi căn cứ chọn theo thứ tự ưu tiên của luật.")
    groups = [
        choice for choice in choices_of(session) if item.pk in {one.pk for one in choice.items}
    ]
    tied = [choice for choice in groups if item.pk in {one.pk for one in choice.undecided}]
    if not tied or any(one.rank is None for choice in tied for one in choice.items):
        raise Refused("not_tied", "Đề nghị này không bằng đề nghị nào khác. Xếp thứ trước.")
    for choice in tied:
        inside = sum(one.within_quota is True for one in choice.items)
        outside = sum(one.within_quota is False for one in choice.items)
        if within and inside >= choice.left:
            raise Refused("full", f"Đã chọn đủ {choice.left} đề nghị. Đưa đề nghị khác ra trước.")
        if not within and outside >= len(choice.items) - choice.left:
            raise Refused("full", "Các đề nghị còn lại vừa đủ số lượng. Chọn đề nghị này.")
    row = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    row.within_quota = within
    row.rank_reason = f"{CHAIR}{reason}"[:300]
    row.save(update_fields=["within_quota", "rank_reason"])
    words = "trong số lượng" if within else "ngoài số lượng"
    _tell(actor, session, f"Nội dung {row.order} {words}: {reason}")
    return row


def _lock(session: Session, actor: User) -> Session:
    rows = Session.objects.select_for_update(of=("self",)).select_related("chair", "secretary")
    row = rows.get(pk=session.pk)
    if not may_run(actor, row):
        raise NotAllowed("not_allowed", NOT_RUN)
    if row.state not in (SessionState.OPEN, SessionState.CLOSED):
        raise Refused("not_now", "Chỉ xếp thứ từ khi khai mạc đến khi ký biên bản.")
    return row


def _tell(actor: User, row: Session, summary: str) -> None:
    audit.record(actor=actor, action="session.rank", subject=row, summary=summary[:500])
