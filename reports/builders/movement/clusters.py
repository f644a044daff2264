"""Giao ước thi đua of a member; báo cáo chấm điểm and biên bản họp of a cluster."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from campaigns.cluster_enums import PledgeState, SheetState, Stage
from campaigns.enums import ClusterKind
from campaigns.models import ClusterMember, EmulationCluster, Pledge, RankingSnapshot, ScoringSheet
from campaigns.queries.clusters import head_of, member_names, newest_results
from campaigns.queries.scoring import FrozenPlace, SheetView, frozen_places, sheet_view
from communes.enums import UnitKind
from communes.queries.register_rules import in_sentence
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date, format_number
from reports.builders.binding import item, para
from reports.builders.movement.parts import (
    TO_WRITE,
    agency_head,
    agency_signer,
    chapters,
    committee_signer,
    kind_of,
    lines,
    plain,
)
from reports.builders.parts import Level, banners, number_column, registered
from reports.documents.tree import (
    Align,
    Annex,
    Axis,
    Block,
    Cell,
    Column,
    Document,
    Function,
    LegalHead,
    Mark,
    Row,
    SignOff,
    Table,
    Total,
)

PLEDGE, SCORING, MINUTES = "pledge-sheet", "scoring-sheet", "cluster-minutes"
STAGES = ((Stage.SELF, "Tự chấm"), (Stage.CROSS, "Chấm chéo"), (Stage.AGREED, "Thống nhất"))
NOT_SCORED = "chưa chấm"
WORDS = {ClusterKind.CUM: ("cụm", "CTĐ"), ClusterKind.KHOI: ("khối", "KTĐ")}


def _level(cluster: EmulationCluster, year: int) -> Level:
    return Level(cluster.unit, min(clock.today(), date(year, 12, 31)))


def _words(cluster: EmulationCluster) -> tuple[str, str]:
    """("cụm", "CTĐ"): what it is called, and its letters in the sign of a paper."""
    return WORDS[ClusterKind(cluster.kind)]


def _leader(cluster: EmulationCluster) -> SignOff:
    return SignOff(position=(f"TRƯỞNG {_words(cluster)[0].upper()}",))


def _cluster_head(
    cluster: EmulationCluster, level: Level, kind: str, number: str = "", dated: date | None = None
) -> LegalHead:
    return LegalHead(
        superior_body=(f"UBND {level.name.upper()}",),
        issuing_body=(cluster.name.upper(),),
        sign=f"{kind}-{_words(cluster)[1]}",
        place=level.place,
        number=number,
        dated=dated,
        issuer_name=cluster.name,
    )


def build_pledge(*, pledge: Pledge) -> Document:
    """What a member registers for a year, with what became of each target. Eight queries."""
    member, cluster = pledge.member, pledge.member.cluster
    day = pledge.signed_on or min(clock.today(), date(pledge.year, 12, 31))
    name = member_names([member], day)[member.pk]
    signed = pledge.state == PledgeState.SIGNED
    leader = head_of(cluster, pledge.year)
    number = registered(pledge.paper_number)
    head, signer = _member_side(member, day, number, pledge.signed_on)
    return Document(
        kind=PLEDGE,
        title="BẢN GIAO ƯỚC THI ĐUA",
        created=pledge.signed_at or pledge.entered_at,
        abstract=(f"Năm {pledge.year}",),
        head=head,
        blocks=chapters(
            (
                (
                    "Nội dung giao ước",
                    [para(f"{name}, thành viên {cluster.name}, giao ước thi đua năm "
                          f"{pledge.year}:"), *lines(pledge.text)],
                ),
                ("Chỉ tiêu", [_targets(pledge)]),
            )
        ),
        ending="",
        signers=(_leader(cluster), signer) if leader else (signer,),
        banners=banners(pledge.illustrative, draft=not signed),
        subject=f"Giao ước thi đua năm {pledge.year}: {name}",
    )  # fmt: skip


def _member_side(
    member: ClusterMember, day: date, number: str, dated: date | None
) -> tuple[LegalHead, SignOff]:
    """Head and signer of the member: an agency, a UBND, or a village, which has no office."""
    if member.agency is not None:
        level = Level(member.agency.unit, day)
        head = agency_head(level, member.agency, "ĐK", number=number, dated=dated)
        return head, agency_signer(member.agency)
    assert member.unit is not None  # one party, never none
    level = Level(member.unit, day)
    if member.unit.level != UnitKind.VILLAGE:
        return level.committee("ĐK-UBND", number=number, dated=dated), committee_signer()
    above = Level(member.cluster.unit, day)
    head = LegalHead(
        superior_body=(f"UBND {above.name.upper()}",),
        issuing_body=(level.name.upper(),),
        sign="ĐK-TL",
        place=above.place,
        number=number,
        dated=dated,
        issuer_name=level.name,
    )
    return head, SignOff(position=("ĐẠI DIỆN THÔN, LÀNG",))


def _targets(pledge: Pledge) -> Table:
    rows = list(pledge.targets.order_by("order"))
    results = newest_results([row.pk for row in rows])
    lines_ = []
    for number, row in enumerate(rows, start=1):
        result = results.get(row.pk)
        wanted = None if row.number is None else plain(row.number)
        told = "chưa ghi" if result is None else "không ghi số"
        done = told if result is None or result.number is None else plain(result.number)
        lines_.append(
            Row(
                (
                    Cell(number),
                    Cell(row.content),
                    Cell("không đặt số" if wanted is None else wanted),
                    Cell(row.unit_word),
                    Cell(done),
                    Cell(mark=Mark.MET if result.reached else Mark.NOT_MET)
                    if result
                    else Cell(mark=Mark.UNKNOWN),
                )
            )
        )
    return Table(
        columns=(
            number_column(),
            Column("Chỉ tiêu", 44),
            Column("Phấn đấu", 14, align=Align.CENTER),
            Column("Đơn vị tính", 12, align=Align.CENTER),
            Column("Thực hiện", 14, align=Align.CENTER),
            Column("Kết quả", 10, align=Align.CENTER),
        ),
        rows=tuple(lines_),
        empty_text="Giao ước chưa có chỉ tiêu nào.",
    )


def build_scoring(*, sheet: ScoringSheet) -> Document:
    """Points of every member by stage and item, with the ranking. Ten queries."""
    cluster = sheet.cluster
    view, level = sheet_view(sheet), _level(cluster, sheet.year)
    word, _letters = _words(cluster)
    agreed = sheet.state == SheetState.AGREED
    return Document(
        kind=SCORING,
        title="BÁO CÁO",
        created=sheet.made_at,
        abstract=(f"Kết quả chấm điểm và xếp hạng thi đua năm {sheet.year}", cluster.name),
        head=_cluster_head(cluster, level, "BC"),
        blocks=chapters(
            (
                ("Cách chấm", _how(view)),
                ("Tổng điểm của từng thành viên", [_totals(view)]),
                ("Xếp hạng", _ranking(sheet, view, word)),
            )
        ),
        signers=(_leader(cluster),),
        recipients=(f"Các thành viên {word}", "Lưu: VT"),
        annexes=(_points(view),) if view.items and view.members else (),
        banners=banners(
            sheet.illustrative,
            draft=not agreed,
            unconfirmed="" if agreed else f"Kết quả chưa được {word} thống nhất.",
        ),
        subject=f"Chấm điểm thi đua năm {sheet.year}: {cluster.name}",
    )


def _how(view: SheetView) -> list[Block]:
    sheet = view.sheet
    blocks: list[Block] = [
        para(f"Căn cứ chấm điểm: {sheet.basis.rstrip('.') or 'chưa ghi'}."),
        para(
            f"Có {len(view.items):02d} nội dung chấm, tối đa {format_number(plain(view.maximum))} "
            "điểm."
            if view.items
            else "Bảng chấm chưa có nội dung nào."
        ),
    ]
    tie = ", ".join(one.words for one in view.preferences)
    if tie:
        blocks.append(para(f"Khi bằng tổng điểm, xét lần lượt: {tie}."))
    return blocks


def _totals(view: SheetView) -> Table:
    rows = []
    for number, member in enumerate(view.members, start=1):
        totals = [view.total(member, stage) for stage, _label in STAGES]
        checker = view.names.get(view.checks.get(member.pk, 0), "chưa phân công")
        values = [NOT_SCORED if one is None else plain(one) for one in totals]
        cells = (number, view.names[member.pk], values[0], checker, *values[1:])
        rows.append(Row(tuple(Cell(value) for value in cells)))
    return Table(
        columns=(
            number_column(),
            Column("Thành viên", 28),
            Column("Tự chấm", 12, align=Align.CENTER),
            Column("Đơn vị chấm chéo", 28),
            Column("Chấm chéo", 12, align=Align.CENTER),
            Column("Thống nhất", 14, align=Align.CENTER),
        ),
        rows=tuple(rows),
        empty_text="Không có thành viên nào trong năm.",
    )


def _places(sheet: ScoringSheet, view: SheetView) -> list[FrozenPlace]:
    """As frozen once agreed, before that by the points there are. One query."""
    snapshot = RankingSnapshot.objects.filter(sheet=sheet).first()
    if snapshot is not None:
        return frozen_places(snapshot)
    return [
        FrozenPlace(str(one.key), view.names[one.key], one.rank, one.total, one.why)
        for one in view.ranking()
    ]


def _ranking(sheet: ScoringSheet, view: SheetView, word: str) -> list[Block]:
    places = _places(sheet, view)
    told = [para("Điểm của từng nội dung tại Phụ lục.")] if view.items and view.members else []
    if not places:
        return [para(f"Chưa xếp hạng: {word} chưa thống nhất điểm của thành viên nào."), *told]
    waiting = [view.names[one.pk] for one in view.members if not view.done(one, Stage.AGREED)]
    table = Table(
        columns=(
            Column("Hạng", 8, align=Align.CENTER),
            Column("Thành viên", 32),
            Column("Tổng điểm", 14, align=Align.CENTER),
            Column("Giải thích khi bằng điểm", 46),
        ),
        rows=tuple(
            Row((Cell(one.rank), Cell(one.name), Cell(plain(one.total)), Cell(one.why)))
            for one in places
        ),
    )
    left = [para(f"Chưa có điểm thống nhất: {', '.join(waiting)}.")] if waiting else []
    return [table, *left, *told]


def _points(view: SheetView) -> Annex:
    """Points agreed on by item; the sum of a row is a formula."""
    last = len(view.items) + 1
    rows = []
    for number, member in enumerate(view.members, start=1):
        scores = [view.points(one, member, Stage.AGREED) for one in view.items]
        known = [plain(one.points) for one in scores if one is not None]
        rows.append(
            Row(
                (
                    Cell(number),
                    Cell(view.names[member.pk]),
                    *[Cell(plain(one.points)) if one else Cell(NOT_SCORED) for one in scores],
                    Cell(sum(known, Decimal(0)), total=Total(Function.SUM, Axis.ROW, 2, last))
                    if known
                    else Cell(NOT_SCORED),
                )
            )
        )
    columns = (
        number_column(),
        Column("Thành viên", 26),
        *[
            Column(
                one.content, 14, align=Align.CENTER,
                note=f"tối đa {format_number(plain(one.maximum))}",
            )
            for one in view.items
        ],
        Column("Cộng", 10, align=Align.CENTER),
    )  # fmt: skip
    table = Table(columns=columns, rows=tuple(rows), size=11)
    return Annex("Điểm thống nhất của từng nội dung", (table,), landscape=True)


def build_minutes(*, sheet: ScoringSheet) -> Document:
    """The minutes of the meeting that agrees on the points. Eleven queries. Raises Refused
    (`not_scored`)."""
    if sheet.state not in (SheetState.CROSS, SheetState.AGREED):
        raise Refused(
            "not_scored", "Các thành viên chưa tự chấm xong nên chưa họp thống nhất điểm."
        )
    cluster = sheet.cluster
    view, level = sheet_view(sheet), _level(cluster, sheet.year)
    word, _letters = _words(cluster)
    agreed = sheet.state == SheetState.AGREED
    leader = head_of(cluster, sheet.year)
    held = format_date(sheet.minutes_date) if sheet.minutes_date else "...../...../........"
    chair = in_sentence(view.names.get(leader.member_id, "")) if leader else ""
    end = f"{word.capitalize()} thống nhất điểm và thứ tự xếp hạng trên." if agreed else TO_WRITE
    return Document(
        kind=MINUTES,
        title="BIÊN BẢN",
        created=sheet.made_at,
        abstract=(f"Họp thống nhất điểm thi đua năm {sheet.year}", cluster.name),
        head=_cluster_head(
            cluster, level, "BB", registered(sheet.minutes_number), sheet.minutes_date
        ),
        blocks=chapters(
            (
                (
                    "Thời gian, thành phần",
                    [
                        para(f"Thời gian: ngày {held}."),
                        para(f"Địa điểm: {'.' * 40}"),
                        para(
                            f"Chủ trì: đại diện {chair}, trưởng {word}."
                            if chair
                            else f"Chủ trì: chưa xác định trưởng {word}."
                        ),
                        para("Thành viên dự họp:"),
                        _attendance(view),
                    ],
                ),
                ("Kết quả chấm điểm", [_totals(view)]),
                ("Xếp hạng", _ranking(sheet, view, word)),
                ("Ý kiến của các thành viên", [*_said(view), *lines("")]),
                ("Kết luận", [para(end)]),
            )
        ),
        ending="",
        signers=(SignOff(authority=("THƯ KÝ",)), SignOff(authority=("CHỦ TRÌ",))),
        annexes=(_points(view),) if view.items and view.members else (),
        banners=banners(sheet.illustrative, draft=not agreed),
        subject=f"Biên bản họp {cluster.name} năm {sheet.year}",
    )


def _said(view: SheetView) -> list[Block]:
    """Reasons that were written beside points of the cross-check and the agreement."""
    told = [
        (member, one, view.points(one, member, stage))
        for member in view.members for one in view.items for stage in (Stage.CROSS, Stage.AGREED)
    ]  # fmt: skip
    return [item(f"{view.names[member.pk]}, {one.content}: {score.note.rstrip('.')}.")
            for member, one, score in told if score and score.note]  # fmt: skip


def _attendance(view: SheetView) -> Table:
    """Who came is written by hand."""
    return Table(
        columns=(
            number_column(),
            Column("Thành viên", 40),
            Column("Người đại diện", 36),
            Column("Ký", 18),
        ),
        rows=tuple(
            Row((Cell(number), Cell(view.names[one.pk]), Cell(""), Cell("")))
            for number, one in enumerate(view.members, start=1)
        ),
        empty_text="Không có thành viên nào trong năm.",
    )


SHEET = ("sheet", "bảng chấm điểm")
PLEDGE_KIND = kind_of(
    PLEDGE, "Bản giao ước thi đua", build_pledge, ("pledge", "giao ước thi đua"), sheet=True
)
SCORING_KIND = kind_of(
    SCORING, "Báo cáo chấm điểm, xếp hạng của cụm, khối", build_scoring, SHEET, sheet=True
)
MINUTES_KIND = kind_of(MINUTES, "Biên bản họp cụm, khối thi đua", build_minutes, SHEET, sheet=True)
