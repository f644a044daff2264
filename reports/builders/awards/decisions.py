"""Quyết định khen thưởng with its annex, the memos before it, and Danh sách ký nhận tiền thưởng."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from awards.enums import AwardState, Capacity, DecisionKind, DecisionState, NominationState
from awards.models import Award, AwardRound, Decision
from awards.queries.decisions import Line, Sheet, sheet_of
from communes.queries.register_rules import names_on
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import amount_in_words, format_date
from reports.builders.awards.parts import (
    GROUPS,
    Level,
    banners,
    bases_of,
    counted,
    number_column,
)
from reports.builders.binding import Figures, para
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Function,
    Heading,
    Row,
    RowKind,
    SignOff,
    Table,
    Total,
)

DECISION, MEMO = "award-decision", "home-affairs-memo"
PROVINCE, PAYMENT = "province-memo", "payment-list"
AMOUNT_HEAD = "Tiền thưởng (đồng)"


def chairman(level: Level, decision: Decision) -> SignOff:
    """CHỦ TỊCH, or KT. CHỦ TỊCH; never TM. on a decision (document format, 2.2)."""
    if decision.capacity == Capacity.DEPUTY:
        return SignOff(
            authority=("KT. CHỦ TỊCH",), position=("PHÓ CHỦ TỊCH",), name=decision.signer
        )
    return SignOff(position=("CHỦ TỊCH",), name=decision.signer)


def types_of(awards: Sequence[Award]) -> str:
    """ "Giấy khen của Chủ tịch UBND cấp huyện" of all lines, each once."""
    return ", ".join(dict.fromkeys(award.type_name for award in awards))


def build_decision(*, decision: Decision) -> Document:
    """The decision and its annex by group and order. Five queries, a draft eight more."""
    if decision.kind != DecisionKind.AWARD:
        return _change(decision)
    level = Level(decision.unit, decision.decided_on or clock.today())
    sheet, figures = sheet_of(decision), Figures()
    awards = [line.award for line in sheet.lines]
    kinds = [award.group for award in awards]
    total = figures.bind("total", int(sheet.total), unit="đồng", source=f"decision:{decision.pk}")
    memo = ""
    if decision.memo_number and decision.memo_date:
        memo = f" tại Tờ trình số {decision.memo_number} ngày {format_date(decision.memo_date)}"
    proposer = "Trưởng phòng Nội vụ" if level.district else "công chức tham mưu"
    money = (
        para(
            "Điều 2. Tiền thưởng kèm theo là ",
            total,
            f" đồng (bằng chữ: {amount_in_words(sheet.total).lower()}), chi từ quỹ thi đua, khen "
            f"thưởng của {level.inside}.",
        )
        if sheet.total
        else para("Điều 2. Quyết định này không kèm tiền thưởng chi từ quỹ của cấp mình.")
    )
    blocks: list[Block] = [
        para(
            f"Điều 1. Tặng {types_of(awards)} cho {counted(kinds)} (có danh sách kèm theo) đã có "
            "thành tích trong phong trào thi đua."
        ),
        money,
        para(
            f"Điều 3. Văn phòng, {proposer}, các đơn vị liên quan và các tập thể, hộ gia đình, cá "
            "nhân có tên trong danh sách chịu trách nhiệm thi hành Quyết định này."
        ),
    ]
    return Document(
        kind=DECISION,
        title="QUYẾT ĐỊNH",
        created=decision.decided_at or clock.now(),
        abstract=(decision.title,),
        head=level.committee(
            "QĐ-UBND", number=decision.number.split("/")[0], dated=decision.number_date
        ),
        authority_title=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {level.name.upper()}",
        bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương",
            *bases_of(decision.regime),
            f"Theo đề nghị của {proposer}{memo}",
        ),
        blocks=tuple(blocks),
        signers=(chairman(level, decision),),
        recipients=("Như Điều 3", "Lưu: VT"),
        annexes=(_annex(sheet, figures),),
        figures=figures.all(),
        banners=banners(decision.illustrative, draft=decision.state == DecisionState.DRAFT),
        subject=decision.title,
    )


def _annex(sheet: Sheet, figures: Figures) -> Annex:
    rows: list[Row] = []
    for kind, label in GROUPS.items():
        lines = [line for line in sheet.lines if line.award.group == kind]
        if not lines:
            continue
        rows.append(Row((Cell(f"{label} ({len(lines)})", span=6),), kind=RowKind.HEADING))
        rows += [_row(line, figures) for line in lines]
    rows.append(
        Row(
            (
                Cell("Cộng", span=5),
                Cell(int(sheet.total), total=Total(Function.SUM)),
            ),
            kind=RowKind.TOTAL,
        )
    )
    columns = (
        number_column(),
        Column("Tên", 26),
        Column("Đơn vị, địa chỉ", 24),
        Column("Thành tích", 34),
        Column("Hình thức", 20),
        Column(AMOUNT_HEAD, 16, align=Align.RIGHT, decimals=0),
    )
    kinds = [line.award.group for line in sheet.lines]
    return Annex(
        title="Danh sách được khen thưởng",
        blocks=(
            Table(columns=columns, rows=tuple(rows)),
            para(f"Ấn định danh sách có {counted(kinds)}." if kinds else "Danh sách trống."),
        ),
        landscape=True,
    )


def _row(line: Line, figures: Figures) -> Row:
    award = line.award
    amount = line.amount if award.state == AwardState.VALID else None
    return Row(
        (
            Cell(award.order),
            Cell(award.shown_name),
            Cell(award.place),
            Cell(award.shown_citation),
            Cell(award.type_name),
            Cell(
                None if amount is None else int(amount),
                note="" if amount is not None else line.reason[:60],
            ),
        )
    )


def _change(decision: Decision) -> Document:
    """A correction or a revocation, which names the decision it is about."""
    level = Level(decision.unit, decision.decided_on or clock.today())
    about = decision.about
    named = (
        f"Quyết định số {about.number} ngày {format_date(about.number_date)}"
        if about and about.number and about.number_date
        else "quyết định khen thưởng đã nêu"
    )
    field = "corrected_by" if decision.kind == DecisionKind.CORRECTION else "revoked_by"
    awards = list(Award.objects.filter(**{field: decision}).order_by("order"))
    rows = [
        Row(
            (
                Cell(award.order),
                Cell(award.name),
                Cell(
                    award.shown_name
                    if decision.kind == DecisionKind.CORRECTION
                    else "hủy bỏ khen thưởng"
                ),
            )
        )
        for award in awards
    ]
    table = Table(
        columns=(number_column(), Column("Đã ghi", 46), Column("Nay là", 46)),
        rows=tuple(rows),
        empty_text="Chưa chọn dòng nào.",
    )
    verb = "Đính chính" if decision.kind == DecisionKind.CORRECTION else "Hủy bỏ"
    return Document(
        kind=DECISION,
        title="QUYẾT ĐỊNH",
        created=decision.decided_at or clock.now(),
        abstract=(decision.title,),
        head=level.committee(
            "QĐ-UBND", number=decision.number.split("/")[0], dated=decision.number_date
        ),
        authority_title=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {level.name.upper()}",
        bases=("Căn cứ Luật Tổ chức chính quyền địa phương", *bases_of(decision.regime)),
        blocks=(
            para(f"Điều 1. {verb} nội dung sau của {named}:"),
            table,
            para(f"Lý do: {decision.reason}"),
            para(
                "Điều 2. Các đơn vị liên quan và người có tên trên chịu trách nhiệm thi hành Quyết "
                "định này."
            ),
        ),
        signers=(chairman(level, decision),),
        recipients=("Như Điều 2", "Lưu: VT"),
        banners=banners(decision.illustrative, draft=decision.state == DecisionState.DRAFT),
        subject=decision.title,
    )


def build_memo(*, decision: Decision) -> Document:
    """Tờ trình of the desk to the chairman, for one draft. Seven queries at most."""
    level = Level(decision.unit, decision.memo_date or clock.today())
    sheet, figures = sheet_of(decision), Figures()
    kinds = [line.award.group for line in sheet.lines]
    session = decision.session
    basis = (
        f"Hội đồng Thi đua - Khen thưởng đã họp ngày "
        f"{format_date(session.held_at.astimezone(clock.LOCAL).date())} và đề nghị khen thưởng."
        if session
        else "Hồ sơ theo thủ tục đơn giản."
    )
    return Document(
        kind=MEMO,
        title="TỜ TRÌNH",
        created=decision.made_at,
        abstract=(decision.title,),
        head=level.office(
            "TTr", number=decision.memo_number.split("/")[0], dated=decision.memo_date
        ),
        addressees=(f"Chủ tịch Ủy ban nhân dân {level.inside}",),
        bases=bases_of(decision.regime),
        blocks=(
            para(basis),
            para(
                f"Đề nghị Chủ tịch Ủy ban nhân dân {level.inside} quyết định khen thưởng cho "
                f"{counted(kinds)} (danh sách kèm theo), tiền thưởng ",
                figures.bind("total", int(sheet.total), unit="đồng"),
                " đồng. Hồ sơ kèm theo: danh sách, biên bản họp Hội đồng, phiếu thẩm định.",
            ),
        ),
        signers=(SignOff(position=("TRƯỞNG PHÒNG",) if level.district else ("CÔNG CHỨC",)),),
        recipients=("Như trên", "Lưu: VT"),
        annexes=(_annex(sheet, figures),),
        figures=figures.all(),
        banners=banners(decision.illustrative),
        subject=f"Tờ trình: {decision.title}",
    )


def build_province(*, round: AwardRound) -> Document:
    """Tờ trình of UBND to the province for what the province or the State decides. Four queries.
    Raises Refused (`nothing_upward`)."""
    rows = list(
        round.nominations.filter(state__in=[NominationState.SENT_UP, NominationState.ANSWERED])
        .select_related("nominee", "award_type", "upward")
        .order_by("award_type__order", "pk")
    )
    if not rows:
        raise Refused("nothing_upward", "Đợt này chưa có đề nghị nào trình cấp trên.")
    upward = rows[0].upward
    dated: date | None = upward.memo_date
    level = Level(round.unit, dated or clock.today())
    names = names_on([row.nominee.unit_id for row in rows], dated or clock.today())
    lines = [
        Row(
            (
                Cell(number),
                Cell(row.nominee_name),
                Cell(names.get(row.nominee.unit_id, "")),
                Cell(row.award_type.name if row.award_type else row.type_code),
                Cell(row.citation_list or row.citation),
            )
        )
        for number, row in enumerate(rows, start=1)
    ]
    columns = (
        number_column(),
        Column("Tên", 24),
        Column("Đơn vị", 22),
        Column("Đề nghị", 22),
        Column("Thành tích", 40),
    )
    kinds = [row.nominee.kind for row in rows]
    return Document(
        kind=PROVINCE,
        title="TỜ TRÌNH",
        created=upward.at,
        abstract=("Đề nghị khen thưởng cấp trên", round.name),
        head=level.committee("TTr-UBND", number=upward.memo_number.split("/")[0], dated=dated),
        addressees=(upward.to_body,),
        bases=bases_of(rows[0].regime),
        blocks=(
            para(
                f"Ủy ban nhân dân {level.inside} đề nghị {upward.to_body} xem xét khen thưởng cho "
                f"{counted(kinds)} có thành tích trong phong trào thi đua (danh sách kèm theo)."
            ),
        ),
        signers=(SignOff(authority=("TM. ỦY BAN NHÂN DÂN",), position=("CHỦ TỊCH",)),),
        recipients=("Như trên", "Lưu: VT"),
        annexes=(
            Annex(
                title="Danh sách đề nghị khen thưởng",
                blocks=(Table(columns=columns, rows=tuple(lines)),),
                landscape=True,
            ),
        ),
        banners=banners(round.illustrative),
        subject=f"Tờ trình cấp trên: {round.name}",
    )


def build_payment(*, decision: Decision) -> Document:
    """The list that is signed when prizes are handed over. Four queries. Raises Refused
    (`not_decided`)."""
    if decision.state == DecisionState.DRAFT:
        raise Refused("not_decided", "Quyết định chưa ký nên chưa có tiền thưởng để chi.")
    level = Level(decision.unit, decision.decided_on or clock.today())
    sheet, figures = sheet_of(decision), Figures()
    lines = [
        line
        for line in sheet.lines
        if line.award.amount is not None and line.award.state == AwardState.VALID
    ]
    rows = [
        Row(
            (
                Cell(number),
                Cell(line.award.shown_name),
                Cell(line.award.place),
                Cell(line.factor, note=""),
                Cell(int(line.award.amount or 0)),
                Cell(""),
            )
        )
        for number, line in enumerate(lines, start=1)
    ]
    total = sum(int(line.award.amount or 0) for line in lines)
    if rows:
        rows.append(
            Row(
                (Cell("Cộng", span=4), Cell(total, total=Total(Function.SUM)), Cell("")),
                kind=RowKind.TOTAL,
            )
        )
    columns = (
        number_column(),
        Column("Tên", 26),
        Column("Đơn vị, địa chỉ", 26),
        Column("Hệ số", 9, align=Align.RIGHT),
        Column(AMOUNT_HEAD, 16, align=Align.RIGHT, decimals=0),
        Column("Ký nhận, ghi rõ họ tên", 22),
    )
    number = decision.number or "……"
    dated = format_date(decision.number_date) if decision.number_date else "……"
    base = int(decision.base_amount) if decision.base_amount is not None else None
    return Document(
        kind=PAYMENT,
        title="DANH SÁCH",
        created=decision.decided_at or clock.now(),
        abstract=("Ký nhận tiền thưởng", decision.title),
        head=level.committee("DS-UBND"),
        blocks=(
            para(f"Theo Quyết định số {number} ngày {dated} của Chủ tịch UBND {level.inside}."),
            para(
                "Lương cơ sở: ",
                figures.bind("base", base, unit="đồng", source=f"decision:{decision.pk}"),
                f" đồng; {decision.get_rounding_display() or 'chưa ghi cách làm tròn'!s}"
                f"{'' if decision.rounding_certain else ' (chưa kiểm chứng)'}.",
            ),
            Heading(1, "Danh sách"),
            Table(columns=columns, rows=tuple(rows), empty_text="Không có tiền thưởng để chi."),
            para(
                "Cộng: ",
                figures.bind("total", total, unit="đồng"),
                f" đồng (bằng chữ: {amount_in_words(total).lower()}).",
            ),
        ),
        ending="",
        signers=(
            SignOff(authority=("NGƯỜI LẬP",)),
            SignOff(authority=("KẾ TOÁN",)),
        ),
        figures=figures.all(),
        banners=banners(decision.illustrative),
        subject=f"Danh sách ký nhận: {decision.title}",
    )


DECISION_KIND = register(
    DocumentKind(
        code=DECISION,
        label_vi="Quyết định khen thưởng, đính chính, hủy bỏ",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_decision,
        parameters=(Parameter("decision", "quyết định"),),
    )
)
MEMO_KIND = register(
    DocumentKind(
        code=MEMO,
        label_vi="Tờ trình của Phòng Nội vụ về khen thưởng",
        formats=(Format.PDF, Format.DOCX),
        builder=build_memo,
        parameters=(Parameter("decision", "quyết định"),),
    )
)
PROVINCE_KIND = register(
    DocumentKind(
        code=PROVINCE,
        label_vi="Tờ trình cấp trên về khen thưởng",
        formats=(Format.PDF, Format.DOCX),
        builder=build_province,
        parameters=(Parameter("round", "đợt xét khen thưởng"),),
    )
)
PAYMENT_KIND = register(
    DocumentKind(
        code=PAYMENT,
        label_vi="Danh sách ký nhận tiền thưởng",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_payment,
        parameters=(Parameter("decision", "quyết định"),),
    )
)
