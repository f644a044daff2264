"""Discipline, examinations, words of bodies that were asked, construction debt: three-state."""

from __future__ import annotations

from collections.abc import Iterable

from awards.checks.facts import (
    CheckFacts,
    Found,
    Rule,
    Word,
    failed,
    not_applicable,
    passed,
    unknown,
)
from awards.enums import CollectiveForm, ConsultationAnswer, FactKind, NomineeKind, ThreeState

EXAMINED = (FactKind.INVESTIGATION, FactKind.INSPECTION, FactKind.COMPLAINT, FactKind.PRESS)


def discipline(facts: CheckFacts, rule: Rule) -> Found:
    """Not while it lasts; afterwards achievements count from its end. Unknown is never clear."""
    words = [one for one in facts.facts if one.kind == FactKind.DISCIPLINE]
    for one in _that_say_yes(words):
        who = "" if one.own else f"{one.holder}: "
        if one.until is None or one.until >= facts.on:
            until = f" đến ngày {one.until:%d/%m/%Y}" if one.until else ", chưa ghi ngày hết"
            return failed(f"{who}đang trong thời hạn kỷ luật{until} ({one.source}).".strip())
        if one.until >= facts.span.first:
            return failed(
                f"{who}thời hạn kỷ luật hết ngày {one.until:%d/%m/%Y}; thành tích chỉ tính từ sau "
                f"ngày đó, thời gian đề nghị là {facts.span.words} ({one.source})."
            )
    known = [one for one in words if one.state != ThreeState.UNKNOWN]
    if not any(one.own for one in known):
        return unknown("Chưa có xác nhận về kỷ luật. Xin xác nhận rồi ghi nơi, ngày xác nhận.")
    ended = [one for one in _that_say_yes(words) if one.until]
    if ended:
        last = max(one.until for one in ended if one.until)
        return passed(f"Thời hạn kỷ luật đã hết ngày {last:%d/%m/%Y}, trước thời gian đề nghị.")
    return passed(f"Không bị kỷ luật ({_sources(known)}).")


def under_examination(facts: CheckFacts, rule: Rule) -> Found:
    """Not while something is being examined; each of the four kinds needs a word of its own."""
    if facts.complaints:
        return failed(
            f"Còn {facts.complaints} khiếu nại, tố cáo về đề nghị này chưa giải quyết xong."
        )
    missing, known = [], []
    for kind in EXAMINED:
        words = [one for one in facts.facts if one.kind == kind]
        for one in _that_say_yes(words):
            if one.until is None or one.until >= facts.on:
                who = "" if one.own else f"{one.holder}: "
                return failed(f"{who}{kind.label} ({one.source}). Làm rõ xong thì xét tiếp.")
        said = [one for one in words if one.state != ThreeState.UNKNOWN]
        if any(one.own for one in said):
            known += said
        else:
            missing.append(str(kind.label))
    if missing:
        return unknown(f"Chưa có xác nhận: {'; '.join(missing)}.", missing=missing)
    return passed(f"Không có việc đang xem xét ({_sources(known)}).")


def consulted_bodies_agree(facts: CheckFacts, rule: Rule) -> Found:
    """What the bodies that were asked have said; one that has not answered is not agreement."""
    if not facts.asked:
        return not_applicable("Không xin ý kiến cơ quan nào về đề nghị này.")
    against = [one for one in facts.asked if one.answer == ConsultationAnswer.OBJECTS]
    if against:
        words = "; ".join(f"{one.body}: {one.text}" for one in against)
        return failed(f"Có cơ quan không đồng ý. {words}")
    waiting = [one for one in facts.asked if not one.answer]
    if waiting:
        words = "; ".join(f"{one.body}{' (quá hạn)' if one.overdue else ''}" for one in waiting)
        return unknown(f"Chưa có trả lời của: {words}.", waiting=len(waiting))
    return passed(f"{len(facts.asked)} cơ quan được xin ý kiến đã trả lời, không ai phản đối.")


def construction_debt(facts: CheckFacts, rule: Rule) -> Found:
    """A commune owes nothing for works of the programme; of a village its commune is looked at."""
    places = (CollectiveForm.COMMUNE, CollectiveForm.VILLAGE)
    if facts.nominee_kind != NomineeKind.COLLECTIVE or facts.form not in places:
        return not_applicable("Chỉ xét nợ đọng xây dựng cơ bản với tập thể xã, thôn, làng.")
    words = [one for one in facts.facts if one.kind == FactKind.DEBT]
    for one in _that_say_yes(words):
        if one.until is None or one.until >= facts.on:
            return failed(f"Còn nợ đọng xây dựng cơ bản ({one.source}).")
    debt = facts.debt
    said = [one for one in words if one.state == ThreeState.NO and one.own]
    if said and debt is not None and not debt.own:
        # What the commune owes asks only whether a work of this village is among it.
        return passed(f"Không nợ đọng xây dựng cơ bản ({_sources(said)}).")
    if debt is not None and debt.contradicts:
        return unknown(f"{debt.place}: số của xã và sổ công trình khác nhau. {debt.words}")
    if debt is not None and debt.owed is not None and debt.owed > 0:
        if debt.own:
            return failed(f"{debt.place} còn nợ đọng xây dựng cơ bản. {debt.words}")
        return unknown(
            f"{debt.place} còn nợ đọng xây dựng cơ bản. {debt.words} Xem có công trình của thôn, "
            "làng này không rồi ghi xác nhận ở trang đối tượng."
        )
    if debt is not None and debt.owed is not None:
        return passed(f"{debt.place} không còn nợ đọng xây dựng cơ bản. {debt.words}")
    if said:
        return passed(f"Không nợ đọng xây dựng cơ bản ({_sources(said)}).")
    place = debt.place if debt is not None else "Xã"
    rest = f" {debt.words}" if debt is not None else ""
    return unknown(f"{place}: chưa đủ số liệu về nợ đọng xây dựng cơ bản.{rest}")


def _that_say_yes(words: Iterable[Word]) -> list[Word]:
    return [one for one in words if one.state == ThreeState.YES]


def _sources(words: Iterable[Word]) -> str:
    return "; ".join(dict.fromkeys(one.source for one in words))
