"""Certificates: long words stay inside, hostile ones are words, too much is said in a sentence."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber
import pytest
from pypdf import PdfReader

from awards.certificate_slots import SLOTS
from awards.queries.certificates import SAMPLE
from kbang_ntm.core.errors import Refused
from reports.documents import faces
from reports.documents.renderers.certificate_fitting import EDGE
from reports.documents.renderers.certificates import render_certificates
from reports.documents.renderers.joining import split
from tests.reports.documents.samples import SNAPSHOT_TIME

MM = 25.4 / 72


def printed(*sheets: dict[str, str], title: str = "Thử", overlay: bool = False) -> bytes:
    drawn = []
    for changes in sheets or ({},):
        words = SAMPLE | changes
        drawn.append([(slot, slot.lines(words[slot.code])) for slot in SLOTS if words[slot.code]])
    return render_certificates(drawn, overlay=overlay, title=title, created=SNAPSHOT_TIME)


def lines_of(content: bytes) -> list[dict[str, Any]]:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [line for page in pdf.pages for line in page.extract_text_lines(strip=True)]


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Văn An", "Cán bộ và Nhân dân các dân tộc làng " * 3, "Tập thể " * 20],
    ids=["short", "long", "longer"],
)
def test_words_stay_inside_the_border_and_apart(name: str) -> None:
    lines = lines_of(printed({"name": name, "citation": "Đã có thành tích xuất sắc " * 12}))

    text = " ".join(line["text"] for line in lines)
    assert " ".join(name.split()) in text
    for line in lines:
        assert line["x0"] * MM >= EDGE - 0.5 and line["x1"] * MM <= 297 - EDGE + 0.5
        assert line["bottom"] * MM <= 210 - EDGE
    for one in lines:
        for other in lines:
            beside = one["x1"] < other["x0"] or other["x1"] < one["x0"]
            middles = [(line["top"] + line["bottom"]) / 2 for line in (one, other)]
            assert one is other or beside or abs(middles[0] - middles[1]) * MM > 3


@pytest.mark.parametrize("name", ["Nguyễn" * 50, "Tập thể " * 37])
def test_words_that_cannot_fit_are_said(name: str) -> None:
    with pytest.raises(Refused, match="Rút gọn câu chữ") as refusal:
        printed({"name": name})
    assert refusal.value.code == "certificate_too_long"
    assert "«Tên»" in refusal.value.message


def test_short_words_stand_where_the_layout_puts_them() -> None:
    found = {line["text"]: line for line in lines_of(printed())}

    name = found[SAMPLE["name"]]
    assert (name["x0"] + name["x1"]) / 2 * MM == pytest.approx(148.5, abs=0.5)
    assert round(name["chars"][0]["size"]) == 20


@pytest.mark.parametrize(
    "text",
    ["<script>x()</script>", "</svg></style><img src='http://127.0.0.1/'>", "&amp;&#65;", "url(x)",
     "Ắ ằ Ẵ Ế Ỗ Ớ Ữ ỵ Đ"],
)  # fmt: skip
def test_words_are_words(text: str) -> None:
    content = printed({"name": text, "place": text}, title=text)

    assert sum(line["text"] == text for line in lines_of(content)) == 2
    reader = PdfReader(io.BytesIO(content))
    assert reader.metadata is not None and reader.metadata.title == text
    assert not reader.pages[0].images and "/Annots" not in reader.pages[0]


def test_what_cannot_be_printed_is_left_out() -> None:
    lines = lines_of(printed({"name": "Ông\x00 A\u202ebc\ufffe"}))

    assert "Ông Abc" in [line["text"] for line in lines]


def test_a_missing_face_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(faces, "FACES_DIR", tmp_path)
    with pytest.raises(Refused, match="Thiếu phông chữ"):
        printed()


def test_one_file_is_split_into_singles_that_stay_the_same() -> None:
    whole = printed(*({"name": f"Ông Đinh Văn {number}"} for number in range(5)))
    files = list(split(whole))

    assert files == list(split(whole))
    assert len(files) == 5
    for number, content in enumerate(files):
        reader = PdfReader(io.BytesIO(content))
        assert len(reader.pages) == 1
        assert f"Ông Đinh Văn {number}" in reader.pages[0].extract_text()
        assert reader.metadata is not None
        assert reader.metadata.creation_date == SNAPSHOT_TIME
