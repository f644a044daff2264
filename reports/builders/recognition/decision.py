"""Quyết định công nhận làng of the level that verifies (its chairman decides): the only recognition
that is decided below the province. Its number and day come from the paper once it is registered."""

from __future__ import annotations

from communes.enums import Standard
from communes.models import RecognitionCase
from communes.queries.cases import load_dossier
from communes.recognition_enums import CaseAct
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date
from reports.builders.parts import Level, article, inside, registered
from reports.builders.recognition.parts import (
    aim,
    bases,
    case_banners,
    head,
    level_of,
    notes,
)
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import Document, SignOff

CODE = "village-decision"


def build(*, case: RecognitionCase) -> Document:
    """The decision on one village. Seventeen queries. Raises Refused (`not_a_village`, `no_body`,
    `not_verified`)."""
    if case.standard != Standard.VILLAGE:
        raise Refused(
            "not_a_village",
            f"Quyết định công nhận này do {case.spec.decided_by} ban hành; cổng chỉ ghi số và ngày "
            "trên quyết định.",
        )
    done = load_dossier(case).done
    verified, decided = done.get(CaseAct.VERIFY), done.get(CaseAct.DECIDE)
    if verified is None:
        raise Refused(
            "not_verified",
            "Hồ sơ chưa thẩm tra xong nên chưa soạn quyết định. Ghi kết quả thẩm tra trước.",
        )
    level = level_of(case.verifier, decided, what="công nhận")
    commune = Level(case.responsible, clock.today()).inside
    paper = f" số {verified.paper_number}" if registered(verified.paper_number) else ""
    day = format_date(verified.day)
    return Document(
        kind=CODE,
        title="QUYẾT ĐỊNH",
        created=clock.now(),
        abstract=(f"Công nhận {aim(case)}",),
        head=head(level, "QĐ", decided, chairman=True),
        authority_title=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {level.name.upper()}",
        bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương",
            *bases(case),
            f"Theo đề nghị của Ủy ban nhân dân {commune} và kết quả thẩm tra{paper} ngày {day}",
        ),
        blocks=(
            article(1, f"Công nhận {inside(case.unit_name)}, {commune} {_as(case)}."),
            article(
                2,
                f"Ủy ban nhân dân {commune} công bố kết quả công nhận và cùng Nhân dân "
                f"{inside(case.unit_name)} giữ vững, nâng cao các tiêu chí đã đạt.",
            ),
            article(
                3,
                "Chánh Văn phòng, thủ trưởng các cơ quan liên quan và Chủ tịch Ủy ban nhân dân "
                f"{commune} chịu trách nhiệm thi hành Quyết định này.",
            ),
        ),
        signers=(SignOff(position=("CHỦ TỊCH",)),),
        recipients=("Như Điều 3", "Lưu: VT"),
        banners=case_banners(case, done=decided is not None),
        notes=notes(case),
        subject=f"Quyết định công nhận {aim(case)}",
    )


def _as(case: RecognitionCase) -> str:
    return aim(case).removeprefix(f"{inside(case.unit_name)} ")


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Quyết định công nhận làng đạt chuẩn nông thôn mới",
        formats=(Format.PDF, Format.DOCX),
        builder=build,
        parameters=(Parameter("case", "hồ sơ xét công nhận"),),
    )
)
