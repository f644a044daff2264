"""From the fields of the entry page to edits, and the small forms around it.

Every field of an indicator is named `i<id>_<field>`: `i12_v` (version seen), `i12_a_numerator`,
`i12_na`, `i12_note`, `i12_survey`, `i12_files`; after a conflict also `i12_c` (the version typed
over) and `i12_pick`. A cell saves the same fields as its group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from communes.queries.entry_rows import FIELDS
from communes.queries.specs import IndicatorRow
from communes.services.edits import Edit

LONGEST = 1000  # characters of a text that is kept; longer ones are cut by the column


@dataclass(frozen=True)
class Typed:
    """What a form brought: edits to save, and indicators whose stored value the person chose."""

    edits: tuple[Edit, ...]
    theirs: tuple[int, ...]


def read_typed(post: Mapping[str, Any], rows: Iterable[IndicatorRow]) -> Typed:
    """All indicators of `rows` that the form carries fields of."""
    edits, theirs = [], []
    for row in rows:
        name = f"i{row.id}_"
        if f"{name}v" not in post:
            continue
        if post.get(f"{name}pick") == "theirs":
            theirs.append(row.id)
            continue
        # A conflict card without a choice brings the old version again, and so the same question.
        undecided = f"{name}c" in post and post.get(f"{name}pick") != "mine"
        edits.append(
            Edit(
                indicator_id=row.id,
                base_version=_version(post.get(f"{name}c" if undecided else f"{name}v")),
                raw={
                    part.key: {
                        field: post.get(f"{name}{part.key}_{field}", "")[:LONGEST]
                        for field in FIELDS
                    }
                    for part in row.spec.parts
                },
                na_reason=post.get(f"{name}na", ""),
                note=post.get(f"{name}note", ""),
                survey=post.get(f"{name}survey", ""),
            )
        )
    return Typed(tuple(edits), tuple(theirs))


def _version(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 9 else 0


class CarryOverForm(forms.Form):
    """ "Giữ nguyên kỳ trước": which indicators, and the survey the figures come from."""

    survey = forms.CharField(
        label="Theo cuộc điều tra, rà soát nào",
        max_length=300,
        error_messages={"required": "Ghi cuộc điều tra, ví dụ: rà soát hộ nghèo cuối năm 2024."},
    )

    def __init__(self, *args: Any, rows: Iterable[IndicatorRow] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(rows)
        self.fields["indicators"] = forms.TypedMultipleChoiceField(
            label="Chỉ tiêu giữ nguyên",
            coerce=int,
            choices=[(row.id, f"{row.code} {row.short_title or row.title}") for row in rows],
            initial=[row.id for row in rows],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Chọn ít nhất một chỉ tiêu.",
                "invalid_choice": "Chỉ tiêu đã có số của kỳ này. Tải lại trang.",
            },
        )


class GiveBackForm(forms.Form):
    """The leader's word to the officer."""

    remark = forms.CharField(
        label="Việc cần sửa",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi việc cần sửa để công chức biết."},
    )


class AnswerForm(forms.Form):
    """The commune's answer to a return, when the figure itself stays."""

    text = forms.CharField(
        label="Trả lời cơ quan rà soát",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi câu trả lời cho cơ quan rà soát."},
    )


class PaperForm(forms.Form):
    """The commune's signed report: number and date as on the paper, and its scan."""

    number = forms.CharField(
        label="Số, ký hiệu",
        max_length=60,
        help_text="Như trên giấy, ví dụ 45/BC-UBND.",
        error_messages={"required": "Ghi số báo cáo như trên giấy, ví dụ 45/BC-UBND."},
    )
    day = forms.DateField(
        label="Ngày ký",
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        help_text="Ví dụ 27/06/2025.",
        error_messages={
            "required": "Ghi ngày ký như trên giấy.",
            "invalid": "Ngày chưa đúng. Ghi ngày/tháng/năm, ví dụ 27/06/2025.",
        },
    )
    file = forms.FileField(
        label="Tệp báo cáo đã ký",
        help_text="PDF hoặc ảnh chụp, không quá 20 MB.",
        allow_empty_file=True,  # judged with the other rules of uploads, in one wording
        max_length=None,
        error_messages={"required": "Chọn tệp báo cáo đã ký."},
    )
