"""Each rule speaks when it is broken, and only then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.checking.paper import Source
from reports.checking.registry import Severity, all_rules
from reports.documents.tree import Annex, Banners, SignOff
from tests.reports.checking import broken
from tests.reports.checking.broken import edited, headed, ids, lettered, restyled, said, sound
from tests.reports.documents import samples

PDF, DOCX = Source.PDF, Source.DOCX
Edit = Callable[[Any], object]

# rule -> line of style that breaks it on paper
STYLES = {
    "page-size": "@page { size: A5 } .national-title { white-space: normal }",
    "page-orientation": "@page { size: A4 landscape }",
    "margin-left": "@page { margin-left: 24mm }",
    "margin-right": "@page { margin-right: 10mm }",
    "margin-top": "@page { margin-top: 14mm }",
    "margin-bottom": "@page { margin-bottom: 8mm }",
    "page-number-first": "@page :first { @top-center { content: counter(page) } }",
    "page-number-shown": "@page { @top-center { content: none } }",
    "page-number-look": "@page { @top-center { font-size: 10pt; font-style: italic } }",
    "text-colour": ".body { color: #c00000 }",
    "national-title": ".national-title { font-weight: normal }",
    "motto": ".motto { font-size: 12pt }",
    "motto-rule": ".motto span::after { width: 50% }",
    "organisation": ".issuer { font-size: 14pt }",
    "organisation-rule": ".issuer span::after { width: 90% }",
    "number-form": ".number { font-style: italic }",
    "place-date": ".place { font-style: normal }",
    "place-line": ".place { padding-top: 20pt !important }",
    "title": ".doc-title { font-size: 16pt }",
    "abstract": ".abstract { font-weight: normal }",
    "abstract-rule": ".abstract span::after { display: none }",
    "addressee": ".addressee { font-size: 11pt }",
    "bases-look": ".basis { font-style: normal }",
    "body-size": ".body { font-size: 12pt }",
    "body-spacing": ".body { line-height: 1 }",
    "body-justified": ".body { text-align: left; hyphens: none }",
    "articles": ".body b { font-weight: normal }",
    "signer-look": ".signer-line { font-weight: normal }",
    "signer-name": ".signer-line { font-size: 12pt }",
    "signer-alone": ".foot { break-before: page }",
    "signer-room": ".signature-space { height: 8mm }",
    "recipients-head": ".recipients-head { font-style: normal }",
    "recipients-list": ".recipient { font-size: 13pt }",
    "annex-label": ".annex-label { font-weight: normal }",
    "annex-title": ".annex-title { text-transform: none }",
    "annex-attached": ".annex-attached { font-style: normal }",
}


def style(id: str, **look: object) -> Edit:
    """Change of a style of the file, as somebody does it in the office."""

    def edit(file: Any) -> None:
        found = next(one for one in file.styles if one.style_id == id)
        for name, value in look.items():
            holder = found.font if hasattr(found.font, name) else found.paragraph_format
            setattr(holder, name, value)

    return edit


def section(**settings: object) -> Edit:
    def edit(file: Any) -> None:
        for name, value in settings.items():
            setattr(file.sections[0], name, value)

    return edit


def header_without_number(file: Any) -> None:
    for run in list(file.sections[0].header.paragraphs[0].runs):
        run._r.getparent().remove(run._r)


def rule_of(style_id: str, indent: str) -> Edit:
    """Another length of the line under the last paragraph of that style."""

    def edit(file: Any) -> None:
        paragraphs = list(file.element.body.iter(qn("w:p")))
        names = [p.style for p in paragraphs]
        last = max(place for place, name in enumerate(names) if name == style_id)
        below = paragraphs[last + 1].pPr.find(qn("w:ind"))
        for side in ("left", "right"):
            below.set(qn(f"w:{side}"), indent)

    return edit


def text_box(file: Any) -> None:
    run = file.paragraphs[5].runs[0]._r
    run.append(OxmlElement("w:txbxContent"))


def automatic_mark(file: Any) -> None:
    file.paragraphs[5]._p.get_or_add_pPr().get_or_add_numPr()


def head_not_repeated(file: Any) -> None:
    for mark in list(file.element.body.iter(qn("w:tblHeader"))):
        mark.getparent().remove(mark)


def left_long_paragraph(file: Any) -> None:
    long = next(one for one in file.paragraphs if len(one.text) > 300)
    long.alignment = WD_ALIGN_PARAGRAPH.LEFT


# rule -> edit of the saved DOCX that breaks it
EDITS: dict[str, Edit] = {
    "page-size": section(page_height=Mm(279)),
    "page-orientation": section(page_width=Mm(297), page_height=Mm(210)),
    "margin-left": section(left_margin=Mm(25)),
    "margin-right": section(right_margin=Mm(22)),
    "margin-top": section(top_margin=Mm(15)),
    "margin-bottom": section(bottom_margin=Mm(30)),
    "page-number-first": section(different_first_page_header_footer=False),
    "page-number-shown": header_without_number,
    "page-number-look": style("Header", size=Pt(10)),
    "font-family": style("Body", name="Arial"),
    "text-colour": style("Body", bold=False),
    "docx-text-box": text_box,
    "docx-typed-marks": automatic_mark,
    "docx-table-heads": head_not_repeated,
    "national-title": style("NationalTitle", size=Pt(14)),
    "motto": style("Motto", italic=True),
    "motto-rule": rule_of("Motto", "1800"),
    "organisation": style("Issuer", bold=False),
    "organisation-rule": rule_of("Issuer", "100"),
    "number-form": style("Number", size=Pt(14)),
    "place-date": style("Place", italic=False),
    "title": style("DocTitle", bold=False),
    "abstract": style("Abstract", size=Pt(12)),
    "abstract-rule": rule_of("Abstract", "300"),
    "addressee": style("Addressee", bold=True),
    "bases-look": style("Basis", italic=False),
    "body-size": style("Body", size=Pt(12)),
    "body-spacing": style("Body", line_spacing=2.0),
    "body-paragraphs": style("Body", first_line_indent=Mm(0)),
    "body-justified": left_long_paragraph,
    "signer-look": style("Signer", bold=False),
    "signer-name": style("Signer", size=Pt(12)),
    "recipients-head": style("RecipientsHead", size=Pt(14)),
    "recipients-list": style("Recipient", italic=True),
    "annex-label": style("AnnexLabel", size=Pt(13)),
    "annex-title": style("AnnexTitle", size=Pt(12)),
    "annex-attached": style("AnnexAttached", italic=False),
}
EDITS["text-colour"] = lambda file: setattr(
    file.paragraphs[5].runs[0].font.color, "rgb", RGBColor(0xC0, 0, 0)
)
# A report of one page shows the rest.
NEED_PAGES = {
    "page-number-shown", "page-number-look", "articles", "margin-bottom", "body-justified",
}  # fmt: skip
PROSE = (samples.narrative()[3].runs[0].text,)
ONE_ANNEX = Annex("Danh sách", (), "I")
# rule -> document whose words break it, in both formats
DOCUMENTS = {
    "number-form": lambda: headed(sign="BC_UBND huyện"),
    "number-sign": lambda: headed(sign="ZZ-UBND"),
    "place-date": lambda: headed(dated=None),
    "title": lambda: said(title="", abstract=()),
    "letter-subject": lambda: said(
        title="", abstract=(), head=broken.replace(lettered().head, subject="Đôn đốc báo cáo")
    ),
    "legacy-encoding": lambda: said("Céng hßa x· héi chñ nghÜa ViÖt Nam"),
    "articles": lambda: said("Điều 7. Nội dung khác."),
    "points-order": lambda: said("a) một;", "b) hai;", "e) ba."),
    "ending-mark": lambda: said(ending=""),
    "signer-missing": lambda: said(signers=()),
    "signer-delegation": lambda: said(signers=(SignOff(("KT TRƯỞNG PHÒNG",), ("PHÓ",)),)),
    "signer-chairman": lambda: said(
        authority_title="CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN KBANG",
        signers=(SignOff(("TM. ỦY BAN NHÂN DÂN",), ("CHỦ TỊCH",)),),
    ),
    "signer-name": lambda: said(signers=(SignOff((), ("CHỦ TỊCH",), "ThS. Đinh Văn Grưp"),)),
    "recipients-list": lambda: said(recipients=("Như trên", "Phòng Tài chính")),
    "recipients-archive": lambda: said(recipients=("Như trên", "Lưu: VT")),
    "annex-number": lambda: sound(annexes=(ONE_ANNEX, Annex("Khác", (), "III"))),
    "annex-title": lambda: sound(annexes=(Annex("", (), "I"), Annex("Khác", (), "II"))),
    "annex-named": lambda: sound(blocks=tuple(samples.narrative())),
    "placeholder": lambda: said("Kính gửi {{ ten_don_vi }} và None."),
    "dotted-blank": lambda: said("Số tiền: ........ đồng."),
    "date-words": lambda: said("Họp ngày 5 tháng 08 năm 2024."),
    "date-figures": lambda: said("Họp ngày 10/25/2024."),
    "number-separators": lambda: said("Tổng 1,234,567.89 đồng."),
    "currency-word": lambda: said("Tổng 1.000 VNĐ."),
    "capitals-unit": lambda: said("Các xã của Huyện Kbang đã làm."),
    "spaced-hyphen": lambda: said("Phát triển kinh tế-xã hội."),
    "identity-number": lambda: said("Ông A, số 064123456789, ở làng."),
    "draft-number": lambda: said(banners=Banners(draft=True)),
}


def test_twelve_digits_amid_a_checksum_are_nobodys_number() -> None:
    words = "Mã kiểm tra: 9ab064123456789f00c1."
    assert ids(broken.checked(said(words), Source.DOCX)) == set()


@pytest.mark.parametrize("source", list(Source), ids=lambda source: source.value)
def test_a_sound_document_and_a_sound_letter_break_no_rule(source: Source) -> None:
    assert ids(broken.checked(sound(), source)) == set()
    assert ids(broken.checked(lettered(), source)) == set()


@pytest.mark.parametrize("rule", STYLES)
def test_a_changed_style_of_paper_is_found(rule: str) -> None:
    document = sound() if rule in NEED_PAGES or rule.startswith("annex") else said(*PROSE)
    assert rule in ids(restyled(STYLES[rule], document))


@pytest.mark.parametrize("rule", EDITS)
def test_an_edit_of_the_docx_is_found(rule: str) -> None:
    assert rule in ids(edited(EDITS[rule]))


@pytest.mark.parametrize("source", list(Source), ids=lambda source: source.value)
@pytest.mark.parametrize("rule", DOCUMENTS)
def test_words_that_break_a_rule_are_found(rule: str, source: Source) -> None:
    assert rule in ids(broken.checked(DOCUMENTS[rule](), source))


def test_a_letter_is_set_apart_from_a_paper_with_a_title() -> None:
    both = said(head=lettered().head)
    assert "title" in ids(broken.checked(both, PDF))
    assert "letter-subject" in ids(restyled(".subject { font-weight: bold }", lettered()))


def test_bases_end_with_semicolons_and_a_full_stop() -> None:
    def edit(file: Any) -> None:
        for paragraph in file.paragraphs:
            if paragraph.text.startswith("Căn cứ"):
                paragraph.runs[-1].text = paragraph.runs[-1].text.rstrip(";.") + ","

    assert "bases-ending" in ids(edited(edit))


def test_letters_put_together_from_parts_are_found() -> None:
    def edit(file: Any) -> None:
        file.paragraphs[5].runs[0].text = "Kê\u0301t qua\u0309"

    assert "unicode-nfc" in ids(edited(edit))


def test_the_head_stands_once_at_the_beginning() -> None:
    assert "head-order" in ids(broken.checked(said("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), DOCX))


def test_a_document_without_head_is_no_document() -> None:
    found = ids(broken.checked(said(head=None), PDF))
    assert {"national-title", "motto", "organisation", "number-form", "place-date"} <= found


def test_an_open_number_of_a_draft_is_allowed() -> None:
    draft = headed(number="", dated=None)
    for source in Source:
        assert ids(broken.checked(draft, source)) == set()


def test_a_face_from_elsewhere_is_found() -> None:
    found = restyled(
        "body { font-family: monospace !important } .body { font-family: monospace }", said()
    )
    assert "font-family" in ids(found)


def test_findings_say_rule_page_and_what_is_required() -> None:
    result = restyled(STYLES["body-size"], said(*PROSE))
    finding = next(one for one in result.errors if one.rule.id == "body-size")
    assert finding.severity is Severity.ERROR
    sentence = finding.sentence(PDF)
    assert sentence.startswith("Lỗi\tbody-size\ttrang 1\t“")
    assert "cỡ chữ 12. Yêu cầu: nội dung cỡ 13-14 (NĐ 30/2020/NĐ-CP" in sentence


ELSEWHERE = {
    # tests of their own above, in test_raw_files.py or test_certificates.py
    "certificate-parts", "certificate-colour", "certificate-weight", "certificate-motto-rule",
    "certificate-decision", "certificate-book",
    "bases-ending", "unicode-nfc", "head-order", "font-embedded", "font-letters", "pdf-version",
}  # fmt: skip


def test_every_rule_is_proven() -> None:
    assert {one.id for one in all_rules()} == {*STYLES, *EDITS, *DOCUMENTS, *ELSEWHERE}
