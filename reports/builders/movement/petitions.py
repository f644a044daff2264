"""Tờ trình with a list of petitions put before the UBND, and công văn that answers one."""

from __future__ import annotations

from dataclasses import replace

from campaigns.models import Petition, PetitionBatch
from campaigns.petition_enums import Outcome, PetitionState
from campaigns.queries.petitions import PetitionLine, line_of, names_of
from communes.queries.register_rules import in_sentence
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, para
from reports.builders.movement.parts import (
    agency_head,
    agency_signer,
    archive,
    committee_sign,
    committee_signer,
    counts,
    for_chairman,
    kind_of,
    lines,
    numbered,
)
from reports.builders.parts import Level, banners, capital, number_column, registered
from reports.documents.tree import Align, Annex, Block, Cell, Column, Document, Row, Table

LIST, ANSWER = "petition-list", "petition-answer"
NO_DECISION = "chưa quyết định"


def build_list(*, batch: PetitionBatch) -> Document:
    """The petitions of one list with decision and answer. Six queries."""
    figures = Figures()
    rows = list(batch.petitions.order_by("incoming_year", "incoming_number", "pk"))
    names = names_of(rows)
    found = [line_of(row, names, clock.today()) for row in rows]
    level = Level(batch.to_unit, batch.paper_date or clock.today())
    number = registered(batch.paper_number)
    agency = batch.to_agency
    return Document(
        kind=LIST,
        title="TỜ TRÌNH",
        created=batch.made_at,
        abstract=(batch.title,),
        head=agency_head(level, agency, "TTr", number=number, dated=batch.paper_date)
        if agency
        else level.committee("TTr-UBND", number=number, dated=batch.paper_date),
        addressees=(f"Ủy ban nhân dân {level.inside}",),
        blocks=tuple(_text(batch, found, figures, level)),
        signers=(agency_signer(agency) if agency else committee_signer(),),
        recipients=("Như trên", archive(agency)),
        annexes=(_annex(found),) if found else (),
        banners=banners(any(row.illustrative for row in rows)),
        figures=figures.all(),
        subject=batch.title,
    )


def _text(
    batch: PetitionBatch, found: list[PetitionLine], figures: Figures, level: Level
) -> list[Block]:
    if not found:
        return [para("Danh sách không có kiến nghị nào.")]
    who = batch.to_agency.name if batch.to_agency else f"Ủy ban nhân dân {level.inside}"
    outcomes = [one.petition.outcome for one in found]
    parts = [
        *((code.value, outcomes.count(code), str(code.label)) for code in Outcome),
        ("undecided", outcomes.count(""), NO_DECISION),
    ]
    blocks: list[Block] = [
        para(
            f"{who} tổng hợp ",
            figures.bind("petitions", len(found)),
            " kiến nghị đã tiếp nhận (danh sách kèm theo), đề nghị xem xét, quyết định.",
        ),
        counts(figures, f"Đến ngày {format_date(clock.today())}", parts, unit=" kiến nghị"),
    ]
    late = sum(one.late for one in found)
    if late:
        blocks.append(para("Quá hạn trả lời: ", figures.bind("late", late), " kiến nghị."))
    if batch.note:
        blocks += [para("Ý kiến của nơi tổng hợp:"), *lines(batch.note)]
    return blocks


def _annex(found: list[PetitionLine]) -> Annex:
    columns = (
        number_column(),
        Column("Số đến", 9, align=Align.CENTER),
        Column("Nơi gửi", 16),
        Column("Kiến nghị", 32),
        Column("Quyết định", 28),
        Column("Trả lời", 22),
    )
    rows = tuple(
        Row(
            (
                Cell(number),
                Cell(one.petition.number_words),
                Cell(f"{one.sender} (nay là {in_sentence(one.goes_on)})" if one.goes_on
                     else one.sender),
                Cell(f"{one.petition.title}. {one.petition.text}"),
                Cell(_decided(one.petition)),
                Cell(_answered(one)),
            )
        )
        for number, one in enumerate(found, start=1)
    )  # fmt: skip
    table = Table(columns=columns, rows=rows, size=11)
    return Annex("Danh sách kiến nghị", (table,), landscape=True)


def _decided(row: Petition) -> str:
    if not row.outcome:
        return NO_DECISION
    day = f" ngày {format_date(row.decision_date)}" if row.decision_date else ""
    paper = f" (văn bản số {row.decision_number}{day})" if row.decision_number else ""
    return f"{capital(str(row.get_outcome_display()))}{paper}: {row.decision}"


def _answered(line: PetitionLine) -> str:
    row = line.petition
    if row.answered_at is None:
        due = f", hạn {format_date(row.answer_due)}" if row.answer_due else ""
        return f"chưa trả lời{due}{', đã quá hạn' if line.late else ''}"
    day = row.answered_at.astimezone(clock.LOCAL).date()
    return f"đã trả lời ngày {format_date(day)}{', chậm so với hạn' if line.late else ''}"


def build_answer(*, petition: Petition) -> Document:
    """The letter that answers the sender. Five queries. Raises Refused (`not_decided`)."""
    if petition.state not in (PetitionState.DECIDED, PetitionState.ANSWERED):
        raise Refused(
            "not_decided", "Kiến nghị chưa có quyết định nên chưa trả lời được. Quyết định rồi in."
        )
    assert petition.to_unit is not None  # what is decided was sent somewhere
    names = names_of([petition])
    line = line_of(petition, names, clock.today())
    sender = in_sentence(line.goes_on or line.sender)
    answered = petition.answered_at
    day = answered.astimezone(clock.LOCAL).date() if answered else None
    number, sign = numbered(petition.answer_number)
    level = Level(petition.to_unit, day or clock.today())
    whom = f"Ủy ban nhân dân {sender}" if petition.unit_id or petition.passed_to_id else sender
    agency = petition.to_agency
    sign = sign or committee_sign(agency)
    head = level.committee(sign, number=number, dated=day if number else None)
    return Document(
        kind=ANSWER,
        title="",
        created=answered or clock.now(),
        head=replace(head, subject=f"V/v trả lời kiến nghị của {sender}"),
        addressees=(whom,),
        blocks=tuple(_reply(petition, level)),
        signers=(for_chairman(agency) if agency else committee_signer(),),
        recipients=("Như trên", archive(agency)),
        banners=banners(petition.illustrative, draft=answered is None),
        subject=f"Trả lời kiến nghị: {petition.title}",
    )  # fmt: skip


def _reply(row: Petition, level: Level) -> list[Block]:
    came = f" (số đến {row.number_words})" if row.number_words else ""
    blocks: list[Block] = [
        para(f"Ủy ban nhân dân {level.inside} nhận được kiến nghị “{row.title}”{came}."),
        para(f"Kết quả xem xét: {row.get_outcome_display()}."),
        *lines(row.decision),
    ]
    if row.decision_number:
        day = f" ngày {format_date(row.decision_date)}" if row.decision_date else ""
        blocks.append(para(f"Văn bản quyết định: số {row.decision_number}{day}."))
    if row.answer and row.answer.strip() != row.decision.strip():
        blocks += lines(row.answer)
    if row.amended_plan:
        blocks.append(para(f"Kế hoạch được điều chỉnh: {row.amended_plan}."))
    return blocks


LIST_KIND = kind_of(
    LIST, "Tờ trình và danh sách kiến nghị", build_list, ("batch", "danh sách kiến nghị"),
    sheet=True,
)  # fmt: skip
ANSWER_KIND = kind_of(ANSWER, "Công văn trả lời kiến nghị", build_answer, ("petition", "kiến nghị"))
