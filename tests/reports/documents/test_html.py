"""The preview: text stays text, numbers lead to their source, no inline style or script."""

from __future__ import annotations

from xml.etree import ElementTree

import tinyhtml5
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.documents.renderers.html import render_preview
from reports.documents.renderers.markup import add_text
from reports.documents.renderers.svg import safe_drawing
from reports.documents.tree import (
    Banners,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    Run,
    Table,
)
from tests.reports.documents import samples

markup = st.text("<>&\"'/= abcđscriptonload\n", max_size=40)


def parse(html: str) -> ElementTree.Element:
    return tinyhtml5.parse(html, namespace_html_elements=False)  # type: ignore[no-any-return]  # untyped library


@settings(max_examples=200, deadline=None)
@given(markup)
def test_no_text_becomes_markup(text: str) -> None:
    def tags(words: str) -> list[str]:
        document = Document(
            "k", "BÁO CÁO", samples.SNAPSHOT_TIME, abstract=(words,), notes=(words,),
            blocks=(Heading(1, words), Paragraph((Run(words),)),
                    Table((Column(words),), (Row((Cell(words),)),), caption=words)),
            banners=Banners(illustrative=words),
        )  # fmt: skip
        return [element.tag for element in parse(render_preview(document)).iter()]

    plain = "".join(char if char == "\n" else "a" for char in text) or "a"
    assert tags(text or "a") == tags(plain)


def test_the_preview_has_no_style_script_or_handler() -> None:
    root = parse(render_preview(samples.report()))

    for element in root.iter():
        assert element.tag not in {"script", "style", "link", "iframe", "object"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_every_bound_number_leads_to_its_source() -> None:
    html = render_preview(samples.report(), figure_href=lambda figure: f"/nguon/{figure.key}")

    links = {link.get("href"): link.text for link in parse(html).iter("a")}
    assert links["/nguon/average"] == "14,3"
    assert links["/nguon/income"] == "48.500.000*"
    assert links["/nguon/band_2"] == "5"
    assert "<a " not in render_preview(samples.report())


def test_head_foot_annexes_and_banners_are_all_in_the_preview() -> None:
    text = " ".join("".join(parse(render_preview(samples.report())).itertext()).split())

    for words in (
        "DỰ THẢO · Số liệu minh họa", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Kính gửi",
        "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "Phụ lục II", "Không có số liệu.", "Ký hiệu: Đ: đạt",
    ):  # fmt: skip
        assert words in text


def test_charts_keep_their_drawing_and_lose_what_is_not_on_the_list() -> None:
    drawing = safe_drawing(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="x()">'
        '<defs><pattern id="p" patternUnits="userSpaceOnUse" width="2" height="2"/></defs>'
        '<rect fill="url(#p)" width="3" onclick="x()"/><script>x()</script>'
        '<text x="1">Số <tspan>&lt;b&gt;</tspan> xã</text></svg>'
    )

    assert drawing is not None
    assert ElementTree.tostring(drawing, encoding="unicode") == (
        '<svg viewBox="0 0 9 9"><defs><pattern id="p" patternUnits="userSpaceOnUse" width="2" '
        'height="2" /></defs><rect fill="url(#p)" width="3" />'
        '<text x="1">Số <tspan>&lt;b&gt;</tspan> xã</text></svg>'
    )
    assert safe_drawing("") is None
    assert safe_drawing("<svg><unclosed></svg>") is None
    assert safe_drawing("<html/>") is None


@given(st.text("ab đ\n", max_size=9000))
def test_portions_and_breaks_keep_every_letter(text: str) -> None:
    element = ElementTree.Element("p")

    add_text(element, text)

    assert "".join(element.itertext()).replace("\u200b", "") == text.replace("\n", "")
    assert len(list(element.iter("br"))) == text.count("\n")


def test_a_text_of_many_portions_keeps_its_words() -> None:
    element = ElementTree.Element("p")
    text = "một hai ba " * 3000 + "\n" + "ơ" * 500

    add_text(element, text)

    assert "".join(element.itertext()).replace("\u200b", "") == text.replace("\n", "")
    assert max(len(part) for part in element.itertext()) <= 2000
