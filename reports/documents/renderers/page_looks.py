"""The chosen sizes and margins of a document as a style sheet of its own, over the common one."""

from __future__ import annotations

from reports.documents import wording
from reports.documents.faces import text_width
from reports.documents.page_form import PageForm

_HEAD_SHARE = 0.59  # of the room: the national title stands in one line
_HEAD_SLACK = 1.0  # mm
_SINGLE_LINE = 1.13  # height of a single line of the face on paper, in sizes of its letters


def head_widths(form: PageForm) -> tuple[float, float]:
    """mm of the left and the right column of the head; the right one holds the national title."""
    title = text_width(wording.NATIONAL_TITLE, float(form.heads), bold=True) + _HEAD_SLACK
    right = max(form.portrait_room * _HEAD_SHARE, title)
    return form.portrait_room - right, right


def page_looks(form: PageForm) -> str:
    """CSS of the author: what the common style sheets say, in the sizes of this form."""
    left, right = head_widths(form)
    line = float(form.line) * _SINGLE_LINE
    return f"""
@page {{ margin: {form.top}mm {form.right}mm {form.bottom}mm {form.left}mm }}
.paper {{ font-size: {form.text}pt; line-height: {line:.3f} }}
.head-left {{ width: {left:.2f}mm }}
.head-right {{ width: {right:.2f}mm }}
.superior, .issuer, .national-title, .subject {{ font-size: {form.heads}pt }}
.motto {{ font-size: {form.motto}pt }}
.place {{ font-size: {form.place_size}pt }}
.doc-title, .abstract, .authority-title, .annex-title {{ font-size: {form.titles}pt }}
.heading {{ font-size: {form.text}pt; line-height: {line:.3f}; text-indent: {form.indent}mm }}
.heading.level-0 {{ text-indent: 0 }}
.basis, .body {{ text-indent: {form.indent}mm }}
.body.plain {{ text-indent: 0 }}
.annex-label, .annex-attached {{ line-height: 1.25 }}
.annex-label {{ font-size: 14pt }}
"""
