"""Biên bản họp Hội đồng, from the minutes as they were signed; before that a draft of today's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from awards.enums import SessionState
from awards.models import Session
from awards.services.minutes import minutes_of
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_number
from reports.builders.awards.session_papers import day_of, level_of, when
from reports.builders.binding import Figures, item, para
from reports.builders.parts import banners, number_column
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    SignOff,
    Table,
)

CODE = "session-minutes"
PRESENCE = {"present": "có mặt", "written": "ý kiến bằng văn bản", "absent": "vắng"}
CHOICES = {"yes": "Đồng ý", "no": "Không đồng ý", "invalid": "Không hợp lệ"}
MODES = {"open": "công khai", "secret": "kín"}


def build(*, session: Session) -> Document:
    """The minutes with every number. Two queries once signed, nine before."""
    minutes: dict[str, Any] = session.minutes_frozen or minutes_of(session)
    level, figures = level_of(session), Figures()
    closed = [row for row in minutes["items"] if "result" in row]
    return Document(
        kind=CODE,
        title="BIÊN BẢN",
        created=session.signed_at or clock.now(),
        abstract=(f"Họp {minutes['council']['name']}", minutes["title"]),
        head=level.council(
            "BB",
            number=session.minutes_number.split("/")[0],
            dated=day_of(session) if session.state == SessionState.SIGNED else None,
        ),
        blocks=_text(session, minutes, figures),
        ending="",
        signers=(
            SignOff(authority=("THƯ KÝ",), name=(minutes["secretary"] or {}).get("name", "")),
            SignOff(authority=("CHỦ TRÌ",), name=(minutes["chair"] or {}).get("name", "")),
        ),
        annexes=_annexes(minutes, closed),
        banners=banners(session.illustrative, draft=session.state != SessionState.SIGNED),
        notes=(f"Mã của biên bản (SHA-256): {session.minutes_sha256}",)
        if session.minutes_sha256
        else (),
        figures=figures.all(),
        subject=f"Biên bản: {minutes['title']}",
    )


def _text(session: Session, minutes: dict[str, Any], figures: Figures) -> tuple[Block, ...]:
    closed = [row for row in minutes["items"] if "result" in row]
    blocks: list[Block] = [
        Heading(1, "I. Thời gian, địa điểm, thành phần"),
        para(f"Thời gian: {when(session)}. Địa điểm: {minutes['place']}.{_opened(minutes)}"),
        _attendance(minutes, figures),
        para(f"Chủ trì: {_person(minutes['chair'])}. Thư ký: {_person(minutes['secretary'])}."),
        Heading(1, "II. Nội dung"),
        *_lines(minutes["discussion"], "Hội đồng xem xét các hồ sơ trong danh sách sau."),
        Heading(1, "III. Kết quả biểu quyết, tính trên tổng số thành viên"),
        _results(closed),
        *_notes(minutes["items"]),
        Heading(1, "IV. Kết luận"),
        *_lines(minutes["conclusion"], "Chưa ghi kết luận."),
    ]
    if minutes["closed_at"]:
        at = datetime.fromisoformat(minutes["closed_at"])
        blocks.append(
            para(f"Phiên họp kết thúc lúc {at:%H} giờ {at:%M} phút. Biên bản được đọc, thông qua.")
        )
    return tuple(blocks)


def _opened(minutes: dict[str, Any]) -> str:
    if not minutes["opened_at"]:
        return ""
    at = datetime.fromisoformat(minutes["opened_at"])
    return f" Khai mạc lúc {at:%H} giờ {at:%M} phút."


def _attendance(minutes: dict[str, Any], figures: Figures) -> Paragraph:
    """Who came, as counted when the session opened."""
    here = minutes["attendance"]
    if minutes["members_total"] is None:
        return para("Phiên họp chưa khai mạc nên chưa điểm danh.")
    return para(
        "Có mặt ",
        figures.bind("present", here["present"]),
        "/",
        figures.bind("members", minutes["members_total"]),
        "; vắng, có ý kiến bằng văn bản ",
        figures.bind("written", here["written"]),
        "; vắng ",
        figures.bind("absent", here["absent"]),
        ". Cần có để họp: ",
        figures.bind("quorum", minutes["quorum"]["needed"]),
        f" ({minutes['quorum']['basis'] or 'chưa ghi căn cứ'}).",
    )


def _person(person: dict[str, str] | None) -> str:
    return f"{person['name']}, {person['position']}" if person else "chưa xác định"


def _lines(text: str, empty: str) -> list[Block]:
    return [para(line) for line in text.splitlines() if line.strip()] or [para(empty)]


def _results(closed: list[dict[str, Any]]) -> Table:
    rows = []
    for number, row in enumerate(closed, start=1):
        found = row["result"]
        again = f" (lần {row['attempt']})" if row["attempt"] > 1 else ""
        second = f" (vòng {row['rank_round']})" if row["rank_round"] > 1 else ""
        rows.append(
            Row(
                (
                    Cell(number),
                    Cell(f"{row['nominee']}{again}{second}: {row['award']}"),
                    Cell(MODES[row["mode"]]),
                    Cell(found["yes"]),
                    Cell(found["no"]),
                    Cell(found["invalid"]),
                    Cell(found["recused"]),
                    Cell(found["absent"] + found["not_cast"]),
                    Cell(
                        f"{found['share']}; cần {found['needed']}: "
                        f"{'đủ tỷ lệ' if found['reached'] else 'không đủ'}"
                    ),
                )
            )
        )
    columns = (
        number_column(),
        Column("Nội dung", 25),
        Column("Cách", 9),
        Column("Đồng ý", 8, align=Align.CENTER),
        Column("Không đồng ý", 9, align=Align.CENTER),
        Column("Không hợp lệ", 9, align=Align.CENTER),
        Column("Không bỏ phiếu", 9, align=Align.CENTER),
        Column("Vắng", 8, align=Align.CENTER),
        Column("Tỷ lệ, kết quả", 17),
    )
    return Table(columns=columns, rows=tuple(rows), empty_text="Không có nội dung nào biểu quyết.")


def _notes(items: list[dict[str, Any]]) -> list[Block]:
    found: list[Block] = []
    for row in items:
        who = ", ".join(
            f"{one['name']} ({one['note'] or one['ground']})" for one in row["recusals"]
        )
        if who:
            found.append(item(f"{row['nominee']}: không bỏ phiếu, vẫn tính trong tổng số: {who}."))
        if row["state"] == "void":
            found.append(
                item(
                    f"{row['nominee']}, lần {row['attempt']}: biểu quyết lại. {row['state_reason']}"
                )
            )
        result = row.get("result")
        if result and result["within_quota"] is not None:
            place = "trong" if result["within_quota"] else "ngoài"
            found.append(
                item(
                    f"{row['nominee']}: xếp thứ {format_number(result['rank'])}, {place} số lượng "
                    f"tối đa ({result['rank_reason']})."
                )
            )
    return found


def _votes(votes: list[dict[str, Any]]) -> list[Block]:
    """Who voted how, a line for each choice."""
    found: list[Block] = []
    for choice, label in CHOICES.items():
        names = [
            f"{one['name']} (bằng văn bản)" if one["on_paper"] else one["name"]
            for one in votes
            if one["choice"] == choice
        ]
        if names:
            found.append(para(f"{label} ({len(names)}): {', '.join(names)}."))
    return found or [para("Không có phiếu.")]


def _annexes(minutes: dict[str, Any], closed: list[dict[str, Any]]) -> tuple[Annex, ...]:
    members = Table(
        columns=(
            number_column(),
            Column("Họ và tên", 30),
            Column("Chức vụ", 30),
            Column("Trong Hội đồng", 20),
            Column("Dự họp", 20),
        ),
        rows=tuple(
            Row(
                (
                    Cell(number),
                    Cell(one["name"]),
                    Cell(one["position"]),
                    Cell(one["role"]),
                    Cell(
                        PRESENCE[one["presence"]]
                        + (f": {one['absent_reason']}" if one["absent_reason"] else "")
                    ),
                )
            )
            for number, one in enumerate(minutes["members"], start=1)
        ),
        empty_text="Chưa chốt thành phần dự họp.",
    )
    opened = [row for row in closed if row["votes"] is not None]
    # The only annex of a paper has no number.
    found = [Annex("Thành phần dự họp", (members,), number="I" if opened else "")]
    if opened:
        blocks: list[Block] = []
        for row in opened:
            blocks.append(Heading(2, f"{row['nominee']}: {row['award']}"))
            blocks += _votes(row["votes"])
        found.append(Annex(title="Biểu quyết công khai", blocks=tuple(blocks), number="II"))
    return tuple(found)


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Biên bản họp Hội đồng thi đua, khen thưởng",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build,
        parameters=(Parameter("session", "phiên họp"),),
    )
)
