"""Styles of the editable document: few, named in Vietnamese, all in Times New Roman.

The stock template brings 160 styles, a theme, numbering and a preview picture that belong to no
office document; what is not used is taken out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.documents.page_form import PageForm

FACE = "Times New Roman"
_KEPT = {
    "Normal", "Header", "Footer", "Heading1", "Heading2", "Heading3", "DefaultParagraphFont",
    "TableNormal", "NoList", "TableGrid",
}  # fmt: skip
_DROPPED_PARTS = ("stylesWithEffects", "customXml", "numbering", "thumbnail")
_ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True)
class Style:
    """Look of one style: sizes in points, indents in mm, `line` as a multiple."""

    id: str
    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: str = "left"
    first_indent: float = 0
    left_indent: float = 0
    before: float = 0
    after: float = 0
    line: float = 1.0
    keep_with_next: bool = False


STYLES = (
    Style("Superior", "Cơ quan chủ quản", 12.5, align="center"),
    Style("Issuer", "Cơ quan ban hành", 12.5, bold=True, align="center"),
    Style("NationalTitle", "Quốc hiệu", 12.5, bold=True, align="center"),
    Style("Motto", "Tiêu ngữ", 13.5, bold=True, align="center"),
    Style("Number", "Số ký hiệu", 13, align="center", before=6),
    Style("LetterSubject", "Về việc", 12.5, align="center", before=6),
    Style("Place", "Địa danh ngày tháng", 13, italic=True, align="center", before=6),
    Style("DraftMark", "Dự thảo", 13, bold=True, align="center", before=6),
    Style("DocTitle", "Tên loại", 14, bold=True, align="center", before=14, keep_with_next=True),
    Style("Abstract", "Trích yếu", 14, bold=True, align="center", keep_with_next=True),
    Style("AuthorityTitle", "Thẩm quyền ban hành", 14, bold=True, align="center", after=10),
    Style("Addressee", "Kính gửi", 14, align="center", before=10, after=8),
    Style("AddresseeItem", "Nơi kính gửi", 14, left_indent=55),
    Style("Basis", "Căn cứ", 14, italic=True, align="justify", first_indent=10, after=6, line=1.15),
    Style("Body", "Nội dung", 14, align="justify", first_indent=10, after=6, line=1.15),
    Style("BodyPlain", "Nội dung không thụt", 14, after=6, line=1.15),
    Style("Item", "Gạch đầu dòng", 14, align="justify", first_indent=10, after=6, line=1.15),
    Style("Part", "Phần, chương", 14, bold=True, align="center", before=8, after=6,
          keep_with_next=True),
    Style("Rule", "Đường kẻ", 2, align="center", before=3),
    Style("GridCaption", "Tên bảng", 12, bold=True, align="center", before=4, after=4,
          keep_with_next=True),
    Style("UnitLine", "Đơn vị tính", 12, italic=True, align="right", keep_with_next=True),
    Style("Legend", "Ký hiệu bảng", 11, italic=True, before=3, after=4),
    Style("DocNote", "Ghi chú", 11),
    Style("Figure", "Hình", 12, italic=True, align="center", before=6, after=6),
    Style("Signer", "Người ký", 14, bold=True, align="center"),
    Style("RecipientsHead", "Nơi nhận", 12, bold=True, italic=True),
    Style("Recipient", "Danh sách nơi nhận", 11),
    Style("AnnexLabel", "Phụ lục", 14, bold=True, align="center", keep_with_next=True),
    Style("AnnexTitle", "Tên phụ lục", 14, bold=True, align="center", keep_with_next=True),
    Style("AnnexAttached", "Kèm theo", 13, italic=True, align="center", after=10,
          keep_with_next=True),
    Style("Banner", "Cảnh báo", 11, bold=True, align="center"),
    Style("Stamp", "Mã bản in", 9),
)  # fmt: skip
GRID_SIZES = range(8, 15)
# Styles whose size a body chooses; what is 14 points else and no label is text.
_CHOSEN = {
    "heads": ("Superior", "Issuer", "NationalTitle", "LetterSubject"),
    "motto": ("Motto",),
    "place_size": ("Place",),
    "titles": ("DocTitle", "Abstract", "AuthorityTitle", "AnnexTitle"),
    "text": ("Addressee", "AddresseeItem", "Basis", "Body", "BodyPlain", "Item", "Part", "Signer"),
}
_SIZED_BY = {style: field for field, styles in _CHOSEN.items() for style in styles}


def _chosen(style: Style, form: PageForm) -> Style:
    """The style in the sizes, spacing and indent of the body that issues the document."""
    sized_by = _SIZED_BY.get(style.id)
    return replace(
        style,
        size=float(getattr(form, sized_by)) if sized_by else style.size,
        line=float(form.line) if style.line != 1 else style.line,
        first_indent=float(form.indent) if style.first_indent else style.first_indent,
    )


def install(document: Any, form: PageForm) -> None:
    """Give the python-docx document our styles, and take out what the template brought."""
    _drop_parts(document)
    styles = document.styles
    for element in list(styles.element.findall(qn("w:style"))):
        if element.get(qn("w:styleId")) not in _KEPT:
            styles.element.remove(element)
        else:
            for link in element.findall(qn("w:link")):
                element.remove(link)
    _set_defaults(styles.element)
    _set_look(styles["Normal"], Style("Normal", "Normal"))
    _set_look(styles["Header"], Style("Header", "Header", 13, align="center"))
    _set_look(styles["Footer"], Style("Footer", "Footer", 11, align="center"))
    for level in (1, 2, 3):
        heading = Style("", "", float(form.text), True, level == 3, "left", 10, before=8, after=6,
                        line=1.15, keep_with_next=True)  # fmt: skip
        _set_look(styles[f"Heading {level}"], _chosen(heading, form))
    grids = tuple(
        Style(f"Grid{size}", f"Bảng cỡ {size}", size, before=size / 8, after=size / 8)
        for size in GRID_SIZES
    )
    for style in STYLES + grids:
        added = styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        added.element.set(qn("w:styleId"), style.id)
        added.base_style = styles["Normal"]
        added.quick_style = True
        _set_look(added, _chosen(style, form))


def _drop_parts(document: Any) -> None:
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in _DROPPED_PARTS:
                del relations[key]


def _set_defaults(styles: Any) -> None:
    """Document defaults: our face, Vietnamese for the spell checker, no space of its own."""
    run = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    _add_face(run)
    language = OxmlElement("w:lang")
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), "vi-VN")
    run.append(language)
    paragraph = styles.find(qn("w:docDefaults")).find(qn("w:pPrDefault")).find(qn("w:pPr"))
    for child in list(paragraph):
        paragraph.remove(child)


def _add_face(properties: Any) -> None:
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    face = OxmlElement("w:rFonts")
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        face.set(qn(f"w:{name}"), FACE)
    properties.insert(0, face)


def _set_look(target: Any, style: Style) -> None:
    font, paragraph = target.font, target.paragraph_format
    font.size, font.bold, font.italic = Pt(style.size), style.bold, style.italic
    font.color.rgb = RGBColor(0, 0, 0)
    _add_face(target.element.get_or_add_rPr())
    paragraph.alignment = _ALIGNMENTS[style.align]
    paragraph.first_line_indent = Mm(style.first_indent)
    paragraph.left_indent = Mm(style.left_indent)
    paragraph.space_before, paragraph.space_after = Pt(style.before), Pt(style.after)
    paragraph.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    paragraph.line_spacing = style.line
    paragraph.keep_with_next = style.keep_with_next
    paragraph.widow_control = True
